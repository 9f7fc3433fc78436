/* SPDX-License-Identifier: BSD-3-Clause */
#include "unit/decoding.h"

#include "anonymize/header.h"
#include "anonymize/packet.h"
#include "wire/outline.h"

static const uint8_t key[TB_CRYPTOPAN_KEY] = "another key that all know";
static struct tb_anonymizer *a;

static int begin(void **state)
{
	a = tb_anonymizer_new(key);
	return a == NULL ? -1 : decoding_begin(state);
}

static int end(void **state)
{
	tb_anonymizer_free(a);
	return decoding_end(state);
}

#define packet_test(f) cmocka_unit_test_setup_teardown(f, begin, end)

/* A packet, and what became of it. */
struct change {
	uint8_t before[2048], after[2048];	/* after: with what was cut off put back */
	size_t len, cut;
	uint32_t link_type;
	struct tb_outline outline;
};

static struct tb_frame frame_of(const struct change *c, const uint8_t *bytes, size_t n)
{
	return (struct tb_frame){ .data = bytes, .captured = (uint32_t)n,
				  .original = (uint32_t)c->len, .link_type = c->link_type };
}

/* Of the packet so far n bytes were captured. */
static bool change_cut(struct decoding *d, uint32_t link_type, struct change *c, size_t n)
{
	uint32_t captured = (uint32_t)n;

	assert_true(d->pkt.len <= sizeof(c->before));
	c->len = d->pkt.len;
	c->link_type = link_type;
	memcpy(c->before, pkt_data(&d->pkt), n);
	memcpy(c->after, c->before, n);
	if (!tb_anonymize_packet(a, link_type, c->after, &captured, (uint32_t)c->len)) {
		assert_memory_equal(c->after, c->before, n);
		assert_int_equal(captured, n);
		return false;
	}
	c->cut = captured;
	assert_in_range(c->cut, 1, n);
	return true;
}

static bool change(struct decoding *d, uint32_t link_type, struct change *c)
{
	return change_cut(d, link_type, c, d->pkt.len);
}

static bool holds(const uint8_t *bytes, size_t n, const void *what, size_t size)
{
	for (size_t i = 0; i + size <= n; i++)
		if (memcmp(bytes + i, what, size) == 0)
			return true;
	return false;
}

static void assert_gone(const struct change *c, const char *name, const struct tb_addr *addr)
{
	size_t skip = tb_addr_is_v4(addr) ? 12 : 0;

	if (holds(c->after, c->cut, addr->byte + skip, 16 - skip))
		fail_msg("%s: an address is still there", name);
}

/* Sums of what a header covers, as RFC 1071 has it: is it right? */
static bool is_right(const uint8_t *packet, size_t len, const struct tb_outline *p, unsigned i)
{
	const struct tb_part *at = &p->at[i];
	const uint8_t *h = packet + at->at;
	uint32_t pseudo = 0;
	unsigned ip = i;

	while (ip > 0 && p->at[ip].kind != TB_PART_IPV4 && p->at[ip].kind != TB_PART_IPV6)
		ip--;
	if (at->kind == TB_PART_IPV4)
		return pkt_checksum(h, at->len, 0) == 0;
	if (at->kind == TB_PART_TCP || at->kind == TB_PART_UDP || at->kind == TB_PART_ICMPV6) {
		bool v6 = p->at[ip].kind == TB_PART_IPV6;
		const uint8_t *ends = packet + p->at[ip].at + (v6 ? 8 : 12);

		for (size_t k = 0; k < (v6 ? 32u : 8u); k += 2)
			pseudo += pkt_get16(ends + k);
		pseudo += (uint32_t)(len - at->at);
		pseudo += at->kind == TB_PART_TCP ? 6 : at->kind == TB_PART_UDP ? 17 : 58;
	}
	return pkt_checksum(h, len - at->at, pseudo) == 0;
}

/* Every checksum is as right as it was, and the headers are where they were. */
static void assert_checksums_are_as_right(struct change *c, const char *name)
{
	struct tb_frame was = frame_of(c, c->before, c->len), is = frame_of(c, c->after, c->len);
	struct tb_outline again;
	union tb_decoded out;

	tb_decode_outline(&was, &out, &c->outline);
	tb_decode_outline(&is, &out, &again);
	assert_int_equal(c->outline.n, again.n);
	for (unsigned i = 0; i < again.n; i++)
		if (is_right(c->before, c->len, &c->outline, i) !=
		    is_right(c->after, c->len, &again, i))
			fail_msg("%s: checksum %u", name, i);
}

