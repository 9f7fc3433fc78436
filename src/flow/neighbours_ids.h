/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * neighbours_ids.h - by what addresses, services and MACs are known
 *
 * They are never compared as they are, nor kept: 64-bit hashes stand for them, and two that
 * had the same would be taken for one.  Strangers choose addresses, and must not be able to
 * choose two that meet.  The hash is that of key_hash.h, twice: each half of it adds
 * products of pairs of words, with secrets of its own, and takes the upper half of the sum.
 * As each half is strongly universal and the secrets are independent, so is the whole: two
 * addresses that were chosen without knowing the secrets meet once in 2^63 times (a bit is
 * spent on never being 0).  A capture is written before its reader draws them, and no report
 * shows a hash.
 *
 * A service is 48 bits of its address's hash and its port: so it costs nothing more, and
 * the port can be read off.
 *
 * What a client says is known in the same way, by its length, beginning and end: a request is
 * told from others mostly by its first line or its last value, and to look at all of it would
 * cost as much as all else that is told of a connection.
 */
#ifndef TB_FLOW_NEIGHBOURS_IDS_H
#define TB_FLOW_NEIGHBOURS_IDS_H

#include "flow/key_hash.h"

enum {
	TB_WORDS_HEAD = 64,	/* bytes */
	TB_WORDS_TAIL = 32,
	TB_WORDS_PAIRS = (TB_WORDS_HEAD + TB_WORDS_TAIL) / 8
};

struct tb_id_secrets {
	struct {
		uint64_t upper[2], lower[2];	/* for the words of the first and last 8 bytes */
		uint64_t last;
		uint64_t last_v4;	/* plus the product of the first 8 bytes if these are 0 */
	} half[2];
	uint64_t words[TB_WORDS_PAIRS][2];
};

static inline uint64_t tb_id_pair(const uint64_t secret[2], uint64_t words)
{
	return tb_key_pair(secret, (uint32_t)words, (uint32_t)(words >> 32));
}

static inline void tb_id_secrets_ready(struct tb_id_secrets *s)
{
	for (unsigned i = 0; i < 2; i++)
		s->half[i].last_v4 = s->half[i].last + tb_id_pair(s->half[i].upper, 0);
}

/* Of these 16 bytes; never 0. */
static inline uint64_t tb_id(const struct tb_id_secrets *s, uint64_t x, uint64_t y)
{
	uint64_t sum[2] = { tb_id_pair(s->half[0].lower, y), tb_id_pair(s->half[1].lower, y) };

	if (x == 0) {
		sum[0] += s->half[0].last_v4;
		sum[1] += s->half[1].last_v4;
	} else {
		sum[0] += tb_id_pair(s->half[0].upper, x) + s->half[0].last;
		sum[1] += tb_id_pair(s->half[1].upper, x) + s->half[1].last;
	}
	return sum[0] >> 32 | (sum[1] & ~UINT64_C(0xffffffff)) | 1;
}

static inline uint64_t tb_address_id(const struct tb_id_secrets *s, const struct tb_addr *a)
{
	return tb_id(s, tb_key_half(a, 0), tb_key_half(a, 1));
}

static inline uint64_t tb_service_id(uint64_t address, uint16_t port)
{
	return (address & ~UINT64_C(0xffff)) | port;
}

static inline uint16_t tb_service_port(uint64_t service)
{
	return (uint16_t)service;
}

/* Of n bytes that are said; never 0. */
static inline uint32_t tb_words_id(const struct tb_id_secrets *s, const uint8_t *said, size_t n)
{
	uint64_t word[TB_WORDS_PAIRS] = { 0 }, sum = n << 32;
	size_t head = n < TB_WORDS_HEAD ? n : TB_WORDS_HEAD;
	size_t tail = n - head < TB_WORDS_TAIL ? n - head : TB_WORDS_TAIL;

	if (tail == TB_WORDS_TAIL) {	/* of a known size: that is faster */
		memcpy(word, said, TB_WORDS_HEAD);
		memcpy(word + TB_WORDS_HEAD / 8, said + n - TB_WORDS_TAIL, TB_WORDS_TAIL);
	} else {
		memcpy(word, said, head);
		memcpy(word + TB_WORDS_HEAD / 8, said + n - tail, tail);
	}
	for (unsigned i = 0; i < TB_WORDS_PAIRS; i++)
		sum += tb_id_pair(s->words[i], word[i]);
	return (uint32_t)(sum >> 32) | 1;
}

#endif
