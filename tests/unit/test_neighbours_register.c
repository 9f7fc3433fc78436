/* SPDX-License-Identifier: BSD-3-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "flow/neighbours_private.h"
#include "support/street.h"

static struct street street;
static struct conv own, other;

static int begin(void **state)
{
	(void)state;
	street_open(&street);
	own = street_conv(&street);
	other = street_conv(&street);
	return 0;
}

static int end(void **state)
{
	(void)state;
	street_demolish(&street);
	return 0;
}

static const struct tb_asker *judged(void)
{
	street_close(&street);
	return street_asker(&street, 0);
}

static void refused(struct conv *c)
{
	conv_syn(c);
	conv_rstack(c, TB_SERVER);
}

/* The client's other connections -------------------------------------------------------- */

static struct tb_answered connects(tb_span w)
{
	const struct tb_asker *who = judged();

	return tb_neighbours_connects(street.neighbours, who, street.reset[0].note.noted, w,
				      INT64_MAX);
}

static void give_up_connecting(void)
{
	conv_syn(&own);
	conv_synack(&own);
	conv_rst(&own, TB_CLIENT);
}

static void a_client_may_have_connected_by_another_flow(void **state)
{
	struct tb_answered a;

	(void)state;
	conv_init(&other, &street.tape, "192.0.2.1", 7, "203.0.113.9", 80);
	conv_open(&other);
	give_up_connecting();
	a = connects(TB_SECOND);
	assert_int_equal(a.answer, TB_YES);
	assert_int_equal(a.n, 1);
	assert_int_equal(a.frame[0], 3);
}

static void a_connection_to_another_port_is_none_to_this(void **state)
{
	(void)state;
	conv_init(&other, &street.tape, "192.0.2.1", 7, "203.0.113.9", 443);
	conv_open(&other);
	give_up_connecting();
	assert_int_equal(connects(TB_SECOND).answer, TB_NO);
}

static void a_connection_long_before_is_no_reason(void **state)
{
	(void)state;
	conv_open(&other);
	tape_pass(&street.tape, 5 * TB_SECOND);
	give_up_connecting();
	assert_int_equal(connects(TB_SECOND).answer, TB_NO);
}

/* Scans -------------------------------------------------------------------------------- */

static void try_port(uint16_t port, bool open)
{
	struct conv c;

	conv_init(&c, &street.tape, "192.0.2.1", street.port++, "198.51.100.2", port);
	conv_syn(&c);
	if (!open) {
		conv_rstack(&c, TB_SERVER);
		return;
	}
	conv_synack(&c);
	conv_rst(&c, TB_CLIENT);
}

static struct tb_targets targets(void)
{
	const struct tb_asker *who = judged();

	return tb_neighbours_targets(street.neighbours, who, street.reset[0].note.noted);
}

static void a_client_that_scans_tries_many_services(void **state)
{
	struct tb_targets t;

	(void)state;
	for (uint16_t port = 1; port <= 20; port++)
		try_port(port, port == 7);
	t = targets();
	assert_int_equal(t.tried.answer, TB_YES);
	assert_int_equal(t.tried.n, 20);
	assert_int_equal(t.refused, 19);
	assert_int_equal(t.silent, 0);
}

static void one_service_tried_again_and_again_is_one(void **state)
{
	(void)state;
	for (unsigned i = 0; i < 20; i++)
		street_refused(&street);
	assert_int_equal(targets().tried.n, 1);
}

static void connections_with_payload_are_no_scan(void **state)
{
	(void)state;
	refused(&own);
	for (uint16_t port = 1; port <= 20; port++) {
		struct conv c;

		conv_init(&c, &street.tape, "192.0.2.1", 1, "198.51.100.2", port);
		conv_open(&c);
		conv_data(&c, TB_CLIENT, 10);
	}
	assert_int_equal(targets().tried.n, 1);
}

