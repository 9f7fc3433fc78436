/* SPDX-License-Identifier: BSD-3-Clause */
/* How payload reaches the recognisers: sequence numbers, holes, the pool. */
#include "talk.h"

#include <stdio.h>

#include "proto/machine.h"

#define GET "GET / HTTP/1.1\r\nHost: a.example\r\n\r\n"
#define OK "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"

static void every_protocol_has_a_name(void **state)
{
	(void)state;
	assert_null(tb_proto_name(TB_PROTO_UNKNOWN));
	for (int p = TB_PROTO_UNKNOWN + 1; p < TB_PROTO_COUNT; p++)
		assert_non_null(tb_proto_name((enum tb_proto)p));
}

static void nothing_seen_is_nothing_told(void **state)
{
	struct talk t = talk_new(80);

	(void)state;
	assert_dialogue(&t, NULL, TB_UNSEEN, TB_UNSEEN, 0, 0);
	assert_int_equal(t.view.client, -1);
	assert_null(t.view.dialogue.server_name);
	assert_false(t.view.dialogue.has_alert);
	talk_free(&t);
}

static void a_retransmission_says_nothing_new(void **state)
{
	struct talk t = talk_new(80);
	uint32_t seq = t.seq[0];

	(void)state;
	CLIENT_SAYS(&t, GET);
	talk_segment(&t, 0, seq, GET, sizeof(GET) - 1, sizeof(GET) - 1);
	talk_segment(&t, 0, seq + 4, &GET[4], 10, 10);
	assert_dialogue(&t, "http", TB_YES, TB_UNSEEN, 1, 0);
	talk_free(&t);
}

static void an_overlap_adds_only_what_is_new(void **state)
{
	static const char twice[] = GET GET;
	struct talk t = talk_new(80);
	uint32_t seq = t.seq[0];

	(void)state;
	talk_handshake(&t);
	CLIENT_SAYS(&t, "GET / HTTP/1.1\r\n");
	talk_segment(&t, 0, seq + 5, &twice[5], sizeof(twice) - 6, sizeof(twice) - 6);
	assert_int_equal(look(&t)->requests, 2);
	SERVER_SAYS(&t, OK OK);
	assert_dialogue(&t, "http", TB_NO, TB_YES, 2, 2);
	talk_free(&t);
}

static void a_keepalive_probe_is_passed_over(void **state)
{
	struct talk t = talk_new(80);

	(void)state;
	talk_segment(&t, 0, t.seq[0] - 1, "", 1, 1);
	talk_segment(&t, 1, t.seq[1] - 1, "", 1, 0);
	CLIENT_SAYS(&t, GET);
	talk_segment(&t, 0, t.seq[0] - 1, "", 1, 1);
	SERVER_SAYS(&t, OK);
	assert_dialogue(&t, "http", TB_NO, TB_YES, 1, 1);
	talk_free(&t);
}

static void sequence_numbers_wrap(void **state)
{
	struct talk t = talk_new(80);

	(void)state;
	t.seq[0] = UINT32_MAX - 3;
	t.seq[1] = UINT32_MAX - 60;
	CLIENT_SAYS(&t, GET);
	SERVER_SAYS(&t, "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n");
	talk_lose(&t, 1, 99);
	assert_dialogue(&t, "http", TB_YES, TB_NO, 1, 1);
	SERVER_SAYS(&t, "x");
	assert_dialogue(&t, "http", TB_NO, TB_YES, 1, 1);
	talk_free(&t);
}

static void bytes_far_from_the_window_are_ignored(void **state)
{
	struct talk t = talk_new(80);

	(void)state;
	CLIENT_SAYS(&t, GET);
	SERVER_SAYS(&t, "HTTP/1.1 200 OK\r\n");
	talk_segment(&t, 1, t.seq[1] + 0x50000000, "junk", 4, 4);
	talk_segment(&t, 1, t.seq[1] - 0x50000000, "junk", 4, 4);
	SERVER_SAYS(&t, "Content-Length: 0\r\n\r\n");
	assert_dialogue(&t, "http", TB_NO, TB_YES, 1, 1);
	talk_free(&t);
}

static void order_within_a_body_does_not_matter(void **state)
{
	struct talk t = talk_new(80);
	uint32_t seq;

	(void)state;
	CLIENT_SAYS(&t, GET);
	SERVER_SAYS(&t, "HTTP/1.1 200 OK\r\nContent-Length: 30\r\n\r\n");
	seq = t.seq[1];
	talk_segment(&t, 1, seq + 10, "0123456789", 10, 10);
	talk_segment(&t, 1, seq, "0123456789", 10, 10);
	assert_dialogue(&t, "http", TB_YES, TB_NO, 1, 1);
	talk_segment(&t, 1, seq + 20, "0123456789", 10, 10);
	assert_dialogue(&t, "http", TB_NO, TB_YES, 1, 1);
	talk_free(&t);
}

