/* SPDX-License-Identifier: BSD-3-Clause */
#include "unit/decoding.h"

enum { STORE_SLOTS = 64 };

/* --- the store alone --- */

static const uint8_t letters[] = "abcdefghijklmnopqrstuvwxyz012345";	/* 32 */

/* Bytes [offset, offset + len) of the letters, of datagram id. */
static struct tb_fragment part(uint32_t id, uint32_t offset, uint32_t len, bool more)
{
	return (struct tb_fragment){ .src = { { 1 } }, .dst = { { 2 } }, .id = id,
				     .protocol = 6, .more = more, .offset = offset,
				     .len = len, .data = letters + offset };
}

static const uint8_t *add(struct decoding *d, struct tb_fragment f, uint32_t *len)
{
	return tb_fragments_add(d->store, &f, len);
}

static void assert_waits(struct decoding *d, struct tb_fragment f)
{
	uint32_t len;

	assert_null(add(d, f, &len));
}

static void assert_whole(struct decoding *d, struct tb_fragment f, const void *bytes,
			 uint32_t n)
{
	uint32_t len = 0;
	const uint8_t *whole = add(d, f, &len);

	assert_non_null(whole);
	assert_int_equal(len, n);
	assert_memory_equal(whole, bytes, n);
}

static void a_datagram_is_whole_with_its_last_missing_part(void **state)
{
	struct decoding *d = *state;

	assert_waits(d, part(1, 0, 8, true));
	assert_waits(d, part(1, 8, 16, true));
	assert_whole(d, part(1, 24, 5, false), letters, 29);
}

static void parts_may_come_in_any_order(void **state)
{
	static const uint8_t order[6][3] = { { 0, 1, 2 }, { 0, 2, 1 }, { 1, 0, 2 },
					     { 1, 2, 0 }, { 2, 0, 1 }, { 2, 1, 0 } };
	struct decoding *d = *state;

	for (uint32_t i = 0; i < 6; i++) {
		const struct tb_fragment f[3] = { part(i, 0, 8, true), part(i, 8, 16, true),
						  part(i, 24, 5, false) };

		assert_waits(d, f[order[i][0]]);
		assert_waits(d, f[order[i][1]]);
		assert_whole(d, f[order[i][2]], letters, 29);
	}
}

static void datagrams_do_not_mix(void **state)
{
	struct decoding *d = *state;
	struct tb_fragment other[6];

	for (int i = 0; i < 6; i++)
		other[i] = part(1, 8, 8, false);
	other[0].id = 2;
	other[1].src.byte[15] = 9;
	other[2].dst.byte[15] = 9;
	other[3].vlan = 9;
	other[4].protocol = 17;
	other[5].v6 = true;
	assert_waits(d, part(1, 0, 8, true));
	for (int i = 0; i < 6; i++)
		assert_waits(d, other[i]);
	assert_whole(d, part(1, 8, 8, false), letters, 16);
}

static void a_whole_datagram_is_forgotten(void **state)
{
	struct decoding *d = *state;

	assert_waits(d, part(1, 0, 8, true));
	assert_whole(d, part(1, 8, 8, false), letters, 16);
	assert_waits(d, part(1, 8, 8, false));
	assert_whole(d, part(1, 0, 8, true), letters, 16);
}

static void of_bytes_that_come_twice_the_first_count(void **state)
{
	struct decoding *d = *state;
	struct tb_fragment late = part(1, 0, 24, true);

	late.data = (const uint8_t *)"????????????????????????????????";
	assert_waits(d, part(1, 8, 8, true));
	assert_waits(d, late);
	assert_whole(d, part(1, 24, 1, false), "????????ijklmnop????????y", 25);
}

static void a_repeated_part_changes_nothing(void **state)
{
	struct decoding *d = *state;

	assert_waits(d, part(1, 0, 8, true));
	assert_waits(d, part(1, 0, 8, true));
	assert_whole(d, part(1, 8, 3, false), letters, 11);
}

static void contradictions_begin_a_new_datagram(void **state)
{
	struct decoding *d = *state;

	/* two ends */
	assert_waits(d, part(1, 16, 3, false));
	assert_waits(d, part(1, 16, 8, false));
	assert_waits(d, part(1, 0, 8, true));
	assert_whole(d, part(1, 8, 8, true), letters, 24);
	/* bytes behind the end */
	assert_waits(d, part(2, 8, 8, false));
	assert_waits(d, part(2, 16, 8, true));
	assert_waits(d, part(2, 0, 16, true));
	assert_whole(d, part(2, 24, 1, false), letters, 25);
	/* an end before bytes that came */
	assert_waits(d, part(3, 16, 8, true));
	assert_waits(d, part(3, 8, 8, false));
	assert_whole(d, part(3, 0, 8, true), letters, 16);
}

