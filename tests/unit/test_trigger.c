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
	o.tape.step = 100 * TB_MICROSECOND;
	return 0;
}

static struct tb_found_trigger found_for(const struct conv_segment *rst)
{
	struct tb_found_trigger t;

	o.hold = true;
	conv_put(c, rst);
	t = tb_trigger_find(&o.flow, &o.trail, &o.last, o.last_dir, TB_NONE);
	o.hold = false;
	return t;
}

static struct conv_segment bare_rst(void)
{
	struct conv_segment rst = conv_next(c, TB_SERVER, TB_RST, 0);

	rst.tcp.ack = 0;
	return rst;
}

static void a_bare_rst_answers_the_data_it_follows(void **state)
{
	struct conv_segment rst;
	struct tb_found_trigger t;

	(void)state;
	conv_open(c);
	conv_data(c, TB_CLIENT, 48);
	rst = bare_rst();
	t = found_for(&rst);
	assert_int_equal(t.ref, 4);
	assert_int_equal(t.kind, TB_TRIGGER_DATA);
	assert_int_equal(t.bytes, 48);
	assert_int_equal(t.after, 100 * TB_MICROSECOND);
}

static void data_that_was_acknowledged_did_not_trigger_it(void **state)
{
	struct conv_segment rst;

	(void)state;
	conv_open(c);
	conv_data(c, TB_CLIENT, 48);
	conv_ack(c, TB_SERVER);
	conv_data(c, TB_CLIENT, 48);
	rst = bare_rst();
	assert_int_equal(found_for(&rst).ref, 6);
}

static void a_second_copy_may_be_answered_though_the_first_was_acknowledged(void **state)
{
	struct conv_segment rst;
	struct tb_found_trigger t;

	(void)state;
	conv_open(c);
	conv_data(c, TB_CLIENT, 48);
	conv_ack(c, TB_SERVER);
	conv_again(c, TB_CLIENT);
	rst = bare_rst();
	t = found_for(&rst);
	assert_int_equal(t.ref, 6);
	assert_int_equal(t.kind, TB_TRIGGER_RETRANSMISSION);
}

static void of_several_in_flight_the_first_is_answered_first(void **state)
{
	struct conv_segment rst;

	(void)state;
	conv_open(c);
	conv_data(c, TB_CLIENT, 10);
	conv_data(c, TB_CLIENT, 10);
	rst = bare_rst();
	assert_int_equal(found_for(&rst).ref, 4);
}

static void a_retransmission_is_answered_not_what_was_lost(void **state)
{
	struct conv_segment rst;
	struct tb_found_trigger t;

	(void)state;
	conv_open(c);
	conv_data(c, TB_CLIENT, 10);
	tape_pass(&o.tape, 400 * TB_MILLISECOND);
	conv_again(c, TB_CLIENT);
	rst = bare_rst();
	t = found_for(&rst);
	assert_int_equal(t.ref, 5);
	assert_int_equal(t.kind, TB_TRIGGER_RETRANSMISSION);
}

static void an_empty_ack_is_named_only_if_nothing_else_fits(void **state)
{
	struct conv_segment rst;

	(void)state;
	conv_open(c);
	conv_fin(c, TB_SERVER);
	conv_ack(c, TB_CLIENT);
	rst = bare_rst();
	assert_int_equal(found_for(&rst).kind, TB_TRIGGER_ACK);
	conv_data(c, TB_CLIENT, 10);
	rst = bare_rst();
	assert_int_equal(found_for(&rst).kind, TB_TRIGGER_DATA);
}

static void a_live_sockets_rst_answers_nothing(void **state)
{
	struct conv_segment rst;

	(void)state;
	conv_open(c);
	conv_data(c, TB_CLIENT, 10);
	rst = conv_next(c, TB_SERVER, TB_RST | TB_ACK, 0);
	assert_int_equal(found_for(&rst).ref, 0);
}

static void who_offers_a_window_has_a_socket_even_after_its_fin(void **state)
{
	struct conv_segment rst;

	(void)state;
	conv_open(c);
	conv_data(c, TB_CLIENT, 10);
	conv_fin(c, TB_SERVER);
	conv_ack(c, TB_CLIENT);
	rst = conv_next(c, TB_SERVER, TB_RST | TB_ACK, 0);
	assert_int_equal(found_for(&rst).ref, 0);
	rst.tcp.window = 0;
	assert_int_equal(found_for(&rst).kind, TB_TRIGGER_ACK);
}

static void a_refusal_answers_the_syn_it_acknowledges(void **state)
{
	struct conv_segment rst;

	(void)state;
	conv_syn(c);
	rst = conv_next(c, TB_SERVER, TB_RST | TB_ACK, 0);
	rst.tcp.seq = 0;
	assert_int_equal(found_for(&rst).kind, TB_TRIGGER_SYN);
	rst.tcp.ack++;
	assert_int_equal(found_for(&rst).ref, 0);
}

static void a_number_nobody_acknowledged_has_no_trigger(void **state)
{
	struct conv_segment rst;

	(void)state;
	conv_open(c);
	conv_data(c, TB_CLIENT, 10);
	rst = bare_rst();
	rst.tcp.seq += 1460;
	assert_int_equal(found_for(&rst).ref, 0);
}

#define claim(test) cmocka_unit_test_setup(test, begin)

int main(void)
{
	const struct CMUnitTest tests[] = {
		claim(a_bare_rst_answers_the_data_it_follows),
		claim(data_that_was_acknowledged_did_not_trigger_it),
		claim(a_second_copy_may_be_answered_though_the_first_was_acknowledged),
		claim(of_several_in_flight_the_first_is_answered_first),
		claim(a_retransmission_is_answered_not_what_was_lost),
		claim(an_empty_ack_is_named_only_if_nothing_else_fits),
		claim(a_live_sockets_rst_answers_nothing),
		claim(who_offers_a_window_has_a_socket_even_after_its_fin),
		claim(a_refusal_answers_the_syn_it_acknowledges),
		claim(a_number_nobody_acknowledged_has_no_trigger),
	};

	return cmocka_run_group_tests_name("trigger", tests, NULL, NULL);
}
