/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * gen_life.c - the life of one connection, as a script of small steps
 *
 * Each step sends at most one segment, then names the next step and the delay
 * until it.  The common part is: handshake, then rounds of request, response and
 * pause.  How a connection ends is drawn when it begins; a row of endings[] says
 * at which point of the common part it leaves it, and for which step.
 *
 * The capture point lies between the ends: a packet is sent when all earlier ones
 * of its connection have arrived.  What really crosses on the wire (data in flight
 * to an end that has just reset) is a step of its own.
 *
 * All RSTs of one ending follow each other within the round-trip time, so that
 * nobody can take them for two.
 */
#include "gen_world.h"

enum step {
	SYN,
	SYN_AGAIN,
	REFUSE,
	SYN_ACK,
	ABANDON,
	ESTABLISH,
	REQUEST,
	SERVER_ACK,
	RESPONSE,
	CLIENT_ACK,
	AGAIN,
	FORGET,
	INJECT,
	BLIND,
	NEAR,
	CHALLENGE,
	FIN,
	FIN_ANSWER,
	LAST_ACK,
	ABORT,
	IN_FLIGHT,
	GO,
	GO_ACK,
	LATE_DATA,
	REPLY_RST,
	DONE,
	STEP_COUNT
};

struct then {
	enum step step;
	uint64_t delay;	/* ns */
};

#define MICROSECOND UINT64_C(1000)
#define MILLISECOND UINT64_C(1000000)
#define SECOND UINT64_C(1000000000)

static const uint64_t wire = 12 * MICROSECOND;	/* a full frame at 1 Gbit/s */
static const uint64_t timeout = 210 * MILLISECOND; /* retransmission */

enum {
	RETRANSMITTED = 10,	/* per mille of data segments */
	SYN_TRIES = 3,
	OUT_OF_WINDOW = 1 << 28
};

/* Where an ending leaves the common part. */
enum point {
	AT_SYN,
	AT_SYN_ACK,
	AT_LAST_REQUEST,
	AT_FIRST_RESPONSE,	/* comes back: closes by FIN after its last response */
	AT_LAST_RESPONSE
};

static const struct {
	enum point point;
	enum step step;
	enum gen_side side;
} endings[] = {
	[GEN_SILENT] = { AT_SYN, SYN_AGAIN, GEN_CLIENT },
	[GEN_REFUSED] = { AT_SYN, REFUSE, GEN_SERVER },
	[GEN_ABANDONED] = { AT_SYN_ACK, ABANDON, GEN_CLIENT },
	[GEN_FORGOTTEN] = { AT_LAST_REQUEST, FORGET, GEN_SERVER },
	[GEN_HIJACKED] = { AT_LAST_REQUEST, INJECT, GEN_SERVER },
	[GEN_BLIND] = { AT_FIRST_RESPONSE, BLIND, GEN_SERVER },
	[GEN_NEAR] = { AT_FIRST_RESPONSE, NEAR, GEN_SERVER },
	[GEN_CLIENT_FIN] = { AT_LAST_RESPONSE, FIN, GEN_CLIENT },
	[GEN_SERVER_FIN] = { AT_LAST_RESPONSE, FIN, GEN_SERVER },
	[GEN_CLIENT_ABORT] = { AT_LAST_RESPONSE, ABORT, GEN_CLIENT },
	[GEN_SERVER_ABORT] = { AT_LAST_RESPONSE, ABORT, GEN_SERVER },
	[GEN_CLIENT_GONE] = { AT_LAST_RESPONSE, GO, GEN_CLIENT },
	[GEN_SERVER_GONE] = { AT_LAST_RESPONSE, GO, GEN_SERVER },
	[GEN_NEVER] = { AT_LAST_RESPONSE, DONE, GEN_CLIENT },
};
_Static_assert(sizeof(endings) / sizeof(*endings) == GEN_ENDING_COUNT, "one row an ending");

static bool leaves(const struct gen_flow *f, enum point point)
{
	return endings[f->ending].point == point;
}

static struct then leave(const struct gen_flow *f, uint64_t delay)
{
	return (struct then){ endings[f->ending].step, delay };
}

