/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * spool.h - verdicts and groups that wait until the logs have been read
 *
 * They go into a temporary file, so that memory does not grow with their number.
 */
#ifndef TB_CLI_SPOOL_H
#define TB_CLI_SPOOL_H

#include <tcpblame/tcpblame.h>

struct tb_spool;

struct tb_spool *tb_spool_new(void); /* NULL: no temporary file, or no memory */
void tb_spool_free(struct tb_spool *s); /* NULL is fine */

/* Copies it, with all that it points to.  False: there is no room; what was put before can
 * still be read. */
bool tb_spool_verdict(struct tb_spool *s, const struct tb_verdict *v);
bool tb_spool_group(struct tb_spool *s, const struct tb_group *g);

/* Gives all of them to the sink, in order; a verdict may be written to by the sink for the
 * call.  False: some could not be read back. */
bool tb_spool_replay(struct tb_spool *s, const struct tb_sink *sink);

#endif
