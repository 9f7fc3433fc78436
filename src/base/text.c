/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * text.c - bounded text: numbers, times, addresses, flags
 *
 * Escaping is in escape.c.
 */
#include "base/text.h"

#include <tcpblame/verdict.h>

#define COUNT_OF(table) (sizeof(table) / sizeof((table)[0]))

void tb_text_init(struct tb_text *t, char *buf, size_t size, FILE *spill)
{
	*t = (struct tb_text){ .buf = buf, .size = size, .limit = size - 1, .spill = spill };
	buf[0] = '\0';
}

void tb_text_clear(struct tb_text *t)
{
	tb_text_init(t, t->buf, t->size, t->spill);
}

void tb_text_flush(struct tb_text *t)
{
	if (t->spill == NULL || t->len == 0)
		return;
	(void)fwrite(t->buf, 1, t->len, t->spill);
	t->len = 0;
}

/* Adds to a full buffer that spills. */
static void pour(struct tb_text *t, const void *bytes, size_t n)
{
	tb_text_flush(t);
	if (n > t->limit)
		(void)fwrite(bytes, 1, n, t->spill);
	else
		tb_text_bytes(t, bytes, n);
}

/* Nothing more goes in. */
static void cut(struct tb_text *t)
{
	t->limit = t->len;
	t->cut = true;
}

/* How many of n bytes fit without cutting a UTF-8 character in two. */
static size_t whole(const char *bytes, size_t n)
{
	while (n > 0 && ((unsigned char)bytes[n] & 0xc0) == 0x80)
		n--;
	return n;
}

void tb_text_overflow(struct tb_text *t, const void *bytes, size_t n)
{
	if (n == 0 || t->cut)
		return;
	if (t->spill != NULL) {
		pour(t, bytes, n);
		return;
	}
	tb_text_bytes(t, bytes, whole(bytes, t->limit - t->len));
	cut(t);
}

char *tb_text_make_room(struct tb_text *t, size_t n)
{
	tb_text_flush(t);
	if (n <= t->limit - t->len)
		return t->buf + t->len;
	cut(t);
	return NULL;
}

enum { MOST_DIGITS = 20 };	/* of 64 bits */

/* The two digits of n, which is below 100. */
static const char *pair(uint64_t n)
{
	static const char pairs[] =
		"00010203040506070809101112131415161718192021222324"
		"25262728293031323334353637383940414243444546474849"
		"50515253545556575859606162636465666768697071727374"
		"75767778798081828384858687888990919293949596979899";

	return &pairs[2 * n];
}

/* Digits of n right-aligned before end; returns the first one. */
static char *digits(char *end, uint64_t n)
{
	for (; n >= 100; n /= 100)
		memcpy(end -= 2, pair(n % 100), 2);
	if (n >= 10)
		return memcpy(end - 2, pair(n), 2);
	*--end = (char)('0' + n);
	return end;
}

/*
 * The put functions write at `at`, where there is room, and return what is behind.
 * Exactly width digits, zeros in front:
 */
static inline char *put_padded(char *at, uint64_t n, unsigned width)
{
	unsigned left = width;

	for (; left >= 2; left -= 2, n /= 100)
		memcpy(at + left - 2, pair(n % 100), 2);
	if (left > 0)
		*at = (char)('0' + n % 10);
	return at + width;
}

/* As many digits as a number below 1000 needs. */
static char *put_small(char *at, unsigned n)
{
	if (n >= 100)
		return put_padded(at, n, 3);
	if (n >= 10)
		return put_padded(at, n, 2);
	return put_padded(at, n, 1);
}

/* Most numbers go straight where there is surely room, as a whole: a copy of known length
 * is no call. */
void tb_text_u64(struct tb_text *t, uint64_t n)
{
	char buf[2 * MOST_DIGITS], *end = buf + MOST_DIGITS, *at = digits(end, n);

	if (t->limit - t->len < MOST_DIGITS) {
		tb_text_bytes(t, at, (size_t)(end - at));
		return;
	}
	memcpy(t->buf + t->len, at, MOST_DIGITS);
	tb_text_advance(t, t->buf + t->len + (end - at));
}

static uint64_t magnitude(int64_t n)
{
	return n < 0 ? -(uint64_t)n : (uint64_t)n;
}

void tb_text_i64(struct tb_text *t, int64_t n)
{
	if (n < 0)
		tb_text_char(t, '-');
	tb_text_u64(t, magnitude(n));
}

