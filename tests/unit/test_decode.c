/* SPDX-License-Identifier: BSD-3-Clause */
#include "unit/decoding.h"

#include "support/same_segment.h"
#include "wire/usual.h"

static void every_outcome_has_a_name(void **state)
{
	(void)state;
	for (unsigned i = 0; i < TB_DECODE_COUNT; i++)
		for (unsigned k = 0; k < i; k++)
			assert_string_not_equal(tb_decode_name((enum tb_decode)i),
						tb_decode_name((enum tb_decode)k));
	assert_string_equal(tb_decode_name(TB_DECODE_OK), "ok");
	assert_string_equal(tb_decode_name(TB_DECODE_NOT_TCP), "not-tcp");
	assert_string_equal(tb_decode_name(TB_DECODE_CUT_SHORT), "cut-short");
	assert_string_equal(tb_decode_name(TB_DECODE_FRAGMENT), "fragment");
}

/* The frame's result does not depend on what was in the result's memory before. */
static void assert_all_set(struct decoding *d)
{
	union tb_decoded again;

	memset(&again, 0x5a, sizeof(again));
	assert_int_equal(tb_decode(&d->frame, d->store, &again), TB_DECODE_OK);
	assert_true(same_segment(&d->out.segment, &again.segment));
}

static void every_member_of_a_segment_is_set(void **state)
{
	struct decoding *d = *state;

	for (size_t i = 0; i < pkt_n_links; i++) {
		put_rst(d, 3);
		put_ip(d, strcmp(pkt_links[i].name, "ipv6") == 0);
		pkt_links[i].wrap(&d->pkt, TB_CLIENT);
		assert_int_equal(decode_packet(d, pkt_links[i].link_type), TB_DECODE_OK);
		assert_all_set(d);
	}
	for (size_t i = 0; i < pkt_n_tunnels; i++) {
		put_rst(d, 3);
		put_ip(d, true);
		pkt_tunnels[i].wrap(&d->pkt, TB_CLIENT);
		assert_int_equal(decode_packet(d, RAW), TB_DECODE_OK);
		assert_all_set(d);
	}
}

/* --- the shortcut --- */

/* Whatever the shortcut takes, the long way sees the same way. */
static bool agrees(const struct decoding *d)
{
	union tb_decoded quick, layers;

	memset(&quick, 0xa5, sizeof(quick));
	memset(&layers, 0x5a, sizeof(layers));
	if (!tb_decode_usual(&d->frame, &quick.segment))
		return false;
	assert_int_equal(tb_decode_layers(&d->frame, NULL, &layers), TB_DECODE_OK);
	assert_true(same_segment(&quick.segment, &layers.segment));
	return true;
}

static void put_usual(struct decoding *d, bool v6, bool vlan, bool timestamps)
{
	struct pkt_tcp tcp = { .src = 40000, .dst = 80, .seq = 1000, .flags = TB_ACK };

	if (timestamps) {
		pkt_opt_nop(&tcp);
		pkt_opt_nop(&tcp);
		pkt_opt_ts(&tcp, 1, 2);
	}
	pkt_fill(&d->pkt, 20);
	pkt_tcp(&d->pkt, &tcp);
	put_ip(d, v6);
	if (vlan)
		pkt_vlan(&d->pkt, 100);
	pkt_eth(&d->pkt, NULL, NULL);
}

static void usual_frames_take_the_shortcut(void **state)
{
	struct decoding *d = *state;

	for (int kind = 0; kind < 8; kind++) {
		put_usual(d, kind & 1, kind & 2, kind & 4);
		decode_packet(d, ETHERNET);
		assert_true(agrees(d));
	}
}

static void cut_and_padded_frames_are_the_same_either_way(void **state)
{
	struct decoding *d = *state;
	uint8_t frame[300] = { 0 };

	for (int kind = 0; kind < 8; kind++) {
		put_usual(d, kind & 1, kind & 2, kind & 4);
		memcpy(frame, pkt_data(&d->pkt), d->pkt.len);
		for (size_t n = 0; n < sizeof(frame); n++) {
			decode_bytes(d, ETHERNET, frame, n, n);
			agrees(d);
			decode_bytes(d, ETHERNET, frame, n, sizeof(frame));
			agrees(d);
		}
		memset(frame, 0, sizeof(frame));
	}
}

/* Each byte of the headers with each of its bits turned over. */
static void spoilt_frames_are_the_same_either_way(void **state)
{
	struct decoding *d = *state;
	int taken = 0;

	for (int kind = 0; kind < 8; kind++) {
		put_usual(d, kind & 1, kind & 2, kind & 4);
		for (size_t at = 0; at < d->pkt.len; at++) {
			for (int bit = 0; bit < 8; bit++) {
				pkt_data(&d->pkt)[at] ^= (uint8_t)(1 << bit);
				decode_packet(d, ETHERNET);
				taken += agrees(d);
				pkt_data(&d->pkt)[at] ^= (uint8_t)(1 << bit);
			}
		}
	}
	assert_true(taken > 1000);
}

static void unusual_frames_do_not_take_the_shortcut(void **state)
{
	struct decoding *d = *state;
	struct pkt_ip ip = ends(false);

	put_usual(d, false, false, false);
	decode_packet(d, RAW);
	assert_false(agrees(d));
	put_rst(d, 0);
	ip.option_words = 1;
	pkt_ip(&d->pkt, &ip);
	pkt_eth(&d->pkt, NULL, NULL);
	decode_packet(d, ETHERNET);
	assert_false(agrees(d));
}

/* A frame that claims to have had fewer bytes than it has. */
static void a_frame_longer_than_its_original_is_read(void **state)
{
	struct decoding *d = *state;

	put_usual(d, false, false, true);
	assert_int_equal(decode_bytes(d, ETHERNET, pkt_data(&d->pkt), d->pkt.len, 10),
			 TB_DECODE_OK);
	assert_int_equal(d->out.segment.payload_len, 20);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_outcome_has_a_name),
		decoding_test(every_member_of_a_segment_is_set),
		decoding_test(usual_frames_take_the_shortcut),
		decoding_test(cut_and_padded_frames_are_the_same_either_way),
		decoding_test(spoilt_frames_are_the_same_either_way),
		decoding_test(unusual_frames_do_not_take_the_shortcut),
		decoding_test(a_frame_longer_than_its_original_is_read),
	};

	return cmocka_run_group_tests_name("decode", tests, NULL, NULL);
}
