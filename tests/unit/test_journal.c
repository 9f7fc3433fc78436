/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * test_journal.c - what the system's log is sent, and what becomes of it when it does not listen
 */
#define _GNU_SOURCE
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "cli/journal.h"

static char folder[] = "/tmp/journal-XXXXXX";
static char at[64];
static const char nobody[] = "/there/is/none";
static const struct tb_capture capture = { .file = "eth0" };

/* A log that listens. */
static int listen_there(void **state)
{
	struct sockaddr_un name = { .sun_family = AF_UNIX };
	int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_NONBLOCK, 0);

	strcpy(folder, "/tmp/journal-XXXXXX");
	if (fd < 0 || mkdtemp(folder) == NULL)
		return -1;
	snprintf(at, sizeof(at), "%s/log", folder);
	strcpy(name.sun_path, at);
	*state = (void *)(intptr_t)fd;
	return bind(fd, (struct sockaddr *)&name, sizeof(name));
}

static int stop(void **state)
{
	close((int)(intptr_t)*state);
	unlink(at);
	return rmdir(folder);
}

static const char *heard(void **state)
{
	static char text[8192];
	ssize_t n = recv((int)(intptr_t)*state, text, sizeof(text) - 1, 0);

	assert_true(n > 0);
	text[n] = '\0';
	assert_int_equal(strlen(text), n);
	return text;
}

static struct tb_rst rst = { .frame.number = 7, .from = TB_SERVER };

static struct tb_verdict verdict(enum tb_harm harm)
{
	struct tb_verdict v = {
		.cause = { .slug = "connection-refused", .confidence = 0.9 },
		.origin.by = TB_ORIGIN_SERVER, .phase = TB_PHASE_SYN_SENT,
		.harm.verdict = harm, .rst = &rst, .n_rst = 1,
		.flow.community_id = "1:abc=",
	};

	v.flow.end[TB_CLIENT] = (struct tb_endpoint){ { { [10] = 0xff, 0xff, 10, 0, 0, 1 } }, 99 };
	v.flow.end[TB_SERVER] = (struct tb_endpoint){ { { [10] = 0xff, 0xff, 10, 0, 0, 2 } }, 80 };
	return v;
}

#define LINE "1970-01-01T00:00:00.000000000Z 7 10.0.0.1:99 > 10.0.0.2:80 server syn-sent " \
	"connection-refused 0.90"

static void the_journal_gets_fields_that_can_be_searched_for(void **state)
{
	struct tb_verdict v = verdict(TB_HARM_DISRUPTIVE);
	struct tb_journal j;

	assert_true(tb_journal_open(&j, at, nobody, &capture, 1));
	tb_journal_verdict(&j, &v);
	assert_string_equal(heard(state),
			    "MESSAGE=" LINE "\n"
			    "PRIORITY=4\n"
			    "SYSLOG_IDENTIFIER=tcpblame\n"
			    "TCPBLAME_CAUSE=connection-refused\n"
			    "TCPBLAME_CONFIDENCE=0.90\n"
			    "TCPBLAME_ORIGIN=server\n"
			    "TCPBLAME_PHASE=syn-sent\n"
			    "TCPBLAME_HARM=disruptive\n"
			    "TCPBLAME_CLIENT=10.0.0.1:99\n"
			    "TCPBLAME_SERVER=10.0.0.2:80\n"
			    "TCPBLAME_COMMUNITY_ID=1:abc=\n"
			    "TCPBLAME_TIME=1970-01-01T00:00:00.000000000Z\n"
			    "TCPBLAME_FRAME=7\n");
	tb_journal_close(&j);
}

static void what_does_no_harm_is_information(void **state)
{
	struct tb_verdict v = verdict(TB_HARM_BENIGN);
	struct tb_journal j;

	assert_true(tb_journal_open(&j, at, nobody, &capture, 1));
	tb_journal_verdict(&j, &v);
	tb_journal_verdict(&j, &v);
	assert_non_null(strstr(heard(state), "\nPRIORITY=6\n"));
	assert_int_equal(strncmp(heard(state), "MESSAGE=" LINE "\n", strlen("MESSAGE=" LINE "\n")),
			 0);
	tb_journal_close(&j);
}

