/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * put.h - numbers, times and addresses as text, where there surely is room
 *
 * Each function writes at `at`, at most as many bytes as its TB_PUT_ constant says, and
 * returns what is behind.  It ends nothing with a NUL.  These are the digits of every
 * report: whoever writes many makes room for all of them once.
 */
#ifndef TB_BASE_PUT_H
#define TB_BASE_PUT_H

#include <string.h>

#include <tcpblame/types.h>

enum {
	TB_PUT_U64 = 20,
	TB_PUT_I64 = 20,
	TB_PUT_SHARE = 4,
	TB_PUT_SECONDS = 22,
	TB_PUT_TIME = 30,
	TB_PUT_ADDR = 39,
	TB_PUT_ENDPOINT = TB_PUT_ADDR + sizeof("[]:65535") - 1,
	TB_PUT_FLAGS = 9
};

/* One second as text, up to the point: a time mostly is of the same as the one before. */
struct tb_put_second {
	int64_t second;	/* since 1970-01-01 */
	char text[20];
};

/* Before the first time; no tb_time is of that second. */
#define TB_PUT_NO_SECOND ((struct tb_put_second){ .second = INT64_MAX })

static inline char *tb_put_char(char *at, char c)
{
	*at = c;
	return at + 1;
}

static inline char *tb_put_bytes(char *at, const void *bytes, size_t n)
{
	memcpy(at, bytes, n);
	return at + n;
}

static inline char *tb_put_str(char *at, const char *s)
{
	return tb_put_bytes(at, s, strlen(s));
}

/* Of 10 and more. */
char *tb_put_long(char *at, uint64_t n);

/* Decimal. */
static inline char *tb_put_u64(char *at, uint64_t n)
{
	return n < 10 ? tb_put_char(at, (char)('0' + n)) : tb_put_long(at, n);
}

char *tb_put_i64(char *at, int64_t n);

/* A share 0 .. 1 with two decimals: "0.95".  What is outside is taken to the edge. */
char *tb_put_share(char *at, double share);

/* Seconds as a decimal number, "350.2", at most nine decimals, no zeros behind. */
char *tb_put_seconds(char *at, tb_span span);

/* The same with three decimals, whatever they are; the rest is dropped: "350.200". */
char *tb_put_millis(char *at, tb_span span);

/* "." and n as a fraction of 10^width, without zeros behind; or nothing. */
char *tb_put_fraction(char *at, uint64_t n, unsigned width);

/* RFC 3339 UTC: "2026-02-21T10:05:53.482113000Z".  Any tb_time (years 1677 .. 2262). */
char *tb_put_time(char *at, struct tb_put_second *last, tb_time time);

/* The same for people: a blank for the T; microseconds where that says it all. */
char *tb_put_moment(char *at, struct tb_put_second *last, tb_time time);

/* 10.0.0.9, or RFC 5952's form: 2001:db8::1 */
char *tb_put_addr(char *at, const struct tb_addr *a);

/* 10.0.0.9:80, [2001:db8::1]:80 */
char *tb_put_endpoint(char *at, const struct tb_endpoint *e);

/* TCP flags (TB_FIN ...) in tcpdump's letters: "R."; "none" if there are none. */
char *tb_put_flags(char *at, unsigned flags);

#endif
