/* SPDX-License-Identifier: BSD-3-Clause */
#include "unit/decoding.h"

static void the_header_is_read(void **state)
{
	struct decoding *d = *state;
	const struct tb_segment *s = &d->out.segment;
	struct pkt_ip ip = ends(false);

	put_rst(d, 0);
	ip.ttl = 17;
	ip.tos = 0xb9;
	ip.id = 0x1234;
	ip.df = true;
	pkt_ip(&d->pkt, &ip);
	assert_int_equal(decode_packet(d, RAW), TB_DECODE_OK);
	assert_int_equal(s->ttl, 17);
	assert_int_equal(s->tos, 0xb9);
	assert_true(s->has_ip_id);
	assert_int_equal(s->ip_id, 0x1234);
	assert_true(s->df);
	assert_false(s->reassembled);
}

static void the_header_of_ipv6_is_read(void **state)
{
	struct decoding *d = *state;
	const struct tb_segment *s = &d->out.segment;
	struct pkt_ip ip = ends(true);

	put_rst(d, 0);
	ip.ttl = 17;
	ip.tos = 0xb9;
	ip.flow_label = 0xabcde;
	pkt_ip(&d->pkt, &ip);
	assert_int_equal(decode_packet(d, RAW), TB_DECODE_OK);
	assert_int_equal(s->ttl, 17);
	assert_int_equal(s->tos, 0xb9);
	assert_false(s->has_ip_id);
}

static void padding_behind_the_packet_is_not_payload(void **state)
{
	struct decoding *d = *state;
	uint8_t frame[100] = { 0 };

	for (int v6 = 0; v6 < 2; v6++) {
		put_rst(d, 3);
		put_ip(d, v6);
		memcpy(frame, pkt_data(&d->pkt), d->pkt.len);
		assert_int_equal(decode_bytes(d, RAW, frame, 100, 100), TB_DECODE_OK);
		assert_int_equal(d->out.segment.payload_len, 3);
		assert_int_equal(d->out.segment.payload_captured, 3);
	}
}

static void a_length_of_zero_means_the_frames_own(void **state)
{
	struct decoding *d = *state;

	for (int v6 = 0; v6 < 2; v6++) {
		struct pkt_ip ip = ends(v6);

		put_rst(d, 1000);
		ip.zero_length = true;
		pkt_ip(&d->pkt, &ip);
		assert_int_equal(decode_cut(d, RAW, 200), TB_DECODE_OK);
		assert_int_equal(d->out.segment.payload_len, 1000);
		assert_int_equal(d->out.segment.payload_captured, v6 ? 140 : 160);
	}
}

/* Some captures are cut without saying so: the header knows better. */
static void a_length_beyond_the_frame_is_believed(void **state)
{
	struct decoding *d = *state;

	for (int v6 = 0; v6 < 2; v6++) {
		put_rst(d, 500);
		put_ip(d, v6);
		assert_int_equal(decode_bytes(d, RAW, pkt_data(&d->pkt), 100, 100),
				 TB_DECODE_OK);
		assert_int_equal(d->out.segment.payload_len, 500);
		assert_int_equal(d->out.segment.payload_captured, v6 ? 40 : 60);
	}
}

static void headers_that_contradict_themselves_are_malformed(void **state)
{
	struct decoding *d = *state;

	put_rst(d, 0);
	put_ip(d, false);
	pkt_data(&d->pkt)[0] = 0x44; /* header of 16 bytes */
	assert_int_equal(decode_packet(d, RAW), TB_DECODE_MALFORMED);
	pkt_data(&d->pkt)[0] = 0x45;
	pkt_put16(pkt_data(&d->pkt) + 2, 19); /* packet shorter than its header */
	assert_int_equal(decode_packet(d, RAW), TB_DECODE_MALFORMED);
	pkt_data(&d->pkt)[0] = 0x4f; /* options beyond the end */
	pkt_put16(pkt_data(&d->pkt) + 2, 60);
	assert_int_equal(decode_packet(d, RAW), TB_DECODE_CUT_SHORT);
}

