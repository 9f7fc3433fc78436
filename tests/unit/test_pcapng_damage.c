/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * test_pcapng_damage.c - what a pcapng file that is cut, altered or made up gives
 */
#define _GNU_SOURCE
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "support/memfile.h"

/* A file of one interface and three packets, to be altered in one place. */

struct sample {
	struct bytes b;
	size_t packet[3];	/* where the blocks begin */
};

static void sample_begin(struct sample *s, bool big)
{
	struct capfile c;

	bytes_begin(&s->b);
	capfile_ng(&c, s->b.file, big);
	capfile_ng_interface(&c, ETHERNET, 0, MICRO, "eth0");
	for (int i = 0; i < 3; i++) {
		fflush(s->b.file);
		s->packet[i] = s->b.n;
		put_frame(&c, true, 1000000 + i, (uint8_t)('a' + i), 60 + (uint32_t)i, 0);
	}
	bytes_end(&s->b);
}

static void sample_end(struct sample *s)
{
	free(s->b.at);
}

static void a_file_cut_anywhere_gives_the_frames_before_the_cut(void **state)
{
	struct sample s;

	(void)state;
	for (int big = 0; big < 2; big++) {
		sample_begin(&s, big);
		for (size_t n = 1; n < s.b.n; n++) {
			char *copy = malloc(n);	/* so that a checker sees its end */
			size_t whole = 0;
			struct read r;

			assert_non_null(copy);
			memcpy(copy, s.b.at, n);
			read_bytes(&r, copy, n);
			while (whole < 2 && n >= s.packet[whole + 1])
				whole++;
			assert_int_equal(r.n, whole);
			/* a cut between two blocks cannot be seen */
			assert_int_equal(r.capture.complete,
					 n == s.packet[0] || n == s.packet[1] ||
						 n == s.packet[2] || n == 28);
			if (!r.capture.complete)
				assert_says(r.capture.problem, "t.pcapng: ");
			read_end(&r);
			free(copy);
		}
		sample_end(&s);
	}
}

static void damaged_by(size_t packet, size_t offset, uint32_t value, const char *says)
{
	struct sample s;
	struct read r;
	char place[64];

	sample_begin(&s, false);
	for (int i = 0; i < 4; i++)
		s.b.at[s.packet[packet] + offset + (size_t)i] = (char)(value >> 8 * i);
	read_bytes(&r, s.b.at, s.b.n);
	assert_int_equal(r.n, packet);
	assert_false(r.capture.complete);
	snprintf(place, sizeof(place), "t.pcapng: frame %zu, byte %zu: ", packet + 1,
		 s.packet[packet]);
	assert_says(r.capture.problem, place);
	assert_says(r.capture.problem, says);
	read_end(&r);
	sample_end(&s);
}

static void damage_is_named_with_frame_and_byte(void **state)
{
	(void)state;
	damaged_by(1, 4, 0, "damaged block: its length is 0");
	damaged_by(1, 4, 97, "damaged block: its length is 97");
	damaged_by(1, 4, 0xfffffffc, "damaged block: its length is 4294967292");
	damaged_by(2, 4, 200, "enhanced packet block cut short");
	damaged_by(2, 12 + 16 + 64, 4, "its lengths, 96 and 4, differ");
	damaged_by(1, 20, 0xffffffff, "4294967295 bytes of packet do not fit");
	damaged_by(1, 20, 65, "65 bytes of packet do not fit");
	damaged_by(0, 8, 1, "interface 1 is not described");
}

static void a_block_of_unknown_type_is_skipped_however_long(void **state)
{
	size_t n = 20 << 20;	/* more than is ever looked at in one piece */
	char *body = calloc(1, n);
	struct capfile c;
	struct read r;

	(void)state;
	assert_non_null(body);
	READ(r, c, false, {
		capfile_ng_interface(&c, ETHERNET, 0, MICRO, NULL);
		for (int i = 0; i < 3; i++) {	/* type, length, body, length */
			uint32_t head[2] = { 10, (uint32_t)n + 12 };

			fwrite(head, 1, 8, b_.file);
			fwrite(body, 1, n, b_.file);
			fwrite(&head[1], 1, 4, b_.file);
		}
		put_frame(&c, true, 1, 'a', 60, 0);
	});
	assert_int_equal(r.n, 1);
	assert_true(r.capture.complete);
	read_end(&r);
	free(body);
}

static void options_that_lie_do_no_harm(void **state)
{
	static const uint8_t lies[][12] = {
		{ 1, 0, 0xff, 0xff, 'x', 'x', 'x', 'x', 0, 0, 0, 0 },
		{ 2, 0, 200, 0, 'n', 'a', 'm', 'e', 0, 0, 0, 0 },
		{ 9, 0, 0, 0, 14, 0, 4, 0, 1, 2, 3, 4 },
		{ 0, 0, 9, 0, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff },
	};
	struct capfile c;
	struct read r;

	(void)state;
	for (size_t i = 0; i < sizeof(lies) / sizeof(lies[0]); i++) {
		uint8_t describe[20] = { ETHERNET };

		memcpy(describe + 8, lies[i], 12);
		READ(r, c, false, {
			capfile_ng_block(&c, 1, describe, sizeof(describe));
			c.n_interfaces = 1;
			c.tsresol[0] = MICRO;
			put_frame(&c, true, 1000000, 'a', 60, 0);
		});
		assert_int_equal(r.n, 1);
		assert_int_equal(r.seen[0].frame.time.ns, TB_SECOND);
		assert_true(r.capture.complete);
		read_end(&r);
	}
}

static void versions_and_byte_orders_that_nobody_knows_are_said(void **state)
{
	struct sample s;
	struct read r;

	(void)state;
	sample_begin(&s, false);
	s.b.at[12] = 2;
	read_bytes(&r, s.b.at, s.b.n);
	assert_int_equal(r.n, 0);
	assert_says(r.capture.problem, "version 2");
	read_end(&r);
	s.b.at[8] = 'x';
	read_bytes(&r, s.b.at, s.b.n);
	assert_int_equal(r.n, 0);
	assert_says(r.capture.problem, "byte order");
	read_end(&r);
	sample_end(&s);
}

static void interfaces_without_end_are_refused_at_some_point(void **state)
{
	struct capfile c;
	struct read r;

	(void)state;
	READ(r, c, false, {
		for (uint32_t i = 0; i < TB_MAX_INTERFACES + 2; i++)
			capfile_ng_block(&c, 1, "\1\0\0\0\0\0\0\0", 8);
	});
	assert_int_equal(r.capture.n_interfaces, TB_MAX_INTERFACES);
	assert_says(r.capture.problem, "more interfaces");
	read_end(&r);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_file_cut_anywhere_gives_the_frames_before_the_cut),
		cmocka_unit_test(damage_is_named_with_frame_and_byte),
		cmocka_unit_test(a_block_of_unknown_type_is_skipped_however_long),
		cmocka_unit_test(options_that_lie_do_no_harm),
		cmocka_unit_test(versions_and_byte_orders_that_nobody_knows_are_said),
		cmocka_unit_test(interfaces_without_end_are_refused_at_some_point),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
