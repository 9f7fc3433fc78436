/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * capfile.h - frames into capture files, in every variant that readers meet
 *
 * Writes to any FILE, so a file in memory (open_memstream) works too.  Formats:
 * draft-ietf-opsawg-pcap, draft-ietf-opsawg-pcapng.
 */
#ifndef TESTS_SUPPORT_CAPFILE_H
#define TESTS_SUPPORT_CAPFILE_H

#include <stdio.h>

#include <tcpblame/tcpblame.h>

enum { CAPFILE_INTERFACES = 8 };

struct capfile {
	FILE *out;	/* the caller's; errors are for the caller to ask ferror() */
	bool big_endian;
	bool nanoseconds;	/* classic pcap */
	uint8_t tsresol[CAPFILE_INTERFACES];	/* pcapng, by interface; as if_tsresol */
	unsigned n_interfaces;
};

/* --- classic pcap --- */
/* Writes the file header.  snaplen: bytes, for the header only. */
void capfile_pcap(struct capfile *c, FILE *out, uint32_t link_type, uint32_t snaplen,
		  bool nanoseconds, bool big_endian);
void capfile_pcap_frame(struct capfile *c, const struct tb_frame *f);

/* --- pcapng --- */
/* Writes a section header; may be called again for another section. */
void capfile_ng(struct capfile *c, FILE *out, bool big_endian);
/* Describes the next interface.  tsresol: as in if_tsresol: power of ten, or with
 * the top bit of two; written as an option unless it is the default, 6.
 * name: NULL for none. */
void capfile_ng_interface(struct capfile *c, uint32_t link_type, uint32_t snaplen,
			  uint8_t tsresol, const char *name);
/* An enhanced packet block, with the frame's interface and comment. */
void capfile_ng_frame(struct capfile *c, const struct tb_frame *f);
/* A simple packet block: of interface 0, without a time. */
void capfile_ng_simple(struct capfile *c, const struct tb_frame *f);
/* Interface statistics: received and dropped so far. */
void capfile_ng_stats(struct capfile *c, uint32_t interface, tb_time now,
		      uint64_t received, uint64_t dropped);
/* A block of any type with these n bytes as its body. */
void capfile_ng_block(struct capfile *c, uint32_t type, const void *body, size_t n);

/* For struct tape: user is the struct capfile. */
void capfile_take_pcap(void *user, const struct tb_frame *f);
void capfile_take_ng(void *user, const struct tb_frame *f);

#endif
