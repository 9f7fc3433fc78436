/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * json_line.c - JSON made flat
 *
 * Loggers that write JSON agree on little but that there is a time and a message.  So no
 * logger is known here: all members are written one behind the other as text, names
 * included, and what understands text understands this.  Only the time is looked for by
 * name, since a line holds many numbers.
 */
#include "join/json_line.h"

#include <tcpblame/log.h>

#ifdef TB_HAVE_JANSSON

#include <jansson.h>
#include <string.h>

enum {
	DEEPEST = 8,		/* what is nested deeper is left out */
	LONGEST_NAME = 128,
	PREFIX = 128		/* bytes that may stand before the object */
};

bool tb_log_reads_json(void)
{
	return true;
}

struct flat {
	struct tb_text *text;
	struct tb_text name;	/* the names on the way here */
	char buf[LONGEST_NAME];
	const struct tb_moment_clock *clock;
	struct tb_moment *when;
};

static bool is_time_name(const char *name)
{
	static const char *const names[] = {
		"time", "ts", "t", "timestamp", "@timestamp", "date", "datetime", "$date",
		"asctime", "eventTime", "event_time", "start_time", "timeMillis", "@t",
		"__REALTIME_TIMESTAMP", "_SOURCE_REALTIME_TIMESTAMP",
	};

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (strcmp(name, names[i]) == 0)
			return true;
	return false;
}

static void note_time(struct flat *f, const char *name, const char *text, size_t n)
{
	if (f->when->known || !is_time_name(name))
		return;
	*f->when = tb_moment_of_epoch(text, n);
	if (!f->when->known)
		*f->when = tb_moment_find(f->clock, text, n);
	f->when->end = 0;	/* it is a place in the member, not in the line */
}

/* "name=", as long as it is. */
static void put_name(struct flat *f)
{
	if (tb_text_len(f->text) > 0)
		tb_text_char(f->text, ' ');
	tb_text_bytes(f->text, f->name.buf, tb_text_len(&f->name));
	tb_text_char(f->text, '=');
}

static void put_string(struct flat *f, const char *name, const char *text, size_t n)
{
	put_name(f);
	tb_text_bytes(f->text, text, n);
	note_time(f, name, text, n);
}

/* Seconds with a fraction, or anything else: as text, since a double does not hold
 * nanoseconds. */
static void put_number(struct flat *f, const char *name, const json_t *value)
{
	char buf[40];
	int n;

	if (json_is_integer(value))
		n = snprintf(buf, sizeof(buf), "%lld", (long long)json_integer_value(value));
	else
		n = snprintf(buf, sizeof(buf), "%.6f", json_real_value(value));
	if (n > 0 && (size_t)n < sizeof(buf))
		put_string(f, name, buf, (size_t)n);
}

static void put(struct flat *f, const char *name, json_t *value, unsigned depth);

static void put_members(struct flat *f, json_t *object, unsigned depth)
{
	size_t before = tb_text_len(&f->name);
	const char *name;
	json_t *value;

	json_object_foreach(object, name, value) {
		if (before > 0)
			tb_text_char(&f->name, '.');
		tb_text_str(&f->name, name);
		put(f, name, value, depth + 1);
		tb_text_cut_back(&f->name, before);
	}
}

static void put(struct flat *f, const char *name, json_t *value, unsigned depth)
{
	size_t i;
	json_t *element;

	if (depth > DEEPEST)
		return;
	if (json_is_object(value))
		put_members(f, value, depth);
	else if (json_is_array(value))
		json_array_foreach(value, i, element)
			put(f, name, element, depth + 1);
	else if (json_is_string(value))
		put_string(f, name, json_string_value(value), json_string_length(value));
	else if (json_is_number(value))
		put_number(f, name, value);
}

/* Where the object begins; container runtimes write a few words before it. */
static const char *object_in(const char *line, size_t n)
{
	size_t end = n;

	while (end > 0 && (line[end - 1] == ' ' || line[end - 1] == '\t'))
		end--;
	if (end == 0 || line[end - 1] != '}')
		return NULL;
	return memchr(line, '{', n < PREFIX ? n : PREFIX);
}

bool tb_json_line(const char *line, size_t n, const struct tb_moment_clock *c,
		  struct tb_text *flat, struct tb_moment *when)
{
	struct flat f = { .text = flat, .clock = c, .when = when };
	const char *object = object_in(line, n);
	json_error_t error;
	json_t *root;

	if (object == NULL)
		return false;
	root = json_loadb(object, n - (size_t)(object - line), 0, &error);
	if (!json_is_object(root)) {
		json_decref(root);
		return false;
	}
	tb_text_init(&f.name, f.buf, sizeof(f.buf), NULL);
	*when = (struct tb_moment){ .known = false };
	put_members(&f, root, 0);
	json_decref(root);
	if (!when->known)
		*when = tb_moment_find(c, line, (size_t)(object - line));
	return true;
}

#else

bool tb_log_reads_json(void)
{
	return false;
}

bool tb_json_line(const char *line, size_t n, const struct tb_moment_clock *c,
		  struct tb_text *flat, struct tb_moment *when)
{
	(void)line;
	(void)n;
	(void)c;
	(void)flat;
	(void)when;
	return false;
}

#endif
