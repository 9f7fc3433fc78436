/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * emit.h - JSON as a stream of members
 *
 * Each function adds one value: a member if name is given, an element if it is
 * NULL.  Names are ours and plain, best literals; string values may come from anybody,
 * words are ours.
 *
 * A record is a hundred values, so one must cost little more than its bytes.  Each makes
 * room once, for its name, itself and the comma behind it.  A comma stands behind every
 * value, the last one of a list or object too, and closing that takes it back: nobody has
 * to remember whether something stands before.  A comma that may yet be taken back is
 * never written out.
 *
 * The text needs a buffer of TB_JSON_LEAST bytes or more.  What does not fit into one that
 * does not spill is lost, and it is marked as cut.  No NUL is kept behind the last value.
 */
#ifndef TB_REPORT_EMIT_H
#define TB_REPORT_EMIT_H

#include "base/text.h"

enum {
	TB_JSON_LEAST = 2048,
	TB_JSON_LONG = 1024	/* bytes of a word, or what a value needs, at most; for names,
				 * the rest is left */
};

/* Takes back the comma behind the last value. */
static inline void tb_json_take_comma(struct tb_text *j)
{
	j->at -= j->at > j->buf && j->at[-1] == ',';
}

/* Writes out what is whole. */
void tb_json_flush(struct tb_text *j);

/* Makes n bytes fit, less than TB_JSON_LEAST, whatever becomes of the others. */
void tb_json_make_room(struct tb_text *j, size_t n);

/* Puts the name, if there is one; behind it is room for `most` bytes and a comma: the value
 * is to be put there. */
TB_TEXT_INLINE char *tb_json_begin(struct tb_text *j, const char *name, size_t most)
{
	size_t n = name != NULL ? strlen(name) + sizeof("\"\":") - 1 : 0;
	char *at;

	if (n + most + 1 > tb_text_left(j))
		tb_json_make_room(j, n + most + 1);
	at = j->at;
	if (name == NULL)
		return at;
	at = tb_put_str(tb_put_char(at, '"'), name);
	return tb_put_str(at, "\":");
}

/* at: behind the value. */
TB_TEXT_INLINE void tb_json_end(struct tb_text *j, char *at)
{
	*at = ',';
	j->at = at + 1;
}

/*
 * bracket: '{' or '[', and the closing one.  Or '"' for both: a string of our own, put
 * into j between the two without anything that would have to be escaped.
 */
TB_TEXT_INLINE void tb_json_open(struct tb_text *j, const char *name, char bracket)
{
	char *at = tb_json_begin(j, name, 1);

	*at = bracket;
	j->at = at + 1;
}

TB_TEXT_INLINE void tb_json_close(struct tb_text *j, char bracket)
{
	char *at;

	if (bracket != '"')
		tb_json_take_comma(j);
	at = tb_json_begin(j, NULL, 1);
	*at = bracket;
	tb_json_end(j, at + 1);
}

TB_TEXT_INLINE void tb_json_null(struct tb_text *j, const char *name)
{
	char *at = tb_json_begin(j, name, 4);

	tb_json_end(j, tb_put_str(at, "null"));
}

TB_TEXT_INLINE void tb_json_bool(struct tb_text *j, const char *name, bool value)
{
	char *at = tb_json_begin(j, name, 5);

	tb_json_end(j, value ? tb_put_str(at, "true") : tb_put_str(at, "false"));
}

TB_TEXT_INLINE void tb_json_u64(struct tb_text *j, const char *name, uint64_t value)
{
	char *at = tb_json_begin(j, name, TB_PUT_U64);

	tb_json_end(j, tb_put_u64(at, value));
}

TB_TEXT_INLINE void tb_json_i64(struct tb_text *j, const char *name, int64_t value)
{
	char *at = tb_json_begin(j, name, TB_PUT_I64);

	tb_json_end(j, tb_put_i64(at, value));
}

TB_TEXT_INLINE void tb_json_seconds(struct tb_text *j, const char *name, tb_span value)
{
	char *at = tb_json_begin(j, name, TB_PUT_SECONDS);

	tb_json_end(j, tb_put_seconds(at, value));
}

