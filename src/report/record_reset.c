/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * record_reset.c - one verdict as a record
 *
 * Frame numbers mean the file of the deciding RST; "home" below is that file's
 * index, and a frame of any other file has the file's name beside it.  What is not
 * known is left out, or null where the schema says so.
 *
 * The same members are what tcpblame adds to the events of other schemes.  Those go into
 * indexes that take one type under one name: the lists of segments, in which frames are
 * numbers or objects, are left out there, and evidence has frames of other files in a plain form.
 */
#include "knowledge/sqlstate.h"
#include "report/record_part.h"

static void frames(struct tb_text *j, const struct tb_report_options *o,
		   const struct tb_verdict *v, uint32_t home)
{
	tb_json_open(j, "frames", '[');
	for (size_t i = 0; i < v->n_rst; i++)
		tb_record_listed_frame(j, o, v->rst[i].frame, home);
	tb_json_close(j, ']');
}

static void trigger_member(struct tb_text *j, const struct tb_report_options *o,
			   const struct tb_trigger *trigger, uint32_t home)
{
	tb_json_open(j, "trigger", '{');
	tb_record_frame(j, "frame", "file", o, trigger->frame, home);
	tb_json_seconds(j, "after", trigger->after);
	tb_record_why(j, "what", o, &trigger->what, home);
	tb_json_close(j, '}');
}

/* Members that a record of a RST has wherever it stands. */
static void rst_members(struct tb_text *j, const struct tb_rst *rst)
{
	tb_json_word(j, "from", tb_report_side(rst->from));
	tb_json_u64(j, "seq", rst->seq);
	tb_json_u64(j, "ack", rst->ack);
	tb_json_flags(j, "flags", rst->flags);
	tb_json_u64(j, "window", rst->window);
	tb_json_u64(j, "ttl", rst->ttl);
	if (rst->has_ip_id)
		tb_json_u64(j, "ip_id", rst->ip_id);
	if (rst->checksum_bad)
		tb_json_bool(j, "checksum_bad", true);
	if (rst->payload_len > 0)
		tb_json_u64(j, "payload_bytes", rst->payload_len);
}

static void segment(struct tb_text *j, const struct tb_report_options *o,
		    const struct tb_rst *rst, uint32_t home)
{
	const char *interface = tb_report_interface(o, rst);

	tb_json_open(j, NULL, '{');
	tb_record_frame(j, "frame", "file", o, rst->frame, home);
	tb_json_time(j, "time", rst->time);
	rst_members(j, rst);
	tb_json_word(j, "origin", tb_origin_name(rst->origin));
	tb_json_word(j, "effect", tb_effect_name(rst->effect));
	tb_record_why(j, "why", o, &rst->effect_why, home);
	tb_json_word(j, "role", tb_role_name(rst->role));
	if (rst->trigger.frame.number != 0)
		trigger_member(j, o, &rst->trigger, home);
	if (interface != NULL)
		tb_json_string(j, "interface", interface);
	if (rst->comment_len > 0)
		tb_json_bytes(j, "comment", rst->comment, rst->comment_len);
	tb_json_close(j, '}');
}

static void segments(struct tb_text *j, const struct tb_report_options *o,
		     const struct tb_verdict *v, uint32_t home)
{
	tb_json_open(j, "segments", '[');
	for (size_t i = 0; i < v->n_rst; i++)
		segment(j, o, &v->rst[i], home);
	tb_json_close(j, ']');
}

TB_TEXT_INLINE void counts(struct tb_text *j, const char *name, const uint64_t count[2])
{
	tb_json_open(j, name, '{');
	tb_json_u64(j, "client", count[TB_CLIENT]);
	tb_json_u64(j, "server", count[TB_SERVER]);
	tb_json_close(j, '}');
}

static void round_trips(struct tb_text *j, const tb_span rtt[2])
{
	if (rtt[TB_CLIENT] < 0 && rtt[TB_SERVER] < 0)
		return;
	tb_json_open(j, "rtt", '{');
	for (unsigned side = 0; side < 2; side++)
		if (rtt[side] >= 0)
			tb_json_seconds(j, tb_report_side(side), rtt[side]);
	tb_json_close(j, '}');
}

