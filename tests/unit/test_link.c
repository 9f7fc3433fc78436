/* SPDX-License-Identifier: BSD-3-Clause */
#include "unit/decoding.h"

enum { NFLOG = 239, PKTAP = 258, RADIOTAP = 127, WIFI = 105, SLL = 113, USER0 = 147 };

static void every_link_type_leads_to_the_segment(void **state)
{
	struct decoding *d = *state;

	for (size_t i = 0; i < pkt_n_links; i++) {
		const struct pkt_link *link = &pkt_links[i];

		for (int v6 = 0; v6 < 2; v6++) {
			if (strcmp(link->name, v6 ? "ipv4" : "ipv6") == 0)
				continue;
			put_rst(d, 10);
			put_ip(d, v6);
			link->wrap(&d->pkt, TB_CLIENT);
			if (decode_packet(d, link->link_type) != TB_DECODE_OK)
				fail_msg("%s", link->name);
			assert_rst(d, v6);
			assert_int_equal(d->out.segment.payload_len, 10);
			assert_int_equal(tb_segment_checksum(&d->out.segment),
					 TB_CHECKSUM_GOOD);
		}
	}
}

/* Headers that few frames have, and what stands behind each. */
static const struct {
	const char *name;
	uint32_t link_type;
	enum { IP, FRAME, WLAN } then;
	uint8_t n;
	uint8_t head[48];
} rare[] = {
	{ "PPP, protocol compressed", 9, IP, 1, { 0x21 } },
	{ "PPP as a Cisco line", 9, IP, 4, { 0x0f, 0, 0x08, 0x00 } },
	{ "PPP with an EtherType", 9, IP, 4, { 0xff, 0x03, 0x08, 0x00 } },
	{ "PPP around MPLS", 9, IP, 8, { 0xff, 0x03, 0x02, 0x81, 0, 0x01, 0x01, 64 } },
	{ "PPP around a bridged frame", 9, FRAME, 4, { 0x00, 0x31, 0x00, 0x01 } },
	{ "PPP over several links", 9, IP, 8, { 0x00, 0x3d, 0xc0, 0, 0, 1, 0x00, 0x21 } },
	{ "NLPID in LLC", 100, IP, 4, { 0xfe, 0xfe, 0x03, 0xcc } },
	{ "IP in LLC", 100, IP, 3, { 0x06, 0x06, 0x03 } },
	{ "PPP in LLC", 100, IP, 6, { 0xfe, 0xfe, 0x03, 0xcf, 0x00, 0x21 } },
	{ "bridged frame in LLC", 100, FRAME, 10, { 0xaa, 0xaa, 3, 0, 0x80, 0xc2, 0, 7 } },
	{ "bridge tunnel in LLC", 100, IP, 8, { 0xaa, 0xaa, 3, 0, 0, 0xf8, 0x08, 0x00 } },
	{ "Frame Relay, long address", 107, IP, 6, { 0x18, 0x40, 0, 0x01, 0x03, 0xcc } },
	{ "Frame Relay, padded", 107, IP, 5, { 0x18, 0x41, 0x03, 0x00, 0xcc } },
	{ "Frame Relay of Cisco", 107, IP, 4, { 0x18, 0x41, 0x08, 0x00 } },
	{ "Frame Relay, bridged", 107, FRAME, 10,
	  { 0x18, 0x41, 0x03, 0x00, 0x80, 0x00, 0x80, 0xc2, 0x00, 0x07 } },
	{ "VNTag", 1, IP, 20, { [12] = 0x89, 0x26, [18] = 0x08, 0x00 } },
	{ "HSR", 1, IP, 20, { [12] = 0x89, 0x2f, [18] = 0x08, 0x00 } },
	{ "E-tag", 1, IP, 22, { [12] = 0x89, 0x3f, [20] = 0x08, 0x00 } },
	{ "TRILL with options", 1, FRAME, 24, { [12] = 0x22, 0xf3, 0x00, 0x40 } },
	{ "NSH around IP", 1, IP, 22, { [12] = 0x89, 0x4f, 0, 2, 2, 1 } },
	{ "NSH around Ethernet", 1, FRAME, 22, { [12] = 0x89, 0x4f, 0, 2, 2, 3 } },
	{ "cooked Frame Relay", 113, IP, 20,
	  { [2] = 770 / 256, 770 % 256, [16] = 0x18, 0x41, 0x03, 0xcc } },
	{ "cooked 802.11", 113, WLAN, 16, { [2] = 801 / 256, 801 % 256, [15] = 4 } },
	{ "cooked radiotap", 276, WLAN, 28,
	  { [1] = 4, [8] = 803 / 256, 803 % 256, [22] = 8 } },
	{ "cooked Ethernet", 113, FRAME, 16, { [15] = 3 } },
	{ "cooked PPP", 113, IP, 18, { [15] = 7, 0x00, 0x21 } },
	{ "NSH around NSH", 1, IP, 30, { [12] = 0x89, 0x4f, 0, 2, 2, 4, [23] = 2, 2, 1 } },
	{ "PFLOG of old", 117, IP, 48, { 45, 2 } },
};

