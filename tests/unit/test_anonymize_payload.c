/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What stands for a payload is written down here byte by byte: '~' for a zero, and names as they
 * become with the key of this test.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "anonymize/payload.h"

enum { ROOM = 4096, HTTP = 80, TLS = 443, POSTGRESQL = 5432, REDIS = 6379, SMTP = 25, FTP = 21 };

static struct tb_anonymizer *a;
static char name[64];	/* of "www.example.org" */

static int begin(void **state)
{
	static const uint8_t key[TB_CRYPTOPAN_KEY] = "a key of payloads";

	(void)state;
	a = tb_anonymizer_new(key);
	if (a == NULL)
		return -1;
	strcpy(name, "www.example.org");
	tb_anonymize_host(a, (uint8_t *)name, strlen(name));
	return 0;
}

static int end(void **state)
{
	(void)state;
	tb_anonymizer_free(a);
	return 0;
}

/* In memory of exactly that size, so that a sanitizer sees what reads beyond. */
static uint8_t *copy_of(const void *payload, size_t n, uint16_t src, uint16_t dst)
{
	const uint16_t port[2] = { src, dst };
	uint8_t *exact = malloc(n > 0 ? n : 1), *to = calloc(n + 1, 1);

	assert_non_null(exact);
	assert_non_null(to);
	memcpy(exact, payload, n);
	tb_anonymize_payload(a, port, exact, to, n);
	assert_int_equal(to[n], 0);
	free(exact);
	return to;
}

static void becomes_of(uint16_t src, uint16_t dst, const char *payload, size_t n,
		       const char *expected)
{
	uint8_t *to = copy_of(payload, n, src, dst);
	char shown[ROOM];

	for (size_t i = 0; i < n; i++)
		shown[i] = to[i] == 0 ? '~' : (char)to[i];
	shown[n] = '\0';
	free(to);
	assert_string_equal(shown, expected);
}

#define CLIENT(port, payload, expected) \
	becomes_of(40000, port, payload, sizeof(payload) - 1, expected)
#define SERVER(port, payload, expected) \
	becomes_of(port, 40000, payload, sizeof(payload) - 1, expected)

/* With the name of www.example.org in the place of %s. */
static const char *with(const char *form, const char *pseudonym)
{
	static char text[ROOM];

	snprintf(text, sizeof(text), form, pseudonym, pseudonym);
	return text;
}

/* --- HTTP --- */

static void of_a_request_stay_method_version_and_what_the_connection_needs(void **state)
{
	(void)state;
	CLIENT(HTTP,
	       "POST /secret/path?token=1 HTTP/1.1\r\nHost: WWW.example.org\r\n"
	       "User-Agent: secret/1\r\nX-Secret: s:e\r\nContent-Length: 6\r\n"
	       "Connection: Keep-Alive, Secret\r\nCookie:s=ecret \r\n\r\nsecret",
	       with("POST /xxxxxxxxxxxxxxxxxxx HTTP/1.1\r\nHost: %s\r\n"
		    "User-Agent: xxxxxxxx\r\nxxxxxxxx: xxx\r\nContent-Length: 6\r\n"
		    "Connection: Keep-Alive, xxxxxx\r\nCookie:xxxxxxx \r\n\r\n~~~~~~", name));
}

static void a_target_that_names_a_host_names_the_other(void **state)
{
	(void)state;
	CLIENT(8080, "GET http://www.example.org:8080/a?b HTTP/1.1\r\n\r\n",
	       with("GET http://%s:8080/xxx HTTP/1.1\r\n\r\n", name));
	CLIENT(8080, "CONNECT www.example.org:443 HTTP/1.1\r\nHost: www.example.org:443\r\n\r\n",
	       with("CONNECT %s:443 HTTP/1.1\r\nHost: %s:443\r\n\r\n", name));
	CLIENT(8080, "GET http://me:pw@www.example.org/ HTTP/1.1\r\n\r\n",
	       "GET xxxxxxxxxxxxxxxxxxxxxxxxxxxxx HTTP/1.1\r\n\r\n");
	CLIENT(8080, "OPTIONS * HTTP/1.1\r\n\r\n", "OPTIONS * HTTP/1.1\r\n\r\n");
}

static void of_a_response_stay_status_and_length_and_the_next_one_is_found(void **state)
{
	(void)state;
	SERVER(HTTP,
	       "HTTP/1.1 200 Secret\r\nServer: secret\r\nContent-Length: 3\r\n\r\nabc"
	       "HTTP/1.1 204 No\r\nKeep-Alive: timeout=5, max=77\r\n\r\n"
	       "HTTP/1.0 404 No\r\n\r\nsecret",
	       "HTTP/1.1 200 xxxxxx\r\nServer: xxxxxx\r\nContent-Length: 3\r\n\r\n~~~"
	       "HTTP/1.1 204 xx\r\nKeep-Alive: timeout=5, max=xx\r\n\r\n"
	       "HTTP/1.0 404 xx\r\n\r\n~~~~~~");
}

