/* SPDX-License-Identifier: BSD-3-Clause */
#include "talk.h"

#define STARTUP "\0\0\0\x11\0\3\0\0user\0me\0\0"
#define SSL_REQUEST "\0\0\0\x08\x04\xd2\x16\x2f"
#define AUTH_OK "R\0\0\0\x08\0\0\0\0"
#define READY "Z\0\0\0\5I"
#define QUERY "Q\0\0\0\x0dselect 1\0"
#define ROW "D\0\0\0\x0b\0\1\0\0\0\1" "1"
#define COMPLETE "C\0\0\0\x0dSELECT 1\0"
#define ERROR "E\0\0\0\x0bSFATAL\0"
#define PARSE "P\0\0\0\x06\0\0"
#define BIND "B\0\0\0\x06\0\0"
#define EXECUTE "E\0\0\0\x09\0\0\0\0\0"
#define SYNC "S\0\0\0\4"

static struct talk session(void)
{
	struct talk t = talk_new(5433);

	CLIENT_SAYS(&t, STARTUP);
	SERVER_SAYS(&t, AUTH_OK READY);
	return t;
}

static void a_startup_is_a_request_until_the_server_is_ready(void **state)
{
	struct talk t = talk_new(5433);

	(void)state;
	CLIENT_SAYS(&t, STARTUP);
	assert_dialogue(&t, "postgresql", TB_YES, TB_UNSEEN, 1, 0);
	assert_string_equal(look(&t)->method, "Startup");
	assert_int_equal(t.view.client, 0);
	SERVER_SAYS(&t, AUTH_OK);
	assert_dialogue(&t, "postgresql", TB_YES, TB_NO, 1, 1);
	SERVER_SAYS(&t, READY);
	assert_dialogue(&t, "postgresql", TB_NO, TB_YES, 1, 1);
	talk_free(&t);
}

static void a_refused_startup_is_answered(void **state)
{
	struct talk t = talk_new(5433);

	(void)state;
	CLIENT_SAYS(&t, STARTUP);
	SERVER_SAYS(&t, ERROR);
	assert_dialogue(&t, "postgresql", TB_NO, TB_YES, 1, 1);
	talk_free(&t);
}

static void a_query_is_open_until_ready_for_query(void **state)
{
	struct talk t = session();

	(void)state;
	CLIENT_SAYS(&t, QUERY);
	assert_dialogue(&t, "postgresql", TB_YES, TB_YES, 2, 1);
	SERVER_SAYS(&t, ROW ROW COMPLETE);
	assert_dialogue(&t, "postgresql", TB_YES, TB_NO, 2, 2);
	SERVER_SAYS(&t, READY);
	assert_dialogue(&t, "postgresql", TB_NO, TB_YES, 2, 2);
	assert_string_equal(look(&t)->method, "Query");
	talk_free(&t);
}

static void an_extended_query_is_one_request_up_to_its_sync(void **state)
{
	struct talk t = session();

	(void)state;
	CLIENT_SAYS(&t, PARSE BIND EXECUTE SYNC);
	assert_dialogue(&t, "postgresql", TB_YES, TB_YES, 2, 1);
	SERVER_SAYS(&t, "1\0\0\0\4" "2\0\0\0\4" ROW COMPLETE READY);
	assert_dialogue(&t, "postgresql", TB_NO, TB_YES, 2, 2);
	CLIENT_SAYS(&t, PARSE BIND EXECUTE SYNC PARSE BIND EXECUTE SYNC);
	SERVER_SAYS(&t, "1\0\0\0\4" READY);
	assert_dialogue(&t, "postgresql", TB_YES, TB_YES, 4, 3);
	SERVER_SAYS(&t, "1\0\0\0\4" READY);
	assert_dialogue(&t, "postgresql", TB_NO, TB_YES, 4, 4);
	talk_free(&t);
}

static void the_sync_behind_a_copy_is_no_request(void **state)
{
	struct talk t = session();

	(void)state;
	CLIENT_SAYS(&t, PARSE BIND EXECUTE SYNC);
	SERVER_SAYS(&t, "1\0\0\0\4" "2\0\0\0\4" "G\0\0\0\x07\0\0\0");
	CLIENT_SAYS(&t, "d\0\0\0\x07" "1\t2" "c\0\0\0\4" SYNC);
	assert_dialogue(&t, "postgresql", TB_YES, TB_NO, 2, 2);
	SERVER_SAYS(&t, COMPLETE READY);
	assert_dialogue(&t, "postgresql", TB_NO, TB_YES, 2, 2);
	talk_free(&t);
}

static void notices_answer_nothing(void **state)
{
	struct talk t = session();

	(void)state;
	SERVER_SAYS(&t, "N\0\0\0\x08shut" "S\0\0\0\x08" "a\0b\0");
	assert_dialogue(&t, "postgresql", TB_NO, TB_YES, 1, 1);
	talk_free(&t);
}

static void an_ssl_request_leads_to_tls_or_not(void **state)
{
	struct talk t = talk_new(5433);

	(void)state;
	CLIENT_SAYS(&t, SSL_REQUEST);
	assert_dialogue(&t, "postgresql", TB_YES, TB_UNSEEN, 1, 0);
	SERVER_SAYS(&t, "N");
	assert_dialogue(&t, "postgresql", TB_NO, TB_YES, 1, 1);
	CLIENT_SAYS(&t, STARTUP);
	assert_dialogue(&t, "postgresql", TB_YES, TB_YES, 2, 1);
	talk_free(&t);

	t = talk_new(5433);
	CLIENT_SAYS(&t, SSL_REQUEST);
	SERVER_SAYS(&t, "S");
	SERVER_SAYS(&t, "\x15\3\3\0\2\2\x46");
	assert_dialogue(&t, "postgresql", TB_UNSEEN, TB_UNSEEN, 1, 1);
	assert_string_equal(look(&t)->alert_name, "protocol_version");
	talk_free(&t);
}

