/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * event_ecs.c - a reset as an event of the Elastic Common Schema
 *
 * The source is the client and the destination the server, as in the records of flows
 * that other tools make, whoever sent the RST.  Bytes are payload.  Fields of type keyword
 * are strings even where they are numbers.  An error is that of the client's application,
 * which is whom most events are about; that of the server's only if the client meets none.
 */
#include "report/app_error.h"
#include "report/emit.h"
#include "report/event.h"
#include "report/record.h"
#include "report/story.h"

/* The version whose fields these are. */
#define ECS_VERSION "8.11.0"

static void number_as_keyword(struct tb_text *j, const char *name, uint64_t n)
{
	char made[TB_PUT_U64 + 1];

	*tb_put_u64(made, n) = '\0';
	tb_json_word(j, name, made);
}

/* Members of objects in one another, as far as the names go: { "a": { "b": word } } */
static void deep_word(struct tb_text *j, const char *const *name, const char *value)
{
	const char *const *at = name;

	for (; at[1] != NULL; at++)
		tb_json_open(j, *at, '{');
	tb_json_word(j, *at, value);
	for (; at > name; at--)
		tb_json_close(j, '}');
}

static void message(struct tb_text *j, struct tb_page *p, const struct tb_verdict *v)
{
	const struct tb_headline h = tb_headline_of(v);

	tb_headline_tell(p, &h);
	tb_json_string(j, "message", p->para.buf);
	tb_text_clear(&p->para);
}

/* What became of the connection: denied at its beginning, ended, or neither. */
static const char *type(const struct tb_verdict *v)
{
	const struct tb_rst *rst = &v->rst[v->deciding];
	bool beginning = v->phase == TB_PHASE_SYN_SENT || v->phase == TB_PHASE_SYN_RECEIVED;

	if (rst->effect != TB_EFFECT_ACCEPTED)
		return "info";
	return beginning && rst->from == TB_SERVER ? "denied" : "end";
}

static const char *const outcomes[] = {
	[TB_HARM_UNKNOWN] = "unknown",
	[TB_HARM_DISRUPTIVE] = "failure",
	[TB_HARM_BENIGN] = "success",
};
_Static_assert(sizeof(outcomes) / sizeof(outcomes[0]) == TB_HARM_COUNT,
	       "outcomes[] lost step with enum tb_harm");

static void event(struct tb_text *j, const struct tb_verdict *v)
{
	const struct tb_flow_info *f = &v->flow;
	const char *const category[] = { "network" }, *const types[] = { "connection", type(v) };

	tb_json_open(j, "event", '{');
	tb_json_word(j, "kind", "event");
	tb_json_words(j, "category", category, 1);
	tb_json_words(j, "type", types, 2);
	tb_json_word(j, "outcome", outcomes[v->harm.verdict]);
	tb_json_word(j, "action", "tcp-reset");
	tb_json_word(j, "module", "tcpblame");
	tb_json_word(j, "dataset", "tcpblame.reset");
	if (strcmp(v->cause.slug, "undetermined") != 0)
		tb_json_word(j, "reason", v->cause.title);
	tb_json_u64(j, "sequence", v->id);
	tb_json_time(j, "start", f->start);
	tb_json_time(j, "end", f->last);
	if (f->last.ns >= f->start.ns)
		tb_json_i64(j, "duration", tb_since(f->last, f->start));
	tb_json_close(j, '}');
}

static void end(struct tb_text *j, const char *name, const struct tb_flow_info *f,
		enum tb_side side)
{
	tb_json_open(j, name, '{');
	tb_json_addr(j, "ip", &f->end[side].addr);
	tb_json_u64(j, "port", f->end[side].port);
	tb_json_u64(j, "packets", f->packets[side]);
	tb_json_u64(j, "bytes", f->bytes[side]);
	tb_json_close(j, '}');
}

static void ends(struct tb_text *j, const struct tb_flow_info *f)
{
	end(j, "source", f, TB_CLIENT);
	end(j, "destination", f, TB_SERVER);
	end(j, "client", f, TB_CLIENT);
	end(j, "server", f, TB_SERVER);
}

static void vlan(struct tb_text *j, uint16_t id)
{
	tb_json_open(j, "vlan", '{');
	number_as_keyword(j, "id", id);
	tb_json_close(j, '}');
}

static void network(struct tb_text *j, const struct tb_verdict *v)
{
	const struct tb_flow_info *f = &v->flow;

	tb_json_open(j, "network", '{');
	tb_json_word(j, "transport", "tcp");
	tb_json_word(j, "type", tb_addr_is_v4(&f->end[TB_CLIENT].addr) ? "ipv4" : "ipv6");
	tb_json_word(j, "iana_number", "6");
	if (v->dialogue.protocol != NULL)
		tb_json_word(j, "protocol", v->dialogue.protocol);
	tb_json_word(j, "community_id", f->community_id);
	tb_json_u64(j, "packets", f->packets[TB_CLIENT] + f->packets[TB_SERVER]);
	tb_json_u64(j, "bytes", f->bytes[TB_CLIENT] + f->bytes[TB_SERVER]);
	if (f->n_vlan > 0)
		vlan(j, f->vlan[0]);
	if (f->n_vlan > 1) {
		tb_json_open(j, "inner", '{');
		vlan(j, f->vlan[f->n_vlan - 1]);
		tb_json_close(j, '}');
	}
	tb_json_close(j, '}');
}

