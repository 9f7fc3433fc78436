/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * app.c - payload in, in capture order; a protocol's reader driven over it
 *
 * Goals, in this order: never tell what was not seen; cost next to nothing once
 * there is nothing left to learn; tell whether a request was open.
 *
 * Life of a direction's bytes:
 *  1. `next` is the sequence number of the next byte that is to be read.  What ends before
 *     it was read already (retransmissions, overlaps, keepalive probes at next - 1) or need
 *     not be read (bodies, PASSING): tb_app_wants() says so, and nothing else is done, be
 *     the bytes in order, captured or not, since sequence numbers count them.
 *  2. Until the protocol is known, the first bytes of each direction are offered to
 *     the guessers.  A direction that is nobody's is REJECTED: its further segments
 *     return at once.
 *  3. Then the machine reads item after item out of the segment where it lies.  An
 *     item that is split over segments waits in the pool (pool.h) for the rest.
 *  4. A hole or uncaptured bytes where something had to be read: the direction is
 *     LOST and the dialogue BLIND (answers are unseen).  Segments are then looked at
 *     only for the unmistakable start of a message, if the protocol has such a thing;
 *     dialogue.c says when requests and responses can be paired again.
 *  5. What contradicts the protocol at the very start of a direction is taken for the
 *     middle of a message from before the capture: LOST.  Later it ends it all: both
 *     directions are QUIET.
 *
 * While a segment is worked on, what it brings of a body that is passing, and of those that
 * begin in it, is counted in tb_talk.skip; what is left of it at the end moves `next`.
 *
 * Left out: putting reordered segments back in order.  Inside bodies order does not
 * matter; elsewhere it costs an answer, never a wrong one.
 */
#include "proto/app.h"

#include "proto/items.h"

static const struct tb_machine *const machines[] = {
	[TB_PROTO_TLS] = &tb_machine_tls,
	[TB_PROTO_HTTP] = &tb_machine_http,
	[TB_PROTO_HTTP2] = &tb_machine_http2,
	[TB_PROTO_SSH] = &tb_machine_ssh,
	[TB_PROTO_SMTP] = &tb_machine_smtp,
	[TB_PROTO_FTP] = &tb_machine_ftp,
	[TB_PROTO_POSTGRESQL] = &tb_machine_postgresql,
	[TB_PROTO_MYSQL] = &tb_machine_mysql,
	[TB_PROTO_REDIS] = &tb_machine_redis,
	[TB_PROTO_SMB] = &tb_machine_smb,
	[TB_PROTO_DNS] = &tb_machine_dns,
};
_Static_assert(sizeof(machines) / sizeof(machines[0]) == TB_PROTO_COUNT,
	       "machines[] lost step with enum tb_proto");

const struct tb_machine *tb_machine_of(enum tb_proto p)
{
	return machines[p];
}

static struct tb_talk talk_of(struct tb_app *app, struct tb_app_pool *pool, unsigned dir,
			      const uint16_t *port)
{
	return (struct tb_talk){ .app = app, .pool = pool, .own = &app->dir[dir],
				 .peer = &app->dir[dir ^ 1], .port = port, .dir = dir,
				 .from_client = tb_app_is_client(app, dir) };
}

/* What is left of a skip is to come in later segments. */
static void leave(struct tb_talk *t)
{
	if (t->skip == 0)
		return;
	t->own->next += t->skip;
	t->own->flags |= TB_DIR_PASSING;
}

/* --- what waits --- */

static void hold(struct tb_talk *t, const struct tb_reader *head)
{
	t->own->flags |= TB_DIR_WAITS;
	tb_head_hold(t->pool, t->own, head->at, rd_left(head));
}

static void drop(struct tb_app_pool *pool, struct tb_app_dir *d)
{
	if (d->flags & TB_DIR_WAITS)
		tb_head_free(pool, d);
	d->flags &= TB_DIR_ALL & ~TB_DIR_WAITS;
}

void tb_app_release(struct tb_app *app, struct tb_app_pool *pool)
{
	for (unsigned i = 0; i < 2; i++)
		drop(pool, &app->dir[i]);
}

/* --- what cannot be read --- */

