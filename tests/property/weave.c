/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * weave.c - connections of strangers do not influence each other
 *
 * Two samples are woven into one capture, the second moved in time so that both begin
 * together, and to other addresses, since connections of one host do bear witness for each
 * other.  What is said of each must be what is said of it alone, if the clock goes on to the
 * same end.  Pairs that share a connection's addresses and ports even so are left out.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "property/sample.h"
#include "wire/decode.h"

enum { PARTNERS = 4 }; /* of every sample */

/* Which frames bear which connection ------------------------------------------------ */

static bool segment_of(const struct tb_frame *f, union tb_decoded *out)
{
	return tb_decode(f, NULL, out) == TB_DECODE_OK;
}

static bool same_end(const struct tb_endpoint *a, const struct tb_endpoint *b)
{
	return a->port == b->port && memcmp(&a->addr, &b->addr, sizeof(a->addr)) == 0;
}

static bool same_flow(const struct tb_segment *a, const struct tb_segment *b)
{
	return (same_end(&a->src, &b->src) && same_end(&a->dst, &b->dst)) ||
	       (same_end(&a->src, &b->dst) && same_end(&a->dst, &b->src));
}

static bool share_a_flow(const struct sample *a, const struct sample *b)
{
	union tb_decoded x, y;

	for (size_t i = 0; i < a->n; i++)
		for (size_t k = 0; segment_of(&a->frame[i], &x) && k < b->n; k++)
			if (segment_of(&b->frame[k], &y) &&
			    same_flow(&x.segment, &y.segment))
				return true;
	return false;
}

/* Moving house ----------------------------------------------------------------------- */

struct tenants {
	struct tb_addr addr[64];
	size_t n;
};

static void add_tenant(struct tenants *t, const struct tb_addr *addr)
{
	for (size_t i = 0; i < t->n; i++)
		if (memcmp(&t->addr[i], addr, sizeof(*addr)) == 0)
			return;
	if (t->n < sizeof(t->addr) / sizeof(t->addr[0]))
		t->addr[t->n++] = *addr;
}

/* If an address begins there its 16-bit words get another order, which no checksum
 * notices.  Returns how many bytes are done. */
static size_t move_if_address(const struct tenants *t, uint8_t *at, size_t len)
{
	for (size_t i = 0; i < t->n; i++) {
		size_t n = tb_addr_is_v4(&t->addr[i]) ? 4 : 16;
		const uint8_t *from = t->addr[i].byte + 16 - n;

		if (n > len || memcmp(at, from, n) != 0)
			continue;
		memcpy(at, from + 2, n - 2);
		memcpy(at + n - 2, from, 2);
		return n;
	}
	return 1;
}

/* The sample as if its ends had other addresses; free it. */
static struct sample moved(const struct sample *s)
{
	struct sample copy = *s;
	struct tenants tenants = { .n = 0 };
	union tb_decoded decoded;

	copy.frame = calloc(s->n, sizeof(*copy.frame));
	if (copy.frame == NULL)
		fail("calloc");
	for (size_t i = 0; i < s->n; i++)
		if (segment_of(&s->frame[i], &decoded)) {
			add_tenant(&tenants, &decoded.segment.src.addr);
			add_tenant(&tenants, &decoded.segment.dst.addr);
		}
	for (size_t i = 0; i < s->n; i++) {
		struct tb_frame *f = &copy.frame[i];

		*f = frame_copy(&s->frame[i], UINT32_MAX);
		for (size_t at = 0; at < f->captured;)
			at += move_if_address(&tenants, (uint8_t *)(uintptr_t)f->data + at,
					      f->captured - at);
	}
	return copy;
}

/* Alone and together ------------------------------------------------------------------ */

/* A strand of the weave: its frames are of file `file`, and later by `shift`. */
struct strand {
	const struct sample *sample;
	uint32_t file;
	tb_span shift;
	size_t at; /* next frame */
};

static struct tb_frame frame_of(const struct strand *s, size_t i)
{
	struct tb_frame f = s->sample->frame[i];

	f.time.ns += s->shift;
	f.file = s->file;
	return f;
}

static char *words_alone(struct court *c, const struct strand *s, tb_time end)
{
	trial_open(c, 1);
	for (size_t i = 0; i < s->sample->n; i++) {
		struct tb_frame f = frame_of(s, i);

		show_frame(c, &f);
	}
	tb_engine_tick(c->engine, end);
	trial_close(c);
	c->n_groups = 0;	/* of the woven ones nobody says whose they are */
	return words_of(c);
}

static bool comes_first(const struct strand *a, const struct strand *b)
{
	if (a->at == a->sample->n || b->at == b->sample->n)
		return b->at == b->sample->n;
	return frame_of(a, a->at).time.ns <= frame_of(b, b->at).time.ns;
}

static void show_woven(struct court *c, struct strand s[2])
{
	while (s[0].at < s[0].sample->n || s[1].at < s[1].sample->n) {
		struct strand *next = comes_first(&s[0], &s[1]) ? &s[0] : &s[1];
		struct tb_frame f = frame_of(next, next->at++);

		show_frame(c, &f);
	}
}

/* Keeps what was said of one strand. */
static void keep_file(struct court *to, const struct court *from, uint32_t file)
{
	to->n = to->n_groups = 0;
	for (size_t i = 0; i < from->n; i++)
		if (from->verdict[i].v.flow.first_frame.file == file)
			to->verdict[to->n++] = from->verdict[i];
	for (size_t i = 0; i < to->n; i++)
		to->verdict[i].v.rst = to->verdict[i].rst;
}

static unsigned check_strand(struct court *c, struct court *part, const struct court *woven,
			     const struct strand *s, const struct sample *other,
			     tb_time end)
{
	char title[512], *alone = words_alone(c, s, end), *found;
	bool same;

	keep_file(part, woven, s->file);
	found = words_of(part);
	snprintf(title, sizeof(title), "%s woven with %s", s->sample->name, other->name);
	same = same_words(title, alone, found);
	free(alone);
	free(found);
	return !same;
}

static unsigned check_pair(struct court court[3], const struct sample *a,
			   const struct sample *b)
{
	tb_span shift = tb_since(a->frame[0].time, b->frame[0].time);
	struct strand s[2] = { { a, 0, 0, 0 }, { b, 1, shift, 0 } };
	tb_time end = a->end;

	if (end.ns < b->end.ns + shift)
		end.ns = b->end.ns + shift;
	trial_open(&court[0], 1);
	show_woven(&court[0], s);
	trial_close(&court[0]);
	return check_strand(&court[1], &court[2], &court[0], &s[0], b, end) +
	       check_strand(&court[1], &court[2], &court[0], &s[1], a, end);
}

int main(int argc, char **argv)
{
	static struct court court[3];
	size_t n = (size_t)argc - 1, tried = 0;
	struct sample *s = samples_load(argv + 1, n);
	uint64_t seed = 20260222;
	unsigned wrong = 0;

	printf("seed %" PRIu64 "\n", seed);
	for (size_t i = 0; i < n; i++)
		for (unsigned k = 0; k < PARTNERS; k++) {
			const struct sample *other = &s[dice(&seed, (uint32_t)n)];
			struct sample away = moved(other);

			if (other != &s[i] && !share_a_flow(&s[i], &away)) {
				wrong += check_pair(court, &s[i], &away);
				tried++;
			}
			sample_free(&away);
		}
	samples_free(s, n);
	printf("%zu pairs, %u differences\n", tried, wrong);
	return wrong != 0 || tried == 0;
}
