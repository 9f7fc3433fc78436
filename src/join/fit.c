/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * fit.c - likelihoods: of a line, if this reset is what it tells of
 *
 * Three things are compared, and each gives a factor: the ends that the line names, its
 * time, and the error.  A factor is a ratio: how often it would be so if the line is about
 * this reset, over how often for a line about something else.
 *
 * Ends.  That a line about something else names the same client's port by chance is rare;
 * that it names the same server is not.  An address that is neither end's speaks against
 * it, and a line that names addresses and none of these is about something else.
 *
 * Time.  A program learns of a reset when it touches its socket, mostly at once, but one
 * that keeps connections in a pool may be minutes late.  So the density falls from its
 * peak at the reset by the square of the distance, which is slow.  Before the reset there
 * is little: what clocks differ by, and programs that log first and abort then.  A log
 * that writes whole seconds spreads the peak over that second.
 *
 * Error.  What the line says is held against what the verdict says that end meets.  Who reads is
 * told the end of the stream by a FIN where who writes is told of the RST behind it.
 */
#include "join/fit.h"

#include <string.h>

#include "base/reader.h"

/* How often a line about something else would name the same.  A server and an address are
 * named by all that have to do with them. */
static const double client_by_chance = 1e-5, name_by_chance = 0.3;
/* How often a line about this reset names an address that is neither end's. */
static const double stranger_beside = 0.1, stranger_as_peer = 0.01;
/* Or another server by its URL: as a link to elsewhere. */
static const double another_name = 0.001;
/* What may be said of a connection that never stood. */
#define REFUSAL (1 << TB_CONDITION_REFUSED | 1 << TB_CONDITION_UNREACHABLE | \
		 1 << TB_CONDITION_TIMED_OUT)

/* The wrong end is called client. */
static const double sides_swapped = 0.05;

static bool same_end(const struct tb_end *e, const struct tb_endpoint *of)
{
	if (e->port != 0 && e->port != of->port)
		return false;
	return !e->has_addr || memcmp(&e->addr, &of->addr, sizeof(e->addr)) == 0;
}

/* Which side a role speaks of, if the writer is the application of one; -1: any. */
static int side_of_role(enum tb_end_role role, uint8_t writer)
{
	bool ends = writer == TB_WRITER_CLIENT || writer == TB_WRITER_SERVER;

	if (role == TB_END_CLIENT || role == TB_END_SERVER)
		return role == TB_END_CLIENT ? TB_CLIENT : TB_SERVER;
	if (!ends || role == TB_END_ANY)
		return -1;
	return (role == TB_END_LOCAL) == (writer == TB_WRITER_CLIENT) ? TB_CLIENT : TB_SERVER;
}

/* What the ends of a mention say together. */
struct named {
	double factor;
	bool hit[2], port[2];	/* by enum tb_side: named, and with its port */
	bool swapped;
	int peer;		/* side that is the writer's peer; -1: not known */
};

static double rarity(const struct tb_end *e, enum tb_side side)
{
	return side == TB_CLIENT && e->port != 0 ? client_by_chance : 1;
}

static void note_hit(struct named *n, const struct tb_end *e, enum tb_side side, int meant)
{
	if (!n->hit[side])
		n->factor /= rarity(e, side);
	n->hit[side] = true;
	n->port[side] = n->port[side] || e->port != 0;
	n->swapped = n->swapped || (meant >= 0 && meant != (int)side);
	if (e->role == TB_END_LOCAL)
		n->peer = side == TB_CLIENT ? TB_SERVER : TB_CLIENT;
	else if (n->peer < 0 && e->role != TB_END_CLIENT && e->role != TB_END_SERVER)
		n->peer = (int)side;
}

static bool note_end(struct named *n, const struct tb_end *e, const struct tb_reset *r,
		     uint8_t writer)
{
	int meant = side_of_role((enum tb_end_role)e->role, writer);
	enum tb_side first = meant == TB_CLIENT ? TB_CLIENT : TB_SERVER;
	enum tb_side other = first == TB_CLIENT ? TB_SERVER : TB_CLIENT;

	if (same_end(e, &r->end[first])) {
		note_hit(n, e, first, meant);
		return true;
	}
	if (!e->has_addr || !same_end(e, &r->end[other])) /* only servers have known ports */
		return false;
	note_hit(n, e, other, meant);
	return true;
}

