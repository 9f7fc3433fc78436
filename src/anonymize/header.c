/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * header.c - which fields of a header name somebody
 *
 * What is known to name nobody stays, addresses are mapped, and all else becomes zero: new
 * options come up, and some have addresses in them that nobody expects there, such as those
 * of accelerators in TCP options.
 */
#include "anonymize/header.h"

#include "base/reader.h"

/* What becomes of an option's data. */
enum treatment {
	BLANK,
	STAYS,
	IS_ADDRESS,	/* of IPv6 */
	ADDRESSES,	/* of IPv4: a pointer, then a list of them */
	STAMPS,		/* of IPv4: pointer, flags, then perhaps addresses with times */
	SUBTYPED	/* of MPTCP: by a subtype */
};

struct option {
	uint8_t kind;
	enum treatment treatment;
	size_t most;		/* bytes of data: more are no such option */
};

/* Options of two bytes and more are kind, length with both, data; or of IPv6 length of the
 * data alone. */
struct options {
	const struct option *known;
	size_t n_known;
	bool pads_with_one;	/* kind 1 is a single byte, too; kind 0 always is */
	bool length_of_data;
	bool ends_at_zero;
};

static enum treatment treatment_of(const struct options *o, uint8_t kind, size_t n)
{
	for (size_t i = 0; i < o->n_known; i++)
		if (o->known[i].kind == kind && n <= o->known[i].most)
			return o->known[i].treatment;
	return BLANK;
}

static bool is_single(const struct options *o, uint8_t kind)
{
	return kind == 0 || (kind == 1 && o->pads_with_one);
}

static void map_list(struct tb_anonymizer *a, uint8_t *at, size_t n, size_t step)
{
	static const uint8_t empty[4];

	for (; n >= 4; at += step, n -= step < n ? step : n)
		if (memcmp(at, empty, 4) != 0)
			tb_anonymize_v4(a, at);
}

/* RFC 791: a pointer into the option, overflow and flags, then times, or addresses each
 * with a time. */
static void map_stamps(struct tb_anonymizer *a, uint8_t *data, size_t n)
{
	enum { HEAD = 2, ONLY_TIMES = 0, WITH_TIME = 8 };

	if (n >= HEAD && (data[1] & 15) != ONLY_TIMES)
		map_list(a, data + HEAD, n - HEAD, WITH_TIME);
}

/* RFC 8684: what tells another address (3) has one; the keys, tokens and numbers of others
 * up to 8 have none; what later ones have is not known. */
static void treat_mptcp(uint8_t *data, size_t n)
{
	enum { ADD_ADDR = 3, LAST_KNOWN = 8 };
	unsigned subtype = n > 0 ? data[0] >> 4 : 0;

	if (subtype == ADD_ADDR || subtype > LAST_KNOWN)
		memset(data + 1, 0, n - 1);
}

static void treat(struct tb_anonymizer *a, enum treatment t, uint8_t *data, size_t n)
{
	if (t == IS_ADDRESS && n == 16)
		tb_anonymize_v6(a, data);
	else if (t == ADDRESSES && n >= 1)
		map_list(a, data + 1, n - 1, 4);
	else if (t == STAMPS)
		map_stamps(a, data, n);
	else if (t == SUBTYPED)
		treat_mptcp(data, n);
	else if (t != STAYS)
		memset(data, 0, n);
}

/* Options that make no sense are zero from there on. */
static void treat_options(struct tb_anonymizer *a, const struct options *o, uint8_t *at,
			  size_t n)
{
	while (n > 0) {
		size_t head = o->length_of_data ? 0 : 2, whole;

		if (is_single(o, *at) && (*at != 0 || !o->ends_at_zero)) {
			at++;
			n--;
			continue;
		}
		whole = n < 2 || *at == 0 ? 0 : at[1] - head + 2;
		if (whole < 2 || whole > n) {
			memset(at, 0, n);
			return;
		}
		treat(a, treatment_of(o, at[0], whole - 2), at + 2, whole - 2);
		at += whole;
		n -= whole;
	}
}

