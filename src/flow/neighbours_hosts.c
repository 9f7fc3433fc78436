/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * neighbours_hosts.c - how the packets of an address look, whatever the flow
 *
 * Of each address: the TTLs its flows begin with, and the MACs that send for it.  Two MACs
 * that speak for one address by turns are two machines that both use it.  If the first falls
 * silent when the second appears, another machine or interface has the address since.  But
 * what comes through routers bears their MACs, and there may be two of them, or a spare one:
 * the TTL of what has passed one is none that hosts begin with; and a MAC that sends for
 * several addresses is no witness.
 *
 * And where a capture tells which way packets go: do those of an address come to the host that
 * captured them, or leave it?  A NAT makes a second connection of each, whose SYN leaves first.
 */
#include <string.h>

#include "flow/neighbours_private.h"

struct tb_host *tb_host_of(struct tb_neighbours *n, uint64_t address)
{
	bool fresh;
	struct tb_host *h = &n->host[tb_recent_take(&n->hosts, address, &fresh)];

	if (fresh)
		*h = (struct tb_host){ 0 };
	return h;
}

static uint32_t slot_of(const struct tb_neighbours *n, const struct tb_host *h)
{
	return (uint32_t)(h - n->host);
}

/* TTLs -------------------------------------------------------------------------- */

static struct tb_habit *habit_of(const struct tb_neighbours *n, struct tb_host *h, unsigned i)
{
	return i == 0 ? &h->habit : &n->habit[(i - 1) * TB_HOSTS + slot_of(n, h)];
}

static void learn_ttl(struct tb_neighbours *n, struct tb_host *h, const struct tb_flow *f,
		      uint8_t ttl, tb_packed_ref ref)
{
	for (unsigned i = 0; i < h->n_habits; i++) {
		struct tb_habit *habit = habit_of(n, h, i);

		if (habit->ttl != ttl)
			continue;
		if (habit->ref[1] == 0 && habit->flow != f->id)
			habit->ref[1] = ref;
		return;
	}
	if (h->n_habits == TB_HABITS)
		h->more_habits = true;
	else
		*habit_of(n, h, h->n_habits++) =
			(struct tb_habit){ .flow = f->id, .ref = { ref, 0 }, .ttl = ttl };
}

/* A packet of another flow than f; 0: none. */
static tb_packed_ref shown_by_other(const struct tb_habit *habit, const struct tb_flow *f)
{
	return habit->flow == f->id ? habit->ref[1] : habit->ref[0];
}

/* NULL: there is none, or it is forgotten. */
static struct tb_host *known(const struct tb_neighbours *n, uint64_t address)
{
	uint32_t slot = tb_recent_find(&n->hosts, address);

	return slot == TB_RECENT_NONE ? NULL : &n->host[slot];
}

struct tb_ttl_habit tb_neighbours_ttl(const struct tb_neighbours *n, const struct tb_asker *who,
				      unsigned d)
{
	struct tb_ttl_habit out = { .min = UINT8_MAX };
	struct tb_host *h = known(n, who->address[d]);

	for (unsigned i = 0; h != NULL && i < h->n_habits; i++) {
		const struct tb_habit *habit = habit_of(n, h, i);
		tb_packed_ref ref = shown_by_other(habit, who->flow);
		uint8_t ttl = (uint8_t)habit->ttl;

		if (ref == 0)
			continue;
		tb_answer_yes(&out.other, ref);
		out.min = ttl < out.min ? ttl : out.min;
		out.max = ttl > out.max ? ttl : out.max;
	}
	if (out.other.n == 0)
		out.min = 0;
	tb_answer_no(&out.other, h == NULL ? !n->hosts.forgot : !h->more_habits);
	return out;
}

/* MACs -------------------------------------------------------------------------- */

/* The same MAC may be seen on several interfaces of the capturing host. */
static uint64_t mac_id(const struct tb_neighbours *n, const uint8_t mac[6])
{
	uint32_t first;
	uint16_t last;

	memcpy(&first, mac, 4);
	memcpy(&last, mac + 4, 2);
	return tb_id(&n->secrets, 0, (uint64_t)last << 32 | first);
}

