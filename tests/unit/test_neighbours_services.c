/* SPDX-License-Identifier: BSD-3-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "support/street.h"

static struct street street;
static struct conv own;

static int begin(void **state)
{
	(void)state;
	street_open(&street);
	own = street_conv(&street);
	return 0;
}

static int end(void **state)
{
	(void)state;
	street_demolish(&street);
	return 0;
}

/* The server resets the connection at frame 4 or later. */
static void reset(void)
{
	conv_open(&own);
	conv_rst(&own, TB_SERVER);
}

static struct tb_outage ask_about(size_t reset)
{
	street_close(&street);
	return tb_neighbours_outage(street.neighbours, street_asker(&street, reset),
				    street.reset[reset].note.noted);
}

static struct tb_outage ask(void)
{
	return ask_about(0);
}

static struct tb_answered ask_accepts(size_t reset, tb_span w)
{
	street_close(&street);
	return tb_neighbours_accepts(street.neighbours, street_asker(&street, reset),
				     street.reset[reset].note.noted, w);
}

/* Up and down ---------------------------------------------------------------------- */

static void if_nobody_asks_afterwards_nothing_is_known(void **state)
{
	(void)state;
	street_accepted(&street);
	reset();
	assert_int_equal(ask().down.answer, TB_UNSEEN);
	assert_int_equal(ask().back.answer, TB_UNSEEN);
}

static void a_service_that_refuses_afterwards_went_down(void **state)
{
	struct tb_answered down;

	(void)state;
	reset();
	street_refused(&street);	/* frames 5 and 6 */
	down = ask().down;
	assert_int_equal(down.answer, TB_YES);
	assert_int_equal(down.frame[0], 6);
	assert_int_equal(down.n, 2 * TB_MILLISECOND);
	assert_int_equal(ask().back.answer, TB_UNSEEN);
}

static void a_service_that_first_accepts_did_not(void **state)
{
	(void)state;
	reset();
	street_accepted(&street);
	street_refused(&street);
	assert_int_equal(ask().down.answer, TB_NO);
	assert_int_equal(ask().back.answer, TB_NO);
}

static void a_service_that_accepts_later_came_back(void **state)
{
	struct tb_answered back;

	(void)state;
	reset();
	street_refused(&street);
	street_refused(&street);
	tape_pass(&street.tape, 4 * TB_SECOND);
	street_accepted(&street);	/* SYN-ACK: frame 10 */
	street_refused(&street);
	back = ask().back;
	assert_int_equal(back.answer, TB_YES);
	assert_int_equal(back.frame[0], 6);
	assert_int_equal(back.frame[1], 10);
	assert_int_equal(back.n, 4 * TB_SECOND + 6 * TB_MILLISECOND);
}

static void a_service_that_refused_before_too_still_went_down(void **state)
{
	struct tb_answered down;

	(void)state;
	conv_open(&own);
	street_refused(&street);
	conv_rst(&own, TB_SERVER);
	street_refused(&street);	/* frame 8 */
	down = ask().down;
	assert_int_equal(down.answer, TB_YES);
	assert_int_equal(down.frame[0], 8);
}

static void a_service_that_refuses_now_and_then_is_not_known_to_have_gone_down(void **state)
{
	(void)state;
	conv_open(&own);
	street_refused(&street);
	street_accepted(&street);
	conv_rst(&own, TB_SERVER);
	street_refused(&street);
	street_accepted(&street);
	assert_int_equal(ask_about(1).down.answer, TB_UNSEEN);
	assert_int_equal(ask_about(1).back.answer, TB_UNSEEN);
}

static void another_port_is_another_service(void **state)
{
	struct conv other;

	(void)state;
	reset();
	conv_init(&other, &street.tape, "192.0.2.1", 9, "198.51.100.2", 81);
	conv_syn(&other);
	conv_rstack(&other, TB_SERVER);
	assert_int_equal(ask().down.answer, TB_UNSEEN);
}

