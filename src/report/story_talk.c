/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * story_talk.c - what the two ends were saying to each other, in a sentence
 */
#include "knowledge/sqlstate.h"
#include "report/teller.h"

/* "GET /page to example.org, not answered", as far as it is known. */
static void last_request(struct teller *t, const struct tb_dialogue *d)
{
	if (d->method != NULL)
		say(t, d->method);
	if (d->path != NULL && d->path_len > 0) {
		say(t, " ");
		tb_page_quote(t->page, d->path, d->path_len);
		say(t, d->path_len == TB_MAX_PATH ? "..." : "");
	}
	if (d->server_name != NULL && d->server_name_len > 0) {
		say(t, d->method != NULL ? " to " : "with ");
		tb_page_quote(t->page, d->server_name, d->server_name_len);
	}
	if (d->request_open == TB_YES) {
		tb_page_then(t->page, ", ");
		say(t, "not answered");
	}
	if (d->status != 0) {
		tb_page_then(t->page, ", ");
		say(t, d->request_open == TB_YES ? "last status " : "status ");
		tb_text_u64(t->para, d->status);
	}
	if (d->response_complete == TB_NO && d->responses > 0) {
		tb_page_then(t->page, ", ");
		say(t, "the response was cut off");
	}
}

static void alert(struct teller *t, const struct tb_dialogue *d)
{
	tb_page_then(t->page, "; ");
	say(t, tb_report_alert_level(d->alert_level));
	say(t, " alert ");
	if (d->alert_name != NULL) {
		say(t, d->alert_name);
		say(t, " ");
	}
	say(t, "(");
	tb_text_u64(t->para, d->alert_code);
	say(t, ") from the ");
	say(t, tb_report_side(d->alert_from));
}

/* What a server said of its own end. */
static void last_words(struct teller *t, const struct tb_dialogue *d)
{
	const struct tb_sqlstate *known = tb_sqlstate_find(d->sqlstate);

	tb_page_then(t->page, "; ");
	say(t, "the server ended the session: SQLSTATE ");
	say(t, d->sqlstate);
	if (known != NULL) {
		say(t, ", ");
		say(t, known->meaning);
	}
}

void tb_tell_talk(struct teller *t)
{
	const struct tb_dialogue *d = &t->v->dialogue;

	if (d->protocol == NULL)
		return;
	last_request(t, d);
	if (d->requests > 0 || d->responses > 0) {
		tb_page_then(t->page, "; ");
		tb_page_number(t->page, d->requests, "request", "requests");
		say(t, ", ");
		tb_page_number(t->page, d->responses, "response", "responses");
		say(t, " in all");
	}
	if (d->handshake_done != TB_UNSEEN) {
		tb_page_then(t->page, "; ");
		say(t, d->handshake_done == TB_YES ? "TLS handshake done" :
						     "TLS handshake not finished");
	}
	if (d->has_alert)
		alert(t, d);
	if (d->sqlstate[0] != 0)
		last_words(t, d);
	tb_page_item(t->page, "talk");
}