static void layers(struct tb_text *j, const struct tb_flow_info *f)
{
	tb_json_open(j, "vlan", '[');
	for (unsigned i = 0; i < f->n_vlan; i++)
		tb_json_u64(j, NULL, f->vlan[i]);
	tb_json_close(j, ']');
	tb_json_open(j, "tunnel", '[');
	for (unsigned i = 0; i < f->n_tunnel; i++) {
		tb_json_open(j, NULL, '{');
		tb_json_word(j, "layer", tb_layer_name(f->tunnel[i].layer));
		tb_json_u64(j, "id", f->tunnel[i].id);
		tb_json_close(j, '}');
	}
	tb_json_close(j, ']');
}

static void alert(struct tb_text *j, const struct tb_dialogue *d)
{
	tb_json_open(j, "alert", '{');
	tb_json_word(j, "from", tb_report_side(d->alert_from));
	tb_json_word(j, "level", tb_report_alert_level(d->alert_level));
	tb_json_u64(j, "code", d->alert_code);
	if (d->alert_name != NULL)
		tb_json_word(j, "name", d->alert_name);
	tb_json_close(j, '}');
}

static void last_words(struct tb_text *j, const struct tb_dialogue *d)
{
	const struct tb_sqlstate *known = tb_sqlstate_find(d->sqlstate);

	tb_json_open(j, "ended_by", '{');
	tb_json_word(j, "sqlstate", d->sqlstate);
	if (known != NULL)
		tb_json_word(j, "meaning", known->meaning);
	tb_json_close(j, '}');
}

static void dialogue(struct tb_text *j, const struct tb_dialogue *d)
{
	if (d->server_name != NULL)
		tb_json_bytes(j, "server_name", d->server_name, d->server_name_len);
	if (d->protocol == NULL)
		return;
	tb_json_word(j, "protocol", d->protocol);
	tb_json_open(j, "dialogue", '{');
	tb_json_u64(j, "requests", d->requests);
	tb_json_u64(j, "responses", d->responses);
	if (d->method != NULL)
		tb_json_word(j, "method", d->method);
	if (d->path != NULL)
		tb_json_bytes(j, "path", d->path, d->path_len);
	if (d->status != 0)
		tb_json_u64(j, "status", d->status);
	tb_json_answer(j, "request_open", d->request_open);
	tb_json_answer(j, "response_complete", d->response_complete);
	tb_json_answer(j, "handshake_done", d->handshake_done);
	if (d->has_alert)
		alert(j, d);
	if (d->sqlstate[0] != 0)
		last_words(j, d);
	tb_json_close(j, '}');
}

static void flow(struct tb_text *j, const struct tb_report_options *o,
		 const struct tb_verdict *v, uint32_t home)
{
	const struct tb_flow_info *f = &v->flow;

	tb_json_open(j, "flow", '{');
	tb_json_u64(j, "id", f->id);
	tb_json_word(j, "community_id", f->community_id);
	tb_record_endpoint(j, "client", &f->end[TB_CLIENT]);
	tb_record_endpoint(j, "server", &f->end[TB_SERVER]);
	tb_json_word(j, "roles", tb_roles_name(f->roles));
	tb_record_frame(j, "first_frame", "first_file", o, f->first_frame, home);
	tb_record_frame(j, "last_frame", "last_file", o, f->last_frame, home);
	tb_json_time(j, "start", f->start);
	tb_json_seconds(j, "duration", tb_since(f->last, f->start));
	tb_json_seconds(j, "idle", f->idle);
	round_trips(j, f->rtt);
	counts(j, "packets", f->packets);
	counts(j, "bytes", f->bytes);
	tb_json_u64(j, "duplicates", f->duplicates);
	layers(j, f);
	tb_json_word(j, "conn_state", f->conn_state);
	tb_json_word(j, "history", f->history);
	dialogue(j, &v->dialogue);
	tb_json_close(j, '}');
}