static void what_is_forgotten_is_not_denied(void **state)
{
	(void)state;
	reset();
	for (unsigned i = 0; i < 20; i++) {	/* more spells than are kept */
		street_accepted(&street);
		street_refused(&street);
	}
	assert_int_equal(ask().down.answer, TB_UNSEEN);
	assert_int_equal(ask_accepts(0, TB_MILLISECOND).answer, TB_UNSEEN);
}

/* Accepting ------------------------------------------------------------------------ */

static void a_service_that_accepts_others_around_then_says_so(void **state)
{
	struct tb_answered accepts;

	(void)state;
	street_accepted(&street);
	street_refused(&street);
	street_accepted(&street);
	accepts = ask_accepts(0, TB_SECOND);
	assert_int_equal(accepts.answer, TB_YES);
	assert_int_equal(accepts.n, 2);
	assert_int_equal(accepts.frame[0], 2);
	assert_int_equal(accepts.frame[1], 9);
}

static struct tb_answered ask_refuses_some(tb_span w)
{
	street_close(&street);
	return tb_neighbours_refuses_some(street.neighbours, street_asker(&street, 0),
					  street.reset[0].note.noted, w);
}

static void a_service_may_refuse_some(void **state)
{
	struct tb_answered some;

	(void)state;
	street_refused(&street);
	street_accepted(&street);
	street_refused(&street);
	some = ask_refuses_some(TB_SECOND);
	assert_int_equal(some.answer, TB_YES);
	assert_int_equal(some.frame[0], 2);
	assert_int_equal(some.frame[1], 4);
	assert_int_equal(some.frame[2], 9);
}

/* As one does that is started again. */
static void who_refuses_all_for_a_while_does_not(void **state)
{
	(void)state;
	street_accepted(&street);
	street_refused(&street);
	street_refused(&street);
	street_accepted(&street);
	assert_int_equal(ask_refuses_some(TB_SECOND).answer, TB_NO);
}

static void nor_does_who_refused_another_long_ago(void **state)
{
	(void)state;
	street_refused(&street);
	street_accepted(&street);
	tape_pass(&street.tape, 60 * TB_SECOND);
	street_refused(&street);
	assert_int_equal(ask_refuses_some(TB_SECOND).answer, TB_NO);
	assert_int_equal(ask_refuses_some(61 * TB_SECOND).answer, TB_YES);
}

static void a_flow_is_no_witness_of_its_own_acceptance(void **state)
{
	(void)state;
	reset();
	assert_int_equal(ask_accepts(0, TB_SECOND).answer, TB_NO);
}

static void acceptances_long_before_and_after_are_not_around(void **state)
{
	(void)state;
	street_accepted(&street);
	tape_pass(&street.tape, 60 * TB_SECOND);
	reset();
	tape_pass(&street.tape, 60 * TB_SECOND);
	street_accepted(&street);
	assert_int_equal(ask_accepts(0, TB_SECOND).answer, TB_NO);
	assert_int_equal(ask_accepts(0, 61 * TB_SECOND).answer, TB_YES);
}

#define claim(test) cmocka_unit_test_setup_teardown(test, begin, end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		claim(if_nobody_asks_afterwards_nothing_is_known),
		claim(a_service_that_refuses_afterwards_went_down),
		claim(a_service_that_first_accepts_did_not),
		claim(a_service_that_accepts_later_came_back),
		claim(a_service_that_refused_before_too_still_went_down),
		claim(a_service_that_refuses_now_and_then_is_not_known_to_have_gone_down),
		claim(another_port_is_another_service),
		claim(what_is_forgotten_is_not_denied),
		claim(a_service_that_accepts_others_around_then_says_so),
		claim(a_service_may_refuse_some),
		claim(who_refuses_all_for_a_while_does_not),
		claim(nor_does_who_refused_another_long_ago),
		claim(a_flow_is_no_witness_of_its_own_acceptance),
		claim(acceptances_long_before_and_after_are_not_around),
	};

	return cmocka_run_group_tests_name("neighbours_services", tests, NULL, NULL);
}
