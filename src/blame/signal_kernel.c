/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * signal_kernel.c - what does the kernel that sent the RST say?
 *
 * Only where somebody could be asked (struct tb_sink) and he knew.  A reason is one of the
 * kinds of knowledge/kernel_reason.h, of which TB_KERNEL_DISCONNECT says the same of three
 * events that the state of the socket and the context tell apart: a process that disconnects
 * has set the state to CLOSE; a timer ends FIN-WAIT-2, in an interrupt; and what kills a
 * socket that is in use leaves its state as it is.
 */
#include "blame/signal.h"

#include <string.h>

#include "knowledge/kernel_reason.h"

/* What it says of the RST that is asked about; NULL: nothing. */
static const struct tb_kernel_word *word(const struct tb_case *c)
{
	const struct tb_kernel_word *w = &c->verdict->kernel;
	bool is_deciding = c->bench->note[c->verdict->deciding] == c->deciding;

	return w->sent && is_deciding ? w : NULL;
}

/* Of two machines with one address it may be the other one's kernel. */
struct tb_fact tb_ask_kernel_sent(const struct tb_case *c)
{
	if (word(c) == NULL || tb_ask_two_macs(c).answer == TB_YES)
		return tb_unseen();
	return tb_yes(c->deciding->ref, 0);
}

static const struct tb_kernel_reason *reason(const struct tb_case *c)
{
	const struct tb_kernel_word *w = word(c);
	const struct tb_kernel_reason *r = w == NULL ? NULL : tb_kernel_reason_find(w->reason);

	return r != NULL && r->kind != TB_KERNEL_SAYS_NOTHING ? r : NULL;
}

struct tb_fact tb_ask_kernel_reasoned(const struct tb_case *c)
{
	return reason(c) != NULL ? tb_yes(c->deciding->ref, 0) : tb_unseen();
}

static struct tb_fact says(const struct tb_case *c, enum tb_kernel_kind kind)
{
	const struct tb_kernel_reason *r = reason(c);

	if (r == NULL)
		return tb_unseen();
	return tb_whether(r->kind == (uint8_t)kind, c->deciding->ref, 0);
}

static bool is_state(const struct tb_case *c, const char *state)
{
	const char *said = word(c)->state;

	return said != NULL && strcmp(said, state) == 0;
}

/* As TB_KERNEL_DISCONNECT is told. */
static bool is_disconnect(const struct tb_case *c)
{
	return says(c, TB_KERNEL_DISCONNECT).answer == TB_YES;
}

static bool is_fin_wait_timer(const struct tb_case *c)
{
	return is_disconnect(c) && is_state(c, "TCP_FIN_WAIT2") && word(c)->by_call != TB_YES;
}

static bool is_killed(const struct tb_case *c)
{
	return is_disconnect(c) && word(c)->state != NULL && !is_state(c, "TCP_CLOSE") &&
	       !is_fin_wait_timer(c);
}

/* What that kernel does not say at all is unseen. */
static struct tb_fact if_reasoned(const struct tb_case *c, bool is)
{
	return reason(c) != NULL ? tb_whether(is, c->deciding->ref, 0) : tb_unseen();
}

struct tb_fact tb_ask_kernel_disconnected(const struct tb_case *c)
{
	return if_reasoned(c, is_disconnect(c) && is_state(c, "TCP_CLOSE"));
}

struct tb_fact tb_ask_kernel_killed(const struct tb_case *c)
{
	return if_reasoned(c, is_killed(c));
}

struct tb_fact tb_ask_kernel_fin_wait(const struct tb_case *c)
{
	return if_reasoned(c, is_fin_wait_timer(c) ||
				      says(c, TB_KERNEL_LINGER2).answer == TB_YES);
}

struct tb_fact tb_ask_kernel_unread(const struct tb_case *c)
{
	return says(c, TB_KERNEL_UNREAD);
}

struct tb_fact tb_ask_kernel_memory(const struct tb_case *c)
{
	return says(c, TB_KERNEL_MEMORY);
}

struct tb_fact tb_ask_kernel_keepalive(const struct tb_case *c)
{
	return says(c, TB_KERNEL_KEEPALIVE);
}

struct tb_fact tb_ask_kernel_no_socket(const struct tb_case *c)
{
	return says(c, TB_KERNEL_NO_SOCKET);
}

struct tb_fact tb_ask_kernel_closed(const struct tb_case *c)
{
	return says(c, TB_KERNEL_CLOSED);
}

struct tb_fact tb_ask_kernel_listener(const struct tb_case *c)
{
	return says(c, TB_KERNEL_LISTENER);
}

struct tb_fact tb_ask_kernel_bad_ack(const struct tb_case *c)
{
	return says(c, TB_KERNEL_BAD_ACK);
}

struct tb_fact tb_ask_kernel_bad_syn_ack(const struct tb_case *c)
{
	return says(c, TB_KERNEL_BAD_SYN_ACK);
}

struct tb_fact tb_ask_kernel_bad_syn(const struct tb_case *c)
{
	return says(c, TB_KERNEL_BAD_SYN);
}

struct tb_fact tb_ask_kernel_mptcp(const struct tb_case *c)
{
	return says(c, TB_KERNEL_MPTCP);
}