static void tcp_options(struct tb_text *j, const struct tb_rst *rst)
{
	struct tb_reader r = rd_over(rst->options, rst->options_len);
	char buf[128];
	struct tb_text t;

	if (rst->options_len == 0)
		return;
	tb_json_open(j, "options", '[');
	tb_text_init(&t, buf, sizeof(buf), NULL);
	for (; tb_report_tcp_option(&t, &r); tb_text_clear(&t))
		tb_json_bytes(j, NULL, t.buf, tb_text_len(&t));
	tb_json_close(j, ']');
}

static void deciding_rst(struct tb_text *j, const struct tb_rst *rst)
{
	tb_json_open(j, "rst", '{');
	rst_members(j, rst);
	tb_json_u64(j, "tos", rst->tos);
	tcp_options(j, rst);
	if (rst->payload_kept > 0)
		tb_json_bytes(j, "payload_text", rst->payload, rst->payload_kept);
	tb_record_code(j, &rst->code);
	tb_json_close(j, '}');
}

static void states(struct tb_text *j, const enum tb_state state[2])
{
	tb_json_open(j, "state", '{');
	tb_json_word(j, "client", tb_state_name(state[TB_CLIENT]));
	tb_json_word(j, "server", tb_state_name(state[TB_SERVER]));
	tb_json_close(j, '}');
}

static void judgement(struct tb_text *j, const struct tb_report_options *o,
		      const struct tb_verdict *v, uint32_t home)
{
	const struct tb_rst *rst = &v->rst[v->deciding];

	tb_json_open(j, "origin", '{');
	tb_json_word(j, "by", tb_origin_name(v->origin.by));
	tb_json_share(j, "confidence", v->origin.confidence);
	tb_json_share(j, "third_party", v->origin.third_party);
	tb_record_why(j, "why", o, &v->origin.why, home);
	tb_json_close(j, '}');
	tb_json_open(j, "effect", '{');
	tb_json_word(j, "verdict", tb_effect_name(rst->effect));
	tb_record_why(j, "why", o, &rst->effect_why, home);
	tb_json_close(j, '}');
	tb_json_open(j, "harm", '{');
	tb_json_word(j, "verdict", tb_harm_name(v->harm.verdict));
	tb_record_why(j, "why", o, &v->harm.why, home);
	counts(j, "unacked_bytes", v->harm.unacked);
	tb_json_answer(j, "request_open", v->dialogue.request_open);
	tb_json_close(j, '}');
	if (rst->trigger.frame.number != 0)
		trigger_member(j, o, &rst->trigger, home);
	else
		tb_json_null(j, "trigger");
}

static void unseen(struct tb_text *j, const struct tb_report_options *o,
		   const struct tb_verdict *v, uint32_t home)
{
	tb_json_open(j, "unseen", '[');
	for (size_t i = 0; i < v->n_unseen; i++)
		tb_record_why(j, NULL, o, &v->unseen[i], home);
	tb_json_close(j, ']');
}

void tb_record_icmp(struct tb_text *j, const struct tb_report_options *o,
		    const struct tb_icmp_error *e, uint32_t home)
{
	const char *words = tb_report_icmp(e);

	tb_record_frame(j, "frame", "file", o, e->frame, home);
	tb_json_time(j, "time", e->time);
	tb_json_addr(j, "from", &e->from);
	tb_json_u64(j, "version", e->v6 ? 6 : 4);
	tb_json_u64(j, "type", e->type);
	tb_json_u64(j, "code", e->code);
	if (words != NULL)
		tb_json_word(j, "what", words);
}

static void icmp_error(struct tb_text *j, const struct tb_report_options *o,
		       const struct tb_icmp_error *e, uint32_t home)
{
	tb_json_open(j, NULL, '{');
	tb_record_icmp(j, o, e, home);
	tb_json_word(j, "quotes", tb_report_side(e->quotes));
	tb_json_answer(j, "in_window", e->in_window);
	tb_json_close(j, '}');
}

