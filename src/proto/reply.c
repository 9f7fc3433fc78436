/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * reply.c - SMTP and FTP: a line asks, a three-digit reply answers
 *
 * RFC 5321 section 4.2, RFC 959 section 4.2.  A command is open until its final
 * reply: 1yz is preliminary (FTP's "150 opening data connection"), 334 asks for more
 * of an AUTH and 354 for the mail, which is passed over up to the lone dot.  A reply
 * of several lines ends with its code and a space.
 *
 * The greeting answers nothing.  It is told apart by its words ("ESMTP", "FTP"),
 * then by its port.  After STARTTLS or AUTH TLS was granted the bytes are TLS.
 *
 * A lost SMTP client is not found again, and what is no known command of SMTP ends
 * it all: mail may look like commands.
 */
#include "proto/items.h"
#include "proto/text.h"

enum state {
	LINES = 0,	/* between commands, or between replies */
	CONTENT,	/* client: at the start of a line of mail */
	CONTENT_LINE,	/* client: within one */
	CHUNK,		/* client: skipping BDAT bytes, RFC 3030 */
	SASL,		/* client: a line that answers a challenge */
	SAME_REPLY	/* server: among the lines of one reply; count is its code */
};

static const char *const smtp_commands[] = {
	"HELO", "EHLO", "LHLO", "MAIL", "RCPT",	    "DATA", "BDAT", "RSET", "NOOP",
	"QUIT", "VRFY", "EXPN", "HELP", "STARTTLS", "AUTH", "ETRN", "TURN", "ATRN",
	"BURL", "XCLIENT", "XFORWARD",
};
enum {
	SMTP_LHLO = 3,	/* the first three can only be SMTP's */
	SMTP_BDAT = 7,
	SMTP_STARTTLS = 14,
	N_SMTP = sizeof(smtp_commands) / sizeof(smtp_commands[0])
};

static const char *const ftp_commands[] = {
	"USER", "PASS", "ACCT", "CWD",	"CDUP", "SMNT", "QUIT", "REIN", "PORT", "PASV",
	"TYPE", "STRU", "MODE", "RETR", "STOR", "STOU", "APPE", "ALLO", "REST", "RNFR",
	"RNTO", "ABOR", "DELE", "RMD",	"MKD",	"PWD",	"LIST", "NLST", "SITE", "SYST",
	"STAT", "HELP", "NOOP", "FEAT", "OPTS", "AUTH", "ADAT", "PROT", "PBSZ", "CCC",
	"EPRT", "EPSV", "MLSD", "MLST", "SIZE", "MDTM", "LANG", "HOST", "CLNT", "XPWD",
	"XCWD", "XMKD", "XRMD", "XCUP",
};
enum {
	FTP_AUTH = 36,
	N_FTP = sizeof(ftp_commands) / sizeof(ftp_commands[0])
};

static bool is_smtp_port(uint16_t port)
{
	return port == 25 || port == 465 || port == 587 || port == 2525;
}

static bool is_ftp_port(uint16_t port)
{
	return port == 21;
}

/* --- the client --- */

static uint8_t command_of(const struct tb_talk *t, struct tb_reader *line)
{
	bool smtp = t->app->proto == TB_PROTO_SMTP;
	struct tb_reader word = rd_sub(line, tb_letters(line, 16));

	return smtp ? tb_word(word, smtp_commands, N_SMTP) :
		      tb_word(word, ftp_commands, N_FTP);
}

static enum tb_pace read_command(struct tb_talk *t, struct tb_reader *r)
{
	struct tb_app_dir *d = t->own;
	struct tb_reader line;
	enum tb_pace pace = tb_line(r, &line);
	uint8_t command;

	if (pace != TB_PACE_ON)
		return pace;
	if (d->state == SASL) {
		d->state = LINES;
		return TB_PACE_ON;
	}
	if (rd_left(&line) == 0)
		return TB_PACE_ON;
	command = command_of(t, &line);
	if (command == 0 && t->app->proto == TB_PROTO_SMTP)
		return TB_PACE_BROKEN;
	tb_request_begin(t, command);
	if (t->app->proto == TB_PROTO_SMTP && command == SMTP_BDAT) {
		rd_skip(&line, 1);
		if (!tb_number(&line, &d->count))
			return TB_PACE_BROKEN;
		tb_skip_count(t);
		d->state = t->skip != 0 ? CHUNK : LINES;
	}
	return TB_PACE_ON;
}

/* The start of a line of mail: is it the lone dot? */
static enum tb_pace read_dot(struct tb_talk *t, struct tb_reader *r)
{
	struct tb_app_dir *d = t->own;
	uint8_t dot = rd_u8(r);
	int next;

	d->state = CONTENT_LINE;
	if (dot == '\n')
		d->state = CONTENT;
	if (dot != '.')
		return TB_PACE_ON;
	next = rd_peek(r, 0) == '\r' ? rd_peek(r, 1) : rd_peek(r, 0);
	if (next < 0) {
		d->state = CONTENT;
		return TB_PACE_MORE;
	}
	if (next == '\n') {
		rd_skip(r, rd_peek(r, 0) == '\r' ? 2 : 1);
		d->state = LINES;
	}
	return TB_PACE_ON;
}

static enum tb_pace read_content_line(struct tb_talk *t, struct tb_reader *r)
{
	struct tb_reader line;

	if (tb_line(r, &line) == TB_PACE_ON)
		t->own->state = CONTENT;
	else
		rd_skip(r, rd_left(r));
	return TB_PACE_ON;
}

/* --- the server --- */

/* Takes "ddd"; 0 if it is none. */
static uint16_t take_code(struct tb_reader *r)
{
	uint16_t code = 0;

	for (int i = 0; i < 3; i++) {
		uint8_t c = rd_u8(r);

		if (c < '0' || c > '9')
			return 0;
		code = (uint16_t)(code * 10 + c - '0');
	}
	return code >= 100 && code <= 599 ? code : 0;
}

/* Does the reply leave its command open? */
static bool is_preliminary(struct tb_talk *t, uint16_t code)
{
	struct tb_app_dir *client = t->peer;

	if (t->app->proto == TB_PROTO_FTP)
		return code / 100 == 1;
	if (code != 334 && code != 354)
		return false;
	if (client->state == LINES)
		client->state = code == 354 ? CONTENT : SASL;
	return true;
}

static bool grants_tls(const struct tb_app *app, uint16_t code)
{
	if (app->open != 1)
		return false;
	return app->proto == TB_PROTO_SMTP ? app->method == SMTP_STARTTLS && code == 220 :
					     app->method == FTP_AUTH && code == 234;
}

static void end_reply(struct tb_talk *t, uint16_t code)
{
	bool tls = grants_tls(t->app, code);

	t->app->status = code & 0x3ffU;
	t->own->state = LINES;
	if (is_preliminary(t, code))
		return;
	if (t->own->flags & TB_DIR_ANSWERS)
		tb_response_end(t);
	if (tls)
		tb_talk_start_tls(t);
}

static bool is_greeting(uint16_t code)
{
	return code == 120 || code == 220 || code == 554;
}

/* A greeting, or "421 closing", comes by itself. */
static void begin_reply(struct tb_talk *t, uint16_t code)
{
	if (t->own->flags & TB_DIR_ANSWERS)
		return;
	if (t->app->open != 0)
		tb_response_begin(t);
	else if (code != 421 && (t->peer->messages != 0 || !is_greeting(code)))
		t->app->flags |= TB_APP_BLIND;
}

static bool mentions(struct tb_reader line, const char *word)
{
	while (rd_left(&line) != 0) {
		if (rd_icase(&line, word))
			return true;
		rd_skip(&line, 1);
	}
	return false;
}

static enum tb_pace read_reply(struct tb_talk *t, struct tb_reader *r)
{
	struct tb_app_dir *d = t->own;
	struct tb_reader line;
	enum tb_pace pace = tb_line(r, &line);
	uint16_t code;

	if (pace != TB_PACE_ON)
		return pace;
	code = take_code(&line);
	if (d->state == LINES) {
		if (code == 0)
			return TB_PACE_BROKEN;
		d->count = code;
		begin_reply(t, code);
	}
	d->state = SAME_REPLY;
	if (code == 421 && mentions(line, "too many"))
		t->app->flags |= TB_APP_FULL;
	if (code != 0 && code == d->count && rd_peek(&line, 0) != '-')
		end_reply(t, code);
	return TB_PACE_ON;
}

/* --- the machine --- */

static enum tb_pace read_line(struct tb_talk *t, struct tb_reader *r)
{
	if (!t->from_client)
		return read_reply(t, r);
	switch (t->own->state) {
	case CONTENT:
		return read_dot(t, r);
	case CONTENT_LINE:
		return read_content_line(t, r);
	default:
		return read_command(t, r);
	}
}

static void passed(struct tb_talk *t)
{
	if (t->own->count != 0)
		tb_skip_count(t);
	else
		t->own->state = LINES;
}

/* Is this a command of the list, as far as its first `among` go? */
static enum tb_guess guess_command(struct tb_reader r, const char *const *list,
				   size_t among)
{
	size_t n = tb_letters(&r, 9);
	int end = rd_peek(&r, n);

	if (end < 0 && n < 9)
		return TB_GUESS_MORE;
	if (end != ' ' && end != '\r' && end != '\n')
		return TB_GUESS_NO;
	return tb_word(rd_sub(&r, n), list, among) != 0 ? TB_GUESS_CLIENT : TB_GUESS_NO;
}

/* Is this a server's reply, by its words or, if those say nothing, by its port? */
static enum tb_guess guess_reply(struct tb_reader r, const char *own, const char *other,
				 bool own_port)
{
	struct tb_reader line, code = r;
	uint16_t status = take_code(&code);
	int separator = rd_peek(&code, 0);
	bool greeting = status == 220;

	if (code.short_read)
		return TB_GUESS_MORE;
	if (status == 0 || (separator >= 0 && separator != ' ' && separator != '-') ||
	    (!greeting && !own_port))
		return TB_GUESS_NO;
	if (tb_line(&r, &line) != TB_PACE_ON)
		return TB_GUESS_MORE;
	if (greeting && mentions(line, own))
		return TB_GUESS_SERVER;
	return own_port && !mentions(line, other) ? TB_GUESS_SERVER : TB_GUESS_NO;
}

static bool begins_with_digit(const struct tb_reader *r)
{
	return rd_peek(r, 0) >= '1' && rd_peek(r, 0) <= '5';
}

/* The words that open an envelope; other commands are found in mail as well. */
static enum tb_guess guess_envelope(struct tb_reader r)
{
	struct tb_reader again = r;
	enum tb_guess mail = tb_text(&r, "MAIL FROM:");
	enum tb_guess rcpt = tb_text(&again, "RCPT TO:");

	if (mail == TB_GUESS_PEER || rcpt == TB_GUESS_PEER)
		return TB_GUESS_CLIENT;
	return mail == TB_GUESS_MORE ? mail : rcpt;
}

static enum tb_guess guess_smtp(const struct tb_reader *first, uint16_t src, uint16_t dst)
{
	struct tb_reader r = *first;
	enum tb_guess g;

	if (begins_with_digit(&r))
		return guess_reply(r, "smtp", "ftp", is_smtp_port(src));
	g = guess_command(r, smtp_commands, SMTP_LHLO);
	return g == TB_GUESS_NO && is_smtp_port(dst) ? guess_envelope(r) : g;
}

static enum tb_guess guess_ftp(const struct tb_reader *first, uint16_t src, uint16_t dst)
{
	struct tb_reader r = *first;

	if (begins_with_digit(&r))
		return guess_reply(r, "ftp", "smtp", is_ftp_port(src));
	return is_ftp_port(dst) ? guess_command(r, ftp_commands, N_FTP) : TB_GUESS_NO;
}

static bool found(const struct tb_talk *t, struct tb_reader r)
{
	struct tb_reader line;

	rd_limit(&r, TB_HEAD_MAX);
	if (!t->from_client)
		return take_code(&r) != 0 &&
		       (rd_peek(&r, 0) == ' ' || rd_peek(&r, 0) == '-');
	return t->app->proto == TB_PROTO_FTP && tb_line(&r, &line) == TB_PACE_ON &&
	       command_of(t, &line) != 0;
}

static void read_items(struct tb_talk *t, struct tb_reader *bytes)
{
	tb_read_items(t, bytes, read_line, passed);
}

const struct tb_machine tb_machine_smtp = {
	.guess = guess_smtp,
	.read = read_items,
	.passed = passed,
	.found = found,
	.turns = true,
	.methods = smtp_commands,
	.n_methods = N_SMTP,
};

const struct tb_machine tb_machine_ftp = {
	.guess = guess_ftp,
	.read = read_items,
	.passed = passed,
	.found = found,
	.turns = true,
	.methods = ftp_commands,
	.n_methods = N_FTP,
};
