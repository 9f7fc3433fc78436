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
#include "report/delivery.h"

enum {
	MOST_WORD = 32,		/* bytes of a word that is made ready */
	/* bytes of a line without the frame's file and the cause */
	MOST_LINE = TB_PUT_TIME + TB_PUT_U64 + 2 * TB_PUT_ENDPOINT + 2 * MOST_WORD +
		    TB_PUT_SHARE + sizeof("  >   \n")
};

/* Of the few that a column may hold, with the blank behind it.  Copied as a whole, since the
 * length of a copy that is known costs least. */
struct word {
	char text[MOST_WORD];
	size_t n;
};

struct tb_report {
	struct tb_delivery out;
	struct word side[2][TB_ORIGIN_COUNT], phase[TB_PHASE_COUNT];
};

static void make_word(struct word *w, const char *first, const char *between, const char *second)
{
	struct tb_text t;

	tb_text_init(&t, w->text, sizeof(w->text), NULL);
	tb_text_str(&t, first);
	tb_text_str(&t, between);
	tb_text_str(&t, second);
	tb_text_char(&t, ' ');
	w->n = tb_text_len(&t);
}

/* Whose address the RST bears, and who made it if that is not known to be this end. */
static void make_sides(struct word *word, enum tb_side side, enum tb_origin this_end)
{
	const char *name = tb_report_side(side);

	for (unsigned by = 0; by < TB_ORIGIN_COUNT; by++)
		if (by == this_end)
			make_word(&word[by], name, "", "");
		else
			make_word(&word[by], name, "/", tb_origin_name((enum tb_origin)by));
}

static struct tb_report *begin(const struct tb_report_options *o)
{
	struct tb_report *r = calloc(1, sizeof(*r));

	if (r == NULL)
		return NULL;
	tb_delivery_begin(&r->out, o);
	make_sides(r->side[TB_CLIENT], TB_CLIENT, TB_ORIGIN_CLIENT);
	make_sides(r->side[TB_SERVER], TB_SERVER, TB_ORIGIN_SERVER);
	for (unsigned i = 0; i < TB_PHASE_COUNT; i++)
		make_word(&r->phase[i], tb_phase_name((enum tb_phase)i), "", "");
	return r;
}

static char *put_word(char *at, const struct word *w)
{
	memcpy(at, w->text, sizeof(w->text));
	return at + w->n;
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
	tb_text_char(t, ':');
}

/* From the number of the frame on; n: bytes of the cause. */
static char *put_rest(char *at, const struct tb_report *r, const struct tb_verdict *v, size_t n)
{
	const struct tb_rst *rst = &v->rst[v->deciding];

	at = tb_put_char(tb_put_u64(at, rst->frame.number), ' ');
	at = tb_put_str(tb_put_endpoint(at, &v->flow.end[TB_CLIENT]), " > ");
	at = tb_put_char(tb_put_endpoint(at, &v->flow.end[TB_SERVER]), ' ');
	at = put_word(at, &r->side[rst->from][v->origin.by]);
	at = put_word(at, &r->phase[v->phase]);
	at = tb_put_char(tb_put_bytes(at, v->cause.slug, n), ' ');
	return tb_put_char(tb_put_share(at, v->cause.confidence), '\n');
}

static void verdict(struct tb_report *r, const struct tb_verdict *v)
{
	const struct tb_rst *rst = &v->rst[v->deciding];
	const char *file = tb_report_foreign_file(&r->out.options, rst->frame,
						  tb_report_no_home(&r->out.options));
	size_t cause = strlen(v->cause.slug);
	struct tb_text *t = &r->out.text;
	char *at = tb_text_room(t, MOST_LINE + cause);

	at = tb_put_char(tb_put_time(at, &t->second, rst->time), ' ');
	if (file != NULL) {
		tb_text_advance(t, at);
		file_name(t, file);
		at = tb_text_room(t, MOST_LINE + cause);
	}
	tb_text_advance(t, put_rest(at, r, v, cause));
	tb_deliver(&r->out);
}

static void end(struct tb_report *r, const struct tb_summary *s)
{
	(void)s;
	tb_delivery_end(&r->out);
	free(r);
}

const struct tb_format tb_format_line = {
	.name = "line",
	.help = "one line an ending, in columns for grep, awk and cut",
	.brief = true,
	.lines = true,
	.begin = begin,
	.verdict = verdict,
	.end = end,
};
