/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * dns.c - DNS over TCP: queries and responses, counted (RFC 1035 section 4.2.2,
 * RFC 7766)
 *
 * Each message has its length before it; the QR bit says which kind it is, so either
 * direction may carry both (a NOTIFY sent back over the same connection).
 *
 * A zone transfer is answered by any number of messages and a stateful operation
 * (RFC 8490) by none: both are given up.
 */
#include "proto/items.h"

enum {
	HEADER = 12,
	MESSAGE_MIN = 17,	/* a header and the shortest question: root, type, class */
	QR = 0x8000,
	OPCODE_DSO = 6,
	TYPE_IXFR = 251,
	TYPE_AXFR = 252,
	NAME_MAX_WIRE = 255
};

/* tb_app_dir.state: what ends with the present message */
enum { QUERY_ENDS, RESPONSE_ENDS };

static const char *const methods[] = { "QUERY", "IQUERY", "STATUS", NULL, "NOTIFY",
				       "UPDATE" };
enum { N_METHODS = sizeof(methods) / sizeof(methods[0]) };

/* Type of the first question; 0 if there is none to be read. */
static uint16_t question_type(struct tb_reader *r)
{
	size_t name = 0;
	uint8_t label;

	while ((label = rd_u8(r)) != 0) {
		name += label + 1u;
		if (label > 63 || name > NAME_MAX_WIRE)
			return 0;
		rd_skip(r, label);
	}
	return rd_be16(r);
}

static void read_query(struct tb_talk *t, struct tb_reader *body, uint16_t flags)
{
	uint8_t opcode = flags >> 11 & 15;
	uint16_t type = question_type(body);

	tb_request_begin(t, (uint8_t)(opcode + 1));
	if (opcode == OPCODE_DSO || type == TYPE_IXFR || type == TYPE_AXFR)
		tb_talk_give_up(t);
}

static void passed(struct tb_talk *t)
{
	struct tb_app_dir *d = t->own;

	if (d->state == RESPONSE_ENDS)
		tb_response_end(t);
	d->state = QUERY_ENDS;
}

static enum tb_pace read_message(struct tb_talk *t, struct tb_reader *r)
{
	struct tb_app_dir *d = t->own;
	uint16_t len = rd_be16(r), want = len, flags;
	struct tb_reader body;

	if (r->short_read)
		return TB_PACE_MORE;
	if (len < HEADER)
		return TB_PACE_BROKEN;
	if (want > HEADER + NAME_MAX_WIRE + 2)
		want = HEADER + NAME_MAX_WIRE + 2;
	body = rd_sub(r, want);
	if (r->short_read)
		return TB_PACE_MORE;
	rd_skip(&body, 2);
	flags = rd_be16(&body);
	rd_skip(&body, HEADER - 4);
	if (!(flags & QR)) {
		read_query(t, &body, flags);
	} else {
		tb_response_begin(t);
		d->state = RESPONSE_ENDS;
	}
	t->skip = (uint32_t)len - want;
	if (t->skip == 0)
		passed(t);
	return TB_PACE_ON;
}

static bool is_own_port(uint16_t port)
{
	return port == 53;
}

/*
 * A plain query is told by its counts: one question, no answers, at most two
 * additional records.  Anything else that makes sense is believed on port 53.
 */
static enum tb_guess guess(const struct tb_reader *first, uint16_t src, uint16_t dst)
{
	struct tb_reader r = *first;
	uint16_t len = rd_be16(&r), flags, questions, answers, authority, additional;
	int label;
	bool plain;

	if (!r.short_read && len < HEADER)
		return TB_GUESS_NO;
	rd_skip(&r, 2);
	flags = rd_be16(&r);
	if (!r.short_read && ((flags >> 11 & 15) >= N_METHODS || flags & 0x0040))
		return TB_GUESS_NO;
	questions = rd_be16(&r);
	answers = rd_be16(&r);
	authority = rd_be16(&r);
	additional = rd_be16(&r);
	label = rd_peek(&r, 0);
	if (r.short_read || (label < 0 && len > HEADER))
		return TB_GUESS_MORE;
	plain = questions == 1 && label <= 63;
	if (flags & QR)
		return is_own_port(src) && (plain || questions == 0) ? TB_GUESS_SERVER :
								       TB_GUESS_NO;
	if (is_own_port(dst))
		return plain ? TB_GUESS_CLIENT : TB_GUESS_NO;
	plain = plain && answers == 0 && authority == 0 && additional <= 2 &&
		(flags & 0xfecf) == 0 && len >= MESSAGE_MIN && len <= 512;
	return plain ? TB_GUESS_CLIENT : TB_GUESS_NO;
}

static void read_items(struct tb_talk *t, struct tb_reader *bytes)
{
	tb_read_items(t, bytes, read_message, passed);
}

const struct tb_machine tb_machine_dns = {
	.guess = guess,
	.read = read_items,
	.passed = passed,
	.methods = methods,
	.n_methods = N_METHODS,
};
