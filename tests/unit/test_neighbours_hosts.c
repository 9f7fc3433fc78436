/* SPDX-License-Identifier: BSD-3-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "support/street.h"

static struct street street;
static struct conv a, b;

static uint8_t mac[2][6];	/* by side, of the next frames */

static void wrap(struct pkt *p, enum tb_side from)
{
	pkt_eth(p, mac[from], mac[!from]);
}

static const struct pkt_link link = { "Ethernet", 1, wrap };

static int begin(void **state)
{
	(void)state;
	street_open(&street);
	memset(mac, 2, sizeof(mac));
	mac[TB_CLIENT][5] = 1;
	a = street_conv(&street);
	b = street_conv(&street);
	a.link = b.link = &link;
	return 0;
}

static int end(void **state)
{
	(void)state;
	street_demolish(&street);
	return 0;
}

static struct tb_ttl_habit ttl_of_server(void)
{
	const struct tb_asker *who;

	street_close(&street);
	who = street_asker(&street, 0);
	return tb_neighbours_ttl(street.neighbours, who, !who->client);
}

static struct tb_answered two_servers(void)
{
	const struct tb_asker *who;

	street_close(&street);
	who = street_asker(&street, 0);
	return tb_neighbours_two_machines(street.neighbours, who, !who->client);
}

/* After two_servers(). */
static struct tb_answered moved_server(void)
{
	const struct tb_asker *who = street_asker(&street, 0);

	return tb_neighbours_moved(street.neighbours, who, !who->client);
}

/* TTLs -------------------------------------------------------------------------- */

static void an_address_shows_its_ttl_in_other_flows(void **state)
{
	struct tb_ttl_habit habit;

	(void)state;
	b.end[TB_SERVER].ttl = 57;
	conv_open(&a);
	conv_open(&b);		/* its SYN-ACK is frame 5 */
	conv_rst(&a, TB_SERVER);
	habit = ttl_of_server();
	assert_int_equal(habit.other.answer, TB_YES);
	assert_int_equal(habit.min, 57);
	assert_int_equal(habit.max, 57);
	assert_int_equal(habit.other.frame[0], 5);
}

static void a_flow_is_no_witness_of_its_own_habit(void **state)
{
	(void)state;
	conv_open(&a);
	conv_rst(&a, TB_SERVER);
	assert_int_equal(ttl_of_server().other.answer, TB_NO);
}

static void a_habit_that_the_flow_shows_first_is_shown_by_the_next(void **state)
{
	struct tb_ttl_habit habit;

	(void)state;
	conv_open(&a);
	conv_rst(&a, TB_SERVER);
	conv_open(&b);
	habit = ttl_of_server();
	assert_int_equal(habit.other.answer, TB_YES);
	assert_int_equal(habit.other.frame[0], 6);
}

static void resets_do_not_make_a_habit(void **state)
{
	(void)state;
	conv_open(&a);
	conv_rst(&a, TB_SERVER);
	conv_syn(&b);
	conv_rstack(&b, TB_SERVER);
	assert_int_equal(ttl_of_server().other.answer, TB_NO);
}

static void more_ttls_than_are_kept_are_not_denied(void **state)
{
	struct tb_ttl_habit habit;

	(void)state;
	conv_open(&a);
	conv_rst(&a, TB_SERVER);
	for (uint8_t ttl = 50; ttl < 60; ttl++) {
		struct conv c = street_conv(&street);

		c.end[TB_SERVER].ttl = ttl;
		conv_open(&c);
	}
	habit = ttl_of_server();
	assert_int_equal(habit.other.answer, TB_YES);
	assert_int_equal(habit.min, 50);
	assert_int_equal(habit.other.n, 3);
}

/* MACs -------------------------------------------------------------------------- */

static void one_mac_is_one_machine(void **state)
{
	(void)state;
	conv_open(&a);
	conv_open(&b);
	conv_rst(&a, TB_SERVER);
	assert_int_equal(two_servers().answer, TB_NO);
}

