/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * confine.c - the process gives up what it will not need any more
 *
 * Between opening and reading, and in this order, as each step takes away what the ones before
 * it need:
 *
 *   while there are privileges   the interface, the report, the file of -w, logs and traces are
 *                                opened, names in filters looked up, folders remembered
 *   1. capabilities to regain    the bounding set; needs CAP_SETPCAP, and is of no use without
 *   2. user, group, other groups root becomes `tcpblame` or `nobody`, if it captures
 *   3. all capabilities          also of who stays root
 *   4. no new privileges         a program with set-user-ID, or of file capabilities, is a plain
 *                                one; whoever has no CAP_SYS_ADMIN must say so for 5 and 6
 *   5. files (Landlock)          none can be opened but those to be read again, none made but in
 *                                folders named for it; no TCP, no signals to others
 *   6. system calls (seccomp)    a list of those that are needed; last, as 1 to 5 are not on it
 *
 * Live, nothing at all is opened later.  Of captures in files a rotated set has thousands, which
 * are not open at once, and -w reads them twice; so they may be opened for reading, and nothing
 * else.  Who reads files stays who it is: the right to read them may be all that it was made root
 * for.  Root loses CAP_DAC_OVERRIDE, which is more than reading, and keeps CAP_DAC_READ_SEARCH.
 *
 * A system call that is not on the list fails with EPERM, and the kernel notes it in its log.
 * It does not end the program: on a C library that nobody tried, a capture of days would be lost
 * for a call that may not even matter.  For an attacker the call is refused either way.
 *
 * Steps 1 to 4 always can be done, and are; 5 and 6 where the kernel and the build have them.
 * What is left to whoever takes the process over: to see the packets that it sees, to write what
 * it writes, and processor time.
 */
#define _GNU_SOURCE
#include "confine.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#ifdef __linux__
#include <linux/capability.h>
#include <sys/prctl.h>
#endif

#include "confine_parts.h"
#include "message.h"

#ifndef CAP_DAC_READ_SEARCH
#define CAP_DAC_READ_SEARCH TB_NO_CAPABILITY
#endif

static char as_user[64];

const char *tb_confined_as(void)
{
	return as_user;
}

static bool complain(const char *what, const char *remedy)
{
	tb_say("cannot give up %s: %s%s", what, strerror(errno), remedy);
	return false;
}

static bool no_new_privileges(void)
{
#ifdef PR_SET_NO_NEW_PRIVS
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0)
		return complain("new privileges", "");
#endif
	return true;
}

/* Who stays root reads what belongs to others. */
static int kept_capability(const struct tb_needs *needs)
{
	return needs->read.n > 0 && geteuid() == 0 ? CAP_DAC_READ_SEARCH : TB_NO_CAPABILITY;
}

static bool lose_privileges(const struct tb_needs *needs, const char **user)
{
	const bool was_root = geteuid() == 0;
	enum tb_part part;

	tb_confine_bounds();
	part = tb_confine_user(needs, user);
	if (part == TB_PART_FAILED) {
		tb_say("cannot become user '%s': %s", needs->user,
		       errno == ENOENT ? "there is none" : strerror(errno));
		return false;
	}
	if (part == TB_PART_DONE && was_root && geteuid() != 0)
		snprintf(as_user, sizeof(as_user), " as user %s", *user);
	if (part == TB_PART_LACKING)
		tb_say("still root: no other user can be had here");
	if (tb_confine_capabilities(kept_capability(needs)) == TB_PART_FAILED)
		return complain("capabilities", "");
	return no_new_privileges();
}

static void tell(const struct tb_needs *needs, const char *user, enum tb_part files,
		 enum tb_part calls)
{
	static const char *const words[] = {
		[TB_PART_DONE] = "confined",
		[TB_PART_LACKING] = "as before, for want of kernel or build",
	};

	if (needs->verbose)
		tb_say("user: %s; files: %s; system calls: %s", user, words[files], words[calls]);
	else if (needs->live && (files == TB_PART_LACKING || calls == TB_PART_LACKING))
		tb_say("not confined in full: no %s%s%s here", files ? "Landlock" : "",
		       files && calls ? ", no " : "", calls ? "seccomp" : "");
}

static bool confine_files_and_calls(const struct tb_needs *needs, int prepared,
				    enum tb_part *files, enum tb_part *calls)
{
	static const char remedy[] = "; --no-confine goes on without";

	if (*files == TB_PART_DONE)
		*files = tb_confine_files(prepared);
	if (*files == TB_PART_FAILED)
		return complain("files", remedy);
	*calls = tb_confine_calls(needs);
	return *calls != TB_PART_FAILED || complain("system calls", remedy);
}

bool tb_confine(const struct tb_needs *needs)
{
	enum tb_part files = TB_PART_DONE, calls = TB_PART_DONE;
	const char *user;
	int prepared = -1;

	if (!needs->free)
		prepared = tb_confine_files_prepare(needs, &files);
	if (files == TB_PART_FAILED)
		return complain("files", "");
	if (!lose_privileges(needs, &user))
		return false;
	if (needs->free)
		return true;
	if (!confine_files_and_calls(needs, prepared, &files, &calls))
		return false;
	tell(needs, user, files, calls);
	return true;
}
