/* SPDX-License-Identifier: BSD-3-Clause */
#include "ledger.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/title.h"

bool tb_ledger_init(struct tb_ledger *l, struct tb_capture *capture, const char *name)
{
	memset(l, 0, sizeof(*l));
	l->name = strdup(name);
	l->capture = capture;
	if (l->name == NULL)
		return false;
	tb_ledger_reset(l);
	return true;
}

static void announce(const struct tb_ledger *l)
{
	if (l->watcher != NULL && l->watcher->before != NULL)
		l->watcher->before(l->watcher->user);
}

static void forget_interfaces(struct tb_ledger *l)
{
	for (unsigned i = 0; i < l->n_interface; i++)
		free(l->interface[i]);
	free(l->interface);
	free(l->snaplen);
	l->interface = NULL;
	l->snaplen = NULL;
	l->n_interface = l->room = 0;
}

void tb_ledger_fini(struct tb_ledger *l)
{
	forget_interfaces(l);
	free(l->name);
}

void tb_ledger_reset(struct tb_ledger *l)
{
	announce(l);
	forget_interfaces(l);
	l->problem[0] = '\0';
	l->only_snaplen = 0;
	*l->capture = (struct tb_capture){ .file = l->name, .complete = true };
}

void tb_ledger_move(struct tb_ledger *l, struct tb_capture *to, uint32_t index)
{
	*to = *l->capture;
	l->capture = to;
	l->index = index;
}

const char *tb_ledger_title(const struct tb_ledger *l)
{
	return tb_file_title(l->name);
}

static size_t clamp(int n, size_t size)
{
	return n < 0 ? 0 : (size_t)n < size ? (size_t)n : size - 1;
}

static size_t put_place(const struct tb_ledger *l, const struct tb_where *w, char *to,
			size_t size)
{
	const char *of = l->capture->compression ? " of the decompressed data" : "";

	if (w->frame == 0)
		return clamp(snprintf(to, size, "byte %" PRIu64 "%s: ", w->byte, of), size);
	return clamp(snprintf(to, size, "%sframe %" PRIu64 ", byte %" PRIu64 "%s: ",
			      w->between ? "before " : "", w->frame, w->byte, of),
		     size);
}

void tb_ledger_problem(struct tb_ledger *l, const struct tb_where *where,
		       const char *format, ...)
{
	size_t size = sizeof(l->problem), at = strlen(l->problem);
	va_list args;

	if (l->stop != NULL && *l->stop)
		return;
	announce(l);
	if (at > 0)
		at += clamp(snprintf(l->problem + at, size - at, "; "), size - at);
	else
		at = clamp(snprintf(l->problem, size, "%.200s: ", tb_ledger_title(l)),
			   size);
	if (where != NULL)
		at += put_place(l, where, l->problem + at, size - at);
	va_start(args, format);
	vsnprintf(l->problem + at, size - at, format, args);
	va_end(args);
	l->capture->complete = false;
	l->capture->problem = l->problem;
}

void tb_ledger_link_type(struct tb_ledger *l, uint32_t link_type)
{
	struct tb_capture *c = l->capture;

	for (unsigned i = 0; i < c->n_link_types; i++)
		if (c->link_types[i] == link_type)
			return;
	announce(l);
	if (c->n_link_types < sizeof(c->link_types) / sizeof(c->link_types[0]))
		c->link_types[c->n_link_types++] = link_type;
}

static bool grow(struct tb_ledger *l)
{
	unsigned room = l->room > 0 ? 2 * l->room : 8;
	char **bigger = realloc(l->interface, room * sizeof(*bigger));
	uint32_t *longer = realloc(l->snaplen, room * sizeof(*longer));

	if (bigger != NULL)
		l->interface = bigger;
	if (longer != NULL)
		l->snaplen = longer;
	if (bigger == NULL || longer == NULL)
		return false;
	l->room = room;
	return true;
}

bool tb_ledger_interface(struct tb_ledger *l, const char *name, size_t len, uint32_t snaplen)
{
	char *copy = NULL;

	announce(l);
	if (l->n_interface == TB_MAX_INTERFACES)
		return false;
	if (l->n_interface == l->room && !grow(l))
		return false;
	if (name != NULL) {
		copy = strndup(name, len < 255 ? len : 255);
		if (copy == NULL)
			return false;
	}
	l->snaplen[l->n_interface] = snaplen;
	l->interface[l->n_interface++] = copy;
	l->capture->interfaces = (const char *const *)l->interface;
	l->capture->n_interfaces = l->n_interface;
	return true;
}

void tb_ledger_describe(const struct tb_ledger *l, uint32_t interface,
			struct tb_interface *out)
{
	*out = (struct tb_interface){ .snaplen = l->only_snaplen };
	if (interface < l->n_interface) {
		out->name = l->interface[interface];
		out->snaplen = l->snaplen[interface];
	}
}