static void raw_bytes_of_no_ip_version_are_not_ip(void **state)
{
	struct decoding *d = *state;

	put_rst(d, 0);
	put_ip(d, false);
	pkt_data(&d->pkt)[0] = 0x55;
	assert_int_equal(decode_packet(d, RAW), TB_DECODE_NOT_IP);
}

static void ipv6_announced_as_ipv4_is_ipv6(void **state)
{
	struct decoding *d = *state;

	put_rst(d, 0);
	put_ip(d, true);
	assert_int_equal(decode_packet(d, 228), TB_DECODE_OK);
	assert_rst(d, true);
}

static void other_protocols_are_not_tcp(void **state)
{
	static const uint8_t protocols[] = { 2, 50, 59, 132, 135, 139, 255 };
	struct decoding *d = *state;

	for (size_t i = 0; i < sizeof(protocols); i++) {
		put_rst(d, 0);
		put_ip(d, false);
		pkt_data(&d->pkt)[9] = protocols[i];
		assert_int_equal(decode_packet(d, RAW), TB_DECODE_NOT_TCP);
		put_rst(d, 0);
		put_ip(d, true);
		pkt_data(&d->pkt)[6] = protocols[i];
		assert_int_equal(decode_packet(d, RAW), TB_DECODE_NOT_TCP);
	}
}

static void ipv4_options_are_passed_over(void **state)
{
	struct decoding *d = *state;

	for (uint8_t words = 1; words <= 10; words++) {
		struct pkt_ip ip = ends(false);

		put_rst(d, 5);
		ip.option_words = words;
		pkt_ip(&d->pkt, &ip);
		assert_int_equal(decode_packet(d, RAW), TB_DECODE_OK);
		assert_rst(d, false);
		assert_int_equal(d->out.segment.payload_len, 5);
		assert_int_equal(tb_segment_checksum(&d->out.segment), TB_CHECKSUM_GOOD);
	}
}

/* With a source route the checksum covers an address that is not in the header. */
static void a_source_route_leaves_the_checksum_open(void **state)
{
	static const uint8_t loose[8] = { 1, 131, 7, 4, 192, 0, 2, 9 };
	struct decoding *d = *state;
	struct pkt_ip ip = ends(false);

	put_rst(d, 0);
	ip.option_words = 2;
	pkt_ip(&d->pkt, &ip);
	memcpy(pkt_data(&d->pkt) + 20, loose, sizeof(loose));
	assert_int_equal(decode_packet(d, RAW), TB_DECODE_OK);
	assert_int_equal(tb_segment_checksum(&d->out.segment), TB_CHECKSUM_UNSEEN);
}

static void put_all_extensions(struct decoding *d)
{
	put_rst(d, 6);
	pkt_dstopts(&d->pkt, 3);
	pkt_ah(&d->pkt);
	pkt_routing(&d->pkt, 3);
	pkt_dstopts(&d->pkt, 1);
	pkt_hopopts(&d->pkt, 2);
	put_ip(d, true);
}

static void extension_headers_are_passed_over(void **state)
{
	struct decoding *d = *state;

	put_all_extensions(d);
	assert_int_equal(decode_packet(d, RAW), TB_DECODE_OK);
	assert_rst(d, true);
	assert_int_equal(d->out.segment.payload_len, 6);
}

static void extension_headers_cut_anywhere_are_cut_short(void **state)
{
	struct decoding *d = *state;

	put_all_extensions(d);
	for (size_t n = 0; n < d->pkt.len - 6 - 20 + 14; n++)
		assert_int_equal(decode_cut(d, RAW, n), TB_DECODE_CUT_SHORT);
}

static void authenticated_ipv4_is_read(void **state)
{
	struct decoding *d = *state;

	put_rst(d, 0);
	pkt_ah(&d->pkt);
	put_ip(d, false);
	assert_int_equal(decode_packet(d, RAW), TB_DECODE_OK);
	assert_rst(d, false);
}

