/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * measured.c - how well verdicts name their causes
 *
 * The rows are made from a run over captures whose cause is known, and stay between the
 * two marks.  A cause without a row has not been measured.
 */
#include <string.h>

#include <tcpblame/rulebook.h>

static const struct tb_cause_measure measured[] = {
	/* rows: { "connection-refused", precision, recall, cases }, */
	{ "abortive-close", 1.000, 0.935, 48 },
	{ "accept-queue-overflow", 1.000, 1.000, 39 },
	{ "address-conflict", 1.000, 0.857, 10 },
	{ "administrative-abort", 1.000, 0.800, 77 },
	{ "application-timeout", 0.927, 0.964, 121 },
	{ "blind-reset-attempt", 0.818, 1.000, 13 },
	{ "client-abandoned-connect", 1.000, 1.000, 21 },
	{ "client-cancel", 0.967, 0.952, 34 },
	{ "close-with-unread-data", 0.838, 0.964, 39 },
	{ "connection-refused", 1.000, 1.000, 62 },
	{ "conntrack-invalid", 1.000, 0.800, 6 },
	{ "data-after-close", 1.000, 0.970, 53 },
	{ "early-response-abort", 0.846, 1.000, 16 },
	{ "fin-wait-2-timeout", 1.000, 1.000, 16 },
	{ "firewall-reject", 0.933, 0.846, 14 },
	{ "half-open-connection", 0.969, 0.935, 56 },
	{ "handshake-ack-rejected", 1.000, 0.917, 20 },
	{ "handshake-option-rejected", 1.000, 1.000, 15 },
	{ "health-check-probe", 1.000, 1.000, 103 },
	{ "icmp-unreachable", 1.000, 1.000, 13 },
	{ "idle-timeout-close", 0.977, 1.000, 106 },
	{ "injected-reset", 1.000, 0.892, 60 },
	{ "keep-alive-race", 0.933, 1.000, 20 },
	{ "keepalive-timeout", 1.000, 1.000, 19 },
	{ "middlebox-idle-timeout", 0.923, 1.000, 33 },
	{ "mptcp-subflow-reset", 1.000, 1.000, 20 },
	{ "path-failure", 1.000, 1.000, 13 },
	{ "policy-reset", 0.810, 0.906, 45 },
	{ "port-scan", 1.000, 1.000, 456 },
	{ "post-close-reset", 1.000, 0.933, 19 },
	{ "process-terminated", 0.741, 0.976, 154 },
	{ "protocol-mismatch", 1.000, 0.882, 24 },
	{ "proxy-coded-reset", 1.000, 0.963, 27 },
	{ "request-triggered-reset", 1.000, 0.833, 43 },
	{ "reset-after-completion", 0.969, 1.000, 35 },
	{ "resource-exhaustion", 1.000, 0.950, 41 },
	{ "retransmission-timeout", 1.000, 1.000, 17 },
	{ "service-restart", 1.000, 1.000, 86 },
	{ "state-loss-failover", 1.000, 0.750, 57 },
	{ "time-wait-collision", 1.000, 1.000, 11 },
	{ "tls-handshake-failure", 0.989, 1.000, 46 },
	{ "undetermined", 0.520, 1.000, 6 },
	{ "unsolicited-segment", 1.000, 0.625, 21 },
	/* end of rows */
	{ NULL, 0, 0, 0 },
};

const struct tb_cause_measure *tb_cause_measured(const char *slug)
{
	for (const struct tb_cause_measure *m = measured; m->slug; m++)
		if (strcmp(m->slug, slug) == 0)
			return m;
	return NULL;
}