static void in_a_body_nothing_is_wanted_but_its_last_byte(void **state)
{
	struct talk t = talk_new(80);
	uint32_t seq;

	(void)state;
	assert_true(tb_app_wants(&t.app, 1, t.seq[1], 100));
	CLIENT_SAYS(&t, GET);
	SERVER_SAYS(&t, "HTTP/1.1 200 OK\r\nContent-Length: 30\r\n\r\n");
	seq = t.seq[1];
	assert_false(tb_app_wants(&t.app, 1, seq, 29));
	assert_false(tb_app_wants(&t.app, 1, seq + 20, 9));
	assert_false(tb_app_wants(&t.app, 1, seq - 100, 100));
	assert_true(tb_app_wants(&t.app, 1, seq, 30));
	assert_true(tb_app_wants(&t.app, 1, seq + 20, 10));
	assert_true(tb_app_wants(&t.app, 1, seq + 30, 1));
	assert_true(tb_app_wants(&t.app, 0, t.seq[0], 1));
	talk_free(&t);
}

static void what_nobody_understands_is_not_wanted(void **state)
{
	struct talk t = talk_new(9999);

	(void)state;
	CLIENT_SAYS(&t, "what is this?\n");
	assert_false(tb_app_wants(&t.app, 0, t.seq[0], 100));
	assert_true(tb_app_wants(&t.app, 1, t.seq[1], 100));
	talk_free(&t);
}

static void payload_that_was_not_captured_is_unseen(void **state)
{
	struct talk t = talk_new(80);

	(void)state;
	for (int i = 0; i < 3; i++) {
		talk_segment(&t, 0, t.seq[0], GET, 400, 0);
		talk_segment(&t, 1, t.seq[1], OK, 400, 0);
		talk_lose(&t, 0, 400);
		talk_lose(&t, 1, 400);
	}
	assert_dialogue(&t, NULL, TB_UNSEEN, TB_UNSEEN, 0, 0);
	talk_free(&t);
}

static void two_strangers_fall_silent(void **state)
{
	struct talk t = talk_new(9999);

	(void)state;
	CLIENT_SAYS(&t, "what is this?\n");
	SERVER_SAYS(&t, "no idea!\n");
	assert_true(t.app.dir[0].flags & t.app.dir[1].flags & TB_DIR_REJECTED);
	CLIENT_SAYS(&t, GET);
	assert_dialogue(&t, NULL, TB_UNSEEN, TB_UNSEEN, 0, 0);
	assert_false(t.app.dir[0].flags & TB_DIR_WAITS);
	talk_free(&t);
}

static void content_goes_before_port(void **state)
{
	struct talk t = talk_new(53);

	(void)state;
	CLIENT_SAYS(&t, GET);
	assert_dialogue(&t, "http", TB_YES, TB_UNSEEN, 1, 0);
	talk_free(&t);
}

static void banners_tell_the_protocol_and_no_more(void **state)
{
	struct talk t = talk_new(2222);

	(void)state;
	SERVER_SAYS(&t, "SSH-2.0-OpenSSH_9.2p1\r\n");
	assert_dialogue(&t, "ssh", TB_UNSEEN, TB_UNSEEN, 0, 0);
	assert_int_equal(t.view.client, -1);
	talk_free(&t);

	t = talk_new(8443);
	CLIENT_SAYS(&t, "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");
	assert_dialogue(&t, "http2", TB_UNSEEN, TB_UNSEEN, 0, 0);
	assert_int_equal(t.view.client, 0);
	talk_free(&t);
}

static void when_too_many_heads_wait_the_oldest_is_lost(void **state)
{
	static const uint64_t seed[2] = { 3, 4 };
	struct tb_app_pool *pool = tb_app_pool_new(seed);
	struct talk flow[TB_HEADS + 1];

	(void)state;
	for (size_t i = 0; i <= TB_HEADS; i++) {
		flow[i] = (struct talk){ .pool = pool, .port = { 40000, 80 } };
		talk_handshake(&flow[i]);
		CLIENT_SAYS(&flow[i], "GET / HT");
		assert_dialogue(&flow[i], "http", TB_YES, TB_UNSEEN, 0, 0);
	}
	for (size_t i = 0; i <= TB_HEADS; i++)
		CLIENT_SAYS(&flow[i], "TP/1.1\r\n\r\n");
	assert_dialogue(&flow[0], "http", TB_UNSEEN, TB_UNSEEN, 0, 0);
	for (size_t i = 1; i <= TB_HEADS; i++)
		assert_dialogue(&flow[i], "http", TB_YES, TB_UNSEEN, 1, 0);
	CLIENT_SAYS(&flow[0], GET);
	assert_dialogue(&flow[0], "http", TB_YES, TB_UNSEEN, 1, 0);
	tb_app_pool_free(pool);
}