static uint32_t slot_of_mac(struct tb_neighbours *n, const uint8_t mac[6])
{
	bool fresh;
	uint32_t slot = tb_recent_take(&n->macs, mac_id(n, mac), &fresh);

	if (fresh) {
		n->mac[slot] = (struct tb_mac){ 0 };
		memcpy(n->mac[slot].mac, mac, 6);
	}
	return slot;
}

static void learn_address(struct tb_mac *m, bool v6, uint64_t address)
{
	if (m->address[v6] == 0)
		m->address[v6] = address;
	else if (m->address[v6] != address)
		m->several[v6] = true;
}

static bool same_link(const struct tb_mac_use *u, const struct tb_flow *f,
		      const struct tb_segment *s)
{
	return u->interface == s->interface && u->layers == f->layers;
}

static struct tb_mac_use *mac_use_of(const struct tb_neighbours *n, struct tb_host *h, unsigned i)
{
	return i == 0 ? &h->mac_use : &n->mac_use[(i - 1) * TB_HOSTS + slot_of(n, h)];
}

static void learn_mac(struct tb_neighbours *n, struct tb_host *h, const struct tb_flow *f,
		      const struct tb_segment *s, uint32_t slot)
{
	struct tb_mac_use *use = mac_use_of(n, h, h->n_macs++);

	use->ref = tb_ref_pack(s->ref);
	use->interface = s->interface;
	use->layers = f->layers;
	use->slot = (uint16_t)slot;
	memcpy(use->mac, s->env.mac_src, 6);
}

/* Nearly always it is the MAC that the host had at first; then the slot is known. */
static void learn_sender(struct tb_neighbours *n, struct tb_host *h, const struct tb_flow *f,
			 const struct tb_segment *s, unsigned d, uint64_t address)
{
	const struct tb_mac_use *first = &h->mac_use;
	const uint8_t *mac = s->env.mac_src;
	bool same = h->n_macs > 0 && memcmp(first->mac, mac, 6) == 0;
	uint32_t slot = first->slot;

	if (same && memcmp(n->mac[slot].mac, mac, 6) == 0)
		tb_recent_use(&n->macs, slot);
	else
		slot = slot_of_mac(n, mac);
	learn_address(&n->mac[slot], s->v6, address);
	if (!tb_is_initial_ttl(s->ttl))
		h->is_routed = true;
	if (!tb_is_initial_ttl(s->ttl) || (h->n_macs > 0 && !same_link(first, f, s)))
		return;
	if (h->n_macs == 0 || (!same && h->n_macs < TB_HOST_MACS))
		learn_mac(n, h, f, s, slot);
	/* the first speaks again, or the second answers what the first has refused */
	if (h->n_macs == TB_HOST_MACS && h->returned == 0 &&
	    (same || (f->dir[d].did & TB_DID_RST)))
		h->returned = tb_ref_pack(s->ref);
}

static enum tb_answer sends_for_others(const struct tb_neighbours *n, const uint8_t mac[6],
				       bool v6)
{
	uint32_t slot = tb_recent_find(&n->macs, mac_id(n, mac));

	if (slot == TB_RECENT_NONE)
		return TB_UNSEEN;
	return n->mac[slot].several[v6] ? TB_YES : TB_NO;
}

/* Do both of two MACs send for h alone?  frame: the first of each. */
static struct tb_answered two_macs(const struct tb_neighbours *n, struct tb_host *h, bool v6)
{
	struct tb_answered out = { 0 };
	bool complete = true;

	if (h == NULL || (h->n_macs == 0 && !h->is_routed))
		return out;
	for (unsigned i = 0; h->n_macs == TB_HOST_MACS && i < TB_HOST_MACS; i++) {
		const struct tb_mac_use *use = mac_use_of(n, h, i);
		enum tb_answer router = sends_for_others(n, use->mac, v6);

		complete = complete && router != TB_UNSEEN;
		if (router == TB_NO)
			tb_answer_yes(&out, use->ref);
	}
	if (out.n < TB_HOST_MACS)
		out = (struct tb_answered){ 0 };
	tb_answer_no(&out, complete);
	return out;
}

