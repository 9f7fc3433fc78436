/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * lives.h - several interfaces at once
 *
 * The functions are those of source.h.
 */
#ifndef TB_CAPTURE_LIVES_H
#define TB_CAPTURE_LIVES_H

#include "source.h"

struct tb_lives;

struct tb_lives *tb_lives_new(const struct tb_live_config *cfg, struct tb_source_error *err);
void tb_lives_free(struct tb_lives *l); /* NULL is fine */
enum tb_source_status tb_lives_next(struct tb_lives *l, struct tb_frame *out, size_t room,
				    size_t *n);
size_t tb_lives_fds(const struct tb_lives *l, int fd[TB_SOURCE_INTERFACES]);
int tb_lives_timeout(const struct tb_lives *l);
void tb_lives_stop(struct tb_lives *l); /* async-signal-safe */
struct tb_capture *tb_lives_captures(struct tb_lives *l, size_t *n);
void tb_lives_describe(const struct tb_lives *l, const struct tb_frame *f,
		       struct tb_interface *out);

#endif
