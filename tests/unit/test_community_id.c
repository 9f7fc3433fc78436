/* SPDX-License-Identifier: BSD-3-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "flow/community_id.h"
#include "support/packet.h"

/* Values of the specification's own reference implementation. */
struct baseline {
	const char *claim, *src, *dst;
	uint16_t sport, dport;
	uint8_t protocol;
	uint16_t seed;
	const char *id;
};

static const struct baseline baselines[] = {
	{ "TCP over IPv4", "128.232.110.120", "66.35.250.204", 34855, 80, 6, 0,
	  "1:LQU9qZlK+B5F3KDmev6m5PMibrg=" },
	{ "TCP the other way round", "66.35.250.204", "128.232.110.120", 80, 34855, 6, 0,
	  "1:LQU9qZlK+B5F3KDmev6m5PMibrg=" },
	{ "TCP with a site's own seed", "128.232.110.120", "66.35.250.204", 34855, 80, 6, 1,
	  "1:3V71V58M3Ksw/yuFALMcW0LAHvc=" },
	{ "UDP", "192.168.1.52", "8.8.8.8", 54585, 53, 17, 0, "1:d/FP5EW3wiY1vCndhwleRRKHowQ=" },
	{ "ICMP echo", "192.168.0.89", "192.168.0.1", 8, 0, 1, 0,
	  "1:X0snYXpgwiv9TZtqg64sgzUn6Dk=" },
	{ "ICMP echo's reply is the same flow", "192.168.0.1", "192.168.0.89", 0, 8, 1, 0,
	  "1:X0snYXpgwiv9TZtqg64sgzUn6Dk=" },
	{ "ICMPv6 neighbour solicitation", "fe80::200:86ff:fe05:80da", "fe80::260:97ff:fe07:69ea",
	  135, 0, 58, 0, "1:dGHyGvjMfljg6Bppwm3bg0LO8TY=" },
};

static void check(const struct baseline *b)
{
	struct tb_endpoint src = { pkt_addr(b->src), b->sport }, dst = { pkt_addr(b->dst), b->dport };
	char text[TB_COMMUNITY_ID_TEXT];

	tb_community_id(text, b->seed, b->protocol, &src, &dst);
	if (strcmp(text, b->id) != 0)
		print_error("%s\n", b->claim);
	assert_string_equal(text, b->id);
}

static void it_agrees_with_the_reference(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(baselines) / sizeof(baselines[0]); i++)
		check(&baselines[i]);
}

static void an_icmp_error_is_one_way(void **state)
{
	struct tb_endpoint a = { pkt_addr("192.0.2.1"), 3 }, b = { pkt_addr("192.0.2.2"), 3 };
	char one[TB_COMMUNITY_ID_TEXT], other[TB_COMMUNITY_ID_TEXT];

	(void)state;
	tb_community_id(one, 0, 1, &a, &b);
	tb_community_id(other, 0, 1, &b, &a);
	assert_string_not_equal(one, other);
}

static void other_protocols_have_no_ports(void **state)
{
	struct tb_endpoint a = { pkt_addr("192.0.2.1"), 1 }, b = { pkt_addr("192.0.2.2"), 2 };
	struct tb_endpoint c = { pkt_addr("192.0.2.1"), 3 }, d = { pkt_addr("192.0.2.2"), 4 };
	char one[TB_COMMUNITY_ID_TEXT], other[TB_COMMUNITY_ID_TEXT];

	(void)state;
	tb_community_id(one, 0, 47, &a, &b);
	tb_community_id(other, 0, 47, &d, &c);
	assert_string_equal(one, other);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(it_agrees_with_the_reference),
		cmocka_unit_test(an_icmp_error_is_one_way),
		cmocka_unit_test(other_protocols_have_no_ports),
	};

	return cmocka_run_group_tests_name("community_id", tests, NULL, NULL);
}
