/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * banner.c - protocols that are told by their first line, and never read further
 *
 * SSH (RFC 4253 section 4.2): both ends open with the same kind of banner, so
 * nothing is said about who is the client.  HTTP/2 (RFC 9113 section 3.4): the
 * client's preface; what follows is multiplexed and compressed.
 */
#include "proto/text.h"

static enum tb_guess guess_ssh(const struct tb_reader *first, uint16_t src, uint16_t dst)
{
	struct tb_reader r = *first;
	(void)src;
	(void)dst;
	return tb_text(&r, "SSH-");
}

static enum tb_guess guess_http2(const struct tb_reader *first, uint16_t src, uint16_t dst)
{
	struct tb_reader r = *first;
	enum tb_guess g = tb_text(&r, "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");

	(void)src;
	(void)dst;
	return g == TB_GUESS_PEER ? TB_GUESS_CLIENT : g;
}

const struct tb_machine tb_machine_ssh = { .guess = guess_ssh };
const struct tb_machine tb_machine_http2 = { .guess = guess_http2 };
