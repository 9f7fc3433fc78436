/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * ends.c - addresses and ports in running text
 *
 * The text is read once.  Wherever a word could be an address it is tried as one; a port
 * may stand behind it in one of the ways that programs have for it: ":80", "(80)", "/80",
 * " port 80", ", port 80", "]:80".  Before it may stand a word that says whose it is
 * ("from", "client:", "upstream:"); clues[] has these.  Two addresses with an arrow between
 * them are the two ends of one connection, the writer's own first.
 *
 * Programs that write "srcip=10.0.0.5 srcport=1234" name the port apart from the address.
 * A port without an address goes to the last end that has none yet, if both have the same
 * role; else it is an end of its own, of which only the port is known.
 */
#include "join/ends.h"

#include <arpa/inet.h>
#include <string.h>

#include "base/reader.h"

#define COUNT_OF(table) (sizeof(table) / sizeof((table)[0]))

enum { LONGEST_IPV6 = 45 };

/* The text, and where in it we are. */
struct scan {
	const char *text;
	size_t n, at;
};

static int byte_at(const struct scan *s, size_t i)
{
	return i < s->n ? (uint8_t)s->text[i] : -1;
}

/* What an address or a name may go on with. */
static bool is_word(int c)
{
	return rd_is_alnum(c) || c == '_';
}

/* Consumes an unsigned number of at most so many digits; -1: there is none. */
static long number(struct scan *s, unsigned most)
{
	long value = 0;
	unsigned n = 0;

	for (; n < most && rd_is_digit(byte_at(s, s->at + n)); n++)
		value = 10 * value + s->text[s->at + n] - '0';
	if (n == 0 || rd_is_digit(byte_at(s, s->at + n)))
		return -1;
	s->at += n;
	return value;
}

static bool skip_text(struct scan *s, const char *lower)
{
	struct tb_reader r = rd_over((const uint8_t *)s->text + s->at, s->n - s->at);

	if (!rd_icase(&r, lower))
		return false;
	s->at = s->n - rd_left(&r);
	return true;
}

static bool take_ipv4(struct scan *s, struct tb_addr *a)
{
	struct scan t = *s;

	*a = (struct tb_addr){ { [10] = 0xff, [11] = 0xff } };
	for (unsigned i = 0; i < 4; i++) {
		long byte;

		if (i > 0 && byte_at(&t, t.at++) != '.')
			return false;
		byte = number(&t, 3);
		if (byte < 0 || byte > 255)
			return false;
		a->byte[12 + i] = (uint8_t)byte;
	}
	if (is_word(byte_at(&t, t.at)) ||
	    (byte_at(&t, t.at) == '.' && rd_is_digit(byte_at(&t, t.at + 1))))
		return false;
	s->at = t.at;
	return true;
}

/* Two colons at least, and a digit: a time of day has both and is no address, and names in
 * programs ("abc::def") have none. */
static bool take_ipv6(struct scan *s, struct tb_addr *a)
{
	char buf[LONGEST_IPV6 + 1];
	size_t n = 0, colons = 0, digits = 0;
	int c;

	while (n < LONGEST_IPV6 && (c = rd_lower(byte_at(s, s->at + n)), c >= 0) &&
	       (rd_is_digit(c) || (c >= 'a' && c <= 'f') || c == ':' || c == '.')) {
		colons += c == ':';
		digits += rd_is_digit(c);
		buf[n++] = (char)c;
	}
	while (n > 1 && (buf[n - 1] == '.' || (buf[n - 1] == ':' && buf[n - 2] != ':')))
		n--;
	buf[n] = '\0';
	if (colons < 2 || digits == 0 || is_word(byte_at(s, s->at + n)) ||
	    inet_pton(AF_INET6, buf, a->byte) != 1)
		return false;
	s->at += n;
	if (byte_at(s, s->at) == '%') /* a zone: fe80::1%eth0 */
		for (s->at++; is_word(byte_at(s, s->at)); s->at++)
			;
	return true;
}

static bool take_address(struct scan *s, struct tb_addr *a)
{
	return take_ipv4(s, a) || take_ipv6(s, a);
}

