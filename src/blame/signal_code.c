/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * signal_code.c - did the maker write into the RST why he made it?
 */
#include "blame/signal.h"

static const struct tb_rst *rst(const struct tb_case *c)
{
	for (size_t i = 0; i < c->verdict->n_rst; i++)
		if (c->bench->note[i] == c->deciding)
			return &c->verdict->rst[i];
	return &c->verdict->rst[c->verdict->deciding];
}

/* Is it of a form that boxes on the way use?  Others are an end's own words, or nobody's. */
static bool is_coded(const struct tb_code *code)
{
	return code->kind == TB_CODE_BIGIP || code->kind == TB_CODE_NETSCALER ||
	       code->kind == TB_CODE_DIAGNOSTIC;
}

/* Its payload was not captured. */
static bool is_cut(const struct tb_rst *r)
{
	return r->payload_len > 0 && r->payload_kept == 0;
}

struct tb_fact tb_ask_coded(const struct tb_case *c)
{
	const struct tb_rst *r = rst(c);

	if (!is_coded(&r->code) && is_cut(r))
		return tb_unseen();
	return tb_whether(is_coded(&r->code) && !r->code.weak, c->deciding->ref, 0);
}

struct tb_fact tb_ask_code_maybe(const struct tb_case *c)
{
	const struct tb_code *code = &rst(c)->code;

	return tb_whether(is_coded(code) && code->weak, c->deciding->ref, c->deciding->window);
}
