/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * header.h - single headers with pseudonyms in them, for packet.c; and options, which
 * reports show too
 *
 * h: a copy of the header in which nothing is changed yet; n: bytes of it.
 */
#ifndef TB_ANONYMIZE_HEADER_H
#define TB_ANONYMIZE_HEADER_H

#include "anonymize/pseudonym.h"

void tb_anonymize_ipv4(struct tb_anonymizer *a, uint8_t *h, size_t n);
void tb_anonymize_ipv6(struct tb_anonymizer *a, uint8_t *h, size_t n);

/* Headers of hop-by-hop and destination options, and of routing. */
void tb_anonymize_ipv6_options(struct tb_anonymizer *a, uint8_t *h, size_t n);
void tb_anonymize_routing(struct tb_anonymizer *a, uint8_t *h, size_t n);

void tb_anonymize_icmp(struct tb_anonymizer *a, uint8_t *h, size_t n);
void tb_anonymize_tcp(struct tb_anonymizer *a, uint8_t *h, size_t n);

/* Of TCP those that every stack knows stay; of others kind and length do.  In place. */
void tb_anonymize_tcp_options(uint8_t *options, size_t n);

#endif
