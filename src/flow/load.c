/* SPDX-License-Identifier: BSD-3-Clause */
#include "flow/load.h"

#include "wire/fragment.h"

_Static_assert(TB_LOAD_BYTES >= TB_MAX_DATAGRAM + TB_MAX_FRAME + UINT8_MAX,
	       "any frame fits into an empty load");

static uint32_t smaller(uint32_t a, uint32_t b)
{
	return a < b ? a : b;
}

static const void *copy(struct tb_load *l, const void *from, uint32_t n)
{
	uint8_t *to = l->bytes + l->used;

	memcpy(to, from, n);
	l->used += n;
	return to;
}

static void keep(struct tb_load *l, struct tb_segment *s)
{
	const uint8_t *was = s->tcp;

	s->tcp = copy(l, was, tb_segment_captured(s));
	s->payload = s->tcp + (s->payload - was);
	if (s->has_comment) {
		s->comment_len = smaller(s->comment_len, UINT8_MAX);	/* more is not shown */
		s->comment = copy(l, s->comment, s->comment_len);
	}
}

/* Of so many frames the bytes fit for certain, one of them ending a datagram. */
static size_t fitting(const struct tb_load *l, const struct tb_frame *frame, size_t n)
{
	uint32_t room = TB_LOAD_BYTES - l->used, need = TB_MAX_DATAGRAM;
	size_t i;

	for (i = 0; i < n && i < TB_BATCH; i++) {
		need += smaller(frame[i].captured, TB_MAX_FRAME) + UINT8_MAX;
		if (need > room)
			break;
	}
	return i;
}

size_t tb_load_add(struct tb_load *l, struct tb_intake *k, const struct tb_frame *frame,
		   size_t n, enum tb_decode *outcome)
{
	struct tb_batch *b = &l->batch[l->n];
	size_t fit = l->n < TB_LOAD_BATCHES ? fitting(l, frame, n) : 0;

	if (fit == 0)
		return 0;
	fit = tb_batch_fill(b, k, frame, fit, outcome);
	if (l->n > 0)
		l->batch[l->n - 1].next = b;
	for (unsigned i = 0; i < b->n; i++)
		keep(l, &b->in[i].decoded.segment);
	l->n++;
	return fit;
}
