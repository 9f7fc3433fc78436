/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * reader.c - from lines to mentions
 *
 * Every line is searched for the wordings of errors, and nearly all hold none.  For these no
 * more is done than to note the head of a line that may bear a time, unread.
 *
 * A line that holds one is taken apart: when, which addresses, what.
 *
 * Programs print one error as many lines: a heading, a stack trace, causes of causes, fields
 * of an object.  Lines of one record have one time between them, in the first of them, the
 * *heading*: a line without a time has that of its heading, and what the heading names.
 * Within a record, lines that go *on* with what stands above are of the same error: they are
 * indented, or begin in one of a few ways.  Where a collector puts a time before every
 * line, lines of one error are known by their times, next to each other and almost the
 * same, if they go on or say it in other words; and those that go on behind their times leave
 * the heading above them what it is.
 *
 * All lines of one error are one *event*, and an event is one mention: of the first wording
 * in it of those that tell most, with the addresses of all its lines.  (The first: Node.js
 * says "socket hang up", which is a FIN, and then gives it the code of a reset.)
 */
#include "join/reader.h"

#include <stdlib.h>
#include <string.h>

#include "join/coded.h"
#include "join/continuation.h"
#include "join/json_line.h"
#include "join/system.h"

#define COUNT_OF(table) (sizeof(table) / sizeof((table)[0]))

enum {
	HEADING_MAX = 512,	/* bytes of a heading */
	HEADING_LINES = 3,
	SEARCHED = 4096,	/* bytes of a line in which addresses are sought */
	LONGEST_EVENT = 400,	/* lines */
	WORDINGS = 4,		/* of an event that are told apart */
	NEXT_TO = 3,		/* lines */
	BEGINNING = 12		/* bytes behind the time */
};

static const tb_span vague = 5 * TB_SECOND;	/* so much later than a heading far above */
static const tb_span at_once = TB_SECOND / 20;	/* between lines of one error */

/* The error that is being reported. */
struct event {
	bool open;
	uint64_t first, last;	/* lines that hold a wording */
	struct said {
		const struct tb_log_message *says;
		char begins[BEGINNING];	/* the line that said it first, behind its time */
	} said[WORDINGS];
	size_t n_said;
	struct tb_mention m;
	char text[TB_LOG_TEXT_KEPT];	/* m.text */
};

struct tb_log_reader {
	struct tb_log_reader_config cfg;
	char heading[HEADING_MAX];
	size_t heading_len;
	uint64_t headed;	/* its first line */
	unsigned heading_lines;
	bool goes_on;		/* the last line went on with the one above */
	bool stamped_on;	/* the same, behind the time that a collector put there */
	bool same_record;	/* no line with a time since the event's last one */
	struct event event;
	bool full;		/* nobody wants mentions any more: */
	uint64_t counted;	/* lines that report errors, since */
	char flat[TB_LINE_MAX];	/* a JSON line as text */
	struct tb_lines lines;
};

static void close_event(struct tb_log_reader *r)
{
	if (r->event.open)
		r->full = !r->cfg.mention(r->cfg.user, &r->event.m);
	r->event.open = false;
}

static void add_to_heading(struct tb_log_reader *r, const struct tb_line *l)
{
	size_t room = HEADING_MAX - r->heading_len;
	size_t n = l->n < room ? l->n : room;

	memcpy(r->heading + r->heading_len, l->text, n);
	r->heading_len += n;
	if (r->heading_len < HEADING_MAX)
		r->heading[r->heading_len++] = ' ';
	r->heading_lines++;
}

static void begin_heading(struct tb_log_reader *r, const struct tb_line *l)
{
	r->heading_len = 0;
	r->heading_lines = 0;
	r->headed = l->number;
	add_to_heading(r, l);
}

/* Of a connection that the writer is an end of, what the wording calls by the name of that
 * end is another connection's. */
static void keep_what_it_is_about(struct tb_mention *m)
{
	if (m->says->writer == TB_WRITER_CLIENT)
		tb_ends_drop(&m->ends, TB_END_CLIENT);
	if (m->says->writer == TB_WRITER_SERVER)
		tb_ends_drop(&m->ends, TB_END_SERVER);
}

static void find_ends(struct tb_mention *m, const char *text, size_t n)
{
	tb_ends_find(&m->ends, text, n < SEARCHED ? n : SEARCHED);
	keep_what_it_is_about(m);
}

/* From the heading: if the line is of its record, what it names, too. */
static void borrow(struct tb_log_reader *r, struct tb_mention *m)
{
	bool near = r->goes_on || m->line - r->headed <= HEADING_LINES;

	m->when = tb_moment_find(&r->cfg.clock, r->heading, r->heading_len);
	m->borrowed = m->when.known;
	if (m->borrowed && near)
		find_ends(m, r->heading, r->heading_len);
	m->vague = m->borrowed && !near;
	if (m->vague)
		m->when.precision += vague;
}

