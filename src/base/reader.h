/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * reader.h - the one cursor over bytes that strangers wrote
 *
 * Nothing else in the program touches packet bytes.  A read past the end gives
 * zero (or NULL) and latches short_read; test it once, after a header, not at
 * each field.
 */
#ifndef TB_BASE_READER_H
#define TB_BASE_READER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

struct tb_reader {
	const uint8_t *at, *end;
	bool short_read;
};

static inline struct tb_reader rd_over(const uint8_t *data, size_t n)
{
	return (struct tb_reader){ data, data ? data + n : data, false };
}

/* Bytes left; 0 once a read came short. */
static inline size_t rd_left(const struct tb_reader *r)
{
	return (size_t)(r->end - r->at);
}

/* What follows makes no sense: as if a read had come short. */
static inline void rd_fail(struct tb_reader *r)
{
	r->at = r->end;
	r->short_read = true;
}

/* Are there n bytes more?  If not, the read has come short. */
static inline bool rd_has(struct tb_reader *r, size_t n)
{
	if (rd_left(r) >= n)
		return true;
	rd_fail(r);
	return false;
}

/* The next n bytes, consumed; NULL if there are not so many. */
static inline const uint8_t *rd_take(struct tb_reader *r, size_t n)
{
	if (!rd_has(r, n))
		return NULL;
	r->at += n;
	return r->at - n;
}

static inline void rd_skip(struct tb_reader *r, size_t n)
{
	(void)rd_take(r, n);
}

/* A reader over the next n bytes, consumed; an empty, short one if too few. */
static inline struct tb_reader rd_sub(struct tb_reader *r, size_t n)
{
	const uint8_t *p = rd_take(r, n);

	return (struct tb_reader){ p, p ? p + n : p, p == NULL };
}

/* Consumes what another reader of the same bytes has consumed. */
static inline void rd_follow(struct tb_reader *r, const struct tb_reader *ahead)
{
	r->at = ahead->at;
}

/* Let nothing be read beyond the next n bytes (a header's own length field);
 * longer than what is there changes nothing. */
static inline void rd_limit(struct tb_reader *r, size_t n)
{
	if (n < rd_left(r))
		r->end = r->at + n;
}

static inline uint8_t rd_u8(struct tb_reader *r)
{
	return rd_has(r, 1) ? *r->at++ : 0;
}

enum { RD_LITTLE_ENDIAN = __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__ };

/* In either byte order, as a file says. */
static inline uint16_t rd_u16(struct tb_reader *r, bool big)
{
	uint16_t n;

	if (!rd_has(r, sizeof(n)))
		return 0;
	memcpy(&n, r->at, sizeof(n));
	r->at += sizeof(n);
	return big == RD_LITTLE_ENDIAN ? __builtin_bswap16(n) : n;
}

static inline uint32_t rd_u32(struct tb_reader *r, bool big)
{
	uint32_t n;

	if (!rd_has(r, sizeof(n)))
		return 0;
	memcpy(&n, r->at, sizeof(n));
	r->at += sizeof(n);
	return big == RD_LITTLE_ENDIAN ? __builtin_bswap32(n) : n;
}

static inline uint16_t rd_be16(struct tb_reader *r)
{
	return rd_u16(r, true);
}

static inline uint32_t rd_be32(struct tb_reader *r)
{
	return rd_u32(r, true);
}

static inline uint16_t rd_le16(struct tb_reader *r)
{
	return rd_u16(r, false);
}

static inline uint32_t rd_le32(struct tb_reader *r)
{
	return rd_u32(r, false);
}

/* Look ahead without consuming; -1 if the byte is not there. */
static inline int rd_peek(const struct tb_reader *r, size_t offset)
{
	return offset < rd_left(r) ? r->at[offset] : -1;
}

/* An ASCII letter in lower case; what is none as it is. */
static inline int rd_lower(int c)
{
	return c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c;
}

/* Of ASCII. */
static inline bool rd_is_digit(int c)
{
	return c >= '0' && c <= '9';
}

static inline bool rd_is_letter(int c)
{
	return rd_lower(c) >= 'a' && rd_lower(c) <= 'z';
}

static inline bool rd_is_alnum(int c)
{
	return rd_is_digit(c) || rd_is_letter(c);
}

/* Is a word of bytes that of a text in lower case, whatever the case of the letters here? */
static inline bool rd_is_icase(uint64_t here, uint64_t lower)
{
	/* the cases of a letter differ by 0x20: a quarter of the bit that these set */
	uint64_t from_a = lower + UINT64_C(0x1f1f1f1f1f1f1f1f);
	uint64_t after_z = lower + UINT64_C(0x0505050505050505);

	return (here | (from_a & ~after_z & UINT64_C(0x8080808080808080)) >> 2) == lower;
}

static inline bool rd_is_icase8(const uint8_t *at, const char *text)
{
	uint64_t here, lower;

	memcpy(&here, at, 8);
	memcpy(&lower, text, 8);
	return rd_is_icase(here, lower);
}

static inline bool rd_is_icase4(const uint8_t *at, const char *text)
{
	uint32_t here, lower;

	memcpy(&here, at, 4);
	memcpy(&lower, text, 4);
	return rd_is_icase(here, lower);
}

/* Are n bytes those of a text in lower case? */
static inline bool rd_is_text(const uint8_t *at, const char *text, size_t n)
{
	size_t done = 0;

	for (; done + 8 <= n; done += 8)
		if (!rd_is_icase8(at + done, text + done))
			return false;
	if (n >= 8)
		return rd_is_icase8(at + n - 8, text + n - 8);
	if (n >= 4)
		return rd_is_icase4(at, text) && rd_is_icase4(at + n - 4, text + n - 4);
	while (done < n && rd_lower(at[done]) == text[done])
		done++;
	return done == n;
}

/* Consumes text, which is lower-case, whatever the case of the letters here: all of it
 * or, if something else is here, nothing. */
static inline bool rd_icase(struct tb_reader *r, const char *text)
{
	size_t n = strlen(text);

	if (n > rd_left(r) || !rd_is_text(r->at, text, n))
		return false;
	r->at += n;
	return true;
}

/* Consumes what is before the next `mark`, and it; false, with nothing consumed, if there is
 * none. */
static inline bool rd_until(struct tb_reader *r, uint8_t mark, struct tb_reader *before)
{
	const uint8_t *at = rd_left(r) != 0 ? memchr(r->at, mark, rd_left(r)) : NULL;

	if (at == NULL)
		return false;
	*before = (struct tb_reader){ r->at, at, false };
	r->at = at + 1;
	return true;
}

#endif
