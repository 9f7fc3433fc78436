/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * line.c - one line an ending, for grep, awk and cut
 *
 * Columns stand in a fixed order with one blank between, and none has a blank in it:
 *
 *	2026-02-21T10:05:53.482113000Z 1187 10.0.0.5:43210 > 10.0.0.9:5432 server \
 *		data-transfer half-open-connection 0.88
 *
 * The line of a storm must cost less than to find it.  So all of it but the name of a file
 * is put where room was made for the longest one.
 */
#include <stdlib.h>

#include "report/common.h"

enum {
	BUFFER = 1 << 16,	/* bytes that are written together */
	MOST_NAME = 32,		/* bytes of a side, a phase or a maker at most; ours */
	/* bytes of a line without the frame's file and the cause */
	MOST_LINE = TB_PUT_TIME + TB_PUT_U64 + 2 * TB_PUT_ENDPOINT + 3 * MOST_NAME +
		    TB_PUT_SHARE + sizeof("   >     /\n")
};

struct tb_report {
	struct tb_report_options options;
	struct tb_text text;
	char buf[BUFFER];
};

static struct tb_report *begin(const struct tb_report_options *o)
{
	struct tb_report *r = calloc(1, sizeof(*r));

	if (r == NULL)
		return NULL;
	r->options = *o;
	tb_text_init(&r->text, r->buf, sizeof(r->buf), o->out);
	return r;
}

/* Blanks would make columns. */
static void file_name(struct tb_text *t, const char *name)
{
	size_t n;

	for (; *name != '\0'; name += n) {
		n = strcspn(name, " ");
		tb_text_shown(t, name, n);
		if (name[n] == ' ') {
			tb_text_str(t, "\\x20");
			n++;
		}
	}
}

/* Whose address the RST bears, and who made it if that is not known to be this end. */
static char *put_side(char *at, const struct tb_rst *rst, enum tb_origin by)
{
	at = tb_put_str(at, tb_report_side(rst->from));
	if (by == (rst->from == TB_CLIENT ? TB_ORIGIN_CLIENT : TB_ORIGIN_SERVER))
		return at;
	return tb_put_str(tb_put_char(at, '/'), tb_origin_name(by));
}

static char *put_flow(char *at, const struct tb_flow_info *f)
{
	at = tb_put_endpoint(at, &f->end[TB_CLIENT]);
	at = tb_put_str(at, " > ");
	return tb_put_endpoint(at, &f->end[TB_SERVER]);
}

/* From the number of the frame on. */
static char *put_rest(char *at, const struct tb_verdict *v, const struct tb_rst *rst)
{
	at = tb_put_char(tb_put_u64(at, rst->frame.number), ' ');
	at = tb_put_char(put_flow(at, &v->flow), ' ');
	at = tb_put_char(put_side(at, rst, v->origin.by), ' ');
	at = tb_put_char(tb_put_str(at, tb_phase_name(v->phase)), ' ');
	at = tb_put_char(tb_put_str(at, v->cause.slug), ' ');
	return tb_put_char(tb_put_share(at, v->cause.confidence), '\n');
}

static void deliver(struct tb_report *r)
{
	tb_text_flush(&r->text);
	(void)fflush(r->options.out);
}

static void verdict(struct tb_report *r, const struct tb_verdict *v)
{
	const struct tb_rst *rst = &v->rst[v->deciding];
	const char *file = tb_report_foreign_file(&r->options, rst->frame,
						  tb_report_no_home(&r->options));
	struct tb_text *t = &r->text;

	tb_text_time(t, rst->time);
	tb_text_char(t, ' ');
	if (file != NULL) {
		file_name(t, file);
		tb_text_char(t, ':');
	}
	tb_text_advance(t, put_rest(tb_text_room(t, MOST_LINE + strlen(v->cause.slug)), v, rst));
	if (r->options.live)
		deliver(r);
}

static void end(struct tb_report *r, const struct tb_summary *s)
{
	(void)s;
	deliver(r);
	free(r);
}

const struct tb_format tb_format_line = {
	.name = "line",
	.help = "one line an ending, in columns for grep, awk and cut",
	.brief = true,
	.begin = begin,
	.verdict = verdict,
	.end = end,
};