/* What names of hosts are made of. */
static bool is_name(int c)
{
	return rd_is_alnum(c) || c == '-' || c == '.' || c == '_';
}

static bool begins_name(const struct tb_mention *m, size_t at, const struct tb_reset *r)
{
	size_t i = 0;

	while (i < r->name_len && at + i < m->text_len &&
	       rd_lower((uint8_t)m->text[at + i]) == r->name[i])
		i++;
	return i == r->name_len && (at + i == m->text_len || !is_name((uint8_t)m->text[at + i]));
}

/* Is the server's name in the line, as a whole?  It is compared only where a name begins. */
static bool is_named(const struct tb_mention *m, const struct tb_reset *r)
{
	if (r->name_len == 0 || memchr(m->text, '.', m->text_len) == NULL)
		return false;
	for (size_t at = 0; at < m->text_len; at++)
		if (is_name((uint8_t)m->text[at]) &&
		    (at == 0 || !is_name((uint8_t)m->text[at - 1])) && begins_name(m, at, r))
			return true;
	return false;
}

/* The address of an end with another port: that of another connection. */
static bool is_beside(const struct tb_end *e, const struct tb_endpoint *end)
{
	return e->has_addr && e->port != 0 && e->port != end->port &&
	       memcmp(&e->addr, &end->addr, sizeof(e->addr)) == 0;
}

/* The host of the first URL in the line, if it is not an address; its length, or 0. */
static size_t host_of_url(const struct tb_mention *m, const char **host)
{
	const char *end = m->text + m->text_len, *at = m->text;
	size_t n = 0;
	bool letters = false;

	while ((at = memchr(at, ':', (size_t)(end - at))) != NULL && end - at > 3 &&
	       memcmp(at, "://", 3) != 0)
		at++;
	if (at == NULL || end - at <= 3)
		return 0;
	for (*host = at + 3; *host + n < end && is_name((uint8_t)(*host)[n]); n++)
		letters = letters || rd_lower((uint8_t)(*host)[n]) >= 'a';
	return letters ? n : 0;
}

/* Does a URL in the line name another server than the client did? */
static bool names_another_server(const struct tb_mention *m, const struct tb_reset *r)
{
	const char *host;
	size_t n = r->name_len > 0 ? host_of_url(m, &host) : 0;

	return n > 0 && memchr(r->name, '.', r->name_len) != NULL &&
	       memchr(host, '.', n) != NULL;
}

/* False: it names others. */
static bool compare_ends(const struct tb_mention *m, const struct tb_reset *r,
			 struct named *n, struct tb_fit *fit)
{
	bool addressed = false, beside[2] = { false, false };

	for (unsigned i = 0; i < m->ends.n; i++) {
		const struct tb_end *e = &m->ends.end[i];

		addressed = addressed || e->has_addr;
		if (note_end(n, e, r, m->says->writer))
			continue;
		for (unsigned side = 0; side < 2; side++)
			beside[side] = beside[side] || is_beside(e, &r->end[side]);
		if (m->ends.pair && i < 2)
			return false;
		fit->strangers++;
		n->factor *= e->role == TB_END_ANY || e->role == TB_END_LOCAL ? stranger_beside
									      : stranger_as_peer;
	}
	if (addressed && !n->hit[TB_CLIENT] && !n->hit[TB_SERVER])
		return false;
	for (unsigned side = 0; side < 2; side++)
		if (beside[side] && !n->port[side])
			return false;
	fit->both = n->port[TB_CLIENT] && n->port[TB_SERVER];
	fit->client = n->port[TB_CLIENT];
	fit->server = n->port[TB_SERVER] && addressed;
	fit->port = n->port[TB_SERVER] && !addressed;
	fit->address = addressed && !fit->client && !fit->server;
	fit->named = is_named(m, r);
	if (fit->named)
		n->factor /= name_by_chance;
	else if (names_another_server(m, r))
		n->factor *= another_name;
	return true;
}

/* Of a delay, a density that falls by its square: the integral over all delays is 1. */
static double falling(double delay, double scale)
{
	double x = 1 + delay / scale;

	return 1 / (scale * x * x);
}

static double seconds(tb_span span)
{
	return (double)span / (double)TB_SECOND;
}