void tb_talk_lose(struct tb_talk *t)
{
	const struct tb_machine *m = machines[t->app->machine];
	struct tb_app_dir *d = t->own;

	drop(t->pool, d);
	t->skip = d->count = d->state = 0;
	d->flags &= TB_DIR_ALL & ~(TB_DIR_ANSWERS | TB_DIR_PASSING);
	t->over = true;
	t->app->flags |= TB_APP_BLIND | TB_APP_TORN;
	if (m == NULL)
		d->flags |= TB_DIR_REJECTED;
	else if (m->found != NULL)
		d->flags |= TB_DIR_LOST;
	else
		tb_talk_give_up(t);
}

void tb_talk_contradict(struct tb_talk *t)
{
	if (t->own->flags & TB_DIR_READ)
		tb_talk_give_up(t);
	else
		tb_talk_lose(t);
}

/* n bytes of the stream were not captured, or not yet. */
static void hole(struct tb_talk *t, uint32_t n)
{
	if (t->own->flags & (TB_DIR_QUIET | TB_DIR_REJECTED | TB_DIR_LOST))
		return;
	if (t->skip >= n)
		tb_pass(t, n, machines[t->app->machine]->passed);
	else
		tb_talk_lose(t);
}

/* --- what can --- */

static void consume(struct tb_talk *t, struct tb_reader *bytes);

/* The other direction spoke before the protocol was known: its waiting bytes, if
 * any, have their reader now. */
static void wake_peer(struct tb_talk *t)
{
	struct tb_talk peer = talk_of(t->app, t->pool, t->dir ^ 1, t->port);
	struct tb_reader bytes;
	const uint8_t *held;
	size_t n;

	if (peer.own->flags & TB_DIR_REJECTED) {
		peer.own->flags &= TB_DIR_ALL & ~TB_DIR_REJECTED;
		tb_talk_lose(&peer);
	}
	if (!(peer.own->flags & TB_DIR_WAITS))
		return;
	held = tb_head_bytes(t->pool, peer.own, &n);
	if (held == NULL) {
		tb_talk_lose(&peer);
		return;
	}
	bytes = rd_over(held, n);
	consume(&peer, &bytes);
	if (rd_left(&bytes) == 0)
		drop(t->pool, peer.own);
	else
		tb_head_shift(t->pool, peer.own, n - rd_left(&bytes));
	leave(&peer);
}

static void recognised(struct tb_talk *t, unsigned proto, enum tb_guess guess)
{
	t->app->proto = t->app->machine = proto & 15U;
	if (guess != TB_GUESS_PEER)
		tb_talk_roles(t, guess == TB_GUESS_CLIENT);
	if (machines[proto]->read == NULL)
		tb_talk_hush(t);
	else if (t->peer->flags & (TB_DIR_REJECTED | TB_DIR_WAITS))
		wake_peer(t);
	t->from_client = tb_app_is_client(t->app, t->dir);	/* either may have told */
}

/* What the first byte of a direction can be. */
enum first { NUL, CONTROL, SIGN, DIGIT, LETTER, HIGH, N_FIRST };

static enum first first_of(uint8_t c)
{
	if (rd_is_letter(c))
		return LETTER;
	if (c < ' ')
		return c == 0 ? NUL : CONTROL;
	if (rd_is_digit(c))
		return DIGIT;
	return c < 0x7f ? SIGN : HIGH;
}

/* Who is asked about it, up to UNKNOWN: those that do not refuse it at once, first those that
 * are sure by content, then those that lean on ports. */
static const uint8_t asked[N_FIRST][TB_PROTO_COUNT] = {
	[NUL] = { TB_PROTO_SMB, TB_PROTO_POSTGRESQL, TB_PROTO_MYSQL, TB_PROTO_DNS },
	[CONTROL] = { TB_PROTO_TLS, TB_PROTO_MYSQL, TB_PROTO_DNS },
	[SIGN] = { TB_PROTO_REDIS, TB_PROTO_MYSQL, TB_PROTO_DNS },
	[DIGIT] = { TB_PROTO_SMTP, TB_PROTO_FTP, TB_PROTO_POSTGRESQL, TB_PROTO_MYSQL, TB_PROTO_DNS },
	[LETTER] = { TB_PROTO_HTTP, TB_PROTO_HTTP2, TB_PROTO_SSH, TB_PROTO_SMTP, TB_PROTO_FTP,
		     TB_PROTO_REDIS, TB_PROTO_POSTGRESQL, TB_PROTO_MYSQL, TB_PROTO_DNS },
	[HIGH] = { TB_PROTO_SMB, TB_PROTO_MYSQL, TB_PROTO_DNS },
};

