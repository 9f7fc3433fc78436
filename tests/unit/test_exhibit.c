/* SPDX-License-Identifier: BSD-3-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "flow/exhibit.h"
#include "support/one_flow.h"

/* Too large for the stack of some systems. */
static struct one_flow o;
static struct tb_exhibit x;
static struct conv *const conv = &o.conv;

static int begin(void **state)
{
	(void)state;
	one_flow_begin(&o);
	return 0;
}

/* Takes it before a RST of the server, which is not remembered. */
static void take(void)
{
	o.hold = true;
	conv_rstack(conv, TB_SERVER);
	o.hold = false;
	tb_exhibit_take(&x, &o.flow, &o.trail, &o.last, one_flow_dir(&o, TB_SERVER),
			TB_NONE);
}

static const struct tb_past *past(enum tb_side side)
{
	return &x.past[one_flow_dir(&o, side)];
}

static uint64_t frame(const struct tb_moment *m)
{
	return tb_ref_unpack(m->ref).number;
}

static void talk(void)
{
	conv_open(conv);
	conv_data(conv, TB_CLIENT, 100);
	conv_ack(conv, TB_SERVER);
	conv_data(conv, TB_SERVER, 1000);
	conv_ack(conv, TB_CLIENT);
}

/* Moments and turns ------------------------------------------------------------------- */

static void of_each_kind_of_moment_the_last_is_known(void **state)
{
	(void)state;
	talk();
	conv_data(conv, TB_CLIENT, 10);
	conv_fin(conv, TB_CLIENT);
	take();
	assert_int_equal(frame(&past(TB_CLIENT)->syn), 1);
	assert_int_equal(frame(&past(TB_SERVER)->syn), 2);
	assert_int_equal(frame(&past(TB_CLIENT)->data), 8);
	assert_int_equal(frame(&past(TB_SERVER)->data), 6);
	assert_int_equal(frame(&past(TB_CLIENT)->fin), 9);
	assert_int_equal(frame(&past(TB_SERVER)->fin), 0);
	assert_int_equal(frame(&past(TB_CLIENT)->last), 9);
	assert_int_equal(past(TB_CLIENT)->syns, 1);
	assert_int_equal(past(TB_CLIENT)->seen, 6);
	assert_true(x.complete);
}

static void a_turn_is_all_that_one_side_said_since_the_other_did(void **state)
{
	(void)state;
	talk();
	conv_data(conv, TB_CLIENT, 10);
	conv_data(conv, TB_CLIENT, 20);
	conv_ack(conv, TB_SERVER);
	conv_data(conv, TB_CLIENT, 30);
	take();
	assert_int_equal(frame(&past(TB_CLIENT)->turn), 8);
	assert_int_equal(past(TB_CLIENT)->turn_bytes, 60);
	assert_int_equal(frame(&past(TB_SERVER)->turn), 0);
	assert_int_equal(past(TB_SERVER)->turn_bytes, 0);
}

static void the_gap_is_the_silence_before_the_turn(void **state)
{
	(void)state;
	talk();
	tape_pass(&o.tape, 30 * TB_SECOND);
	conv_data(conv, TB_CLIENT, 10);
	tape_pass(&o.tape, 5 * TB_SECOND);
	conv_data(conv, TB_CLIENT, 10);
	take();
	assert_int_equal(past(TB_CLIENT)->turn_gap, 30 * TB_SECOND + o.tape.step);
}

static void data_sent_again_is_no_new_turn(void **state)
{
	(void)state;
	talk();
	tape_pass(&o.tape, TB_SECOND);
	conv->end[TB_SERVER].last = conv_next(conv, TB_SERVER, TB_ACK | TB_PSH, 1000);
	conv->end[TB_SERVER].last.tcp.seq -= 1000;
	conv_again(conv, TB_SERVER);
	take();
	assert_int_equal(frame(&past(TB_SERVER)->data), 6);
	assert_int_equal(past(TB_SERVER)->losses, 1);
}

