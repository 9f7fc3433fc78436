/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * group_kinds.c - what makes several resets one story, kind by kind
 *
 * Whether they are one is often seen only later (the service refuses from then on), so a
 * reset first applies to a gathering, and when nothing more can come, the neighbours
 * are asked whether it holds.
 */
#include "blame/gathering.h"
#include "blame/why.h"
#include "knowledge/timers.h"

static const tb_span same_time = TB_SECOND;

enum {
	MANY_TARGETS = 8,	/* services tried by one client within a minute */
	MANY_TRIES = 3,		/* of one service: who tries so often wants something of it */
	MANY_ALIKE = 2,		/* other connections that make a timer of a silence */
	MANY_HOSTS = 3
};

/* Parts of applications ------------------------------------------------------------ */

static bool by_server(const struct tb_applicant *a)
{
	return a->v->rst[a->v->deciding].from == TB_SERVER;
}

static bool is_mute(const struct tb_applicant *a)
{
	return a->v->flow.bytes[TB_CLIENT] == 0 && a->v->flow.bytes[TB_SERVER] == 0;
}

static uint64_t address_key(const struct tb_applicant *a, enum tb_side side)
{
	return tb_siphash(a->seed, &a->v->flow.end[side].addr, sizeof(struct tb_addr));
}

static uint64_t service_key(const struct tb_applicant *a)
{
	return tb_endpoint_key(a->seed, &a->v->flow.end[TB_SERVER]);
}

static void know_host(const struct tb_applicant *a, enum tb_side side, struct tb_mark *mark)
{
	mark->host = a->v->flow.end[side].addr;
	mark->host_is_known = true;
}

static void put_evidence(struct tb_group *out, unsigned code, const struct tb_answered *a,
			 int64_t n)
{
	struct tb_evidence *e = &out->evidence[out->n_evidence++];

	*e = (struct tb_evidence){ .text = { .code = (uint16_t)code, .n = n } };
	for (unsigned i = 0; i < TB_EVIDENCE_FRAMES && a->frame[i] != 0; i++)
		e->frame[e->n_frames++] = tb_ref_unpack(a->frame[i]);
	e->text.frame = e->frame[0];
}

/* A process that ends ------------------------------------------------------------------- */

static bool process_applies(const struct tb_applicant *a, struct tb_mark *mark)
{
	enum tb_phase phase = a->v->phase;

	mark->key = service_key(a);
	mark->joins_only = phase == TB_PHASE_SYN_SENT;
	return by_server(a) && a->v->origin.by != TB_ORIGIN_THIRD_PARTY &&
	       (phase == TB_PHASE_SYN_SENT || phase == TB_PHASE_SYN_RECEIVED ||
		phase == TB_PHASE_ESTABLISHED || phase == TB_PHASE_DATA_TRANSFER ||
		phase == TB_PHASE_HALF_CLOSED);
}

/* Connections end at once, or as they speak on; what is refused then is of the same story, until
 * the next one is accepted. */
static bool process_fits(const struct tb_applicant *a, const struct tb_mark *mark,
			 const struct tb_gathering *g)
{
	tb_span after = tb_since(a->c->deciding->noted, g->begun);
	struct tb_answered back;
	struct tb_asker who;

	if (!mark->joins_only && (g->joined_only == 0 || after > same_time))
		return after <= same_time;
	who = tb_neighbours_asker(a->n, &g->flow);
	back = tb_neighbours_outage(a->n, &who, g->begun).back;
	return back.answer == TB_UNSEEN || back.n > after;
}

static bool process_holds(const struct tb_neighbours *n, const struct tb_gathering *g,
			  struct tb_group *out)
{
	struct tb_asker who = tb_neighbours_asker(n, &g->flow);
	struct tb_outage outage = tb_neighbours_outage(n, &who, g->begun);
	struct tb_answered back = outage.back;
	struct tb_endings ended;

