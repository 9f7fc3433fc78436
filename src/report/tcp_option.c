/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * tcp_option.c - the options of a RST, one by one, in tcpdump's words
 */
#include "report/common.h"

#define COUNT_OF(table) (sizeof(table) / sizeof((table)[0]))

static void mss(struct tb_text *t, struct tb_reader *r)
{
	tb_text_u64(t, rd_be16(r));
}

static void wscale(struct tb_text *t, struct tb_reader *r)
{
	tb_text_u64(t, rd_u8(r));
}

static void sack(struct tb_text *t, struct tb_reader *r)
{
	const char *between = "";

	while (rd_left(r) >= 8) {
		tb_text_str(t, between);
		tb_text_u64(t, rd_be32(r));
		tb_text_char(t, ':');
		tb_text_u64(t, rd_be32(r));
		between = " ";
	}
}

static void timestamps(struct tb_text *t, struct tb_reader *r)
{
	tb_text_str(t, "val ");
	tb_text_u64(t, rd_be32(r));
	tb_text_str(t, " ecr ");
	tb_text_u64(t, rd_be32(r));
}

/* RFC 8684 section 3.6 for the one subtype that only a RST carries. */
static void mptcp(struct tb_text *t, struct tb_reader *r)
{
	unsigned subtype = (unsigned)rd_u8(r) >> 4;

	if (subtype == 8) {
		tb_text_str(t, "rst reason ");
		tb_text_u64(t, rd_u8(r));
		return;
	}
	tb_text_str(t, "subtype ");
	tb_text_u64(t, subtype);
}

static const struct {
	uint8_t kind;
	uint8_t least;	/* bytes of value without which value() says nothing */
	const char *name;
	void (*value)(struct tb_text *t, struct tb_reader *r); /* NULL: the name says it */
} options[] = {
	{ 2, 2, "mss", mss },
	{ 3, 1, "wscale", wscale },
	{ 4, 0, "sackOK", NULL },
	{ 5, 8, "sack", sack },
	{ 8, 8, "TS", timestamps },
	{ 19, 0, "md5", NULL },
	{ 29, 0, "tcp-ao", NULL },
	{ 30, 2, "mptcp", mptcp },
	{ 34, 0, "tfo", NULL },
};

static void name_option(struct tb_text *t, uint8_t kind, struct tb_reader *value)
{
	for (size_t i = 0; i < COUNT_OF(options); i++) {
		if (options[i].kind != kind)
			continue;
		tb_text_str(t, options[i].name);
		if (options[i].value == NULL || rd_left(value) < options[i].least)
			return;
		tb_text_char(t, ' ');
		options[i].value(t, value);
		return;
	}
	tb_text_str(t, "kind ");
	tb_text_u64(t, kind);
}

bool tb_report_tcp_option(struct tb_text *t, struct tb_reader *r)
{
	struct tb_reader value;
	uint8_t kind, length;

	if (rd_left(r) == 0)
		return false;
	kind = rd_u8(r);
	if (kind <= 1) {
		tb_text_str(t, kind == 0 ? "eol" : "nop");
		if (kind == 0)
			rd_skip(r, rd_left(r));
		return true;
	}
	length = rd_u8(r);
	value = rd_sub(r, length >= 2 ? length - 2u : SIZE_MAX);
	if (value.short_read)
		tb_text_str(t, "broken");
	else
		name_option(t, kind, &value);
	return true;
}
