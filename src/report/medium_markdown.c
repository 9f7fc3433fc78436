/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * medium_markdown.c - a page in Markdown, for a ticket: CommonMark, in what GitHub, GitLab
 *                     and Jira have in common
 *
 * Strangers' bytes must come out as they are, and so must our own words.  But backslashes
 * do not help against what these sites find in a text after it was rendered: names to
 * notify (@all), references (#1, !1, $1, ~label), addresses to link (Jira's editor takes
 * every word that ends as a host's name does for one), emoji (:a:, as in an address of IPv6),
 * formulas.  In code they look for nothing.  So a word that has anything
 * in it that could be active is code, and those that follow each other are one piece of
 * code up to a comma, whose fence is longer than any in it.
 *
 * Whatever ends, ends with an empty line, so that it does not matter what follows.
 */
#include <string.h>

#include "report/ladder.h"
#include "report/page.h"

static bool is_one_of(char c, const char *set)
{
	return c != '\0' && strchr(set, c) != NULL;
}

static bool is_alnum(char c)
{
	return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* Is there `what`, of small letters, at s?  Letters of either case are the same. */
static bool begins(const char *s, size_t n, const char *what)
{
	size_t len = strlen(what);

	for (size_t i = 0; i < len; i++)
		if (i == n || (s[i] | (is_alnum(s[i]) ? 0x20 : 0)) != what[i])
			return false;
	return true;
}

/* ":name:" at s; none is called by two digits, as there are in the time of day. */
static bool is_emoji(const char *s, size_t n)
{
	size_t at = 1, digits = 0;

	if (s[0] != ':')
		return false;
	for (; at < n && (is_alnum(s[at]) || is_one_of(s[at], "_+-")); at++)
		digits += s[at] >= '0' && s[at] <= '9';
	return at > 1 && at < n && s[at] == ':' && (digits > 2 || digits + 1 < at);
}

/* Of a name in any script. */
static bool is_letter(char c)
{
	return (c & 0x80) != 0 || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* "host.example": a dot and two letters behind something. */
static bool is_domain(const char *s, size_t n, size_t dot)
{
	return s[dot] == '.' && dot > 0 && dot + 2 < n && is_letter(s[dot + 1]) &&
	       is_letter(s[dot + 2]);
}

/* Could any of it be more than text? */
static bool is_active(const char *s, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (is_one_of(s[i], "\\`*_{}[]<|~#@&$%^!=") || is_emoji(s + i, n - i) ||
		    is_domain(s, n, i) || begins(s + i, n - i, "://") ||
		    begins(s + i, n - i, "www.") ||
		    (begins(s + i, n - i, "gh-") && (i == 0 || !is_alnum(s[i - 1]))))
			return true;
	return false;
}

static size_t word_len(const char *s)
{
	return strcspn(s, " ");
}

static size_t blanks(const char *s)
{
	return strspn(s, " ");
}

/* Is the last byte no part of what it stands behind?  "::" ends an address. */
static bool is_punctuated(const char *s, size_t len)
{
	if (len < 2)
		return false;
	return is_one_of(s[len - 1], ",;.") || (s[len - 1] == ':' && s[len - 2] != ':');
}

/* Length of the words at s that are all active, with what is between them, but not the comma,
 * colon or stop behind them; 0: the first one is not. */
static size_t active_len(const char *s)
{
	size_t len = 0, next = 0;

	while (s[next] != '\0' && is_active(s + next, word_len(s + next))) {
		len = next + word_len(s + next);
		if (is_punctuated(s, len))
			return len - 1;
		next = len + blanks(s + len);
	}
	return len;
}

static size_t longest_fence(const char *s, size_t n)
{
	size_t longest = 0, run = 0;

	for (size_t i = 0; i < n; i++) {
		run = s[i] == '`' ? run + 1 : 0;
		longest = run > longest ? run : longest;
	}
	return longest;
}

static void fence(struct tb_text *t, size_t n)
{
	while (n-- > 0)
		tb_text_char(t, '`');
}

static void code(struct tb_text *t, const char *s, size_t n)
{
	size_t longest = longest_fence(s, n);
	bool apart = s[0] == '`' || s[n - 1] == '`';

	fence(t, longest + 1);
	if (apart)
		tb_text_char(t, ' ');
	tb_text_bytes(t, s, n);
	if (apart)
		tb_text_char(t, ' ');
	fence(t, longest + 1);
}

static void words(struct tb_text *t, const char *s)
{
	while (*s != '\0') {
		size_t active = active_len(s), n = active > 0 ? active : word_len(s);

		if (active > 0)
			code(t, s, n);
		else
			tb_text_bytes(t, s, n);
		s += n;
		if (*s == ' ')
			tb_text_char(t, ' ');
		s += blanks(s);
	}
}

/* para from s on, and the line's end. */
static void rest(struct tb_page *p, const char *s)
{
	words(p->out, s);
	tb_text_str(p->out, p->para.cut ? " ...\n" : "\n");
}

static void para(struct tb_page *p)
{
	rest(p, p->para.buf);
}

static void label(struct tb_page *p, const char *s)
{
	tb_text_str(p->out, "- **");
	tb_text_str(p->out, s);
	tb_text_str(p->out, "**: ");
}

static void item(struct tb_page *p, const char *s)
{
	label(p, s);
	para(p);
}

static void verbatim(struct tb_page *p, const char *s)
{
	label(p, s);
	code(p->out, p->para.buf, tb_text_len(&p->para));
	tb_text_char(p->out, '\n');
}

/* Would a line that begins with this word be a list, a quotation or a rule? */
static bool begins_block(const char *s, size_t n)
{
	size_t digits = strspn(s, "0123456789");

	return (digits > 0 && digits + 1 == n && is_one_of(s[digits], ".)")) ||
	       (n > 0 && (s[0] == '>' || strspn(s, "+-") >= n));
}

/* What is set in stands in a list. */
static void line(struct tb_page *p, unsigned indent)
{
	const char *s = p->para.buf;
	size_t first = word_len(s);

	if (indent > 0)
		tb_text_str(p->out, "- ");
	if (begins_block(s, first) && !is_active(s, first)) {
		code(p->out, s, first);
		s += first;
	}
	rest(p, s);
	if (indent == 0)
		tb_text_char(p->out, '\n');
}

static void title(struct tb_page *p, const struct tb_page_title *t)
{
	tb_text_str(p->out, "### ");
	tb_text_u64(p->out, t->id);
	tb_text_char(p->out, ' ');
	tb_text_str(p->out, t->word);
	tb_text_str(p->out, ": ");
	para(p);
	tb_text_str(p->out, "\n- ");
	tb_text_moment(p->out, t->when);
	tb_text_char(p->out, '\n');
}

static void alarm(struct tb_page *p, enum tb_tone tone, const char *word)
{
	(void)tone;
	item(p, word);
}

/* Nothing in it begins a line but numbers and our own words. */
static void ladder(struct tb_page *p, const struct tb_report_options *o,
		   const struct tb_verdict *v)
{
	tb_text_str(p->out, "\n```text\n");
	tb_ladder_text(p->out, o, v, 0);
	tb_text_str(p->out, "```\n");
}

static void heading(struct tb_page *p, enum tb_tone tone, const char *s)
{
	(void)tone;
	tb_text_str(p->out, "## ");
	tb_text_str(p->out, s);
	tb_text_str(p->out, "\n\n");
}

static void end(struct tb_page *p)
{
	tb_text_char(p->out, '\n');
}

const struct tb_medium tb_medium_markdown = {
	.title = title,
	.item = item,
	.verbatim = verbatim,
	.line = line,
	.alarm = alarm,
	.ladder = ladder,
	.heading = heading,
	.end = end,
};
