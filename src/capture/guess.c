/* SPDX-License-Identifier: BSD-3-Clause */
#include "guess.h"

#include <stdbool.h>
#include <string.h>
#include <strings.h>

struct look {
	const char *start;
	size_t n;
	const char *name;
};

#define LOOK(start, name) { start, sizeof(start) - 1, name }

static const struct look looks[] = {
	LOOK("PK\x03\x04", "a ZIP archive: unpack it"),
	LOOK("\xfd" "7zXZ\0", "xz-compressed: pipe it through xz -dc"),
	LOOK("BZh", "bzip2-compressed: pipe it through bzip2 -dc"),
	LOOK("\x04\x22\x4d\x18", "LZ4-compressed: pipe it through lz4 -dc"),
	LOOK("7z\xbc\xaf\x27\x1c", "a 7-Zip archive: unpack it"),
	LOOK("Rar!\x1a", "a RAR archive: unpack it"),
	LOOK("snoop\0\0\0", "a snoop capture: editcap can convert it"),
	LOOK("GMBU", "a Microsoft Network Monitor capture: editcap can convert it"),
	LOOK("RTSS", "a Microsoft Network Monitor capture: editcap can convert it"),
	LOOK("XCP\0", "a NetXRay capture: editcap can convert it"),
	LOOK("TRSNIFF data", "a Sniffer capture: editcap can convert it"),
	LOOK("\x7f" "ELF", "a program"),
	LOOK("%PDF", "a PDF document"),
	LOOK("\x89PNG", "a picture"),
	LOOK("\xff\xd8\xff", "a picture"),
	LOOK("GIF8", "a picture"),
};

static const struct look text_looks[] = {
	LOOK("<!doctype html", "an HTML page"),
	LOOK("<html", "an HTML page"),
	LOOK("<?xml", "XML"),
	LOOK("{", "JSON"),
	LOOK("[", "JSON"),
};

static bool is_text(const uint8_t *p, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if ((p[i] < 0x20 || p[i] == 0x7f) && memchr("\t\n\r\f", p[i], 4) == NULL)
			return false;
	return n > 0;
}

static const char *guess_text(const uint8_t *p, size_t n)
{
	if (n >= 3 && memcmp(p, "\xef\xbb\xbf", 3) == 0)	/* byte-order mark */
		p += 3, n -= 3;
	while (n > 0 && memchr(" \t\n\r\f", *p, 5) != NULL)
		p++, n--;
	for (size_t i = 0; i < sizeof(text_looks) / sizeof(text_looks[0]); i++) {
		const struct look *l = &text_looks[i];

		if (n >= l->n && strncasecmp((const char *)p, l->start, l->n) == 0)
			return l->name;
	}
	return "text";
}

const char *tb_guess(const uint8_t *p, size_t n)
{
	if (n > TB_GUESS_BYTES)
		n = TB_GUESS_BYTES;
	for (size_t i = 0; i < sizeof(looks) / sizeof(looks[0]); i++)
		if (n >= looks[i].n && memcmp(p, looks[i].start, looks[i].n) == 0)
			return looks[i].name;
	return is_text(p, n) ? guess_text(p, n) : NULL;
}
