/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * logs.c - the logs of a run, from bytes to ties
 */
#include <stdlib.h>
#include <string.h>

#include <tcpblame/log.h>

#include "join/candidates.h"
#include "join/reader.h"
#include "join/say.h"
#include "join/skew.h"

/* Further from the capture than any time zone and a day's idle pool can explain. */
static const tb_span elsewhere = 16 * 3600 * TB_SECOND;
enum { LONGEST_WHY = 640 };

struct log {
	size_t first, end;	/* its mentions */
	struct tb_skew skew;
};

struct tb_logs {
	struct tb_logs_config cfg;
	struct tb_wordings *wordings;
	struct tb_resets resets;
	bool has_period;
	tb_time first, last;	/* of the captures, then */
	struct tb_log_reader *reader;	/* of the log that is being read; NULL: none is */
	struct tb_mention *mention;
	struct tb_log_line *line;	/* by mention */
	size_t n, room;
	size_t most;		/* of n */
	struct log *log;
	struct tb_log_file *file;	/* by log */
	size_t n_logs;
	struct tb_log_tie *tie;	/* sorted by reset */
	uint64_t *tie_reset;	/* by tie */
	size_t n_ties;
};

/* Memory of a line that is kept, with what is said of it and what tying it takes. */
static const size_t line_bytes = sizeof(struct tb_mention) + TB_LOG_TEXT_KEPT +
				 sizeof(struct tb_log_line) + LONGEST_WHY +
				 sizeof(struct tb_tied) + sizeof(struct tb_log_tie) +
				 4 * sizeof(void *);

static size_t within(uint64_t bytes, size_t one, size_t most)
{
	return bytes == 0 || bytes / one > most ? most : (size_t)(bytes / one);
}

struct tb_logs *tb_logs_new(const struct tb_logs_config *cfg)
{
	struct tb_logs *l = calloc(1, sizeof(*l));

	if (l == NULL)
		return NULL;
	l->cfg = *cfg;
	l->most = within(cfg->memory / 2, line_bytes, TB_LOG_LINES_KEPT);
	l->resets.most = within(cfg->memory / 2, tb_reset_bytes(), TB_LOG_RESETS_KEPT);
	l->wordings = tb_wordings_new();
	if (l->wordings != NULL)
		return l;
	tb_logs_free(l);
	return NULL;
}

void tb_logs_free(struct tb_logs *l)
{
	if (l == NULL)
		return;
	for (size_t i = 0; i < l->n; i++) {
		free((void *)(uintptr_t)l->mention[i].text);
		if (l->line != NULL)
			free((void *)(uintptr_t)l->line[i].tie.why);
	}
	tb_log_reader_free(l->reader);
	tb_wordings_free(l->wordings);
	tb_resets_free(&l->resets);
	free(l->mention);
	free(l->line);
	free(l->log);
	free(l->file);
	free(l->tie);
	free(l->tie_reset);
	free(l);
}

void tb_logs_verdict(struct tb_logs *l, const struct tb_verdict *v)
{
	tb_resets_add(&l->resets, v);
}

void tb_logs_period(struct tb_logs *l, tb_time first, tb_time last)
{
	l->has_period = true;
	l->first = first;
	l->last = last;
}

static bool is_elsewhere(const struct tb_logs *l, const struct tb_mention *m)
{
	return l->has_period && m->when.known &&
	       (tb_since(l->first, m->when.time) > elsewhere ||
		tb_since(m->when.time, l->last) > elsewhere);
}

static bool keep(struct tb_logs *l, const struct tb_mention *m)
{
	size_t room = l->room == 0 ? 64 : 2 * l->room;
	struct tb_mention *at;
	char *text;

	if (l->n == l->most)
		return false;
	if (l->n == l->room) {
		at = realloc(l->mention, room * sizeof(*at));
		if (at == NULL)
			return false;
		l->mention = at;
		l->room = room;
	}
	text = malloc(m->text_len + 1);
	if (text == NULL)
		return false;
	memcpy(text, m->text, m->text_len);
	l->mention[l->n] = *m;
	l->mention[l->n++].text = text;
	return true;
}

