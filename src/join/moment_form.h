/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * moment_form.h - the forms of times, as words of letters; for moment*.c only
 *
 * Each letter takes a part of the text off:
 *
 *   Y y   year of four digits, of two       h H   hour, one digit or two, always two
 *   n m   month, one digit or two, two      i s   minute, second
 *   N     month by its name                 f     fraction, if there is one
 *   D d   day, one digit or two, two        p     am or pm, if there is one
 *   w     day of the week                   z     zone, if there is one
 *   _     blanks                            ~     what stands between a day and its time
 *   L     severity of klog                  E     a count since 1970
 *
 * What is no such letter stands for itself.
 */
#ifndef TB_JOIN_MOMENT_FORM_H
#define TB_JOIN_MOMENT_FORM_H

#include "base/reader.h"
#include "join/moment.h"

/* What a form has taken. */
struct tb_moment_parts {
	struct tb_reader in;
	int year, month, day;	/* 0: not named */
	int hour, minute, second;
	bool afternoon, before_noon;
	tb_span fraction, precision;
	bool zoned;
	int zone;		/* seconds east of Greenwich */
	bool counted;		/* time is since 1970 */
	tb_time time;
};

/* False: the text at `in` is not of this form. */
bool tb_moment_fits(const char *form, struct tb_reader in, struct tb_moment_parts *p);

#endif
