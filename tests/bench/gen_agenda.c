/* SPDX-License-Identifier: BSD-3-Clause */
#include "gen_agenda.h"

#include <stdlib.h>
#include <string.h>

/* 2^20 spokes of 2^14 ns: one turn is 17 s.  An appointment further away stays on
 * its spoke for another turn. */
enum { SPOKE_SHIFT = 14, SPOKES = 1 << 20 };

bool gen_agenda_init(struct gen_agenda *a, uint32_t slots)
{
	*a = (struct gen_agenda){ .due = GEN_NOBODY };
	a->when = calloc(slots, sizeof(*a->when));
	a->next = calloc(slots, sizeof(*a->next));
	a->spoke = malloc(SPOKES * sizeof(*a->spoke));
	if (!a->when || !a->next || !a->spoke) {
		gen_agenda_free(a);
		return false;
	}
	memset(a->spoke, 0xff, SPOKES * sizeof(*a->spoke)); /* GEN_NOBODY */
	return true;
}

void gen_agenda_free(struct gen_agenda *a)
{
	free(a->when);
	free(a->next);
	free(a->spoke);
	*a = (struct gen_agenda){ .due = GEN_NOBODY };
}

/* Into the short sorted list of the current spoke, behind equals. */
static void add_due(struct gen_agenda *a, uint32_t slot)
{
	uint32_t *at = &a->due;

	while (*at != GEN_NOBODY && a->when[*at] <= a->when[slot])
		at = &a->next[*at];
	a->next[slot] = *at;
	*at = slot;
}

void gen_agenda_add(struct gen_agenda *a, uint32_t slot, uint64_t when)
{
	uint64_t turn = when >> SPOKE_SHIFT;

	a->when[slot] = when;
	a->pending++;
	if (turn <= a->turn) {
		add_due(a, slot);
		return;
	}
	a->next[slot] = a->spoke[turn % SPOKES];
	a->spoke[turn % SPOKES] = slot;
}

/* Moves on by one spoke and sorts out who is due now. */
static void advance(struct gen_agenda *a)
{
	uint32_t *spoke = &a->spoke[++a->turn % SPOKES];
	uint32_t slot = *spoke;

	*spoke = GEN_NOBODY;
	while (slot != GEN_NOBODY) {
		uint32_t after = a->next[slot];

		if (a->when[slot] >> SPOKE_SHIFT <= a->turn) {
			add_due(a, slot);
		} else {
			a->next[slot] = *spoke;
			*spoke = slot;
		}
		slot = after;
	}
}

uint32_t gen_agenda_take(struct gen_agenda *a)
{
	uint32_t slot;

	if (!a->pending)
		return GEN_NOBODY;
	while (a->due == GEN_NOBODY)
		advance(a);
	slot = a->due;
	a->due = a->next[slot];
	a->pending--;
	return slot;
}
