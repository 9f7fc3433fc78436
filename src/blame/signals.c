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

const uint8_t tb_family_of[TB_SIGNAL_COUNT] = {
#define TB_SIGNAL(NAME, Ask, Family, Yes, No) [TB_SIGNAL_##NAME] = TB_FAMILY_##Family,
#include "blame/signal_list.h"
#undef TB_SIGNAL
};

/* All that is asked is put in line here, and whatever of it does not lead to the answer falls
 * away: to name the frames and to measure costs more than to answer. */
#define PUT_IN_LINE __attribute__((flatten))

PUT_IN_LINE struct tb_answers tb_ask_about_maker(struct tb_case *c)
{
	struct tb_answers a = { { 0 } };

	tb_look_up_close(c);
	tb_look_up_ttls(c);
#define TB_SIGNAL(NAME, Ask, Family, Yes, No)                                  \
	if (TB_SIGNAL_##NAME < TB_SIGNAL_MADE_BY_THIRD)                        \
		tb_answers_add(&a, TB_SIGNAL_##NAME, tb_ask_##Ask(c).answer);
#include "blame/signal_list.h"
#undef TB_SIGNAL
	return a;
}

/* What a side did not do, or did when, can be said only of one that was captured whole. */
static bool needs_all_packets(enum tb_family family)
{
	switch (family) {
	case TB_FAMILY_TURN:
	case TB_FAMILY_EXCHANGE:
	case TB_FAMILY_FLOOD:
	case TB_FAMILY_TIMER:
	case TB_FAMILY_SILENCE:
	case TB_FAMILY_PROBES:
	case TB_FAMILY_LOSS:
	case TB_FAMILY_TLS:
		return true;
	default:
		return false;
	}
}

static bool needs_the_time(enum tb_family family)
{
	return family == TB_FAMILY_TIMER || family == TB_FAMILY_SILENCE;
}

PUT_IN_LINE void tb_ask_the_rest(const struct tb_case *c, struct tb_answers *answers)
{
	struct tb_answers a = *answers;
	bool partial = tb_is_yes(&a, TB_SIGNAL_ONE_SIDED) ||
		       (tb_is_yes(&a, TB_SIGNAL_MISSED) && tb_has_missed_lately(c));
	bool timeless = tb_is_time_doubtful(c);

#define TB_SIGNAL(NAME, Ask, Family, Yes, No)                                          \
	if (TB_SIGNAL_##NAME >= TB_SIGNAL_MADE_BY_THIRD &&                             \
	    !(partial && needs_all_packets(TB_FAMILY_##Family)) &&                     \
	    !(timeless && needs_the_time(TB_FAMILY_##Family)))                         \
		tb_answers_add(&a, TB_SIGNAL_##NAME, tb_ask_##Ask(c).answer);
#include "blame/signal_list.h"
#undef TB_SIGNAL
	*answers = a;
}

/* The same in all verdicts. */
static void list_questions(struct tb_asked *listed)
{
	for (unsigned s = TB_SIGNAL_NONE + 1; s < TB_SIGNAL_COUNT; s++)
		listed[s].question = tb_signal_kinds[s].name;
}

void tb_list_answers(const struct tb_answers *answers, struct tb_bench *bench,
		     struct tb_verdict *out)
{
	struct tb_asked *listed = bench->asked, *first = &listed[TB_SIGNAL_NONE + 1];

	if (first->question == NULL)
		list_questions(listed);
	for (unsigned s = 0; s < TB_SIGNAL_COUNT; s += TB_ANSWERS_A_WORD) {
		uint64_t word = answers->word[s / TB_ANSWERS_A_WORD];

		for (unsigned i = s; i < s + TB_ANSWERS_A_WORD && i < TB_SIGNAL_COUNT; i++) {
			listed[i].answer = (enum tb_answer)(word & 3);
			word >>= 2;
		}
	}
	out->asked = first;
	out->n_asked = TB_SIGNAL_COUNT - 1;
}
