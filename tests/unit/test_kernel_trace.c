/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A trace of events in words, and verdicts by hand that are asked about.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#include "join/kernel_store.h"
#include <tcpblame/kernel_trace.h>
#include "support/packet.h"

enum { SERVER_PORT = 80, CLIENT_PORT = 4711 };

static const int64_t capture_begins = INT64_C(1767225600) * TB_SECOND;

static struct tb_kernel_trace *t;
static struct tb_kernel_word word;

static int open_trace(void **state)
{
	(void)state;
	t = tb_kernel_trace_new((const uint64_t[2]){ 1, 2 });
	return t == NULL;
}

static int close_trace(void **state)
{
	(void)state;
	tb_kernel_trace_free(t);
	return 0;
}

static void text(const char *line)
{
	tb_kernel_trace_text(t, line, strlen(line));
}

/* An event at so many milliseconds of the trace's clock.  flags: "....." for a process. */
static void event(unsigned ms, const char *flags, const char *what, const char *reason)
{
	char line[256];

	snprintf(line, sizeof(line), " nginx-77 [000] %s %u.%06u: %s %s\n", flags, ms / 1000,
		 ms % 1000 * 1000, what, reason);
	text(line);
}

#define SENT "tcp_send_reset: src=192.0.2.1:80 dest=192.0.2.2:4711 state=TCP_CLOSE"
#define OF_LISTENER "tcp_send_reset: src=0.0.0.0:80 dest=0.0.0.0:0 state=TCP_LISTEN"
#define TAKEN "tcp_receive_reset: sport=4711 dport=80 saddr=192.0.2.2 daddr=192.0.2.1"
#define ENDS "sport=80 dport=4711 saddr=192.0.2.1 daddr=192.0.2.2"
#define TO_CLOSE "inet_sock_set_state: " ENDS " newstate=TCP_CLOSE"
#define TO_FIN_WAIT "inet_sock_set_state: " ENDS " newstate=TCP_FIN_WAIT1"
#define TO_ESTABLISHED "inet_sock_set_state: " ENDS " newstate=TCP_ESTABLISHED"

#define RESENT "tcp_retransmit_skb: skbaddr=1 skaddr=2 family=AF_INET " ENDS " saddrv6=:: " \
	"daddrv6=:: state=TCP_ESTABLISHED err=0"

#define PROCESS "....."
#define INTERRUPT "..s1."
#define UNREAD "reason=TCP_ABORT_ON_CLOSE"
#define NO_SOCKET "reason=NO_SOCKET"

/* A connection of which the server sends RSTs at those milliseconds of the capture. */
struct story {
	struct tb_rst rst[80];
	struct tb_verdict v;
};

static struct story s;

static void resets(size_t n, const unsigned *ms, uint16_t flags)
{
	memset(&s, 0, sizeof(s));
	s.v.flow.end[TB_CLIENT] = (struct tb_endpoint){ pkt_addr("192.0.2.2"), CLIENT_PORT };
	s.v.flow.end[TB_SERVER] = (struct tb_endpoint){ pkt_addr("192.0.2.1"), SERVER_PORT };
	s.v.flow.start.ns = capture_begins;
	s.v.rst = s.rst;
	s.v.n_rst = n;
	for (size_t i = 0; i < n; i++)
		s.rst[i] = (struct tb_rst){ .from = TB_SERVER, .flags = flags, .seq = 1,
					    .time.ns = capture_begins + ms[i] * TB_MILLISECOND };
}

#define RESETS(flags, ...) resets(sizeof((unsigned[]){ __VA_ARGS__ }) / sizeof(unsigned), \
				  (const unsigned[]){ __VA_ARGS__ }, flags)

static bool ask(size_t deciding)
{
	s.v.deciding = deciding;
	word = (struct tb_kernel_word){ 0 };
	tb_kernel_trace_ask(t, &s.v, &word);
	return word.sent || word.taken;
}

