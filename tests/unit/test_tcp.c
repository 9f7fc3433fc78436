/* SPDX-License-Identifier: BSD-3-Clause */
#include "unit/decoding.h"

/* A RST with this payload, or another segment, as IPv4 or IPv6. */
static void put_segment(struct decoding *d, bool v6, size_t payload,
			const struct pkt_tcp *tcp)
{
	pkt_fill(&d->pkt, payload);
	pkt_tcp(&d->pkt, tcp);
	put_ip(d, v6);
}

static const struct pkt_tcp plain = { .src = 40000, .dst = 80, .seq = 1000, .ack = 2000,
				      .flags = TB_RST | TB_ACK, .window = 512 };

static void the_frame_is_named(void **state)
{
	struct decoding *d = *state;
	const struct tb_segment *s = &d->out.segment;
	static const char comment[] = "look here";

	d->frame.time.ns = 1234567890;
	d->frame.number = 41;
	d->frame.file = 3;
	d->frame.interface = 2;
	d->frame.comment = comment;
	d->frame.comment_len = 9;
	put_segment(d, false, 0, &plain);
	assert_int_equal(decode_packet(d, RAW), TB_DECODE_OK);
	assert_int_equal(s->time.ns, 1234567890);
	assert_int_equal(s->ref.number, 42);
	assert_int_equal(s->ref.file, 3);
	assert_int_equal(s->interface, 2);
	assert_ptr_equal(s->comment, comment);
	assert_int_equal(s->comment_len, 9);
}

static void every_flag_is_read(void **state)
{
	struct decoding *d = *state;

	for (int bit = 0; bit < 9; bit++) {
		struct pkt_tcp tcp = plain;

		tcp.flags = (uint16_t)(1u << bit);
		put_segment(d, false, 0, &tcp);
		assert_int_equal(decode_packet(d, RAW), TB_DECODE_OK);
		assert_int_equal(d->out.segment.flags, 1 << bit);
	}
}

static void fourteen_bytes_are_enough(void **state)
{
	struct decoding *d = *state;
	const struct tb_segment *s = &d->out.segment;

	put_segment(d, false, 100, &plain);
	assert_int_equal(decode_cut(d, RAW, 20 + 13), TB_DECODE_CUT_SHORT);
	assert_int_equal(decode_cut(d, RAW, 20 + 14), TB_DECODE_OK);
	assert_int_equal(s->seq, 1000);
	assert_int_equal(s->flags, TB_RST | TB_ACK);
	assert_false(s->has_window);
	assert_int_equal(s->window, 0);
	assert_int_equal(s->payload_len, 100);
	assert_int_equal(s->payload_captured, 0);
	assert_int_equal(s->options_len, 0);
}

static void the_window_needs_the_checksum_too(void **state)
{
	struct decoding *d = *state;

	put_segment(d, true, 100, &plain);
	assert_int_equal(decode_cut(d, RAW, 40 + 17), TB_DECODE_OK);
	assert_false(d->out.segment.has_window);
	assert_int_equal(decode_cut(d, RAW, 40 + 18), TB_DECODE_OK);
	assert_true(d->out.segment.has_window);
	assert_int_equal(d->out.segment.window, 512);
}

static void a_header_that_is_none_is_malformed(void **state)
{
	struct decoding *d = *state;

	for (uint8_t words = 1; words < 16; words++) {
		struct pkt_tcp tcp = plain;

		tcp.data_offset = words;
		put_segment(d, false, 8, &tcp); /* 28 bytes: seven words */
		assert_int_equal(decode_packet(d, RAW), words < 5 || words > 7
								? TB_DECODE_MALFORMED
								: TB_DECODE_OK);
	}
}

static void payload_is_seen_as_far_as_captured(void **state)
{
	struct decoding *d = *state;
	const struct tb_segment *s = &d->out.segment;

	put_segment(d, false, 100, &plain);
	for (size_t n = 0; n <= 100; n++) {
		assert_int_equal(decode_cut(d, RAW, 40 + n), TB_DECODE_OK);
		assert_int_equal(s->payload_len, 100);
		assert_int_equal(s->payload_captured, n);
		assert_ptr_equal(s->payload, d->bytes + 40);
		assert_ptr_equal(s->tcp, d->bytes + 20);
	}
}

