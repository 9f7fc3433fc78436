/* SPDX-License-Identifier: BSD-3-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <arpa/inet.h>
#include <cmocka.h>

#include "anonymize/cryptopan.h"

/* Key and pairs of the sample trace that comes with the authors' implementation; those of
 * IPv6, which has none, are what other implementations agree on. */
static const uint8_t sample_key[TB_CRYPTOPAN_KEY] = {
	21,  34,  23,  141, 51,  164, 207, 128, 19, 10, 91, 22, 73, 144, 125, 16,
	216, 152, 143, 131, 121, 121, 101, 39,	98, 87, 76, 45, 42, 132, 34,  2,
};

static const struct {
	const char *from, *to;
} samples[] = {
	{ "128.11.68.132", "135.242.180.132" },	   { "129.118.74.4", "134.136.186.123" },
	{ "130.132.252.244", "133.68.164.234" },   { "141.223.7.43", "141.167.8.160" },
	{ "141.233.145.108", "141.129.237.235" },  { "152.163.225.39", "151.140.114.167" },
	{ "156.29.3.236", "147.225.12.42" },	   { "165.247.96.84", "162.9.99.234" },
	{ "166.107.77.190", "160.132.178.185" },   { "192.102.249.13", "252.138.62.131" },
	{ "192.215.32.125", "252.43.47.189" },	   { "192.233.80.103", "252.25.108.8" },
	{ "192.41.57.43", "252.222.221.184" },	   { "193.150.244.223", "253.169.52.216" },
	{ "195.205.63.100", "255.186.223.5" },	   { "198.200.171.101", "249.199.68.213" },
	{ "198.26.132.101", "249.36.123.202" },	   { "198.36.213.5", "249.7.21.132" },
	{ "204.202.136.230", "243.178.4.198" },	   { "207.25.71.27", "241.33.119.156" },
	{ "209.85.249.6", "226.170.70.6" },	   { "216.35.217.178", "235.195.157.81" },
	{ "24.0.250.221", "100.15.198.226" },	   { "38.15.67.68", "64.3.66.187" },
	{ "4.3.88.225", "124.60.155.63" },	   { "63.97.7.140", "95.97.9.123" },
	{ "64.39.15.238", "0.219.7.41" },	   { "10.185.25.118", "117.161.29.118" },
	{ "::1", "78ff:f001:9fc0:20df:8380:b1f1:704:ed" },
	{ "::ffff", "78ff:f001:9fc0:20df:8380:b1f1:704:f838" },
	{ "2001:db8::1", "4401:2bc:603f:d91d:27f:ff8e:e6f1:dc1e" },
	{ "2001:db8::2", "4401:2bc:603f:d91d:27f:ff8e:e6f1:dc1c" },
};

static void what_others_publish_comes_out(void **state)
{
	struct tb_cryptopan c;

	(void)state;
	tb_cryptopan_init(&c, sample_key);
	for (size_t i = 0; i < sizeof(samples) / sizeof(samples[0]); i++) {
		int family = strchr(samples[i].from, ':') != NULL ? AF_INET6 : AF_INET;
		uint8_t address[16];
		char text[INET6_ADDRSTRLEN];

		assert_int_equal(inet_pton(family, samples[i].from, address), 1);
		tb_cryptopan_map(&c, address, family == AF_INET ? 4 : 16);
		assert_string_equal(inet_ntop(family, address, text, sizeof(text)),
				    samples[i].to);
	}
}

static unsigned common_bits(const uint8_t *a, const uint8_t *b, unsigned bits)
{
	unsigned i = 0;

	while (i < bits && ((a[i / 8] ^ b[i / 8]) >> (7 - i % 8) & 1) == 0)
		i++;
	return i;
}

static void as_many_first_bits_are_common_as_before(void **state)
{
	struct tb_cryptopan c;

	(void)state;
	tb_cryptopan_init(&c, sample_key);
	for (unsigned bit = 0; bit < 128; bit++) {
		uint8_t a[16] = { 0x20, 0x01, 0x0d, 0xb8, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12 };
		uint8_t b[16];

		memcpy(b, a, 16);
		b[bit / 8] ^= (uint8_t)(0x80 >> bit % 8);
		tb_cryptopan_map(&c, a, 16);
		tb_cryptopan_map(&c, b, 16);
		assert_int_equal(common_bits(a, b, 128), bit);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_others_publish_comes_out),
		cmocka_unit_test(as_many_first_bits_are_common_as_before),
	};

	return cmocka_run_group_tests_name("cryptopan", tests, NULL, NULL);
}
