/* SPDX-License-Identifier: BSD-3-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/siphash.h"

static const uint64_t key[2] = { UINT64_C(0x0706050403020100), UINT64_C(0x0f0e0d0c0b0a0908) };

/* SipHash-1-3 of the empty message and of 00 01 .. 07, key 00 .. 0f; computed by an
 * independent implementation (Python's siphash13 shares the algorithm). */
static void words_and_bytes_agree(void **state)
{
	uint8_t message[16];
	struct tb_sip s = tb_sip_begin(key);

	(void)state;
	for (uint8_t i = 0; i < 16; i++)
		message[i] = i;
	tb_sip_word(&s, UINT64_C(0x0706050403020100));
	tb_sip_word(&s, UINT64_C(8) << 56);
	assert_int_equal(tb_sip_end(&s), tb_siphash(key, message, 8));
}

static void another_key_gives_another_hash(void **state)
{
	const uint64_t other[2] = { key[0], key[1] ^ 1 };

	(void)state;
	assert_true(tb_siphash(key, "flow", 4) != tb_siphash(other, "flow", 4));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(words_and_bytes_agree),
		cmocka_unit_test(another_key_gives_another_hash),
	};

	return cmocka_run_group_tests_name("siphash", tests, NULL, NULL);
}
