/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * ahead.c - captures are read and decoded ahead, in a thread of its own
 *
 *   reader: source --frames--> decoder --load--> ring --load--> main: flows, verdicts, report
 *
 * A load is handed over when it is full: some thousand packets, so that neither the
 * lock nor waking a thread counts.  Where a pipe is slow that may take forever, and the reader
 * waits in the kernel meanwhile.  So whenever the main thread has waited for a moment it looks
 * for itself, and takes what the reader has left behind.
 *
 * What comes of a packet must not depend on how far the reader is ahead.  So before more of
 * a capture changes than its counters, all that was read before is worked on; nobody looks
 * at counters before the end.
 *
 * Signals that end the run interrupt the reader, as it may be waiting for a pipe; what was
 * read until then is worked on, as without a thread.  When there is nothing left to read it
 * stays, to be there for a second signal while the main thread waits for who reads the report.
 * The output's end is found out by the main thread; it then wakes the reader up, again and
 * again, since one that is just about to wait would not notice.
 */
#define _GNU_SOURCE
#include "ahead.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "capture/losses.h"
#include "signals.h"

enum {
	LOADS = 8,
	FEW = LOADS / 2	/* left with the main thread when it wakes the reader */
};

struct place {
	struct tb_load *load;
	struct tb_losses losses;	/* told before the load is worked on */
	uint64_t done, total;	/* how far the source was when the reader last handed it over */
};

struct tb_ahead {
	struct tb_session *session;
	pthread_t thread;
	pthread_mutex_t lock;		/* of all that follows but what is in the places */
	pthread_cond_t handed_over, given_back, at_end;
	struct place ring[LOADS];	/* by number, modulo LOADS */
	unsigned n_over, n_back;	/* loads handed over, and given back */
	bool away;			/* the reader is not at the load in the making */
	bool ended, stopped;		/* there are no more; no more are wanted */
};

/* The reader ------------------------------------------------------------------------ */

/* The load in the making: nobody else touches it, unless the reader is away. */
static struct place *present(struct tb_ahead *a)
{
	return &a->ring[a->n_over % LOADS];
}

/* Waits until at most so many loads are with the main thread, or few where it has to wait at all;
 * false: it wants no more. */
static bool wait_for_main(struct tb_ahead *a, unsigned most)
{
	if (a->n_over - a->n_back > most && most > FEW)
		most = FEW;
	while (a->n_over - a->n_back > most && !a->stopped)
		pthread_cond_wait(&a->given_back, &a->lock);
	return !a->stopped;
}

static bool hand_over_present(struct tb_ahead *a)
{
	if (tb_load_is_empty(present(a)->load))
		return false;
	a->n_over++;
	return true;
}

/* Hands the present load over, if there is anything in it, and waits until there is another
 * one and no more than so many are with the main thread. */
static bool hand_over(struct tb_ahead *a, unsigned most)
{
	bool go_on;

	pthread_mutex_lock(&a->lock);
	tb_source_progress(a->session->source, &present(a)->done, &present(a)->total);
	if (hand_over_present(a))
		pthread_cond_signal(&a->handed_over);
	go_on = wait_for_main(a, most);
	pthread_mutex_unlock(&a->lock);
	return go_on;
}

static void set_away(struct tb_ahead *a, bool away)
{
	pthread_mutex_lock(&a->lock);
	a->away = away;
	pthread_mutex_unlock(&a->lock);
}

/* What was read before them is worked on before they are told, as without a thread. */
static bool put_losses(struct tb_ahead *a)
{
	bool go_on = true, first = true;
	struct tb_lapse lapse;

	while (go_on && tb_source_missed(a->session->source, &lapse)) {
		if (first)
			go_on = hand_over(a, LOADS - 1);
		first = false;
		if (go_on)
			tb_losses_add(&present(a)->losses, &lapse);
	}
	return go_on;
}

static bool put(struct tb_ahead *a, const struct tb_frame *frame, size_t n)
{
	bool go_on;
	size_t loaded;

	set_away(a, false);
	go_on = put_losses(a);
	while (go_on &&
	       (loaded = tb_session_load(a->session, present(a)->load, frame, n)) < n) {
		go_on = hand_over(a, LOADS - 1);
		frame += loaded;
		n -= loaded;
	}
	set_away(a, true);
	return go_on;
}

static void before_change(void *user)
{
	hand_over(user, 0);
}