struct tb_answered tb_neighbours_two_machines(const struct tb_neighbours *n,
					      const struct tb_asker *who, unsigned d)
{
	struct tb_host *h = known(n, who->address[d]);
	struct tb_answered out = two_macs(n, h, !tb_addr_is_v4(&who->flow->key.addr[d]));

	if (out.answer != TB_YES)
		return out;
	if (h->returned == 0)
		return (struct tb_answered){ .answer = TB_NO };
	out.frame[2] = h->returned;
	return out;
}

struct tb_answered tb_neighbours_moved(const struct tb_neighbours *n, const struct tb_asker *who,
				       unsigned d)
{
	struct tb_host *h = known(n, who->address[d]);
	struct tb_answered two = two_macs(n, h, !tb_addr_is_v4(&who->flow->key.addr[d]));

	if (two.answer != TB_YES)
		return two;
	if (h->returned != 0)
		return (struct tb_answered){ .answer = TB_NO };
	return (struct tb_answered){ TB_YES, 1, { two.frame[1], two.frame[0] } };
}

/* Ways ----------------------------------------------------------------------------- */

static struct tb_answered whether_comes(const struct tb_neighbours *n, tb_packed_ref shown,
					bool comes, bool leaves)
{
	struct tb_answered out = { 0 };

	if (comes && (!leaves || n->translates))
		tb_answer_yes(&out, shown);
	else
		tb_answer_no(&out, leaves && !comes);
	return out;
}

struct tb_answered tb_neighbours_comes(const struct tb_neighbours *n, const struct tb_asker *who)
{
	const struct tb_host *h = known(n, who->address[!who->client]);
	const struct tb_service *v =
		who->served == TB_RECENT_NONE ? NULL : &n->service[who->served];

	if (v != NULL && (v->came != 0 || v->leaves))
		return whether_comes(n, v->came, v->came != 0, v->leaves);
	return h == NULL ? (struct tb_answered){ 0 }
			 : whether_comes(n, h->habit.ref[0], h->comes, h->leaves);
}

static void learn_way(struct tb_host *h, enum tb_travel travel)
{
	h->comes |= travel == TB_TRAVEL_IN;
	h->leaves |= travel == TB_TRAVEL_OUT;
}

void tb_syn_goes(struct tb_neighbours *n, const struct tb_segment *s)
{
	struct tb_syn *syn = &n->syn[s->seq % TB_SYNS];

	if (s->env.travel == TB_TRAVEL_UNKNOWN)
		return;
	if (syn->seq != s->seq)
		*syn = (struct tb_syn){ .seq = s->seq };
	if (s->env.travel == TB_TRAVEL_IN)
		syn->came = true;
	else
		syn->left = true;
	n->translates |= syn->came && syn->left;
}

enum tb_answer tb_neighbours_sent_on(const struct tb_neighbours *n, uint32_t seq)
{
	const struct tb_syn *syn = &n->syn[seq % TB_SYNS];

	if (syn->seq != seq || !syn->came)
		return TB_UNSEEN;
	return syn->left ? TB_YES : TB_NO;
}

void tb_host_speaks(struct tb_neighbours *n, struct tb_host *h, const struct tb_flow *f,
		    const struct tb_segment *s, unsigned d, uint64_t address)
{
	if (!(s->flags & TB_RST)) {
		learn_ttl(n, h, f, s->ttl, tb_ref_pack(s->ref));
		learn_way(h, (enum tb_travel)s->env.travel);
	}
	/* what a host sends on bears its own address, whoever the packet is from */
	if (s->env.has_mac && s->env.travel != TB_TRAVEL_OUT)
		learn_sender(n, h, f, s, d, address);
}
