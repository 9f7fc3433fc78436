/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * escape.c - strangers' bytes in JSON, on a terminal and in HTML
 *
 * The first two go through one strict UTF-8 decoder, and copy runs of harmless bytes whole.
 * Most of what comes is plain ASCII, which is looked at eight bytes at a time.
 */
#include "base/text.h"

#define COUNT_OF(table) (sizeof(table) / sizeof((table)[0]))

static const char hex[] = "0123456789abcdef";

/* Are all eight bytes ASCII that no control, quote or backslash is?  A byte is wrong if
 * it has its top bit set, or gets it by what is added to or taken from it; a carry into
 * the next byte comes only from a wrong one. */
static bool is_plain_word(const uint8_t *p)
{
	const uint64_t each = UINT64_C(0x0101010101010101);
	uint64_t w, wrong;

	memcpy(&w, p, sizeof(w));
	wrong = w | (w - each * ' ') | (w + each) | ((w ^ each * '"') - each) |
		((w ^ each * '\\') - each);
	return (wrong & each * 0x80) == 0;
}

static bool is_plain(uint8_t byte)
{
	return byte >= ' ' && byte < 0x7f && byte != '"' && byte != '\\';
}

/* Length of the run of plain ASCII at p. */
static size_t plain(const uint8_t *p, size_t n)
{
	size_t at = 0;

	while (n - at >= 8 && is_plain_word(p + at))
		at += 8;
	while (at < n && is_plain(p[at]))
		at++;
	return at;
}

static bool continues(uint8_t byte)
{
	return (byte & 0xc0) == 0x80;
}

/* Length of the UTF-8 sequence at p and its code point; 0 if it is none (RFC 3629:
 * too long a form, a surrogate, beyond U+10FFFF, cut). */
static size_t utf8(const uint8_t *p, size_t n, uint32_t *code)
{
	size_t len = p[0] < 0x80 ? 1 : p[0] < 0xc2 ? 0 : p[0] < 0xe0 ? 2 :
		     p[0] < 0xf0 ? 3 : p[0] < 0xf5 ? 4 : 0;
	static const uint8_t first_bits[] = { 0, 0x7f, 0x1f, 0x0f, 0x07 };
	static const uint32_t least[] = { 0, 0, 0x80, 0x800, 0x10000 };

	if (len == 0 || len > n)
		return 0;
	*code = p[0] & first_bits[len];
	for (size_t i = 1; i < len; i++) {
		if (!continues(p[i]))
			return 0;
		*code = *code << 6 | (p[i] & 0x3f);
	}
	if (*code < least[len] || *code > 0x10ffff || (*code >= 0xd800 && *code < 0xe000))
		return 0;
	return len;
}

/* Code points that a terminal may obey, hide or use to reorder what is around, and the
 * backslash that we escape them with. */
static bool is_trick(uint32_t code)
{
	static const struct {
		uint32_t from, to;
	} tricks[] = {
		{ 0x0000, 0x001f },	/* C0 controls */
		{ 0x007f, 0x009f },	/* DEL, C1 controls */
		{ 0x00ad, 0x00ad },	/* soft hyphen */
		{ 0x061c, 0x061c },	/* Arabic letter mark */
		{ 0x115f, 0x1160 },	/* Hangul fillers */
		{ 0x180b, 0x180f },	/* Mongolian selectors and vowel separator */
		{ 0x200b, 0x200f },	/* zero width, direction marks */
		{ 0x2028, 0x202e },	/* line and paragraph separators, bidi overrides */
		{ 0x2060, 0x206f },	/* invisible operators, bidi isolates */
		{ 0x3164, 0x3164 },	/* Hangul filler */
		{ 0xfe00, 0xfe0f },	/* variation selectors */
		{ 0xfeff, 0xfeff },	/* byte order mark */
		{ 0xffa0, 0xffa0 },	/* Hangul filler */
		{ 0xfff0, 0xfffb },	/* interlinear annotation */
		{ 0xe0000, 0xe0fff },	/* tags, more selectors */
	};

	if (code >= 0x20 && code < 0x7f)
		return code == '\\';
	for (size_t i = 0; i < COUNT_OF(tricks); i++)
		if (code >= tricks[i].from && code <= tricks[i].to)
			return true;
	return false;
}

