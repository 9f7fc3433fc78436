/* SPDX-License-Identifier: BSD-3-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "blame/why.h"

static void assert_says(struct tb_why why, const char *expected)
{
	char text[256];

	assert_int_equal(tb_why_text(&why, text, sizeof(text)), strlen(expected));
	assert_string_equal(text, expected);
}

static void sentences_name_frames_and_numbers(void **state)
{
	(void)state;
	assert_says((struct tb_why){ .code = TB_WHY_PROOF, .frame = { .number = 12 } },
		    "the receiver lived on: frame 12 acknowledges data sent after the RST");
	assert_says((struct tb_why){ .code = TB_WHY_TRIGGER_DATA_SERVER, .n = 1 },
		    "1 byte from the server");
	assert_says((struct tb_why){ .code = TB_WHY_TRIGGER_DATA, .n = 48 }, "48 bytes from the client");
	assert_says((struct tb_why){ .code = TB_WHY_LIVED_ON, .frame = { .number = 3 },
				     .n = 1500 * TB_MILLISECOND },
		    "the receiver lived on: it sent frame 3 1.500 s after the RST");
}

static void every_code_has_a_sentence(void **state)
{
	char text[256];

	(void)state;
	for (uint16_t code = TB_WHY_NONE + 1; code < TB_WHY_COUNT; code++) {
		struct tb_why why = { .code = code };

		assert_true(tb_why_text(&why, text, sizeof(text)) > 3);
		assert_null(strchr(text, '%'));
	}
}

static void a_code_that_is_none_says_nothing(void **state)
{
	(void)state;
	assert_says((struct tb_why){ 0 }, "");
	assert_says((struct tb_why){ .code = UINT16_MAX }, "");
}

static void a_sentence_is_cut_to_the_room_it_has(void **state)
{
	struct tb_why why = { .code = TB_WHY_SYN_ACKED };
	char text[8];

	(void)state;
	assert_true(tb_why_text(&why, text, sizeof(text)) > sizeof(text));
	assert_string_equal(text, "it ackn");
	assert_true(tb_why_text(&why, NULL, 0) > 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(sentences_name_frames_and_numbers),
		cmocka_unit_test(every_code_has_a_sentence),
		cmocka_unit_test(a_code_that_is_none_says_nothing),
		cmocka_unit_test(a_sentence_is_cut_to_the_room_it_has),
	};

	return cmocka_run_group_tests_name("why", tests, NULL, NULL);
}
