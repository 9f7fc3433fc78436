/* SPDX-License-Identifier: BSD-3-Clause */
#include "talk.h"

#define GET "GET /index.html HTTP/1.1\r\nHost: www.example.com:8080\r\n\r\n"

static void a_request_without_an_answer_is_open(void **state)
{
	struct talk t = talk_new(8080);

	(void)state;
	CLIENT_SAYS(&t, GET);
	assert_dialogue(&t, "http", TB_YES, TB_UNSEEN, 1, 0);
	assert_string_equal(look(&t)->method, "GET");
	assert_name(&t, "www.example.com");
	assert_int_equal(t.view.client, 0);
	talk_free(&t);
}

static void half_a_request_is_open(void **state)
{
	struct talk t = talk_new(80);

	(void)state;
	CLIENT_SAYS(&t, "GET /ind");
	assert_dialogue(&t, "http", TB_YES, TB_UNSEEN, 0, 0);
	CLIENT_SAYS(&t, "ex HTTP/1.1\r\nHos");
	assert_dialogue(&t, "http", TB_YES, TB_UNSEEN, 1, 0);
	talk_free(&t);
}

static void content_length_says_when_the_response_is_whole(void **state)
{
	struct talk t = talk_new(80);

	(void)state;
	CLIENT_SAYS(&t, GET);
	SERVER_SAYS(&t, "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n123456789");
	assert_dialogue(&t, "http", TB_YES, TB_NO, 1, 1);
	SERVER_SAYS(&t, "0");
	assert_dialogue(&t, "http", TB_NO, TB_YES, 1, 1);
	assert_int_equal(look(&t)->status, 200);
	talk_free(&t);
}

static void chunks_say_when_the_response_is_whole(void **state)
{
	struct talk t = talk_new(80);

	(void)state;
	CLIENT_SAYS(&t, GET);
	SERVER_SAYS(&t, "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, Chunked\r\n\r\n"
			"a;x=y\r\n0123456789\r\n0\r\nTrailer: x\r\n");
	assert_dialogue(&t, "http", TB_YES, TB_NO, 1, 1);
	SERVER_SAYS(&t, "\r\n");
	assert_dialogue(&t, "http", TB_NO, TB_YES, 1, 1);
	talk_free(&t);
}

static void a_response_that_ends_with_the_connection_is_unseen(void **state)
{
	struct talk t = talk_new(80);

	(void)state;
	CLIENT_SAYS(&t, GET);
	SERVER_SAYS(&t, "HTTP/1.0 200 OK\r\nServer: x\r\n\r\nbody");
	assert_dialogue(&t, "http", TB_UNSEEN, TB_UNSEEN, 1, 1);
	CLIENT_SAYS(&t, GET);
	assert_int_equal(look(&t)->requests, 2);
	talk_free(&t);
}

