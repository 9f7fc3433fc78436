/* SPDX-License-Identifier: BSD-3-Clause */
#include "wanted.h"

#include <string.h>

#include <tcpblame/rulebook.h>

#include "causes.h"
#include "message.h"
#include "suggest.h"

typedef bool take_word(struct tb_options *o, const char *word);

/* False once a word is not taken. */
static bool each_word(struct tb_options *o, const char *value, take_word *take)
{
	enum { LONGEST_WORD = 64 };	/* no name is as long */
	char word[LONGEST_WORD];
	size_t n;

	for (;; value += n + 1) {
		n = strcspn(value, ",");
		snprintf(word, sizeof(word), "%.*s", (int)(n < sizeof(word) ? n : sizeof(word)),
			 value);
		if (!take(o, word))
			return false;
		if (value[n] == '\0')
			return true;
	}
}

static bool add_cause(struct tb_options *o, const char *word)
{
	const struct tb_cause_info *cause = tb_cause_info_find(word);

	if (cause == NULL) {
		tb_causes_unknown(word);
		return false;
	}
	if (o->only.n == TB_MAX_LIST) {	/* more than there are causes */
		tb_say("--only: %s is named more than once", word);
		return false;
	}
	o->only.at[o->only.n++] = cause->slug;
	return true;
}

bool tb_wanted_causes(struct tb_options *o, const char *value)
{
	return each_word(o, value, add_cause);
}

static bool add_origin(struct tb_options *o, const char *word)
{
	const char *names[TB_ORIGIN_COUNT];
	const char *near;

	for (unsigned i = 0; i < TB_ORIGIN_COUNT; i++) {
		names[i] = tb_origin_name((enum tb_origin)i);
		if (strcmp(names[i], word) == 0) {
			o->origins |= 1u << i;
			return true;
		}
	}
	near = tb_suggest(word, names, TB_ORIGIN_COUNT);
	if (near)
		tb_say("--origin knows no '%s'; did you mean %s?", word, near);
	else
		tb_say("--origin knows no '%s'; it may be client, server, third-party or unknown",
		       word);
	return false;
}

bool tb_wanted_origins(struct tb_options *o, const char *value)
{
	return each_word(o, value, add_origin);
}
