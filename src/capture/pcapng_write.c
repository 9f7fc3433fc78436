/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * pcapng_write.c - packets into a pcapng file
 *
 * The format is draft-ietf-opsawg-pcapng; section numbers are its.  A block is made in memory,
 * whole, and its length is put in when it is known; only whole blocks are handed to the
 * system.  So who reads the file while it is written, or after we were killed, finds blocks
 * and no pieces of them.
 *
 * An interface is described when its first packet comes, by what its packets have in common:
 * index, link type, snapshot length and name.  Files that agree in all of it share a
 * description, as the files of a rotated set do: to whoever reads their packets as one timeline
 * they are one interface.
 *
 * Two things would not fit otherwise and get a description of their own: frames that are
 * longer than the snapshot length that their file states, and times before 1970, since
 * ticks have no sign (if_tsoffset).
 */
#define _DEFAULT_SOURCE
#include "pcapng_write.h"

#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <sys/types.h>
#include <unistd.h>

#include "file.h"
#include "pcapng.h"
#include "pcapng_option.h"

enum {
	BLOCK_INTERFACE = 1,
	BLOCK_PACKET = 6,
	BLOCK_FRAME = 12,	/* bytes of type and both lengths */
	PACKET_FIXED = 20,	/* interface, time, lengths */
	NANOSECONDS = 9,	/* if_tsresol */
	FULL = 256 << 10,	/* bytes that may wait */
	CHAINS = 4096,		/* of interfaces: a hostile file has 65,536 of them */
	BLOCK_MAX = TB_STREAM_NEED_MAX	/* more is not read by us, nor by others */
};

/* Seconds: the earliest whole one that a tb_time can say; so ticks from there fit one, too. */
static const int64_t before_1970 = INT64_MIN / TB_SECOND;

struct described {
	uint32_t index, link_type, snaplen;
	bool early;		/* times are before 1970 */
	char *name;		/* owned; NULL: none */
	uint32_t before;	/* number of one with the same index, modulo CHAINS, plus one */
};

struct tb_ng_writer {
	int fd;
	bool at_once;
	int error;
	bool (*has_room)(void *user, size_t n);	/* NULL: the system waits for it */
	void *user;
	uint8_t *at;		/* what waits: whole blocks, and one in the making */
	size_t n, room;
	size_t block;		/* where the whole ones end, and the one in the making begins */
	bool full;		/* there was no memory for it */
	struct described *interface;
	uint32_t n_interface, interface_room, last;
	uint32_t newest[CHAINS];	/* number plus one, by index modulo that; 0: none */
};

/* Blocks ----------------------------------------------------------------------- */

/* Room for n bytes more, or NULL. */
static uint8_t *make_room(struct tb_ng_writer *w, size_t n)
{
	size_t room = w->room;
	uint8_t *bigger;

	while (room - w->n < n)
		room *= 2;
	if (room != w->room) {
		bigger = realloc(w->at, room);
		w->full = w->full || bigger == NULL;
		if (bigger == NULL)
			return NULL;
		w->at = bigger;
		w->room = room;
	}
	return w->at + w->n;
}

/* Little-endian, the low `size` bytes of it. */
static void put(struct tb_ng_writer *w, uint64_t value, size_t size)
{
	uint8_t *to = make_room(w, size);

	if (to == NULL)
		return;
	for (size_t i = 0; i < size; i++)
		to[i] = (uint8_t)(value >> 8 * i);
	w->n += size;
}

/* Bytes, and what is missing to a multiple of four. */
static void put_padded(struct tb_ng_writer *w, const void *bytes, uint32_t n)
{
	uint32_t padding = tb_ng_padding(n);
	uint8_t *to = make_room(w, (size_t)n + padding);

	if (to == NULL)
		return;
	if (n > 0)
		memcpy(to, bytes, n);
	memset(to + n, 0, padding);
	w->n += (size_t)n + padding;
}

static void put_option(struct tb_ng_writer *w, uint16_t code, const void *bytes, size_t n)
{
	if (n > UINT16_MAX)
		n = UINT16_MAX;
	put(w, code, 2);
	put(w, n, 2);
	put_padded(w, bytes, (uint32_t)n);
}

static void begin_block(struct tb_ng_writer *w, uint32_t type)
{
	put(w, type, 4);
	put(w, 0, 4);
}

static void end_block(struct tb_ng_writer *w)
{
	size_t length = w->n - w->block + 4;

	put(w, length, 4);
	if (w->full)
		return;
	w->n = w->block + 4;
	put(w, length, 4);	/* where there is room already */
	w->block = w->n = w->block + length;
}

/* The system ------------------------------------------------------------------- */

