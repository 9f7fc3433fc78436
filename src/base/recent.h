/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * recent.h - slots of a fixed array by who uses them; the least recently used is reused
 *
 * Users are told apart by a keyed 64-bit hash of their names (base/siphash.h): strangers
 * cannot make two of them meet, and by chance it does not happen.
 */
#ifndef TB_BASE_RECENT_H
#define TB_BASE_RECENT_H

#include <stdbool.h>
#include <stdint.h>

#define TB_RECENT_NONE UINT32_MAX

struct tb_recent_user;

struct tb_recent {
	struct tb_recent_user *user;	/* by slot */
	uint32_t *head;		/* first user of a hash, plus one; 0: none */
	uint32_t capacity, used;
	uint32_t oldest, youngest;
	bool forgot;		/* somebody has lost his slot */
};

/* capacity: a power of two.  False: no memory; to be freed all the same. */
bool tb_recent_init(struct tb_recent *r, uint32_t capacity);
void tb_recent_fini(struct tb_recent *r);

/* Slot of that user, or TB_RECENT_NONE. */
uint32_t tb_recent_find(const struct tb_recent *r, uint64_t id);

/* The same, giving him one if he has none: then *fresh, and what is in the slot was
 * somebody else's.  He is the most recent user now. */
uint32_t tb_recent_take(struct tb_recent *r, uint64_t id, bool *fresh);

/* Longest chain that a search may have to pass (for tests). */
uint32_t tb_recent_longest_chain(const struct tb_recent *r);

#endif
