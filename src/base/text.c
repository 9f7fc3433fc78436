/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * text.c - bounded text: numbers, times, addresses, flags
 *
 * Escaping is in escape.c.
 */
#include "base/text.h"

#include <string.h>

#include <tcpblame/verdict.h>

#define COUNT_OF(table) (sizeof(table) / sizeof((table)[0]))

void tb_text_init(struct tb_text *t, char *buf, size_t size, FILE *spill)
{
	*t = (struct tb_text){ .buf = buf, .size = size, .spill = spill };
	if (spill == NULL)
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

/* Adds to a buffer that spills. */
static void pour(struct tb_text *t, const char *bytes, size_t n)
{
	if (n > t->size - t->len)
		tb_text_flush(t);
	if (n > t->size) {
		(void)fwrite(bytes, 1, n, t->spill);
		return;
	}
	memcpy(t->buf + t->len, bytes, n);
	t->len += n;
}

/* How many of n bytes fit without cutting a UTF-8 character in two. */
static size_t whole(const char *bytes, size_t n)
{
	while (n > 0 && ((unsigned char)bytes[n] & 0xc0) == 0x80)
		n--;
	return n;
}

void tb_text_bytes(struct tb_text *t, const void *bytes, size_t n)
{
	if (n == 0 || t->cut)
		return;
	if (t->spill != NULL) {
		pour(t, bytes, n);
		return;
	}
	if (n > t->size - t->len - 1) {
		n = whole(bytes, t->size - t->len - 1);
		t->cut = true;
	}
	memcpy(t->buf + t->len, bytes, n);
	t->len += n;
	t->buf[t->len] = '\0';
}

void tb_text_char(struct tb_text *t, char c)
{
	tb_text_bytes(t, &c, 1);
}

void tb_text_str(struct tb_text *t, const char *s)
{
	tb_text_bytes(t, s, strlen(s));
}

/* Digits of n right-aligned before end; returns the first one. */
static char *digits(char *end, uint64_t n)
{
	do
		*--end = (char)('0' + n % 10);
	while ((n /= 10) != 0);
	return end;
}

/* Exactly width digits, zeros in front. */
static void padded(struct tb_text *t, uint64_t n, size_t width)
{
	char buf[20], *end = buf + sizeof(buf), *at = digits(end, n);

	while (at > end - width)
		*--at = '0';
	tb_text_bytes(t, at, (size_t)(end - at));
}

void tb_text_u64(struct tb_text *t, uint64_t n)
{
	padded(t, n, 1);
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
	char buf[20], *end = buf + sizeof(buf), *at = digits(end, n);

	while (at < end) {
		tb_text_char(t, *at++);
		if ((end - at) % 3 == 0 && at < end)
			tb_text_char(t, ',');
	}
}

/* "." and the digits of a fraction of 10^width, without zeros behind; or nothing. */
static void fraction(struct tb_text *t, uint64_t n, size_t width)
{
	if (n == 0)
		return;
	for (; n % 10 == 0; n /= 10)
		width--;
	tb_text_char(t, '.');
	padded(t, n, width);
}

void tb_text_seconds(struct tb_text *t, tb_span span)
{
	uint64_t ns = magnitude(span);

	if (span < 0)
		tb_text_char(t, '-');
	tb_text_u64(t, ns / (uint64_t)TB_SECOND);
	fraction(t, ns % (uint64_t)TB_SECOND, 9);
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

	tb_text_u64(t, percent / 100);
	tb_text_char(t, '.');
	padded(t, percent % 100, 2);
}

/* A day of the proleptic Gregorian calendar from days since 1970-01-01, counted in
 * eras of 400 years that begin on 1 March, so that a leap day ends its year. */
static void date(struct tb_text *t, int64_t days)
{
	uint64_t since = (uint64_t)(days + 719468);	/* days since 0000-03-01 */
	uint64_t era = since / 146097, day = since % 146097;
	uint64_t year = (day - day / 1460 + day / 36524 - day / 146096) / 365;
	uint64_t of_year = day - (365 * year + year / 4 - year / 100);
	uint64_t month = (5 * of_year + 2) / 153;	/* 0 is March */

	padded(t, year + era * 400 + (month >= 10), 4);
	tb_text_char(t, '-');
	padded(t, month < 10 ? month + 3 : month - 9, 2);
	tb_text_char(t, '-');
	padded(t, of_year - (153 * month + 2) / 5 + 1, 2);
}

/* Date and time of day to the second; returns the nanoseconds over. */
static uint64_t to_second(struct tb_text *t, tb_time time, char between)
{
	const int64_t day = 86400 * TB_SECOND;
	int64_t days = time.ns / day, rest = time.ns % day;
	uint64_t s;

	if (rest < 0) {
		days--;
		rest += day;
	}
	s = (uint64_t)(rest / TB_SECOND);
	date(t, days);
	tb_text_char(t, between);
	padded(t, s / 3600, 2);
	tb_text_char(t, ':');
	padded(t, s / 60 % 60, 2);
	tb_text_char(t, ':');
	padded(t, s % 60, 2);
	tb_text_char(t, '.');
	return (uint64_t)(rest % TB_SECOND);
}

void tb_text_time(struct tb_text *t, tb_time time)
{
	padded(t, to_second(t, time, 'T'), 9);
	tb_text_char(t, 'Z');
}

void tb_text_moment(struct tb_text *t, tb_time time)
{
	uint64_t ns = to_second(t, time, ' ');

	if (ns % 1000 == 0)
		padded(t, ns / 1000, 6);
	else
		padded(t, ns, 9);
	tb_text_char(t, 'Z');
}

static void hex16(struct tb_text *t, unsigned n)
{
	static const char hex[] = "0123456789abcdef";
	unsigned shift = 12;

	while (shift > 0 && n >> shift == 0)
		shift -= 4;
	for (;; shift -= 4) {
		tb_text_char(t, hex[n >> shift & 15]);
		if (shift == 0)
			return;
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

static void addr_v6(struct tb_text *t, const uint8_t *byte)
{
	unsigned group[8], gap, length;

	for (unsigned i = 0; i < 8; i++)
		group[i] = (unsigned)byte[2 * i] << 8 | byte[2 * i + 1];
	gap = longest_zeros(group, &length);
	for (unsigned i = 0; i < 8; i++) {
		if (i == gap) {
			tb_text_str(t, "::");
			i += length - 1;
			continue;
		}
		if (i != 0 && i != gap + length)
			tb_text_char(t, ':');
		hex16(t, group[i]);
	}
}

void tb_text_addr(struct tb_text *t, const struct tb_addr *a)
{
	if (!tb_addr_is_v4(a)) {
		addr_v6(t, a->byte);
		return;
	}
	for (unsigned i = 12; i < 16; i++) {
		if (i > 12)
			tb_text_char(t, '.');
		tb_text_u64(t, a->byte[i]);
	}
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
	bool any = false;

	for (size_t i = 0; i < COUNT_OF(letters); i++)
		if ((flags & letters[i].flag) != 0) {
			tb_text_char(t, letters[i].letter);
			any = true;
		}
	if (!any)
		tb_text_str(t, "none");
}
