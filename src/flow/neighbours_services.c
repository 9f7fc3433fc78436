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

/* That is no longer the newest. */
static void keep_spell(struct tb_neighbours *n, const struct tb_service *v, uint32_t number)
{
	uint32_t slot = (uint32_t)(v - n->service), at = number % TB_SPELLS;

	n->spell[at * TB_SERVICES + slot] = v->spell;
	n->spell_ends[slot][at] = v->spell.last;
}

static void learn_way(struct tb_service *v, const struct tb_segment *s)
{
	if (s->env.travel == TB_TRAVEL_OUT)
		v->leaves = true;
	else if (s->env.travel == TB_TRAVEL_IN && v->came == 0)
		v->came = tb_ref_pack(s->ref);
}

void tb_service_shows(struct tb_neighbours *n, const struct tb_flow *f, uint64_t service,
		      const struct tb_segment *s, bool up, tb_time now)
{
	struct tb_service *v = tb_service_of(n, service);
	tb_packed_ref ref = tb_ref_pack(s->ref);
	struct tb_spell *spell = &v->spell;

	if (up)
		learn_way(v, s);

	if (v->n_spells == 0 || spell->up != up) {
		if (v->n_spells > 0)
			keep_spell(n, v, v->n_spells - 1);
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
	const tb_time *ends;		/* of these */
	uint32_t first, end;		/* numbers of those that are kept */
};

static struct spells spells_in(const struct tb_neighbours *n, uint32_t slot)
{
	struct spells out = {
		.of = &n->service[slot],
		.older = &n->spell[slot],
		.ends = n->spell_ends[slot],
	};

	out.end = out.of->n_spells;
	out.first = out.end > TB_SPELLS ? out.end - TB_SPELLS : 0;
	return out;
}

static struct spells spells_of(const struct tb_neighbours *n, const struct tb_asker *who)
{
	return who->served == TB_RECENT_NONE ? (struct spells){ 0 } : spells_in(n, who->served);
}

static const struct tb_spell *spell_at(const struct spells *s, uint32_t number)
{
	return number == s->end - 1 ? &s->of->spell : &s->older[number % TB_SPELLS * TB_SERVICES];
}

static tb_time end_of(const struct spells *s, uint32_t number)
{
	return number == s->end - 1 ? s->of->spell.last : s->ends[number % TB_SPELLS];
}

/* Every other one is. */
static bool is_up(const struct spells *s, uint32_t number)
{
	return s->of->spell.up ^ ((s->end - 1 - number) & 1);
}

/* Whether others are accepted is asked from the oldest on, and how old that is. */
void tb_service_fetch_spells(const struct tb_neighbours *n, uint32_t slot)
{
	struct spells s = spells_in(n, slot);

	tb_fetch(s.ends);
	tb_fetch(s.ends + TB_SPELLS / 2);
	tb_fetch(spell_at(&s, s.first));
	if (!is_up(&s, s.first))
		tb_fetch(spell_at(&s, s.first + 1));
}

/* Number of the first spell that lasts longer than until t, s->end if there is none.  They
 * are in order of time. */
static uint32_t first_beyond(const struct spells *s, tb_time t)
{
	uint32_t low = s->first, high = s->end;

	if (low == high || tb_since(s->of->spell.last, t) <= 0)
		return high;
	for (high--; low < high;) {
		uint32_t middle = low + (high - low) / 2;

		if (tb_since(s->ends[middle % TB_SPELLS], t) <= 0)
			low = middle + 1;
		else
			high = middle;
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
	/* two before is down, as the one of that number is */
	return number >= s->first + 2 && tb_since(t, end_of(s, number - 2)) <= TB_SECOND;
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

	if (number == s.end || !sure)
		return out;
	if (is_up(&s, number)) {
		out.down.answer = out.back.answer = TB_NO;
		return out;
	}
	if (refuses_now_and_then(&s, t, number))
		return out;
	out.down = refusal_after(spell_at(&s, number), t);
	if (number + 1 < s.end) {
		const struct tb_spell *up = spell_at(&s, number + 1);

		out.back = (struct tb_answered){ TB_YES, tb_since(up->first, t),
						 { out.down.frame[0], up->first_ref } };
	}
	return out;
}

/* Was another than that of f accepted in the spell within w of t?  At its ends surely; within,
 * if they come so densely that one must. */
static bool accepts_near(const struct spells *s, uint32_t number, const struct tb_flow *f,
			 tb_time t, tb_span w)
{
	const struct tb_spell *spell = spell_at(s, number);

	if (!is_up(s, number) || tb_since(t, end_of(s, number)) > w ||
	    tb_since(spell->first, t) > w || (spell->flow == f->id && spell->n == 1))
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

/* Two spells of refusals have one between them in which it accepts. */
struct tb_answered tb_neighbours_refuses_some(const struct tb_neighbours *n,
					      const struct tb_asker *who, tb_time t, tb_span w)
{
	struct tb_answered out = { 0 };
	struct spells s = spells_of(n, who);
	uint32_t down = s.first;

	while (down < s.end && (is_up(&s, down) || tb_since(t, end_of(&s, down)) > w))
		down++;
	if (s.end - down > 2 && tb_since(spell_at(&s, down + 2)->first, t) <= w) {
		tb_answer_yes(&out, spell_at(&s, down)->last_ref);
		tb_answer_yes(&out, spell_at(&s, down + 1)->first_ref);
		tb_answer_yes(&out, spell_at(&s, down + 2)->first_ref);
	}
	tb_answer_no(&out, s.of == NULL ? !n->services.forgot : reaches_back(&s, t, w));
	return out;
}

/* One spell is the answer: who does not ask for the count does not pay for the others. */
struct tb_answered tb_neighbours_accepts(const struct tb_neighbours *n, const struct tb_asker *who,
					 tb_time t, tb_span w)
{
	struct tb_answered out = { 0 };
	struct spells s = spells_of(n, who);
	int64_t accepted = 0;
	uint32_t first = s.first;

	while (first < s.end && !accepts_near(&s, first, who->flow, t, w))
		first++;
	for (uint32_t i = first; i < s.end; i++)
		if (accepts_near(&s, i, who->flow, t, w))
			accepted += others_accepted(&out, spell_at(&s, i), who->flow);
	out.n = accepted;
	out.answer = first < s.end ? TB_YES : TB_UNSEEN;
	tb_answer_no(&out, s.of == NULL ? !n->services.forgot : reaches_back(&s, t, w));
	return out;
}
