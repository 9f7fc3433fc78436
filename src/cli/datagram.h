/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * datagram.h - a socket to a service of this host, to be written to without waiting
 */
#ifndef TB_CLI_DATAGRAM_H
#define TB_CLI_DATAGRAM_H

/* name: an absolute path, or behind an @ a name that is in no file system.  A descriptor, or -1:
 * errno says why. */
int tb_datagram_connect(const char *name);

#endif
