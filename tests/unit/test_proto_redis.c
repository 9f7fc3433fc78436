/* SPDX-License-Identifier: BSD-3-Clause */
#include "talk.h"

#define GET "*2\r\n$3\r\nGET\r\n$3\r\nkey\r\n"

static void a_command_is_open_until_its_reply_is_whole(void **state)
{
	struct talk t = talk_new(7000);

	(void)state;
	CLIENT_SAYS(&t, GET);
	assert_dialogue(&t, "redis", TB_YES, TB_UNSEEN, 1, 0);
	assert_string_equal(look(&t)->method, "GET");
	assert_int_equal(t.view.client, 0);
	SERVER_SAYS(&t, "$5\r\nhello");
	assert_dialogue(&t, "redis", TB_YES, TB_NO, 1, 1);
	SERVER_SAYS(&t, "\r\n");
	assert_dialogue(&t, "redis", TB_NO, TB_YES, 1, 1);
	talk_free(&t);
}

static void every_kind_of_reply_has_an_end(void **state)
{
	static const char *const replies[] = {
		"+OK\r\n", "-ERR no\r\n", ":1\r\n", "$-1\r\n", "$0\r\n\r\n", "*0\r\n",
		"*-1\r\n",
		"*2\r\n*2\r\n:1\r\n$1\r\nx\r\n*1\r\n+a\r\n", "_\r\n", "#t\r\n", ",1.5\r\n",
		"(123\r\n", "=6\r\ntxt:ab\r\n", "!3\r\nERR\r\n", "%1\r\n+a\r\n*1\r\n:1\r\n",
		"~2\r\n:1\r\n:2\r\n", "|1\r\n+ttl\r\n:3\r\n$1\r\nx\r\n",
		"*2\r\n|1\r\n+a\r\n+b\r\n:1\r\n:2\r\n",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(replies) / sizeof(replies[0]); i++)
		for (size_t cut = 0; cut < 4; cut++) {
			struct talk t = talk_new(7000);
			size_t n = strlen(replies[i]);

			t.segment = cut;
			CLIENT_SAYS(&t, GET);
			talk_say(&t, 1, replies[i], n - 1);
			assert_int_equal(look(&t)->request_open, TB_YES);
			talk_say(&t, 1, replies[i] + n - 1, 1);
			assert_dialogue(&t, "redis", TB_NO, TB_YES, 1, 1);
			talk_free(&t);
		}
}

static void pipelined_commands_are_counted(void **state)
{
	struct talk t = talk_new(7000);

	(void)state;
	talk_handshake(&t);
	CLIENT_SAYS(&t, GET GET GET);
	SERVER_SAYS(&t, "$1\r\na\r\n:1\r\n");
	assert_dialogue(&t, "redis", TB_YES, TB_YES, 3, 2);
	SERVER_SAYS(&t, "+OK\r\n");
	assert_dialogue(&t, "redis", TB_NO, TB_YES, 3, 3);
	talk_free(&t);
}

static void half_a_command_is_open(void **state)
{
	struct talk t = talk_new(7000);

	(void)state;
	CLIENT_SAYS(&t, GET);
	SERVER_SAYS(&t, "+a\r\n");
	CLIENT_SAYS(&t, "*2\r\n$3\r\nSE");
	assert_int_equal(look(&t)->request_open, TB_YES);
	talk_free(&t);
}

static void values_are_not_taken_for_commands(void **state)
{
	struct talk t = talk_new(7000);

	(void)state;
	CLIENT_SAYS(&t, "*3\r\n$3\r\nSET\r\n$1\r\nk\r\n$25\r\n" GET "..\r\n");
	SERVER_SAYS(&t, "+OK\r\n");
	assert_dialogue(&t, "redis", TB_NO, TB_YES, 1, 1);
	talk_free(&t);
}

