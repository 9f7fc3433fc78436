/* SPDX-License-Identifier: BSD-3-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#include "join/kernel_event.h"
#include "support/packet.h"

#define ENDS "src=192.0.2.1:80 dest=192.0.2.2:4711"
#define SENT "tcp_send_reset: skbaddr=0 skaddr=0 " ENDS " state=TCP_CLOSE reason=TCP_ABORT_ON_CLOSE"

static struct tb_kernel_event e;

static bool reads(const char *line)
{
	return tb_kernel_event_read(line, strlen(line), &e);
}

static void is_from_to(const char *from, uint16_t from_port, const char *to, uint16_t to_port)
{
	struct tb_addr a = pkt_addr(from), b = pkt_addr(to);

	assert_memory_equal(&e.from.addr, &a, sizeof(a));
	assert_memory_equal(&e.to.addr, &b, sizeof(b));
	assert_int_equal(e.from.port, from_port);
	assert_int_equal(e.to.port, to_port);
}

static void is_by(int32_t pid, const char *comm, enum tb_answer by_process)
{
	assert_int_equal(e.pid, pid);
	assert_string_equal(e.comm, comm);
	assert_int_equal(e.by_process, by_process);
}

static void is_at(int64_t ns)
{
	assert_int_equal(e.time.ns, ns);
}

static void the_text_of_tracefs_is_read(void **state)
{
	(void)state;
	assert_true(reads("         python3-15952   [001] ..s2.   580.395848: " SENT));
	assert_int_equal(e.kind, TB_KERNEL_SENT);
	is_at(580395848000);
	is_by(15952, "python3", TB_NO);
	is_from_to("192.0.2.1", 80, "192.0.2.2", 4711);
	assert_string_equal(e.reason, "TCP_ABORT_ON_CLOSE");
	assert_int_equal(e.state, TB_KERNEL_CLOSE);
	assert_true(reads("         python3-15952   [001] .N...   580.395848: " SENT));
	is_by(15952, "python3", TB_YES);
}

static void a_thread_is_told_by_its_process_where_both_are_printed(void **state)
{
	(void)state;
	assert_true(reads("   worker-15960   (  15952) [001] .....   580.395848: " SENT));
	is_by(15952, "worker", TB_YES);
	assert_true(reads("   worker-15960   (-------) [001] .....   580.395848: " SENT));
	is_by(15960, "worker", TB_YES);
}

static void the_report_of_trace_cmd_is_read(void **state)
{
	(void)state;
	assert_true(reads("          python3-17867 [000]   635.611495: tcp_send_reset:       "
			  "skbaddr=(nil) " ENDS " state=0x7 reason=TCP_STATE"));
	is_at(635611495000);
	is_by(17867, "python3", TB_UNSEEN);
	assert_int_equal(e.state, TB_KERNEL_CLOSE);
	assert_true(reads("buf:          python3-17867 [000]   635.611495: " SENT));
	is_by(17867, "python3", TB_UNSEEN);
	assert_true(reads("buf:  python3-17867   0..s2.   635.611494507: " SENT));
	is_at(635611494507);
	is_by(17867, "python3", TB_NO);
	assert_true(reads("ksoftirq-14      1..s1.   635.611494507: " SENT));
	is_by(14, "ksoftirq", TB_NO);
}

static void the_script_of_perf_is_read(void **state)
{
	(void)state;
	assert_true(reads("         python3 16633 [000]   595.189459:    tcp:" SENT));
	is_at(595189459000);
	is_by(16633, "python3", TB_UNSEEN);
	assert_true(reads("      my thread 16633/16640 [000]   595.189459223: tcp:" SENT));
	is_by(16633, "my thread", TB_UNSEEN);
	assert_true(reads("         swapper     0 [000]   595.189459: tcp:" SENT));
	is_by(0, "", TB_NO);
}

static void a_number_that_may_be_something_else_is_no_process(void **state)
{
	(void)state;
	assert_true(reads(" python3 16633   1   595.363327:       tcp:" SENT));
	is_by(0, "", TB_UNSEEN);
	assert_true(reads("   595.363327: tcp:" SENT));
	is_by(0, "", TB_UNSEEN);
}

static void a_name_may_hold_anything(void **state)
{
	static const char *const names[] = { "a b-12", "x-1 [0]", "(12) y", "tcp_send_reset:",
					     "nginx: w", "\033[2J", "1:2.3:", "-", "\xff\xfe" };
	char line[512];

	(void)state;
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		snprintf(line, sizeof(line), "%16s-77      [003] .....   580.395848: " SENT, names[i]);
		assert_true(reads(line));
		is_by(77, names[i], TB_YES);
		snprintf(line, sizeof(line), "%16s    77 [003]   580.395848: tcp:" SENT, names[i]);
		assert_true(reads(line));
		is_by(77, names[i], TB_UNSEEN);
	}
	assert_true(reads("           <...>-77      [003] .....   580.395848: " SENT));
	is_by(77, "", TB_YES);
}

static void an_event_in_a_name_is_none(void **state)
{
	(void)state;
	assert_false(reads("              x-77   [003] .....   580.395848: sched_process_exec: "
			   "filename=/tmp/y [003] ..... 580.4: " SENT));
	assert_false(reads("              x-77   [003] .....   580.395848: print: 1.0: " SENT));
	assert_false(reads(" tcp_send_reset: -77   [003] .....   580.395848: other: " ENDS));
	assert_false(reads("              x-77   [003] .....   580.395848: xtcp_send_reset: " ENDS));
	assert_false(reads("              x-77   [003] .....   580.395848: tcp_send_reset " ENDS));
}

#define AT "  x-7  [000] .....  1.000001: "
#define OLD "family=AF_INET sport=80 dport=4711 saddr=192.0.2.1 daddr=192.0.2.2 "

static void old_kernels_give_addresses_apart_and_no_reason(void **state)
{
	(void)state;
	assert_true(reads(AT "tcp_send_reset: skbaddr=0 skaddr=0 " OLD
			     "saddrv6=::ffff:192.0.2.1 daddrv6=::ffff:192.0.2.2 state=TCP_LISTEN"));
	is_from_to("192.0.2.1", 80, "192.0.2.2", 4711);
	assert_string_equal(e.reason, "");
	assert_true(reads(AT "tcp_send_reset: sport=80 dport=4711 saddr=192.0.2.1 "
			     "daddr=192.0.2.2"));
	is_from_to("192.0.2.1", 80, "192.0.2.2", 4711);
	assert_int_equal(e.state, 0);
}

static void fields_may_stand_in_any_order(void **state)
{
	(void)state;
	assert_true(reads(AT "tcp_send_reset: reason=NO_SOCKET state=UNKNOWN new=1 "
			     "dest=[2001:db8::2]:1 src=[2001:db8::1]:2"));
	is_from_to("2001:db8::1", 2, "2001:db8::2", 1);
	assert_string_equal(e.reason, "NO_SOCKET");
	assert_int_equal(e.state, 0);
}

/* An IPv6 socket has rubbish for an IPv4 address, and an IPv4 one may be mapped. */
static void the_family_that_is_meant_is_taken(void **state)
{
	(void)state;
	assert_true(reads(AT "tcp_receive_reset: family=AF_INET6 sport=9 dport=80 saddr=127.0.0.6 "
			     "daddr=0.0.0.0 saddrv6=2001:db8::2 daddrv6=2001:db8::1"));
	assert_int_equal(e.kind, TB_KERNEL_TAKEN);
	is_from_to("2001:db8::1", 80, "2001:db8::2", 9);
	assert_true(reads(AT "tcp_receive_reset: family=AF_INET6 sport=9 dport=80 saddr=0.0.0.0 "
			     "daddr=0.0.0.0 saddrv6=::ffff:192.0.2.2 daddrv6=::ffff:192.0.2.1"));
	is_from_to("192.0.2.1", 80, "192.0.2.2", 9);
	assert_true(reads(AT "tcp_send_reset: src=[::ffff:192.0.2.1]:80 dest=[::ffff:192.0.2.2]:9"));
	is_from_to("192.0.2.1", 80, "192.0.2.2", 9);
}

