/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * make.h - how the captures for the agreement with tshark are made
 */
#ifndef TESTS_AGREE_MAKE_H
#define TESTS_AGREE_MAKE_H

#include "support/capfile.h"
#include "support/conv.h"

/* Begins a capture of this name (".pcap" or ".pcapng" included): opens the file
 * and rewinds the tape, whose frames the caller has to direct into a format. */
FILE *make_open(const char *name);
/* The tape of the capture being made. */
struct tape *make_tape(void);
/* Ends it, and notes which of its frames were meant to be RST segments. */
void make_close(void);

/* An ordinary classic pcap: begins, has play() fill it, ends. */
void make_pcap(const char *name, uint32_t link_type, void (*play)(struct tape *t));

/* Each file's own captures. */
void make_odd_tcp(void);
void make_odd_ip(void);
void make_fragments(void);
void make_files(void);

#endif
