/* SPDX-License-Identifier: BSD-3-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include <tcpblame/group.h>

static struct tb_group g;

static int setup(void **state)
{
	(void)state;
	g = (struct tb_group){
		.resets = 1200,
		.last = { 40 * TB_MILLISECOND },
		.has_server = true,
		.servers = 3,
		.server = { { { [10] = 0xff, 0xff, 10, 0, 0, 9 } }, 5432 },
		.has_host = true,
		.host = { { 0x20, 1, 0xd, 0xb8, [15] = 1 } },
		.span = 2100 * TB_MILLISECOND,
		.spread = 3 * TB_MILLISECOND,
		.timer = "NAT gateway",
	};
	return 0;
}

static void assert_says(enum tb_group_kind kind, const char *expected)
{
	char text[256];

	g.kind = kind;
	assert_int_equal(tb_group_text(&g, text, sizeof(text)), strlen(expected));
	assert_string_equal(text, expected);
}

static void every_kind_has_a_sentence_with_its_numbers(void **state)
{
	(void)state;
	assert_says(TB_GROUP_PROCESS_TERMINATED, "1,200 resets by 10.0.0.9:5432 within 40 ms: its "
						 "process ended, and it refused what came then");
	assert_says(TB_GROUP_SERVICE_RESTART, "1,200 resets by 10.0.0.9:5432 within 40 ms: the "
					      "service restarted, and was down for 2.1 s");
	assert_says(TB_GROUP_PORT_SCAN, "2001:db8::1 scanned ports of 10.0.0.9:5432: 1,200 "
					"resets within 40 ms");
	assert_says(TB_GROUP_HEALTH_CHECK,
		    "2001:db8::1 checks 10.0.0.9:5432 every 2.1 s (to within 3 ms): 1,200 resets");
	assert_says(TB_GROUP_IDLE_TIMEOUT,
		    "1,200 resets of idle connections with 10.0.0.9:5432, each after a silence of "
		    "2.1 s (to within 3 ms); a timer known to be so long: NAT gateway");
	assert_says(TB_GROUP_STATE_LOSS, "1,200 resets in the names of 3 servers within "
					 "40 ms: something on the path forgot its connections");
	assert_says(TB_GROUP_ADDRESS_CONFLICT,
		    "two machines answer as 2001:db8::1: 1,200 resets within 40 ms");
	assert_says(TB_GROUP_NAME_FILTER, "1,200 resets of connections with 10.0.0.9:5432 that "
					  "ask for one name, while those for others pass");
}

static void a_connection_with_an_open_request_is_not_called_idle(void **state)
{
	(void)state;
	g = (struct tb_group){ .resets = 3, .asked = true, .span = 2 * TB_SECOND };
	assert_says(TB_GROUP_IDLE_TIMEOUT, "3 resets of connections, each after a silence of 2 s");
}

static void what_is_not_known_is_not_said(void **state)
{
	(void)state;
	g = (struct tb_group){ .resets = 1 };
	assert_says(TB_GROUP_SERVICE_RESTART, "1 reset by a server: the service restarted");
	assert_says(TB_GROUP_HEALTH_CHECK, "a host checks a server: 1 reset");
	assert_says(TB_GROUP_IDLE_TIMEOUT, "1 reset of idle connections");
	assert_says(TB_GROUP_STATE_LOSS, "1 reset in the names of several servers: something on "
					 "the path forgot its connections");
	assert_says(TB_GROUP_PORT_SCAN, "a host scanned ports: 1 reset");
}

static void resets_in_clients_names_say_so(void **state)
{
	(void)state;
	g.clients = 4;
	assert_says(TB_GROUP_STATE_LOSS, "1,200 resets in the names of 4 clients within "
					 "40 ms: something on the path forgot its connections");
}

static void one_host_that_lost_its_state_is_named(void **state)
{
	(void)state;
	g.by_host = true;
	g.servers = 0;
	assert_says(TB_GROUP_STATE_LOSS, "1,200 resets in the name of 10.0.0.9:5432 within 40 ms: "
					 "that host, or something on the path to it, forgot its "
					 "connections");
}

static void a_server_of_several_ports_has_none(void **state)
{
	(void)state;
	g.server.port = 0;
	assert_says(TB_GROUP_PORT_SCAN, "2001:db8::1 scanned ports of 10.0.0.9: 1,200 resets "
					"within 40 ms");
}

static void a_sentence_is_cut_to_the_room_it_has(void **state)
{
	char text[8];

	(void)state;
	assert_true(tb_group_text(&g, text, sizeof(text)) > sizeof(text));
	assert_string_equal(text, "1,200 r");
	assert_true(tb_group_text(&g, NULL, 0) > 0);
}

static void every_kind_has_a_name_of_its_own(void **state)
{
	(void)state;
	for (unsigned k = 0; k < TB_GROUP_COUNT; k++)
		for (unsigned other = 0; other < k; other++)
			assert_string_not_equal(tb_group_name(k), tb_group_name(other));
	assert_string_equal(tb_group_name(TB_GROUP_STATE_LOSS), "state-loss");
	assert_string_equal(tb_group_name(TB_GROUP_COUNT), "unknown");
	assert_says(TB_GROUP_COUNT, "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(every_kind_has_a_sentence_with_its_numbers, setup),
		cmocka_unit_test_setup(a_connection_with_an_open_request_is_not_called_idle, setup),
		cmocka_unit_test_setup(what_is_not_known_is_not_said, setup),
		cmocka_unit_test_setup(resets_in_clients_names_say_so, setup),
		cmocka_unit_test_setup(one_host_that_lost_its_state_is_named, setup),
		cmocka_unit_test_setup(a_server_of_several_ports_has_none, setup),
		cmocka_unit_test_setup(a_sentence_is_cut_to_the_room_it_has, setup),
		cmocka_unit_test_setup(every_kind_has_a_name_of_its_own, setup),
	};

	return cmocka_run_group_tests_name("group_text", tests, NULL, NULL);
}
