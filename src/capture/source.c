/* SPDX-License-Identifier: BSD-3-Clause */
#include "source.h"

#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>

#include "lives.h"
#include "timeline.h"

struct tb_source {
	struct tb_timeline *files;	/* this */
	struct tb_lives *live;		/* or this */
	atomic_bool stop;
	uint64_t max_packets, packets;
};

static struct tb_source *source_new(uint64_t max_packets, struct tb_source_error *err)
{
	struct tb_source *s = calloc(1, sizeof(*s));

	err->filter = false;
	if (s == NULL)
		snprintf(err->text, sizeof(err->text), "no memory");
	else
		s->max_packets = max_packets > 0 ? max_packets : UINT64_MAX;
	return s;
}

struct tb_source *tb_source_files(const struct tb_files_config *cfg,
				  struct tb_source_error *err)
{
	struct tb_source *s = source_new(cfg->max_packets, err);

	if (s == NULL)
		return NULL;
	s->files = tb_timeline_new(cfg, cfg->again != NULL ? cfg->again->files : NULL, &s->stop,
				   err);
	if (s->files != NULL)
		return s;
	free(s);
	return NULL;
}

struct tb_source *tb_source_live(const struct tb_live_config *cfg,
				 struct tb_source_error *err)
{
	struct tb_source *s = source_new(cfg->max_packets, err);

	if (s == NULL)
		return NULL;
	s->live = tb_lives_new(cfg, err);
	if (s->live != NULL)
		return s;
	free(s);
	return NULL;
}

enum tb_source_status tb_source_next(struct tb_source *s, struct tb_frame *out, size_t room,
				     size_t *n)
{
	enum tb_source_status status;

	*n = 0;
	if (room > s->max_packets - s->packets)
		room = (size_t)(s->max_packets - s->packets);
	if (s->stop || room == 0)
		return TB_SOURCE_END;
	if (s->files == NULL) {
		status = tb_lives_next(s->live, out, room, n);
	} else {
		*n = tb_timeline_next(s->files, out, room);
		status = *n > 0 ? TB_SOURCE_FRAMES : TB_SOURCE_END;
	}
	s->packets += *n;
	return status;
}

bool tb_source_missed(struct tb_source *s, struct tb_lapse *out)
{
	return s->files != NULL && tb_timeline_missed(s->files, out);
}

void tb_source_on_change(struct tb_source *s, void (*before)(void *user), void *user)
{
	if (s->files != NULL)
		tb_timeline_on_change(s->files, &(struct tb_watcher){ before, user });
}

size_t tb_source_fds(const struct tb_source *s, int fd[TB_SOURCE_INTERFACES])
{
	return s->live != NULL ? tb_lives_fds(s->live, fd) : 0;
}

int tb_source_timeout(const struct tb_source *s)
{
	return s->live != NULL ? tb_lives_timeout(s->live) : -1;
}

void tb_source_stop(struct tb_source *s)
{
	s->stop = true;
	if (s->live != NULL)
		tb_lives_stop(s->live);
}

struct tb_capture *tb_source_captures(struct tb_source *s, size_t *n)
{
	if (s->files != NULL)
		return tb_timeline_captures(s->files, n);
	return tb_lives_captures(s->live, n);
}

void tb_source_describe(const struct tb_source *s, const struct tb_frame *f,
			struct tb_interface *out)
{
	if (s->files != NULL)
		tb_timeline_describe(s->files, f, out);
	else
		tb_lives_describe(s->live, f, out);
}

void tb_source_progress(const struct tb_source *s, uint64_t *done, uint64_t *total)
{
	*done = *total = 0;
	if (s->files != NULL)
		tb_timeline_progress(s->files, done, total);
}

void tb_source_close(struct tb_source *s)
{
	if (s == NULL)
		return;
	tb_timeline_free(s->files);
	tb_lives_free(s->live);
	free(s);
}
