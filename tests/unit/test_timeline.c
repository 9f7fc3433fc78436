/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * test_timeline.c - several files, one order of time
 */
#define _GNU_SOURCE
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <fcntl.h>
#include <sys/resource.h>

#include "support/scratch.h"

static void read_all(struct reading *r, const char *const *path, size_t n)
{
	read_config(r, &(struct tb_files_config){ .path = path, .n_path = n });
	assert_non_null(r->source);
}

static void files_are_merged_by_time_whatever_the_order_of_arguments(void **state)
{
	static const int order[6][3] = { { 0, 1, 2 }, { 0, 2, 1 }, { 1, 0, 2 },
					 { 1, 2, 0 }, { 2, 0, 1 }, { 2, 1, 0 } };
	const char *file[3];

	/* z overlaps both; b and a follow one another */
	file[0] = write_at(*state, "z.pcap", "adg", (int[]){ 1, 4, 7 });
	file[1] = write_at(*state, "b.pcap", "bc", (int[]){ 2, 3 });
	file[2] = write_at(*state, "a.pcap", "efh", (int[]){ 5, 6, 8 });
	for (int i = 0; i < 6; i++) {
		const char *path[3] = { file[order[i][0]], file[order[i][1]],
					file[order[i][2]] };
		struct reading r;

		read_all(&r, path, 3);
		assert_string_equal(letters_of(&r), "abcdefgh");
		assert_int_equal(r.n_capture, 3);
		for (size_t k = 0; k < 3; k++)
			assert_string_equal(r.capture[k].file, file[k]);
		assert_int_equal(r.capture[0].packets, 3);
		assert_int_equal(r.capture[1].packets, 2);
		assert_int_equal(r.seen[3].frame.file, 0);	/* d is z's second */
		assert_int_equal(r.seen[3].frame.number, 2);
		assert_int_equal(r.seen[7].frame.file, 2);	/* h is a's third */
		assert_int_equal(r.seen[7].frame.number, 3);
		reading_end(&r);
	}
}

static void frames_of_one_moment_come_in_the_order_of_their_files(void **state)
{
	const char *path[2];
	struct reading r;

	path[0] = write_at(*state, "b.pcap", "cd", (int[]){ 1, 2 });
	path[1] = write_at(*state, "a.pcap", "ab", (int[]){ 1, 2 });
	read_all(&r, path, 2);
	assert_string_equal(letters_of(&r), "acbd");
	reading_end(&r);
}

static void a_file_whose_time_steps_back_keeps_its_order(void **state)
{
	const char *path[2];
	struct reading r;

	path[0] = write_at(*state, "a.pcap", "abcf", (int[]){ 10, 5, 11, 30 });
	path[1] = write_at(*state, "b.pcap", "de", (int[]){ 20, 21 });
	read_all(&r, path, 2);
	assert_string_equal(letters_of(&r), "abcdef");
	assert_int_equal(r.capture[0].first.ns, 5 * TB_SECOND);
	reading_end(&r);
}

static void a_file_named_twice_is_read_once(void **state)
{
	struct scratch *s = *state;
	const char *path[4];
	struct reading r;

	path[0] = write_at(s, "b.pcap", "ac", (int[]){ 1, 3 });
	path[1] = scratch_path(s, "a.pcap");
	path[2] = write_at(s, "c.pcap", "b", (int[]){ 2 });
	path[3] = path[0];
	assert_int_equal(symlink("b.pcap", path[1]), 0);
	read_all(&r, path, 4);
	assert_string_equal(letters_of(&r), "abc");
	assert_int_equal(r.n_capture, 2);
	assert_string_equal(r.capture[0].file, path[1]); /* the name that sorts first */
	reading_end(&r);
}

