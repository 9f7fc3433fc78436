/* SPDX-License-Identifier: BSD-3-Clause */
#define _GNU_SOURCE
#include "timezone.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "message.h"

enum { MAX_HOURS = 15 };

static int64_t by_number(void *user, int64_t local)
{
	const struct tb_timezone *tz = user;

	return local - tz->east;
}

/* By the rules of the zone at that moment: summer time is known there. */
static int64_t by_system(void *user, int64_t local)
{
	time_t t = (time_t)local;
	struct tm tm;

	(void)user;
	if (!gmtime_r(&t, &tm))
		return local;
	tm.tm_isdst = -1;
	return (int64_t)mktime(&tm);
}

/* "+02:00", "+0200", "+02". */
static bool take_number(const char *name, long *east)
{
	int hours = 0, minutes = 0, used = 0;
	bool whole;

	if ((name[0] != '+' && name[0] != '-') || strspn(name + 1, "0123456789:") < 2)
		return false;
	whole = sscanf(name + 1, "%2d%n", &hours, &used) == 1 && !name[1 + used];
	if (!whole)
		whole = (sscanf(name + 1, "%2d:%2d%n", &hours, &minutes, &used) == 2 ||
			 sscanf(name + 1, "%2d%2d%n", &hours, &minutes, &used) == 2) &&
			!name[1 + used];
	*east = (name[0] == '-' ? -1 : 1) * (hours * 3600L + minutes * 60L);
	return whole && hours <= MAX_HOURS && minutes < 60;
}

/* The C library takes a name that it does not know for UTC, and that of a continent too. */
static bool is_known(const char *name)
{
	const char *directory = getenv("TZDIR");
	char path[512];
	int n = snprintf(path, sizeof(path), "%s/%s",
			 directory ? directory : "/usr/share/zoneinfo", name);
	struct stat st;

	return n > 0 && (size_t)n < sizeof(path) && name[0] != '/' && !strstr(name, "..") &&
	       stat(path, &st) == 0 && S_ISREG(st.st_mode) && access(path, R_OK) == 0;
}

/* As long as no zone is named the C library looks after its file at each conversion, and takes
 * UTC if that has changed and cannot be read any more; the one that is named it reads now. */
bool tb_timezone_find(struct tb_timezone *tz, const char *name, struct tb_log_zone *zone)
{
	*zone = (struct tb_log_zone){ NULL, NULL };
	if (!name || strcmp(name, "UTC") == 0)
		return true;
	if (take_number(name, &tz->east)) {
		*zone = (struct tb_log_zone){ by_number, tz };
		return true;
	}
	if (strcmp(name, "local") == 0)
		(void)setenv("TZ", ":/etc/localtime", 0);
	else if (!is_known(name) || setenv("TZ", name, 1) != 0) {
		tb_say("--log-timezone: this system knows no zone '%s'; give one as +02:00",
		       name);
		return false;
	}
	tzset();
	*zone = (struct tb_log_zone){ by_system, NULL };
	return true;
}