static void says(size_t deciding, const char *reason)
{
	assert_true(ask(deciding));
	assert_true(word.sent);
	assert_string_equal(word.reason, reason);
}

static void says_nothing(size_t deciding)
{
	assert_false(ask(deciding));
}

static void is_by(int32_t pid, const char *comm)
{
	assert_int_equal(word.pid, pid);
	assert_string_equal(word.comm, comm);
}

static void the_only_event_is_that_of_the_only_reset(void **state)
{
	(void)state;
	event(5000, PROCESS, SENT, UNREAD);
	RESETS(TB_RST | TB_ACK, 100);
	says(0, "TCP_ABORT_ON_CLOSE");
	assert_string_equal(word.state, "TCP_CLOSE");
	assert_int_equal(word.by_call, TB_YES);
	assert_false(word.taken);
	is_by(77, "nginx");
}

static void what_was_sent_again_before_is_counted(void **state)
{
	(void)state;
	event(4000, INTERRUPT, RESENT, "");
	event(4200, INTERRUPT, RESENT, "");
	event(4600, INTERRUPT, RESENT, "");
	event(5000, PROCESS, SENT, UNREAD);
	RESETS(TB_RST | TB_ACK, 1100);
	says(0, "TCP_ABORT_ON_CLOSE");
	assert_int_equal(word.resent, 3);
}

static void what_an_earlier_connection_sent_again_is_not(void **state)
{
	(void)state;
	event(1000, INTERRUPT, RESENT, "");
	event(5000, PROCESS, SENT, UNREAD);
	RESETS(TB_RST | TB_ACK, 1100);
	says(0, "TCP_ABORT_ON_CLOSE");
	assert_int_equal(word.resent, 0);
}

/* As much as there is room for of others would be forgotten. */
static void one_that_is_sent_again_for_ever_takes_one_place(void **state)
{
	(void)state;
	event(1000, PROCESS, SENT, UNREAD);
	for (unsigned i = 0; i < TB_KERNEL_EVENTS + 10; i++)
		event(2000, INTERRUPT, RESENT, "");
	RESETS(TB_RST | TB_ACK, 100);
	says(0, "TCP_ABORT_ON_CLOSE");
	assert_int_equal(word.resent, 0);
}

static void other_connections_have_none(void **state)
{
	(void)state;
	event(5000, PROCESS, SENT, UNREAD);
	RESETS(TB_RST | TB_ACK, 100);
	s.rst[0].from = TB_CLIENT;
	says_nothing(0);
	RESETS(TB_RST | TB_ACK, 100);
	s.v.flow.end[TB_CLIENT].port++;
	says_nothing(0);
}

static void as_many_events_as_resets_are_theirs_in_their_order(void **state)
{
	(void)state;
	event(5000, PROCESS, SENT, UNREAD);
	event(5010, INTERRUPT, SENT, NO_SOCKET);
	RESETS(TB_RST | TB_ACK, 100, 110);
	s.rst[1].flags = TB_RST;
	says(0, "TCP_ABORT_ON_CLOSE");
	says(1, "NO_SOCKET");
	is_by(0, "");
}

static void copies_of_a_reset_do_not_count(void **state)
{
	(void)state;
	event(5000, PROCESS, SENT, UNREAD);
	RESETS(TB_RST | TB_ACK, 100, 100);
	s.rst[1].role = TB_ROLE_DUPLICATE;
	says(0, "TCP_ABORT_ON_CLOSE");
}

static void other_intervals_are_other_resets(void **state)
{
	(void)state;
	event(5000, PROCESS, SENT, UNREAD);
	event(9000, INTERRUPT, SENT, NO_SOCKET);
	RESETS(TB_RST | TB_ACK, 100, 110);
	says_nothing(0);
}