static bool on_mention(void *user, const struct tb_mention *m)
{
	struct tb_logs *l = user;
	struct tb_log_file *file = &l->file[l->n_logs - 1];

	file->errors++;
	if (is_elsewhere(l, m))
		file->elsewhere++;
	else if (!keep(l, m))
		file->left_out++;
	return file->left_out == 0;
}

/* The middle of the captures; they may claim to be of years that no line can name. */
static tb_time middle(const struct tb_logs *l)
{
	static const int64_t last = INT64_C(4100000000) * TB_SECOND;	/* in the year 2099 */
	int64_t t = l->first.ns / 2 + l->last.ns / 2;

	if (t < 0)
		return (tb_time){ 0 };
	return (tb_time){ t < last ? t : last };
}

/* Room for one more log. */
static bool grow(struct tb_logs *l)
{
	struct log *log = realloc(l->log, (l->n_logs + 1) * sizeof(*log));
	struct tb_log_file *file;

	if (log == NULL)
		return false;
	l->log = log;
	file = realloc(l->file, (l->n_logs + 1) * sizeof(*file));
	if (file == NULL)
		return false;
	l->file = file;
	return true;
}

bool tb_logs_begin(struct tb_logs *l, const char *file)
{
	const struct tb_log_reader_config cfg = {
		.wordings = l->wordings,
		.clock = { middle(l), &l->cfg.zone },
		.format = l->cfg.format,
		.mention = on_mention,
		.user = l,
	};

	if (!grow(l))
		return false;
	l->reader = tb_log_reader_new(&cfg);
	if (l->reader == NULL)
		return false;
	l->log[l->n_logs] = (struct log){ .first = l->n };
	l->file[l->n_logs++] = (struct tb_log_file){ .file = file };
	return true;
}

void tb_logs_feed(struct tb_logs *l, const void *bytes, size_t n)
{
	tb_log_reader_feed(l->reader, bytes, n);
}

void tb_logs_end(struct tb_logs *l, const char *problem)
{
	struct tb_log_file *file = &l->file[l->n_logs - 1];
	uint64_t counted;

	file->lines = tb_log_reader_end(l->reader, &counted);
	file->errors += counted;
	file->left_out += counted;
	file->problem = problem;
	l->log[l->n_logs - 1].end = l->n;
	tb_log_reader_free(l->reader);
	l->reader = NULL;
}

/* The one that is nearest in time, whatever its ends. */
static uint32_t nearest_in_time(const struct tb_logs *l, const struct tb_mention *m,
				const struct tb_skew *skew)
{
	struct tb_reset_slice all = tb_resets_by_end(&l->resets, NULL, 0);
	tb_time t = tb_moved(m->when.time, -skew->ahead);
	size_t i = tb_resets_from(&l->resets, all, t);
	const struct tb_reset *at = l->resets.at;

	if (!m->when.known || all.first == all.end)
		return TB_NO_RESET;
	if (i == all.end ||
	    (i > all.first && tb_since(t, at[l->resets.key[i - 1].reset].time) <
				      tb_since(at[l->resets.key[i].reset].time, t)))
		i--;
	return l->resets.key[i].reset;
}