/* The server's address has another MAC from b on. */
static void changed(void)
{
	conv_open(&a);
	mac[TB_SERVER][5] = 9;
	conv_open(&b);		/* its SYN-ACK is frame 5 */
	conv_rst(&a, TB_SERVER);
}

static void two_macs_that_speak_for_one_address_by_turns_are_two_machines(void **state)
{
	struct conv c = street_conv(&street);
	struct tb_answered two;

	(void)state;
	c.link = &link;
	changed();
	mac[TB_SERVER][5] = 2;
	conv_open(&c);		/* its SYN-ACK is frame 9 */
	two = two_servers();
	assert_int_equal(two.answer, TB_YES);
	assert_int_equal(two.frame[0], 2);
	assert_int_equal(two.frame[1], 5);
	assert_int_equal(two.frame[2], 9);
	assert_int_equal(moved_server().answer, TB_NO);
}

static void a_mac_that_changes_once_is_no_second_machine(void **state)
{
	struct tb_answered moved;

	(void)state;
	changed();
	assert_int_equal(two_servers().answer, TB_NO);
	moved = moved_server();
	assert_int_equal(moved.answer, TB_YES);
	assert_int_equal(moved.frame[0], 5);
	assert_int_equal(moved.frame[1], 2);
}

static void two_macs_that_answer_the_same_syn_are_no_change(void **state)
{
	(void)state;
	conv_syn(&a);
	conv_rstack(&a, TB_SERVER);
	mac[TB_SERVER][5] = 9;
	conv_synack(&a);
	assert_int_equal(two_servers().answer, TB_YES);
	assert_int_equal(moved_server().answer, TB_NO);
}

static void behind_a_router_macs_are_no_machines(void **state)
{
	(void)state;
	a.end[TB_SERVER].ttl = b.end[TB_SERVER].ttl = 63;
	changed();
	assert_int_equal(two_servers().answer, TB_NO);
	assert_int_equal(moved_server().answer, TB_NO);
}

static void on_different_interfaces_they_may_be_one(void **state)
{
	(void)state;
	conv_open(&a);
	mac[TB_SERVER][5] = 9;
	b.interface = 1;
	conv_open(&b);
	conv_rst(&a, TB_SERVER);
	assert_int_equal(two_servers().answer, TB_NO);
}

static void the_macs_of_two_routers_are_no_two_machines(void **state)
{
	struct conv far;

	(void)state;
	conv_init(&far, &street.tape, "192.0.2.1", 1, "203.0.113.5", 80);
	far.link = &link;
	conv_open(&a);
	conv_open(&far);
	mac[TB_SERVER][5] = 9;
	conv_open(&b);
	conv_rst(&a, TB_SERVER);
	assert_int_equal(two_servers().answer, TB_NO);
}

static void without_link_layer_nothing_is_seen(void **state)
{
	(void)state;
	a.link = pkt_link("raw");
	conv_open(&a);
	conv_rst(&a, TB_SERVER);
	assert_int_equal(two_servers().answer, TB_UNSEEN);
}

#define claim(test) cmocka_unit_test_setup_teardown(test, begin, end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		claim(an_address_shows_its_ttl_in_other_flows),
		claim(a_flow_is_no_witness_of_its_own_habit),
		claim(a_habit_that_the_flow_shows_first_is_shown_by_the_next),
		claim(resets_do_not_make_a_habit),
		claim(more_ttls_than_are_kept_are_not_denied),
		claim(one_mac_is_one_machine),
		claim(two_macs_that_speak_for_one_address_by_turns_are_two_machines),
		claim(a_mac_that_changes_once_is_no_second_machine),
		claim(two_macs_that_answer_the_same_syn_are_no_change),
		claim(behind_a_router_macs_are_no_machines),
		claim(on_different_interfaces_they_may_be_one),
		claim(the_macs_of_two_routers_are_no_two_machines),
		claim(without_link_layer_nothing_is_seen),
	};

	return cmocka_run_group_tests_name("neighbours_hosts", tests, NULL, NULL);
}
