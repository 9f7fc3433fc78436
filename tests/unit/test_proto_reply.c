/* SPDX-License-Identifier: BSD-3-Clause */
/* SMTP and FTP */
#include "talk.h"

static struct talk mail(void)
{
	struct talk t = talk_new(25);

	SERVER_SAYS(&t, "220 mx.example ESMTP ready\r\n");
	CLIENT_SAYS(&t, "EHLO me.example\r\n");
	SERVER_SAYS(&t, "250-mx.example\r\n250-PIPELINING\r\n250 STARTTLS\r\n");
	return t;
}

static void a_greeting_answers_nothing(void **state)
{
	struct talk t = talk_new(25);

	(void)state;
	SERVER_SAYS(&t, "220 mx.example ready\r\n");
	assert_dialogue(&t, "smtp", TB_UNSEEN, TB_UNSEEN, 0, 0);
	assert_int_equal(t.view.client, 0);
	CLIENT_SAYS(&t, "EHLO me.example\r\n");
	assert_dialogue(&t, "smtp", TB_YES, TB_UNSEEN, 1, 0);
	talk_free(&t);
}

static void the_words_of_a_greeting_go_before_its_port(void **state)
{
	static const struct {
		const char *greeting;
		uint16_t port;
		const char *protocol;
	} rows[] = {
		{ "220 (vsFTPd 3.0.3)\r\n", 25, "ftp" },
		{ "220 mail ESMTP\r\n", 21, "smtp" },
		{ "220 welcome\r\n", 21, "ftp" },
		{ "220 welcome\r\n", 587, "smtp" },
		{ "220 ProFTPD Server\r\n", 2121, "ftp" },
		{ "220 welcome\r\n", 4444, NULL },
		{ "554 no service\r\n", 25, "smtp" },
		{ "200 OK\r\n", 4444, NULL },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct talk t = talk_new(rows[i].port);

		talk_say(&t, 1, rows[i].greeting, strlen(rows[i].greeting));
		assert_dialogue(&t, rows[i].protocol, TB_UNSEEN, TB_UNSEEN, 0, 0);
		talk_free(&t);
	}
}

static void a_reply_is_whole_at_its_last_line(void **state)
{
	struct talk t = talk_new(25);

	(void)state;
	SERVER_SAYS(&t, "220 mx ESMTP\r\n");
	CLIENT_SAYS(&t, "EHLO me\r\n");
	SERVER_SAYS(&t, "250-mx\r\n250-SIZE\r\n");
	assert_dialogue(&t, "smtp", TB_YES, TB_NO, 1, 1);
	SERVER_SAYS(&t, "250 HELP\r\n");
	assert_dialogue(&t, "smtp", TB_NO, TB_YES, 1, 1);
	assert_int_equal(look(&t)->status, 250);
	assert_string_equal(look(&t)->method, "EHLO");
	talk_free(&t);
}

static void mail_is_open_until_it_is_accepted(void **state)
{
	(void)state;
	for (size_t cut = 0; cut < 20; cut++) {
		struct talk t = mail();

		t.segment = cut;
		CLIENT_SAYS(&t, "MAIL FROM:<a@b>\r\nRCPT TO:<c@d>\r\nDATA\r\n");
		SERVER_SAYS(&t, "250 ok\r\n250 ok\r\n354 go ahead\r\n");
		assert_dialogue(&t, "smtp", TB_YES, TB_NO, 4, 4);
		CLIENT_SAYS(&t, "Subject: QUIT\r\n\r\nQUIT\r\n..\r\n.x\r\n\r\n.");
		CLIENT_SAYS(&t, "\r\n");
		assert_dialogue(&t, "smtp", TB_YES, TB_NO, 4, 4);
		SERVER_SAYS(&t, "250 queued\r\n");
		assert_dialogue(&t, "smtp", TB_NO, TB_YES, 4, 4);
		CLIENT_SAYS(&t, "QUIT\r\n");
		assert_dialogue(&t, "smtp", TB_YES, TB_YES, 5, 4);
		assert_string_equal(look(&t)->method, "QUIT");
		talk_free(&t);
	}
}

static void bdat_is_skipped_by_its_size(void **state)
{
	struct talk t = mail();

	(void)state;
	CLIENT_SAYS(&t, "BDAT 10 LAST\r\nQUIT\r\nQUIT");
	SERVER_SAYS(&t, "250 ok\r\n");
	assert_dialogue(&t, "smtp", TB_NO, TB_YES, 2, 2);
	talk_free(&t);
}

