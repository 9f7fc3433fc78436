/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * remarks.h - what is said on stderr of a run that is over, beside its report
 */
#ifndef TB_CLI_REMARKS_H
#define TB_CLI_REMARKS_H

#include <stdbool.h>
#include <stddef.h>

#include <tcpblame/kernel_trace.h>
#include <tcpblame/tcpblame.h>

/* Says what is missing from the captures; true if something is. */
bool tb_remark_damage(const struct tb_capture *c, size_t n);

/* True, and says so, if there were frames and none of a link type that the decoder knows. */
bool tb_remark_unreadable(const struct tb_capture *c, size_t n, const struct tb_summary *sum);

/* For --verbose.  kernel: NULL if nobody asked for its word. */
void tb_remark_counts(const struct tb_capture *c, size_t n, const struct tb_kernel_trace *kernel,
		      const struct tb_summary *sum);

#endif