static void what_only_looks_like_chunks_shows_no_numbers_behind_the_first(void **state)
{
	(void)state;
	CLIENT(4444, "5\r\nhello\r\n4155551234\r\n", "5\r\n~~~~~\r\n~~~~~~~~~~~~");
	CLIENT(4444, "5\r\nhello\r\n5551234 is mine\r\n", "5\r\n~~~~~\r\n~~~~~~~~~~~~~~~~~");
	CLIENT(4444, "5\r\nhello\r\n2\r\nhello\r\n", "5\r\n~~~~~\r\n~~~~~~~~~~");
}

static void of_chunks_sizes_stay_and_a_segment_may_begin_with_one(void **state)
{
	(void)state;
	SERVER(HTTP,
	       "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
	       "6;secret\r\nsecret\r\n0\r\nX-Trailer: secret\r\n\r\n",
	       "HTTP/1.1 200 xx\r\nTransfer-Encoding: chunked\r\n\r\n"
	       "6xxxxxxx\r\n~~~~~~\r\n0\r\nxxxxxxxxx: xxxxxx\r\n\r\n");
	SERVER(HTTP, "6\r\nsecret\r\n0\r\n\r\n", "6\r\n~~~~~~\r\n0\r\n\r\n");
	SERVER(HTTP, "0\r\n\r\n", "0\r\n\r\n");
	SERVER(HTTP, "7\r\nsecret\r\n", "~~~~~~~~~~~");
	SERVER(HTTP, "beef\r\nsecret", "~~~~~~~~~~~~");
}

static void what_is_not_wholly_there_is_not_shown(void **state)
{
	(void)state;
	CLIENT(HTTP, "GET / HTTP/1.1\r\nHost: www.exam", "GET / HTTP/1.1\r\n~~~~~~~~~~~~~~");
	CLIENT(HTTP, "GET / HTT", "~~~~~~~~~");
	CLIENT(HTTP, "ple.org\r\nCookie: secret\r\n\r\n", "~~~~~~~~~~~~~~~~~~~~~~~~~~~");
}

static void what_only_looks_like_http_shows_nothing(void **state)
{
	(void)state;
	CLIENT(HTTP, "SECRET / HTTP/1.1\r\n\r\n", "xxxxxx / HTTP/1.1\r\n\r\n");
	CLIENT(HTTP, "GET me / HTTP/2.0\r\n\r\n", "~~~~~~~~~~~~~~~~~~~~~");
	CLIENT(HTTP, "GET secret words\r\n\r\n", "~~~~~~~~~~~~~~~~~~~~");
	SERVER(HTTP, "HTTP/1.1 20000\r\n\r\n", "~~~~~~~~~~~~~~~~~~");
	CLIENT(HTTP, "a secret of nobody", "~~~~~~~~~~~~~~~~~~");
}

/* --- TLS --- */

/* A ClientHello with a session id, two suites, three extensions, and a record behind it. */
#define HELLO_HEAD "\x16\x03\x01\x00\x6e\x01\x00\x00\x6a\x03\x03"
#define HELLO_SUITES "\x00\x04\x13\x01\x13\x02\x01\x00\x00\x35"
#define SERVER_NAME "\x00\x00\x00\x14\x00\x12\x00\x00\x0f"
#define ALPN "\x00\x10\x00\x0d\x00\x0b\x02h2\x07"
#define TICKET "\x00\x23\x00\x08"

static void in_a_client_hello_the_name_is_another_and_keys_are_gone(void **state)
{
	static const char hello[] =
		HELLO_HEAD "a random of 32 bytes, all secret\x08session." HELLO_SUITES
		SERVER_NAME "www.example.org" ALPN "secrets" TICKET "a-secret"
		"\x14\x03\x03\x00\x01\x01\x17\x03\x03\x00\x04" "data";
	uint8_t *to = copy_of(hello, sizeof(hello) - 1, 40000, TLS);
	size_t at = 11 + 32 + 1;

	(void)state;
	assert_memory_equal(to, hello, 11);
	assert_int_equal(to[11], 0);
	assert_int_equal(to[11 + 32], 8);
	assert_memory_equal(to + at, "\0\0\0\0\0\0\0\0", 8);
	assert_memory_equal(to + at + 8, HELLO_SUITES SERVER_NAME, 10 + 9);
	at += 8 + 10 + 9;
	assert_memory_equal(to + at, name, 15);
	assert_memory_equal(to + at + 15, ALPN "xxxxxxx" TICKET "\0\0\0\0\0\0\0\0", 10 + 7 + 12);
	assert_memory_equal(to + at + 15 + 29, "\x14\x03\x03\x00\x01\x01\x17\x03\x03\x00\x04\0\0\0\0",
			    15);
	free(to);
	/* the name goes over the end of the segment */
	to = copy_of(hello, at + 14, 40000, TLS);
	assert_memory_equal(to + at - 5, "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0", 19);
	free(to);
}