/* A port in a way that is opened by one word and closed by another. */
static bool take_port(struct scan *s, uint16_t *port)
{
	static const struct {
		const char *open, *close;
	} ways[] = {
		{ ":", "" },	  { "(", ")" },	    { "/", "" },      { "#", "" },
		{ " port ", "" }, { ", port ", "" }, { " port=", "" }, { " port: ", "" },
		{ "', port ", "" }, { "', ", ")" }, { "', port: ", "" },
		{ "\", port ", "" },
	};

	for (size_t i = 0; i < COUNT_OF(ways); i++) {
		struct scan t = *s;
		long value;

		if (!skip_text(&t, ways[i].open))
			continue;
		value = number(&t, 5);
		if (value <= 0 || value > UINT16_MAX || !skip_text(&t, ways[i].close) ||
		    rd_is_letter(byte_at(&t, t.at)) ||
		    (byte_at(&t, t.at) == '.' && rd_is_digit(byte_at(&t, t.at + 1))))
			continue;
		*port = (uint16_t)value;
		s->at = t.at;
		return true;
	}
	return false;
}

/* Words before an end.  The longer of two that end alike comes first. */
#define CLUE(word, role) { word, sizeof(word) - 1, role }
static const struct clue {
	const char *word;
	uint8_t n, role;
} clues[] = {
	CLUE("upstream: ", TB_END_SERVER),    CLUE("client: ", TB_END_CLIENT),
	CLUE("upstream", TB_END_SERVER),	    CLUE("connect to ", TB_END_REMOTE),
	CLUE("connected to ", TB_END_REMOTE), CLUE("connecting to ", TB_END_REMOTE),
	CLUE("client ", TB_END_CLIENT),	    CLUE("client=", TB_END_CLIENT),
	CLUE("client_ip=", TB_END_CLIENT),    CLUE("src=", TB_END_CLIENT),
	CLUE("client.ip=", TB_END_CLIENT),    CLUE("server.ip=", TB_END_SERVER),
	CLUE("source.ip=", TB_END_CLIENT),    CLUE("destination.ip=", TB_END_SERVER),
	CLUE("src_ip=", TB_END_CLIENT),	    CLUE("srcip=", TB_END_CLIENT),
	CLUE("source=", TB_END_CLIENT),	    CLUE("dst=", TB_END_SERVER),
	CLUE("dst_ip=", TB_END_SERVER),	    CLUE("dstip=", TB_END_SERVER),
	CLUE("destination=", TB_END_SERVER),  CLUE("server=", TB_END_SERVER),
	CLUE("remote ", TB_END_REMOTE),	    CLUE("remote=", TB_END_REMOTE),
	CLUE("remote: ", TB_END_REMOTE),	    CLUE("remote_addr=", TB_END_REMOTE),
	CLUE("peer ", TB_END_REMOTE),	    CLUE("peer=", TB_END_REMOTE),
	CLUE("peer: ", TB_END_REMOTE),	    CLUE("addr=", TB_END_REMOTE),
	CLUE("address: ", TB_END_REMOTE),    CLUE("from ", TB_END_REMOTE),
	CLUE("by ", TB_END_REMOTE),	    CLUE("dial tcp ", TB_END_REMOTE),
	CLUE("to ", TB_END_REMOTE),	    CLUE("host=", TB_END_REMOTE),
	CLUE("to host ", TB_END_REMOTE),
	CLUE("local ", TB_END_LOCAL),	    CLUE("local=", TB_END_LOCAL),
	CLUE("local: ", TB_END_LOCAL),	    CLUE("laddr=", TB_END_LOCAL),
	CLUE("raddr=", TB_END_REMOTE),
};

