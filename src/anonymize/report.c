/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * report.c - copies of verdicts, groups and lines of logs without what names somebody
 *
 * A format cannot tell such a copy from the original, so none has to know of it, and none
 * can forget to.  If there is no memory for a copy there is none, and nothing is shown.
 */
#include "anonymize/report.h"

#include "anonymize/header.h"
#include "anonymize/lent.h"
#include "base/title.h"
#include "flow/community_id.h"

static const char withheld[] = "(withheld)";

struct tb_anonymous {
	struct tb_anonymizer *a;
	const char *const *log;
	size_t n_log;
	struct tb_verdict verdict;
	struct tb_group group;
	struct tb_summary summary;
	struct tb_log_result logs;
	struct tb_capture *captures;
	size_t *told;		/* of each, bytes of its problem when that was mapped */
	struct tb_lent brief;	/* until the next one is asked for */
	struct tb_lent kept;
};

struct tb_anonymous *tb_anonymous_new(struct tb_anonymizer *a, const char *const *log,
				      size_t n_log)
{
	struct tb_anonymous *m = calloc(1, sizeof(*m));

	if (m != NULL)
		*m = (struct tb_anonymous){ .a = a, .log = log, .n_log = n_log };
	return m;
}

void tb_anonymous_free(struct tb_anonymous *m)
{
	if (m == NULL)
		return;
	tb_lent_return(&m->brief);
	tb_lent_return(&m->kept);
	free(m->captures);
	free(m->told);
	free(m);
}

/* "capture-1"; "(withheld)" if there is no memory. */
static const char *numbered(struct tb_lent *l, const char *word, size_t number)
{
	enum { ROOM = 32 };
	char *name = tb_lend(l, ROOM);
	struct tb_text t;

	if (name == NULL)
		return withheld;
	tb_text_init(&t, name, ROOM, NULL);
	tb_text_str(&t, word);
	tb_text_u64(&t, number);
	return name;
}

/* A text of ours in which addresses may be; behind a name that has become another one. */
static const char *renamed(struct tb_anonymous *m, struct tb_lent *l, const char *text,
			   const char *name, const char *other)
{
	enum { NAME_SHOWN = 200 };	/* bytes of it in a problem */
	size_t prefix = strnlen(name, NAME_SHOWN), room;
	struct tb_text t;
	char *to;

	if (strncmp(text, name, prefix) != 0)
		return withheld;
	/* IPv6 addresses may become longer */
	room = strlen(text) * 4 + strlen(other) + 64;
	to = tb_lend(l, room);
	if (to == NULL)
		return withheld;
	tb_text_init(&t, to, room, NULL);
	tb_text_str(&t, other);
	tb_anonymize_text(m->a, text + prefix, &t);
	return to;
}

static void set_name(struct tb_anonymous *m, const char **name, size_t *n)
{
	struct tb_text t;
	char *to;

	if (*name == NULL)
		return;
	to = tb_lend(&m->brief, TB_MAX_PSEUDONYM);
	if (to == NULL)
		return;
	tb_text_init(&t, to, TB_MAX_PSEUDONYM, NULL);
	tb_anonymize_name(m->a, *name, *n, &t);
	*name = to;
	*n = tb_text_len(&t);
}

/* What its maker wrote into it stays as far as it is a number. */
static void map_rst(struct tb_anonymous *m, struct tb_rst *rst)
{
	uint8_t *options = tb_lend_copy(&m->brief, rst->options, rst->options_len);

	rst->options = options;
	if (options != NULL)
		tb_anonymize_tcp_options(options, rst->options_len);
	rst->payload = NULL;
	rst->payload_kept = 0;
	rst->code.text = NULL;
	rst->code.text_len = 0;
	if (rst->comment_len > 0) {
		rst->comment = withheld;
		rst->comment_len = sizeof(withheld) - 1;
	}
}

static void map_flow(struct tb_anonymous *m, struct tb_flow_info *f)
{
	char *id;

	for (unsigned side = 0; side < 2; side++)
		tb_anonymize_addr(m->a, &f->end[side].addr);
	if (f->community_id == NULL || f->community_id[0] == '\0')	/* it was not wanted */
		return;
	id = tb_lend(&m->brief, TB_COMMUNITY_ID_TEXT);
	if (id == NULL)
		return;
	tb_community_id(id, 0, 6, &f->end[TB_CLIENT], &f->end[TB_SERVER]);
	f->community_id = id;
}

static const char *log_name(const struct tb_anonymous *m, struct tb_lent *l, const char *file)
{
	for (size_t i = 0; i < m->n_log; i++)
		if (strcmp(m->log[i], file) == 0)
			return numbered(l, "log-", i + 1);
	return withheld;
}

static void map_tie(struct tb_anonymous *m, struct tb_lent *l, struct tb_log_tie *tie)
{
	tie->file = log_name(m, l, tie->file);
	tie->text = withheld;
	tie->text_len = sizeof(withheld) - 1;
	tie->why = renamed(m, l, tie->why, "", "");
}

