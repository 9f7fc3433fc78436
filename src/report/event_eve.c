/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * event_eve.c - a reset as a record in the way of Suricata's EVE
 *
 * The source is the client and the destination the server, as in a flow record of
 * Suricata's; "direction" says which way the RST went.  pcap_cnt is the frame's number in
 * pcap_filename; live there is only an interface.  What Suricata counts and a verdict does
 * not know (bytes with their headers, PSH and other flags, why a flow left its table) is
 * left out.  Times have microseconds, as readers of EVE expect; all of them are in
 * tcpblame.time.
 */
#include "report/emit.h"
#include "report/event.h"
#include "report/record.h"

/* "2026-02-21T10:05:53.482113+0000" */
static void eve_time(struct tb_text *j, const char *name, tb_time time)
{
	enum { UP_TO_MICROSECONDS = sizeof("2026-02-21T10:05:53.482113") - 1 };
	char made[TB_PUT_TIME];
	char *at;

	tb_put_time(made, &j->second, time);
	at = tb_put_char(tb_json_begin(j, name, TB_PUT_TIME + sizeof("\"+0000\"")), '"');
	at = tb_put_bytes(at, made, UP_TO_MICROSECONDS);
	tb_json_end(j, tb_put_str(at, "+0000\""));
}

/* Live, a capture is called after its interface. */
static void where(struct tb_text *j, const struct tb_report_options *o, const struct tb_rst *rst)
{
	const char *file = tb_report_file(o, rst->frame.file);
	const char *interface = tb_report_interface(o, rst);

	if (interface == NULL && o->live)
		interface = file;
	if (interface != NULL)
		tb_json_string(j, "in_iface", interface);
	tb_json_u64(j, "pcap_cnt", rst->frame.number);
	if (file != NULL && !o->live)
		tb_json_string(j, "pcap_filename", file);
}

static void vlan(struct tb_text *j, const struct tb_flow_info *f)
{
	if (f->n_vlan == 0)
		return;
	tb_json_open(j, "vlan", '[');
	for (unsigned i = 0; i < f->n_vlan; i++)
		tb_json_u64(j, NULL, f->vlan[i]);
	tb_json_close(j, ']');
}

static void ends(struct tb_text *j, const struct tb_verdict *v)
{
	const struct tb_endpoint *end = v->flow.end;
	bool to_client = v->rst[v->deciding].from == TB_SERVER;

	tb_json_addr(j, "src_ip", &end[TB_CLIENT].addr);
	tb_json_u64(j, "src_port", end[TB_CLIENT].port);
	tb_json_addr(j, "dest_ip", &end[TB_SERVER].addr);
	tb_json_u64(j, "dest_port", end[TB_SERVER].port);
	tb_json_word(j, "proto", "TCP");
	tb_json_word(j, "direction", to_client ? "to_client" : "to_server");
}

/* What Suricata calls it; most names are the same. */
static const char *app_proto(const char *protocol)
{
	return strcmp(protocol, "postgresql") == 0 ? "pgsql" : protocol;
}

static bool is_over(const struct tb_verdict *v)
{
	enum tb_effect effect = v->rst[v->deciding].effect;

	return effect == TB_EFFECT_ACCEPTED || effect == TB_EFFECT_LATE;
}

static void flow(struct tb_text *j, const struct tb_verdict *v)
{
	const struct tb_flow_info *f = &v->flow;

	tb_json_open(j, "flow", '{');
	tb_json_u64(j, "pkts_toserver", f->packets[TB_CLIENT]);
	tb_json_u64(j, "pkts_toclient", f->packets[TB_SERVER]);
	eve_time(j, "start", f->start);
	eve_time(j, "end", f->last);
	if (f->last.ns >= f->start.ns)
		tb_json_i64(j, "age", tb_since(f->last, f->start) / TB_SECOND);
	if (is_over(v))
		tb_json_word(j, "state", "closed");
	tb_json_close(j, '}');
}

/* Flags that either end sent, by Zeek's letters; each stands for one end in capitals and
 * for the other one in small ones. */
static void tcp(struct tb_text *j, const struct tb_verdict *v)
{
	static const struct {
		const char *flag, *letters;
	} rows[] = {
		{ "syn", "sShH" }, { "fin", "fF" }, { "ack", "aAhH" },
	};

	tb_json_open(j, "tcp", '{');
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if (strpbrk(v->flow.history, rows[i].letters) != NULL)
			tb_json_bool(j, rows[i].flag, true);
	tb_json_bool(j, "rst", true);
	if (is_over(v))
		tb_json_word(j, "state", "closed");
	tb_json_close(j, '}');
}

static void tls(struct tb_text *j, const struct tb_dialogue *d)
{
	if (d->server_name == NULL)
		return;
	tb_json_open(j, "tls", '{');
	tb_json_bytes(j, "sni", d->server_name, d->server_name_len);
	tb_json_close(j, '}');
}

static void http(struct tb_text *j, const struct tb_dialogue *d)
{
	if (d->server_name == NULL && d->method == NULL && d->status == 0)
		return;
	tb_json_open(j, "http", '{');
	if (d->server_name != NULL)
		tb_json_bytes(j, "hostname", d->server_name, d->server_name_len);
	if (d->method != NULL)
		tb_json_word(j, "http_method", d->method);
	if (d->status != 0)
		tb_json_u64(j, "status", d->status);
	tb_json_close(j, '}');
}

static void dialogue(struct tb_text *j, const struct tb_dialogue *d)
{
	if (d->protocol != NULL && strcmp(d->protocol, "tls") == 0)
		tls(j, d);
	if (d->protocol != NULL && strcmp(d->protocol, "http") == 0)
		http(j, d);
}

void tb_event_eve(struct tb_text *j, const struct tb_report_options *o,
		  const struct tb_verdict *v)
{
	const struct tb_rst *rst = &v->rst[v->deciding];

	tb_json_open(j, NULL, '{');
	eve_time(j, "timestamp", rst->time);
	tb_json_u64(j, "flow_id", v->flow.id);
	where(j, o, rst);
	tb_json_word(j, "event_type", "tcpblame");
	vlan(j, &v->flow);
	ends(j, v);
	if (v->dialogue.protocol != NULL)
		tb_json_word(j, "app_proto", app_proto(v->dialogue.protocol));
	tb_json_word(j, "community_id", v->flow.community_id);
	flow(j, v);
	tcp(j, v);
	dialogue(j, &v->dialogue);
	tb_record_event(j, o, v);
	tb_json_close(j, '}');
}
