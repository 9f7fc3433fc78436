/* SPDX-License-Identifier: BSD-3-Clause */
/* Whether a RST arrived at all. */
#include "blame/why.h"
#include "unit/trial.h"

static int begin_slowly(void **state)
{
	begin(state);
	court.tape.step = 200 * TB_MILLISECOND;
	conv_open(&conv);
	exchange(10, 10);
	return 0;
}

static void repeats(unsigned times)
{
	conv_data(&conv, TB_CLIENT, 16);
	for (unsigned i = 0; i < times; i++)
		conv_again(&conv, TB_CLIENT);
}

static void probes(unsigned times)
{
	for (unsigned i = 0; i < times; i++) {
		struct conv_segment probe = conv_next(&conv, TB_CLIENT, TB_ACK, 0);

		probe.tcp.seq--;
		conv_put(&conv, &probe);
	}
}

/* Data of the server, which has not got what the client repeated. */
static void server_speaks_unaware(void)
{
	struct conv_segment data = conv_next(&conv, TB_SERVER, TB_ACK | TB_PSH, 7);

	data.tcp.ack -= 16;
	conv_put(&conv, &data);
}

/* That answers it, as one who no longer knows the connection does. */
static void client_knows_nothing(void)
{
	struct conv_segment rst = conv_next(&conv, TB_CLIENT, TB_RST, 0);

	rst.tcp.seq -= 16;
	rst.tcp.ack = rst.tcp.window = 0;
	conv_put(&conv, &rst);
}

/* Another connection, by which the capture goes on. */
static void time_passes(tb_span span)
{
	struct conv other;

	conv_init(&other, &court.tape, "192.0.2.7", 50000, "198.51.100.2", 80);
	court.tape.now.ns += span;
	conv_syn(&other);
}

static void assert_effect(enum tb_effect effect, enum tb_why_code why)
{
	const struct tb_verdict *v = only_verdict();

	assert_int_equal(v->rst[v->deciding].effect, effect);
	assert_int_equal(v->rst[v->deciding].effect_why.code, why);
}

static void abort_with_ttl(uint8_t ttl)
{
	struct conv_segment rst = conv_next(&conv, TB_SERVER, TB_RST | TB_ACK, 0);

	rst.ip.ttl = ttl;
	conv_put(&conv, &rst);
}

/* HAProxy's silent-drop. */
static void one_that_no_router_passes_on_does_not(void **state)
{
	(void)state;
	conv.end[TB_CLIENT].ttl = 63;
	conv_open(&conv);
	abort_with_ttl(1);
	assert_effect(TB_EFFECT_IGNORED, TB_WHY_TTL_SPENT);
}

static void without_a_router_in_between_it_does(void **state)
{
	(void)state;
	conv_open(&conv);
	abort_with_ttl(1);
	assert_effect(TB_EFFECT_ACCEPTED, TB_WHY_EXACT);
}

static void it_is_not_known_of_a_rst_after_probes_in_vain(void **state)
{
	const struct tb_verdict *v;
	bool told = false;

	(void)state;
	probes(3);
	conv_rstack(&conv, TB_CLIENT);
	v = only_verdict();
	assert_int_equal(v->rst[0].effect, TB_EFFECT_UNKNOWN);
	assert_int_equal(v->rst[0].effect_why.code, TB_WHY_IN_VAIN);
	assert_int_equal(v->rst[0].effect_why.frame.number, 8);
	assert_int_equal(v->rst[0].role, TB_ROLE_DECIDING);
	assert_int_equal(v->errors[TB_SERVER].met, TB_UNSEEN);
	for (size_t i = 0; i < v->n_unseen; i++)
		told |= v->unseen[i].code == TB_WHY_UNSEEN_ARRIVAL;
	assert_true(told);
}

static void silence_shows_nothing_of_one_who_was_silent_before(void **state)
{
	(void)state;
	probes(3);
	conv_rstack(&conv, TB_CLIENT);
	time_passes(10 * TB_SECOND);
	assert_effect(TB_EFFECT_UNKNOWN, TB_WHY_IN_VAIN);
}

static void probes_that_are_answered_show_a_path(void **state)
{
	(void)state;
	probes(3);
	conv_ack(&conv, TB_SERVER);
	conv_rstack(&conv, TB_CLIENT);
	assert_effect(TB_EFFECT_ACCEPTED, TB_WHY_EXACT);
}

