/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * journal.c - each ending also to the system's log
 *
 * Journald takes datagrams of fields (NAME=value, a line each), by which endings can be searched
 * for: journalctl TCPBLAME_CAUSE=syn-flood-defence.  A value of strangers may hold a newline and
 * then what looks like another field; such a one goes in the form for bytes: its name alone on a
 * line, its length in 64 bits, the lowest first, and what it is.  Other logs take one line of
 * RFC 3164, as syslog(3) sends it.
 *
 * syslog(3) and libsystemd open their sockets when they need one, and again after a failure; here
 * none can be opened when packets are read.  So ours is connected at the beginning and stays.
 * Nor does it wait: a log that is slow must not cost packets.
 */
#define _GNU_SOURCE
#include "journal.h"

#include <errno.h>
#include <inttypes.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "datagram.h"
#include "message.h"
#include "report/format.h"

/* syslog(3)'s, of which these are all that is needed. */
enum { DAEMON = 3 << 3, WARNING = 4, INFORMATION = 6 };

/* Opening -------------------------------------------------------------------------- */

static bool open_line(struct tb_journal *j, const struct tb_capture *captures, size_t n)
{
	j->line = fmemopen(j->text, sizeof(j->text), "w");
	if (j->line == NULL)
		return false;
	setvbuf(j->line, NULL, _IONBF, 0);
	j->report = tb_format_line.begin(&(struct tb_report_options){
		.out = j->line, .live = true, .captures = captures, .n_captures = n });
	return j->report != NULL;
}

bool tb_journal_open(struct tb_journal *j, const char *native, const char *syslog,
		     const struct tb_capture *captures, size_t n)
{
	*j = (struct tb_journal){ .fd = tb_datagram_connect(native), .native = true, .pid = getpid() };
	if (j->fd < 0) {
		j->native = false;
		j->fd = tb_datagram_connect(syslog);
	}
	if (j->fd < 0) {
		tb_say("--syslog: %s: %s", syslog, strerror(errno));
		return false;
	}
	tzset();	/* its file cannot be read later */
	if (!open_line(j, captures, n))
		tb_say("no memory for --syslog");
	return j->report != NULL;
}

void tb_journal_close(struct tb_journal *j)
{
	if (j->report != NULL)
		tb_format_line.end(j->report, NULL);
	if (j->line != NULL)
		fclose(j->line);
	if (j->fd >= 0)
		close(j->fd);
	*j = (struct tb_journal){ .fd = -1 };
}

/* What is sent ---------------------------------------------------------------------- */

void tb_journal_field(struct tb_text *t, const char *name, const void *bytes, size_t n)
{
	const bool plain = memchr(bytes, '\n', n) == NULL;

	tb_text_str(t, name);
	tb_text_char(t, plain ? '=' : '\n');
	for (unsigned i = 0; !plain && i < 8; i++)
		tb_text_char(t, (char)((uint64_t)n >> (8 * i) & 0xff));
	tb_text_bytes(t, bytes, n);
	tb_text_char(t, '\n');
}

static void word(struct tb_text *t, const char *name, const char *value)
{
	tb_journal_field(t, name, value, strlen(value));
}

static void endpoint(struct tb_text *t, const char *name, const struct tb_endpoint *e)
{
	char buf[64];
	struct tb_text value;

	tb_text_init(&value, buf, sizeof(buf), NULL);
	tb_text_endpoint(&value, e);
	word(t, name, buf);
}

static void reset(struct tb_text *t, const struct tb_rst *rst)
{
	char buf[64];
	struct tb_text value;

	tb_text_init(&value, buf, sizeof(buf), NULL);
	tb_text_time(&value, rst->time);
	word(t, "TCPBLAME_TIME", buf);
	tb_text_clear(&value);
	tb_text_u64(&value, rst->frame.number);
	word(t, "TCPBLAME_FRAME", buf);
}

