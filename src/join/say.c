/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * say.c - sentences about ties; only words of ours and addresses are in them
 */
#include "join/say.h"

#include "join/candidates.h"
#include "knowledge/error_number.h"

static void say(struct tb_text *t, const char *words)
{
	tb_text_str(t, words);
}

static void then(struct tb_text *t, const char *words)
{
	say(t, tb_text_len(t) > 0 ? "; " : "");
	say(t, words);
}

static const char *side_name(enum tb_side side)
{
	return side == TB_CLIENT ? "client" : "server";
}

static void say_ends(struct tb_text *t, const struct tb_reset *r, const struct tb_fit *fit)
{
	if (fit->both) {
		then(t, "it names both ends");
	} else if (fit->client || fit->server) {
		enum tb_side side = fit->client ? TB_CLIENT : TB_SERVER;

		then(t, "it names the ");
		say(t, side_name(side));
		say(t, ", ");
		tb_text_endpoint(t, &r->end[side]);
	} else if (fit->address) {
		then(t, "it names an address of this connection, but no port");
	} else if (fit->port) {
		then(t, "it names the server's port");
	}
	if (fit->named)
		then(t, "it names the server as the client did");
	if (tb_text_len(t) == 0)
		say(t, "it names no end: by time and error alone");
}

static void say_time(struct tb_text *t, const struct tb_mention *m, const struct tb_fit *fit,
		     const struct tb_skew *skew)
{
	tb_span early = -(fit->late + m->when.precision);

	if (!fit->has_time) {
		then(t, "it bears no time");
		return;
	}
	then(t, "");
	if (early > 0) {
		tb_text_span(t, early);
		say(t, " before the RST");
	} else if (fit->late <= 0 && m->vague) {
		say(t, "about the time of the RST");
	} else if (fit->late <= 0) {
		say(t, m->when.precision >= TB_SECOND ? "in the second of the RST"
						      : "at the time of the RST");
	} else {
		tb_text_span(t, fit->late);
		say(t, " after the RST");
	}
	if (m->borrowed)
		say(t, " by the time of a line above");
	if (skew->ahead != 0)
		say(t, ", its clock put right");
}

static const char *name_of(enum tb_condition c)
{
	const struct tb_error_number *n = tb_error_number_of(c);

	if (c == TB_CONDITION_END_OF_FILE)
		return "end of file";
	return n != NULL ? n->name : "no error";
}

/* "ECONNRESET or end of file": what the line says its writer met. */
static void say_conditions(struct tb_text *t, uint16_t conditions)
{
	const char *between = "";

	for (unsigned c = 0; c < TB_CONDITION_COUNT; c++) {
		if ((conditions & 1 << c) == 0)
			continue;
		say(t, between);
		say(t, name_of((enum tb_condition)c));
		between = " or ";
	}
}

/* The same of what an end is thought to meet, on the systems that it may run on. */
static void say_met(struct tb_text *t, const struct tb_app_error *e, uint8_t systems)
{
	uint16_t conditions = 0;

	for (unsigned s = 0; s < TB_SYSTEM_COUNT; s++)
		if ((systems & 1 << s) != 0)
			conditions |= (uint16_t)(1 << e->condition[s]);
	say_conditions(t, conditions);
}

/* The side whose word it is; where that is not known, the one that meets an error. */
static enum tb_side side_of(const struct tb_reset *r, const struct tb_fit *fit)
{
	if (fit->end == TB_LOG_END_CLIENT || fit->end == TB_LOG_END_SERVER)
		return fit->end == TB_LOG_END_CLIENT ? TB_CLIENT : TB_SERVER;
	return r->errors[TB_CLIENT].met == TB_YES ? TB_CLIENT : TB_SERVER;
}

static bool only(uint16_t conditions, enum tb_condition c)
{
	return conditions == 1 << c;
}

/* What does not go together, and what it may come from. */
static void say_contradiction(struct tb_text *t, const struct tb_mention *m,
			      const struct tb_reset *r, enum tb_side side)
{
	const struct tb_app_error *e = &r->errors[side];
	uint16_t says = m->says->conditions;

	then(t, "CONTRADICTION: it says ");
	say_conditions(t, says);
	if (only(says, TB_CONDITION_REFUSED) && r->stood) {
		say(t, ", but the connection was established when it was reset");
		return;
	}
	if (e->met == TB_UNSEEN) {
		say(t, ", but the connection was never established");
		return;
	}
	if (e->met == TB_NO) {
		say(t, ", but the ");
		say(t, side_name(side));
		say(t, " meets no error here");
		return;
	}
	say(t, ", but the ");
	say(t, side_name(side));
	say(t, " meets ");
	say_met(t, e, tb_fit_systems(m, e));
	if (only(says, TB_CONDITION_RESET) &&
	    e->condition[TB_SYSTEM_LINUX] == TB_CONDITION_BROKEN_PIPE)
		say(t, ", as the other end's FIN came before the RST");
	else if (only(says, TB_CONDITION_END_OF_FILE))
		say(t, ": no FIN came before the RST; some libraries call both the same");
}

static const char *maker_name(enum tb_origin by)
{
	static const char *const names[] = {
		[TB_ORIGIN_UNKNOWN] = "nobody knows who",
		[TB_ORIGIN_CLIENT] = "the client",
		[TB_ORIGIN_SERVER] = "the server",
		[TB_ORIGIN_THIRD_PARTY] = "something between the ends",
	};

	return names[by];
}

