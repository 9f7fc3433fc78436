/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * hearing.h - what each question is answered about each reset of a street
 *
 *	struct hearing h;
 *
 *	hearing_open(&h);
 *	conv_open(&h.conv);			and whatever else on &h.street.tape
 *	conv_rstack(&h.conv, TB_SERVER);
 *	assert_int_equal(hearing_fact(&h, TB_SIGNAL_FROM_SERVER)->answer, TB_YES);
 *
 * The first fact that is asked for ends the hearing; nothing can be added after it.
 */
#ifndef TESTS_SUPPORT_HEARING_H
#define TESTS_SUPPORT_HEARING_H

#include "blame/signal.h"
#include "support/street.h"

enum { HEARING_RESETS = 16 };

struct hearing {
	struct street street;		/* first: the street knows its hearing by it */
	struct conv conv;		/* a conversation to begin with */
	bool over;
	const struct tb_kernel_word *word;	/* what the kernel says of each; NULL: nothing */
	size_t about;			/* which reset is asked about; 0: the first */
	size_t n;			/* resets judged; the first HEARING_RESETS are kept */
	struct tb_fact fact[HEARING_RESETS][TB_SIGNAL_COUNT];
	struct tb_verdict verdict[HEARING_RESETS];	/* what it points to is gone */
};

void hearing_open(struct hearing *h);
void hearing_close(struct hearing *h);	/* more than once is fine */

const struct tb_fact *hearing_fact(struct hearing *h, enum tb_signal question);
const struct tb_verdict *hearing_verdict(struct hearing *h);

#endif
