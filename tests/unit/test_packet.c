/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * test_packet.c - the tests' own packet writer writes what it says
 *
 * Everything else that the tests believe rests on this, so lengths and checksums
 * are verified the way a receiver does it, not the way the writer made them.
 * tests/agree has tshark look at the same layers.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "support/capfile.h"
#include "support/conv.h"

/* --- a receiver's view --- */

/* One's complement sum; a block with a right checksum in it sums up to 0xffff. */
static uint32_t sum(const uint8_t *data, size_t n, uint32_t before)
{
	for (size_t i = 0; i < n; i++)
		before += i % 2 ? data[i] : (uint32_t)data[i] << 8;
	while (before > 0xffff)
		before = (before & 0xffff) + (before >> 16);
	return before;
}

/* Sum over the pseudo-header and the transport segment behind a plain IP header. */
static uint32_t transport_sum(const uint8_t *ip, size_t len)
{
	bool v4 = ip[0] >> 4 == 4;
	size_t header = v4 ? 20 : 40;
	uint32_t pseudo = sum(ip + (v4 ? 12 : 8), v4 ? 8 : 32, 0);

	pseudo += ip[v4 ? 9 : 6] + (uint32_t)(len - header);
	return sum(ip + header, len - header, pseudo);
}

static struct pkt_ip between(const char *src, const char *dst)
{
	return (struct pkt_ip){ .src = pkt_addr(src), .dst = pkt_addr(dst), .id = 7,
				.df = true };
}

static void ten_bytes_over_tcp(struct pkt *p, enum pkt_sum how)
{
	pkt_fill(p, 10);
	pkt_tcp(p, &(struct pkt_tcp){ .src = 40000, .dst = 80, .seq = 0x01020304,
				      .ack = 0x05060708, .flags = TB_RST | TB_ACK,
				      .window = 0x1234, .sum = how });
}

static void segment4(struct pkt *p, enum pkt_sum how)
{
	struct pkt_ip ip = between("10.0.0.1", "10.0.0.2");

	ten_bytes_over_tcp(p, how);
	pkt_ip(p, &ip);
}

static void segment6(struct pkt *p, enum pkt_sum how)
{
	struct pkt_ip ip = between("2001:db8::1", "2001:db8::2");

	ten_bytes_over_tcp(p, how);
	pkt_ip(p, &ip);
}

/* --- packets --- */

static void the_checksum_is_that_of_rfc_1071(void **state)
{
	static const uint8_t example[] = { 0x00, 0x01, 0xf2, 0x03, 0xf4, 0xf5, 0xf6, 0xf7 };

	(void)state;
	assert_int_equal(pkt_checksum(example, sizeof(example), 0), 0xffff ^ 0xddf2);
	assert_int_equal(pkt_checksum(example, 7, 0), 0xffff ^ 0xdcfb);
}

static void a_tcp_segment_over_ipv4_is_byte_for_byte_this(void **state)
{
	static const uint8_t expected[] = {
		0x45, 0x00, 0x00, 0x32, 0x00, 0x07, 0x40, 0x00, 0x40, 0x06, 0x26, 0xbd,
		10,   0,    0,	  1,	10,   0,    0,	  2,	0x9c, 0x40, 0x00, 0x50,
		1,    2,    3,	  4,	5,    6,    7,	  8,	0x50, 0x14, 0x12, 0x34,
	};
	struct pkt p;

	(void)state;
	segment4(&p, PKT_SUM_GOOD);
	assert_int_equal(p.len, 50);
	assert_memory_equal(pkt_data(&p), expected, sizeof(expected));
	assert_memory_equal(pkt_data(&p) + 40, "abcdefghij", 10);
}

static void a_receiver_finds_the_checksums_right(void **state)
{
	struct pkt p;

	(void)state;
	segment4(&p, PKT_SUM_GOOD);
	assert_int_equal(sum(pkt_data(&p), 20, 0), 0xffff);
	assert_int_equal(transport_sum(pkt_data(&p), p.len), 0xffff);
	segment6(&p, PKT_SUM_GOOD);
	assert_int_equal(pkt_get16(pkt_data(&p) + 4), p.len - 40);
	assert_int_equal(transport_sum(pkt_data(&p), p.len), 0xffff);
}

