/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * state.h - how far a connection has come, and in which state each end is
 */
#ifndef TB_FLOW_STATE_H
#define TB_FLOW_STATE_H

#include "flow/record.h"

/* The phase before a RST from direction d, by what the capture has shown. */
enum tb_phase tb_phase_of(const struct tb_flow *f, unsigned d);

/* The state of end d at that time, as its own stack must have it (RFC 9293 section
 * 3.3.2).  A FIN counts as received once it had the time to arrive. */
enum tb_state tb_state_of(const struct tb_flow *f, unsigned d, tb_time now);

/* Has d's end nothing left that a RST could close (CLOSED or TIME-WAIT)? */
bool tb_is_over(const struct tb_flow *f, unsigned d);

/* Payload bytes that d has sent and the other end has not acknowledged. */
uint32_t tb_unacked(const struct tb_flow *f, unsigned d);

#endif