/* False: no memory. */
static bool fill_line(struct tb_logs *l, size_t log, const struct tb_tied *t)
{
	const struct tb_mention *m = t->m;
	struct tb_log_line *line = &l->line[m - l->mention];
	const struct tb_skew *skew = &l->log[log].skew;
	char *why = malloc(LONGEST_WHY);
	struct tb_text text;
	struct tb_fit fit = { .end = TB_LOG_END_UNKNOWN };

	if (why == NULL)
		return false;
	tb_text_init(&text, why, LONGEST_WHY, NULL);
	*line = (struct tb_log_line){
		.tie = { .file = l->file[log].file, .line = m->line, .text = m->text,
			 .text_len = m->text_len, .score = t->p_best, .why = why },
		.product = m->says->product,
		.has_time = m->when.known,
		.time = m->when.time,
	};
	if (t->tied) {
		const struct tb_reset *r = &l->resets.at[t->best];

		(void)tb_fit(m, r, skew, &fit);
		line->reset = r->id;
		line->tie.end = fit.end;
		line->tie.agrees = tb_say_tied(&text, m, r, &fit, skew);
	} else {
		uint32_t near = t->best != TB_NO_RESET ? t->best : nearest_in_time(l, m, skew);

		line->nearest = near != TB_NO_RESET ? l->resets.at[near].id : 0;
		tb_say_untied(&text, t, &l->resets, skew, near);
	}
	l->file[log].tied += t->tied;
	return true;
}

static bool tie_log(struct tb_logs *l, size_t log)
{
	struct log *of = &l->log[log];
	size_t n = of->end - of->first;
	struct tb_tied *tied = calloc(n + 1, sizeof(*tied));
	bool good = tied != NULL;

	for (size_t i = 0; good && i < n; i++)
		tied[i].m = &l->mention[of->first + i];
	good = good && tb_tie(tied, n, &l->resets, &of->skew);
	for (size_t i = 0; good && i < n; i++)
		good = fill_line(l, log, &tied[i]);
	l->file[log].has_skew = of->skew.known && of->skew.ahead != 0;
	l->file[log].skew = of->skew.ahead;
	l->file[log].skew_is_zone = tb_skew_is_zone(of->skew.ahead);
	free(tied);
	return good;
}

static int by_reset(const void *left, const void *right)
{
	const struct tb_log_line *const *a = left, *const *b = right;

	if ((*a)->reset != (*b)->reset)
		return (*a)->reset < (*b)->reset ? -1 : 1;
	return (*a > *b) - (*a < *b);
}

/* The ties by reset, as reports want them. */
static bool collect(struct tb_logs *l)
{
	const struct tb_log_line **sorted = calloc(l->n + 1, sizeof(*sorted));

	l->tie = calloc(l->n + 1, sizeof(*l->tie));
	l->tie_reset = calloc(l->n + 1, sizeof(*l->tie_reset));
	if (sorted == NULL || l->tie == NULL || l->tie_reset == NULL) {
		free(sorted);
		return false;
	}
	for (size_t i = 0; i < l->n; i++)
		if (l->line[i].reset != 0)
			sorted[l->n_ties++] = &l->line[i];
	qsort(sorted, l->n_ties, sizeof(*sorted), by_reset);
	for (size_t i = 0; i < l->n_ties; i++) {
		l->tie[i] = sorted[i]->tie;
		l->tie_reset[i] = sorted[i]->reset;
	}
	free(sorted);
	return true;
}

bool tb_logs_tie(struct tb_logs *l)
{
	bool good = tb_resets_index(&l->resets);

	l->line = calloc(l->n + 1, sizeof(*l->line));
	for (size_t i = 0; good && l->line != NULL && i < l->n_logs; i++)
		good = tie_log(l, i);
	return good && l->line != NULL && collect(l);
}

const struct tb_log_tie *tb_logs_of(const struct tb_logs *l, uint64_t reset, size_t *n)
{
	size_t low = 0, high = l->n_ties, end;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (l->tie_reset[middle] < reset)
			low = middle + 1;
		else
			high = middle;
	}
	for (end = low; end < l->n_ties && l->tie_reset[end] == reset; end++)
		;
	*n = end - low;
	return *n > 0 ? &l->tie[low] : NULL;
}

struct tb_log_result tb_logs_result(const struct tb_logs *l)
{
	return (struct tb_log_result){ l->line, l->n, l->file, l->n_logs };
}
