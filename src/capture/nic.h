/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * nic.h - what libpcap would open files for while it captures
 *
 * On Linux it reads counters of the interface from sysfs by name, each time that it is asked
 * for statistics.  A program that gave up the right to open files is told 0 then, and a
 * difference below zero as a number of billions.  So libpcap is kept from it (it looks only
 * where it made the interface promiscuous itself), and the files are opened once.
 *
 * Elsewhere than on Linux all of this is left to libpcap.
 */
#ifndef TB_CAPTURE_NIC_H
#define TB_CAPTURE_NIC_H

#include <stdbool.h>
#include <stdint.h>

struct tb_nic;

/* Is libpcap to leave the interface as it is, so that tb_nic_promiscuous() does it? */
bool tb_nic_is_ours(void);

/* Lets it take the packets of others too, as long as this socket is open.  True if nothing
 * was in the way, or it is no such socket; else false with errno. */
bool tb_nic_promiscuous(int socket);

#define TB_NIC_SYSFS "/sys/class/net"

/* Begins to count what it drops; sysfs is the folder of interfaces.  What cannot be read counts
 * as nothing; NULL: nothing can. */
struct tb_nic *tb_nic_new(const char *sysfs, const char *interface);
void tb_nic_free(struct tb_nic *n);	/* NULL is fine */

/* Packets that it dropped since the last look.  NULL is fine. */
uint64_t tb_nic_drops(struct tb_nic *n);

#endif
