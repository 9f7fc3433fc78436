/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * wordings.c - every line of a log is searched for the needles; the few that hold one are
 * searched for what else their messages want
 */
#include "join/wordings.h"

#include <stdlib.h>

#include "join/needles.h"

struct tb_wordings {
	size_t n;
	const struct tb_log_message **message;
	struct tb_needles *needles, *alsos;	/* by message */
};

static struct tb_needles *needles_of(const struct tb_wordings *w, bool also)
{
	const char **word = calloc(w->n, sizeof(*word));
	struct tb_needles *m;

	if (word == NULL)
		return NULL;
	for (size_t i = 0; i < w->n; i++)
		word[i] = also ? w->message[i]->also : w->message[i]->needle;
	m = tb_needles_new(word, w->n);
	free(word);
	return m;
}

struct tb_wordings *tb_wordings_new(void)
{
	struct tb_wordings *w = calloc(1, sizeof(*w));

	if (w == NULL)
		return NULL;
	w->n = tb_log_message_count();
	w->message = calloc(w->n, sizeof(*w->message));
	for (size_t i = 0; w->message != NULL && i < w->n; i++)
		w->message[i] = tb_log_message_at(i);
	if (w->message != NULL) {
		w->needles = needles_of(w, false);
		w->alsos = needles_of(w, true);
	}
	if (w->needles != NULL && w->alsos != NULL)
		return w;
	tb_wordings_free(w);
	return NULL;
}

void tb_wordings_free(struct tb_wordings *w)
{
	if (w == NULL)
		return;
	tb_needles_free(w->needles);
	tb_needles_free(w->alsos);
	free(w->message);
	free(w);
}

const struct tb_log_message *tb_wordings_find(const struct tb_wordings *w, const char *text,
					      size_t n)
{
	const struct tb_log_message *best = NULL;
	struct tb_needle_set found, also = { { 0 } };
	bool sought = false;	/* what stands beside, which few wordings ask for */

	if (!tb_needles_find(w->needles, text, n, &found))
		return NULL;
	for (size_t i = tb_needle_next(&found, 0); i < w->n; i = tb_needle_next(&found, i + 1)) {
		const struct tb_log_message *m = w->message[i];

		if (!tb_log_message_is_better(m, best))
			continue;
		if (m->also != NULL && !sought) {
			(void)tb_needles_find(w->alsos, text, n, &also);
			sought = true;
		}
		if (m->also == NULL || tb_needle_is_in(&also, i))
			best = m;
	}
	return best;
}