static void options_are_seen_as_far_as_captured(void **state)
{
	struct decoding *d = *state;
	const struct tb_segment *s = &d->out.segment;
	struct pkt_tcp tcp = plain;

	pkt_opt_mss(&tcp, 1460);
	pkt_opt_ts(&tcp, 11, 22);
	put_segment(d, false, 10, &tcp);
	assert_int_equal(decode_cut(d, RAW, 20 + 20 + 5), TB_DECODE_OK);
	assert_int_equal(s->options_len, 5);
	assert_int_equal(s->seen_options, TB_OPT_MSS | TB_OPT_CUT);
	assert_int_equal(s->payload_len, 10);
	assert_int_equal(decode_cut(d, RAW, 20 + 20), TB_DECODE_OK);
	assert_int_equal(s->seen_options, TB_OPT_CUT);
	assert_null(tb_segment_options(s));
}

static enum tb_checksum checksum_of(struct decoding *d, bool v6, size_t payload,
				    enum pkt_sum sum)
{
	struct pkt_tcp tcp = plain;

	tcp.sum = sum;
	put_segment(d, v6, payload, &tcp);
	assert_int_equal(decode_packet(d, RAW), TB_DECODE_OK);
	return tb_segment_checksum(&d->out.segment);
}

static void a_checksum_is_verified(void **state)
{
	struct decoding *d = *state;

	for (int v6 = 0; v6 < 2; v6++) {
		for (size_t n = 0; n < 40; n++) {
			assert_int_equal(checksum_of(d, v6, n, PKT_SUM_GOOD),
					 TB_CHECKSUM_GOOD);
			assert_int_equal(checksum_of(d, v6, n, PKT_SUM_BAD),
					 TB_CHECKSUM_BAD);
		}
	}
}

static void what_offload_leaves_is_known(void **state)
{
	struct decoding *d = *state;

	for (int v6 = 0; v6 < 2; v6++) {
		assert_int_equal(checksum_of(d, v6, 9, PKT_SUM_PARTIAL),
				 TB_CHECKSUM_PARTIAL);
		assert_int_equal(checksum_of(d, v6, 9, PKT_SUM_ZERO),
				 TB_CHECKSUM_PARTIAL);
	}
}

/* Segmentation offload: the sum of the pseudo-header without its length. */
static void what_segmentation_offload_leaves_is_known(void **state)
{
	struct decoding *d = *state;
	uint16_t partial;

	put_segment(d, false, 3000, &plain);
	/* 192.0.2.1 + 192.0.2.2 + protocol 6 */
	partial = 0xc000 + 0x0201 - 0xffff + 0xc000 + 0x0202 + 6;
	pkt_put16(pkt_data(&d->pkt) + 20 + 16, partial);
	assert_int_equal(decode_packet(d, RAW), TB_DECODE_OK);
	assert_int_equal(tb_segment_checksum(&d->out.segment), TB_CHECKSUM_PARTIAL);
}

static void a_checksum_needs_every_byte(void **state)
{
	struct decoding *d = *state;
	struct pkt_tcp tcp = plain;

	pkt_opt_mss(&tcp, 1460);
	put_segment(d, false, 0, &tcp);
	for (size_t n = 20 + 14; n < d->pkt.len; n++) {
		assert_int_equal(decode_cut(d, RAW, n), TB_DECODE_OK);
		assert_int_equal(tb_segment_checksum(&d->out.segment), TB_CHECKSUM_UNSEEN);
	}
}

static void a_merged_segment_has_no_checksum(void **state)
{
	struct decoding *d = *state;

	put_segment(d, false, 66000, &plain);
	assert_int_equal(decode_packet(d, RAW), TB_DECODE_OK);
	assert_int_equal(d->out.segment.payload_len, 66000);
	assert_int_equal(tb_segment_checksum(&d->out.segment), TB_CHECKSUM_UNSEEN);
}

static void syn_and_fin_take_a_number_each(void **state)
{
	struct tb_segment s = { .payload_len = 10 };

	(void)state;
	assert_int_equal(tb_segment_span(&s), 10);
	s.flags = TB_SYN;
	assert_int_equal(tb_segment_span(&s), 11);
	s.flags = TB_SYN | TB_FIN | TB_ACK;
	assert_int_equal(tb_segment_span(&s), 12);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		decoding_test(the_frame_is_named),
		decoding_test(every_flag_is_read),
		decoding_test(fourteen_bytes_are_enough),
		decoding_test(the_window_needs_the_checksum_too),
		decoding_test(a_header_that_is_none_is_malformed),
		decoding_test(payload_is_seen_as_far_as_captured),
		decoding_test(options_are_seen_as_far_as_captured),
		decoding_test(a_checksum_is_verified),
		decoding_test(what_offload_leaves_is_known),
		decoding_test(what_segmentation_offload_leaves_is_known),
		decoding_test(a_checksum_needs_every_byte),
		decoding_test(a_merged_segment_has_no_checksum),
		cmocka_unit_test(syn_and_fin_take_a_number_each),
	};

	return cmocka_run_group_tests_name("tcp", tests, NULL, NULL);
}
