/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * split.c - into how many files a capture was written makes no difference
 *
 * Every sample is split in two between any two frames, and at random into up to five
 * files, which are named in any order.  What is said of it must be the same, once each
 * frame has its number in the whole again.
 *
 * Between frames whose times step back no reader could find the order again; there
 * nothing is split.
 */
#define _POSIX_C_SOURCE 200809L
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "support/one_frame.h"
#include "property/sample.h"
#include "support/capfile.h"
#include "support/due.h"

enum { MAX_PARTS = 5, RANDOM_SPLITS = 12, ETHERNET = 1 };

/* A sample in parts: part i begins at frame first[i], and ends where the next begins. */
struct split {
	const struct sample *sample;
	size_t first[MAX_PARTS + 1];
	size_t n;
	char path[MAX_PARTS][32];
	size_t part_of[MAX_PARTS]; /* by index of capture */
};

/* Writing -------------------------------------------------------------------------- */

static bool is_uniform(const struct sample *s)
{
	for (size_t i = 0; i < s->n; i++)
		if (s->frame[i].link_type != s->frame[0].link_type ||
		    s->frame[i].interface != 0)
			return false;
	return true;
}

static uint32_t link_type_of(const struct sample *s, uint32_t interface)
{
	for (size_t i = 0; i < s->n; i++)
		if (s->frame[i].interface == interface)
			return s->frame[i].link_type;
	return ETHERNET;
}

static void describe_interfaces(struct capfile *c, const struct sample *s)
{
	uint32_t last = 0;

	for (size_t i = 0; i < s->n; i++)
		if (last < s->frame[i].interface)
			last = s->frame[i].interface;
	for (uint32_t i = 0; i <= last; i++)
		capfile_ng_interface(c, link_type_of(s, i), 0, 9, NULL);
}

static void write_part(const struct split *split, size_t part)
{
	const struct sample *s = split->sample;
	bool ng = !is_uniform(s);
	struct capfile c;
	FILE *out = fopen(split->path[part], "wb");

	if (out == NULL)
		fail(split->path[part]);
	if (ng) {
		capfile_ng(&c, out, false);
		describe_interfaces(&c, s);
	} else {
		capfile_pcap(&c, out, s->frame[0].link_type, 262144, true, false);
	}
	for (size_t i = split->first[part]; i < split->first[part + 1]; i++)
		(ng ? capfile_take_ng : capfile_take_pcap)(&c, &s->frame[i]);
	if (fclose(out) != 0)
		fail(split->path[part]);
}

/* Reading ---------------------------------------------------------------------------- */

static struct tb_ref whole_frame(void *user, struct tb_ref from)
{
	const struct split *split = user;

	return (struct tb_ref){
		.number = split->first[split->part_of[from.file]] + from.number,
	};
}

static void learn_order(struct split *split, struct tb_source *source)
{
	size_t n;
	const struct tb_capture *capture = tb_source_captures(source, &n);

	for (size_t i = 0; i < n; i++)
		for (size_t part = 0; part < split->n; part++)
			if (strcmp(capture[i].file, split->path[part]) == 0)
				split->part_of[i] = part;
}

static void try_split(struct court *c, struct split *split, const char *const *path)
{
	struct tb_files_config cfg = { .path = path, .n_path = split->n };
	struct tb_source_error err;
	struct tb_source *source = tb_source_files(&cfg, &err);
	struct tb_frame f;

	if (source == NULL)
		fail(err.text);
	learn_order(split, source);
	trial_open(c, 1);
	while (one_frame(source, &f) == TB_SOURCE_FRAMES)
		show_frame(c, &f);
	trial_close(c);
	tb_source_close(source);
	rename_frames(c, whole_frame, split);
}

/* Splitting ---------------------------------------------------------------------------- */

static void shuffle(const char **path, size_t n, uint64_t *seed)
{
	for (size_t i = n; i > 1; i--) {
		size_t k = dice(seed, (uint32_t)i);
		const char *held = path[k];

		path[k] = path[i - 1];
		path[i - 1] = held;
	}
}

