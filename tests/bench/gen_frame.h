/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * gen_frame.h - a TCP segment as a record of a classic pcap file
 */
#ifndef TB_BENCH_GEN_FRAME_H
#define TB_BENCH_GEN_FRAME_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
	GEN_FIN = 0x01,
	GEN_SYN = 0x02,
	GEN_RST = 0x04,
	GEN_PSH = 0x08,
	GEN_ACK = 0x10
};

/* Where records go: a large buffer, then a file descriptor. */
struct gen_output {
	int fd;			/* the caller's */
	uint8_t *buffer;
	size_t used;
	uint64_t bytes;		/* written so far, what is in the buffer included */
	int error;		/* errno of the first write that failed; 0: none */
};

struct gen_segment {
	uint64_t time;		/* ns since 1970; kept in microseconds */
	const uint8_t *payload;	/* borrowed */
	uint32_t payload_len;
	uint32_t seq, ack;
	uint32_t tsval, tsecr;
	uint32_t flow_label;	/* IPv6 only; low 20 bits */
	uint16_t source_port, port;
	uint16_t flags;		/* GEN_FIN ... */
	uint16_t window;	/* raw */
	uint16_t ip_id;		/* IPv4 only */
	uint16_t vlan;		/* 0: no tag */
	uint16_t mss;		/* on a SYN */
	uint8_t window_shift;	/* on a SYN */
	uint8_t ttl;		/* or hop limit */
	bool v6;
	bool timestamps;	/* carries the option */
	bool partial_checksum;	/* only the pseudo header's, as before offload */
	bool from_server;	/* for the MAC addresses */
	uint8_t source[16], destination[16]; /* first 4 bytes if not v6 */
};

/* Takes memory and writes the file header; false with errno set if it fails. */
bool gen_output_open(struct gen_output *out, int fd);

/* Flushes and frees; false if anything could not be written (out->error). */
bool gen_output_close(struct gen_output *out);

void gen_frame_put(struct gen_output *out, const struct gen_segment *seg);

#endif
