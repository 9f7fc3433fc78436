/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * app.c - payload in, in capture order; a protocol's reader driven over it
 *
 * Goals, in this order: never tell what was not seen; cost next to nothing once
 * there is nothing left to learn; tell whether a request was open.
 *
 * Life of a direction's bytes:
 *  1. Bytes that were offered before (retransmissions, overlaps, keepalive probes at
 *     next - 1) are passed over by sequence number.
 *  2. Bodies are not read: `skip` counts them down, across holes as well, since
 *     sequence numbers count what the capture does not hold.
 *  3. Until the protocol is known, the first bytes of each direction are offered to
 *     the guessers.  A direction that is nobody's is REJECTED: its further segments
 *     return at once.
 *  4. Then the machine reads item after item out of the segment where it lies.  An
 *     item that is split over segments waits in the pool (pool.h) for the rest.
 *  5. A hole or uncaptured bytes where something had to be read: the direction is
 *     LOST and the dialogue BLIND (answers are unseen).  Segments are then looked at
 *     only for the unmistakable start of a message, if the protocol has such a thing;
 *     dialogue.c says when requests and responses can be paired again.
 *  6. What contradicts the protocol at the very start of a direction is taken for the
 *     middle of a message from before the capture: LOST.  Later it ends it all: both
 *     directions are QUIET.
 *
 * Left out: putting reordered segments back in order.  Inside bodies order does not
 * matter; elsewhere it costs an answer, never a wrong one.
 */
#include "proto/app.h"

#include "proto/machine.h"

/* A jump beyond any window (RFC 7323 section 2.3) is not this stream's next byte. */
enum { FARTHEST_JUMP = 1 << 30 };

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

/* Who is asked first: those that are sure by content, then those that lean on
 * ports. */
static const uint8_t guess_order[] = {
	TB_PROTO_TLS, TB_PROTO_HTTP2, TB_PROTO_HTTP, TB_PROTO_SSH,
	TB_PROTO_SMTP, TB_PROTO_FTP, TB_PROTO_REDIS, TB_PROTO_SMB,
	TB_PROTO_POSTGRESQL, TB_PROTO_MYSQL, TB_PROTO_DNS,
};
_Static_assert(sizeof(guess_order) == TB_PROTO_COUNT - 1, "every protocol is asked");

const struct tb_machine *tb_machine_of(enum tb_proto p)
{
	return machines[p];
}

static size_t consume(struct tb_talk *t, const uint8_t *data, size_t n);

/* Where the direction's waiting head is noted. */
static uint8_t *head_place(const struct tb_talk *t)
{
	return &t->app->head[t->dir];
}

void tb_talk_lose(struct tb_talk *t)
{
	const struct tb_machine *m = machines[t->app->machine];
	struct tb_app_dir *d = tb_talk_dir(t);

	tb_head_free(t->pool, head_place(t));
	d->skip = d->count = d->state = 0;
	d->flags &= (uint8_t)~TB_DIR_ANSWERS;
	t->app->flags |= TB_APP_BLIND | TB_APP_TORN;
	if (m == NULL)
		d->flags |= TB_DIR_REJECTED;
	else if (m->found != NULL)
		d->flags |= TB_DIR_LOST;
	else
		tb_talk_give_up(t);
}

/* Lets bytes pass that need not be read; returns how many. */
static uint32_t pass(struct tb_talk *t, uint32_t n)
{
	const struct tb_machine *m = machines[t->app->machine];
	struct tb_app_dir *d = tb_talk_dir(t);

	if (n > d->skip)
		n = d->skip;
	d->skip -= n;
	if (d->skip == 0 && n != 0 && m->passed != NULL)
		m->passed(t);
	return n;
}

/* The other direction spoke before the protocol was known: its waiting bytes, if
 * any, have their reader now. */
static void wake_peer(struct tb_talk *t)
{
	struct tb_talk peer = { t->app, t->pool, t->dir ^ 1, t->port };
	struct tb_app_dir *d = tb_talk_dir(&peer);
	const uint8_t *held;
	size_t n, used;

	if (d->flags & TB_DIR_REJECTED) {
		d->flags &= (uint8_t)~TB_DIR_REJECTED;
		tb_talk_lose(&peer);
	}
	if (*head_place(&peer) == 0)
		return;
	held = tb_head_bytes(t->pool, head_place(&peer), &n);
	if (held == NULL) {
		tb_talk_lose(&peer);
		return;
	}
	used = consume(&peer, held, n);
	if (used == n)
		tb_head_free(t->pool, head_place(&peer));
	else
		tb_head_shift(t->pool, head_place(&peer), used);
}

