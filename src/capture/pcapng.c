/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * pcapng.c - pcapng files, by a block reader of our own
 *
 * libpcap refuses files whose interfaces differ in link type, snapshot length or
 * resolution, which is what capturing on several interfaces at once gives, and
 * keeps the names, drop counts and comments to itself.  The format is
 * draft-ietf-opsawg-pcapng; section numbers below are its.
 *
 * A block is a type, a length, a body and the length again.  Blocks that matter are
 * looked at in place, whole, in the stream's window; their length is therefore bounded
 * (TB_STREAM_NEED_MAX).  Others are skipped, however long, and only their second length is
 * checked.  Once a length is wrong nothing behind it can be trusted, so reading
 * stops there.
 *
 * Frames are numbered as Wireshark numbers them, which counts some blocks that are not
 * packets.
 */
#include "pcapng.h"

#include <stdlib.h>

enum {
	HEAD = 8,	/* type and length */
	TRAILER = 4	/* the length again */
};

static const uint32_t byte_order_magic = 0x1a2b3c4d;

/* The file ends inside a block, or the stream broke. */
static enum tb_ng_outcome cut(struct tb_pcapng *p, bool is_frame, const char *what)
{
	const char *why = tb_stream_problem(p->stream);

	return NG_STOP(p, is_frame, "%s block cut short%s%s", what, why ? ": " : "",
		       why ? why : "");
}

/* A section header says in which order its bytes are; its length comes before that. */
static enum tb_ng_outcome take_order(struct tb_pcapng *p)
{
	const uint8_t *head = tb_stream_need(p->stream, HEAD + 4);
	struct tb_reader big, little;

	if (head == NULL)
		return cut(p, false, "section header");
	big = little = rd_over(head + HEAD, 4);
	p->big = rd_be32(&big) == byte_order_magic;
	if (p->big || rd_le32(&little) == byte_order_magic)
		return TB_NG_GO_ON;
	return NG_STOP(p, false, "damaged section header: it does not say its byte order");
}

/* Type and length of the next block. */
static enum tb_ng_outcome read_head(struct tb_pcapng *p, struct tb_ng_block *b)
{
	const uint8_t *head = tb_stream_need(p->stream, HEAD);
	struct tb_reader r;

	if (head == NULL) {
		if (tb_stream_left(p->stream) > 0 || tb_stream_problem(p->stream) != NULL)
			return cut(p, true, "header of a");
		return TB_NG_STOP;
	}
	r = rd_over(head, HEAD);
	b->type = ng_u32(p, &r);
	if (b->type == TB_NG_SECTION) {
		if (take_order(p) != TB_NG_GO_ON)
			return TB_NG_STOP;
		head = tb_stream_need(p->stream, HEAD);
		r = rd_over(head, HEAD);
		rd_skip(&r, 4);
	}
	b->length = ng_u32(p, &r);
	if (b->length < HEAD + TRAILER || b->length % 4 != 0)
		return NG_STOP(p, tb_ng_kind_of(b->type)->numbered,
			    "damaged block: its length is %u", b->length);
	return TB_NG_GO_ON;
}

static enum tb_ng_outcome check_trailer(struct tb_pcapng *p, const struct tb_ng_block *b,
				  const struct tb_ng_kind *k, const uint8_t *trailer)
{
	struct tb_reader r = rd_over(trailer, TRAILER);
	uint32_t again = ng_u32(p, &r);

	if (again == b->length)
		return TB_NG_GO_ON;
	return NG_STOP(p, k->numbered, "damaged block: its lengths, %u and %u, differ",
		    b->length, again);
}

static enum tb_ng_outcome skip(struct tb_pcapng *p, struct tb_ng_block *b,
			       const struct tb_ng_kind *k)
{
	const uint8_t *trailer;

	if (!tb_stream_skip(p->stream, b->length - TRAILER))
		return cut(p, k->numbered, k->name);
	trailer = tb_stream_need(p->stream, TRAILER);
	if (trailer == NULL)
		return cut(p, k->numbered, k->name);
	return check_trailer(p, b, k, trailer);
}

static enum tb_ng_outcome read_whole(struct tb_pcapng *p, struct tb_ng_block *b,
				     const struct tb_ng_kind *k)
{
	const uint8_t *whole;
	enum tb_ng_outcome rc;

	if (b->length > TB_STREAM_NEED_MAX)
		return NG_STOP(p, k->numbered, "damaged block: its length is %u",
			       b->length);
	whole = tb_stream_need(p->stream, b->length);
	if (whole == NULL)
		return cut(p, k->numbered, k->name);
	rc = check_trailer(p, b, k, whole + b->length - TRAILER);
	if (rc != TB_NG_GO_ON)
		return rc;
	b->body = rd_over(whole + HEAD, b->length - HEAD - TRAILER);
	return k->read(p, b);
}

static bool next_frame(struct tb_pcapng *p, struct tb_frame *out)
{
	struct tb_ng_block b = { .out = out };
	const struct tb_ng_kind *k;
	enum tb_ng_outcome rc;

	do {
		*out = (struct tb_frame){ .file = p->ledger->index };
		b.lost = 0;
		rc = read_head(p, &b);
		if (rc == TB_NG_STOP)
			return false;
		k = tb_ng_kind_of(b.type);
		rc = k->read != NULL ? read_whole(p, &b, k) : skip(p, &b, k);
		if (rc == TB_NG_STOP)
			return false;
		/* what was shown stays valid until the next look */
		tb_stream_skip(p->stream, k->read != NULL ? b.length : TRAILER);
		p->byte += b.length;
		p->number += k->numbered;
	} while (rc == TB_NG_GO_ON);
	out->number = p->number;
	return true;
}

/* Does another frame follow that the window holds whole? */
static bool is_shown(const struct tb_pcapng *p)
{
	size_t left = tb_stream_left(p->stream);
	struct tb_reader r = rd_over(tb_stream_need(p->stream, 0), left);
	const struct tb_ng_kind *k = tb_ng_kind_of(ng_u32(p, &r));

	return k->numbered && k->read != NULL && ng_u32(p, &r) <= left && !r.short_read;
}

static size_t next(void *state, struct tb_frame *out, size_t room)
{
	struct tb_pcapng *p = state;
	size_t n = 0;

	do {
		p->stopped = p->stopped || !next_frame(p, &out[n]);
		n += !p->stopped;
	} while (n < room && !p->stopped && is_shown(p));
	return n;
}

static void *begin(struct tb_stream *stream, struct tb_ledger *ledger)
{
	struct tb_pcapng *p = calloc(1, sizeof(*p));

	if (p == NULL) {
		tb_ledger_problem(ledger, NULL, "no memory to read it");
		return NULL;
	}
	p->stream = stream;
	p->ledger = ledger;
	return p;
}

static void end(void *state)
{
	struct tb_pcapng *p = state;

	free(p->interface);
	free(p);
}

const struct tb_file_kind tb_kind_pcapng = {
	.name = "pcapng",
	.begin = begin,
	.next = next,
	.end = end,
};
