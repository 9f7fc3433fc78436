/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * log_message.c - finding the wording that tells most of a line
 *
 * The line is searched for one needle after the other.  That is good for the one line that
 * somebody asks about; who reads millions searches for all needles at once.
 */
#include "knowledge/log_chapter.h"

#include <string.h>

enum { LONGEST_LINE = 65535 };	/* what is longer is read as far as this */

static const struct tb_log_chapter *const chapters[] = {
	&tb_log_system, &tb_log_python, &tb_log_java, &tb_log_go, &tb_log_language,
	&tb_log_tool, &tb_log_browser, &tb_log_web, &tb_log_mail, &tb_log_database,
	&tb_log_queue, &tb_log_cloud, &tb_log_device,
};

size_t tb_log_message_count(void)
{
	size_t n = 0;

	for (size_t i = 0; i < COUNT_OF(chapters); i++)
		n += chapters[i]->n;
	return n;
}

const struct tb_log_message *tb_log_message_at(size_t i)
{
	size_t chapter = 0;

	for (; i >= chapters[chapter]->n; chapter++)
		i -= chapters[chapter]->n;
	return &chapters[chapter]->row[i];
}

static size_t wording(const struct tb_log_message *m)
{
	return strlen(m->needle) + (m->also ? strlen(m->also) : 0);
}

bool tb_log_message_is_better(const struct tb_log_message *a, const struct tb_log_message *b)
{
	if (!b || a->rank != b->rank)
		return !b || a->rank > b->rank;
	return wording(a) > wording(b);
}

static char lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

/* needle is in lower case. */
static bool begins(const char *at, const char *needle, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if (lower(at[i]) != needle[i])
			return false;
	return true;
}

static bool holds(const char *line, size_t n, const char *needle)
{
	size_t len = strlen(needle);

	for (size_t at = 0; at + len <= n; at++)
		if (lower(line[at]) == needle[0] && begins(line + at, needle, len))
			return true;
	return false;
}

const struct tb_log_message *tb_log_message_find(const char *line, size_t n)
{
	const struct tb_log_message *best = NULL;

	if (n > LONGEST_LINE)
		n = LONGEST_LINE;
	for (size_t i = 0; i < tb_log_message_count(); i++) {
		const struct tb_log_message *m = tb_log_message_at(i);

		if (tb_log_message_is_better(m, best) && holds(line, n, m->needle) &&
		    (!m->also || holds(line, n, m->also)))
			best = m;
	}
	return best;
}
