/* SPDX-License-Identifier: BSD-3-Clause */
/* When were the packets lost that a pcapng file counts? */
#define _GNU_SOURCE
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "support/memfile.h"

#define AT(seconds) ((tb_time){ (int64_t)((seconds) * 1e9) })

static struct capfile c;
static struct read r;

static void frame_at(double seconds, uint32_t interface)
{
	put_frame(&c, true, (int64_t)(seconds * 1e6), 'a', 60, interface);
}

/* A packet block of nothing, before which so many were lost. */
static void lossy_frame_at(double seconds, uint32_t interface, uint64_t lost)
{
	const uint64_t us = (uint64_t)(seconds * 1e6);
	const uint32_t body[] = { interface, (uint32_t)(us >> 32), (uint32_t)us, 0, 0,
				  4 | 8 << 16, (uint32_t)lost, (uint32_t)(lost >> 32), 0 };

	capfile_ng_block(&c, 6, body, sizeof(body));
}

/* Statistics that say when the capture began. */
static void statistics_since(double start, double seconds, uint64_t lost)
{
	const uint64_t us = (uint64_t)(seconds * 1e6), since = (uint64_t)(start * 1e6);
	const uint32_t body[] = { 0, (uint32_t)(us >> 32), (uint32_t)us,
				  2 | 8 << 16, (uint32_t)(since >> 32), (uint32_t)since,
				  7 | 8 << 16, (uint32_t)lost, (uint32_t)(lost >> 32), 0 };

	capfile_ng_block(&c, 5, body, sizeof(body));
}

static void told(double since, double until, uint64_t packets)
{
	struct tb_lapse l;

	assert_true(tb_losses_take(&r.losses, &l));
	assert_int_equal(l.since.ns, AT(since).ns);
	assert_int_equal(l.until.ns, AT(until).ns);
	assert_int_equal(l.packets, packets);
	assert_false(l.blind);
}

static void nothing_told(void)
{
	struct tb_lapse l;

	assert_false(tb_losses_take(&r.losses, &l));
	read_end(&r);
}

#define READ_OF_TWO(...) \
	READ(r, c, false, { \
		capfile_ng_interface(&c, ETHERNET, 0, MICRO, NULL); \
		capfile_ng_interface(&c, ETHERNET, 0, MICRO, NULL); \
		__VA_ARGS__; \
	})

static void what_a_packet_says_was_lost_since_the_one_before_of_its_interface(void **state)
{
	(void)state;
	READ_OF_TWO(frame_at(1, 0); frame_at(1.5, 1); lossy_frame_at(2, 0, 7));
	told(1, 2, 7);
	nothing_told();
}

static void before_the_first_packet_nobody_knows_since_when(void **state)
{
	(void)state;
	READ_OF_TWO(frame_at(1, 0); lossy_frame_at(2, 1, 7); lossy_frame_at(3, 0, 0));
	assert_int_equal(r.n, 3);
	nothing_told();
}

static void an_obsolete_packet_says_it_too_unless_it_does_not_know(void **state)
{
	static const uint32_t known[] = { 3 << 16, 0, 2000000, 0, 0 };
	static const uint32_t unknown[] = { 0xffffu << 16, 0, 3000000, 0, 0 };

	(void)state;
	READ_OF_TWO(frame_at(1, 0); capfile_ng_block(&c, 2, known, sizeof(known));
		    capfile_ng_block(&c, 2, unknown, sizeof(unknown)));
	told(1, 2, 3);
	nothing_told();
}

static void between_two_statistics_that_follow_soon_is_a_short_time(void **state)
{
	(void)state;
	READ_OF_TWO(frame_at(1, 0); capfile_ng_stats(&c, 0, AT(100), 9, 0); frame_at(101, 0);
		    capfile_ng_stats(&c, 0, AT(105), 10, 0); frame_at(106, 0);
		    capfile_ng_stats(&c, 0, AT(110), 11, 3));
	told(105, 110, 3);
	nothing_told();
}

/* r.seen has room for 64 packets. */
static void a_few_that_were_lost_somewhere_in_a_long_capture_are_counted_only(void **state)
{
	struct bytes b;
	struct tb_frame f;

	(void)state;
	memset(&r, 0, sizeof(r));
	bytes_begin(&b);
	capfile_ng(&c, b.file, false);
	capfile_ng_interface(&c, ETHERNET, 0, MICRO, NULL);
	for (unsigned i = 0; i < 200; i++)
		lossy_frame_at(1 + i, 0, 0);
	capfile_ng_stats(&c, 0, AT(201), 201, 1);
	bytes_end(&b);
	assert_true(tb_ledger_init(&r.ledger, &r.capture, "t.pcapng"));
	r.ledger.losses = &r.losses;
	assert_true(tb_file_begin(&r.file, tb_stream_memory(b.at, b.n), &r.ledger));
	while (tb_file_next(&r.file, &f, 1) > 0)
		;
	assert_int_equal(r.capture.interface_dropped, 1);
	nothing_told();
	free(b.at);
}

static void a_good_share_lost_in_a_long_capture_touches_all_of_it(void **state)
{
	(void)state;
	READ_OF_TWO(frame_at(1, 0); frame_at(50, 0); capfile_ng_stats(&c, 0, AT(99), 3, 1));
	told(1, 99, 1);
	nothing_told();
}

static void the_losses_of_files_before_are_not_held_against_the_packets_of_this_one(void **state)
{
	(void)state;
	READ_OF_TWO(frame_at(1000, 0); statistics_since(1, 1001, 500));
	nothing_told();
	READ_OF_TWO(frame_at(1000, 0); statistics_since(999, 1001, 500));
	told(999, 1001, 500);
	nothing_told();
}

static void what_packets_told_is_not_told_again(void **state)
{
	(void)state;
	READ_OF_TWO(frame_at(1, 0); lossy_frame_at(2, 0, 7); capfile_ng_stats(&c, 0, AT(3), 9, 7));
	told(1, 2, 7);
	nothing_told();
}

static void many_become_fewer_and_longer_and_none_is_forgotten(void **state)
{
	struct tb_losses losses = { .n = 0 };
	struct tb_lapse l;
	uint64_t packets = 0;
	tb_time until = { 0 };

	(void)state;
	for (int i = 0; i < 3 * TB_LOSSES; i++)
		tb_losses_add(&losses, &(struct tb_lapse){ AT(10 * i), AT(10 * i + 1), 1, false });
	while (tb_losses_take(&losses, &l)) {
		packets += l.packets;
		until = l.until.ns > until.ns ? l.until : until;
	}
	assert_int_equal(packets, 3 * TB_LOSSES);
	assert_int_equal(until.ns, AT(30 * TB_LOSSES - 9).ns);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_a_packet_says_was_lost_since_the_one_before_of_its_interface),
		cmocka_unit_test(before_the_first_packet_nobody_knows_since_when),
		cmocka_unit_test(an_obsolete_packet_says_it_too_unless_it_does_not_know),
		cmocka_unit_test(between_two_statistics_that_follow_soon_is_a_short_time),
		cmocka_unit_test(a_few_that_were_lost_somewhere_in_a_long_capture_are_counted_only),
		cmocka_unit_test(a_good_share_lost_in_a_long_capture_touches_all_of_it),
		cmocka_unit_test(the_losses_of_files_before_are_not_held_against_the_packets_of_this_one),
		cmocka_unit_test(what_packets_told_is_not_told_again),
		cmocka_unit_test(many_become_fewer_and_longer_and_none_is_forgotten),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