static void json_unit(struct tb_text *t, uint32_t unit)
{
	tb_text_str(t, "\\u");
	for (unsigned shift = 16; shift > 0; shift -= 4)
		tb_text_char(t, hex[unit >> (shift - 4) & 15]);
}

/* A code point as an escape: two units of UTF-16 beyond the basic plane. */
static void json_code(struct tb_text *t, uint32_t code)
{
	static const char named[] = "b\bf\fn\nr\rt\t\"\"\\\\";

	for (size_t i = 0; i + 1 < sizeof(named); i += 2)
		if ((uint8_t)named[i + 1] == code) {
			tb_text_char(t, '\\');
			tb_text_char(t, named[i]);
			return;
		}
	if (code > 0xffff) {
		json_unit(t, 0xd800 + ((code - 0x10000) >> 10));
		code = 0xdc00 + ((code - 0x10000) & 0x3ff);
	}
	json_unit(t, code);
}

void tb_text_json(struct tb_text *t, const void *bytes, size_t n)
{
	const uint8_t *p = bytes;
	size_t from = 0, at = 0;

	tb_text_char(t, '"');
	while (at < n) {
		uint32_t code = ' ';
		size_t len = plain(p + at, n - at);

		if (len == 0)
			len = utf8(p + at, n - at, &code);
		if (len > 0 && code != '"' && !is_trick(code)) {
			at += len;
			continue;
		}
		tb_text_bytes(t, p + from, at - from);
		if (len == 0)
			tb_text_str(t, "\xef\xbf\xbd");
		else
			json_code(t, code);
		from = at += len > 0 ? len : 1;
	}
	if (n > from)
		tb_text_bytes(t, p + from, n - from);
	tb_text_char(t, '"');
}

static void show_code(struct tb_text *t, uint32_t code)
{
	unsigned shift = 20;

	while (shift > 12 && code >> shift == 0)
		shift -= 4;
	tb_text_str(t, "\\u{");
	for (; shift > 0; shift -= 4)
		tb_text_char(t, hex[code >> shift & 15]);
	tb_text_char(t, hex[code & 15]);
	tb_text_char(t, '}');
}

static void show_byte(struct tb_text *t, uint8_t byte)
{
	tb_text_char(t, '\\');
	if (byte == '\\') {
		tb_text_char(t, '\\');
		return;
	}
	tb_text_char(t, 'x');
	tb_text_char(t, hex[byte >> 4]);
	tb_text_char(t, hex[byte & 15]);
}

void tb_text_shown(struct tb_text *t, const void *bytes, size_t n)
{
	const uint8_t *p = bytes;

	while (n > 0) {
		uint32_t code = ' ';
		size_t len = plain(p, n);

		if (len == 0)
			len = utf8(p, n, &code);
		if (len > 0 && !is_trick(code))
			tb_text_bytes(t, p, len);
		else if (len > 1)
			show_code(t, code);
		else
			show_byte(t, *p);
		len += len == 0;
		p += len;
		n -= len;
	}
}

/* NULL: stands for itself. */
static const char *entity(char c)
{
	switch (c) {
	case '&':
		return "&amp;";
	case '<':
		return "&lt;";
	case '>':
		return "&gt;";
	case '"':
		return "&quot;";
	case '\'':
		return "&#39;";
	default:
		return NULL;
	}
}

void tb_text_html(struct tb_text *t, const char *shown, size_t n)
{
	size_t from = 0;

	for (size_t at = 0; at < n; at++) {
		const char *e = entity(shown[at]);

		if (e == NULL)
			continue;
		tb_text_bytes(t, shown + from, at - from);
		tb_text_str(t, e);
		from = at + 1;
	}
	tb_text_bytes(t, shown + from, n - from);
}