	if (outage.down.answer != TB_YES)
		return false;
	ended = tb_neighbours_endings(n, &who, g->begun, same_time);
	put_evidence(out, TB_WHY_GROUP_REFUSES, &outage.down, outage.down.n);
	if (ended.by_fin > 0)
		put_evidence(out, TB_WHY_GROUP_FINS, &ended.other, ended.by_fin);
	if (back.answer != TB_YES)
		return true;
	out->kind = TB_GROUP_SERVICE_RESTART;
	out->span = back.n;
	back.frame[0] = back.frame[1];
	back.frame[1] = 0;
	put_evidence(out, TB_WHY_GROUP_RETURNS, &back, back.n);
	return true;
}

/* A client that scans, or checks -------------------------------------------------------- */

static bool scan_applies(const struct tb_applicant *a, struct tb_mark *mark)
{
	enum tb_phase phase = a->v->phase;

	mark->key = address_key(a, TB_CLIENT);
	mark->by_service = true;
	know_host(a, TB_CLIENT, mark);
	return is_mute(a) && (phase == TB_PHASE_SYN_SENT || phase == TB_PHASE_SYN_RECEIVED ||
			      phase == TB_PHASE_ESTABLISHED);
}

static bool scan_holds(const struct tb_neighbours *n, const struct tb_gathering *g,
		       struct tb_group *out)
{
	struct tb_asker who = tb_neighbours_asker(n, &g->flow);
	struct tb_targets t = tb_neighbours_targets(n, &who, g->begun);
	bool many = g->n_ends == TB_GATHERED_ENDS ||
		    (g->n_ends >= MANY_TARGETS && g->resets < MANY_TRIES * g->n_ends);

	if (!many || tb_neighbours_probes(n, &who).seen.answer == TB_YES)
		return false;
	put_evidence(out, TB_WHY_GROUP_TARGETS, &t.tried,
		     t.tried.n > g->n_ends ? t.tried.n : g->n_ends);
	return true;
}

static bool check_applies(const struct tb_applicant *a, struct tb_mark *mark)
{
	enum tb_phase phase = a->v->phase;

	mark->key = service_key(a) ^ address_key(a, TB_CLIENT);
	know_host(a, TB_CLIENT, mark);
	return is_mute(a) && !by_server(a) &&
	       (phase == TB_PHASE_SYN_RECEIVED || phase == TB_PHASE_ESTABLISHED);
}

static bool check_holds(const struct tb_neighbours *n, const struct tb_gathering *g,
			struct tb_group *out)
{
	struct tb_asker who = tb_neighbours_asker(n, &g->flow);
	struct tb_probes p = tb_neighbours_probes(n, &who);
	tb_span spread = g->longest - g->shortest;

	/* the last few may be even by chance, and the rest of them not */
	if (p.seen.answer != TB_YES || !p.regular || spread > p.period / 2)
		return false;
	out->span = p.period;
	out->spread = spread;
	put_evidence(out, TB_WHY_GROUP_PERIOD, &p.seen, p.period);
	return true;
}

/* Silences -------------------------------------------------------------------------------- */

static const struct tb_past *past_of(const struct tb_applicant *a, enum tb_side side)
{
	unsigned client = a->c->flow->client;

	return &a->c->exhibit->past[side == TB_CLIENT ? client : !client];
}

/* Was a request open then?  It was if it was the client who had spoken last, or if what the
 * server had said since is not the whole answer. */
static bool was_asked(const struct tb_applicant *a, tb_time then)
{
	const struct tb_moment *asked = &past_of(a, TB_CLIENT)->turn;
	const struct tb_moment *told = &past_of(a, TB_SERVER)->turn;

	if (asked->ref != 0)
		return tb_since(then, asked->time) >= 0;
	if (told->ref == 0)
		return false;
	if (tb_since(then, told->time) < 0)
		return (past_of(a, TB_CLIENT)->did & TB_DID_DATA) != 0;
	return a->v->dialogue.request_open == TB_YES;
}