static void assert_mapped(struct decoding *d, const struct change *c, bool v6)
{
	struct pkt_ip ip = ends(v6);

	decode_bytes(d, c->link_type, c->after, c->cut, c->len);
	tb_anonymize_addr(a, &ip.src);
	tb_anonymize_addr(a, &ip.dst);
	assert_memory_equal(&d->out.segment.src.addr, &ip.src, sizeof(ip.src));
	assert_memory_equal(&d->out.segment.dst.addr, &ip.dst, sizeof(ip.dst));
	assert_int_equal(d->out.segment.src.port, 40000);
	assert_int_equal(d->out.segment.seq, 1000);
	assert_int_equal(d->out.segment.payload_len, 10);
	assert_int_equal(d->out.segment.payload_captured, 0);
}

/* Of MACs the tests use 02:00:00:00:00:01 and :02, and other ones in tunnels. */
static void assert_rst_is_changed(struct decoding *d, const char *name, uint32_t link_type,
				  bool v6)
{
	static const uint8_t mac[2][6] = { { 2, 0, 0, 0, 0, 1 }, { 2, 0, 0, 0, 0, 2 } };
	const struct pkt_ip ip = ends(v6);
	struct change c;

	if (!change(d, link_type, &c))
		fail_msg("%s is not understood", name);
	assert_gone(&c, name, &ip.src);
	assert_gone(&c, name, &ip.dst);
	for (int i = 0; i < 2; i++)
		if (holds(c.after, c.cut, mac[i], 6))
			fail_msg("%s: a MAC is still there", name);
	assert_mapped(d, &c, v6);
	if (strcmp(name, "radiotap") != 0)	/* a check sequence is behind the packet */
		assert_checksums_are_as_right(&c, name);
}

static bool fits(const char *link, bool v6)
{
	return strcmp(link, v6 ? "ipv4" : "ipv6") != 0;
}

static void every_link_type_is_changed_and_nothing_else_is(void **state)
{
	struct decoding *d = *state;

	for (size_t i = 0; i < pkt_n_links; i++)
		for (int v6 = 0; v6 < 2; v6++)
			if (fits(pkt_links[i].name, v6)) {
				put_rst(d, 10);
				put_ip(d, v6);
				pkt_links[i].wrap(&d->pkt, TB_CLIENT);
				assert_rst_is_changed(d, pkt_links[i].name,
						      pkt_links[i].link_type, v6);
			}
}

static void the_ends_of_every_tunnel_are_changed_too(void **state)
{
	struct decoding *d = *state;

	for (size_t i = 0; i < pkt_n_tunnels; i++)
		for (int v6 = 0; v6 < 2; v6++) {
			if (!v6 && strncmp(pkt_tunnels[i].name, "teredo", 6) == 0)
				continue;
			put_rst(d, 10);
			put_ip(d, v6);
			pkt_tunnels[i].wrap(&d->pkt, TB_CLIENT);
			pkt_eth(&d->pkt, NULL, NULL);
			assert_rst_is_changed(d, pkt_tunnels[i].name, ETHERNET, v6);
		}
}

static void put_error(struct decoding *d, bool v6, uint8_t type, uint32_t rest, size_t n)
{
	struct pkt_ip ip = ends(v6);
	struct pkt *about = malloc(sizeof(*about));

	assert_non_null(about);
	put_rst(d, 100);
	put_ip(d, v6);
	*about = d->pkt;
	pkt_icmp_error(&d->pkt, type, 1, rest, about, n);
	free(about);
	ip.dst = ip.src;
	ip.src = pkt_addr(v6 ? "2001:db8::9" : "192.0.2.9");
	pkt_ip(&d->pkt, &ip);
}

