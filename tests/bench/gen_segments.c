/* SPDX-License-Identifier: BSD-3-Clause */
#include "gen_world.h"

/* 2026-01-05T10:00:00Z: when every capture begins. */
static const uint64_t epoch = UINT64_C(1767607200) * 1000000000;

static struct gen_host *host_of(struct gen_world *w, const struct gen_flow *f,
				enum gen_side side)
{
	return &w->hosts.host[side][side == GEN_CLIENT ? f->client : f->server];
}

static bool has_timestamps(struct gen_world *w, const struct gen_flow *f)
{
	return host_of(w, f, GEN_CLIENT)->stack->timestamps &&
	       host_of(w, f, GEN_SERVER)->stack->timestamps;
}

/* unbound: made without a socket, or for one that is not open yet. */
static uint16_t take_ip_id(struct gen_world *w, struct gen_flow *f, enum gen_side side,
			   bool unbound)
{
	struct gen_host *host = host_of(w, f, side);

	if (host->stack->host_ip_id)
		return host->ip_id++;
	return unbound ? 0 : f->ip_id[side]++;
}

/* Everything that all segments of one side have in common. */
static struct gen_segment start(struct gen_world *w, struct gen_flow *f, enum gen_side from)
{
	const struct gen_host *host = host_of(w, f, from);
	uint16_t port[2] = { f->client_port, gen_app_port(f->app) };
	uint32_t index[2] = { f->client, f->server };
	struct gen_segment s = {
		.time = epoch + w->now,
		.seq = f->next[from],
		.flow_label = f->number * 2654435761u + from,
		.source_port = port[from],
		.port = port[gen_other(from)],
		.window = host->stack->window,
		.vlan = gen_server_vlan(f->server),
		.ttl = host->ttl,
		.v6 = gen_server_v6(f->server),
		.from_server = from == GEN_SERVER,
	};

	gen_host_addr(from, index[from], s.v6, s.source);
	gen_host_addr(gen_other(from), index[gen_other(from)], s.v6, s.destination);
	return s;
}

static void put(struct gen_world *w, const struct gen_segment *s)
{
	w->truth.packets++;
	w->truth.ipv6_packets += s->v6;
	w->truth.vlan_packets += s->vlan != 0;
	w->truth.partial_checksums += s->partial_checksum;
	gen_frame_put(&w->out, s);
}

static void stamp(struct gen_world *w, struct gen_flow *f, enum gen_side from,
		  struct gen_segment *s)
{
	s->timestamps = has_timestamps(w, f);
	s->tsval = host_of(w, f, from)->clock + (uint32_t)(w->now / 1000000);
	s->tsecr = f->tsval[gen_other(from)];
	f->tsval[from] = s->tsval;
}

static void put_ordinary(struct gen_world *w, struct gen_flow *f, enum gen_side from,
			 struct gen_segment *s)
{
	const struct gen_host *host = host_of(w, f, from);
	bool syn = s->flags & GEN_SYN;

	stamp(w, f, from, s);
	if (syn) {
		/* A SYN offers what its host can; a SYN-ACK what both can. */
		if (from == GEN_CLIENT)
			s->timestamps = host->stack->timestamps;
		s->window = host->stack->syn_window;
		s->window_shift = host->stack->window_shift;
		s->mss = s->v6 ? 1440 : 1460;
	}
	s->ip_id = take_ip_id(w, f, from, syn && from == GEN_SERVER);
	s->partial_checksum = host->offload;
	put(w, s);
}

void gen_send(struct gen_world *w, struct gen_flow *f, enum gen_side from, uint16_t flags,
	      const uint8_t *payload, uint32_t len)
{
	struct gen_segment s = start(w, f, from);

	s.flags = flags;
	if (flags & GEN_ACK)
		s.ack = f->next[gen_other(from)];
	s.payload = payload;
	s.payload_len = len;
	f->next[from] += len + !!(flags & GEN_SYN) + !!(flags & GEN_FIN);
	put_ordinary(w, f, from, &s);
}

void gen_send_again(struct gen_world *w, struct gen_flow *f)
{
	enum gen_side from = f->again_server ? GEN_SERVER : GEN_CLIENT;
	struct gen_segment s = start(w, f, from);

	s.seq = f->again_seq;
	s.flags = f->again ? GEN_PSH | GEN_ACK : GEN_SYN;
	if (f->again)
		s.ack = f->next[gen_other(from)];
	s.payload = f->again;
	s.payload_len = f->again_len;
	w->truth.retransmissions++;
	put_ordinary(w, f, from, &s);
}

/* Counts, and opens the connection's ending if this is its first RST. */
static void put_reset(struct gen_world *w, struct gen_flow *f, enum gen_side from,
		      enum gen_maker by, const struct gen_segment *s)
{
	w->truth.rst_segments++;
	w->truth.rst_from[from]++;
	if (!f->told) {
		w->truth.resets++;
		w->truth.resets_from[from]++;
		w->truth.resets_by[by]++;
		f->told = true;
	}
	put(w, s);
}

static enum gen_maker itself(enum gen_side side)
{
	return side == GEN_CLIENT ? GEN_BY_CLIENT : GEN_BY_SERVER;
}

void gen_reset_active(struct gen_world *w, struct gen_flow *f, enum gen_side from)
{
	const struct gen_stack *stack = host_of(w, f, from)->stack;
	struct gen_segment s = start(w, f, from);

	s.flags = GEN_RST | GEN_ACK;
	s.ack = f->next[gen_other(from)];
	s.ip_id = take_ip_id(w, f, from, false);
	if (stack->bare_abort)
		s.window = 0;
	else
		stamp(w, f, from, &s);
	put_reset(w, f, from, itself(from), &s);
}

void gen_reset_reply(struct gen_world *w, struct gen_flow *f, enum gen_side from)
{
	struct gen_segment s = start(w, f, from);

	s.flags = GEN_RST;
	s.ack = host_of(w, f, from)->stack->stray_ack ? s.seq : 0;
	s.window = 0;
	s.ip_id = take_ip_id(w, f, from, true);
	put_reset(w, f, from, itself(from), &s);
}

void gen_reset_refuse(struct gen_world *w, struct gen_flow *f)
{
	struct gen_segment s = start(w, f, GEN_SERVER);

	s.flags = GEN_RST | GEN_ACK;
	s.seq = 0;
	s.ack = f->next[GEN_CLIENT];
	s.window = 0;
	s.ip_id = take_ip_id(w, f, GEN_SERVER, true);
	put_reset(w, f, GEN_SERVER, GEN_BY_SERVER, &s);
}

void gen_reset_forged(struct gen_world *w, struct gen_flow *f, enum gen_side claimed,
		      uint32_t off)
{
	uint64_t dice = gen_mix(f->number + UINT64_C(0x666f72676564));
	struct gen_segment s = start(w, f, claimed);

	s.flags = dice & 1 ? GEN_RST | GEN_ACK : GEN_RST;
	s.seq += off;
	s.ack = s.flags & GEN_ACK ? f->next[gen_other(claimed)] : 0;
	s.window = (uint16_t)(dice >> 16);
	s.ip_id = (uint16_t)(dice >> 32);
	s.ttl = (uint8_t)(s.ttl - 9 - (dice >> 8 & 15));
	put_reset(w, f, claimed, GEN_BY_FORGER, &s);
}
