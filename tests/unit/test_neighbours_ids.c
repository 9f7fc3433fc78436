/* SPDX-License-Identifier: BSD-3-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "flow/neighbours_ids.h"

static struct tb_id_secrets secrets;

static int draw(void **state)
{
	uint64_t *word = (uint64_t *)(void *)&secrets, dice = 1;

	(void)state;
	for (size_t i = 0; i < sizeof(secrets) / sizeof(*word); i++)
		word[i] = dice = (dice ^ dice >> 29) * UINT64_C(0x9e3779b97f4a7c15);
	tb_id_secrets_ready(&secrets);
	return 0;
}

/* Each bit of an address, and whether there are others at all. */
static void addresses_that_differ_in_a_bit_have_ids_that_differ_in_many(void **state)
{
	struct tb_addr a = { { 0x20, 1, 0xd, 0xb8, [15] = 1 } };
	uint64_t id = tb_address_id(&secrets, &a);

	(void)state;
	for (unsigned bit = 0; bit < 128; bit++) {
		struct tb_addr b = a;

		b.byte[bit / 8] ^= (uint8_t)(1 << bit % 8);
		assert_true((id ^ tb_address_id(&secrets, &b)) >> 32 != 0);
		assert_true((uint32_t)(id ^ tb_address_id(&secrets, &b)) != 0);
	}
}

static void an_address_without_its_first_half_is_another(void **state)
{
	struct tb_addr v4 = { { [10] = 0xff, [11] = 0xff, [12] = 192, [15] = 1 } }, v6 = v4;

	(void)state;
	v6.byte[7] = 1;
	assert_true(tb_address_id(&secrets, &v4) != tb_address_id(&secrets, &v6));
}

/* What is left out for IPv4 is what its zeros come to. */
static void the_short_way_for_ipv4_gives_the_same(void **state)
{
	uint64_t y = UINT64_C(0x0100000affff0000), sum[2];

	(void)state;
	for (unsigned i = 0; i < 2; i++)
		sum[i] = tb_id_pair(secrets.half[i].upper, 0) +
			 tb_id_pair(secrets.half[i].lower, y) + secrets.half[i].last;
	assert_true(tb_id(&secrets, 0, y) ==
		    (sum[0] >> 32 | (sum[1] & ~UINT64_C(0xffffffff)) | 1));
}

static void a_service_shows_its_port(void **state)
{
	struct tb_addr a = { { [15] = 1 } };
	uint64_t address = tb_address_id(&secrets, &a);

	(void)state;
	assert_int_equal(tb_service_port(tb_service_id(address, 443)), 443);
	assert_true(tb_service_id(address, 443) != tb_service_id(address, 80));
}

#define claim(test) cmocka_unit_test_setup(test, draw)

int main(void)
{
	const struct CMUnitTest tests[] = {
		claim(addresses_that_differ_in_a_bit_have_ids_that_differ_in_many),
		claim(an_address_without_its_first_half_is_another),
		claim(the_short_way_for_ipv4_gives_the_same),
		claim(a_service_shows_its_port),
	};

	return cmocka_run_group_tests_name("neighbours_ids", tests, NULL, NULL);
}
