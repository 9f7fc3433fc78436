/* SPDX-License-Identifier: BSD-3-Clause */
#include "report/run.h"

#include <string.h>

#define COUNT_OF(table) (sizeof(table) / sizeof((table)[0]))

enum { LISTED_FILES = 8 };

static void say(struct tb_page *p, const char *words)
{
	tb_text_str(&p->para, words);
}

/* ", 3 connections" and the like. */
static void add(struct tb_page *p, uint64_t n, const char *one, const char *many)
{
	say(p, ", ");
	tb_page_number(p, n, one, many);
}

static void input(struct tb_page *p, const struct tb_report_options *o)
{
	if (o->n_captures == 1)
		tb_page_file(p, o->captures[0].file);
	else
		tb_page_number(p, o->n_captures, "capture", "captures");
}

static void harms(struct tb_page *p, const struct tb_summary *s)
{
	static const struct {
		enum tb_harm harm;
		const char *words;
	} rows[] = {
		{ TB_HARM_DISRUPTIVE, " disruptive" },
		{ TB_HARM_UNKNOWN, " of unknown harm" },
		{ TB_HARM_BENIGN, " benign" },
	};
	const char *between = ": ";

	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		if (s->by_harm[rows[i].harm] == 0)
			continue;
		say(p, between);
		tb_text_count(&p->para, s->by_harm[rows[i].harm]);
		say(p, rows[i].words);
		between = ", ";
	}
}

/* Of what link types nothing is known */
static void strange_link_types(struct tb_page *p, const struct tb_report_options *o)
{
	const struct tb_capture *c = o->captures;
	const char *between = " (";

	for (unsigned i = 0; o->n_captures == 1 && i < c->n_link_types; i++) {
		say(p, between);
		tb_text_u64(&p->para, c->link_types[i]);
		between = ", ";
	}
	say(p, o->n_captures == 1 && c->n_link_types > 0 ? ")" : "");
}

static void nothing_read(struct tb_page *p, const struct tb_report_options *o,
			 const struct tb_summary *s)
{
	say(p, "Nothing could be read in ");
	input(p, o);
	say(p, ": ");
	tb_page_number(p, s->packets, "packet", "packets");
	say(p, " of a link type that is not supported");
	strange_link_types(p, o);
}

static bool is_whole(const struct tb_report_options *o)
{
	for (size_t i = 0; i < o->n_captures; i++)
		if (!o->captures[i].complete)
			return false;
	return true;
}

static void totals(struct tb_page *p, const struct tb_report_options *o,
		   const struct tb_summary *s)
{
	uint64_t left_out = o->left_out != NULL ? *o->left_out : 0;

	if (s->packets > 0 && s->decode[TB_DECODE_LINK_TYPE] == s->packets) {
		nothing_read(p, o, s);
	} else if (s->rst_segments == 0) {
		say(p, is_whole(o) ? "No RST in " : "No RST in what could be read of ");
		input(p, o);
		say(p, ": ");
		tb_page_number(p, s->packets, "packet", "packets");
		say(p, ", ");
		tb_text_count(&p->para, s->tcp_packets);
		say(p, " of them TCP");
		add(p, s->flows, "connection", "connections");
	} else {
		input(p, o);
		say(p, ": ");
		tb_page_number(p, s->packets, "packet", "packets");
		add(p, s->flows, "connection", "connections");
		add(p, s->rst_segments, "RST", "RSTs");
		say(p, " in ");
		tb_page_number(p, s->resets + left_out, "ending", "endings");
		if (left_out > 0) {
			say(p, "; ");
			tb_text_count(&p->para, s->resets);
			say(p, " reported");
		}
		harms(p, s);
	}
	tb_page_lines(p, 0);
}

/* The reader must not take them for all. */
static void chosen(struct tb_page *p, const struct tb_report_options *o)
{
	if (o->left_out == NULL || *o->left_out == 0)
		return;
	tb_page_number(p, *o->left_out, "ending was", "endings were");
	say(p, " not asked for; all counts but those of groups are of the others");
	tb_page_alarm(p, TB_TONE_DOUBT, "LEFT OUT");
}

static void file_list(struct tb_page *p, const struct tb_report_options *o)
{
	if (o->n_captures < 2)
		return;
	for (size_t i = 0; i < o->n_captures && i < LISTED_FILES; i++) {
		tb_page_then(p, ", ");
		tb_page_file(p, o->captures[i].file);
	}
	if (o->n_captures > LISTED_FILES) {
		say(p, " and ");
		tb_text_count(&p->para, o->n_captures - LISTED_FILES);
		say(p, " more");
	}
	tb_page_lines(p, TB_PAGE_INDENT);
}

