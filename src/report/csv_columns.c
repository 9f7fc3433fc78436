/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * csv_columns.c - which columns a row has, and what is in each
 *
 * Words of a set (phases, causes, names of errors) stand as they are; sentences and
 * strangers' bytes are quoted.  Numbers are plain: no separators, no units; times of day
 * are RFC 3339, spans are seconds.
 */
#include "base/title.h"
#include "report/app_error.h"
#include "report/csv.h"
#include "report/story.h"

static void number(const struct tb_csv_row *r, uint64_t n)
{
	tb_text_u64(r->text, n);
}

/* 0: there is none */
static void number_if_any(const struct tb_csv_row *r, uint64_t n)
{
	if (n != 0)
		number(r, n);
}

/* One of a set; NULL: not known. */
static void word(const struct tb_csv_row *r, const char *w)
{
	if (w != NULL)
		tb_text_str(r->text, w);
}

static void answer(const struct tb_csv_row *r, enum tb_answer a)
{
	if (a != TB_UNSEEN)
		word(r, a == TB_YES ? "yes" : "no");
}

static void strange_string(const struct tb_csv_row *r, const char *s)
{
	if (s != NULL)
		tb_csv_stranger(r->text, s, strlen(s));
}

/* As in text: what is read from standard input is called "-" for a program only. */
static void file_name(const struct tb_csv_row *r, const char *name)
{
	strange_string(r, name != NULL ? tb_file_title(name) : NULL);
}

static void strange_bytes(const struct tb_csv_row *r, const void *bytes, size_t n)
{
	if (n > 0)
		tb_csv_stranger(r->text, bytes, n);
}

/* In a quoted cell: the sentence, and the file of its frame where that is another one. */
static void why(const struct tb_csv_row *r, const struct tb_why *w)
{
	const char *file = tb_report_foreign_file(r->options, w->frame, r->home);
	char made[TB_PUT_WHY + 1];

	*tb_report_put_why(made, w) = '\0';
	tb_csv_own(r->text, made);
	if (file == NULL)
		return;
	tb_csv_own(r->text, " (in ");
	tb_csv_strange(r->text, tb_file_title(file), strlen(tb_file_title(file)));
	tb_csv_own(r->text, ")");
}

static void sentence(const struct tb_csv_row *r, const struct tb_why *w)
{
	if (w->code == 0)
		return;
	tb_csv_open(r->text);
	why(r, w);
	tb_csv_close(r->text);
}

/* Sentences, with this before each but the first. */
struct list {
	const struct tb_csv_row *row;
	bool any;
};

static void list_next(struct list *l, const char *between)
{
	if (!l->any)
		tb_csv_open(l->row->text);
	else
		tb_csv_own(l->row->text, between);
	l->any = true;
}

static void list_end(const struct list *l)
{
	if (l->any)
		tb_csv_close(l->row->text);
}

static void evidence(const struct tb_csv_row *r, bool against)
{
	struct list l = { r, false };

	for (size_t i = 0; i < r->v->n_evidence; i++) {
		if (tb_report_is_against(r->v, &r->v->evidence[i]) != against)
			continue;
		list_next(&l, "; ");
		why(r, &r->v->evidence[i].text);
	}
	list_end(&l);
}

/* What the application at that end meets: a condition, "none", or nothing if that is not
 * known. */
static void condition(const struct tb_csv_row *r, enum tb_side side)
{
	const struct tb_app_error *e = &r->v->errors[side];

	if (e->met == TB_NO)
		word(r, "none");
	else if (e->met == TB_YES)
		word(r, tb_condition_name(e->condition[tb_app_error_system(e)]));
}

/* By its name in errno.h or Winsock, on the first system that the end may run on. */
static void error_name(const struct tb_csv_row *r, enum tb_side side)
{
	const struct tb_app_error *e = &r->v->errors[side];
	struct tb_system_error is;

	if (e->met == TB_YES && tb_app_error_on(e, tb_app_error_system(e), &is))
		word(r, is.name);
}

/* The line of a log that is most surely about it; NULL: none. */
static const struct tb_log_tie *surest(const struct tb_csv_row *r)
{
	const struct tb_log_tie *best = NULL;

	for (size_t i = 0; i < r->v->n_log; i++)
		if (best == NULL || r->v->log[i].score > best->score)
			best = &r->v->log[i];
	return best;
}