void tb_text_count(struct tb_text *t, uint64_t n)
{
	char buf[MOST_DIGITS], *end = buf + sizeof(buf), *at = digits(end, n);

	while (at < end) {
		tb_text_char(t, *at++);
		if ((end - at) % 3 == 0 && at < end)
			tb_text_char(t, ',');
	}
}

/* "." and the digits of a fraction of 10^width, without zeros behind; or nothing. */
static inline void fraction(struct tb_text *t, uint64_t n, unsigned width)
{
	char buf[1 + MOST_DIGITS] = ".", *end;

	if (n == 0)
		return;
	for (end = put_padded(buf + 1, n, width); end[-1] == '0'; end--)
		;
	tb_text_bytes(t, buf, (size_t)(end - buf));
}

void tb_text_seconds(struct tb_text *t, tb_span span)
{
	uint64_t ns = magnitude(span);

	if (span < 0)
		tb_text_char(t, '-');
	tb_text_u64(t, ns / (uint64_t)TB_SECOND);
	fraction(t, ns % (uint64_t)TB_SECOND, 9);
}

void tb_text_millis(struct tb_text *t, tb_span span)
{
	uint64_t ms = magnitude(span) / (uint64_t)TB_MILLISECOND;
	char buf[4] = ".";

	if (span < 0)
		tb_text_char(t, '-');
	tb_text_u64(t, ms / 1000);
	put_padded(buf + 1, ms % 1000, 3);
	tb_text_bytes(t, buf, sizeof(buf));
}

/* n thousandths of a unit, rounded to four digits where it has a fraction. */
static void thousandths(struct tb_text *t, uint64_t n)
{
	uint64_t step = n >= 1000000 ? 1000 : n >= 100000 ? 100 : n >= 10000 ? 10 : 1;

	n = (n + step / 2) / step * step;
	tb_text_u64(t, n / 1000);
	fraction(t, n % 1000, 3);
}

void tb_text_span(struct tb_text *t, tb_span span)
{
	uint64_t ns = magnitude(span);

	if (span < 0)
		tb_text_char(t, '-');
	if (ns >= 999950000) {
		thousandths(t, (ns + 500000) / 1000000);
		tb_text_str(t, " s");
	} else if (ns >= 999950) {
		thousandths(t, (ns + 500) / 1000);
		tb_text_str(t, " ms");
	} else if (ns >= 1000) {
		thousandths(t, ns);
		tb_text_str(t, " us");
	} else {
		tb_text_u64(t, ns);
		tb_text_str(t, " ns");
	}
}

void tb_text_share(struct tb_text *t, double share)
{
	unsigned percent = share >= 1 ? 100 : share > 0 ? (unsigned)(share * 100 + 0.5) : 0;
	char buf[4] = { (char)('0' + percent / 100), '.' };

	put_padded(buf + 2, percent, 2);
	tb_text_bytes(t, buf, sizeof(buf));
}

/* A day of the proleptic Gregorian calendar from days since 1970-01-01, counted in
 * eras of 400 years that begin on 1 March, so that a leap day ends its year. */
static char *put_date(char *at, int64_t days)
{
	uint64_t since = (uint64_t)(days + 719468);	/* days since 0000-03-01 */
	uint64_t era = since / 146097, day = since % 146097;
	uint64_t year = (day - day / 1460 + day / 36524 - day / 146096) / 365;
	uint64_t of_year = day - (365 * year + year / 4 - year / 100);
	uint64_t month = (5 * of_year + 2) / 153;	/* 0 is March */

	at = put_padded(at, year + era * 400 + (month >= 10), 4);
	*at++ = '-';
	at = put_padded(at, month < 10 ? month + 3 : month - 9, 2);
	*at++ = '-';
	return put_padded(at, of_year - (153 * month + 2) / 5 + 1, 2);
}

enum { MOST_TIME = 30 };	/* bytes of a time with all that belongs to it */