static void time_span(struct tb_page *p, const struct tb_report_options *o)
{
	const struct tb_capture *c = o->captures;
	tb_time first = { INT64_MAX }, last = { INT64_MIN };

	for (size_t i = 0; i < o->n_captures; i++) {
		if (!c[i].has_times)
			continue;
		first = c[i].first.ns < first.ns ? c[i].first : first;
		last = c[i].last.ns > last.ns ? c[i].last : last;
	}
	if (first.ns > last.ns)
		return;
	tb_text_moment(&p->para, first);
	say(p, " to ");
	tb_text_moment(&p->para, last);
	say(p, " (");
	tb_text_span(&p->para, tb_since(last, first));
	say(p, ")");
	tb_page_lines(p, TB_PAGE_INDENT);
}

static void incomplete(struct tb_page *p, const struct tb_capture *c)
{
	if (c->complete)
		return;
	if (c->problem != NULL) {
		tb_text_shown(&p->para, c->problem, strlen(c->problem));
	} else {
		tb_page_file(p, c->file);
		say(p, ": cut or damaged");
	}
	tb_page_alarm(p, TB_TONE_BAD, "INCOMPLETE");
}

static void dropped(struct tb_page *p, const struct tb_capture *c)
{
	if (!c->has_drops || (c->dropped == 0 && c->interface_dropped == 0))
		return;
	tb_page_file(p, c->file);
	say(p, ": the capture lost ");
	tb_page_number(p, c->dropped, "packet", "packets");
	say(p, " in the kernel and ");
	tb_text_count(&p->para, c->interface_dropped);
	say(p, " at the interface, of ");
	tb_text_count(&p->para, c->received);
	say(p, " received: what is missing may just not have been recorded");
	tb_page_alarm(p, TB_TONE_DOUBT, "DROPPED");
}

static void anonymized(struct tb_page *p, const struct tb_report_options *o)
{
	if (!o->anonymized)
		return;
	say(p, tb_report_anonymized);
	tb_page_alarm(p, TB_TONE_DOUBT, "ANONYMIZED");
}

void tb_run_header(struct tb_page *p, const struct tb_report_options *o,
		   const struct tb_summary *s)
{
	totals(p, o, s);
	file_list(p, o);
	time_span(p, o);
	chosen(p, o);
	anonymized(p, o);
	for (size_t i = 0; i < o->n_captures; i++)
		incomplete(p, &o->captures[i]);
	for (size_t i = 0; i < o->n_captures; i++)
		dropped(p, &o->captures[i]);
	tb_page_end(p);
}

/* "server 9, client 3": what is not zero, as it is named in reports. */
static void named_counts(struct tb_page *p, const char *label, const uint64_t *count,
			 size_t n, const char *(*name)(unsigned value))
{
	for (unsigned i = 0; i < n; i++) {
		if (count[i] == 0)
			continue;
		tb_page_then(p, ", ");
		say(p, name(i));
		say(p, " ");
		tb_text_count(&p->para, count[i]);
	}
	tb_page_item(p, label);
}

static const char *origin_name(unsigned value)
{
	return tb_origin_name((enum tb_origin)value);
}

static const char *phase_name(unsigned value)
{
	return tb_phase_name((enum tb_phase)value);
}

static const char *effect_name(unsigned value)
{
	return tb_effect_name((enum tb_effect)value);
}

/* Frames that were not TCP segments: of other protocols, or not understood. */
static void frames(struct tb_page *p, const struct tb_summary *s, bool refused,
		   const char *label)
{
	static const struct {
		bool refused;
		const char *words;	/* NULL: nothing to mention */
	} outcomes[] = {
		[TB_DECODE_OK] = { false, NULL },
		[TB_DECODE_ICMP_ERROR] = { false, NULL },
		[TB_DECODE_NOT_IP] = { false, "not IP" },
		[TB_DECODE_NOT_TCP] = { false, "IP but not TCP" },
		[TB_DECODE_FRAGMENT] = { true, "IP fragments of incomplete datagrams" },
		[TB_DECODE_CUT_SHORT] = { true, "cut too short by the capture" },
		[TB_DECODE_MALFORMED] = { true, "malformed" },
		[TB_DECODE_TOO_DEEP] = { true, "nested too deeply" },
		[TB_DECODE_LINK_TYPE] = { true, "of a link type that is not supported" },
	};
	_Static_assert(COUNT_OF(outcomes) == TB_DECODE_COUNT, "outcomes[] lost step");

	for (size_t i = 0; i < TB_DECODE_COUNT; i++) {
		if (outcomes[i].words == NULL || outcomes[i].refused != refused ||
		    s->decode[i] == 0)
			continue;
		tb_page_then(p, ", ");
		tb_text_count(&p->para, s->decode[i]);
		say(p, " ");
		say(p, outcomes[i].words);
	}
	tb_page_item(p, label);
}

