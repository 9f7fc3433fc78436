/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * gen_agenda.h - which flow acts next
 *
 * A timing wheel: every slot (an open flow) has at most one appointment; they
 * are taken in the order of time.
 */
#ifndef TB_BENCH_GEN_AGENDA_H
#define TB_BENCH_GEN_AGENDA_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define GEN_NOBODY UINT32_MAX

struct gen_agenda {
	uint64_t *when;		/* by slot: nanoseconds */
	uint32_t *next;		/* by slot: the next one of its list */
	uint32_t *spoke;	/* first slot of each spoke of the wheel */
	uint64_t turn;		/* spokes passed since time 0 */
	uint32_t due;		/* the current spoke's slots, sorted by time */
	size_t pending;		/* appointments made and not taken */
};

/* False if there is no memory; then nothing is left to free. */
bool gen_agenda_init(struct gen_agenda *a, uint32_t slots);
void gen_agenda_free(struct gen_agenda *a);

/* The slot has no other appointment; when is not before the last one taken. */
void gen_agenda_add(struct gen_agenda *a, uint32_t slot, uint64_t when);

/* The next slot, or GEN_NOBODY if nothing is pending; a->when[slot] is its time. */
uint32_t gen_agenda_take(struct gen_agenda *a);

#endif
