/* SPDX-License-Identifier: BSD-3-Clause */
/* Link addresses, time, numbers, and what came after: see signal_maker.c. */
#include "unit/signals.h"

/* Link and time ----------------------------------------------------------------------- */

/* A reset by the server, from another MAC than its other packets. */
static void reset_from_elsewhere(void)
{
	enum { SOURCE = 6 };	/* in an Ethernet header */
	struct conv_segment rst = abort_of(TB_SERVER);

	conv_build(&rst, &conv->pkt);
	conv->link->wrap(&conv->pkt, TB_SERVER);
	pkt_data(&conv->pkt)[SOURCE + 5] ^= 0x55;
	tape_put(&h.street.tape, &conv->pkt, conv->link->link_type, 0);
}

static void another_link_address_differs(void **state)
{
	(void)state;
	talk();
	conv_rstack(conv, TB_SERVER);
	no(MAC_DIFFERS);
	again();
	talk();
	reset_from_elsewhere();
	yes(MAC_DIFFERS);
}

static void of_two_routers_one_may_take_over(void **state)
{
	(void)state;
	conv->end[TB_SERVER].ttl = 63;
	talk();
	reset_from_elsewhere();
	unseen(MAC_DIFFERS);
}

static void without_link_addresses_none_differs(void **state)
{
	(void)state;
	conv->link = pkt_link("raw");
	talk();
	conv_rstack(conv, TB_SERVER);
	unseen(MAC_DIFFERS);
}

/* As in a capture of all interfaces of one host: the server's packets come in. */
static void what_leaves_a_host_without_having_come_was_made_there(void **state)
{
	enum { TYPE = 1, OUTGOING = 4 };	/* in a cooked header */
	struct conv_segment rst;

	(void)state;
	conv->link = pkt_link("sll");
	talk();
	conv_rstack(conv, TB_SERVER);
	no(MADE_HERE);
	again();
	conv->link = pkt_link("sll");
	talk();
	rst = abort_of(TB_SERVER);
	conv_build(&rst, &conv->pkt);
	conv->link->wrap(&conv->pkt, TB_SERVER);
	pkt_data(&conv->pkt)[TYPE] = OUTGOING;
	tape_put(&h.street.tape, &conv->pkt, conv->link->link_type, 0);
	yes(MADE_HERE);
	again();
	talk();
	conv_rstack(conv, TB_SERVER);
	unseen(MADE_HERE);
}

/* As a router captures it on all its interfaces; cooked headers say which way. */
enum { COMES = 0, LEAVES = 4 };

static void put_going(struct conv *c, const struct conv_segment *s, enum tb_side from, uint8_t way)
{
	enum { TYPE = 1 };

	conv_build(s, &c->pkt);
	pkt_link("sll")->wrap(&c->pkt, from);
	pkt_data(&c->pkt)[TYPE] = way;
	tape_put(&h.street.tape, &c->pkt, pkt_link("sll")->link_type, 0);
}

static void syn_going(struct conv *c, uint8_t way)
{
	struct conv_segment syn = conv_next(c, TB_CLIENT, TB_SYN, 0);

	syn.tcp.ack = 0;
	put_going(c, &syn, TB_CLIENT, way);
	c->end[TB_CLIENT].next++;
}

static void synack_going(struct conv *c, uint8_t way)
{
	struct conv_segment synack = conv_next(c, TB_SERVER, TB_SYN | TB_ACK, 0);

	put_going(c, &synack, TB_SERVER, way);
}

/* In the server's name. */
static void refusal_going(struct conv *c, uint8_t way)
{
	struct conv_segment rst = conv_next(c, TB_SERVER, TB_RST | TB_ACK, 0);

	rst.tcp.seq = 0;
	rst.tcp.window = 0;
	put_going(c, &rst, TB_SERVER, way);
}

static void accepted_going(uint8_t way)
{
	struct conv other = street_conv(&h.street);

	conv_restart(&other, 70000, 90000);
	syn_going(&other, COMES);
	synack_going(&other, way);
}

static void a_refusal_that_a_router_makes_is_not_the_servers(void **state)
{
	(void)state;
	accepted_going(COMES);
	syn_going(conv, COMES);
	refusal_going(conv, LEAVES);
	yes(MADE_HERE);
	shown_by(MADE_HERE, 2);
	unseen(TTL_SAME);
	assert_int_equal(hearing_verdict(&h)->origin.by, TB_ORIGIN_THIRD_PARTY);
	assert_string_equal(hearing_verdict(&h)->cause.slug, "firewall-reject");
}

