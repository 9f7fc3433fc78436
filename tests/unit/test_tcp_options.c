/* SPDX-License-Identifier: BSD-3-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "wire/tcp_options.h"

enum { FIXED_PART = 20 };

/* Reads an option area, behind a header of zeros; the segment's other option members hold
 * rubbish before. */
static struct tb_segment read_area(const void *area, size_t n, bool whole)
{
	uint8_t *bytes = calloc(1, FIXED_PART + n);
	struct tb_segment s;

	assert_non_null(bytes);
	memcpy(bytes + FIXED_PART, area, n);
	memset(&s, 0xa5, sizeof(s));
	s.tcp = bytes;
	s.options_len = (uint8_t)n;
	s.payload = bytes + FIXED_PART + n;
	tb_options_read(&s, whole);
	free(bytes);
	return s;
}

#define AREA(...) read_area((const uint8_t[]){ __VA_ARGS__ }, \
			    sizeof((const uint8_t[]){ __VA_ARGS__ }), true)

static void no_options_say_nothing(void **state)
{
	struct tb_segment s = read_area("", 0, true);

	(void)state;
	assert_int_equal(s.seen_options, 0);
	assert_int_equal(s.ts_val, 0);
	s = read_area("", 0, false);
	assert_int_equal(s.seen_options, TB_OPT_CUT);
}

static void a_syns_options_are_read(void **state)
{
	/* MSS 1460, SACK permitted, timestamps 1 and 2, NOP, window scale 7 */
	struct tb_segment s = AREA(2, 4, 0x05, 0xb4, 4, 2, 8, 10, 0, 0, 0, 1, 0, 0, 0, 2,
				   1, 3, 3, 7);

	(void)state;
	assert_int_equal(s.seen_options,
			 TB_OPT_MSS | TB_OPT_SACK_OK | TB_OPT_TS | TB_OPT_WSCALE);
	assert_int_equal(s.wscale, 7);
	assert_int_equal(s.ts_val, 1);
}

static void timestamps_alone_take_the_shortcut(void **state)
{
	struct tb_segment s = AREA(1, 1, 8, 10, 1, 2, 3, 4, 5, 6, 7, 8);

	(void)state;
	assert_int_equal(s.seen_options, TB_OPT_TS);
	assert_int_equal(s.ts_val, 0x01020304);
	s = AREA(8, 10, 1, 2, 3, 4, 5, 6, 7, 8, 1, 1); /* the long way */
	assert_int_equal(s.seen_options, TB_OPT_TS);
	assert_int_equal(s.ts_val, 0x01020304);
}

static void a_window_scale_is_at_most_14(void **state)
{
	(void)state;
	assert_int_equal(AREA(3, 3, 14, 0).wscale, 14);
	assert_int_equal(AREA(3, 3, 15, 0).wscale, 14);
	assert_int_equal(AREA(3, 3, 255, 0).wscale, 14);
}

static void the_furthest_sack_edge_counts_across_the_wrap(void **state)
{
	/* ffffff00-ffffff80, 00000010-00000020, ffffff90-ffffffa0 */
	struct tb_segment s = AREA(1, 1, 5, 26,
				   0xff, 0xff, 0xff, 0x00, 0xff, 0xff, 0xff, 0x80,
				   0x00, 0x00, 0x00, 0x10, 0x00, 0x00, 0x00, 0x20,
				   0xff, 0xff, 0xff, 0x90, 0xff, 0xff, 0xff, 0xa0);

	(void)state;
	assert_int_equal(s.seen_options, TB_OPT_SACK);
	assert_int_equal(s.sack_right, 0x20);
}

static void the_reason_of_a_multipath_reset_is_read(void **state)
{
	struct tb_segment s = AREA(30, 4, 0x81, 3);

	(void)state;
	assert_int_equal(s.seen_options, TB_OPT_MPTCP | TB_OPT_MP_TCPRST);
	assert_int_equal(s.mptcp_rst_reason, 3);
	s = AREA(30, 12, 0x70, 0, 1, 2, 3, 4, 5, 6, 7, 8); /* fast close */
	assert_int_equal(s.seen_options, TB_OPT_MPTCP);
}

