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

/* Every question with all that shows its answer, which is what the judge was told. */
static void take_down(struct tb_case *c, struct tb_fact *fact)
{
	struct tb_answers answers = tb_ask_about_maker(c);

	tb_ask_the_rest(c, &answers);
	for (unsigned s = TB_SIGNAL_NONE + 1; s < TB_SIGNAL_COUNT; s++) {
		fact[s] = tb_signal_kinds[s].ask(c);
		if (tb_answer_to(&answers, s) != fact[s].answer)
			fact[s] = (struct tb_fact){ .answer = tb_answer_to(&answers, s) };
	}
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
	take_down(&c, h->fact[h->n - 1]);
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
	return &h->fact[h->about][question];
}

const struct tb_verdict *hearing_verdict(struct hearing *h)
{
	hearing_close(h);
	if (h->about >= h->n)
		abort();
	return &h->verdict[h->about];
}
