/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * sample.h - a sample in memory, for tests of what must hold for every capture
 *
 * The frames of a sample are numbered from 1 in file 0, in the order of its timeline,
 * whatever files they were in.  Mistakes (no such file, no memory) end the program:
 * these are tests.
 */
#ifndef TESTS_PROPERTY_SAMPLE_H
#define TESTS_PROPERTY_SAMPLE_H

#include "support/court.h"

struct sample {
	const char *name;       /* borrowed: the argument it was loaded from */
	struct tb_frame *frame; /* data owned, each in a block of exactly its size */
	size_t n;
	uint32_t longest; /* bytes captured of the longest frame */
	tb_time end;      /* latest time in it */
};

/* files: names joined by commas, which are one timeline. */
void sample_load(struct sample *s, const char *files);
void sample_free(struct sample *s);

/* All of a list of such arguments; the caller frees. */
struct sample *samples_load(char **files, size_t n);
void samples_free(struct sample *s, size_t n);

/* A copy of a frame, cut to so many bytes in a block of their own; free f->data. */
struct tb_frame frame_copy(const struct tb_frame *f, uint32_t captured);

/* A court that is large enough for any sample, and its end: everything is judged. */
void trial_open(struct court *c, uint64_t seed);
void trial_open_brief(struct court *c);	/* of verdicts that are brief */
void trial_open_ladder(struct court *c, uint32_t ladder);	/* with tb_config.ladder */
void trial_close(struct court *c);

/* Shows the court a frame, or all frames of a sample. */
void show_frame(struct court *c, const struct tb_frame *f);
void show_sample(struct court *c, const struct sample *s);

/* From opening to end, over one sample. */
void try_sample(struct court *c, const struct sample *s);

/* Gives every frame that a verdict names the one that map() returns for it; frame
 * number 0 (none) is left. */
void rename_frames(struct court *c, struct tb_ref (*map)(void *user, struct tb_ref from),
		   void *user);

/* All that a court said, a line for each fact; free() it.  Ids are left out, as they
 * count what else is in a capture; of groups the frames too. */
char *words_of(const struct court *c);

/* Is that of the same reset, from less of the capture, another cause, though one of both is
 * sure?  Not to name any is to say less. */
bool is_other_cause(const struct tb_weighed *whole, const struct tb_weighed *less);

/* Are they equal?  If not, prints the lines that differ. */
bool same_words(const char *title, const char *expected, const char *found);

/* Tries a sample in so many ways, numbered from 0, as far as they are due (support/due.h);
 * returns how many of them gave other words than try_sample(), having printed these. */
unsigned same_each_time(struct court *c, const struct sample *s,
			void (*try)(struct court *c, const struct sample *s, uint64_t way),
			uint64_t ways);

/* The main() of a test that checks one sample after another: check() returns the number of
 * differences that it found. */
int check_samples(int argc, char **argv,
		  unsigned (*check)(struct court *c, const struct sample *s));

/* A number below n from a fixed sequence; *state is the seed at first. */
uint32_t dice(uint64_t *state, uint32_t n);

_Noreturn void fail(const char *what);

#endif
