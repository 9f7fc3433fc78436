/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * file.h - one capture file, whatever its format and compression
 */
#ifndef TB_CAPTURE_FILE_H
#define TB_CAPTURE_FILE_H

#include <tcpblame/tcpblame.h>

#include "ledger.h"
#include "stream.h"

enum { TB_MAX_CAPTURED = 262144 };	/* as libpcap and Wireshark limit a frame */

/* A format is a row: how it begins, and how it is read. */
struct tb_file_kind {
	const char *name;	/* as in struct tb_capture */
	/* NULL: it cannot be read, and the ledger says why */
	void *(*begin)(struct tb_stream *stream, struct tb_ledger *ledger);
	/* The next frames: one at least, if there is one, and others as far as they lie in the
	 * stream's window with it, at most room.  They are valid until the next call.  0 at the
	 * end, and the ledger says why if it is not an ordinary one */
	size_t (*next)(void *state, struct tb_frame *out, size_t room);
	void (*end)(void *state);
};

extern const struct tb_file_kind tb_kind_pcap, tb_kind_pcapng;

struct tb_file {
	const struct tb_file_kind *kind;
	void *state;
	struct tb_stream *stream;	/* owned */
};

/* Begins to read.  Takes the stream in any case, and notes format, compression,
 * and problems in the ledger (borrowed, must outlive the file).  False: it cannot be
 * read at all. */
bool tb_file_begin(struct tb_file *f, struct tb_stream *stream, struct tb_ledger *ledger);

/* Opens a file by name, "-" being standard input; otherwise like tb_file_begin().  stop as
 * for tb_stream_fd(). */
bool tb_file_open(struct tb_file *f, struct tb_ledger *ledger,
		  const atomic_bool *stop);

static inline size_t tb_file_next(struct tb_file *f, struct tb_frame *out, size_t room)
{
	return f->kind->next(f->state, out, room);
}

void tb_file_close(struct tb_file *f); /* a zeroed or closed one is fine */

#endif
