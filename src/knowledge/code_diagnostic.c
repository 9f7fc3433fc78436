/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * code_diagnostic.c - the payload of draft-ietf-tcpm-rst-diagnostic-payload
 *
 * Two forms with a magic number each: compact (a reason code and whose it is) and free
 * text.  Early revisions had a CBOR sequence (RFC 8742) instead: a magic number and a
 * map.  The codes are the same in all of them.
 */
#include "knowledge/code.h"

enum { COMPACT_MAGIC = 0x33aa, FREE_TEXT_MAGIC = 0xf317, CBOR_MAGIC = 12345 };

enum { RESET_BY_PEER = 12 };	/* the one that tells of the maker's other side */

static const char *const reasons[] = {
	[1] = "an illegal option",
	"the two ends lost step",
	"data came after the close",
	"the application aborted the connection",
	"an unexpected ACK before the connection stood",
	"an unexpected SYN within the window",
	"another security compartment",
	"a malformed message",
	"not authorised",
	"a resource is used up",
	"the network failed",
	"the other peer sent a RST",
	"the destination is unreachable",
	"the connection timed out, or its mapping did",
	"too much data outstanding",
	"the path performs too badly",
	"a middlebox interferes",
};

static void set_reason(struct tb_code *out, uint32_t number)
{
	tb_code_set_number(out, number);
	if (out->enterprise != 0)
		return;
	if (number < COUNT_OF(reasons))
		out->meaning = reasons[number];
	out->relayed = number == RESET_BY_PEER;
}

/* Eight octets, no others; with another length or code 0 it counts as no payload. */
bool tb_code_compact(const struct tb_rst *rst, struct tb_code *out)
{
	struct tb_reader r = tb_code_payload(rst);
	bool marked = rd_be16(&r) == COMPACT_MAGIC;
	uint16_t number = rd_be16(&r);
	uint32_t enterprise = rd_be32(&r);

	if (!marked || r.short_read || rst->payload_len != 8 || number == 0)
		return marked;
	out->kind = TB_CODE_DIAGNOSTIC;
	out->enterprise = enterprise;
	set_reason(out, number);
	return true;
}

bool tb_code_free_text(const struct tb_rst *rst, struct tb_code *out)
{
	struct tb_reader r = tb_code_payload(rst);

	if (rd_be16(&r) != FREE_TEXT_MAGIC)
		return false;
	out->kind = TB_CODE_DIAGNOSTIC;
	tb_code_set_text(out, &r);
	return true;
}

/* CBOR, RFC 8949 section 3: as much as the early form needs. */
enum { CBOR_UNSIGNED, CBOR_TEXT = 3, CBOR_MAP = 5 };

/* The head of an item of that type; false if it is another or cut. */
static bool cbor_head(struct tb_reader *r, unsigned type, uint32_t *value)
{
	uint8_t first = rd_u8(r), info = first & 31;

	*value = info < 24    ? info
		 : info == 24 ? rd_u8(r)
		 : info == 25 ? rd_be16(r)
			      : rd_be32(r);
	return !r->short_read && first >> 5 == type && info <= 26;
}

static bool cbor_text(struct tb_reader *r, struct tb_code *out)
{
	struct tb_reader value;
	uint32_t n;

	if (!cbor_head(r, CBOR_TEXT, &n))
		return false;
	value = rd_sub(r, n);
	tb_code_set_text(out, &value);
	return !value.short_read;
}

static bool cbor_member(struct tb_reader *r, struct tb_code *out)
{
	enum { REASON = 1, ENTERPRISE, TEXT };
	uint32_t key;

	if (!cbor_head(r, CBOR_UNSIGNED, &key))
		return false;
	switch (key) {
	case REASON:
		out->has_number = true;
		return cbor_head(r, CBOR_UNSIGNED, &out->number);
	case ENTERPRISE:
		return cbor_head(r, CBOR_UNSIGNED, &out->enterprise);
	case TEXT:
		return cbor_text(r, out);
	default:
		return false;
	}
}

/* Its mark is short and might be chance: all of it must fit. */
bool tb_code_cbor(const struct tb_rst *rst, struct tb_code *out)
{
	struct tb_reader r = tb_code_payload(rst);
	struct tb_code code = { .kind = TB_CODE_DIAGNOSTIC };
	uint32_t magic, members;

	if (!cbor_head(&r, CBOR_UNSIGNED, &magic) || magic != CBOR_MAGIC ||
	    !cbor_head(&r, CBOR_MAP, &members))
		return false;
	for (; members > 0; members--)
		if (!cbor_member(&r, &code))
			return false;
	if (code.has_number)
		set_reason(&code, code.number);
	*out = code;
	return true;
}