static void a_checksum_can_be_bad_partial_or_zero(void **state)
{
	struct pkt p;
	uint32_t pseudo;

	(void)state;
	segment4(&p, PKT_SUM_BAD);
	assert_int_not_equal(transport_sum(pkt_data(&p), p.len), 0xffff);
	segment4(&p, PKT_SUM_ZERO);
	assert_int_equal(pkt_get16(pkt_data(&p) + 36), 0);
	segment4(&p, PKT_SUM_PARTIAL);
	pseudo = sum(pkt_data(&p) + 12, 8, 6 + 30);
	assert_int_equal(pkt_get16(pkt_data(&p) + 36), pseudo);
}

static void options_are_filled_up_to_whole_words(void **state)
{
	struct pkt_tcp tcp = { .src = 1, .dst = 2, .flags = TB_SYN };
	struct pkt_ip ip = between("10.0.0.1", "10.0.0.2");
	struct pkt p;

	(void)state;
	pkt_opt_mss(&tcp, 1460);
	pkt_opt_wscale(&tcp, 7);
	pkt_fill(&p, 0);
	pkt_tcp(&p, &tcp);
	pkt_ip(&p, &ip);
	assert_int_equal(p.len, 20 + 20 + 8);
	assert_int_equal(pkt_data(&p)[20 + 12], 7 << 4);
	assert_memory_equal(pkt_data(&p) + 40, "\x02\x04\x05\xb4\x03\x03\x07\x00", 8);
}

static void an_icmp_error_quotes_the_packet_and_sums_up(void **state)
{
	struct pkt_ip ip4 = between("10.0.0.9", "10.0.0.1");
	struct pkt_ip ip6 = between("2001:db8::9", "2001:db8::1");
	struct pkt about, p;

	(void)state;
	segment4(&about, PKT_SUM_GOOD);
	pkt_icmp_error(&p, 3, 1, 0, &about, 28);
	pkt_ip(&p, &ip4);
	assert_int_equal(p.len, 20 + 8 + 28);
	assert_int_equal(sum(pkt_data(&p) + 20, p.len - 20, 0), 0xffff);
	assert_memory_equal(pkt_data(&p) + 28, pkt_data(&about), 28);
	segment6(&about, PKT_SUM_GOOD);
	pkt_icmp_error(&p, 1, 4, 0, &about, 2000);
	pkt_ip(&p, &ip6);
	assert_int_equal(p.len, 40 + 8 + about.len);
	assert_int_equal(transport_sum(pkt_data(&p), p.len), 0xffff);
}

static void fragments_put_together_are_the_packet(void **state)
{
	struct pkt whole, part;

	(void)state;
	segment4(&whole, PKT_SUM_GOOD);
	for (size_t from = 0; from < 30; from += 8) {
		pkt_fragment(&part, &whole, 99, from, 8);
		assert_int_equal(sum(pkt_data(&part), 20, 0), 0xffff);
		assert_int_equal(pkt_get16(pkt_data(&part) + 2), part.len);
		assert_int_equal(pkt_get16(pkt_data(&part) + 6),
				 from / 8 | (from < 24 ? 0x2000 : 0));
		assert_memory_equal(pkt_data(&part) + 20, pkt_data(&whole) + 20 + from,
				    part.len - 20);
	}
	segment6(&whole, PKT_SUM_GOOD);
	pkt_fragment(&part, &whole, 99, 24, 100);
	assert_int_equal(part.len, 40 + 8 + 6);
	assert_memory_equal(pkt_data(&part) + 40, "\x06\x00\x00\x18\x00\x00\x00\x63", 8);
}

static void what_is_too_long_for_its_length_field_has_length_zero(void **state)
{
	struct pkt_ip ip = between("10.0.0.1", "10.0.0.2");
	struct pkt p;

	(void)state;
	pkt_fill(&p, 66000);
	pkt_ip(&p, &ip);
	assert_int_equal(pkt_get16(pkt_data(&p) + 2), 0);
}