static void what_an_icmp_error_quotes_is_changed_alike(void **state)
{
	struct decoding *d = *state;

	for (int v6 = 0; v6 < 2; v6++)
		for (size_t more = 8; more < 60; more += 6) {
			struct pkt_ip ip = ends(v6);
			struct change c;

			put_error(d, v6, v6 ? 1 : 3, 0, (v6 ? 40 : 20) + more);
			assert_true(change(d, RAW, &c));
			assert_gone(&c, "quote", &ip.src);
			assert_gone(&c, "quote", &ip.dst);
			ip.src = pkt_addr(v6 ? "2001:db8::9" : "192.0.2.9");
			assert_gone(&c, "quote", &ip.src);
			ip = ends(v6);
			tb_anonymize_addr(a, &ip.dst);
			assert_int_equal(decode_bytes(d, RAW, c.after, c.cut, c.len),
					 TB_DECODE_ICMP_ERROR);
			assert_memory_equal(&d->out.icmp.dst.addr, &ip.dst, 16);
			tb_decode_outline(&(struct tb_frame){ .data = c.after,
							     .captured = (uint32_t)c.len,
							     .original = (uint32_t)c.len,
							     .link_type = RAW },
					 &d->out, &c.outline);
			assert_true(is_right(c.after, c.len, &c.outline, 1));
		}
}

static void the_router_that_a_redirect_names_is_changed(void **state)
{
	const struct tb_addr router = pkt_addr("198.51.100.77");
	struct decoding *d = *state;
	struct change c;

	put_error(d, false, 5, pkt_get32(router.byte + 12), 28);
	assert_true(change(d, RAW, &c));
	assert_gone(&c, "redirect", &router);
}

static void a_wrong_checksum_stays_wrong_and_one_left_to_the_card_looks_so(void **state)
{
	static const struct {
		enum pkt_sum sum;
		enum tb_checksum expected;
	} rows[] = {
		{ PKT_SUM_GOOD, TB_CHECKSUM_GOOD },
		{ PKT_SUM_BAD, TB_CHECKSUM_BAD },
		{ PKT_SUM_PARTIAL, TB_CHECKSUM_PARTIAL },
		{ PKT_SUM_ZERO, TB_CHECKSUM_PARTIAL },
	};
	struct decoding *d = *state;

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		for (int v6 = 0; v6 < 2; v6++) {
			struct change c;

			pkt_fill(&d->pkt, 11);
			pkt_tcp(&d->pkt, &(struct pkt_tcp){ .src = 40000, .dst = 80,
							    .flags = TB_ACK,
							    .sum = rows[i].sum });
			put_ip(d, v6);
			assert_true(change(d, RAW, &c));
			decode_bytes(d, RAW, c.after, c.len, c.len);
			assert_int_equal(tb_segment_checksum(&d->out.segment), rows[i].expected);
		}
}

/* Alone and in a tunnel whose header has a checksum of its own. */
static void the_name_in_a_payload_is_another_and_checksums_know(void **state)
{
	static const char request[] = "GET /a HTTP/1.1\r\nHost: www.example.org\r\n\r\n";
	struct decoding *d = *state;
	uint8_t name[] = "www.example.org";
	enum { N = sizeof(request) - 1 };

	tb_anonymize_host(a, name, sizeof(name) - 1);
	for (int v6 = 0; v6 < 2; v6++)
		for (size_t tunnel = 0; tunnel <= pkt_n_tunnels; tunnel++) {
			struct change c;

			pkt_fill(&d->pkt, N);
			memcpy(pkt_data(&d->pkt), request, N);
			pkt_tcp(&d->pkt, &(struct pkt_tcp){ .src = 40000, .dst = 80,
							    .flags = TB_ACK | TB_PSH });
			put_ip(d, v6);
			if (tunnel < pkt_n_tunnels && v6)
				pkt_tunnels[tunnel].wrap(&d->pkt, TB_CLIENT);
			pkt_eth(&d->pkt, NULL, NULL);
			assert_true(change(d, ETHERNET, &c));
			assert_false(holds(c.after, c.cut, "example", 7));
			assert_true(holds(c.after, c.cut, name, sizeof(name) - 1));
			decode_bytes(d, ETHERNET, c.after, c.cut, c.len);
			assert_int_equal(d->out.segment.payload_captured, N);
			assert_checksums_are_as_right(&c, "payload");
		}
}

