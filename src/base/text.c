/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * text.c - bounded text: numbers, times, addresses, flags
 *
 * How these look is in put.c; escaping is in escape.c.
 */
#include "base/text.h"

void tb_text_init(struct tb_text *t, char *buf, size_t size, FILE *spill)
{
	*t = (struct tb_text){ .buf = buf, .size = size, .at = buf, .end = buf + size - 1,
			       .spill = spill, .second = TB_PUT_NO_SECOND };
	buf[0] = '\0';
}

void tb_text_cut_back(struct tb_text *t, size_t n)
{
	t->at = t->buf + n;
	t->end = t->buf + t->size - 1;
	t->cut = false;
	*t->at = '\0';
}

void tb_text_clear(struct tb_text *t)
{
	tb_text_cut_back(t, 0);
}

void tb_text_flush(struct tb_text *t)
{
	if (t->spill == NULL || t->at == t->buf)
		return;
	(void)fwrite(t->buf, 1, tb_text_len(t), t->spill);
	t->at = t->buf;
}

/* Adds to a full buffer that spills. */
static void pour(struct tb_text *t, const void *bytes, size_t n)
{
	tb_text_flush(t);
	if (n > tb_text_left(t))
		(void)fwrite(bytes, 1, n, t->spill);
	else
		tb_text_bytes(t, bytes, n);
}

/* Nothing more goes in. */
static void cut(struct tb_text *t)
{
	t->end = t->at;
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
	tb_text_bytes(t, bytes, whole(bytes, tb_text_left(t)));
	cut(t);
}

char *tb_text_make_room(struct tb_text *t, size_t n)
{
	tb_text_flush(t);
	if (n <= tb_text_left(t))
		return t->at;
	cut(t);
	return NULL;
}

/* Where to put what takes `most` bytes at most: right where it belongs if so many surely
 * fit, as they mostly do, else aside. */
static inline char *place(const struct tb_text *t, char *aside, size_t most)
{
	return tb_text_left(t) >= most ? t->at : aside;
}

/* It was put from there to `end`. */
static inline void placed(struct tb_text *t, const char *from, char *end)
{
	if (from == t->at)
		tb_text_advance(t, end);
	else
		tb_text_bytes(t, from, (size_t)(end - from));
}

void tb_text_u64(struct tb_text *t, uint64_t n)
{
	char aside[TB_PUT_U64], *at = place(t, aside, sizeof(aside));

	placed(t, at, tb_put_u64(at, n));
}

void tb_text_i64(struct tb_text *t, int64_t n)
{
	char aside[TB_PUT_I64], *at = place(t, aside, sizeof(aside));

	placed(t, at, tb_put_i64(at, n));
}

static uint64_t magnitude(tb_span span)
{
	return span < 0 ? -(uint64_t)span : (uint64_t)span;
}

void tb_text_count(struct tb_text *t, uint64_t n)
{
	char buf[TB_PUT_U64], *end = tb_put_u64(buf, n);

	for (const char *at = buf; at < end;) {
		tb_text_char(t, *at++);
		if ((end - at) % 3 == 0 && at < end)
			tb_text_char(t, ',');
	}
}

void tb_text_seconds(struct tb_text *t, tb_span span)
{
	char aside[TB_PUT_SECONDS], *at = place(t, aside, sizeof(aside));

	placed(t, at, tb_put_seconds(at, span));
}

/* n thousandths of a unit, rounded to four digits where it has a fraction. */
static void thousandths(struct tb_text *t, uint64_t n)
{
	uint64_t step = n >= 1000000 ? 1000 : n >= 100000 ? 100 : n >= 10000 ? 10 : 1;
	char buf[4];

	n = (n + step / 2) / step * step;
	tb_text_u64(t, n / 1000);
	tb_text_bytes(t, buf, (size_t)(tb_put_fraction(buf, n % 1000, 3) - buf));
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
	char aside[TB_PUT_SHARE], *at = place(t, aside, sizeof(aside));

	placed(t, at, tb_put_share(at, share));
}

void tb_text_time(struct tb_text *t, tb_time time)
{
	char aside[TB_PUT_TIME], *at = place(t, aside, sizeof(aside));

	placed(t, at, tb_put_time(at, &t->second, time));
}

void tb_text_moment(struct tb_text *t, tb_time time)
{
	char aside[TB_PUT_TIME], *at = place(t, aside, sizeof(aside));

	placed(t, at, tb_put_moment(at, &t->second, time));
}

void tb_text_addr(struct tb_text *t, const struct tb_addr *a)
{
	char aside[TB_PUT_ADDR], *at = place(t, aside, sizeof(aside));

	placed(t, at, tb_put_addr(at, a));
}

void tb_text_endpoint(struct tb_text *t, const struct tb_endpoint *e)
{
	char aside[TB_PUT_ENDPOINT], *at = place(t, aside, sizeof(aside));

	placed(t, at, tb_put_endpoint(at, e));
}

void tb_text_flags(struct tb_text *t, unsigned flags)
{
	char aside[TB_PUT_FLAGS], *at = place(t, aside, sizeof(aside));

	placed(t, at, tb_put_flags(at, flags));
}
