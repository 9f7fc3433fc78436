/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * open_text.h - texts that stand beside captures: logs, traces of kernels
 */
#ifndef TB_CLI_OPEN_TEXT_H
#define TB_CLI_OPEN_TEXT_H

/* A descriptor to read the file by this name; "-" is standard input.  -1 with errno; a
 * directory could be opened, but holds no text. */
int tb_open_text(const char *name);

#endif
