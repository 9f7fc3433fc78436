/* SPDX-License-Identifier: BSD-3-Clause */
/* explain.c - what both forms of an explanation choose in the same way */
#include "explain.h"

#include <string.h>

#define BIT(c) (1u << TB_CONDITION_##c)
#define UNMADE "A connect that failed; no connection was reset."

static enum tb_condition first_of(unsigned conditions)
{
	for (unsigned c = 0; c < TB_CONDITION_COUNT; c++)
		if (conditions & 1u << c)
			return (enum tb_condition)c;
	return TB_CONDITION_NONE;
}

static unsigned without_implied(unsigned conditions)
{
	return conditions & BIT(BROKEN_PIPE) ? conditions & ~BIT(RESET) : conditions;
}

const struct tb_error_number *tb_explain_error(const struct tb_reading *r)
{
	if (r->error || r->face || r->kernel || r->message->rank > 0)
		return r->error;
	return tb_error_number_of(first_of(without_implied(r->message->conditions)));
}

unsigned tb_explain_conditions(const struct tb_question *q)
{
	unsigned conditions = 0;

	for (size_t i = 0; i < q->is.n && !conditions; i++)
		conditions = tb_reading_conditions(&q->is.reading[i]);
	return without_implied(conditions);
}

const char *tb_explain_verdict(const struct tb_reading *r)
{
	unsigned conditions = without_implied(tb_reading_conditions(r));
	static const struct {
		unsigned conditions;
		const char *verdict;
	} verdicts[] = {
		{ 0, "Not a reset, nor another end of a TCP connection." },
		{ BIT(RESET), "A reset: a RST arrived." },
		{ BIT(REFUSED), "A refusal: the connect was answered by a RST or by ICMP." },
		{ BIT(TIMED_OUT), "A timeout, not a reset: no RST arrived." },
		{ BIT(ABORTED), "This end gave up: not a reset by the peer." },
		{ BIT(UNREACHABLE), "No way there, not a reset." },
		{ BIT(END_OF_FILE), "A FIN, not a reset." },
		{ BIT(BROKEN_PIPE), "A write after the end; what ended it came before." },
		{ BIT(RESET) | BIT(END_OF_FILE), "A RST or a FIN: this does not tell which." },
		{ BIT(RESET) | BIT(ABORTED),
		  "A RST, or this end's own doing: this does not tell which." },
		{ BIT(BROKEN_PIPE) | BIT(ABORTED),
		  "A write after the end, or this end gave up; what ended it came before." },
		{ BIT(BROKEN_PIPE) | BIT(END_OF_FILE),
		  "The end was met late, at a write as a rule; what ended it came before." },
		{ BIT(REFUSED) | BIT(TIMED_OUT), UNMADE },
		{ BIT(REFUSED) | BIT(UNREACHABLE), UNMADE },
		{ BIT(TIMED_OUT) | BIT(UNREACHABLE), UNMADE },
		{ BIT(REFUSED) | BIT(TIMED_OUT) | BIT(UNREACHABLE), UNMADE },
		{ BIT(TIMED_OUT) | BIT(END_OF_FILE), "A timeout and then a FIN, not a reset." },
	};

	if (r->kernel)
		return "A reset, as its sender tells it: why a Linux kernel sent a RST.";
	for (size_t i = 0; i < sizeof(verdicts) / sizeof(verdicts[0]); i++)
		if (verdicts[i].conditions == conditions)
			return verdicts[i].verdict;
	return "One of several: this does not tell which.";
}

const char *tb_explain_sent_by(const struct tb_kernel_reason *k)
{
	static const char *const by[] = {
		[TB_KERNEL_BY_ANY] = NULL,
		[TB_KERNEL_BY_PROCESS] = "In a system call of the process that held the socket, or "
					 "at its end.",
		[TB_KERNEL_BY_PACKET] = "In answer to a segment; the process that the trace names "
					"beside it is whichever ran then.",
		[TB_KERNEL_BY_TIMER] = "When a timer of the kernel ran out; the process that the "
				       "trace names beside it is whichever ran then.",
	};

	return by[k->by];
}

bool tb_explain_is_reset(const struct tb_question *q)
{
	const struct tb_reading *r = &q->is.reading[0];

	return (!r->message || r->message->rank == 0) &&
	       tb_explain_conditions(q) == BIT(RESET);
}

const char *tb_explain_elsewhere(const struct tb_question *q, enum tb_platform p)
{
	for (size_t i = 0; i < q->is.n; i++)
		if (q->is.reading[i].error && (q->is.reading[i].platforms & 1u << p))
			return NULL;
	return tb_error_number_name(p, q->is.number);
}

bool tb_explain_is_face(const struct tb_error_face *f, const struct tb_error_number *e)
{
	return e->condition != TB_CONDITION_NONE &&
	       (without_implied(f->conditions) & 1u << e->condition);
}
