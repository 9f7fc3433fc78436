/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * test_classic_libpcap.c - our reader of pcap files agrees with libpcap
 *
 * The argument is the folder of samples.  against_libpcap() stops at a difference.
 */
#define _GNU_SOURCE
#undef NDEBUG
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <glob.h>

#include "support/against_libpcap.h"
#include "support/due.h"
#include "support/scratch.h"

enum {
	VERSION_AT = 4,
	SNAPLEN_AT = 16,
	LINK_TYPE_AT = 20,
	RECORDS_AT = 24,
	FRACTION = 4,		/* offsets within a record's header */
	CAPTURED = 8,
	ORIGINAL = 12,
	RECORD = 16,
	FRAMES = 3
};

static const char *samples;

static uint8_t *whole_file(const char *path, size_t *n)
{
	FILE *f = fopen(path, "rb");
	uint8_t *data;

	assert_non_null(f);
	assert_int_equal(fseek(f, 0, SEEK_END), 0);
	*n = (size_t)ftell(f);
	rewind(f);
	data = malloc(*n + 1);
	assert_non_null(data);
	assert_int_equal(fread(data, 1, *n, f), *n);
	fclose(f);
	return data;
}

/* Calls check() for each sample; how many of them there are. */
static unsigned each_sample(void (*check)(uint8_t *data, size_t n))
{
	char pattern[4096];
	unsigned all = 0;
	glob_t found;

	snprintf(pattern, sizeof(pattern), "%s/*.pcap", samples);
	assert_int_equal(glob(pattern, 0, NULL, &found), 0);
	for (; all < found.gl_pathc; all++) {
		size_t n;
		uint8_t *data = whole_file(found.gl_pathv[all], &n);

		check(data, n);
		free(data);
	}
	globfree(&found);
	return all;
}

static void check_cut(uint8_t *data, size_t n)
{
	assert_true(against_libpcap(data, n) > 0);
	for (size_t less = 1; less < n; less++)
		if (is_due(less - 1))
			against_libpcap(data, n - less);
}

static void on_every_sample_at_whatever_length_it_is_cut(void **state)
{
	(void)state;
	assert_true(each_sample(check_cut) >= 20);
}

static void reverse(uint8_t *at, size_t n)
{
	for (size_t i = 0; i < n / 2; i++) {
		uint8_t held = at[i];

		at[i] = at[n - 1 - i];
		at[n - 1 - i] = held;
	}
}

/* All numbers of a file in this machine's byte order into the other one, or back. */
static void swap_numbers(uint8_t *data, size_t n, bool back)
{
	static const uint8_t header[] = { 4, 2, 2, 4, 4, 4, 4 };

	for (size_t i = 0, at = 0; i < sizeof(header); at += header[i++])
		reverse(data + at, header[i]);
	for (size_t at = RECORDS_AT, captured; at + RECORD <= n; at += RECORD + captured) {
		uint32_t word;

		memcpy(&word, data + at + CAPTURED, sizeof(word));
		captured = back ? __builtin_bswap32(word) : word;
		for (size_t i = 0; i < RECORD; i += 4)
			reverse(data + at + i, 4);
	}
}

static void check_snaplens(uint8_t *data, size_t n, unsigned frames)
{
	static const uint32_t snaplens[] = { 0, 1, 96, INT32_MAX, UINT32_MAX };

	for (size_t i = 0; i < sizeof(snaplens) / sizeof(snaplens[0]); i++) {
		memcpy(data + SNAPLEN_AT, &snaplens[i], sizeof(snaplens[i]));
		assert_int_equal(against_libpcap(data, n), frames);
	}
}

/* Microseconds, nanoseconds, and records that seem longer than they are. */
static void check_headers(uint8_t *data, size_t n)
{
	static const uint32_t magics[] = { 0xa1b2c3d4, 0xa1b23c4d, 0xa1b2cd34 };

	for (size_t i = 0; i < sizeof(magics) / sizeof(magics[0]); i++) {
		memcpy(data, &magics[i], sizeof(magics[i]));
		check_snaplens(data, n, against_libpcap(data, n));
		swap_numbers(data, n, false);
		check_snaplens(data, n, against_libpcap(data, n));
		for (size_t at = 0; at < RECORDS_AT; at++) {
			data[at] ^= 0xff;
			against_libpcap(data, n);
			data[at] ^= 0xff;
		}
		swap_numbers(data, n, true);
	}
}

static void on_every_sample_with_another_header(void **state)
{
	(void)state;
	assert_true(each_sample(check_headers) >= 20);
}

/* More than the reader's window holds, so that frames lie across its borders. */
static void on_a_file_of_many_windows_cut_around_their_borders(void **state)
{
	enum { MANY = 1500, WINDOW = 128 << 10, AROUND = 40 };
	struct bytes b;

	(void)state;
	write_pcap(&b, MANY, false, false, 65535);
	assert_true(b.n > 3 * WINDOW);
	assert_int_equal(against_libpcap((const uint8_t *)b.at, b.n), MANY);
	for (size_t border = WINDOW; border < b.n; border += WINDOW)
		for (size_t n = border - AROUND; n < border + AROUND; n++)
			against_libpcap((const uint8_t *)b.at, n);
	free(b.at);
}