static void a_part_that_comes_too_late_begins_a_new_datagram(void **state)
{
	struct decoding *d = *state;
	struct tb_fragment late = part(1, 8, 8, false);

	assert_waits(d, part(1, 0, 8, true));
	late.time.ns = 61 * TB_SECOND;
	assert_waits(d, late);
	late = part(1, 0, 8, true);
	late.time.ns = 62 * TB_SECOND;
	assert_whole(d, late, letters, 16);
}

static void the_longest_untouched_datagram_leaves(void **state)
{
	struct decoding *d = *state;

	for (uint32_t id = 0; id < STORE_SLOTS; id++)
		assert_waits(d, part(id, 0, 8, true));
	assert_waits(d, part(0, 8, 8, true)); /* touched: now 1 is the oldest */
	assert_waits(d, part(1000, 0, 8, true));
	assert_whole(d, part(0, 16, 8, false), letters, 24);
	assert_whole(d, part(2, 8, 8, false), letters, 16);
	assert_waits(d, part(1, 8, 8, false));
}

static void the_largest_datagram_fits(void **state)
{
	struct decoding *d = *state;
	uint8_t *bytes = malloc(TB_MAX_DATAGRAM);
	struct tb_fragment f = { .more = true, .len = 65528 };

	assert_non_null(bytes);
	for (size_t i = 0; i < TB_MAX_DATAGRAM; i++)
		bytes[i] = (uint8_t)(i * 7);
	f.data = bytes;
	assert_waits(d, f);
	f = (struct tb_fragment){ .offset = 65528, .len = 7, .data = bytes + 65528 };
	assert_whole(d, f, bytes, TB_MAX_DATAGRAM);
	free(bytes);
}

static void the_first_part_names_the_protocol(void **state)
{
	struct decoding *d = *state;
	struct tb_fragment first = part(1, 0, 8, true), last = part(1, 8, 8, false);
	uint32_t len;

	first.v6 = last.v6 = true;
	first.protocol = 60;
	assert_null(tb_fragments_add(d->store, &first, &len));
	assert_non_null(tb_fragments_add(d->store, &last, &len));
	assert_int_equal(last.protocol, 60);
}

/* --- on the way through the decoder --- */

/* Three parts of a RST with 100 bytes of payload; the header of TCP is in two. */
static void cut_up(struct decoding *d, bool v6, struct pkt part_of[3])
{
	struct pkt *whole = malloc(sizeof(*whole));

	assert_non_null(whole);
	put_rst(d, 100);
	put_ip(d, v6);
	*whole = d->pkt;
	pkt_fragment(&part_of[0], whole, 99, 0, 16);
	pkt_fragment(&part_of[1], whole, 99, 16, 40);
	pkt_fragment(&part_of[2], whole, 99, 56, 64);
	free(whole);
}

static void a_segment_comes_with_the_last_frame_of_it(void **state)
{
	struct decoding *d = *state;
	struct pkt *parts = malloc(3 * sizeof(*parts));

	assert_non_null(parts);
	for (int v6 = 0; v6 < 2; v6++) {
		cut_up(d, v6, parts);
		for (int i = 2; i > 0; i--) {
			d->pkt = parts[i];
			assert_int_equal(decode_packet(d, RAW), TB_DECODE_FRAGMENT);
		}
		d->pkt = parts[0];
		assert_int_equal(decode_packet(d, RAW), TB_DECODE_OK);
		assert_rst(d, v6);
		assert_true(d->out.segment.reassembled);
		assert_int_equal(d->out.segment.payload_len, 100);
		assert_int_equal(d->out.segment.payload_captured, 100);
		assert_int_equal(tb_segment_checksum(&d->out.segment), TB_CHECKSUM_GOOD);
	}
	free(parts);
}

static void without_a_store_each_part_is_a_fragment(void **state)
{
	struct decoding *d = *state;
	struct pkt *parts = malloc(3 * sizeof(*parts));

	assert_non_null(parts);
	cut_up(d, false, parts);
	for (int i = 0; i < 3; i++) {
		d->pkt = parts[i];
		decode_packet(d, RAW);
		assert_int_equal(tb_decode(&d->frame, NULL, &d->out), TB_DECODE_FRAGMENT);
	}
	free(parts);
}

