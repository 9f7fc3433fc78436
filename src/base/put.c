/* SPDX-License-Identifier: BSD-3-Clause */
#include "base/put.h"

#include <tcpblame/verdict.h>

#define COUNT_OF(table) (sizeof(table) / sizeof((table)[0]))

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

static inline char *put_pair(char *at, uint64_t n)
{
	return tb_put_bytes(at, pair(n), 2);
}

/* Exactly width digits, zeros in front. */
static inline char *padded(char *at, uint64_t n, unsigned width)
{
	unsigned left = width;

	for (; left >= 2; left -= 2, n /= 100)
		put_pair(at + left - 2, n % 100);
	if (left > 0)
		*at = (char)('0' + n % 10);
	return at + width;
}

/* Four and nine digits, zeros in front, without a chain of divisions. */
static inline char *put_four(char *at, uint32_t n)
{
	return put_pair(put_pair(at, n / 100), n % 100);
}

static inline char *put_nine(char *at, uint32_t n)
{
	at = tb_put_char(at, (char)('0' + n / 100000000));
	n %= 100000000;
	return put_four(put_four(at, n / 10000), n % 10000);
}

/* Of a number below 100. */
static inline char *put_short(char *at, unsigned n)
{
	if (n < 10)
		return tb_put_char(at, (char)('0' + n));
	return put_pair(at, n);
}

/* Of a number below 1000. */
static inline char *put_small(char *at, unsigned n)
{
	if (n < 100)
		return put_short(at, n);
	at = tb_put_char(at, (char)('0' + n / 100));
	return put_pair(at, n % 100);
}

static inline char *put_upto_four(char *at, uint32_t n)
{
	if (n < 100)
		return put_short(at, n);
	return put_pair(put_short(at, n / 100), n % 100);
}

/* Most numbers of a report have four digits or less, nearly all eight. */
char *tb_put_long(char *at, uint64_t n)
{
	uint32_t last;

	if (n < 10000)
		return put_upto_four(at, (uint32_t)n);
	last = (uint32_t)(n % 100000000);
	if (n < 100000000)
		at = put_upto_four(at, last / 10000);
	else
		at = put_four(tb_put_u64(at, n / 100000000), last / 10000);
	return put_four(at, last % 10000);
}

static uint64_t magnitude(int64_t n)
{
	return n < 0 ? -(uint64_t)n : (uint64_t)n;
}

char *tb_put_i64(char *at, int64_t n)
{
	if (n < 0)
		at = tb_put_char(at, '-');
	return tb_put_u64(at, magnitude(n));
}

char *tb_put_share(char *at, double share)
{
	unsigned percent = share >= 1 ? 100 : share > 0 ? (unsigned)(share * 100 + 0.5) : 0;

	at = tb_put_char(at, (char)('0' + percent / 100));
	at = tb_put_char(at, '.');
	return padded(at, percent, 2);
}

char *tb_put_fraction(char *at, uint64_t n, unsigned width)
{
	char *end;

	if (n == 0)
		return at;
	at = tb_put_char(at, '.');
	end = width == 9 ? put_nine(at, (uint32_t)n) : padded(at, n, width);
	for (; end[-1] == '0'; end--)
		;
	return end;
}

char *tb_put_seconds(char *at, tb_span span)
{
	uint64_t ns = magnitude(span);

	if (span < 0)
		at = tb_put_char(at, '-');
	at = tb_put_u64(at, ns / (uint64_t)TB_SECOND);
	return tb_put_fraction(at, ns % (uint64_t)TB_SECOND, 9);
}

char *tb_put_millis(char *at, tb_span span)
{
	uint64_t ms = magnitude(span) / (uint64_t)TB_MILLISECOND;

	if (span < 0)
		at = tb_put_char(at, '-');
	at = tb_put_char(tb_put_u64(at, ms / 1000), '.');
	return padded(at, ms % 1000, 3);
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

	at = padded(at, year + era * 400 + (month >= 10), 4);
	at = tb_put_char(at, '-');
	at = put_pair(at, month < 10 ? month + 3 : month - 9);
	at = tb_put_char(at, '-');
	return put_pair(at, of_year - (153 * month + 2) / 5 + 1);
}