/* One of two is forged, and no clock tells which. */
static void fewer_events_than_resets_tell_nothing_without_a_clock(void **state)
{
	(void)state;
	event(5000, PROCESS, SENT, UNREAD);
	RESETS(TB_RST | TB_ACK, 100, 600);
	says_nothing(0);
	says_nothing(1);
}

static void of_more_events_any_will_do_that_say_the_same(void **state)
{
	(void)state;
	event(5000, INTERRUPT, SENT, NO_SOCKET);
	text(" other-9 [000] ..s1. 7.0: " SENT " " NO_SOCKET "\n");	/* whoever was interrupted */
	RESETS(TB_RST, 100);
	says(0, "NO_SOCKET");
	event(8000, INTERRUPT, SENT, "reason=TCP_ABORT_ON_DATA");
	says_nothing(0);
}

/* The clock is known from another connection: 4.9 s ahead of the capture's first. */
static void know_the_clock(void)
{
	text(" x-1 [000] ..... 4.900000: tcp_send_reset: src=192.0.2.1:81 dest=192.0.2.2:1\n");
	RESETS(TB_RST | TB_ACK, 0);
	s.v.flow.end[TB_CLIENT].port = 1;
	s.v.flow.end[TB_SERVER].port = 81;
	assert_true(ask(0));
}

static void with_a_clock_the_nearest_is_it(void **state)
{
	(void)state;
	know_the_clock();
	event(5000, PROCESS, SENT, UNREAD);
	event(5030, INTERRUPT, SENT, NO_SOCKET);
	RESETS(TB_RST | TB_ACK, 101);
	says(0, "TCP_ABORT_ON_CLOSE");
	RESETS(TB_RST, 101);		/* a live socket never sends that */
	says_nothing(0);
}

static void of_two_that_are_as_near_none_is_said(void **state)
{
	(void)state;
	know_the_clock();
	event(5000, PROCESS, SENT, UNREAD);
	event(5020, INTERRUPT, SENT, NO_SOCKET);
	RESETS(TB_RST | TB_ACK, 110);
	says_nothing(0);
}

static void a_reset_without_an_event_of_its_own_gets_no_other(void **state)
{
	(void)state;
	know_the_clock();
	event(5000, PROCESS, SENT, UNREAD);
	RESETS(TB_RST | TB_ACK, 60, 100);	/* the first one is forged */
	says_nothing(0);
	says(1, "TCP_ABORT_ON_CLOSE");
}

static void what_is_of_another_time_is_refused_and_counted(void **state)
{
	(void)state;
	know_the_clock();
	event(50000, PROCESS, SENT, UNREAD);
	RESETS(TB_RST | TB_ACK, 100);
	says_nothing(0);
	assert_int_equal(tb_kernel_trace_counts(t)->misfits, 1);
	assert_int_equal(tb_kernel_trace_counts(t)->joined, 1);
}

static void a_wrong_first_pair_is_outvoted(void **state)
{
	(void)state;
	text(" x-1 [000] ..... 900.0: tcp_send_reset: src=192.0.2.1:81 dest=192.0.2.2:1\n");
	for (unsigned port = 2; port < 5; port++) {
		char line[128];

		snprintf(line, sizeof(line), " x-1 [000] ..... %u.0: tcp_send_reset: "
			 "src=192.0.2.1:81 dest=192.0.2.2:%u\n", port, port);
		text(line);
	}
	for (uint16_t port = 1; port < 5; port++) {
		RESETS(TB_RST | TB_ACK, port * 1000U);
		s.v.flow.end[TB_CLIENT].port = port;
		s.v.flow.end[TB_SERVER].port = 81;
		assert_int_equal(ask(0), port != 2);	/* one against one: who knows */
	}
}