static void icmp(struct tb_text *j, const struct tb_report_options *o,
		 const struct tb_verdict *v, uint32_t home)
{
	tb_json_open(j, "icmp", '[');
	for (size_t i = 0; i < v->n_icmp; i++)
		icmp_error(j, o, &v->icmp[i], home);
	tb_json_close(j, ']');
}

static void filter(struct tb_text *j, const struct tb_flow_info *flow)
{
	char *at = tb_put_char(tb_json_begin(j, "filter", TB_PUT_FILTER + 2), '"');

	tb_json_end(j, tb_put_char(tb_report_put_filter(at, flow), '"'));
}

/* What was found and why, up to the evidence. */
static void findings(struct tb_text *j, const struct tb_report_options *o,
		     const struct tb_verdict *v, uint32_t home)
{
	deciding_rst(j, &v->rst[v->deciding]);
	tb_json_word(j, "phase", tb_phase_name(v->phase));
	states(j, v->state);
	judgement(j, o, v, home);
	tb_record_cause(j, v);
}

static void missed(struct tb_text *j, const struct tb_missed *m)
{
	tb_json_open(j, "missed", '{');
	tb_json_time(j, "since", m->since);
	tb_json_time(j, "until", m->until);
	tb_json_u64(j, "packets", m->packets);
	if (m->blind > 0)
		tb_json_seconds(j, "blind", m->blind);
	tb_json_close(j, '}');
}

/* What comes behind the evidence. */
static void surroundings(struct tb_text *j, const struct tb_report_options *o,
			 const struct tb_verdict *v, uint32_t home)
{
	if (o->signals)
		tb_record_signals(j, v);
	tb_record_errors(j, o, v, home);
	unseen(j, o, v, home);
	icmp(j, o, v, home);
	tb_record_ties(j, v);
	tb_record_kernel(j, v);
	tb_record_advice(j, v);
	if (v->early)
		tb_json_bool(j, "early", true);
	if (v->missed.any)
		missed(j, &v->missed);
}

static void place(struct tb_text *j, const struct tb_report_options *o,
		  const struct tb_verdict *v, struct tb_ref frame)
{
	const char *file = tb_report_file(o, frame.file);

	tb_json_u64(j, "id", v->id);
	if (file != NULL)
		tb_json_string(j, "file", file);
	tb_json_u64(j, "frame", frame.number);
}

void tb_record_reset(struct tb_text *j, const char *type,
		     const struct tb_report_options *o, const struct tb_verdict *v)
{
	const struct tb_rst *rst = &v->rst[v->deciding];
	uint32_t home = rst->frame.file;

	tb_json_open(j, NULL, '{');
	if (type != NULL)
		tb_json_word(j, "type", type);
	place(j, o, v, rst->frame);
	frames(j, o, v, home);
	tb_json_time(j, "time", rst->time);
	flow(j, o, v, home);
	findings(j, o, v, home);
	tb_record_evidence(j, o, v->evidence, v->n_evidence, home);
	surroundings(j, o, v, home);
	segments(j, o, v, home);
	tb_record_ladder(j, o, v, home);
	filter(j, &v->flow);
	tb_json_close(j, '}');
}

void tb_record_event(struct tb_text *j, const struct tb_report_options *o,
		     const struct tb_verdict *v)
{
	const struct tb_rst *rst = &v->rst[v->deciding];
	uint32_t home = rst->frame.file;

	tb_json_open(j, "tcpblame", '{');
	tb_json_word(j, "schema", TB_EVENT_SCHEMA);
	if (o->anonymized)
		tb_json_bool(j, "anonymized", true);
	place(j, o, v, rst->frame);
	tb_json_u64(j, "rsts", v->n_rst);
	tb_json_time(j, "time", rst->time);
	flow(j, o, v, home);
	findings(j, o, v, home);
	tb_record_plain_evidence(j, o, v, home);
	surroundings(j, o, v, home);
	filter(j, &v->flow);
	tb_json_close(j, '}');
}
