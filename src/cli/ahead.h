/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * ahead.h - captures are read and decoded ahead, in a thread of its own
 */
#ifndef TB_CLI_AHEAD_H
#define TB_CLI_AHEAD_H

#include "session.h"

struct tb_ahead;

/* From now on the session's source, and counting what was decoded, are the thread's.  NULL after
 * a complaint on stderr. */
struct tb_ahead *tb_ahead_begin(struct tb_session *s);

/* Works on what was read, waiting for it if need be; false at the end. */
bool tb_ahead_take(struct tb_ahead *a);

/* Stops reading, if it has not come to its end, and gives back what belonged to the thread. */
void tb_ahead_end(struct tb_ahead *a);

#endif
