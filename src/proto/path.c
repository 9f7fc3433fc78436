/* SPDX-License-Identifier: BSD-3-Clause */
/* path.c - places of paths, by the owner's address */
#include "proto/path.h"

#include <string.h>

/* Flows lie in one table, so neighbours there are neighbours here. */
enum { FLOW_SHIFT = 6 };

static size_t place_of(const void *owner)
{
	return ((uintptr_t)owner >> FLOW_SHIFT) % TB_PATHS;
}

void tb_path_note(struct tb_paths *p, const void *owner, const uint8_t *path, size_t n)
{
	struct tb_path *to = &p->at[place_of(owner)];

	to->owner = owner;
	to->len = (uint8_t)(n < sizeof(to->bytes) ? n : sizeof(to->bytes));
	if (to->len > 0)
		memcpy(to->bytes, path, to->len);
}

const struct tb_path *tb_path_of(const struct tb_paths *p, const void *owner)
{
	const struct tb_path *at = &p->at[place_of(owner)];

	return at->owner == owner && at->len > 0 ? at : NULL;
}
