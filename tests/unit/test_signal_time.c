/* SPDX-License-Identifier: BSD-3-Clause */
#include "unit/signals.h"

/* Silences and timers ----------------------------------------------------------------- */

/* The server ends the connection so long after the last words, which are the server's. */
static void end_after(tb_span silence)
{
	again();
	talk();
	pass(silence - 2 * h.street.tape.step);
	conv_rstack(conv, TB_SERVER);
}

static void a_connection_may_have_been_silent(void **state)
{
	(void)state;
	end_after(10 * TB_MILLISECOND);
	no(SILENT);
	end_after(5 * TB_SECOND);
	yes(SILENT);
	end_after(120 * TB_SECOND);
	yes(SILENT);
}

static void the_silence_is_that_before_the_words_that_were_reset(void **state)
{
	(void)state;
	talk();
	pass(350 * TB_SECOND);
	conv_data(conv, TB_CLIENT, 10);
	conv_rst(conv, TB_SERVER);
	yes(SILENT);
	yes(MIDDLE_TIMER);
}

static void a_timer_is_set_in_whole_seconds(void **state)
{
	(void)state;
	end_after(5 * TB_SECOND + 4 * TB_MILLISECOND);
	yes(WHOLE_SECONDS);
	shown_by(WHOLE_SECONDS, 6);
	measured(WHOLE_SECONDS, 5 * TB_SECOND + 4 * TB_MILLISECOND);
	end_after(5400 * TB_MILLISECOND);
	no(WHOLE_SECONDS);
}

static void an_answer_without_a_socket_tells_no_moment(void **state)
{
	(void)state;
	talk();
	pass(60 * TB_SECOND);
	conv_data(conv, TB_CLIENT, 10);
	conv_rst(conv, TB_SERVER);
	unseen(WHOLE_SECONDS);
	unseen(ENDPOINT_TIMER);
}

static void a_fin_is_the_moment_of_the_close(void **state)
{
	(void)state;
	talk();
	pass(5 * TB_SECOND - 2 * h.street.tape.step);
	conv_fin(conv, TB_SERVER);
	conv_ack(conv, TB_CLIENT);
	pass(700 * TB_MILLISECOND);
	conv_data(conv, TB_CLIENT, 10);
	conv_rst(conv, TB_SERVER);
	yes(WHOLE_SECONDS);
	measured(WHOLE_SECONDS, 5 * TB_SECOND);
}

static void servers_have_usual_timers(void **state)
{
	(void)state;
	end_after(75 * TB_SECOND);
	yes(ENDPOINT_TIMER);
	measured(ENDPOINT_TIMER, 75 * TB_SECOND);
	end_after(77777 * TB_MILLISECOND);
	no(ENDPOINT_TIMER);
	end_after(10 * TB_MILLISECOND);
	unseen(ENDPOINT_TIMER);
}

static void a_short_silence_is_no_timer_of_the_middle(void **state)
{
	(void)state;
	end_after(10 * TB_MILLISECOND);
	no(MIDDLE_TIMER);
}

/* Waiting ----------------------------------------------------------------------------- */

static void reset_request_after(tb_span span, enum tb_side from)
{
	again();
	talk();
	conv_data(conv, TB_CLIENT, 100);
	pass(span - h.street.tape.step);
	conv_rstack(conv, from);
}

static void a_client_may_have_waited_for_an_answer(void **state)
{
	(void)state;
	reset_request_after(30 * TB_SECOND, TB_CLIENT);
	yes(WAITED);
	measured(WAITED, 30 * TB_SECOND);
	shown_by(WAITED, 8);
	no(WORKED_LONG);
	no(WAITED_BRIEFLY);
	reset_request_after(100 * TB_MILLISECOND, TB_CLIENT);
	no(WAITED);
	no(WAITED_BRIEFLY);
}

