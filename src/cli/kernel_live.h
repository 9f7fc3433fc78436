/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * kernel_live.h - what the kernel of this host says of resets while they are captured
 */
#ifndef TB_CLI_KERNEL_LIVE_H
#define TB_CLI_KERNEL_LIVE_H

#include <tcpblame/kernel_trace.h>

struct tb_kernel_live;

/* Begins to listen.  NULL after a line that says why it cannot be. */
struct tb_kernel_live *tb_kernel_live_open(struct tb_kernel_trace *into);

/* Takes what the kernel has said since, without waiting.  NULL is fine. */
void tb_kernel_live_read(struct tb_kernel_live *k);

/* Leaves the kernel as it was.  NULL is fine. */
void tb_kernel_live_close(struct tb_kernel_live *k);

#endif