static void what_has_no_plain_reply_is_unseen(void **state)
{
	static const char *const commands[] = {
		"*2\r\n$9\r\nsubscribe\r\n$1\r\nc\r\n",
		"*1\r\n$7\r\nMONITOR\r\n",
		"*3\r\n$5\r\nPSYNC\r\n$1\r\n?\r\n$2\r\n-1\r\n",
		"*3\r\n$6\r\nCLIENT\r\n$5\r\nReply\r\n$3\r\nOFF\r\n",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(commands) / sizeof(commands[0]); i++) {
		struct talk t = talk_new(6379);

		talk_say(&t, 0, commands[i], strlen(commands[i]));
		assert_int_equal(look(&t)->request_open, TB_UNSEEN);
		talk_free(&t);
	}
}

static void pushes_answer_nothing(void **state)
{
	struct talk t = talk_new(7000);

	(void)state;
	CLIENT_SAYS(&t, GET);
	SERVER_SAYS(&t, ">2\r\n+invalidate\r\n*1\r\n+k\r\n");
	assert_dialogue(&t, "redis", TB_YES, TB_UNSEEN, 1, 0);
	talk_free(&t);
}

static void inline_commands_are_known_on_the_own_port(void **state)
{
	struct talk t = talk_new(6379);

	(void)state;
	CLIENT_SAYS(&t, "COMMAND\r\n");
	assert_dialogue(&t, "redis", TB_YES, TB_UNSEEN, 1, 0);
	SERVER_SAYS(&t, "*0\r\n");
	assert_dialogue(&t, "redis", TB_NO, TB_YES, 1, 1);
	talk_free(&t);
}

static void counts_that_overflow_are_given_up(void **state)
{
	static const char *const replies[] = {
		"*1073741825\r\n", "$4294967295\r\n", "*99999999999\r\n", "*-2\r\n",
		"*x\r\n",
		"*250000000\r\n*250000000\r\n*250000000\r\n*250000000\r\n*250000000\r\n",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(replies) / sizeof(replies[0]); i++) {
		struct talk t = talk_new(7000);

		CLIENT_SAYS(&t, GET);
		talk_say(&t, 1, replies[i], strlen(replies[i]));
		assert_int_equal(look(&t)->request_open, TB_UNSEEN);
		talk_free(&t);
	}
}

static void a_refusal_to_serve_answers_no_command(void **state)
{
	static const char refusal[] = "-ERR max number of clients reached\r\n";
	struct talk t = talk_new(6379);

	(void)state;
	talk_handshake(&t);
	CLIENT_SAYS(&t, GET);
	SERVER_SAYS(&t, refusal);
	assert_true(look(&t)->full);
	assert_dialogue(&t, "redis", TB_YES, TB_UNSEEN, 1, 0);
	talk_free(&t);
	t = talk_new(6379);
	talk_handshake(&t);
	SERVER_SAYS(&t, refusal);
	CLIENT_SAYS(&t, GET);
	assert_dialogue(&t, "redis", TB_YES, TB_UNSEEN, 1, 0);
	talk_free(&t);
}

static void an_error_is_an_answer_like_any_other(void **state)
{
	struct talk t = talk_new(6379);

	(void)state;
	CLIENT_SAYS(&t, GET);
	SERVER_SAYS(&t, "-ERR unknown command\r\n");
	assert_dialogue(&t, "redis", TB_NO, TB_YES, 1, 1);
	talk_free(&t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_command_is_open_until_its_reply_is_whole),
		cmocka_unit_test(every_kind_of_reply_has_an_end),
		cmocka_unit_test(pipelined_commands_are_counted),
		cmocka_unit_test(half_a_command_is_open),
		cmocka_unit_test(values_are_not_taken_for_commands),
		cmocka_unit_test(what_has_no_plain_reply_is_unseen),
		cmocka_unit_test(pushes_answer_nothing),
		cmocka_unit_test(inline_commands_are_known_on_the_own_port),
		cmocka_unit_test(counts_that_overflow_are_given_up),
		cmocka_unit_test(a_refusal_to_serve_answers_no_command),
		cmocka_unit_test(an_error_is_an_answer_like_any_other),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