static void responses_without_a_body_are_whole_at_their_head(void **state)
{
	static const struct {
		const char *request, *response;
	} rows[] = {
		{ "HEAD / HTTP/1.1\r\n\r\n",
		  "HTTP/1.1 200 OK\r\nContent-Length: 9999\r\n\r\n" },
		{ "GET / HTTP/1.1\r\n\r\n",
		  "HTTP/1.1 304 Not Modified\r\nContent-Length: 9\r\n\r\n" },
		{ "DELETE /x HTTP/1.1\r\n\r\n", "HTTP/1.1 204 No Content\r\n\r\n" },
		{ "GET / HTTP/1.1\r\n\r\n",
		  "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n" },
		{ "POST / HTTP/1.1\r\n\r\n",
		  "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early\r\nLink: x\r\n\r\n"
		  "HTTP/1.1 200 OK\nContent-Length: 0\n\n" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct talk t = talk_new(80);

		talk_say(&t, 0, rows[i].request, strlen(rows[i].request));
		talk_say(&t, 1, rows[i].response, strlen(rows[i].response));
		assert_dialogue(&t, "http", TB_NO, TB_YES, 1, 1);
		talk_free(&t);
	}
}

static void an_interim_response_answers_nothing(void **state)
{
	struct talk t = talk_new(80);

	(void)state;
	CLIENT_SAYS(&t, "PUT /x HTTP/1.1\r\nExpect: 100-continue\r\n"
			"Content-Length: 3\r\n\r\n");
	SERVER_SAYS(&t, "HTTP/1.1 100 Continue\r\n\r\n");
	CLIENT_SAYS(&t, "abc");
	assert_dialogue(&t, "http", TB_YES, TB_UNSEEN, 1, 0);
	talk_free(&t);
}

static void pipelined_requests_are_answered_in_order(void **state)
{
	struct talk t = talk_new(80);

	(void)state;
	talk_handshake(&t);
	CLIENT_SAYS(&t, "GET /a HTTP/1.1\r\n\r\nHEAD /b HTTP/1.1\r\n\r\n"
			"GET /c HTTP/1.1\r\n\r\n");
	SERVER_SAYS(&t, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
	SERVER_SAYS(&t, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n");
	assert_dialogue(&t, "http", TB_YES, TB_YES, 3, 2);
	SERVER_SAYS(&t, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
	assert_dialogue(&t, "http", TB_NO, TB_YES, 3, 3);
	talk_free(&t);
}

static void a_request_body_is_not_taken_for_requests(void **state)
{
	struct talk t = talk_new(80);

	(void)state;
	CLIENT_SAYS(&t, "POST / HTTP/1.1\r\nContent-Length: 20\r\n\r\n"
			"GET / HTTP/1.1\r\n\r\n..");
	SERVER_SAYS(&t, "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
	assert_dialogue(&t, "http", TB_NO, TB_YES, 1, 1);
	CLIENT_SAYS(&t, GET);
	assert_dialogue(&t, "http", TB_YES, TB_YES, 2, 1);
	talk_free(&t);
}

static void a_body_may_have_holes(void **state)
{
	struct talk t = talk_new(80);

	(void)state;
	CLIENT_SAYS(&t, GET);
	SERVER_SAYS(&t, "HTTP/1.1 200 OK\r\nContent-Length: 5000000\r\n\r\nbegin");
	talk_lose(&t, 1, 4999991);
	assert_dialogue(&t, "http", TB_YES, TB_NO, 1, 1);
	SERVER_SAYS(&t, "end!");
	assert_dialogue(&t, "http", TB_NO, TB_YES, 1, 1);
	talk_free(&t);
}

static void a_body_need_not_be_captured(void **state)
{
	struct talk t = talk_new(80);

	(void)state;
	CLIENT_SAYS(&t, GET);
	SERVER_SAYS(&t, "HTTP/1.1 200 OK\r\nContent-Length: 3000\r\n\r\n");
	talk_segment(&t, 1, t.seq[1], "some", 1460, 4);
	talk_segment(&t, 1, t.seq[1] + 1460, "", 1540, 0);
	assert_dialogue(&t, "http", TB_NO, TB_YES, 1, 1);
	talk_free(&t);
}

static void a_body_of_gigabytes_ends_where_it_should(void **state)
{
	struct talk t = talk_new(80);

	(void)state;
	CLIENT_SAYS(&t, GET);
	SERVER_SAYS(&t, "HTTP/1.1 200 OK\r\nContent-Length: 4000000000\r\n\r\n");
	for (int i = 0; i < 4; i++) {
		assert_dialogue(&t, "http", TB_YES, TB_NO, 1, 1);
		talk_lose(&t, 1, 999999999);
		SERVER_SAYS(&t, "x");
	}
	assert_dialogue(&t, "http", TB_NO, TB_YES, 1, 1);
	talk_free(&t);
}

static void a_cut_head_is_unseen_until_the_next_request(void **state)
{
	struct talk t = talk_new(80);

	(void)state;
	CLIENT_SAYS(&t, GET);
	talk_segment(&t, 1, t.seq[1], "HTTP/1.1 200 OK\r\nContent-", 400, 25);
	talk_lose(&t, 1, 400);
	assert_dialogue(&t, "http", TB_UNSEEN, TB_UNSEEN, 1, 1);
	SERVER_SAYS(&t, "the rest of some body");
	assert_dialogue(&t, "http", TB_UNSEEN, TB_UNSEEN, 1, 1);
	CLIENT_SAYS(&t, GET);
	assert_dialogue(&t, "http", TB_YES, TB_UNSEEN, 2, 1);
	SERVER_SAYS(&t, "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
	assert_dialogue(&t, "http", TB_NO, TB_YES, 2, 2);
	talk_free(&t);
}

static void a_capture_may_begin_in_a_response(void **state)
{
	struct talk t = talk_new(80);

	(void)state;
	SERVER_SAYS(&t, "...the middle of something");
	assert_dialogue(&t, NULL, TB_UNSEEN, TB_UNSEEN, 0, 0);
	CLIENT_SAYS(&t, GET);
	assert_dialogue(&t, "http", TB_YES, TB_UNSEEN, 1, 0);
	SERVER_SAYS(&t, "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
	assert_dialogue(&t, "http", TB_NO, TB_YES, 1, 1);
	talk_free(&t);
}

static void a_capture_of_one_side_says_nothing_about_answers(void **state)
{
	struct talk t = talk_new(80);

	(void)state;
	SERVER_SAYS(&t, "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
	assert_dialogue(&t, "http", TB_UNSEEN, TB_UNSEEN, 0, 1);
	talk_free(&t);
	t = talk_new(80);
	CLIENT_SAYS(&t, GET);
	CLIENT_SAYS(&t, GET);
	assert_dialogue(&t, "http", TB_UNSEEN, TB_UNSEEN, 2, 0);
	talk_free(&t);
}

static void a_response_to_a_request_that_was_missed_answers_no_other(void **state)
{
	struct talk t = talk_new(80);

	(void)state;
	SERVER_SAYS(&t, "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nab");
	CLIENT_SAYS(&t, GET);
	assert_dialogue(&t, "http", TB_UNSEEN, TB_UNSEEN, 1, 1);
	SERVER_SAYS(&t, "cd");
	assert_dialogue(&t, "http", TB_UNSEEN, TB_UNSEEN, 1, 1);
	CLIENT_SAYS(&t, GET);
	assert_dialogue(&t, "http", TB_YES, TB_YES, 2, 1);
	talk_free(&t);
}

static void a_server_may_say_that_it_tired_of_waiting(void **state)
{
	struct talk t = talk_new(80);

	(void)state;
	CLIENT_SAYS(&t, GET);
	SERVER_SAYS(&t, "HTTP/1.1 204 No Content\r\n\r\n");
	SERVER_SAYS(&t, "HTTP/1.1 408 Request Timeout\r\nContent-Length: 0\r\n\r\n");
	assert_dialogue(&t, "http", TB_NO, TB_YES, 1, 2);
	talk_free(&t);
}

static void after_an_upgrade_answers_are_unseen(void **state)
{
	struct talk t = talk_new(80);

	(void)state;
	CLIENT_SAYS(&t, "GET /chat HTTP/1.1\r\nUpgrade: websocket\r\n\r\n");
	SERVER_SAYS(&t, "HTTP/1.1 101 Switching Protocols\r\n\r\n\x81\x05hello");
	assert_dialogue(&t, "http", TB_UNSEEN, TB_UNSEEN, 1, 1);
	assert_int_equal(look(&t)->status, 101);
	talk_free(&t);
}

static void what_a_proxy_tunnels_is_read_as_tls(void **state)
{
	struct talk t = talk_new(3128);

	(void)state;
	CLIENT_SAYS(&t, "CONNECT a.example:443 HTTP/1.1\r\nHost: a.example:443\r\n\r\n");
	SERVER_SAYS(&t, "HTTP/1.1 200 Connection established\r\n\r\n");
	SERVER_SAYS(&t, "\x15\x03\x03\x00\x02\x02\x28");
	assert_dialogue(&t, "http", TB_UNSEEN, TB_UNSEEN, 1, 1);
	assert_true(look(&t)->has_alert);
	assert_string_equal(look(&t)->alert_name, "handshake_failure");
	talk_free(&t);
}

static void lengths_that_contradict_or_overflow_are_given_up(void **state)
{
	static const char *const heads[] = {
		"Content-Length: 5\r\nContent-Length: 6\r\n\r\n",
		"Content-Length: 4294967296\r\n\r\n",
		"Content-Length: 99999999999999999999999\r\n\r\n",
		"Content-Length: -1\r\n\r\n",
		"Content-Length: 5x\r\n\r\n",
		"Transfer-Encoding: gzip\r\n\r\n",
		"Transfer-Encoding: chunked\r\n\r\nfffffffe\r\n",
		"Transfer-Encoding: chunked\r\n\r\n100000000\r\n",
		"Transfer-Encoding: chunked\r\n\r\n;\r\n",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(heads) / sizeof(heads[0]); i++) {
		struct talk t = talk_new(80);

		CLIENT_SAYS(&t, GET);
		SERVER_SAYS(&t, "HTTP/1.1 200 OK\r\n");
		talk_say(&t, 1, heads[i], strlen(heads[i]));
		assert_dialogue(&t, "http", TB_UNSEEN, TB_UNSEEN, 1, 1);
		talk_free(&t);
	}
}

static void a_header_line_of_any_length_is_passed_over(void **state)
{
	static char cookie[20000];

	(void)state;
	memset(cookie, 'c', sizeof(cookie));
	for (size_t cut = 0; cut < 3000; cut += 1448) {
		struct talk t = talk_new(80);

		t.segment = cut;
		CLIENT_SAYS(&t, "GET / HTTP/1.1\r\nCookie: ");
		talk_say(&t, 0, cookie, sizeof(cookie));
		CLIENT_SAYS(&t, "\r\nHost: after.example\r\n\r\n");
		assert_dialogue(&t, "http", TB_YES, TB_UNSEEN, 1, 0);
		assert_name(&t, "after.example");
		talk_free(&t);
	}
}

static void the_port_is_cut_off_the_host_and_nothing_else(void **state)
{
	static const char *const hosts[][2] = {
		{ "a.example:80", "a.example" },
		{ "  a.example \t", "a.example" },
		{ "[2001:db8::1]:443", "[2001:db8::1]" },
		{ "[2001:db8::1]", "[2001:db8::1]" },
		{ "10.0.0.1", "10.0.0.1" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(hosts) / sizeof(hosts[0]); i++) {
		struct talk t = talk_new(80);

		CLIENT_SAYS(&t, "GET / HTTP/1.1\r\nHOST:");
		talk_say(&t, 0, hosts[i][0], strlen(hosts[i][0]));
		CLIENT_SAYS(&t, "\r\n");
		assert_name(&t, hosts[i][1]);
		talk_free(&t);
	}
}

static void other_protocols_that_look_alike_are_not_http(void **state)
{
	static const char *const openings[] = {
		"OPTIONS rtsp://cam.example/ RTSP/1.0\r\n",
		"GET key\r\n",
		"POSTER\r\n",
		"NOTIFY sip:a@example.com SIP/2.0\r\n",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(openings) / sizeof(openings[0]); i++) {
		struct talk t = talk_new(9999);

		talk_say(&t, 0, openings[i], strlen(openings[i]));
		assert_dialogue(&t, NULL, TB_UNSEEN, TB_UNSEEN, 0, 0);
		talk_free(&t);
	}
}

static void the_server_may_be_direction_0(void **state)
{
	struct talk t = talk_new(80);

	(void)state;
	talk_say(&t, 1, GET, sizeof(GET) - 1);
	assert_dialogue(&t, "http", TB_YES, TB_UNSEEN, 1, 0);
	assert_int_equal(t.view.client, 1);
	talk_free(&t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_request_without_an_answer_is_open),
		cmocka_unit_test(half_a_request_is_open),
		cmocka_unit_test(content_length_says_when_the_response_is_whole),
		cmocka_unit_test(chunks_say_when_the_response_is_whole),
		cmocka_unit_test(a_response_that_ends_with_the_connection_is_unseen),
		cmocka_unit_test(responses_without_a_body_are_whole_at_their_head),
		cmocka_unit_test(an_interim_response_answers_nothing),
		cmocka_unit_test(pipelined_requests_are_answered_in_order),
		cmocka_unit_test(a_request_body_is_not_taken_for_requests),
		cmocka_unit_test(a_body_may_have_holes),
		cmocka_unit_test(a_body_need_not_be_captured),
		cmocka_unit_test(a_body_of_gigabytes_ends_where_it_should),
		cmocka_unit_test(a_cut_head_is_unseen_until_the_next_request),
		cmocka_unit_test(a_capture_may_begin_in_a_response),
		cmocka_unit_test(a_capture_of_one_side_says_nothing_about_answers),
		cmocka_unit_test(a_response_to_a_request_that_was_missed_answers_no_other),
		cmocka_unit_test(a_server_may_say_that_it_tired_of_waiting),
		cmocka_unit_test(after_an_upgrade_answers_are_unseen),
		cmocka_unit_test(what_a_proxy_tunnels_is_read_as_tls),
		cmocka_unit_test(lengths_that_contradict_or_overflow_are_given_up),
		cmocka_unit_test(a_header_line_of_any_length_is_passed_over),
		cmocka_unit_test(the_port_is_cut_off_the_host_and_nothing_else),
		cmocka_unit_test(other_protocols_that_look_alike_are_not_http),
		cmocka_unit_test(the_server_may_be_direction_0),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