/* Who ended it in which way.  What is between may do so in an end's name. */
static void ended_by(struct tb_mark *mark, enum tb_side side, bool by_fin)
{
	unsigned fin = side == TB_CLIENT ? TB_CLOSE_FIN_CLIENT : TB_CLOSE_FIN_SERVER;
	unsigned end = side == TB_CLIENT ? TB_TIMER_CLIENT : TB_TIMER_SERVER;

	mark->close = by_fin ? fin : TB_CLOSE_RST | TB_CLOSE_RST_BOTH;
	mark->owners = 1U << end | 1U << TB_TIMER_EITHER | 1U << TB_TIMER_BETWEEN;
}

static bool idle_applies(const struct tb_applicant *a, struct tb_mark *mark)
{
	struct tb_answered own = tb_neighbours_own_silence(a->n, &a->c->asker);
	tb_time then = a->c->deciding->time;
	enum tb_side side = a->v->rst[a->v->deciding].from;
	bool by_fin = false;

	if (own.answer != TB_YES)
		return false;
	for (unsigned s = 0; s < 2; s++) {
		const struct tb_moment *fin = &past_of(a, s)->fin;

		if (fin->ref != own.frame[0])
			continue;
		side = s;
		then = fin->time;
		by_fin = true;
	}
	ended_by(mark, side, by_fin);
	mark->span = own.n;
	mark->strange = was_asked(a, then);
	return true;
}

static bool idle_fits(const struct tb_applicant *a, const struct tb_mark *mark,
		      const struct tb_gathering *g)
{
	(void)a;
	return tb_alike_silences(mark->span, g->mark.span);
}

/* NULL: none that all of them fit. */
static const char *timer_of(const struct tb_gathering *g)
{
	struct tb_expiry silence = {
		.shortest = g->shortest,
		.longest = g->longest,
		.close = g->close,
		.at = g->owners,
		.wait = g->strange > 0 ? TB_WAIT_ASKED : TB_WAIT_IDLE,
	};
	const struct tb_timer *timer;

	if (g->close == 0 || tb_timer_find(&silence, &timer, 1) == 0)
		return NULL;
	return timer->name;
}

/* Where many connections end after all kinds of silences, some are alike by chance; and all
 * are that fell silent together and were ended together, by whatever. */
static bool idle_holds(const struct tb_neighbours *n, const struct tb_gathering *g,
		       struct tb_group *out)
{
	struct tb_asker who = tb_neighbours_asker(n, &g->flow);
	struct tb_silences s = tb_neighbours_silences(n, &who, g->last, g->mark.span);
	struct tb_other_silences others = tb_neighbours_other_silences(n, &who, &s);
	bool of_service = s.of_service >= MANY_ALIKE && s.of_service >= others.of_service;
	bool of_all = s.alike.n >= MANY_ALIKE && s.alike.n >= others.n;

	if ((!of_service && !of_all) || tb_since(g->latest, g->begun) <= same_time)
		return false;
	out->span = g->shortest + (g->longest - g->shortest) / 2;
	out->spread = g->longest - g->shortest;
	out->asked = g->strange > 0;
	out->timer = timer_of(g);
	put_evidence(out, TB_WHY_GROUP_ALIKE, &s.alike, s.alike.n);
	return true;
}

/* What is between ------------------------------------------------------------------------- */

static bool loss_applies(const struct tb_applicant *a, struct tb_mark *mark)
{
	const struct tb_note *note = a->c->deciding;
	const struct tb_dir *bearer = &a->c->flow->dir[note->dir];

	mark->counted = by_server(a) ? TB_SERVER : TB_CLIENT;
	mark->key = (uint64_t)note->ttl << 1 | mark->counted;
	mark->strange = (bearer->did & TB_DID_SEND) &&
			(note->ttl < bearer->ttl_min || note->ttl > bearer->ttl_max);
	mark->known = (bearer->did & TB_DID_SEND) != 0;
	return tb_note_is_loss(note);
}