static void of_states_those_count_that_open_or_end(void **state)
{
	(void)state;
	assert_true(reads(AT "inet_sock_set_state: protocol=IPPROTO_TCP " OLD
			     "oldstate=TCP_ESTABLISHED newstate=TCP_FIN_WAIT1"));
	assert_int_equal(e.kind, TB_KERNEL_ENDED);
	is_from_to("192.0.2.1", 80, "192.0.2.2", 4711);
	assert_true(reads(AT "sock:inet_sock_set_state: " OLD "newstate=TCP_ESTABLISHED"));
	assert_int_equal(e.kind, TB_KERNEL_OPENED);
	assert_false(reads(AT "inet_sock_set_state: " OLD "newstate=TCP_CLOSE_WAIT"));
	assert_false(reads(AT "inet_sock_set_state: protocol=IPPROTO_MPTCP " OLD
			      "newstate=TCP_CLOSE"));
	assert_false(reads(AT "inet_sock_set_state: sport=80 dport=0 saddr=192.0.2.1 "
			      "daddr=0.0.0.0 newstate=TCP_CLOSE"));
}

static void a_listener_may_not_say_to_whom(void **state)
{
	(void)state;
	assert_true(reads(AT "tcp_send_reset: src=0.0.0.0:80 dest=0.0.0.0:0 state=TCP_LISTEN "
			     "reason=TCP_FLAGS"));
	assert_int_equal(e.to.port, 0);
	assert_false(reads(AT "tcp_send_reset: src=0.0.0.0:0 dest=192.0.2.2:9"));
}