/* Of what waits only a part went out; a file can be made to end where that began. */
static void take_back(const struct tb_ng_writer *w, size_t n)
{
	off_t end = lseek(w->fd, 0, SEEK_CUR);

	if (end >= (off_t)n && ftruncate(w->fd, end - (off_t)n) == 0)
		(void)lseek(w->fd, end - (off_t)n, SEEK_SET);
}

static ssize_t write_some(const struct tb_ng_writer *w, const uint8_t *bytes, size_t n)
{
	if (w->has_room != NULL && n > PIPE_BUF)
		n = PIPE_BUF;
	if (w->has_room == NULL || w->has_room(w->user, n))
		return write(w->fd, bytes, n);
	errno = ETIMEDOUT;
	return -1;
}

bool tb_ng_write_out(struct tb_ng_writer *w)
{
	size_t done = 0;

	while (w->error == 0 && done < w->n) {
		const ssize_t n = write_some(w, w->at + done, w->n - done);

		if (n >= 0)
			done += (size_t)n;
		else if (errno != EINTR)
			w->error = errno;
	}
	if (w->error != 0 && done > 0)
		take_back(w, done);
	w->n = w->block = 0;
	return w->error == 0;
}

/* Its blocks are made; those before may have failed.  Without memory for the last one, the whole
 * ones before it go out. */
static bool finish(struct tb_ng_writer *w)
{
	if (w->full && w->error == 0) {
		w->n = w->block;
		if (tb_ng_write_out(w))
			w->error = ENOMEM;
	}
	if (w->error != 0)
		return false;
	return (w->n < FULL && !w->at_once) || tb_ng_write_out(w);
}

/* Section header, 4.1, of a length that is not told. */
static void begin_section(struct tb_ng_writer *w)
{
	static const char application[] = "tcpblame " TB_VERSION;

	begin_block(w, TB_NG_SECTION);
	put(w, 0x1a2b3c4d, 4);
	put(w, 1, 2);
	put(w, 0, 2);
	put(w, UINT64_MAX, 8);
	put_option(w, TB_NG_OPT_USERAPPL, application, sizeof(application) - 1);
	put_option(w, TB_NG_OPT_END, NULL, 0);
	end_block(w);
}

struct tb_ng_writer *tb_ng_writer_new(int fd, bool at_once)
{
	struct tb_ng_writer *w = calloc(1, sizeof(*w));

	if (w == NULL)
		return NULL;
	w->fd = fd;
	w->at_once = at_once;
	w->room = FULL;
	w->at = malloc(w->room);
	if (w->at == NULL) {
		free(w);
		return NULL;
	}
	begin_section(w);
	(void)finish(w);
	return w;
}

void tb_ng_writer_wait(struct tb_ng_writer *w, bool (*has_room)(void *user, size_t n), void *user)
{
	w->has_room = has_room;
	w->user = user;
}

void tb_ng_writer_free(struct tb_ng_writer *w)
{
	if (w == NULL)
		return;
	for (uint32_t i = 0; i < w->n_interface; i++)
		free(w->interface[i].name);
	free(w->interface);
	free(w->at);
	free(w);
}

int tb_ng_writer_error(const struct tb_ng_writer *w)
{
	return w->error;
}

/* Interfaces ------------------------------------------------------------------- */

static bool same_name(const char *a, const char *b)
{
	return a == NULL || b == NULL ? a == b : strcmp(a, b) == 0;
}

static bool is_described(const struct described *d, const struct described *by)
{
	return d->index == by->index && d->link_type == by->link_type &&
	       d->snaplen == by->snaplen && d->early == by->early &&
	       same_name(d->name, by->name);
}

/* Interface description, 4.2 */
static void describe(struct tb_ng_writer *w, const struct described *d, const char *called)
{
	const uint8_t resolution = NANOSECONDS;

	begin_block(w, BLOCK_INTERFACE);
	put(w, d->link_type, 2);
	put(w, 0, 2);
	put(w, d->snaplen, 4);
	if (called != NULL)
		put_option(w, TB_NG_OPT_IF_NAME, called, strlen(called));
	put_option(w, TB_NG_OPT_IF_TSRESOL, &resolution, 1);
	if (d->early) {
		put(w, TB_NG_OPT_IF_TSOFFSET, 2);
		put(w, 8, 2);
		put(w, (uint64_t)before_1970, 8);
	}
	put_option(w, TB_NG_OPT_END, NULL, 0);
	end_block(w);
}

static bool add(struct tb_ng_writer *w, const struct described *d, const char *called)
{
	uint32_t room = w->interface_room > 0 ? 2 * w->interface_room : 8;
	char *name = d->name != NULL ? strdup(d->name) : NULL;
	struct described *bigger;

	if (d->name != NULL && name == NULL)
		return false;
	if (w->n_interface == w->interface_room) {
		bigger = realloc(w->interface, room * sizeof(*bigger));
		if (bigger == NULL) {
			free(name);
			return false;
		}
		w->interface = bigger;
		w->interface_room = room;
	}
	w->last = w->n_interface++;
	w->interface[w->last] = *d;
	w->interface[w->last].name = name;
	w->interface[w->last].before = w->newest[d->index % CHAINS];
	w->newest[d->index % CHAINS] = w->n_interface;
	describe(w, d, called);
	return true;
}