/* Measured on what real programs wrote: half of the lines within 1 ms, three in four within
 * 8, nine in ten within 26; but one that keeps a connection for its next request learns then,
 * mostly within a second, now and then minutes later.  rounded: by how much the log cuts its
 * times. */
static double delay_density(double delay, double rounded)
{
	return 0.85 * falling(delay, 0.003 + rounded) + 0.08 * falling(delay, 0.4) +
	       0.05 * falling(delay, 40);
}

tb_span tb_fit_late(const struct tb_mention *m, const struct tb_reset *r,
		    const struct tb_skew *skew)
{
	static const tb_span most = INT64_C(3000000000) * TB_SECOND;	/* a century */
	tb_span late = tb_since(tb_moved(m->when.time, -skew->ahead), r->time);

	if (late > most)
		return most;
	return late < -most ? -most : late;
}

/* Per second. */
static double time_density(const struct tb_mention *m, const struct tb_reset *r,
			   const struct tb_skew *skew, struct tb_fit *fit)
{
	static const double within = 3600;	/* of what bears no time */
	double early = skew->known ? 0.02 : 0.1;

	fit->has_time = m->when.known;
	if (!m->when.known)
		return 1 / within;
	fit->late = tb_fit_late(m, r, skew);
	if (fit->late >= 0)
		return delay_density(seconds(fit->late), seconds(m->when.precision));
	if (fit->late + m->when.precision >= 0)
		return delay_density(0, seconds(m->when.precision));
	return 0.1 * falling(-seconds(fit->late + m->when.precision), early);
}

static bool meets(const struct tb_app_error *e, uint16_t conditions, uint8_t systems)
{
	for (unsigned s = 0; s < TB_SYSTEM_COUNT; s++)
		if ((systems & 1 << s) != 0 && (conditions & 1 << e->condition[s]) != 0)
			return true;
	return false;
}

/* Those that the end may run on by its packets and by what the line says of itself. */
uint8_t tb_fit_systems(const struct tb_mention *m, const struct tb_app_error *e)
{
	uint8_t by_packets = e->systems != 0 ? e->systems : (1 << TB_SYSTEM_COUNT) - 1;
	uint8_t both = m->systems & by_packets;

	return both != 0 ? both : m->systems != 0 ? m->systems : by_packets;
}

static bool is_maker(const struct tb_reset *r, enum tb_side side)
{
	return r->by == (side == TB_CLIENT ? TB_ORIGIN_CLIENT : TB_ORIGIN_SERVER);
}

/* One that ends a connection itself may say why: its timer ran out, it was told to. */
static bool explains_own_reset(const struct tb_reset *r, enum tb_side side, uint16_t conditions)
{
	return is_maker(r, side) &&
	       (conditions & (1 << TB_CONDITION_TIMED_OUT | 1 << TB_CONDITION_ABORTED)) != 0;
}

static enum tb_fit_error compare_error(const struct tb_mention *m, const struct tb_reset *r,
				       enum tb_side side)
{
	static const uint16_t pipe = 1 << TB_CONDITION_BROKEN_PIPE,
			      reset = 1 << TB_CONDITION_RESET;
	const struct tb_app_error *e = &r->errors[side];
	uint16_t conditions = m->says->conditions;
	uint8_t systems = tb_fit_systems(m, e);

	if (explains_own_reset(r, side, conditions))
		return TB_FIT_SAME;
	if (conditions == 1 << TB_CONDITION_REFUSED ? r->stood
						    : !r->stood && (conditions & REFUSAL) == 0)
		return TB_FIT_NEVER;
	if ((conditions & 1 << TB_CONDITION_END_OF_FILE) != 0 && r->told_end[side])
		return TB_FIT_BEFORE;
	if (e->met == TB_UNSEEN)
		return TB_FIT_UNSEEN;
	if (e->met == TB_NO)
		return TB_FIT_NOTHING;
	if (meets(e, conditions & (uint16_t)~(conditions & pipe ? reset : 0), systems))
		return TB_FIT_SAME;
	if ((conditions & pipe) != 0 && meets(e, reset, systems))
		return TB_FIT_LATER;
	return meets(e, conditions, systems) ? TB_FIT_SAME : TB_FIT_OTHER;
}

