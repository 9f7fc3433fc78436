/* SPDX-License-Identifier: BSD-3-Clause */
#include "nic.h"

#ifdef __linux__

#include <fcntl.h>
#include <linux/if_packet.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

/* Those that libpcap adds up. */
static const char *const counter[] = { "rx_missed_errors", "rx_fifo_errors" };

enum { COUNTERS = sizeof(counter) / sizeof(counter[0]) };

struct tb_nic {
	int fd[COUNTERS];		/* -1: not to be had */
	uint64_t seen[COUNTERS];	/* at the last look */
};

bool tb_nic_is_ours(void)
{
	return true;
}

/* Not every source of libpcap is a packet socket, and that of "any" has no interface. */
bool tb_nic_promiscuous(int socket)
{
	struct sockaddr_ll at = { .sll_family = AF_UNSPEC };
	socklen_t size = sizeof(at);

	if (getsockname(socket, (struct sockaddr *)&at, &size) != 0 ||
	    at.sll_family != AF_PACKET || at.sll_ifindex <= 0)
		return true;

	const struct packet_mreq all = { .mr_ifindex = at.sll_ifindex,
					 .mr_type = PACKET_MR_PROMISC };

	return setsockopt(socket, SOL_PACKET, PACKET_ADD_MEMBERSHIP, &all, sizeof(all)) == 0;
}

/* What it stands at; `before` if it cannot be read. */
static uint64_t look(int fd, uint64_t before)
{
	char text[32];
	ssize_t n = fd >= 0 ? pread(fd, text, sizeof(text) - 1, 0) : -1;

	if (n <= 0)
		return before;
	text[n] = '\0';
	return strtoull(text, NULL, 10);
}

struct tb_nic *tb_nic_new(const char *sysfs, const char *interface)
{
	struct tb_nic *n = calloc(1, sizeof(*n));
	char path[512];

	for (int i = 0; n != NULL && i < COUNTERS; i++) {
		snprintf(path, sizeof(path), "%s/%s/statistics/%s", sysfs, interface, counter[i]);
		n->fd[i] = open(path, O_RDONLY | O_CLOEXEC);
		n->seen[i] = look(n->fd[i], 0);
	}
	return n;
}

void tb_nic_free(struct tb_nic *n)
{
	for (int i = 0; n != NULL && i < COUNTERS; i++)
		if (n->fd[i] >= 0)
			close(n->fd[i]);
	free(n);
}

/* A driver that starts again may count from zero. */
uint64_t tb_nic_drops(struct tb_nic *n)
{
	uint64_t drops = 0;

	for (int i = 0; n != NULL && i < COUNTERS; i++) {
		uint64_t now = look(n->fd[i], n->seen[i]);

		drops += now > n->seen[i] ? now - n->seen[i] : 0;
		n->seen[i] = now;
	}
	return drops;
}

#else

bool tb_nic_is_ours(void)
{
	return false;
}

bool tb_nic_promiscuous(int socket)
{
	(void)socket;
	return true;
}

struct tb_nic *tb_nic_new(const char *sysfs, const char *interface)
{
	(void)sysfs;
	(void)interface;
	return NULL;
}

void tb_nic_free(struct tb_nic *n)
{
	(void)n;
}

uint64_t tb_nic_drops(struct tb_nic *n)
{
	(void)n;
	return 0;
}

#endif
