/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * walk.h - the decoder's place in a frame, and the layers it may meet there
 *
 * A walk holds the bytes that the present layer still has to read.  Each layer
 * takes its header off the front, trims the rest to its own length field if it has
 * one, and hands the walk to the next layer with a call in tail position; the last
 * one fills the result.  Layers write what they learn (addresses, TTL, tunnels)
 * straight into the result, so that an inner header overwrites an outer one.
 *
 * Two ends are kept apart: the reader ends where the capture ends, and `beyond`
 * counts the bytes that the packet had after that.  Running out of bytes is
 * TB_DECODE_CUT_SHORT if beyond is not 0, else the packet contradicts itself.
 *
 * Every cycle among the layers passes through tb_walk_ethernet(), tb_walk_ethertype(),
 * tb_walk_protocol() or a link type within a frame, which count the layers: work and C
 * stack are bounded.
 */
#ifndef TB_WIRE_WALK_H
#define TB_WIRE_WALK_H

#include <tcpblame/tcpblame.h>

#include "base/reader.h"
#include "wire/bytes.h"
#include "wire/decode.h"
#include "wire/outline.h"

enum { TB_MAX_DEPTH = 64 };

struct tb_walk {
	struct tb_reader r;
	uint32_t beyond;	/* bytes of the packet after r.end, not captured */
	uint8_t depth;		/* layers so far, tried ones too */
	bool reassembled;	/* the bytes are the fragment store's */
	bool jumbo;		/* an IPv6 header left its length to a hop-by-hop option */
	const struct tb_frame *frame;
	struct tb_fragments *fragments;	/* may be NULL */
	union tb_decoded *out;
	struct tb_outline *outline;	/* NULL: nobody asks where headers are */
};

/* Bytes of the present layer on the wire. */
static inline uint32_t walk_left(const struct tb_walk *w)
{
	return (uint32_t)rd_left(&w->r) + w->beyond;
}

/* A header says that n bytes follow: drops padding and trailers, and believes the
 * header rather than the frame if it says more. */
static inline void walk_length(struct tb_walk *w, uint32_t n)
{
	uint32_t captured = (uint32_t)rd_left(&w->r);

	rd_limit(&w->r, n);
	w->beyond = n > captured ? n - captured : 0;
}

/* The reason why a header could not be read. */
static inline enum tb_decode walk_short(const struct tb_walk *w)
{
	return w->beyond > 0 ? TB_DECODE_CUT_SHORT : TB_DECODE_MALFORMED;
}

/* A part of a frame that is not put together here; it is of no IP datagram that is known. */
static inline enum tb_decode walk_part(struct tb_walk *w)
{
	w->out->fragment.data = NULL;
	return TB_DECODE_FRAGMENT;
}

/* One layer more.  False: that is too many. */
static inline bool walk_deeper(struct tb_walk *w)
{
	if (w->depth == TB_MAX_DEPTH)
		return false;
	w->depth++;
	return true;
}

/* Notes where n bytes are that begin at h, which is in the frame. */
void tb_walk_note(struct tb_walk *w, enum tb_part_kind kind, const uint8_t *h, size_t n);

static inline void walk_note(struct tb_walk *w, enum tb_part_kind kind, const uint8_t *h,
			     size_t n)
{
	if (w->outline != NULL)
		tb_walk_note(w, kind, h, n);
}

/* The same of what was read since the walk stood at h. */
static inline void walk_note_since(struct tb_walk *w, enum tb_part_kind kind,
				   const uint8_t *h)
{
	if (w->outline != NULL && !w->r.short_read)
		tb_walk_note(w, kind, h, (size_t)(w->r.at - h));
}

/* Notes two addresses, one behind the other, as nearly every link has them. */
static inline void walk_note_macs(struct tb_walk *w, const uint8_t *h)
{
	walk_note(w, TB_PART_MAC, h, 6);
	walk_note(w, TB_PART_MAC, h + 6, 6);
}

