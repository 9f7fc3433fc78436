/* SPDX-License-Identifier: BSD-3-Clause */
/* What captures do to packets. */
#include "unit/trial.h"

static void a_second_copy_of_every_packet_changes_nothing(void **state)
{
	const struct tb_verdict *v;

	(void)state;
	court.tape.step = 10 * TB_MICROSECOND;
	conv_syn(&conv);
	tape_again(&court.tape);
	conv_synack(&conv);
	tape_again(&court.tape);
	conv_ack(&conv, TB_CLIENT);
	tape_again(&court.tape);
	conv_data(&conv, TB_CLIENT, 10);
	tape_again(&court.tape);
	conv_rst(&conv, TB_SERVER);
	tape_again(&court.tape);
	v = only_verdict();
	assert_int_equal(v->n_rst, 2);
	assert_int_equal(v->rst[1].role, TB_ROLE_DUPLICATE);
	assert_int_equal(v->flow.duplicates, 5);
	assert_int_equal(v->flow.packets[TB_CLIENT], 3);
	assert_int_equal(v->flow.bytes[TB_CLIENT], 10);
	assert_string_equal(v->flow.history, "ShADr");
}

static void a_connection_that_began_before_the_capture_is_judged_by_what_is_there(void **state)
{
	const struct tb_verdict *v;

	(void)state;
	conv.end[TB_CLIENT].unseen = conv.end[TB_SERVER].unseen = true;
	conv_open(&conv);
	conv.end[TB_CLIENT].unseen = conv.end[TB_SERVER].unseen = false;
	exchange(10, 10);
	conv_rstack(&conv, TB_SERVER);
	v = only_verdict();
	assert_int_equal(v->phase, TB_PHASE_DATA_TRANSFER);
	assert_int_equal(v->flow.roles, TB_ROLES_INFERRED);
	assert_int_equal(v->rst[0].from, TB_SERVER);
	assert_int_equal(v->rst[0].effect, TB_EFFECT_ACCEPTED);
	assert_true(v->n_unseen >= 1);
}

static void with_one_direction_only_the_side_is_still_right(void **state)
{
	const struct tb_verdict *v;

	(void)state;
	conv.end[TB_CLIENT].unseen = true;
	conv_open(&conv);
	exchange(10, 10);
	conv_rstack(&conv, TB_SERVER);
	v = only_verdict();
	assert_int_equal(v->rst[0].from, TB_SERVER);
	assert_int_equal(v->phase, TB_PHASE_DATA_TRANSFER);
	assert_int_equal(v->rst[0].effect, TB_EFFECT_ACCEPTED);
	assert_int_equal(v->harm.verdict, TB_HARM_UNKNOWN);
}

static void a_rst_without_anything_else_belongs_to_no_connection(void **state)
{
	const struct tb_verdict *v;

	(void)state;
	conv_rst(&conv, TB_SERVER);
	v = only_verdict();
	assert_int_equal(v->phase, TB_PHASE_NO_CONNECTION);
	assert_int_equal(v->rst[0].effect, TB_EFFECT_UNKNOWN);
}

static void the_same_ports_used_again_are_another_flow(void **state)
{
	(void)state;
	conv_open(&conv);
	conv_rstack(&conv, TB_CLIENT);
	conv_restart(&conv, 7000000, 9000000);
	conv_open(&conv);
	exchange(10, 10);
	conv_rstack(&conv, TB_SERVER);
	court_close(&court);
	assert_int_equal(court.n, 2);
	assert_int_equal(court.verdict[0].v.flow.id, 1);
	assert_int_equal(court.verdict[1].v.flow.id, 2);
	assert_int_equal(court_rst(&court, 0)->from, TB_CLIENT);
	assert_int_equal(court_rst(&court, 1)->from, TB_SERVER);
	assert_int_equal(court.verdict[1].v.flow.bytes[TB_SERVER], 10);
	assert_string_equal(court.verdict[0].v.flow.community_id,
			    court.verdict[1].v.flow.community_id);
}

