/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * test_filter.c - filter expressions over capture files
 */
#define _GNU_SOURCE
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "capture/filter.h"
#include "support/scratch.h"

enum { RAW = 101 };

static void a_filter_leaves_frames_out_but_not_their_numbers(void **state)
{
	const char *path = write_at(*state, "a.pcap", "abcde", (int[]){ 1, 2, 3, 4, 5 });
	struct reading r;

	read_config(&r, &(struct tb_files_config){ .path = &path, .n_path = 1,
						   .filter = "ether[0] = 0x62 or "
							     "ether[0] = 0x64" });
	assert_string_equal(letters_of(&r), "bd");
	assert_int_equal(r.seen[0].frame.number, 2);
	assert_int_equal(r.seen[1].frame.number, 4);
	assert_int_equal(r.capture[0].packets, 2);
	assert_int_equal(r.capture[0].first.ns, 2 * TB_SECOND);
	reading_end(&r);
}

static void a_filter_works_on_a_merge_too(void **state)
{
	const char *path[2];
	struct reading r;

	path[0] = write_at(*state, "a.pcap", "abab", (int[]){ 1, 2, 5, 6 });
	path[1] = write_at(*state, "b.pcap", "aabb", (int[]){ 3, 4, 7, 8 });
	read_config(&r, &(struct tb_files_config){ .path = path, .n_path = 2,
						   .filter = "ether[0] = 0x62" });
	assert_string_equal(letters_of(&r), "bbbb");
	assert_int_equal(r.seen[1].frame.time.ns, 6 * TB_SECOND);
	reading_end(&r);
}

static void a_filter_that_does_not_compile_is_an_error(void **state)
{
	const char *path = write_at(*state, "a.pcap", "a", (int[]){ 1 });
	const char *missing = scratch_path(*state, "missing.pcap");
	struct reading r;

	read_config(&r, &(struct tb_files_config){ .path = &path, .n_path = 1,
						   .filter = "tcp porst 80" });
	assert_null(r.source);
	assert_says(r.err.text, "filter 'tcp porst 80': ");
	assert_true(r.err.filter);
	read_config(&r, &(struct tb_files_config){ .path = &missing, .n_path = 1,
						   .filter = "tcp porst 80" });
	assert_null(r.source);
}

static void a_filter_of_no_use_for_one_link_type_leaves_its_frames_out(void **state)
{
	const char *path;
	struct capfile c;
	struct reading r;
	struct bytes b;

	bytes_begin(&b);
	capfile_ng(&c, b.file, false);
	capfile_ng_interface(&c, ETHERNET, 0, 6, "eth0");
	capfile_ng_interface(&c, RAW, 0, 6, "tun0");
	put_frame(&c, true, 1000000, 'a', 60, 0);
	put_frame(&c, true, 2000000, 'b', 60, 1);
	put_frame(&c, true, 3000000, 'c', 60, 1);
	put_frame(&c, true, 4000000, 'd', 60, 0);
	bytes_end(&b);
	path = scratch_file(*state, "a.pcapng", b.at, b.n);
	free(b.at);
	read_config(&r,
		    &(struct tb_files_config){ .path = &path,
					       .n_path = 1,
					       .filter = "ether host 61:61:61:61:61:61 or "
							 "ether host 64:64:64:64:64:64" });
	assert_string_equal(letters_of(&r), "ad");
	assert_int_equal(r.seen[1].frame.number, 4);
	assert_false(r.capture[0].complete);
	assert_says(r.capture[0].problem, "a.pcapng: frames of link type 101 are left out");
	assert_null(strstr(r.capture[0].problem, "; "));	/* said once */
	reading_end(&r);
}

static void a_source_that_is_read_again_filters_alike(void **state)
{
	const char *path = write_at(*state, "a.pcap", "abcab", (int[]){ 1, 2, 3, 4, 5 });
	struct tb_files_config cfg = { .path = &path, .n_path = 1, .filter = "ether[0] = 0x62" };
	struct reading first, again;

	read_config(&first, &cfg);
	cfg.again = first.source;
	read_config(&again, &cfg);
	assert_string_equal(letters_of(&again), "bb");
	reading_end(&again);
	assert_string_equal(letters_of(&first), "bb");
	reading_end(&first);
}

/* Of a packet of IPv4 with these protocol and ports, of which its addresses will be known. */
static enum tb_filter_reach reach(const char *expression)
{
	struct tb_filter *f = tb_filter_new(expression);
	struct tb_filter_sketch k = { .n = 24 };
	enum tb_filter_reach is;
	static const struct {
		uint8_t at, value;
	} fixed[] = { { 0, 0x45 }, { 6, 0 }, { 7, 0 }, { 9, 6 }, { 20, 0 }, { 21, 80 },
		      { 22, 0x12 }, { 23, 0x34 } };

	for (size_t i = 0; i < sizeof(fixed) / sizeof(fixed[0]); i++) {
		k.byte[fixed[i].at].kind = TB_BYTE_FIXED;
		k.byte[fixed[i].at].value = fixed[i].value;
	}
	for (unsigned i = 12; i < 20; i++)
		k.byte[i].kind = TB_BYTE_OPEN;
	assert_non_null(f);
	assert_null(tb_filter_refusal(f, RAW));
	is = tb_filter_reach(f, RAW, &k);
	tb_filter_free(f);
	return is;
}

static void what_is_fixed_or_open_is_enough_for_a_filter_or_not(void **state)
{
	static const struct {
		const char *expression;
		enum tb_filter_reach reach;
	} cases[] = {
		{ "ip", TB_FILTER_CAN_TELL },
		{ "ip6", TB_FILTER_NEVER_PASSES },
		{ "host 192.0.2.1", TB_FILTER_CAN_TELL },
		{ "port 80", TB_FILTER_CAN_TELL },
		{ "port 81", TB_FILTER_NEVER_PASSES },
		{ "portrange 70-80 and portrange 4660-4661", TB_FILTER_CAN_TELL },
		{ "portrange 81-90 or udp", TB_FILTER_NEVER_PASSES },
		{ "tcp[0] = 0", TB_FILTER_CAN_TELL },
		{ "tcp[4] = 0", TB_FILTER_ASKS_MORE },		/* behind its end */
		{ "ip[8] = 64", TB_FILTER_ASKS_MORE },
		{ "udp and ip[8] = 64", TB_FILTER_NEVER_PASSES },	/* never comes to it */
		{ "len > 60", TB_FILTER_ASKS_MORE },
		{ "ip[ip[16]] = 1", TB_FILTER_ASKS_MORE },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		if (reach(cases[i].expression) != cases[i].reach)
			fail_msg("'%s': %d", cases[i].expression, reach(cases[i].expression));
}

/* Its program has loops whose end depends on the packet. */
static void a_filter_with_loops_is_gone_through(void **state)
{
	static const char *const loops[] = { "ip6 protochain 6", "ip protochain 51" };

	(void)state;
	for (size_t i = 0; i < sizeof(loops) / sizeof(loops[0]); i++)
		(void)reach(loops[i]);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, scratch_begin, scratch_end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_filter_leaves_frames_out_but_not_their_numbers),
		TEST(a_filter_works_on_a_merge_too),
		TEST(a_filter_that_does_not_compile_is_an_error),
		TEST(what_is_fixed_or_open_is_enough_for_a_filter_or_not),
		TEST(a_filter_with_loops_is_gone_through),
		TEST(a_filter_of_no_use_for_one_link_type_leaves_its_frames_out),
		TEST(a_source_that_is_read_again_filters_alike),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
