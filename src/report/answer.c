/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * answer.c - what a whole report comes to, in a sentence
 *
 * "In 9 of the 12 disruptive resets among 340 connections, all with 10.0.0.9:5432, the server
 * reset the connection: likely its process had ended; the client's application meets
 * ECONNRESET.  3 more are told below: connection-refused 2, path-failure 1."
 *
 * It tells of the endings that did the most harm, and of those the deed that was done most
 * often.  That is the headline of these verdicts, hedged as that of the least sure of them, so
 * it claims no more than any of them; what is not the same of all of them it does not claim.
 * Other findings are named, so that nobody takes this one for the only one.
 */
#include <string.h>

#include "report/answer.h"
#include "report/run.h"

enum {
	DEEDS = 64,	/* that are told apart; further ones are not told of */
	NOTABLE = 10,	/* a server that has one in so many of them is named */
	NAMED = 3	/* causes of the others */
};

/* Resets with one headline, however sure, and of one harm; entries are in the order of
 * tb_order_group(). */
struct deed {
	const struct tb_entry *first;	/* of the server that has most of them */
	uint64_t n;
	uint64_t by_address, by_port;	/* those of the same server, and of the same port there */
	const struct tb_entry *least;	/* sure of its cause */
	enum tb_sureness of_maker;	/* of the least sure one */
	const char *meets[2];	/* what the application at each end does; NULL: nothing, or not
				 * the same */
};

static void say(struct tb_page *p, const char *words)
{
	tb_text_str(&p->para, words);
}

static void among(struct tb_page *p, const struct tb_summary *s)
{
	if (s->flows < 2)
		return;
	say(p, " among ");
	tb_text_count(&p->para, s->flows);
	say(p, " connections");
}

/* "In 9 of the 12 disruptive resets among 340 connections"; of a part: "resets reported" */
static void how_many(struct tb_page *p, const struct deed *d, const struct tb_summary *s,
		     bool part)
{
	static const struct {
		const char *in, *before, *after;
	} kinds[] = {
		[TB_HARM_UNKNOWN] = { "In ", "", " of unknown harm" },
		[TB_HARM_DISRUPTIVE] = { "In ", "disruptive ", "" },
		[TB_HARM_BENIGN] = { "Nothing was lost: in ", "benign ", "" },
	};
	_Static_assert(sizeof(kinds) / sizeof(kinds[0]) == TB_HARM_COUNT, "kinds[] lost step");
	enum tb_harm harm = d->first->plot.harm;
	uint64_t n = s->by_harm[harm];

	say(p, kinds[harm].in);
	if (n == 1) {
		say(p, "the only ");
	} else if (n == 2 && d->n == 2) {
		say(p, "both ");
	} else {
		if (d->n == n) {
			say(p, "all ");
		} else {
			tb_text_count(&p->para, d->n);
			say(p, " of the ");
		}
		tb_text_count(&p->para, n);
		say(p, " ");
	}
	say(p, s->resets == 1 ? "" : kinds[harm].before);
	say(p, n == 1 ? "reset" : "resets");
	say(p, s->resets == 1 ? "" : kinds[harm].after);
	say(p, part ? " reported" : "");
	among(p, s);
}

static void with_whom(struct tb_page *p, const struct deed *d)
{
	const struct tb_endpoint *server = &d->first->server;

	say(p, d->by_address < d->n ? " (with several servers" :
	       d->n > 2 ? ", all with " : d->n == 2 ? ", both with " : ", with ");
	if (d->by_port == d->n) {
		tb_text_endpoint(&p->para, server);
	} else if (d->by_address == d->n) {
		tb_text_addr(&p->para, &server->addr);
		say(p, ", several ports");
	} else if (d->by_port * NOTABLE >= d->n) {
		say(p, ", ");
		tb_text_count(&p->para, d->by_port);
		say(p, " with ");
		tb_text_endpoint(&p->para, server);
	}
	say(p, d->by_address < d->n ? "), " : ", ");
}

/* Of a cause that the headline does not tell. */
static void cause(struct tb_page *p, const struct deed *d)
{
	const struct tb_headline *h = &d->first->plot.headline;

	if (h->slug == NULL) {
		say(p, "; why is undetermined");
	} else if (h->title == NULL) {
		say(p, " (");
		say(p, tb_sureness_word(tb_sureness_of(d->least->confidence)));
		say(p, ": ");
		say(p, d->first->title);
		say(p, ")");
	}
}

static void error(struct tb_page *p, const struct deed *d)
{
	enum tb_side other = !d->first->plot.headline.from;
	const char *first = d->meets[other], *second = d->meets[!other];

	if (d->first->plot.harm == TB_HARM_BENIGN || (first == NULL && second == NULL))
		return;
	say(p, "; ");
	if (first != NULL && second != NULL && strcmp(first, second) == 0) {
		say(p, "the applications at both ends meet ");
		say(p, first);
		return;
	}
	for (unsigned i = 0; i < 2; i++) {
		enum tb_side side = i == 0 ? other : !other;

		if (d->meets[side] == NULL)
			continue;
		say(p, i == 1 && first != NULL ? ", the " : "the ");
		say(p, tb_report_side(side));
		say(p, i == 1 && first != NULL ? "'s " : "'s application meets ");
		say(p, d->meets[side]);
	}
}