/* A file of every magic number and byte order, for a test to spoil. */
struct variant {
	struct bytes b;
	bool big;
};

enum { VARIANTS = 6 };

static void variant_begin(struct variant *v, int way)
{
	static const uint8_t modified[4] = { 0xa1, 0xb2, 0xcd, 0x34 };

	v->big = way % 2;
	write_pcap(&v->b, FRAMES, way / 2 == 1, v->big, 65535);
	for (int i = 0; way / 2 == 2 && i < 4; i++)
		v->b.at[i] = (char)modified[v->big ? i : 3 - i];
}

static void put(const struct variant *v, size_t at, uint32_t value, unsigned bytes)
{
	for (unsigned i = 0; i < bytes; i++)
		v->b.at[at + i] = (char)(value >> 8 * (v->big ? bytes - 1 - i : i));
}

static unsigned compare(const struct variant *v)
{
	return against_libpcap((const uint8_t *)v->b.at, v->b.n);
}

static void in_every_variant_cut_anywhere(void **state)
{
	(void)state;
	for (int way = 0; way < VARIANTS; way++) {
		struct variant v;

		variant_begin(&v, way);
		/* as a modified file its records seem longer than they are */
		assert_int_equal(compare(&v), way < 4 ? FRAMES : 1);
		while (--v.b.n > 0)
			compare(&v);
		free(v.b.at);
	}
}

static void at_any_byte_that_was_changed(void **state)
{
	static const uint8_t values[] = { 0x00, 0x01, 0x02, 0x7f, 0x80, 0xff };

	(void)state;
	for (int way = 0; way < VARIANTS; way++) {
		struct variant v;

		variant_begin(&v, way);
		for (size_t at = 0; at < RECORDS_AT + 16 + 8; at++)
			for (size_t i = 0; i < sizeof(values); i++) {
				char was = v.b.at[at];

				v.b.at[at] = (char)values[i];
				compare(&v);
				v.b.at[at] = was;
			}
		free(v.b.at);
	}
}

/* Of the versions that are read, the old ones have the two lengths the other way round. */
static void about_every_version(void **state)
{
	(void)state;
	for (int way = 0; way < VARIANTS; way++) {
		struct variant v;

		variant_begin(&v, way);
		put(&v, RECORDS_AT + ORIGINAL, 50, 4);
		for (uint32_t minor = 0; minor < 7; minor++)
			for (uint32_t major = 0; major < 4; major++) {
				put(&v, VERSION_AT, major == 3 ? 543 : major, 2);
				put(&v, VERSION_AT + 2, minor, 2);
				compare(&v);
			}
		free(v.b.at);
	}
}

static void about_every_link_type(void **state)
{
	(void)state;
	for (int way = 0; way < 2; way++) {
		struct variant v;

		variant_begin(&v, way);
		for (uint32_t type = 0; type < 320; type++) {
			put(&v, LINK_TYPE_AT, type, 4);
			compare(&v);
			put(&v, LINK_TYPE_AT, type | 0xf4000000, 4);
			compare(&v);
		}
		free(v.b.at);
	}
}

static void about_lengths_and_times_that_lie(void **state)
{
	static const uint32_t values[] = {
		0, 1, 59, 61, 100000, 262144, 262145, 1 << 20, (1 << 20) + 1,
		8 << 20, (8 << 20) + 1, INT32_MAX, UINT32_C(1) << 31, UINT32_MAX,
	};
	static const unsigned fields[] = { 0, FRACTION, CAPTURED, ORIGINAL };
	static const uint32_t link_types[] = { 1, 189, 249, 279 };

	(void)state;
	for (int way = 0; way < VARIANTS; way++)
		for (size_t i = 0; i < sizeof(fields) / sizeof(fields[0]); i++)
			for (size_t k = 0; k < sizeof(values) / sizeof(values[0]); k++)
				for (size_t l = 0; l < sizeof(link_types) / sizeof(link_types[0]); l++) {
					struct variant v;

					variant_begin(&v, way);
					put(&v, LINK_TYPE_AT, link_types[l], 4);
					put(&v, RECORDS_AT + fields[i], values[k], 4);
					compare(&v);
					free(v.b.at);
				}
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(on_every_sample_at_whatever_length_it_is_cut),
		cmocka_unit_test(on_every_sample_with_another_header),
		cmocka_unit_test(on_a_file_of_many_windows_cut_around_their_borders),
		cmocka_unit_test(in_every_variant_cut_anywhere),
		cmocka_unit_test(at_any_byte_that_was_changed),
		cmocka_unit_test(about_every_version),
		cmocka_unit_test(about_every_link_type),
		cmocka_unit_test(about_lengths_and_times_that_lie),
	};
	int failed;

	if (argc != 2)
		return 2;
	samples = argv[1];
	failed = cmocka_run_group_tests(tests, NULL, NULL);
	print_due();
	return failed;
}
