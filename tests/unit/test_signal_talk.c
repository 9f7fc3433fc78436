/* SPDX-License-Identifier: BSD-3-Clause */
#include <stdio.h>
#include <string.h>

#include "unit/signals.h"

/* HTTP -------------------------------------------------------------------------------- */

static void request(const char *name)
{
	char text[128];

	snprintf(text, sizeof(text), "GET / HTTP/1.1\r\nHost: %s\r\n\r\n", name);
	conv_text(conv, TB_CLIENT, text);
}

static void respond(const char *text)
{
	conv_text(conv, TB_SERVER, text);
	conv_ack(conv, TB_CLIENT);
}

static void whole_response(void)
{
	respond("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
}

static void a_request_may_be_left_open(void **state)
{
	(void)state;
	conv_open(conv);
	request("a.example");
	conv_rstack(conv, TB_SERVER);
	yes(REQUEST_OPEN);
	no(ANSWERED_BEFORE);
	no(RESPONSE_BEGUN);
	unseen(REFUSING_STATUS);
	unseen(UPLOADING);
	yes(NAMED_FIRST_WORDS);
	shown_by(NAMED_FIRST_WORDS, 4);
}

static void all_may_have_been_answered(void **state)
{
	(void)state;
	conv_open(conv);
	request("a.example");
	whole_response();
	conv_rstack(conv, TB_CLIENT);
	no(REQUEST_OPEN);
	no(RESPONSE_BEGUN);
	no(REFUSING_STATUS);
	no(NAMED_FIRST_WORDS);
}

static void earlier_requests_may_have_been_answered(void **state)
{
	(void)state;
	conv_open(conv);
	request("a.example");
	whole_response();
	request("a.example");
	conv_rstack(conv, TB_SERVER);
	yes(REQUEST_OPEN);
	yes(ANSWERED_BEFORE);
}

static void a_response_may_have_begun(void **state)
{
	(void)state;
	conv_open(conv);
	request("a.example");
	respond("HTTP/1.1 200 OK\r\nContent-Length: 200\r\n\r\nonly so much");
	conv_rstack(conv, TB_CLIENT);
	yes(REQUEST_OPEN);
	yes(RESPONSE_BEGUN);
}

static void a_server_may_refuse_an_upload_that_goes_on(void **state)
{
	(void)state;
	conv_open(conv);
	conv_text(conv, TB_CLIENT,
		  "POST / HTTP/1.1\r\nHost: a.example\r\nContent-Length: 90000\r\n\r\n");
	respond("HTTP/1.1 413 Too Large\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
	conv_fin(conv, TB_SERVER);
	conv_data(conv, TB_CLIENT, 1000);
	conv_rst(conv, TB_SERVER);
	yes(REFUSING_STATUS);
	measured(REFUSING_STATUS, 413);
	yes(UPLOADING);
}

static void a_server_may_say_that_the_request_took_too_long(void **state)
{
	(void)state;
	conv_open(conv);
	conv_text(conv, TB_CLIENT, "GET / HTTP/1.1\r\nHost: a.example\r\n");
	respond("HTTP/1.1 408 Request Timeout\r\nContent-Length: 0\r\n\r\n");
	conv_rstack(conv, TB_SERVER);
	yes(TIMEOUT_STATUS);
	no(REFUSING_STATUS);
}

static void a_complete_response_is_not_to_the_request_that_is_open(void **state)
{
	(void)state;
	conv->end[TB_CLIENT].unseen = conv->end[TB_SERVER].unseen = true;
	conv_open(conv);
	request("a.example");
	conv->end[TB_CLIENT].unseen = conv->end[TB_SERVER].unseen = false;
	whole_response();
	request("a.example");
	conv_rst(conv, TB_SERVER);
	yes(REQUEST_OPEN);
	no(RESPONSE_BEGUN);
	no(UPLOADING);
}

static void a_server_may_say_that_it_is_full(void **state)
{
	(void)state;
	conv_open(conv);
	conv_text(conv, TB_CLIENT, "*2\r\n$3\r\nGET\r\n$1\r\na\r\n");
	respond("-ERR max number of clients reached\r\n");
	conv_rstack(conv, TB_SERVER);
	yes(SAID_FULL);
	shown_by(SAID_FULL, 5);
	again();
	conv_open(conv);
	conv_text(conv, TB_CLIENT, "*2\r\n$3\r\nGET\r\n$1\r\na\r\n");
	respond("-ERR unknown command\r\n");
	conv_rstack(conv, TB_SERVER);
	no(SAID_FULL);
	again();
	conv_open(conv);
	respond("220 mail.example ESMTP\r\n");
	conv_text(conv, TB_CLIENT, "EHLO a.example\r\n");
	respond("421 4.7.0 mail.example Error: too many connections\r\n");
	conv_rstack(conv, TB_SERVER);
	yes(SAID_FULL);
}

static void say_last(const char *code)
{
	char error[] = "E\0\0\0\x1aSFATAL\0VFATAL\0C.....\0";

	memcpy(error + sizeof(error) - 7, code, 5);
	conv_open(conv);
	conv_bytes(conv, TB_CLIENT, "\0\0\0\x11\0\3\0\0user\0me\0", 17);
	conv_bytes(conv, TB_SERVER, "R\0\0\0\x08\0\0\0\0Z\0\0\0\5I", 15);
	conv_ack(conv, TB_CLIENT);
	conv_bytes(conv, TB_SERVER, error, sizeof(error));
	conv_ack(conv, TB_CLIENT);
}

static void a_database_may_say_that_it_was_told_to_end_the_session(void **state)
{
	(void)state;
	say_last("57P01");
	pass(TB_SECOND);
	conv_rstack(conv, TB_SERVER);
	yes(SAID_TERMINATED);
	shown_by(SAID_TERMINATED, 7);
	no(SAID_IDLE);
	no(SAID_CRASHED);
	assert_string_equal(hearing_verdict(&h)->cause.slug, "administrative-abort");
	assert_true(hearing_verdict(&h)->cause.confidence > 0.75);
	assert_non_null(strstr(hearing_verdict(&h)->advice[0], "pg_terminate_backend"));
}

static void a_database_may_say_that_a_timer_of_the_session_ran_out(void **state)
{
	(void)state;
	say_last("57P05");
	conv_rstack(conv, TB_SERVER);
	yes(SAID_IDLE);
	no(SAID_TERMINATED);
}

static void other_last_words_are_none_of_these(void **state)
{
	(void)state;
	say_last("0A000");
	conv_rstack(conv, TB_SERVER);
	no(SAID_TERMINATED);
	no(SAID_IDLE);
	no(SAID_CRASHED);
	again();
	talk();
	conv_rstack(conv, TB_SERVER);
	unseen(SAID_TERMINATED);
}

static void of_what_is_not_read_nothing_is_known(void **state)
{
	(void)state;
	talk();
	conv_rstack(conv, TB_SERVER);
	unseen(REQUEST_OPEN);
	unseen(ANSWERED_BEFORE);
	unseen(RESPONSE_BEGUN);
	unseen(REFUSING_STATUS);
	unseen(UPLOADING);
	unseen(NAMED_FIRST_WORDS);
	unseen(FATAL_ALERT);
	unseen(TLS_UNFINISHED);
	unseen(TLS_UNANSWERED);
	unseen(TLS_JUST_DONE);
	unseen(TLS_TAIL);
	unseen(WRONG_LANGUAGE);
	unseen(NOT_UNDERSTOOD);
}

static void a_server_that_speaks_unasked_refuses(void **state)
{
	(void)state;
	conv_open(conv);
	respond("HTTP/1.1 503 Too Busy\r\nContent-Length: 0\r\n\r\n");
	conv_rstack(conv, TB_SERVER);
	yes(REFUSED_UNASKED);
	shown_by(REFUSED_UNASKED, 4);
	again();
	conv_open(conv);
	request("a.example");
	whole_response();
	conv_rstack(conv, TB_SERVER);
	no(REFUSED_UNASKED);
	again();
	talk();
	conv_rstack(conv, TB_SERVER);
	unseen(REFUSED_UNASKED);
}

/* TLS --------------------------------------------------------------------------------- */

enum { CHANGE_CIPHER = 20, ALERT = 21, HANDSHAKE = 22, DATA = 23 };

static void record(enum tb_side from, uint8_t type, const void *body, size_t n)
{
	static uint8_t bytes[2048];

	memcpy(bytes, (uint8_t[]){ type, 3, 3, (uint8_t)(n >> 8), (uint8_t)n }, 5);
	memset(bytes + 5, 0xee, n);
	if (body != NULL)
		memcpy(bytes + 5, body, n);
	conv_bytes(conv, from, bytes, 5 + n);
	conv_ack(conv, !from);
}

/* TLS 1.2, without extensions. */
static void client_hello(void)
{
	uint8_t hello[43] = { 1, 0, 0, 39, 3, 3 };

	hello[40] = 2;		/* bytes of ciphers, of which the last is missing */
	record(TB_CLIENT, HANDSHAKE, hello, sizeof(hello));
}

static void server_hello(void)
{
	uint8_t hello[42] = { 2, 0, 0, 38, 3, 3 };

	record(TB_SERVER, HANDSHAKE, hello, sizeof(hello));
}

static void shake_hands(void)
{
	conv->end[TB_SERVER].port = 443;
	conv_open(conv);
	client_hello();
	server_hello();
	record(TB_CLIENT, CHANGE_CIPHER, NULL, 1);
	record(TB_CLIENT, HANDSHAKE, NULL, 40);
	record(TB_SERVER, CHANGE_CIPHER, NULL, 1);
}

static void a_client_hello_may_not_be_answered(void **state)
{
	(void)state;
	conv->end[TB_SERVER].port = 443;
	conv_open(conv);
	client_hello();
	conv_rstack(conv, TB_SERVER);
	yes(TLS_UNANSWERED);
	yes(TLS_UNFINISHED);
	no(TLS_TAIL);
	no(FATAL_ALERT);
	no(WRONG_LANGUAGE);
}

static void a_fatal_alert_may_end_the_handshake(void **state)
{
	(void)state;
	conv->end[TB_SERVER].port = 443;
	conv_open(conv);
	client_hello();
	record(TB_SERVER, ALERT, "\2\50", 2);
	conv_rstack(conv, TB_SERVER);
	yes(FATAL_ALERT);
	yes(TLS_UNFINISHED);
	no(TLS_UNANSWERED);
	yes(SENDER_ALERTED);
	shown_by(SENDER_ALERTED, 6);
	no(RECEIVER_ALERTED);
}

static void a_notice_of_closing_is_no_fatal_alert(void **state)
{
	(void)state;
	conv->end[TB_SERVER].port = 443;
	conv_open(conv);
	client_hello();
	record(TB_SERVER, ALERT, "\1\0", 2);
	conv_rstack(conv, TB_CLIENT);
	no(FATAL_ALERT);
	yes(RECEIVER_ALERTED);
	no(SENDER_ALERTED);
}

static void who_sends_much_after_a_notice_of_closing_was_not_done(void **state)
{
	(void)state;
	conv->end[TB_SERVER].port = 443;
	conv_open(conv);
	client_hello();
	record(TB_SERVER, ALERT, "\1\0", 2);
	conv_data(conv, TB_CLIENT, 1400);
	conv_rstack(conv, TB_CLIENT);
	no(RECEIVER_ALERTED);
}

static void a_handshake_may_be_hardly_over(void **state)
{
	(void)state;
	shake_hands();
	conv_rstack(conv, TB_SERVER);
	no(TLS_UNFINISHED);
	no(TLS_UNANSWERED);
	yes(TLS_JUST_DONE);
	no(TLS_TAIL);
}

static void a_few_encrypted_bytes_may_be_all_that_is_left(void **state)
{
	(void)state;
	shake_hands();
	record(TB_CLIENT, DATA, NULL, 100);
	record(TB_SERVER, DATA, NULL, 500);
	conv_rstack(conv, TB_CLIENT);
	yes(TLS_TAIL);
	no(TLS_JUST_DONE);
	measured(TLS_TAIL, 505);
}

/* Languages --------------------------------------------------------------------------- */

static void a_client_may_speak_what_the_port_is_not_for(void **state)
{
	(void)state;
	conv->end[TB_SERVER].port = 443;
	conv_open(conv);
	request("a.example");
	conv_rstack(conv, TB_SERVER);
	yes(WRONG_LANGUAGE);
	no(TLS_UNFINISHED);
	no(TLS_UNANSWERED);
}

static void a_port_without_a_language_has_no_wrong_one(void **state)
{
	(void)state;
	conv->end[TB_SERVER].port = 12345;
	conv_open(conv);
	request("a.example");
	conv_rstack(conv, TB_SERVER);
	unseen(WRONG_LANGUAGE);
}

static void ends_may_speak_different_protocols(void **state)
{
	(void)state;
	conv_open(conv);
	request("a.example");
	conv_text(conv, TB_SERVER, "SSH-2.0-OpenSSH_9.2\r\n");
	conv_rstack(conv, TB_SERVER);
	yes(NOT_UNDERSTOOD);
	again();
	conv_open(conv);
	request("a.example");
	whole_response();
	conv_rstack(conv, TB_SERVER);
	no(NOT_UNDERSTOOD);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		claim(a_request_may_be_left_open),
		claim(all_may_have_been_answered),
		claim(earlier_requests_may_have_been_answered),
		claim(a_response_may_have_begun),
		claim(a_server_may_refuse_an_upload_that_goes_on),
		claim(a_server_that_speaks_unasked_refuses),
		claim(a_server_may_say_that_the_request_took_too_long),
		claim(a_complete_response_is_not_to_the_request_that_is_open),
		claim(a_server_may_say_that_it_is_full),
		claim(a_database_may_say_that_it_was_told_to_end_the_session),
		claim(a_database_may_say_that_a_timer_of_the_session_ran_out),
		claim(other_last_words_are_none_of_these),
		claim(of_what_is_not_read_nothing_is_known),
		claim(a_client_hello_may_not_be_answered),
		claim(a_fatal_alert_may_end_the_handshake),
		claim(a_notice_of_closing_is_no_fatal_alert),
		claim(who_sends_much_after_a_notice_of_closing_was_not_done),
		claim(a_handshake_may_be_hardly_over),
		claim(a_few_encrypted_bytes_may_be_all_that_is_left),
		claim(a_client_may_speak_what_the_port_is_not_for),
		claim(a_port_without_a_language_has_no_wrong_one),
		claim(ends_may_speak_different_protocols),
	};

	return cmocka_run_group_tests_name("signal_talk", tests, NULL, NULL);
}