static void alerts_and_lengths_stay_and_certificates_do_not(void **state)
{
	static const char flight[] = "\x15\x03\x03\x00\x02\x02\x30"
				     "\x16\x03\x03\x00\x0a\x0b\x00\x00\x06" "secret"
				     "\x16\x03\x03\x00\x06" "\xff\x00\x00\x01" "yz";
	static const char shown[] = "\x15\x03\x03\x00\x02\x02\x30"
				    "\x16\x03\x03\x00\x0a\x0b\x00\x00\x06\0\0\0\0\0\0"
				    "\x16\x03\x03\x00\x06\0\0\0\0\0\0";
	uint8_t *to = copy_of(flight, sizeof(flight) - 1, TLS, 40000);

	(void)state;
	assert_memory_equal(to, shown, sizeof(flight) - 1);
	free(to);
}

/* --- databases and mail --- */

static void of_postgresql_types_and_lengths_stay(void **state)
{
	uint8_t *to;

	(void)state;
	to = copy_of("\0\0\0\x10\0\3\0\0user\0me\0", 16, 40000, POSTGRESQL);
	assert_memory_equal(to, "\0\0\0\x10\0\3\0\0\0\0\0\0\0\0\0\0", 16);
	free(to);
	to = copy_of("E\0\0\0\x0asecretZ\0\0\0\5I", 17, POSTGRESQL, 40000);
	assert_memory_equal(to, "E\0\0\0\x0a\0\0\0\0\0\0Z\0\0\0\5I", 17);
	free(to);
	SERVER(POSTGRESQL, "S", "S");
	SERVER(POSTGRESQL, "Q", "~");
	CLIENT(4444, "Q\1\1\1\x0asecret", "~~~~~~~~~~~");
	/* amidst a value that goes on from the segment before */
	SERVER(POSTGRESQL, "1234 5678 9012", "~~~~~~~~~~~~~~");
	SERVER(POSTGRESQL, "S0007 is hers", "~~~~~~~~~~~~~");
	CLIENT(POSTGRESQL, "Q: 42", "~~~~~");
}

static void of_redis_counts_lengths_and_known_words_stay(void **state)
{
	(void)state;
	CLIENT(REDIS, "*2\r\n$3\r\nget\r\n$6\r\nsecret\r\n", "*2\r\n$3\r\nget\r\n$6\r\nxxxxxx\r\n");
	SERVER(REDIS, "+OK\r\n+secret\r\n:42\r\n$-1\r\n", "+OK\r\n+xxxxxx\r\n:xx\r\n$-1\r\n");
	SERVER(REDIS, "-ERR max number of clients reached\r\n-MOVED 7 db:1\r\n",
	       "-ERR max number of clients xxxxxxx\r\n-MOVED x xxxx\r\n");
	CLIENT(REDIS, "AUTH secret\r\n", "AUTH xxxxxx\r\n");
	CLIENT(REDIS, "secret\r\n", "~~~~~~~~");
	CLIENT(4444, "*1\r\n$4\r\nPING\r\n", "~~~~~~~~~~~~~~");
}

static void of_mail_and_file_transfer_commands_and_codes_stay(void **state)
{
	(void)state;
	SERVER(SMTP, "220 mx.secret ESMTP\r\n250-secret\r\n421 Too many, you\r\n",
	       "220 xxxxxxxxx ESMTP\r\n250-xxxxxx\r\n421 Too many, xxx\r\n");
	CLIENT(SMTP, "MAIL FROM:<me>\r\nBDAT 6\r\nDATA\r\n.\r\nsecret",
	       "MAIL xxxxxxxxx\r\nBDAT x\r\nDATA\r\n.\r\n~~~~~~");
	CLIENT(FTP, "PASS secret\r\n", "PASS xxxxxx\r\n");
	CLIENT(SMTP, "secret\r\n", "~~~~~~~~");
}

static void of_banners_the_protocol_stays(void **state)
{
	(void)state;
	SERVER(22, "SSH-2.0-secret\r\n", "SSH-2.0-~~~~~~~~");
	CLIENT(HTTP, "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\nsecret",
	       "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n~~~~~~");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(of_a_request_stay_method_version_and_what_the_connection_needs),
		cmocka_unit_test(a_target_that_names_a_host_names_the_other),
		cmocka_unit_test(of_a_response_stay_status_and_length_and_the_next_one_is_found),
		cmocka_unit_test(what_only_looks_like_chunks_shows_no_numbers_behind_the_first),
		cmocka_unit_test(of_chunks_sizes_stay_and_a_segment_may_begin_with_one),
		cmocka_unit_test(what_is_not_wholly_there_is_not_shown),
		cmocka_unit_test(what_only_looks_like_http_shows_nothing),
		cmocka_unit_test(in_a_client_hello_the_name_is_another_and_keys_are_gone),
		cmocka_unit_test(alerts_and_lengths_stay_and_certificates_do_not),
		cmocka_unit_test(of_postgresql_types_and_lengths_stay),
		cmocka_unit_test(of_redis_counts_lengths_and_known_words_stay),
		cmocka_unit_test(of_mail_and_file_transfer_commands_and_codes_stay),
		cmocka_unit_test(of_banners_the_protocol_stays),
	};

	return cmocka_run_group_tests_name("anonymize_payload", tests, begin, end);
}
