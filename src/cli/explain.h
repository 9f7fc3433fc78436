/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * explain.h - what an error is, written out
 */
#ifndef TB_CLI_EXPLAIN_H
#define TB_CLI_EXPLAIN_H

#include <stdbool.h>

#include <tcpblame/rulebook.h>

#include "knowledge/condition.h"
#include "knowledge/reading.h"
#include "report/format.h"

/* What somebody asked about, and how it was understood. */
struct tb_question {
	const char *text;	/* a stranger's; borrowed */
	struct tb_readings is;	/* at least one */
};

struct tb_questions {
	struct tb_question *question;
	size_t n;
};

/* The error whose numbers answer the reading: its own, or that of its wording if those are
 * a system's words.  NULL: none. */
const struct tb_error_number *tb_explain_error(const struct tb_reading *r);

/* Bits 1 << enum tb_condition that are to be explained: those of the first reading that has
 * any.  A write into what was reset before needs no words about the reset. */
unsigned tb_explain_conditions(const struct tb_question *q);

/* Whether it is a reset, in a word or two: "a FIN, not a reset". */
const char *tb_explain_verdict(const struct tb_reading *r);

/* In whose time a kernel sends a RST for that reason, a sentence; NULL: anybody's. */
const char *tb_explain_sent_by(const struct tb_kernel_reason *k);

/* Did somebody ask about the reset as such, and not about a program's words? */
bool tb_explain_is_reset(const struct tb_question *q);

/* What p calls the number that was asked for, if no reading says it; NULL: nothing, or a
 * reading does. */
const char *tb_explain_elsewhere(const struct tb_question *q, enum tb_platform p);

/* A face of error on Windows: another number that tells of its condition. */
bool tb_explain_is_face(const struct tb_error_face *f, const struct tb_error_number *e);

/* For people: o->out, colour and width are used. */
void tb_explain_text(const struct tb_questions *all, const struct tb_report_options *o);

/* One JSON object: o->out is used. */
void tb_explain_json(const struct tb_questions *all, const struct tb_report_options *o);

#endif
