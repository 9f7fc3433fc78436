/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * signal_talk.c - what the two ends were saying: requests, TLS, languages
 */
#include <string.h>

#include "blame/signal.h"
#include "knowledge/sqlstate.h"

enum {
	TLS_TAIL_MAX = 1200,	/* bytes: two or three session tickets, or an alert */
	FATAL = 2,
	CLOSE_NOTIFY = 0,
	REFUSING = 400,		/* first HTTP status that refuses */
	REQUEST_TIMEOUT = 408	/* RFC 9110 section 15.5.9 */
};

static const struct tb_dialogue *dialogue(const struct tb_case *c)
{
	return &c->verdict->dialogue;
}

/* Asked of each case a dozen times, and mostly the first letter tells. */
static bool speaks(const struct tb_case *c, const char *protocol)
{
	const char *spoken = dialogue(c)->protocol;

	return spoken != NULL && spoken[0] == protocol[0] && strcmp(spoken, protocol) == 0;
}

static bool from_server(const struct tb_case *c)
{
	return tb_side_of(c->flow, tb_sender(c)) == TB_SERVER;
}

static const struct tb_past *past_of(const struct tb_case *c, enum tb_side side)
{
	unsigned client = c->flow->client;

	return &c->exhibit->past[side == TB_CLIENT ? client : !client];
}

/* Requests ------------------------------------------------------------------------------- */

/* What came only when the client had closed did not answer it, nor did what never arrived. */
struct tb_fact tb_ask_request_open(const struct tb_case *c)
{
	const struct tb_dialogue *d = dialogue(c);

	if (d->request_open == TB_NO && d->requests > 0 &&
	    (tb_is_unanswered(c) || (!from_server(c) && tb_is_cut_off(c))))
		return tb_yes(0, 0);
	return (struct tb_fact){ .answer = dialogue(c)->request_open };
}

struct tb_fact tb_ask_answered_before(const struct tb_case *c)
{
	const struct tb_dialogue *d = dialogue(c);

	if (d->request_open == TB_UNSEEN)
		return tb_unseen();
	if (d->requests >= 2 && d->responses >= 1)
		return tb_yes(0, 0);
	return tb_may_have_missed(c) ? tb_unseen() : tb_no(0, 0);
}

/* Is the last response to the last request?  The first one of a capture may answer what came
 * before it: if it is complete and a request is open, then it is not to that one. */
static bool is_to_last_request(const struct tb_dialogue *d)
{
	return d->responses > 0 && d->responses >= d->requests &&
	       !(d->request_open == TB_YES && d->response_complete == TB_YES);
}

struct tb_fact tb_ask_response_begun(const struct tb_case *c)
{
	const struct tb_dialogue *d = dialogue(c);

	if (d->request_open == TB_UNSEEN)
		return tb_unseen();
	return tb_whether(tb_ask_request_open(c).answer == TB_YES && is_to_last_request(d) &&
				  !tb_is_unanswered(c),
			  0, 0);
}

struct tb_fact tb_ask_refusing_status(const struct tb_case *c)
{
	const struct tb_dialogue *d = dialogue(c);

	if (!speaks(c, "http") || d->status == 0)
		return tb_unseen();
	return tb_whether(d->status >= REFUSING && d->status != REQUEST_TIMEOUT, 0, d->status);
}

struct tb_fact tb_ask_timeout_status(const struct tb_case *c)
{
	const struct tb_dialogue *d = dialogue(c);

	if (!speaks(c, "http") || d->status == 0)
		return tb_unseen();
	return tb_whether(d->status == REQUEST_TIMEOUT, 0, d->status);
}

/* In these the client has the first word. */
struct tb_fact tb_ask_refused_unasked(const struct tb_case *c)
{
	const struct tb_exhibit *x = c->exhibit;
	const struct tb_moment *server = &past_of(c, TB_SERVER)->words;

	if (!speaks(c, "redis") && !speaks(c, "http") && !speaks(c, "tls"))
		return tb_unseen();
	if (!x->complete || tb_may_have_missed_words(c))
		return tb_unseen();
	return tb_whether(server->ref != 0 && tb_side_of(c->flow, x->opened_by) == TB_SERVER,
			  server->ref, 0);
}

struct tb_fact tb_ask_said_full(const struct tb_case *c)
{
	if (dialogue(c)->full)
		return tb_yes(past_of(c, TB_SERVER)->data.ref, 0);
	return speaks(c, "redis") || speaks(c, "smtp") || speaks(c, "ftp") ? tb_no(0, 0) : tb_unseen();
}

static struct tb_fact said(const struct tb_case *c, enum tb_sqlstate_kind kind)
{
	const struct tb_sqlstate *known = tb_sqlstate_find(dialogue(c)->sqlstate);

	if (!speaks(c, "postgresql"))
		return tb_unseen();
	return tb_whether(known != NULL && known->kind == kind, past_of(c, TB_SERVER)->data.ref, 0);
}

struct tb_fact tb_ask_said_terminated(const struct tb_case *c)
{
	return said(c, TB_SQLSTATE_TERMINATED);
}

struct tb_fact tb_ask_said_crashed(const struct tb_case *c)
{
	return said(c, TB_SQLSTATE_CRASHED);
}

struct tb_fact tb_ask_said_idle(const struct tb_case *c)
{
	return said(c, TB_SQLSTATE_IDLE);
}

/* The answer is there, and the client has not begun anything new: what it still sends
 * is the rest of the request that was answered. */
