/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * conv.c - two ends that speak TCP well enough to be captured
 */
#include "support/conv.h"

#include <stdlib.h>
#include <string.h>

void tape_init(struct tape *t)
{
	*t = (struct tape){
		.now = { INT64_C(1767225600) * TB_SECOND },	/* 2026-01-01T00:00:00Z */
		.step = TB_MILLISECOND,
	};
}

/* Around the end of all times, as the absurd ones of some tests go. */
void tape_pass(struct tape *t, tb_span span)
{
	t->now.ns = (int64_t)((uint64_t)t->now.ns + (uint64_t)span);
}

void tape_set_clock(struct tape *t, tb_span span)
{
	t->set += span;
	tape_pass(t, span);
}

const struct tb_frame *tape_put(struct tape *t, struct pkt *p, uint32_t link_type,
				uint32_t interface)
{
	uint32_t len = (uint32_t)p->len;

	t->frame = (struct tb_frame){
		.time = t->now,
		.number = ++t->number,
		.file = t->file,
		.link_type = link_type,
		.captured = t->snaplen && t->snaplen < len ? t->snaplen : len,
		.original = len,
		.interface = interface,
		.data = pkt_data(p),
		.comment = t->comment,
		.comment_len = t->comment ? (uint32_t)strlen(t->comment) : 0,
	};
	t->comment = NULL;
	tape_pass(t, t->step);
	if (t->take)
		t->take(t->user, &t->frame);
	return &t->frame;
}

void tape_mark_rst(struct tape *t)
{
	if (t->n_rst == sizeof(t->rst) / sizeof(t->rst[0]))
		abort();
	t->rst[t->n_rst++] = t->number;
}

const struct tb_frame *tape_again(struct tape *t)
{
	bool rst = t->n_rst && t->rst[t->n_rst - 1] == t->number;

	t->frame.time = t->now;
	t->frame.number = ++t->number;
	if (rst)
		tape_mark_rst(t);
	tape_pass(t, t->step);
	if (t->take)
		t->take(t->user, &t->frame);
	return &t->frame;
}

void conv_restart(struct conv *c, uint32_t client_first, uint32_t server_first)
{
	c->end[TB_CLIENT].first = c->end[TB_CLIENT].next = client_first;
	c->end[TB_SERVER].first = c->end[TB_SERVER].next = server_first;
}

void conv_init(struct conv *c, struct tape *t, const char *client, uint16_t client_port,
	       const char *server, uint16_t server_port)
{
	static const struct conv_end usual = { .window = 64240, .wscale = 7, .ttl = 64 };

	memset(c, 0, sizeof(*c));
	c->tape = t;
	c->end[TB_CLIENT] = usual;
	c->end[TB_CLIENT].addr = pkt_addr(client);
	c->end[TB_CLIENT].port = client_port;
	c->end[TB_CLIENT].ip_id = 100;
	c->end[TB_SERVER] = usual;
	c->end[TB_SERVER].addr = pkt_addr(server);
	c->end[TB_SERVER].port = server_port;
	c->end[TB_SERVER].ip_id = 7000;
	c->link = pkt_link("ethernet");
	conv_restart(c, 1000, 5000);
}

static uint32_t timestamp(const struct conv *c)
{
	return (uint32_t)((c->tape->now.ns - c->tape->set) / TB_MILLISECOND);
}

static void add_options(const struct conv *c, enum tb_side from, struct pkt_tcp *tcp)
{
	if (tcp->flags & TB_SYN) {
		pkt_opt_mss(tcp, 1460);
		pkt_opt_sack_ok(tcp);
		pkt_opt_nop(tcp);
		pkt_opt_wscale(tcp, c->end[from].wscale);
	}
	if (c->timestamps && !(tcp->flags & TB_RST)) {
		pkt_opt_nop(tcp);
		pkt_opt_nop(tcp);
		pkt_opt_ts(tcp, timestamp(c), tcp->flags & TB_ACK ? timestamp(c) : 0);
	}
}

struct conv_segment conv_next(const struct conv *c, enum tb_side from, uint16_t flags,
			      size_t n)
{
	const struct conv_end *me = &c->end[from], *peer = &c->end[!from];
	struct conv_segment s = {
		.from = from,
		.ip = { .src = me->addr, .dst = peer->addr, .ttl = me->ttl,
			.tos = me->tos, .id = me->ip_id, .df = true },
		.tcp = { .src = me->port, .dst = peer->port, .seq = me->next,
			 .ack = flags & TB_ACK ? peer->next : 0, .flags = flags,
			 .window = me->window },
		.payload_len = n,
	};

	add_options(c, from, &s.tcp);
	return s;
}