static void an_alert_may_be_the_last_words(void **state)
{
	static const uint8_t alert[] = { 21, 3, 3, 0, 2, 2, 40 };

	(void)state;
	talk();
	conv_bytes(conv, TB_SERVER, alert, sizeof(alert));
	take();
	assert_true(past(TB_SERVER)->ends_in_alert);
	assert_false(past(TB_CLIENT)->ends_in_alert);
	conv_data(conv, TB_SERVER, 10);
	take();
	assert_false(past(TB_SERVER)->ends_in_alert);
}

static void the_quickest_answer_is_known(void **state)
{
	(void)state;
	conv_open(conv);
	for (unsigned i = 3; i > 0; i--) {
		conv_data(conv, TB_CLIENT, 10);
		tape_pass(&o.tape, i * 100 * TB_MILLISECOND);
		conv_ack(conv, TB_SERVER);
	}
	take();
	assert_int_equal(past(TB_SERVER)->quickest, 100 * TB_MILLISECOND + o.tape.step);
	assert_int_equal(past(TB_CLIENT)->quickest, 0);
}

/* Runs -------------------------------------------------------------------------------- */

static void probe(enum tb_side from)
{
	struct conv_segment s = conv_next(conv, from, TB_ACK, 0);

	s.tcp.seq--;
	conv_put(conv, &s);
	tape_pass(&o.tape, TB_SECOND - o.tape.step);
}

static void probes_in_a_row_are_a_run(void **state)
{
	(void)state;
	talk();
	for (unsigned i = 0; i < 3; i++)
		probe(TB_CLIENT);
	take();
	assert_int_equal(past(TB_CLIENT)->run_length, 3);
	assert_true(past(TB_CLIENT)->run_of_probes);
	assert_false(past(TB_CLIENT)->run_answered);
	assert_int_equal(frame(&past(TB_CLIENT)->run), 8);
	assert_int_equal(past(TB_CLIENT)->run_longest, TB_SECOND);
	assert_int_equal(past(TB_SERVER)->run_length, 0);
}

static void what_answers_a_probe_is_seen_by_order_not_by_clock(void **state)
{
	(void)state;
	talk();
	probe(TB_CLIENT);
	probe(TB_CLIENT);
	tape_pass(&o.tape, -60 * TB_SECOND);
	conv_ack(conv, TB_SERVER);
	take();
	assert_true(past(TB_CLIENT)->run_answered);
	begin(state);
	talk();
	tape_pass(&o.tape, -60 * TB_SECOND);
	probe(TB_CLIENT);
	probe(TB_CLIENT);
	take();
	assert_false(past(TB_CLIENT)->run_answered);
}

static void retransmissions_in_a_row_are_a_run_with_its_pauses(void **state)
{
	(void)state;
	talk();
	conv_data(conv, TB_CLIENT, 10);
	for (unsigned i = 1; i <= 4; i *= 2) {
		tape_pass(&o.tape, i * TB_SECOND - o.tape.step);
		conv_again(conv, TB_CLIENT);
	}
	take();
	assert_int_equal(past(TB_CLIENT)->run_length, 3);
	assert_false(past(TB_CLIENT)->run_of_probes);
	assert_int_equal(frame(&past(TB_CLIENT)->run), 9);
	assert_int_equal(past(TB_CLIENT)->run_longest, 4 * TB_SECOND);
	assert_int_equal(past(TB_CLIENT)->losses, 3);
}

static void new_data_ends_a_run(void **state)
{
	(void)state;
	talk();
	conv_data(conv, TB_CLIENT, 10);
	tape_pass(&o.tape, TB_SECOND);
	conv_again(conv, TB_CLIENT);
	conv_data(conv, TB_CLIENT, 20);
	take();
	assert_int_equal(past(TB_CLIENT)->run_length, 0);
	assert_int_equal(past(TB_CLIENT)->losses, 1);
}

/* Habits ------------------------------------------------------------------------------ */

static enum tb_id_habit habit_after(const uint16_t *id, size_t n)
{
	begin(NULL);
	conv_open(conv);
	for (size_t i = 0; i < n; i++) {
		conv->end[TB_SERVER].ip_id = id[i];
		conv_data(conv, TB_SERVER, 10);
	}
	take();
	return (enum tb_id_habit)past(TB_SERVER)->id_habit;
}

