/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * dialogue.c - requests, the responses to them, and when they cannot be told
 *
 * `open` counts requests that were begun and not wholly answered.  A response
 * answers the oldest of them.  One that comes when none is open shows that a request
 * was missed, unless the protocol knows such a thing (a greeting, a notification).
 *
 * After that, or after a hole, the count may be wrong: the dialogue is BLIND.  It sees
 * again only with a protocol whose clients take turns: when such a client begins a
 * request, what came before was answered, so this is the one that is open, provided
 * that the server is between two messages, or lost as well and looking for the next
 * one.  Should the server's next bytes not begin a message, it is blind again.
 */
#include "proto/machine.h"

enum { MAX_OPEN = (1 << 20) - 1 };	/* more requests than that are not counted */

void tb_talk_roles(struct tb_talk *t, bool from_client)
{
	unsigned client = from_client ? t->dir : t->dir ^ 1;

	if (t->app->flags & TB_APP_ROLES)
		return;
	t->app->flags |= TB_APP_ROLES;
	if (client == 1)
		t->app->flags |= TB_APP_CLIENT_1;
	t->from_client = from_client;
}

void tb_talk_hush(struct tb_talk *t)
{
	for (unsigned i = 0; i < 2; i++)
		t->app->dir[i].flags |= TB_DIR_QUIET;
	t->over = true;
	tb_app_release(t->app, t->pool);
}

void tb_talk_give_up(struct tb_talk *t)
{
	t->app->flags |= TB_APP_BLIND;
	tb_talk_hush(t);
}

void tb_talk_start_tls(struct tb_talk *t)
{
	struct tb_app *app = t->app;

	t->over = true;
	app->machine = TB_PROTO_TLS;
	app->flags &= TB_APP_ALL & ~(TB_APP_BLIND | TB_APP_A | TB_APP_B | TB_APP_C);
	app->scratch = 0;
	for (unsigned i = 0; i < 2; i++) {
		app->dir[i].state = 0;
		app->dir[i].count = 0;
		app->dir[i].flags &= TB_DIR_STARTED | TB_DIR_SEEN | TB_DIR_LOST | TB_DIR_PASSING |
				     TB_DIR_WAITS;
		if (app->dir[i].flags & TB_DIR_LOST)
			app->flags |= TB_APP_BLIND;
	}
}

static void count(struct tb_app_dir *d)
{
	if (d->messages != UINT16_MAX)
		d->messages++;
}

/* Is the direction between two messages, or waiting for one to begin? */
static bool at_ease(const struct tb_app_dir *d)
{
	if (!(d->flags & TB_DIR_STARTED))
		return false;
	return d->flags & TB_DIR_LOST ||
	       (d->state == 0 && !(d->flags & (TB_DIR_PASSING | TB_DIR_WAITS | TB_DIR_ANSWERS |
					       TB_DIR_QUIET)));
}

void tb_request_begin(struct tb_talk *t, uint8_t method)
{
	struct tb_app *app = t->app;

	if (app->flags & TB_APP_BLIND && tb_machine_of(app->machine)->turns &&
	    at_ease(t->peer)) {
		app->flags &= TB_APP_ALL & ~TB_APP_BLIND;
		app->open = 0;
		app->scratch = 0;
	}
	/* a client that goes on asking a server that was never seen */
	if (app->open != 0 && !(t->peer->flags & TB_DIR_STARTED))
		app->flags |= TB_APP_BLIND;
	/* the end of a response may be missing: only the next segment would show it */
	if (t->peer->flags & TB_DIR_ANSWERS)
		app->flags |= TB_APP_TORN;
	app->method = method;
	if (app->open != MAX_OPEN)
		app->open++;
	else
		app->flags |= TB_APP_BLIND;
	count(t->own);
}

void tb_response_begin(struct tb_talk *t)
{
	struct tb_app *app = t->app;
	struct tb_app_dir *d = t->own;

	count(d);
	app->flags &= TB_APP_ALL & ~(TB_APP_WHOLE | TB_APP_ENDLESS | TB_APP_TORN);
	d->flags &= TB_DIR_ALL & ~TB_DIR_ANSWERS;
	if (app->open != 0)
		d->flags |= TB_DIR_ANSWERS;
	else
		app->flags |= TB_APP_BLIND;
}

void tb_response_unasked(struct tb_talk *t)
{
	uint32_t blind = t->app->flags & TB_APP_BLIND;

	tb_response_begin(t);
	if (!blind && !(t->peer->flags & TB_DIR_WAITS))
		t->app->flags &= TB_APP_ALL & ~TB_APP_BLIND;
}

void tb_response_end(struct tb_talk *t)
{
	struct tb_app_dir *d = t->own;

	t->app->flags |= TB_APP_WHOLE;
	t->app->flags &= TB_APP_ALL & ~TB_APP_TORN;
	if (d->flags & TB_DIR_ANSWERS && t->app->open != 0)
		t->app->open--;
	d->flags &= TB_DIR_ALL & ~TB_DIR_ANSWERS;
}