static void every_link_type_leaves_the_packet_at_the_end(void **state)
{
	(void)state;
	for (size_t i = 0; i < 2 * pkt_n_links; i++) {
		struct pkt inner, p;

		(i % 2 ? segment6 : segment4)(&inner, PKT_SUM_GOOD);
		p = inner;
		pkt_links[i / 2].wrap(&p, TB_SERVER);
		assert_true(p.len >= inner.len);
		assert_memory_equal(pkt_data(&p) + p.len - inner.len, pkt_data(&inner),
				    inner.len);
	}
}

static void every_tunnel_makes_an_ip_packet_around_the_other(void **state)
{
	(void)state;
	for (size_t i = 0; i < 2 * pkt_n_tunnels; i++) {
		struct pkt inner, p;

		(i % 2 ? segment6 : segment4)(&inner, PKT_SUM_GOOD);
		p = inner;
		pkt_tunnels[i / 2].wrap(&p, TB_CLIENT);
		assert_memory_equal(pkt_data(&p) + p.len - inner.len, pkt_data(&inner),
				    inner.len);
		if (p.kind == PKT_IPV4) {
			assert_int_equal(pkt_get16(pkt_data(&p) + 2), p.len);
			assert_int_equal(sum(pkt_data(&p), 20, 0), 0xffff);
		} else {
			assert_int_equal(p.kind, PKT_IPV6);
			assert_int_equal(pkt_get16(pkt_data(&p) + 4), p.len - 40);
		}
	}
}

/* --- conversations --- */

static const uint8_t *tcp_of(const struct tb_frame *f)
{
	return f->data + 14 + 20;
}

static void a_conversation_keeps_count_of_sequence_numbers(void **state)
{
	struct tape t;
	struct conv c;
	const struct tb_frame *f;

	(void)state;
	tape_init(&t);
	conv_init(&c, &t, "10.0.0.1", 40000, "10.0.0.2", 80);
	conv_open(&c);
	conv_data(&c, TB_CLIENT, 100);
	f = conv_data(&c, TB_SERVER, 50);
	assert_int_equal(pkt_get32(tcp_of(f) + 4), 5001);
	assert_int_equal(pkt_get32(tcp_of(f) + 8), 1101);
	conv_fin(&c, TB_SERVER);
	f = conv_rstack(&c, TB_CLIENT);
	assert_int_equal(pkt_get32(tcp_of(f) + 4), 1101);
	assert_int_equal(pkt_get32(tcp_of(f) + 8), 5052);
	assert_int_equal(tcp_of(f)[13], TB_RST | TB_ACK);
	assert_int_equal(f->number, 7);
	assert_int_equal(t.n_rst, 1);
	assert_int_equal(t.rst[0], 7);
}

static void a_retransmission_differs_in_nothing_but_the_ip_id(void **state)
{
	struct tape t;
	struct conv c;
	const struct tb_frame *f;
	uint8_t first[64];

	(void)state;
	tape_init(&t);
	conv_init(&c, &t, "10.0.0.1", 40000, "10.0.0.2", 80);
	f = conv_data(&c, TB_CLIENT, 10);
	assert_int_equal(f->captured, sizeof(first));
	memcpy(first, f->data, sizeof(first));
	f = conv_again(&c, TB_CLIENT);
	assert_memory_equal(f->data + 34, first + 34, 30);
	assert_int_not_equal(f->data[19], first[19]);
	assert_int_equal(c.end[TB_CLIENT].next, 1010);
}

static void what_is_unseen_is_sent_but_not_captured(void **state)
{
	struct tape t;
	struct conv c;

	(void)state;
	tape_init(&t);
	conv_init(&c, &t, "10.0.0.1", 40000, "10.0.0.2", 80);
	c.end[TB_SERVER].unseen = true;
	conv_open(&c);
	assert_null(conv_data(&c, TB_SERVER, 100));
	assert_int_equal(t.number, 2);
	assert_int_equal(c.end[TB_SERVER].next, 5101);
}

