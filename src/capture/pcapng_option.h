/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * pcapng_option.h - the options behind a pcapng block's fixed part, for reading and writing
 *
 * Each is a code, a length and a value that is padded to four bytes; sections 3.5 and 4 of
 * draft-ietf-opsawg-pcapng.
 */
#ifndef TB_CAPTURE_PCAPNG_OPTION_H
#define TB_CAPTURE_PCAPNG_OPTION_H

#include "base/reader.h"

enum {
	TB_NG_OPT_END = 0,
	TB_NG_OPT_COMMENT = 1,
	TB_NG_OPT_USERAPPL = 4,		/* of a section header */
	TB_NG_OPT_IF_NAME = 2,
	TB_NG_OPT_IF_TSRESOL = 9,
	TB_NG_OPT_IF_TSOFFSET = 14,
	TB_NG_OPT_EPB_DROPCOUNT = 4,
	TB_NG_OPT_ISB_STARTTIME = 2,
	TB_NG_OPT_ISB_IFRECV = 4,
	TB_NG_OPT_ISB_IFDROP = 5,
	TB_NG_OPT_ISB_OSDROP = 7
};

enum { TB_NG_OPT_HEAD = 4 };	/* bytes of code and length */

struct tb_ng_option {
	uint16_t code, length;
	struct tb_reader value;
};

/* Bytes that are missing to a multiple of four. */
static inline uint32_t tb_ng_padding(uint32_t n)
{
	return -n & 3;
}

/* The next one; false at the end, and where there is only a part of one. */
static inline bool tb_ng_next_option(bool big, struct tb_reader *r, struct tb_ng_option *o)
{
	if (rd_left(r) < TB_NG_OPT_HEAD)
		return false;
	o->code = rd_u16(r, big);
	o->length = rd_u16(r, big);
	o->value = rd_sub(r, o->length);
	rd_skip(r, tb_ng_padding(o->length));
	return o->code != TB_NG_OPT_END && !o->value.short_read;
}

#endif