/* One host whose connections, all of which were seen before, are unknown at about one time has
 * forgotten them, or something on the way to it has. */
static bool is_of_one_host(const struct tb_gathering *g)
{
	return g->n_ends == 1 && g->resets >= MANY_HOSTS && g->known == g->resets;
}

/* Two hosts may well have the same TTL; if it is not theirs, two are enough. */
static bool loss_holds(const struct tb_neighbours *n, const struct tb_gathering *g,
		       struct tb_group *out)
{
	struct tb_answered none = { 0 };

	(void)n;
	if (g->n_ends < (g->strange == g->resets ? 2 : MANY_HOSTS) && !is_of_one_host(g))
		return false;
	out->by_host = g->n_ends == 1 && g->strange == 0;
	put_evidence(out, TB_WHY_GROUP_LOSSES, &none, g->n_ends);
	return true;
}

static bool conflict_applies(const struct tb_applicant *a, struct tb_mark *mark)
{
	const struct tb_flow *f = a->c->flow;

	for (unsigned d = 0; d < 2; d++) {
		enum tb_side side = tb_side_of(f, d);

		if (tb_neighbours_two_machines(a->n, &a->c->asker, d).answer != TB_YES)
			continue;
		mark->key = address_key(a, side);
		know_host(a, side, mark);
		return true;
	}
	return false;
}

static bool conflict_holds(const struct tb_neighbours *n, const struct tb_gathering *g,
			   struct tb_group *out)
{
	struct tb_asker who = tb_neighbours_asker(n, &g->flow);
	bool second = memcmp(&g->mark.host, &g->flow.key.addr[0], sizeof(g->mark.host)) != 0;
	struct tb_answered two = tb_neighbours_two_machines(n, &who, second);

	put_evidence(out, TB_WHY_GROUP_MACS, &two, two.n);
	return two.answer == TB_YES;
}

/* A server that has closed before refuses all that comes, whatever it is called. */
static bool name_applies(const struct tb_applicant *a, struct tb_mark *mark)
{
	const struct tb_dialogue *d = &a->v->dialogue;
	const struct tb_past *server = &a->c->exhibit->past[!a->c->flow->client];

	if (d->server_name == NULL || (server->did & (TB_DID_DATA | TB_DID_FIN)))
		return false;
	mark->key = tb_siphash(a->seed, d->server_name, d->server_name_len);
	mark->named = true;
	return true;
}

static bool name_holds(const struct tb_neighbours *n, const struct tb_gathering *g,
		       struct tb_group *out)
{
	struct tb_asker who = tb_neighbours_asker(n, &g->flow);
	struct tb_named named = tb_neighbours_named(n, &who);

	if (named.other.answer != TB_YES || named.pass.answer == TB_YES ||
	    named.other_reset.answer == TB_YES)
		return false;
	put_evidence(out, TB_WHY_GROUP_OTHER_NAMES, &named.other, named.other.n);
	return true;
}

const struct tb_gatherer tb_gatherers[TB_GROUP_COUNT] = {
	/* or, once it is known, a restart */
	[TB_GROUP_PROCESS_TERMINATED] = { process_applies, process_fits, process_holds, 2 },
	[TB_GROUP_PORT_SCAN] = { scan_applies, NULL, scan_holds, 3 },
	[TB_GROUP_HEALTH_CHECK] = { check_applies, NULL, check_holds, 3 },
	[TB_GROUP_IDLE_TIMEOUT] = { idle_applies, idle_fits, idle_holds, 2 },
	[TB_GROUP_STATE_LOSS] = { loss_applies, NULL, loss_holds, 2 },
	[TB_GROUP_ADDRESS_CONFLICT] = { conflict_applies, NULL, conflict_holds, 2 },
	[TB_GROUP_NAME_FILTER] = { name_applies, NULL, name_holds, 2 },
};