/* RFC 9293 section 3.5.1, figure 9: the client has rebooted and connects again. */
static void half_open_recovery_resets_the_old_connection_not_the_new_one(void **state)
{
	struct conv_segment old_ack, rst;
	const struct tb_verdict *v;

	(void)state;
	conv_open(&conv);
	exchange(10, 10);
	old_ack = conv_next(&conv, TB_SERVER, TB_ACK, 0);
	rst = forged(TB_CLIENT, conv.end[TB_CLIENT].next);
	conv_restart(&conv, 7000000, 9000000);
	conv_syn(&conv);
	conv_put(&conv, &old_ack);
	conv_put(&conv, &rst);
	conv_again(&conv, TB_CLIENT);
	v = only_verdict();
	assert_int_equal(v->flow.id, 1);
	assert_int_equal(v->phase, TB_PHASE_DATA_TRANSFER);
	assert_int_equal(v->rst[0].from, TB_CLIENT);
	assert_int_equal(v->rst[0].effect, TB_EFFECT_ACCEPTED);
	assert_string_equal(v->cause.slug, "half-open-connection");
}

static void an_icmp_error_is_tied_to_the_flow_it_quotes(void **state)
{
	const struct tb_verdict *v;

	(void)state;
	conv_open(&conv);
	conv_data(&conv, TB_CLIENT, 100);
	conv_unreachable(&conv, TB_CLIENT, 13, "203.0.113.1", 28);
	conv_rstack(&conv, TB_CLIENT);
	v = only_verdict();
	assert_int_equal(v->n_icmp, 1);
	assert_int_equal(v->icmp[0].frame.number, 5);
	assert_int_equal(v->icmp[0].code, 13);
	assert_int_equal(v->icmp[0].quotes, TB_CLIENT);
	assert_int_equal(v->icmp[0].in_window, TB_YES);
}

/* The summary of what is on the tape, which has no verdict. */
static const struct tb_summary *only_summary(void)
{
	court_close(&court);
	assert_int_equal(court.n, 0);
	return &court.summary;
}

static void an_attempt_that_icmp_answers_is_counted_once(void **state)
{
	const struct tb_summary *s;

	(void)state;
	conv_syn(&conv);
	conv_unreachable(&conv, TB_CLIENT, 3, "203.0.113.1", 28);
	conv_again(&conv, TB_CLIENT);
	conv_unreachable(&conv, TB_CLIENT, 3, "203.0.113.1", 28);
	conv_init(&conv, &court.tape, "192.0.2.1", 40001, "198.51.100.2", 80);
	conv_syn(&conv);
	conv_unreachable(&conv, TB_CLIENT, 3, "203.0.113.1", 28);
	conv_init(&conv, &court.tape, "192.0.2.1", 40002, "198.51.100.2", 81);
	conv_syn(&conv);
	conv_unreachable(&conv, TB_CLIENT, 13, "203.0.113.1", 28);
	s = only_summary();
	assert_int_equal(s->unreached, 3);
	assert_int_equal(s->n_unreached_by, 2);
	assert_int_equal(s->unreached_by[0].connections, 2);
	assert_int_equal(s->unreached_by[0].first.frame.number, 2);
	assert_int_equal(s->unreached_by[1].connections, 1);
	assert_int_equal(s->unreached_by[1].first.code, 13);
}

static void what_icmp_says_of_other_things_is_no_refusal(void **state)
{
	struct conv_segment forged_syn;

	(void)state;
	conv_open(&conv);		/* it answers no attempt */
	conv_data(&conv, TB_CLIENT, 100);
	conv_unreachable(&conv, TB_CLIENT, 1, "203.0.113.1", 28);
	conv_init(&conv, &court.tape, "192.0.2.1", 40001, "198.51.100.2", 80);
	conv_syn(&conv);		/* a packet is too big */
	conv_unreachable(&conv, TB_CLIENT, 4, "203.0.113.1", 28);
	forged_syn = conv.end[TB_CLIENT].last;	/* nobody sent what it quotes */
	forged_syn.tcp.seq += 77;
	conv.end[TB_CLIENT].last = forged_syn;
	conv_unreachable(&conv, TB_CLIENT, 3, "203.0.113.1", 28);
	assert_int_equal(only_summary()->unreached, 0);
}

