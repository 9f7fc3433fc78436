/* SPDX-License-Identifier: BSD-3-Clause */
#include "unit/decoding.h"

#include "wire/outline.h"

enum { VXLAN = 4789, GTPU = 2152, L2TP = 1701 };

static bool carries(const char *tunnel, bool v6)
{
	return v6 || strncmp(tunnel, "teredo", 6) != 0;
}

static void every_tunnel_leads_to_the_inner_segment(void **state)
{
	struct decoding *d = *state;

	for (size_t i = 0; i < pkt_n_tunnels; i++) {
		for (int v6 = 0; v6 < 2; v6++) {
			if (!carries(pkt_tunnels[i].name, v6))
				continue;
			put_rst(d, 10);
			put_ip(d, v6);
			pkt_tunnels[i].wrap(&d->pkt, TB_CLIENT);
			pkt_eth(&d->pkt, NULL, NULL);
			if (decode_packet(d, ETHERNET) != TB_DECODE_OK)
				fail_msg("%s", pkt_tunnels[i].name);
			assert_rst(d, v6);
			assert_int_equal(d->out.segment.payload_len, 10);
			assert_int_equal(tb_segment_checksum(&d->out.segment),
					 TB_CHECKSUM_GOOD);
			assert_in_range(d->out.segment.env.n_tunnel, 1, TB_MAX_TUNNEL);
		}
	}
}

static void a_tunnel_cut_anywhere_is_never_misread(void **state)
{
	struct decoding *d = *state;

	for (size_t i = 0; i < pkt_n_tunnels; i++) {
		put_rst(d, 4);
		put_ip(d, true);
		pkt_tunnels[i].wrap(&d->pkt, TB_CLIENT);
		for (size_t n = 0; n < d->pkt.len; n++) {
			enum tb_decode outcome = decode_cut(d, RAW, n);

			if (outcome == TB_DECODE_OK)
				assert_int_equal(d->out.segment.seq, 1000);
			else if (outcome != TB_DECODE_CUT_SHORT)
				fail_msg("%s cut to %zu: %s", pkt_tunnels[i].name, n,
					 tb_decode_name(outcome));
		}
	}
}

/* What a wrapped RST is listed as. */
static void layers_are_listed_outermost_first(void **state)
{
	static const struct {
		const char *tunnel;
		uint8_t n;
		struct tb_tunnel layer[3];
	} rows[] = {
		{ "in-ipv4", 1, { { TB_LAYER_IPIP, 0 } } },
		{ "gre", 1, { { TB_LAYER_GRE, 0 } } },
		{ "gre-mpls", 2, { { TB_LAYER_GRE, 0 }, { TB_LAYER_MPLS, 77 } } },
		{ "vxlan", 1, { { TB_LAYER_VXLAN, 5001 } } },
		{ "vxlan-gre", 2, { { TB_LAYER_VXLAN, 5001 }, { TB_LAYER_GRE, 0 } } },
		{ "nvgre", 1, { { TB_LAYER_NVGRE, 5001 } } },
		{ "erspan-2", 1, { { TB_LAYER_ERSPAN, 7 } } },
		{ "geneve", 1, { { TB_LAYER_GENEVE, 5001 } } },
		{ "gtpu", 1, { { TB_LAYER_GTPU, 43981 } } },
		{ "l2tp-2", 1, { { TB_LAYER_L2TP, 5 << 16 | 6 } } },
		{ "ip-in-ip-in-ip", 3,
		  { { TB_LAYER_IPIP, 0 }, { TB_LAYER_IPIP, 0 }, { TB_LAYER_IPIP, 0 } } },
	};
	struct decoding *d = *state;

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		const struct tb_envelope *env = &d->out.segment.env;

		put_rst(d, 0);
		put_ip(d, true);
		pkt_tunnel(rows[i].tunnel)->wrap(&d->pkt, TB_SERVER);
		assert_int_equal(decode_packet(d, RAW), TB_DECODE_OK);
		assert_int_equal(env->n_tunnel, rows[i].n);
		for (uint8_t k = 0; k < rows[i].n; k++) {
			assert_int_equal(env->tunnel[k].layer, rows[i].layer[k].layer);
			assert_int_equal(env->tunnel[k].id, rows[i].layer[k].id);
		}
	}
}