static void *read_all(void *user)
{
	struct tb_ahead *a = user;
	struct tb_frame frame[TB_SOURCE_ROOM];
	struct tb_source *source = a->session->source;
	bool go_on = true;
	size_t n;

	tb_signals_hold(false);
	while (go_on &&
	       tb_source_next(source, frame, TB_SOURCE_ROOM, &n) == TB_SOURCE_FRAMES)
		go_on = put(a, frame, n);
	if (go_on)
		hand_over(a, LOADS);
	pthread_mutex_lock(&a->lock);
	a->ended = true;
	pthread_cond_signal(&a->handed_over);
	pthread_cond_signal(&a->at_end);
	while (!a->stopped)
		pthread_cond_wait(&a->given_back, &a->lock);
	pthread_mutex_unlock(&a->lock);
	return NULL;
}

/* The main thread -------------------------------------------------------------------- */

static void demolish(struct tb_ahead *a)
{
	for (unsigned i = 0; i < LOADS; i++)
		tb_load_free(a->ring[i].load);
	pthread_mutex_destroy(&a->lock);
	pthread_cond_destroy(&a->handed_over);
	pthread_cond_destroy(&a->given_back);
	pthread_cond_destroy(&a->at_end);
	free(a);
}

static struct tb_ahead *build(struct tb_session *s)
{
	struct tb_ahead *a = calloc(1, sizeof(*a));
	bool whole = true;

	if (a == NULL)
		return NULL;
	a->session = s;
	pthread_mutex_init(&a->lock, NULL);
	pthread_cond_init(&a->handed_over, NULL);
	pthread_cond_init(&a->given_back, NULL);
	pthread_cond_init(&a->at_end, NULL);
	for (unsigned i = 0; i < LOADS; i++) {
		a->ring[i].load = tb_load_new();
		whole = whole && a->ring[i].load != NULL;
	}
	if (whole)
		return a;
	demolish(a);
	return NULL;
}

struct tb_ahead *tb_ahead_begin(struct tb_session *s)
{
	struct tb_ahead *a = build(s);
	int failed;

	if (a == NULL) {
		tb_say("no memory for a second thread");
		return NULL;
	}
	tb_source_on_change(s->source, before_change, a);
	tb_signals_hold(true);
	failed = pthread_create(&a->thread, NULL, read_all, a);
	if (failed == 0)
		return a;
	tb_say("no second thread: %s", strerror(failed));
	tb_signals_hold(false);
	tb_source_on_change(s->source, NULL, NULL);
	demolish(a);
	return NULL;
}

static struct timespec in_a_moment(void)
{
	struct timespec t;

	clock_gettime(CLOCK_REALTIME, &t);
	t.tv_nsec += 10 * 1000000;
	t.tv_sec += t.tv_nsec / 1000000000;
	t.tv_nsec %= 1000000000;
	return t;
}

/* Waits for what the reader hands over, for a moment; false: there was nothing. */
static bool wait_for_reader(struct tb_ahead *a)
{
	const struct timespec moment = in_a_moment();

	return pthread_cond_timedwait(&a->handed_over, &a->lock, &moment) == 0;
}

/* The load in the making, if the reader is away; and only if there is no other one here, so that
 * there is one for the reader to go on with. */
static void fetch_what_is_left(struct tb_ahead *a)
{
	if (a->away && a->n_over == a->n_back)
		(void)hand_over_present(a);
}

static void take_losses(const struct tb_ahead *a, struct place *p)
{
	struct tb_lapse lapse;

	while (tb_losses_take(&p->losses, &lapse))
		tb_engine_missed(a->session->engine, &lapse);
}

bool tb_ahead_take(struct tb_ahead *a)
{
	struct place *p;
	bool any;

	pthread_mutex_lock(&a->lock);
	while (a->n_over == a->n_back && !a->ended)
		if (!wait_for_reader(a))
			fetch_what_is_left(a);
	any = a->n_over != a->n_back;
	p = &a->ring[a->n_back % LOADS];
	pthread_mutex_unlock(&a->lock);
	if (!any)
		return false;
	take_losses(a, p);
	tb_session_take(a->session, p->load, p->done, p->total);
	pthread_mutex_lock(&a->lock);
	a->n_back++;
	if (a->n_over - a->n_back <= FEW)
		pthread_cond_signal(&a->given_back);
	pthread_mutex_unlock(&a->lock);
	return true;
}

void tb_ahead_end(struct tb_ahead *a)
{
	pthread_mutex_lock(&a->lock);
	a->stopped = true;
	pthread_cond_signal(&a->given_back);
	if (!a->ended)
		tb_source_stop(a->session->source);
	while (!a->ended) {
		const struct timespec moment = in_a_moment();

		tb_signals_wake(a->thread);
		pthread_cond_timedwait(&a->at_end, &a->lock, &moment);
	}
	pthread_mutex_unlock(&a->lock);
	pthread_join(a->thread, NULL);
	tb_signals_hold(false);
	tb_source_on_change(a->session->source, NULL, NULL);
	demolish(a);
}
