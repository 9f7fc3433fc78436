/* SPDX-License-Identifier: BSD-3-Clause */
/* Packet time of a live capture: by packets, by the monotonic clock, and what was not watched. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "cli/watch.h"

static const int64_t hour = 3600 * TB_SECOND, boot = 5 * TB_SECOND;
static const tb_time wall = { INT64_C(1767225600) * TB_SECOND };	/* when it booted */

static struct tb_watch w;
static struct tb_lapse lapse;
static struct tb_capture counters;

static int begin(void **state)
{
	(void)state;
	w = (struct tb_watch){ .set = false };
	counters = (struct tb_capture){ .has_drops = true };
	return 0;
}

/* A packet that was captured so long after the boot is read after `now`. */
static bool packet(int64_t captured, int64_t now)
{
	const struct tb_frame f = { .time = { wall.ns + captured } };

	return tb_watch_packets(&w, &f, 1, boot + now, &lapse);
}

static bool lost_by(int64_t now, uint64_t packets)
{
	counters.dropped += packets;
	return tb_watch_counters(&w, &counters, 1, boot + now, &lapse);
}

static tb_span watched_by(int64_t now)
{
	return tb_since(tb_watch_time(&w, boot + now), wall) + TB_WATCH_HELD_BACK;
}

static void time_goes_on_without_packets(void **state)
{
	(void)state;
	assert_false(packet(0, 0));
	tb_watch_nothing_waits(&w, boot);
	assert_int_equal(watched_by(7 * TB_SECOND), 7 * TB_SECOND);
}

static void packets_that_wait_in_the_kernel_do_not_set_time_back(void **state)
{
	(void)state;
	packet(0, 0);
	for (int64_t i = 1; i <= 10; i++)	/* ever later: it does not keep up */
		assert_false(packet(i * TB_SECOND, 2 * i * TB_SECOND));
	assert_int_equal(watched_by(20 * TB_SECOND), 20 * TB_SECOND);
}

static void time_goes_on_however_often_nothing_waits(void **state)
{
	(void)state;
	packet(0, 0);
	for (int64_t i = 0; i <= 10; i++)
		tb_watch_nothing_waits(&w, boot + i * TB_SECOND);
	assert_int_equal(watched_by(10 * TB_SECOND), 10 * TB_SECOND);
}

static void a_pause_is_no_lapse(void **state)
{
	(void)state;
	packet(0, 0);
	tb_watch_nothing_waits(&w, boot);
	assert_false(packet(hour, hour));
}

static void a_machine_that_slept_saw_nothing(void **state)
{
	(void)state;
	packet(0, 0);
	tb_watch_nothing_waits(&w, boot);
	assert_int_equal(watched_by(TB_SECOND), TB_SECOND);
	assert_true(packet(hour, TB_SECOND));
	assert_true(lapse.blind);
	assert_int_equal(lapse.packets, 0);
	assert_int_equal(lapse.since.ns, wall.ns);
	assert_int_equal(lapse.until.ns, wall.ns + hour);
	assert_int_equal(watched_by(2 * TB_SECOND), hour + TB_SECOND);
	assert_false(packet(hour + TB_SECOND, 2 * TB_SECOND));
}

static void a_clock_that_is_set_back_is_followed(void **state)
{
	(void)state;
	packet(hour, hour);
	for (int64_t i = 0; i < 2; i++) {
		assert_false(packet(i * TB_SECOND / 2, hour + TB_SECOND + i * TB_SECOND / 2));
		tb_watch_nothing_waits(&w, boot + hour + TB_SECOND + i * TB_SECOND / 2);
	}
	assert_int_equal(watched_by(hour + 2 * TB_SECOND), TB_SECOND);
}

/* Stopped for a minute, in which packets came for a while. */
static void who_stood_still_has_missed_nothing(void **state)
{
	(void)state;
	packet(0, 0);
	tb_watch_nothing_waits(&w, boot);
	packet(17 * TB_SECOND, 60 * TB_SECOND);
	tb_watch_nothing_waits(&w, boot + 60 * TB_SECOND);
	assert_int_equal(watched_by(60 * TB_SECOND), 60 * TB_SECOND);
	assert_false(packet(61 * TB_SECOND, 61 * TB_SECOND));
	tb_watch_nothing_waits(&w, boot + 61 * TB_SECOND);
	assert_int_equal(watched_by(62 * TB_SECOND), 62 * TB_SECOND);
}

static void clocks_that_drift_are_followed(void **state)
{
	(void)state;
	packet(0, 0);
	for (int64_t i = 1; i <= 100; i++)
		assert_false(packet(i * TB_SECOND + i * 100 * TB_MILLISECOND, i * TB_SECOND));
	assert_int_equal(watched_by(100 * TB_SECOND), 110 * TB_SECOND);
}

static void packets_were_lost_between_two_looks(void **state)
{
	(void)state;
	packet(0, 0);
	tb_watch_nothing_waits(&w, boot);
	assert_false(lost_by(TB_SECOND, 0));
	assert_true(lost_by(2 * TB_SECOND, 5));
	assert_false(lapse.blind);
	assert_int_equal(lapse.packets, 5);
	assert_int_equal(lapse.since.ns, wall.ns + TB_SECOND);
	assert_int_equal(lapse.until.ns, wall.ns + 2 * TB_SECOND);
	assert_false(lost_by(3 * TB_SECOND, 0));
}

static void what_is_lost_before_the_first_packet_is_lost_then(void **state)
{
	(void)state;
	assert_false(tb_watch_may_look(&w, boot));
	packet(TB_SECOND, TB_SECOND);
	assert_true(tb_watch_may_look(&w, boot + TB_SECOND));
	assert_true(lost_by(TB_SECOND, 3));
	assert_int_equal(lapse.since.ns, wall.ns + TB_SECOND);
}

static void losses_of_the_interface_count_as_well(void **state)
{
	(void)state;
	packet(0, 0);
	counters.interface_dropped = 2;
	assert_true(lost_by(TB_SECOND, 1));
	assert_int_equal(lapse.packets, 3);
}

static void looks_are_some_a_second(void **state)
{
	(void)state;
	packet(0, 0);
	lost_by(0, 0);
	assert_false(tb_watch_may_look(&w, boot + 50 * TB_MILLISECOND));
	assert_true(tb_watch_may_look(&w, boot + TB_SECOND / 2));
}

#define claim(test) cmocka_unit_test_setup(test, begin)

int main(void)
{
	const struct CMUnitTest tests[] = {
		claim(time_goes_on_without_packets),
		claim(packets_that_wait_in_the_kernel_do_not_set_time_back),
		claim(time_goes_on_however_often_nothing_waits),
		claim(a_pause_is_no_lapse),
		claim(a_machine_that_slept_saw_nothing),
		claim(a_clock_that_is_set_back_is_followed),
		claim(who_stood_still_has_missed_nothing),
		claim(clocks_that_drift_are_followed),
		claim(packets_were_lost_between_two_looks),
		claim(what_is_lost_before_the_first_packet_is_lost_then),
		claim(losses_of_the_interface_count_as_well),
		claim(looks_are_some_a_second),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
