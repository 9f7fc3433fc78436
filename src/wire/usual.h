/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * usual.h - the shortcut that most frames take, and the long way round
 *
 * tb_decode() tries one and then the other.  They are apart for the tests, which hold
 * them to the same result.
 */
#ifndef TB_WIRE_USUAL_H
#define TB_WIRE_USUAL_H

#include "wire/decode.h"

/* Ethernet with at most one VLAN tag, IPv4 or IPv6 without anything unusual, TCP whose
 * header was captured whole.  False if the frame is not of this kind; s is then
 * undefined. */
bool tb_decode_usual(const struct tb_frame *restrict frame, struct tb_segment *restrict s);

/* As tb_decode(), layer by layer. */
enum tb_decode tb_decode_layers(const struct tb_frame *frame,
				struct tb_fragments *fragments, union tb_decoded *out);

#endif