#define COLUMN(name) static void name(const struct tb_csv_row *r)
#define SIDES(what, put)							\
	COLUMN(client_##what) { put(r, TB_CLIENT); }				\
	COLUMN(server_##what) { put(r, TB_SERVER); }

static void ip(const struct tb_csv_row *r, enum tb_side side)
{
	tb_text_addr(r->text, &r->v->flow.end[side].addr);
}

static void port(const struct tb_csv_row *r, enum tb_side side)
{
	number(r, r->v->flow.end[side].port);
}

static void packets(const struct tb_csv_row *r, enum tb_side side)
{
	number(r, r->v->flow.packets[side]);
}

static void bytes(const struct tb_csv_row *r, enum tb_side side)
{
	number(r, r->v->flow.bytes[side]);
}

static void state(const struct tb_csv_row *r, enum tb_side side)
{
	word(r, tb_state_name(r->v->state[side]));
}

static void unacked(const struct tb_csv_row *r, enum tb_side side)
{
	number(r, r->v->harm.unacked[side]);
}

static void call(const struct tb_csv_row *r, enum tb_side side)
{
	if (r->v->errors[side].met == TB_YES)
		word(r, tb_call_name(r->v->errors[side].call));
}

SIDES(ip, ip)
SIDES(port, port)
SIDES(packets, packets)
SIDES(bytes, bytes)
SIDES(state, state)
SIDES(unacked, unacked)
SIDES(meets, condition)
SIDES(error, error_name)
SIDES(call, call)

COLUMN(id) { number(r, r->v->id); }
COLUMN(time) { tb_text_time(r->text, r->rst->time); }
COLUMN(file) { file_name(r, tb_report_file(r->options, r->home)); }
COLUMN(frame) { number(r, r->rst->frame.number); }
COLUMN(rsts) { number(r, r->v->n_rst); }
COLUMN(flow_id) { number(r, r->v->flow.id); }
COLUMN(community_id) { word(r, r->v->flow.community_id); }
COLUMN(roles) { word(r, tb_roles_name(r->v->flow.roles)); }
COLUMN(protocol) { word(r, r->v->dialogue.protocol); }
COLUMN(start) { tb_text_time(r->text, r->v->flow.start); }
COLUMN(duration) { tb_text_seconds(r->text, tb_since(r->v->flow.last, r->v->flow.start)); }
COLUMN(idle) { tb_text_seconds(r->text, r->v->flow.idle); }
COLUMN(conn_state) { word(r, r->v->flow.conn_state); }
COLUMN(history) { word(r, r->v->flow.history); }
COLUMN(phase) { word(r, tb_phase_name(r->v->phase)); }
COLUMN(side) { word(r, tb_report_side(r->rst->from)); }
COLUMN(origin) { word(r, tb_origin_name(r->v->origin.by)); }
COLUMN(origin_confidence) { tb_text_share(r->text, r->v->origin.confidence); }
COLUMN(third_party) { tb_text_share(r->text, r->v->origin.third_party); }
COLUMN(origin_why) { sentence(r, &r->v->origin.why); }
COLUMN(effect) { word(r, tb_effect_name(r->rst->effect)); }
COLUMN(harm) { word(r, tb_harm_name(r->v->harm.verdict)); }
COLUMN(request_open) { answer(r, r->v->dialogue.request_open); }
COLUMN(cause) { word(r, r->v->cause.slug); }
COLUMN(confidence) { tb_text_share(r->text, r->v->cause.confidence); }
COLUMN(why_cause) { evidence(r, false); }
COLUMN(against) { evidence(r, true); }
COLUMN(trigger_frame) { number_if_any(r, r->rst->trigger.frame.number); }
COLUMN(flags) { tb_text_flags(r->text, r->rst->flags); }
COLUMN(seq) { number(r, r->rst->seq); }
COLUMN(ack) { number(r, r->rst->ack); }
COLUMN(window) { number(r, r->rst->window); }
COLUMN(ttl) { number(r, r->rst->ttl); }
COLUMN(payload_bytes) { number(r, r->rst->payload_len); }
COLUMN(payload) { strange_bytes(r, r->rst->payload, r->rst->payload_kept); }
COLUMN(code_text) { strange_bytes(r, r->rst->code.text, r->rst->code.text_len); }
COLUMN(interface) { strange_string(r, tb_report_interface(r->options, r->rst)); }
COLUMN(comment) { strange_bytes(r, r->rst->comment, r->rst->comment_len); }
COLUMN(process_id) { number_if_any(r, (uint64_t)r->v->kernel.pid); }
COLUMN(log_lines) { number(r, r->v->n_log); }

COLUMN(server_name)
{
	strange_bytes(r, r->v->dialogue.server_name, r->v->dialogue.server_name_len);
}

/* Ids, outermost first. */
COLUMN(vlan)
{
	for (unsigned i = 0; i < r->v->flow.n_vlan; i++) {
		if (i > 0)
			tb_text_char(r->text, ' ');
		number(r, r->v->flow.vlan[i]);
	}
}

COLUMN(alternative)
{
	if (r->v->n_alternatives > 0)
		word(r, r->v->alternative[0].slug);
}

COLUMN(alternative_confidence)
{
	if (r->v->n_alternatives > 0)
		tb_text_share(r->text, r->v->alternative[0].confidence);
}

COLUMN(trigger_file)
{
	if (r->rst->trigger.frame.number != 0)
		file_name(r, tb_report_file(r->options, r->rst->trigger.frame.file));
}

COLUMN(trigger_after)
{
	if (r->rst->trigger.frame.number != 0)
		tb_text_seconds(r->text, r->rst->trigger.after);
}

COLUMN(ip_id)
{
	if (r->rst->has_ip_id)
		number(r, r->rst->ip_id);
}

COLUMN(code)
{
	if (r->rst->code.kind != TB_CODE_NONE)
		word(r, tb_code_name(r->rst->code.kind));
}

COLUMN(code_number)
{
	if (r->rst->code.has_number)
		number(r, r->rst->code.number);
}

COLUMN(code_meaning)
{
	if (r->rst->code.meaning == NULL)
		return;
	tb_csv_open(r->text);
	tb_csv_own(r->text, r->rst->code.meaning);
	tb_csv_close(r->text);
}

COLUMN(kernel_reason)
{
	strange_bytes(r, r->v->kernel.reason, strlen(r->v->kernel.reason));
}

COLUMN(process)
{
	strange_bytes(r, r->v->kernel.comm, strlen(r->v->kernel.comm));
}

COLUMN(log_file)
{
	if (surest(r) != NULL)
		file_name(r, surest(r)->file);
}

COLUMN(log_line)
{
	if (surest(r) != NULL)
		number(r, surest(r)->line);
}

COLUMN(log_text)
{
	if (surest(r) != NULL)
		strange_bytes(r, surest(r)->text, surest(r)->text_len);
}

COLUMN(headline)
{
	const struct tb_headline h = tb_headline_of(r->v);

	tb_headline_tell(r->page, &h);
	tb_csv_open(r->text);
	tb_csv_own(r->text, r->page->para.buf);
	tb_csv_close(r->text);
	tb_text_clear(&r->page->para);
}

COLUMN(unseen)
{
	struct list l = { r, false };

	for (size_t i = 0; i < r->v->n_unseen; i++) {
		list_next(&l, "; ");
		why(r, &r->v->unseen[i]);
	}
	list_end(&l);
}

COLUMN(advice)
{
	struct list l = { r, false };

	for (size_t i = 0; i < r->v->n_advice; i++) {
		list_next(&l, " ");
		tb_csv_own(r->text, r->v->advice[i]);
	}
	list_end(&l);
}

COLUMN(early)
{
	word(r, r->v->early ? "yes" : "no");
}

COLUMN(anonymized)
{
	word(r, r->options->anonymized ? "yes" : "no");
}

COLUMN(filter)
{
	char made[TB_PUT_FILTER];

	tb_text_bytes(r->text, made, (size_t)(tb_report_put_filter(made, &r->v->flow) - made));
}

#define NAMED(name) { #name, name }
#define NAMED_SIDES(what) NAMED(client_##what), NAMED(server_##what)

const struct tb_csv_column tb_csv_columns[] = {
	NAMED(id), NAMED(time), NAMED(file), NAMED(frame), NAMED(rsts),
	NAMED(client_ip), NAMED(client_port), NAMED(server_ip), NAMED(server_port),
	NAMED(roles), NAMED(protocol), NAMED(server_name),
	NAMED(headline), NAMED(harm), NAMED(cause), NAMED(confidence),
	NAMED(alternative), NAMED(alternative_confidence),
	NAMED(side), NAMED(origin), NAMED(origin_confidence), NAMED(third_party), NAMED(origin_why),
	NAMED(phase), NAMED_SIDES(state), NAMED(effect),
	NAMED_SIDES(meets), NAMED_SIDES(error), NAMED_SIDES(call),
	NAMED_SIDES(unacked), NAMED(request_open),
	{ "why", why_cause }, NAMED(against), NAMED(unseen), NAMED(advice),
	NAMED(trigger_file), NAMED(trigger_frame), NAMED(trigger_after),
	NAMED(flags), NAMED(seq), NAMED(ack), NAMED(window), NAMED(ttl), NAMED(ip_id),
	NAMED(payload_bytes), NAMED(payload), NAMED(code), NAMED(code_number), NAMED(code_meaning),
	NAMED(code_text), NAMED(kernel_reason), NAMED(process_id), NAMED(process),
	NAMED(log_lines), NAMED(log_file), NAMED(log_line), NAMED(log_text),
	NAMED(start), NAMED(duration), NAMED(idle), NAMED_SIDES(packets), NAMED_SIDES(bytes),
	NAMED(conn_state), NAMED(history), NAMED(community_id), NAMED(flow_id), NAMED(vlan),
	NAMED(interface), NAMED(comment), NAMED(early), NAMED(filter), NAMED(anonymized),
	{ NULL, NULL },
};
