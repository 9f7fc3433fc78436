/* SPDX-License-Identifier: BSD-3-Clause */
/* Groups of resets that something between the ends has made. */
#include <string.h>

#include "unit/gathering.h"

static void lose(const char *server, uint8_t ttl)
{
	struct conv c = established(server);
	struct conv_segment rst;

	conv_data(&c, TB_CLIENT, 10);
	rst = conv_next(&c, TB_SERVER, TB_RST, 0);
	rst.tcp.ack = 0;
	rst.ip.ttl = ttl;
	conv_put(&c, &rst);
}

static void a_device_that_forgets_resets_several_servers_connections(void **state)
{
	const struct tb_group *g;

	(void)state;
	lose("198.51.100.2", 200);
	lose("198.51.100.3", 200);
	g = only_group(TB_GROUP_STATE_LOSS);
	assert_int_equal(g->resets, 2);
	assert_int_equal(g->servers, 2);
	assert_false(g->has_server);
}

static void a_device_that_forgets_clients_resets_in_their_names(void **state)
{
	static const char *const client[] = { "192.0.2.1", "192.0.2.2", "192.0.2.3" };
	const struct tb_group *g;
	struct conv c;

	(void)state;
	for (unsigned i = 0; i < 3; i++) {
		conv_init(&c, &court.tape, client[i], 1000, "198.51.100.2", 80);
		conv_open(&c);
		conv_data(&c, TB_CLIENT, 10);
		conv_data(&c, TB_SERVER, 10);
		conv_rst(&c, TB_CLIENT);
	}
	g = only_group(TB_GROUP_STATE_LOSS);
	assert_int_equal(g->clients, 3);
	assert_int_equal(g->servers, 0);
	assert_true(g->has_server);
}

static void two_servers_of_one_ttl_may_each_have_forgotten(void **state)
{
	(void)state;
	lose("198.51.100.2", 64);
	lose("198.51.100.3", 64);
	no_group();
}

static void one_server_whose_connections_are_all_unknown_may_have_forgotten_itself(void **state)
{
	const struct tb_group *g;

	(void)state;
	for (unsigned i = 0; i < 3; i++)
		lose("198.51.100.2", 64);
	g = only_group(TB_GROUP_STATE_LOSS);
	assert_int_equal(g->resets, 3);
	assert_int_equal(g->servers, 0);
	assert_true(g->has_server);
	assert_true(g->by_host);
}

static void one_server_in_whose_name_another_answers_has_not_forgotten(void **state)
{
	(void)state;
	for (unsigned i = 0; i < 3; i++)
		lose("198.51.100.2", 200);
	assert_false(only_group(TB_GROUP_STATE_LOSS)->by_host);
}

static void two_connections_may_be_unknown_by_chance(void **state)
{
	(void)state;
	lose("198.51.100.2", 64);
	lose("198.51.100.2", 64);
	no_group();
}

/* The server is another machine than that of other links. */
static void wrap_other(struct pkt *p, enum tb_side from)
{
	static const uint8_t other[6] = { 2, 0, 0, 0, 0, 99 };

	pkt_eth(p, from == TB_SERVER ? other : NULL, from == TB_SERVER ? NULL : other);
}

static const struct pkt_link other_server = { "Ethernet", 1, wrap_other };

/* Two resets, each by another machine of that address. */
static void two_machines_reset(void)
{
	struct conv a = established("198.51.100.2"), b = conv_to("198.51.100.2", 80);

	b.link = &other_server;
	conv_syn(&b);
	conv_rstack(&b, TB_SERVER);
	conv_rstack(&a, TB_SERVER);
}

static void two_machines_of_one_address_are_a_conflict(void **state)
{
	const struct tb_group *g;

	(void)state;
	two_machines_reset();
	(void)established("198.51.100.2");	/* by the first of them */
	g = only_group(TB_GROUP_ADDRESS_CONFLICT);
	assert_int_equal(g->resets, 2);
	assert_true(g->has_host);
	assert_int_equal(g->evidence[0].frame[0].number, 2);
	assert_int_equal(g->evidence[0].frame[1].number, 8);
	assert_int_equal(g->evidence[0].frame[2].number, 11);
}

static void a_machine_that_was_replaced_is_no_conflict(void **state)
{
	(void)state;
	two_machines_reset();
	no_group();
}

static void asks_for(const char *request, bool answered)
{
	struct conv c = conv_to("198.51.100.2", 80);

	conv_open(&c);
	conv_text(&c, TB_CLIENT, request);
	if (answered)
		conv_text(&c, TB_SERVER, "HTTP/1.1 204 No Content\r\n\r\n");
	else
		conv_rst(&c, TB_SERVER);
}

static const char *const banned = "GET / HTTP/1.1\r\nHost: banned.example\r\n\r\n";
static const char *const fine = "GET / HTTP/1.1\r\nHost: fine.example\r\n\r\n";

static void a_name_that_is_always_reset_is_filtered(void **state)
{
	const struct tb_group *g;

	(void)state;
	asks_for(banned, false);
	asks_for(fine, true);
	asks_for(banned, false);
	g = only_group(TB_GROUP_NAME_FILTER);
	assert_int_equal(g->resets, 2);
	assert_int_equal(g->name_len, strlen("banned.example"));
	assert_memory_equal(g->name, "banned.example", g->name_len);
}

static void what_comes_too_late_has_not_passed(void **state)
{
	struct conv c = conv_to("198.51.100.2", 80);

	(void)state;
	asks_for(fine, true);
	asks_for(banned, false);
	conv_open(&c);
	conv_text(&c, TB_CLIENT, banned);
	conv_rst(&c, TB_SERVER);	/* forged: the server answers all the same */
	conv_text(&c, TB_SERVER, "HTTP/1.1 204 No Content\r\n\r\n");
	(void)only_group(TB_GROUP_NAME_FILTER);
}

static void close_upon(const char *request)
{
	struct conv c = conv_to("198.51.100.2", 80);

	tape_pass(&court.tape, 10 * TB_SECOND);
	conv_open(&c);
	conv_text(&c, TB_CLIENT, request);
	conv_fin(&c, TB_SERVER);
	conv_data(&c, TB_CLIENT, 10);
	conv_rst(&c, TB_SERVER);
}

static void a_server_that_had_closed_filters_no_name(void **state)
{
	(void)state;
	asks_for(fine, true);
	close_upon(banned);
	close_upon(banned);
	no_group();
}

static void a_name_that_passes_too_is_not(void **state)
{
	(void)state;
	asks_for(banned, false);
	asks_for(fine, true);
	asks_for(banned, true);
	asks_for(banned, false);
	no_group();
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		claim(a_device_that_forgets_resets_several_servers_connections),
		claim(a_device_that_forgets_clients_resets_in_their_names),
		claim(two_servers_of_one_ttl_may_each_have_forgotten),
		claim(one_server_whose_connections_are_all_unknown_may_have_forgotten_itself),
		claim(one_server_in_whose_name_another_answers_has_not_forgotten),
		claim(two_connections_may_be_unknown_by_chance),
		claim(two_machines_of_one_address_are_a_conflict),
		claim(a_machine_that_was_replaced_is_no_conflict),
		claim(a_name_that_is_always_reset_is_filtered),
		claim(what_comes_too_late_has_not_passed),
		claim(a_name_that_passes_too_is_not),
		claim(a_server_that_had_closed_filters_no_name),
	};

	return cmocka_run_group_tests_name("groups_between", tests, NULL, NULL);
}