static void some_clients_wait_less_than_a_second(void **state)
{
	(void)state;
	reset_request_after(700 * TB_MILLISECOND, TB_CLIENT);
	no(WAITED);
	yes(WAITED_BRIEFLY);
	measured(WAITED_BRIEFLY, 700 * TB_MILLISECOND);
	shown_by(WAITED_BRIEFLY, 8);
	reset_request_after(700 * TB_MILLISECOND, TB_SERVER);
	no(WAITED_BRIEFLY);
}

static void a_server_may_have_left_a_request_unanswered(void **state)
{
	(void)state;
	reset_request_after(30 * TB_SECOND, TB_SERVER);
	yes(WORKED_LONG);
	shown_by(WORKED_LONG, 8);
	no(WAITED);
}

static void a_timer_for_the_whole_request_begins_with_the_connection(void **state)
{
	(void)state;
	h.street.tape.step = 0;
	conv_open(conv);
	pass(400 * TB_MILLISECOND);
	conv_data(conv, TB_CLIENT, 100);
	pass(601 * TB_MILLISECOND);
	conv_rstack(conv, TB_SERVER);
	yes(WHOLE_SINCE_START);
	shown_by(WHOLE_SINCE_START, 2);
	no(WHOLE_SECONDS);
	again();
	h.street.tape.step = 0;
	conv_open(conv);
	pass(400 * TB_MILLISECOND);
	conv_data(conv, TB_CLIENT, 100);
	pass(TB_SECOND);
	conv_rstack(conv, TB_SERVER);
	no(WHOLE_SINCE_START);
	yes(WHOLE_SECONDS);
}

/* Probes ------------------------------------------------------------------------------ */

static void probe(enum tb_side from)
{
	struct conv_segment s = conv_next(conv, from, TB_ACK, 0);

	s.tcp.seq--;
	conv_put(conv, &s);
	pass(TB_SECOND);
}

static void probes_may_stay_unanswered(void **state)
{
	(void)state;
	talk();
	pass(10 * TB_SECOND);
	for (unsigned i = 0; i < 3; i++)
		probe(TB_CLIENT);
	conv_rstack(conv, TB_CLIENT);
	yes(PROBES_UNANSWERED);
	measured(PROBES_UNANSWERED, 3);
	shown_by(PROBES_UNANSWERED, 8);
	no(SENDER_RETRANSMITS);
}

static void an_answered_probe_is_no_sign_of_death(void **state)
{
	(void)state;
	talk();
	for (unsigned i = 0; i < 3; i++) {
		probe(TB_CLIENT);
		conv_ack(conv, TB_SERVER);
	}
	conv_rstack(conv, TB_CLIENT);
	no(PROBES_UNANSWERED);
}

static void the_next_probe_may_have_been_due_when_it_was_reset(void **state)
{
	(void)state;
	talk();
	for (unsigned i = 0; i < 3; i++) {
		conv_ack(conv, TB_SERVER);
		probe(TB_CLIENT);
	}
	conv_rstack(conv, TB_CLIENT);
	yes(PROBE_WAS_DUE);
	shown_by(PROBE_WAS_DUE, 13);
	no(PROBES_UNANSWERED);
	again();
	talk();
	for (unsigned i = 0; i < 3; i++)
		probe(TB_CLIENT);
	pass(TB_SECOND);
	conv_rstack(conv, TB_CLIENT);
	no(PROBE_WAS_DUE);
	again();
	talk();
	probe(TB_CLIENT);
	conv_rstack(conv, TB_CLIENT);
	no(PROBE_WAS_DUE);
}

static void probes_are_unanswered_whatever_the_clocks_say(void **state)
{
	(void)state;
	talk();
	pass(-3600 * TB_SECOND);
	for (unsigned i = 0; i < 3; i++)
		probe(TB_CLIENT);
	conv_rstack(conv, TB_CLIENT);
	yes(PROBES_UNANSWERED);
}

/* Room -------------------------------------------------------------------------------- */

/* That side tells that it has no room for more. */
static void shut(enum tb_side side)
{
	conv->end[side].window = 0;
	conv_ack(conv, side);
}