static void tls(struct tb_text *j, const struct tb_dialogue *d)
{
	if (d->server_name == NULL)
		return;
	tb_json_open(j, "tls", '{');
	tb_json_open(j, "client", '{');
	tb_json_bytes(j, "server_name", d->server_name, d->server_name_len);
	tb_json_close(j, '}');
	tb_json_close(j, '}');
}

static void http(struct tb_text *j, const struct tb_dialogue *d)
{
	static const char *const method[] = { "request", "method", NULL };

	if (d->server_name != NULL) {
		tb_json_open(j, "url", '{');
		tb_json_bytes(j, "domain", d->server_name, d->server_name_len);
		tb_json_close(j, '}');
	}
	if (d->method == NULL && d->status == 0)
		return;
	tb_json_open(j, "http", '{');
	if (d->method != NULL)
		deep_word(j, method, d->method);
	if (d->status != 0) {
		tb_json_open(j, "response", '{');
		tb_json_u64(j, "status_code", d->status);
		tb_json_close(j, '}');
	}
	tb_json_close(j, '}');
}

/* What the scheme has fields for of the application's dialogue. */
static void dialogue(struct tb_text *j, const struct tb_dialogue *d)
{
	static const struct {
		const char *protocol;
		void (*put)(struct tb_text *j, const struct tb_dialogue *d);
	} rows[] = {
		{ "tls", tls }, { "http", http }, { "http2", http },
	};

	for (size_t i = 0; d->protocol != NULL && i < sizeof(rows) / sizeof(rows[0]); i++)
		if (strcmp(rows[i].protocol, d->protocol) == 0)
			rows[i].put(j, d);
}

static void error(struct tb_text *j, const struct tb_verdict *v)
{
	const struct tb_app_error *client = &v->errors[TB_CLIENT];
	const struct tb_app_error *e = client->met == TB_YES ? client : &v->errors[TB_SERVER];
	struct tb_system_error is;

	if (e->met != TB_YES || !tb_app_error_on(e, tb_app_error_system(e), &is))
		return;
	tb_json_open(j, "error", '{');
	tb_json_word(j, "code", is.name);
	tb_json_word(j, "message", is.message);
	tb_json_close(j, '}');
}

static void related(struct tb_text *j, const struct tb_verdict *v)
{
	tb_json_open(j, "related", '{');
	tb_json_open(j, "ip", '[');
	tb_json_addr(j, NULL, &v->flow.end[TB_CLIENT].addr);
	tb_json_addr(j, NULL, &v->flow.end[TB_SERVER].addr);
	tb_json_close(j, ']');
	if (v->dialogue.server_name != NULL) {
		tb_json_open(j, "hosts", '[');
		tb_json_bytes(j, NULL, v->dialogue.server_name, v->dialogue.server_name_len);
		tb_json_close(j, ']');
	}
	tb_json_close(j, '}');
}

static void observer(struct tb_text *j, const struct tb_report_options *o,
		     const struct tb_verdict *v)
{
	const char *interface = tb_report_interface(o, &v->rst[v->deciding]);

	tb_json_open(j, "observer", '{');
	tb_json_word(j, "product", "tcpblame");
	tb_json_word(j, "type", "sensor");
	tb_json_word(j, "version", TB_VERSION);
	if (interface != NULL) {
		tb_json_open(j, "ingress", '{');
		tb_json_open(j, "interface", '{');
		tb_json_string(j, "name", interface);
		tb_json_close(j, '}');
		tb_json_close(j, '}');
	}
	tb_json_close(j, '}');
}

/* The one that ended the connection, if a kernel said so. */
static void process(struct tb_text *j, const struct tb_kernel_word *w)
{
	if (w->pid == 0)
		return;
	tb_json_open(j, "process", '{');
	tb_json_u64(j, "pid", (uint64_t)w->pid);
	if (w->comm[0] != '\0')
		tb_json_string(j, "name", w->comm);
	tb_json_close(j, '}');
}

void tb_event_ecs(struct tb_text *j, struct tb_page *p, const struct tb_report_options *o,
		  const struct tb_verdict *v)
{
	static const char *const version[] = { "ecs", "version", NULL };

	tb_json_open(j, NULL, '{');
	tb_json_time(j, "@timestamp", v->rst[v->deciding].time);
	deep_word(j, version, ECS_VERSION);
	message(j, p, v);
	event(j, v);
	ends(j, &v->flow);
	network(j, v);
	dialogue(j, &v->dialogue);
	error(j, v);
	related(j, v);
	observer(j, o, v);
	process(j, &v->kernel);
	tb_record_event(j, o, v);
	tb_json_close(j, '}');
}