static void what_cannot_be_read_is_none(void **state)
{
	static const char *const lines[] = {
		"", ":", "tcp_send_reset:", "tcp_send_reset: " ENDS,
		"  x-7  [000] .....  1.: tcp_send_reset: src= dest=",
		"  x-7  [000] .....  1000001: " SENT,		/* ticks of a processor */
		"  x-7  [000] .....  -1.5: " SENT,
		"  x-7  [000] .....  99999999999.5: " SENT,
		AT "tcp_send_reset: src=192.0.2.1:65536 dest=192.0.2.2:1",
		AT "tcp_send_reset: src=192.0.2.1 dest=192.0.2.2:1",
		AT "tcp_send_reset: src=[2001:db8::1:80 dest=192.0.2.2:1",
		AT "tcp_send_reset: src=300.0.2.1:80 dest=192.0.2.2:1",
		AT "tcp_send_reset: " OLD "sport=x",
		AT "tcp_receive_reset: sport=0 dport=80 saddr=192.0.2.1 daddr=192.0.2.2",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++)
		assert_false(reads(lines[i]));
}

static void a_reason_is_a_word_in_capitals_or_none(void **state)
{
	(void)state;
	assert_true(reads(AT "tcp_send_reset: " ENDS " reason=TCP_NEW_ONE_2"));
	assert_string_equal(e.reason, "TCP_NEW_ONE_2");
	assert_true(reads(AT "tcp_send_reset: " ENDS " reason=0x7"));
	assert_string_equal(e.reason, "");
	assert_true(reads(AT "tcp_send_reset: " ENDS " reason=\033[2J"));
	assert_string_equal(e.reason, "");
	assert_true(reads(AT "tcp_send_reset: " ENDS
			     " reason=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"));
	assert_string_equal(e.reason, "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_text_of_tracefs_is_read),
		cmocka_unit_test(a_thread_is_told_by_its_process_where_both_are_printed),
		cmocka_unit_test(the_report_of_trace_cmd_is_read),
		cmocka_unit_test(the_script_of_perf_is_read),
		cmocka_unit_test(a_number_that_may_be_something_else_is_no_process),
		cmocka_unit_test(a_name_may_hold_anything),
		cmocka_unit_test(an_event_in_a_name_is_none),
		cmocka_unit_test(old_kernels_give_addresses_apart_and_no_reason),
		cmocka_unit_test(fields_may_stand_in_any_order),
		cmocka_unit_test(the_family_that_is_meant_is_taken),
		cmocka_unit_test(of_states_those_count_that_open_or_end),
		cmocka_unit_test(a_listener_may_not_say_to_whom),
		cmocka_unit_test(what_cannot_be_read_is_none),
		cmocka_unit_test(a_reason_is_a_word_in_capitals_or_none),
	};

	return cmocka_run_group_tests_name("kernel_event", tests, NULL, NULL);
}
