/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * code.h - the readers of one form of code each; for reset_code.c and code_*.c only
 *
 * A reader that knows the form by its mark fills out, which is all zero before, and
 * says true, even if what follows the mark is cut or makes no sense.
 */
#ifndef TB_KNOWLEDGE_CODE_H
#define TB_KNOWLEDGE_CODE_H

#include "base/reader.h"
#include "knowledge/reset_code.h"

#define COUNT_OF(table) (sizeof(table) / sizeof((table)[0]))

/* How a text begins, in lower case, and what it means. */
struct tb_phrase {
	const char *begins, *meaning;
	bool relayed;
};

/* The first of n that the text at r begins with; NULL if there is none. */
const struct tb_phrase *tb_phrase_find(const struct tb_phrase *phrase, size_t n,
				       struct tb_reader r);

/* All that is left at r becomes the text. */
static inline void tb_code_set_text(struct tb_code *out, const struct tb_reader *r)
{
	out->text = rd_left(r) > 0 ? r->at : NULL;
	out->text_len = rd_left(r);
}

static inline void tb_code_set_number(struct tb_code *out, uint32_t number)
{
	out->has_number = true;
	out->number = number;
}

/* What is kept of the payload. */
static inline struct tb_reader tb_code_payload(const struct tb_rst *rst)
{
	return rd_over(rst->payload, rst->payload_kept);
}

bool tb_code_compact(const struct tb_rst *rst, struct tb_code *out);
bool tb_code_free_text(const struct tb_rst *rst, struct tb_code *out);
bool tb_code_cbor(const struct tb_rst *rst, struct tb_code *out);
bool tb_code_bigip(const struct tb_rst *rst, struct tb_code *out);

/* See code_netscaler.c.  Not for a RST with payload. */
void tb_code_netscaler(const struct tb_rst *rst, bool foreign_ttl, struct tb_code *out);

#endif
