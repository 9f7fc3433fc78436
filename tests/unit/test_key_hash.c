/* SPDX-License-Identifier: BSD-3-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <cmocka.h>

#include "flow/key_hash.h"

enum { KEYS = 4096 };

static struct tb_key_secrets secrets;

static uint32_t hash_of(const struct tb_endpoint *src, const struct tb_endpoint *dst)
{
	return tb_packet_hash(&secrets, src, dst, tb_flow_direction(src, dst), true);
}

static struct tb_endpoint v4(uint8_t last, uint16_t port)
{
	return (struct tb_endpoint){
		{ { [10] = 0xff, [11] = 0xff, [12] = 192, [14] = 2, [15] = last } }, port
	};
}

static void both_directions_and_the_key_have_one_hash(void **state)
{
	struct tb_endpoint a = v4(1, 40000), b = v4(2, 80);
	struct tb_flow_key key;

	(void)state;
	tb_flow_key_make(&key, &b, &a);
	assert_int_equal(hash_of(&a, &b), hash_of(&b, &a));
	assert_int_equal(hash_of(&a, &b), tb_flow_key_hash(&secrets, &key));
	assert_int_equal(hash_of(&a, &b), tb_packet_hash(&secrets, &a, &b, 0, false));
}

static void another_seed_gives_another_hash(void **state)
{
	struct tb_endpoint a = v4(1, 40000), b = v4(2, 80);
	const uint64_t seeds[][2] = { { 1, 2 }, { 1, 3 } };
	uint32_t first = hash_of(&a, &b);

	(void)state;
	tb_key_secrets_draw(&secrets, seeds[1]);
	assert_int_not_equal(hash_of(&a, &b), first);
	tb_key_secrets_draw(&secrets, seeds[0]);
	assert_int_equal(hash_of(&a, &b), first);
}

static int by_value(const void *pa, const void *pb)
{
	uint32_t a = *(const uint32_t *)pa, b = *(const uint32_t *)pb;

	return (a > b) - (a < b);
}

/* Of so few keys hardly two have one hash, whichever bytes of an address it is that differ:
 * nobody can choose many that do. */
static void addresses_that_differ_anywhere_have_hashes_that_differ(void **state)
{
	static uint32_t hash[KEYS];

	(void)state;
	for (unsigned at = 0; at < 15; at++) {
		unsigned alike = 0;

		for (unsigned i = 0; i < KEYS; i++) {
			struct tb_endpoint a = { .port = 40000 }, b = { .port = 80 };

			a.addr.byte[at] = (uint8_t)i;
			a.addr.byte[at + 1] ^= (uint8_t)(i >> 8);
			hash[i] = hash_of(&a, &b);
		}
		qsort(hash, KEYS, sizeof(hash[0]), by_value);
		for (unsigned i = 1; i < KEYS; i++)
			alike += hash[i] == hash[i - 1];
		assert_true(alike <= 2);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(both_directions_and_the_key_have_one_hash),
		cmocka_unit_test(another_seed_gives_another_hash),
		cmocka_unit_test(addresses_that_differ_anywhere_have_hashes_that_differ),
	};
	const uint64_t seed[2] = { 1, 2 };

	tb_key_secrets_draw(&secrets, seed);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