static void answers_to_a_challenge_are_not_commands(void **state)
{
	struct talk t = mail();

	(void)state;
	CLIENT_SAYS(&t, "AUTH LOGIN\r\n");
	SERVER_SAYS(&t, "334 VXNlcm5hbWU6\r\n");
	CLIENT_SAYS(&t, "cXVpdA==\r\n");
	assert_dialogue(&t, "smtp", TB_YES, TB_NO, 2, 2);
	SERVER_SAYS(&t, "235 welcome\r\n");
	assert_dialogue(&t, "smtp", TB_NO, TB_YES, 2, 2);
	talk_free(&t);
}

static void after_starttls_alerts_are_read(void **state)
{
	struct talk t = mail();

	(void)state;
	CLIENT_SAYS(&t, "STARTTLS\r\n");
	SERVER_SAYS(&t, "220 go\r\n");
	CLIENT_SAYS(&t, "\x15\3\1\0\2\2\x30");
	assert_dialogue(&t, "smtp", TB_UNSEEN, TB_UNSEEN, 2, 2);
	assert_string_equal(look(&t)->alert_name, "unknown_ca");
	assert_int_equal(t.view.alert_dir, 0);
	talk_free(&t);
}

static void a_transfer_is_open_until_its_second_reply(void **state)
{
	struct talk t = talk_new(21);

	(void)state;
	SERVER_SAYS(&t, "220 hello\r\n");
	CLIENT_SAYS(&t, "RETR file\r\n");
	SERVER_SAYS(&t, "150 opening\r\n");
	assert_dialogue(&t, "ftp", TB_YES, TB_NO, 1, 1);
	SERVER_SAYS(&t, "226 done\r\n");
	assert_dialogue(&t, "ftp", TB_NO, TB_YES, 1, 1);
	talk_free(&t);
}

static void lines_within_a_reply_may_say_anything(void **state)
{
	struct talk t = talk_new(21);

	(void)state;
	SERVER_SAYS(&t, "220 hello\r\n");
	CLIENT_SAYS(&t, "PASS x\r\n");
	SERVER_SAYS(&t, "230-welcome\r\n 230 not yet\r\n226 nor now\r\n");
	assert_dialogue(&t, "ftp", TB_YES, TB_NO, 1, 1);
	SERVER_SAYS(&t, "230 logged in\r\n");
	assert_dialogue(&t, "ftp", TB_NO, TB_YES, 1, 1);
	talk_free(&t);
}

static void a_capture_may_begin_between_commands(void **state)
{
	struct talk t = talk_new(21);

	(void)state;
	CLIENT_SAYS(&t, "PASV\r\n");
	assert_dialogue(&t, "ftp", TB_YES, TB_UNSEEN, 1, 0);
	SERVER_SAYS(&t, "227 Entering Passive Mode (1,2,3,4,5,6)\r\n");
	assert_dialogue(&t, "ftp", TB_NO, TB_YES, 1, 1);
	talk_free(&t);
}

static void a_hole_in_mail_is_not_mended_by_what_looks_like_a_command(void **state)
{
	struct talk t = mail();

	(void)state;
	CLIENT_SAYS(&t, "MAIL FROM:<a@b>\r\nDATA\r\n");
	SERVER_SAYS(&t, "250 ok\r\n354 go\r\n");
	talk_lose(&t, 0, 1448);
	CLIENT_SAYS(&t, "QUIT\r\n");
	assert_dialogue(&t, "smtp", TB_UNSEEN, TB_UNSEEN, 3, 3);
	talk_free(&t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_greeting_answers_nothing),
		cmocka_unit_test(the_words_of_a_greeting_go_before_its_port),
		cmocka_unit_test(a_reply_is_whole_at_its_last_line),
		cmocka_unit_test(mail_is_open_until_it_is_accepted),
		cmocka_unit_test(bdat_is_skipped_by_its_size),
		cmocka_unit_test(answers_to_a_challenge_are_not_commands),
		cmocka_unit_test(after_starttls_alerts_are_read),
		cmocka_unit_test(a_transfer_is_open_until_its_second_reply),
		cmocka_unit_test(lines_within_a_reply_may_say_anything),
		cmocka_unit_test(a_capture_may_begin_between_commands),
		cmocka_unit_test(a_hole_in_mail_is_not_mended_by_what_looks_like_a_command),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
