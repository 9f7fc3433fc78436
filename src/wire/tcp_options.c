/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * tcp_options.c - the TCP options that are remembered
 *
 * An option whose length is not the one its RFC gives is passed over, as stacks
 * do.  Of several options of one kind the last counts.
 */
#include "wire/tcp_options.h"

enum {
	MAX_WSCALE = 14,	/* RFC 7323 section 2.3 */
	MP_TCPRST = 8,		/* subtype, RFC 8684 section 3.6 */
	TFO_MAGIC = 0xf989	/* experiment id of Fast Open, RFC 7413 section 4.1.1 */
};

bool tb_option_next(struct tb_reader *r, struct tb_option *o)
{
	uint8_t len;

	do {
		if (rd_left(r) == 0)
			return false;
		o->kind = rd_u8(r);
	} while (o->kind == TB_KIND_NOP);
	if (o->kind == TB_KIND_END)
		return false;
	len = rd_u8(r);
	if (len < 2) {
		rd_fail(r);
		return false;
	}
	o->len = (uint8_t)(len - 2);
	o->data = rd_take(r, o->len);
	return o->data != NULL;
}

static uint16_t read_sack(struct tb_segment *s, struct tb_reader *r)
{
	if (rd_left(r) % 8 != 0)
		return 0;
	rd_skip(r, 4);
	s->sack_right = rd_be32(r);
	while (rd_left(r) > 0) {
		uint32_t right;

		rd_skip(r, 4);
		right = rd_be32(r);
		if ((int32_t)(right - s->sack_right) > 0)
			s->sack_right = right;
	}
	return TB_OPT_SACK;
}

static uint16_t read_mptcp(struct tb_segment *s, struct tb_reader *r)
{
	uint8_t subtype = rd_u8(r) >> 4;

	if (subtype != MP_TCPRST || rd_left(r) != 1)
		return TB_OPT_MPTCP;
	s->mptcp_rst_reason = rd_u8(r);
	return TB_OPT_MPTCP | TB_OPT_MP_TCPRST;
}

/* By kind: bytes of data allowed, and what it says to be there; 0: read_option() sees that, or
 * it is nothing that is remembered. */
static const struct known {
	uint8_t min, max;
	uint16_t seen;
} known[UINT8_MAX + 1] = {
	[TB_KIND_MSS] = { 2, 2, TB_OPT_MSS },
	[TB_KIND_WSCALE] = { 1, 1, TB_OPT_WSCALE },
	[TB_KIND_SACK_OK] = { 0, 0, TB_OPT_SACK_OK },
	[TB_KIND_SACK] = { 8, 32, 0 },
	[TB_KIND_TS] = { 8, 8, TB_OPT_TS },
	[TB_KIND_MD5] = { 16, 16, TB_OPT_MD5 },
	[TB_KIND_AO] = { 2, 38, TB_OPT_AO },
	[TB_KIND_MPTCP] = { 1, 38, 0 },
	[TB_KIND_TFO] = { 0, 16, TB_OPT_TFO },
	[TB_KIND_EXPERIMENT_1] = { 2, 38, 0 },
	[TB_KIND_EXPERIMENT_2] = { 2, 38, 0 },
};

/* What it says to be there. */
static uint16_t read_option(struct tb_segment *s, const struct tb_option *o)
{
	const struct known *k = &known[o->kind];
	struct tb_reader r = rd_over(o->data, o->len);
	uint8_t shift;

	if (o->len < k->min || o->len > k->max)
		return 0;
	switch (o->kind) {
	case TB_KIND_WSCALE:
		shift = rd_u8(&r);
		s->wscale = shift > MAX_WSCALE ? MAX_WSCALE : shift;
		break;
	case TB_KIND_TS:
		s->ts_val = rd_be32(&r);
		break;
	case TB_KIND_SACK:
		return read_sack(s, &r);
	case TB_KIND_MPTCP:
		return read_mptcp(s, &r);
	case TB_KIND_EXPERIMENT_1:
	case TB_KIND_EXPERIMENT_2:
		return rd_be16(&r) == TFO_MAGIC ? TB_OPT_TFO : 0;
	}
	return k->seen;
}

void tb_options_walk(struct tb_segment *s, bool whole)
{
	struct tb_reader r = rd_over(tb_segment_options(s), s->options_len);
	uint16_t seen = whole ? 0 : TB_OPT_CUT;

	s->ts_val = 0;
	for (struct tb_option o; tb_option_next(&r, &o); )
		seen |= read_option(s, &o);
	s->seen_options = r.short_read && whole ? seen | TB_OPT_BROKEN : seen;
}
