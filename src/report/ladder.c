/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * ladder.c - the segments around an ending as lines of characters
 *
 * A line each: its frame, its time before or after the deciding RST, an arrow from one end to
 * the other with what it carries, the states of both ends where they change, and what it is in
 * the story.  Times of silence, and what was not captured, have lines of their own.
 */
#include "report/ladder.h"

enum {
	FRAME = 8,	/* columns of a number */
	TIME = 12,	/* of seconds */
	STATE = 12,	/* of the longest state */
	ARROW = 50,
	LABEL = 160	/* bytes: more than any label needs */
};

static const char *kind_of(const struct tb_rung *r)
{
	static const char *const kinds[] = {
		[TB_RUNG_PLAIN] = "",
		[TB_RUNG_RETRANSMISSION] = "retransmission",
		[TB_RUNG_KEEPALIVE] = "keepalive probe",
		[TB_RUNG_WINDOW_PROBE] = "zero-window probe",
		[TB_RUNG_DUPLICATE] = "captured twice",
	};
	_Static_assert(sizeof(kinds) / sizeof(kinds[0]) == TB_RUNG_KIND_COUNT,
		       "kinds[] lost step with enum tb_rung_kind");

	return kinds[r->kind];
}

static const char *part_of(const struct tb_rung *r)
{
	static const char *const parts[] = {
		[TB_RUNG_OTHER] = "",
		[TB_RUNG_TRIGGER] = "answered by the RST",
		[TB_RUNG_DECIDING] = "the RST",
		[TB_RUNG_RST] = "another RST",
	};
	_Static_assert(sizeof(parts) / sizeof(parts[0]) == TB_RUNG_PART_COUNT,
		       "parts[] lost step with enum tb_rung_part");

	return parts[r->part];
}

void tb_ladder_label(struct tb_text *t, const struct tb_rung *r)
{
	tb_text_flags(t, r->flags);
	tb_text_str(t, " seq ");
	tb_text_u64(t, r->rel_seq);
	if (r->len > 0) {
		tb_text_char(t, ':');
		tb_text_u64(t, (uint32_t)(r->rel_seq + r->len));
	}
	if (r->flags & TB_ACK) {
		tb_text_str(t, " ack ");
		tb_text_u64(t, r->rel_ack);
	}
	if (r->len > 0) {
		tb_text_str(t, ", ");
		tb_text_count(t, r->len);
		tb_text_str(t, r->len == 1 ? " byte" : " bytes");
	}
}

const char *tb_ladder_state(const struct tb_ladder *l, size_t i, enum tb_side side)
{
	enum tb_state state = l->rung[i].state[side];

	if (i > 0 && l->rung[i - 1].state[side] == state)
		return "";
	return state == TB_STATE_UNKNOWN ? "?" : tb_state_name(state);
}

tb_span tb_ladder_silence(const struct tb_ladder *l, size_t i)
{
	tb_span apart = i == 0 ? 0 : tb_since(l->rung[i].time, l->rung[i - 1].time);

	return apart >= TB_SECOND ? apart : 0;
}

void tb_ladder_say_silence(struct tb_text *t, tb_span silence)
{
	tb_text_span(t, silence);
	tb_text_str(t, " of silence");
}

void tb_ladder_say_missing(struct tb_text *t, const struct tb_rung *r)
{
	tb_text_count(t, r->missing);
	tb_text_str(t, r->missing == 1 ? " byte from the " : " bytes from the ");
	tb_text_str(t, tb_report_side(r->from));
	tb_text_str(t, " not captured here");
}

void tb_ladder_say_more(struct tb_text *t, uint64_t n, const char *which)
{
	tb_text_count(t, n);
	tb_text_str(t, n == 1 ? " segment " : " segments ");
	tb_text_str(t, which);
	tb_text_str(t, " not shown");
}

/* In whose name a RST is that is not known to be of the end it seems to come from. */
static const char *name_of(const struct tb_verdict *v, const struct tb_rung *r)
{
	enum tb_origin itself = r->from == TB_CLIENT ? TB_ORIGIN_CLIENT : TB_ORIGIN_SERVER;

	for (size_t i = 0; (r->flags & TB_RST) && i < v->n_rst; i++)
		if (v->rst[i].frame.number == r->frame.number &&
		    v->rst[i].frame.file == r->frame.file)
			return v->rst[i].origin == itself ? "" : tb_report_whose(&v->rst[i]);
	return "";
}

void tb_ladder_remark(struct tb_text *t, const struct tb_verdict *v, const struct tb_rung *r,
		      const char *first)
{
	const char *const words[] = { part_of(r), name_of(v, r), kind_of(r) };

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		if (*words[i] == '\0')
			continue;
		tb_text_str(t, first);
		tb_text_str(t, words[i]);
		first = ", ";
	}
}

static void pad(struct tb_text *t, char c, size_t n)
{
	while (n-- > 0)
		tb_text_char(t, c);
}

static size_t less(size_t width, size_t used)
{
	return used < width ? width - used : 0;
}

/* Something short, flush right in so many columns. */
static void right(struct tb_text *t, size_t width, const struct tb_text *what)
{
	pad(t, ' ', less(width, tb_text_len(what)));
	tb_text_bytes(t, what->buf, tb_text_len(what));
}

