/* SPDX-License-Identifier: BSD-3-Clause */
/* What was said, and sent again, and never reached who closed: see signal_time.c. */
#include "unit/signals.h"

static const char answer[] = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

/* The client's close as it is while it has got no answer: put later. */
static struct conv_segment ask(void)
{
	conv_open(conv);
	conv_text(conv, TB_CLIENT, "GET / HTTP/1.1\r\nHost: a.example\r\n\r\n");
	conv_ack(conv, TB_SERVER);
	return abort_of(TB_CLIENT);
}

/* As a kernel repeats it, each time after twice the pause. */
static void send_again(enum tb_side from, unsigned times)
{
	tb_span pause = 200 * TB_MILLISECOND;

	for (; times > 0; times--, pause *= 2) {
		pass(pause);
		conv_again(conv, from);
	}
}

static void assert_cause(const char *slug)
{
	assert_string_equal(hearing_verdict(&h)->cause.slug, slug);
}

static void assert_not_cause(const char *slug)
{
	assert_string_not_equal(hearing_verdict(&h)->cause.slug, slug);
}

static void an_answer_that_the_close_does_not_acknowledge_has_not_come(void **state)
{
	struct conv_segment rst;

	(void)state;
	rst = ask();
	conv_text(conv, TB_SERVER, answer);
	send_again(TB_SERVER, 4);
	pass(330 * TB_MILLISECOND);
	conv_put(conv, &rst);
	yes(RECEIVED_IN_VAIN);
	measured(RECEIVED_IN_VAIN, 4);
	shown_by(RECEIVED_IN_VAIN, 7);
	yes(REQUEST_OPEN);
	no(RESPONSE_BEGUN);
	no(GOT_ANSWER);
	yes(WAITED);
	yes(NOTHING_COMING);
	shown_by(NOTHING_COMING, 4);
	no(SILENT);
	assert_cause("path-failure");
}

static void an_answer_that_the_close_acknowledges_has_come(void **state)
{
	(void)state;
	ask();
	conv_text(conv, TB_SERVER, answer);
	send_again(TB_SERVER, 4);
	pass(330 * TB_MILLISECOND);
	conv_rstack(conv, TB_CLIENT);
	no(RECEIVED_IN_VAIN);
	no(REQUEST_OPEN);
	yes(GOT_ANSWER);
}

static void one_repetition_tells_that_it_was_lost_but_not_that_the_path_failed(void **state)
{
	struct conv_segment rst;

	(void)state;
	rst = ask();
	conv_text(conv, TB_SERVER, answer);
	send_again(TB_SERVER, 1);
	pass(90 * TB_MILLISECOND);
	conv_put(conv, &rst);
	no(RECEIVED_IN_VAIN);
	yes(REQUEST_OPEN);
	no(GOT_ANSWER);
	assert_not_cause("reset-after-completion");
	assert_not_cause("path-failure");
}

static void the_clients_timer_began_with_its_request(void **state)
{
	struct conv_segment rst;

	(void)state;
	rst = ask();
	pass(300 * TB_MILLISECOND - 2 * h.street.tape.step);
	conv_text(conv, TB_SERVER, answer);
	send_again(TB_SERVER, 3);
	pass(300 * TB_MILLISECOND - 3 * h.street.tape.step);
	conv_put(conv, &rst);
	yes(WHOLE_SECONDS);
	shown_by(WHOLE_SECONDS, 4);
	assert_cause("path-failure");
	assert_string_equal(hearing_verdict(&h)->alternative[0].slug, "application-timeout");
}

static void segments_too_large_for_the_path_are_not_data_that_was_coming(void **state)
{
	struct conv_segment rst, first;

	(void)state;
	rst = ask();
	conv_text(conv, TB_SERVER, "HTTP/1.1 200 OK\r\nContent-Length: 200000\r\n\r\n");
	first = conv->end[TB_SERVER].last;
	for (unsigned i = 0; i < 10; i++)
		conv_data(conv, TB_SERVER, 1448);
	conv->end[TB_SERVER].last = first;
	send_again(TB_SERVER, 3);
	pass(1500 * TB_MILLISECOND);
	conv_put(conv, &rst);
	yes(RECEIVED_IN_VAIN);
	no(RESPONSE_BEGUN);
	no(STREAMING);
	unseen(SILENT);
	assert_cause("path-failure");
}

static void the_rest_of_an_answer_may_be_lost(void **state)
{
	struct conv_segment rst;

	(void)state;
	ask();
	conv_text(conv, TB_SERVER, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n");
	conv_ack(conv, TB_CLIENT);
	rst = abort_of(TB_CLIENT);
	conv_text(conv, TB_SERVER, "ok");
	send_again(TB_SERVER, 4);
	conv_put(conv, &rst);
	yes(RECEIVED_IN_VAIN);
	yes(REQUEST_OPEN);
	yes(RESPONSE_BEGUN);
	yes(GOT_ANSWER);
	assert_cause("path-failure");
}

static void who_closes_by_fin_has_not_got_it_either(void **state)
{
	struct conv_segment fin, last;

	(void)state;
	ask();
	fin = conv_next(conv, TB_CLIENT, TB_FIN | TB_ACK, 0);
	conv_text(conv, TB_SERVER, answer);
	last = conv->end[TB_SERVER].last;
	send_again(TB_SERVER, 3);
	conv_put(conv, &fin);
	conv_ack(conv, TB_SERVER);
	last.tcp.ack = conv->end[TB_CLIENT].next;
	conv->end[TB_SERVER].last = last;
	send_again(TB_SERVER, 1);
	conv_rst(conv, TB_CLIENT);
	yes(RECEIVED_IN_VAIN);
	yes(REQUEST_OPEN);
	no(WROTE_AFTER_FIN);
	assert_cause("path-failure");
}

static void a_request_that_never_arrived_crossed_no_close(void **state)
{
	struct conv_segment rst;

	(void)state;
	talk();
	rst = abort_of(TB_SERVER);
	pass(TB_SECOND);
	conv_text(conv, TB_CLIENT, "GET / HTTP/1.1\r\nHost: a.example\r\n\r\n");
	send_again(TB_CLIENT, 4);
	pass(TB_SECOND);
	conv_put(conv, &rst);
	yes(RECEIVED_IN_VAIN);
	no(WORKED_LONG);
	assert_cause("path-failure");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		claim(an_answer_that_the_close_does_not_acknowledge_has_not_come),
		claim(an_answer_that_the_close_acknowledges_has_come),
		claim(one_repetition_tells_that_it_was_lost_but_not_that_the_path_failed),
		claim(the_clients_timer_began_with_its_request),
		claim(segments_too_large_for_the_path_are_not_data_that_was_coming),
		claim(the_rest_of_an_answer_may_be_lost),
		claim(who_closes_by_fin_has_not_got_it_either),
		claim(a_request_that_never_arrived_crossed_no_close),
	};

	return cmocka_run_group_tests_name("signal_undelivered", tests, NULL, NULL);
}
