/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * gen_hosts.h - who talks: clients and servers with the habits of their stacks
 */
#ifndef TB_BENCH_GEN_HOSTS_H
#define TB_BENCH_GEN_HOSTS_H

#include <stdbool.h>
#include <stdint.h>

/* The two ends; also an index. */
enum gen_side {
	GEN_CLIENT,
	GEN_SERVER
};

static inline enum gen_side gen_other(enum gen_side side)
{
	return side == GEN_CLIENT ? GEN_SERVER : GEN_CLIENT;
}

/* What an operating system's TCP looks like from outside. */
struct gen_stack {
	uint8_t ttl;		/* as sent */
	uint8_t window_shift;	/* window scale option */
	uint16_t window;	/* of an ordinary segment, raw */
	uint16_t syn_window;
	bool timestamps;	/* offers the option */
	bool host_ip_id;	/* one IP ID counter a host, for resets too; else one a
				 * connection, and 0 on SYN-ACKs and reply resets */
	bool bare_abort;	/* an active reset has window 0 and no options */
	bool stray_ack;		/* a reset without ACK flag has an ack field all the same */
};

struct gen_host {
	const struct gen_stack *stack;
	uint32_t clock;		/* value of its timestamp clock when the capture begins */
	uint16_t ip_id;		/* next one, if its stack counts by host */
	uint8_t ttl;		/* as seen where the capture was made */
	bool offload;		/* its checksums are partial: captured on that host */
};

enum { GEN_SERVERS = 1000 };

struct gen_hosts {
	struct gen_host *host[2];	/* by side */
	uint32_t clients;		/* how many */
};

/* False if there is no memory; then nothing is left to free. */
bool gen_hosts_init(struct gen_hosts *h, uint32_t clients);
void gen_hosts_free(struct gen_hosts *h);

/* Network byte order; 4 bytes, or 16 if v6.  Clients are in 10/8 or fd00::/64,
 * servers in 198.18/15 or 2001:2::/48 (RFC 2544, RFC 5180: benchmarks). */
void gen_host_addr(enum gen_side side, uint32_t index, bool v6, uint8_t *addr);

/* Every fifth server is reached by IPv6, every tenth of either kind lies behind a
 * VLAN tag; 0: none. */
static inline bool gen_server_v6(uint32_t server)
{
	return server % 5 == 0;
}

static inline uint16_t gen_server_vlan(uint32_t server)
{
	return server / 5 % 10 == 0 ? (uint16_t)(100 + server % 5) : 0;
}

#endif
