/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * siphash.h - SipHash-1-3, a keyed hash for tables whose keys strangers choose
 *
 * Aumasson and Bernstein, "SipHash: a fast short-input PRF", 2012.  One round a
 * word and three at the end: enough against chosen-key collisions, fast enough
 * for every packet.
 */
#ifndef TB_BASE_SIPHASH_H
#define TB_BASE_SIPHASH_H

#include <stddef.h>
#include <stdint.h>

struct tb_sip {
	uint64_t v0, v1, v2, v3;
};

static inline uint64_t tb_sip_rotl(uint64_t x, unsigned n)
{
	return x << n | x >> (64 - n);
}

static inline void tb_sip_round(struct tb_sip *s)
{
	s->v0 += s->v1;
	s->v1 = tb_sip_rotl(s->v1, 13) ^ s->v0;
	s->v0 = tb_sip_rotl(s->v0, 32);
	s->v2 += s->v3;
	s->v3 = tb_sip_rotl(s->v3, 16) ^ s->v2;
	s->v0 += s->v3;
	s->v3 = tb_sip_rotl(s->v3, 21) ^ s->v0;
	s->v2 += s->v1;
	s->v1 = tb_sip_rotl(s->v1, 17) ^ s->v2;
	s->v2 = tb_sip_rotl(s->v2, 32);
}

static inline struct tb_sip tb_sip_begin(const uint64_t key[2])
{
	return (struct tb_sip){
		key[0] ^ UINT64_C(0x736f6d6570736575),
		key[1] ^ UINT64_C(0x646f72616e646f6d),
		key[0] ^ UINT64_C(0x6c7967656e657261),
		key[1] ^ UINT64_C(0x7465646279746573),
	};
}

/* Takes eight bytes of the message, little-endian. */
static inline void tb_sip_word(struct tb_sip *s, uint64_t word)
{
	s->v3 ^= word;
	tb_sip_round(s);
	s->v0 ^= word;
}

/* The last word must have the message's length modulo 256 in its top byte. */
static inline uint64_t tb_sip_end(struct tb_sip *s)
{
	s->v2 ^= 0xff;
	tb_sip_round(s);
	tb_sip_round(s);
	tb_sip_round(s);
	return s->v0 ^ s->v1 ^ s->v2 ^ s->v3;
}

/* Hash of n bytes. */
uint64_t tb_siphash(const uint64_t key[2], const void *data, size_t n);

#endif