static void a_scan_of_a_minute_ago_is_another_one(void **state)
{
	(void)state;
	refused(&own);
	tape_pass(&street.tape, 70 * TB_SECOND);
	for (uint16_t port = 1; port <= 20; port++)
		try_port(port, false);
	assert_int_equal(targets().tried.n, 1);
}

static void of_very_many_targets_enough_are_counted(void **state)
{
	(void)state;
	for (uint16_t port = 1; port <= 200; port++)
		try_port(port, false);
	assert_in_range(targets().tried.n, 50, 200);
}

/* Options ------------------------------------------------------------------------------ */

static void syn_that_asks_for_ecn(struct conv *c)
{
	struct conv_segment s = conv_next(c, TB_CLIENT, TB_SYN | TB_ECE | TB_CWR, 0);

	conv_put(c, &s);
}

static void what_is_refused_with_an_option_may_be_accepted_without(void **state)
{
	struct tb_answered a;

	(void)state;
	syn_that_asks_for_ecn(&own);
	conv_rstack(&own, TB_SERVER);
	conv_open(&other);
	a = tb_neighbours_plain_syn(street.neighbours, judged());
	assert_int_equal(a.answer, TB_YES);
	assert_int_equal(a.n, 2 * TB_MILLISECOND);
	assert_int_equal(a.frame[0], 1);
	assert_int_equal(a.frame[1], 3);
	assert_int_equal(a.frame[2], 4);
}

static void what_is_refused_with_and_without_is_refused(void **state)
{
	(void)state;
	syn_that_asks_for_ecn(&own);
	conv_rstack(&own, TB_SERVER);
	refused(&other);
	assert_int_equal(tb_neighbours_plain_syn(street.neighbours, judged()).answer, TB_NO);
}

static void a_plain_syn_was_not_refused_for_an_option(void **state)
{
	(void)state;
	refused(&own);
	conv_open(&other);
	assert_int_equal(tb_neighbours_plain_syn(street.neighbours, judged()).answer, TB_NO);
}

/* Names -------------------------------------------------------------------------------- */

static void asks_for(struct conv *c, const char *request, bool answered)
{
	conv_open(c);
	conv_text(c, TB_CLIENT, request);
	if (answered)
		conv_text(c, TB_SERVER, "HTTP/1.1 204 No Content\r\n\r\n");
	else
		conv_rst(c, TB_SERVER);
}

static const char *const banned = "GET / HTTP/1.1\r\nHost: banned.example\r\n\r\n";
static const char *const fine = "GET / HTTP/1.1\r\nHost: fine.example\r\n\r\n";

static void a_name_that_is_reset_while_others_pass_shows(void **state)
{
	struct tb_named named;
	struct conv third = street_conv(&street);

	(void)state;
	asks_for(&own, banned, false);
	asks_for(&other, fine, true);		/* from frame 6 */
	asks_for(&third, banned, false);	/* RST: frame 15 */
	named = tb_neighbours_named(street.neighbours, judged());
	assert_int_equal(named.reset.answer, TB_YES);
	assert_int_equal(named.reset.n, 1);
	assert_int_equal(named.reset.frame[0], 15);
	assert_int_equal(named.pass.answer, TB_NO);
	assert_int_equal(named.other.answer, TB_YES);
	assert_int_equal(named.other.frame[0], 6);
	assert_int_equal(named.other_reset.answer, TB_NO);
}

static void without_a_name_nothing_is_known_of_names(void **state)
{
	(void)state;
	conv_open(&own);
	conv_rst(&own, TB_SERVER);
	asks_for(&other, fine, true);
	assert_int_equal(tb_neighbours_named(street.neighbours, judged()).other.answer, TB_UNSEEN);
}

/* Probes ------------------------------------------------------------------------------- */

static void probe(void)
{
	struct conv c = street_conv(&street);

	conv_open(&c);
	conv_rstack(&c, TB_CLIENT);
	tape_pass(&street.tape, 2 * TB_SECOND - 4 * TB_MILLISECOND);
}

