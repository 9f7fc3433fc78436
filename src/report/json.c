/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * json.c - json (one object) and ndjson (one object a line)
 *
 * Both are streams: a reset leaves when it comes, captures and counters are written
 * last, when they are known, so that memory does not grow with the number of resets.
 *
 * A group may come between two resets.  In json it has to stand behind the last one,
 * so its record is made at once, while what it points to is there, and shelved.  What
 * there is no room for is counted.
 */
#include <stdlib.h>

#include "report/record.h"
#include "report/delivery.h"

enum {
	MOST_SHELVED = 8 << 20,	/* bytes of groups at most; some ten thousand of them */
	MOST_GROUP = 32768	/* bytes of one; usual ones are far below 1 KiB */
};

/* Records, each with a comma behind it. */
struct shelf {
	char *at;	/* owned */
	size_t n, room, most;	/* bytes */
	uint64_t left_out;	/* records */
	char record[MOST_GROUP];
};

struct tb_report {
	struct tb_delivery out;
	struct tb_report_tally tally;
	struct tb_log_result logs;
	struct shelf shelf;
};

static struct tb_report *begin(const struct tb_report_options *o)
{
	struct tb_report *r = calloc(1, sizeof(*r));

	if (r == NULL)
		return NULL;
	tb_delivery_begin(&r->out, o);
	r->shelf.most = o->memory == 0 || o->memory > MOST_SHELVED ? MOST_SHELVED
								   : (size_t)o->memory;
	return r;
}

static void finish(struct tb_report *r)
{
	tb_delivery_end(&r->out);
	free(r->shelf.at);
	free(r);
}

static struct tb_report *json_begin(const struct tb_report_options *o)
{
	struct tb_report *r = begin(o);

	if (r == NULL)
		return NULL;
	tb_json_open(&r->out.text, NULL, '{');
	tb_record_tool(&r->out.text, o);
	tb_json_open(&r->out.text, "resets", '[');
	return r;
}

static void json_verdict(struct tb_report *r, const struct tb_verdict *v)
{
	tb_report_tally_add(&r->tally, v);
	tb_json_break_line(&r->out.text);
	tb_record_reset(&r->out.text, NULL, &r->out.options, v);
	tb_deliver(&r->out);
}

/* False: there is no room for it. */
static bool shelve(struct shelf *s, const char *bytes, size_t n)
{
	if (s->n + n > s->most)
		return false;
	if (s->n + n > s->room) {
		size_t room = 2 * (s->n + n);
		char *at = realloc(s->at, room);

		if (at == NULL)
			return false;
		s->at = at;
		s->room = room;
	}
	memcpy(s->at + s->n, bytes, n);
	s->n += n;
	return true;
}

static void json_group(struct tb_report *r, const struct tb_group *g)
{
	struct shelf *s = &r->shelf;
	struct tb_text t;

	tb_text_init(&t, s->record, sizeof(s->record), NULL);
	tb_json_break_line(&t);
	tb_record_group(&t, NULL, &r->out.options, g);
	if (t.cut || !shelve(s, t.buf, tb_text_len(&t)))
		s->left_out++;
}

static void groups(struct tb_text *j, const struct shelf *s)
{
	tb_json_break_line(j);
	tb_json_open(j, "groups", '[');
	tb_text_bytes(j, s->at, s->n > 0 ? s->n - 1 : 0);	/* no comma behind the last */
	tb_json_close(j, ']');
	if (s->left_out > 0)
		tb_json_u64(j, "groups_left_out", s->left_out);
}

/* They come last, and are there until the end. */
static void logs(struct tb_report *r, const struct tb_log_result *l)
{
	r->logs = *l;
}

/* Those that no reset's record holds: the untied ones and, live, all. */
static void log_lines(struct tb_report *r)
{
	struct tb_text *j = &r->out.text;

	if (r->logs.n_files == 0)
		return;
	tb_json_break_line(j);
	tb_json_open(j, "log_lines", '[');
	for (size_t i = 0; i < r->logs.n_lines; i++)
		if (r->out.options.live || r->logs.line[i].reset == 0) {
			tb_json_break_line(j);
			tb_record_log_line(j, NULL, &r->logs.line[i]);
		}
	tb_json_close(j, ']');
}

static void json_end(struct tb_report *r, const struct tb_summary *s)
{
	struct tb_text *j = &r->out.text;

	tb_json_end_line(j);
	tb_json_close(j, ']');
	tb_json_open(j, "captures", '[');
	for (size_t i = 0; i < r->out.options.n_captures; i++) {
		tb_json_break_line(j);
		tb_record_capture(j, NULL, &r->out.options.captures[i]);
	}
	tb_json_close(j, ']');
	groups(j, &r->shelf);
	log_lines(r);
	tb_json_break_line(j);
	tb_record_summary(j, "summary", NULL, &r->out.options, s, &r->tally, &r->logs);
	tb_json_close(j, '}');
	tb_json_end_line(j);
	finish(r);
}

static void ndjson_verdict(struct tb_report *r, const struct tb_verdict *v)
{
	tb_report_tally_add(&r->tally, v);
	tb_record_reset(&r->out.text, "reset", &r->out.options, v);
	tb_json_end_line(&r->out.text);
	tb_deliver(&r->out);
}

static void ndjson_group(struct tb_report *r, const struct tb_group *g)
{
	tb_record_group(&r->out.text, "group", &r->out.options, g);
	tb_json_end_line(&r->out.text);
	tb_deliver(&r->out);
}

static void ndjson_logs(struct tb_report *r, const struct tb_log_result *l)
{
	r->logs = *l;
	for (size_t i = 0; i < l->n_lines; i++) {
		tb_record_log_line(&r->out.text, "log", &l->line[i]);
		tb_json_end_line(&r->out.text);
	}
	tb_deliver(&r->out);
}

static void ndjson_end(struct tb_report *r, const struct tb_summary *s)
{
	for (size_t i = 0; i < r->out.options.n_captures; i++) {
		tb_record_capture(&r->out.text, "capture", &r->out.options.captures[i]);
		tb_json_end_line(&r->out.text);
	}
	tb_record_summary(&r->out.text, NULL, "summary", &r->out.options, s, &r->tally, &r->logs);
	tb_json_end_line(&r->out.text);
	finish(r);
}

const struct tb_format tb_format_json = {
	.name = "json",
	.help = "one JSON object, schema " TB_SCHEMA,
	.signals = true,
	.keeps = true,
	.begin = json_begin,
	.verdict = json_verdict,
	.group = json_group,
	.logs = logs,
	.end = json_end,
};

const struct tb_format tb_format_ndjson = {
	.name = "ndjson",
	.help = "one JSON object a line, for pipes and live captures",
	.signals = true,
	.lines = true,
	.closing = true,
	.begin = begin,
	.verdict = ndjson_verdict,
	.group = ndjson_group,
	.logs = ndjson_logs,
	.end = ndjson_end,
};
