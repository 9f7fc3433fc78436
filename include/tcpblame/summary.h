/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * summary.h - what a run counted, and what is known of each capture
 */
#ifndef TCPBLAME_SUMMARY_H
#define TCPBLAME_SUMMARY_H

#include <tcpblame/verdict.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Attempts to connect that an ICMP error answered, all by one host and in one way. */
struct tb_unreached {
	struct tb_icmp_error first;
	uint64_t connections;
};

enum { TB_MAX_UNREACHED = 8 };

/* Counters of a run. */
struct tb_summary {
	uint64_t packets;	/* frames given */
	uint64_t tcp_packets;	/* of them TCP segments */
	uint64_t duplicates;	/* second copies of a packet */
	uint64_t flows;		/* connections begun or first seen */
	uint64_t rst_segments;
	uint64_t resets;	/* episodes judged */
	uint64_t by_phase[TB_PHASE_COUNT];
	uint64_t by_origin[TB_ORIGIN_COUNT];
	uint64_t by_harm[TB_HARM_COUNT];
	uint64_t by_effect[TB_EFFECT_COUNT];
	uint64_t flows_evicted;	/* forgotten for want of room while still open */
	uint64_t episodes_dropped;	/* judged before their time for want of room */
	uint64_t decode[TB_DECODE_COUNT]; /* see tb_decode_name() */
	/* connections of which nothing was seen but SYNs when ICMP answered that they cannot get
	 * there, whatever came of them; who said so first, in order of capture: those beyond are
	 * in the count only */
	uint64_t unreached;
	unsigned n_unreached_by;
	struct tb_unreached unreached_by[TB_MAX_UNREACHED];
};

/* One capture, as its reader knows it. */
struct tb_capture {
	const char *file;	/* name as given; "-" for stdin; the interface if live */
	const char *format;	/* "pcap", "pcapng", "live" */
	const char *compression;	/* "gzip", "zstd" or NULL */
	uint32_t link_types[16];	/* distinct LINKTYPE_ values met */
	unsigned n_link_types;
	uint64_t packets, tcp_packets;
	bool has_times;		/* first and last are meaningful */
	tb_time first, last;
	bool complete;		/* false: cut or damaged, then */
	const char *problem;	/* says where reading stopped and why; NULL if none */
	uint64_t decode[TB_DECODE_COUNT];
	bool has_drops;		/* the capture says how much it lost: */
	uint64_t received, dropped, interface_dropped;
	const char *const *interfaces;	/* names, from the file; entries may be NULL */
	unsigned n_interfaces;
};

#ifdef __cplusplus
}
#endif

#endif