static void unreadable_files_come_last_by_name_and_spoil_nothing(void **state)
{
	struct scratch *s = *state;
	const char *path[5];
	struct reading r;
	uint64_t done, total;

	path[0] = scratch_file(s, "d.pcap", "", 0);
	path[1] = write_at(s, "c.pcap", "b", (int[]){ 2 });
	path[2] = scratch_path(s, "e.pcap");
	path[3] = scratch_file(s, "a.pcap", "<html>", 6);
	path[4] = write_at(s, "b.pcap", "a", (int[]){ 1 });
	read_all(&r, path, 5);
	assert_string_equal(letters_of(&r), "ab");
	assert_int_equal(r.n_capture, 5);
	assert_true(r.capture[0].complete && r.capture[1].complete);
	assert_string_equal(r.capture[1].file, path[1]);
	assert_string_equal(r.capture[2].file, path[3]);
	assert_says(r.capture[2].problem, "HTML");
	assert_string_equal(r.capture[3].file, path[0]);
	assert_says(r.capture[3].problem, "empty");
	assert_string_equal(r.capture[4].file, path[2]);
	assert_says(r.capture[4].problem, "cannot open it");
	tb_source_progress(r.source, &done, &total);
	assert_int_equal(done, total);
	reading_end(&r);
}

static void a_damaged_file_ends_where_it_is_damaged_and_the_others_go_on(void **state)
{
	const char *path[2];
	struct reading r;

	path[0] = write_at(*state, "a.pcap", "ace", (int[]){ 1, 3, 5 });
	path[1] = write_at(*state, "b.pcap", "bdf", (int[]){ 2, 4, 6 });
	assert_int_equal(truncate(path[0], 24 + 2 * 76 + 30), 0);
	read_all(&r, path, 2);
	assert_string_equal(letters_of(&r), "abcdf");
	assert_false(r.capture[0].complete);
	assert_true(r.capture[1].complete);
	assert_says(r.capture[0].problem, "a.pcap: frame 3, byte 176");
	reading_end(&r);
}

static void no_frames_at_all_is_an_ordinary_capture(void **state)
{
	const char *path[2];
	struct reading r;

	path[0] = write_at(*state, "a.pcap", "", NULL);
	path[1] = write_at(*state, "b.pcap", "", NULL);
	read_all(&r, path, 2);
	assert_int_equal(r.n, 0);
	assert_true(r.capture[0].complete && r.capture[1].complete);
	assert_false(r.capture[0].has_times);
	reading_end(&r);
}

static void nothing_to_read_is_no_mistake(void **state)
{
	struct reading r;

	(void)state;
	read_all(&r, NULL, 0);
	assert_int_equal(r.n, 0);
	assert_int_equal(r.n_capture, 0);
	reading_end(&r);
}

/* Rotated sets: more files than are kept open after the first look. */

enum { MANY = 300 };

static void many_begin(struct scratch *s, char names[MANY][16], const char *path[MANY],
		       bool overlapping)
{
	static char full[MANY][64];

	for (int i = 0; i < MANY; i++) {
		int first = overlapping ? i : 3 * i, step = overlapping ? MANY : 1;
		int at[3] = { first, first + step, first + 2 * step };

		/* named so that neither the names nor the arguments are in order */
		snprintf(names[i], 16, "%03d.pcap", i * 7 % MANY);
		s->n = 0;
		snprintf(full[i], sizeof(full[i]), "%s",
			 write_at(s, names[i], "abc", at));
		free(s->path[0]);
		s->n = 0;
		path[(i * 11 + 5) % MANY] = full[i];
	}
}

static void many_end(const char *const path[MANY])
{
	for (int i = 0; i < MANY; i++)
		unlink(path[i]);
}

static void in_order(const struct reading *r)
{
	assert_int_equal(r->n, 3 * MANY);
	for (size_t i = 0; i < r->n; i++) {
		const struct tb_capture *c = &r->capture[r->seen[i].frame.file];

		assert_int_equal(r->seen[i].frame.time.ns, (int64_t)i * TB_SECOND);
		assert_int_equal(r->seen[i].frame.number, r->seen[i].fill - 'a' + 1);
		assert_true(r->seen[i].frame.time.ns >= c->first.ns);
		assert_true(r->seen[i].frame.time.ns <= c->last.ns);
	}
	for (size_t i = 0; i < r->n_capture; i++)
		assert_int_equal(r->capture[i].packets, 3);
}

