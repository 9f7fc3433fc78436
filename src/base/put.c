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

static inline char *padded(char *at, uint64_t n, unsigned width)
{
	unsigned left = width;

	for (; left >= 2; left -= 2, n /= 100)
		memcpy(at + left - 2, pair(n % 100), 2);
	if (left > 0)
		*at = (char)('0' + n % 10);
	return at + width;
}

char *tb_put_padded(char *at, uint64_t n, unsigned width)
{
	return padded(at, n, width);
}

/* Of a number below 100. */
static inline char *put_short(char *at, unsigned n)
{
	if (n < 10)
		return tb_put_char(at, (char)('0' + n));
	return tb_put_bytes(at, pair(n), 2);
}

/* Of a number below 1000. */
static inline char *put_small(char *at, unsigned n)
{
	return n < 100 ? put_short(at, n) : padded(at, n, 3);
}

/* Most numbers of a report are short ones; those of more digits are made from behind. */
char *tb_put_u64(char *at, uint64_t n)
{
	char buf[TB_PUT_U64], *end = buf + sizeof(buf), *from = end;

	if (n < 100)
		return put_short(at, (unsigned)n);
	for (; n >= 100; n /= 100)
		memcpy(from -= 2, pair(n % 100), 2);
	at = put_short(at, (unsigned)n);
	return tb_put_bytes(at, from, (size_t)(end - from));
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
	for (end = padded(tb_put_char(at, '.'), n, width); end[-1] == '0'; end--)
		;
	return end;
}

char *tb_put_seconds(char *at, tb_span span)
{
	uint64_t ns = span < 0 ? -(uint64_t)span : (uint64_t)span;

	if (span < 0)
		at = tb_put_char(at, '-');
	at = tb_put_u64(at, ns / (uint64_t)TB_SECOND);
	return tb_put_fraction(at, ns % (uint64_t)TB_SECOND, 9);
}

/* A day of the proleptic Gregorian calendar from days since 1970-01-01, counted in
 * eras of 400 years that begin on 1 March, so that a leap day ends its year. */
static void make_date(struct tb_put_date *date, int64_t day)
{
	uint64_t since = (uint64_t)(day + 719468);	/* days since 0000-03-01 */
	uint64_t era = since / 146097, of_era = since % 146097;
	uint64_t year = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
	uint64_t of_year = of_era - (365 * year + year / 4 - year / 100);
	uint64_t month = (5 * of_year + 2) / 153;	/* 0 is March */
	char *at = date->text;

	date->day = day;
	at = padded(at, year + era * 400 + (month >= 10), 4);
	at = tb_put_char(at, '-');
	at = padded(at, month < 10 ? month + 3 : month - 9, 2);
	at = tb_put_char(at, '-');
	padded(at, of_year - (153 * month + 2) / 5 + 1, 2);
}

/* Date and time of day to the second, and a point; *ns: the nanoseconds over. */
static char *put_second(char *at, struct tb_put_date *date, tb_time time, char between,
			uint64_t *ns)
{
	const int64_t day = 86400 * TB_SECOND;
	int64_t days = time.ns / day, rest = time.ns % day;
	uint64_t s;

	if (rest < 0) {
		days--;
		rest += day;
	}
	if (days != date->day)
		make_date(date, days);
	s = (uint64_t)rest / (uint64_t)TB_SECOND;
	*ns = (uint64_t)rest % (uint64_t)TB_SECOND;
	at = tb_put_bytes(at, date->text, sizeof(date->text));
	at = tb_put_char(at, between);
	at = padded(at, s / 3600, 2);
	at = tb_put_char(at, ':');
	at = padded(at, s / 60 % 60, 2);
	at = tb_put_char(at, ':');
	at = padded(at, s % 60, 2);
	return tb_put_char(at, '.');
}

char *tb_put_time(char *at, struct tb_put_date *date, tb_time time)
{
	uint64_t ns;

	at = put_second(at, date, time, 'T', &ns);
	return tb_put_char(padded(at, ns, 9), 'Z');
}

char *tb_put_moment(char *at, struct tb_put_date *date, tb_time time)
{
	uint64_t ns;

	at = put_second(at, date, time, ' ', &ns);
	at = ns % 1000 == 0 ? padded(at, ns / 1000, 6) : padded(at, ns, 9);
	return tb_put_char(at, 'Z');
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
