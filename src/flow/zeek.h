/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * zeek.h - conn_state and history in Zeek's letters, so that people can
 * cross-check (base/protocols/conn of the Zeek manual)
 */
#ifndef TB_FLOW_ZEEK_H
#define TB_FLOW_ZEEK_H

#include "flow/trail.h"

/* Adds the letters of one segment, each once a direction. */
void tb_zeek_history(struct tb_flow *f, const struct tb_segment *s, unsigned d,
		     enum tb_step_kind kind);

enum { TB_ZEEK_HISTORY_TEXT = TB_HISTORY_LEN + 2 };

/* Writes the history, upper case for the client, NUL-terminated. */
void tb_zeek_history_text(const struct tb_flow *f, char text[TB_ZEEK_HISTORY_TEXT]);

/* "S0", "SF" ...  Static. */
const char *tb_zeek_conn_state(const struct tb_flow *f);

#endif
