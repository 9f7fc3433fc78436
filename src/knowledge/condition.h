/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * condition.h - what each condition that an application meets is on the wire
 *
 * Plain ASCII texts of our own without double quotes and backslashes.
 */
#ifndef TB_KNOWLEDGE_CONDITION_H
#define TB_KNOWLEDGE_CONDITION_H

#include <tcpblame/tcpblame.h>

enum { TB_MAX_FACTS = 5, TB_MAX_RELATED = 6, TB_MAX_CONDITION_CAUSES = 10 };

/* Lists are NULL where they end, unless they are full. */
struct tb_condition_info {
	const char *produced[TB_MAX_FACTS];	/* events on the wire that produce it */
	const char *never[TB_MAX_FACTS];	/* that never do, though people think so */
	const char *seen[TB_MAX_FACTS];		/* by which end, at which call, on which system */
	const char *beware[TB_MAX_FACTS];	/* what it is taken for, and what for it */
	const char *look[TB_MAX_FACTS];		/* what to look for in a capture */
	const char *advice[TB_MAX_FACTS];	/* for whoever writes or runs the program */
	const char *filter;			/* Wireshark display filter that shows it */
	const char *cause[TB_MAX_CONDITION_CAUSES];	/* slugs of the rulebook */
	const char *related[TB_MAX_RELATED];	/* names of errors, see error_number.h */
};

/* NULL for NONE.  Static. */
const struct tb_condition_info *tb_condition_info_of(enum tb_condition c);

#endif
