/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * capfile.c - classic pcap and pcapng, both byte orders
 *
 * A pcapng block states its length before and after its body; bodies are
 * therefore gathered in a buffer first.
 */
#include "support/capfile.h"

#include <stdlib.h>
#include <string.h>

enum {
	NG_INTERFACE = 1,
	NG_SIMPLE = 3,
	NG_STATS = 5,
	NG_ENHANCED = 6
};

#define NG_SECTION 0x0a0d0d0au

/* The body of a block in the making. */
struct body {
	const struct capfile *file;
	uint8_t byte[128 * 1024];
	size_t len;
};

static void encode(const struct capfile *c, uint8_t *at, uint64_t v, size_t n)
{
	for (size_t i = 0; i < n; i++)
		at[c->big_endian ? n - 1 - i : i] = (uint8_t)(v >> 8 * i);
}

static void put(const struct capfile *c, uint64_t v, size_t n)
{
	uint8_t bytes[8];

	encode(c, bytes, v, n);
	fwrite(bytes, 1, n, c->out);
}

/* --- classic pcap --- */

void capfile_pcap(struct capfile *c, FILE *out, uint32_t link_type, uint32_t snaplen,
		  bool nanoseconds, bool big_endian)
{
	*c = (struct capfile){ .out = out, .big_endian = big_endian,
			       .nanoseconds = nanoseconds };
	put(c, nanoseconds ? 0xa1b23c4d : 0xa1b2c3d4, 4);
	put(c, 2, 2);
	put(c, 4, 2);
	put(c, 0, 4);
	put(c, 0, 4);
	put(c, snaplen, 4);
	put(c, link_type, 4);
}

void capfile_pcap_frame(struct capfile *c, const struct tb_frame *f)
{
	int64_t fraction = f->time.ns % TB_SECOND;

	put(c, (uint64_t)(f->time.ns / TB_SECOND), 4);
	put(c, (uint64_t)(c->nanoseconds ? fraction : fraction / 1000), 4);
	put(c, f->captured, 4);
	put(c, f->original, 4);
	fwrite(f->data, 1, f->captured, c->out);
}

void capfile_take_pcap(void *user, const struct tb_frame *f)
{
	capfile_pcap_frame(user, f);
}

/* --- pcapng --- */

void capfile_ng_block(struct capfile *c, uint32_t type, const void *body, size_t n)
{
	size_t padded = (n + 3) / 4 * 4;

	put(c, type, 4);
	put(c, 12 + padded, 4);
	fwrite(body, 1, n, c->out);
	put(c, 0, padded - n);
	put(c, 12 + padded, 4);
}

static void add_bytes(struct body *b, const void *data, size_t n)
{
	size_t padded = (n + 3) / 4 * 4;

	if (padded > sizeof(b->byte) - b->len)
		abort();
	if (n)
		memcpy(b->byte + b->len, data, n);
	memset(b->byte + b->len + n, 0, padded - n);
	b->len += padded;
}

/* n is 4 or 8, or 2 twice in a row */
static void add(struct body *b, uint64_t v, size_t n)
{
	if (n > sizeof(b->byte) - b->len)
		abort();
	encode(b->file, b->byte + b->len, v, n);
	b->len += n;
}

static void add_option(struct body *b, uint16_t code, const void *value, size_t n)
{
	add(b, code, 2);
	add(b, n, 2);
	add_bytes(b, value, n);
}

static void add_stamp(struct body *b, const struct capfile *c, uint32_t interface,
		      tb_time t)
{
	uint8_t resolution = c->tsresol[interface];
	uint64_t ns = (uint64_t)t.ns, units;

	if (resolution & 0x80) {
		unsigned shift = resolution & 0x7f;

		units = (ns / TB_SECOND << shift) + (ns % TB_SECOND << shift) / TB_SECOND;
	} else {
		units = ns;
		for (uint8_t i = resolution; i < 9; i++)
			units /= 10;
	}
	add(b, units >> 32, 4);
	add(b, units & 0xffffffff, 4);
}

void capfile_ng(struct capfile *c, FILE *out, bool big_endian)
{
	struct body b = { .file = c };

	*c = (struct capfile){ .out = out, .big_endian = big_endian };
	add(&b, 0x1a2b3c4d, 4);
	add(&b, 1, 2);
	add(&b, 0, 2);
	add(&b, UINT64_MAX, 8);	/* length of the section: not said */
	capfile_ng_block(c, NG_SECTION, b.byte, b.len);
}

void capfile_ng_interface(struct capfile *c, uint32_t link_type, uint32_t snaplen,
			  uint8_t tsresol, const char *name)
{
	struct body b = { .file = c };

	if (c->n_interfaces == CAPFILE_INTERFACES)
		abort();
	c->tsresol[c->n_interfaces++] = tsresol;
	add(&b, link_type, 2);
	add(&b, 0, 2);
	add(&b, snaplen, 4);
	if (name)
		add_option(&b, 2, name, strlen(name));
	if (tsresol != 6)
		add_option(&b, 9, &tsresol, 1);
	if (name || tsresol != 6)
		add(&b, 0, 4);	/* end of options */
	capfile_ng_block(c, NG_INTERFACE, b.byte, b.len);
}

void capfile_ng_frame(struct capfile *c, const struct tb_frame *f)
{
	struct body b = { .file = c };

	add(&b, f->interface, 4);
	add_stamp(&b, c, f->interface, f->time);
	add(&b, f->captured, 4);
	add(&b, f->original, 4);
	add_bytes(&b, f->data, f->captured);
	if (f->comment) {
		add_option(&b, 1, f->comment, f->comment_len);
		add(&b, 0, 4);
	}
	capfile_ng_block(c, NG_ENHANCED, b.byte, b.len);
}

void capfile_ng_simple(struct capfile *c, const struct tb_frame *f)
{
	struct body b = { .file = c };

	add(&b, f->original, 4);
	add_bytes(&b, f->data, f->captured);
	capfile_ng_block(c, NG_SIMPLE, b.byte, b.len);
}

void capfile_ng_stats(struct capfile *c, uint32_t interface, tb_time now,
		      uint64_t received, uint64_t dropped)
{
	struct body b = { .file = c };
	uint8_t count[8];

	add(&b, interface, 4);
	add_stamp(&b, c, interface, now);
	encode(c, count, received, 8);
	add_option(&b, 4, count, 8);
	encode(c, count, dropped, 8);
	add_option(&b, 5, count, 8);
	add(&b, 0, 4);
	capfile_ng_block(c, NG_STATS, b.byte, b.len);
}

void capfile_take_ng(void *user, const struct tb_frame *f)
{
	capfile_ng_frame(user, f);
}
