/* SPDX-License-Identifier: BSD-3-Clause */
#include "unit/signals.h"

enum {	/* bytes of Ethernet, IPv4 and TCP: of it as far as its flags, and all */
	HEADERS_CUT = 14 + 20 + 14,
	HEADERS = 14 + 20 + 20
};

static void a_close_of_a_live_socket_has_an_ack_and_answers_nothing(void **state)
{
	(void)state;
	talk();
	conv_rstack(conv, TB_SERVER);
	no(BARE);
	yes(LIVE_SOCKET);
	no(STATELESS);
}

static void an_answer_without_a_socket_is_bare_and_has_a_trigger(void **state)
{
	(void)state;
	talk();
	conv_data(conv, TB_CLIENT, 10);
	conv_rst(conv, TB_SERVER);
	yes(BARE);
	no(LIVE_SOCKET);
	yes(STATELESS);
	shown_by(STATELESS, 8);
	no(UNEXPLAINED);
}

static void a_bare_reset_that_answers_nothing_is_unexplained(void **state)
{
	struct conv_segment rst;

	(void)state;
	talk();
	rst = conv_next(conv, TB_SERVER, TB_RST, 0);
	rst.tcp.seq += 10000;
	conv_put(conv, &rst);
	yes(UNEXPLAINED);
	no(STATELESS);
}

static void what_the_capture_has_not_seen_may_explain_it(void **state)
{
	(void)state;
	conv->end[TB_CLIENT].unseen = true;
	talk();
	conv_rst(conv, TB_SERVER);
	unseen(UNEXPLAINED);
}

/* Forms ------------------------------------------------------------------------------- */

static void windows_resets_by_a_ttl_from_128_without_window_and_options(void **state)
{
	(void)state;
	conv->end[TB_SERVER].ttl = 120;
	talk();
	conv_rstack(conv, TB_SERVER);
	yes(WINDOWS_FORM);
}

static void others_do_not_begin_at_128(void **state)
{
	(void)state;
	talk();
	conv_rstack(conv, TB_SERVER);
	no(WINDOWS_FORM);
}

static void a_form_is_not_seen_in_half_a_header(void **state)
{
	(void)state;
	h.street.tape.snaplen = HEADERS_CUT;
	conv->end[TB_SERVER].ttl = 120;
	talk();
	conv_rstack(conv, TB_SERVER);
	unseen(WINDOWS_FORM);
	unseen(TOOL_FORM);
}

static void a_tool_leaves_its_defaults(void **state)
{
	struct conv_segment rst;

	(void)state;
	talk();
	rst = abort_of(TB_SERVER);
	rst.tcp.window = 8192;
	rst.ip.id = 1;
	rst.ip.df = false;
	conv_put(conv, &rst);
	yes(TOOL_FORM);
}

static void one_default_alone_is_nobodys_form(void **state)
{
	struct conv_segment rst;

	(void)state;
	talk();
	rst = abort_of(TB_SERVER);
	rst.tcp.window = 8192;
	conv_put(conv, &rst);
	no(TOOL_FORM);
}

static void ipv6_has_no_ip_id_to_tell_a_tool_by(void **state)
{
	struct conv_segment rst;

	(void)state;
	conv_init(conv, &h.street.tape, "2001:db8::1", 40000, "2001:db8::2", 80);
	talk();
	rst = abort_of(TB_SERVER);
	rst.tcp.window = 8192;
	conv_put(conv, &rst);
	unseen(TOOL_FORM);
	unseen(ID_CONTINUES);
	unseen(DF_DIFFERS);
}

/* TTL --------------------------------------------------------------------------------- */

static void reset_with_ttl(uint8_t ttl)
{
	struct conv_segment rst;

	talk();
	rst = abort_of(TB_SERVER);
	rst.ip.ttl = ttl;
	conv_put(conv, &rst);
}

static void the_ttl_of_its_senders_other_packets_is_the_same(void **state)
{
	(void)state;
	reset_with_ttl(64);
	yes(TTL_SAME);
	measured(TTL_SAME, 64);
	no(TTL_NEARER);
	no(TTL_FARTHER);
	no(TTL_FAR);
	no(TTL_FAMILY);
}

static void one_more_is_a_hop_nearer_and_one_less_a_hop_farther(void **state)
{
	(void)state;
	conv->end[TB_SERVER].ttl = 57;
	reset_with_ttl(58);
	yes(TTL_NEARER);
	no(TTL_SAME);
	no(TTL_FARTHER);
	no(TTL_FAR);
	again();
	conv->end[TB_SERVER].ttl = 57;
	reset_with_ttl(56);
	yes(TTL_FARTHER);
	no(TTL_NEARER);
	no(TTL_FAR);
}

static void two_or_more_off_is_far_and_another_beginning_is_another_family(void **state)
{
	(void)state;
	reset_with_ttl(62);
	yes(TTL_FAR);
	no(TTL_FAMILY);
	again();
	reset_with_ttl(250);
	yes(TTL_FAR);
	yes(TTL_FAMILY);
}

static void whoever_used_several_ttls_is_known_by_all_of_them(void **state)
{
	(void)state;
	conv_open(conv);
	conv->end[TB_SERVER].ttl = 60;
	exchange();
	conv->end[TB_SERVER].ttl = 62;
	conv_rstack(conv, TB_SERVER);
	yes(TTL_SAME);
}

/* It has the TTL of one packet before it, and not of those before that. */
static void a_page_and_a_reset_of_one_forger_do_not_vouch_for_each_other(void **state)
{
	(void)state;
	talk();
	conv->end[TB_SERVER].ttl = 200;
	conv_data(conv, TB_SERVER, 69);
	conv_rstack(conv, TB_SERVER);
	yes(TTL_MIXED);
	no(TTL_SAME);
	no(TTL_FAR);
}