static void clocks_may_drift(void **state)
{
	char line[128];

	(void)state;
	for (unsigned port = 1; port < 20; port++) {
		unsigned second = port * 3000, ms = port * 90;

		snprintf(line, sizeof(line), " x-1 [000] ..... %u.%03u: tcp_send_reset: "
			 "src=192.0.2.1:81 dest=192.0.2.2:%u\n", second + ms / 1000, ms % 1000,
			 port);
		text(line);
		RESETS(TB_RST | TB_ACK, second * 1000);
		s.v.flow.end[TB_CLIENT].port = (uint16_t)port;
		s.v.flow.end[TB_SERVER].port = 81;
		assert_true(ask(0));
	}
}

static void a_connections_beginning_tells_the_clock_too(void **state)
{
	(void)state;
	event(4905, INTERRUPT, TO_ESTABLISHED, "");
	event(50000, PROCESS, SENT, UNREAD);
	RESETS(TB_RST | TB_ACK, 100);
	s.v.flow.roles = TB_ROLES_HANDSHAKE;
	says_nothing(0);	/* 50 s later it was another connection */
	event(5000, PROCESS, SENT, NO_SOCKET);
	says(0, "NO_SOCKET");
}

/* The way may be slow, and the first SYN may be lost. */
static void that_is_rough_and_an_exact_pair_knows_better(void **state)
{
	(void)state;
	event(5905, INTERRUPT, TO_ESTABLISHED, "");
	event(5000, PROCESS, SENT, UNREAD);
	RESETS(TB_RST | TB_ACK, 100);
	s.v.flow.roles = TB_ROLES_HANDSHAKE;
	says(0, "TCP_ABORT_ON_CLOSE");
	text(" x-1 [000] ..... 6.000000: tcp_send_reset: src=192.0.2.1:80 dest=192.0.2.2:1 "
	     "reason=TCP_STATE\n");
	RESETS(TB_RST | TB_ACK, 1101);
	s.v.flow.end[TB_CLIENT].port = 1;
	says(0, "TCP_STATE");
}

static void a_listeners_event_fits_by_time_alone(void **state)
{
	(void)state;
	event(5000, INTERRUPT, OF_LISTENER, "reason=TCP_FLAGS");
	RESETS(TB_RST, 100);
	says_nothing(0);	/* no clock */
	know_the_clock();
	RESETS(TB_RST, 100);
	says(0, "TCP_FLAGS");
	event(5010, INTERRUPT, OF_LISTENER, "reason=INVALID_SYN");
	says_nothing(0);	/* two, and who knows to whom */
}

static void a_given_clock_needs_no_votes(void **state)
{
	(void)state;
	tb_kernel_trace_clock(t, capture_begins);
	event(100, PROCESS, SENT, UNREAD);
	event(9000, INTERRUPT, SENT, NO_SOCKET);
	RESETS(TB_RST | TB_ACK, 100);
	says(0, "TCP_ABORT_ON_CLOSE");
	RESETS(TB_RST | TB_ACK, 500);
	says_nothing(0);
}

static void who_was_interrupted_is_not_named(void **state)
{
	(void)state;
	event(5000, INTERRUPT, SENT, "reason=TCP_KEEPALIVE_TIMEOUT");
	RESETS(TB_RST | TB_ACK, 100);
	says(0, "TCP_KEEPALIVE_TIMEOUT");
	is_by(0, "");
}

/* A process that receives may work off what came in meanwhile. */
static void who_answers_a_packet_is_not_named_either(void **state)
{
	(void)state;
	event(5000, PROCESS, SENT, NO_SOCKET);
	RESETS(TB_RST, 100);
	says(0, "NO_SOCKET");
	is_by(0, "");
}

static void of_a_socket_that_was_closed_who_closed_it_is_named(void **state)
{
	(void)state;
	text(" apache-5 [000] ..... 4.950000: " TO_FIN_WAIT "\n");
	event(5000, INTERRUPT, SENT, "reason=TCP_TIMEWAIT_SOCKET");
	RESETS(TB_RST, 100);
	says(0, "TCP_TIMEWAIT_SOCKET");
	is_by(5, "apache");
	RESETS(TB_RST, 100);
	s.v.flow.start.ns += 90 * TB_MILLISECOND;
	s.v.flow.start.ns += TB_SECOND;		/* it was another connection's end */
	says(0, "TCP_TIMEWAIT_SOCKET");
	is_by(0, "");
}