static unsigned open_descriptors(void)
{
	unsigned n = 0;

	for (int fd = 0; fd < 1024; fd++)
		n += fcntl(fd, F_GETFD) >= 0;
	return n;
}

static void a_rotated_set_is_read_with_few_files_open(void **state)
{
	char names[MANY][16];
	const char *path[MANY];
	unsigned before = open_descriptors(), most = 0;
	struct tb_source_error err;
	struct tb_source *source;
	struct tb_frame f;
	int n = 0;

	many_begin(*state, names, path, false);
	source = tb_source_files(&(struct tb_files_config){ .path = path, .n_path = MANY },
				 &err);
	assert_non_null(source);
	for (; one_frame(source, &f) == TB_SOURCE_FRAMES; n++) {
		unsigned open_now = open_descriptors() - before;

		assert_int_equal(f.time.ns, n * TB_SECOND);
		if (open_now > most)
			most = open_now;
	}
	assert_int_equal(n, 3 * MANY);
	assert_true(most <= 70);
	tb_source_close(source);
	assert_int_equal(open_descriptors(), before);
	many_end(path);
}

static void many_files_of_one_moment_are_merged_even_beyond_the_soft_limit(void **state)
{
	char names[MANY][16];
	const char *path[MANY];
	struct rlimit was, few;
	struct reading *r = malloc(sizeof(*r));

	assert_non_null(r);
	many_begin(*state, names, path, true);
	assert_int_equal(getrlimit(RLIMIT_NOFILE, &was), 0);
	few = was;
	few.rlim_cur = 100;
	assert_int_equal(setrlimit(RLIMIT_NOFILE, &few), 0);
	read_all(r, path, MANY);
	assert_int_equal(setrlimit(RLIMIT_NOFILE, &was), 0);
	in_order(r);
	reading_end(r);
	free(r);
	many_end(path);
}

static void a_file_that_vanishes_before_its_turn_is_said(void **state)
{
	char names[MANY][16];
	const char *path[MANY];
	struct tb_source_error err;
	struct tb_source *source;
	struct tb_capture *c;
	struct tb_frame f;
	unsigned n = 0, bad = 0;
	size_t n_capture;

	many_begin(*state, names, path, false);
	source = tb_source_files(&(struct tb_files_config){ .path = path, .n_path = MANY },
				 &err);
	many_end(path);
	while (one_frame(source, &f) == TB_SOURCE_FRAMES)
		n++;
	c = tb_source_captures(source, &n_capture);
	for (size_t i = 0; i < n_capture; i++)
		if (!c[i].complete) {
			bad++;
			assert_says(c[i].problem, "cannot open it");
			assert_int_equal(c[i].packets, 0);
		}
	assert_true(bad > 0);
	assert_int_equal(n, 3 * (MANY - bad));
	tb_source_close(source);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, scratch_begin, scratch_end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(files_are_merged_by_time_whatever_the_order_of_arguments),
		TEST(frames_of_one_moment_come_in_the_order_of_their_files),
		TEST(a_file_whose_time_steps_back_keeps_its_order),
		TEST(a_file_named_twice_is_read_once),
		TEST(unreadable_files_come_last_by_name_and_spoil_nothing),
		TEST(a_damaged_file_ends_where_it_is_damaged_and_the_others_go_on),
		TEST(no_frames_at_all_is_an_ordinary_capture),
		TEST(nothing_to_read_is_no_mistake),
		TEST(a_rotated_set_is_read_with_few_files_open),
		TEST(many_files_of_one_moment_are_merged_even_beyond_the_soft_limit),
		TEST(a_file_that_vanishes_before_its_turn_is_said),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
