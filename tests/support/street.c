/* SPDX-License-Identifier: BSD-3-Clause */
#include "support/street.h"

#include <stdlib.h>

static void take(void *user, const struct tb_frame *f)
{
	struct street *s = user;
	enum tb_decode outcome;

	tb_batch_fill(&s->batch, &s->intake, f, 1, &outcome);
	if (outcome != TB_DECODE_OK && outcome != TB_DECODE_ICMP_ERROR)
		abort();
	tb_tracker_take(s->tracker, &s->batch);
}

static void keep(void *user, const struct tb_episode *e, const struct tb_flow *f)
{
	struct street *s = user;

	if (s->settled != NULL)
		s->settled(s, e, f);
	if (s->n++ >= STREET_RESETS)
		return;
	s->reset[s->n - 1].flow = *f;
	s->reset[s->n - 1].note = *tb_tracker_note(s->tracker, e->deciding);
}

void street_open(struct street *s)
{
	struct tb_config cfg;

	tb_config_default(&cfg);
	cfg.max_flows = 1 << 16;
	cfg.max_held = STREET_RESETS;
	*s = (struct street){ .port = 20000, .tracker = tb_tracker_new(&cfg, keep, s) };
	if (s->tracker == NULL)
		abort();
	tb_intake_init(&s->intake, NULL, cfg.hash_seed);
	s->neighbours = tb_tracker_neighbours(s->tracker);
	tape_init(&s->tape);
	s->tape.take = take;
	s->tape.user = s;
}

void street_close(struct street *s)
{
	tb_tracker_tick(s->tracker, s->batch.latest);
	tb_tracker_finish(s->tracker);
}

const struct tb_asker *street_asker(struct street *s, size_t reset)
{
	s->reset[reset].asker = tb_neighbours_asker(s->neighbours, &s->reset[reset].flow);
	return &s->reset[reset].asker;
}

void street_demolish(struct street *s)
{
	tb_tracker_free(s->tracker);
}

struct conv street_conv(struct street *s)
{
	struct conv c;

	conv_init(&c, &s->tape, "192.0.2.1", s->port++, "198.51.100.2", 80);
	return c;
}

void street_refused(struct street *s)
{
	struct conv c = street_conv(s);

	conv_syn(&c);
	conv_rstack(&c, TB_SERVER);
}

void street_accepted(struct street *s)
{
	struct conv c = street_conv(s);

	conv_open(&c);
	conv_data(&c, TB_CLIENT, 10);
	conv_data(&c, TB_SERVER, 10);
}