/* Ports that stand alone. */
static const struct clue port_clues[] = {
	CLUE("src_port=", TB_END_CLIENT),	   CLUE("srcport=", TB_END_CLIENT),
	CLUE("sport=", TB_END_CLIENT),	   CLUE("dport=", TB_END_SERVER),
	CLUE("lport=", TB_END_LOCAL),	   CLUE("rport=", TB_END_REMOTE),
	CLUE("source.port=", TB_END_CLIENT), CLUE("destination.port=", TB_END_SERVER),
	CLUE("client.port=", TB_END_CLIENT), CLUE("server.port=", TB_END_SERVER),
	CLUE("spt=", TB_END_CLIENT),	   CLUE("dst_port=", TB_END_SERVER),
	CLUE("dstport=", TB_END_SERVER),	   CLUE("dpt=", TB_END_SERVER),
	CLUE("client_port=", TB_END_CLIENT), CLUE("remote_port=", TB_END_REMOTE),
	CLUE("local_port=", TB_END_LOCAL),   CLUE("port: ", TB_END_REMOTE),
	CLUE("port=", TB_END_REMOTE),	   CLUE(" port ", TB_END_REMOTE),
};

/* Does the text before s->at end in the word?  Mostly the last letter says no. */
static bool stands_before(const struct scan *s, size_t at, const struct clue *c)
{
	size_t n = c->n;

	if (n > at || rd_lower(byte_at(s, at - 1)) != c->word[n - 1] ||
	    (n < at && is_word((uint8_t)c->word[0]) && is_word(byte_at(s, at - n - 1))))
		return false;
	for (size_t i = 0; i < n; i++)
		if (rd_lower(byte_at(s, at - n + i)) != c->word[i])
			return false;
	return true;
}

static const struct clue *clue_before(const struct scan *s, size_t at,
				      const struct clue *clue, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (stands_before(s, at, &clue[i]))
			return &clue[i];
	return NULL;
}

/* Where the words before an address end: a scheme, quotes and brackets may stand between. */
static size_t before_wrapping(const struct scan *s, size_t at)
{
	if (at > 2 && memcmp(s->text + at - 3, "://", 3) == 0)
		for (at -= 3; at > 0 && rd_is_letter(byte_at(s, at - 1)); at--)
			;
	while (at > 0 && s->text[at - 1] != '\0' && strchr("\"'[(</", s->text[at - 1]) != NULL)
		at--;
	return at;
}

/* The same if a name stands before it: "mx.example[192.0.2.1]", "outside:192.0.2.1". */
static size_t before_name(const struct scan *s, size_t at)
{
	size_t end = at;

	if (at == before_wrapping(s, at) && at > 0 && s->text[at - 1] == ':')
		end = at - 1;
	else
		end = before_wrapping(s, at);
	while (end < at && end > 0 &&
	       (is_word(byte_at(s, end - 1)) || strchr(".-", s->text[end - 1]) != NULL))
		end--;
	return end;
}

static enum tb_end_role role_before(const struct scan *s, size_t at)
{
	const struct clue *c = clue_before(s, before_wrapping(s, at), clues, COUNT_OF(clues));

	if (c == NULL)
		c = clue_before(s, before_name(s, at), clues, COUNT_OF(clues));
	return c != NULL ? c->role : TB_END_ANY;
}

static bool is_same(const struct tb_end *a, const struct tb_end *b)
{
	return a->has_addr == b->has_addr && a->port == b->port &&
	       memcmp(&a->addr, &b->addr, sizeof(a->addr)) == 0;
}

/* 0.0.0.0 and :: name nobody. */
static bool names_somebody(const struct tb_end *e)
{
	static const struct tb_addr v6, v4 = { { [10] = 0xff, [11] = 0xff } };

	return !e->has_addr || (memcmp(&e->addr, &v6, sizeof(v6)) != 0 &&
				memcmp(&e->addr, &v4, sizeof(v4)) != 0);
}

/* The same address without a port says less, and is the same end. */
static bool says_more(const struct tb_end *old, const struct tb_end *new)
{
	return old->has_addr && new->has_addr && old->port == 0 && new->port != 0 &&
	       memcmp(&old->addr, &new->addr, sizeof(old->addr)) == 0;
}

void tb_ends_add(struct tb_ends *e, const struct tb_end *end)
{
	if (!names_somebody(end))
		return;
	for (unsigned i = 0; i < e->n; i++) {
		struct tb_end *old = &e->end[i];

		if (says_more(old, end))
			old->port = end->port;
		if (is_same(old, end) || says_more(end, old)) {
			old->role = old->role == TB_END_ANY ? end->role : old->role;
			return;
		}
	}
	if (e->n < TB_MAX_ENDS)
		e->end[e->n++] = *end;
}