static unsigned check_split(struct court *c, struct split *split, const char *whole,
			    uint64_t *seed)
{
	const char *path[MAX_PARTS];
	char title[512], *words;
	int at;
	bool same;

	at = snprintf(title, sizeof(title), "%s split before", split->sample->name);
	for (size_t i = 0; i < split->n; i++) {
		write_part(split, i);
		path[i] = split->path[i];
		if (i > 0 && at > 0 && (size_t)at < sizeof(title))
			at += snprintf(title + at, sizeof(title) - (size_t)at, " %zu",
				       split->first[i] + 1);
	}
	shuffle(path, split->n, seed);
	try_split(c, split, path);
	words = words_of(c);
	same = same_words(title, whole, words);
	free(words);
	return !same;
}

/* May a file begin with that frame? */
static bool may_begin(const struct sample *s, size_t frame)
{
	for (size_t i = 0; i < frame; i++)
		for (size_t k = frame; k < s->n; k++)
			if (s->frame[k].time.ns < s->frame[i].time.ns)
				return false;
	return true;
}

static void put_cut(struct split *split, size_t frame)
{
	size_t i = split->n;

	for (size_t k = 1; k < split->n; k++)
		if (split->first[k] == frame)
			return;
	for (; i > 1 && split->first[i - 1] > frame; i--)
		split->first[i] = split->first[i - 1];
	split->first[i] = frame;
	split->n++;
}

static void split_at_random(struct split *split, const bool *may, uint64_t *seed)
{
	size_t n = split->sample->n, cuts = 2 + dice(seed, MAX_PARTS - 2);

	split->n = 1;
	for (size_t i = 0; i < cuts; i++) {
		size_t frame = 1 + dice(seed, (uint32_t)n - 1);

		if (may[frame])
			put_cut(split, frame);
	}
	split->first[split->n] = n;
}

static unsigned check_sample(struct court *c, const struct sample *s, struct split *split,
			     uint64_t *seed)
{
	bool *may = calloc(s->n, sizeof(*may));
	unsigned wrong = 0;
	char *whole;

	if (may == NULL)
		fail("calloc");
	split->sample = s;
	try_sample(c, s);
	whole = words_of(c);
	for (size_t i = 1; i < s->n; i++) {
		may[i] = may_begin(s, i);
		split->n = 2;
		split->first[1] = i;
		split->first[2] = s->n;
		if (may[i] && is_due(i - 1))
			wrong += check_split(c, split, whole, seed);
	}
	for (unsigned i = 0; s->n > 2 && i < RANDOM_SPLITS; i++) {
		split_at_random(split, may, seed);
		if (is_due(i))
			wrong += check_split(c, split, whole, seed);
	}
	free(whole);
	free(may);
	return wrong;
}

int main(int argc, char **argv)
{
	static struct court court;
	const char *scratch = getenv("TMPDIR");
	char folder[4096];
	size_t n = (size_t)argc - 1;
	struct sample *s = samples_load(argv + 1, n);
	struct split split = { 0 };
	uint64_t seed = 20260221;
	unsigned wrong = 0;

	printf("seed %" PRIu64 "\n", seed);
	snprintf(folder, sizeof(folder), "%s/tcpblame-split-XXXXXX",
		 scratch != NULL ? scratch : "/tmp");
	if (mkdtemp(folder) == NULL || chdir(folder) != 0)
		fail(folder);
	for (unsigned i = 0; i < MAX_PARTS; i++) /* as rotated sets are named */
		snprintf(split.path[i], sizeof(split.path[i]), "part-%u", i);
	for (size_t i = 0; i < n; i++)
		wrong += check_sample(&court, &s[i], &split, &seed);
	for (unsigned i = 0; i < MAX_PARTS; i++)
		unlink(split.path[i]);
	rmdir(folder);
	samples_free(s, n);
	print_due();
	printf("%zu samples, %u differences\n", n, wrong);
	return wrong != 0;
}
