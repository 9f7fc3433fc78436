/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * test_source.c - a single capture file, from its name to its last frame
 */
#define _GNU_SOURCE
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <signal.h>
#include <sys/time.h>

#include "support/scratch.h"

#ifdef TB_HAVE_ZLIB
#include <zlib.h>
#endif

static void what_is_no_capture_is_said_to_be_none(void **state)
{
	static const struct {
		const char *data;
		size_t n;
		const char *says;
	} files[] = {
		{ "", 0, "empty" },
		{ "<!DOCTYPE html><html>", 21, "looks like an HTML page" },
		{ "\n  <HTML>", 9, "looks like an HTML page" },
		{ "PK\3\4rest", 8, "looks like a ZIP archive" },
		{ "\xfd" "7zXZ\0rest", 10, "xz -dc" },
		{ "{\"a\": 1}", 8, "looks like JSON" },
		{ "10:00:01 IP a > b: Flags [R]\n", 29, "looks like text" },
		{ "\1\2\3\4\5\6\7\10", 8, "not a capture" },
		{ "\xd4", 1, "not a capture" },
		{ "\xd4\xc3\xb2\xa1\2\0\4\0", 8, "byte 0: " },
		{ "\x0a\x0d\x0d\x0a\x1c\0\0\0", 8, "section header block cut short" },
	};
	struct scratch *s = *state;

	for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++) {
		struct reading r;

		read_file(&r, scratch_file(s, "x.pcap", files[i].data, files[i].n));
		assert_int_equal(r.n, 0);
		assert_false(r.capture[0].complete);
		assert_false(r.capture[0].has_times);
		assert_says(r.capture[0].problem, s->path[0]);
		assert_says(r.capture[0].problem, files[i].says);
		reading_end(&r);
	}
}

static void a_missing_file_and_a_directory_are_named(void **state)
{
	struct scratch *s = *state;
	struct reading r;

	read_file(&r, scratch_path(s, "missing.pcap"));
	assert_says(r.capture[0].problem, "missing.pcap: cannot open it: No such file");
	assert_string_equal(r.capture[0].file, s->path[0]);
	reading_end(&r);
	read_file(&r, s->folder);
	assert_says(r.capture[0].problem, "a directory");
	reading_end(&r);
}

/* Puts the bytes on standard input, reads, and puts back what was there. */
static void read_stdin(struct reading *r, const void *data, size_t n)
{
	int was = dup(STDIN_FILENO), end[2];

	assert_int_equal(pipe(end), 0);
	assert_int_equal(write(end[1], data, n), n);	/* fits into the pipe */
	close(end[1]);
	assert_int_equal(dup2(end[0], STDIN_FILENO), STDIN_FILENO);
	close(end[0]);
	read_file(r, "-");
	assert_int_equal(dup2(was, STDIN_FILENO), STDIN_FILENO);
	close(was);
}

static void standard_input_is_read_when_asked_for(void **state)
{
	struct reading r;
	struct bytes b;

	(void)state;
	write_pcap(&b, 9, true, false, 65535);
	read_stdin(&r, b.at, b.n);
	assert_int_equal(r.n, 9);
	assert_true(r.capture[0].complete);
	assert_string_equal(r.capture[0].file, "-");
	reading_end(&r);
	read_stdin(&r, b.at, b.n - 1);
	assert_int_equal(r.n, 8);
	assert_says(r.capture[0].problem, "standard input: frame 9, byte 660: record cut");
	reading_end(&r);
	read_stdin(&r, b.at, 0);
	assert_says(r.capture[0].problem, "standard input: empty");
	reading_end(&r);
	free(b.at);
}

#ifdef TB_HAVE_ZLIB
static void a_compressed_capture_is_read_and_its_cut_is_placed(void **state)
{
	struct scratch *s = *state;
	const char *path = scratch_path(s, "a.pcap.gz");
	struct reading r;
	struct bytes b;
	struct stat st;
	gzFile z;

	write_pcap(&b, 20, false, false, 65535);
	z = gzopen(path, "wb1");
	assert_int_equal(gzwrite(z, b.at, (unsigned)b.n - 7), b.n - 7);
	gzclose(z);
	read_file(&r, path);
	assert_int_equal(r.n, 19);
	assert_string_equal(r.capture[0].compression, "gzip");
	assert_says(r.capture[0].problem,
		    "frame 20, byte 1639 of the decompressed data: record cut short");
	reading_end(&r);

	z = gzopen(path, "wb1");
	assert_int_equal(gzwrite(z, b.at, (unsigned)b.n), b.n);
	gzclose(z);
	read_file(&r, path);
	assert_int_equal(r.n, 20);
	assert_true(r.capture[0].complete);
	reading_end(&r);

	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(truncate(path, st.st_size - 4), 0);	/* of the trailer */
	read_file(&r, path);
	assert_int_equal(r.n, 20);
	assert_says(r.capture[0].problem, "gzip data: ends in the middle");
	reading_end(&r);
	free(b.at);
}
#endif

static void reading_stops_after_so_many_packets(void **state)
{
	struct reading r;
	struct bytes b;
	const char *path;

	write_pcap(&b, 9, false, false, 65535);
	path = scratch_file(*state, "a.pcap", b.at, b.n);
	read_config(&r, &(struct tb_files_config){ .path = &path, .n_path = 1,
						   .max_packets = 4 });
	assert_int_equal(r.n, 4);
	assert_int_equal(r.capture[0].packets, 4);
	assert_true(r.capture[0].complete);
	reading_end(&r);
	free(b.at);
}

