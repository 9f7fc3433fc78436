/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * text.h - building text in bounded memory, and making strangers' bytes harmless
 *
 * A tb_text writes into the caller's buffer.  When that is full it either empties
 * itself into a stream (spill), so that any length goes through it, or drops what
 * does not fit and says so (cut).  Nothing here allocates, asks the locale or
 * calls printf.
 */
#ifndef TB_BASE_TEXT_H
#define TB_BASE_TEXT_H

#include <stdio.h>
#include <string.h>

#include "base/put.h"

/* For functions that cost next to nothing where the length of a literal is known when
 * they are compiled, and much where it is not. */
#define TB_TEXT_INLINE static inline __attribute__((always_inline))

struct tb_text {
	char *buf;	/* the caller's; NUL-terminated at `at` if spill is NULL */
	size_t size;	/* bytes at buf, at least 1 */
	char *at;	/* behind what it holds */
	char *end;	/* how far that may grow; within buf; `at` itself once cut */
	FILE *spill;	/* the caller's; where a full buffer goes; NULL: nowhere */
	bool cut;	/* something did not fit; it and all that follows is dropped */
	struct tb_put_second second;	/* of the last time */
};

/* An empty text over buf; spill may be NULL. */
void tb_text_init(struct tb_text *t, char *buf, size_t size, FILE *spill);

/* Bytes that it holds. */
static inline size_t tb_text_len(const struct tb_text *t)
{
	return (size_t)(t->at - t->buf);
}

/* Bytes that still go in. */
static inline size_t tb_text_left(const struct tb_text *t)
{
	return (size_t)(t->end - t->at);
}

/* Forgets what is held, all of it or all but the first n bytes. */
void tb_text_clear(struct tb_text *t);
void tb_text_cut_back(struct tb_text *t, size_t n);

/* Empties the buffer into spill; trouble shows in ferror(). */
void tb_text_flush(struct tb_text *t);

/* The rest of tb_text_bytes(): n is 0 or more than what still goes in. */
void tb_text_overflow(struct tb_text *t, const void *bytes, size_t n);

/* As they are: for bytes of our own. */
TB_TEXT_INLINE void tb_text_bytes(struct tb_text *t, const void *bytes, size_t n)
{
	char *at = t->at;

	if (n - 1 >= tb_text_left(t)) {	/* 0 wraps around to the rare case */
		tb_text_overflow(t, bytes, n);
		return;
	}
	at = tb_put_bytes(at, bytes, n);
	*at = '\0';
	t->at = at;
}

TB_TEXT_INLINE void tb_text_char(struct tb_text *t, char c)
{
	tb_text_bytes(t, &c, 1);
}

TB_TEXT_INLINE void tb_text_str(struct tb_text *t, const char *s)
{
	tb_text_bytes(t, s, strlen(s));
}

/* Makes room for n bytes, which are then put at the address returned, as many as there
 * are, and accounted for by tb_text_advance().  NULL if there cannot be so much room:
 * the text is cut then.  n: less than size if there is spill. */
char *tb_text_make_room(struct tb_text *t, size_t n);

TB_TEXT_INLINE char *tb_text_room(struct tb_text *t, size_t n)
{
	return n <= tb_text_left(t) ? t->at : tb_text_make_room(t, n);
}

/* end: behind the last byte put. */
TB_TEXT_INLINE void tb_text_advance(struct tb_text *t, char *end)
{
	t->at = end;
	*end = '\0';
}

/* Decimal; tb_text_count() groups thousands by commas. */
void tb_text_u64(struct tb_text *t, uint64_t n);
void tb_text_i64(struct tb_text *t, int64_t n);
void tb_text_count(struct tb_text *t, uint64_t n);

/* Seconds as a decimal number, "350.2", at most nine decimals, no zeros behind. */
void tb_text_seconds(struct tb_text *t, tb_span span);

/* For people, four digits at most unless whole seconds need more: "350.2 s", "190 us". */
void tb_text_span(struct tb_text *t, tb_span span);

/* A share 0 .. 1 with two decimals: "0.95".  What is outside is taken to the edge. */
void tb_text_share(struct tb_text *t, double share);

/* RFC 3339 UTC: "2026-02-21T10:05:53.482113000Z".  Any tb_time (years 1677 .. 2262). */
void tb_text_time(struct tb_text *t, tb_time time);

/* The same for people: a blank for the T; microseconds where that says it all. */
void tb_text_moment(struct tb_text *t, tb_time time);

/* 10.0.0.9, or RFC 5952's form: 2001:db8::1 */
void tb_text_addr(struct tb_text *t, const struct tb_addr *a);

/* 10.0.0.9:80, [2001:db8::1]:80 */
void tb_text_endpoint(struct tb_text *t, const struct tb_endpoint *e);

/* TCP flags (TB_FIN ...) in tcpdump's letters: "R."; "none" if there are none. */
void tb_text_flags(struct tb_text *t, unsigned flags);

/*
 * Bytes of a stranger as a JSON string, quotes included.  Bytes that are not UTF-8
 * (RFC 3629) become U+FFFD, one each.  What tb_text_shown() would not show is escaped
 * here too, since JSON ends up on terminals.
 */
void tb_text_json(struct tb_text *t, const void *bytes, size_t n);

/*
 * Bytes of a stranger for a terminal.  Whatever could move the cursor, start an
 * escape sequence, hide or reorder text or break a line, and what is not UTF-8, is
 * shown as \xNN (a byte) or \u{NNNN} (a code point); a backslash is doubled.
 */
void tb_text_shown(struct tb_text *t, const void *bytes, size_t n);

/*
 * What tb_text_shown() has made harmless, or our own words, as text or the value of a quoted
 * attribute of HTML: markup in it stays text.
 */
void tb_text_html(struct tb_text *t, const char *shown, size_t n);

#endif
