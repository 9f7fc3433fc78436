/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * test_rotation.c - what the files of -C, -G and -W are called, and which of them stay
 */
#define _GNU_SOURCE
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "cli/rotation.h"

enum { DAY = 86400 };

static char place[64];
static struct tb_folder folder;
static struct tb_rotation r;

static int begin(void **state)
{
	(void)state;
	strcpy(place, "/tmp/rotation-XXXXXX");
	return mkdtemp(place) != NULL ? 0 : -1;
}

static int end(void **state)
{
	DIR *d = opendir(place);
	struct dirent *e;

	(void)state;
	while ((e = readdir(d)) != NULL)
		if (e->d_name[0] != '.')
			unlinkat(dirfd(d), e->d_name, 0);
	closedir(d);
	return rmdir(place);
}

static bool is_there(const char *name)
{
	return faccessat(folder.fd, name, F_OK, 0) == 0;
}

static bool open_as(const char *name, uint64_t size, uint64_t seconds, uint64_t count)
{
	static char path[512];
	const struct tb_options o = { .output = path, .rotate_size = size,
				      .rotate_seconds = seconds, .rotate_count = count };

	snprintf(path, sizeof(path), "%s/%s", place, name);
	assert_true(tb_folder_open(&folder, path));
	return tb_rotation_open(&r, &o, &folder);
}

static void close_all(void)
{
	tb_rotation_close(&r);
	tb_folder_close(&folder);
}

static void write_one(time_t now)
{
	int fd = tb_rotation_begin(&r, now);

	assert_true(fd >= 0);
	close(fd);
	assert_true(is_there(r.part));
	assert_int_equal(tb_rotation_complete(&r, true), 0);
	assert_false(is_there(r.part));
	assert_true(is_there(r.name));
}

static void make_file(const char *name, time_t written)
{
	const struct timespec times[2] = { { .tv_sec = written }, { .tv_sec = written } };
	int fd = openat(folder.fd, name, O_WRONLY | O_CREAT, 0600);

	assert_true(fd >= 0);
	assert_int_equal(futimens(fd, times), 0);
	close(fd);
}

static void numbers_follow_a_name_without_one(void **state)
{
	(void)state;
	assert_true(open_as("f", 1, 0, 0));
	for (unsigned i = 0; i < 11; i++)
		write_one(0);
	assert_true(is_there("f") && is_there("f1") && is_there("f10"));
	assert_false(is_there("f0") || is_there("f11"));
	close_all();
}

static void nothing_that_is_there_is_written_over(void **state)
{
	(void)state;
	assert_true(open_as("f", 1, 0, 0));
	make_file("f", 1);
	make_file("f1.part", 1);
	make_file("f3", 1);
	write_one(0);
	assert_string_equal(r.name, "f2");
	write_one(0);
	assert_string_equal(r.name, "f4");
	assert_true(is_there("f1.part"));
	close_all();
}

static void a_link_is_not_followed(void **state)
{
	(void)state;
	assert_true(open_as("f", 1, 0, 0));
	assert_int_equal(symlinkat("elsewhere", folder.fd, "f.part"), 0);
	write_one(0);
	assert_string_equal(r.name, "f1");
	assert_false(is_there("elsewhere"));
	close_all();
}

static void a_ring_has_numbers_of_one_length_and_begins_again(void **state)
{
	(void)state;
	assert_true(open_as("f", 1, 0, 11));
	for (unsigned i = 0; i < 11; i++)
		write_one(0);
	assert_true(is_there("f00") && is_there("f10"));
	write_one(0);
	assert_string_equal(r.name, "f00");
	assert_false(is_there("f11"));
	close_all();
}

static void a_ring_goes_on_where_none_is_or_at_its_oldest(void **state)
{
	(void)state;
	assert_true(open_as("f", 1, 0, 3));
	make_file("f0", 300);
	close_all();
	assert_true(open_as("f", 1, 0, 3));
	assert_int_equal(r.number, 1);
	make_file("f1", 100);
	make_file("f1.part", 400);
	make_file("f2", 200);
	close_all();
	assert_true(open_as("f", 1, 0, 3));
	assert_int_equal(r.number, 2);
	close_all();
}

static void a_name_tells_when_its_file_was_begun_and_a_number_the_rest(void **state)
{
	(void)state;
	assert_true(open_as("at-%Y-%m-%d", 0, DAY, 0));
	write_one(0);
	write_one(1);
	write_one(DAY);
	assert_true(is_there("at-1970-01-01") && is_there("at-1970-01-011"));
	assert_true(is_there("at-1970-01-02"));
	close_all();
}

static void of_files_by_time_the_oldest_goes(void **state)
{
	(void)state;
	assert_true(open_as("%d", 0, DAY, 2));
	for (unsigned i = 0; i < 5; i++)
		write_one((time_t)i * DAY);
	assert_true(is_there("04") && is_there("05"));
	assert_false(is_there("01") || is_there("02") || is_there("03"));
	close_all();
}

static void files_of_earlier_runs_count_too(void **state)
{
	(void)state;
	assert_true(open_as("at-%F", 0, DAY, 3));
	make_file("at-1970-01-01", 1000);
	make_file("at-1970-01-02", 5000);	/* by when they were written to */
	make_file("at-1970-01-021", 3000);
	make_file("at-1970-01-03.part", 4000);	/* of a run that was killed */
	close_all();
	assert_true(open_as("at-%F", 0, DAY, 3));
	assert_true(is_there("at-1970-01-01"));	/* until it is sure that we can run */
	assert_int_equal(tb_rotation_try(&r, 9 * DAY), 0);
	assert_false(is_there("at-1970-01-01"));
	write_one(9 * DAY);
	assert_false(is_there("at-1970-01-021"));
	write_one(9 * DAY);
	assert_false(is_there("at-1970-01-03.part"));
	assert_true(is_there("at-1970-01-02") && is_there("at-1970-01-10"));
	close_all();
}

