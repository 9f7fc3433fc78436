/* SPDX-License-Identifier: BSD-3-Clause */
/* signals.c - the table of all questions, and putting them */
#include "blame/signal.h"

const struct tb_signal_kind tb_signal_kinds[TB_SIGNAL_COUNT] = {
#define TB_SIGNAL(NAME, Ask, Family, Yes, No)                                  \
	[TB_SIGNAL_##NAME] = { .name = #Ask, .family = TB_FAMILY_##Family,     \
			       .ask = tb_ask_##Ask, .yes = Yes, .no = No },
#include "blame/signal_list.h"
#undef TB_SIGNAL
};

static void ask(const struct tb_case *c, struct tb_facts *facts, unsigned from, unsigned to)
{
	for (unsigned s = from; s < to; s++)
		facts->of[s] = tb_signal_kinds[s].ask(c);
}

void tb_ask_about_maker(const struct tb_case *c, struct tb_facts *facts)
{
	facts->of[TB_SIGNAL_NONE] = tb_unseen();
	ask(c, facts, TB_SIGNAL_NONE + 1, TB_SIGNAL_MADE_BY_THIRD);
}

/* What a side did not do, or did when, can be said only of one that was captured. */
static const bool needs_both_sides[TB_FAMILY_COUNT] = {
	[TB_FAMILY_TURN] = true,
	[TB_FAMILY_EXCHANGE] = true,
	[TB_FAMILY_FLOOD] = true,
	[TB_FAMILY_TIMER] = true,
	[TB_FAMILY_SILENCE] = true,
	[TB_FAMILY_PROBES] = true,
	[TB_FAMILY_LOSS] = true,
	[TB_FAMILY_TLS] = true,
};

void tb_ask_the_rest(const struct tb_case *c, struct tb_facts *facts)
{
	ask(c, facts, TB_SIGNAL_MADE_BY_THIRD, TB_SIGNAL_COUNT);
	if (facts->of[TB_SIGNAL_ONE_SIDED].answer != TB_YES)
		return;
	for (unsigned s = TB_SIGNAL_MADE_BY_THIRD; s < TB_SIGNAL_COUNT; s++)
		if (needs_both_sides[tb_signal_kinds[s].family])
			facts->of[s] = tb_unseen();
}

void tb_list_answers(const struct tb_facts *facts, struct tb_bench *bench,
		     struct tb_verdict *out)
{
	for (unsigned s = TB_SIGNAL_NONE + 1; s < TB_SIGNAL_COUNT; s++)
		bench->asked[s - 1] = (struct tb_asked){ tb_signal_kinds[s].name,
							 facts->of[s].answer };
	out->asked = bench->asked;
	out->n_asked = TB_SIGNAL_COUNT - 1;
}
