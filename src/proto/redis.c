/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * redis.c - RESP2 and RESP3: commands and replies, counted
 *
 * A value is a line; bulk strings carry their bytes after it, aggregates the number
 * of values that follow.  One counter of values still to come is enough, however
 * deeply they are nested.
 *
 * Clients pipeline, so only counting pairs commands with replies.  Where a command
 * changes the rules (SUBSCRIBE, MONITOR, replication, CLIENT REPLY) answers are given
 * up.  After a hole nothing is found again: data may look like anything.
 *
 * Left out: streamed types of RESP3 (length "?"), which no server sends.
 */
#include "proto/items.h"
#include "proto/text.h"

enum state {
	BETWEEN,	/* before a command or reply */
	VALUES,		/* count values of it are still to come */
	NAME,		/* client: the first value, the command's name, is next */
	SUBCOMMAND	/* client: the second value is looked at as well */
};

enum {
	MAX_VALUES = 1 << 30,
	MAX_BULK = 1 << 30,
	MAX_WORD = 16		/* longer arguments cannot be what is looked for */
};

static const char *const methods[] = {
	"GET",	    "SET",	"DEL",	      "EXISTS",	   "EXPIRE",	 "TTL",
	"INCR",	    "DECR",	"INCRBY",     "MGET",	   "MSET",	 "SETEX",
	"SETNX",    "HGET",	"HSET",	      "HMGET",	   "HMSET",	 "HGETALL",
	"HDEL",	    "LPUSH",	"RPUSH",      "LPOP",	   "RPOP",	 "BLPOP",
	"BRPOP",    "LRANGE",	"SADD",	      "SREM",	   "SMEMBERS",	 "ZADD",
	"ZRANGE",   "ZRANGEBYSCORE", "XADD",  "XREAD",	   "XREADGROUP", "EVAL",
	"EVALSHA",  "MULTI",	"EXEC",	      "WATCH",	   "PUBLISH",	 "AUTH",
	"HELLO",    "PING",	"INFO",	      "CLUSTER",   "CONFIG",	 "SCAN",
	"SELECT",   "QUIT",	"COMMAND",    "SUBSCRIBE", "PSUBSCRIBE", "SSUBSCRIBE",
	"MONITOR",  "SYNC",	"PSYNC",      "CLIENT",
};
enum {
	N_METHODS = sizeof(methods) / sizeof(methods[0]),
	CLIENT_COMMAND = N_METHODS,	/* the last */
	FIRST_STREAM = 52,		/* from SUBSCRIBE on: replies without end */
	LAST_STREAM = 57
};

static bool is_own_port(uint16_t port)
{
	return port == 6379;
}

/* Is it an aggregate, and how many values make one of its elements? */
static uint32_t width_of(uint8_t type)
{
	if (type == '%' || type == '|')
		return 2;
	return type == '*' || type == '~' || type == '>' ? 1 : 0;
}

static bool is_bulk(uint8_t type)
{
	return type == '$' || type == '=' || type == '!';
}

static bool is_simple(uint8_t type)
{
	return type == '+' || type == '-' || type == ':' || type == '_' || type == ',' ||
	       type == '#' || type == '(';
}

/* The line that begins a value. */
struct header {
	uint8_t type;
	bool null;	/* its number is -1 */
	uint32_t n;	/* NO_NUMBER if it has none */
};
#define NO_NUMBER UINT32_MAX

/* Takes a line that is a type and a number of up to nine digits, as nearly all are. */
static inline bool take_plain_header(struct tb_reader *r, struct header *h)
{
	uint32_t n = 0;
	size_t at = 1;
	int c;

	while (rd_is_digit(c = rd_peek(r, at)) && at < 10) {
		n = n * 10 + (uint32_t)(c - '0');
		at++;
	}
	if (at == 1 || c != '\r' || rd_peek(r, at + 1) != '\n')
		return false;
	*h = (struct header){ rd_u8(r), false, n };
	rd_skip(r, at + 1);
	return true;
}

static enum tb_pace take_any_header(struct tb_reader *r, struct header *h)
{
	struct tb_reader line;
	enum tb_pace pace = tb_line(r, &line);

	if (pace != TB_PACE_ON)
		return pace;
	h->type = rd_u8(&line);
	h->null = rd_peek(&line, 0) == '-' && rd_peek(&line, 1) == '1' && rd_left(&line) == 2;
	if (!tb_number(&line, &h->n) || rd_left(&line) != 0)
		h->n = NO_NUMBER;
	return TB_PACE_ON;
}

static inline enum tb_pace take_header(struct tb_reader *r, struct header *h)
{
	return take_plain_header(r, h) ? TB_PACE_ON : take_any_header(r, h);
}

/* Passes a value's bytes: here, if all of them are. */
static inline void pass_bytes(struct tb_talk *t, struct tb_reader *r, uint32_t n)
{
	if (n <= rd_left(r))
		rd_skip(r, n);
	else
		t->skip = n;
}