static void rare_headers_lead_to_the_segment(void **state)
{
	struct decoding *d = *state;

	for (size_t i = 0; i < sizeof(rare) / sizeof(rare[0]); i++) {
		put_rst(d, 10);
		put_ip(d, false);
		if (rare[i].then == FRAME)
			pkt_eth(&d->pkt, NULL, NULL);
		if (rare[i].then == WLAN)
			pkt_wifi(&d->pkt);
		memcpy(pkt_push(&d->pkt, rare[i].n), rare[i].head, rare[i].n);
		if (decode_packet(d, rare[i].link_type) != TB_DECODE_OK)
			fail_msg("%s", rare[i].name);
		assert_rst(d, false);
	}
}

static void a_part_of_a_multilink_packet_is_a_fragment(void **state)
{
	static const uint8_t frame[40] = { 0x00, 0x3d, 0x80, 0, 0, 1, 0x00, 0x21, 0x45 };
	struct decoding *d = *state;

	assert_int_equal(decode_bytes(d, 9, frame, 40, 40), TB_DECODE_FRAGMENT);
	assert_null(d->out.fragment.data);
}

static void every_link_type_has_a_name(void **state)
{
	(void)state;
	for (size_t i = 0; i < pkt_n_links; i++)
		assert_non_null(tb_link_type_name(pkt_links[i].link_type));
	assert_string_equal(tb_link_type_name(1), "EN10MB");
	assert_string_equal(tb_link_type_name(12), tb_link_type_name(101));
}

static void an_unknown_link_type_is_refused(void **state)
{
	struct decoding *d = *state;

	put_rst(d, 0);
	put_ip(d, false);
	assert_int_equal(decode_packet(d, USER0), TB_DECODE_LINK_TYPE);
	assert_null(tb_link_type_name(USER0));
}

/* Whatever is missing, what is found is the truth. */
static void a_frame_cut_anywhere_is_never_misread(void **state)
{
	struct decoding *d = *state;

	for (size_t i = 0; i < pkt_n_links; i++) {
		const struct pkt_link *link = &pkt_links[i];
		bool v6 = strcmp(link->name, "ipv6") == 0;

		put_rst(d, 4);
		put_ip(d, v6);
		link->wrap(&d->pkt, TB_SERVER);
		for (size_t n = 0; n < d->pkt.len; n++) {
			enum tb_decode outcome = decode_cut(d, link->link_type, n);

			if (outcome == TB_DECODE_OK)
				assert_int_equal(d->out.segment.seq, 1000);
			else if (outcome != TB_DECODE_CUT_SHORT)
				fail_msg("%s cut to %zu: %s", link->name, n,
					 tb_decode_name(outcome));
		}
	}
}