static void confidence(struct tb_text *t, double share)
{
	char buf[16];
	struct tb_text value;

	tb_text_init(&value, buf, sizeof(buf), NULL);
	tb_text_share(&value, share);
	word(t, "TCPBLAME_CONFIDENCE", buf);
}

/* line: n bytes, without its end. */
static void fields(struct tb_text *t, const struct tb_verdict *v, int priority, const char *line,
		   size_t n)
{
	const char digit[] = { (char)('0' + priority), '\0' };

	tb_journal_field(t, "MESSAGE", line, n);
	word(t, "PRIORITY", digit);
	word(t, "SYSLOG_IDENTIFIER", "tcpblame");
	word(t, "TCPBLAME_CAUSE", v->cause.slug);
	confidence(t, v->cause.confidence);
	word(t, "TCPBLAME_ORIGIN", tb_origin_name(v->origin.by));
	word(t, "TCPBLAME_PHASE", tb_phase_name(v->phase));
	word(t, "TCPBLAME_HARM", tb_harm_name(v->harm.verdict));
	endpoint(t, "TCPBLAME_CLIENT", &v->flow.end[TB_CLIENT]);
	endpoint(t, "TCPBLAME_SERVER", &v->flow.end[TB_SERVER]);
	word(t, "TCPBLAME_COMMUNITY_ID", v->flow.community_id);
	reset(t, &v->rst[v->deciding]);
	if (v->dialogue.server_name != NULL)
		tb_journal_field(t, "TCPBLAME_SERVER_NAME", v->dialogue.server_name,
				 v->dialogue.server_name_len);
}

/* The month in English, as no locale was asked for. */
static void one_line(struct tb_text *t, const struct tb_journal *j, int priority,
		     const char *line, size_t n)
{
	char buf[32];
	time_t now = time(NULL);
	struct tm local;

	tb_text_char(t, '<');
	tb_text_u64(t, (uint64_t)(DAEMON | priority));
	tb_text_char(t, '>');
	if (localtime_r(&now, &local) != NULL && strftime(buf, sizeof(buf), "%b %e %T ", &local))
		tb_text_str(t, buf);
	tb_text_str(t, "tcpblame[");
	tb_text_u64(t, (uint64_t)j->pid);
	tb_text_str(t, "]: ");
	tb_text_bytes(t, line, n);
}

/* Bytes of the line of --quick, without its end. */
static size_t make_line(struct tb_journal *j, const struct tb_verdict *v)
{
	long n;

	rewind(j->line);
	tb_format_line.verdict(j->report, v);
	n = ftell(j->line);
	return n > 0 && n <= (long)sizeof(j->text) ? (size_t)n - 1 : 0;
}

/* Sending ------------------------------------------------------------------------------ */

/* why: errno, or 0. */
static void note(struct tb_journal *j, int why)
{
	const bool taken = why == 0;

	if (!taken && !j->failing) {
		j->lost_before = j->lost;
		tb_say("--syslog: %s; the capture goes on, and what the log does not take is lost",
		       strerror(why));
	}
	if (taken && j->failing)
		tb_say("--syslog: the log takes endings again; lost: %" PRIu64,
		       j->lost - j->lost_before);
	j->failing = !taken;
	j->lost += !taken;
}

void tb_journal_verdict(struct tb_journal *j, const struct tb_verdict *v)
{
	const int priority = v->harm.verdict == TB_HARM_DISRUPTIVE ? WARNING : INFORMATION;
	char buf[8192];
	struct tb_text t;
	size_t n;

	if (j->report == NULL)
		return;
	n = make_line(j, v);
	tb_text_init(&t, buf, sizeof(buf), NULL);
	if (j->native)
		fields(&t, v, priority, j->text, n);
	else
		one_line(&t, j, priority, j->text, n);
	/* write() on a connected socket: no right to send() is left */
	note(j, write(j->fd, buf, tb_text_len(&t)) < 0 ? errno : 0);
}

void tb_journal_end(const struct tb_journal *j)
{
	if (j->lost != 0)
		tb_say("--syslog: endings lost in all: %" PRIu64, j->lost);
}
