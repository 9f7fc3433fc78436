/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * less.c - who sees less is less sure, and never sure of something else
 *
 * Every sample is begun at every frame; and every sender of its resets is heard alone.  Where
 * the whole capture was sure of a maker or of a cause, or where this one is, both must name
 * the same, or this one none.
 *
 * That holds of connections that lost a part of their own.  One that is whole may have lost
 * the others that told what it was: of a health check that was captured alone nothing shows
 * that there are more.
 */
#include <stdio.h>
#include <string.h>

#include "property/sample.h"
#include "wire/decode.h"

static const double sure = 0.9;

enum maker { NOBODY, SENDER, STRANGER };	/* whichever end is taken for the client */

static const char *const maker_names[] = { "nobody", "its sender", "a third party" };

struct saying {
	bool said;
	uint64_t packets;	/* of the connection */
	enum maker by;
	double by_confidence;
	struct tb_weighed cause;
};

enum { FRAMES = 4096 };

static enum maker maker_of(const struct tb_verdict *v)
{
	if (v->origin.by == TB_ORIGIN_UNKNOWN)
		return NOBODY;
	return v->origin.by == TB_ORIGIN_THIRD_PARTY ? STRANGER : SENDER;
}

/* By number of the deciding frame. */
static void note_sayings(const struct court *c, struct saying *all)
{
	memset(all, 0, FRAMES * sizeof(*all));
	for (size_t i = 0; i < c->n; i++) {
		const struct tb_verdict *v = &c->verdict[i].v;
		uint64_t number = v->rst[v->deciding].frame.number;

		if (number < FRAMES)
			all[number] = (struct saying){
				true, v->flow.packets[0] + v->flow.packets[1],
				maker_of(v), v->origin.confidence,
				v->cause,
			};
	}
}

static unsigned compare(const struct sample *s, const char *how, size_t frame,
			const struct saying *whole, const struct saying *less)
{
	bool other_cause = is_other_cause(&whole->cause, &less->cause);
	bool other_maker = whole->by != less->by && less->by != NOBODY &&
			   (whole->by_confidence >= sure || less->by_confidence >= sure);

	if (other_cause)
		printf("%s %s, frame %zu: %s (%.2f), whole %s (%.2f)\n", s->name, how, frame,
		       less->cause.slug, less->cause.confidence, whole->cause.slug,
		       whole->cause.confidence);
	if (other_maker)
		printf("%s %s, frame %zu: %s (%.2f), whole %s (%.2f)\n", s->name, how, frame,
		       maker_names[less->by], less->by_confidence, maker_names[whole->by],
		       whole->by_confidence);
	return other_cause + other_maker;
}

static unsigned compare_all(const struct court *c, const struct sample *s, const char *how,
			    const struct saying *whole)
{
	static struct saying less[FRAMES];
	unsigned wrong = 0;

	note_sayings(c, less);
	for (size_t i = 0; i < FRAMES; i++)
		if (less[i].said && less[i].packets < whole[i].packets)
			wrong += compare(s, how, i, &whole[i], &less[i]);
	return wrong;
}

static unsigned begin_late(struct court *c, const struct sample *s, const struct saying *whole,
			   size_t first)
{
	char how[32];

	trial_open(c, 1);
	for (size_t i = first; i < s->n; i++)
		show_frame(c, &s->frame[i]);
	trial_close(c);
	snprintf(how, sizeof(how), "from frame %zu on", first + 1);
	return compare_all(c, s, how, whole);
}

static bool is_sent_by(const struct tb_frame *f, const struct tb_addr *addr)
{
	union tb_decoded decoded;

	return tb_decode(f, NULL, &decoded) != TB_DECODE_OK ||
	       memcmp(&decoded.segment.src.addr, addr, sizeof(*addr)) == 0;
}

static unsigned hear_one(struct court *c, const struct sample *s, const struct saying *whole,
			 const struct tb_addr *addr)
{
	trial_open(c, 1);
	for (size_t i = 0; i < s->n; i++)
		if (is_sent_by(&s->frame[i], addr))
			show_frame(c, &s->frame[i]);
	trial_close(c);
	return compare_all(c, s, "one direction only", whole);
}

static unsigned check_sample(struct court *c, const struct sample *s)
{
	static struct saying whole[FRAMES];
	struct tb_addr sender[COURT_VERDICTS];
	size_t n;
	unsigned wrong = 0;

	try_sample(c, s);
	note_sayings(c, whole);
	n = c->n;
	for (size_t i = 0; i < n; i++)
		sender[i] = c->verdict[i].v.flow.end[court_rst(c, i)->from].addr;
	for (size_t i = 0; i < n; i++)
		wrong += hear_one(c, s, whole, &sender[i]);
	for (size_t i = 1; i < s->n && i < FRAMES; i++)
		wrong += begin_late(c, s, whole, i);
	return wrong;
}

int main(int argc, char **argv)
{
	return check_samples(argc, argv, check_sample);
}