static void other_protocols_on_the_link_are_not_ip(void **state)
{
	static const uint8_t arp[60] = { [12] = 0x08, 0x06 };
	static const uint8_t stp[60] = { [12] = 0, 38, 0x42, 0x42, 3 };
	static const uint8_t half_snap[60] = { [12] = 0, 46, 0xaa, 0x42, 3, 0, 0, 0, 8, 0, 0x45 };
	static const uint8_t no_type[60] = { [12] = 0x05, 0xff };
	struct decoding *d = *state;

	assert_int_equal(decode_bytes(d, ETHERNET, arp, 60, 60), TB_DECODE_NOT_IP);
	assert_int_equal(decode_bytes(d, ETHERNET, stp, 60, 60), TB_DECODE_NOT_IP);
	assert_int_equal(decode_bytes(d, ETHERNET, half_snap, 60, 60), TB_DECODE_NOT_IP);
	assert_int_equal(decode_bytes(d, ETHERNET, no_type, 60, 60), TB_DECODE_NOT_IP);
}

static void vlan_ids_are_listed_outermost_first(void **state)
{
	struct decoding *d = *state;
	const struct tb_envelope *env = &d->out.segment.env;

	put_rst(d, 0);
	put_ip(d, false);
	pkt_vlan(&d->pkt, 200);
	pkt_qinq(&d->pkt, 100);
	pkt_eth(&d->pkt, NULL, NULL);
	assert_int_equal(decode_packet(d, ETHERNET), TB_DECODE_OK);
	assert_int_equal(env->n_vlan, 2);
	assert_int_equal(env->vlan[0], 100);
	assert_int_equal(env->vlan[1], 200);
}

static void more_vlan_tags_than_are_kept_are_passed_over(void **state)
{
	struct decoding *d = *state;

	put_rst(d, 0);
	put_ip(d, true);
	for (uint16_t id = 5; id > 0; id--)
		pkt_vlan(&d->pkt, id);
	pkt_eth(&d->pkt, NULL, NULL);
	assert_int_equal(decode_packet(d, ETHERNET), TB_DECODE_OK);
	assert_rst(d, true);
	assert_int_equal(d->out.segment.env.n_vlan, TB_MAX_VLAN);
	assert_int_equal(d->out.segment.env.vlan[1], 2);
}

static void endless_tags_are_too_deep(void **state)
{
	uint8_t frame[14 + 4 * 1000] = { 0 };
	struct decoding *d = *state;

	for (size_t i = 12; i + 1 < sizeof(frame); i += 4) {
		frame[i] = 0x81;
		frame[i + 1] = 0x00;
	}
	assert_int_equal(decode_bytes(d, ETHERNET, frame, sizeof(frame), sizeof(frame)),
			 TB_DECODE_TOO_DEEP);
}

static void the_innermost_source_address_is_kept(void **state)
{
	static const uint8_t source[6] = { 2, 0, 0, 0, 0, 9 };
	struct decoding *d = *state;

	put_rst(d, 0);
	put_ip(d, false);
	pkt_eth(&d->pkt, source, NULL);
	assert_int_equal(decode_packet(d, ETHERNET), TB_DECODE_OK);
	assert_true(d->out.segment.env.has_mac);
	assert_memory_equal(d->out.segment.env.mac_src, source, 6);
	put_rst(d, 0);
	put_ip(d, false);
	assert_int_equal(decode_packet(d, RAW), TB_DECODE_OK);
	assert_false(d->out.segment.env.has_mac);
}

/* Packet type of a cooked header: to us, broadcast, multicast, others', from us. */
static void a_cooked_capture_tells_the_direction(void **state)
{
	static const enum tb_travel expected[] = { TB_TRAVEL_IN, TB_TRAVEL_IN, TB_TRAVEL_IN,
						   TB_TRAVEL_UNKNOWN, TB_TRAVEL_OUT };
	struct decoding *d = *state;

	for (uint8_t type = 0; type < 5; type++) {
		put_rst(d, 0);
		put_ip(d, false);
		pkt_link("sll")->wrap(&d->pkt, TB_CLIENT);
		pkt_data(&d->pkt)[1] = type;
		assert_int_equal(decode_packet(d, SLL), TB_DECODE_OK);
		assert_int_equal(d->out.segment.env.travel, expected[type]);
	}
}