static void who_has_no_room_has_not_read(void **state)
{
	(void)state;
	talk();
	conv_data(conv, TB_CLIENT, 100);
	shut(TB_SERVER);
	pass(3 * TB_SECOND);
	shut(TB_SERVER);
	conv_rstack(conv, TB_SERVER);
	yes(SENDER_SHUT);
	shown_by(SENDER_SHUT, 9);
	measured(SENDER_SHUT, 3 * TB_SECOND + 2 * TB_MILLISECOND);
	no(RECEIVER_SHUT);
}

static void who_has_room_again_has_read(void **state)
{
	(void)state;
	talk();
	conv_data(conv, TB_CLIENT, 100);
	shut(TB_SERVER);
	conv->end[TB_SERVER].window = 500;
	conv_ack(conv, TB_SERVER);
	conv_rstack(conv, TB_SERVER);
	no(SENDER_SHUT);
}

static void who_has_closed_may_have_no_room_though_all_was_read(void **state)
{
	(void)state;
	talk();
	conv_fin(conv, TB_SERVER);
	conv_data(conv, TB_CLIENT, 100);
	shut(TB_SERVER);
	conv_rstack(conv, TB_SERVER);
	unseen(SENDER_SHUT);
}

static void a_sender_may_have_waited_for_room(void **state)
{
	(void)state;
	talk();
	conv_data(conv, TB_SERVER, 100);
	shut(TB_CLIENT);
	pass(3 * TB_SECOND);
	conv_rstack(conv, TB_SERVER);
	yes(RECEIVER_SHUT);
	shown_by(RECEIVER_SHUT, 9);
	no(SENDER_SHUT);
	again();
	talk();
	conv_data(conv, TB_SERVER, 100);
	shut(TB_CLIENT);
	conv_rstack(conv, TB_SERVER);
	no(RECEIVER_SHUT);
}

static void probes_for_room_are_no_keepalives(void **state)
{
	(void)state;
	talk();
	conv_data(conv, TB_SERVER, 100);
	shut(TB_CLIENT);
	for (unsigned i = 0; i < 3; i++)
		probe(TB_SERVER);
	conv_rstack(conv, TB_SERVER);
	no(PROBES_UNANSWERED);
	no(PROBE_WAS_DUE);
	no(SENDER_RETRANSMITS);
}

/* Loss -------------------------------------------------------------------------------- */

/* Sent so many times, with pauses that double from 200 ms on. */
static void insist(enum tb_side from, unsigned times)
{
	tb_span pause = 200 * TB_MILLISECOND;

	conv_data(conv, from, 100);
	for (unsigned i = 1; i < times; i++, pause *= 2) {
		pass(pause);
		conv_again(conv, from);
	}
}

static void the_sender_may_have_given_up(void **state)
{
	(void)state;
	talk();
	insist(TB_CLIENT, 5);
	pass(20 * TB_SECOND);
	conv_data(conv, TB_SERVER, 10);
	conv_rst(conv, TB_CLIENT);
	yes(SENDER_RETRANSMITS);
	measured(SENDER_RETRANSMITS, 4);
	yes(GAVE_UP);
	yes(LOSSY);
	no(INSISTED);
}

static void what_is_never_acknowledged_was_sent_in_vain(void **state)
{
	(void)state;
	talk();
	insist(TB_CLIENT, 5);
	conv_rstack(conv, TB_CLIENT);
	yes(SENT_IN_VAIN);
	shown_by(SENT_IN_VAIN, 9);
	again();
	talk();
	insist(TB_CLIENT, 5);
	conv_ack(conv, TB_SERVER);
	conv_rstack(conv, TB_CLIENT);
	no(SENT_IN_VAIN);
	again();
	conv->end[TB_SERVER].unseen = true;
	talk();
	insist(TB_CLIENT, 5);
	conv_rstack(conv, TB_CLIENT);
	unseen(SENT_IN_VAIN);
}

