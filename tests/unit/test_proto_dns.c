/* SPDX-License-Identifier: BSD-3-Clause */
#include "talk.h"

/* length, id, flags, one question: www.example.com, class IN */
#define NAME "\3www\7example\3com\0"
#define QUERY(id, type) "\0\x21" id "\1\0\0\1\0\0\0\0\0\0" NAME type "\0\1"
#define RESPONSE(id) "\0\x31" id "\x81\x80\0\1\0\1\0\0\0\0" NAME "\0\1\0\1" \
		     "\xc0\x0c\0\1\0\1\0\0\0\x3c\0\4\x0a\0\0\1"
#define A "\0\1"
#define AXFR "\0\xfc"

static void a_query_is_open_until_its_response_is_whole(void **state)
{
	struct talk t = talk_new(5353);

	(void)state;
	CLIENT_SAYS(&t, QUERY("ab", A));
	assert_dialogue(&t, "dns", TB_YES, TB_UNSEEN, 1, 0);
	assert_string_equal(look(&t)->method, "QUERY");
	assert_int_equal(t.view.client, 0);
	talk_say(&t, 1, RESPONSE("ab"), 30);
	assert_int_equal(look(&t)->request_open, TB_YES);
	talk_say(&t, 1, &RESPONSE("ab")[30], sizeof(RESPONSE("ab")) - 31);
	assert_dialogue(&t, "dns", TB_NO, TB_YES, 1, 1);
	talk_free(&t);
}

static void queries_may_be_pipelined_and_split_anywhere(void **state)
{
	(void)state;
	for (size_t cut = 0; cut < 40; cut++) {
		struct talk t = talk_new(53);

		t.segment = cut;
		talk_handshake(&t);
		CLIENT_SAYS(&t, QUERY("ab", A) QUERY("cd", A));
		SERVER_SAYS(&t, RESPONSE("cd"));
		assert_dialogue(&t, "dns", TB_YES, TB_YES, 2, 1);
		SERVER_SAYS(&t, RESPONSE("ab"));
		assert_dialogue(&t, "dns", TB_NO, TB_YES, 2, 2);
		talk_free(&t);
	}
}

static void a_zone_transfer_is_unseen(void **state)
{
	struct talk t = talk_new(53);

	(void)state;
	CLIENT_SAYS(&t, QUERY("ab", AXFR));
	SERVER_SAYS(&t, RESPONSE("ab"));
	assert_int_equal(look(&t)->request_open, TB_UNSEEN);
	assert_string_equal(look(&t)->protocol, "dns");
	talk_free(&t);
}

static void a_response_alone_is_believed_on_port_53_only(void **state)
{
	struct talk t = talk_new(53);

	(void)state;
	SERVER_SAYS(&t, RESPONSE("ab"));
	assert_string_equal(look(&t)->protocol, "dns");
	assert_int_equal(t.view.client, 0);
	talk_free(&t);
	t = talk_new(5354);
	SERVER_SAYS(&t, RESPONSE("ab"));
	assert_null(look(&t)->protocol);
	talk_free(&t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_query_is_open_until_its_response_is_whole),
		cmocka_unit_test(queries_may_be_pipelined_and_split_anywhere),
		cmocka_unit_test(a_zone_transfer_is_unseen),
		cmocka_unit_test(a_response_alone_is_believed_on_port_53_only),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
