/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * emit.h - JSON as a stream of members
 *
 * Each function adds one value: a member if name is given, an element if it is
 * NULL.  Names are ours and plain, best literals; string values may come from anybody,
 * words are ours.
 */
#ifndef TB_REPORT_EMIT_H
#define TB_REPORT_EMIT_H

#include "base/text.h"

struct tb_json {
	struct tb_text *text;	/* the caller's */
	bool comma;		/* something stands before at this level */
	bool line_break;	/* the next value begins on a line of its own */
};

/* What stands before a value: a comma, its name if it has one; and how it opens, if it has a
 * bracket. */
TB_TEXT_INLINE void tb_json_begin(struct tb_json *j, const char *name, char bracket)
{
	size_t n = name != NULL ? strlen(name) : 0;
	char *at = tb_text_room(j->text, n + sizeof(",\n\"\":{"));

	if (at == NULL)
		return;
	*at = ',';
	at += j->comma;
	*at = '\n';
	at += j->line_break;
	j->comma = true;
	j->line_break = false;
	if (name != NULL) {
		*at = '"';
		memcpy(at + 1, name, n);
		memcpy(at + 1 + n, "\":", 2);
		at += n + 3;
	}
	if (bracket != '\0')
		*at++ = bracket;
	tb_text_advance(j->text, at);
}

TB_TEXT_INLINE void tb_json_name(struct tb_json *j, const char *name)
{
	tb_json_begin(j, name, '\0');
}

/*
 * bracket: '{' or '[', and the closing one.  Or '"' for both: a string of our own, put
 * into j->text between the two without anything that would have to be escaped.
 */
TB_TEXT_INLINE void tb_json_open(struct tb_json *j, const char *name, char bracket)
{
	tb_json_begin(j, name, bracket);
	j->comma = false;
}

TB_TEXT_INLINE void tb_json_close(struct tb_json *j, char bracket)
{
	tb_text_char(j->text, bracket);
	j->comma = true;
}

TB_TEXT_INLINE void tb_json_null(struct tb_json *j, const char *name)
{
	tb_json_name(j, name);
	tb_text_str(j->text, "null");
}

TB_TEXT_INLINE void tb_json_bool(struct tb_json *j, const char *name, bool value)
{
	tb_json_name(j, name);
	tb_text_str(j->text, value ? "true" : "false");
}

TB_TEXT_INLINE void tb_json_u64(struct tb_json *j, const char *name, uint64_t value)
{
	tb_json_name(j, name);
	tb_text_u64(j->text, value);
}

TB_TEXT_INLINE void tb_json_seconds(struct tb_json *j, const char *name, tb_span value)
{
	tb_json_name(j, name);
	tb_text_seconds(j->text, value);
}

TB_TEXT_INLINE void tb_json_share(struct tb_json *j, const char *name, double value)
{
	tb_json_name(j, name);
	tb_text_share(j->text, value);
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
	tb_json_open(j, name, '"');
	tb_text_time(j->text, value);
	tb_json_close(j, '"');
}

TB_TEXT_INLINE void tb_json_addr(struct tb_json *j, const char *name,
				 const struct tb_addr *value)
{
	tb_json_open(j, name, '"');
	tb_text_addr(j->text, value);
	tb_json_close(j, '"');
}

/* A word of our own, without anything that would have to be escaped. */
TB_TEXT_INLINE void tb_json_word(struct tb_json *j, const char *name, const char *word)
{
	size_t n = strlen(word);
	char *at;

	tb_json_begin(j, name, '"');
	at = tb_text_room(j->text, n + 1);
	if (at == NULL)
		return;
	memcpy(at, word, n);
	at[n] = '"';
	tb_text_advance(j->text, at + n + 1);
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
	tb_json_name(j, name);
	tb_text_json(j->text, bytes, n);
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

/* The line is over: what comes next stands alone. */
TB_TEXT_INLINE void tb_json_end_line(struct tb_json *j)
{
	tb_text_char(j->text, '\n');
	j->comma = false;
}

#endif
