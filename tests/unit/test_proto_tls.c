/* SPDX-License-Identifier: BSD-3-Clause */
#include "talk.h"

/* A record under construction: lengths are filled in when it is said. */
struct record {
	uint8_t bytes[20000];
	size_t n;
};

static void put(struct record *r, const void *data, size_t n)
{
	assert_true(r->n + n <= sizeof(r->bytes));
	memcpy(r->bytes + r->n, data, n);
	r->n += n;
}

static void put_u16(struct record *r, size_t v)
{
	put(r, (uint8_t[]){ (uint8_t)(v >> 8), (uint8_t)v }, 2);
}

static void put_zeros(struct record *r, size_t n)
{
	while (n-- > 0)
		put(r, "", 1);
}

static void put_record_header(struct record *r, uint8_t type, size_t len)
{
	put(r, (uint8_t[]){ type, 3, 3 }, 3);
	put_u16(r, len);
}

/* A hello of either side with one extension of the caller's and padding. */
static void put_hello(struct record *r, bool client, uint16_t type, const void *ext,
		      size_t n, size_t padding)
{
	size_t exts = 4 + n + 4 + padding;
	size_t body = 2 + 32 + 1 + (client ? 6u : 3u) + 2 + exts;

	put_record_header(r, 22, 4 + body);
	put(r, client ? "\1\0" : "\2\0", 2);
	put_u16(r, body);
	put(r, "\3\3", 2);
	put_zeros(r, 32 + 1);
	put(r, client ? "\0\2\x13\1\1\0" : "\x13\1\0", client ? 6 : 3);
	put_u16(r, exts);
	put_u16(r, 21);	/* padding, RFC 7685 */
	put_u16(r, padding);
	put_zeros(r, padding);
	put_u16(r, type);
	put_u16(r, n);
	put(r, ext, n);
}

static void client_hello(struct talk *t, const char *sni, size_t padding)
{
	static struct record r;
	uint8_t ext[300];
	size_t n = strlen(sni);

	r.n = 0;
	ext[0] = (uint8_t)((n + 3) >> 8);
	ext[1] = (uint8_t)(n + 3);
	ext[2] = 0;
	ext[3] = (uint8_t)(n >> 8);
	ext[4] = (uint8_t)n;
	memcpy(ext + 5, sni, n);
	put_hello(&r, true, 0, ext, n + 5, padding);
	talk_say(t, 0, r.bytes, r.n);
}

static void server_hello(struct talk *t, uint16_t version)
{
	uint8_t ext[2] = { (uint8_t)(version >> 8), (uint8_t)version };
	static struct record r;

	r.n = 0;
	put_hello(&r, false, version >= 0x0304 ? 43 : 65281, ext, 2, 0);
	talk_say(t, 1, r.bytes, r.n);
}

static void record(struct talk *t, unsigned dir, uint8_t type, size_t len)
{
	static struct record r;

	r.n = 0;
	put_record_header(&r, type, len);
	while (r.n < 5 + len)
		put(&r, "\xee", 1);
	talk_say(t, dir, r.bytes, r.n);
}

static void ccs(struct talk *t, unsigned dir)
{
	record(t, dir, 20, 1);
}

static void data(struct talk *t, unsigned dir, size_t len)
{
	record(t, dir, 23, len);
}

static void alert(struct talk *t, unsigned dir, uint8_t level, uint8_t code)
{
	uint8_t bytes[7] = { 21, 3, 3, 0, 2, level, code };

	talk_say(t, dir, bytes, sizeof(bytes));
}

static void a_client_hello_tells_client_and_name(void **state)
{
	struct talk t = talk_new(443);

	(void)state;
	client_hello(&t, "www.example.com", 0);
	assert_dialogue(&t, "tls", TB_UNSEEN, TB_UNSEEN, 0, 0);
	assert_name(&t, "www.example.com");
	assert_int_equal(t.view.client, 0);
	assert_int_equal(look(&t)->handshake_done, TB_NO);
	talk_free(&t);
}

