/* SPDX-License-Identifier: BSD-3-Clause */
#include "blame/rulebook.h"

#include <string.h>

static const struct tb_chapter *const chapters[] = {
	&tb_chapter_handshake,
	&tb_chapter_endpoint,
	&tb_chapter_system,
	&tb_chapter_application,
	&tb_chapter_harmless,
	&tb_chapter_network,
};

static const size_t n_chapters = sizeof(chapters) / sizeof(chapters[0]);

/* The chapter that rule *number stands in, which becomes its number there. */
static const struct tb_chapter *chapter_of(size_t *number)
{
	for (size_t i = 0; i < n_chapters; i++) {
		if (*number < chapters[i]->n)
			return chapters[i];
		*number -= chapters[i]->n;
	}
	return NULL;
}

size_t tb_rule_count(void)
{
	size_t count = 0;

	for (size_t i = 0; i < n_chapters; i++)
		count += chapters[i]->n;
	return count;
}

const struct tb_rule *tb_rule_at(size_t number)
{
	const struct tb_chapter *chapter = chapter_of(&number);

	return chapter ? &chapter->rule[number] : NULL;
}

bool tb_is_undetermined(const char *slug)
{
	return strcmp(slug, "undetermined") == 0;
}

const struct tb_rule *tb_rule_find(const char *slug)
{
	for (size_t i = 0; i < n_chapters; i++)
		for (size_t k = 0; k < chapters[i]->n; k++)
			if (strcmp(chapters[i]->rule[k].is.slug, slug) == 0)
				return &chapters[i]->rule[k];
	return NULL;
}

size_t tb_cause_count(void)
{
	return tb_rule_count();
}

static const struct tb_cause_info *info_of(const struct tb_rule *rule)
{
	return rule ? &rule->is : NULL;
}

const struct tb_cause_info *tb_cause_info_at(size_t number)
{
	return info_of(tb_rule_at(number));
}

const struct tb_cause_info *tb_cause_info_find(const char *slug)
{
	return info_of(tb_rule_find(slug));
}

const char *tb_cause_chapter(size_t number)
{
	const struct tb_chapter *chapter = chapter_of(&number);

	return chapter ? chapter->title : NULL;
}
