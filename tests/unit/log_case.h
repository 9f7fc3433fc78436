/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * log_case.h - a capture of a few resets and logs beside it, in a few words each
 *
 * The capture is of 2026-11-26, from 10:00:00 UTC for ten minutes; resets are told in seconds of
 * it.  All are of connections that stood, of 10.0.0.5 with 10.0.0.9:80, in which the client
 * meets ECONNRESET and the server nothing, unless a test bends them.
 */
#ifndef TB_TEST_LOG_CASE_H
#define TB_TEST_LOG_CASE_H

#include <stdio.h>
#include <string.h>

#include <tcpblame/log.h>

#define LOG_CASE_START (INT64_C(1795687200) * TB_SECOND)

struct log_case {
	struct tb_logs *logs;
	struct tb_log_result result;
	uint64_t resets;
	struct tb_rst rst;
	struct tb_verdict next;	/* the next reset; to be bent before it is given */
};

static inline struct tb_addr log_case_v4(uint8_t d)
{
	return (struct tb_addr){ { [10] = 0xff, [11] = 0xff, 10, 0, 0, d } };
}

static inline void log_case_prepare(struct log_case *c)
{
	const struct tb_app_error reset = {
		.met = TB_YES,
		.condition = { TB_CONDITION_RESET, TB_CONDITION_RESET, TB_CONDITION_RESET },
		.call = TB_CALL_READ,
		.systems = 1 << TB_SYSTEM_LINUX,
	};

	c->rst = (struct tb_rst){ .from = TB_SERVER };
	c->next = (struct tb_verdict){
		.flow = { .end = { { log_case_v4(5), 0 }, { log_case_v4(9), 80 } },
			  .roles = TB_ROLES_HANDSHAKE },
		.phase = TB_PHASE_DATA_TRANSFER,
		.origin = { .by = TB_ORIGIN_SERVER, .confidence = 0.9 },
		.errors = { reset, { .met = TB_NO } },
	};
}

static inline void log_case_open(struct log_case *c, enum tb_log_format format)
{
	const struct tb_logs_config cfg = { .format = format };

	*c = (struct log_case){ .logs = tb_logs_new(&cfg) };
	log_case_prepare(c);
}

/* At so many seconds the connection from that port is reset. */
static inline void log_case_reset(struct log_case *c, double at, uint16_t port)
{
	c->rst.time.ns = LOG_CASE_START + (int64_t)(at * 1e9);
	c->next.id = ++c->resets;
	c->next.rst = &c->rst;
	c->next.n_rst = 1;
	c->next.flow.end[TB_CLIENT].port = port;
	tb_logs_verdict(c->logs, &c->next);
	log_case_prepare(c);
}

static inline void log_case_log(struct log_case *c, const char *name, const char *text)
{
	tb_logs_period(c->logs, (tb_time){ LOG_CASE_START },
		       (tb_time){ LOG_CASE_START + 600 * TB_SECOND });
	if (!tb_logs_begin(c->logs, name))
		return;
	tb_logs_feed(c->logs, text, strlen(text));
	tb_logs_end(c->logs, NULL);
}

/* What came of it: for each mention its line and the reset that it is tied to, "3>1 7>-". */
static inline const char *log_case_tie(struct log_case *c)
{
	static char text[4096];
	size_t n = 0;

	text[0] = '\0';
	if (!tb_logs_tie(c->logs))
		return "no memory";
	c->result = tb_logs_result(c->logs);
	for (size_t i = 0; i < c->result.n_lines && n + 32 < sizeof(text); i++) {
		const struct tb_log_line *l = &c->result.line[i];

		n += (size_t)snprintf(text + n, sizeof(text) - n, "%s%u>", i > 0 ? " " : "",
				      (unsigned)l->tie.line);
		n += (size_t)snprintf(text + n, sizeof(text) - n, l->reset != 0 ? "%u" : "-",
				      (unsigned)l->reset);
	}
	return text;
}

/* Why, of the mention with that index. */
static inline const char *log_case_why(const struct log_case *c, size_t i)
{
	return c->result.line[i].tie.why;
}

static inline void log_case_close(struct log_case *c)
{
	tb_logs_free(c->logs);
}

#endif
