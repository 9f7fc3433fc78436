/* SPDX-License-Identifier: BSD-3-Clause */
#include "talk.h"

#define GREETING \
	"\x27\0\0\0\x0a" "8.0.36\0" "\1\0\0\0" "salt1234\0" "\xff\xff\x21\2\0\xff\xff\x15" \
	"0123456789"
#define LOGIN "\x24\0\0\1\5\xa2\x3a\0" "0123456789abcdef0123456789abcdef"
#define SSL_REQUEST "\x20\0\0\1\5\xaa\x3a\0" "0123456789abcdef0123456789ab"
#define OK(n) "\7\0\0" n "\0\0\0\2\0\0\0"
#define EOF_PACKET(n) "\5\0\0" n "\xfe\0\0\2\0"
#define OK_AT_END(n, status) "\7\0\0" n "\xfe\0\0" status "\0\0\0"
#define ERR(n) "\x08\0\0" n "\xff\x28\x04#4200"
#define QUERY "\x09\0\0\0\3select 1"
#define COLUMNS "\1\0\0\1\2" "\4\0\0\2\3def" "\4\0\0\3\3def"
#define ROW(n) "\4\0\0" n "\1a\1b"

static struct talk session(void)
{
	struct talk t = talk_new(3307);

	SERVER_SAYS(&t, GREETING);
	CLIENT_SAYS(&t, LOGIN);
	SERVER_SAYS(&t, OK("\2"));
	return t;
}

static void a_login_is_open_until_it_is_accepted(void **state)
{
	struct talk t = talk_new(3307);

	(void)state;
	SERVER_SAYS(&t, GREETING);
	assert_dialogue(&t, "mysql", TB_UNSEEN, TB_UNSEEN, 0, 0);
	assert_int_equal(t.view.client, 0);
	CLIENT_SAYS(&t, LOGIN);
	assert_dialogue(&t, "mysql", TB_YES, TB_UNSEEN, 1, 0);
	SERVER_SAYS(&t, "\4\0\0\2\xfe" "abc");	/* another plugin, please */
	CLIENT_SAYS(&t, "\4\0\0\3" "hash");
	assert_dialogue(&t, "mysql", TB_YES, TB_NO, 1, 1);
	SERVER_SAYS(&t, OK("\4"));
	assert_dialogue(&t, "mysql", TB_NO, TB_YES, 1, 1);
	assert_string_equal(look(&t)->method, "Login");
	talk_free(&t);
}

static void a_result_set_ends_by_either_kind_of_packet(void **state)
{
	struct talk t = session();

	(void)state;
	CLIENT_SAYS(&t, QUERY);
	SERVER_SAYS(&t, COLUMNS EOF_PACKET("\4") ROW("\5"));
	assert_dialogue(&t, "mysql", TB_YES, TB_NO, 2, 2);
	SERVER_SAYS(&t, EOF_PACKET("\6"));
	assert_dialogue(&t, "mysql", TB_NO, TB_YES, 2, 2);

	CLIENT_SAYS(&t, QUERY);
	SERVER_SAYS(&t, COLUMNS ROW("\4"));
	assert_dialogue(&t, "mysql", TB_YES, TB_NO, 3, 3);
	SERVER_SAYS(&t, OK_AT_END("\5", "\2"));
	assert_dialogue(&t, "mysql", TB_NO, TB_YES, 3, 3);

	CLIENT_SAYS(&t, QUERY);		/* without rows */
	SERVER_SAYS(&t, COLUMNS EOF_PACKET("\4") EOF_PACKET("\5"));
	assert_dialogue(&t, "mysql", TB_NO, TB_YES, 4, 4);
	CLIENT_SAYS(&t, QUERY);
	SERVER_SAYS(&t, COLUMNS OK_AT_END("\4", "\2"));
	assert_dialogue(&t, "mysql", TB_NO, TB_YES, 5, 5);
	talk_free(&t);
}

static void more_results_are_waited_for(void **state)
{
	struct talk t = session();

	(void)state;
	CLIENT_SAYS(&t, QUERY);
	SERVER_SAYS(&t, COLUMNS ROW("\4") OK_AT_END("\5", "\x0a"));
	assert_dialogue(&t, "mysql", TB_YES, TB_NO, 2, 2);
	SERVER_SAYS(&t, OK("\6"));
	assert_dialogue(&t, "mysql", TB_NO, TB_YES, 2, 2);
	talk_free(&t);
}