static void released_flows_give_their_heads_back(void **state)
{
	struct talk keep = talk_new(80);

	(void)state;
	CLIENT_SAYS(&keep, "GET / HT");
	for (int i = 0; i < 10 * TB_HEADS; i++) {
		struct talk t = { .pool = keep.pool, .port = { 40000, 80 } };

		CLIENT_SAYS(&t, "GET / HT");
		tb_app_release(&t.app, t.pool);
	}
	CLIENT_SAYS(&keep, "TP/1.1\r\n\r\n");
	assert_dialogue(&keep, "http", TB_YES, TB_UNSEEN, 1, 0);
	talk_free(&keep);
}

static void a_copy_keeps_its_view(void **state)
{
	struct talk t = talk_new(80), copy;

	(void)state;
	CLIENT_SAYS(&t, "GET / HTTP/1.1\r\nHost: a.example\r\nAcc");
	copy = t;
	CLIENT_SAYS(&t, "ept: x\r\n\r\n");
	SERVER_SAYS(&t, OK);
	tb_app_release(&t.app, t.pool);
	assert_dialogue(&copy, "http", TB_YES, TB_UNSEEN, 1, 0);
	assert_name(&copy, "a.example");
	talk_free(&t);
}

/* --- names --- */

static uint32_t store_number(struct tb_app_pool *p, unsigned i)
{
	char name[16];

	return tb_name_store(p, 0, (const uint8_t *)name,
			     (size_t)snprintf(name, sizeof(name), "n%u", i));
}

static void the_same_name_has_one_place(void **state)
{
	struct talk t = talk_new(80);

	(void)state;
	assert_int_equal(store_number(t.pool, 1), store_number(t.pool, 1));
	assert_int_not_equal(store_number(t.pool, 1), store_number(t.pool, 2));
	talk_free(&t);
}

static void names_have_a_length_of_1_to_255(void **state)
{
	static const uint8_t name[256];
	struct talk t = talk_new(80);

	(void)state;
	assert_int_equal(tb_name_store(t.pool, 0, name, 0), 0);
	assert_int_equal(tb_name_store(t.pool, 0, name, 256), 0);
	assert_int_not_equal(tb_name_store(t.pool, 0, name, 255), 0);
	talk_free(&t);
}

static void a_forgotten_name_is_none_and_never_another(void **state)
{
	struct talk t = talk_new(80);
	uint32_t first = store_number(t.pool, 0), popular = store_number(t.pool, 1);
	size_t n;

	(void)state;
	for (unsigned i = 2; i < 3 * TB_NAMES; i++) {
		uint32_t h = store_number(t.pool, i);

		assert_non_null(tb_name_get(t.pool, h, &n));
		if (i % 1000 == 0)
			assert_int_equal(store_number(t.pool, 1), popular);
	}
	assert_null(tb_name_get(t.pool, first, &n));
	assert_memory_equal(tb_name_get(t.pool, popular, &n), "n1", 2);
	assert_int_equal(n, 2);
	talk_free(&t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_protocol_has_a_name),
		cmocka_unit_test(nothing_seen_is_nothing_told),
		cmocka_unit_test(a_retransmission_says_nothing_new),
		cmocka_unit_test(an_overlap_adds_only_what_is_new),
		cmocka_unit_test(a_keepalive_probe_is_passed_over),
		cmocka_unit_test(sequence_numbers_wrap),
		cmocka_unit_test(bytes_far_from_the_window_are_ignored),
		cmocka_unit_test(order_within_a_body_does_not_matter),
		cmocka_unit_test(in_a_body_nothing_is_wanted_but_its_last_byte),
		cmocka_unit_test(what_nobody_understands_is_not_wanted),
		cmocka_unit_test(payload_that_was_not_captured_is_unseen),
		cmocka_unit_test(two_strangers_fall_silent),
		cmocka_unit_test(content_goes_before_port),
		cmocka_unit_test(banners_tell_the_protocol_and_no_more),
		cmocka_unit_test(when_too_many_heads_wait_the_oldest_is_lost),
		cmocka_unit_test(released_flows_give_their_heads_back),
		cmocka_unit_test(a_copy_keeps_its_view),
		cmocka_unit_test(the_same_name_has_one_place),
		cmocka_unit_test(names_have_a_length_of_1_to_255),
		cmocka_unit_test(a_forgotten_name_is_none_and_never_another),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
