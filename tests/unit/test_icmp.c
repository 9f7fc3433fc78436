/* SPDX-License-Identifier: BSD-3-Clause */
#include "unit/decoding.h"

/* 192.0.2.9 or 2001:db8::9 tells the sender about its segment, of whose packet n bytes
 * are quoted. */
static void put_error(struct decoding *d, bool v6, uint8_t type, uint8_t code,
		      uint32_t rest, size_t n)
{
	struct pkt_ip ip = ends(v6);
	struct pkt *about = malloc(sizeof(*about));

	assert_non_null(about);
	put_rst(d, 100);
	put_ip(d, v6);
	*about = d->pkt;
	pkt_icmp_error(&d->pkt, type, code, rest, about, n);
	free(about);
	ip.dst = ip.src;
	ip.src = pkt_addr(v6 ? "2001:db8::9" : "192.0.2.9");
	pkt_ip(&d->pkt, &ip);
}

static void assert_quoted(const struct decoding *d, bool v6, uint8_t type, uint8_t code)
{
	const struct tb_icmp_quote *q = &d->out.icmp;
	struct pkt_ip ip = ends(v6);
	struct tb_addr from = pkt_addr(v6 ? "2001:db8::9" : "192.0.2.9");

	assert_int_equal(q->v6, v6);
	assert_int_equal(q->type, type);
	assert_int_equal(q->code, code);
	assert_memory_equal(&q->from, &from, sizeof(from));
	assert_memory_equal(&q->src.addr, &ip.src, sizeof(ip.src));
	assert_memory_equal(&q->dst.addr, &ip.dst, sizeof(ip.dst));
	assert_int_equal(q->src.port, 40000);
	assert_int_equal(q->dst.port, 80);
	assert_int_equal(q->seq, 1000);
	assert_int_equal(q->ref.number, d->frame.number);
}

static void every_error_is_tied_to_the_segment_it_quotes(void **state)
{
	static const uint8_t types[2][5] = { { 3, 4, 5, 11, 12 }, { 1, 2, 3, 4, 4 } };
	struct decoding *d = *state;

	for (int v6 = 0; v6 < 2; v6++) {
		for (size_t i = 0; i < 5; i++) {
			put_error(d, v6, types[v6][i], 1, 0, 1000);
			assert_int_equal(decode_packet(d, RAW), TB_DECODE_ICMP_ERROR);
			assert_quoted(d, v6, types[v6][i], 1);
			assert_true(d->out.icmp.has_ack);
			assert_int_equal(d->out.icmp.ack, 2000);
		}
	}
}

static void eight_bytes_of_the_segment_are_enough(void **state)
{
	struct decoding *d = *state;

	for (int v6 = 0; v6 < 2; v6++) {
		put_error(d, v6, v6 ? 1 : 3, 1, 0, (v6 ? 40 : 20) + 8);
		assert_int_equal(decode_packet(d, RAW), TB_DECODE_ICMP_ERROR);
		assert_quoted(d, v6, v6 ? 1 : 3, 1);
		assert_false(d->out.icmp.has_ack);
		put_error(d, v6, v6 ? 1 : 3, 1, 0, (v6 ? 40 : 20) + 7);
		assert_int_equal(decode_packet(d, RAW), TB_DECODE_MALFORMED);
	}
}

static void a_quote_cut_by_the_capture_is_cut_short(void **state)
{
	struct decoding *d = *state;

	for (int v6 = 0; v6 < 2; v6++) {
		size_t header = v6 ? 40 : 20;

		put_error(d, v6, v6 ? 1 : 3, 1, 0, 1000);
		for (size_t n = 0; n < header + 8 + header + 8; n++)
			assert_int_equal(decode_cut(d, RAW, n), TB_DECODE_CUT_SHORT);
		assert_int_equal(decode_cut(d, RAW, header + 8 + header + 8),
				 TB_DECODE_ICMP_ERROR);
	}
}