static void without_a_reason_who_ended_it_just_before_is_named(void **state)
{
	(void)state;
	event(5000, PROCESS, TO_CLOSE, "");
	event(5000, PROCESS, SENT, "");
	RESETS(TB_RST | TB_ACK, 100);
	assert_true(ask(0));
	assert_string_equal(word.reason, "");
	is_by(77, "nginx");
	RESETS(TB_RST, 100);		/* it answers something */
	assert_true(ask(0));
	is_by(0, "");
}

static void without_flags_the_reason_and_the_state_tell(void **state)
{
	(void)state;
	text(" perl 9 [000] 5.0: tcp:" SENT " reason=TCP_STATE\n");
	RESETS(TB_RST | TB_ACK, 100);
	says(0, "TCP_STATE");
	is_by(9, "perl");
	assert_int_equal(word.by_call, TB_UNSEEN);
	text(" perl 9 [000] 6.0: tcp:tcp_send_reset: src=192.0.2.1:80 dest=192.0.2.2:5 "
	     "state=TCP_FIN_WAIT2 reason=TCP_STATE\n");
	RESETS(TB_RST | TB_ACK, 1100);
	s.v.flow.end[TB_CLIENT].port = 5;
	says(0, "TCP_STATE");
	is_by(0, "");
}

static void a_worker_of_the_kernel_is_nobody(void **state)
{
	(void)state;
	text(" kworker/0:1-9 [000] ..... 5.0: " SENT " reason=TCP_ABORT_ON_CLOSE\n");
	RESETS(TB_RST | TB_ACK, 100);
	says(0, "TCP_ABORT_ON_CLOSE");
	is_by(0, "");
}

static void a_receiver_may_tell_that_it_took_it(void **state)
{
	(void)state;
	event(5000, INTERRUPT, TAKEN, "");
	RESETS(TB_RST | TB_ACK, 100);
	assert_true(ask(0));
	assert_true(word.taken);
	assert_false(word.sent);
	RESETS(TB_RST | TB_ACK, 100, 100);	/* which of them? */
	says_nothing(0);
}

/* Linux resets a closed socket that gets data as if a RST had come, and sends one itself. */
static void what_a_socket_does_to_itself_was_not_received(void **state)
{
	(void)state;
	event(5000, INTERRUPT, TAKEN, "");
	text(" x-1 [000] ..s1. 5.000010: tcp_send_reset: src=192.0.2.2:4711 dest=192.0.2.1:80 "
	     "reason=TCP_ABORT_ON_DATA\n");
	RESETS(TB_RST | TB_ACK, 100);
	says_nothing(0);
}

/* Nor does a trace that is full of these keep us: only so many are looked into. */
static void of_many_that_were_not_received_a_few_are_looked_into(void **state)
{
	(void)state;
	know_the_clock();
	event(5000, INTERRUPT, TAKEN, "");
	text(" x-1 [000] ..s1. 5.050000: tcp_send_reset: src=192.0.2.2:4711 dest=192.0.2.1:80 "
	     "reason=TCP_ABORT_ON_DATA\n");
	event(5050, INTERRUPT, TAKEN, "");
	RESETS(TB_RST | TB_ACK, 100);
	assert_true(ask(0));
	assert_true(word.taken);
	for (unsigned i = 0; i < 8; i++)
		event(5050, INTERRUPT, TAKEN, "");
	says_nothing(0);
}

