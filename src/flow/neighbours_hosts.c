/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * neighbours_hosts.c - how the packets of an address look, whatever the flow
 *
 * Of each address: the TTLs its flows begin with, and the MACs that send for it.  Two MACs
 * for one address may be two machines that both use it.  But what comes through routers
 * bears their MACs, and there may be two of them; a MAC that sends for several addresses is
 * therefore no witness.
 */
#include <string.h>

#include "base/siphash.h"
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

static struct tb_habit *habit_of(const struct tb_neighbours *n, const struct tb_host *h, unsigned i)
{
	return &n->habit[i * TB_HOSTS + slot_of(n, h)];
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

struct tb_ttl_habit tb_neighbours_ttl(const struct tb_neighbours *n, const struct tb_flow *f,
				      unsigned d)
{
	struct tb_ttl_habit out = { .min = UINT8_MAX };
	uint32_t slot = tb_recent_find(&n->hosts, tb_address_id(n, &f->key.addr[d]));
	const struct tb_host *h = slot == TB_RECENT_NONE ? NULL : &n->host[slot];

	for (unsigned i = 0; h != NULL && i < h->n_habits; i++) {
		const struct tb_habit *habit = habit_of(n, h, i);
		tb_packed_ref ref = shown_by_other(habit, f);
		uint8_t ttl = habit->ttl;

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
	uint64_t word = UINT64_C(6) << 56;

	memcpy(&word, mac, 6);
	return tb_siphash(n->seed, &word, sizeof(word));
}

static void learn_addresses(struct tb_neighbours *n, const struct tb_segment *s, uint64_t address)
{
	bool fresh;
	struct tb_mac *m = &n->mac[tb_recent_take(&n->macs, mac_id(n, s->env.mac_src), &fresh)];

	if (fresh)
		*m = (struct tb_mac){ 0 };
	if (m->address[s->v6] == 0)
		m->address[s->v6] = address;
	else if (m->address[s->v6] != address)
		m->several[s->v6] = true;
}

static bool same_link(const struct tb_mac_use *u, const struct tb_flow *f,
		      const struct tb_segment *s)
{
	return u->interface == s->interface && u->layers == f->layers;
}

static struct tb_mac_use *mac_use_of(const struct tb_neighbours *n, const struct tb_host *h,
				     unsigned i)
{
	return &n->mac_use[i * TB_HOSTS + slot_of(n, h)];
}

/* Is it the first MAC, or the first other one of the same link? */
static bool is_news(const struct tb_neighbours *n, const struct tb_host *h,
		    const struct tb_flow *f, const struct tb_segment *s)
{
	const struct tb_mac_use *first = mac_use_of(n, h, 0);

	return h->n_macs == 0 || (h->n_macs < TB_HOST_MACS && same_link(first, f, s) &&
				  memcmp(first->mac, s->env.mac_src, 6) != 0);
}

static void learn_mac(struct tb_neighbours *n, struct tb_host *h, const struct tb_flow *f,
		      const struct tb_segment *s)
{
	struct tb_mac_use *use;

	if (!is_news(n, h, f, s))
		return;
	use = mac_use_of(n, h, h->n_macs++);
	use->ref = tb_ref_pack(s->ref);
	use->interface = s->interface;
	use->layers = f->layers;
	memcpy(use->mac, s->env.mac_src, 6);
}

static enum tb_answer sends_for_others(const struct tb_neighbours *n, const uint8_t mac[6],
				       bool v6)
{
	uint32_t slot = tb_recent_find(&n->macs, mac_id(n, mac));

	if (slot == TB_RECENT_NONE)
		return TB_UNSEEN;
	return n->mac[slot].several[v6] ? TB_YES : TB_NO;
}

struct tb_answered tb_neighbours_two_machines(const struct tb_neighbours *n,
					      const struct tb_flow *f, unsigned d)
{
	const struct tb_addr *address = &f->key.addr[d];
	struct tb_answered out = { 0 };
	uint32_t slot = tb_recent_find(&n->hosts, tb_address_id(n, address));
	const struct tb_host *h = &n->host[slot == TB_RECENT_NONE ? 0 : slot];
	bool complete = true;

	if (slot == TB_RECENT_NONE || h->n_macs == 0)
		return out;
	for (unsigned i = 0; h->n_macs == TB_HOST_MACS && i < TB_HOST_MACS; i++) {
		const struct tb_mac_use *use = mac_use_of(n, h, i);
		enum tb_answer router = sends_for_others(n, use->mac, !tb_addr_is_v4(address));

		complete = complete && router != TB_UNSEEN;
		if (router == TB_NO)
			tb_answer_yes(&out, use->ref);
	}
	if (out.n < TB_HOST_MACS)
		out = (struct tb_answered){ 0 };
	tb_answer_no(&out, complete);
	return out;
}

void tb_host_speaks(struct tb_neighbours *n, const struct tb_flow *f, const struct tb_segment *s)
{
	uint64_t address = tb_address_id(n, &s->src.addr);
	struct tb_host *h = tb_host_of(n, address);

	if (!(s->flags & TB_RST))
		learn_ttl(n, h, f, s->ttl, tb_ref_pack(s->ref));
	/* what a host sends on bears its own address, whoever the packet is from */
	if (s->env.has_mac && s->env.travel != TB_TRAVEL_OUT) {
		learn_mac(n, h, f, s);
		learn_addresses(n, s, address);
	}
}