static void what_options_tell_is_kept_only_if_it_names_nobody(void **state)
{
	static const uint8_t secret[8] = "\xc6\x33\x64\x4d" "leak";
	struct pkt_tcp tcp = { .src = 40000, .dst = 80, .flags = TB_RST };
	struct decoding *d = *state;
	struct change c;

	pkt_opt_mss(&tcp, 1460);
	pkt_opt_ts(&tcp, 0x01020304, 0x05060708);
	pkt_opt(&tcp, 78, secret, 8);	/* where accelerators look for each other */
	pkt_opt(&tcp, 34, secret, 8);	/* a cookie */
	pkt_fill(&d->pkt, 0);
	pkt_tcp(&d->pkt, &tcp);
	put_ip(d, false);
	assert_true(change(d, RAW, &c));
	assert_false(holds(c.after, c.cut, secret, 4));
	assert_false(holds(c.after, c.cut, secret + 4, 4));
	decode_bytes(d, RAW, c.after, c.cut, c.len);
	assert_int_equal(d->out.segment.ts_val, 0x01020304);
	assert_true(d->out.segment.seen_options & TB_OPT_MSS);
	assert_true(d->out.segment.seen_options & TB_OPT_TFO);
	assert_checksums_are_as_right(&c, "options");
}

static void an_address_that_mptcp_tells_is_gone(void **state)
{
	uint8_t options[] = { 30, 8, 0x30, 1, 198, 51, 100, 77, 30, 4, 0x80, 5 };

	(void)state;
	tb_anonymize_tcp_options(options, sizeof(options));
	assert_false(holds(options, sizeof(options), "\xc6\x33\x64\x4d", 4));
	assert_memory_equal(options + 8, "\x1e\x04\x80\x05", 4);	/* its reset tells why */
}

static void of_mptcp_what_is_not_known_keeps_its_subtype(void **state)
{
	(void)state;
	for (unsigned subtype = 0; subtype < 16; subtype++) {
		uint8_t options[] = { 30, 8, (uint8_t)(subtype << 4 | 1), 1, 198, 51, 100, 77 };
		bool known = subtype <= 8 && subtype != 3;

		tb_anonymize_tcp_options(options, sizeof(options));
		assert_int_equal(options[2], subtype << 4 | 1);
		assert_memory_equal(options + 3, known ? "\1\xc6\x33\x64\x4d" : "\0\0\0\0\0", 5);
	}
}

static void the_way_of_a_source_route_is_changed_and_the_checksum_knows(void **state)
{
	static const uint8_t route[] = { 131, 11, 4, 198, 51, 100, 77, 198, 51, 100, 78, 0 };
	struct decoding *d = *state;
	struct change c;
	struct pkt_ip ip = ends(false);
	struct tb_addr last = pkt_addr("198.51.100.78");
	uint32_t pseudo;
	uint8_t *at;

	/* the checksum is for the last address */
	ip.dst = last;
	pkt_fill(&d->pkt, 10);
	pkt_tcp(&d->pkt, &(struct pkt_tcp){ .src = 40000, .dst = 80, .flags = TB_RST });
	ip.option_words = 3;
	pkt_ip(&d->pkt, &ip);
	at = pkt_data(&d->pkt);
	memcpy(at + 16, ends(false).dst.byte + 12, 4);
	memcpy(at + 20, route, sizeof(route));
	assert_true(change(d, RAW, &c));
	assert_gone(&c, "route", &last);
	last = pkt_addr("198.51.100.77");
	assert_gone(&c, "route", &last);
	pseudo = 6 + (uint32_t)(c.len - 32);
	for (size_t i = 0; i < 4; i += 2)
		pseudo += (uint32_t)pkt_get16(c.after + 12 + i) + pkt_get16(c.after + 27 + i);
	assert_int_equal(pkt_checksum(c.after + 32, c.len - 32, pseudo), 0);
}

static void put_fragment(struct decoding *d, bool v6, size_t from)
{
	struct pkt *whole = malloc(sizeof(*whole));

	assert_non_null(whole);
	put_rst(d, 100);
	put_ip(d, v6);
	*whole = d->pkt;
	pkt_fragment(&d->pkt, whole, 7, from, 64);
	free(whole);
}

