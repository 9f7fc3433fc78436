/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * decoding.h - a frame on its way through the decoder, for the tests of src/wire
 *
 * The decoder gets its bytes in memory of exactly their number, so that a sanitizer sees
 * a read past the end, and a result full of rubbish, so that a member left unset shows.
 */
#ifndef TESTS_UNIT_DECODING_H
#define TESTS_UNIT_DECODING_H

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "support/layers.h"
#include "wire/decode.h"
#include "wire/fragment.h"

enum { ETHERNET = 1, RAW = 101 };

struct decoding {
	struct pkt pkt;
	struct tb_frame frame;
	uint8_t *bytes;
	struct tb_fragments *store;
	union tb_decoded out;
};

static inline int decoding_begin(void **state)
{
	static const uint64_t seed[2] = { 1, 2 };
	struct decoding *d = calloc(1, sizeof(*d));

	if (d == NULL || (d->store = tb_fragments_new(seed)) == NULL)
		return -1;
	*state = d;
	return 0;
}

static inline int decoding_end(void **state)
{
	struct decoding *d = *state;

	tb_fragments_free(d->store);
	free(d->bytes);
	free(d);
	return 0;
}

#define decoding_test(f) cmocka_unit_test_setup_teardown(f, decoding_begin, decoding_end)

/* The first `captured` bytes of a frame that had `original`. */
static inline enum tb_decode decode_bytes(struct decoding *d, uint32_t link_type,
					  const void *bytes, size_t captured,
					  size_t original)
{
	free(d->bytes);
	d->bytes = malloc(captured ? captured : 1);
	assert_non_null(d->bytes);
	memcpy(d->bytes, bytes, captured);
	d->frame.link_type = link_type;
	d->frame.data = d->bytes;
	d->frame.captured = (uint32_t)captured;
	d->frame.original = (uint32_t)original;
	d->frame.number++;
	memset(&d->out, 0xa5, sizeof(d->out));
	return tb_decode(&d->frame, d->store, &d->out);
}

/* The packet so far, whole. */
static inline enum tb_decode decode_packet(struct decoding *d, uint32_t link_type)
{
	return decode_bytes(d, link_type, pkt_data(&d->pkt), d->pkt.len, d->pkt.len);
}

/* The packet so far, of which the capture holds n bytes. */
static inline enum tb_decode decode_cut(struct decoding *d, uint32_t link_type, size_t n)
{
	return decode_bytes(d, link_type, pkt_data(&d->pkt), n, d->pkt.len);
}

/* 192.0.2.1 and 2001:db8::1 send a RST from port 40000 to port 80 of ...2. */
static inline void put_rst(struct decoding *d, size_t payload)
{
	pkt_fill(&d->pkt, payload);
	pkt_tcp(&d->pkt, &(struct pkt_tcp){ .src = 40000, .dst = 80, .seq = 1000,
					    .ack = 2000, .flags = TB_RST | TB_ACK,
					    .window = 512 });
}

static inline struct pkt_ip ends(bool v6)
{
	return (struct pkt_ip){ .src = pkt_addr(v6 ? "2001:db8::1" : "192.0.2.1"),
				.dst = pkt_addr(v6 ? "2001:db8::2" : "192.0.2.2"),
				.id = 7 };
}

static inline void put_ip(struct decoding *d, bool v6)
{
	struct pkt_ip ip = ends(v6);

	pkt_ip(&d->pkt, &ip);
}

/* The packet of put_rst() and put_ip() came out. */
static inline void assert_rst(const struct decoding *d, bool v6)
{
	const struct tb_segment *s = &d->out.segment;
	struct pkt_ip ip = ends(v6);

	assert_memory_equal(&s->src.addr, &ip.src, sizeof(ip.src));
	assert_memory_equal(&s->dst.addr, &ip.dst, sizeof(ip.dst));
	assert_int_equal(s->v6, v6);
	assert_int_equal(s->src.port, 40000);
	assert_int_equal(s->dst.port, 80);
	assert_int_equal(s->seq, 1000);
	assert_int_equal(s->ack, 2000);
	assert_int_equal(s->flags, TB_RST | TB_ACK);
	assert_int_equal(s->window, 512);
	assert_int_equal(s->ref.number, d->frame.number);
}

#endif