static void left(struct tb_text *t, size_t width, const char *word)
{
	tb_text_str(t, word);
	pad(t, ' ', less(width, strlen(word)));
}

static void number(struct tb_text *t, uint64_t n)
{
	char buf[TB_PUT_U64 + 1];
	struct tb_text text;

	tb_text_init(&text, buf, sizeof(buf), NULL);
	tb_text_u64(&text, n);
	right(t, FRAME, &text);
}

void tb_ladder_moment(struct tb_text *t, tb_span since)
{
	uint64_t us = (since < 0 ? UINT64_C(0) - (uint64_t)since : (uint64_t)since) /
		      (uint64_t)TB_MICROSECOND;

	if (since < 0 && us > 0)
		tb_text_char(t, '-');
	tb_text_u64(t, us / 1000000);
	tb_text_char(t, '.');
	for (uint64_t digit = 100000; digit > 0; digit /= 10)
		tb_text_char(t, (char)('0' + us / digit % 10));
}

static void moment(struct tb_text *t, tb_span since)
{
	char buf[32];
	struct tb_text text;

	tb_text_init(&text, buf, sizeof(buf), NULL);
	tb_ladder_moment(&text, since);
	right(t, TIME, &text);
}

static void arrow(struct tb_text *t, const struct tb_rung *r)
{
	const size_t ends = sizeof("---  >") - 1;
	bool rightward = r->from == TB_CLIENT;
	char buf[LABEL];
	struct tb_text label;

	tb_text_init(&label, buf, sizeof(buf), NULL);
	tb_ladder_label(&label, r);
	if (!rightward) {
		tb_text_char(t, '<');
		pad(t, '-', less(ARROW, ends + tb_text_len(&label)));
	} else {
		tb_text_str(t, "---");
	}
	tb_text_char(t, ' ');
	tb_text_bytes(t, buf, tb_text_len(&label));
	tb_text_char(t, ' ');
	if (rightward) {
		pad(t, '-', less(ARROW, ends + tb_text_len(&label)));
		tb_text_char(t, '>');
	} else {
		tb_text_str(t, "---");
	}
}

/* Around a line that is no segment. */
static void begin_aside(struct tb_text *t, unsigned indent)
{
	pad(t, ' ', indent + FRAME + TIME + STATE + 6);
	tb_text_str(t, "... ");
}

static void end_aside(struct tb_text *t)
{
	tb_text_str(t, " ...\n");
}

static void gap(struct tb_text *t, const struct tb_ladder *l, size_t i, unsigned indent)
{
	tb_span silence = tb_ladder_silence(l, i);

	if (silence > 0) {
		begin_aside(t, indent);
		tb_ladder_say_silence(t, silence);
		end_aside(t);
	}
	if (l->rung[i].missing > 0) {
		begin_aside(t, indent);
		tb_ladder_say_missing(t, &l->rung[i]);
		end_aside(t);
	}
}

static void more(struct tb_text *t, unsigned indent, uint64_t n, const char *which)
{
	if (n == 0)
		return;
	begin_aside(t, indent);
	tb_ladder_say_more(t, n, which);
	end_aside(t);
}

static void rung(struct tb_text *t, const struct tb_report_options *o,
		 const struct tb_verdict *v, size_t i)
{
	const struct tb_ladder *l = v->ladder;
	const struct tb_rst *rst = &v->rst[v->deciding];
	const struct tb_rung *r = &l->rung[i];
	const char *file = tb_report_foreign_file(o, r->frame, rst->frame.file);
	const char *server = tb_ladder_state(l, i, TB_SERVER);

	number(t, r->frame.number);
	moment(t, tb_since(r->time, rst->time));
	tb_text_str(t, "  ");
	left(t, STATE, tb_ladder_state(l, i, TB_CLIENT));
	tb_text_char(t, ' ');
	arrow(t, r);
	if (*server != '\0') {
		tb_text_char(t, ' ');
		tb_text_str(t, server);
	}
	tb_ladder_remark(t, v, r, "  ");
	if (file != NULL) {
		tb_text_str(t, "  ");
		tb_text_shown(t, file, strlen(file));
	}
	tb_text_char(t, '\n');
}

static void heading(struct tb_text *t, const struct tb_verdict *v)
{
	tb_text_str(t, "   frame     seconds  client ");
	tb_text_endpoint(t, &v->flow.end[TB_CLIENT]);
	tb_text_str(t, "; server ");
	tb_text_endpoint(t, &v->flow.end[TB_SERVER]);
	tb_text_char(t, '\n');
}

void tb_ladder_text(struct tb_text *t, const struct tb_report_options *o,
		    const struct tb_verdict *v, unsigned indent)
{
	const struct tb_ladder *l = v->ladder;

	if (l == NULL)
		return;
	pad(t, ' ', indent);
	heading(t, v);
	more(t, indent, l->earlier, "before,");
	for (size_t i = 0; i < l->n; i++) {
		gap(t, l, i, indent);
		pad(t, ' ', indent);
		rung(t, o, v, i);
	}
	more(t, indent, l->later, "after,");
}