static void put_in_ip(struct decoding *d, int times)
{
	put_rst(d, 0);
	put_ip(d, false);
	for (int i = 0; i < times; i++)
		put_ip(d, false);
}

static void more_layers_than_are_listed_are_followed(void **state)
{
	struct decoding *d = *state;

	put_in_ip(d, 20);
	assert_int_equal(decode_packet(d, RAW), TB_DECODE_OK);
	assert_rst(d, false);
	assert_int_equal(d->out.segment.env.n_tunnel, TB_MAX_TUNNEL);
}

static void endless_tunnels_are_too_deep(void **state)
{
	struct decoding *d = *state;

	put_in_ip(d, 100);
	assert_int_equal(decode_packet(d, RAW), TB_DECODE_TOO_DEEP);
}

/* Datagrams in datagrams, both of whose ports could be a tunnel's, around nothing. */
static void put_in_udp(struct decoding *d, int times)
{
	pkt_fill(&d->pkt, 40);
	for (int i = 0; i < times; i++) {
		uint8_t *gre;

		put_ip(d, false);
		gre = pkt_push(&d->pkt, 4);
		pkt_put16(gre + 2, 0x0800);
		d->pkt.kind = PKT_DATA;
		pkt_udp(&d->pkt, 4754, 4754);
	}
	put_ip(d, false);
}

/* To try both ports of each would take years. */
static void tunnels_are_not_tried_without_end(void **state)
{
	struct decoding *d = *state;

	put_in_udp(d, 2);
	assert_int_equal(decode_packet(d, RAW), TB_DECODE_NOT_TCP);
	put_in_udp(d, 29);
	assert_int_equal(decode_packet(d, RAW), TB_DECODE_TOO_DEEP);
}

/* A datagram to a tunnel's port from a port of no tunnel. */
static void put_datagram(struct decoding *d, uint16_t src, uint16_t dst)
{
	pkt_udp(&d->pkt, src, dst);
	put_ip(d, false);
}

static void udp_that_is_no_tunnel_is_not_tcp(void **state)
{
	static const uint16_t ports[] = { 53, VXLAN, 8472, 4790, 6081, GTPU, 2123, 3386,
					  3544, L2TP, 6635, 4754, 4341, 37008, 5247 };
	struct decoding *d = *state;

	for (size_t i = 0; i < sizeof(ports) / sizeof(ports[0]); i++) {
		pkt_fill(&d->pkt, 200);
		put_datagram(d, 50000, ports[i]);
		assert_int_equal(decode_packet(d, RAW), TB_DECODE_NOT_TCP);
	}
}

static void put_vxlan(struct decoding *d)
{
	uint8_t *h;

	put_rst(d, 0);
	put_ip(d, false);
	pkt_eth(&d->pkt, NULL, NULL);
	h = pkt_push(&d->pkt, 8);
	h[0] = 0x08;
	d->pkt.kind = PKT_DATA;
}

static void either_port_may_be_the_tunnels(void **state)
{
	static const uint16_t pairs[][2] = { { 50000, VXLAN }, { VXLAN, 50000 },
					     { VXLAN, VXLAN }, { GTPU, VXLAN },
					     { VXLAN, 6635 } };
	struct decoding *d = *state;

	for (size_t i = 0; i < sizeof(pairs) / sizeof(pairs[0]); i++) {
		put_vxlan(d);
		put_datagram(d, pairs[i][0], pairs[i][1]);
		assert_int_equal(decode_packet(d, RAW), TB_DECODE_OK);
		assert_rst(d, false);
		assert_int_equal(d->out.segment.env.n_tunnel, 1);
	}
}

/* Teredo passes over what is a packet in VXLAN-GPE, notes more in what follows than there is
 * room for, and leads to nothing. */
