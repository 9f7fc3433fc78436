/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * metrics.c - what is counted, for Prometheus and its like
 *
 * The number of time series is bounded whatever comes: endings are counted by what has few
 * values, and servers by their endpoint up to MOST_SERVERS of them, the rest together as
 * "other".  A series is there from its first ending on.
 *
 * Families that are a number of their own are rows of plain[], of the engine, and of lost[], of
 * the report; those that each capture has are rows of by_capture[].
 */
#define _GNU_SOURCE
#include "metrics.h"

#include <stdlib.h>

#include <tcpblame/rulebook.h>
#include <tcpblame/tcpblame.h>

#include "message.h"

#define COUNT_OF(a) (sizeof(a) / sizeof((a)[0]))

enum { MOST_SERVERS = 100 };

struct server {
	struct tb_endpoint at;
	uint64_t resets;
};

typedef uint64_t by_kind[TB_ORIGIN_COUNT][TB_PHASE_COUNT][TB_HARM_COUNT];

struct tb_metrics {
	struct server server[MOST_SERVERS];
	size_t n_servers;
	uint64_t others;	/* endings of servers for which there was no room */
	by_kind by_cause[];	/* by number of the cause */
};

struct tb_metrics *tb_metrics_new(void)
{
	struct tb_metrics *m =
		calloc(1, sizeof(*m) + tb_cause_count() * sizeof(m->by_cause[0]));

	if (m == NULL)
		tb_say("no memory to count for --metrics");
	return m;
}

void tb_metrics_free(struct tb_metrics *m)
{
	free(m);
}

static size_t cause_number(const char *slug)
{
	size_t i = 0;

	while (i + 1 < tb_cause_count() && strcmp(tb_cause_info_at(i)->slug, slug) != 0)
		i++;
	return i;
}

static uint64_t *count_of_server(struct tb_metrics *m, const struct tb_endpoint *at)
{
	for (size_t i = 0; i < m->n_servers; i++)
		if (m->server[i].at.port == at->port &&
		    memcmp(&m->server[i].at.addr, &at->addr, sizeof(at->addr)) == 0)
			return &m->server[i].resets;
	if (m->n_servers == MOST_SERVERS)
		return &m->others;
	m->server[m->n_servers].at = *at;
	return &m->server[m->n_servers++].resets;
}

void tb_metrics_verdict(struct tb_metrics *m, const struct tb_verdict *v)
{
	if (m == NULL)
		return;
	m->by_cause[cause_number(v->cause.slug)][v->origin.by][v->phase][v->harm.verdict]++;
	++*count_of_server(m, &v->flow.end[TB_SERVER]);
}

/* Text -------------------------------------------------------------------------- */

const char *tb_metrics_content_type(enum tb_metrics_form form)
{
	return form == TB_METRICS_OPENMETRICS
		       ? "application/openmetrics-text; version=1.0.0; charset=utf-8"
		       : "text/plain; version=0.0.4; charset=utf-8";
}

enum kind { COUNTER, GAUGE };

struct writer {
	struct tb_text *t;
	enum tb_metrics_form form;
	const char *name;	/* of the family that is being written */
	enum kind kind;
	bool labelled;		/* the sample has a label already */
};

static void write_name(struct writer *w, bool sample)
{
	tb_text_str(w->t, "tcpblame_");
	tb_text_str(w->t, w->name);
	if (w->kind == COUNTER && (sample || w->form == TB_METRICS_PROMETHEUS))
		tb_text_str(w->t, "_total");
}

static void begin_family(struct writer *w, const char *name, enum kind kind, const char *help)
{
	w->name = name;
	w->kind = kind;
	tb_text_str(w->t, "# HELP ");
	write_name(w, false);
	tb_text_char(w->t, ' ');
	tb_text_str(w->t, help);
	tb_text_str(w->t, "\n# TYPE ");
	write_name(w, false);
	tb_text_str(w->t, kind == COUNTER ? " counter\n" : " gauge\n");
}

static void begin_sample(struct writer *w)
{
	write_name(w, true);
	w->labelled = false;
}

static void begin_label(struct writer *w, const char *name)
{
	tb_text_char(w->t, w->labelled ? ',' : '{');
	tb_text_str(w->t, name);
	tb_text_str(w->t, "=\"");
	w->labelled = true;
}

/* shown: harmless already but for what this format gives a meaning. */
static void label(struct writer *w, const char *name, const char *shown)
{
	begin_label(w, name);
	for (; *shown != '\0'; shown++) {
		if (*shown == '"' || *shown == '\\')
			tb_text_char(w->t, '\\');
		tb_text_char(w->t, *shown);
	}
	tb_text_char(w->t, '"');
}

/* What a stranger may have named. */
static void label_of_stranger(struct writer *w, const char *name, const char *value)
{
	char shown[256];
	struct tb_text s;

	tb_text_init(&s, shown, sizeof(shown), NULL);
	tb_text_shown(&s, value, strlen(value));
	label(w, name, shown);
}

static void end_labels(struct writer *w)
{
	tb_text_str(w->t, w->labelled ? "} " : " ");
}

static void end_count(struct writer *w, uint64_t n)
{
	end_labels(w);
	tb_text_u64(w->t, n);
	tb_text_char(w->t, '\n');
}

static void end_seconds(struct writer *w, tb_span span)
{
	end_labels(w);
	tb_text_seconds(w->t, span);
	tb_text_char(w->t, '\n');
}

