/* SPDX-License-Identifier: BSD-3-Clause */
#include "property/sample.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "support/due.h"
#include "support/one_frame.h"

enum { MAX_FILES = 16 };

_Noreturn void fail(const char *what)
{
	perror(what);
	exit(1);
}

uint32_t dice(uint64_t *state, uint32_t n)
{
	*state = *state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
	return (uint32_t)(*state >> 33) % n;
}

/* Frames ------------------------------------------------------------------------- */

struct tb_frame frame_copy(const struct tb_frame *f, uint32_t captured)
{
	struct tb_frame copy = *f;
	uint8_t *data;

	if (copy.captured > captured)
		copy.captured = captured;
	data = malloc(copy.captured > 0 ? copy.captured : 1);
	if (data == NULL)
		fail("malloc");
	if (copy.captured > 0)
		memcpy(data, f->data, copy.captured);
	copy.data = data;
	copy.comment = NULL;
	copy.comment_len = 0;
	return copy;
}

static void keep_frame(struct sample *s, const struct tb_frame *f)
{
	struct tb_frame *k = &s->frame[s->n++];

	*k = frame_copy(f, UINT32_MAX);
	k->number = s->n;
	k->file = 0;
	if (s->longest < f->captured)
		s->longest = f->captured;
	if (s->n == 1 || s->end.ns < f->time.ns)
		s->end = f->time;
}

static void read_all(struct sample *s, struct tb_source *source)
{
	size_t room = 0;
	struct tb_frame f;

	while (one_frame(source, &f) == TB_SOURCE_FRAMES) {
		if (s->n == room) {
			room = room == 0 ? 64 : room * 2;
			s->frame = realloc(s->frame, room * sizeof(*s->frame));
			if (s->frame == NULL)
				fail("realloc");
		}
		keep_frame(s, &f);
	}
}

void sample_load(struct sample *s, const char *files)
{
	const char *path[MAX_FILES];
	char *names = malloc(strlen(files) + 1), *rest = names;
	struct tb_files_config cfg = { .path = path };
	struct tb_source_error err;
	struct tb_source *source;

	if (names == NULL)
		fail("malloc");
	strcpy(names, files);
	while (rest != NULL && cfg.n_path < MAX_FILES) {
		path[cfg.n_path++] = rest;
		rest = strchr(rest, ',');
		if (rest != NULL)
			*rest++ = '\0';
	}
	*s = (struct sample){ .name = files };
	source = tb_source_files(&cfg, &err);
	if (source == NULL)
		fail(files);
	read_all(s, source);
	tb_source_close(source);
	free(names);
	if (s->n == 0) {
		fprintf(stderr, "%s: not a frame in it\n", files);
		exit(1);
	}
}

void sample_free(struct sample *s)
{
	for (size_t i = 0; i < s->n; i++)
		free((void *)(uintptr_t)s->frame[i].data);
	free(s->frame);
}

struct sample *samples_load(char **files, size_t n)
{
	struct sample *s = calloc(n + 1, sizeof(*s));

	if (s == NULL)
		fail("calloc");
	for (size_t i = 0; i < n; i++)
		sample_load(&s[i], files[i]);
	return s;
}

void samples_free(struct sample *s, size_t n)
{
	for (size_t i = 0; i < n; i++)
		sample_free(&s[i]);
	free(s);
}

/* Courts --------------------------------------------------------------------------- */

void show_frame(struct court *c, const struct tb_frame *f)
{
	c->tape.take(c->tape.user, f);
}

void show_sample(struct court *c, const struct sample *s)
{
	for (size_t i = 0; i < s->n; i++)
		show_frame(c, &s->frame[i]);
}

static struct tb_config config(uint64_t seed)
{
	struct tb_config cfg;

	tb_config_default(&cfg);
	cfg.max_flows = 1024;
	cfg.max_episodes = 256;
	cfg.max_rsts = 1024;
	cfg.hash_seed[0] = seed;
	cfg.hash_seed[1] = ~seed;
	return cfg;
}

void trial_open(struct court *c, uint64_t seed)
{
	struct tb_config cfg = config(seed);

	court_open(c, &cfg);
}

void trial_open_brief(struct court *c)
{
	struct tb_config cfg = config(1);

	cfg.brief = true;
	court_open(c, &cfg);
}

void trial_open_ladder(struct court *c, uint32_t ladder)
{
	struct tb_config cfg = config(1);

	cfg.ladder = ladder;
	court_open(c, &cfg);
}

void trial_close(struct court *c)
{
	court_close(c);
	for (size_t i = 0; i < c->n; i++)
		if (i >= COURT_VERDICTS || c->verdict[i].v.n_rst > COURT_RSTS) {
			fprintf(stderr, "the court cannot hold all of this\n");
			exit(1);
		}
}

void try_sample(struct court *c, const struct sample *s)
{
	trial_open(c, 1);
	show_sample(c, s);
	trial_close(c);
}

struct renamer {
	struct tb_ref (*map)(void *user, struct tb_ref from);
	void *user;
};

static void rename_frame(const struct renamer *r, struct tb_ref *ref)
{
	if (ref->number != 0)
		*ref = r->map(r->user, *ref);
}

static void rename_in_rst(const struct renamer *r, struct tb_rst *rst)
{
	rename_frame(r, &rst->frame);
	rename_frame(r, &rst->effect_why.frame);
	rename_frame(r, &rst->trigger.frame);
	rename_frame(r, &rst->trigger.what.frame);
}

void rename_frames(struct court *c, struct tb_ref (*map)(void *user, struct tb_ref from),
		   void *user)
{
	struct renamer r = { map, user };

	for (size_t i = 0; i < c->n; i++) {
		struct court_verdict *k = &c->verdict[i];

		rename_frame(&r, &k->v.flow.first_frame);
		rename_frame(&r, &k->v.flow.last_frame);
		rename_frame(&r, &k->v.origin.why.frame);
		rename_frame(&r, &k->v.harm.why.frame);
		rename_frame(&r, &k->v.errors[TB_CLIENT].why.frame);
		rename_frame(&r, &k->v.errors[TB_SERVER].why.frame);
		for (size_t n = 0; n < k->v.n_rst; n++)
			rename_in_rst(&r, &k->rst[n]);
		for (size_t n = 0; n < k->v.n_icmp; n++)
			rename_frame(&r, &k->v.icmp[n].frame);
		for (size_t n = 0; n < k->v.n_unseen; n++)
			rename_frame(&r, &k->v.unseen[n].frame);
	}
}

unsigned same_each_time(struct court *c, const struct sample *s,
			void (*try)(struct court *c, const struct sample *s, uint64_t way),
			uint64_t ways)
{
	unsigned wrong = 0;
	char *first;

	try_sample(c, s);
	first = words_of(c);
	for (uint64_t way = 0; way < ways; way++) {
		char title[512], *words;

		if (!is_due(way))
			continue;
		try(c, s, way);
		words = words_of(c);
		snprintf(title, sizeof(title), "%s, %u", s->name, (unsigned)way);
		wrong += !same_words(title, first, words);
		free(words);
	}
	free(first);
	return wrong;
}

int check_samples(int argc, char **argv,
		  unsigned (*check)(struct court *c, const struct sample *s))
{
	static struct court court;
	size_t n = (size_t)argc - 1;
	struct sample *s = samples_load(argv + 1, n);
	unsigned wrong = 0;

	for (size_t i = 0; i < n; i++)
		wrong += check(&court, &s[i]);
	samples_free(s, n);
	print_due();
	printf("%zu samples, %u differences\n", n, wrong);
	return wrong != 0;
}
