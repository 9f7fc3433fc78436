/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * record_run.c - captures, counters and the tool itself as records
 */
#include "report/record_part.h"

void tb_record_tool(struct tb_text *j, const struct tb_report_options *o)
{
	tb_json_string(j, "schema", TB_SCHEMA);
	tb_json_open(j, "tool", '{');
	tb_json_string(j, "name", "tcpblame");
	tb_json_string(j, "version", TB_VERSION);
	if (o->anonymized)
		tb_json_bool(j, "anonymized", true);
	tb_json_close(j, '}');
}

static void decode(struct tb_text *j, const uint64_t count[TB_DECODE_COUNT])
{
	tb_json_open(j, "decode", '{');
	for (unsigned i = 0; i < TB_DECODE_COUNT; i++)
		tb_json_u64(j, tb_decode_name(i), count[i]);
	tb_json_close(j, '}');
}

/* By name where it has one, else by number. */
static void link_type(struct tb_text *j, uint32_t number)
{
	const char *name = tb_link_type_name(number);
	char buf[16];
	struct tb_text t;

	tb_text_init(&t, buf, sizeof(buf), NULL);
	tb_text_u64(&t, number);
	tb_json_string(j, NULL, name != NULL ? name : t.buf);
}

static void link_types(struct tb_text *j, const struct tb_capture *c)
{
	tb_json_open(j, "link_types", '[');
	for (unsigned i = 0; i < c->n_link_types; i++)
		link_type(j, c->link_types[i]);
	tb_json_close(j, ']');
}

static void interfaces(struct tb_text *j, const struct tb_capture *c)
{
	if (c->n_interfaces == 0)
		return;
	tb_json_open(j, "interfaces", '[');
	for (unsigned i = 0; i < c->n_interfaces; i++)
		if (c->interfaces[i] != NULL)
			tb_json_string(j, NULL, c->interfaces[i]);
		else
			tb_json_null(j, NULL);
	tb_json_close(j, ']');
}

void tb_record_capture(struct tb_text *j, const char *type, const struct tb_capture *c)
{
	tb_json_open(j, NULL, '{');
	if (type != NULL)
		tb_json_string(j, "type", type);
	tb_json_string(j, "file", c->file);
	if (c->format != NULL)
		tb_json_string(j, "format", c->format);
	if (c->compression != NULL)
		tb_json_string(j, "compression", c->compression);
	link_types(j, c);
	interfaces(j, c);
	tb_json_u64(j, "packets", c->packets);
	tb_json_u64(j, "tcp_packets", c->tcp_packets);
	if (c->has_times) {
		tb_json_time(j, "first", c->first);
		tb_json_time(j, "last", c->last);
	}
	tb_json_bool(j, "complete", c->complete);
	if (c->problem != NULL)
		tb_json_string(j, "problem", c->problem);
	decode(j, c->decode);
	if (c->has_drops) {
		tb_json_u64(j, "received", c->received);
		tb_json_u64(j, "dropped", c->dropped);
		tb_json_u64(j, "interface_dropped", c->interface_dropped);
	}
	tb_json_close(j, '}');
}

/* Counts under their names, those that are zero left out. */
#define NAMED_COUNTS(j, name, table, n, name_of)			\
	do {								\
		tb_json_open((j), (name), '{');				\
		for (unsigned i_ = 0; i_ < (n); i_++)			\
			if ((table)[i_] != 0)				\
				tb_json_u64((j), name_of(i_), (table)[i_]); \
		tb_json_close((j), '}');				\
	} while (0)

static void by_cause(struct tb_text *j, const struct tb_report_tally *tally)
{
	tb_json_open(j, "by_cause", '{');
	for (size_t i = 0; i < tally->n; i++)
		tb_json_u64(j, tally->cause[i].slug, tally->cause[i].count);
	tb_json_close(j, '}');
}

static void unreached_by(struct tb_text *j, const struct tb_report_options *o,
			 const struct tb_unreached *u)
{
	tb_json_open(j, NULL, '{');
	tb_json_u64(j, "connections", u->connections);
	tb_record_icmp(j, o, &u->first, UINT32_MAX);
	tb_json_close(j, '}');
}

/* Attempts to connect that ICMP answered, if there are any. */
static void unreached(struct tb_text *j, const struct tb_report_options *o,
		      const struct tb_summary *s)
{
	if (s->unreached == 0)
		return;
	tb_json_open(j, "unreached", '{');
	tb_json_u64(j, "connections", s->unreached);
	tb_json_open(j, "by", '[');
	for (unsigned i = 0; i < s->n_unreached_by; i++)
		unreached_by(j, o, &s->unreached_by[i]);
	tb_json_close(j, ']');
	tb_json_close(j, '}');
}

void tb_record_summary(struct tb_text *j, const char *name, const char *type,
		       const struct tb_report_options *o, const struct tb_summary *s,
		       const struct tb_report_tally *tally, const struct tb_log_result *logs)
{
	tb_json_open(j, name, '{');
	if (type != NULL) {
		tb_json_string(j, "type", type);
		tb_record_tool(j, o);
	}
	tb_json_u64(j, "packets", s->packets);
	tb_json_u64(j, "tcp_packets", s->tcp_packets);
	tb_json_u64(j, "duplicates", s->duplicates);
	tb_json_u64(j, "flows", s->flows);
	tb_json_u64(j, "rst_segments", s->rst_segments);
	tb_json_u64(j, "resets", s->resets);
	if (o->left_out != NULL)
		tb_json_u64(j, "left_out", *o->left_out);
	by_cause(j, tally);
	NAMED_COUNTS(j, "by_origin", s->by_origin, TB_ORIGIN_COUNT, tb_origin_name);
	NAMED_COUNTS(j, "by_phase", s->by_phase, TB_PHASE_COUNT, tb_phase_name);
	NAMED_COUNTS(j, "by_effect", s->by_effect, TB_EFFECT_COUNT, tb_effect_name);
	tb_json_u64(j, "disruptive", s->by_harm[TB_HARM_DISRUPTIVE]);
	tb_json_u64(j, "benign", s->by_harm[TB_HARM_BENIGN]);
	tb_json_u64(j, "harm_unknown", s->by_harm[TB_HARM_UNKNOWN]);
	tb_json_u64(j, "flows_evicted", s->flows_evicted);
	tb_json_u64(j, "episodes_dropped", s->episodes_dropped);
	unreached(j, o, s);
	decode(j, s->decode);
	tb_record_log_files(j, logs);
	tb_json_close(j, '}');
}