static void reading_stops_when_it_is_told_to(void **state)
{
	struct tb_source_error err;
	struct tb_source *source;
	struct tb_frame f;
	int fd[TB_SOURCE_INTERFACES];
	struct bytes b;
	const char *path;

	write_pcap(&b, 9, false, false, 65535);
	path = scratch_file(*state, "a.pcap", b.at, b.n);
	source = tb_source_files(&(struct tb_files_config){ .path = &path, .n_path = 1 },
				 &err);
	assert_int_equal(tb_source_fds(source, fd), 0);
	assert_int_equal(one_frame(source, &f), TB_SOURCE_FRAMES);
	tb_source_stop(source);
	assert_int_equal(one_frame(source, &f), TB_SOURCE_END);
	tb_source_close(source);
	free(b.at);
}

/* Each of the frames, while all that came at once are lent. */
static void check_all(const struct tb_frame *f, size_t n)
{
	struct seen ignored;

	for (size_t i = 0; i < n; i++)
		look(&ignored, &f[i]);
}

static void frames_that_come_at_once_are_valid_together(void **state)
{
	enum { FRAMES = 700 };	/* each file is more than one chunk of the stream */
	const char *path[2] = { scratch_path(*state, "a.pcap"), scratch_path(*state, "b.pcap") };
	struct tb_frame f[TB_SOURCE_ROOM];
	struct tb_source_error err;
	size_t n, most = 0;
	struct bytes b;

	for (size_t i = 0; i < 2; i++) {
		write_pcap(&b, FRAMES, false, false, 65535);
		scratch_file(*state, i == 0 ? "a.pcap" : "b.pcap", b.at, b.n);
		free(b.at);
	}
	for (size_t files = 1; files <= 2; files++) {
		struct tb_source *source = tb_source_files(
			&(struct tb_files_config){ .path = path, .n_path = files }, &err);
		size_t all = 0;

		while (tb_source_next(source, f, TB_SOURCE_ROOM, &n) == TB_SOURCE_FRAMES) {
			check_all(f, n);
			all += n;
			most = n > most ? n : most;
		}
		assert_int_equal(all, files * FRAMES);
		assert_int_equal(most, TB_SOURCE_ROOM);
		tb_source_close(source);
	}
}

static struct tb_source *to_stop;

static void on_alarm(int signal)
{
	(void)signal;
	tb_source_stop(to_stop);
}

static void a_read_that_waits_for_a_pipe_can_be_stopped_without_a_problem(void **state)
{
	/* again and again, lest the only one comes before the read begins to wait */
	const struct itimerval often = { { 0, 5000 }, { 0, 5000 } },
			       never = { { 0, 0 }, { 0, 0 } };
	struct sigaction act = { .sa_handler = on_alarm }, before;
	int was = dup(STDIN_FILENO), end[2];
	struct tb_source_error err;
	const char *path = "-";
	struct tb_frame f;
	struct bytes b;
	size_t n;

	(void)state;
	write_pcap(&b, 2, false, false, 65535);
	assert_int_equal(pipe(end), 0);
	assert_int_equal(write(end[1], b.at, b.n - 10), b.n - 10);
	assert_int_equal(dup2(end[0], STDIN_FILENO), STDIN_FILENO);
	to_stop = tb_source_files(&(struct tb_files_config){ .path = &path, .n_path = 1 },
				  &err);
	assert_int_equal(dup2(was, STDIN_FILENO), STDIN_FILENO);
	sigaction(SIGALRM, &act, &before);
	assert_int_equal(one_frame(to_stop, &f), TB_SOURCE_FRAMES);
	setitimer(ITIMER_REAL, &often, NULL);
	assert_int_equal(one_frame(to_stop, &f), TB_SOURCE_END);
	setitimer(ITIMER_REAL, &never, NULL);
	sigaction(SIGALRM, &before, NULL);
	assert_true(tb_source_captures(to_stop, &n)->complete);
	tb_source_close(to_stop);
	close(end[0]);
	close(end[1]);
	close(was);
	free(b.at);
}

static void progress_is_counted_in_bytes_of_the_file(void **state)
{
	uint64_t done, total;
	struct reading r;
	struct bytes b;

	write_pcap(&b, 9, false, false, 65535);
	read_file(&r, scratch_file(*state, "a.pcap", b.at, b.n));
	tb_source_progress(r.source, &done, &total);
	assert_int_equal(done, b.n);
	assert_int_equal(total, b.n);
	reading_end(&r);
	read_stdin(&r, b.at, b.n);
	tb_source_progress(r.source, &done, &total);
	assert_int_equal(done, b.n);
	assert_int_equal(total, 0);
	reading_end(&r);
	free(b.at);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, scratch_begin, scratch_end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(what_is_no_capture_is_said_to_be_none),
		TEST(a_missing_file_and_a_directory_are_named),
		TEST(standard_input_is_read_when_asked_for),
#ifdef TB_HAVE_ZLIB
		TEST(a_compressed_capture_is_read_and_its_cut_is_placed),
#endif
		TEST(reading_stops_after_so_many_packets),
		TEST(frames_that_come_at_once_are_valid_together),
		TEST(reading_stops_when_it_is_told_to),
		TEST(a_read_that_waits_for_a_pipe_can_be_stopped_without_a_problem),
		TEST(progress_is_counted_in_bytes_of_the_file),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
