/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Nothing of a payload may survive, in whatever it is wrapped.
 */
#include "unit/slicing.h"

#include "wire/decode.h"

static const char secret[] = "a secret that nobody may see";

static bool holds_secret(const void *bytes, size_t n)
{
	const uint8_t *p = bytes;

	for (size_t at = 0; at + 8 <= n; at++)
		for (size_t part = 0; part + 8 < sizeof(secret); part++)
			if (memcmp(p + at, secret + part, 8) == 0)
				return true;
	return false;
}

/* The n-th frame has no payload left, and the rest of it is what it was. */
static void assert_stripped(size_t n, uint32_t headers)
{
	const struct tb_frame *was = &in.frame[n], *is = &out.frame[n];

	assert_int_equal(is->number, was->number);
	assert_int_equal(is->original, was->original);
	assert_int_equal(is->captured, headers);
	assert_memory_equal(is->data, was->data, headers);
	assert_false(holds_secret(is->data, is->captured));
	assert_false(holds_secret(out.text[n], strlen(out.text[n])));
}

/* A connection whose every byte is secret, that of its reset too. */
static void talk(void)
{
	struct conv_segment rst;

	conv_open(&conv);
	conv_bytes(&conv, TB_CLIENT, secret, sizeof(secret));		/* 4 */
	conv_bytes(&conv, TB_SERVER, secret, sizeof(secret));		/* 5 */
	rst = conv_next(&conv, TB_SERVER, TB_RST | TB_ACK, sizeof(secret));
	rst.payload = secret;
	conv_put(&conv, &rst);						/* 6 */
}

static void check_talk(void)
{
	for (int known = 0; known < 2; known++) {
		run(known);
		assert_int_equal(out.n, 6);
		for (size_t i = 0; i < out.n; i++) {
			uint32_t payload = i < 3 ? 0 : sizeof(secret);
			union tb_decoded was, is;

			assert_int_equal(tb_decode(&in.frame[i], NULL, &was), TB_DECODE_OK);
			assert_int_equal(tb_decode(&out.frame[i], NULL, &is), TB_DECODE_OK);
			assert_int_equal(is.segment.payload_len, was.segment.payload_len);
			assert_int_equal(is.segment.payload_len, payload);
			assert_int_equal(is.segment.payload_captured, 0);
			assert_int_equal(is.segment.options_len, was.segment.options_len);
			assert_int_equal(is.segment.checksum, was.segment.checksum);
			assert_stripped(i, (uint32_t)(was.segment.payload - in.frame[i].data));
		}
	}
}

/* A talk behind a link type or in a tunnel, of the family that it can carry: whichever the decoder
 * reads. */
static void check_wrapped(const struct pkt_link *link, void (*wrap)(struct pkt *, enum tb_side))
{
	static const char *const ends[2][2] = { { "192.0.2.1", "198.51.100.2" },
						{ "2001:db8::1", "2001:db8::2" } };
	unsigned read = 0;

	for (int v6 = 0; v6 < 2; v6++) {
		union tb_decoded any;

		begin(NULL);
		cfg.strip = true;
		conv_init(&conv, &tape, ends[v6][0], 40000, ends[v6][1], 80);
		conv.timestamps = true;
		conv.wrap = wrap;
		if (link != NULL)
			conv.link = link;
		talk();
		if (tb_decode(&in.frame[0], NULL, &any) != TB_DECODE_OK)
			continue;
		check_talk();
		read++;
	}
	assert_true(read > 0);
}

static void behind_every_link_type(void **state)
{
	(void)state;
	for (size_t i = 0; i < pkt_n_links; i++)
		check_wrapped(&pkt_links[i], NULL);
}

static void in_every_tunnel(void **state)
{
	(void)state;
	for (size_t i = 0; i < pkt_n_tunnels; i++)
		check_wrapped(NULL, pkt_tunnels[i].wrap);
}

static void comments_of_others_are_left_out(void **state)
{
	(void)state;
	cfg.strip = true;
	conv_open(&conv);
	tape.comment = secret;
	conv_rst(&conv, TB_SERVER);
	run(true);
	assert_non_null(in.frame[3].comment);
	assert_null(out.frame[3].comment);
	assert_int_equal(out.frame[3].comment_len, 0);
	cfg.strip = false;
	run(true);
	assert_int_equal(out.frame[3].comment_len, strlen(secret));
}

static void in_what_icmp_errors_quote(void **state)
{
	(void)state;
	cfg.strip = true;
	conv_syn(&conv);
	conv_synack(&conv);
	conv_bytes(&conv, TB_CLIENT, secret, sizeof(secret));
	conv_unreachable(&conv, TB_CLIENT, 1, "192.0.2.254", 1000);	/* 4 */
	conv_unreachable(&conv, TB_CLIENT, 1, "192.0.2.254", 28);	/* 5: eight bytes of TCP */
	conv_rst(&conv, TB_SERVER);
	for (int known = 0; known < 2; known++) {
		run(known);
		assert_int_equal(out.n, 6);
		assert_stripped(3, 14 + 20 + 8 + 20 + 20);
		assert_stripped(4, 14 + 20 + 8 + 20 + 8);
	}
}

