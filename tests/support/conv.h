/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * conv.h - TCP conversations for tests, written in words
 *
 *	struct tape t;
 *	struct conv c;
 *
 *	tape_init(&t);
 *	conv_init(&c, &t, "10.0.0.1", 40000, "10.0.0.2", 80);
 *	conv_open(&c);				SYN, SYN-ACK, ACK
 *	conv_data(&c, TB_CLIENT, 100);
 *	conv_ack(&c, TB_SERVER);
 *	tape_pass(&t, 30 * TB_SECOND);
 *	conv_rst(&c, TB_SERVER);
 *
 * Every call that sends returns the frame, which is valid until the next one,
 * and hands it to the tape's callback if there is one: a capture file, the
 * engine, the decoder.  Several conversations share a tape.
 */
#ifndef TESTS_SUPPORT_CONV_H
#define TESTS_SUPPORT_CONV_H

#include "support/layers.h"
#include "support/packet.h"

/* A capture in the making: its clock, its frame counter, who takes the frames. */
struct tape {
	tb_time now;		/* time of the next frame; starts at 2026-01-01 */
	tb_span set;		/* by which the clock was set, and those of the ends were not */
	tb_span step;		/* the clock goes on by this after each; default 1 ms */
	uint64_t number;	/* of the last frame */
	uint32_t file;
	uint32_t snaplen;	/* 0: frames are captured whole */
	const char *comment;	/* for the next frame only; or NULL */
	void (*take)(void *user, const struct tb_frame *f);	/* or NULL */
	void *user;
	struct tb_frame frame;	/* the last one */
	uint64_t rst[256];	/* numbers of frames said to be RST segments */
	size_t n_rst;
};

void tape_init(struct tape *t);
void tape_pass(struct tape *t, tb_span span);	/* time passes */
void tape_set_clock(struct tape *t, tb_span span);	/* none does */
/* The packet, link layer included, becomes the next frame. */
const struct tb_frame *tape_put(struct tape *t, struct pkt *p, uint32_t link_type,
				uint32_t interface);
/* The last frame was meant to be a RST segment; conv_put() says so by itself. */
void tape_mark_rst(struct tape *t);
/* The last frame is captured a second time. */
const struct tb_frame *tape_again(struct tape *t);

struct conv_segment {
	enum tb_side from;
	struct pkt_ip ip;
	struct pkt_tcp tcp;
	const void *payload;	/* borrowed until the last conv_again(); NULL: letters */
	size_t payload_len;
};

struct conv_end {
	struct tb_addr addr;
	uint16_t port;
	uint32_t first;		/* initial sequence number */
	uint32_t next;		/* sequence number of the next byte it sends */
	uint16_t window;	/* raw */
	uint8_t wscale;		/* offered in its SYN */
	uint8_t ttl;
	uint8_t tos;
	uint16_t ip_id;		/* of its next packet; counts up */
	bool unseen;		/* its packets are sent but do not reach the capture */
	struct conv_segment last;	/* that it sent */
};

/* The fields may be changed at any time; conv_init() fills all of them. */
struct conv {
	struct tape *tape;
	struct conv_end end[2];	/* by enum tb_side */
	const struct pkt_link *link;	/* default: Ethernet */
	void (*wrap)(struct pkt *p, enum tb_side from);	/* between IP and the link:
				 * a tunnel, a VLAN tag; or NULL */
	uint32_t interface;
	bool timestamps;	/* TCP timestamp option in every segment but RSTs */
	struct pkt pkt;		/* the last packet */
};

/* Sequence numbers start at 1000 (client) and 5000 (server), ready for
 * conv_syn(). */
void conv_init(struct conv *c, struct tape *t, const char *client, uint16_t client_port,
	       const char *server, uint16_t server_port);

/* The same two ends connect again, or others: new sequence numbers. */
void conv_restart(struct conv *c, uint32_t client_first, uint32_t server_first);

const struct tb_frame *conv_syn(struct conv *c);
const struct tb_frame *conv_synack(struct conv *c);
void conv_open(struct conv *c);	/* the whole handshake */
/* Acknowledges all that the other end has sent. */
const struct tb_frame *conv_ack(struct conv *c, enum tb_side from);
const struct tb_frame *conv_data(struct conv *c, enum tb_side from, size_t n);
const struct tb_frame *conv_text(struct conv *c, enum tb_side from, const char *text);
const struct tb_frame *conv_bytes(struct conv *c, enum tb_side from, const void *data,
				  size_t n);
const struct tb_frame *conv_fin(struct conv *c, enum tb_side from);
/* A bare RST, as answers an ACK: ack 0, window 0. */
const struct tb_frame *conv_rst(struct conv *c, enum tb_side from);
/* RST with ACK, as close() with unread data or an answer to a SYN sends. */
const struct tb_frame *conv_rstack(struct conv *c, enum tb_side from);
/* The last segment of this end once more: a retransmission. */
const struct tb_frame *conv_again(struct conv *c, enum tb_side from);
/* A router tells the sender that its last segment did not arrive: destination
 * unreachable with this code, quoting n bytes of the packet. */
const struct tb_frame *conv_unreachable(struct conv *c, enum tb_side sender, uint8_t code,
					const char *router, size_t n);

/* --- anything else: take the segment that would come next, change it, send it --- */

/* flags: TB_FIN ...; n bytes of payload.  Changes nothing in c. */
struct conv_segment conv_next(const struct conv *c, enum tb_side from, uint16_t flags,
			      size_t n);
/* Sends it; what its sender has not sent before counts as sent.  NULL if unseen. */
const struct tb_frame *conv_put(struct conv *c, const struct conv_segment *s);
/* As far as the IP header, into p; nothing is sent. */
void conv_build(const struct conv_segment *s, struct pkt *p);
/* What is in c->pkt, an IP packet, gets c's wrapping and goes onto the tape. */
const struct tb_frame *conv_put_ip(struct conv *c, enum tb_side from);

#endif
