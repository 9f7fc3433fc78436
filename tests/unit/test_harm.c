/* SPDX-License-Identifier: BSD-3-Clause */
/* What a reset cost; test_engine.c has the plain cases. */
#include "blame/why.h"
#include "unit/trial.h"

static void assert_harm(enum tb_harm harm, enum tb_why_code why)
{
	const struct tb_verdict *v = only_verdict();

	assert_int_equal(v->harm.verdict, harm);
	assert_int_equal(v->harm.why.code, why);
}

static void ask(void)
{
	conv_text(&conv, TB_CLIENT, "GET / HTTP/1.1\r\nHost: a.example\r\n\r\n");
	conv_ack(&conv, TB_SERVER);
}

static void answer(void)
{
	conv_text(&conv, TB_SERVER, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
	conv_ack(&conv, TB_CLIENT);
}

static void after_a_whole_response_nothing_is_lost(void **state)
{
	(void)state;
	conv_open(&conv);
	ask();
	answer();
	conv_rstack(&conv, TB_CLIENT);
	assert_harm(TB_HARM_BENIGN, TB_WHY_COMPLETE);
}

static void a_request_without_its_answer_is(void **state)
{
	(void)state;
	conv_open(&conv);
	ask();
	answer();
	ask();
	conv_rstack(&conv, TB_SERVER);
	assert_harm(TB_HARM_DISRUPTIVE, TB_WHY_REQUEST_OPEN);
}

static void an_answer_in_the_midst_of_an_upload_may_be_lost(void **state)
{
	(void)state;
	conv_open(&conv);
	conv_text(&conv, TB_CLIENT,
		  "POST / HTTP/1.1\r\nHost: a.example\r\nContent-Length: 90000\r\n\r\n");
	conv_text(&conv, TB_SERVER, "HTTP/1.1 413 Too Large\r\nContent-Length: 0\r\n\r\n");
	conv_data(&conv, TB_CLIENT, 1000);
	conv_rstack(&conv, TB_SERVER);
	assert_harm(TB_HARM_UNKNOWN, TB_WHY_UPLOADING);
}

static void who_is_refused_for_want_of_room_has_lost_what_he_came_for(void **state)
{
	(void)state;
	conv_open(&conv);
	conv_text(&conv, TB_SERVER, "220 mail.example ESMTP\r\n");
	conv_text(&conv, TB_CLIENT, "EHLO a.example\r\n");
	conv_text(&conv, TB_SERVER, "421 mail.example too many connections\r\n");
	conv_ack(&conv, TB_CLIENT);
	conv_rstack(&conv, TB_SERVER);
	assert_harm(TB_HARM_DISRUPTIVE, TB_WHY_SAID_FULL);
}

static void bytes_that_nobody_acknowledged_are_lost(void **state)
{
	const struct tb_verdict *v;

	(void)state;
	conv_open(&conv);
	exchange(10, 10);
	conv_data(&conv, TB_CLIENT, 48);
	conv_rst(&conv, TB_SERVER);
	v = only_verdict();
	assert_int_equal(v->harm.verdict, TB_HARM_DISRUPTIVE);
	assert_int_equal(v->harm.why.code, TB_WHY_UNACKED);
	assert_int_equal(v->harm.why.n, 48);
	assert_int_equal(v->harm.unacked[TB_SERVER], 0);
}

static void an_alert_that_was_not_taken_is_no_loss(void **state)
{
	static const uint8_t alert[] = { 21, 3, 3, 0, 2, 1, 0 };

	(void)state;
	conv_open(&conv);
	exchange(10, 10);
	conv_fin(&conv, TB_SERVER);
	conv_ack(&conv, TB_CLIENT);
	conv_bytes(&conv, TB_CLIENT, alert, sizeof(alert));
	conv_rst(&conv, TB_SERVER);
	assert_harm(TB_HARM_BENIGN, TB_WHY_ONLY_ALERT);
}

static void a_server_that_resets_an_unused_connection_disrupts(void **state)
{
	(void)state;
	conv_open(&conv);
	conv_rstack(&conv, TB_SERVER);
	assert_harm(TB_HARM_DISRUPTIVE, TB_WHY_UNUSED_BY_SERVER);
}

static void what_a_forger_acknowledges_had_not_arrived(void **state)
{
	struct conv_segment rst;
	const struct tb_verdict *v;

	(void)state;
	conv_open(&conv);
	exchange(10, 10);
	conv_data(&conv, TB_CLIENT, 48);
	rst = conv_next(&conv, TB_SERVER, TB_RST | TB_ACK, 0);
	rst.ip.ttl = 30;
	conv_put(&conv, &rst);
	tape_pass(&court.tape, TB_SECOND);
	conv_data(&conv, TB_SERVER, 100);
	tape_pass(&court.tape, 10 * TB_SECOND);
	v = only_verdict();
	assert_int_equal(v->origin.by, TB_ORIGIN_THIRD_PARTY);
	assert_int_equal(v->harm.unacked[TB_CLIENT], 48);
}

static void what_had_no_effect_did_no_harm(void **state)
{
	struct conv_segment rst;

	(void)state;
	conv_open(&conv);
	ask();
	rst = forged(TB_SERVER, 77777777);
	conv_put(&conv, &rst);
	answer();
	assert_harm(TB_HARM_BENIGN, TB_WHY_NO_EFFECT);
}

static void resets_that_cross_leave_open_what_they_leave_open(void **state)
{
	(void)state;
	conv_open(&conv);
	ask();
	conv_rstack(&conv, TB_CLIENT);
	conv_rstack(&conv, TB_SERVER);
	assert_harm(TB_HARM_DISRUPTIVE, TB_WHY_REQUEST_OPEN);
}

static void what_comes_after_both_closes_does_no_harm(void **state)
{
	(void)state;
	conv_open(&conv);
	ask();
	conv_fin(&conv, TB_SERVER);
	conv_ack(&conv, TB_CLIENT);
	conv_fin(&conv, TB_CLIENT);
	conv_ack(&conv, TB_SERVER);
	conv_rst(&conv, TB_SERVER);
	assert_harm(TB_HARM_BENIGN, TB_WHY_ENDED_BEFORE);
}

static void what_answers_a_syn_that_was_not_captured_may_have_hurt(void **state)
{
	struct conv_segment rst = conv_next(&conv, TB_SERVER, TB_RST | TB_ACK, 0);

	(void)state;
	rst.tcp.seq = 0;
	rst.tcp.ack = 1001;
	conv_put(&conv, &rst);
	assert_harm(TB_HARM_UNKNOWN, TB_WHY_ATTEMPT_UNSEEN);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		claim(after_a_whole_response_nothing_is_lost),
		claim(a_request_without_its_answer_is),
		claim(an_answer_in_the_midst_of_an_upload_may_be_lost),
		claim(who_is_refused_for_want_of_room_has_lost_what_he_came_for),
		claim(bytes_that_nobody_acknowledged_are_lost),
		claim(an_alert_that_was_not_taken_is_no_loss),
		claim(a_server_that_resets_an_unused_connection_disrupts),
		claim(what_a_forger_acknowledges_had_not_arrived),
		claim(what_had_no_effect_did_no_harm),
		claim(resets_that_cross_leave_open_what_they_leave_open),
		claim(what_comes_after_both_closes_does_no_harm),
		claim(what_answers_a_syn_that_was_not_captured_may_have_hurt),
	};

	return cmocka_run_group_tests_name("harm", tests, NULL, NULL);
}