/* Offers the first bytes of a direction to the guessers.  A guesser that cannot tell
 * yet holds up those after it, so that the outcome does not depend on how the bytes
 * were cut.  False: more bytes are needed. */
static __attribute__((noinline)) bool recognise(struct tb_talk *t, const struct tb_reader *bytes)
{
	uint16_t src = t->port[t->dir], dst = t->port[t->dir ^ 1];
	struct tb_reader head = *bytes, first = head;

	rd_limit(&head, TB_HEAD_MAX);
	for (const uint8_t *p = asked[first_of(rd_u8(&first))]; *p != TB_PROTO_UNKNOWN; p++) {
		enum tb_guess g = machines[*p]->guess(&head, src, dst);

		if (g == TB_GUESS_NO)
			continue;
		if (g != TB_GUESS_MORE)
			recognised(t, *p, g);
		else if (rd_left(&head) < TB_HEAD_MAX)
			return false;
		else
			t->own->flags |= TB_DIR_REJECTED;
		return true;
	}
	t->own->flags |= TB_DIR_REJECTED;
	return true;
}

/* Reads bytes that follow each other.  What is left of them begins an item and has to
 * wait. */
static void consume(struct tb_talk *t, struct tb_reader *bytes)
{
	while (rd_left(bytes) != 0) {
		unsigned machine = t->app->machine;

		if (t->own->flags & (TB_DIR_QUIET | TB_DIR_REJECTED | TB_DIR_LOST)) {
			rd_skip(bytes, rd_left(bytes));
		} else if (machine == TB_PROTO_UNKNOWN) {
			if (!recognise(t, bytes))
				return;
		} else {
			t->over = false;
			machines[machine]->read(t, bytes);
			if (!t->over)
				return;
		}
	}
}

/* Completes a waiting item with the bytes that follow it; takes those that were dealt with
 * or are waiting too. */
static void continue_head(struct tb_talk *t, struct tb_reader *more)
{
	struct tb_reader bytes;
	const uint8_t *held;
	size_t had, added, used;

	held = tb_head_bytes(t->pool, t->own, &had);
	if (held == NULL) {
		tb_talk_lose(t);
		rd_skip(more, rd_left(more));
		return;
	}
	added = tb_head_append(t->pool, t->own, more->at, rd_left(more));
	bytes = rd_over(held, had + added);
	consume(t, &bytes);
	used = had + added - rd_left(&bytes);
	if (!(t->own->flags & TB_DIR_WAITS)) {	/* it all ended meanwhile */
		rd_skip(more, rd_left(more));
	} else if (used >= had) {
		drop(t->pool, t->own);
		rd_skip(more, used - had);
	} else if (used == 0 && added == 0) {
		tb_talk_give_up(t);
		rd_skip(more, rd_left(more));
	} else {
		tb_head_shift(t->pool, t->own, used);
		rd_skip(more, added);
	}
}

/* Reads bytes where they lie; what begins an item waits. */
static void read_here(struct tb_talk *t, struct tb_reader *bytes)
{
	consume(t, bytes);
	if (rd_left(bytes) != 0)
		hold(t, bytes);
}

/* Takes the new bytes of a direction. */
static void deliver(struct tb_talk *t, struct tb_reader bytes)
{
	while (t->own->flags & TB_DIR_WAITS && rd_left(&bytes) != 0)
		continue_head(t, &bytes);
	if (rd_left(&bytes) != 0)
		read_here(t, &bytes);
}

/* Does a segment of a direction that lost track begin a message? */
static bool find_again(struct tb_talk *t, const uint8_t *data, uint32_t n)
{
	if (!machines[t->app->machine]->found(t, rd_over(data, n))) {
		t->app->flags |= TB_APP_BLIND;
		return false;
	}
	t->own->flags &= TB_DIR_ALL & ~TB_DIR_LOST;
	return true;
}

