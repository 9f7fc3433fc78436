/* SPDX-License-Identifier: BSD-3-Clause */
#define _GNU_SOURCE
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <pcap/pcap.h>

#include "support/memfile.h"

static void packets_are_numbered_and_timed_in_either_byte_order(void **state)
{
	struct capfile c;
	struct read r;

	(void)state;
	for (int big = 0; big < 2; big++) {
		READ(r, c, big, {
			capfile_ng_interface(&c, ETHERNET, 0, MICRO, NULL);
			put_frame(&c, true, 1700000000123456, 'a', 60, 0);
			put_frame(&c, true, 1700000000123457, 'b', 61, 0);
		});
		assert_int_equal(r.n, 2);
		assert_int_equal(r.seen[0].frame.number, 1);
		assert_int_equal(r.seen[1].frame.number, 2);
		assert_int_equal(r.seen[0].frame.time.ns, INT64_C(1700000000123456000));
		assert_int_equal(r.seen[1].frame.captured, 61);
		assert_int_equal(r.seen[1].fill, 'b');
		assert_true(r.capture.complete);
		assert_null(r.capture.problem);
		assert_string_equal(r.capture.format, "pcapng");
		read_end(&r);
	}
}

static void interfaces_may_differ_in_everything(void **state)
{
	struct capfile c;
	struct read r;

	(void)state;
	READ(r, c, false, {
		capfile_ng_interface(&c, ETHERNET, 65535, MICRO, "eth0");
		capfile_ng_interface(&c, RAW, 96, NANO, "tun0");
		capfile_ng_interface(&c, COOKED, 0, 0x80 | 20, NULL);
		put_frame(&c, true, 1000000, 'a', 60, 0);
		put_frame(&c, true, 2000000, 'b', 60, 1);
		put_frame(&c, true, 3500000, 'c', 60, 2);
	});
	assert_int_equal(r.n, 3);
	assert_int_equal(r.seen[0].frame.link_type, ETHERNET);
	assert_int_equal(r.seen[1].frame.link_type, RAW);
	assert_int_equal(r.seen[2].frame.link_type, COOKED);
	for (uint32_t i = 0; i < 3; i++)
		assert_int_equal(r.seen[i].frame.interface, i);
	assert_int_equal(r.seen[1].frame.time.ns, 2 * TB_SECOND);
	assert_int_equal(r.seen[2].frame.time.ns, 3500 * TB_MILLISECOND);
	assert_int_equal(r.capture.n_interfaces, 3);
	assert_string_equal(r.capture.interfaces[0], "eth0");
	assert_string_equal(r.capture.interfaces[1], "tun0");
	assert_null(r.capture.interfaces[2]);
	assert_int_equal(r.capture.n_link_types, 3);
	read_end(&r);
}

static void sections_follow_one_another_whatever_their_byte_order(void **state)
{
	struct capfile c;
	struct read r;

	(void)state;
	READ(r, c, false, {
		capfile_ng_interface(&c, ETHERNET, 0, MICRO, "first");
		put_frame(&c, true, 1000000, 'a', 60, 0);
		capfile_ng(&c, b_.file, true);
		capfile_ng_interface(&c, RAW, 0, NANO, "second");
		put_frame(&c, true, 2000000, 'b', 60, 0);
	});
	assert_int_equal(r.n, 2);
	assert_int_equal(r.seen[1].frame.number, 2);
	assert_int_equal(r.seen[1].frame.time.ns, 2 * TB_SECOND);
	assert_int_equal(r.seen[1].frame.interface,
			 1); /* of the file, not of the section */
	assert_int_equal(r.seen[1].frame.link_type, RAW);
	assert_string_equal(r.capture.interfaces[1], "second");
	read_end(&r);
}

static void interfaces_of_one_section_are_not_known_in_the_next(void **state)
{
	struct capfile c;
	struct read r;

	(void)state;
	READ(r, c, false, {
		capfile_ng_interface(&c, ETHERNET, 0, MICRO, NULL);
		put_frame(&c, true, 1000000, 'a', 60, 0);
		capfile_ng(&c, b_.file, false);
		put_frame(&c, true, 2000000, 'b', 60, 0);
	});
	assert_int_equal(r.n, 1);
	assert_false(r.capture.complete);
	assert_says(r.capture.problem, "t.pcapng: frame 2, byte ");
	assert_says(r.capture.problem, "interface 0 is not described");
	read_end(&r);
}

