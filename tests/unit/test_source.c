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

#include "support/scratch.h"

#ifdef TB_HAVE_ZLIB
#include <zlib.h>
#endif

enum { ETHERNET = 1, HEADER = 24, RECORD = 16 };

/* n frames of 60 bytes and more, one a millisecond */
static void write_pcap(struct bytes *b, unsigned n, bool nano, bool big, uint32_t snaplen)
{
	struct capfile c;

	bytes_begin(b);
	capfile_pcap(&c, b->file, ETHERNET, snaplen, nano, big);
	for (unsigned i = 0; i < n; i++)
		put_frame(&c, false, 1000000 + 1000 * (int64_t)i, (uint8_t)('a' + i % 26),
			  60 + i, 0);
	bytes_end(b);
}

static void pcap_of_either_resolution_and_byte_order_is_read(void **state)
{
	for (int way = 0; way < 4; way++) {
		struct reading r;
		struct bytes b;

		write_pcap(&b, 5, way & 1, way & 2, 65535);
		read_file(&r, scratch_file(*state, "a.pcap", b.at, b.n));
		assert_int_equal(r.n, 5);
		for (unsigned i = 0; i < 5; i++) {
			assert_int_equal(r.seen[i].frame.number, i + 1);
			assert_int_equal(r.seen[i].frame.time.ns,
					 TB_SECOND + i * TB_MILLISECOND);
			assert_int_equal(r.seen[i].frame.captured, 60 + i);
			assert_int_equal(r.seen[i].frame.link_type, ETHERNET);
			assert_int_equal(r.seen[i].fill, 'a' + i);
		}
		assert_true(r.capture[0].complete);
		assert_int_equal(r.capture[0].packets, 5);
		assert_true(r.capture[0].has_times);
		assert_int_equal(r.capture[0].last.ns - r.capture[0].first.ns,
				 4 * TB_MILLISECOND);
		assert_string_equal(r.capture[0].format, "pcap");
		assert_int_equal(r.capture[0].n_link_types, 1);
		reading_end(&r);
		free(b.at);
	}
}

static void the_modified_format_is_read_with_its_longer_records(void **state)
{
	static const uint8_t extra[8] = { 0 };
	struct reading r;
	struct bytes b;
	FILE *f;

	write_pcap(&b, 0, false, false, 65535);
	memcpy(b.at, "\x34\xcd\xb2\xa1", 4);
	f = fopen(scratch_path(*state, "m.pcap"), "wb");
	assert_non_null(f);
	fwrite(b.at, 1, b.n, f);
	for (uint32_t i = 0; i < 3; i++) {
		uint32_t record[4] = { 5 + i, 0, 4, 60 };

		fwrite(record, 1, 16, f);
		fwrite(extra, 1, 8, f);
		fwrite("zzzz", 1, i < 2 ? 4 : 3, f);
	}
	fclose(f);
	read_file(&r, ((struct scratch *)*state)->path[0]);
	assert_int_equal(r.n, 2);
	assert_int_equal(r.seen[1].frame.time.ns, 6 * TB_SECOND);
	assert_says(r.capture[0].problem, "m.pcap: frame 3, byte 80: record cut short");
	reading_end(&r);
	free(b.at);
}

/* Wireshark shows such frames whole, too. */
static void frames_longer_than_the_snapshot_length_are_not_cut(void **state)
{
	struct reading r;
	struct bytes b;

	write_pcap(&b, 20, false, true, 64);
	read_file(&r, scratch_file(*state, "a.pcap", b.at, b.n));
	assert_int_equal(r.n, 20);
	assert_int_equal(r.seen[19].frame.captured, 79);
	assert_true(r.capture[0].complete);
	reading_end(&r);
	free(b.at);
}

static void seconds_after_2038_are_not_negative(void **state)
{
	struct capfile c;
	struct reading r;
	struct bytes b;

	bytes_begin(&b);
	capfile_pcap(&c, b.file, ETHERNET, 0, false, false);
	put_frame(&c, false, INT64_C(4000000000) * 1000000 + 1, 'a', 60, 0);
	bytes_end(&b);
	read_file(&r, scratch_file(*state, "a.pcap", b.at, b.n));
	assert_int_equal(r.seen[0].frame.time.ns, INT64_C(4000000000000001000));
	reading_end(&r);
	free(b.at);
}

