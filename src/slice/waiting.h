/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * waiting.h - copies of frames that wait in a ring, in the order in which they came
 */
#ifndef TB_SLICE_WAITING_H
#define TB_SLICE_WAITING_H

#include "slice/place.h"

struct tb_packet {
	struct tb_frame frame;	/* what it points to is behind this struct */
	struct tb_place place;
	uint64_t before;	/* where the one before it in its chain was; 0: nowhere */
	uint32_t size;		/* bytes, of this struct and what is behind it */
	bool near;		/* it is close to a RST, as tb_slice_config.context says */
};

struct tb_waiting;

/* room: bytes.  NULL: no memory. */
struct tb_waiting *tb_waiting_new(size_t room, const uint64_t seed[2]);
void tb_waiting_free(struct tb_waiting *w); /* NULL is fine */

/* Copies a frame, at most TB_MAX_FRAME bytes of it.  NULL: there is no room until others have
 * left. */
struct tb_packet *tb_waiting_put(struct tb_waiting *w, const struct tb_frame *f,
				 const struct tb_place *place);

/* The one that has waited for longest, or NULL.  It may be written to. */
struct tb_packet *tb_waiting_first(const struct tb_waiting *w);
void tb_waiting_drop_first(struct tb_waiting *w);

/*
 * Chains, newest first: packets of a connection, and among them others that share its hash;
 * and likewise fragments of a datagram that came when their connection was not known.
 */
struct tb_packet *tb_waiting_of_flow(const struct tb_waiting *w, const struct tb_flow_key *key);
struct tb_packet *tb_waiting_of_datagram(const struct tb_waiting *w, uint64_t datagram);
struct tb_packet *tb_waiting_before(const struct tb_waiting *w, const struct tb_packet *p);

#endif
