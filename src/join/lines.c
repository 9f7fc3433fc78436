/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * lines.c - a line that lies in one piece is shown where it lies; only one that crosses
 * the border of two pieces is copied
 */
#include "join/lines.h"

#include <string.h>

void tb_lines_init(struct tb_lines *s, void (*line)(void *user, const struct tb_line *l),
		   void *user)
{
	s->line = line;
	s->user = user;
	s->number = 0;
	s->begun = false;
	s->cut = false;
	s->n = 0;
}

static void give(struct tb_lines *s, const char *text, size_t n, bool cut)
{
	if (n > TB_LINE_MAX) {
		n = TB_LINE_MAX;
		cut = true;
	}
	if (!cut && n > 0 && text[n - 1] == '\r')
		n--;
	s->number++;
	s->line(s->user, &(struct tb_line){ text, n, s->number, cut });
}

/* A part of a line whose end is not here, or whose beginning was not. */
static void hold(struct tb_lines *s, const char *bytes, size_t n)
{
	size_t room = sizeof(s->head) - s->n;

	s->begun = true;
	s->cut = s->cut || n > room;
	n = n < room ? n : room;
	memcpy(s->head + s->n, bytes, n);
	s->n += n;
}

static void give_held(struct tb_lines *s)
{
	give(s, s->head, s->n, s->cut);
	s->begun = false;
	s->cut = false;
	s->n = 0;
}

void tb_lines_feed(struct tb_lines *s, const char *bytes, size_t n)
{
	while (n > 0) {
		const char *end = memchr(bytes, '\n', n);
		size_t part = end != NULL ? (size_t)(end - bytes) : n;
		size_t used = part + (end != NULL);

		if (end != NULL && !s->begun)
			give(s, bytes, part, false);
		else
			hold(s, bytes, part);
		if (end != NULL && s->begun)
			give_held(s);
		bytes += used;
		n -= used;
	}
}

void tb_lines_end(struct tb_lines *s)
{
	if (s->begun)
		give_held(s);
}