static struct then after(enum step step, uint64_t delay)
{
	return (struct then){ step, delay };
}

static uint64_t pause_of(struct gen_world *w)
{
	return gen_exponential(&w->dice, w->think);
}

static const struct gen_message *message(struct gen_world *w, const struct gen_flow *f,
					 enum gen_side side)
{
	return gen_message_at(&w->messages, f->app, side, f->first, f->size[side]);
}

/* Sends a slice of the side's message from offset on; its length. */
static uint32_t send_data(struct gen_world *w, struct gen_flow *f, enum gen_side from,
			  uint32_t offset)
{
	const struct gen_message *m = message(w, f, from);
	uint32_t max = (gen_server_v6(f->server) ? 1440 : 1460) - 12;
	uint32_t len = m->len - offset;
	bool last = len <= max;

	if (!last)
		len = max;
	f->again = m->bytes + offset;
	f->again_len = len;
	f->again_seq = f->next[from];
	f->again_server = from == GEN_SERVER;
	gen_send(w, f, from, last ? GEN_PSH | GEN_ACK : GEN_ACK, f->again, len);
	return len;
}

/* Now and then the segment just sent goes lost behind the capture point. */
static struct then unless_lost(struct gen_world *w, struct gen_flow *f, struct then t)
{
	if (!gen_chance(&w->dice, RETRANSMITTED))
		return t;
	f->resume = (uint8_t)t.step;
	return after(AGAIN, timeout + f->rtt);
}

static struct then again(struct gen_world *w, struct gen_flow *f)
{
	gen_send_again(w, f);
	return after(f->resume, f->rtt);
}

static struct then syn(struct gen_world *w, struct gen_flow *f)
{
	f->again = NULL;
	f->again_len = 0;
	f->again_seq = f->next[GEN_CLIENT];
	f->again_server = false;
	gen_send(w, f, GEN_CLIENT, GEN_SYN, NULL, 0);
	if (leaves(f, AT_SYN))
		return leave(f, f->ending == GEN_SILENT ? SECOND : f->rtt);
	return after(SYN_ACK, f->rtt);
}

static struct then syn_again(struct gen_world *w, struct gen_flow *f)
{
	gen_send_again(w, f);
	f->count++;
	return after(f->count < SYN_TRIES ? SYN_AGAIN : DONE, SECOND << f->count);
}

static struct then refuse(struct gen_world *w, struct gen_flow *f)
{
	gen_reset_refuse(w, f);
	return after(DONE, 0);
}

static struct then syn_ack(struct gen_world *w, struct gen_flow *f)
{
	gen_send(w, f, GEN_SERVER, GEN_SYN | GEN_ACK, NULL, 0);
	return leaves(f, AT_SYN_ACK) ? leave(f, f->rtt) : after(ESTABLISH, f->rtt);
}

static struct then abandon(struct gen_world *w, struct gen_flow *f)
{
	gen_reset_reply(w, f, GEN_CLIENT);
	return after(DONE, 0);
}

static struct then establish(struct gen_world *w, struct gen_flow *f)
{
	gen_send(w, f, GEN_CLIENT, GEN_ACK, NULL, 0);
	return after(REQUEST, pause_of(w) / 4);
}

static struct then request(struct gen_world *w, struct gen_flow *f)
{
	f->at = 0;
	f->size[GEN_CLIENT] = (uint8_t)gen_below(&w->dice, GEN_SIZES);
	f->size[GEN_SERVER] = (uint8_t)gen_below(&w->dice, GEN_SIZES);
	send_data(w, f, GEN_CLIENT, 0);
	if (f->rounds == 0 && leaves(f, AT_LAST_REQUEST))
		return leave(f, f->rtt);
	if (gen_chance(&w->dice, w->work->server_acks))
		return unless_lost(w, f, after(SERVER_ACK, f->rtt));
	return unless_lost(w, f, after(RESPONSE, f->rtt));
}

static struct then server_ack(struct gen_world *w, struct gen_flow *f)
{
	gen_send(w, f, GEN_SERVER, GEN_ACK, NULL, 0);
	return after(RESPONSE, f->rtt / 4 + wire);
}