/* What was passing has passed with the `old` first bytes of the segment, or before it: in
 * its middle it would not be wanted. */
static void end_passing(struct tb_talk *t, uint32_t old, uint32_t len)
{
	const struct tb_machine *m = machines[t->app->machine];

	t->own->flags &= TB_DIR_ALL & ~TB_DIR_PASSING;
	t->skip = old <= len ? old : 0;
	if (t->skip == 0 && m->passed != NULL)
		m->passed(t);
}

/*
 * Moves `next` to the end of the segment, counts a hole before it and what it brings of a
 * body that is passing.  Returns how many bytes at the segment's front were there before;
 * len if nothing is new.
 */
static uint32_t advance(struct tb_talk *t, uint32_t seq, uint32_t len)
{
	struct tb_app_dir *d = t->own;
	uint32_t ahead = seq - d->next, before = d->next - seq;

	if (d->flags & TB_DIR_PASSING) {
		end_passing(t, before, len);
		before = 0;
	}
	if (ahead != 0 && ahead <= TB_APP_FARTHEST_JUMP) {
		hole(t, ahead);
		before = 0;
	}
	if (before >= len)
		return len;	/* old, or far from the window */
	d->next = seq + len;
	return before;
}

/* A lone NUL before anything else is the garbage byte of a keepalive probe
 * (RFC 1122 section 4.2.3.6), not how a stream is ever cut. */
static bool is_probe(uint32_t len, const uint8_t *data, uint32_t captured)
{
	struct tb_reader r = rd_over(data, captured);

	return len == 1 && rd_peek(&r, 0) <= 0;
}

/* Payload that is not simply what comes next. */
static __attribute__((noinline)) void take_any(struct tb_talk *t, uint32_t seq, uint32_t len,
					       const uint8_t *data, uint32_t captured)
{
	struct tb_app_dir *d = t->own;
	uint32_t old;

	if (captured > len)
		captured = len;
	if (!(d->flags & TB_DIR_STARTED)) {
		if (is_probe(len, data, captured))
			return;
		d->flags |= TB_DIR_STARTED;
		d->next = seq;
	}
	d->flags |= TB_DIR_SEEN;
	old = advance(t, seq, len);

	if (old >= len || d->flags & (TB_DIR_QUIET | TB_DIR_REJECTED))
		return;
	len -= old;
	captured = captured > old ? captured - old : 0;
	if (captured != 0)
		data += old;
	if (d->flags & TB_DIR_LOST && !find_again(t, data, captured))
		return;
	deliver(t, rd_over(data, captured));
	if (len > captured)
		hole(t, len - captured);
}

/* Payload that is: whole, in order, and nothing waits. */
static inline void take_next(struct tb_talk *t, uint32_t len, const uint8_t *data)
{
	struct tb_reader bytes = rd_over(data, len);

	t->own->flags |= TB_DIR_SEEN;
	t->own->next += len;
	if (t->app->machine != TB_PROTO_UNKNOWN)
		machines[t->app->machine]->read(t, &bytes);
	if (rd_left(&bytes) != 0)
		read_here(t, &bytes);
}

void tb_app_expect(struct tb_app *app, unsigned dir, uint32_t seq)
{
	struct tb_app_dir *d = &app->dir[dir & 1];

	if (tb_app_seen(app, dir & 1))
		return;
	d->flags |= TB_DIR_STARTED;
	d->next = seq;
}

/* Not inline: most payload is not wanted. */
__attribute__((noinline)) void tb_app_read(struct tb_app *app, struct tb_app_pool *pool,
					   unsigned dir, const uint16_t port[2], uint32_t seq,
					   uint32_t len, const uint8_t *data, uint32_t captured)
{
	struct tb_talk t = talk_of(app, pool, dir, port);
	struct tb_app_dir *d = t.own;

	if (len == 0)
		return;
	if ((d->flags & (TB_DIR_STARTED | TB_DIR_LOST | TB_DIR_PASSING | TB_DIR_WAITS)) ==
		    TB_DIR_STARTED &&
	    seq == d->next && len <= captured)
		take_next(&t, len, data);
	else
		take_any(&t, seq, len, data, captured);
	leave(&t);
}