static void a_syslog_gets_a_line_with_priority_time_and_name(void **state)
{
	struct tb_verdict v = verdict(TB_HARM_DISRUPTIVE);
	struct tb_journal j;
	char end[256];
	const char *text;

	assert_true(tb_journal_open(&j, nobody, at, &capture, 1));
	tb_journal_verdict(&j, &v);
	text = heard(state);
	snprintf(end, sizeof(end), " tcpblame[%d]: " LINE, (int)getpid());
	assert_int_equal(strncmp(text, "<28>", 4), 0);
	assert_int_equal(strlen(text), 4 + strlen("Nov 26 23:00:00") + strlen(end));
	assert_string_equal(text + strlen(text) - strlen(end), end);
	tb_journal_close(&j);
}

static void a_value_with_a_newline_makes_no_other_field(void **state)
{
	static const char wicked[] = "a\nPRIORITY=0";
	static const char safe[] = "X\n\x0c\0\0\0\0\0\0\0a\nPRIORITY=0\n";
	char buf[64];
	struct tb_text t;

	(void)state;
	tb_text_init(&t, buf, sizeof(buf), NULL);
	tb_journal_field(&t, "X", wicked, strlen(wicked));
	assert_int_equal(tb_text_len(&t), sizeof(safe) - 1);
	assert_memory_equal(buf, safe, sizeof(safe) - 1);
	tb_text_clear(&t);
	tb_journal_field(&t, "X", "=a=", 3);
	assert_string_equal(buf, "X==a=\n");
}

static void a_name_of_a_stranger_goes_as_its_bytes(void **state)
{
	struct tb_verdict v = verdict(TB_HARM_BENIGN);
	struct tb_journal j;

	v.dialogue.server_name = "ex\x1b.org";
	v.dialogue.server_name_len = 7;
	assert_true(tb_journal_open(&j, at, nobody, &capture, 1));
	tb_journal_verdict(&j, &v);
	assert_non_null(strstr(heard(state), "\nTCPBLAME_SERVER_NAME=ex\x1b.org\n"));
	tb_journal_close(&j);
}

static void a_log_that_does_not_read_keeps_nobody_waiting_and_is_counted(void **state)
{
	struct tb_verdict v = verdict(TB_HARM_BENIGN);
	struct tb_journal j;
	unsigned sent = 0;
	uint64_t lost;

	assert_true(tb_journal_open(&j, at, nobody, &capture, 1));
	for (; j.lost < 3 && sent < 100000; sent++)
		tb_journal_verdict(&j, &v);
	assert_int_equal(j.lost, 3);
	assert_true(j.failing);
	heard(state);
	lost = j.lost;
	tb_journal_verdict(&j, &v);
	assert_int_equal(j.lost, lost);
	assert_false(j.failing);
	tb_journal_close(&j);
}

static void where_nobody_listens_it_cannot_be_had(void **state)
{
	struct tb_verdict v = verdict(TB_HARM_BENIGN);
	struct tb_journal j;

	(void)state;
	assert_false(tb_journal_open(&j, nobody, nobody, &capture, 1));
	tb_journal_verdict(&j, &v);
	tb_journal_close(&j);
}

#define claim(test) cmocka_unit_test_setup_teardown(test, listen_there, stop)

int main(void)
{
	const struct CMUnitTest tests[] = {
		claim(the_journal_gets_fields_that_can_be_searched_for),
		claim(what_does_no_harm_is_information),
		claim(a_syslog_gets_a_line_with_priority_time_and_name),
		claim(a_value_with_a_newline_makes_no_other_field),
		claim(a_name_of_a_stranger_goes_as_its_bytes),
		claim(a_log_that_does_not_read_keeps_nobody_waiting_and_is_counted),
		claim(where_nobody_listens_it_cannot_be_had),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