static void pieces_may_be_cut_anywhere(void **state)
{
	static const char line[] = "# x\n nginx-77 [000] ..... 5.0: " SENT " " UNREAD;

	(void)state;
	for (size_t i = 0; i + 1 < sizeof(line); i++)
		tb_kernel_trace_text(t, &line[i], 1);
	RESETS(TB_RST | TB_ACK, 100);
	says_nothing(0);
	tb_kernel_trace_end(t);
	says(0, "TCP_ABORT_ON_CLOSE");
	assert_int_equal(tb_kernel_trace_counts(t)->lines, 2);
	assert_int_equal(tb_kernel_trace_counts(t)->events, 1);
}

static void too_many_of_one_connection_are_not_gone_through(void **state)
{
	(void)state;
	for (unsigned i = 0; i < 2 * TB_KERNEL_STEPS; i++)
		event(5000, PROCESS, SENT, i % 2 ? UNREAD : NO_SOCKET);
	RESETS(TB_RST | TB_ACK, 100);
	says_nothing(0);
}

static void too_many_resets_of_one_episode_are_not_told_apart(void **state)
{
	static unsigned ms[80];

	(void)state;
	event(5000, PROCESS, SENT, UNREAD);
	resets(sizeof(ms) / sizeof(ms[0]), ms, TB_RST | TB_ACK);
	says_nothing(79);
}

static void the_oldest_events_are_forgotten(void **state)
{
	(void)state;
	event(5000, PROCESS, SENT, UNREAD);
	for (unsigned i = 0; i < TB_KERNEL_EVENTS; i++)
		event(i, INTERRUPT, TAKEN, "");
	assert_int_equal(tb_kernel_trace_counts(t)->forgotten, 1);
	RESETS(TB_RST | TB_ACK, 100);
	says_nothing(0);
}

#define of_trace(test) cmocka_unit_test_setup_teardown(test, open_trace, close_trace)

int main(void)
{
	const struct CMUnitTest tests[] = {
		of_trace(the_only_event_is_that_of_the_only_reset),
		of_trace(what_was_sent_again_before_is_counted),
		of_trace(what_an_earlier_connection_sent_again_is_not),
		of_trace(one_that_is_sent_again_for_ever_takes_one_place),
		of_trace(other_connections_have_none),
		of_trace(as_many_events_as_resets_are_theirs_in_their_order),
		of_trace(copies_of_a_reset_do_not_count),
		of_trace(other_intervals_are_other_resets),
		of_trace(fewer_events_than_resets_tell_nothing_without_a_clock),
		of_trace(of_more_events_any_will_do_that_say_the_same),
		of_trace(with_a_clock_the_nearest_is_it),
		of_trace(of_two_that_are_as_near_none_is_said),
		of_trace(a_reset_without_an_event_of_its_own_gets_no_other),
		of_trace(what_is_of_another_time_is_refused_and_counted),
		of_trace(a_wrong_first_pair_is_outvoted),
		of_trace(clocks_may_drift),
		of_trace(a_connections_beginning_tells_the_clock_too),
		of_trace(that_is_rough_and_an_exact_pair_knows_better),
		of_trace(a_listeners_event_fits_by_time_alone),
		of_trace(a_given_clock_needs_no_votes),
		of_trace(who_was_interrupted_is_not_named),
		of_trace(who_answers_a_packet_is_not_named_either),
		of_trace(of_a_socket_that_was_closed_who_closed_it_is_named),
		of_trace(without_a_reason_who_ended_it_just_before_is_named),
		of_trace(without_flags_the_reason_and_the_state_tell),
		of_trace(a_worker_of_the_kernel_is_nobody),
		of_trace(a_receiver_may_tell_that_it_took_it),
		of_trace(what_a_socket_does_to_itself_was_not_received),
		of_trace(of_many_that_were_not_received_a_few_are_looked_into),
		of_trace(pieces_may_be_cut_anywhere),
		of_trace(too_many_of_one_connection_are_not_gone_through),
		of_trace(too_many_resets_of_one_episode_are_not_told_apart),
		of_trace(the_oldest_events_are_forgotten),
	};

	return cmocka_run_group_tests_name("kernel_trace", tests, NULL, NULL);
}
