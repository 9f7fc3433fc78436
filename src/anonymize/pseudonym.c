/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * pseudonym.c - addresses, MACs and names by one key
 *
 * Crypto-PAn maps all addresses to all addresses.  That would make a loopback address of a
 * host's, and of a loopback address any other; so ranges with a meaning of their own
 * (kept_ranges[]) are mapped onto themselves.  Within a range nothing but its low bits are
 * taken from Crypto-PAn, which is still one to one, since that keeps prefixes.  Outside,
 * what would fall into a range is mapped again: the way leads along a cycle of a permutation,
 * so it ends, and outside.
 *
 * MACs are mapped by a keyed digest, cut short; names label by label (label.h).
 */
#include "anonymize/pseudonym.h"

#include <arpa/inet.h>
#include <stdlib.h>

#include "anonymize/label.h"
#include "base/reader.h"
#include "base/siphash.h"

#define COUNT_OF(a) (sizeof(a) / sizeof((a)[0]))

enum {
	REMEMBERED = 4096,	/* addresses; a power of two */
	LONGEST_TOKEN = 64	/* bytes that an address with a port has at most */
};

struct memo {
	struct tb_addr from, to;
	bool used;
};

struct tb_anonymizer {
	struct tb_cryptopan addresses;
	uint8_t mac_key[TB_DIGEST], name_key[TB_DIGEST];
	struct memo memo[REMEMBERED];
};

bool tb_anonymize_available(void)
{
	return tb_keyed_available();
}

static void make_key(uint8_t to[TB_DIGEST], const uint8_t key[TB_CRYPTOPAN_KEY],
		     const char *purpose)
{
	tb_keyed_digest(key, purpose, strlen(purpose), to);
}

struct tb_anonymizer *tb_anonymizer_new(const uint8_t key[TB_CRYPTOPAN_KEY])
{
	struct tb_anonymizer *a = tb_keyed_available() ? calloc(1, sizeof(*a)) : NULL;

	if (a == NULL)
		return NULL;
	tb_cryptopan_init(&a->addresses, key);
	make_key(a->mac_key, key, "tcpblame: MAC addresses");
	make_key(a->name_key, key, "tcpblame: names");
	return a;
}

void tb_anonymizer_free(struct tb_anonymizer *a)
{
	free(a);
}

/* Addresses whose first `bits` bits are those of prefix keep their first `kept` bits. */
struct range {
	uint8_t prefix[16];
	uint8_t bits, kept;
};

#define V4 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff

static const struct range kept_ranges[] = {
	{ { V4, 0, 0, 0, 0 }, 128, 128 },		/* unspecified */
	{ { V4, 127 }, 96 + 8, 128 },			/* loopback */
	{ { V4, 255, 255, 255, 255 }, 128, 128 },	/* limited broadcast */
	{ { V4, 169, 254 }, 96 + 16, 96 + 16 },		/* link-local */
	{ { V4, 224 }, 96 + 4, 96 + 4 },		/* multicast */
	{ { 0 }, 128, 128 },				/* unspecified */
	{ { [15] = 1 }, 128, 128 },			/* loopback */
	{ { 0xfe, 0x80 }, 10, 10 },			/* link-local */
	{ { 0xff }, 8, 16 },				/* multicast: its flags and scope too */
};

/* Do the first `bits` bits agree? */
static bool agree(const uint8_t *a, const uint8_t *b, unsigned bits)
{
	uint8_t mask = (uint8_t)(0xff00 >> bits % 8);

	return memcmp(a, b, bits / 8) == 0 &&
	       (mask == 0 || ((a[bits / 8] ^ b[bits / 8]) & mask) == 0);
}

static const struct range *range_of(const struct tb_addr *addr)
{
	for (size_t i = 0; i < COUNT_OF(kept_ranges); i++)
		if (agree(addr->byte, kept_ranges[i].prefix, kept_ranges[i].bits))
			return &kept_ranges[i];
	return NULL;
}

static void encrypt(const struct tb_anonymizer *a, struct tb_addr *addr)
{
	size_t skip = tb_addr_is_v4(addr) ? 12 : 0;

	tb_cryptopan_map(&a->addresses, addr->byte + skip, sizeof(addr->byte) - skip);
}

/* The first `bits` bits of from. */
static void keep(struct tb_addr *to, const struct tb_addr *from, unsigned bits)
{
	uint8_t mask = (uint8_t)(0xff00 >> bits % 8);

	memcpy(to->byte, from->byte, bits / 8);
	if (mask != 0)
		to->byte[bits / 8] = (uint8_t)((from->byte[bits / 8] & mask) |
					       (to->byte[bits / 8] & ~mask));
}

/* An IPv6 address that looked like an IPv4 address would be taken for one. */
static bool is_taken(const struct tb_addr *addr, bool v4)
{
	return range_of(addr) != NULL || tb_addr_is_v4(addr) != v4;
}

static struct tb_addr map(const struct tb_anonymizer *a, const struct tb_addr *from)
{
	const struct range *r = range_of(from);
	bool v4 = tb_addr_is_v4(from);
	struct tb_addr to = *from;

	encrypt(a, &to);
	if (r != NULL)
		keep(&to, from, r->kept);
	else
		while (is_taken(&to, v4))
			encrypt(a, &to);
	return to;
}

void tb_anonymize_addr(struct tb_anonymizer *a, struct tb_addr *addr)
{
	static const uint64_t seed[2];	/* who fills one place on purpose costs us time */
	struct memo *m = &a->memo[tb_siphash(seed, addr, sizeof(*addr)) % REMEMBERED];

	if (!m->used || memcmp(&m->from, addr, sizeof(*addr)) != 0)
		*m = (struct memo){ *addr, map(a, addr), true };
	*addr = m->to;
}

