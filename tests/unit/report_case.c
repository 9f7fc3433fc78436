/* SPDX-License-Identifier: BSD-3-Clause */
#define _POSIX_C_SOURCE 200809L
#include "report_case.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

size_t tb_why_text(const struct tb_why *why, char *buf, size_t size)
{
	return (size_t)snprintf(buf, size, "reason %u about %lld in frame %llu",
				(unsigned)why->code, (long long)why->n,
				(unsigned long long)why->frame.number);
}

size_t tb_group_text(const struct tb_group *g, char *buf, size_t size)
{
	return (size_t)snprintf(buf, size, "%llu alike", (unsigned long long)g->resets);
}

struct tb_addr report_v4(unsigned a, unsigned b, unsigned c, unsigned d)
{
	return (struct tb_addr){ { [10] = 0xff, 0xff, (uint8_t)a, (uint8_t)b, (uint8_t)c,
				   (uint8_t)d } };
}

struct tb_why report_why(unsigned code, uint64_t frame, int64_t n)
{
	return (struct tb_why){ (uint16_t)code, { frame, 0 }, n };
}

/* 2026-02-21T10:05:53.482113000Z */
static const tb_time moment = { INT64_C(1771668353482113000) };

static void init_rst(struct tb_rst *rst)
{
	*rst = (struct tb_rst){
		.frame = { 1187, 0 },
		.time = moment,
		.from = TB_SERVER,
		.seq = 4000000000,
		.flags = TB_RST,
		.ttl = 63,
		.has_ip_id = true,
		.effect = TB_EFFECT_ACCEPTED,
		.effect_why = report_why(1, 0, 0),
		.origin = TB_ORIGIN_SERVER,
		.trigger = {
			.frame = { 1186, 0 },
			.after = 190 * TB_MICROSECOND,
			.what = report_why(2, 0, 48),
		},
	};
}

static void init_flow(struct tb_flow_info *f)
{
	*f = (struct tb_flow_info){
		.id = 7,
		.end = { { report_v4(10, 0, 0, 5), 43210 }, { report_v4(10, 0, 0, 9), 5432 } },
		.roles = TB_ROLES_HANDSHAKE,
		.first_frame = { 12, 0 },
		.last_frame = { 1187, 0 },
		.start = { moment.ns - 400 * TB_SECOND },
		.last = moment,
		.packets = { 9, 7 },
		.bytes = { 700, 2000 },
		.conn_state = "RSTR",
		.history = "ShADadr",
		.community_id = "1:abc=",
		.idle = 350200 * TB_MILLISECOND,
		.rtt = { -1, -1 },
	};
}

static void init_run(struct report_case *c)
{
	c->captures[0] = (struct tb_capture){
		.file = "client.pcap",
		.format = "pcap",
		.link_types = { 1 },
		.n_link_types = 1,
		.packets = 3412,
		.tcp_packets = 3400,
		.complete = true,
	};
	c->summary = (struct tb_summary){
		.packets = 3412,
		.tcp_packets = 3400,
		.flows = 61,
		.rst_segments = 1,
		.resets = 1,
	};
	c->options.captures = c->captures;
	c->options.n_captures = 1;
}

void report_case_init(struct report_case *c)
{
	*c = (struct report_case){ 0 };
	init_rst(&c->rst[0]);
	init_flow(&c->v.flow);
	init_run(c);
	c->v.id = 1;
	c->v.rst = c->rst;
	c->v.n_rst = 1;
	c->v.phase = TB_PHASE_DATA_TRANSFER;
	c->v.state[TB_CLIENT] = TB_STATE_ESTABLISHED;
	c->v.state[TB_SERVER] = TB_STATE_CLOSED;
	c->v.origin.by = TB_ORIGIN_SERVER;
	c->v.origin.confidence = 0.95;
	c->v.origin.why = report_why(3, 0, 41);
	c->v.harm.verdict = TB_HARM_DISRUPTIVE;
	c->v.harm.unacked[TB_CLIENT] = 48;
	c->v.dialogue.protocol = "postgresql";
	c->v.dialogue.request_open = TB_YES;
	c->v.cause.slug = "undetermined";
	c->v.cause.title = "undetermined";
}

static struct tb_evidence evidence(unsigned code, uint64_t frame, uint64_t other,
				   const char *supports, double weight)
{
	return (struct tb_evidence){
		.frame = { { frame, 0 }, { other, 0 } },
		.n_frames = other != 0 ? 2 : 1,
		.text = report_why(code, frame, 0),
		.supports = supports,
		.weight = weight,
	};
}

void report_case_cause(struct report_case *c)
{
	static const char *const advice[] = { "Ask what dropped it.", "Send keepalives." };
	static const char half_open[] = "half-open-connection", idle[] = "middlebox-idle-timeout";

	c->v.cause = (struct tb_weighed){ half_open, "nobody knew it", 0.88 };
	c->v.alternative[0] = (struct tb_weighed){ idle, "a device forgot it", 0.17 };
	c->v.n_alternatives = 1;
	c->v.evidence[0] = evidence(11, 1186, 1187, half_open, 12);
	c->v.evidence[1] = evidence(12, 990, 0, half_open, -7.25);
	c->v.evidence[2] = evidence(13, 12, 0, idle, 5);
	c->v.evidence[3] = evidence(14, 13, 0, half_open, 3.5);
	c->v.n_evidence = 4;
	c->v.advice = advice;
	c->v.n_advice = 2;
}

void report_case_group(struct report_case *c)
{
	for (size_t i = 0; i < sizeof(c->ids) / sizeof(c->ids[0]); i++)
		c->ids[i] = i + 1;
	c->group = (struct tb_group){
		.kind = TB_GROUP_SERVICE_RESTART,
		.reset = c->ids,
		.n_reset = 3,
		.resets = 3,
		.first = moment,
		.last = { moment.ns + TB_SECOND },
		.evidence = { { .frame = { { 1187, 0 }, { 1190, 0 } }, .n_frames = 2,
				.text = report_why(21, 1190, 0) } },
		.n_evidence = 1,
	};
	c->groups = 1;
}

char *report_case_run(struct report_case *c, const char *format, unsigned times)
{
	const struct tb_format *f = tb_format_find(format);
	struct tb_report *r;
	char *text = NULL;
	size_t size = 0;

	c->options.out = open_memstream(&text, &size);
	if (c->options.out == NULL || f == NULL || (r = f->begin(&c->options)) == NULL)
		abort();
	for (unsigned i = 0; i < times; i++) {
		f->verdict(r, &c->v);
		c->v.id++;
		for (unsigned k = 0; i == 0 && k < c->groups; k++)
			f->group(r, &c->group);
	}
	f->end(r, &c->summary);
	fclose(c->options.out);
	return text;
}

static void check(struct report_case *c, const char *format, const char *part, bool there)
{
	char *text = report_case_run(c, format, 1);

	if ((strstr(text, part) != NULL) != there)
		fail_msg("%s %s in\n%s", there ? "no" : "there is", part, text);
	free(text);
}

void report_case_has(struct report_case *c, const char *format, const char *part)
{
	check(c, format, part, true);
}

void report_case_lacks(struct report_case *c, const char *format, const char *part)
{
	check(c, format, part, false);
}