static void the_first_fragment_keeps_its_header_and_others_keep_no_data(void **state)
{
	struct decoding *d = *state;

	for (int v6 = 0; v6 < 2; v6++)
		for (size_t from = 0; from < 2; from++) {
			struct pkt_ip ip = ends(v6);
			struct change c;

			put_fragment(d, v6, 64 * from);
			assert_true(change(d, RAW, &c));
			assert_gone(&c, "fragment", &ip.src);
			assert_int_equal(c.cut, (v6 ? 48u : 20u) + (from == 0 ? 20u : 0u));
		}
}

static void what_is_not_tcp_or_cut_too_short_is_refused(void **state)
{
	struct decoding *d = *state;
	struct change c;

	pkt_fill(&d->pkt, 30);
	pkt_udp(&d->pkt, 53, 53);
	put_ip(d, false);
	assert_false(change(d, RAW, &c));
	put_rst(d, 10);
	put_ip(d, false);
	assert_false(change_cut(d, RAW, &c, 20 + 13));
	assert_true(change_cut(d, RAW, &c, 20 + 14));
	assert_false(change(d, 147, &c));	/* a link type that nobody knows */
}

static void headers_that_nobody_reads_are_blank(void **state)
{
	struct decoding *d = *state;
	struct change c;

	put_rst(d, 10);
	put_ip(d, true);
	pkt_link("pktap")->wrap(&d->pkt, TB_CLIENT);
	memcpy(pkt_data(&d->pkt) + 12, "en0-of-somebody", 15);	/* an interface's name */
	memcpy(pkt_data(&d->pkt) + 56, "secretd", 7);		/* a command's */
	assert_true(change(d, 258, &c));
	assert_false(holds(c.after, c.cut, "somebody", 8));
	assert_false(holds(c.after, c.cut, "secretd", 7));
}

/* GTP version 0 has the digits of an IMSI in each packet, and a label that is a number. */
static void the_number_of_a_subscriber_is_gone_from_tunnels(void **state)
{
	static const uint8_t tid[8] = "\x62\x02\x21\x43\x65\x87\x09\xf5";
	struct decoding *d = *state;
	struct change c;
	uint8_t *h;

	put_rst(d, 10);
	put_ip(d, false);
	h = pkt_push(&d->pkt, 20);
	h[0] = 0x1e;
	h[1] = 255;
	pkt_put16(h + 2, (uint16_t)(d->pkt.len - 20));
	pkt_put16(h + 6, 77);
	memcpy(h + 12, tid, sizeof(tid));
	d->pkt.kind = PKT_DATA;
	pkt_udp(&d->pkt, 3386, 3386);
	put_ip(d, false);
	assert_true(change(d, RAW, &c));
	for (size_t i = 0; i + 2 <= sizeof(tid); i += 2)
		assert_false(holds(c.after, c.cut, tid + i, 2));
	decode_bytes(d, RAW, c.after, c.cut, c.len);
	assert_int_equal(d->out.segment.env.tunnel[0].id, 77);
	assert_checksums_are_as_right(&c, "GTP version 0");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		packet_test(every_link_type_is_changed_and_nothing_else_is),
		packet_test(the_ends_of_every_tunnel_are_changed_too),
		packet_test(what_an_icmp_error_quotes_is_changed_alike),
		packet_test(the_router_that_a_redirect_names_is_changed),
		packet_test(a_wrong_checksum_stays_wrong_and_one_left_to_the_card_looks_so),
		packet_test(the_name_in_a_payload_is_another_and_checksums_know),
		packet_test(what_options_tell_is_kept_only_if_it_names_nobody),
		packet_test(an_address_that_mptcp_tells_is_gone),
		packet_test(of_mptcp_what_is_not_known_keeps_its_subtype),
		packet_test(the_way_of_a_source_route_is_changed_and_the_checksum_knows),
		packet_test(the_first_fragment_keeps_its_header_and_others_keep_no_data),
		packet_test(what_is_not_tcp_or_cut_too_short_is_refused),
		packet_test(headers_that_nobody_reads_are_blank),
		packet_test(the_number_of_a_subscriber_is_gone_from_tunnels),
	};

	return cmocka_run_group_tests_name("anonymize_packet", tests, NULL, NULL);
}
