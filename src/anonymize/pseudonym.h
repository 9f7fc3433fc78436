/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * pseudonym.h - what stands for an address or a name when it must not be known
 *
 * The same key and the same original always give the same pseudonym, in a report and in
 * packets, today and in another run.  Without the key nothing leads back, but to the extent
 * that keeping prefixes gives it away: who knows some originals knows the prefixes of others.
 */
#ifndef TB_ANONYMIZE_PSEUDONYM_H
#define TB_ANONYMIZE_PSEUDONYM_H

#include "anonymize/cryptopan.h"
#include "base/text.h"

struct tb_anonymizer; /* opaque */

/* Can it be done at all?  It is a matter of how the program was built. */
bool tb_anonymize_available(void);

/* NULL: no memory, or it cannot be done. */
struct tb_anonymizer *tb_anonymizer_new(const uint8_t key[TB_CRYPTOPAN_KEY]);
void tb_anonymizer_free(struct tb_anonymizer *a); /* NULL is fine */

/*
 * Each in place.  Addresses by Crypto-PAn, IPv4 as 32 bits, also where it is written as an
 * IPv6 address; but unspecified, loopback and limited broadcast stay as they are, link-local
 * and multicast addresses stay such, and no other address becomes one of these: it is mapped
 * again until it is none.
 */
void tb_anonymize_addr(struct tb_anonymizer *a, struct tb_addr *addr);
void tb_anonymize_v4(struct tb_anonymizer *a, uint8_t addr[4]);
void tb_anonymize_v6(struct tb_anonymizer *a, uint8_t addr[16]);

/* A MAC becomes a locally administered one; broadcast and zero stay, a group a group. */
void tb_anonymize_mac(const struct tb_anonymizer *a, uint8_t mac[6]);

/*
 * Writes what stands for a name of a host, with a port behind it if it has one: another name
 * of the same length, in lower case, with letters, digits and signs where they were, which
 * shares as many of its last labels with the pseudonym of another name as the two names share.
 * Of names without odd bytes no two have the same one.  Of more than 255 bytes the rest is
 * left out.  An address stays an address, which may have another length.
 */
enum { TB_MAX_PSEUDONYM = 320 };	/* bytes of it and a NUL */
void tb_anonymize_name(struct tb_anonymizer *a, const void *name, size_t n,
		       struct tb_text *out);

/* The same in place, n bytes; all 'x' if it has another length. */
void tb_anonymize_host(struct tb_anonymizer *a, uint8_t *name, size_t n);

/* Copies a text of our own making, in which addresses stand between blanks and
 * punctuation, as tb_text_addr() and tb_text_endpoint() write them. */
void tb_anonymize_text(struct tb_anonymizer *a, const char *text, struct tb_text *out);

#endif