/* As the loopback has none: it is no machine of its own. */
static void a_cooked_address_of_zeros_is_none(void **state)
{
	struct decoding *d = *state;

	put_rst(d, 0);
	put_ip(d, false);
	pkt_link("sll")->wrap(&d->pkt, TB_CLIENT);
	assert_int_equal(decode_packet(d, SLL), TB_DECODE_OK);
	assert_true(d->out.segment.env.has_mac);
	memset(pkt_data(&d->pkt) + 6, 0, 6);
	assert_int_equal(decode_packet(d, SLL), TB_DECODE_OK);
	assert_false(d->out.segment.env.has_mac);
}

/* A data frame of 802.11 around the RST, to be spoilt. */
static uint8_t *put_wifi(struct decoding *d)
{
	put_rst(d, 0);
	put_ip(d, false);
	pkt_wifi(&d->pkt);
	return pkt_data(&d->pkt);
}

static void an_encrypted_wifi_frame_is_not_ip(void **state)
{
	struct decoding *d = *state;

	put_wifi(d)[1] |= 0x40;
	assert_int_equal(decode_packet(d, WIFI), TB_DECODE_NOT_IP);
}

static void wifi_frames_without_data_are_not_ip(void **state)
{
	struct decoding *d = *state;

	put_wifi(d)[0] |= 0x40; /* null data */
	assert_int_equal(decode_packet(d, WIFI), TB_DECODE_NOT_IP);
	put_wifi(d)[0] = 0x80; /* beacon */
	assert_int_equal(decode_packet(d, WIFI), TB_DECODE_NOT_IP);
}

static void a_part_of_a_wifi_frame_is_a_fragment(void **state)
{
	struct decoding *d = *state;

	put_wifi(d)[1] |= 0x04; /* more fragments */
	assert_int_equal(decode_packet(d, WIFI), TB_DECODE_FRAGMENT);
	assert_null(d->out.fragment.data);
	put_wifi(d)[22] |= 1; /* the second */
	assert_int_equal(decode_packet(d, WIFI), TB_DECODE_FRAGMENT);
	assert_null(d->out.fragment.data);
}

/* Radiotap with a clock, two words of presence bits and flags: padded body. */
static void radiotap_flags_are_found_behind_other_fields(void **state)
{
	static const uint8_t radiotap[25] = { 0, 0, 25, 0, 0x03, 0, 0, 0x80, 0, 0, 0, 0,
					      [24] = 0x20 };
	struct decoding *d = *state;
	uint8_t *wifi, frame[200];

	put_rst(d, 0);
	put_ip(d, false);
	pkt_wifi(&d->pkt);
	wifi = pkt_data(&d->pkt);
	memcpy(frame, radiotap, sizeof(radiotap));
	memcpy(frame + 25, wifi, 26);
	memset(frame + 25 + 26, 0, 2); /* the padding of a header of 26 bytes */
	memcpy(frame + 25 + 28, wifi + 26, d->pkt.len - 26);
	assert_int_equal(decode_bytes(d, RADIOTAP, frame, 27 + d->pkt.len, 27 + d->pkt.len),
			 TB_DECODE_OK);
	assert_rst(d, false);
}

static void a_radiotap_header_shorter_than_itself_is_malformed(void **state)
{
	static const uint8_t radiotap[40] = { 0, 0, 4, 0 };
	struct decoding *d = *state;

	assert_int_equal(decode_bytes(d, RADIOTAP, radiotap, 40, 40), TB_DECODE_MALFORMED);
}

static void a_frame_within_itself_without_end_is_too_deep(void **state)
{
	uint8_t frame[8 * 200] = { 0 };
	struct decoding *d = *state;

	for (size_t i = 0; i < sizeof(frame); i += 8) {
		frame[i + 2] = 8;   /* PPI header of eight bytes */
		frame[i + 4] = 192; /* around PPI */
	}
	assert_int_equal(decode_bytes(d, 192, frame, sizeof(frame), sizeof(frame)),
			 TB_DECODE_TOO_DEEP);
}