static void a_pcap_cut_anywhere_gives_the_frames_before_the_cut(void **state)
{
	size_t begins[4] = { HEADER };
	struct bytes b;

	for (unsigned i = 0; i < 3; i++)
		begins[i + 1] = begins[i] + RECORD + 60 + i;
	write_pcap(&b, 3, false, false, 65535);
	assert_int_equal(b.n, begins[3]);
	for (size_t n = 1; n < b.n; n++) {
		struct reading r;
		char place[64];
		size_t whole = 0;

		while (n >= begins[whole + 1])
			whole++;
		read_file(&r, scratch_file(*state, "a.pcap", b.at, n));
		assert_int_equal(r.n, whole);
		assert_int_equal(r.capture[0].complete, n >= HEADER && n == begins[whole]);
		snprintf(place, sizeof(place), "a.pcap: frame %zu, byte %zu: ", whole + 1,
			 begins[whole]);
		if (!r.capture[0].complete)
			assert_says(r.capture[0].problem, n < 4	       ? "not a capture"
							  : n < HEADER ? "byte 0: "
								       : place);
		reading_end(&r);
	}
	free(b.at);
}

static void an_absurd_length_is_a_damaged_record(void **state)
{
	struct reading r;
	struct bytes b;

	write_pcap(&b, 3, false, false, 65535);
	memset(b.at + HEADER + RECORD + 60 + 8, 0xff, 4);
	read_file(&r, scratch_file(*state, "a.pcap", b.at, b.n));
	assert_int_equal(r.n, 1);
	assert_false(r.capture[0].complete);
	assert_says(r.capture[0].problem, "a.pcap: frame 2, byte 100: damaged record: ");
	assert_says(r.capture[0].problem, "4294967295");
	reading_end(&r);
	free(b.at);
}

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

static void a_link_type_that_nobody_knows_is_no_error(void **state)
{
	struct capfile c;
	struct reading r;
	struct bytes b;

	bytes_begin(&b);
	capfile_pcap(&c, b.file, 4711, 0, false, false);
	put_frame(&c, false, 1, 'a', 60, 0);
	bytes_end(&b);
	read_file(&r, scratch_file(*state, "a.pcap", b.at, b.n));
	assert_int_equal(r.n, 1);
	assert_int_equal(r.seen[0].frame.link_type, 4711);
	assert_true(r.capture[0].complete);
	reading_end(&r);
	free(b.at);
}

/* The frame check sequence's length stands in the upper bits of the same word. */
static void only_the_link_type_is_taken_from_its_word(void **state)
{
	struct reading r;
	struct bytes b;

	write_pcap(&b, 1, false, false, 0);
	b.at[23] = (char)0x44;
	read_file(&r, scratch_file(*state, "a.pcap", b.at, b.n));
	assert_int_equal(r.seen[0].frame.link_type, ETHERNET);
	reading_end(&r);
	free(b.at);
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
	struct bytes b;
	const char *path;

	write_pcap(&b, 9, false, false, 65535);
	path = scratch_file(*state, "a.pcap", b.at, b.n);
	source = tb_source_files(&(struct tb_files_config){ .path = &path, .n_path = 1 },
				 &err);
	assert_int_equal(tb_source_fd(source), -1);
	assert_int_equal(tb_source_next(source, &f), TB_SOURCE_FRAME);
	tb_source_stop(source);
	assert_int_equal(tb_source_next(source, &f), TB_SOURCE_END);
	tb_source_close(source);
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
		TEST(pcap_of_either_resolution_and_byte_order_is_read),
		TEST(the_modified_format_is_read_with_its_longer_records),
		TEST(frames_longer_than_the_snapshot_length_are_not_cut),
		TEST(seconds_after_2038_are_not_negative),
		TEST(a_pcap_cut_anywhere_gives_the_frames_before_the_cut),
		TEST(an_absurd_length_is_a_damaged_record),
		TEST(what_is_no_capture_is_said_to_be_none),
		TEST(a_missing_file_and_a_directory_are_named),
		TEST(a_link_type_that_nobody_knows_is_no_error),
		TEST(only_the_link_type_is_taken_from_its_word),
		TEST(standard_input_is_read_when_asked_for),
#ifdef TB_HAVE_ZLIB
		TEST(a_compressed_capture_is_read_and_its_cut_is_placed),
#endif
		TEST(reading_stops_after_so_many_packets),
		TEST(reading_stops_when_it_is_told_to),
		TEST(progress_is_counted_in_bytes_of_the_file),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
