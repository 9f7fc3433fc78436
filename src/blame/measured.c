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
	{ "abortive-close", 1.000, 0.961, 89 },
	{ "accept-queue-overflow", 1.000, 1.000, 30 },
	{ "address-conflict", 1.000, 0.714, 10 },
	{ "administrative-abort", 1.000, 1.000, 81 },
	{ "application-timeout", 0.953, 0.968, 123 },
	{ "blind-reset-attempt", 0.833, 0.917, 13 },
	{ "client-abandoned-connect", 1.000, 1.000, 21 },
	{ "client-cancel", 1.000, 1.000, 34 },
	{ "close-with-unread-data", 0.862, 0.969, 47 },
	{ "connection-refused", 0.983, 1.000, 74 },
	{ "data-after-close", 1.000, 0.970, 53 },
	{ "early-response-abort", 1.000, 1.000, 16 },
	{ "fin-wait-2-timeout", 1.000, 1.000, 16 },
	{ "firewall-reject", 1.000, 0.812, 20 },
	{ "half-open-connection", 0.941, 0.935, 56 },
	{ "handshake-ack-rejected", 1.000, 0.917, 20 },
	{ "handshake-option-rejected", 1.000, 1.000, 15 },
	{ "health-check-probe", 1.000, 1.000, 103 },
	{ "icmp-unreachable", 1.000, 1.000, 13 },
	{ "idle-timeout-close", 1.000, 1.000, 110 },
	{ "injected-reset", 0.997, 0.950, 60 },
	{ "keep-alive-race", 0.923, 1.000, 20 },
	{ "keepalive-timeout", 1.000, 1.000, 19 },
	{ "middlebox-idle-timeout", 0.883, 1.000, 33 },
	{ "mptcp-subflow-reset", 1.000, 1.000, 20 },
	{ "path-failure", 1.000, 1.000, 22 },
	{ "policy-reset", 0.822, 0.906, 45 },
	{ "port-scan", 1.000, 1.000, 498 },
	{ "post-close-reset", 1.000, 1.000, 19 },
	{ "process-terminated", 0.815, 0.988, 163 },
	{ "protocol-mismatch", 1.000, 0.882, 24 },
	{ "proxy-coded-reset", 1.000, 1.000, 27 },
	{ "request-triggered-reset", 1.000, 0.867, 91 },
	{ "reset-after-completion", 1.000, 1.000, 35 },
	{ "resource-exhaustion", 1.000, 0.800, 40 },
	{ "retransmission-timeout", 1.000, 1.000, 22 },
	{ "service-restart", 1.000, 1.000, 88 },
	{ "state-loss-failover", 1.000, 0.800, 72 },
	{ "time-wait-collision", 1.000, 1.000, 11 },
	{ "tls-handshake-failure", 1.000, 1.000, 46 },
	{ "undetermined", 0.481, 1.000, 6 },
	{ "unsolicited-segment", 1.000, 0.625, 23 },
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