/* n / by and, in *rest, what is over: at least 0. */
static int64_t divide(int64_t n, int64_t by, int64_t *rest)
{
	bool below = n % by < 0;

	*rest = n % by + (below ? by : 0);
	return n / by - below;
}

static void make_second(struct tb_put_second *last, int64_t second)
{
	int64_t days, of_day;
	char *at = last->text;

	last->second = second;
	days = divide(second, 86400, &of_day);
	at = tb_put_char(put_date(at, days), 'T');
	at = tb_put_char(put_pair(at, (uint64_t)of_day / 3600), ':');
	at = tb_put_char(put_pair(at, (uint64_t)of_day / 60 % 60), ':');
	tb_put_char(put_pair(at, (uint64_t)of_day % 60), '.');
}

/* Up to the point; *ns: the nanoseconds over. */
static char *put_second(char *at, struct tb_put_second *last, tb_time time, uint32_t *ns)
{
	int64_t rest, second = divide(time.ns, TB_SECOND, &rest);

	if (second != last->second)
		make_second(last, second);
	*ns = (uint32_t)rest;
	return tb_put_bytes(at, last->text, sizeof(last->text));
}

char *tb_put_time(char *at, struct tb_put_second *last, tb_time time)
{
	uint32_t ns;

	at = put_second(at, last, time, &ns);
	return tb_put_char(put_nine(at, ns), 'Z');
}

char *tb_put_moment(char *at, struct tb_put_second *last, tb_time time)
{
	uint32_t ns;
	char *between = at + sizeof("2026-02-21") - 1;

	at = put_second(at, last, time, &ns);
	*between = ' ';
	at = ns % 1000 == 0 ? padded(at, ns / 1000, 6) : put_nine(at, ns);
	return tb_put_char(at, 'Z');
}

static inline char *put_hex16(char *at, unsigned n)
{
	static const char hex[] = "0123456789abcdef";

	if (n > 0xfff)
		at = tb_put_char(at, hex[n >> 12]);
	if (n > 0xff)
		at = tb_put_char(at, hex[n >> 8 & 15]);
	if (n > 0xf)
		at = tb_put_char(at, hex[n >> 4 & 15]);
	return tb_put_char(at, hex[n & 15]);
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

static inline char *put_v4(char *at, const uint8_t *byte)
{
	at = tb_put_char(put_small(at, byte[0]), '.');
	at = tb_put_char(put_small(at, byte[1]), '.');
	at = tb_put_char(put_small(at, byte[2]), '.');
	return put_small(at, byte[3]);
}

char *tb_put_addr(char *at, const struct tb_addr *a)
{
	return tb_addr_is_v4(a) ? put_v4(at, a->byte + 12) : put_v6(at, a->byte);
}

char *tb_put_endpoint(char *at, const struct tb_endpoint *e)
{
	if (tb_addr_is_v4(&e->addr)) {
		at = put_v4(at, e->addr.byte + 12);
	} else {
		at = put_v6(tb_put_char(at, '['), e->addr.byte);
		at = tb_put_char(at, ']');
	}
	return tb_put_u64(tb_put_char(at, ':'), e->port);
}

char *tb_put_flags(char *at, unsigned flags)
{
	static const struct {
		unsigned flag;
		char letter;
	} letters[] = {
		{ TB_FIN, 'F' }, { TB_SYN, 'S' }, { TB_RST, 'R' },
		{ TB_PSH, 'P' }, { TB_ACK, '.' }, { TB_URG, 'U' },
		{ TB_ECE, 'E' }, { TB_CWR, 'W' }, { TB_AE, 'e' },
	};
	_Static_assert(COUNT_OF(letters) <= TB_PUT_FLAGS, "they need more room");
	char *from = at;

	for (size_t i = 0; i < COUNT_OF(letters); i++)
		if ((flags & letters[i].flag) != 0)
			*at++ = letters[i].letter;
	return at > from ? at : tb_put_str(at, "none");
}