static void a_monitor_is_known_by_its_period(void **state)
{
	struct tb_probes p;

	(void)state;
	for (unsigned i = 0; i < 5; i++)
		probe();
	p = tb_neighbours_probes(street.neighbours, judged());
	assert_int_equal(p.seen.answer, TB_YES);
	assert_int_equal(p.seen.n, 5);
	assert_int_equal(p.period, 2 * TB_SECOND);
	assert_int_equal(p.deviation, 0);
	assert_int_equal(p.with_payload, 0);
}

static void two_are_not_yet_a_monitor(void **state)
{
	(void)state;
	probe();
	probe();
	assert_int_equal(tb_neighbours_probes(street.neighbours, judged()).seen.answer, TB_NO);
}

static void a_client_of_the_same_service_that_talks_is_told(void **state)
{
	(void)state;
	for (unsigned i = 0; i < 12; i++)
		probe();
	street_accepted(&street);
	assert_int_equal(tb_neighbours_probes(street.neighbours, judged()).with_payload, 1);
	assert_int_equal(tb_neighbours_probes(street.neighbours, judged()).seen.n, 8);
}

/* Bounds ------------------------------------------------------------------------------- */

static void flood(uint32_t connections)
{
	struct conv c;

	for (uint32_t i = 0; i < connections; i++) {
		conv_init(&c, &street.tape, "10.0.0.0", 1000, "10.9.0.0", 80);
		for (unsigned side = 0; side < 2; side++) {
			c.end[side].addr.byte[14] = (uint8_t)(i >> 8);
			c.end[side].addr.byte[15] = (uint8_t)i;
			c.end[side].addr.byte[13] = (uint8_t)(side << 4 | i >> 16);
		}
		conv_syn(&c);
	}
}

static void what_the_ring_has_lost_is_unseen(void **state)
{
	(void)state;
	refused(&own);
	conv_open(&other);
	flood(TB_CONNECTIONS);
	assert_int_equal(targets().tried.answer, TB_UNSEEN);
	assert_int_equal(connects(TB_SECOND).answer, TB_UNSEEN);
	assert_int_equal(tb_neighbours_plain_syn(street.neighbours, judged()).answer, TB_UNSEEN);
}

static void a_client_that_was_forgotten_and_returns_is_not_new(void **state)
{
	(void)state;
	conv_open(&other);
	flood(TB_HOSTS + 10);
	give_up_connecting();
	assert_int_equal(connects(10000 * TB_SECOND).answer, TB_UNSEEN);
}

#define claim(test) cmocka_unit_test_setup_teardown(test, begin, end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		claim(a_client_may_have_connected_by_another_flow),
		claim(a_connection_to_another_port_is_none_to_this),
		claim(a_connection_long_before_is_no_reason),
		claim(a_client_that_scans_tries_many_services),
		claim(one_service_tried_again_and_again_is_one),
		claim(connections_with_payload_are_no_scan),
		claim(a_scan_of_a_minute_ago_is_another_one),
		claim(of_very_many_targets_enough_are_counted),
		claim(what_is_refused_with_an_option_may_be_accepted_without),
		claim(what_is_refused_with_and_without_is_refused),
		claim(a_plain_syn_was_not_refused_for_an_option),
		claim(a_name_that_is_reset_while_others_pass_shows),
		claim(without_a_name_nothing_is_known_of_names),
		claim(a_monitor_is_known_by_its_period),
		claim(two_are_not_yet_a_monitor),
		claim(a_client_of_the_same_service_that_talks_is_told),
		claim(what_the_ring_has_lost_is_unseen),
		claim(a_client_that_was_forgotten_and_returns_is_not_new),
	};

	return cmocka_run_group_tests_name("neighbours_register", tests, NULL, NULL);
}
