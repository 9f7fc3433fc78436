/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * neighbours_services.c - when each service accepted connections, and when it refused them
 *
 * The time of a service is a row of spells: in one all SYNs that were answered were
 * accepted, in the next all were refused.  A spell costs the same however many SYNs are in
 * it.
 */
#include "flow/neighbours_private.h"

struct tb_service *tb_service_of(struct tb_neighbours *n, uint64_t service)
{
	bool fresh;
	struct tb_service *v = &n->service[tb_recent_take(&n->services, service, &fresh)];

	if (fresh)
		*v = (struct tb_service){ 0 };
	return v;
}

static struct tb_spell *older(const struct tb_neighbours *n, const struct tb_service *v,
			      uint32_t number)
{
	return &n->spell[number % TB_SPELLS * TB_SERVICES + (uint32_t)(v - n->service)];
}

void tb_service_shows(struct tb_neighbours *n, const struct tb_flow *f, uint64_t service,
		      tb_packed_ref ref, bool up, tb_time now)
{
	struct tb_service *v = tb_service_of(n, service);
	struct tb_spell *spell = &v->spell;

	if (v->n_spells == 0 || spell->up != up) {
		if (v->n_spells > 0)
			*older(n, v, v->n_spells - 1) = *spell;
		v->n_spells++;
		*spell = (struct tb_spell){ .first = now, .first_ref = ref, .flow = f->id,
					    .up = up };
	}
	spell->last = now;
	spell->last_ref = ref;
	spell->n++;
}

/* Asking -------------------------------------------------------------------------- */

struct spells {
	const struct tb_service *of;	/* NULL: none, or forgotten */
	const struct tb_spell *older;	/* column of those before the newest */
	uint32_t first, end;		/* numbers of those that are kept */
};

static struct spells spells_of(const struct tb_neighbours *n, const struct tb_asker *who)
{
	struct spells out = { 0 };

	if (who->served == TB_RECENT_NONE)
		return out;
	out.of = &n->service[who->served];
	out.older = &n->spell[who->served];
	out.end = out.of->n_spells;
	out.first = out.end > TB_SPELLS ? out.end - TB_SPELLS : 0;
	return out;
}

static const struct tb_spell *older_at(const struct spells *s, uint32_t number)
{
	return &s->older[number % TB_SPELLS * TB_SERVICES];
}

static const struct tb_spell *spell_at(const struct spells *s, uint32_t number)
{
	if (number >= s->end)
		return NULL;
	return number == s->end - 1 ? &s->of->spell : older_at(s, number);
}

static bool lasts_beyond(const struct tb_spell *spell, tb_time t)
{
	return tb_since(spell->last, t) > 0;
}

/* Number of the first spell that lasts longer than until t, s->end if there is none.  They
 * are in order of time. */
static uint32_t first_beyond(const struct spells *s, tb_time t)
{
	uint32_t low = s->first, high = s->end;

	if (low == high || !lasts_beyond(&s->of->spell, t))
		return high;
	for (high--; low < high;) {
		uint32_t middle = low + (high - low) / 2;

		if (lasts_beyond(older_at(s, middle), t))
			high = middle;
		else
			low = middle + 1;
	}
	return low;
}

/* That in which the first answer after t lies; and whether it surely is the first. */
static uint32_t next_after(const struct spells *s, tb_time t, bool *sure)
{
	uint32_t i = first_beyond(s, t);

	*sure = i > s->first || s->first == 0;
	return i;
}

/* Had it refused others just before t, between which it accepted?  Who picks whom he refuses
 * does not go down by a refusal more. */
static bool refuses_now_and_then(const struct spells *s, tb_time t, uint32_t number)
{
	const struct tb_spell *before;

	if (number < s->first + 2)
		return false;
	before = spell_at(s, number - 2);	/* down, as the one of that number is */
	return tb_since(t, before->last) <= TB_SECOND;
}

/* The first refusal that is known of that spell after t. */
static struct tb_answered refusal_after(const struct tb_spell *down, tb_time t)
{
	bool first = tb_since(down->first, t) > 0;

	return (struct tb_answered){ TB_YES, tb_since(first ? down->first : down->last, t),
				     { first ? down->first_ref : down->last_ref } };
}

struct tb_outage tb_neighbours_outage(const struct tb_neighbours *n, const struct tb_asker *who,
				      tb_time t)
{
	struct tb_outage out = { 0 };
	struct spells s = spells_of(n, who);
	bool sure;
	uint32_t number = next_after(&s, t, &sure);
	const struct tb_spell *next = spell_at(&s, number), *up;

	if (next == NULL || !sure)
		return out;
	if (next->up) {
		out.down.answer = out.back.answer = TB_NO;
		return out;
	}
	if (refuses_now_and_then(&s, t, number))
		return out;
	out.down = refusal_after(next, t);
	up = spell_at(&s, number + 1);
	if (up != NULL)
		out.back = (struct tb_answered){ TB_YES, tb_since(up->first, t),
						 { out.down.frame[0], up->first_ref } };
	return out;
}

/* Was another than that of f accepted in the spell within w of t?  At its ends surely; within,
 * if they come so densely that one must. */
static bool accepts_near(const struct tb_spell *spell, const struct tb_flow *f, tb_time t, tb_span w)
{
	if (!spell->up || tb_since(t, spell->last) > w || tb_since(spell->first, t) > w ||
	    (spell->flow == f->id && spell->n == 1))
		return false;
	return tb_since(t, spell->first) <= w || tb_since(spell->last, t) <= w ||
	       tb_since(spell->last, spell->first) / spell->n <= w;
}

static bool reaches_back(const struct spells *s, tb_time t, tb_span w)
{
	return s->first == 0 || tb_since(t, spell_at(s, s->first)->first) > w;
}

/* Shows the others that were accepted in a spell, and counts them. */
static int64_t others_accepted(struct tb_answered *out, const struct tb_spell *spell,
			       const struct tb_flow *f)
{
	bool own = spell->flow == f->id;

	if (!own)
		tb_answer_yes(out, spell->first_ref);
	if (spell->n > 1)
		tb_answer_yes(out, spell->last_ref);
	return spell->n - own;
}

/* One spell is the answer: who does not ask for the count does not pay for the others. */
struct tb_answered tb_neighbours_accepts(const struct tb_neighbours *n, const struct tb_asker *who,
					 tb_time t, tb_span w)
{
	struct tb_answered out = { 0 };
	struct spells s = spells_of(n, who);
	int64_t accepted = 0;
	uint32_t first = s.first;

	while (first < s.end && !accepts_near(spell_at(&s, first), who->flow, t, w))
		first++;
	for (uint32_t i = first; i < s.end; i++)
		if (accepts_near(spell_at(&s, i), who->flow, t, w))
			accepted += others_accepted(&out, spell_at(&s, i), who->flow);
	out.n = accepted;
	out.answer = first < s.end ? TB_YES : TB_UNSEEN;
	tb_answer_no(&out, s.of == NULL ? !n->services.forgot : reaches_back(&s, t, w));
	return out;
}
