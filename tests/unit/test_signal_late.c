/* SPDX-License-Identifier: BSD-3-Clause */
/* What had come when the client closed, and what came only then: see signal_time.c. */
#include "unit/signals.h"

static void ask(void)
{
	conv_text(conv, TB_CLIENT, "GET / HTTP/1.1\r\nHost: a.example\r\n\r\n");
	conv_ack(conv, TB_SERVER);
}

static void begin_to_answer(void)
{
	conv_text(conv, TB_SERVER, "HTTP/1.1 200 OK\r\nContent-Length: 200\r\n\r\nonly so much");
}

static void answer(void)
{
	conv_text(conv, TB_SERVER, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
}

static void client_closes_after(tb_span wait)
{
	pass(wait);
	conv_fin(conv, TB_CLIENT);
	conv_ack(conv, TB_SERVER);
}

static void assert_cause(const char *slug)
{
	assert_string_equal(hearing_verdict(&h)->cause.slug, slug);
}

static void what_came_after_the_client_had_closed_was_not_coming_before(void **state)
{
	(void)state;
	conv_open(conv);
	ask();
	client_closes_after(2 * TB_SECOND);
	pass(2 * TB_SECOND);
	begin_to_answer();
	conv_rst(conv, TB_CLIENT);
	yes(LATE_ANSWER);
	shown_by(LATE_ANSWER, 8);
	yes(NOTHING_COMING);
	no(RESPONSE_BEGUN);
	no(GOT_ANSWER);
	yes(REQUEST_OPEN);
	yes(WAITED);
	shown_by(WAITED, 4);
	assert_cause("application-timeout");
}

static void a_request_was_open_though_its_whole_answer_came_late(void **state)
{
	(void)state;
	conv_open(conv);
	ask();
	client_closes_after(1700 * TB_MILLISECOND);
	pass(TB_SECOND);
	answer();
	conv_rst(conv, TB_CLIENT);
	yes(LATE_ANSWER);
	yes(REQUEST_OPEN);
	yes(WAITED);
}

static void an_answer_that_had_begun_before_the_close_is_not_late(void **state)
{
	(void)state;
	conv_open(conv);
	ask();
	begin_to_answer();
	conv_ack(conv, TB_CLIENT);
	client_closes_after(2 * TB_SECOND);
	conv_data(conv, TB_SERVER, 100);
	conv_rst(conv, TB_CLIENT);
	no(LATE_ANSWER);
	no(NOTHING_COMING);
	yes(RESPONSE_BEGUN);
	yes(GOT_ANSWER);
	assert_cause("client-cancel");
}

static void who_closes_as_soon_as_he_has_asked_does_not_give_up(void **state)
{
	(void)state;
	conv_open(conv);
	ask();
	client_closes_after(0);
	pass(2 * TB_SECOND);
	begin_to_answer();
	conv_rst(conv, TB_CLIENT);
	no(LATE_ANSWER);
	yes(RESPONSE_BEGUN);
}

static void a_client_that_has_all_and_closes_later_stops_nothing(void **state)
{
	(void)state;
	conv_open(conv);
	conv_data(conv, TB_CLIENT, 4);
	conv_data(conv, TB_SERVER, 4);
	conv_ack(conv, TB_CLIENT);
	pass(200 * TB_MILLISECOND);
	conv_fin(conv, TB_CLIENT);
	conv_rstack(conv, TB_CLIENT);
	yes(NOTHING_COMING);
	shown_by(NOTHING_COMING, 5);
	no(LATE_ANSWER);
	assert_cause("undetermined");
}

static void where_much_had_come_more_may_have_been_to_come(void **state)
{
	(void)state;
	conv_open(conv);
	conv_data(conv, TB_CLIENT, 4);
	for (unsigned i = 0; i < 6; i++)
		conv_data(conv, TB_SERVER, 1400);
	conv_ack(conv, TB_CLIENT);
	pass(200 * TB_MILLISECOND);
	conv_rstack(conv, TB_CLIENT);
	no(NOTHING_COMING);
}

static void who_closed_at_no_known_moment_stopped_unseen(void **state)
{
	(void)state;
	talk();
	pass(TB_SECOND);
	conv_data(conv, TB_SERVER, 10);
	conv_rst(conv, TB_CLIENT);
	unseen(NOTHING_COMING);
	no(LATE_ANSWER);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		claim(what_came_after_the_client_had_closed_was_not_coming_before),
		claim(a_request_was_open_though_its_whole_answer_came_late),
		claim(an_answer_that_had_begun_before_the_close_is_not_late),
		claim(who_closes_as_soon_as_he_has_asked_does_not_give_up),
		claim(a_client_that_has_all_and_closes_later_stops_nothing),
		claim(where_much_had_come_more_may_have_been_to_come),
		claim(who_closed_at_no_known_moment_stopped_unseen),
	};

	return cmocka_run_group_tests_name("signal_late", tests, NULL, NULL);
}
