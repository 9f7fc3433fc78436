/* SPDX-License-Identifier: BSD-3-Clause */
#include "support/hearing.h"

#include <stdlib.h>

static void tell(void *user, const struct tb_verdict *v, struct tb_kernel_word *out)
{
	const struct hearing *h = user;

	(void)v;
	if (h->word != NULL)
		*out = *h->word;
}

static void hear(struct street *s, const struct tb_episode *e, const struct tb_flow *f)
{
	static struct tb_bench bench;
	struct hearing *h = (struct hearing *)s;
	const struct tb_sink sink = { .kernel = tell, .user = h };
	struct tb_case c = {
		.sink = &sink,
		.tracker = s->tracker,
		.episode = e,
		.flow = f,
		.deciding = tb_tracker_note(s->tracker, e->deciding),
		.watched = e->watched,
		.early = e->watched < 3 * TB_SECOND,
	};

	if (h->n++ >= HEARING_RESETS)
		return;
	tb_judge(&c, &bench, &h->verdict[h->n - 1]);
	tb_ask_about_maker(&c, &h->facts[h->n - 1]);
	tb_ask_the_rest(&c, &h->facts[h->n - 1]);
}

void hearing_open(struct hearing *h)
{
	street_open(&h->street);
	h->street.settled = hear;
	h->conv = street_conv(&h->street);
	h->over = false;
	h->word = NULL;
	h->about = h->n = 0;
}

void hearing_close(struct hearing *h)
{
	if (h->over)
		return;
	h->over = true;
	street_close(&h->street);
	street_demolish(&h->street);
}

const struct tb_fact *hearing_fact(struct hearing *h, enum tb_signal question)
{
	hearing_close(h);
	if (h->about >= h->n)
		abort();
	return &h->facts[h->about].of[question];
}

const struct tb_verdict *hearing_verdict(struct hearing *h)
{
	hearing_close(h);
	if (h->about >= h->n)
		abort();
	return &h->verdict[h->about];
}
