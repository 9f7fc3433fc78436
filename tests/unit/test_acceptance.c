/* SPDX-License-Identifier: BSD-3-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "flow/episode.h"
#include "support/one_flow.h"

static struct one_flow o;
static struct conv *c = &o.conv;

static int begin(void **state)
{
	(void)state;
	one_flow_begin(&o);
	return 0;
}

/* Of the last segment. */
static enum tb_acceptance acceptance(void)
{
	return tb_acceptance_of(&o.flow, &o.last, o.last_dir, o.sack_edge[!o.last_dir]);
}

/* A RST from the server with that sequence number, as judged; it teaches nothing. */
static enum tb_acceptance judged(uint32_t seq)
{
	struct conv_segment rst = conv_next(c, TB_SERVER, TB_RST, 0);
	enum tb_acceptance rule;

	rst.tcp.seq = seq;
	rst.tcp.ack = 0;
	o.hold = true;
	conv_put(c, &rst);
	rule = acceptance();
	o.hold = false;
	return rule;
}

static void exact_near_and_far(void **state)
{
	uint32_t next;

	(void)state;
	conv_open(c);
	conv_data(c, TB_SERVER, 100);
	conv_ack(c, TB_CLIENT);
	next = c->end[TB_SERVER].next;
	assert_int_equal(judged(next), TB_RULE_EXACT);
	assert_int_equal(judged(next + 1), TB_RULE_WINDOW);
	assert_int_equal(judged(next - 1), TB_RULE_OLD);
	assert_int_equal(judged(next + 0x10000000), TB_RULE_OUTSIDE);
	assert_int_equal(judged(next - 0x10000000), TB_RULE_OLD);
}

static void data_in_flight_leaves_two_exact_numbers(void **state)
{
	uint32_t acked;

	(void)state;
	conv_open(c);
	acked = c->end[TB_SERVER].next;
	conv_data(c, TB_SERVER, 100);
	assert_int_equal(judged(acked), TB_RULE_EXACT);
	assert_int_equal(judged(acked + 100), TB_RULE_EXACT);
	assert_int_equal(judged(acked + 50), TB_RULE_BEHIND);
}

static void in_syn_sent_only_the_acknowledgment_counts(void **state)
{
	struct conv_segment rst;

	(void)state;
	conv_syn(c);
	assert_int_equal(judged(c->end[TB_SERVER].next), TB_RULE_SYN_UNACKED);
	rst = conv_next(c, TB_SERVER, TB_RST | TB_ACK, 0);
	rst.tcp.seq = 99999;
	o.hold = true;
	conv_put(c, &rst);
	assert_int_equal(acceptance(), TB_RULE_SYN_ACKED);
	rst.tcp.ack += 10;
	conv_put(c, &rst);
	assert_int_equal(acceptance(), TB_RULE_SYN_UNACKED);
}

static void the_fins_own_number_is_taken_after_the_fin(void **state)
{
	(void)state;
	conv_open(c);
	conv_fin(c, TB_SERVER);
	conv_ack(c, TB_CLIENT);
	assert_int_equal(judged(c->end[TB_SERVER].next - 1), TB_RULE_FIN);
	assert_int_equal(judged(c->end[TB_SERVER].next), TB_RULE_EXACT);
}

static void an_end_that_closed_takes_nothing(void **state)
{
	(void)state;
	conv_open(c);
	conv_fin(c, TB_CLIENT);
	conv_fin(c, TB_SERVER);
	conv_ack(c, TB_CLIENT);
	assert_int_equal(judged(c->end[TB_SERVER].next), TB_RULE_OVER);
}

static void the_edge_of_a_sack_block_is_taken(void **state)
{
	struct conv_segment sack;
	uint32_t lost;

	(void)state;
	conv_open(c);
	lost = c->end[TB_SERVER].next;
	conv_data(c, TB_SERVER, 100);
	conv_data(c, TB_SERVER, 100);
	conv_data(c, TB_SERVER, 100);
	sack = conv_next(c, TB_CLIENT, TB_ACK, 0);
	sack.tcp.ack = lost;
	pkt_opt_sack(&sack.tcp, lost + 100, lost + 200);
	conv_put(c, &sack);
	assert_int_equal(judged(lost + 200), TB_RULE_SACK);
}

static void an_unknown_window_scale_leaves_it_open(void **state)
{
	uint32_t next;

	(void)state;
	c->end[TB_CLIENT].unseen = c->end[TB_SERVER].unseen = true;
	conv_open(c);
	c->end[TB_CLIENT].unseen = c->end[TB_SERVER].unseen = false;
	conv_data(c, TB_SERVER, 100);
	conv_ack(c, TB_CLIENT);
	next = c->end[TB_SERVER].next;
	assert_int_equal(judged(next + 1000), TB_RULE_WINDOW);
	assert_int_equal(judged(next + 1000000), TB_RULE_MAYBE_WINDOW);
}

static void of_a_receiver_never_seen_nothing_is_claimed(void **state)
{
	(void)state;
	assert_int_equal(judged(1234), TB_RULE_UNKNOWN);
}

#define claim(test) cmocka_unit_test_setup(test, begin)

int main(void)
{
	const struct CMUnitTest tests[] = {
		claim(exact_near_and_far),
		claim(data_in_flight_leaves_two_exact_numbers),
		claim(in_syn_sent_only_the_acknowledgment_counts),
		claim(the_fins_own_number_is_taken_after_the_fin),
		claim(an_end_that_closed_takes_nothing),
		claim(the_edge_of_a_sack_block_is_taken),
		claim(an_unknown_window_scale_leaves_it_open),
		claim(of_a_receiver_never_seen_nothing_is_claimed),
	};

	return cmocka_run_group_tests_name("acceptance", tests, NULL, NULL);
}