static void a_simple_packet_has_the_time_of_the_one_before(void **state)
{
	struct tb_frame f = {
		.captured = 100,
		.original = 100,
		.data = (const uint8_t *)"sssssssssssssssssssssssssssssssssssss"
					 "sssssssssssssssssssssssssssssssssssss"
					 "ssssssssssssssssssssssssssssssssssss"
	};
	struct capfile c;
	struct read r;

	(void)state;
	READ(r, c, false, {
		capfile_ng_interface(&c, ETHERNET, 64, MICRO, NULL);
		put_frame(&c, true, 5000000, 'a', 60, 0);
		f.captured = 64; /* as the snapshot length demands */
		capfile_ng_simple(&c, &f);
	});
	assert_int_equal(r.n, 2);
	assert_int_equal(r.seen[1].frame.number, 2);
	assert_int_equal(r.seen[1].frame.captured, 64);
	assert_int_equal(r.seen[1].frame.original, 100);
	assert_int_equal(r.seen[1].frame.time.ns, 5 * TB_SECOND);
	assert_int_equal(r.seen[1].fill, 's');
	read_end(&r);
}

static void obsolete_packet_blocks_are_read(void **state)
{
	static const uint8_t body[] = { 0, 0, 0, 0, 0, 0, 0, 0, 7, 0, 0, 0, 4, 0, 0, 0,
					9, 0, 0, 0, 'x', 'x', 'x', 'x' };
	struct capfile c;
	struct read r;

	(void)state;
	READ(r, c, false, {
		capfile_ng_interface(&c, ETHERNET, 0, MICRO, NULL);
		capfile_ng_block(&c, 2, body, sizeof(body));
	});
	assert_int_equal(r.n, 1);
	assert_int_equal(r.seen[0].frame.captured, 4);
	assert_int_equal(r.seen[0].frame.original, 9);
	assert_int_equal(r.seen[0].frame.time.ns, 7000);
	read_end(&r);
}

static void the_first_comment_of_a_packet_is_lent(void **state)
{
	static const char said[] = "look here";
	struct tb_frame f = { .captured = 3, .original = 3,
			      .data = (const uint8_t *)"aaa", .comment = said,
			      .comment_len = 9 };
	struct capfile c;
	struct read r;

	(void)state;
	READ(r, c, false, {
		capfile_ng_interface(&c, ETHERNET, 0, MICRO, NULL);
		capfile_ng_frame(&c, &f);
		put_frame(&c, true, 1, 'b', 3, 0);
	});
	assert_int_equal(r.n, 2);
	assert_string_equal(r.seen[0].comment, "look here");
	assert_null(r.seen[1].frame.comment);
	read_end(&r);
}

static void counters_of_the_interfaces_are_added_up_by_their_last_word(void **state)
{
	/* of interface 9, which nobody described: 255 frames received */
	static const uint8_t of_nobody[] = { 0, 0, 0, 9, 0, 0, 0, 0, 0, 0, 0, 0,
					     0, 4, 0, 8, 0, 0, 0, 0, 0, 0, 0, 255 };
	struct capfile c;
	struct read r;

	(void)state;
	READ(r, c, true, {
		capfile_ng_interface(&c, ETHERNET, 0, MICRO, "a");
		capfile_ng_interface(&c, ETHERNET, 0, MICRO, "b");
		capfile_ng_stats(&c, 0, (tb_time){ 1 }, 100, 1);
		capfile_ng_stats(&c, 1, (tb_time){ 1 }, 7, 0);
		capfile_ng_stats(&c, 0, (tb_time){ 2 }, 200, 3);
		capfile_ng_block(&c, 5, of_nobody, sizeof(of_nobody));
		capfile_ng(&c, b_.file, false);
		capfile_ng_interface(&c, ETHERNET, 0, MICRO, "c");
		capfile_ng_stats(&c, 0, (tb_time){ 1 }, 1000, 10);
	});
	assert_true(r.capture.has_drops);
	assert_int_equal(r.capture.received, 1207);
	assert_int_equal(r.capture.interface_dropped, 13);
	assert_true(r.capture.complete);
	read_end(&r);
}