static void a_client_hello_may_span_segments(void **state)
{
	(void)state;
	for (size_t cut = 1; cut < 2500; cut = cut * 3 / 2 + 1) {
		struct talk t = talk_new(443);

		t.segment = cut;
		client_hello(&t, "pq.example", 1800);
		assert_name(&t, "pq.example");
		talk_free(&t);
	}
}

static void a_monstrous_client_hello_is_passed_over(void **state)
{
	struct talk t = talk_new(443);

	(void)state;
	t.segment = 1400;
	client_hello(&t, "late.example", 9000);
	assert_null(look(&t)->server_name);
	alert(&t, 1, 2, 47);
	assert_string_equal(look(&t)->alert_name, "illegal_parameter");
	talk_free(&t);
}

static void tls12_is_done_when_both_changed_their_cipher(void **state)
{
	struct talk t = talk_new(443);

	(void)state;
	client_hello(&t, "a", 0);
	server_hello(&t, 0x0303);
	record(&t, 1, 22, 3000);
	record(&t, 0, 22, 70);
	ccs(&t, 0);
	record(&t, 0, 22, 40);
	assert_int_equal(look(&t)->handshake_done, TB_NO);
	ccs(&t, 1);
	assert_int_equal(look(&t)->handshake_done, TB_YES);
	talk_free(&t);
}

static void tls13_is_done_with_the_clients_finished(void **state)
{
	struct talk t = talk_new(443);

	(void)state;
	client_hello(&t, "a", 0);
	server_hello(&t, 0x0304);
	ccs(&t, 1);
	data(&t, 1, 1000);
	ccs(&t, 0);
	assert_int_equal(look(&t)->handshake_done, TB_NO);
	data(&t, 0, 53);
	assert_int_equal(look(&t)->handshake_done, TB_YES);
	talk_free(&t);
}

static void ccs_around_a_retry_request_is_not_the_end(void **state)
{
	struct talk t = talk_new(443);

	(void)state;
	client_hello(&t, "a", 0);
	server_hello(&t, 0x0304);	/* HelloRetryRequest */
	ccs(&t, 1);
	ccs(&t, 0);
	client_hello(&t, "a", 500);
	assert_int_equal(look(&t)->handshake_done, TB_NO);
	server_hello(&t, 0x0304);
	data(&t, 1, 1000);
	data(&t, 0, 69);
	assert_int_equal(look(&t)->handshake_done, TB_YES);
	talk_free(&t);
}

static void an_encrypted_alert_is_not_a_finished(void **state)
{
	struct talk t = talk_new(443);

	(void)state;
	client_hello(&t, "a", 0);
	server_hello(&t, 0x0304);
	data(&t, 1, 1000);
	ccs(&t, 0);
	data(&t, 0, 19);
	assert_int_equal(look(&t)->handshake_done, TB_NO);
	assert_false(look(&t)->has_alert);
	talk_free(&t);
}

static void early_data_hides_the_finished(void **state)
{
	struct talk t = talk_new(443);

	(void)state;
	client_hello(&t, "a", 0);
	data(&t, 0, 300);
	server_hello(&t, 0x0304);
	data(&t, 1, 200);
	data(&t, 0, 300);
	assert_int_equal(look(&t)->handshake_done, TB_UNSEEN);
	talk_free(&t);
}

static void a_plaintext_alert_is_read_and_named(void **state)
{
	struct talk t = talk_new(443);

	(void)state;
	client_hello(&t, "wrong.example", 0);
	alert(&t, 1, 2, 112);
	assert_true(look(&t)->has_alert);
	assert_int_equal(t.view.alert_dir, 1);
	assert_int_equal(t.view.dialogue.alert_level, 2);
	assert_int_equal(t.view.dialogue.alert_code, 112);
	assert_string_equal(t.view.dialogue.alert_name, "unrecognized_name");
	assert_int_equal(t.view.dialogue.handshake_done, TB_NO);
	alert(&t, 0, 1, 255);
	assert_int_equal(look(&t)->alert_code, 255);
	assert_int_equal(t.view.alert_dir, 0);
	assert_null(t.view.dialogue.alert_name);
	talk_free(&t);
}

