/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * reset_code.h - the reason that the maker of a RST wrote into it
 */
#ifndef TB_KNOWLEDGE_RESET_CODE_H
#define TB_KNOWLEDGE_RESET_CODE_H

#include <tcpblame/verdict.h>

/* Reads the header fields, options and payload of rst, as far as they are kept.
 * foreign_ttl: its TTL is none that its sender's other packets have.  The text of the
 * answer is a view into rst->payload. */
struct tb_code tb_reset_code(const struct tb_rst *rst, bool foreign_ttl);

#endif