static void a_refusal_that_comes_or_is_of_the_server_itself_is_not_made_on_the_way(void **state)
{
	(void)state;
	accepted_going(COMES);
	syn_going(conv, COMES);
	refusal_going(conv, COMES);
	unseen(MADE_HERE);
	again();
	accepted_going(LEAVES);		/* the server captures */
	syn_going(conv, COMES);
	refusal_going(conv, LEAVES);
	unseen(MADE_HERE);
	again();
	syn_going(conv, COMES);		/* nothing else is known of it */
	refusal_going(conv, LEAVES);
	unseen(MADE_HERE);
}

/* The same connection, as it is behind the NAT. */
static struct conv translated(void)
{
	struct conv behind;

	conv_init(&behind, &h.street.tape, "203.0.113.9", 61000, "198.51.100.2", 80);
	return behind;
}

static void what_a_nat_passes_on_it_has_not_made(void **state)
{
	struct conv behind;

	(void)state;
	accepted_going(COMES);
	behind = translated();
	syn_going(conv, COMES);
	syn_going(&behind, LEAVES);
	refusal_going(&behind, COMES);
	refusal_going(conv, LEAVES);
	h.about = 1;
	unseen(MADE_HERE);
}

static void what_a_nat_refuses_itself_it_has_made(void **state)
{
	struct conv before = translated(), behind = translated();

	(void)state;
	before.end[TB_CLIENT].port = 50000;
	syn_going(&before, COMES);
	syn_going(&behind, LEAVES);
	synack_going(&behind, COMES);
	synack_going(&before, LEAVES);
	conv_restart(conv, 12345, 6789);
	syn_going(conv, COMES);
	refusal_going(conv, LEAVES);
	yes(MADE_HERE);
}

static void answer_from_afar(tb_span rtt, tb_span after)
{
	again();
	conv_syn(conv);
	pass(rtt);
	conv_synack(conv);
	conv_ack(conv, TB_CLIENT);
	conv_data(conv, TB_CLIENT, 10);
	pass(after - h.street.tape.step);
	conv_rst(conv, TB_SERVER);
}

static void an_answer_sooner_than_its_sender_can_know_is_too_early(void **state)
{
	(void)state;
	answer_from_afar(100 * TB_MILLISECOND, 2 * TB_MILLISECOND);
	yes(TOO_EARLY);
	measured(TOO_EARLY, 2 * TB_MILLISECOND);
	answer_from_afar(100 * TB_MILLISECOND, 100 * TB_MILLISECOND);
	no(TOO_EARLY);
}

static void nearby_nothing_is_too_early(void **state)
{
	(void)state;
	answer_from_afar(TB_MILLISECOND, TB_MILLISECOND);
	unseen(TOO_EARLY);
}

/* Numbers ----------------------------------------------------------------------------- */

static void reset_at(int32_t offset)
{
	struct conv_segment rst;

	again();
	talk();
	rst = abort_of(TB_SERVER);
	rst.tcp.seq += (uint32_t)offset;
	conv_put(conv, &rst);
}

static void numbers_lie_behind_at_or_ahead_of_what_was_sent(void **state)
{
	(void)state;
	reset_at(0);
	no(SEQ_BEHIND);
	no(SEQ_AHEAD);
	reset_at(-500);
	yes(SEQ_BEHIND);
	no(SEQ_AHEAD);
	reset_at(5000);
	yes(SEQ_AHEAD);
	no(SEQ_BEHIND);
}

static void of_an_unseen_sender_no_number_is_odd(void **state)
{
	(void)state;
	conv->end[TB_SERVER].unseen = true;
	talk();
	conv->end[TB_SERVER].unseen = false;
	conv_rstack(conv, TB_SERVER);
	unseen(SEQ_BEHIND);
	unseen(SEQ_AHEAD);
}

static void a_burst_of_rising_numbers_is_guessing(void **state)
{
	static const uint32_t steps[] = { 0, 1460, 4380 };

	(void)state;
	talk();
	for (unsigned i = 0; i < 3; i++) {
		struct conv_segment rst = abort_of(TB_SERVER);

		rst.tcp.seq += steps[i];
		conv_put(conv, &rst);
	}
	yes(STEPPED);
	measured(STEPPED, 3);
	again();
	talk();
	conv_rstack(conv, TB_SERVER);
	no(STEPPED);
}

static void answers_to_segments_in_flight_are_no_guesses(void **state)
{
	(void)state;
	talk();
	for (unsigned i = 0; i < 3; i++)
		conv_data(conv, TB_CLIENT, 10);
	for (unsigned i = 0; i < 3; i++)
		conv_rst(conv, TB_SERVER);
	no(STEPPED);
}

/* What came after --------------------------------------------------------------------- */

static void a_sender_that_sends_on_is_not_dead(void **state)
{
	struct conv_segment rst;

	(void)state;
	talk();
	rst = abort_of(TB_SERVER);
	conv_put(conv, &rst);
	conv_data(conv, TB_SERVER, 100);
	pass(4 * TB_SECOND);
	conv_ack(conv, TB_CLIENT);
	yes(TALKS_ON);
	shown_by(TALKS_ON, 9);
}

