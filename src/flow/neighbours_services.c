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

static struct tb_spell *spell_of(const struct tb_neighbours *n, const struct tb_service *v,
				 uint32_t number)
{
	return &n->spell[number % TB_SPELLS * TB_SERVICES + (uint32_t)(v - n->service)];
}

void tb_service_shows(struct tb_neighbours *n, const struct tb_flow *f, tb_packed_ref ref,
		      bool up, tb_time now)
{
	struct tb_service *v = tb_service_of(n, tb_service_id(n, f));
	struct tb_spell *spell = spell_of(n, v, v->n_spells - 1);

	if (v->n_spells == 0 || spell->up != up) {
		spell = spell_of(n, v, v->n_spells++);
		*spell = (struct tb_spell){ .first = now, .first_ref = ref, .flow = f->id,
					    .up = up };
	}
	spell->last = now;
	spell->last_ref = ref;
	spell->n++;
}

/* Asking -------------------------------------------------------------------------- */

struct spells {
	const struct tb_neighbours *n;
	const struct tb_service *of;	/* NULL: none, or forgotten */
	uint32_t first, end;		/* numbers of those that are kept */
};

static struct spells spells_of(const struct tb_neighbours *n, const struct tb_flow *f)
{
	uint32_t slot = tb_recent_find(&n->services, tb_service_id(n, f));
	struct spells out = { .n = n };

	if (slot == TB_RECENT_NONE)
		return out;
	out.of = &n->service[slot];
	out.end = out.of->n_spells;
	out.first = out.end > TB_SPELLS ? out.end - TB_SPELLS : 0;
	return out;
}

static const struct tb_spell *spell_at(const struct spells *s, uint32_t number)
{
	return number < s->end ? spell_of(s->n, s->of, number) : NULL;
}

/* Number of the spell in which the first answer after t lies, s->end if there is none; and
 * whether it surely is the first. */
static uint32_t next_after(const struct spells *s, tb_time t, bool *sure)
{
	uint32_t i = s->first;

	while (i < s->end && tb_since(spell_at(s, i)->last, t) <= 0)
		i++;
	*sure = i > s->first || s->first == 0;
	return i;
}

/* The spell in which it is down next after t, and its number; NULL: it is not. */
static const struct tb_spell *next_down(const struct spells *s, tb_time t, uint32_t *number,
					struct tb_answered *out)
{
	bool sure;
	const struct tb_spell *spell;

	*number = next_after(s, t, &sure);
	spell = spell_at(s, *number);
	if (spell == NULL || !sure)
		return NULL;
	if (spell->up) {
		tb_answer_no(out, true);
		return NULL;
	}
	return spell;
}

/* A refusal of the spell that came after t. */
static tb_packed_ref refusal_after(const struct tb_spell *spell, tb_time t)
{
	return tb_since(spell->first, t) > 0 ? spell->first_ref : spell->last_ref;
}

struct tb_answered tb_neighbours_went_down(const struct tb_neighbours *n,
					   const struct tb_flow *f, tb_time t)
{
	struct tb_answered out = { 0 };
	struct spells s = spells_of(n, f);
	uint32_t number;
	const struct tb_spell *spell = next_down(&s, t, &number, &out);

	if (spell == NULL)
		return out;
	tb_answer_yes(&out, refusal_after(spell, t));
	out.n = tb_since(tb_since(spell->first, t) > 0 ? spell->first : spell->last, t);
	return out;
}

struct tb_answered tb_neighbours_came_back(const struct tb_neighbours *n,
					   const struct tb_flow *f, tb_time t)
{
	struct tb_answered out = { 0 };
	struct spells s = spells_of(n, f);
	uint32_t number;
	const struct tb_spell *down = next_down(&s, t, &number, &out), *up;

	up = down == NULL ? NULL : spell_at(&s, number + 1);
	if (up == NULL)
		return out;
	tb_answer_yes(&out, refusal_after(down, t));
	tb_answer_yes(&out, up->first_ref);
	out.n = tb_since(up->first, t);
	return out;
}

/* Do acceptances lie near t?  At the ends of a spell surely; within, if they come so
 * densely that one must. */
static bool accepts_near(const struct tb_spell *spell, tb_time t, tb_span w)
{
	tb_span after = tb_since(t, spell->first), before = tb_since(spell->last, t);
	tb_span apart = tb_since(spell->last, spell->first) / spell->n;

	if (!spell->up || after < -w || before < -w)
		return false;
	return after <= w || before <= w || apart <= w;
}

static bool reaches_back(const struct spells *s, tb_time t, tb_span w)
{
	return s->first == 0 || tb_since(t, spell_at(s, s->first)->first) > w;
}

struct tb_answered tb_neighbours_accepts(const struct tb_neighbours *n, const struct tb_flow *f,
					 tb_time t, tb_span w)
{
	struct tb_answered out = { 0 };
	struct spells s = spells_of(n, f);
	int64_t accepted = 0;

	for (uint32_t i = s.first; i < s.end; i++) {
		const struct tb_spell *spell = spell_at(&s, i);
		bool own = spell->flow == f->id;

		if ((own && spell->n == 1) || !accepts_near(spell, t, w))
			continue;
		if (!own)
			tb_answer_yes(&out, spell->first_ref);
		if (spell->n > 1)
			tb_answer_yes(&out, spell->last_ref);
		accepted += spell->n - own;
	}
	out.n = accepted;
	tb_answer_no(&out, s.of == NULL ? !n->services.forgot : reaches_back(&s, t, w));
	return out;
}
