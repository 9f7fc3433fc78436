/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * lives.c - several interfaces at once
 *
 * Frames are handed out by time as far as they are there.  Of each interface a few are taken at
 * once; they are merged until those of one run out, since its next one may be earlier than what
 * the others have left.  An interface that has nothing is not waited for: the kernel may hold a
 * frame of it back for a moment (live.c), which is kept short, for no buffer would be large
 * enough for what the others bring meanwhile.
 *
 * One interface alone is read without a detour.
 */
#include "lives.h"

#include <stdio.h>
#include <stdlib.h>

#include "live.h"

struct batch {
	struct tb_frame frame[TB_SOURCE_ROOM];
	size_t at, n;			/* those before at were handed out */
};

struct tb_lives {
	size_t n;
	struct tb_live *live[TB_SOURCE_INTERFACES];
	bool ended[TB_SOURCE_INTERFACES];
	struct tb_capture capture[TB_SOURCE_INTERFACES];
	struct batch *batch;		/* of each; NULL: there is only one */
};

static bool open_all(struct tb_lives *l, const struct tb_live_config *cfg,
		     struct tb_source_error *err)
{
	if (cfg->n_interface > 1) {
		l->batch = calloc(cfg->n_interface, sizeof(*l->batch));
		if (l->batch == NULL) {
			snprintf(err->text, sizeof(err->text), "no memory");
			return false;
		}
	}
	for (; l->n < cfg->n_interface; l->n++) {
		l->live[l->n] = tb_live_new(cfg, cfg->interface[l->n], &l->capture[l->n],
					    (uint32_t)l->n, err);
		if (l->live[l->n] == NULL)
			return false;
	}
	return true;
}

struct tb_lives *tb_lives_new(const struct tb_live_config *cfg, struct tb_source_error *err)
{
	struct tb_lives *l = calloc(1, sizeof(*l));

	if (l == NULL) {
		snprintf(err->text, sizeof(err->text), "no memory");
		return NULL;
	}
	if (!open_all(l, cfg, err)) {
		tb_lives_free(l);
		return NULL;
	}
	return l;
}

void tb_lives_free(struct tb_lives *l)
{
	if (l == NULL)
		return;
	for (size_t i = 0; i < l->n; i++)
		tb_live_free(l->live[i]);
	free(l->batch);
	free(l);
}

/* Takes what there is of those of which all was handed out.  False: all have ended. */
static bool refill(struct tb_lives *l)
{
	bool goes_on = false;

	for (size_t i = 0; i < l->n; i++) {
		struct batch *b = &l->batch[i];

		if (b->at == b->n && !l->ended[i]) {
			b->at = 0;
			l->ended[i] = tb_live_next(l->live[i], b->frame, TB_SOURCE_ROOM, &b->n) ==
				      TB_SOURCE_END;
		}
		goes_on |= !l->ended[i];
	}
	return goes_on;
}

/* The earliest frame; NULL: none is there. */
static struct batch *earliest(struct tb_lives *l)
{
	struct batch *found = NULL;

	for (size_t i = 0; i < l->n; i++) {
		struct batch *b = &l->batch[i];

		if (b->at < b->n && (found == NULL || b->frame[b->at].time.ns <
						      found->frame[found->at].time.ns))
			found = b;
	}
	return found;
}

static enum tb_source_status merge(struct tb_lives *l, struct tb_frame *out, size_t room,
				   size_t *n)
{
	const bool goes_on = refill(l);

	for (*n = 0; *n < room;) {
		struct batch *b = earliest(l);

		if (b == NULL)
			break;
		out[*n] = b->frame[b->at++];
		tb_live_count(l->live[b - l->batch], &out[(*n)++], 1);
		if (b->at == b->n)
			break;
	}
	if (*n > 0)
		return TB_SOURCE_FRAMES;
	return goes_on ? TB_SOURCE_WAIT : TB_SOURCE_END;
}

enum tb_source_status tb_lives_next(struct tb_lives *l, struct tb_frame *out, size_t room,
				    size_t *n)
{
	if (l->batch != NULL)
		return merge(l, out, room, n);
	const enum tb_source_status status = tb_live_next(l->live[0], out, room, n);
	l->ended[0] = status == TB_SOURCE_END;
	if (*n > 0)
		tb_live_count(l->live[0], out, *n);
	return status;
}

size_t tb_lives_fds(const struct tb_lives *l, int fd[TB_SOURCE_INTERFACES])
{
	size_t n = 0;

	for (size_t i = 0; i < l->n; i++)
		if (!l->ended[i])
			fd[n++] = tb_live_fd(l->live[i]);
	return n;
}

int tb_lives_timeout(const struct tb_lives *l)
{
	int soonest = -1;

	for (size_t i = 0; i < l->n; i++) {
		int timeout = l->ended[i] ? -1 : tb_live_timeout(l->live[i]);

		if (timeout >= 0 && (soonest < 0 || timeout < soonest))
			soonest = timeout;
	}
	return soonest;
}

void tb_lives_stop(struct tb_lives *l)
{
	for (size_t i = 0; i < l->n; i++)
		tb_live_stop(l->live[i]);
}

struct tb_capture *tb_lives_captures(struct tb_lives *l, size_t *n)
{
	for (size_t i = 0; i < l->n; i++)
		tb_live_look(l->live[i]);
	*n = l->n;
	return l->capture;
}

void tb_lives_describe(const struct tb_lives *l, const struct tb_frame *f,
		       struct tb_interface *out)
{
	tb_live_describe(l->live[f->file], out);
}