/* A request, and so long afterwards the end of the client's patience. */
static void wait_in_vain(tb_span patience, unsigned times)
{
	tb_time asked;

	again();
	talk();
	asked = h.street.tape.now;
	insist(TB_CLIENT, times);
	pass(patience - tb_since(h.street.tape.now, asked));
	conv_rstack(conv, TB_CLIENT);
}

static void who_sends_the_same_again_is_not_idle(void **state)
{
	(void)state;
	wait_in_vain(5 * TB_SECOND, 1);
	yes(ENDPOINT_TIMER);
	wait_in_vain(5 * TB_SECOND, 5);
	yes(WHOLE_SECONDS);
	unseen(ENDPOINT_TIMER);
}

static void a_server_is_not_slow_that_never_got_the_request(void **state)
{
	(void)state;
	wait_in_vain(5 * TB_SECOND, 1);
	assert_string_equal(hearing_verdict(&h)->cause.slug, "application-timeout");
	wait_in_vain(5 * TB_SECOND, 5);
	assert_string_equal(hearing_verdict(&h)->cause.slug, "path-failure");
}

static void whoever_is_heard_between_has_not_given_up(void **state)
{
	(void)state;
	talk();
	insist(TB_CLIENT, 2);
	conv_ack(conv, TB_SERVER);
	pass(20 * TB_SECOND);
	conv_data(conv, TB_SERVER, 10);
	conv_rst(conv, TB_CLIENT);
	no(GAVE_UP);
	no(LOSSY);
}

static void the_receiver_may_have_insisted(void **state)
{
	(void)state;
	talk();
	insist(TB_CLIENT, 6);
	conv_rst(conv, TB_SERVER);
	yes(RECEIVER_RETRANSMITS);
	shown_by(RECEIVER_RETRANSMITS, 9);
	yes(INSISTED);
	no(SENDER_RETRANSMITS);
	no(GAVE_UP);
}

static void nothing_may_have_been_lost(void **state)
{
	(void)state;
	talk();
	conv_rstack(conv, TB_SERVER);
	no(PROBES_UNANSWERED);
	no(RECEIVER_RETRANSMITS);
	no(SENDER_RETRANSMITS);
	no(GAVE_UP);
	no(INSISTED);
	no(LOSSY);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		claim(a_connection_may_have_been_silent),
		claim(the_silence_is_that_before_the_words_that_were_reset),
		claim(a_timer_is_set_in_whole_seconds),
		claim(an_answer_without_a_socket_tells_no_moment),
		claim(a_fin_is_the_moment_of_the_close),
		claim(servers_have_usual_timers),
		claim(a_short_silence_is_no_timer_of_the_middle),
		claim(a_client_may_have_waited_for_an_answer),
		claim(some_clients_wait_less_than_a_second),
		claim(a_server_may_have_left_a_request_unanswered),
		claim(a_timer_for_the_whole_request_begins_with_the_connection),
		claim(probes_may_stay_unanswered),
		claim(an_answered_probe_is_no_sign_of_death),
		claim(the_next_probe_may_have_been_due_when_it_was_reset),
		claim(probes_are_unanswered_whatever_the_clocks_say),
		claim(who_has_no_room_has_not_read),
		claim(who_has_room_again_has_read),
		claim(who_has_closed_may_have_no_room_though_all_was_read),
		claim(a_sender_may_have_waited_for_room),
		claim(probes_for_room_are_no_keepalives),
		claim(the_sender_may_have_given_up),
		claim(what_is_never_acknowledged_was_sent_in_vain),
		claim(who_sends_the_same_again_is_not_idle),
		claim(a_server_is_not_slow_that_never_got_the_request),
		claim(whoever_is_heard_between_has_not_given_up),
		claim(the_receiver_may_have_insisted),
		claim(nothing_may_have_been_lost),
	};

	return cmocka_run_group_tests_name("signal_time", tests, NULL, NULL);
}