static struct then response(struct gen_world *w, struct gen_flow *f)
{
	f->at += send_data(w, f, GEN_SERVER, f->at);
	if (f->at < message(w, f, GEN_SERVER)->len && ++f->count < w->work->per_ack)
		return after(RESPONSE, wire);
	f->count = 0;
	return unless_lost(w, f, after(CLIENT_ACK, f->rtt / 2 + wire));
}

/* After a whole response. */
static struct then next_round(struct gen_world *w, struct gen_flow *f)
{
	bool first = f->first;

	f->first = false;
	if (first && leaves(f, AT_FIRST_RESPONSE))
		return leave(f, pause_of(w));
	if (f->rounds-- > 0)
		return after(REQUEST, pause_of(w));
	if (leaves(f, AT_FIRST_RESPONSE))
		return after(FIN, pause_of(w));
	return leave(f, pause_of(w));
}

static struct then client_ack(struct gen_world *w, struct gen_flow *f)
{
	gen_send(w, f, GEN_CLIENT, GEN_ACK, NULL, 0);
	if (f->at < message(w, f, GEN_SERVER)->len)
		return after(RESPONSE, f->rtt / 2 + wire);
	return next_round(w, f);
}

static struct then forget(struct gen_world *w, struct gen_flow *f)
{
	gen_reset_reply(w, f, GEN_SERVER);
	return after(DONE, 0);
}

/* One RST or a burst of three; then the end whose name was taken goes on sending to
 * an end that is dead. */
static struct then inject(struct gen_world *w, struct gen_flow *f)
{
	static const uint32_t off[] = { 0, 1460, 4380 };

	gen_reset_forged(w, f, f->side, off[f->count]);
	if (f->number % 2 && ++f->count < 3)
		return after(INJECT, wire);
	f->side = (uint8_t)gen_other(f->side);
	f->count = (uint8_t)(1 + gen_below(&w->dice, 3));
	return after(LATE_DATA, f->rtt / 2);
}

static struct then blind(struct gen_world *w, struct gen_flow *f)
{
	gen_reset_forged(w, f, f->side, OUT_OF_WINDOW);
	f->side = GEN_CLIENT;
	return after(f->rounds ? REQUEST : FIN, pause_of(w));
}

static struct then near(struct gen_world *w, struct gen_flow *f)
{
	gen_reset_forged(w, f, f->side, 1000);
	return after(CHALLENGE, f->rtt / 2);
}

static struct then challenge(struct gen_world *w, struct gen_flow *f)
{
	gen_send(w, f, gen_other(f->side), GEN_ACK, NULL, 0);
	f->side = GEN_CLIENT;
	return after(f->rounds ? REQUEST : FIN, pause_of(w));
}

static struct then fin(struct gen_world *w, struct gen_flow *f)
{
	gen_send(w, f, f->side, GEN_FIN | GEN_ACK, NULL, 0);
	return after(FIN_ANSWER, f->rtt);
}

static struct then fin_answer(struct gen_world *w, struct gen_flow *f)
{
	gen_send(w, f, gen_other(f->side), GEN_FIN | GEN_ACK, NULL, 0);
	return after(LAST_ACK, f->rtt);
}

static struct then last_ack(struct gen_world *w, struct gen_flow *f)
{
	gen_send(w, f, f->side, GEN_ACK, NULL, 0);
	return after(DONE, 0);
}

static struct then abort_it(struct gen_world *w, struct gen_flow *f)
{
	gen_reset_active(w, f, f->side);
	return gen_chance(&w->dice, 333) ? after(IN_FLIGHT, f->rtt / 4) : after(DONE, 0);
}

static struct then in_flight(struct gen_world *w, struct gen_flow *f)
{
	send_data(w, f, gen_other(f->side), 0);
	f->count = 1;
	return after(REPLY_RST, f->rtt / 2);
}

static struct then go(struct gen_world *w, struct gen_flow *f)
{
	gen_send(w, f, f->side, GEN_FIN | GEN_ACK, NULL, 0);
	f->count = (uint8_t)(1 + gen_below(&w->dice, 3));
	return after(GO_ACK, f->rtt);
}