static void of_a_tunnel_that_is_given_up_nothing_is_noted(void **state)
{
	enum { TEREDO = 3544, GPE = 4790, HEAD = 8, LEFT = 8 * 260 };
	static const uint8_t teredo[4] = { 0, 1, HEAD + 14 + 20 + 20 - 13, 0 };
	struct decoding *d = *state;
	struct tb_outline outline;

	put_rst(d, LEFT + 8);
	memset(pkt_data(&d->pkt) + 20, 0, LEFT);
	put_ip(d, false);
	pkt_eth(&d->pkt, NULL, NULL);
	memcpy(pkt_push(&d->pkt, HEAD), teredo, sizeof(teredo));
	pkt_data(&d->pkt)[d->pkt.len - 8] = 0xff;
	d->pkt.kind = PKT_DATA;
	put_datagram(d, TEREDO, GPE);
	assert_int_equal(decode_packet(d, RAW), TB_DECODE_OK);
	assert_rst(d, false);
	assert_int_equal(tb_decode_outline(&d->frame, &d->out, &outline), TB_DECODE_OK);
	assert_int_equal(outline.at[outline.n - 1].kind, TB_PART_TCP);
	assert_false(outline.full);
}

static void vxlan_without_its_flag_is_not_tcp(void **state)
{
	struct decoding *d = *state;

	put_vxlan(d);
	pkt_data(&d->pkt)[0] = 0;
	put_datagram(d, 50000, VXLAN);
	assert_int_equal(decode_packet(d, RAW), TB_DECODE_NOT_TCP);
}

static void a_datagrams_length_ends_it(void **state)
{
	struct decoding *d = *state;

	put_vxlan(d);
	put_datagram(d, 50000, VXLAN);
	pkt_put16(pkt_data(&d->pkt) + 20 + 4, 7); /* shorter than its own header */
	assert_int_equal(decode_packet(d, RAW), TB_DECODE_NOT_TCP);
	pkt_put16(pkt_data(&d->pkt) + 20 + 4, 8 + 8 + 14 + 20 + 19); /* TCP cut */
	assert_int_equal(decode_packet(d, RAW), TB_DECODE_OK);
}

/* GTP: sequence number and a chain of two extension headers. */
static void extension_headers_of_gtp_are_passed_over(void **state)
{
	static const uint8_t before[12] = { 0, 1, 0, 0x85, 1, 9, 9, 0xc0, 1, 9, 9, 0 };
	struct decoding *d = *state;
	uint8_t *h;

	put_rst(d, 0);
	put_ip(d, false);
	memcpy(pkt_push(&d->pkt, sizeof(before)), before, sizeof(before));
	h = pkt_push(&d->pkt, 8);
	h[0] = 0x36; /* version 1 with extensions and sequence number */
	h[1] = 255;
	pkt_put16(h + 2, (uint16_t)(d->pkt.len - 8));
	pkt_put32(h + 4, 99);
	d->pkt.kind = PKT_DATA;
	put_datagram(d, GTPU, GTPU);
	assert_int_equal(decode_packet(d, RAW), TB_DECODE_OK);
	assert_rst(d, false);
	assert_int_equal(d->out.segment.env.tunnel[0].id, 99);
	pkt_data(&d->pkt)[20 + 8 + 12] = 0; /* an extension of no length */
	assert_int_equal(decode_packet(d, RAW), TB_DECODE_NOT_TCP);
}

/* L2TP version 2 with length, sequence numbers and an offset of three bytes. */
static void l2tp_says_what_is_in_its_header(void **state)
{
	static const uint8_t head[] = { 0x4a, 2, 0, 0, 0, 1, 0, 2, 0, 7, 0, 8, 0, 3, 9, 9,
					9 };
	struct decoding *d = *state;
	uint8_t *h;

	put_rst(d, 0);
	put_ip(d, false);
	pkt_ppp(&d->pkt);
	h = pkt_push(&d->pkt, sizeof(head));
	memcpy(h, head, sizeof(head));
	pkt_put16(h + 2, (uint16_t)d->pkt.len);
	d->pkt.kind = PKT_DATA;
	put_datagram(d, L2TP, L2TP);
	assert_int_equal(decode_packet(d, RAW), TB_DECODE_OK);
	assert_rst(d, false);
	assert_int_equal(d->out.segment.env.tunnel[0].id, 1 << 16 | 2);
	pkt_data(&d->pkt)[28] |= 0x80; /* a control message */
	assert_int_equal(decode_packet(d, RAW), TB_DECODE_NOT_TCP);
}

