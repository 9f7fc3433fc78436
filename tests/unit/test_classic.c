/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * test_classic.c - pcap files of every variant, cut and damaged
 */
#define _GNU_SOURCE
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "support/scratch.h"

enum { HEADER = 24, RECORD = 16 };

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
		TEST(a_link_type_that_nobody_knows_is_no_error),
		TEST(only_the_link_type_is_taken_from_its_word),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