static void an_error_answers(void **state)
{
	struct talk t = session();

	(void)state;
	CLIENT_SAYS(&t, QUERY);
	SERVER_SAYS(&t, COLUMNS ROW("\4") ERR("\5"));
	assert_dialogue(&t, "mysql", TB_NO, TB_YES, 2, 2);
	CLIENT_SAYS(&t, QUERY);
	SERVER_SAYS(&t, ERR("\1"));
	assert_dialogue(&t, "mysql", TB_NO, TB_YES, 3, 3);
	talk_free(&t);
}

static void a_prepared_statement_is_answered_by_its_definitions(void **state)
{
	struct talk t = session();

	(void)state;
	CLIENT_SAYS(&t, "\x09\0\0\0\x16select ?");
	SERVER_SAYS(&t, "\x0c\0\0\1\0\1\0\0\0\1\0\1\0\0\0\0" "\4\0\0\2\3def"
			EOF_PACKET("\3"));
	assert_dialogue(&t, "mysql", TB_YES, TB_NO, 2, 2);
	SERVER_SAYS(&t, "\4\0\0\4\3def" EOF_PACKET("\5"));
	assert_dialogue(&t, "mysql", TB_NO, TB_YES, 2, 2);
	assert_string_equal(look(&t)->method, "StmtPrepare");
	CLIENT_SAYS(&t, "\5\0\0\0\x19\1\0\0\0");	/* close: no answer */
	assert_dialogue(&t, "mysql", TB_NO, TB_YES, 2, 2);
	talk_free(&t);
}

static void a_file_that_is_asked_for_is_no_command(void **state)
{
	struct talk t = session();

	(void)state;
	CLIENT_SAYS(&t, QUERY);
	SERVER_SAYS(&t, "\5\0\0\1\xfb" "file");
	CLIENT_SAYS(&t, "\4\0\0\2\3abc" "\0\0\0\3");
	assert_dialogue(&t, "mysql", TB_YES, TB_NO, 2, 2);
	SERVER_SAYS(&t, OK("\4"));
	assert_dialogue(&t, "mysql", TB_NO, TB_YES, 2, 2);
	talk_free(&t);
}

static void a_refusal_is_recognised_by_its_port(void **state)
{
	struct talk t = talk_new(3306);

	(void)state;
	SERVER_SAYS(&t, "\x0a\0\0\0\xff\x6a\x04Host x");
	assert_dialogue(&t, "mysql", TB_UNSEEN, TB_UNSEEN, 0, 0);
	talk_free(&t);
}

static void a_login_may_go_on_in_tls(void **state)
{
	struct talk t = talk_new(3307);

	(void)state;
	SERVER_SAYS(&t, GREETING);
	CLIENT_SAYS(&t, SSL_REQUEST);
	SERVER_SAYS(&t, "\x15\3\3\0\2\2\x46");
	assert_dialogue(&t, "mysql", TB_UNSEEN, TB_UNSEEN, 0, 0);
	assert_string_equal(look(&t)->alert_name, "protocol_version");
	talk_free(&t);
}

static void a_capture_may_begin_with_a_command_on_the_own_port(void **state)
{
	struct talk t = talk_new(3306);

	(void)state;
	SERVER_SAYS(&t, "rows of an earlier result");
	CLIENT_SAYS(&t, QUERY);
	assert_dialogue(&t, "mysql", TB_YES, TB_UNSEEN, 1, 0);
	SERVER_SAYS(&t, COLUMNS ROW("\4") OK_AT_END("\5", "\2"));
	assert_dialogue(&t, "mysql", TB_NO, TB_YES, 1, 1);
	talk_free(&t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_login_is_open_until_it_is_accepted),
		cmocka_unit_test(a_result_set_ends_by_either_kind_of_packet),
		cmocka_unit_test(more_results_are_waited_for),
		cmocka_unit_test(an_error_answers),
		cmocka_unit_test(a_prepared_statement_is_answered_by_its_definitions),
		cmocka_unit_test(a_file_that_is_asked_for_is_no_command),
		cmocka_unit_test(a_refusal_is_recognised_by_its_port),
		cmocka_unit_test(a_login_may_go_on_in_tls),
		cmocka_unit_test(a_capture_may_begin_with_a_command_on_the_own_port),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
