/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * decode.h - a frame becomes a segment, an ICMP quote, or a reason why not
 *
 * Pure but for the fragment store: same frame, same answer; nothing allocated,
 * nothing logged.
 */
#ifndef TB_WIRE_DECODE_H
#define TB_WIRE_DECODE_H

#include <tcpblame/tcpblame.h>

#include "wire/fragment.h"
#include "wire/segment.h"

enum { TB_MAX_FRAME = 262144 };	/* bytes of a frame that are looked at */

union tb_decoded {
	struct tb_segment segment;	/* if TB_DECODE_OK */
	struct tb_icmp_quote icmp;	/* if TB_DECODE_ICMP_ERROR */
	struct tb_fragment fragment;	/* if TB_DECODE_FRAGMENT for want of a store; its data is
					 * borrowed, and len what of it was captured.  Data NULL:
					 * a part of something else than an IP datagram, and
					 * nothing but that is filled in */
};

/*
 * Decodes one frame.  out's views borrow frame->data or, for a reassembled
 * datagram, the store's memory: both until the next call.  fragments may be
 * NULL: then every fragment is TB_DECODE_FRAGMENT.
 */
enum tb_decode tb_decode(const struct tb_frame *frame, struct tb_fragments *fragments,
			 union tb_decoded *out);

#endif
