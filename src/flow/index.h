/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * index.h - from the hash of a key to the slots of the flows that may have it
 *
 * Buckets of one cache line: a lookup waits for one, and compares some bits of the hash (the
 * tag) of all that are in it before it looks at any flow.  What finds its bucket full goes to
 * the next one, and is counted in each that it passes; so a lookup that has found nothing
 * goes on only from where something passed, and what is taken out leaves no trace: no
 * neighbour is moved, none is looked at.
 *
 * Whether a flow has the key is for the caller to see:
 *
 *	struct tb_index_walk w = tb_index_begin(ix, hash);
 *
 *	while ((slot = tb_index_next(&w)) != TB_NONE)
 *		...
 */
#ifndef TB_FLOW_INDEX_H
#define TB_FLOW_INDEX_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "flow/record.h"

enum {
	TB_BUCKET = 12,		/* entries */
	TB_BUCKET_MEAN = 9	/* more of them on average, and the index should grow */
};

struct tb_bucket {
	uint64_t tags[2];	/* of the entries, 8 bits each from the lowest on; 0: free.
				 * The upper half of the last one counts the entries
				 * further on that found the bucket full */
	uint32_t slot[TB_BUCKET];
};

_Static_assert(sizeof(struct tb_bucket) == 64, "a bucket is a cache line");

struct tb_index {
	struct tb_bucket *bucket;
	uint32_t mask;		/* buckets, a power of two, less one */
	uint32_t entries;
};

/* The upper bits of the hash; the lower ones choose the bucket. */
static inline uint8_t tb_index_tag(uint32_t hash)
{
	uint8_t tag = (uint8_t)(hash >> 24);

	return tag == 0 ? 1 : tag;
}

static inline uint32_t tb_bucket_passed(const struct tb_bucket *b)
{
	return (uint32_t)(b->tags[1] >> 32);
}

/* Which bytes of it are zero?  The highest bit of each. */
static inline uint64_t tb_zero_bytes(uint64_t word)
{
	const uint64_t low = UINT64_C(0x7f7f7f7f7f7f7f7f);

	return ~(((word & low) + low) | word | low);
}

/* Which entries of the bucket have that tag?  One bit each, in the order that
 * tb_bucket_entry() knows; no branch, as none could be foreseen. */
static inline uint64_t tb_bucket_match(const struct tb_bucket *b, uint8_t tag)
{
	const uint64_t all = tag * UINT64_C(0x0101010101010101);
	uint64_t last = tb_zero_bytes(b->tags[1] ^ all) & UINT32_MAX;

	return tb_zero_bytes(b->tags[0] ^ all) >> 4 | last;
}

/* Number of the first of those that match. */
static inline unsigned tb_bucket_entry(uint64_t match)
{
	unsigned bit = (unsigned)__builtin_ctzll(match);

	return bit / 8 + (bit & 4) * 2;	/* the last of them have the bit that is worth 4 */
}

struct tb_index_walk {
	const struct tb_index *index;
	uint32_t home, at;	/* buckets */
	uint64_t which;		/* of its entries are still to come */
	uint8_t tag;
};

static inline struct tb_index_walk tb_index_begin(const struct tb_index *ix, uint32_t hash)
{
	uint32_t at = hash & ix->mask;
	uint8_t tag = tb_index_tag(hash);

	return (struct tb_index_walk){ ix, at, at, tb_bucket_match(&ix->bucket[at], tag), tag };
}

/* The next slot whose tag is right, or TB_NONE. */
static inline uint32_t tb_index_next(struct tb_index_walk *w)
{
	const struct tb_bucket *b = &w->index->bucket[w->at];
	uint32_t slot;

	while (w->which == 0) {
		w->at = (w->at + 1) & w->index->mask;
		if (tb_bucket_passed(b) == 0 || w->at == w->home)
			return TB_NONE;
		b = &w->index->bucket[w->at];
		w->which = tb_bucket_match(b, w->tag);
	}
	slot = b->slot[tb_bucket_entry(w->which)];
	w->which &= w->which - 1;
	return slot;
}

/* Makes it an empty one of so many buckets, a power of two.  False: no memory, and it is as
 * it was. */
bool tb_index_empty(struct tb_index *ix, uint32_t buckets);
/* Memory, in bytes, that it takes at most while it doubles to have room for so many. */
uint64_t tb_index_bytes(uint32_t first_buckets, uint32_t entries);
void tb_index_free(struct tb_index *ix);

/* On average its buckets are as full as they should become. */
static inline bool tb_index_is_crowded(const struct tb_index *ix)
{
	return ix->entries / TB_BUCKET_MEAN > ix->mask;
}

/* There is no room for another one, but for the free places that end all lookups. */
static inline bool tb_index_is_full(const struct tb_index *ix)
{
	return ix->entries / (TB_BUCKET - 1) > ix->mask;
}

/* Only if it is not full. */
void tb_index_put(struct tb_index *ix, uint32_t hash, uint32_t slot);

/* Only if it is there. */
void tb_index_remove(struct tb_index *ix, uint32_t hash, uint32_t slot);

/* How many buckets a lookup of that hash looks at, at most. */
uint32_t tb_index_probe(const struct tb_index *ix, uint32_t hash);

#endif