static void of_many_who_refuse_some_are_named_and_all_are_counted(void **state)
{
	(void)state;
	for (unsigned i = 0; i < TB_MAX_UNREACHED + 5; i++) {
		conv_init(&conv, &court.tape, "192.0.2.1", (uint16_t)(40000 + i), "198.51.100.2",
			  80);
		conv_syn(&conv);
		conv_unreachable(&conv, TB_CLIENT, (uint8_t)(5 + i), "203.0.113.1", 28);
	}
	assert_int_equal(only_summary()->unreached, TB_MAX_UNREACHED + 5);
	assert_int_equal(court.summary.n_unreached_by, TB_MAX_UNREACHED);
}

static void headers_alone_are_enough_for_side_phase_and_effect(void **state)
{
	const struct tb_verdict *v;

	(void)state;
	court.tape.snaplen = 14 + 20 + 14;
	conv_open(&conv);
	exchange(100, 1000);
	conv_rstack(&conv, TB_SERVER);
	v = only_verdict();
	assert_int_equal(v->phase, TB_PHASE_DATA_TRANSFER);
	assert_int_equal(v->rst[0].from, TB_SERVER);
	assert_int_equal(v->rst[0].effect, TB_EFFECT_ACCEPTED);
	assert_true(v->n_unseen >= 2);
}

static void what_is_said_on_the_rst_is_kept(void **state)
{
	struct conv_segment rst;
	const struct tb_verdict *v;

	(void)state;
	conv_open(&conv);
	rst = conv_next(&conv, TB_SERVER, TB_RST | TB_ACK, 0);
	rst.payload = "No TCP";
	rst.payload_len = 6;
	pkt_opt_nop(&rst.tcp);
	court.tape.comment = "look here";
	conv_put(&conv, &rst);
	v = only_verdict();
	assert_int_equal(v->rst[0].payload_len, 6);
	assert_int_equal(v->rst[0].payload_kept, 6);
	assert_int_equal(v->rst[0].options_len, 4);
	assert_int_equal(v->rst[0].comment_len, 9);
}

static void a_rst_that_is_likely_corruption_is_said_to_be(void **state)
{
	struct conv_segment rst;
	const struct tb_verdict *v;

	(void)state;
	conv_open(&conv);
	rst = conv_next(&conv, TB_SERVER, TB_RST | TB_ACK, 0);
	rst.tcp.sum = PKT_SUM_BAD;
	conv_put(&conv, &rst);
	v = only_verdict();
	assert_true(v->rst[0].checksum_bad);
	assert_int_equal(v->origin.by, TB_ORIGIN_UNKNOWN);
}

static void where_all_checksums_are_wrong_a_wrong_one_says_nothing(void **state)
{
	struct conv_segment s;
	const struct tb_verdict *v;

	(void)state;
	conv_syn(&conv);
	s = conv_next(&conv, TB_SERVER, TB_SYN | TB_ACK, 0);
	s.tcp.sum = PKT_SUM_BAD;
	conv_put(&conv, &s);
	conv_ack(&conv, TB_CLIENT);
	s = conv_next(&conv, TB_SERVER, TB_RST | TB_ACK, 0);
	s.tcp.sum = PKT_SUM_BAD;
	conv_put(&conv, &s);
	v = only_verdict();
	assert_false(v->rst[0].checksum_bad);
	assert_int_equal(v->origin.by, TB_ORIGIN_SERVER);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		claim(a_second_copy_of_every_packet_changes_nothing),
		claim(a_connection_that_began_before_the_capture_is_judged_by_what_is_there),
		claim(with_one_direction_only_the_side_is_still_right),
		claim(a_rst_without_anything_else_belongs_to_no_connection),
		claim(the_same_ports_used_again_are_another_flow),
		claim(half_open_recovery_resets_the_old_connection_not_the_new_one),
		claim(an_icmp_error_is_tied_to_the_flow_it_quotes),
		claim(an_attempt_that_icmp_answers_is_counted_once),
		claim(what_icmp_says_of_other_things_is_no_refusal),
		claim(of_many_who_refuse_some_are_named_and_all_are_counted),
		claim(headers_alone_are_enough_for_side_phase_and_effect),
		claim(what_is_said_on_the_rst_is_kept),
		claim(a_rst_that_is_likely_corruption_is_said_to_be),
		claim(where_all_checksums_are_wrong_a_wrong_one_says_nothing),
	};

	return cmocka_run_group_tests_name("engine_capture", tests, NULL, NULL);
}