void tb_anonymize_ipv4(struct tb_anonymizer *a, uint8_t *h, size_t n)
{
	enum { FIXED = 20 };
	static const struct option known[] = {
		{ 7, ADDRESSES, 38 },	/* record route */
		{ 131, ADDRESSES, 38 },	/* loose and strict source routes */
		{ 137, ADDRESSES, 38 },
		{ 68, STAMPS, 38 },
		{ 148, STAYS, 2 },	/* router alert */
	};
	static const struct options options = { known, sizeof(known) / sizeof(known[0]),
						.pads_with_one = true, .ends_at_zero = true };

	tb_anonymize_v4(a, h + 12);
	tb_anonymize_v4(a, h + 16);
	treat_options(a, &options, h + FIXED, n - FIXED);
}

void tb_anonymize_ipv6(struct tb_anonymizer *a, uint8_t *h, size_t n)
{
	(void)n;
	tb_anonymize_v6(a, h + 8);
	tb_anonymize_v6(a, h + 24);
}

void tb_anonymize_ipv6_options(struct tb_anonymizer *a, uint8_t *h, size_t n)
{
	static const struct option known[] = {
		{ 5, STAYS, 2 },		/* router alert */
		{ 0xc2, STAYS, 4 },		/* length of a jumbogram */
		{ 0xc9, IS_ADDRESS, 16 },	/* home address */
	};
	static const struct options options = { known, sizeof(known) / sizeof(known[0]),
						.length_of_data = true };

	treat_options(a, &options, h + 2, n - 2);
}

/* Types 0 and 2 (RFC 2460, RFC 6275) and 4 (RFC 8754) have a list of whole addresses behind
 * 8 bytes; what is behind the list, and what other types have, becomes zero. */
void tb_anonymize_routing(struct tb_anonymizer *a, uint8_t *h, size_t n)
{
	enum { HEAD = 8, ADDRESS = 16, SEGMENTS = 4 };
	size_t most = (n - HEAD) / ADDRESS, listed = most;

	if (h[2] == SEGMENTS && h[4] + 1u < most)
		listed = h[4] + 1u;
	if (h[2] != 0 && h[2] != 2 && h[2] != SEGMENTS)
		listed = 0;
	for (size_t i = 0; i < listed; i++)
		tb_anonymize_v6(a, h + HEAD + i * ADDRESS);
	memset(h + HEAD + listed * ADDRESS, 0, n - HEAD - listed * ADDRESS);
}

/* A redirect names a router. */
void tb_anonymize_icmp(struct tb_anonymizer *a, uint8_t *h, size_t n)
{
	enum { REDIRECT = 5 };

	(void)n;
	if (h[0] == REDIRECT)
		tb_anonymize_v4(a, h + 4);
}

void tb_anonymize_tcp_options(uint8_t *options, size_t n)
{
	static const struct option known[] = {
		{ 2, STAYS, 2 },	/* maximum segment size */
		{ 3, STAYS, 1 },	/* window scale */
		{ 4, STAYS, 0 },	/* SACK permitted */
		{ 5, STAYS, 32 },	/* SACK */
		{ 8, STAYS, 8 },	/* timestamps */
		{ 28, STAYS, 2 },	/* user timeout */
		{ 30, SUBTYPED, 38 },	/* MPTCP */
	};
	static const struct options all = { known, sizeof(known) / sizeof(known[0]),
					    .pads_with_one = true, .ends_at_zero = true };

	treat_options(NULL, &all, options, n);
}

void tb_anonymize_tcp(struct tb_anonymizer *a, uint8_t *h, size_t n)
{
	enum { FIXED = 20 };

	(void)a;
	if (n > FIXED)
		tb_anonymize_tcp_options(h + FIXED, n - FIXED);
}
