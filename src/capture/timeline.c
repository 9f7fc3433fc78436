/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * timeline.c - a merge of files by time
 *
 * Opening reads the first frame of each file (the probe), which settles their order: by
 * time of that frame, then by name; files without any come last.  The order in which they
 * were named is of no consequence.  A file named twice, be it by another path, is read
 * once, under the name that sorts first.
 *
 * Reading is a merge: a heap of the files that are open, keyed by the time of each one's
 * next frame.  A rotated set may have thousands of files, of which few overlap.  So
 * only KEEP_OPEN of them, and those that cannot be opened twice (pipes, standard input),
 * stay open after the probe; the others are opened again when the timeline gets to
 * their first frame.
 *
 * Frames of one file are never reordered: one whose time steps back simply follows its
 * predecessor at once, since nothing else that waits can be earlier.
 *
 * Each file reads some frames ahead, and the merge hands out some dozens at a time.  They
 * are lent from their files' buffers: so what is handed out ends where a file would have to
 * read on, which it does when the next ones are asked for.  A file that is alone hands its
 * frames out itself.
 */
#include "timeline.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "track.h"

enum { KEEP_OPEN = 64 };

struct tb_timeline {
	struct tb_track_env env;
	struct tb_losses losses;
	struct tb_track **track;	/* by index of capture, once sorted */
	size_t n;
	struct tb_capture *capture;	/* by index */
	size_t next_waiting;		/* no track before it is waiting */
	struct tb_track **heap;		/* the open ones, earliest first */
	size_t n_heap;
	bool begun;
	bool lent;			/* the filter is another one's */
};

/* The heap */

static bool earlier(const struct tb_track *a, const struct tb_track *b)
{
	if (tb_track_time(a).ns != tb_track_time(b).ns)
		return tb_track_time(a).ns < tb_track_time(b).ns;
	return a->ledger.index < b->ledger.index;
}

static void sift_down(struct tb_timeline *t)
{
	struct tb_track **h = t->heap, *top = h[0];
	size_t at = 0, child;

	while ((child = 2 * at + 1) < t->n_heap) {
		if (child + 1 < t->n_heap && earlier(h[child + 1], h[child]))
			child++;
		if (!earlier(h[child], top))
			break;
		h[at] = h[child];
		at = child;
	}
	h[at] = top;
}

static void push(struct tb_timeline *t, struct tb_track *k)
{
	size_t at = t->n_heap++;

	for (; at > 0 && earlier(k, t->heap[(at - 1) / 2]); at = (at - 1) / 2)
		t->heap[at] = t->heap[(at - 1) / 2];
	t->heap[at] = k;
}

static void pop(struct tb_timeline *t)
{
	t->heap[0] = t->heap[--t->n_heap];
	if (t->n_heap > 0)
		sift_down(t);
}

/* Building it */

static int by_identity(const void *pa, const void *pb)
{
	const struct tb_track *a = *(struct tb_track *const *)pa;
	const struct tb_track *b = *(struct tb_track *const *)pb;

	if (a->exists != b->exists)
		return a->exists ? -1 : 1;
	if (a->device != b->device)
		return a->device < b->device ? -1 : 1;
	if (a->inode != b->inode)
		return a->inode < b->inode ? -1 : 1;
	return strcmp(a->ledger.name, b->ledger.name);
}

static int by_time(const void *pa, const void *pb)
{
	const struct tb_track *a = *(struct tb_track *const *)pa;
	const struct tb_track *b = *(struct tb_track *const *)pb;

	if (a->has_first != b->has_first)
		return a->has_first ? -1 : 1;
	if (a->has_first && a->first.ns != b->first.ns)
		return a->first.ns < b->first.ns ? -1 : 1;
	return strcmp(a->ledger.name, b->ledger.name);
}

static bool same_file(const struct tb_track *a, const struct tb_track *b)
{
	if (a->exists && b->exists)
		return a->device == b->device && a->inode == b->inode;
	return strcmp(a->ledger.name, b->ledger.name) == 0;
}

static void drop_duplicates(struct tb_timeline *t)
{
	size_t kept = 0;

	qsort(t->track, t->n, sizeof(struct tb_track *), by_identity);
	for (size_t i = 0; i < t->n; i++) {
		if (kept > 0 && same_file(t->track[kept - 1], t->track[i]))
			tb_track_free(t->track[i]);
		else
			t->track[kept++] = t->track[i];
	}
	t->n = kept;
}

static void settle_order(struct tb_timeline *t)
{
	for (size_t i = 0; i < t->n; i++)
		tb_track_probe(t->track[i], i < KEEP_OPEN);
	qsort(t->track, t->n, sizeof(struct tb_track *), by_time);
	for (size_t i = 0; i < t->n; i++)
		tb_ledger_move(&t->track[i]->ledger, &t->capture[i], (uint32_t)i);
}

/* A filter that suits none of the link types is a mistake of whoever wrote it.  It is made for
 * all of them that are known: names can be looked up now. */
static bool filter_is_usable(struct tb_timeline *t, const char *expression,
			     struct tb_source_error *err)
{
	const char *why = NULL;
	bool usable = false, asked = false;

	for (size_t i = 0; i < t->n; i++)
		for (unsigned j = 0; j < t->capture[i].n_link_types; j++) {
			const char *refusal = tb_filter_refusal(t->env.filter,
								t->capture[i].link_types[j]);

			usable = usable || refusal == NULL;
			why = refusal != NULL ? refusal : why;
			asked = true;
		}
	if (!asked)	/* nothing could be read; is it an expression at all? */
		why = tb_filter_refusal(t->env.filter, 1);
	if (usable || why == NULL)
		return true;
	tb_filter_complain(err, expression, why);
	return false;
}

