/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What the kernel of the server says of the reset of a conversation.
 */
#include <stdio.h>
#include <string.h>

#include "unit/signals.h"

static struct tb_kernel_word word;

static void server_resets(void)
{
	again();
	h.word = &word;
	talk();
	conv_rstack(conv, TB_SERVER);
}

static void kernel_says(const char *reason, const char *state)
{
	word = (struct tb_kernel_word){ .sent = true, .state = state };
	snprintf(word.reason, sizeof(word.reason), "%s", reason);
	server_resets();
}

static void nobody_asked_nothing_said(void **state)
{
	(void)state;
	talk();
	conv_rstack(conv, TB_SERVER);
	unseen(KERNEL_SENT);
	unseen(KERNEL_REASONED);
	unseen(KERNEL_UNREAD);
	unseen(KERNEL_DISCONNECTED);
	unseen(KERNEL_NO_SOCKET);
}

static void a_kernel_without_reasons_says_who(void **state)
{
	static const char *const reasons[] = { "", "NOT_SPECIFIED", "ERROR", "TCP_NEWER" };

	(void)state;
	for (size_t i = 0; i < sizeof(reasons) / sizeof(reasons[0]); i++) {
		kernel_says(reasons[i], "TCP_CLOSE");
		yes(KERNEL_SENT);
		unseen(KERNEL_REASONED);
		unseen(KERNEL_UNREAD);
		unseen(KERNEL_KILLED);
	}
}

static void a_receiver_does_not_know_who_sent_it(void **state)
{
	(void)state;
	word = (struct tb_kernel_word){ .taken = true };
	server_resets();
	unseen(KERNEL_SENT);
	unseen(KERNEL_REASONED);
}

static void each_reason_answers_its_question(void **state)
{
	static const struct {
		const char *reason;
		enum tb_signal question;
	} rows[] = {
		{ "TCP_ABORT_ON_CLOSE", TB_SIGNAL_KERNEL_UNREAD },
		{ "TCP_DISCONNECT_WITH_DATA", TB_SIGNAL_KERNEL_DISCONNECTED },
		{ "TCP_STATE", TB_SIGNAL_KERNEL_DISCONNECTED },
		{ "TCP_ABORT_ON_LINGER", TB_SIGNAL_KERNEL_FIN_WAIT },
		{ "TCP_ABORT_ON_MEMORY", TB_SIGNAL_KERNEL_MEMORY },
		{ "TCP_KEEPALIVE_TIMEOUT", TB_SIGNAL_KERNEL_KEEPALIVE },
		{ "NO_SOCKET", TB_SIGNAL_KERNEL_NO_SOCKET },
		{ "TCP_ABORT_ON_DATA", TB_SIGNAL_KERNEL_CLOSED },
		{ "TCP_TIMEWAIT_SOCKET", TB_SIGNAL_KERNEL_CLOSED },
		{ "TCP_FLAGS", TB_SIGNAL_KERNEL_LISTENER },
		{ "TCP_OLD_ACK", TB_SIGNAL_KERNEL_BAD_ACK },
		{ "TCP_TOO_OLD_ACK", TB_SIGNAL_KERNEL_BAD_ACK },
		{ "TCP_ACK_UNSENT_DATA", TB_SIGNAL_KERNEL_BAD_ACK },
		{ "TCP_INVALID_ACK_SEQUENCE", TB_SIGNAL_KERNEL_BAD_SYN_ACK },
		{ "TCP_RFC7323_PAWS", TB_SIGNAL_KERNEL_BAD_SYN_ACK },
		{ "INVALID_SYN", TB_SIGNAL_KERNEL_BAD_SYN },
		{ "MPTCP_RST_EMIDDLEBOX", TB_SIGNAL_KERNEL_MPTCP },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		kernel_says(rows[i].reason, "TCP_CLOSE");
		yes(KERNEL_REASONED);
		for (unsigned q = TB_SIGNAL_KERNEL_UNREAD; q <= TB_SIGNAL_KERNEL_MPTCP; q++)
			assert_int_equal(hearing_fact(&h, q)->answer,
					 q == rows[i].question ? TB_YES : TB_NO);
	}
}