static void a_snaplen_cuts_the_frame_but_not_its_length(void **state)
{
	struct tape t;
	struct conv c;
	const struct tb_frame *f;

	(void)state;
	tape_init(&t);
	t.snaplen = 60;
	conv_init(&c, &t, "10.0.0.1", 40000, "10.0.0.2", 80);
	f = conv_data(&c, TB_CLIENT, 100);
	assert_int_equal(f->captured, 60);
	assert_int_equal(f->original, 154);
}

/* --- files --- */

static void files_have_the_headers_of_their_kind(void **state)
{
	static const struct {
		bool nanoseconds, big_endian;
		const char *magic;
	} kinds[] = {
		{ false, false, "\xd4\xc3\xb2\xa1\x02\x00\x04\x00" },
		{ true, false, "\x4d\x3c\xb2\xa1\x02\x00\x04\x00" },
		{ false, true, "\xa1\xb2\xc3\xd4\x00\x02\x00\x04" },
		{ true, true, "\xa1\xb2\x3c\x4d\x00\x02\x00\x04" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		char *text = NULL;
		size_t len = 0;
		FILE *out = tmpfile();
		struct capfile c;

		assert_non_null(out);
		capfile_pcap(&c, out, 1, 65535, kinds[i].nanoseconds, kinds[i].big_endian);
		len = (size_t)ftell(out);
		assert_int_equal(len, 24);
		rewind(out);
		text = malloc(len);
		assert_int_equal(fread(text, 1, len, out), len);
		assert_memory_equal(text, kinds[i].magic, 8);
		free(text);
		fclose(out);
	}
}

/* Every block states its length at both ends, and they fill the file. */
static void pcapng_blocks_are_linked_by_their_lengths(void **state)
{
	static const uint32_t types[] = { 0x0a0d0d0a, 1, 6, 3, 5 };
	struct tb_frame f = { .data = (const uint8_t *)"seven..", .captured = 7,
			      .original = 9, .comment = "abc", .comment_len = 3 };
	FILE *out = tmpfile();
	struct capfile c;
	uint8_t file[512];
	size_t len, at = 0;

	(void)state;
	assert_non_null(out);
	capfile_ng(&c, out, true);
	capfile_ng_interface(&c, 1, 0, 9, "eth0");
	capfile_ng_frame(&c, &f);
	capfile_ng_simple(&c, &f);
	capfile_ng_stats(&c, 0, f.time, 1, 2);
	rewind(out);
	len = fread(file, 1, sizeof(file), out);
	fclose(out);
	for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++) {
		uint32_t size = pkt_get32(file + at + 4);

		assert_int_equal(pkt_get32(file + at), types[i]);
		assert_true(size % 4 == 0 && size <= len - at);
		assert_int_equal(pkt_get32(file + at + size - 4), size);
		at += size;
	}
	assert_int_equal(at, len);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_checksum_is_that_of_rfc_1071),
		cmocka_unit_test(a_tcp_segment_over_ipv4_is_byte_for_byte_this),
		cmocka_unit_test(a_receiver_finds_the_checksums_right),
		cmocka_unit_test(a_checksum_can_be_bad_partial_or_zero),
		cmocka_unit_test(options_are_filled_up_to_whole_words),
		cmocka_unit_test(an_icmp_error_quotes_the_packet_and_sums_up),
		cmocka_unit_test(fragments_put_together_are_the_packet),
		cmocka_unit_test(what_is_too_long_for_its_length_field_has_length_zero),
		cmocka_unit_test(every_link_type_leaves_the_packet_at_the_end),
		cmocka_unit_test(every_tunnel_makes_an_ip_packet_around_the_other),
		cmocka_unit_test(a_conversation_keeps_count_of_sequence_numbers),
		cmocka_unit_test(a_retransmission_differs_in_nothing_but_the_ip_id),
		cmocka_unit_test(what_is_unseen_is_sent_but_not_captured),
		cmocka_unit_test(a_snaplen_cuts_the_frame_but_not_its_length),
		cmocka_unit_test(files_have_the_headers_of_their_kind),
		cmocka_unit_test(pcapng_blocks_are_linked_by_their_lengths),
	};

	return cmocka_run_group_tests_name("packet", tests, NULL, NULL);
}
