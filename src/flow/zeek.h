/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * zeek.h - conn_state and history in Zeek's letters, so that people can
 * cross-check (base/protocols/conn of the Zeek manual)
 */
#ifndef TB_FLOW_ZEEK_H
#define TB_FLOW_ZEEK_H

#include "flow/trail.h"

/* In the order in which those of one segment are told. */
enum tb_zeek_letter {
	TB_ZEEK_CONTRADICTION,	/* SYN with FIN or RST */
	TB_ZEEK_SYN,
	TB_ZEEK_SYN_ACK,
	TB_ZEEK_RETRANSMISSION,
	TB_ZEEK_PAYLOAD,
	TB_ZEEK_FIN,
	TB_ZEEK_PURE_ACK,
	TB_ZEEK_RST,
	TB_ZEEK_ZERO_WINDOW,
	TB_ZEEK_LETTERS
};

/* tb_dir.told is of these four, the commonest, from the lowest bit on. */
enum { TB_ZEEK_TOLD = TB_ZEEK_RETRANSMISSION, TB_ZEEK_TOLD_BITS = 0xf };

/* Has the segment an only letter, one that its direction has already?  So nearly all have: an
 * ACK or payload like those before.  False if that is not seen at a glance. */
static inline bool tb_zeek_is_told(const struct tb_flow *f, const struct tb_segment *s, unsigned d,
				   enum tb_step_kind kind)
{
	const unsigned payload = 1U << (TB_ZEEK_PAYLOAD - TB_ZEEK_TOLD);
	const unsigned pure_ack = 1U << (TB_ZEEK_PURE_ACK - TB_ZEEK_TOLD);

	return (f->dir[d].told & (s->payload_len > 0 ? payload : pure_ack)) != 0 &&
	       kind == TB_STEP_PLAIN &&
	       (s->flags & (TB_SYN | TB_FIN | TB_RST | TB_ACK)) == TB_ACK && s->window != 0;
}

/* Adds the letters of one segment, each once a direction. */
void tb_zeek_history(struct tb_flow *f, const struct tb_segment *s, unsigned d,
		     enum tb_step_kind kind);

enum {
	TB_ZEEK_HISTORY = 15,	/* letters that are kept: the first ones */
	TB_ZEEK_HISTORY_TEXT = TB_ZEEK_HISTORY + 2
};

/* Writes the history, upper case for the client, NUL-terminated. */
void tb_zeek_history_text(const struct tb_flow *f, char text[TB_ZEEK_HISTORY_TEXT]);

/* "S0", "SF" ...  Static. */
const char *tb_zeek_conn_state(const struct tb_flow *f);

#endif