static void put_gre(struct decoding *d, uint16_t flags, uint16_t type, size_t between)
{
	uint8_t *h;

	put_rst(d, 0);
	put_ip(d, false);
	h = pkt_push(&d->pkt, 4 + between);
	pkt_put16(h, flags);
	pkt_put16(h + 2, type);
	d->pkt.kind = PKT_GRE;
}

/* GTP version 0: a header of twenty bytes, with a subscriber's number that is no id. */
static void the_first_version_of_gtp_is_read(void **state)
{
	struct decoding *d = *state;
	uint8_t *h;

	put_rst(d, 0);
	put_ip(d, false);
	h = pkt_push(&d->pkt, 20);
	h[0] = 0x1e;
	h[1] = 255;
	pkt_put16(h + 2, (uint16_t)(d->pkt.len - 20));
	pkt_put16(h + 6, 77);
	memcpy(h + 12, "\x62\x02\x21\x43\x65\x87\x09\xf5", 8);
	d->pkt.kind = PKT_DATA;
	put_datagram(d, 3386, 3386);
	assert_int_equal(decode_packet(d, RAW), TB_DECODE_OK);
	assert_rst(d, false);
	assert_int_equal(d->out.segment.env.tunnel[0].id, 77);
}

static void source_routes_of_gre_are_passed_over(void **state)
{
	struct decoding *d = *state;

	put_gre(d, 0x4000, 0x0800, 4 + 8 + 4);
	pkt_data(&d->pkt)[8 + 3] = 4; /* one entry of four bytes, and the end */
	put_ip(d, false);
	assert_int_equal(decode_packet(d, RAW), TB_DECODE_OK);
	assert_rst(d, false);
}

static void gre_of_no_known_version_is_not_tcp(void **state)
{
	struct decoding *d = *state;

	put_gre(d, 0x0002, 0x0800, 0);
	put_ip(d, false);
	assert_int_equal(decode_packet(d, RAW), TB_DECODE_NOT_TCP);
}

static void gre_around_no_ip_is_not_tcp(void **state)
{
	struct decoding *d = *state;

	put_gre(d, 0, 0x0806, 0);
	put_ip(d, false);
	assert_int_equal(decode_packet(d, RAW), TB_DECODE_NOT_TCP);
}

static void each_access_points_gre_type_is_wifi(void **state)
{
	struct decoding *d = *state;

	for (uint16_t type = 0x8200; type <= 0x8370; type = (uint16_t)(type + 0x10)) {
		uint8_t *h;

		put_rst(d, 0);
		put_ip(d, false);
		pkt_wifi(&d->pkt);
		h = pkt_push(&d->pkt, 4);
		pkt_put16(h + 2, type);
		d->pkt.kind = PKT_GRE;
		put_ip(d, false);
		assert_int_equal(decode_packet(d, RAW), TB_DECODE_OK);
		assert_rst(d, false);
	}
}

/* An access point's frame, whose frame control may have its bytes exchanged. */
static void capwap_is_read_in_either_byte_order(void **state)
{
	static const uint8_t wifi[8] = { 0x00, 0x10, 0x03, 0x00 }; /* T, binding 802.11 */
	struct decoding *d = *state;

	for (int swapped = 0; swapped < 2; swapped++) {
		uint8_t *h;

		put_rst(d, 0);
		put_ip(d, false);
		pkt_wifi(&d->pkt);
		h = pkt_data(&d->pkt);
		if (swapped) {
			uint8_t first = h[0];

			h[0] = h[1];
			h[1] = first;
		}
		memcpy(pkt_push(&d->pkt, 8), wifi, 8);
		d->pkt.kind = PKT_DATA;
		put_datagram(d, 50000, 5247);
		assert_int_equal(decode_packet(d, RAW), TB_DECODE_OK);
		assert_rst(d, false);
	}
}