const struct tb_verdict *tb_anonymous_verdict(struct tb_anonymous *m,
					      const struct tb_verdict *original)
{
	struct tb_verdict *v = &m->verdict;
	struct tb_log_tie *log;
	struct tb_rst *rst;

	tb_lent_return(&m->brief);
	*v = *original;
	v->rst = rst = tb_lend_copy(&m->brief, v->rst, v->n_rst * sizeof(*v->rst));
	v->log = log = tb_lend_copy(&m->brief, v->log, v->n_log * sizeof(*v->log));
	if (m->brief.failed)
		return NULL;
	for (size_t i = 0; i < v->n_rst; i++)
		map_rst(m, &rst[i]);
	for (size_t i = 0; i < v->n_log; i++)
		map_tie(m, &m->brief, &log[i]);
	for (size_t i = 0; i < v->n_icmp; i++)
		tb_anonymize_addr(m->a, &v->icmp[i].from);
	map_flow(m, &v->flow);
	set_name(m, &v->dialogue.server_name, &v->dialogue.server_name_len);
	v->dialogue.path = NULL;
	v->dialogue.path_len = 0;
	memset(v->kernel.comm, 0, sizeof(v->kernel.comm));
	return m->brief.failed ? NULL : v;
}

const struct tb_group *tb_anonymous_group(struct tb_anonymous *m, const struct tb_group *g)
{
	tb_lent_return(&m->brief);
	m->group = *g;
	if (g->has_server)
		tb_anonymize_addr(m->a, &m->group.server.addr);
	if (g->has_host)
		tb_anonymize_addr(m->a, &m->group.host);
	set_name(m, &m->group.name, &m->group.name_len);
	return m->brief.failed ? NULL : &m->group;
}

const struct tb_summary *tb_anonymous_summary(struct tb_anonymous *m, const struct tb_summary *sum)
{
	m->summary = *sum;
	for (unsigned i = 0; i < sum->n_unreached_by; i++)
		tb_anonymize_addr(m->a, &m->summary.unreached_by[i].first.from);
	return &m->summary;
}

const struct tb_log_result *tb_anonymous_logs(struct tb_anonymous *m,
					      const struct tb_log_result *l)
{
	struct tb_log_line *line;
	struct tb_log_file *file;

	m->logs = *l;
	m->logs.line = line = tb_lend_copy(&m->kept, l->line, l->n_lines * sizeof(*line));
	m->logs.file = file = tb_lend_copy(&m->kept, l->file, l->n_files * sizeof(*file));
	if (m->kept.failed)
		return NULL;
	for (size_t i = 0; i < l->n_lines; i++)
		map_tie(m, &m->kept, &line[i].tie);
	for (size_t i = 0; i < l->n_files; i++) {
		const char *name = file[i].file;

		file[i].file = log_name(m, &m->kept, name);
		if (file[i].problem != NULL)
			file[i].problem = renamed(m, &m->kept, file[i].problem, name,
						  file[i].file);
	}
	return m->kept.failed ? NULL : &m->logs;
}

/* The names that the copy has so far are right for those of them that it has. */
void tb_anonymous_interfaces(struct tb_anonymous *m, size_t i, const struct tb_capture *from)
{
	struct tb_capture *to = &m->captures[i];
	const char **name;

	if (to->n_interfaces == from->n_interfaces)
		return;
	name = tb_lend(&m->kept, from->n_interfaces * sizeof(*name));
	to->n_interfaces = 0;
	if (name == NULL)
		return;
	for (unsigned k = 0; k < from->n_interfaces; k++)
		name[k] = from->interfaces[k] != NULL ? numbered(&m->kept, "interface-", k) : NULL;
	to->interfaces = name;
	to->n_interfaces = from->n_interfaces;
}

/* It grows by what is found later. */
static void map_problem(struct tb_anonymous *m, size_t i, const struct tb_capture *from)
{
	struct tb_capture *to = &m->captures[i];

	if (from->problem == NULL || m->told[i] == strlen(from->problem))
		return;
	m->told[i] = strlen(from->problem);
	to->problem = renamed(m, &m->kept, from->problem, tb_file_title(from->file), to->file);
}

void tb_anonymous_capture(struct tb_anonymous *m, size_t i, const struct tb_capture *from)
{
	struct tb_capture *to = &m->captures[i], was = *to;

	*to = *from;
	to->file = was.file != NULL ? was.file : numbered(&m->kept, "capture-", i + 1);
	to->interfaces = was.interfaces;
	to->n_interfaces = was.n_interfaces;
	tb_anonymous_interfaces(m, i, from);
	to->problem = was.problem;
	map_problem(m, i, from);
}

struct tb_capture *tb_anonymous_captures(struct tb_anonymous *m, const struct tb_capture *c,
					 size_t n)
{
	m->captures = calloc(n + 1, sizeof(*m->captures));
	m->told = calloc(n + 1, sizeof(*m->told));
	if (m->captures == NULL || m->told == NULL)
		return NULL;
	for (size_t i = 0; i < n; i++)
		tb_anonymous_capture(m, i, &c[i]);
	return m->captures;
}