/* Notes a layer around what follows; id as at enum tb_layer. */
void tb_walk_tunnel(struct tb_walk *w, enum tb_layer layer, uint32_t id);

/* Notes the source address of an Ethernet-like header; six bytes. */
void tb_walk_mac(struct tb_walk *w, const uint8_t *source);

/* link_ethernet.c */
enum tb_decode tb_walk_ethernet(struct tb_walk *w);
/* Does an Ethernet header begin so many bytes on that leads to IP? */
bool tb_walk_is_ethernet(const struct tb_walk *w, size_t offset);
enum tb_decode tb_walk_llc(struct tb_walk *w);
/* padding: bytes before a bridged frame. */
enum tb_decode tb_walk_snap(struct tb_walk *w, size_t padding);
/* A type field that may be an IEEE 802.3 length. */
enum tb_decode tb_walk_type_or_length(struct tb_walk *w, uint16_t type);

/* ethertype.c */
enum tb_decode tb_walk_ethertype(struct tb_walk *w, uint16_t type);
enum tb_decode tb_walk_pppoe(struct tb_walk *w);

/* link_ppp.c: with or without address and control */
enum tb_decode tb_walk_ppp(struct tb_walk *w);
enum tb_decode tb_walk_nlpid(struct tb_walk *w); /* ISO/IEC TR 9577 */

/* ip.c, ip6.c */
enum tb_decode tb_walk_ipv4(struct tb_walk *w);
enum tb_decode tb_walk_ipv6(struct tb_walk *w);
enum tb_decode tb_walk_ip(struct tb_walk *w); /* whichever the version field says */

/* ip6.c: extension headers */
enum tb_decode tb_walk_hop_by_hop(struct tb_walk *w);
enum tb_decode tb_walk_routing(struct tb_walk *w);
enum tb_decode tb_walk_destination(struct tb_walk *w);
enum tb_decode tb_walk_ipv6_fragment(struct tb_walk *w);
enum tb_decode tb_walk_shim6(struct tb_walk *w);
enum tb_decode tb_walk_auth(struct tb_walk *w);	/* of IPv4 as well */

/* protocol.c: what an IP header says follows it */
enum tb_decode tb_walk_protocol(struct tb_walk *w, uint8_t protocol);

/*
 * fragment_walk.c: hands the rest of the walk to the fragment store.  f says what the
 * header said: id, protocol, offset, more.  TB_DECODE_OK: go on, the walk now holds a
 * whole datagram or the only part of it that there will ever be, and f->protocol is
 * what its first fragment said.
 */
struct tb_fragment;
enum tb_decode tb_walk_fragment(struct tb_walk *w, struct tb_fragment *f);

/* tunnel_mpls.c: label stacks, service function chains, numbers of the latter */
enum tb_decode tb_walk_mpls(struct tb_walk *w);
enum tb_decode tb_walk_nsh(struct tb_walk *w);
enum tb_decode tb_walk_next_protocol(struct tb_walk *w, uint8_t next);

/* tunnel_gre.c, tunnel_gtpu.c, tunnel_capwap.c, tunnel_l2tp.c, tunnel_udp.c */
enum tb_decode tb_walk_gre(struct tb_walk *w);
enum tb_decode tb_walk_gtpu(struct tb_walk *w);
enum tb_decode tb_walk_capwap(struct tb_walk *w);
enum tb_decode tb_walk_l2tp(struct tb_walk *w);		/* over UDP */
enum tb_decode tb_walk_l2tp_ip(struct tb_walk *w);	/* version 3 over IP */
enum tb_decode tb_walk_udp(struct tb_walk *w);

/* tcp.c, icmp.c */
enum tb_decode tb_walk_tcp(struct tb_walk *w);
enum tb_decode tb_walk_icmp(struct tb_walk *w);
enum tb_decode tb_walk_icmpv6(struct tb_walk *w);

#endif
