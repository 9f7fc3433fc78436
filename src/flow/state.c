/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * state.c - how far a connection has come, and in which state each end is
 *
 * States are not kept but derived from what each direction has done: the capture
 * may begin anywhere and miss anything, and a fact (this side has sent a FIN, that
 * one has acknowledged it) stays true where a state machine would have lost step.
 */
#include "flow/state.h"

#include "flow/seq.h"

static bool did(const struct tb_flow *f, unsigned d, unsigned what)
{
	return (f->dir[d].did & what) != 0;
}

static bool did_syn(const struct tb_flow *f, unsigned d)
{
	return did(f, d, TB_DID_SYN | TB_DID_SYNACK);
}

static bool handshake_complete(const struct tb_flow *f)
{
	/* The side that sent the SYN acknowledges only what it has received. */
	for (unsigned d = 0; d < 2; d++)
		if (did(f, d, TB_DID_SYN) && did(f, d, TB_DID_OPEN))
			return true;
	if (did_syn(f, 0) && did_syn(f, 1))
		return did(f, 0, TB_DID_OPEN) || did(f, 1, TB_DID_OPEN);
	/* Nothing of a handshake seen, but both ends talk. */
	return !did_syn(f, 0) && !did_syn(f, 1) && did(f, 0, TB_DID_OPEN) && did(f, 1, TB_DID_OPEN);
}

enum tb_phase tb_phase_of(const struct tb_flow *f, unsigned d)
{
	bool fin0 = did(f, 0, TB_DID_FIN), fin1 = did(f, 1, TB_DID_FIN);

	if (f->flags & TB_FLOW_KILLED)
		return TB_PHASE_CLOSED;
	if (fin0 && fin1)
		return tb_fin_acked(f, 0) && tb_fin_acked(f, 1) ? TB_PHASE_CLOSED : TB_PHASE_CLOSING;
	if (fin0 || fin1)
		return TB_PHASE_HALF_CLOSED;
	if (did(f, 0, TB_DID_DATA) || did(f, 1, TB_DID_DATA))
		return TB_PHASE_DATA_TRANSFER;
	if (handshake_complete(f) || (!did_syn(f, !d) && did(f, d, TB_DID_OPEN)))
		return TB_PHASE_ESTABLISHED;
	if (did(f, !d, TB_DID_SYNACK) && !did(f, d, TB_DID_SEND))
		return TB_PHASE_NO_CONNECTION;	/* a SYN-ACK out of the blue */
	if (did(f, 0, TB_DID_SYNACK) || did(f, 1, TB_DID_SYNACK))
		return TB_PHASE_SYN_RECEIVED;
	if (did(f, 0, TB_DID_SYN) || did(f, 1, TB_DID_SYN))
		return TB_PHASE_SYN_SENT;
	return TB_PHASE_NO_CONNECTION;
}

/* Has the FIN of the other side reached d?  Surely if d acknowledged it; and
 * after a while even if d's acknowledgment is not (yet) seen. */
static bool has_received_fin(const struct tb_flow *f, unsigned d, tb_time now)
{
	uint32_t rtt = f->dir[d].rtt == TB_NONE ? 0 : f->dir[d].rtt;

	if (!did(f, !d, TB_DID_FIN))
		return false;
	return tb_fin_acked(f, !d) || tb_flow_tick(f, now) - tb_dir_last_tick(f, !d) >= rtt / 2;
}

static enum tb_state state_after_own_fin(const struct tb_flow *f, unsigned d, bool received)
{
	bool acked = tb_fin_acked(f, d);

	if (did(f, d, TB_DID_FIN_KNOWING))
		return acked ? TB_STATE_CLOSED : TB_STATE_LAST_ACK;
	if (!received)
		return acked ? TB_STATE_FIN_WAIT_2 : TB_STATE_FIN_WAIT_1;
	return acked ? TB_STATE_TIME_WAIT : TB_STATE_CLOSING;
}

static enum tb_state handshake_state(const struct tb_flow *f, unsigned d)
{
	if (did(f, d, TB_DID_OPEN))
		return TB_STATE_ESTABLISHED;
	if (did(f, d, TB_DID_SYNACK))
		return did(f, !d, TB_DID_OPEN) ? TB_STATE_ESTABLISHED : TB_STATE_SYN_RECEIVED;
	return did(f, d, TB_DID_SYN) ? TB_STATE_SYN_SENT : TB_STATE_UNKNOWN;
}

enum tb_state tb_state_of(const struct tb_flow *f, unsigned d, tb_time now)
{
	bool received = has_received_fin(f, d, now);

	if (f->flags & TB_FLOW_KILLED)
		return TB_STATE_CLOSED;
	if (did(f, d, TB_DID_FIN))
		return state_after_own_fin(f, d, received);
	if (received)
		return TB_STATE_CLOSE_WAIT;
	return handshake_state(f, d);
}

bool tb_is_over(const struct tb_flow *f, unsigned d)
{
	return did(f, d, TB_DID_FIN) && tb_fin_acked(f, d) && did(f, !d, TB_DID_FIN);
}

uint32_t tb_unacked(const struct tb_flow *f, unsigned d)
{
	const struct tb_dir *dir = &f->dir[d], *other = &f->dir[!d];
	uint32_t from = other->did & TB_DID_ACK ? other->acked : dir->first;
	int32_t bytes = tb_seq_diff(dir->next, from);

	if (!(dir->did & TB_DID_DATA))
		return 0;
	if (from == dir->first && did_syn(f, d))
		bytes--;	/* the SYN's own number */
	if ((dir->did & TB_DID_FIN) && !tb_fin_acked(f, d))
		bytes--;	/* likewise the FIN's */
	return bytes > 0 ? (uint32_t)bytes : 0;
}