/*
 * Reads one value's line: count grows by what it contains, skip is its bytes if they are not
 * all here.  The value itself is not taken off the count.
 */
static inline __attribute__((always_inline)) enum tb_pace
read_value(struct tb_talk *t, struct tb_reader *r, uint8_t *type)
{
	struct tb_app_dir *d = t->own;
	struct header h;
	enum tb_pace pace = take_header(r, &h);

	if (pace != TB_PACE_ON)
		return pace;
	*type = h.type;
	if (is_simple(h.type))
		return TB_PACE_ON;
	if (h.null)
		return is_bulk(h.type) || width_of(h.type) != 0 ? TB_PACE_ON : TB_PACE_BROKEN;
	if (is_bulk(h.type)) {
		if (h.n > MAX_BULK)
			return TB_PACE_BROKEN;
		pass_bytes(t, r, h.n + 2);
		return TB_PACE_ON;
	}
	if (width_of(h.type) == 0 || h.n > MAX_VALUES / 4)
		return TB_PACE_BROKEN;
	h.n *= width_of(h.type);
	if (d->count > MAX_VALUES - h.n)
		return TB_PACE_BROKEN;
	d->count += h.n;
	return TB_PACE_ON;
}

/* --- replies --- */

static void end_if_done(struct tb_talk *t)
{
	struct tb_app_dir *d = t->own;

	if (t->skip != 0 || d->count != 0)
		return;
	d->state = BETWEEN;
	if (d->flags & TB_DIR_ANSWERS)
		tb_response_end(t);
}

static enum tb_pace read_reply(struct tb_talk *t, struct tb_reader *r)
{
	struct tb_app_dir *d = t->own;
	bool begins = d->state == BETWEEN;
	struct tb_reader line = *r;
	uint8_t type = 0;
	enum tb_pace pace;
	bool refusal;

	pace = read_value(t, r, &type);
	if (pace != TB_PACE_ON)
		return pace;
	refusal = begins && type == '-' && rd_icase(&line, "-err max number of clients");
	if (refusal)
		t->app->flags |= TB_APP_FULL;
	if (type == '|')	/* attributes come before the value they describe */
		d->count += begins ? 1 : 0;
	else if (!begins)
		d->count--;
	d->state = VALUES;
	if (begins && type != '>' && !refusal)	/* that is said to whoever connects */
		tb_response_begin(t);
	end_if_done(t);
	return TB_PACE_ON;
}

/* --- commands --- */

static void end_value(struct tb_app_dir *d)
{
	if (d->count == 0)
		d->state = BETWEEN;
	else if (d->state != SUBCOMMAND)
		d->state = VALUES;
}

/* A short argument, which must be whole: its line, its bytes, CRLF. */
static inline enum tb_pace take_word(struct tb_reader *r, struct tb_reader *word)
{
	struct header h;
	enum tb_pace pace = take_header(r, &h);

	*word = rd_over(NULL, 0);
	if (pace != TB_PACE_ON)
		return pace;
	if (h.type != '$' || h.n > MAX_WORD)
		return TB_PACE_BROKEN;
	*word = rd_sub(r, h.n);
	rd_skip(r, 2);
	return r->short_read ? TB_PACE_MORE : TB_PACE_ON;
}

static void begin_command(struct tb_talk *t, uint8_t method)
{
	struct tb_app_dir *d = t->own;

	tb_request_begin(t, method);
	if (method >= FIRST_STREAM && method <= LAST_STREAM)
		tb_talk_give_up(t);
	d->state = VALUES;
	if (method == CLIENT_COMMAND)
		d->state = SUBCOMMAND;
	d->count--;
	end_value(d);
}

/* The name; one that is too long to be known is an argument like any other. */
static enum tb_pace read_name(struct tb_talk *t, struct tb_reader *r)
{
	struct tb_reader probe = *r, word;
	enum tb_pace pace = take_word(&probe, &word);
	uint8_t type;

	if (pace == TB_PACE_MORE)
		return TB_PACE_MORE;
	if (pace == TB_PACE_ON) {
		*r = probe;
		begin_command(t, tb_word(word, methods, N_METHODS));
		return TB_PACE_ON;
	}
	pace = read_value(t, r, &type);
	if (pace != TB_PACE_ON || !is_bulk(type))
		return TB_PACE_BROKEN;
	begin_command(t, 0);
	return TB_PACE_ON;
}

/* CLIENT REPLY switches replies off. */
static enum tb_pace read_subcommand(struct tb_talk *t, struct tb_reader *r)
{
	struct tb_app_dir *d = t->own;
	struct tb_reader probe = *r, word;
	enum tb_pace pace = take_word(&probe, &word);

	if (pace == TB_PACE_MORE)
		return TB_PACE_MORE;
	d->state = VALUES;
	if (pace == TB_PACE_BROKEN)
		return TB_PACE_BROKEN;
	if (rd_icase(&word, "reply"))
		tb_talk_give_up(t);
	*r = probe;
	d->count--;
	end_value(d);
	return TB_PACE_ON;
}