static void what_aborts_from_outside_leaves_the_state_as_it_was(void **state)
{
	(void)state;
	kernel_says("TCP_STATE", "TCP_ESTABLISHED");
	yes(KERNEL_KILLED);
	no(KERNEL_DISCONNECTED);
	kernel_says("TCP_STATE", NULL);		/* who knows */
	no(KERNEL_KILLED);
	no(KERNEL_DISCONNECTED);
}

static void a_timer_ends_a_half_closed_socket_unless_a_process_does(void **state)
{
	(void)state;
	kernel_says("TCP_STATE", "TCP_FIN_WAIT2");
	yes(KERNEL_FIN_WAIT);
	no(KERNEL_KILLED);
	word = (struct tb_kernel_word){ .sent = true, .reason = "TCP_STATE",
					.state = "TCP_FIN_WAIT2", .by_call = TB_YES };
	server_resets();
	no(KERNEL_FIN_WAIT);
	yes(KERNEL_KILLED);
}

static uint8_t mac[2][6];

static void wrap(struct pkt *p, enum tb_side from)
{
	pkt_eth(p, mac[from], mac[!from]);
}

static void another_machine_with_the_address_has_a_kernel_too(void **state)
{
	static const struct pkt_link link = { "Ethernet", 1, wrap };
	struct conv other, third;

	(void)state;
	word = (struct tb_kernel_word){ .sent = true, .reason = "NO_SOCKET" };
	again();
	h.word = &word;
	memset(mac, 2, sizeof(mac));
	mac[TB_CLIENT][5] = 1;
	other = street_conv(&h.street);
	conv->link = other.link = &link;
	conv_open(conv);
	mac[TB_SERVER][5] = 9;
	conv_syn(&other);
	conv_rstack(&other, TB_SERVER);
	mac[TB_SERVER][5] = 2;
	conv_rst(conv, TB_SERVER);
	third = street_conv(&h.street);
	third.link = &link;
	conv_open(&third);
	h.about = 1;
	yes(TWO_MACS);
	unseen(KERNEL_SENT);
	yes(KERNEL_NO_SOCKET);
}

static void a_verdict_says_where_the_packets_contradict(void **state)
{
	const struct tb_verdict *v;

	(void)state;
	word = (struct tb_kernel_word){ .sent = true, .reason = "TCP_STATE",
					.state = "TCP_ESTABLISHED", .by_call = TB_YES };
	again();
	h.word = &word;
	conv_open(conv);
	conv_data(conv, TB_CLIENT, 100);
	conv_rstack(conv, TB_SERVER);
	v = hearing_verdict(&h);
	assert_string_equal(v->cause.slug, "administrative-abort");
	assert_non_null(v->contradicts.cause.slug);
	assert_true(v->contradicts.cause.confidence >= 0.6);
	assert_string_not_equal(v->contradicts.cause.slug, v->cause.slug);
	assert_int_equal(v->contradicts.by, TB_ORIGIN_UNKNOWN);
	assert_false(v->contradicts.effect);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		claim(nobody_asked_nothing_said),
		claim(a_kernel_without_reasons_says_who),
		claim(a_receiver_does_not_know_who_sent_it),
		claim(each_reason_answers_its_question),
		claim(what_aborts_from_outside_leaves_the_state_as_it_was),
		claim(a_timer_ends_a_half_closed_socket_unless_a_process_does),
		claim(another_machine_with_the_address_has_a_kernel_too),
		claim(a_verdict_says_where_the_packets_contradict),
	};

	return cmocka_run_group_tests_name("signal_kernel", tests, NULL, NULL);
}
