/* SPDX-License-Identifier: BSD-3-Clause */
/* What neighbours know is tested with them; here, what the questions make of it. */
#include "unit/signals.h"

static void the_second(void)
{
	h.about = 1;
}

/* The service ------------------------------------------------------------------------- */

static void a_server_may_accept_others_meanwhile(void **state)
{
	(void)state;
	talk();
	street_accepted(&h.street);
	conv_rstack(conv, TB_SERVER);
	yes(ACCEPTS_OTHERS);
}

static void a_server_may_answer_on_other_connections(void **state)
{
	struct conv other;

	(void)state;
	talk();
	street_accepted(&h.street);
	conv_rstack(conv, TB_SERVER);
	yes(ANSWERS_OTHERS);
	shown_by(ANSWERS_OTHERS, 8);
	again();
	talk();
	other = street_conv(&h.street);
	conv_open(&other);
	conv_rstack(conv, TB_SERVER);
	no(ANSWERS_OTHERS);
	yes(ACCEPTS_OTHERS);
}

static void a_server_may_answer_the_same_request_on_another(void **state)
{
	(void)state;
	conv_open(conv);
	conv_data(conv, TB_CLIENT, 10);
	street_accepted(&h.street);
	conv_rstack(conv, TB_SERVER);
	yes(ANSWERS_SAME);
	shown_by(ANSWERS_SAME, 5);
	again();
	conv_open(conv);
	conv_data(conv, TB_CLIENT, 11);
	street_accepted(&h.street);
	conv_rstack(conv, TB_SERVER);
	no(ANSWERS_SAME);
	yes(ANSWERS_OTHERS);
}

static void a_request_that_is_not_the_only_one_is_not_compared(void **state)
{
	(void)state;
	conv_open(conv);
	conv_data(conv, TB_CLIENT, 10);
	conv_data(conv, TB_CLIENT, 10);
	street_accepted(&h.street);
	conv_rstack(conv, TB_SERVER);
	no(ANSWERS_SAME);
	again();
	conv_open(conv);
	conv_data(conv, TB_CLIENT, 10);
	conv_data(conv, TB_SERVER, 10);
	street_accepted(&h.street);
	conv_rstack(conv, TB_SERVER);
	no(ANSWERS_SAME);
}

static void a_request_that_others_find_unanswered_is_not_answered(void **state)
{
	struct conv other;

	(void)state;
	other = street_conv(&h.street);
	conv_open(&other);
	conv_data(&other, TB_CLIENT, 10);
	conv_rstack(&other, TB_SERVER);
	conv_data(&other, TB_SERVER, 10);	/* too late */
	conv_open(conv);
	conv_data(conv, TB_CLIENT, 10);
	conv_rstack(conv, TB_SERVER);
	the_second();
	no(ANSWERS_SAME);
}

static void words_that_were_cut_are_not_known(void **state)
{
	(void)state;
	h.street.tape.snaplen = 60;
	conv_open(conv);
	conv_data(conv, TB_CLIENT, 100);
	street_accepted(&h.street);
	conv_rstack(conv, TB_SERVER);
	unseen(ANSWERS_SAME);
}

static void a_server_may_have_gone_down_and_come_back(void **state)
{
	(void)state;
	talk();
	conv_rstack(conv, TB_SERVER);
	pass(TB_SECOND);
	street_refused(&h.street);
	pass(TB_SECOND);
	street_accepted(&h.street);
	yes(WENT_DOWN);
	shown_by(WENT_DOWN, 10);
	yes(CAME_BACK);
	shown_by(CAME_BACK, 12);
}

static void a_server_that_goes_on_did_not_go_down(void **state)
{
	(void)state;
	talk();
	conv_rstack(conv, TB_SERVER);
	pass(TB_SECOND);
	street_accepted(&h.street);
	no(WENT_DOWN);
	no(CAME_BACK);
}

static void of_what_nobody_asked_nothing_is_known(void **state)
{
	(void)state;
	talk();
	conv_rstack(conv, TB_SERVER);
	unseen(WENT_DOWN);
}

