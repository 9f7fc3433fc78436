/* SPDX-License-Identifier: BSD-3-Clause */
#include "talk.h"

enum { NEGOTIATE = 0, CREATE = 5, READ = 8, CANCEL = 12, CHANGE_NOTIFY = 15, BREAK = 18 };
enum { REPLY = 1, ASYNC = 2 };
enum { PENDING = 0x103 };

struct message {
	uint8_t command, flags;
	uint16_t status;
	uint8_t body;	/* bytes after the header */
};

/* A frame with a chain of SMB2 messages. */
static void say(struct talk *t, unsigned dir, const struct message *m, size_t n)
{
	uint8_t frame[1000] = { 0 };
	size_t at = 4;

	for (size_t i = 0; i < n; i++) {
		size_t len = 64u + m[i].body;

		memcpy(frame + at, "\xfeSMB\x40", 5);
		frame[at + 8] = (uint8_t)m[i].status;
		frame[at + 9] = (uint8_t)(m[i].status >> 8);
		frame[at + 12] = m[i].command;
		frame[at + 16] = m[i].flags;
		frame[at + 20] = i + 1 < n ? (uint8_t)len : 0;
		at += len;
	}
	frame[2] = (uint8_t)((at - 4) >> 8);
	frame[3] = (uint8_t)(at - 4);
	talk_say(t, dir, frame, at);
}

#define SAY(t, dir, ...) \
	say(t, dir, (struct message[]){ __VA_ARGS__ }, \
	    sizeof((struct message[]){ __VA_ARGS__ }) / sizeof(struct message))

static void a_request_is_open_until_its_response_has_passed(void **state)
{
	struct talk t = talk_new(4455);

	(void)state;
	SAY(&t, 0, { NEGOTIATE, 0, 0, 36 });
	assert_dialogue(&t, "smb", TB_YES, TB_UNSEEN, 1, 0);
	assert_string_equal(look(&t)->method, "NEGOTIATE");
	assert_int_equal(t.view.client, 0);
	SAY(&t, 1, { NEGOTIATE, REPLY, 0, 64 });
	assert_dialogue(&t, "smb", TB_NO, TB_YES, 1, 1);
	talk_free(&t);
}

static void a_response_under_way_leaves_its_request_open(void **state)
{
	struct talk t = talk_new(445);
	static const char half[] = "\0\0\x10\0\xfeSMB\x40\0\0\0\0\0\0\0\x08\0\0\0\1\0\0\0"
				   "\0\0\0\0mmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmdata";

	(void)state;
	SAY(&t, 0, { READ, 0, 0, 48 });
	talk_say(&t, 1, half, sizeof(half) - 1);
	assert_dialogue(&t, "smb", TB_YES, TB_NO, 1, 1);
	talk_free(&t);
}

static void chains_count_each_message(void **state)
{
	struct talk t = talk_new(445);

	(void)state;
	talk_handshake(&t);
	SAY(&t, 0, { CREATE, 0, 0, 56 }, { READ, 0, 0, 8 });
	SAY(&t, 1, { CREATE, REPLY, 0, 8 });
	assert_dialogue(&t, "smb", TB_YES, TB_YES, 2, 1);
	SAY(&t, 1, { READ, REPLY, 0, 0 });
	SAY(&t, 0, { CREATE, 0, 0, 56 }, { READ, 0, 0, 8 });
	SAY(&t, 1, { CREATE, REPLY, 0, 8 }, { READ, REPLY, 0, 0 });
	assert_dialogue(&t, "smb", TB_NO, TB_YES, 4, 4);
	talk_free(&t);
}

static void pending_is_not_an_answer(void **state)
{
	struct talk t = talk_new(445);

	(void)state;
	SAY(&t, 0, { READ, 0, 0, 8 });
	SAY(&t, 1, { READ, REPLY | ASYNC, PENDING, 8 });
	assert_dialogue(&t, "smb", TB_YES, TB_UNSEEN, 1, 0);
	SAY(&t, 1, { READ, REPLY | ASYNC, 0, 8 });
	assert_dialogue(&t, "smb", TB_NO, TB_YES, 1, 1);
	talk_free(&t);
}

static void what_waits_by_nature_is_not_open(void **state)
{
	struct talk t = talk_new(445);

	(void)state;
	SAY(&t, 0, { CHANGE_NOTIFY, 0, 0, 32 });
	SAY(&t, 0, { CANCEL, 0, 0, 4 });
	SAY(&t, 1, { BREAK, REPLY, 0, 24 });
	assert_dialogue(&t, "smb", TB_NO, TB_UNSEEN, 0, 0);
	talk_free(&t);
}

static void an_smb1_negotiate_may_be_answered_in_smb2(void **state)
{
	struct talk t = talk_new(445);

	(void)state;
	CLIENT_SAYS(&t, "\0\0\0\x24\xffSMB\x72\0\0\0\0\x18\1\x28\0\0"
			"\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"
			"\0\0\0bcc\2");
	assert_dialogue(&t, "smb", TB_YES, TB_UNSEEN, 1, 0);
	SAY(&t, 1, { NEGOTIATE, REPLY, 0, 64 });
	assert_dialogue(&t, "smb", TB_NO, TB_YES, 1, 1);
	talk_free(&t);
}

static void encrypted_sessions_are_unseen(void **state)
{
	struct talk t = talk_new(445);

	(void)state;
	SAY(&t, 0, { READ, 0, 0, 8 });
	SERVER_SAYS(&t, "\0\0\0\x40\xfdSMBxxxx");
	assert_int_equal(look(&t)->request_open, TB_UNSEEN);
	talk_free(&t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_request_is_open_until_its_response_has_passed),
		cmocka_unit_test(a_response_under_way_leaves_its_request_open),
		cmocka_unit_test(chains_count_each_message),
		cmocka_unit_test(pending_is_not_an_answer),
		cmocka_unit_test(what_waits_by_nature_is_not_open),
		cmocka_unit_test(an_smb1_negotiate_may_be_answered_in_smb2),
		cmocka_unit_test(encrypted_sessions_are_unseen),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