static void a_part_of_a_capwap_frame_is_a_fragment(void **state)
{
	static const uint8_t fragment[8] = { 0x00, 0x10, 0x03, 0x80 };
	struct decoding *d = *state;

	pkt_fill(&d->pkt, 100);
	memcpy(pkt_push(&d->pkt, 8), fragment, 8);
	put_datagram(d, 50000, 5247);
	assert_int_equal(decode_packet(d, RAW), TB_DECODE_FRAGMENT);
	assert_null(d->out.fragment.data);
}

/* TZSP: version 1, received, Ethernet; a tag of two bytes, padding, the end. */
static void tzsp_tags_are_passed_over(void **state)
{
	static const uint8_t head[] = { 1, 0, 0, 1, 10, 2, 9, 9, 0, 1 };
	struct decoding *d = *state;

	put_rst(d, 0);
	put_ip(d, false);
	pkt_eth(&d->pkt, NULL, NULL);
	memcpy(pkt_push(&d->pkt, sizeof(head)), head, sizeof(head));
	d->pkt.kind = PKT_DATA;
	put_datagram(d, 50000, 37008);
	assert_int_equal(decode_packet(d, RAW), TB_DECODE_OK);
	assert_rst(d, false);
	assert_int_equal(d->out.segment.env.tunnel[0].layer, TB_LAYER_TZSP);
}

/* Two labels; what follows the last one is told by its first nibble. */
static void a_label_stack_ends_at_its_bottom(void **state)
{
	struct decoding *d = *state;

	put_rst(d, 0);
	put_ip(d, true);
	pkt_mpls(&d->pkt, 17);
	pkt_mpls(&d->pkt, 16);
	pkt_eth(&d->pkt, NULL, NULL);
	assert_int_equal(decode_packet(d, ETHERNET), TB_DECODE_OK);
	assert_rst(d, true);
	assert_int_equal(d->out.segment.env.n_tunnel, 2);
	assert_int_equal(d->out.segment.env.tunnel[0].id, 16);
	assert_int_equal(d->out.segment.env.tunnel[1].id, 17);
}

static void every_layer_has_a_name(void **state)
{
	(void)state;
	for (unsigned l = 0; l < TB_LAYER_COUNT; l++) {
		assert_non_null(tb_layer_name((enum tb_layer)l));
		for (unsigned k = 0; k < l; k++)
			assert_string_not_equal(tb_layer_name((enum tb_layer)l),
						tb_layer_name((enum tb_layer)k));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		decoding_test(every_tunnel_leads_to_the_inner_segment),
		decoding_test(a_tunnel_cut_anywhere_is_never_misread),
		decoding_test(layers_are_listed_outermost_first),
		decoding_test(more_layers_than_are_listed_are_followed),
		decoding_test(endless_tunnels_are_too_deep),
		decoding_test(tunnels_are_not_tried_without_end),
		decoding_test(udp_that_is_no_tunnel_is_not_tcp),
		decoding_test(either_port_may_be_the_tunnels),
		decoding_test(of_a_tunnel_that_is_given_up_nothing_is_noted),
		decoding_test(vxlan_without_its_flag_is_not_tcp),
		decoding_test(a_datagrams_length_ends_it),
		decoding_test(extension_headers_of_gtp_are_passed_over),
		decoding_test(the_first_version_of_gtp_is_read),
		decoding_test(l2tp_says_what_is_in_its_header),
		decoding_test(source_routes_of_gre_are_passed_over),
		decoding_test(gre_of_no_known_version_is_not_tcp),
		decoding_test(gre_around_no_ip_is_not_tcp),
		decoding_test(each_access_points_gre_type_is_wifi),
		decoding_test(capwap_is_read_in_either_byte_order),
		decoding_test(a_part_of_a_capwap_frame_is_a_fragment),
		decoding_test(tzsp_tags_are_passed_over),
		decoding_test(a_label_stack_ends_at_its_bottom),
		cmocka_unit_test(every_layer_has_a_name),
	};

	return cmocka_run_group_tests_name("tunnel", tests, NULL, NULL);
}