static void several_connections_may_end_at_once(void **state)
{
	struct conv other[2];

	(void)state;
	talk();
	for (unsigned i = 0; i < 2; i++) {
		other[i] = street_conv(&h.street);
		conv_open(&other[i]);
		conv_data(&other[i], TB_CLIENT, 10);
	}
	conv_rstack(conv, TB_SERVER);
	for (unsigned i = 0; i < 2; i++)
		conv_rstack(&other[i], TB_SERVER);
	yes(MANY_ENDINGS);
	measured(MANY_ENDINGS, 2);
}

/* The server resets three at once, upon first words of that many bytes. */
static void three_die_of(const uint32_t words[3])
{
	struct conv other[3];

	for (unsigned i = 0; i < 3; i++) {
		other[i] = i == 0 ? *conv : street_conv(&h.street);
		conv_open(&other[i]);
		conv_data(&other[i], TB_CLIENT, words[i]);
	}
	for (unsigned i = 0; i < 3; i++)
		conv_rstack(&other[i], TB_SERVER);
}

static void several_that_ask_the_same_may_each_be_ended_by_it(void **state)
{
	(void)state;
	street_accepted(&h.street);
	three_die_of((uint32_t[]){ 20, 20, 20 });
	no(MANY_ENDINGS);
	again();
	street_accepted(&h.street);
	three_die_of((uint32_t[]){ 20, 20, 30 });
	yes(MANY_ENDINGS);
}

static void what_others_get_an_answer_to_ends_nothing_by_itself(void **state)
{
	(void)state;
	street_accepted(&h.street);
	three_die_of((uint32_t[]){ 10, 10, 10 });
	yes(MANY_ENDINGS);
}

static void who_refuses_from_then_on_did_not_object_to_a_request(void **state)
{
	(void)state;
	street_accepted(&h.street);
	three_die_of((uint32_t[]){ 20, 20, 20 });
	pass(TB_SECOND);
	street_refused(&h.street);
	yes(MANY_ENDINGS);
}

static void in_use(struct conv *c)
{
	conv_open(c);
	conv_data(c, TB_CLIENT, 10);
	conv_data(c, TB_SERVER, 10);
	conv_ack(c, TB_CLIENT);
}

/* A bare RST answers what the client says next. */
static void is_forgotten(struct conv *c)
{
	conv_data(c, TB_CLIENT, 10);
	conv_rst(c, TB_SERVER);
}

static void forgotten(struct conv *c, tb_span silence)
{
	in_use(c);
	pass(silence);
	is_forgotten(c);
}

static void three_are_forgotten(tb_span silence)
{
	struct conv other[2];

	in_use(conv);
	for (unsigned i = 0; i < 2; i++) {
		other[i] = street_conv(&h.street);
		in_use(&other[i]);
	}
	pass(silence);
	is_forgotten(conv);
	for (unsigned i = 0; i < 2; i++)
		is_forgotten(&other[i]);
}

static void several_connections_may_be_unknown_amid_their_talk(void **state)
{
	(void)state;
	three_are_forgotten(TB_SECOND / 10);
	yes(MANY_LOST);
	measured(MANY_LOST, 2);
}

static void of_silent_ones_a_timer_may_have_run_out(void **state)
{
	(void)state;
	three_are_forgotten(5 * TB_SECOND);
	unseen(MANY_LOST);
}

static void one_that_is_unknown_is_not_many(void **state)
{
	(void)state;
	forgotten(conv, TB_SECOND / 10);
	no(MANY_LOST);
}

static void a_client_that_ends_one_ends_not_many(void **state)
{
	(void)state;
	talk();
	street_accepted(&h.street);
	conv_rstack(conv, TB_CLIENT);
	no(MANY_ENDINGS);
}

/* Silences ---------------------------------------------------------------------------- */

/* Three connections, begun so far apart, each ended after that silence. */
static void three_silences(tb_span apart, const tb_span silence[3])
{
	for (unsigned i = 0; i < 3; i++) {
		struct conv c = street_conv(&h.street);

		conv_open(&c);
		conv_data(&c, TB_CLIENT, 10);
		conv_data(&c, TB_SERVER, 10);
		pass(silence[i]);
		conv_rstack(&c, TB_SERVER);
		pass(apart);
	}
}