void conv_build(const struct conv_segment *s, struct pkt *p)
{
	if (s->payload)
		pkt_payload(p, s->payload, s->payload_len);
	else
		pkt_fill(p, s->payload_len);
	pkt_tcp(p, &s->tcp);
	pkt_ip(p, &s->ip);
}

const struct tb_frame *conv_put_ip(struct conv *c, enum tb_side from)
{
	if (c->end[from].unseen)
		return NULL;
	if (c->wrap)
		c->wrap(&c->pkt, from);
	c->link->wrap(&c->pkt, from);
	return tape_put(c->tape, &c->pkt, c->link->link_type, c->interface);
}

const struct tb_frame *conv_put(struct conv *c, const struct conv_segment *s)
{
	struct conv_end *me = &c->end[s->from];
	uint16_t flags = s->tcp.flags;
	uint32_t end = s->tcp.seq + (uint32_t)s->payload_len + ((flags & TB_SYN) != 0) +
		       ((flags & TB_FIN) != 0);
	const struct tb_frame *f;

	if (!(flags & TB_RST) && (int32_t)(end - me->next) > 0)
		me->next = end;
	me->ip_id++;
	me->last = *s;
	conv_build(s, &c->pkt);
	f = conv_put_ip(c, s->from);
	if (f && flags & TB_RST)
		tape_mark_rst(c->tape);
	return f;
}

static const struct tb_frame *send(struct conv *c, enum tb_side from, uint16_t flags,
				   const void *payload, size_t n)
{
	struct conv_segment s = conv_next(c, from, flags, n);

	s.payload = payload;
	return conv_put(c, &s);
}

const struct tb_frame *conv_syn(struct conv *c)
{
	return send(c, TB_CLIENT, TB_SYN, NULL, 0);
}

const struct tb_frame *conv_synack(struct conv *c)
{
	return send(c, TB_SERVER, TB_SYN | TB_ACK, NULL, 0);
}

void conv_open(struct conv *c)
{
	conv_syn(c);
	conv_synack(c);
	conv_ack(c, TB_CLIENT);
}

const struct tb_frame *conv_ack(struct conv *c, enum tb_side from)
{
	return send(c, from, TB_ACK, NULL, 0);
}

const struct tb_frame *conv_bytes(struct conv *c, enum tb_side from, const void *data,
				  size_t n)
{
	return send(c, from, TB_PSH | TB_ACK, data, n);
}

const struct tb_frame *conv_data(struct conv *c, enum tb_side from, size_t n)
{
	return conv_bytes(c, from, NULL, n);
}

const struct tb_frame *conv_text(struct conv *c, enum tb_side from, const char *text)
{
	return conv_bytes(c, from, text, strlen(text));
}

const struct tb_frame *conv_fin(struct conv *c, enum tb_side from)
{
	return send(c, from, TB_FIN | TB_ACK, NULL, 0);
}

const struct tb_frame *conv_rst(struct conv *c, enum tb_side from)
{
	struct conv_segment s = conv_next(c, from, TB_RST, 0);

	s.tcp.window = 0;
	return conv_put(c, &s);
}

const struct tb_frame *conv_rstack(struct conv *c, enum tb_side from)
{
	struct conv_segment s = conv_next(c, from, TB_RST | TB_ACK, 0);

	s.tcp.window = 0;
	return conv_put(c, &s);
}

const struct tb_frame *conv_again(struct conv *c, enum tb_side from)
{
	struct conv_segment s = c->end[from].last;

	s.ip.id = c->end[from].ip_id;
	return conv_put(c, &s);
}

const struct tb_frame *conv_unreachable(struct conv *c, enum tb_side sender, uint8_t code,
					const char *router, size_t n)
{
	const struct conv_segment *lost = &c->end[sender].last;
	struct pkt_ip ip = { .src = pkt_addr(router), .dst = lost->ip.src };
	bool v4 = tb_addr_is_v4(&ip.src);
	struct pkt about;

	conv_build(lost, &about);
	pkt_icmp_error(&c->pkt, v4 ? 3 : 1, code, 0, &about, n);
	pkt_ip(&c->pkt, &ip);
	return conv_put_ip(c, !sender);
}
