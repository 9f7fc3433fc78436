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

static void read_wscale(struct tb_segment *s, struct tb_reader *r)
{
	uint8_t shift = rd_u8(r);

	s->wscale = shift > MAX_WSCALE ? MAX_WSCALE : shift;
	s->seen_options |= TB_OPT_WSCALE;
}

static void read_timestamps(struct tb_segment *s, struct tb_reader *r)
{
	s->ts_val = rd_be32(r);
	s->seen_options |= TB_OPT_TS;
}

static void read_sack(struct tb_segment *s, struct tb_reader *r)
{
	if (rd_left(r) == 0 || rd_left(r) % 8 != 0)
		return;
	rd_skip(r, 4);
	s->sack_right = rd_be32(r);
	while (rd_left(r) > 0) {
		uint32_t right;

		rd_skip(r, 4);
		right = rd_be32(r);
		if ((int32_t)(right - s->sack_right) > 0)
			s->sack_right = right;
	}
	s->seen_options |= TB_OPT_SACK;
}

static void read_mptcp(struct tb_segment *s, struct tb_reader *r)
{
	uint8_t subtype = rd_u8(r) >> 4;

	s->seen_options |= TB_OPT_MPTCP;
	if (subtype == MP_TCPRST && rd_left(r) == 1) {
		s->mptcp_rst_reason = rd_u8(r);
		s->seen_options |= TB_OPT_MP_TCPRST;
	}
}

static void read_experiment(struct tb_segment *s, struct tb_reader *r)
{
	if (rd_be16(r) == TFO_MAGIC)
		s->seen_options |= TB_OPT_TFO;
}

/* Nothing to be read: the presence is the message. */
static void read_nothing(struct tb_segment *s, struct tb_reader *r)
{
	(void)s;
	(void)r;
}

/* By kind: bytes of data allowed, what to note beyond what read notes, what to read */
static const struct known {
	uint8_t min, max;
	uint16_t seen;
	void (*read)(struct tb_segment *s, struct tb_reader *r); /* NULL: passed over */
} known[UINT8_MAX + 1] = {
	[TB_KIND_MSS] = { 2, 2, TB_OPT_MSS, read_nothing },
	[TB_KIND_WSCALE] = { 1, 1, 0, read_wscale },
	[TB_KIND_SACK_OK] = { 0, 0, TB_OPT_SACK_OK, read_nothing },
	[TB_KIND_SACK] = { 8, 32, 0, read_sack },
	[TB_KIND_TS] = { 8, 8, 0, read_timestamps },
	[TB_KIND_MD5] = { 16, 16, TB_OPT_MD5, read_nothing },
	[TB_KIND_AO] = { 2, 38, TB_OPT_AO, read_nothing },
	[TB_KIND_MPTCP] = { 1, 38, 0, read_mptcp },
	[TB_KIND_TFO] = { 0, 16, TB_OPT_TFO, read_nothing },
	[TB_KIND_EXPERIMENT_1] = { 2, 38, 0, read_experiment },
	[TB_KIND_EXPERIMENT_2] = { 2, 38, 0, read_experiment },
};

static void read_option(struct tb_segment *s, const struct tb_option *o)
{
	const struct known *k = &known[o->kind];
	struct tb_reader r = rd_over(o->data, o->len);

	if (k->read == NULL || o->len < k->min || o->len > k->max)
		return;
	s->seen_options |= k->seen;
	k->read(s, &r);
}

void tb_options_read(struct tb_segment *s, bool whole)
{
	struct tb_reader r = rd_over(tb_segment_options(s), s->options_len);

	if (tb_options_read_usual(s) && whole)
		return;
	s->seen_options = whole ? 0 : TB_OPT_CUT;
	for (struct tb_option o; tb_option_next(&r, &o); )
		read_option(s, &o);
	if (r.short_read && whole)
		s->seen_options |= TB_OPT_BROKEN;
}