struct tb_fact tb_ask_uploading(const struct tb_case *c)
{
	const struct tb_dialogue *d = dialogue(c);
	const struct tb_past *client = past_of(c, TB_CLIENT);
	bool sends = client->turn.ref != 0 || c->deciding->trigger.bytes > 0;

	if (d->responses == 0 || d->request_open == TB_UNSEEN)
		return tb_unseen();
	return tb_whether(from_server(c) && is_to_last_request(d) && sends, client->turn.ref, 0);
}

struct tb_fact tb_ask_named_first_words(const struct tb_case *c)
{
	const struct tb_past *client = past_of(c, TB_CLIENT), *server = past_of(c, TB_SERVER);

	if (dialogue(c)->protocol == NULL)
		return tb_unseen();
	return tb_whether(dialogue(c)->server_name != NULL && (client->did & TB_DID_DATA) &&
				  !(server->did & TB_DID_DATA),
			  client->turn.ref, 0);
}

/* TLS -------------------------------------------------------------------------------------- */

struct tb_fact tb_ask_fatal_alert(const struct tb_case *c)
{
	const struct tb_dialogue *d = dialogue(c);

	if (!d->has_alert)
		return speaks(c, "tls") && d->handshake_done == TB_NO ? tb_no(0, 0) : tb_unseen();
	return tb_whether(d->alert_level == FATAL && d->alert_code != CLOSE_NOTIFY, 0, 0);
}

struct tb_fact tb_ask_tls_unfinished(const struct tb_case *c)
{
	if (!speaks(c, "tls") || dialogue(c)->handshake_done == TB_UNSEEN)
		return dialogue(c)->protocol != NULL && !speaks(c, "tls") ? tb_no(0, 0) : tb_unseen();
	return tb_whether(dialogue(c)->handshake_done == TB_NO, 0, 0);
}

struct tb_fact tb_ask_tls_unanswered(const struct tb_case *c)
{
	if (!speaks(c, "tls"))
		return dialogue(c)->protocol != NULL ? tb_no(0, 0) : tb_unseen();
	return tb_whether(!(past_of(c, TB_SERVER)->did & TB_DID_DATA), 0, 0);
}

/* TLS 1.3 servers judge the client's certificate after the handshake has ended for the
 * client, and their alert is encrypted: it looks like a short record before the RST. */
struct tb_fact tb_ask_tls_just_done(const struct tb_case *c)
{
	const struct tb_past *server = past_of(c, TB_SERVER);

	if (!speaks(c, "tls") || dialogue(c)->handshake_done == TB_UNSEEN)
		return tb_unseen();
	return tb_whether(from_server(c) && dialogue(c)->handshake_done == TB_YES &&
				  server->turn_bytes <= TB_TLS_ALERT_MAX,
			  0, 0);
}

struct tb_fact tb_ask_tls_tail(const struct tb_case *c)
{
	const struct tb_past *server = past_of(c, TB_SERVER);
	bool done = dialogue(c)->handshake_done == TB_YES;

	if (!speaks(c, "tls"))
		return dialogue(c)->protocol != NULL ? tb_no(0, 0) : tb_unseen();
	return tb_whether(done && !from_server(c) && server->turn_bytes > 0 &&
				  server->turn_bytes <= TLS_TAIL_MAX,
			  server->turn.ref, server->turn_bytes);
}

static struct tb_fact alerted(const struct tb_past *p)
{
	if (p->ends_unseen)
		return tb_unseen();
	return tb_whether(p->ends_in_alert, p->data.ref, 0);
}

struct tb_fact tb_ask_sender_alerted(const struct tb_case *c)
{
	return alerted(tb_own(c));
}

/* Who sends much after that has not said all. */
struct tb_fact tb_ask_receiver_alerted(const struct tb_case *c)
{
	if (tb_own(c)->turn_bytes > TLS_TAIL_MAX)
		return tb_no(tb_own(c)->turn.ref, tb_own(c)->turn_bytes);
	return alerted(tb_peer(c));
}

/* Languages ----------------------------------------------------------------------------------- */

struct port_language {
	uint16_t port;
	const char *protocol;
};

static const struct port_language languages[] = {
	{ 21, "ftp" }, { 22, "ssh" }, { 25, "smtp" }, { 53, "dns" }, { 80, "http" },
	{ 443, "tls" }, { 445, "smb" }, { 465, "tls" }, { 587, "smtp" }, { 636, "tls" },
	{ 993, "tls" }, { 995, "tls" }, { 3306, "mysql" }, { 5432, "postgresql" },
	{ 6379, "redis" }, { 8080, "http" }, { 8443, "tls" },
};

static const char *expected(const struct tb_case *c)
{
	uint16_t port = c->verdict->flow.end[TB_SERVER].port;

	for (size_t i = 0; i < sizeof(languages) / sizeof(languages[0]); i++)
		if (languages[i].port == port)
			return languages[i].protocol;
	return NULL;
}

struct tb_fact tb_ask_wrong_language(const struct tb_case *c)
{
	const char *usual = expected(c);

	if (usual == NULL || dialogue(c)->protocol == NULL)
		return tb_unseen();
	return tb_whether(!speaks(c, usual) && !(speaks(c, "http2") && strcmp(usual, "http") == 0),
			  0, 0);
}

struct tb_fact tb_ask_not_understood(const struct tb_case *c)
{
	const struct tb_dialogue *d = dialogue(c);

	if (d->protocol == NULL || tb_may_have_missed_words(c) ||
	    ((tb_own(c)->did | tb_peer(c)->did) & TB_DID_CUT_PAYLOAD))
		return tb_unseen();
	return tb_whether(d->mixed, 0, 0);
}