static enum tb_pace read_argument(struct tb_talk *t, struct tb_reader *r)
{
	struct tb_app_dir *d = t->own;
	uint8_t type;
	enum tb_pace pace = read_value(t, r, &type);

	if (pace != TB_PACE_ON)
		return pace;
	d->count--;
	if (t->skip == 0)
		end_value(d);
	return TB_PACE_ON;
}

/* A command that is all here and of bulk strings only, as nearly all are: as if it were read
 * value by value. */
static inline bool take_plain_command(struct tb_talk *t, struct tb_reader *r)
{
	struct tb_reader command = *r, word;
	struct header h;
	uint32_t values;
	uint8_t method;

	if (!take_plain_header(&command, &h) || h.type != '*' ||
	    take_word(&command, &word) != TB_PACE_ON)
		return false;
	for (values = h.n; values > 1; values--) {
		if (!take_plain_header(&command, &h) || h.type != '$' || h.n > MAX_BULK)
			return false;
		rd_skip(&command, h.n + 2);
	}
	method = tb_word(word, methods, N_METHODS);
	if (command.short_read || values == 0 || method >= FIRST_STREAM)
		return false;
	tb_request_begin(t, method);
	rd_follow(r, &command);
	return true;
}

/* "*n", or an inline command as people type it. */
static enum tb_pace read_command(struct tb_talk *t, struct tb_reader *r)
{
	struct tb_app_dir *d = t->own;
	struct tb_reader line;
	enum tb_pace pace;
	uint8_t type, method;

	if (take_plain_command(t, r))
		return TB_PACE_ON;
	if (rd_peek(r, 0) == '*') {
		pace = read_value(t, r, &type);
		if (pace == TB_PACE_ON && d->count != 0)
			d->state = NAME;
		return pace;
	}
	pace = tb_line(r, &line);
	if (pace != TB_PACE_ON || rd_left(&line) == 0)
		return pace;
	method = tb_word(rd_sub(&line, tb_letters(&line, MAX_WORD)), methods, N_METHODS);
	if (method == 0 || method >= FIRST_STREAM)
		return TB_PACE_BROKEN;
	tb_request_begin(t, method);
	return TB_PACE_ON;
}

/* --- the machine --- */

static enum tb_pace read_item(struct tb_talk *t, struct tb_reader *r)
{
	if (!t->from_client)
		return read_reply(t, r);
	switch (t->own->state) {
	case BETWEEN:
		return read_command(t, r);
	case NAME:
		return read_name(t, r);
	case SUBCOMMAND:
		return read_subcommand(t, r);
	default:
		return read_argument(t, r);
	}
}

static void passed(struct tb_talk *t)
{
	if (t->from_client)
		end_value(t->own);
	else
		end_if_done(t);
}

/* "*n CRLF $" is a command. */
static enum tb_guess guess_command(struct tb_reader r)
{
	struct tb_reader line;
	uint32_t n;

	rd_limit(&r, 16);
	if (rd_peek(&r, 1) >= 0 && (rd_peek(&r, 1) < '1' || rd_peek(&r, 1) > '9'))
		return TB_GUESS_NO;
	if (tb_line(&r, &line) != TB_PACE_ON)
		return rd_left(&r) == 16 ? TB_GUESS_NO : TB_GUESS_MORE;
	rd_skip(&line, 1);
	if (!tb_number(&line, &n) || rd_left(&line) != 0)
		return TB_GUESS_NO;
	if (rd_left(&r) == 0)
		return TB_GUESS_MORE;
	return rd_peek(&r, 0) == '$' ? TB_GUESS_CLIENT : TB_GUESS_NO;
}

static enum tb_guess guess(const struct tb_reader *first, uint16_t src, uint16_t dst)
{
	struct tb_reader r = *first;
	int type = rd_peek(&r, 0);
	size_t n;

	if (is_own_port(src) && !is_own_port(dst))
		return width_of((uint8_t)type) != 0 || is_bulk((uint8_t)type) ||
				       is_simple((uint8_t)type) ?
			       TB_GUESS_SERVER :
			       TB_GUESS_NO;
	if (type == '*')
		return guess_command(r);
	if (!is_own_port(dst))
		return TB_GUESS_NO;
	n = tb_letters(&r, MAX_WORD + 1);
	if (n == rd_left(&r) && n <= MAX_WORD)
		return TB_GUESS_MORE;
	return tb_word(rd_sub(&r, n), methods, N_METHODS) != 0 ? TB_GUESS_CLIENT :
								  TB_GUESS_NO;
}

static void read_items(struct tb_talk *t, struct tb_reader *bytes)
{
	tb_read_items(t, bytes, read_item, passed);
}

const struct tb_machine tb_machine_redis = {
	.guess = guess,
	.read = read_items,
	.passed = passed,
	.methods = methods,
	.n_methods = N_METHODS,
};
