/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * record_code.c - what the maker of a RST wrote into it, as a member of the record
 */
#include "report/record.h"

/* Bytes as a string of hexadecimal digits, which keeps what a JSON string cannot. */
static void hex(struct tb_text *j, const char *name, const uint8_t *bytes, size_t n)
{
	static const char digits[] = "0123456789abcdef";

	tb_json_open(j, name, '"');
	for (size_t i = 0; i < n; i++) {
		tb_text_char(j, digits[bytes[i] >> 4]);
		tb_text_char(j, digits[bytes[i] & 15]);
	}
	tb_json_close(j, '"');
}

void tb_record_code(struct tb_text *j, const struct tb_code *code)
{
	if (code->kind == TB_CODE_NONE)
		return;
	tb_json_open(j, "code", '{');
	tb_json_word(j, "kind", tb_code_name(code->kind));
	if (code->has_number)
		tb_json_u64(j, "number", code->number);
	if (code->enterprise != 0)
		tb_json_u64(j, "enterprise", code->enterprise);
	if (code->meaning != NULL)
		tb_json_word(j, "meaning", code->meaning);
	tb_json_bool(j, "relayed", code->relayed);
	if (code->weak)
		tb_json_bool(j, "weak", true);
	if (code->transient)
		tb_json_bool(j, "transient", true);
	if (code->kind == TB_CODE_BYTES && code->text_len > 0)
		hex(j, "hex", code->text, code->text_len);
	else if (code->text_len > 0)
		tb_json_bytes(j, "text", code->text, code->text_len);
	tb_json_close(j, '}');
}
