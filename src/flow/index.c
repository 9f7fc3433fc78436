/* SPDX-License-Identifier: BSD-3-Clause */
/* index.c - from the hash of a key to the slots of the flows that may have it */
#include "flow/index.h"

bool tb_index_empty(struct tb_index *ix, uint32_t buckets)
{
	struct tb_bucket *bucket = tb_arena_new(buckets, sizeof(*bucket), TB_ARENA_WHOLE);

	if (bucket == NULL)
		return false;
	tb_index_free(ix);
	*ix = (struct tb_index){ .bucket = bucket, .mask = buckets - 1 };
	return true;
}

uint64_t tb_index_bytes(uint32_t first_buckets, uint32_t entries)
{
	uint32_t buckets = first_buckets;

	while (entries / TB_BUCKET_MEAN >= buckets)
		buckets *= 2;
	return tb_arena_bytes(buckets, sizeof(struct tb_bucket)) +
	       tb_arena_bytes(buckets / 2, sizeof(struct tb_bucket));
}

void tb_index_free(struct tb_index *ix)
{
	tb_arena_free(ix->bucket, (size_t)ix->mask + 1, sizeof(*ix->bucket));
}

static void set_tag(struct tb_bucket *b, unsigned n, uint8_t tag)
{
	unsigned shift = n % 8 * 8;

	b->tags[n / 8] &= ~(UINT64_C(0xff) << shift);
	b->tags[n / 8] |= (uint64_t)tag << shift;
}

static void count_passed(struct tb_bucket *b, int by)
{
	b->tags[1] += (uint64_t)by << 32;
}

void tb_index_put(struct tb_index *ix, uint32_t hash, uint32_t slot)
{
	uint32_t at = hash & ix->mask;
	struct tb_bucket *b = &ix->bucket[at];
	uint64_t free;
	unsigned n;

	for (free = tb_bucket_match(b, 0); free == 0; free = tb_bucket_match(b, 0)) {
		count_passed(b, 1);
		at = (at + 1) & ix->mask;
		b = &ix->bucket[at];
	}
	n = tb_bucket_entry(free);
	set_tag(b, n, tb_index_tag(hash));
	b->slot[n] = slot;
	ix->entries++;
}

/* Takes it out of that bucket; false if it is not there. */
static bool take_out(struct tb_bucket *b, uint8_t tag, uint32_t slot)
{
	uint64_t which = tb_bucket_match(b, tag);

	while (which != 0 && b->slot[tb_bucket_entry(which)] != slot)
		which &= which - 1;
	if (which == 0)
		return false;
	set_tag(b, tb_bucket_entry(which), 0);
	return true;
}

void tb_index_remove(struct tb_index *ix, uint32_t hash, uint32_t slot)
{
	uint32_t at = hash & ix->mask;

	while (!take_out(&ix->bucket[at], tb_index_tag(hash), slot)) {
		count_passed(&ix->bucket[at], -1);
		at = (at + 1) & ix->mask;
	}
	ix->entries--;
}

uint32_t tb_index_probe(const struct tb_index *ix, uint32_t hash)
{
	uint32_t at = hash & ix->mask, n = 1;

	for (; tb_bucket_passed(&ix->bucket[at]) != 0 && n <= ix->mask; n++)
		at = (at + 1) & ix->mask;
	return n;
}