/* From the heading of a record whose lines bear a time each: what it names. */
static void borrow_ends(struct tb_log_reader *r, struct tb_mention *m)
{
	struct tb_moment at = tb_moment_find(&r->cfg.clock, r->heading, r->heading_len);
	tb_span after = at.known ? tb_since(m->when.time, at.time) : -1;

	if (after >= 0 && after <= m->when.precision + at_once)
		find_ends(m, r->heading, r->heading_len);
}

/* By a wording or by a code; *coded: which. */
static const struct tb_log_message *message_in(const struct tb_log_reader *r, const char *text,
					       size_t n, bool *coded)
{
	const struct tb_log_message *worded = tb_wordings_find(r->cfg.wordings, text, n);
	const struct tb_log_message *code = tb_coded_find(text, n);

	*coded = code != NULL && (worded == NULL || worded->rank < code->rank);
	return *coded ? code : worded;
}

/* Of a line that is JSON, as text: the first member is the program's line, if a collector has
 * wrapped it up. */
static bool first_member_goes_on(const char *text, size_t n)
{
	const char *value = memchr(text, '=', n);

	return value != NULL && tb_goes_on(value + 1, n - (size_t)(value + 1 - text));
}

/* False: the line says nothing that counts. */
static bool take_apart(struct tb_log_reader *r, const struct tb_line *l,
		       struct tb_mention *m)
{
	struct tb_text flat;
	const char *text = l->text;
	size_t n = l->n;
	bool coded;

	*m = (struct tb_mention){ .line = l->number, .text = l->text, .text_len = l->n };
	m->says = message_in(r, text, n, &coded);
	if (m->says == NULL)
		return false;
	tb_text_init(&flat, r->flat, sizeof(r->flat), NULL);
	if (r->cfg.format != TB_LOG_TEXT &&
	    tb_json_line(text, n, &r->cfg.clock, &flat, &m->when)) {
		text = flat.buf;
		n = tb_text_len(&flat);
		m->goes_on = first_member_goes_on(text, n);
		if (!coded)
			m->says = tb_wordings_find(r->cfg.wordings, text, n);
	} else if (r->cfg.format == TB_LOG_JSON) {
		return false;
	} else {
		m->when = tb_moment_find(&r->cfg.clock, text, n);
		m->goes_on = m->when.end > 0 &&
			     tb_goes_on_behind(text + m->when.end, n - m->when.end);
	}
	if (m->says == NULL || m->says->conditions == 0)
		return false;
	tb_ends_find(&m->ends, text, n < SEARCHED ? n : SEARCHED);
	m->coded = coded;
	if (coded)
		tb_coded_take_apart(m, &r->cfg.clock, l->text, l->n);
	keep_what_it_is_about(m);
	m->systems = tb_systems_by_number(text, n, m->says->conditions);
	return true;
}

static void keep_text(struct event *e, const struct tb_mention *m)
{
	size_t n = m->text_len < sizeof(e->text) ? m->text_len : sizeof(e->text);

	memcpy(e->text, m->text, n);
	e->m.text = e->text;
	e->m.text_len = n;
}

/* The first words of the line, behind its time; shorter ones are filled up. */
static void beginning_of(const struct tb_mention *m, char begins[BEGINNING])
{
	size_t from = m->when.end < m->text_len ? m->when.end : m->text_len, n;

	from += tb_words_behind(m->text + from, m->text_len - from);
	n = m->text_len - from < BEGINNING ? m->text_len - from : BEGINNING;

	memset(begins, 0, BEGINNING);
	memcpy(begins, m->text + from, n);
}

static void note_said(struct event *e, const struct tb_mention *m)
{
	if (e->n_said == WORDINGS)
		return;
	beginning_of(m, e->said[e->n_said].begins);
	e->said[e->n_said++].says = m->says;
}

static void open_event(struct tb_log_reader *r, struct tb_mention *m)
{
	struct event *e = &r->event;

	close_event(r);
	if (!m->when.known)
		borrow(r, m);
	else if (r->stamped_on && !tb_ends_addressed(&m->ends))
		borrow_ends(r, m);
	r->stamped_on = false;
	e->m = *m;
	keep_text(e, m);
	e->open = true;
	e->first = e->last = m->line;
	e->n_said = 0;
	note_said(e, m);
}

static void add_to_event(struct event *e, const struct tb_mention *m)
{
	bool pair = m->ends.pair && e->m.ends.n == 0;

	e->last = m->line;
	note_said(e, m);
	e->m.ends.pair = e->m.ends.pair || pair;
	for (unsigned i = 0; i < m->ends.n; i++)
		tb_ends_add(&e->m.ends, &m->ends.end[i]);
	e->m.systems |= m->systems;
	if (m->says->rank <= e->m.says->rank)
		return;
	e->m.says = m->says;
	e->m.line = m->line;
	keep_what_it_is_about(&e->m);
	keep_text(e, m);
}