TB_TEXT_INLINE void tb_json_share(struct tb_text *j, const char *name, double value)
{
	char *at = tb_json_begin(j, name, TB_PUT_SHARE);

	tb_json_end(j, tb_put_share(at, value));
}

/* With one decimal at most; what is not within a million of 0 is taken to the edge. */
TB_TEXT_INLINE void tb_json_tenths(struct tb_text *j, const char *name, double value)
{
	double most = 1e6, near = value > -most ? value < most ? value : most : -most;

	tb_json_seconds(j, name,
			(tb_span)(near * 10 + (near < 0 ? -0.5 : 0.5)) * (TB_SECOND / 10));
}

TB_TEXT_INLINE void tb_json_time(struct tb_text *j, const char *name, tb_time value)
{
	char *at = tb_put_char(tb_json_begin(j, name, TB_PUT_TIME + 2), '"');

	tb_json_end(j, tb_put_char(tb_put_time(at, &j->second, value), '"'));
}

TB_TEXT_INLINE void tb_json_addr(struct tb_text *j, const char *name,
				 const struct tb_addr *value)
{
	char *at = tb_put_char(tb_json_begin(j, name, TB_PUT_ADDR + 2), '"');

	tb_json_end(j, tb_put_char(tb_put_addr(at, value), '"'));
}

TB_TEXT_INLINE void tb_json_flags(struct tb_text *j, const char *name, unsigned flags)
{
	char *at = tb_put_char(tb_json_begin(j, name, TB_PUT_FLAGS + 2), '"');

	tb_json_end(j, tb_put_char(tb_put_flags(at, flags), '"'));
}

/* See tb_json_word(), for one that is too long to be put as a whole. */
void tb_json_long_word(struct tb_text *j, const char *name, const char *word, size_t n);

/* A word of our own, without anything that would have to be escaped. */
TB_TEXT_INLINE void tb_json_word(struct tb_text *j, const char *name, const char *word)
{
	size_t n = strlen(word);
	char *at;

	if (n > TB_JSON_LONG) {
		tb_json_long_word(j, name, word, n);
		return;
	}
	at = tb_put_char(tb_json_begin(j, name, n + 2), '"');
	tb_json_end(j, tb_put_char(tb_put_bytes(at, word, n), '"'));
}

/* A list of words; it ends at a NULL, if not before. */
static inline void tb_json_words(struct tb_text *j, const char *name, const char *const *word,
				 size_t most)
{
	tb_json_open(j, name, '[');
	for (size_t i = 0; i < most && word[i] != NULL; i++)
		tb_json_word(j, NULL, word[i]);
	tb_json_close(j, ']');
}

/* Escaped: from anybody. */
static inline void tb_json_bytes(struct tb_text *j, const char *name, const void *bytes,
				 size_t n)
{
	j->at = tb_json_begin(j, name, 0);
	tb_text_json(j, bytes, n);
	tb_json_end(j, tb_json_begin(j, NULL, 0));
}

TB_TEXT_INLINE void tb_json_string(struct tb_text *j, const char *name, const char *value)
{
	tb_json_bytes(j, name, value, strlen(value));
}

/* NULL: null. */
TB_TEXT_INLINE void tb_json_string_or_null(struct tb_text *j, const char *name,
					   const char *value)
{
	if (value != NULL)
		tb_json_string(j, name, value);
	else
		tb_json_null(j, name);
}

/* The member only if the answer is yes or no. */
TB_TEXT_INLINE void tb_json_answer(struct tb_text *j, const char *name,
				   enum tb_answer value)
{
	if (value != TB_UNSEEN)
		tb_json_bool(j, name, value == TB_YES);
}

/* The next value begins on a line of its own. */
TB_TEXT_INLINE void tb_json_break_line(struct tb_text *j)
{
	tb_text_char(j, '\n');
}

/* The line is over: what comes next stands alone. */
TB_TEXT_INLINE void tb_json_end_line(struct tb_text *j)
{
	tb_json_take_comma(j);
	tb_text_char(j, '\n');
}

#endif
