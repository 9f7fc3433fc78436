/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * ladder.h - the segments of a connection around its end, one by one
 *
 * What a reader needs to check a verdict with his own eyes: what was sent before the RST,
 * what it answers, and what came after it.  Of a long connection only the last segments are
 * kept (struct tb_config); how many are missing is said.
 */
#ifndef TCPBLAME_LADDER_H
#define TCPBLAME_LADDER_H

#include <tcpblame/verdict.h>

#ifdef __cplusplus
extern "C" {
#endif

/* What a segment was besides its flags. */
enum tb_rung_kind {
	TB_RUNG_PLAIN,
	TB_RUNG_RETRANSMISSION,
	TB_RUNG_KEEPALIVE,	/* a probe of RFC 9293 section 3.8.4 */
	TB_RUNG_WINDOW_PROBE,	/* likewise section 3.8.6.1: is there room again? */
	TB_RUNG_DUPLICATE,	/* a second copy of a RST, made by the capture */
	TB_RUNG_KIND_COUNT
};
const char *tb_rung_kind_name(enum tb_rung_kind k);

/* What it is in the story of the reset. */
enum tb_rung_part {
	TB_RUNG_OTHER,
	TB_RUNG_TRIGGER,	/* the deciding RST answers it */
	TB_RUNG_DECIDING,	/* the deciding RST */
	TB_RUNG_RST,		/* another RST of the episode */
	TB_RUNG_PART_COUNT
};
const char *tb_rung_part_name(enum tb_rung_part p);

/* One segment, in the order of the capture. */
struct tb_rung {
	struct tb_ref frame;
	tb_time time;
	enum tb_side from;	/* whose address it bears */
	uint16_t flags;		/* TB_FIN ... */
	uint16_t window;	/* raw */
	bool has_window;	/* it was captured */
	uint32_t seq, ack;	/* raw; ack only with TB_ACK */
	uint32_t rel_seq, rel_ack;	/* less the first number that was seen of that side */
	uint32_t len;		/* payload bytes */
	uint32_t missing;	/* bytes of its sender just before it that were not captured; 0: none */
	enum tb_rung_kind kind;
	enum tb_rung_part part;
	enum tb_state state[2];	/* of each end after it, by enum tb_side */
};

struct tb_ladder {
	const struct tb_rung *rung;
	size_t n;
	uint64_t earlier;	/* segments of the connection before the first one */
	uint64_t later;		/* segments after the RST that there was no room for */
};

#ifdef __cplusplus
}
#endif

#endif
