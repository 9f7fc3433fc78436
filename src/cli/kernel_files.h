/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * kernel_files.h - traces of a kernel, read from files
 */
#ifndef TB_CLI_KERNEL_FILES_H
#define TB_CLI_KERNEL_FILES_H

#include <tcpblame/kernel_trace.h>
#include "options.h"

/* Reads all that --kernel-trace names: plain, gzip or zstd; "-" is standard input.  False
 * after a complaint.  *damaged: there was a complaint, but some of it was read. */
bool tb_kernel_files_read(const struct tb_options *o, struct tb_kernel_trace *into,
			  bool *damaged);

#endif