static double worth_of_error(enum tb_fit_error e)
{
	static const double worth[] = {
		[TB_FIT_UNSEEN] = 1, [TB_FIT_SAME] = 2.5,    [TB_FIT_LATER] = 1.5,
		[TB_FIT_BEFORE] = 2.5, [TB_FIT_OTHER] = 0.15,  [TB_FIT_NEVER] = 0.01,
		[TB_FIT_NOTHING] = 0.1,
	};

	return worth[e];
}

/* The side whose application wrote the line; -1: not known, or none. */
static int writer_side(const struct tb_mention *m, const struct named *n)
{
	bool swap = n->swapped;

	switch (m->says->writer) {
	case TB_WRITER_CLIENT:
		return swap ? TB_SERVER : TB_CLIENT;
	case TB_WRITER_SERVER:
		return swap ? TB_CLIENT : TB_SERVER;
	case TB_WRITER_BETWEEN:
		return -1;
	}
	if (n->peer < 0)
		return -1;
	return n->peer == TB_CLIENT ? TB_SERVER : TB_CLIENT;
}

/* The side that a firewall's line names first (outside) or second (inside). */
static enum tb_origin named_at(const struct tb_mention *m, const struct tb_reset *r, unsigned i)
{
	if (m->ends.n < 2)
		return TB_ORIGIN_UNKNOWN;
	if (same_end(&m->ends.end[i], &r->end[TB_CLIENT]))
		return TB_ORIGIN_CLIENT;
	return same_end(&m->ends.end[i], &r->end[TB_SERVER]) ? TB_ORIGIN_SERVER
							     : TB_ORIGIN_UNKNOWN;
}

static enum tb_origin blamed(const struct tb_mention *m, const struct tb_reset *r)
{
	switch (m->says->resetter) {
	case TB_RESETTER_CLIENT:
		return TB_ORIGIN_CLIENT;
	case TB_RESETTER_SERVER:
		return TB_ORIGIN_SERVER;
	case TB_RESETTER_OUTSIDE:
		return named_at(m, r, 0);
	case TB_RESETTER_INSIDE:
		return named_at(m, r, 1);
	case TB_RESETTER_WRITER:
		return TB_ORIGIN_THIRD_PARTY;
	}
	return TB_ORIGIN_UNKNOWN;
}

/* A device between the ends meets no error; what it says is who reset. */
static double compare_blame(const struct tb_reset *r, struct tb_fit *fit)
{
	if (!fit->blames || r->by == TB_ORIGIN_UNKNOWN)
		return 1;
	fit->error = fit->by == r->by ? TB_FIT_SAME : TB_FIT_OTHER;
	return worth_of_error(fit->error);
}

static double compare_words(const struct tb_mention *m, const struct tb_reset *r,
			    const struct named *n, struct tb_fit *fit)
{
	int side = writer_side(m, n);
	enum tb_fit_error other;

	fit->by = blamed(m, r);
	fit->blames = fit->by != TB_ORIGIN_UNKNOWN;
	if (m->says->writer == TB_WRITER_BETWEEN) {
		fit->end = TB_LOG_END_BETWEEN;
		return compare_blame(r, fit);
	}
	if (side >= 0) {
		fit->end = side == TB_CLIENT ? TB_LOG_END_CLIENT : TB_LOG_END_SERVER;
		fit->error = compare_error(m, r, (enum tb_side)side);
		return worth_of_error(fit->error);
	}
	fit->error = compare_error(m, r, TB_CLIENT);
	other = compare_error(m, r, TB_SERVER);
	if (worth_of_error(other) > worth_of_error(fit->error))
		fit->error = other;
	return 0.7 * worth_of_error(fit->error);
}

bool tb_fit(const struct tb_mention *m, const struct tb_reset *r, const struct tb_skew *skew,
	    struct tb_fit *fit)
{
	struct named n = { .factor = 1, .peer = -1 };

	*fit = (struct tb_fit){ .end = TB_LOG_END_UNKNOWN };
	if (!compare_ends(m, r, &n, fit))
		return false;
	if (n.swapped && r->roles == TB_ROLES_HANDSHAKE)
		n.factor *= sides_swapped;
	fit->weight = n.factor * time_density(m, r, skew, fit) * compare_words(m, r, &n, fit);
	return true;
}
