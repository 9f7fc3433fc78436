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
 */
#ifndef TB_REPORT_EMIT_H
#define TB_REPORT_EMIT_H

#include "base/text.h"

struct tb_json {
	struct tb_text *text;	/* the caller's */
};

/* Takes back the comma behind the last value; false: there is none. */
static inline bool tb_json_take_comma(struct tb_json *j)
{
	struct tb_text *t = j->text;
	bool comma = t->len > 0 && t->buf[t->len - 1] == ',';

	t->len -= comma;
	return comma;
}

/* Writes out what is whole. */
static inline void tb_json_flush(struct tb_json *j)
{
	bool comma = tb_json_take_comma(j);

	tb_text_flush(j->text);
	if (comma)
		tb_text_char(j->text, ',');
}

/* Puts the name, if there is one; behind it is room for `most` bytes and a comma, and the
 * value is to be put there.  NULL: there cannot be so much room. */
TB_TEXT_INLINE char *tb_json_begin(struct tb_json *j, const char *name, size_t most)
{
	struct tb_text *t = j->text;
	size_t n = name != NULL ? strlen(name) + sizeof("\"\":") - 1 : 0;
	char *at;

	if (n + most + 1 > t->limit - t->len)
		tb_json_flush(j);
	at = tb_text_room(t, n + most + 1);
	if (at == NULL || name == NULL)
		return at;
	*at++ = '"';
	at = tb_put_str(at, name);
	return tb_put_str(at, "\":");
}

/* at: behind the value; NULL: none was put. */
TB_TEXT_INLINE void tb_json_end(struct tb_json *j, char *at)
{
	if (at == NULL)
		return;
	*at++ = ',';
	j->text->len = (size_t)(at - j->text->buf);
}

/* A value of a known form: `put` writes it at `at`, at most `most` bytes. */
#define TB_JSON_VALUE(j, name, most, put)			\
	do {							\
		char *at = tb_json_begin(j, name, most);	\
								\
		tb_json_end(j, at != NULL ? (put) : NULL);	\
	} while (0)

/*
 * bracket: '{' or '[', and the closing one.  Or '"' for both: a string of our own, put
 * into j->text between the two without anything that would have to be escaped.
 */
TB_TEXT_INLINE void tb_json_open(struct tb_json *j, const char *name, char bracket)
{
	char *at = tb_json_begin(j, name, 1);

	if (at == NULL)
		return;
	*at++ = bracket;
	j->text->len = (size_t)(at - j->text->buf);
}

TB_TEXT_INLINE void tb_json_close(struct tb_json *j, char bracket)
{
	if (bracket != '"')
		(void)tb_json_take_comma(j);
	TB_JSON_VALUE(j, NULL, 1, tb_put_char(at, bracket));
}

TB_TEXT_INLINE void tb_json_null(struct tb_json *j, const char *name)
{
	TB_JSON_VALUE(j, name, 4, tb_put_str(at, "null"));
}

TB_TEXT_INLINE void tb_json_bool(struct tb_json *j, const char *name, bool value)
{
	TB_JSON_VALUE(j, name, 5, value ? tb_put_str(at, "true") : tb_put_str(at, "false"));
}

TB_TEXT_INLINE void tb_json_u64(struct tb_json *j, const char *name, uint64_t value)
{
	TB_JSON_VALUE(j, name, TB_PUT_U64, tb_put_u64(at, value));
}

TB_TEXT_INLINE void tb_json_i64(struct tb_json *j, const char *name, int64_t value)
{
	TB_JSON_VALUE(j, name, TB_PUT_I64, tb_put_i64(at, value));
}

TB_TEXT_INLINE void tb_json_seconds(struct tb_json *j, const char *name, tb_span value)
{
	TB_JSON_VALUE(j, name, TB_PUT_SECONDS, tb_put_seconds(at, value));
}

TB_TEXT_INLINE void tb_json_share(struct tb_json *j, const char *name, double value)
{
	TB_JSON_VALUE(j, name, TB_PUT_SHARE, tb_put_share(at, value));
}

/* With one decimal at most; what is not within a million of 0 is taken to the edge. */
TB_TEXT_INLINE void tb_json_tenths(struct tb_json *j, const char *name, double value)
{
	double most = 1e6, near = value > -most ? value < most ? value : most : -most;

	tb_json_seconds(j, name,
			(tb_span)(near * 10 + (near < 0 ? -0.5 : 0.5)) * (TB_SECOND / 10));
}

TB_TEXT_INLINE void tb_json_time(struct tb_json *j, const char *name, tb_time value)
{
	TB_JSON_VALUE(j, name, TB_PUT_TIME + 2, tb_put_char(
		tb_put_time(tb_put_char(at, '"'), &j->text->second, value), '"'));
}

TB_TEXT_INLINE void tb_json_addr(struct tb_json *j, const char *name,
				 const struct tb_addr *value)
{
	TB_JSON_VALUE(j, name, TB_PUT_ADDR + 2, tb_put_char(
		tb_put_addr(tb_put_char(at, '"'), value), '"'));
}

TB_TEXT_INLINE void tb_json_flags(struct tb_json *j, const char *name, unsigned flags)
{
	TB_JSON_VALUE(j, name, TB_PUT_FLAGS + 2, tb_put_char(
		tb_put_flags(tb_put_char(at, '"'), flags), '"'));
}

/* A word of our own, without anything that would have to be escaped. */
TB_TEXT_INLINE void tb_json_word(struct tb_json *j, const char *name, const char *word)
{
	size_t n = strlen(word);

	TB_JSON_VALUE(j, name, n + 2, tb_put_char(
		tb_put_bytes(tb_put_char(at, '"'), word, n), '"'));
}

/* A list of words; it ends at a NULL, if not before. */
static inline void tb_json_words(struct tb_json *j, const char *name, const char *const *word,
				 size_t most)
{
	tb_json_open(j, name, '[');
	for (size_t i = 0; i < most && word[i] != NULL; i++)
		tb_json_word(j, NULL, word[i]);
	tb_json_close(j, ']');
}

/* Escaped: from anybody. */
TB_TEXT_INLINE void tb_json_bytes(struct tb_json *j, const char *name, const void *bytes,
				 size_t n)
{
	char *at = tb_json_begin(j, name, 0);

	if (at == NULL)
		return;
	tb_text_advance(j->text, at);
	tb_text_json(j->text, bytes, n);
	tb_json_end(j, tb_json_begin(j, NULL, 0));
}

TB_TEXT_INLINE void tb_json_string(struct tb_json *j, const char *name, const char *value)
{
	tb_json_bytes(j, name, value, strlen(value));
}

/* NULL: null. */
TB_TEXT_INLINE void tb_json_string_or_null(struct tb_json *j, const char *name,
					   const char *value)
{
	if (value != NULL)
		tb_json_string(j, name, value);
	else
		tb_json_null(j, name);
}

/* The member only if the answer is yes or no. */
TB_TEXT_INLINE void tb_json_answer(struct tb_json *j, const char *name,
				   enum tb_answer value)
{
	if (value != TB_UNSEEN)
		tb_json_bool(j, name, value == TB_YES);
}

/* The next value begins on a line of its own. */
TB_TEXT_INLINE void tb_json_break_line(struct tb_json *j)
{
	tb_text_char(j->text, '\n');
}

/* The line is over: what comes next stands alone. */
TB_TEXT_INLINE void tb_json_end_line(struct tb_json *j)
{
	(void)tb_json_take_comma(j);
	tb_text_char(j->text, '\n');
}

#endif