static void unreached_by(struct tb_page *p, const struct tb_report_options *o,
			 const struct tb_unreached *u)
{
	tb_page_then(p, "; ");
	tb_page_number(p, u->connections, "attempt to connect", "attempts to connect");
	say(p, " answered: ");
	tb_page_icmp(p, &u->first);
	say(p, u->connections == 1 ? ", in " : ", first in ");
	tb_page_frame(p, o, u->first.frame, tb_report_no_home(o));
}

/* What has no RST, but is looked for by the same words: refused, unreachable. */
static void unreached(struct tb_page *p, const struct tb_report_options *o,
		      const struct tb_summary *s)
{
	uint64_t others = s->unreached;

	for (unsigned i = 0; i < s->n_unreached_by; i++) {
		unreached_by(p, o, &s->unreached_by[i]);
		others -= s->unreached_by[i].connections;
	}
	if (others > 0) {
		tb_page_then(p, "; ");
		tb_page_number(p, others, "other", "others");
	}
	tb_page_item(p, "ICMP");
}

static void limits(struct tb_page *p, const struct tb_summary *s)
{
	if (s->flows_evicted > 0) {
		tb_page_number(p, s->flows_evicted, "open connection", "open connections");
		say(p, " forgotten for want of room");
	}
	if (s->episodes_dropped > 0) {
		tb_page_then(p, "; ");
		tb_page_number(p, s->episodes_dropped, "reset", "resets");
		say(p, " judged before the aftermath was over, for want of room");
	}
	tb_page_item(p, "limits");
}

/* The most frequent first, those that are as frequent in order of appearance. */
void tb_run_causes(struct tb_page *p, const struct tb_report_tally *tally, size_t most_told)
{
	struct tb_report_tally left = *tally;

	for (size_t told = 0; told < left.n && told < most_told; told++) {
		struct tb_report_cause *most = &left.cause[0];

		for (size_t i = 1; i < left.n; i++)
			if (left.cause[i].count > most->count)
				most = &left.cause[i];
		if (told > 0)
			tb_page_then(p, ", ");
		say(p, most->slug);
		say(p, " ");
		tb_text_count(&p->para, most->count);
		most->count = 0;
	}
}

/* Whoever gets report and packets has other folders. */
static const char *base_name(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash != NULL ? slash + 1 : path;
}

/* How to go from the report to its packets. */
static void evidence(struct tb_page *p, const struct tb_report_options *o)
{
	if (o->evidence == NULL)
		return;
	say(p, "their packets are in ");
	tb_page_file(p, base_name(o->evidence));
	say(p, "; Wireshark's filter frame.comment finds those that matter, and each comment tells "
	       "the frame that is named here");
	tb_page_item(p, "evidence");
}

void tb_run_summary(struct tb_page *p, const struct tb_report_options *o, const struct tb_summary *s,
		    const struct tb_report_tally *tally)
{
	tb_page_heading(p, TB_TONE_STRONG, "summary");
	if (s->resets > 0) {
		tb_run_causes(p, tally, tally->n);
		tb_page_item(p, "cause");
		named_counts(p, "made by", s->by_origin, TB_ORIGIN_COUNT, origin_name);
		named_counts(p, "phase", s->by_phase, TB_PHASE_COUNT, phase_name);
		named_counts(p, "effect", s->by_effect, TB_EFFECT_COUNT, effect_name);
	}
	tb_page_number(p, s->tcp_packets, "TCP packet", "TCP packets");
	if (s->duplicates > 0) {
		say(p, ", ");
		tb_text_count(&p->para, s->duplicates);
		say(p, " of them captured a second time");
	}
	tb_page_item(p, "read");
	unreached(p, o, s);
	frames(p, s, false, "other");
	frames(p, s, true, "NOT READ");
	limits(p, s);
	evidence(p, o);
}