/* One more of a deed. */
static void add(struct deed *d, const struct tb_entry *e)
{
	const struct tb_endpoint *server = &d->first->server;
	bool same = memcmp(&e->server.addr, &server->addr, sizeof(server->addr)) == 0;

	d->n++;
	d->by_address += same;
	d->by_port += same && e->server.port == server->port;
	d->least = e->confidence < d->least->confidence ? e : d->least;
	if (e->plot.headline.of_maker > d->of_maker)
		d->of_maker = e->plot.headline.of_maker;
	for (unsigned side = 0; side < 2; side++)
		if (d->meets[side] != NULL &&
		    (e->meets[side] == NULL || strcmp(e->meets[side], d->meets[side]) != 0))
			d->meets[side] = NULL;
}

static bool is_same(const struct tb_headline *a, const struct tb_headline *b)
{
	struct tb_headline as_sure = *b;

	as_sure.of_title = a->of_title;
	as_sure.of_maker = a->of_maker;
	return tb_headline_compare(a, &as_sure) == 0;
}

/* The deed of e among the n; a new one if it is there the first time.  NULL: no room. */
static struct deed *deed_of(struct deed *all, size_t *n, const struct tb_entry *e)
{
	for (size_t i = 0; i < *n; i++)
		if (is_same(&all[i].first->plot.headline, &e->plot.headline))
			return &all[i];
	if (*n == DEEDS)
		return NULL;
	all[*n] = (struct deed){ .first = e, .least = e, .meets = { e->meets[0], e->meets[1] } };
	return &all[(*n)++];
}

/* The deed that was done most often of those of one harm; false: there is none. */
static bool commonest(const struct tb_entry *at, size_t n, enum tb_harm harm, struct deed *out)
{
	struct deed all[DEEDS], *d;
	size_t n_all = 0;

	*out = (struct deed){ .n = 0 };
	for (size_t i = 0; i < n; i += at[i].alike) {
		if (at[i].plot.harm != harm || (d = deed_of(all, &n_all, &at[i])) == NULL)
			continue;
		for (uint64_t k = 0; k < at[i].alike; k++)
			add(d, &at[i + k]);
	}
	for (size_t i = 0; i < n_all; i++)
		if (all[i].n > out->n)
			*out = all[i];
	return out->n > 0;
}

static bool worst(const struct tb_entry *at, size_t n, struct deed *out)
{
	return commonest(at, n, TB_HARM_DISRUPTIVE, out) ||
	       commonest(at, n, TB_HARM_UNKNOWN, out) || commonest(at, n, TB_HARM_BENIGN, out);
}

static void deed(struct tb_page *p, const struct deed *d)
{
	struct tb_headline h = d->least->plot.headline;

	h.of_maker = d->of_maker;
	tb_headline_tell(p, &h);
}

/* What is no less bad than benign, unless all is, and another deed. */
static bool is_other(const struct deed *d, const struct tb_entry *e)
{
	enum tb_harm told = d->first->plot.harm, harm = e->plot.harm;

	return (harm != TB_HARM_BENIGN || told == TB_HARM_BENIGN) &&
	       (harm != told || !is_same(&d->first->plot.headline, &e->plot.headline));
}

/* " 3 more are told below: connection-refused 2, path-failure 1." */
static void others(struct tb_page *p, const struct deed *d, const struct tb_entry *at, size_t n)
{
	struct tb_report_tally causes = { .n = 0 };
	uint64_t more = 0;

	for (size_t i = 0; i < n; i++) {
		if (!is_other(d, &at[i]))
			continue;
		more++;
		tb_report_tally_cause(&causes, tb_story_cause(&at[i].plot.headline));
	}
	if (more == 0)
		return;
	say(p, " ");
	tb_page_number(p, more, "more is told below: ", "more are told below: ");
	tb_run_causes(p, &causes, NAMED);
	if (causes.n > NAMED) {
		say(p, " and ");
		tb_page_number(p, causes.n - NAMED, "other cause", "other causes");
	}
	say(p, ".");
}

void tb_answer_tell(struct tb_page *p, struct tb_entries *all, const struct tb_summary *s,
		    bool part)
{
	struct deed d;
	size_t groups = 0;

	if (all->n == 0)	/* nor is there memory for any */
		return;
	while (groups < all->n && all->at[groups].section == TB_SECTION_TOGETHER)
		groups++;
	tb_order_group(all->at + groups, all->n - groups);
	if (!worst(all->at + groups, all->n - groups, &d))
		return;
	how_many(p, &d, s, part);
	with_whom(p, &d);
	deed(p, &d);
	cause(p, &d);
	error(p, &d);
	say(p, ".");
	others(p, &d, all->at + groups, all->n - groups);
	tb_order_all(all);
}
