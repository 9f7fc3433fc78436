/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * filter.h - a pcap-filter(7) expression over frames of files
 *
 * It is compiled once for each link type met.  An expression may be right for one link
 * type and wrong for another ("ether host ..." on raw IP).
 */
#ifndef TB_CAPTURE_FILTER_H
#define TB_CAPTURE_FILTER_H

#include "source.h"

struct tb_filter;

/* NULL: no memory. */
struct tb_filter *tb_filter_new(const char *expression);
void tb_filter_free(struct tb_filter *f); /* NULL is fine */

/* NULL if the expression can be applied to this link type, else why not; of the filter's
 * storage. */
const char *tb_filter_refusal(struct tb_filter *f, uint32_t link_type);

/* Does the frame match?  False if the expression cannot be applied. */
bool tb_filter_pass(struct tb_filter *f, const struct tb_frame *frame);

/* A packet of which only a part is known. */
enum tb_byte_kind {
	TB_BYTE_OTHER,	/* it is not known at all */
	TB_BYTE_FIXED,	/* it has that value */
	TB_BYTE_OPEN	/* it will be known, and may have any value */
};

struct tb_filter_sketch {
	struct {
		uint8_t kind, value;
	} byte[64];
	uint32_t n;		/* bytes of it */
};

enum tb_filter_reach {
	TB_FILTER_CAN_TELL,
	TB_FILTER_ASKS_MORE,	/* it may depend on what is not known */
	TB_FILTER_NEVER_PASSES	/* whatever the open bytes are */
};

/* What can an expression that has no refusal for it say of such packets? */
enum tb_filter_reach tb_filter_reach(struct tb_filter *f, uint32_t link_type,
				     const struct tb_filter_sketch *sketch);

/* Says that an expression cannot be used, and why; quotes it, cut where long. */
void tb_filter_complain(struct tb_source_error *err, const char *expression, const char *why);

#endif