static void retransmissions_that_an_answer_acknowledged_were_not_in_vain(void **state)
{
	(void)state;
	repeats(3);
	conv_data(&conv, TB_SERVER, 7);
	conv_rstack(&conv, TB_CLIENT);
	assert_effect(TB_EFFECT_ACCEPTED, TB_WHY_EXACT);
}

static void an_abort_amid_retransmissions_may_be_lost_as_these(void **state)
{
	(void)state;
	repeats(3);
	conv_rstack(&conv, TB_CLIENT);
	assert_effect(TB_EFFECT_UNKNOWN, TB_WHY_IN_VAIN);
}

static void two_losses_are_chance(void **state)
{
	(void)state;
	repeats(2);
	conv_rstack(&conv, TB_CLIENT);
	assert_effect(TB_EFFECT_ACCEPTED, TB_WHY_EXACT);
}

static void data_that_acknowledges_nothing_new_shows_no_path(void **state)
{
	(void)state;
	repeats(4);
	server_speaks_unaware();
	client_knows_nothing();
	assert_effect(TB_EFFECT_UNKNOWN, TB_WHY_IN_VAIN);
}

static void a_mere_ack_is_an_answer_though_it_acknowledges_nothing_new(void **state)
{
	struct conv_segment ack;

	(void)state;
	repeats(4);
	ack = conv_next(&conv, TB_SERVER, TB_ACK, 0);
	ack.tcp.ack -= 16;
	conv_put(&conv, &ack);
	conv_rstack(&conv, TB_CLIENT);
	assert_effect(TB_EFFECT_ACCEPTED, TB_WHY_EXACT);
}

static void who_does_not_repeat_his_data_has_got_the_rst(void **state)
{
	(void)state;
	repeats(4);
	server_speaks_unaware();
	client_knows_nothing();
	time_passes(4 * TB_SECOND);
	assert_effect(TB_EFFECT_ACCEPTED, TB_WHY_EXACT);
}

static void who_repeats_them_has_not(void **state)
{
	const struct tb_verdict *v;

	(void)state;
	repeats(4);
	server_speaks_unaware();
	client_knows_nothing();
	court.tape.now.ns += TB_SECOND;
	conv_again(&conv, TB_SERVER);
	client_knows_nothing();
	v = only_verdict();
	assert_int_equal(v->deciding, 1);
	assert_int_equal(v->rst[0].effect, TB_EFFECT_IGNORED);
	assert_int_equal(v->rst[1].effect, TB_EFFECT_UNKNOWN);
}

static void one_that_may_be_lost_leaves_the_connection_open(void **state)
{
	(void)state;
	repeats(4);
	conv_rstack(&conv, TB_CLIENT);
	time_passes(10 * TB_SECOND);
	server_speaks_unaware();
	client_knows_nothing();
	court_close(&court);
	assert_int_equal(court.n, 2);
	assert_int_equal(court.verdict[1].v.phase, TB_PHASE_DATA_TRANSFER);
	assert_int_not_equal(court_rst(&court, 1)->effect, TB_EFFECT_LATE);
}

#define claim_slowly(test) cmocka_unit_test_setup(test, begin_slowly)

int main(void)
{
	const struct CMUnitTest tests[] = {
		claim_slowly(it_is_not_known_of_a_rst_after_probes_in_vain),
		claim(one_that_no_router_passes_on_does_not),
		claim(without_a_router_in_between_it_does),
		claim_slowly(silence_shows_nothing_of_one_who_was_silent_before),
		claim_slowly(probes_that_are_answered_show_a_path),
		claim_slowly(retransmissions_that_an_answer_acknowledged_were_not_in_vain),
		claim_slowly(an_abort_amid_retransmissions_may_be_lost_as_these),
		claim_slowly(two_losses_are_chance),
		claim_slowly(data_that_acknowledges_nothing_new_shows_no_path),
		claim_slowly(a_mere_ack_is_an_answer_though_it_acknowledges_nothing_new),
		claim_slowly(who_does_not_repeat_his_data_has_got_the_rst),
		claim_slowly(who_repeats_them_has_not),
		claim_slowly(one_that_may_be_lost_leaves_the_connection_open),
	};

	return cmocka_run_group_tests_name("arrival", tests, NULL, NULL);
}