/* Parts of `size` bytes of a packet whose payload is secret all through. */
static size_t put_parts(size_t size)
{
	char payload[40 * (sizeof(secret) - 1)];
	struct conv_segment s = conv_next(&conv, TB_CLIENT, TB_PSH | TB_ACK, sizeof(payload));
	struct pkt *whole = malloc(sizeof(*whole));
	size_t n = 0, len;

	assert_non_null(whole);
	for (size_t i = 0; i < 40; i++)
		memcpy(payload + i * (sizeof(secret) - 1), secret, sizeof(secret) - 1);
	s.payload = payload;
	conv_build(&s, whole);
	len = 20 + sizeof(payload);
	for (size_t from = 0; from < len; from += size, n++) {
		pkt_fragment(&conv.pkt, whole, 77, from, len - from < size ? len - from : size);
		conv_put_ip(&conv, TB_CLIENT);
	}
	conv.end[TB_CLIENT].next += (uint32_t)sizeof(payload);
	free(whole);
	return n;
}

static void of_fragments_only_the_header_in_the_first_stays(void **state)
{
	size_t n;

	(void)state;
	cfg.strip = true;
	conv_open(&conv);
	n = put_parts(400);
	conv_rst(&conv, TB_SERVER);
	for (int known = 0; known < 2; known++) {
		run(known);
		assert_int_equal(out.n, 3 + n + 1);
		assert_stripped(3, 14 + 20 + 20);
		for (size_t i = 1; i < n; i++)
			assert_stripped(3 + i, 14 + 20);
	}
}

/* The outer packets are cut up; where the header within ends shows in the first part. */
static void of_a_tunnel_in_fragments_the_same(void **state)
{
	struct pkt_ip outer = { .src = pkt_addr("203.0.113.1"), .dst = pkt_addr("203.0.113.2") };
	struct conv_segment s;
	struct pkt *whole = malloc(sizeof(*whole));
	char payload[sizeof(secret) * 20];

	(void)state;
	assert_non_null(whole);
	for (size_t i = 0; i < 20; i++)
		memcpy(payload + i * sizeof(secret), secret, sizeof(secret));
	cfg.strip = true;
	conv_open(&conv);
	s = conv_next(&conv, TB_CLIENT, TB_ACK, sizeof(payload));
	s.payload = payload;
	conv_build(&s, whole);
	pkt_ip(whole, &outer);
	pkt_fragment(&conv.pkt, whole, 7, 0, 320);
	conv_put_ip(&conv, TB_CLIENT);				/* 4 */
	pkt_fragment(&conv.pkt, whole, 7, 320, 20 + 20 + sizeof(payload) - 320);
	conv_put_ip(&conv, TB_CLIENT);				/* 5 */
	conv.end[TB_CLIENT].next += (uint32_t)sizeof(payload);
	conv_rst(&conv, TB_SERVER);
	run(true);
	assert_int_equal(out.n, 6);
	assert_stripped(3, 14 + 20 + 20 + 20);
	assert_stripped(4, 14 + 20);
	free(whole);
}

/* A verdict may name what is not TCP, at least where the input is another one when it is read
 * again. */
static void frames_that_are_not_understood_stay_away(void **state)
{
	const struct tb_rst rst = { .frame = { 1, 0 } };
	const struct tb_verdict v = { .rst = &rst, .n_rst = 1, .cause = { .slug = "c" } };

	(void)state;
	pkt_fill(&conv.pkt, 0);
	memcpy(pkt_push(&conv.pkt, sizeof(secret)), secret, sizeof(secret));
	pkt_udp(&conv.pkt, 50000, 53);
	pkt_ip(&conv.pkt, &(struct pkt_ip){ .src = conv.end[0].addr, .dst = conv.end[1].addr });
	conv_put_ip(&conv, TB_CLIENT);
	cfg.all_known = true;
	for (int strip = 0; strip < 2; strip++) {
		forget(out.frame, &out.n);
		cfg.strip = strip;
		slice = tb_slice_new(&cfg, &sink);
		assert_non_null(slice);
		tb_slice_verdict(slice, &v);
		tb_slice_frames(slice, in.frame, in.n);
		tb_slice_finish(slice);
		assert_int_equal(out.n, !strip);
		assert_int_equal(tb_slice_counts(slice)->shown, !strip);
		tb_slice_free(slice);
	}
}

static void what_was_captured_short_stays_short(void **state)
{
	(void)state;
	cfg.strip = true;
	tape.snaplen = 14 + 20 + 16;	/* within the TCP header */
	talk();
	run(true);
	for (size_t i = 0; i < out.n; i++)
		assert_stripped(i, tape.snaplen);
	assert_int_equal(out.n, 6);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		slicing_test(behind_every_link_type),
		slicing_test(in_every_tunnel),
		slicing_test(comments_of_others_are_left_out),
		slicing_test(in_what_icmp_errors_quote),
		slicing_test(of_fragments_only_the_header_in_the_first_stays),
		slicing_test(of_a_tunnel_in_fragments_the_same),
		slicing_test(frames_that_are_not_understood_stay_away),
		slicing_test(what_was_captured_short_stays_short),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
