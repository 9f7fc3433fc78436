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

/* tb_dir.told knows these four, the commonest, from the lowest bit on. */
enum { TB_ZEEK_TOLD = TB_ZEEK_RETRANSMISSION, TB_ZEEK_TOLD_BITS = 0xf };

/* One of the four is new in the direction. */
void tb_zeek_tell(struct tb_flow *f, unsigned d, unsigned letter);

/* Adds the letters of any segment, each once a direction. */
void tb_zeek_tell_all(struct tb_flow *f, const struct tb_segment *s, unsigned d,
		      enum tb_step_kind kind);

/* The same.  Nearly all segments have an only letter, and that is told already: an ACK or
 * payload like those before. */
static inline void tb_zeek_history(struct tb_flow *f, const struct tb_segment *s, unsigned d,
				   enum tb_step_kind kind)
{
	unsigned letter = s->payload_len > 0 ? TB_ZEEK_PAYLOAD : TB_ZEEK_PURE_ACK;

	if ((s->flags & (TB_SYN | TB_FIN | TB_RST | TB_ACK)) != TB_ACK || s->window == 0 ||
	    kind != TB_STEP_PLAIN)
		tb_zeek_tell_all(f, s, d, kind);
	else if (!(f->dir[d].told >> (letter - TB_ZEEK_TOLD) & 1))
		tb_zeek_tell(f, d, letter);
}

enum {
	TB_ZEEK_HISTORY = 15,	/* letters that are kept: the first ones */
	TB_ZEEK_HISTORY_TEXT = TB_ZEEK_HISTORY + 2
};

/* Writes the history, upper case for the client, NUL-terminated. */
void tb_zeek_history_text(const struct tb_flow *f, char text[TB_ZEEK_HISTORY_TEXT]);

/* "S0", "SF" ...  Static. */
const char *tb_zeek_conn_state(const struct tb_flow *f);

#endif
