/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * fragment.h - a bounded store in which IP fragments wait for each other
 */
#ifndef TB_WIRE_FRAGMENT_H
#define TB_WIRE_FRAGMENT_H

#include <stdint.h>

struct tb_fragments;

/* seed: secret of its keyed hash.  NULL if there is no memory.  All memory is
 * reserved here. */
struct tb_fragments *tb_fragments_new(const uint64_t seed[2]);
void tb_fragments_free(struct tb_fragments *f); /* NULL is fine */

#endif