bool tb_ng_write_interface(struct tb_ng_writer *w, uint32_t link_type)
{
	const struct described d = { .link_type = link_type };

	w->full = w->full || !add(w, &d, NULL);
	return finish(w);
}

/* Makes the packet's interface the last one that was used; false: no memory. */
static bool find_interface(struct tb_ng_writer *w, const struct tb_frame *f,
			   const struct tb_interface *i, const char *called)
{
	const struct described d = {
		.index = f->interface,
		.link_type = f->link_type,
		.snaplen = f->captured > i->snaplen ? 0 : i->snaplen,
		.early = f->time.ns < 0,
		.name = (char *)(uintptr_t)i->name,	/* only looked at */
	};

	if (w->last < w->n_interface && is_described(&d, &w->interface[w->last]))
		return true;
	for (uint32_t n = w->newest[d.index % CHAINS]; n != 0; n = w->interface[n - 1].before)
		if (is_described(&d, &w->interface[n - 1])) {
			w->last = n - 1;
			return true;
		}
	return add(w, &d, called);
}

/* Packets ---------------------------------------------------------------------- */

/* Bytes that a comment takes. */
static size_t comment_size(size_t n)
{
	return TB_NG_OPT_HEAD + n + tb_ng_padding((uint32_t)n);
}

/* A comment that the packet had; false: there is no room for it, nor for more. */
static bool put_own(struct tb_ng_writer *w, const void *text, size_t n, size_t *room)
{
	if (comment_size(n) > *room)
		return false;
	*room -= comment_size(n);
	put_option(w, TB_NG_OPT_COMMENT, text, n);
	return true;
}

/* Those that the packet had. */
static void put_own_comments(struct tb_ng_writer *w, const struct tb_frame *f, size_t room)
{
	struct tb_reader more;

	if (f->comment == NULL || !put_own(w, f->comment, f->comment_len, &room))
		return;
	more = rd_over((const uint8_t *)f->comment + f->comment_len, f->comment_more);
	rd_skip(&more, tb_ng_padding(f->comment_len));
	for (struct tb_ng_option o; tb_ng_next_option(f->comment_big, &more, &o);)
		if (o.code == TB_NG_OPT_COMMENT && !put_own(w, o.value.at, o.length, &room))
			return;
}

static size_t size_of(const struct tb_ng_comment *comment, size_t n)
{
	size_t size = 0;

	for (size_t i = 0; i < n; i++)
		size += comment_size(comment[i].len < TB_NG_COMMENT_MAX ? comment[i].len
									: TB_NG_COMMENT_MAX);
	return size;
}

/* Since 1970, or the beginning of time for what was before. */
static uint64_t ticks_of(tb_time t)
{
	const int64_t earliest = before_1970 * TB_SECOND;

	if (t.ns >= 0)
		return (uint64_t)t.ns;
	return t.ns > earliest ? (uint64_t)(t.ns - earliest) : 0;
}

/* Enhanced packet, 4.3 */
static void put_packet(struct tb_ng_writer *w, const struct tb_frame *f,
		       const struct tb_ng_comment *comment, size_t n)
{
	uint64_t ticks = ticks_of(f->time);
	size_t needed = BLOCK_FRAME + PACKET_FIXED + f->captured + size_of(comment, n) +
			2 * TB_NG_OPT_HEAD;

	begin_block(w, BLOCK_PACKET);
	put(w, w->last, 4);
	put(w, ticks >> 32, 4);
	put(w, ticks & UINT32_MAX, 4);
	put(w, f->captured, 4);
	put(w, f->original > f->captured ? f->original : f->captured, 4);
	put_padded(w, f->data, f->captured);
	put_own_comments(w, f, needed < BLOCK_MAX ? BLOCK_MAX - needed : 0);
	for (size_t i = 0; i < n; i++)
		put_option(w, TB_NG_OPT_COMMENT, comment[i].text, comment[i].len);
	if (n > 0 || f->comment != NULL)
		put_option(w, TB_NG_OPT_END, NULL, 0);
	end_block(w);
}

bool tb_ng_write_packet(struct tb_ng_writer *w, const struct tb_frame *f,
			const struct tb_interface *i, const char *called,
			const struct tb_ng_comment *comment, size_t n)
{
	if (w->error != 0)
		return false;
	if (find_interface(w, f, i, called))
		put_packet(w, f, comment, n);
	else
		w->full = true;
	return finish(w);
}