static void an_alert_under_encryption_is_not_readable(void **state)
{
	struct talk t = talk_new(443);

	(void)state;
	client_hello(&t, "a", 0);
	server_hello(&t, 0x0303);
	ccs(&t, 1);
	record(&t, 1, 21, 26);
	assert_false(look(&t)->has_alert);
	talk_free(&t);
}

static void a_capture_that_begins_late_knows_no_name(void **state)
{
	struct talk t = talk_new(443);

	(void)state;
	data(&t, 0, 400);
	assert_dialogue(&t, "tls", TB_UNSEEN, TB_UNSEEN, 0, 0);
	assert_int_equal(look(&t)->handshake_done, TB_UNSEEN);
	assert_int_equal(t.view.client, -1);
	data(&t, 1, 4000);
	assert_int_equal(look(&t)->handshake_done, TB_YES);
	talk_free(&t);
}

static void a_hole_in_the_handshake_makes_its_end_unseen(void **state)
{
	struct talk t = talk_new(443);

	(void)state;
	client_hello(&t, "a", 0);
	talk_lose(&t, 1, 1448);
	talk_say(&t, 1, "certificate bytes", 17);
	assert_int_equal(look(&t)->handshake_done, TB_UNSEEN);
	alert(&t, 0, 2, 48);
	assert_string_equal(look(&t)->alert_name, "unknown_ca");
	alert(&t, 1, 2, 80);
	assert_string_equal(look(&t)->alert_name, "internal_error");
	talk_free(&t);
}

static void a_certificate_need_not_be_captured(void **state)
{
	struct talk t = talk_new(443);

	(void)state;
	client_hello(&t, "a", 0);
	server_hello(&t, 0x0303);
	talk_segment(&t, 1, t.seq[1], "\x16\3\3\x0f\xa0\x0b", 1448, 6);
	talk_lose(&t, 1, 4005);
	alert(&t, 1, 2, 40);
	assert_string_equal(look(&t)->alert_name, "handshake_failure");
	assert_int_equal(look(&t)->handshake_done, TB_NO);
	talk_free(&t);
}

static void a_client_alone_says_nothing_of_the_handshake(void **state)
{
	struct talk t = talk_new(443);

	(void)state;
	client_hello(&t, "a", 0);
	assert_int_equal(look(&t)->handshake_done, TB_NO);
	ccs(&t, 0);
	assert_int_equal(look(&t)->handshake_done, TB_UNSEEN);
	talk_free(&t);
}

static void lengths_that_lie_are_harmless(void **state)
{
	static const char hello[] = "\x16\3\1\0\x30\1\0\0\x2c\3\3"
				    "rrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrr"
				    "\xff\0\2\x13\1\1\0\0\0";

	(void)state;
	for (unsigned at = 0; at < sizeof(hello) - 1; at++)
		for (unsigned v = 0; v < 256; v += 5) {
			struct talk t = talk_new(443);
			char copy[sizeof(hello)];

			memcpy(copy, hello, sizeof(hello));
			copy[at] = (char)v;
			talk_say(&t, 0, copy, sizeof(hello) - 1);
			(void)look(&t);
			talk_free(&t);
		}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_client_hello_tells_client_and_name),
		cmocka_unit_test(a_client_hello_may_span_segments),
		cmocka_unit_test(a_monstrous_client_hello_is_passed_over),
		cmocka_unit_test(tls12_is_done_when_both_changed_their_cipher),
		cmocka_unit_test(tls13_is_done_with_the_clients_finished),
		cmocka_unit_test(ccs_around_a_retry_request_is_not_the_end),
		cmocka_unit_test(an_encrypted_alert_is_not_a_finished),
		cmocka_unit_test(early_data_hides_the_finished),
		cmocka_unit_test(a_plaintext_alert_is_read_and_named),
		cmocka_unit_test(an_alert_under_encryption_is_not_readable),
		cmocka_unit_test(a_capture_that_begins_late_knows_no_name),
		cmocka_unit_test(a_hole_in_the_handshake_makes_its_end_unseen),
		cmocka_unit_test(a_certificate_need_not_be_captured),
		cmocka_unit_test(a_client_alone_says_nothing_of_the_handshake),
		cmocka_unit_test(lengths_that_lie_are_harmless),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
