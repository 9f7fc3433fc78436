/* SPDX-License-Identifier: BSD-3-Clause */
#define _POSIX_C_SOURCE 200809L
#include "report/hold.h"

#include <unistd.h>

enum { MOST_PIECE = 1 << 19 };	/* bytes; a piece is far shorter */

void tb_hold_init(struct tb_hold *h)
{
	h->file = tmpfile();
	h->written = 0;
	tb_text_init(&h->text, h->buf, sizeof(h->buf), NULL);
}

void tb_hold_free(struct tb_hold *h)
{
	if (h->file != NULL)
		fclose(h->file);
}

struct tb_piece tb_hold_begin(const struct tb_hold *h)
{
	return (struct tb_piece){ .at = h->written + tb_text_len(&h->text) };
}

/* Moves what is in memory into the file; if that does not work out, it stays. */
static void move(struct tb_hold *h)
{
	size_t n = tb_text_len(&h->text), done = 0;

	while (done < n) {
		ssize_t some = pwrite(fileno(h->file), h->buf + done, n - done,
				      (off_t)(h->written + done));

		if (some <= 0)
			return;
		done += (size_t)some;
	}
	h->written += n;
	tb_text_clear(&h->text);
}

bool tb_hold_end(struct tb_hold *h, struct tb_piece *piece)
{
	uint64_t end = h->written + tb_text_len(&h->text);

	if (h->text.cut) {
		tb_text_cut_back(&h->text, (size_t)(piece->at - h->written));
		return false;
	}
	piece->len = (uint32_t)(end - piece->at);
	if (tb_text_left(&h->text) < MOST_PIECE)
		move(h);
	return true;
}

bool tb_hold_release(const struct tb_hold *h, const struct tb_piece *piece, struct tb_text *out)
{
	char buf[4096];
	uint64_t at = piece->at, end = at + piece->len;

	if (at >= h->written) {
		tb_text_bytes(out, h->buf + (at - h->written), piece->len);
		return true;
	}
	while (at < end) {
		size_t want = end - at < sizeof(buf) ? (size_t)(end - at) : sizeof(buf);
		ssize_t n = pread(fileno(h->file), buf, want, (off_t)at);

		if (n <= 0)
			return false;
		tb_text_bytes(out, buf, (size_t)n);
		at += (uint64_t)n;
	}
	return true;
}