/* Do both name one end? */
static bool share_an_end(const struct tb_ends *a, const struct tb_ends *b)
{
	for (unsigned i = 0; i < a->n; i++)
		for (unsigned k = 0; k < b->n; k++)
			if (a->end[i].has_addr && b->end[k].has_addr &&
			    a->end[i].port == b->end[k].port &&
			    memcmp(&a->end[i].addr, &b->end[k].addr, sizeof(a->end[i].addr)) == 0)
				return true;
	return false;
}

/* Do both name addresses, and not the same? */
static bool name_others(const struct tb_ends *a, const struct tb_ends *b)
{
	return tb_ends_addressed(a) && tb_ends_addressed(b) && !share_an_end(a, b);
}

/* Does the event say that already, so that this is another error?  A program that prints one
 * error twice begins differently; of the next error of its kind it says the same. */
static bool is_said(const struct event *e, const struct tb_mention *m)
{
	bool same_end = share_an_end(&e->m.ends, &m->ends);
	char begins[BEGINNING];

	beginning_of(m, begins);
	for (size_t i = 0; i < e->n_said; i++)
		if (e->said[i].says == m->says &&
		    (!same_end || memcmp(e->said[i].begins, begins, BEGINNING) == 0))
			return true;
	return e->n_said == WORDINGS;
}

/* May both be of one error?  A program that names the ends does so last. */
static bool fits_beside(const struct tb_mention *a, const struct tb_mention *b)
{
	bool same_writer = a->says->writer == b->says->writer ||
			   a->says->writer == TB_WRITER_EITHER ||
			   b->says->writer == TB_WRITER_EITHER;

	return same_writer && (a->says->conditions & b->says->conditions) != 0 &&
	       (!tb_ends_addressed(&a->ends) || tb_ends_addressed(&b->ends));
}

/* Is a line with a time of its own one more of the event? */
static bool follows_at_once(const struct tb_log_reader *r, const struct tb_line *l,
			    const struct tb_mention *m)
{
	const struct event *e = &r->event;
	tb_span after = tb_since(m->when.time, e->m.when.time);

	if (!e->open || e->m.coded || m->coded || !e->m.when.known || e->m.borrowed)
		return false;
	if (after < 0 || after > at_once || name_others(&e->m.ends, &m->ends))
		return false;
	if (m->goes_on)
		return l->number - e->first < LONGEST_EVENT;
	return l->number - e->last <= NEXT_TO && !is_said(e, m) && fits_beside(&e->m, m);
}

static bool belongs_to_event(const struct tb_log_reader *r, const struct tb_line *l, bool on)
{
	const struct event *e = &r->event;

	return e->open && r->same_record && l->number - e->first < LONGEST_EVENT &&
	       (on || r->goes_on);
}

/* A line that holds no wording. */
static void pass_over(struct tb_log_reader *r, const struct tb_line *l, bool on)
{
	if (on) {
		if (belongs_to_event(r, l, on))
			find_ends(&r->event.m, l->text, l->n);
	} else if (tb_moment_may_be(l->text, l->n)) {
		r->stamped_on = r->heading_len > 0 && tb_goes_on_stamped(l->text, l->n);
		if (r->stamped_on)
			return;
		begin_heading(r, l);
		r->same_record = false;
	} else if (l->n > 0) {
		if (r->heading_lines < HEADING_LINES)
			add_to_heading(r, l);
		r->same_record = false;
	}
}

static void count(struct tb_log_reader *r, const struct tb_line *l)
{
	const struct tb_log_message *says = tb_wordings_find(r->cfg.wordings, l->text, l->n);

	if (says == NULL)
		says = tb_coded_find(l->text, l->n);
	r->counted += says != NULL && says->conditions != 0;
}

static void on_line(void *user, const struct tb_line *l)
{
	struct tb_log_reader *r = user;
	bool on = tb_goes_on(l->text, l->n);
	struct tb_mention m;

	if (r->full) {
		count(r, l);
		return;
	}
	if (!take_apart(r, l, &m)) {
		pass_over(r, l, on);
	} else if (m.when.known ? follows_at_once(r, l, &m) : belongs_to_event(r, l, on)) {
		add_to_event(&r->event, &m);
	} else {
		open_event(r, &m);
		if (m.when.known && !on)
			begin_heading(r, l);
		r->same_record = true;
	}
	if (l->n > 0)
		r->goes_on = on;
}

struct tb_log_reader *tb_log_reader_new(const struct tb_log_reader_config *cfg)
{
	struct tb_log_reader *r = calloc(1, sizeof(*r));

	if (r == NULL)
		return NULL;
	r->cfg = *cfg;
	tb_lines_init(&r->lines, on_line, r);
	return r;
}

void tb_log_reader_free(struct tb_log_reader *r)
{
	free(r);
}

void tb_log_reader_feed(struct tb_log_reader *r, const char *bytes, size_t n)
{
	tb_lines_feed(&r->lines, bytes, n);
}

uint64_t tb_log_reader_end(struct tb_log_reader *r, uint64_t *counted)
{
	tb_lines_end(&r->lines);
	close_event(r);
	*counted = r->counted;
	return r->lines.number;
}
