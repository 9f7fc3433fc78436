/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * log.h - lines of logs that report errors of connections, and the resets that explain them
 *
 * Verdicts go in as they are made, then the logs' bytes, in pieces of any size; then all
 * lines are tied at once, since how far a log's clock is off shows only in all of them.
 * As the engine, it does no I/O and owns no clock; one tb_logs belongs to one thread at a
 * time.  Memory is bounded whatever the logs hold.
 */
#ifndef TCPBLAME_LOG_H
#define TCPBLAME_LOG_H

#include <tcpblame/verdict.h>

#ifdef __cplusplus
extern "C" {
#endif

enum {
	TB_LOG_TEXT_KEPT = 400,		/* bytes of a line */
	TB_LOG_LINES_KEPT = 65536,	/* error lines, of all logs together, at most */
	TB_LOG_RESETS_KEPT = 262144	/* resets that lines can be tied to, at most */
};

/* How lines are read. */
enum tb_log_format {
	TB_LOG_AUTO,	/* a line that is a JSON object as one, any other as text */
	TB_LOG_TEXT,	/* all as text */
	TB_LOG_JSON,	/* only JSON objects; other lines are passed over */
	TB_LOG_FORMAT_COUNT
};

/* Can JSON be read?  It is a matter of how the library was built. */
bool tb_log_reads_json(void);

/* What the times of a log mean that name no zone. */
struct tb_log_zone {
	/* Seconds since 1970, UTC, of a moment that would be `local` seconds if it were
	 * UTC.  NULL: it is. */
	int64_t (*to_utc)(void *user, int64_t local);
	void *user;
};

/* A line of a log that reports an error of a connection. */
struct tb_log_line {
	struct tb_log_tie tie;	/* score: of the reset, or of the nearest */
	const char *product;	/* who writes so, as far as the wording tells.  Static */
	bool has_time;
	tb_time time;		/* by the clock of the log, before any correction */
	uint64_t reset;		/* id of the one that explains it; 0: none does */
	uint64_t nearest;	/* then the one that comes nearest; 0: none comes near */
};

/* A log as a whole. */
struct tb_log_file {
	const char *file;	/* name as given; "-" for stdin */
	uint64_t lines;
	uint64_t errors;	/* of them reports of a connection's error; a stack trace is one */
	uint64_t tied;
	uint64_t elsewhere;	/* errors of other times than the capture's: only counted */
	uint64_t left_out;	/* lines that report errors and that there was no room for */
	bool has_skew;		/* its lines agree on it: */
	tb_span skew;		/* its clock shows so much more than the capture's */
	bool skew_is_zone;	/* within two minutes of quarters of an hour: a time zone, most likely */
	const char *problem;	/* says where reading stopped and why; NULL if none */
};

/* What came of all logs together. */
struct tb_log_result {
	const struct tb_log_line *line;	/* those that are kept, by log and number */
	size_t n_lines;
	const struct tb_log_file *file;	/* in the order in which they were read */
	size_t n_files;
};

struct tb_logs_config {
	enum tb_log_format format;
	struct tb_log_zone zone;
	uint64_t memory;	/* bytes for what is kept; 0: as much as usual */
};

struct tb_logs; /* opaque */

/* NULL: no memory.  Free with tb_logs_free(). */
struct tb_logs *tb_logs_new(const struct tb_logs_config *cfg);
void tb_logs_free(struct tb_logs *l); /* NULL is fine */

/* Remembers what of the verdict lines can be tied by; nothing of it is borrowed. */
void tb_logs_verdict(struct tb_logs *l, const struct tb_verdict *v);

/* From when to when the captures are, if they hold any packet.  To be told before the first
 * log. */
void tb_logs_period(struct tb_logs *l, tb_time first, tb_time last);

/* A log begins; its name is borrowed until l is freed.  False: no memory, and it must not be
 * fed. */
bool tb_logs_begin(struct tb_logs *l, const char *file);
void tb_logs_feed(struct tb_logs *l, const void *bytes, size_t n);
/* problem: why reading stopped before its end, borrowed until l is freed; NULL: it did not. */
void tb_logs_end(struct tb_logs *l, const char *problem);

/* Ties all lines; to be called once, after all of them.  False: no memory, none is tied. */
bool tb_logs_tie(struct tb_logs *l);

/* What is answered below is valid as long as l. */

/* Those tied to the reset of that id. */
const struct tb_log_tie *tb_logs_of(const struct tb_logs *l, uint64_t reset, size_t *n);

/* All lines and logs. */
struct tb_log_result tb_logs_result(const struct tb_logs *l);

#ifdef __cplusplus
}
#endif

#endif