static void a_capture_may_begin_with_a_query_on_the_own_port(void **state)
{
	struct talk t = talk_new(5432);

	(void)state;
	CLIENT_SAYS(&t, QUERY);
	assert_dialogue(&t, "postgresql", TB_YES, TB_UNSEEN, 1, 0);
	SERVER_SAYS(&t, ROW COMPLETE READY);
	assert_dialogue(&t, "postgresql", TB_NO, TB_YES, 1, 1);
	talk_free(&t);

	t = talk_new(4444);
	CLIENT_SAYS(&t, QUERY);
	assert_dialogue(&t, NULL, TB_UNSEEN, TB_UNSEEN, 0, 0);
	talk_free(&t);
}

static void a_hole_is_mended_by_the_next_turn(void **state)
{
	struct talk t = session();

	(void)state;
	CLIENT_SAYS(&t, QUERY);
	talk_lose(&t, 1, 1448);
	SERVER_SAYS(&t, "half a row");
	assert_dialogue(&t, "postgresql", TB_UNSEEN, TB_UNSEEN, 2, 1);
	SERVER_SAYS(&t, ROW COMPLETE READY);
	assert_int_equal(look(&t)->request_open, TB_UNSEEN);
	CLIENT_SAYS(&t, QUERY);
	assert_int_equal(look(&t)->request_open, TB_YES);
	SERVER_SAYS(&t, ROW COMPLETE READY);
	assert_int_equal(look(&t)->request_open, TB_NO);
	talk_free(&t);
}

static void a_cancel_request_is_never_answered(void **state)
{
	struct talk t = talk_new(5433);

	(void)state;
	CLIENT_SAYS(&t, "\0\0\0\x10\x04\xd2\x16\x2e\0\0\0\1\0\0\0\2");
	assert_dialogue(&t, "postgresql", TB_NO, TB_UNSEEN, 1, 0);
	talk_free(&t);
}

#define TERMINATED                                                                       \
	"E\0\0\0\x32SFATAL\0VFATAL\0C57P01\0Mterminating connection\0\0"

static void what_a_server_says_before_it_ends_is_kept(void **state)
{
	(void)state;
	for (size_t cut = 0; cut < 12; cut++) {
		struct talk t = session();

		t.segment = cut;
		SERVER_SAYS(&t, TERMINATED);
		assert_string_equal(look(&t)->sqlstate, "57P01");
		assert_dialogue(&t, "postgresql", TB_NO, TB_YES, 1, 1);
		CLIENT_SAYS(&t, QUERY);
		assert_string_equal(look(&t)->sqlstate, "57P01");
		assert_dialogue(&t, "postgresql", TB_YES, TB_YES, 2, 1);
		talk_free(&t);
	}
}

static void an_error_that_ends_nothing_is_not_kept(void **state)
{
	struct talk t = session();

	(void)state;
	CLIENT_SAYS(&t, QUERY);
	SERVER_SAYS(&t, "E\0\0\0\x1aSERROR\0VERROR\0C42601\0\0" READY);
	assert_string_equal(look(&t)->sqlstate, "");
	assert_dialogue(&t, "postgresql", TB_NO, TB_YES, 2, 2);
	talk_free(&t);
}

static void a_code_of_odd_characters_is_none(void **state)
{
	struct talk t = session();

	(void)state;
	SERVER_SAYS(&t, "E\0\0\0\x13SFATAL\0C\x1b[31m\0\0");
	assert_string_equal(look(&t)->sqlstate, "");
	talk_free(&t);
}

static void a_server_may_have_too_many_connections(void **state)
{
	struct talk t = talk_new(5433);

	(void)state;
	CLIENT_SAYS(&t, STARTUP);
	SERVER_SAYS(&t, "E\0\0\0\x13SFATAL\0C53300\0\0");
	assert_string_equal(look(&t)->sqlstate, "53300");
	assert_true(look(&t)->full);
	talk_free(&t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_startup_is_a_request_until_the_server_is_ready),
		cmocka_unit_test(a_refused_startup_is_answered),
		cmocka_unit_test(a_query_is_open_until_ready_for_query),
		cmocka_unit_test(an_extended_query_is_one_request_up_to_its_sync),
		cmocka_unit_test(the_sync_behind_a_copy_is_no_request),
		cmocka_unit_test(notices_answer_nothing),
		cmocka_unit_test(an_ssl_request_leads_to_tls_or_not),
		cmocka_unit_test(a_capture_may_begin_with_a_query_on_the_own_port),
		cmocka_unit_test(a_hole_is_mended_by_the_next_turn),
		cmocka_unit_test(a_cancel_request_is_never_answered),
		cmocka_unit_test(what_a_server_says_before_it_ends_is_kept),
		cmocka_unit_test(an_error_that_ends_nothing_is_not_kept),
		cmocka_unit_test(a_code_of_odd_characters_is_none),
		cmocka_unit_test(a_server_may_have_too_many_connections),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
