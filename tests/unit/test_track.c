/* SPDX-License-Identifier: BSD-3-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "support/one_flow.h"

static struct one_flow o;
static struct conv *c = &o.conv;

static int begin(void **state)
{
	(void)state;
	one_flow_begin(&o);
	return 0;
}

static const struct tb_dir *side(enum tb_side s)
{
	return &o.flow.dir[one_flow_dir(&o, s)];
}

static void it_knows_what_each_side_has_sent_and_acknowledged(void **state)
{
	(void)state;
	conv_open(c);
	conv_data(c, TB_CLIENT, 100);
	conv_ack(c, TB_SERVER);
	assert_int_equal(side(TB_CLIENT)->next, c->end[TB_CLIENT].next);
	assert_int_equal(side(TB_SERVER)->acked, c->end[TB_CLIENT].next);
	assert_int_equal(tb_dir_bytes(side(TB_CLIENT)), 100);
	assert_int_equal(tb_dir_bytes(side(TB_SERVER)), 0);
}

static void a_retransmission_adds_no_bytes(void **state)
{
	(void)state;
	conv_open(c);
	conv_data(c, TB_CLIENT, 100);
	tape_pass(&o.tape, 200 * TB_MILLISECOND);
	conv_again(c, TB_CLIENT);
	assert_int_equal(o.last_kind, TB_STEP_RETRANSMISSION);
	assert_int_equal(tb_dir_bytes(side(TB_CLIENT)), 100);
}

static void a_keepalive_probe_is_not_a_retransmission(void **state)
{
	struct conv_segment probe;

	(void)state;
	conv_open(c);
	conv_data(c, TB_CLIENT, 100);
	probe = conv_next(c, TB_CLIENT, TB_ACK, 1);
	probe.tcp.seq--;
	conv_put(c, &probe);
	assert_int_equal(o.last_kind, TB_STEP_KEEPALIVE);
}

static void a_probe_of_who_has_no_room_asks_for_room(void **state)
{
	struct conv_segment probe;

	(void)state;
	conv_open(c);
	conv_data(c, TB_CLIENT, 100);
	c->end[TB_SERVER].window = 0;
	conv_ack(c, TB_SERVER);
	probe = conv_next(c, TB_CLIENT, TB_ACK, 0);
	probe.tcp.seq--;
	conv_put(c, &probe);
	assert_int_equal(o.last_kind, TB_STEP_WINDOW_PROBE);
}

static void windows_are_scaled_only_if_both_sides_offer_it(void **state)
{
	(void)state;
	c->end[TB_CLIENT].wscale = 7;
	c->end[TB_SERVER].wscale = 7;
	c->end[TB_CLIENT].window = 500;
	conv_open(c);
	conv_ack(c, TB_CLIENT);
	assert_int_equal(tb_window_edge(&o.flow, one_flow_dir(&o, TB_CLIENT), false),
			 c->end[TB_SERVER].next + (500 << 7));
}

static void what_was_acknowledged_has_been_sent_even_if_it_was_not_captured(void **state)
{
	(void)state;
	conv_open(c);
	c->end[TB_CLIENT].unseen = true;
	conv_data(c, TB_CLIENT, 1000);
	conv_ack(c, TB_SERVER);
	assert_int_equal(side(TB_CLIENT)->next, c->end[TB_CLIENT].next);
}

static void the_handshake_tells_how_far_each_end_is(void **state)
{
	(void)state;
	o.tape.step = 0;
	conv_syn(c);
	tape_pass(&o.tape, 30 * TB_MILLISECOND);
	conv_synack(c);
	tape_pass(&o.tape, 2 * TB_MILLISECOND);
	conv_ack(c, TB_CLIENT);
	assert_in_range(tb_dir_rtt(side(TB_SERVER)), 29990000, 30000000);
	assert_in_range(tb_dir_rtt(side(TB_CLIENT)), 1998000, 2001000);
}

static void bytes_are_counted_beyond_four_gigabytes(void **state)
{
	struct conv_segment data;

	(void)state;
	conv_open(c);
	for (unsigned i = 0; i < 9; i++) {
		data = conv_next(c, TB_SERVER, TB_ACK, 1);
		data.tcp.seq += 1U << 29;
		c->end[TB_SERVER].next += 1U << 29;
		conv_put(c, &data);
	}
	assert_true(tb_dir_bytes(side(TB_SERVER)) > UINT64_C(9) << 29);
}

static void a_wild_sequence_number_moves_nothing(void **state)
{
	struct conv_segment data;

	(void)state;
	conv_open(c);
	data = conv_next(c, TB_SERVER, TB_ACK, 10);
	data.tcp.seq += 0x50000000;
	conv_put(c, &data);
	assert_int_equal(tb_dir_bytes(side(TB_SERVER)), 0);
}

static void a_syn_with_another_number_begins_another_connection(void **state)
{
	struct conv_segment again, other;

	(void)state;
	conv_syn(c);
	again = c->end[TB_CLIENT].last;
	o.hold = true;
	conv_put(c, &again);
	assert_false(tb_begins_anew(&o.flow, &o.last, o.last_dir));
	other = again;
	other.tcp.seq += 100000;
	conv_put(c, &other);
	assert_true(tb_begins_anew(&o.flow, &o.last, o.last_dir));
}

static void a_segment_fits_the_connection_whose_numbers_it_continues(void **state)
{
	struct conv_segment next;

	(void)state;
	conv_open(c);
	next = conv_next(c, TB_SERVER, TB_ACK, 0);
	o.hold = true;
	conv_put(c, &next);
	assert_true(tb_fits(&o.flow, &o.last, o.last_dir));
	next.tcp.seq += 0x40000000;
	conv_put(c, &next);
	assert_false(tb_fits(&o.flow, &o.last, o.last_dir));
}

/* The segment that was decoded last, not learnt yet. */
static void shortcut_is_the_same_as_the_long_way(void)
{
	struct tb_flow flow = o.flow;

	assert_true(tb_is_predicted(&flow, &o.last, o.last_dir));
	tb_track_predicted(&flow, &o.last, o.last_dir);
	assert_int_equal(tb_track(&o.flow, &o.last, o.last_dir), TB_STEP_PLAIN);
	assert_memory_equal(&flow, &o.flow, sizeof(flow));
	tb_remember(&o.flow, &o.trail, &o.last, o.last_dir, TB_STEP_PLAIN);
}

