/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * fragment.h - a bounded store in which IP fragments wait for each other
 */
#ifndef TB_WIRE_FRAGMENT_H
#define TB_WIRE_FRAGMENT_H

#include <stdint.h>

#include <tcpblame/types.h>

enum { TB_MAX_DATAGRAM = 65535 };	/* bytes of payload */

/* Longest wait for the missing part; RFC 8200 section 4.5. */
static const tb_span tb_fragment_patience = 60 * TB_SECOND;

struct tb_fragments;

/* seed: secret of its keyed hash.  NULL if there is no memory.  All memory is
 * reserved here. */
uint64_t tb_fragments_bytes(void);	/* memory that they take */
struct tb_fragments *tb_fragments_new(const uint64_t seed[2]);
void tb_fragments_free(struct tb_fragments *f); /* NULL is fine */

/* One fragment.  What makes it part of a datagram: src, dst, id, vlan, v6 and, for
 * IPv4, protocol. */
struct tb_fragment {
	struct tb_addr src, dst;
	uint32_t id;
	uint16_t vlan;
	bool v6;
	uint8_t protocol;	/* what the datagram holds */
	bool more;		/* not the last one */
	uint32_t offset;	/* bytes; a multiple of 8 */
	uint32_t len;		/* bytes at data, > 0; offset + len <= TB_MAX_DATAGRAM; a
				 * multiple of 8 if more */
	const uint8_t *data;	/* copied */
	tb_time time;
};

/*
 * Takes a fragment.  Returns the datagram's payload and sets *len and f->protocol (that
 * of the first fragment) if this was the last one missing, else NULL.  The payload is
 * the store's and valid at least until the next frame's first fragment.
 *
 * Of bytes that come twice the first to come count.  Fragments that cannot belong
 * together (two ends, bytes behind the end) and a datagram older than a minute make
 * the store begin anew with the fragment at hand.
 */
const uint8_t *tb_fragments_add(struct tb_fragments *store, struct tb_fragment *f,
				uint32_t *len);

#endif