/* Nothing better will ever come of it. */
static void a_first_part_that_the_capture_cut_is_taken_as_it_is(void **state)
{
	struct decoding *d = *state;
	struct pkt *whole = malloc(sizeof(*whole));

	assert_non_null(whole);
	for (int v6 = 0; v6 < 2; v6++) {
		put_rst(d, 100);
		put_ip(d, v6);
		*whole = d->pkt;
		pkt_fragment(&d->pkt, whole, 99, 0, 80);
		assert_int_equal(decode_cut(d, RAW, d->pkt.len - 1), TB_DECODE_OK);
		assert_rst(d, v6);
		assert_false(d->out.segment.reassembled);
		pkt_fragment(&d->pkt, whole, 99, 80, 40);
		assert_int_equal(decode_cut(d, RAW, d->pkt.len - 1), TB_DECODE_FRAGMENT);
	}
	free(whole);
}

static void parts_of_impossible_sizes_are_malformed(void **state)
{
	struct decoding *d = *state;
	uint8_t *h;

	put_rst(d, 101); /* not a multiple of eight */
	put_ip(d, false);
	h = pkt_data(&d->pkt);
	pkt_put16(h + 6, 0x2000);
	assert_int_equal(decode_packet(d, RAW), TB_DECODE_MALFORMED);
	pkt_put16(h + 6, 0x1fff); /* beyond the largest datagram */
	assert_int_equal(decode_packet(d, RAW), TB_DECODE_MALFORMED);
	pkt_put16(h + 6, 0x2000); /* of no bytes */
	pkt_put16(h + 2, 20);
	assert_int_equal(decode_packet(d, RAW), TB_DECODE_MALFORMED);
}

/* A fragment of IPv6 that is the only one of its datagram, RFC 6946. */
static void an_atomic_fragment_is_whole(void **state)
{
	static const uint8_t header[8] = { 6, 0, 0, 0, 0, 0, 0, 9 };
	struct decoding *d = *state;

	put_rst(d, 5);
	memcpy(pkt_push(&d->pkt, 8), header, 8);
	d->pkt.kind = PKT_FRAGMENT;
	put_ip(d, true);
	assert_int_equal(decode_packet(d, RAW), TB_DECODE_OK);
	assert_int_equal(d->out.segment.seq, 1000);
	assert_true(d->out.segment.has_ip_id);
	assert_int_equal(d->out.segment.ip_id, 9);
	assert_false(d->out.segment.reassembled);
}

/* Each part of the inner datagram is in an outer one that is in parts itself: both are
 * put together in one call. */
static void a_datagram_in_parts_of_datagrams_is_put_together(void **state)
{
	struct decoding *d = *state;
	struct pkt *parts = malloc(4 * sizeof(*parts));
	int decoded = 0;

	assert_non_null(parts);
	cut_up(d, false, parts);
	for (int i = 0; i < 3; i++) {
		struct pkt *outer = &parts[3];

		d->pkt = parts[i];
		put_ip(d, false);
		*outer = d->pkt;
		pkt_fragment(&d->pkt, outer, (uint32_t)(1000 + i), 0, 24);
		assert_int_equal(decode_packet(d, RAW), TB_DECODE_FRAGMENT);
		pkt_fragment(&d->pkt, outer, (uint32_t)(1000 + i), 24,
			     outer->len - 20 - 24);
		decoded += decode_packet(d, RAW) == TB_DECODE_OK;
	}
	assert_int_equal(decoded, 1);
	assert_rst(d, false);
	assert_int_equal(d->out.segment.payload_len, 100);
	free(parts);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		decoding_test(a_datagram_is_whole_with_its_last_missing_part),
		decoding_test(parts_may_come_in_any_order),
		decoding_test(datagrams_do_not_mix),
		decoding_test(a_whole_datagram_is_forgotten),
		decoding_test(of_bytes_that_come_twice_the_first_count),
		decoding_test(a_repeated_part_changes_nothing),
		decoding_test(contradictions_begin_a_new_datagram),
		decoding_test(a_part_that_comes_too_late_begins_a_new_datagram),
		decoding_test(the_longest_untouched_datagram_leaves),
		decoding_test(the_largest_datagram_fits),
		decoding_test(the_first_part_names_the_protocol),
		decoding_test(a_segment_comes_with_the_last_frame_of_it),
		decoding_test(without_a_store_each_part_is_a_fragment),
		decoding_test(a_first_part_that_the_capture_cut_is_taken_as_it_is),
		decoding_test(parts_of_impossible_sizes_are_malformed),
		decoding_test(an_atomic_fragment_is_whole),
		decoding_test(a_datagram_in_parts_of_datagrams_is_put_together),
	};

	return cmocka_run_group_tests_name("fragment", tests, NULL, NULL);
}