static void write_kinds(struct writer *w, const char *cause, const by_kind *n)
{
	for (unsigned o = 0; o < TB_ORIGIN_COUNT; o++)
		for (unsigned p = 0; p < TB_PHASE_COUNT; p++)
			for (unsigned h = 0; h < TB_HARM_COUNT; h++) {
				if ((*n)[o][p][h] == 0)
					continue;
				begin_sample(w);
				label(w, "cause", cause);
				label(w, "origin", tb_origin_name((enum tb_origin)o));
				label(w, "phase", tb_phase_name((enum tb_phase)p));
				label(w, "harm", tb_harm_name((enum tb_harm)h));
				end_count(w, (*n)[o][p][h]);
			}
}

static void write_resets(struct writer *w, const struct tb_metrics *m)
{
	begin_family(w, "resets", COUNTER, "Endings by RST that were judged.");
	for (size_t i = 0; i < tb_cause_count(); i++)
		write_kinds(w, tb_cause_info_at(i)->slug, &m->by_cause[i]);
}

static void write_servers(struct writer *w, const struct tb_metrics *m)
{
	begin_family(w, "server_resets", COUNTER, "The same by server; of many, the first 100.");
	for (size_t i = 0; i < m->n_servers; i++) {
		begin_sample(w);
		begin_label(w, "server");
		tb_text_endpoint(w->t, &m->server[i].at);
		tb_text_char(w->t, '"');
		end_count(w, m->server[i].resets);
	}
	if (m->others == 0)
		return;
	begin_sample(w);
	label(w, "server", "other");
	end_count(w, m->others);
}

struct family {
	const char *name;
	size_t at;
	const char *help;
};

static const struct family plain[] = {
	{ "packets", offsetof(struct tb_summary, packets), "Packets that were read." },
	{ "segments", offsetof(struct tb_summary, tcp_packets),
	  "TCP segments among them." },
	{ "duplicates", offsetof(struct tb_summary, duplicates),
	  "Packets that were seen a second time." },
	{ "flows", offsetof(struct tb_summary, flows),
	  "Connections that began or were first seen." },
	{ "flows_evicted", offsetof(struct tb_summary, flows_evicted),
	  "Open connections that were forgotten for want of room." },
	{ "rst_segments", offsetof(struct tb_summary, rst_segments),
	  "RST segments." },
	{ "resets_early", offsetof(struct tb_summary, episodes_dropped),
	  "Endings that were judged before their time for want of room." },
};

static const struct family lost[] = {
	{ "output_lines_lost", offsetof(struct tb_metrics_run, lines_lost),
	  "Lines of the report that could not be written." },
	{ "syslog_lost", offsetof(struct tb_metrics_run, syslog_lost),
	  "Endings that the system's log did not take." },
};

static const struct family by_capture[] = {
	{ "capture_received", offsetof(struct tb_capture, received),
	  "Packets that the kernel's filter let through." },
	{ "capture_dropped", offsetof(struct tb_capture, dropped),
	  "Packets that the kernel had no room for." },
	{ "capture_interface_dropped", offsetof(struct tb_capture, interface_dropped),
	  "Packets that the interface dropped." },
};

static uint64_t number_at(const void *base, size_t at)
{
	return *(const uint64_t *)((const char *)base + at);
}

static void write_numbers(struct writer *w, const struct family *row, size_t n, const void *base)
{
	for (size_t i = 0; i < n; i++) {
		begin_family(w, row[i].name, COUNTER, row[i].help);
		begin_sample(w);
		end_count(w, number_at(base, row[i].at));
	}
}

static void write_captures(struct writer *w, const struct tb_metrics_run *run)
{
	for (size_t i = 0; i < COUNT_OF(by_capture); i++) {
		begin_family(w, by_capture[i].name, COUNTER, by_capture[i].help);
		for (size_t k = 0; k < run->n_captures; k++) {
			if (!run->capture[k].has_drops)
				continue;
			begin_sample(w);
			label_of_stranger(w, "interface", run->shown[k].file);
			end_count(w, number_at(&run->capture[k], by_capture[i].at));
		}
	}
}

static void write_decoded(struct writer *w, const struct tb_summary *sum)
{
	begin_family(w, "decoded", COUNTER, "Packets by what the decoder made of them.");
	for (unsigned i = 0; i < TB_DECODE_COUNT; i++) {
		begin_sample(w);
		label(w, "outcome", tb_decode_name((enum tb_decode)i));
		end_count(w, sum->decode[i]);
	}
}

static void write_state(struct writer *w, const struct tb_metrics_run *run)
{
	begin_family(w, "build_info", GAUGE, "Which version this is.");
	begin_sample(w);
	label(w, "version", tb_version());
	end_count(w, 1);
	begin_family(w, "memory_bytes", GAUGE, "Memory of the process that is in RAM.");
	begin_sample(w);
	end_count(w, run->memory);
	begin_family(w, "output_waiting_seconds", GAUGE,
		     "For how long who reads the output has kept the program waiting; mostly 0.");
	begin_sample(w);
	end_seconds(w, run->waiting);
	if (!run->has_last)
		return;
	begin_family(w, "last_packet_timestamp_seconds", GAUGE, "When the latest packet came.");
	begin_sample(w);
	end_seconds(w, (tb_span)run->last.ns);
	begin_family(w, "lag_seconds", GAUGE,
		     "How long after it had come the latest packet was worked on.");
	begin_sample(w);
	end_seconds(w, run->lag);
}

void tb_metrics_write(const struct tb_metrics *m, const struct tb_metrics_run *run,
		      enum tb_metrics_form form, struct tb_text *t)
{
	struct writer w = { .t = t, .form = form };

	write_resets(&w, m);
	write_servers(&w, m);
	write_numbers(&w, plain, COUNT_OF(plain), run->summary);
	write_numbers(&w, lost, COUNT_OF(lost), run);
	write_captures(&w, run);
	write_decoded(&w, run->summary);
	write_state(&w, run);
	if (form == TB_METRICS_OPENMETRICS)
		tb_text_str(t, "# EOF\n");
}
