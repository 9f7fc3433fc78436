/* SPDX-License-Identifier: BSD-3-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "slice/reported.h"

enum { ROOM = 4 };

static const uint64_t seed[2] = { 1, 2 };
static const struct tb_flow_key key = { .port = { 80, 40000 } };
static struct tb_reported *r;

static int begin(void **state)
{
	(void)state;
	r = tb_reported_new(ROOM, true, seed);
	return r == NULL;
}

static int end(void **state)
{
	(void)state;
	tb_reported_free(r);
	return 0;
}

/* Frame by frame a millisecond passes. */
static struct tb_spot at(uint64_t frame)
{
	return (struct tb_spot){ { frame, 0 }, { (int64_t)frame * TB_MILLISECOND } };
}

/* A verdict on a connection, which was seen from one frame to another. */
static enum tb_reported_new add(uint64_t flow, uint64_t first, uint64_t last)
{
	const struct tb_flow_info f = {
		.id = flow, .first_frame = at(first).ref, .start = at(first).time,
		.last_frame = at(last).ref, .last = at(last).time,
	};

	return tb_reported_add(r, &key, &f);
}

/* The connection that a packet is of; 0: none that was reported. */
static uint64_t flow_at(struct tb_spot spot, enum tb_packet_kind kind)
{
	const struct tb_range *range = tb_reported_find(r, &key, spot, kind);

	return range != NULL ? range->flow : 0;
}

static void packets_are_of_who_began_last(void **state)
{
	(void)state;
	add(1, 10, 15);
	add(2, 20, 25);
	assert_int_equal(flow_at(at(9), TB_PACKET_SYN), 0);
	assert_int_equal(flow_at(at(10), TB_PACKET_SYN), 1);
	assert_int_equal(flow_at(at(19), TB_PACKET_ANY), 1);
	assert_int_equal(flow_at(at(20), TB_PACKET_SYN), 2);
	assert_int_equal(flow_at(at(26), TB_PACKET_ANY), 2);
	assert_int_equal(flow_at(at(27), TB_PACKET_SYN), 0);	/* of a third one */
	assert_int_equal(flow_at(at(28), TB_PACKET_ANY), 0);
}

/* The attempt on its ports is judged before the one that lives on. */
static void a_verdict_on_an_earlier_connection_may_come_later(void **state)
{
	(void)state;
	assert_int_equal(add(2, 20, 25), TB_REPORTED_NEW);
	assert_int_equal(add(3, 30, 45), TB_REPORTED_NEW);
	assert_int_equal(add(1, 10, 27), TB_REPORTED_NEW);
	assert_int_equal(flow_at(at(10), TB_PACKET_SYN), 1);
	assert_int_equal(flow_at(at(20), TB_PACKET_SYN), 2);
	assert_int_equal(flow_at(at(30), TB_PACKET_SYN), 3);
	assert_int_equal(flow_at(at(40), TB_PACKET_SYN), 3);	/* its SYN again */
}

static void an_earlier_connection_is_known_again(void **state)
{
	(void)state;
	assert_int_equal(add(1, 10, 15), TB_REPORTED_NEW);
	assert_int_equal(add(2, 20, 45), TB_REPORTED_NEW);
	assert_int_equal(add(1, 10, 27), TB_REPORTED_KNOWN);
	assert_int_equal(flow_at(at(18), TB_PACKET_SYN), 1);	/* now it goes further */
	assert_int_equal(flow_at(at(20), TB_PACKET_SYN), 2);
	assert_int_equal(flow_at(at(40), TB_PACKET_SYN), 2);
}

/* The oldest verdict is forgotten, be its connection the first of its key or not. */
static void who_is_forgotten_leaves_the_others_in_order(void **state)
{
	(void)state;
	add(2, 20, 25);		/* the oldest, and forgotten first */
	add(3, 30, 35);
	add(1, 10, 15);
	add(4, 40, 45);
	add(5, 50, 55);
	assert_int_equal(flow_at(at(11), TB_PACKET_ANY), 1);
	assert_int_equal(flow_at(at(21), TB_PACKET_ANY), 1);
	assert_int_equal(flow_at(at(31), TB_PACKET_ANY), 3);
	assert_int_equal(flow_at(at(41), TB_PACKET_ANY), 4);
	for (uint64_t flow = 6; flow < 20; flow++)
		add(flow, 10 * flow, 10 * flow + 5);
	for (uint64_t flow = 16; flow < 20; flow++)
		assert_int_equal(flow_at(at(10 * flow), TB_PACKET_SYN), flow);
	assert_int_equal(flow_at(at(200), TB_PACKET_SYN), 0);
}

static void a_key_is_gone_with_its_last_verdict(void **state)
{
	const struct tb_flow_key other = { .port = { 80, 40001 } };

	(void)state;
	add(2, 20, 25);
	add(1, 10, 15);
	for (uint64_t flow = 3; flow < 3 + ROOM; flow++) {
		const struct tb_flow_info f = { .id = flow };

		assert_true(tb_reported_any(r, &key));
		tb_reported_add(r, &other, &f);
	}
	assert_false(tb_reported_any(r, &key));
	assert_true(tb_reported_any(r, &other));
}

/* Of another file only the time says where in the input a packet is. */
static void a_clock_that_steps_back_does_not_leave_a_connection(void **state)
{
	const struct tb_spot stepped = { { 7, 1 }, at(5).time };

	(void)state;
	add(1, 10, 15);
	assert_int_equal(flow_at(stepped, TB_PACKET_ANY), 0);
	assert_int_equal(flow_at(at(10), TB_PACKET_SYN), 1);
	assert_int_equal(flow_at(stepped, TB_PACKET_ANY), 1);
}

/* The first part of a connection's first datagram, and one that can be of no such. */
static void parts_of_the_first_datagram_come_before_its_beginning(void **state)
{
	const uint64_t minute = 60000;	/* frames */

	(void)state;
	add(1, 2 * minute, 2 * minute + 5);
	assert_int_equal(flow_at(at(minute - 1), TB_PACKET_PART), 0);
	assert_int_equal(flow_at(at(minute), TB_PACKET_PART), 1);
	assert_int_equal(flow_at(at(minute + 1), TB_PACKET_ANY), 0);
}

#define reported_test(f) cmocka_unit_test_setup_teardown(f, begin, end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		reported_test(packets_are_of_who_began_last),
		reported_test(a_verdict_on_an_earlier_connection_may_come_later),
		reported_test(an_earlier_connection_is_known_again),
		reported_test(who_is_forgotten_leaves_the_others_in_order),
		reported_test(a_key_is_gone_with_its_last_verdict),
		reported_test(parts_of_the_first_datagram_come_before_its_beginning),
		reported_test(a_clock_that_steps_back_does_not_leave_a_connection),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
