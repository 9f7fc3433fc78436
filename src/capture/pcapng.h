/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * pcapng.h - what the framing of pcapng blocks and their meaning share
 *
 * Section numbers are those of draft-ietf-opsawg-pcapng.
 */
#ifndef TB_CAPTURE_PCAPNG_H
#define TB_CAPTURE_PCAPNG_H

#include "base/reader.h"
#include "file.h"
#include "ticks.h"

enum { TB_NG_SECTION = 0x0a0d0d0a };	/* type of a section header, in either byte order */

enum { TB_NG_COUNTERS = 3 };

struct tb_ng_interface {
	struct tb_ticks ticks;
	uint32_t link_type;
	uint32_t snaplen;		/* bytes; 0: no limit */
	uint64_t counter[TB_NG_COUNTERS]; /* by the last statistics block about it */
	bool seen, looked;		/* there was a packet of it, and such a block: */
	tb_time first, last;		/* packets */
	tb_time look;			/* the last block */
	uint64_t packets, told;		/* since then: read, and of lost ones told */
};

struct tb_time_or_none {
	bool is;
	tb_time time;
};

struct tb_pcapng {
	struct tb_stream *stream;	/* borrowed, as the ledger */
	struct tb_ledger *ledger;
	bool big;			/* byte order of the section */
	uint64_t byte;			/* where the block begins */
	uint64_t number;		/* frames so far */
	bool stopped;			/* there are no more */
	tb_time last;			/* time of the last frame that had one */
	struct tb_ng_interface *interface; /* of the section */
	uint32_t n, room;
	uint32_t before;		/* interfaces of earlier sections */
};

struct tb_ng_block {
	uint32_t type;
	uint32_t length;		/* all of it, a multiple of 4 */
	struct tb_reader body;
	struct tb_frame *out;		/* zeroed, for packets to fill */
	uint64_t lost;			/* packets, just before that one */
};

enum tb_ng_outcome {
	TB_NG_GO_ON,
	TB_NG_FRAME,	/* block.out is filled but for its number */
	TB_NG_STOP	/* at the end, or at damage that the ledger describes */
};

struct tb_ng_kind {
	uint32_t type;
	bool numbered;			/* Wireshark counts it as a frame */
	const char *name;
	/* Reads a whole block whose lengths agree.  NULL: the block is skipped. */
	enum tb_ng_outcome (*read)(struct tb_pcapng *p, struct tb_ng_block *b);
};

/* What to do with blocks of a type; never NULL. */
const struct tb_ng_kind *tb_ng_kind_of(uint32_t type);

/* A packet of the interface, at p->last: so many were lost between the one before and it. */
void tb_ng_lost_before(struct tb_pcapng *p, struct tb_ng_interface *i, uint64_t packets);

/* Statistics of the interface: so many were lost since the last ones, or since the capture
 * began at start. */
void tb_ng_lost_until(struct tb_pcapng *p, struct tb_ng_interface *i, uint64_t packets, tb_time now,
		      const struct tb_time_or_none *start);

/* Numbers in the byte order of the section */
static inline uint16_t ng_u16(const struct tb_pcapng *p, struct tb_reader *r)
{
	return rd_u16(r, p->big);
}

static inline uint32_t ng_u32(const struct tb_pcapng *p, struct tb_reader *r)
{
	return rd_u32(r, p->big);
}

/* Notes why reading stops at this block, which is a frame or comes before one. */
#define NG_STOP(p, is_frame, ...)                                                          \
	(tb_ledger_problem((p)->ledger,                                                    \
			   &(struct tb_where){ (p)->number + 1, (p)->byte, !(is_frame) },  \
			   __VA_ARGS__),                                                   \
	 TB_NG_STOP)

#endif