static struct then go_ack(struct gen_world *w, struct gen_flow *f)
{
	gen_send(w, f, gen_other(f->side), GEN_ACK, NULL, 0);
	return after(LATE_DATA, f->rtt / 4);
}

/* f->count segments to the dead end f->side, then as many resets. */
static struct then late_data(struct gen_world *w, struct gen_flow *f)
{
	send_data(w, f, gen_other(f->side), 0);
	f->sent++;
	return f->sent < f->count ? after(LATE_DATA, wire) : after(REPLY_RST, f->rtt / 2);
}

static struct then reply_rst(struct gen_world *w, struct gen_flow *f)
{
	gen_reset_reply(w, f, f->side);
	return --f->count > 0 ? after(REPLY_RST, wire) : after(DONE, 0);
}

static struct then (*const steps[])(struct gen_world *, struct gen_flow *) = {
	[SYN] = syn,
	[SYN_AGAIN] = syn_again,
	[REFUSE] = refuse,
	[SYN_ACK] = syn_ack,
	[ABANDON] = abandon,
	[ESTABLISH] = establish,
	[REQUEST] = request,
	[SERVER_ACK] = server_ack,
	[RESPONSE] = response,
	[CLIENT_ACK] = client_ack,
	[AGAIN] = again,
	[FORGET] = forget,
	[INJECT] = inject,
	[BLIND] = blind,
	[NEAR] = near,
	[CHALLENGE] = challenge,
	[FIN] = fin,
	[FIN_ANSWER] = fin_answer,
	[LAST_ACK] = last_ack,
	[ABORT] = abort_it,
	[IN_FLIGHT] = in_flight,
	[GO] = go,
	[GO_ACK] = go_ack,
	[LATE_DATA] = late_data,
	[REPLY_RST] = reply_rst,
	[DONE] = NULL,
};
_Static_assert(sizeof(steps) / sizeof(*steps) == STEP_COUNT, "one row a step");

static enum gen_ending draw_ending(struct gen_world *w)
{
	uint32_t dice = gen_below(&w->dice, 1000), i = 0;

	for (; i < GEN_ENDING_COUNT - 1 && dice >= w->work->mix[i]; i++)
		dice -= w->work->mix[i];
	return (enum gen_ending)i;
}

void gen_life_begin(struct gen_world *w, struct gen_flow *f)
{
	uint32_t number = (uint32_t)w->truth.flows++;
	uint64_t dice = gen_random64(&w->dice);

	*f = (struct gen_flow){
		.number = number,
		/* No two connections share client and port: an odd factor permutes
		 * the clients, a power of two. */
		.client = number * 2654435761u % w->hosts.clients,
		.client_port = (uint16_t)(32768 + number / w->hosts.clients % 28232),
		.server = gen_below(&w->dice, GEN_SERVERS),
		.rtt = 200 * MICROSECOND + gen_exponential(&w->dice, 15 * MILLISECOND),
		.next = { (uint32_t)dice, (uint32_t)(dice >> 32) },
		.ip_id = { (uint16_t)(dice >> 8), (uint16_t)(dice >> 40) },
		.rounds = (uint16_t)(gen_exponential(&w->dice, w->work->rounds * 64) / 64),
		.ending = (uint8_t)draw_ending(w),
		.first = true,
	};
	f->app = (uint8_t)(f->server / 7 % GEN_APP_COUNT);
	f->side = (uint8_t)endings[f->ending].side;
	if (f->ending == GEN_HIJACKED || f->ending == GEN_BLIND || f->ending == GEN_NEAR)
		f->side = gen_chance(&w->dice, 700) ? GEN_SERVER : GEN_CLIENT;
	if (++w->truth.flows_open > w->truth.flows_open_peak)
		w->truth.flows_open_peak = w->truth.flows_open;
}

bool gen_life_step(struct gen_world *w, struct gen_flow *f, uint64_t *delay)
{
	struct then t = steps[f->step](w, f);

	if (t.step == DONE) {
		if (f->ending != GEN_NEVER && f->ending != GEN_SILENT)
			w->truth.flows_open--;
		return false;
	}
	f->step = (uint8_t)t.step;
	*delay = t.delay;
	return true;
}