/* Date and time of day to the second, and a point; *ns: the nanoseconds over. */
static char *put_second(char *at, tb_time time, char between, uint64_t *ns)
{
	const int64_t day = 86400 * TB_SECOND;
	int64_t days = time.ns / day, rest = time.ns % day;
	uint64_t s;

	if (rest < 0) {
		days--;
		rest += day;
	}
	s = (uint64_t)rest / (uint64_t)TB_SECOND;
	*ns = (uint64_t)rest % (uint64_t)TB_SECOND;
	at = put_date(at, days);
	*at++ = between;
	at = put_padded(at, s / 3600, 2);
	*at++ = ':';
	at = put_padded(at, s / 60 % 60, 2);
	*at++ = ':';
	at = put_padded(at, s % 60, 2);
	*at++ = '.';
	return at;
}

void tb_text_time(struct tb_text *t, tb_time time)
{
	char buf[MOST_TIME], *at;
	uint64_t ns;

	at = put_second(buf, time, 'T', &ns);
	at = put_padded(at, ns, 9);
	*at++ = 'Z';
	tb_text_bytes(t, buf, (size_t)(at - buf));
}

void tb_text_moment(struct tb_text *t, tb_time time)
{
	char buf[MOST_TIME], *at;
	uint64_t ns;

	at = put_second(buf, time, ' ', &ns);
	at = ns % 1000 == 0 ? put_padded(at, ns / 1000, 6) : put_padded(at, ns, 9);
	*at++ = 'Z';
	tb_text_bytes(t, buf, (size_t)(at - buf));
}

static char *put_hex16(char *at, unsigned n)
{
	static const char hex[] = "0123456789abcdef";
	unsigned shift = 12;

	while (shift > 0 && n >> shift == 0)
		shift -= 4;
	for (;; shift -= 4) {
		*at++ = hex[n >> shift & 15];
		if (shift == 0)
			return at;
	}
}

/* Where the longest run of two or more zero groups begins, the first of equals
 * (RFC 5952 section 4.2.3); 8 if there is none. */
static unsigned longest_zeros(const unsigned group[8], unsigned *length)
{
	unsigned best = 8, from = 0;

	*length = 1;
	for (unsigned i = 0; i < 8; i++) {
		if (group[i] != 0)
			from = i + 1;
		else if (i + 1 - from > *length) {
			*length = i + 1 - from;
			best = from;
		}
	}
	return best;
}

static char *put_v6(char *at, const uint8_t *byte)
{
	unsigned group[8], gap, length;

	for (unsigned i = 0; i < 8; i++)
		group[i] = (unsigned)byte[2 * i] << 8 | byte[2 * i + 1];
	gap = longest_zeros(group, &length);
	for (unsigned i = 0; i < 8; i++) {
		if (i == gap) {
			*at++ = ':';
			*at++ = ':';
			i += length - 1;
			continue;
		}
		if (i != 0 && i != gap + length)
			*at++ = ':';
		at = put_hex16(at, group[i]);
	}
	return at;
}

static char *put_v4(char *at, const uint8_t *byte)
{
	for (unsigned i = 0; i < 4; i++) {
		if (i > 0)
			*at++ = '.';
		at = put_small(at, byte[i]);
	}
	return at;
}

void tb_text_addr(struct tb_text *t, const struct tb_addr *a)
{
	char buf[sizeof("ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff")];
	char *end = tb_addr_is_v4(a) ? put_v4(buf, a->byte + 12) : put_v6(buf, a->byte);

	tb_text_bytes(t, buf, (size_t)(end - buf));
}

void tb_text_endpoint(struct tb_text *t, const struct tb_endpoint *e)
{
	bool v4 = tb_addr_is_v4(&e->addr);

	if (!v4)
		tb_text_char(t, '[');
	tb_text_addr(t, &e->addr);
	tb_text_str(t, v4 ? ":" : "]:");
	tb_text_u64(t, e->port);
}

void tb_text_flags(struct tb_text *t, unsigned flags)
{
	static const struct {
		unsigned flag;
		char letter;
	} letters[] = {
		{ TB_FIN, 'F' }, { TB_SYN, 'S' }, { TB_RST, 'R' },
		{ TB_PSH, 'P' }, { TB_ACK, '.' }, { TB_URG, 'U' },
		{ TB_ECE, 'E' }, { TB_CWR, 'W' }, { TB_AE, 'e' },
	};
	char buf[COUNT_OF(letters)];
	size_t n = 0;

	for (size_t i = 0; i < COUNT_OF(letters); i++)
		if ((flags & letters[i].flag) != 0)
			buf[n++] = letters[i].letter;
	if (n > 0)
		tb_text_bytes(t, buf, n);
	else
		tb_text_str(t, "none");
}