static void the_path_mtu_is_read_where_there_is_one(void **state)
{
	struct decoding *d = *state;

	put_error(d, false, 3, 4, 1400, 1000);
	assert_int_equal(decode_packet(d, RAW), TB_DECODE_ICMP_ERROR);
	assert_int_equal(d->out.icmp.mtu, 1400);
	put_error(d, false, 3, 3, 1400, 1000);
	assert_int_equal(decode_packet(d, RAW), TB_DECODE_ICMP_ERROR);
	assert_int_equal(d->out.icmp.mtu, 0);
	put_error(d, true, 2, 0, 1280, 1000);
	assert_int_equal(decode_packet(d, RAW), TB_DECODE_ICMP_ERROR);
	assert_int_equal(d->out.icmp.mtu, 1280);
	put_error(d, true, 2, 0, 100000, 1000);
	assert_int_equal(decode_packet(d, RAW), TB_DECODE_ICMP_ERROR);
	assert_int_equal(d->out.icmp.mtu, 65535);
}

static void questions_and_answers_are_not_tcp(void **state)
{
	static const uint8_t types[2][4] = { { 0, 8, 9, 13 }, { 128, 129, 135, 0 } };
	struct decoding *d = *state;

	for (int v6 = 0; v6 < 2; v6++) {
		for (size_t i = 0; i < 4; i++) {
			put_error(d, v6, types[v6][i], 0, 0, 1000);
			assert_int_equal(decode_packet(d, RAW), TB_DECODE_NOT_TCP);
		}
	}
}

/* Byte `at` of the quoted header is changed. */
static enum tb_decode with_quote_spoilt(struct decoding *d, bool v6, size_t at,
					uint8_t value)
{
	put_error(d, v6, v6 ? 1 : 3, 1, 0, 1000);
	pkt_data(&d->pkt)[(v6 ? 40u : 20u) + 8 + at] = value;
	return decode_packet(d, RAW);
}

static void an_error_about_something_else_is_not_tcp(void **state)
{
	struct decoding *d = *state;

	assert_int_equal(with_quote_spoilt(d, false, 9, 17), TB_DECODE_NOT_TCP);
	assert_int_equal(with_quote_spoilt(d, true, 6, 17), TB_DECODE_NOT_TCP);
	assert_int_equal(with_quote_spoilt(d, false, 7, 1), TB_DECODE_NOT_TCP); /* offset */
	assert_int_equal(with_quote_spoilt(d, false, 0, 0x65), TB_DECODE_MALFORMED);
	assert_int_equal(with_quote_spoilt(d, true, 0, 0x45), TB_DECODE_MALFORMED);
}

static void extension_headers_of_the_quoted_packet_are_passed_over(void **state)
{
	struct decoding *d = *state;
	struct pkt *about = malloc(sizeof(*about));
	struct pkt_ip ip = ends(true);

	assert_non_null(about);
	put_rst(d, 0);
	pkt_dstopts(&d->pkt, 2);
	pkt_hopopts(&d->pkt, 1);
	put_ip(d, true);
	*about = d->pkt;
	pkt_icmp_error(&d->pkt, 1, 0, 0, about, 1000);
	free(about);
	ip.src = pkt_addr("2001:db8::9");
	pkt_ip(&d->pkt, &ip);
	assert_int_equal(decode_packet(d, RAW), TB_DECODE_ICMP_ERROR);
	assert_quoted(d, true, 1, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		decoding_test(every_error_is_tied_to_the_segment_it_quotes),
		decoding_test(eight_bytes_of_the_segment_are_enough),
		decoding_test(a_quote_cut_by_the_capture_is_cut_short),
		decoding_test(the_path_mtu_is_read_where_there_is_one),
		decoding_test(questions_and_answers_are_not_tcp),
		decoding_test(an_error_about_something_else_is_not_tcp),
		decoding_test(extension_headers_of_the_quoted_packet_are_passed_over),
	};

	return cmocka_run_group_tests_name("icmp", tests, NULL, NULL);
}