void tb_anonymize_v4(struct tb_anonymizer *a, uint8_t addr[4])
{
	struct tb_addr whole = { { V4, addr[0], addr[1], addr[2], addr[3] } };

	tb_anonymize_addr(a, &whole);
	memcpy(addr, whole.byte + 12, 4);
}

void tb_anonymize_v6(struct tb_anonymizer *a, uint8_t addr[16])
{
	struct tb_addr whole;

	memcpy(whole.byte, addr, 16);
	tb_anonymize_addr(a, &whole);
	memcpy(addr, whole.byte, 16);
}

void tb_anonymize_mac(const struct tb_anonymizer *a, uint8_t mac[6])
{
	enum { GROUP = 1, LOCAL = 2 };
	static const uint8_t zero[6], broadcast[6] = { 255, 255, 255, 255, 255, 255 };
	uint8_t digest[TB_DIGEST], first = mac[0];

	if (memcmp(mac, zero, 6) == 0 || memcmp(mac, broadcast, 6) == 0)
		return;
	tb_keyed_digest(a->mac_key, mac, 6, digest);
	memcpy(mac, digest, 6);
	mac[0] = (uint8_t)((mac[0] & ~GROUP) | LOCAL | (first & GROUP));
}

/* Label by label, each of which depends on those behind it.  The dot of the root is none of
 * theirs. */
static void put_labels(const struct tb_anonymizer *a, const char *name, size_t n,
		       struct tb_text *out)
{
	char to[TB_LABEL_NAME];
	size_t all, at = 0;

	n = n < sizeof(to) ? n : sizeof(to);
	for (size_t i = 0; i < n; i++)
		to[i] = (char)rd_lower((unsigned char)name[i]);
	all = n > 1 && to[n - 1] == '.' ? n - 1 : n;
	while (at < all) {
		const char *dot = memchr(to + at, '.', all - at);
		size_t end = dot != NULL ? (size_t)(dot - to) : all;

		tb_anonymize_label(a->name_key, to + at, end - at, all - at);
		at = end + 1;
	}
	tb_text_bytes(out, to, n);
}

/* A token of n bytes as an address, alone or as an endpoint: where it ends. */
static size_t read_addr(const char *token, size_t n, struct tb_addr *addr)
{
	static const struct tb_addr v4 = { { V4 } };
	char copy[LONGEST_TOKEN];
	const char *end;
	size_t skip = n > 0 && token[0] == '[';

	if (n == 0 || n >= sizeof(copy))
		return 0;
	memcpy(copy, token + skip, n - skip);
	copy[n - skip] = '\0';
	*addr = v4;
	end = memchr(token, skip ? ']' : ':', n);
	if (skip && end == NULL)
		return 0;
	if (end != NULL)
		copy[end - token - (ptrdiff_t)skip] = '\0';
	if (!skip && inet_pton(AF_INET, copy, addr->byte + 12) == 1)
		return end != NULL ? (size_t)(end - token) : n;
	if (!skip && end != NULL)
		memcpy(copy, token, n);
	if (inet_pton(AF_INET6, copy, addr->byte) == 1)
		return skip ? (size_t)(end - token) + 1 : n;
	return 0;
}

/* False: the token is no address. */
static bool put_addr_token(struct tb_anonymizer *a, const char *token, size_t n,
			   struct tb_text *out)
{
	struct tb_addr addr;
	size_t end = read_addr(token, n, &addr);
	bool bracket = end > 0 && token[0] == '[';

	if (end == 0)
		return false;
	tb_anonymize_addr(a, &addr);
	tb_text_str(out, bracket ? "[" : "");
	tb_text_addr(out, &addr);
	tb_text_str(out, bracket ? "]" : "");
	tb_text_bytes(out, token + end, n - end);
	return true;
}

/* Bytes of ":8080" at the end of a name. */
static size_t port_length(const char *name, size_t n)
{
	size_t digits = 0;

	while (digits < n && digits < 5 && rd_is_digit((unsigned char)name[n - 1 - digits]))
		digits++;
	return digits > 0 && digits < n && name[n - 1 - digits] == ':' ? digits + 1 : 0;
}

void tb_anonymize_name(struct tb_anonymizer *a, const void *name, size_t n,
		       struct tb_text *out)
{
	size_t port = port_length(name, n);

	/* what follows an address in a token is a port, or it is none */
	if (read_addr(name, n - port, &(struct tb_addr){ 0 }) == n - port &&
	    put_addr_token(a, name, n, out))
		return;
	put_labels(a, name, n - port, out);
	tb_text_bytes(out, (const char *)name + n - port, port);
}

void tb_anonymize_host(struct tb_anonymizer *a, uint8_t *name, size_t n)
{
	char to[TB_MAX_PSEUDONYM];
	struct tb_text t;

	tb_text_init(&t, to, sizeof(to), NULL);
	tb_anonymize_name(a, name, n, &t);
	if (tb_text_len(&t) == n)
		memcpy(name, to, n);
	else
		memset(name, 'x', n);
}

void tb_anonymize_text(struct tb_anonymizer *a, const char *text, struct tb_text *out)
{
	static const char between[] = " ,;()\"";

	while (*text != '\0') {
		size_t n = strcspn(text, between);

		if (!put_addr_token(a, text, n, out))
			tb_text_bytes(out, text, n);
		text += n;
		n = strspn(text, between);
		tb_text_bytes(out, text, n);
		text += n;
	}
}