static void what_is_predicted_is_learnt_like_anything_else(void **state)
{
	(void)state;
	conv_syn(c);
	conv_synack(c);
	o.hold = true;
	conv_ack(c, TB_CLIENT);
	shortcut_is_the_same_as_the_long_way();
	conv_data(c, TB_CLIENT, 100);
	shortcut_is_the_same_as_the_long_way();
	conv_ack(c, TB_SERVER);
	shortcut_is_the_same_as_the_long_way();
	conv_data(c, TB_SERVER, 1000);
	shortcut_is_the_same_as_the_long_way();
}

static void what_brings_nothing_new_is_not_predicted(void **state)
{
	(void)state;
	conv_open(c);
	conv_data(c, TB_CLIENT, 100);
	conv_ack(c, TB_SERVER);
	o.hold = true;
	conv_ack(c, TB_SERVER);
	assert_false(tb_is_predicted(&o.flow, &o.last, o.last_dir));
}

static void neither_a_gap_nor_a_close_is_predicted(void **state)
{
	struct conv_segment later;

	(void)state;
	conv_open(c);
	conv_data(c, TB_CLIENT, 100);
	o.hold = true;
	later = conv_next(c, TB_CLIENT, TB_ACK, 10);
	later.tcp.seq += 100;
	conv_put(c, &later);
	assert_false(tb_is_predicted(&o.flow, &o.last, o.last_dir));
	conv_fin(c, TB_SERVER);
	assert_false(tb_is_predicted(&o.flow, &o.last, o.last_dir));
}

#define claim(test) cmocka_unit_test_setup(test, begin)

int main(void)
{
	const struct CMUnitTest tests[] = {
		claim(it_knows_what_each_side_has_sent_and_acknowledged),
		claim(a_retransmission_adds_no_bytes),
		claim(a_keepalive_probe_is_not_a_retransmission),
		claim(a_probe_of_who_has_no_room_asks_for_room),
		claim(windows_are_scaled_only_if_both_sides_offer_it),
		claim(what_was_acknowledged_has_been_sent_even_if_it_was_not_captured),
		claim(the_handshake_tells_how_far_each_end_is),
		claim(bytes_are_counted_beyond_four_gigabytes),
		claim(a_wild_sequence_number_moves_nothing),
		claim(a_syn_with_another_number_begins_another_connection),
		claim(a_segment_fits_the_connection_whose_numbers_it_continues),
		claim(what_is_predicted_is_learnt_like_anything_else),
		claim(what_brings_nothing_new_is_not_predicted),
		claim(neither_a_gap_nor_a_close_is_predicted),
	};

	return cmocka_run_group_tests_name("track", tests, NULL, NULL);
}