static void several_may_end_after_the_same_silence(void **state)
{
	static const tb_span same[3] = { 7 * TB_SECOND, 7 * TB_SECOND, 7 * TB_SECOND };
	static const tb_span others[3] = { 7 * TB_SECOND, 13 * TB_SECOND, 29 * TB_SECOND };

	(void)state;
	three_silences(11 * TB_SECOND, same);
	yes(SAME_SILENCE);
	measured(SAME_SILENCE, 2);
	no(SAME_INSTANT);
	again();
	three_silences(11 * TB_SECOND, others);
	no(SAME_SILENCE);
}

static void without_a_silence_there_is_none_to_share(void **state)
{
	(void)state;
	talk();
	conv_rstack(conv, TB_SERVER);
	unseen(SAME_SILENCE);
	unseen(SAME_INSTANT);
}

/* The client -------------------------------------------------------------------------- */

static void try_ports(unsigned n)
{
	for (uint16_t i = 0; i < n; i++) {
		struct conv c = street_conv(&h.street);

		c.end[TB_SERVER].port = (uint16_t)(8000 + i);
		conv_syn(&c);
		conv_rstack(&c, TB_SERVER);
	}
}

static void whoever_tries_many_ports_scans(void **state)
{
	(void)state;
	try_ports(12);
	yes(SCAN);
	measured(SCAN, 12);
	again();
	try_ports(3);
	no(SCAN);
}

static void whoever_also_talks_to_servers_does_not_scan(void **state)
{
	(void)state;
	try_ports(12);
	for (unsigned i = 0; i < 6; i++)
		street_accepted(&h.street);
	no(SCAN);
}

static void probe_every(const tb_span *pause, unsigned n)
{
	for (unsigned i = 0; i < n; i++) {
		struct conv c = street_conv(&h.street);

		conv_open(&c);
		conv_rstack(&c, TB_CLIENT);
		pass(pause[i]);
	}
}

static void a_monitor_does_the_same_again_and_again(void **state)
{
	static const tb_span regular[] = { 5 * TB_SECOND, 5 * TB_SECOND, 5 * TB_SECOND,
					   5 * TB_SECOND, 5 * TB_SECOND };
	static const tb_span whims[] = { 5 * TB_SECOND, 90 * TB_SECOND, TB_SECOND,
					 40 * TB_SECOND, 9 * TB_SECOND };

	(void)state;
	probe_every(regular, 5);
	yes(PERIODIC);
	measured(PERIODIC, 5 * TB_SECOND + 4 * h.street.tape.step);
	again();
	probe_every(whims, 5);
	no(PERIODIC);
}

static void a_client_may_have_connected_elsewhere(void **state)
{
	struct conv other;

	(void)state;
	conv_init(&other, &h.street.tape, "192.0.2.1", 40999, "198.51.100.77", 80);
	conv_syn(conv);
	conv_open(&other);
	conv_synack(conv);
	conv_rst(conv, TB_CLIENT);
	yes(ELSEWHERE_CONNECTED);
}

static void the_same_without_ecn_may_pass(void **state)
{
	struct conv_segment syn;

	(void)state;
	syn = conv_next(conv, TB_CLIENT, TB_SYN | TB_ECE | TB_CWR, 0);
	conv_put(conv, &syn);
	conv_rstack(conv, TB_SERVER);
	street_accepted(&h.street);
	yes(ECN_PLAIN_PASSED);
}

/* Names ------------------------------------------------------------------------------- */

