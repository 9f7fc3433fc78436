/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * log_message.c - finding the wording that tells most of a line
 *
 * The line is searched for one needle after the other.  That is good for the one line that
 * somebody asks about; who reads millions searches for all needles at once.
 */
#include "knowledge/log_chapter.h"
#include "knowledge/log_code.h"
#include "knowledge/words.h"

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

static const struct tb_log_message *find_wording(const char *line, size_t n)
{
	const struct tb_log_message *best = NULL;

	for (size_t i = 0; i < tb_log_message_count(); i++) {
		const struct tb_log_message *m = tb_log_message_at(i);

		if (tb_log_message_is_better(m, best) && tb_holds(line, n, m->needle) &&
		    (!m->also || tb_holds(line, n, m->also)))
			best = m;
	}
	return best;
}

const struct tb_log_message *tb_log_code_find(const char *line, size_t n)
{
	static const struct tb_log_message *(*const readers[])(const char *, size_t) = {
		tb_haproxy_code_in, tb_envoy_flag_in, tb_http_sys_reason_in, tb_iis_status_in,
	};

	for (size_t i = 0; i < COUNT_OF(readers); i++) {
		const struct tb_log_message *m = readers[i](line, n);

		if (m)
			return m;
	}
	return NULL;
}

const struct tb_log_message *tb_log_message_find(const char *line, size_t n)
{
	if (n > LONGEST_LINE)
		n = LONGEST_LINE;
	const struct tb_log_message *coded = tb_log_code_find(line, n);
	const struct tb_log_message *worded = find_wording(line, n);

	return coded && (!worded || worded->rank < coded->rank) ? coded : worded;
}
