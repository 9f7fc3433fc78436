/* SPDX-License-Identifier: BSD-3-Clause */
/* view.c - what a flow's dialogue amounts to at this moment */
#include "proto/machine.h"

static const char *const proto_names[] = {
	[TB_PROTO_UNKNOWN] = NULL,
	[TB_PROTO_TLS] = "tls",
	[TB_PROTO_HTTP] = "http",
	[TB_PROTO_HTTP2] = "http2",
	[TB_PROTO_SSH] = "ssh",
	[TB_PROTO_SMTP] = "smtp",
	[TB_PROTO_FTP] = "ftp",
	[TB_PROTO_POSTGRESQL] = "postgresql",
	[TB_PROTO_MYSQL] = "mysql",
	[TB_PROTO_REDIS] = "redis",
	[TB_PROTO_SMB] = "smb",
	[TB_PROTO_DNS] = "dns",
};
_Static_assert(sizeof(proto_names) / sizeof(proto_names[0]) == TB_PROTO_COUNT,
	       "proto_names[] lost step with enum tb_proto");

const char *tb_proto_name(enum tb_proto p)
{
	return (unsigned)p < TB_PROTO_COUNT ? proto_names[p] : NULL;
}

/* Are requests and responses in sight, and paired? */
static bool readable(const struct tb_app *app, unsigned client)
{
	const struct tb_machine *m = tb_machine_of(app->machine);

	return m != NULL && m->read != NULL && app->machine != TB_PROTO_TLS &&
	       !(app->flags & TB_APP_BLIND) && tb_app_seen(app, client);
}

static enum tb_answer request_open(const struct tb_app *app, unsigned client)
{
	if (!readable(app, client) || app->flags & TB_APP_ENDLESS)
		return TB_UNSEEN;
	return app->open != 0 || app->dir[client].flags & TB_DIR_WAITS ? TB_YES : TB_NO;
}

static enum tb_answer response_complete(const struct tb_app *app, unsigned client)
{
	if (!readable(app, client) || app->flags & (TB_APP_ENDLESS | TB_APP_TORN) ||
	    app->dir[client ^ 1].messages == 0)
		return TB_UNSEEN;
	return app->flags & TB_APP_WHOLE ? TB_YES : TB_NO;
}

static const char *method_name(const struct tb_app *app)
{
	const struct tb_machine *m = tb_machine_of(app->proto);

	return m != NULL && app->method != 0 && app->method <= m->n_methods ?
		       m->methods[app->method - 1] :
		       NULL;
}

/* One side's first words were read, the other's made no sense as an answer to them. */
static bool is_mixed(const struct tb_app *app)
{
	const struct tb_machine *m = tb_machine_of(app->machine);
	bool read[2] = { app->dir[0].flags & TB_DIR_READ, app->dir[1].flags & TB_DIR_READ };

	if (m == NULL || m->read == NULL || read[0] == read[1])
		return false;
	return tb_app_seen(app, read[0]) &&
	       (app->dir[read[0]].flags & (TB_DIR_LOST | TB_DIR_REJECTED | TB_DIR_QUIET));
}

void tb_app_view(const struct tb_app *app, const struct tb_app_pool *pool,
		 unsigned client, struct tb_app_view *out)
{
	struct tb_dialogue *d = &out->dialogue;

	*out = (struct tb_app_view){ .proto = app->proto, .client = -1 };
	if (app->flags & TB_APP_ROLES) {
		out->client = (app->flags & TB_APP_CLIENT_1) != 0;
		client = (unsigned)out->client;
	}
	client &= 1;
	d->protocol = tb_proto_name(app->proto);
	d->server_name = tb_name_get(pool, app->name, &d->server_name_len);
	d->request_open = request_open(app, client);
	d->response_complete = response_complete(app, client);
	d->requests = app->dir[client].messages;
	d->responses = app->dir[client ^ 1].messages;
	d->method = method_name(app);
	d->status = app->status;
	d->handshake_done = tb_tls_done(app);
	d->full = (app->flags & TB_APP_FULL) != 0;
	d->mixed = is_mixed(app);
	if (app->machine == TB_PROTO_POSTGRESQL)
		tb_sqlstate_unpack(app->scratch, d->sqlstate);
	if (app->flags & TB_APP_ALERT) {
		d->has_alert = true;
		out->alert_dir = (app->flags & TB_APP_ALERT_1) != 0;
		d->alert_level = (uint8_t)(app->scratch >> 8);
		d->alert_code = (uint8_t)app->scratch;
		d->alert_name = tb_tls_alert_name(d->alert_code);
	}
}
