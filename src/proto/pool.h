/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * pool.h - bounded scratch memory of all flows: waiting heads, names, and paths (path.h)
 *
 * Everything is taken once.  A place that was given to somebody else is noticed: it
 * then leads nowhere, never to another flow's bytes.  Heads are known by the address of
 * their owner; a name's handle carries a generation.
 */
#ifndef TB_PROTO_POOL_H
#define TB_PROTO_POOL_H

#include <stddef.h>
#include <stdint.h>

#include "proto/app.h"
#include "proto/path.h"

enum {
	TB_HEADS = 64,		/* heads that can wait at once */
	TB_HEAD_MAX = 8192,	/* bytes of one; nothing longer is ever pieced together */
	TB_NAMES = 16384,	/* different names remembered; a power of two */
	TB_NAME_MAX = 255	/* bytes of one */
};

/*
 * Keeps a copy of n bytes, 1 .. TB_HEAD_MAX, that wait for what follows them; the owner
 * must have none that wait.  If all places are taken, the one that waited longest without
 * news loses its own.
 */
void tb_head_hold(struct tb_app_pool *p, const void *owner, const uint8_t *data, size_t n);

/* The bytes that wait, and in *n how many; NULL if they lost their place. */
const uint8_t *tb_head_bytes(struct tb_app_pool *p, const void *owner, size_t *n);

/* Adds as many of n bytes as there is room for; returns how many.  tb_head_bytes() must
 * still find them. */
size_t tb_head_append(struct tb_app_pool *p, const void *owner, const uint8_t *data, size_t n);

/* Forgets the first n bytes, which must be there. */
void tb_head_shift(struct tb_app_pool *p, const void *owner, size_t n);

/* Gives the place back; one that was lost is fine. */
void tb_head_free(struct tb_app_pool *p, const void *owner);

/*
 * Remembers a name of n bytes and returns its handle; 0 if n is 0 or more than
 * TB_NAME_MAX.  The same name has one place.  When all are taken, one that was
 * not asked for lately is forgotten.
 * last: the handle that the asker got last, 0 for none; it asks for the same name mostly.
 */
uint32_t tb_name_store(struct tb_app_pool *p, uint32_t last, const uint8_t *name, size_t n);

/* The name, not NUL-terminated, and in *n its length; NULL if it was forgotten or
 * the handle is 0.  Valid until the next tb_name_store(). */
const char *tb_name_get(const struct tb_app_pool *p, uint32_t handle, size_t *n);

struct tb_paths *tb_app_paths(struct tb_app_pool *p);

#endif