/* A line can only tell whose address the reset bore. */
static void say_blame(struct tb_text *t, const struct tb_reset *r, const struct tb_fit *fit)
{
	if (!fit->blames || r->by == TB_ORIGIN_UNKNOWN || fit->by == r->by)
		return;
	if (fit->end != TB_LOG_END_BETWEEN && r->by != TB_ORIGIN_THIRD_PARTY)
		return;
	then(t, "CONTRADICTION: it says that ");
	say(t, maker_name(fit->by));
	say(t, " reset, but ");
	say(t, maker_name(r->by));
	say(t, " made it (");
	tb_text_share(t, r->sure);
	say(t, ")");
}

static void say_error(struct tb_text *t, const struct tb_mention *m, const struct tb_reset *r,
		      const struct tb_fit *fit)
{
	enum tb_side side = side_of(r, fit);

	if (fit->end == TB_LOG_END_BETWEEN)
		return;
	switch (fit->error) {
	case TB_FIT_SAME:
		then(t, "it says what ");
		say(t, fit->end == TB_LOG_END_UNKNOWN ? "an end" : "the ");
		say(t, fit->end == TB_LOG_END_UNKNOWN ? "" : side_name(side));
		say(t, r->errors[side].met == TB_YES ? " meets here" : " may do so for");
		break;
	case TB_FIT_LATER:
		then(t, "EPIPE is what a write meets once the reset has been told");
		break;
	case TB_FIT_BEFORE:
		then(t, "end of file is what a read met before the RST, by the other end's FIN");
		break;
	case TB_FIT_OTHER:
	case TB_FIT_NEVER:
	case TB_FIT_NOTHING:
		say_contradiction(t, m, r, side);
		break;
	case TB_FIT_UNSEEN:
		break;
	}
}

static enum tb_answer agreement(enum tb_fit_error e)
{
	static const enum tb_answer answers[] = {
		[TB_FIT_UNSEEN] = TB_UNSEEN, [TB_FIT_SAME] = TB_YES,  [TB_FIT_LATER] = TB_YES,
		[TB_FIT_BEFORE] = TB_YES,    [TB_FIT_OTHER] = TB_NO,  [TB_FIT_NEVER] = TB_NO,
		[TB_FIT_NOTHING] = TB_NO,
	};

	return answers[e];
}

enum tb_answer tb_say_tied(struct tb_text *t, const struct tb_mention *m,
			   const struct tb_reset *r, const struct tb_fit *fit,
			   const struct tb_skew *skew)
{
	say_ends(t, r, fit);
	say_time(t, m, fit, skew);
	say_error(t, m, r, fit);
	say_blame(t, r, fit);
	if (fit->strangers > 0)
		then(t, "it names other addresses too");
	return agreement(fit->error);
}

static void say_reset(struct tb_text *t, const char *before, const struct tb_reset *r)
{
	say(t, before);
	tb_text_u64(t, r->id);
}

/* The facts about the one that comes nearest. */
static void say_nearest(struct tb_text *t, const struct tb_mention *m,
			const struct tb_reset *r, const struct tb_skew *skew)
{
	char buf[256];
	struct tb_text facts;
	struct tb_fit fit;

	then(t, "the nearest is reset ");
	tb_text_u64(t, r->id);
	say(t, ": ");
	tb_text_init(&facts, buf, sizeof(buf), NULL);
	if (tb_fit(m, r, skew, &fit)) {
		say_ends(&facts, r, &fit);
		say_time(&facts, m, &fit, skew);
		if (agreement(fit.error) != TB_NO)	/* what is not tied contradicts nothing */
			say_error(&facts, m, r, &fit);
	} else {
		tb_span late = tb_fit_late(m, r, skew);

		say(&facts, "of other ends");
		if (m->when.known)
			say_time(&facts, m, &(struct tb_fit){ .late = late, .has_time = true },
				 skew);
	}
	tb_text_bytes(t, facts.buf, tb_text_len(&facts));
}

void tb_say_untied(struct tb_text *t, const struct tb_tied *tied,
		   const struct tb_resets *resets, const struct tb_skew *skew,
		   uint32_t nearest)
{
	static const double rival = 0.1;
	const struct tb_mention *m = tied->m;

	if (resets->n == 0) {
		say(t, "this capture holds no reset");
		return;
	}
	if (tied->best != TB_NO_RESET && tied->second != TB_NO_RESET &&
	    tied->p_second >= rival) {
		say_reset(t, "it may be about reset ", &resets->at[tied->best]);
		say_reset(t, " or about reset ", &resets->at[tied->second]);
		say(t, ": nothing in it tells which");
		return;
	}
	if (tied->best == TB_NO_RESET && tb_ends_addressed(&m->ends))
		say(t, "no reset of this capture has the ends that it names");
	else if (m->says->conditions == 1 << TB_CONDITION_END_OF_FILE)
		say(t, "it tells of an orderly close, which takes no reset");
	else
		say(t, "no reset of this capture explains it well enough");
	if (resets->left_out > 0)
		then(t, "there was no room to try all resets");
	if (nearest != TB_NO_RESET)
		say_nearest(t, m, &resets->at[nearest], skew);
}