/* Which blocks are numbered was asked of Wireshark 4.0. */
static void blocks_that_wireshark_numbers_take_a_frame_number(void **state)
{
	static const struct {
		uint32_t type;
		bool numbered;
	} blocks[] = {
		{ 4, false },		/* name resolution */
		{ 9, true },		/* systemd journal */
		{ 10, false },		/* decryption secrets */
		{ 0xbad, true },	/* custom */
		{ 0x40000bad, true },
		{ 0x204, true },	/* sysdig */
		{ 0x80001234, false },	/* of nobody */
	};
	struct capfile c;
	struct read r;

	(void)state;
	for (size_t i = 0; i < sizeof(blocks) / sizeof(blocks[0]); i++) {
		READ(r, c, false, {
			capfile_ng_interface(&c, ETHERNET, 0, MICRO, NULL);
			put_frame(&c, true, 1, 'a', 60, 0);
			capfile_ng_block(&c, blocks[i].type, "some body here..", 16);
			put_frame(&c, true, 2, 'b', 60, 0);
		});
		assert_int_equal(r.n, 2);
		assert_int_equal(r.seen[1].frame.number, blocks[i].numbered ? 3 : 2);
		assert_true(r.capture.complete);
		read_end(&r);
	}
}

/* libpcap reads files of one link type, snapshot length and resolution. */

static void agrees_with_libpcap(struct bytes *b)
{
	char why[PCAP_ERRBUF_SIZE];
	struct pcap_pkthdr *h;
	const u_char *data;
	struct read r;
	size_t i = 0;
	pcap_t *p;

	read_bytes(&r, b->at, b->n);
	p = pcap_fopen_offline_with_tstamp_precision(fmemopen(b->at, b->n, "rb"),
						     PCAP_TSTAMP_PRECISION_NANO, why);
	assert_non_null(p);
	while (pcap_next_ex(p, &h, &data) == 1) {
		const struct tb_frame *f = &r.seen[i].frame;

		assert_true(i < r.n);
		assert_int_equal(f->number, i + 1);
		assert_int_equal(f->captured, h->caplen);
		assert_int_equal(f->original, h->len);
		assert_int_equal(f->time.ns, h->ts.tv_sec * TB_SECOND + h->ts.tv_usec);
		assert_int_equal(r.seen[i].fill, h->caplen > 0 ? data[0] : 0);
		i++;
	}
	assert_int_equal(i, r.n);
	assert_true(r.capture.complete);
	assert_int_equal(r.capture.link_types[0], pcap_datalink(p));
	pcap_close(p);
	read_end(&r);
}

static uint32_t draw(uint64_t *seed)
{
	*seed = *seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
	return (uint32_t)(*seed >> 33);
}

static void reads_what_libpcap_reads(void **state)
{
	static const uint8_t resolutions[] = { 0,  3,         6,         9,
					       12, 0x80 | 10, 0x80 | 20, 0x80 | 30 };
	uint64_t seed = 20240229;

	(void)state;
	for (int round = 0; round < 200; round++) {
		uint8_t resolution = resolutions[draw(&seed) % sizeof(resolutions)];
		uint32_t interfaces = 1 + draw(&seed) % 3, packets = draw(&seed) % 40;
		struct capfile c;
		struct bytes b;

		bytes_begin(&b);
		capfile_ng(&c, b.file, draw(&seed) % 2);
		for (uint32_t i = 0; i < interfaces; i++)
			capfile_ng_interface(&c, ETHERNET, 65535, resolution, "x");
		for (uint32_t i = 0; i < packets; i++) {
			int64_t us = INT64_C(1700000000000000) + draw(&seed);

			put_frame(&c, true, us, (uint8_t)draw(&seed), draw(&seed) % 1600,
				  draw(&seed) % interfaces);
			if (draw(&seed) % 8 == 0)
				capfile_ng_block(&c, 4, "names...", 8);
		}
		bytes_end(&b);
		agrees_with_libpcap(&b);
		free(b.at);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(packets_are_numbered_and_timed_in_either_byte_order),
		cmocka_unit_test(interfaces_may_differ_in_everything),
		cmocka_unit_test(sections_follow_one_another_whatever_their_byte_order),
		cmocka_unit_test(interfaces_of_one_section_are_not_known_in_the_next),
		cmocka_unit_test(a_simple_packet_has_the_time_of_the_one_before),
		cmocka_unit_test(obsolete_packet_blocks_are_read),
		cmocka_unit_test(the_first_comment_of_a_packet_is_lent),
		cmocka_unit_test(
			counters_of_the_interfaces_are_added_up_by_their_last_word),
		cmocka_unit_test(blocks_that_wireshark_numbers_take_a_frame_number),
		cmocka_unit_test(reads_what_libpcap_reads),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