static void recognised(struct tb_talk *t, uint8_t proto, enum tb_guess guess)
{
	t->app->proto = t->app->machine = proto;
	if (guess != TB_GUESS_PEER)
		tb_talk_roles(t, guess == TB_GUESS_CLIENT);
	if (machines[proto]->read == NULL)
		tb_talk_hush(t);
	else
		wake_peer(t);
}

/* What an item may be read from: never more than can be pieced together, so that an
 * item in one segment and one in many are treated alike. */
static struct tb_reader head_of(const uint8_t *data, size_t n)
{
	return rd_over(data, n < TB_HEAD_MAX ? n : TB_HEAD_MAX);
}

/* Offers the first bytes of a direction to the guessers.  A guesser that cannot tell
 * yet holds up those after it, so that the outcome does not depend on how the bytes
 * were cut.  False: more bytes are needed. */
static bool recognise(struct tb_talk *t, const uint8_t *data, size_t n)
{
	uint16_t src = t->port[t->dir], dst = t->port[t->dir ^ 1];
	struct tb_reader r = head_of(data, n);

	for (size_t i = 0; i < sizeof(guess_order); i++) {
		enum tb_guess g = machines[guess_order[i]]->guess(r, src, dst);

		if (g == TB_GUESS_MORE && n < TB_HEAD_MAX)
			return false;
		if (g == TB_GUESS_MORE)
			break;
		if (g != TB_GUESS_NO) {
			recognised(t, guess_order[i], g);
			return true;
		}
	}
	tb_talk_dir(t)->flags |= TB_DIR_REJECTED;
	return true;
}

/* Reads one item.  Returns the bytes it took; 0: it is not whole yet. */
static size_t read_item(struct tb_talk *t, const uint8_t *data, size_t n)
{
	struct tb_reader r = head_of(data, n);
	enum tb_pace pace = machines[t->app->machine]->read(t, &r);
	uint32_t was_read = t->dir == 0 ? TB_APP_READ_0 : TB_APP_READ_1;

	if (pace == TB_PACE_ON && !r.short_read && r.at != data) {
		t->app->flags |= was_read;
		return (size_t)(r.at - data);
	}
	if (pace != TB_PACE_BROKEN && n < TB_HEAD_MAX)
		return 0;
	if (t->app->flags & was_read)
		tb_talk_give_up(t);
	else
		tb_talk_lose(t);
	return n;
}

/* Reads bytes that follow each other.  Returns how many were dealt with: fewer than
 * n means that the rest begins an item and has to wait. */
static size_t consume(struct tb_talk *t, const uint8_t *data, size_t n)
{
	struct tb_app_dir *d = tb_talk_dir(t);
	size_t at = 0, used;

	while (at < n) {
		if (d->flags & (TB_DIR_QUIET | TB_DIR_REJECTED | TB_DIR_LOST))
			return n;
		if (d->skip != 0) {
			at += pass(t, n - at < d->skip ? (uint32_t)(n - at) : d->skip);
		} else if (t->app->machine == TB_PROTO_UNKNOWN) {
			if (!recognise(t, data + at, n - at))
				return at;
		} else {
			used = read_item(t, data + at, n - at);
			if (used == 0)
				return at;
			at += used;
		}
	}
	return n;
}

/* Completes a waiting item with the bytes that follow it.  Returns how many of them
 * were dealt with or are waiting too. */
static size_t continue_head(struct tb_talk *t, const uint8_t *data, size_t n)
{
	uint8_t *place = head_place(t);
	const uint8_t *held;
	size_t had, added, used;

	held = tb_head_bytes(t->pool, place, &had);
	if (held == NULL) {
		tb_talk_lose(t);
		return n;
	}
	added = tb_head_append(t->pool, place, data, n);
	used = consume(t, held, had + added);
	if (*place == 0)	/* it all ended meanwhile */
		return n;
	if (used >= had) {
		tb_head_free(t->pool, place);
		return used - had;
	}
	if (used == 0 && added == 0) {
		tb_talk_give_up(t);
		return n;
	}
	tb_head_shift(t->pool, place, used);
	return added;
}

/* Takes the new bytes of a direction. */
static void deliver(struct tb_talk *t, const uint8_t *data, size_t n)
{
	uint8_t *place = head_place(t);
	size_t used;

	while (*place != 0 && n != 0) {
		used = continue_head(t, data, n);
		data += used;
		n -= used;
	}
	if (n == 0)
		return;
	used = consume(t, data, n);
	if (used < n)
		tb_head_hold(t->pool, place, data + used, n - used);
}

