/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * mysql.c - MySQL and MariaDB: is a command outstanding?
 *
 * "MySQL Internals, Client/Server Protocol".  A packet is a 24-bit length, a number
 * that starts again with each command, and its payload; one of 2^24 - 1 bytes goes
 * on in the next packet.  A command has one response at a time; mysql_response.c says
 * where it ends.
 *
 * The greeting answers nothing.  The login is a command like others, answered by
 * what ends the authentication.  With CLIENT_SSL the client goes on in TLS.  Given
 * up: compression, replication streams, a second command before the first is
 * answered (MariaDB's pipelining).
 */
#include "proto/mysql.h"

#include "proto/items.h"

/* Capabilities of the client */
enum { CAP_COMPRESS = 1 << 5, CAP_SSL = 1 << 11, CAP_ZSTD = 1 << 26 };

static const char *const methods[] = {
	"Quit",		"InitDB",	"Query",	"FieldList",	"CreateDB",
	"DropDB",	"Refresh",	"Shutdown",	"Statistics",	"ProcessInfo",
	"Connect",	"ProcessKill",	"Debug",	"Ping",		"Time",
	"DelayedInsert", "ChangeUser",	"BinlogDump",	"TableDump",	"ConnectOut",
	"RegisterSlave", "StmtPrepare", "StmtExecute",	"StmtSendLongData", "StmtClose",
	"StmtReset",	"SetOption",	"StmtFetch",	"Daemon",	"BinlogDumpGTID",
	"ResetConnection", "Login",
};
_Static_assert(sizeof(methods) / sizeof(methods[0]) == N_METHODS,
	       "methods[] lost step with the commands");

/* Takes header and first bytes; the rest of the payload is left to be skipped. */
static bool take_packet(struct tb_talk *t, struct tb_reader *r, struct tb_mysql_packet *p)
{
	uint32_t header = rd_le32(r), look;

	p->len = header & PACKET_MAX;
	p->number = (uint8_t)(header >> 24);
	look = p->len < LOOK ? p->len : LOOK;
	p->body = rd_sub(r, look);
	if (r->short_read)
		return false;
	t->skip = p->len - look;
	return true;
}

/* --- the client --- */

static void begin_login(struct tb_talk *t, struct tb_mysql_packet *p)
{
	uint32_t caps = rd_le32(&p->body);
	struct tb_app *app = t->app;

	if (caps & CAP_SSL && p->len <= 36) {	/* an SSLRequest is a login cut short */
		tb_talk_start_tls(t);
		return;
	}
	app->flags &= TB_APP_ALL & ~GREETED;
	app->flags |= LOGIN;
	if (caps & (CAP_COMPRESS | CAP_ZSTD))
		app->flags |= COMPRESSED;
	tb_request_begin(t, METHOD_LOGIN);
}

static bool has_no_answer(uint8_t command)
{
	return command == COM_QUIT || command == COM_STMT_SEND_LONG_DATA ||
	       command == COM_STMT_CLOSE;
}

static bool answers_without_end(uint8_t command)
{
	return command == COM_BINLOG_DUMP || command == COM_BINLOG_DUMP_GTID ||
	       command == COM_TABLE_DUMP;
}

static enum tb_pace begin_command(struct tb_talk *t, uint8_t command)
{
	struct tb_app_dir *server = t->peer;

	if (command == 0 || command > COM_RESET_CONNECTION)
		return TB_PACE_BROKEN;
	if (t->app->flags & COMPRESSED)	/* the end of the login was missed */
		tb_talk_give_up(t);
	t->app->flags &= TB_APP_ALL & ~LOGIN;
	if (has_no_answer(command))
		return TB_PACE_ON;
	tb_request_begin(t, command);
	if (t->app->open > 1 || answers_without_end(command))
		tb_talk_give_up(t);
	if (command == COM_FIELD_LIST || command == COM_STMT_FETCH)
		server->state = ROWS;
	return TB_PACE_ON;
}

static enum tb_pace read_client(struct tb_talk *t, struct tb_reader *r)
{
	struct tb_app_dir *d = t->own;
	bool continued = (d->flags & CONTINUES) != 0;
	struct tb_mysql_packet p;

	if (!take_packet(t, r, &p))
		return TB_PACE_MORE;
	d->flags &= TB_DIR_ALL & ~CONTINUES;
	if (p.len == PACKET_MAX)
		d->flags |= CONTINUES;
	if (continued)
		return TB_PACE_ON;
	if (t->app->flags & GREETED && p.number != 0) {
		begin_login(t, &p);
		return TB_PACE_ON;
	}
	t->app->flags &= TB_APP_ALL & ~GREETED;
	/* later numbers belong to a login, or to a file that was asked for */
	return p.number == 0 ? begin_command(t, rd_u8(&p.body)) : TB_PACE_ON;
}

/* --- the server --- */

static void end_response(struct tb_talk *t)
{
	struct tb_app_dir *d = t->own;

	d->state = FIRST;
	if (d->flags & TB_DIR_ANSWERS)
		tb_response_end(t);
	if (t->app->flags & LOGIN && t->app->flags & COMPRESSED)
		tb_talk_give_up(t);
	t->app->flags &= TB_APP_ALL & ~LOGIN;
}

/* A packet that nobody asked for: the greeting, an error instead of it, the EOF
 * behind the definitions of a prepared statement. */
static void read_unasked(struct tb_talk *t, const struct tb_mysql_packet *p)
{
	int first = rd_peek(&p->body, 0);

	if (first == 0x0a && p->number == 0 && t->own->messages == 0)
		t->app->flags |= GREETED;
	else if (first != 0xff && !tb_mysql_is_eof(p))
		tb_talk_lose(t);	/* the command was missed */
}

static enum tb_pace read_server(struct tb_talk *t, struct tb_reader *r)
{
	struct tb_app_dir *d = t->own;
	bool continued = (d->flags & CONTINUES) != 0;
	enum tb_pace pace;
	struct tb_mysql_packet p;

	if (!take_packet(t, r, &p))
		return TB_PACE_MORE;
	d->flags &= TB_DIR_ALL & ~CONTINUES;
	if (p.len == PACKET_MAX)
		d->flags |= CONTINUES;
	if (continued)
		return TB_PACE_ON;
	if (t->app->open == 0) {
		read_unasked(t, &p);
		return TB_PACE_ON;
	}
	if (!(d->flags & TB_DIR_ANSWERS))
		tb_response_begin(t);
	pace = tb_mysql_response(t, &p);
	if (d->state == ENDING && t->skip == 0)
		end_response(t);
	return pace;
}

static void passed(struct tb_talk *t)
{
	if (!t->from_client && t->own->state == ENDING)
		end_response(t);
}

/* --- the machine --- */

static enum tb_pace read_packet(struct tb_talk *t, struct tb_reader *r)
{
	return t->from_client ? read_client(t, r) : read_server(t, r);
}

static bool is_own_port(uint16_t port)
{
	return port == 3306;
}

/* Protocol 10, then a version like "8.0.36" or "5.5.5-10.11.6-MariaDB". */
static inline enum tb_guess guess_greeting(struct tb_reader r)
{
	uint32_t header;
	uint8_t version;
	int c = 0;

	if (rd_peek(&r, 4) >= 0 && rd_peek(&r, 4) != 0x0a)
		return TB_GUESS_NO;
	header = rd_le32(&r);
	rd_skip(&r, 1);
	for (size_t i = 0; i < 3 && c != '.'; i++) {
		version = rd_u8(&r);
		c = version;
		if (!r.short_read && c != '.' && (c < '0' || c > '9'))
			return TB_GUESS_NO;
	}
	if (r.short_read)
		return TB_GUESS_MORE;
	return c == '.' && header >= 30 && header <= 512 ? TB_GUESS_SERVER : TB_GUESS_NO;
}

/* Mid-connection, on the well-known port only. */
static enum tb_guess guess_command(struct tb_reader r)
{
	uint32_t header = rd_le32(&r);
	uint8_t command = rd_u8(&r);

	if (r.short_read)
		return TB_GUESS_MORE;
	return header >> 24 == 0 && header != 0 && command >= COM_QUIT &&
			       command <= COM_RESET_CONNECTION ?
		       TB_GUESS_CLIENT :
		       TB_GUESS_NO;
}

/* An error before anything else: "Host ... is blocked". */
static enum tb_guess guess_refusal(struct tb_reader r)
{
	uint32_t header = rd_le32(&r);
	uint8_t first = rd_u8(&r);

	if (r.short_read)
		return TB_GUESS_MORE;
	return header >> 24 <= 1 && (header & PACKET_MAX) < 1024 && first == 0xff ?
		       TB_GUESS_SERVER :
		       TB_GUESS_NO;
}

static enum tb_guess guess(const struct tb_reader *first, uint16_t src, uint16_t dst)
{
	enum tb_guess g = guess_greeting(*first);

	if (g != TB_GUESS_NO)
		return g;
	if (is_own_port(src))
		return guess_refusal(*first);
	return is_own_port(dst) ? guess_command(*first) : TB_GUESS_NO;
}

/* A segment that is a command or the start of one; or packet number 1 that fits into
 * the segment when a command was just seen: only the start of its response can be. */
static bool found(const struct tb_talk *t, struct tb_reader r)
{
	struct tb_reader command = r;
	uint32_t header = rd_le32(&r);

	if (t->from_client)
		return guess_command(command) == TB_GUESS_CLIENT &&
		       (header & PACKET_MAX) >= rd_left(&r);
	return !(t->app->flags & TB_APP_BLIND) && t->app->open == 1 && header >> 24 == 1 &&
	       (header & PACKET_MAX) != 0 && (header & PACKET_MAX) <= rd_left(&r);
}

static void read_items(struct tb_talk *t, struct tb_reader *bytes)
{
	tb_read_items(t, bytes, read_packet, passed);
}

const struct tb_machine tb_machine_mysql = {
	.guess = guess,
	.read = read_items,
	.passed = passed,
	.found = found,
	.turns = true,
	.methods = methods,
	.n_methods = N_METHODS,
};