static void of_ttls_far_apart_that_of_most_packets_is_the_senders(void **state)
{
	(void)state;
	conv_syn(conv);
	conv->end[TB_SERVER].ttl = 200;	/* as of a proxy that opens for the server */
	conv_synack(conv);
	conv->end[TB_SERVER].ttl = 60;
	conv_ack(conv, TB_CLIENT);
	exchange();
	conv_rstack(conv, TB_SERVER);
	yes(TTL_SAME);
	no(TTL_MIXED);
}

static void a_refusal_is_compared_with_its_hosts_other_connections(void **state)
{
	(void)state;
	conv_syn(conv);
	conv_rstack(conv, TB_SERVER);
	unseen(TTL_SAME);
	unseen(TTL_FAR);
	again();
	street_accepted(&h.street);
	conv->end[TB_SERVER].port = 81;
	conv->end[TB_SERVER].ttl = 60;
	conv_syn(conv);
	conv_rstack(conv, TB_SERVER);
	yes(TTL_FAR);
}

static void a_reset_alone_has_nothing_to_be_compared_with(void **state)
{
	(void)state;
	conv_rst(conv, TB_SERVER);
	unseen(TTL_SAME);
	unseen(TTL_NEARER);
	unseen(TTL_FARTHER);
	unseen(TTL_FAR);
	unseen(TTL_FAMILY);
}

static void a_path_that_has_changed_shows_in_other_connections(void **state)
{
	struct conv other;

	(void)state;
	other = street_conv(&h.street);
	other.end[TB_SERVER].ttl = 60;
	conv_open(&other);
	reset_with_ttl(60);
	unseen(TTL_FAR);
	unseen(TTL_SAME);
}

static void a_router_shows_a_packet_before_and_behind_it(void **state)
{
	(void)state;
	talk();
	conv->interface = 1;
	conv->end[TB_SERVER].ttl++;
	conv_rst(conv, TB_SERVER);
	unseen(TTL_NEARER);
}

static void the_syn_of_a_scanner_says_nothing_of_his_hosts_ttl(void **state)
{
	struct conv_segment rst;

	(void)state;
	conv_syn(conv);
	conv_synack(conv);
	rst = conv_next(conv, TB_CLIENT, TB_RST, 0);
	rst.ip.ttl = 50;
	conv_put(conv, &rst);
	unseen(TTL_FAR);
	unseen(ID_ODD);
}

static void neighbours_that_limit_hops_do_not_limit_those_of_their_kernels(void **state)
{
	(void)state;
	conv->end[TB_SERVER].ttl = 1;
	reset_with_ttl(64);
	unseen(TTL_FAR);
}

/* Codes ------------------------------------------------------------------------------- */

static void reset_with_a_reason(uint32_t snaplen)
{
	struct conv_segment rst;

	talk();
	rst = abort_of(TB_SERVER);
	rst.payload = "BIG-IP: [0x24d6e2f:2077] Flow expired (sweeper)";
	rst.payload_len = 47;
	h.street.tape.snaplen = snaplen;
	conv_put(conv, &rst);
}

static void a_box_may_write_its_reason_as_payload(void **state)
{
	(void)state;
	reset_with_a_reason(0);
	yes(CODED);
	no(CODE_MAYBE);
}

static void a_reason_may_have_stood_in_what_was_not_captured(void **state)
{
	(void)state;
	reset_with_a_reason(HEADERS);
	unseen(CODED);
}

static void a_window_may_be_a_reason_by_chance(void **state)
{
	struct conv_segment rst;

	(void)state;
	talk();
	rst = abort_of(TB_SERVER);
	rst.tcp.window = 9300;
	conv_put(conv, &rst);
	no(CODED);
	yes(CODE_MAYBE);
	measured(CODE_MAYBE, 9300);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		claim(a_close_of_a_live_socket_has_an_ack_and_answers_nothing),
		claim(an_answer_without_a_socket_is_bare_and_has_a_trigger),
		claim(a_bare_reset_that_answers_nothing_is_unexplained),
		claim(what_the_capture_has_not_seen_may_explain_it),
		claim(windows_resets_by_a_ttl_from_128_without_window_and_options),
		claim(others_do_not_begin_at_128),
		claim(a_form_is_not_seen_in_half_a_header),
		claim(a_tool_leaves_its_defaults),
		claim(one_default_alone_is_nobodys_form),
		claim(ipv6_has_no_ip_id_to_tell_a_tool_by),
		claim(the_ttl_of_its_senders_other_packets_is_the_same),
		claim(one_more_is_a_hop_nearer_and_one_less_a_hop_farther),
		claim(two_or_more_off_is_far_and_another_beginning_is_another_family),
		claim(whoever_used_several_ttls_is_known_by_all_of_them),
		claim(a_page_and_a_reset_of_one_forger_do_not_vouch_for_each_other),
		claim(of_ttls_far_apart_that_of_most_packets_is_the_senders),
		claim(a_refusal_is_compared_with_its_hosts_other_connections),
		claim(a_reset_alone_has_nothing_to_be_compared_with),
		claim(a_path_that_has_changed_shows_in_other_connections),
		claim(a_router_shows_a_packet_before_and_behind_it),
		claim(the_syn_of_a_scanner_says_nothing_of_his_hosts_ttl),
		claim(neighbours_that_limit_hops_do_not_limit_those_of_their_kernels),
		claim(a_box_may_write_its_reason_as_payload),
		claim(a_reason_may_have_stood_in_what_was_not_captured),
		claim(a_window_may_be_a_reason_by_chance),
	};

	return cmocka_run_group_tests_name("signal_form", tests, NULL, NULL);
}