static bool make_filter(struct tb_timeline *t, const char *expression,
			const struct tb_timeline *again)
{
	t->lent = again != NULL;
	if (t->lent)
		t->env.filter = again->env.filter;
	else if (expression != NULL)
		t->env.filter = tb_filter_new(expression);
	return t->env.filter != NULL || expression == NULL;
}

static bool make_tracks(struct tb_timeline *t, const struct tb_files_config *cfg,
			const struct tb_timeline *again)
{
	size_t n = cfg->n_path > 0 ? cfg->n_path : 1;

	t->track = calloc(n, sizeof(*t->track));
	t->heap = calloc(n, sizeof(*t->heap));
	t->capture = calloc(n, sizeof(*t->capture));
	if (t->track == NULL || t->heap == NULL || t->capture == NULL ||
	    !make_filter(t, cfg->filter, again))
		return false;
	for (; t->n < cfg->n_path; t->n++) {
		t->track[t->n] = tb_track_new(cfg->path[t->n], &t->env);
		if (t->track[t->n] == NULL)
			return false;
	}
	return true;
}

struct tb_timeline *tb_timeline_new(const struct tb_files_config *cfg,
				    const struct tb_timeline *again, const atomic_bool *stop,
				    struct tb_source_error *err)
{
	struct tb_timeline *t = calloc(1, sizeof(*t));

	if (t != NULL)
		t->env = (struct tb_track_env){ .stop = stop, .losses = &t->losses };
	if (t == NULL || !make_tracks(t, cfg, again)) {
		snprintf(err->text, sizeof(err->text), "no memory for %zu files",
			 cfg->n_path);
		tb_timeline_free(t);
		return NULL;
	}
	drop_duplicates(t);
	settle_order(t);
	if (t->env.filter != NULL && !filter_is_usable(t, cfg->filter, err)) {
		tb_timeline_free(t);
		return NULL;
	}
	return t;
}

void tb_timeline_free(struct tb_timeline *t)
{
	if (t == NULL)
		return;
	for (size_t i = 0; i < t->n; i++)
		tb_track_free(t->track[i]);
	free(t->track);
	free(t->heap);
	free(t->capture);
	if (!t->lent)
		tb_filter_free(t->env.filter);
	free(t);
}

/* Reading it */

void tb_timeline_on_change(struct tb_timeline *t, const struct tb_watcher *watcher)
{
	t->env.watcher = *watcher;
}

static void begin(struct tb_timeline *t)
{
	t->begun = true;
	for (size_t i = 0; i < t->n; i++)
		if (t->track[i]->open && tb_track_settle(t->track[i]))
			push(t, t->track[i]);
}

static struct tb_track *waiting(struct tb_timeline *t)
{
	while (t->next_waiting < t->n && !t->track[t->next_waiting]->waiting)
		t->next_waiting++;
	return t->next_waiting < t->n ? t->track[t->next_waiting] : NULL;
}

/* Is there a file that is closed and whose first frame may be the next one? */
static bool is_due(struct tb_timeline *t)
{
	const struct tb_track *k = waiting(t);

	return k != NULL && (t->n_heap == 0 || k->first.ns <= tb_track_time(t->heap[0]).ns);
}

static void open_due(struct tb_timeline *t)
{
	while (is_due(t)) {
		struct tb_track *k = waiting(t);

		if (tb_track_reopen(k))
			push(t, k);
	}
}

/* The earliest file may have handed out all that it had read. */
static void read_on(struct tb_timeline *t)
{
	struct tb_track *k = t->heap[0];

	if (k->at < k->n)
		return;
	if (tb_track_read(k))
		sift_down(t);
	else
		pop(t);
}

static size_t next_of_one(struct tb_timeline *t, struct tb_frame *out, size_t room)
{
	struct tb_track *k = t->heap[0];
	size_t n = tb_track_take(k, out, room);

	if (n == 0)
		t->n_heap = 0;
	else
		tb_ledger_count(&k->ledger, out, n);
	return n;
}

static size_t merge(struct tb_timeline *t, struct tb_frame *out, size_t room)
{
	size_t n = 0;

	while (n < room && !is_due(t)) {
		struct tb_track *k = t->heap[0];

		out[n] = k->ahead[k->at++];
		tb_ledger_count(&k->ledger, &out[n++], 1);
		if (k->at == k->n)
			break;
		sift_down(t);
	}
	return n;
}

size_t tb_timeline_next(struct tb_timeline *t, struct tb_frame *out, size_t room)
{
	if (*t->env.stop)
		return 0;
	if (!t->begun)
		begin(t);
	if (t->n_heap == 1 && waiting(t) == NULL)
		return next_of_one(t, out, room);
	if (t->n_heap > 0)
		read_on(t);
	open_due(t);
	return t->n_heap > 0 ? merge(t, out, room) : 0;
}

bool tb_timeline_missed(struct tb_timeline *t, struct tb_lapse *out)
{
	return tb_losses_take(&t->losses, out);
}

struct tb_capture *tb_timeline_captures(struct tb_timeline *t, size_t *n)
{
	*n = t->n;
	return t->capture;
}

void tb_timeline_describe(const struct tb_timeline *t, const struct tb_frame *f,
			  struct tb_interface *out)
{
	tb_ledger_describe(&t->track[f->file]->ledger, f->interface, out);
}

void tb_timeline_progress(const struct tb_timeline *t, uint64_t *done, uint64_t *total)
{
	bool known = true;

	*done = *total = 0;
	for (size_t i = 0; i < t->n; i++) {
		const struct tb_track *k = t->track[i];

		*done += tb_track_done(k);
		*total += k->size;
		known = known && (k->regular || !k->exists);
	}
	if (!known)
		*total = 0;
}
