/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * fuzz_reset_code.c - what the maker of a RST wrote into it
 *
 * The input is a RST: window, IP ID, TTL, flags of the IP header, how much longer the
 * payload was on the wire, length of the options; options; payload.  The text of the
 * answer lies within the payload, and only what there is to answer is answered.
 */
#include <stdlib.h>

#include "base/reader.h"
#include "knowledge/reset_code.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct tb_rst read_rst(struct tb_reader *r, bool *foreign_ttl)
{
	struct tb_rst rst = { .window = rd_be16(r) };
	uint8_t bits;
	size_t beyond;

	rst.ip_id = rd_be16(r);
	rst.ttl = rd_u8(r);
	bits = rd_u8(r);
	rst.df = bits & 1;
	rst.has_ip_id = bits & 2;
	*foreign_ttl = bits & 4;
	beyond = rd_be16(r);
	rst.options_len = rd_u8(r) % 41;
	rst.options = rd_take(r, rst.options_len);
	if (rst.options == NULL)
		rst.options_len = 0;
	rst.header_len = (uint8_t)(20 + rst.options_len);
	rst.payload_kept = rd_left(r);
	rst.payload = r->at;
	rst.payload_len = (uint32_t)(rst.payload_kept + beyond);
	return rst;
}

static void check(const struct tb_rst *rst, const struct tb_code *code)
{
	if (code->kind >= TB_CODE_COUNT || (code->text == NULL) != (code->text_len == 0))
		abort();
	if (code->text != NULL && (code->text < rst->payload ||
				   code->text + code->text_len > rst->payload + rst->payload_kept))
		abort();
	if (code->kind == TB_CODE_NONE && (code->has_number || code->meaning || code->text))
		abort();
	if (code->kind == TB_CODE_NETSCALER &&
	    (rst->payload_len > 0 || code->number != rst->window))
		abort();
	if (code->weak && code->kind != TB_CODE_NETSCALER)
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct tb_reader r = rd_over(data, size);
	bool foreign_ttl;
	struct tb_rst rst = read_rst(&r, &foreign_ttl);
	struct tb_code code = tb_reset_code(&rst, foreign_ttl);

	check(&rst, &code);
	return 0;
}