static void nothing_else_in_the_folder_is_touched(void **state)
{
	static const char *const others[] = {
		"at-1970-01-01x", "at-1970-1-1", "at- 1970-01-01", "at-1970-01-0101", "AT-1970-01-01",
		"at-1970-13-01", "at-1970-01-01.gz", "at-1970-01-01.part.part", "at-", "notes",
		"xat-1970-01-01", "at-1970-01-01.par",
	};

	(void)state;
	assert_true(open_as("at-%F", 0, DAY, 1));
	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++)
		make_file(others[i], 1);
	assert_int_equal(symlinkat("notes", folder.fd, "at-1970-01-05"), 0);
	make_file("at-1970-01-04", 2);
	close_all();
	assert_true(open_as("at-%F", 0, DAY, 1));
	assert_int_equal(tb_rotation_try(&r, 9 * DAY), 0);
	write_one(9 * DAY);
	assert_false(is_there("at-1970-01-04"));
	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++)
		if (!is_there(others[i]))
			fail_msg("%s is gone", others[i]);
	assert_int_equal(faccessat(folder.fd, "at-1970-01-05", F_OK, AT_SYMLINK_NOFOLLOW), 0);
	close_all();
}

static void of_very_many_earlier_files_the_newest_stay(void **state)
{
	enum { MANY = 9000 };
	char name[32];

	(void)state;
	assert_true(open_as("f", 0, DAY, 2));
	for (int i = 1; i <= MANY; i++) {
		snprintf(name, sizeof(name), "f%d", i);
		make_file(name, i * 7919 % MANY);
	}
	close_all();
	for (int run = 0; run < 5; run++) {
		assert_true(open_as("f", 0, DAY, 2));
		assert_int_equal(tb_rotation_try(&r, 0), 0);
		close_all();
	}
	assert_true(open_as("f", 0, DAY, 2));
	for (int i = 1, left = 0; i <= MANY; i++) {
		snprintf(name, sizeof(name), "f%d", i);
		left += is_there(name);
		assert_int_equal(is_there(name), i * 7919 % MANY >= MANY - 2);
		assert_true(left <= 2);
	}
	close_all();
}

static void names_are_known_by_their_pattern(void **state)
{
	static const char *const same[][2] = {
		{ "f", "f" }, { "f", "f12" }, { "%Y", "2026" }, { "%Y", "20261" }, { "x%%y", "x%y7" },
		{ "%Y%m%dT%H%M%SZ", "20261127T101112Z" }, { "%b-%e", "Nov- 7" }, { "%s.log", "12.log3" },
		{ "%j", "331.part" },
	};
	static const char *const different[][2] = {
		{ "f", "f0" }, { "f", "f01" }, { "f", "g" }, { "f", "" }, { "%Y", "226" },
		{ "%b-%e", "nov- 7" }, { "%j", "1" }, { "%Y %m", "2026  11" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(same) / sizeof(same[0]); i++)
		if (!tb_earlier_fits(same[i][0], same[i][1]))
			fail_msg("'%s' does not fit '%s'", same[i][1], same[i][0]);
	for (size_t i = 0; i < sizeof(different) / sizeof(different[0]); i++)
		if (tb_earlier_fits(different[i][0], different[i][1]))
			fail_msg("'%s' fits '%s'", different[i][1], different[i][0]);
}

static void one_that_was_not_used_leaves_nothing(void **state)
{
	(void)state;
	assert_true(open_as("f", 1, 0, 0));
	assert_int_equal(tb_rotation_try(&r, 0), 0);
	assert_false(is_there("f") || is_there("f.part"));
	assert_int_equal(tb_rotation_complete(&r, true), 0);
	write_one(0);
	assert_string_equal(r.name, "f");
	close_all();
}

static void names_that_cannot_be_are_refused(void **state)
{
	char wide[TB_ROTATION_NAME + 1] = "";

	(void)state;
	assert_false(open_as("%D", 0, 1, 0));	/* 01/01/70 */
	close_all();
	memset(wide, 'x', TB_ROTATION_NAME - sizeof(".part") + 1);
	assert_false(open_as(wide, 1, 0, 0));
	close_all();
	wide[TB_ROTATION_NAME - sizeof(".part")] = '\0';
	assert_true(open_as(wide, 1, 0, 0));
	close_all();
}

#define claim(test) cmocka_unit_test_setup_teardown(test, begin, end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		claim(numbers_follow_a_name_without_one),
		claim(nothing_that_is_there_is_written_over),
		claim(a_link_is_not_followed),
		claim(a_ring_has_numbers_of_one_length_and_begins_again),
		claim(a_ring_goes_on_where_none_is_or_at_its_oldest),
		claim(a_name_tells_when_its_file_was_begun_and_a_number_the_rest),
		claim(of_files_by_time_the_oldest_goes),
		claim(files_of_earlier_runs_count_too),
		claim(nothing_else_in_the_folder_is_touched),
		claim(of_very_many_earlier_files_the_newest_stay),
		claim(names_are_known_by_their_pattern),
		claim(one_that_was_not_used_leaves_nothing),
		claim(names_that_cannot_be_are_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