static void endless_extension_headers_are_too_deep(void **state)
{
	uint8_t packet[40 + 8 * 500] = { 0x60, [4] = 8 * 500 / 256, 8 * 500 % 256, 60 };
	struct decoding *d = *state;

	for (size_t i = 40; i < sizeof(packet); i += 8)
		packet[i] = 60;
	assert_int_equal(decode_bytes(d, RAW, packet, sizeof(packet), sizeof(packet)),
			 TB_DECODE_TOO_DEEP);
}

static void a_jumbograms_length_is_in_its_option(void **state)
{
	struct decoding *d = *state;

	put_rst(d, 70000);
	pkt_jumbo(&d->pkt);
	put_ip(d, true);
	assert_int_equal(decode_packet(d, RAW), TB_DECODE_OK);
	assert_rst(d, true);
	assert_int_equal(d->out.segment.payload_len, 70000);
	assert_int_equal(decode_cut(d, RAW, 100), TB_DECODE_OK);
	assert_int_equal(d->out.segment.payload_len, 70000);
	assert_int_equal(d->out.segment.payload_captured, 100 - 40 - 8 - 20);
}

static void a_jumbogram_that_is_none_is_malformed(void **state)
{
	struct decoding *d = *state;

	put_rst(d, 0);
	pkt_hopopts(&d->pkt, 1); /* no length in it */
	put_ip(d, true);
	pkt_put16(pkt_data(&d->pkt) + 4, 0);
	assert_int_equal(decode_packet(d, RAW), TB_DECODE_MALFORMED);
}

/* Longer than any window: the length lies. */
static void a_segment_of_gigabytes_is_malformed(void **state)
{
	struct decoding *d = *state;

	put_rst(d, 70000);
	pkt_jumbo(&d->pkt);
	put_ip(d, true);
	pkt_put32(pkt_data(&d->pkt) + 40 + 4, 0xfffffff0);
	assert_int_equal(decode_packet(d, RAW), TB_DECODE_MALFORMED);
}

/* Segments left: the checksum covers the last of them. */
static void a_route_still_to_go_leaves_the_checksum_open(void **state)
{
	struct decoding *d = *state;

	put_rst(d, 0);
	pkt_routing(&d->pkt, 3);
	put_ip(d, true);
	assert_int_equal(decode_packet(d, RAW), TB_DECODE_OK);
	assert_int_equal(tb_segment_checksum(&d->out.segment), TB_CHECKSUM_GOOD);
	pkt_data(&d->pkt)[40 + 3] = 1;
	assert_int_equal(decode_packet(d, RAW), TB_DECODE_OK);
	assert_int_equal(tb_segment_checksum(&d->out.segment), TB_CHECKSUM_UNSEEN);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		decoding_test(the_header_is_read),
		decoding_test(the_header_of_ipv6_is_read),
		decoding_test(padding_behind_the_packet_is_not_payload),
		decoding_test(a_length_of_zero_means_the_frames_own),
		decoding_test(a_length_beyond_the_frame_is_believed),
		decoding_test(headers_that_contradict_themselves_are_malformed),
		decoding_test(raw_bytes_of_no_ip_version_are_not_ip),
		decoding_test(ipv6_announced_as_ipv4_is_ipv6),
		decoding_test(other_protocols_are_not_tcp),
		decoding_test(ipv4_options_are_passed_over),
		decoding_test(a_source_route_leaves_the_checksum_open),
		decoding_test(extension_headers_are_passed_over),
		decoding_test(extension_headers_cut_anywhere_are_cut_short),
		decoding_test(authenticated_ipv4_is_read),
		decoding_test(endless_extension_headers_are_too_deep),
		decoding_test(a_jumbograms_length_is_in_its_option),
		decoding_test(a_jumbogram_that_is_none_is_malformed),
		decoding_test(a_segment_of_gigabytes_is_malformed),
		decoding_test(a_route_still_to_go_leaves_the_checksum_open),
	};

	return cmocka_run_group_tests_name("ip", tests, NULL, NULL);
}