static void fast_open_is_known_by_number_and_by_experiment(void **state)
{
	(void)state;
	assert_int_equal(AREA(34, 2, 1, 1).seen_options, TB_OPT_TFO);
	assert_int_equal(AREA(254, 4, 0xf9, 0x89).seen_options, TB_OPT_TFO);
	assert_int_equal(AREA(253, 4, 0x12, 0x34).seen_options, 0);
}

static void authentication_is_noticed(void **state)
{
	static const uint8_t md5[20] = { 19, 18 }, ao[16] = { 29, 16 };

	(void)state;
	assert_int_equal(read_area(md5, 20, true).seen_options, TB_OPT_MD5);
	assert_int_equal(read_area(ao, 16, true).seen_options, TB_OPT_AO);
}

static void an_option_of_the_wrong_length_is_passed_over(void **state)
{
	struct tb_segment s = AREA(2, 3, 9, 3, 4, 1, 2, 5, 10, 1, 2, 3, 4, 5, 6, 7, 8,
				   2, 4, 0, 99);

	(void)state;
	assert_int_equal(s.seen_options, TB_OPT_MSS | TB_OPT_SACK);
	s = AREA(5, 6, 1, 2, 3, 4, 0, 0); /* half a block */
	assert_int_equal(s.seen_options, 0);
}

static void nothing_is_read_after_the_end_of_the_list(void **state)
{
	(void)state;
	assert_int_equal(AREA(0, 2, 4, 5, 0xb4, 0, 0, 0).seen_options, 0);
}

static void a_length_that_makes_no_sense_ends_the_list(void **state)
{
	(void)state;
	assert_int_equal(AREA(3, 3, 5, 2, 0, 9, 9, 0).seen_options,
			 TB_OPT_WSCALE | TB_OPT_BROKEN);
	assert_int_equal(AREA(3, 3, 5, 2, 1, 9, 9, 0).seen_options,
			 TB_OPT_WSCALE | TB_OPT_BROKEN);
	assert_int_equal(AREA(3, 3, 5, 2, 9, 9, 9, 9).seen_options,
			 TB_OPT_WSCALE | TB_OPT_BROKEN);
	assert_int_equal(AREA(1, 1, 1, 2).seen_options, TB_OPT_BROKEN);
}

static void a_cut_area_is_not_called_broken(void **state)
{
	static const uint8_t area[] = { 3, 3, 5, 2, 4, 5 };

	(void)state;
	for (size_t n = 0; n < sizeof(area); n++)
		assert_int_equal(read_area(area, n, false).seen_options,
				 TB_OPT_CUT | (n >= 3 ? TB_OPT_WSCALE : 0));
}

static void options_come_one_at_a_time(void **state)
{
	static const uint8_t area[] = { 1, 3, 3, 5, 1, 1, 99, 2, 0, 3 };
	struct tb_reader r = rd_over(area, sizeof(area));
	struct tb_option o;

	(void)state;
	assert_true(tb_option_next(&r, &o));
	assert_int_equal(o.kind, TB_KIND_WSCALE);
	assert_int_equal(o.len, 1);
	assert_int_equal(o.data[0], 5);
	assert_true(tb_option_next(&r, &o));
	assert_int_equal(o.kind, 99);
	assert_int_equal(o.len, 0);
	assert_false(tb_option_next(&r, &o));
	assert_false(r.short_read);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(no_options_say_nothing),
		cmocka_unit_test(a_syns_options_are_read),
		cmocka_unit_test(timestamps_alone_take_the_shortcut),
		cmocka_unit_test(a_window_scale_is_at_most_14),
		cmocka_unit_test(the_furthest_sack_edge_counts_across_the_wrap),
		cmocka_unit_test(the_reason_of_a_multipath_reset_is_read),
		cmocka_unit_test(fast_open_is_known_by_number_and_by_experiment),
		cmocka_unit_test(authentication_is_noticed),
		cmocka_unit_test(an_option_of_the_wrong_length_is_passed_over),
		cmocka_unit_test(nothing_is_read_after_the_end_of_the_list),
		cmocka_unit_test(a_length_that_makes_no_sense_ends_the_list),
		cmocka_unit_test(a_cut_area_is_not_called_broken),
		cmocka_unit_test(options_come_one_at_a_time),
	};
	int failed = cmocka_run_group_tests_name("tcp_options", tests, NULL, NULL);

	read_area("", 0, true); /* frees the last area */
	return failed;
}