static void pktap_around_an_unknown_link_type_is_refused(void **state)
{
	struct decoding *d = *state;

	put_rst(d, 0);
	put_ip(d, false);
	pkt_link("pktap")->wrap(&d->pkt, TB_CLIENT);
	pkt_data(&d->pkt)[8] = USER0;
	assert_int_equal(decode_packet(d, PKTAP), TB_DECODE_LINK_TYPE);
}

static void nflog_without_a_packet_is_not_ip(void **state)
{
	/* family, version, resource id; prefix "ab" */
	static const uint8_t record[] = { 2, 0, 0, 0, 7, 0, 10, 0, 'a', 'b', 0, 0 };
	struct decoding *d = *state;

	assert_int_equal(decode_bytes(d, NFLOG, record, sizeof(record), sizeof(record)),
			 TB_DECODE_NOT_IP);
}

/* Both byte orders, and a capture that holds the TCP header but not all of the packet. */
static void a_cut_nflog_record_shows_what_it_holds(void **state)
{
	static const uint8_t orders[2][12] = { { 2, 0, 0, 0, 5, 0, 10, 0, 'x', 0, 0, 0 },
					       { 2, 0, 0, 0, 0, 5, 0, 10, 'x', 0, 0, 0 } };
	struct decoding *d = *state;

	for (int big = 0; big < 2; big++) {
		uint8_t *h;

		put_rst(d, 100);
		put_ip(d, false);
		h = pkt_push(&d->pkt, 16);
		memcpy(h, orders[big], 12);
		h[12 + big] = (uint8_t)(d->pkt.len - 12);
		h[14 + big] = 9;
		assert_int_equal(decode_cut(d, NFLOG, 16 + 20 + 20 + 30), TB_DECODE_OK);
		assert_rst(d, false);
		assert_int_equal(d->out.segment.payload_captured, 30);
		assert_int_equal(d->out.segment.payload_len, 100);
	}
}

static void an_empty_frame_is_not_read(void **state)
{
	struct decoding *d = *state;
	struct tb_frame frame = { .link_type = ETHERNET };

	assert_int_equal(tb_decode(&frame, NULL, &d->out), TB_DECODE_MALFORMED);
	frame.original = 60;
	assert_int_equal(tb_decode(&frame, NULL, &d->out), TB_DECODE_CUT_SHORT);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		decoding_test(every_link_type_leads_to_the_segment),
		decoding_test(rare_headers_lead_to_the_segment),
		decoding_test(a_part_of_a_multilink_packet_is_a_fragment),
		decoding_test(every_link_type_has_a_name),
		decoding_test(an_unknown_link_type_is_refused),
		decoding_test(a_frame_cut_anywhere_is_never_misread),
		decoding_test(other_protocols_on_the_link_are_not_ip),
		decoding_test(vlan_ids_are_listed_outermost_first),
		decoding_test(more_vlan_tags_than_are_kept_are_passed_over),
		decoding_test(endless_tags_are_too_deep),
		decoding_test(the_innermost_source_address_is_kept),
		decoding_test(a_cooked_capture_tells_the_direction),
		decoding_test(a_cooked_address_of_zeros_is_none),
		decoding_test(an_encrypted_wifi_frame_is_not_ip),
		decoding_test(wifi_frames_without_data_are_not_ip),
		decoding_test(a_part_of_a_wifi_frame_is_a_fragment),
		decoding_test(radiotap_flags_are_found_behind_other_fields),
		decoding_test(a_radiotap_header_shorter_than_itself_is_malformed),
		decoding_test(a_frame_within_itself_without_end_is_too_deep),
		decoding_test(pktap_around_an_unknown_link_type_is_refused),
		decoding_test(nflog_without_a_packet_is_not_ip),
		decoding_test(a_cut_nflog_record_shows_what_it_holds),
		decoding_test(an_empty_frame_is_not_read),
	};

	return cmocka_run_group_tests_name("link", tests, NULL, NULL);
}
