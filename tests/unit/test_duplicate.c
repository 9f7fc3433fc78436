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
	conv_open(c);
	conv_data(c, TB_CLIENT, 100);
	return 0;
}

static void the_same_packet_once_more_is_a_copy(void **state)
{
	(void)state;
	tape_again(&o.tape);
	assert_true(o.last_duplicate);
}

static void a_copy_may_come_after_other_packets(void **state)
{
	struct conv_segment data = c->end[TB_CLIENT].last;

	(void)state;
	conv_ack(c, TB_SERVER);
	conv_data(c, TB_SERVER, 10);
	conv_put(c, &data);
	assert_true(o.last_duplicate);
}

static void a_segment_sent_again_has_another_ip_id(void **state)
{
	(void)state;
	conv_again(c, TB_CLIENT);
	assert_false(o.last_duplicate);
	assert_int_equal(o.last_kind, TB_STEP_RETRANSMISSION);
}

static void a_router_hop_between_the_copies_does_not_matter(void **state)
{
	struct conv_segment data = c->end[TB_CLIENT].last;

	(void)state;
	data.ip.ttl = 63;
	conv_put(c, &data);
	assert_true(o.last_duplicate);
}

static void where_offload_had_not_computed_it_yet_the_checksum_does_not_matter(void **state)
{
	const enum pkt_sum at_sender[] = { PKT_SUM_PARTIAL, PKT_SUM_ZERO };

	(void)state;
	for (unsigned i = 0; i < 2; i++) {
		struct conv_segment data = conv_next(c, TB_CLIENT, TB_PSH | TB_ACK, 100);

		data.tcp.sum = at_sender[i];
		conv_put(c, &data);
		data.tcp.sum = PKT_SUM_GOOD;
		data.ip.ttl = 63;
		conv_put(c, &data);
		assert_true(o.last_duplicate);
	}
}

static void a_checksum_that_no_offload_leaves_makes_another_packet(void **state)
{
	struct conv_segment data = c->end[TB_CLIENT].last;

	(void)state;
	data.tcp.sum = PKT_SUM_BAD;
	conv_put(c, &data);
	assert_false(o.last_duplicate);
}

static void without_ip_ids_only_a_short_time_makes_a_copy(void **state)
{
	(void)state;
	one_flow_begin(&o);
	conv_init(c, &o.tape, "2001:db8::1", 40000, "2001:db8::2", 80);
	conv_open(c);
	conv_data(c, TB_CLIENT, 100);
	conv_again(c, TB_CLIENT);
	assert_true(o.last_duplicate);
	tape_pass(&o.tape, 200 * TB_MILLISECOND);
	conv_again(c, TB_CLIENT);
	assert_false(o.last_duplicate);
}

static struct conv_segment stateless_rst(void)
{
	struct conv_segment s = conv_next(c, TB_SERVER, TB_RST, 0);

	s.tcp.ack = 0;
	s.tcp.window = 0;
	s.ip.id = 0;
	return s;
}

static void equal_stateless_rsts_are_not_copies(void **state)
{
	struct conv_segment rst = stateless_rst();

	(void)state;
	conv_put(c, &rst);
	conv_put(c, &rst);
	assert_false(o.last_duplicate);
}

static void equal_stateless_rsts_at_different_hops_are_copies(void **state)
{
	struct conv_segment rst = stateless_rst();

	(void)state;
	conv_put(c, &rst);
	rst.ip.ttl--;
	conv_put(c, &rst);
	assert_true(o.last_duplicate);
}

#define claim(test) cmocka_unit_test_setup(test, begin)

int main(void)
{
	const struct CMUnitTest tests[] = {
		claim(the_same_packet_once_more_is_a_copy),
		claim(a_copy_may_come_after_other_packets),
		claim(a_segment_sent_again_has_another_ip_id),
		claim(a_router_hop_between_the_copies_does_not_matter),
		claim(where_offload_had_not_computed_it_yet_the_checksum_does_not_matter),
		claim(a_checksum_that_no_offload_leaves_makes_another_packet),
		claim(without_ip_ids_only_a_short_time_makes_a_copy),
		claim(equal_stateless_rsts_are_not_copies),
		claim(equal_stateless_rsts_at_different_hops_are_copies),
	};

	return cmocka_run_group_tests_name("duplicate", tests, NULL, NULL);
}
