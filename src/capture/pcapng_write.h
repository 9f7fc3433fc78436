/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * pcapng_write.h - packets into a pcapng file
 *
 * Interfaces are described as their first packets come.  Times are written in nanoseconds.
 * The same packets give the same bytes.
 */
#ifndef TB_CAPTURE_PCAPNG_WRITE_H
#define TB_CAPTURE_PCAPNG_WRITE_H

#include "source.h"

struct tb_ng_writer;

/* UTF-8, at most TB_NG_COMMENT_MAX bytes: more are left out. */
struct tb_ng_comment {
	const char *text;
	size_t len;
};

enum { TB_NG_COMMENT_MAX = UINT16_MAX };

/* Begins a section.  fd is the caller's, open for writing, and must outlive the writer.
 * at_once: no whole block waits in memory when a call returns.  NULL: no memory. */
struct tb_ng_writer *tb_ng_writer_new(int fd, bool at_once);
void tb_ng_writer_free(struct tb_ng_writer *w); /* NULL is fine; what waits is lost */

/* From now on, has_room() is called before each write of n bytes, at most PIPE_BUF; false: there will
 * be none, which is an error of the writer, ETIMEDOUT. */
void tb_ng_writer_wait(struct tb_ng_writer *w, bool (*has_room)(void *user, size_t n),
		       void *user);

/* A packet with its bytes, its comments, and n more behind them.  i: where it was captured, which
 * is told from others by its name; called: what is written in its place, for the first packet,
 * or that name; or NULL.  False: it could not be written, now or before. */
bool tb_ng_write_packet(struct tb_ng_writer *w, const struct tb_frame *f,
			const struct tb_interface *i, const char *called,
			const struct tb_ng_comment *comment, size_t n);

/* Describes an interface of which there is no packet, so that a file without any says of what
 * there is none: some readers refuse it otherwise. */
bool tb_ng_write_interface(struct tb_ng_writer *w, uint32_t link_type);

/* Writes what waits. */
bool tb_ng_write_out(struct tb_ng_writer *w);

/* The errno of the first write that failed, or 0.  The file then ends with a whole block, if
 * it can be made shorter. */
int tb_ng_writer_error(const struct tb_ng_writer *w);

#endif
