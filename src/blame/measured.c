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
	{ "abortive-close", 0.885, 0.871, 48 },
	{ "accept-queue-overflow", 1.000, 1.000, 30 },
	{ "address-conflict", 1.000, 0.857, 10 },
	{ "administrative-abort", 0.369, 0.670, 72 },
	{ "application-timeout", 0.991, 0.917, 126 },
	{ "blind-reset-attempt", 0.769, 0.917, 13 },
	{ "client-abandoned-connect", 1.000, 1.000, 21 },
	{ "client-cancel", 0.968, 1.000, 34 },
	{ "close-with-unread-data", 0.761, 1.000, 39 },
	{ "connection-refused", 0.963, 1.000, 62 },
	{ "data-after-close", 1.000, 1.000, 53 },
	{ "early-response-abort", 0.846, 1.000, 16 },
	{ "fin-wait-2-timeout", 0.818, 1.000, 16 },
	{ "firewall-reject", 0.917, 0.692, 14 },
	{ "half-open-connection", 0.906, 0.968, 56 },
	{ "handshake-ack-rejected", 1.000, 0.917, 20 },
	{ "handshake-option-rejected", 1.000, 1.000, 15 },
	{ "health-check-probe", 1.000, 1.000, 101 },
	{ "icmp-unreachable", 1.000, 1.000, 13 },
	{ "idle-timeout-close", 0.893, 1.000, 111 },
	{ "injected-reset", 1.000, 0.875, 59 },
	{ "keep-alive-race", 0.929, 1.000, 20 },
	{ "keepalive-timeout", 1.000, 0.845, 19 },
	{ "middlebox-idle-timeout", 0.857, 1.000, 33 },
	{ "mptcp-subflow-reset", 1.000, 1.000, 20 },
	{ "path-failure", 1.000, 0.950, 13 },
	{ "policy-reset", 0.819, 0.859, 45 },
	{ "port-scan", 1.000, 1.000, 503 },
	{ "post-close-reset", 1.000, 0.800, 19 },
	{ "process-terminated", 0.822, 1.000, 167 },
	{ "protocol-mismatch", 1.000, 0.882, 24 },
	{ "proxy-coded-reset", 1.000, 0.963, 27 },
	{ "request-triggered-reset", 1.000, 0.500, 44 },
	{ "reset-after-completion", 0.880, 0.857, 35 },
	{ "resource-exhaustion", 1.000, 0.580, 47 },
	{ "retransmission-timeout", 1.000, 1.000, 17 },
	{ "service-restart", 1.000, 1.000, 80 },
	{ "state-loss-failover", 1.000, 0.750, 56 },
	{ "time-wait-collision", 1.000, 1.000, 11 },
	{ "tls-handshake-failure", 1.000, 1.000, 46 },
	{ "undetermined", 0.738, 1.000, 6 },
	{ "unsolicited-segment", 1.000, 0.812, 25 },
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
