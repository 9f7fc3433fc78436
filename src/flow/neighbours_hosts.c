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

/* TTLs -------------------------------------------------------------------------- */

static void learn_ttl(struct tb_host *h, const struct tb_flow *f, uint8_t ttl, tb_packed_ref ref)
{
	struct tb_habit *habit = h->habit;

	while (habit < h->habit + h->n_habits && habit->ttl != ttl)
		habit++;
	if (habit < h->habit + h->n_habits) {
		if (habit->ref[1] == 0 && habit->flow != f->id)
			habit->ref[1] = ref;
	} else if (h->n_habits < TB_HABITS) {
		*habit = (struct tb_habit){ .flow = f->id, .ref = { ref, 0 }, .ttl = ttl };
		h->n_habits++;
	} else {
		h->more_habits = true;
	}
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
		tb_packed_ref ref = shown_by_other(&h->habit[i], f);
		uint8_t ttl = h->habit[i].ttl;

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

/* The first MAC, and the first other one of the same link. */
static void learn_mac(struct tb_host *h, const struct tb_flow *f, const struct tb_segment *s)
{
	struct tb_mac_use *use = &h->mac[h->mac[0].ref != 0];

	if (use->ref != 0 || (use == &h->mac[1] &&
			      (!same_link(&h->mac[0], f, s) ||
			       memcmp(h->mac[0].mac, s->env.mac_src, 6) == 0)))
		return;
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

	if (slot == TB_RECENT_NONE || h->mac[0].ref == 0)
		return out;
	for (unsigned i = 0; h->mac[1].ref != 0 && i < 2; i++) {
		enum tb_answer router = sends_for_others(n, h->mac[i].mac,
							 !tb_addr_is_v4(address));

		complete = complete && router != TB_UNSEEN;
		if (router == TB_NO)
			tb_answer_yes(&out, h->mac[i].ref);
	}
	if (out.n < 2)
		out = (struct tb_answered){ 0 };
	tb_answer_no(&out, complete);
	return out;
}

void tb_host_speaks(struct tb_neighbours *n, const struct tb_flow *f, const struct tb_segment *s)
{
	uint64_t address = tb_address_id(n, &s->src.addr);
	struct tb_host *h = tb_host_of(n, address);

	if (!(s->flags & TB_RST))
		learn_ttl(h, f, s->ttl, tb_ref_pack(s->ref));
	/* what a host sends on bears its own address, whoever the packet is from */
	if (s->env.has_mac && s->env.travel != TB_TRAVEL_OUT) {
		learn_mac(h, f, s);
		learn_addresses(n, s, address);
	}
}