/* n bytes of the stream were not captured, or not yet. */
static void hole(struct tb_talk *t, uint32_t n)
{
	struct tb_app_dir *d = tb_talk_dir(t);

	if (d->flags & (TB_DIR_QUIET | TB_DIR_REJECTED | TB_DIR_LOST))
		return;
	if (d->skip >= n)
		pass(t, n);
	else
		tb_talk_lose(t);
}

/* Does a segment of a direction that lost track begin a message? */
static bool find_again(struct tb_talk *t, const uint8_t *data, uint32_t n)
{
	struct tb_app_dir *d = tb_talk_dir(t);

	if (!machines[t->app->machine]->found(t, rd_over(data, n))) {
		t->app->flags |= TB_APP_BLIND;
		return false;
	}
	d->flags &= (uint8_t)~TB_DIR_LOST;
	return true;
}

/*
 * Moves `next` to the end of the segment and counts a hole before it.  Returns how
 * many bytes at the segment's front were there before; len if nothing is new.
 */
static uint32_t advance(struct tb_talk *t, uint32_t seq, uint32_t len)
{
	struct tb_app_dir *d = tb_talk_dir(t);
	uint32_t ahead = seq - d->next, before = d->next - seq;

	if (ahead != 0 && ahead <= FARTHEST_JUMP)
		hole(t, ahead);
	else if (before >= len)
		return len;	/* old, or far from the window */
	else if (before != 0) {
		d->next = seq + len;
		return before;
	}
	d->next = seq + len;
	return 0;
}

static void take(struct tb_talk *t, uint32_t seq, uint32_t len, const uint8_t *data,
		 uint32_t captured)
{
	struct tb_app_dir *d = tb_talk_dir(t);
	uint32_t old = advance(t, seq, len);

	if (old >= len || d->flags & (TB_DIR_QUIET | TB_DIR_REJECTED))
		return;
	len -= old;
	captured = captured > old ? captured - old : 0;
	if (captured != 0)
		data += old;
	if (d->flags & TB_DIR_LOST && !find_again(t, data, captured))
		return;
	deliver(t, data, captured);
	if (len > captured)
		hole(t, len - captured);
}

/* A lone NUL before anything else is the garbage byte of a keepalive probe
 * (RFC 1122 section 4.2.3.6), not how a stream is ever cut. */
static bool is_probe(uint32_t len, const uint8_t *data, uint32_t captured)
{
	struct tb_reader r = rd_over(data, captured);

	return len == 1 && rd_peek(&r, 0) <= 0;
}

void tb_app_expect(struct tb_app *app, unsigned dir, uint32_t seq)
{
	struct tb_app_dir *d = &app->dir[dir & 1];

	if (tb_app_seen(app, dir & 1))
		return;
	d->flags |= TB_DIR_STARTED;
	d->next = seq;
}

void tb_app_payload(struct tb_app *app, struct tb_app_pool *pool, unsigned dir,
		    const uint16_t port[2], uint32_t seq, uint32_t len,
		    const uint8_t *data, uint32_t captured)
{
	struct tb_app_dir *d = &app->dir[dir & 1];
	struct tb_talk t = { app, pool, dir & 1, port };

	if (len == 0 || d->flags & (TB_DIR_QUIET | TB_DIR_REJECTED))
		return;
	if (d->skip > len && d->next == seq) {
		d->next += len;
		d->skip -= len;
		return;
	}
	if (d->next == seq && captured >= len &&
	    (d->flags & (TB_DIR_STARTED | TB_DIR_LOST)) == TB_DIR_STARTED) {
		app->flags |= t.dir == 0 ? TB_APP_SEEN_0 : TB_APP_SEEN_1;
		d->next = seq + len;
		deliver(&t, data, len);
		return;
	}
	if (captured > len)
		captured = len;
	if (!(d->flags & TB_DIR_STARTED)) {
		if (is_probe(len, data, captured))
			return;
		d->flags |= TB_DIR_STARTED;
		d->next = seq;
	}
	app->flags |= t.dir == 0 ? TB_APP_SEEN_0 : TB_APP_SEEN_1;
	take(&t, seq, len, data, captured);
}

void tb_app_release(struct tb_app *app, struct tb_app_pool *pool)
{
	for (unsigned i = 0; i < 2; i++)
		tb_head_free(pool, &app->head[i]);
}
