/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * timezone.h - the zone in which the times of a log are
 */
#ifndef TB_CLI_TIMEZONE_H
#define TB_CLI_TIMEZONE_H

#include <stdbool.h>

#include <tcpblame/log.h>

struct tb_timezone {
	long east;		/* seconds, of a zone that is a number */
};

/*
 * name: "UTC", "+02:00", "-0330", "Europe/Berlin" as the system knows it, or "local"; NULL: UTC.
 * zone borrows tz.  False after a complaint.  A name becomes the zone of the whole process,
 * which prints no time but in UTC.
 */
bool tb_timezone_find(struct tb_timezone *tz, const char *name, struct tb_log_zone *zone);

#endif