static void ids_follow_each_other_by_habit(void **state)
{
	static const uint16_t zero[] = { 0, 0, 0 }, counts[] = { 65534, 65535, 3 },
			      constant[] = { 7, 7, 7 }, wild[] = { 10, 40000, 20000 },
			      mixed[] = { 10, 11, 30000 }, one[] = { 10 };

	(void)state;
	assert_int_equal(habit_after(zero, 3), TB_ID_ZERO);
	assert_int_equal(habit_after(counts, 3), TB_ID_COUNTS);
	assert_int_equal(habit_after(constant, 3), TB_ID_CONSTANT);
	assert_int_equal(habit_after(wild, 3), TB_ID_OTHER);
	assert_int_equal(habit_after(mixed, 3), TB_ID_OTHER);
	assert_int_equal(habit_after(one, 1), TB_ID_UNSEEN);	/* a SYN-ACK does not count */
}

static void ttls_are_known_from_the_least_to_the_most(void **state)
{
	(void)state;
	conv_open(conv);
	conv->end[TB_SERVER].ttl = 60;
	conv_data(conv, TB_SERVER, 10);
	conv->end[TB_SERVER].ttl = 62;
	conv_data(conv, TB_SERVER, 10);
	take();
	assert_int_equal(past(TB_SERVER)->ttl_min, 60);
	assert_int_equal(past(TB_SERVER)->ttl_max, 64);
	assert_int_equal(past(TB_SERVER)->ttl, 62);
	assert_true(past(TB_SERVER)->df_always);
}

/* Forgetting -------------------------------------------------------------------------- */

static void what_the_trail_has_forgotten_is_not_complete(void **state)
{
	(void)state;
	conv_open(conv);
	conv_data(conv, TB_CLIENT, 10);
	for (unsigned i = 0; i < 600; i++)
		conv_data(conv, TB_SERVER, 10);
	take();
	assert_false(x.complete);
	assert_int_equal(frame(&past(TB_SERVER)->syn), 0);
	assert_int_equal(frame(&past(TB_CLIENT)->data), 0);
	assert_true(past(TB_CLIENT)->did & TB_DID_DATA);
	assert_int_equal(past(TB_SERVER)->seen, UINT8_MAX);
}

static void nothing_is_known_of_nothing(void **state)
{
	(void)state;
	take();
	assert_true(x.complete);
	for (unsigned d = 0; d < 2; d++) {
		assert_int_equal(x.past[d].seen, 0);
		assert_int_equal(x.past[d].last.ref, 0);
		assert_int_equal(x.past[d].id_habit, TB_ID_UNSEEN);
	}
	assert_false(x.trigger_seen);
}

static void the_trigger_is_laid_beside_it(void **state)
{
	(void)state;
	talk();
	conv->end[TB_CLIENT].tos = 0x48;
	conv_data(conv, TB_CLIENT, 10);
	o.hold = true;
	conv_rst(conv, TB_SERVER);
	tb_exhibit_take(&x, &o.flow, &o.trail, &o.last, one_flow_dir(&o, TB_SERVER),
			o.flow.trail);
	assert_true(x.trigger_seen);
	assert_int_equal(x.trigger_tos, 0x48);
	assert_int_equal(x.trigger_window, 64240);
}

#define claim(test) cmocka_unit_test_setup(test, begin)

int main(void)
{
	const struct CMUnitTest tests[] = {
		claim(of_each_kind_of_moment_the_last_is_known),
		claim(a_turn_is_all_that_one_side_said_since_the_other_did),
		claim(the_gap_is_the_silence_before_the_turn),
		claim(data_sent_again_is_no_new_turn),
		claim(an_alert_may_be_the_last_words),
		claim(the_quickest_answer_is_known),
		claim(probes_in_a_row_are_a_run),
		claim(what_answers_a_probe_is_seen_by_order_not_by_clock),
		claim(retransmissions_in_a_row_are_a_run_with_its_pauses),
		claim(new_data_ends_a_run),
		claim(ids_follow_each_other_by_habit),
		claim(ttls_are_known_from_the_least_to_the_most),
		claim(what_the_trail_has_forgotten_is_not_complete),
		claim(nothing_is_known_of_nothing),
		claim(the_trigger_is_laid_beside_it),
	};

	return cmocka_run_group_tests_name("exhibit", tests, NULL, NULL);
}
