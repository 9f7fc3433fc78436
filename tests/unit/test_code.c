/* SPDX-License-Identifier: BSD-3-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "support/court.h"

/* Too large for the stack of some systems, and every test uses it. */
static struct court court;
static struct conv conv;

/* A request is under way to a server whose packets arrive with TTL 52. */
static int begin(void **state)
{
	(void)state;
	court_open(&court, NULL);
	conv_init(&conv, &court.tape, "192.0.2.1", 40000, "198.51.100.2", 80);
	conv.end[TB_SERVER].ttl = 52;
	conv_open(&conv);
	conv_data(&conv, TB_CLIENT, 100);
	return 0;
}

/* The RST of the server with n bytes of payload, still to be changed and sent. */
static struct conv_segment reset(size_t n)
{
	return conv_next(&conv, TB_SERVER, TB_RST | TB_ACK, n);
}

static const struct tb_code *code_of(const struct conv_segment *s)
{
	conv_put(&conv, s);
	court_close(&court);
	assert_int_equal(court.n, 1);
	return &court_rst(&court, 0)->code;
}

static void a_code_in_the_window_is_sure_if_the_ttl_is_not_the_servers(void **state)
{
	struct conv_segment s = reset(0);
	const struct tb_code *code;

	(void)state;
	s.tcp.window = 9300;
	s.ip.ttl = 61;
	code = code_of(&s);
	assert_int_equal(code->kind, TB_CODE_NETSCALER);
	assert_int_equal(code->number, 9300);
	assert_false(code->weak);
}

static void a_code_in_the_window_is_weak_if_the_packet_looks_like_the_servers(void **state)
{
	struct conv_segment s = reset(0);

	(void)state;
	s.tcp.window = 9300;
	assert_true(code_of(&s)->weak);
}

static void a_code_in_the_window_is_weak_without_df(void **state)
{
	struct conv_segment s = reset(0);

	(void)state;
	s.tcp.window = 9300;
	s.ip.ttl = 240;
	s.ip.df = false;
	assert_true(code_of(&s)->weak);
}

static void a_payload_is_read(void **state)
{
	static const char text[] = "BIG-IP: [0x31ae141:4666] {peer} TCP RST from remote system";
	struct conv_segment s = reset(sizeof(text) - 1);
	const struct tb_code *code;

	(void)state;
	s.payload = text;
	code = code_of(&s);
	assert_int_equal(code->kind, TB_CODE_BIGIP);
	assert_true(code->relayed);
	assert_int_equal(code->text_len, strlen("TCP RST from remote system"));
}

static void an_ordinary_rst_has_no_code(void **state)
{
	struct conv_segment s = reset(0);

	(void)state;
	assert_int_equal(code_of(&s)->kind, TB_CODE_NONE);
}

#define claim(test) cmocka_unit_test_setup(test, begin)

int main(void)
{
	const struct CMUnitTest tests[] = {
		claim(a_code_in_the_window_is_sure_if_the_ttl_is_not_the_servers),
		claim(a_code_in_the_window_is_weak_if_the_packet_looks_like_the_servers),
		claim(a_code_in_the_window_is_weak_without_df),
		claim(a_payload_is_read),
		claim(an_ordinary_rst_has_no_code),
	};

	return cmocka_run_group_tests_name("code", tests, NULL, NULL);
}