static void ask_for(const char *text, bool passes)
{
	struct conv c = street_conv(&h.street);

	conv_open(&c);
	conv_text(&c, TB_CLIENT, text);
	if (passes)
		conv_text(&c, TB_SERVER, "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
	else
		conv_rstack(&c, TB_SERVER);
}

static const char good[] = "GET / HTTP/1.1\r\nHost: good.example\r\n\r\n";
static const char bad[] = "GET / HTTP/1.1\r\nHost: bad.example\r\n\r\n";

static void a_name_may_be_blocked_while_others_pass(void **state)
{
	(void)state;
	ask_for(good, true);
	ask_for(bad, false);
	ask_for(bad, false);
	the_second();
	yes(NAME_BLOCKED);
}

static void a_name_that_passes_too_is_not_blocked(void **state)
{
	(void)state;
	ask_for(good, true);
	ask_for(bad, false);
	ask_for(bad, true);
	ask_for(bad, false);
	the_second();
	no(NAME_BLOCKED);
}

/* So many servers, each with one connection, of which what comes next is answered by a RST of that
 * TTL. */
static void all_are_forgotten(unsigned servers, uint8_t ttl)
{
	static const char *const server[] = { "203.0.113.1", "203.0.113.2", "203.0.113.3" };
	struct conv c[3];

	for (unsigned i = 0; i < servers; i++) {
		conv_init(&c[i], &h.street.tape, "192.0.2.1", (uint16_t)(50000 + i), server[i], 443);
		conv_open(&c[i]);
		conv_data(&c[i], TB_CLIENT, 10);
		conv_ack(&c[i], TB_SERVER);
	}
	for (unsigned i = 0; i < servers; i++) {
		struct conv_segment rst;

		conv_data(&c[i], TB_CLIENT, 10);
		rst = conv_next(&c[i], TB_SERVER, TB_RST, 0);
		rst.tcp.ack = 0;
		rst.tcp.window = 0;
		rst.ip.ttl = ttl;
		conv_put(&c[i], &rst);
	}
}

static void two_servers_may_each_have_forgotten_but_not_with_a_strange_ttl(void **state)
{
	(void)state;
	all_are_forgotten(2, 64);
	unseen(MANY_SERVERS);
	again();
	all_are_forgotten(3, 64);
	yes(MANY_SERVERS);
	measured(MANY_SERVERS, 2);
	again();
	all_are_forgotten(2, 63);
	yes(MANY_SERVERS);
	measured(MANY_SERVERS, 1);
}

static void one_machine_is_not_two(void **state)
{
	(void)state;
	talk();
	conv_rstack(conv, TB_SERVER);
	no(TWO_MACS);
	no(MOVED);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		claim(a_server_may_accept_others_meanwhile),
		claim(a_server_may_answer_on_other_connections),
		claim(a_server_may_answer_the_same_request_on_another),
		claim(a_request_that_is_not_the_only_one_is_not_compared),
		claim(a_request_that_others_find_unanswered_is_not_answered),
		claim(words_that_were_cut_are_not_known),
		claim(a_server_may_have_gone_down_and_come_back),
		claim(a_server_that_goes_on_did_not_go_down),
		claim(of_what_nobody_asked_nothing_is_known),
		claim(several_connections_may_end_at_once),
		claim(several_that_ask_the_same_may_each_be_ended_by_it),
		claim(what_others_get_an_answer_to_ends_nothing_by_itself),
		claim(who_refuses_from_then_on_did_not_object_to_a_request),
		claim(several_connections_may_be_unknown_amid_their_talk),
		claim(of_silent_ones_a_timer_may_have_run_out),
		claim(one_that_is_unknown_is_not_many),
		claim(a_client_that_ends_one_ends_not_many),
		claim(several_may_end_after_the_same_silence),
		claim(without_a_silence_there_is_none_to_share),
		claim(whoever_tries_many_ports_scans),
		claim(whoever_also_talks_to_servers_does_not_scan),
		claim(a_monitor_does_the_same_again_and_again),
		claim(a_client_may_have_connected_elsewhere),
		claim(the_same_without_ecn_may_pass),
		claim(a_name_may_be_blocked_while_others_pass),
		claim(a_name_that_passes_too_is_not_blocked),
		claim(two_servers_may_each_have_forgotten_but_not_with_a_strange_ttl),
		claim(one_machine_is_not_two),
	};

	return cmocka_run_group_tests_name("signal_neighbours", tests, NULL, NULL);
}
