/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * gen_truth.h - what the generator knows about its capture
 *
 * An *ending* is what tcpblame calls an episode: all RSTs of one ending of one
 * connection.  Its side is the address its first RST bears; every ending here is
 * decided by its first RST, or is a single RST that was ignored.
 */
#ifndef TB_BENCH_GEN_TRUTH_H
#define TB_BENCH_GEN_TRUTH_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

/* Who made a reset. */
enum gen_maker {
	GEN_BY_CLIENT,
	GEN_BY_SERVER,
	GEN_BY_FORGER
};

struct gen_truth {
	uint64_t packets;
	uint64_t bytes;			/* of the capture file */
	uint64_t flows;			/* begun */
	uint64_t flows_open, flows_open_peak;	/* neither closed nor reset */
	uint64_t rst_segments;
	uint64_t rst_from[2];		/* RST segments by the address they bear */
	uint64_t resets;		/* endings with a RST */
	uint64_t resets_from[2];	/* by the address their first RST bears */
	uint64_t resets_by[3];		/* by enum gen_maker */
	uint64_t retransmissions;
	uint64_t ipv6_packets, vlan_packets;
	uint64_t partial_checksums;
};

/* One JSON object of numbers (and strings: preset).  False if it cannot be
 * written. */
bool gen_truth_write(const struct gen_truth *t, const char *preset, uint64_t seed,
		     FILE *out);

#endif
