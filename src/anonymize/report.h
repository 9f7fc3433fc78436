/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * report.h - what a report is made from, with pseudonyms for all that names somebody
 *
 * Mapped are addresses, and names of servers.  The Community ID is made anew.  Captures, logs
 * and interfaces get numbers instead of names.  Withheld are texts that strangers wrote:
 * lines of logs, packet comments, payload, the name of a process.  Frame numbers, times,
 * ports, process ids and all that we say ourselves stay.
 */
#ifndef TB_ANONYMIZE_REPORT_H
#define TB_ANONYMIZE_REPORT_H

#include <tcpblame/log.h>
#include <tcpblame/tcpblame.h>

#include "anonymize/pseudonym.h"

struct tb_anonymous; /* opaque */

/* a: the caller's.  log: names of logs as they were given, in order, the caller's too. */
struct tb_anonymous *tb_anonymous_new(struct tb_anonymizer *a, const char *const *log,
				      size_t n_log);
void tb_anonymous_free(struct tb_anonymous *m); /* NULL is fine */

/* The same captures without names: "capture-1", "interface-0"; to be asked for once.  NULL: no
 * memory. */
struct tb_capture *tb_anonymous_captures(struct tb_anonymous *m, const struct tb_capture *c,
					 size_t n);

/* Brings number i of them up to date with what it was made from; or its interfaces alone, when
 * the counters may be changing just now. */
void tb_anonymous_capture(struct tb_anonymous *m, size_t i, const struct tb_capture *from);
void tb_anonymous_interfaces(struct tb_anonymous *m, size_t i, const struct tb_capture *from);

/* Each is valid until the next is asked for, of logs until m is freed.  NULL: no memory; what
 * was given must not be shown then. */
const struct tb_verdict *tb_anonymous_verdict(struct tb_anonymous *m,
					      const struct tb_verdict *v);
const struct tb_group *tb_anonymous_group(struct tb_anonymous *m, const struct tb_group *g);
const struct tb_summary *tb_anonymous_summary(struct tb_anonymous *m,
					      const struct tb_summary *sum);
const struct tb_log_result *tb_anonymous_logs(struct tb_anonymous *m,
					      const struct tb_log_result *l);

#endif
