/* SPDX-License-Identifier: BSD-3-Clause */
#include "gen_world.h"

#include <errno.h>
#include <stdlib.h>

/* About four open connections a client, so that ports last and hosts are many. */
static uint32_t clients_for(uint32_t open)
{
	uint32_t clients = 256;

	while (clients < open / 4 && clients < 1 << 22)
		clients *= 2;
	return clients;
}

bool gen_world_init(struct gen_world *w, const struct gen_workload *work, uint64_t seed,
		    int fd)
{
	*w = (struct gen_world){ .work = work, .dice = { gen_mix(seed + 1) } };
	w->think = (uint64_t)work->think_ms * 1000000;
	w->flow = calloc(work->open, sizeof(*w->flow));
	if (!w->flow || !gen_hosts_init(&w->hosts, clients_for(work->open)) ||
	    !gen_messages_init(&w->messages, work->size) ||
	    !gen_agenda_init(&w->agenda, work->open) || !gen_output_open(&w->out, fd)) {
		errno = ENOMEM;
		return false;
	}
	for (uint32_t slot = 0; slot < work->open; slot++)
		gen_agenda_add(&w->agenda, slot,
			       (uint64_t)work->ramp_ms * 1000000 * slot / work->open);
	return true;
}

bool gen_world_free(struct gen_world *w)
{
	bool good = !w->out.buffer || gen_output_close(&w->out);

	gen_agenda_free(&w->agenda);
	gen_messages_free(&w->messages);
	gen_hosts_free(&w->hosts);
	free(w->flow);
	errno = w->out.error;
	return good;
}

static bool reached(uint64_t limit, uint64_t value)
{
	return limit != 0 && value >= limit;
}

static bool over(const struct gen_world *w)
{
	return w->out.error || reached(w->work->bytes, w->out.bytes) ||
	       reached(w->work->resets, w->truth.rst_segments);
}

/* One step of the slot's connection, after beginning one if it has none; false if
 * there are to be no more. */
static bool act(struct gen_world *w, uint32_t slot)
{
	struct gen_flow *f = &w->flow[slot];
	uint64_t delay;

	if (!f->rtt) {
		if (reached(w->work->flows, w->truth.flows))
			return false;
		gen_life_begin(w, f);
	}
	if (!gen_life_step(w, f, &delay)) {
		*f = (struct gen_flow){ 0 };
		delay = gen_exponential(&w->dice, w->think) / 32;
	}
	gen_agenda_add(&w->agenda, slot, w->now + delay);
	return true;
}

void gen_world_run(struct gen_world *w)
{
	uint32_t last = GEN_NOBODY, slot;

	while (!over(w) && (slot = gen_agenda_take(&w->agenda)) != GEN_NOBODY) {
		uint64_t when = w->agenda.when[slot];
		bool waits = w->work->interleave && slot == last;

		if (waits && !w->agenda.pending)
			break;
		if (waits) { /* for somebody else's packet */
			gen_agenda_add(&w->agenda, slot, when + 5000);
			continue;
		}
		w->now = when;
		if (act(w, slot))
			last = slot;
	}
	w->truth.bytes = w->out.bytes;
}
