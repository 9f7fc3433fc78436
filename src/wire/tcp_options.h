/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * tcp_options.h - the option area of a TCP header, one option at a time
 */
#ifndef TB_WIRE_TCP_OPTIONS_H
#define TB_WIRE_TCP_OPTIONS_H

#include "base/reader.h"
#include "wire/bytes.h"
#include "wire/segment.h"

/* Kinds as IANA numbers them. */
enum tb_option_kind {
	TB_KIND_END = 0,
	TB_KIND_NOP = 1,
	TB_KIND_MSS = 2,
	TB_KIND_WSCALE = 3,
	TB_KIND_SACK_OK = 4,
	TB_KIND_SACK = 5,
	TB_KIND_TS = 8,
	TB_KIND_MD5 = 19,
	TB_KIND_AO = 29,
	TB_KIND_MPTCP = 30,
	TB_KIND_TFO = 34,
	TB_KIND_EXPERIMENT_1 = 253,
	TB_KIND_EXPERIMENT_2 = 254
};

struct tb_option {
	uint8_t kind;
	uint8_t len;		/* bytes at data: without kind and length */
	const uint8_t *data;
};

/*
 * The next option but padding.  False at the end of the area, at an end-of-list
 * option and at the first option whose length makes no sense (zero, one, or more
 * than is there); only the last leaves r->short_read set.
 */
bool tb_option_next(struct tb_reader *r, struct tb_option *o);

/* The two option areas that nearly all segments have: none, and two NOPs with timestamps
 * (RFC 7323 appendix A).  False if it is another one. */
static inline bool tb_options_read_usual(struct tb_segment *s)
{
	enum { LENGTH = 12, HEAD = TB_KIND_NOP << 24 | TB_KIND_NOP << 16 | TB_KIND_TS << 8 | 10 };
	/* the last bytes of the header, be they of its fixed part: both areas are as likely, so
	 * that a branch would be foreseen wrongly */
	const uint8_t *last = s->payload - LENGTH;
	bool stamped = (s->options_len == LENGTH) & (tb_be32(last) == HEAD);
	uint32_t mask = stamped ? UINT32_MAX : 0;

	s->seen_options = TB_OPT_TS & mask;
	s->ts_val = tb_be32(last + 4) & mask;
	return (s->options_len & ~mask) == 0;
}

/* Any area, one option at a time. */
void tb_options_walk(struct tb_segment *s, bool whole);

/*
 * Reads the option area of s: s->options_len bytes behind the fixed part of s->tcp.
 * whole: all of the header was captured; s->payload is behind it.
 */
static inline void tb_options_read(struct tb_segment *s, bool whole)
{
	if (!whole || !tb_options_read_usual(s))
		tb_options_walk(s, whole);
}

#endif
