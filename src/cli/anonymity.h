/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * anonymity.h - what a run's output is told instead of what is true
 *
 * Without --anonymize all of it is handed on as it is.
 */
#ifndef TB_CLI_ANONYMITY_H
#define TB_CLI_ANONYMITY_H

#include "anonymize/report.h"
#include "options.h"

struct tb_anonymity {
	struct tb_anonymizer *key;	/* ours, for packets; NULL: names stay */
	struct tb_anonymous *report;	/* ours */
};

/* False after a complaint on stderr; to be closed either way. */
bool tb_anonymity_open(struct tb_anonymity *a, const struct tb_options *o);
void tb_anonymity_close(struct tb_anonymity *a);

static inline bool tb_anonymity_wanted(const struct tb_anonymity *a)
{
	return a->report != NULL;
}

/* Each is valid until the next is asked for; NULL: no memory, and nothing must be shown.
 * captures: those that the verdict is of, n of them. */
const struct tb_verdict *tb_anonymity_verdict(const struct tb_anonymity *a,
					      const struct tb_verdict *v,
					      const struct tb_capture *captures, size_t n);
const struct tb_group *tb_anonymity_group(const struct tb_anonymity *a,
					  const struct tb_group *g);
const struct tb_summary *tb_anonymity_summary(const struct tb_anonymity *a,
					      const struct tb_summary *sum);
const struct tb_log_result *tb_anonymity_logs(const struct tb_anonymity *a,
					      const struct tb_log_result *l);

/* To be asked for once; valid as long as a is open. */
const struct tb_capture *tb_anonymity_captures(const struct tb_anonymity *a,
					       const struct tb_capture *captures, size_t n);

/* Takes over what has become known of the captures since. */
void tb_anonymity_renew(const struct tb_anonymity *a, const struct tb_capture *captures,
			size_t n);

#endif
