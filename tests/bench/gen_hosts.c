/* SPDX-License-Identifier: BSD-3-Clause */
#include "gen_hosts.h"

#include <stdlib.h>
#include <string.h>

#include "gen_random.h"

enum stack_kind {
	LINUX,
	WINDOWS
};

static const struct gen_stack stacks[] = {
	[LINUX] = { .ttl = 64, .window_shift = 7, .window = 502, .syn_window = 64240,
		    .timestamps = true },
	[WINDOWS] = { .ttl = 128, .window_shift = 8, .window = 1026, .syn_window = 64240,
		      .host_ip_id = true, .bare_abort = true, .stray_ack = true },
};

/* Out of 16 hosts of a kind. */
static const struct {
	uint32_t windows, offload;
} share[2] = {
	[GEN_CLIENT] = { 6, 0 },
	[GEN_SERVER] = { 2, 1 },
};

static void habits(struct gen_host *host, enum gen_side side, uint32_t index)
{
	uint64_t dice = gen_mix(((uint64_t)side << 32 | index) + 1);
	uint32_t hops = side == GEN_CLIENT ? 1 + (uint32_t)(dice >> 8 & 15) : 1;

	host->stack = &stacks[(dice & 15) < share[side].windows ? WINDOWS : LINUX];
	host->offload = (dice >> 4 & 15) < share[side].offload;
	host->ttl = (uint8_t)(host->stack->ttl - (host->offload ? 0 : hops));
	host->clock = (uint32_t)(dice >> 32);
	host->ip_id = (uint16_t)(dice >> 16);
}

bool gen_hosts_init(struct gen_hosts *h, uint32_t clients)
{
	h->clients = clients;
	h->host[GEN_CLIENT] = calloc(clients, sizeof(struct gen_host));
	h->host[GEN_SERVER] = calloc(GEN_SERVERS, sizeof(struct gen_host));
	if (!h->host[GEN_CLIENT] || !h->host[GEN_SERVER]) {
		gen_hosts_free(h);
		return false;
	}
	for (uint32_t i = 0; i < clients; i++)
		habits(&h->host[GEN_CLIENT][i], GEN_CLIENT, i);
	for (uint32_t i = 0; i < GEN_SERVERS; i++)
		habits(&h->host[GEN_SERVER][i], GEN_SERVER, i);
	return true;
}

void gen_hosts_free(struct gen_hosts *h)
{
	free(h->host[GEN_CLIENT]);
	free(h->host[GEN_SERVER]);
	*h = (struct gen_hosts){ 0 };
}

void gen_host_addr(enum gen_side side, uint32_t index, bool v6, uint8_t *addr)
{
	static const uint8_t net4[2][4] = { { 10, 0, 0, 0 }, { 198, 18, 0, 0 } };
	static const uint8_t net6[2][4] = { { 0xfd, 0, 0, 0 }, { 0x20, 0x01, 0, 0x02 } };
	uint32_t number = index + 1;

	if (v6)
		memset(addr, 0, 16);
	memcpy(addr, v6 ? net6[side] : net4[side], 4);
	addr += v6 ? 12 : 0;
	addr[1] |= (uint8_t)(number >> 16);
	addr[2] |= (uint8_t)(number >> 8);
	addr[3] |= (uint8_t)number;
}