/* From where a page of somebody else began, but longer: as the answer that it was put in place
 * of. */
static void whose_data_reach_beyond_the_end_of_the_reset_did_not_make_it(void **state)
{
	struct conv_segment late;

	(void)state;
	talk();
	late = conv_next(conv, TB_SERVER, TB_ACK | TB_PSH, 1000);
	conv_data(conv, TB_SERVER, 69);
	conv_rstack(conv, TB_SERVER);
	conv_put(conv, &late);
	yes(TALKS_ON);
	shown_by(TALKS_ON, 10);
}

static void data_from_before_an_answer_without_a_socket_may_come_behind_it(void **state)
{
	struct conv_segment late, rst;

	(void)state;
	talk();
	conv_data(conv, TB_CLIENT, 10);
	rst = reply_of(TB_SERVER);
	late = conv_next(conv, TB_SERVER, TB_ACK | TB_PSH, 1000);
	late.tcp.seq -= 500;
	conv_put(conv, &rst);
	conv_put(conv, &late);
	unseen(TALKS_ON);
}

static void a_sender_that_acknowledges_late_went_on(void **state)
{
	(void)state;
	talk();
	conv_rstack(conv, TB_SERVER);
	pass(TB_SECOND);
	conv_ack(conv, TB_SERVER);
	pass(4 * TB_SECOND);
	conv_ack(conv, TB_CLIENT);
	no(TALKS_ON);
	yes(ACKS_ON);
}

static void an_ack_that_was_on_its_way_says_nothing(void **state)
{
	(void)state;
	talk();
	conv_rstack(conv, TB_SERVER);
	conv_ack(conv, TB_SERVER);
	unseen(ACKS_ON);
}

static void silence_counts_only_as_far_as_it_was_watched(void **state)
{
	(void)state;
	talk();
	conv_rstack(conv, TB_SERVER);
	unseen(TALKS_ON);
	unseen(ACKS_ON);
	again();
	talk();
	conv_rstack(conv, TB_SERVER);
	pass(10 * TB_SECOND);
	street_refused(&h.street);
	no(TALKS_ON);
	no(ACKS_ON);
}

static void a_reset_to_each_end_at_once_is_seen_as_such(void **state)
{
	(void)state;
	talk();
	conv_rstack(conv, TB_SERVER);
	conv_rstack(conv, TB_CLIENT);
	yes(BOTH_ENDS);
	shown_by(BOTH_ENDS, 9);
	again();
	talk();
	conv_rstack(conv, TB_SERVER);
	pass(TB_SECOND);
	conv_rstack(conv, TB_CLIENT);
	no(BOTH_ENDS);
}

static void a_wrong_checksum_where_others_are_right_is_corruption(void **state)
{
	struct conv_segment rst;

	(void)state;
	talk();
	rst = abort_of(TB_SERVER);
	rst.tcp.sum = PKT_SUM_BAD;
	conv_put(conv, &rst);
	yes(CORRUPT);
	again();
	talk();
	conv_rstack(conv, TB_SERVER);
	no(CORRUPT);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		claim(another_link_address_differs),
		claim(of_two_routers_one_may_take_over),
		claim(without_link_addresses_none_differs),
		claim(what_leaves_a_host_without_having_come_was_made_there),
		claim(a_refusal_that_a_router_makes_is_not_the_servers),
		claim(a_refusal_that_comes_or_is_of_the_server_itself_is_not_made_on_the_way),
		claim(what_a_nat_passes_on_it_has_not_made),
		claim(what_a_nat_refuses_itself_it_has_made),
		claim(an_answer_sooner_than_its_sender_can_know_is_too_early),
		claim(nearby_nothing_is_too_early),
		claim(numbers_lie_behind_at_or_ahead_of_what_was_sent),
		claim(of_an_unseen_sender_no_number_is_odd),
		claim(a_burst_of_rising_numbers_is_guessing),
		claim(answers_to_segments_in_flight_are_no_guesses),
		claim(a_sender_that_sends_on_is_not_dead),
		claim(whose_data_reach_beyond_the_end_of_the_reset_did_not_make_it),
		claim(data_from_before_an_answer_without_a_socket_may_come_behind_it),
		claim(a_sender_that_acknowledges_late_went_on),
		claim(an_ack_that_was_on_its_way_says_nothing),
		claim(silence_counts_only_as_far_as_it_was_watched),
		claim(a_reset_to_each_end_at_once_is_seen_as_such),
		claim(a_wrong_checksum_where_others_are_right_is_corruption),
	};

	return cmocka_run_group_tests_name("signal_maker_story", tests, NULL, NULL);
}