static void add_port(struct tb_ends *e, uint16_t port, uint8_t role)
{
	struct tb_end alone = { .port = port, .role = role };

	for (unsigned i = 0; i < e->n; i++)
		if (e->end[i].role == role && e->end[i].has_addr && e->end[i].port == 0) {
			e->end[i].port = port;
			return;
		}
	tb_ends_add(e, &alone);
}

static bool skip_arrow(struct scan *s)
{
	return skip_text(s, "->") || skip_text(s, " -> ") || skip_text(s, " => ");
}

static bool take_end(struct scan *s, struct tb_end *end)
{
	bool bracket = byte_at(s, s->at) == '[';
	struct scan t = *s;

	*end = (struct tb_end){ .has_addr = true };
	t.at += bracket;
	if (!take_address(&t, &end->addr) || (bracket && !skip_text(&t, "]")))
		return false;
	(void)take_port(&t, &end->port);
	s->at = t.at;
	return true;
}

/* An address, and the one at the other end of an arrow. */
static bool find_address(struct tb_ends *e, struct scan *s)
{
	struct tb_end end, other;
	struct scan t = *s;

	if (!take_end(&t, &end))
		return false;
	end.role = (uint8_t)role_before(s, s->at);
	struct scan behind = t;
	if (skip_arrow(&behind) && take_end(&behind, &other) && e->n + 2 <= TB_MAX_ENDS) {
		end.role = end.role == TB_END_REMOTE || end.role == TB_END_ANY ? TB_END_LOCAL
									       : end.role;
		other.role = end.role == TB_END_LOCAL ? TB_END_REMOTE : TB_END_SERVER;
		bool first = e->n == 0;
		tb_ends_add(e, &end);
		tb_ends_add(e, &other);
		e->pair = e->pair || (first && e->n == 2);
		*s = behind;
		return true;
	}
	tb_ends_add(e, &end);
	*s = t;
	return true;
}

static bool find_port(struct tb_ends *e, struct scan *s)
{
	const struct clue *c = clue_before(s, s->at, port_clues, COUNT_OF(port_clues));
	struct scan t = *s;
	long port;

	if (c == NULL || !rd_is_digit(byte_at(s, s->at)))
		return false;
	port = number(&t, 5);
	if (port <= 0 || port > UINT16_MAX || is_word(byte_at(&t, t.at)))
		return false;
	add_port(e, (uint16_t)port, c->role);
	*s = t;
	return true;
}

/* Could an address or a number begin here? */
static bool may_begin(const struct scan *s)
{
	int c = byte_at(s, s->at), before = s->at > 0 ? byte_at(s, s->at - 1) : ' ';

	if (before == ':' && c != ':') /* "outside:192.0.2.1" does, the 05 of "10:05" not */
		return rd_is_digit(c) && s->at > 1 && !rd_is_digit(byte_at(s, s->at - 2));
	if (is_word(before) || before == '.' || before == ':')
		return false;
	return rd_is_digit(c) || (rd_lower(c) >= 'a' && rd_lower(c) <= 'f') || c == ':' || c == '[';
}

void tb_ends_find(struct tb_ends *e, const char *text, size_t n)
{
	struct scan s = { text, n, 0 };

	while (s.at < n && e->n < TB_MAX_ENDS)
		if (!may_begin(&s) || (!find_address(e, &s) && !find_port(e, &s)))
			s.at++;
}

void tb_ends_drop(struct tb_ends *e, enum tb_end_role role)
{
	unsigned kept = 0;

	for (unsigned i = 0; i < e->n; i++)
		if (e->end[i].role != role)
			e->end[kept++] = e->end[i];
	e->pair = e->pair && kept == e->n;
	e->n = kept;
}

bool tb_ends_addressed(const struct tb_ends *e)
{
	for (unsigned i = 0; i < e->n; i++)
		if (e->end[i].has_addr)
			return true;
	return false;
}
