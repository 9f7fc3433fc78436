/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * twice.c - a capture that holds every frame twice tells the same story
 *
 * As a mirror port with both directions of both links has it: each frame comes again
 * 10 us later, among the frames that follow.  Side, phase, effect and harm must be
 * those of the capture without copies, and each RST must be there twice, the second
 * time as a copy.
 */
#include <stdio.h>
#include <stdlib.h>

#include "property/sample.h"

static const tb_span apart = 10 * TB_MICROSECOND;

/* The frames of the sample in their order, each one's copy among them as time wants it,
 * and numbered anew. */
static struct tb_frame *doubled(const struct sample *s)
{
	struct tb_frame *f = calloc(2 * s->n, sizeof(*f));
	size_t at = 0, copied = 0;

	if (f == NULL)
		fail("calloc");
	for (size_t i = 0; i <= s->n; i++) {
		while (copied < i && (i == s->n || s->frame[copied].time.ns + apart <=
							   s->frame[i].time.ns)) {
			f[at] = s->frame[copied++];
			f[at++].time.ns += apart;
		}
		if (i < s->n)
			f[at++] = s->frame[i];
	}
	for (size_t i = 0; i < at; i++)
		f[i].number = i + 1;
	return f;
}

static void try_twice(struct court *c, const struct sample *s)
{
	struct tb_frame *f = doubled(s);

	trial_open(c, 1);
	for (size_t i = 0; i < 2 * s->n; i++)
		show_frame(c, &f[i]);
	trial_close(c);
	free(f);
}

/* Linux answers each of several segments by RSTs that are equal to the bit, without an IP
 * ID; which of them are copies then cannot be told. */
static bool has_equal_rsts(const struct tb_verdict *v)
{
	for (size_t i = 1; i < v->n_rst; i++)
		for (size_t k = 0; k < i; k++)
			if (v->rst[i].role != TB_ROLE_DUPLICATE && v->rst[i].ip_id == 0 &&
			    v->rst[k].ip_id == 0 && v->rst[i].from == v->rst[k].from &&
			    v->rst[i].seq == v->rst[k].seq &&
			    v->rst[i].ack == v->rst[k].ack &&
			    v->rst[i].flags == v->rst[k].flags)
				return true;
	return false;
}

static size_t count_copies(const struct tb_verdict *v)
{
	size_t n = 0;

	for (size_t i = 0; i < v->n_rst; i++)
		n += v->rst[i].role == TB_ROLE_DUPLICATE;
	return n;
}

static unsigned differ(const struct sample *s, const struct tb_rst *r, const char *what,
		       const char *once, const char *twice)
{
	printf("%s: frame %u: %s is %s, but %s where all is there twice\n", s->name,
	       (unsigned)r->frame.number, what, once, twice);
	return 1;
}

static unsigned check_verdict(const struct sample *s, const struct tb_verdict *once,
			      const struct tb_verdict *twice)
{
	const struct tb_rst *r = &once->rst[once->deciding],
			    *r2 = &twice->rst[twice->deciding];
	unsigned wrong = 0;

	if (r->time.ns != r2->time.ns)
		wrong += differ(s, r, "the deciding RST", "this", "another");
	if (r->from != r2->from)
		wrong += differ(s, r, "its sender", "one end", "the other");
	if (once->phase != twice->phase)
		wrong += differ(s, r, "phase", tb_phase_name(once->phase),
				tb_phase_name(twice->phase));
	if (r->effect != r2->effect)
		wrong += differ(s, r, "effect", tb_effect_name(r->effect),
				tb_effect_name(r2->effect));
	if (once->harm.verdict != twice->harm.verdict)
		wrong += differ(s, r, "harm", tb_harm_name(once->harm.verdict),
				tb_harm_name(twice->harm.verdict));
	if (2 * once->n_rst != twice->n_rst)
		wrong += differ(s, r, "the number of RSTs", "right", "not twice that");
	if (count_copies(twice) < once->n_rst + count_copies(once) ||
	    (count_copies(twice) > once->n_rst + count_copies(once) &&
	     !has_equal_rsts(once)))
		wrong += differ(s, r, "the number of copies", "right", "wrong");
	return wrong;
}

static unsigned check_sample(struct court court[2], const struct sample *s)
{
	unsigned wrong = 0;

	try_sample(&court[0], s);
	try_twice(&court[1], s);
	if (court[0].n != court[1].n) {
		printf("%s: %zu resets, but %zu where all is there twice\n", s->name,
		       court[0].n, court[1].n);
		return 1;
	}
	for (size_t i = 0; i < court[0].n; i++)
		wrong += check_verdict(s, &court[0].verdict[i].v, &court[1].verdict[i].v);
	return wrong;
}

int main(int argc, char **argv)
{
	static struct court court[2];
	size_t n = (size_t)argc - 1;
	struct sample *s = samples_load(argv + 1, n);
	unsigned wrong = 0;

	for (size_t i = 0; i < n; i++)
		wrong += check_sample(court, &s[i]);
	samples_free(s, n);
	printf("%zu samples, %u differences\n", n, wrong);
	return wrong != 0;
}
