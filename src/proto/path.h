/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * path.h - what the last request of a flow was for: bounded, and forgotten rather than wrong
 *
 * A path is noted with each request, and few of them are ever asked for: so it goes where the
 * flow's address leads, and whoever had that place before loses his.
 */
#ifndef TB_PROTO_PATH_H
#define TB_PROTO_PATH_H

#include <stddef.h>
#include <stdint.h>

#include <tcpblame/verdict.h>

enum { TB_PATHS = 4096 };	/* a power of two */

struct tb_paths {
	struct tb_path {
		const void *owner;
		uint8_t len;
		uint8_t bytes[TB_MAX_PATH];
	} at[TB_PATHS];
};

/* The owner's last request is for this one, of which at most TB_MAX_PATH bytes are copied; n 0:
 * for none that is told. */
void tb_path_note(struct tb_paths *p, const void *owner, const uint8_t *path, size_t n);

/* What the owner's last request is for; NULL: none, or not known.  Valid until the next one is
 * noted. */
const struct tb_path *tb_path_of(const struct tb_paths *p, const void *owner);

#endif
