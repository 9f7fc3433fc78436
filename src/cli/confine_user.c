/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * confine_user.c - another user, and no capabilities
 *
 * Capabilities are set by the system call itself: that is less than what the libraries for it
 * ask to be learnt, and there is no build then that keeps them.
 */
#define _GNU_SOURCE
#include "confine_parts.h"

#include <errno.h>
#include <grp.h>
#include <pwd.h>
#include <sys/types.h>
#include <unistd.h>

#ifdef __linux__
#include <linux/capability.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#endif

/* Who is nobody else, the first of them that there is. */
static const char *const unprivileged[] = { "tcpblame", "nobody" };

/* NULL with errno: there is none. */
static const struct passwd *find(const struct tb_needs *needs)
{
	const struct passwd *who = NULL;

	errno = 0;
	if (needs->user != NULL)
		who = getpwnam(needs->user);
	for (size_t i = 0; needs->user == NULL && who == NULL && i < 2; i++)
		who = getpwnam(unprivileged[i]);
	if (who == NULL && errno == 0)
		errno = ENOENT;
	return who;
}

/* Root's calls: what was real, effective and saved is gone. */
static bool become(const struct passwd *who)
{
	return setgroups(0, NULL) == 0 && setgid(who->pw_gid) == 0 && setuid(who->pw_uid) == 0;
}

enum tb_part tb_confine_user(const struct tb_needs *needs, const char **name)
{
	const struct passwd *who;

	*name = geteuid() == 0 ? "root" : "as before";
	if (geteuid() != 0 || (needs->user == NULL && !needs->unprivileged))
		return TB_PART_DONE;
	who = find(needs);
	if (who != NULL && who->pw_uid == 0)
		return TB_PART_DONE;
	if (who != NULL && become(who)) {
		*name = who->pw_name;
		return TB_PART_DONE;
	}
	return needs->user != NULL ? TB_PART_FAILED : TB_PART_LACKING;
}

#ifdef __linux__

/* Who may not do it has nothing to regain: no_new_privs sees to that. */
void tb_confine_bounds(void)
{
	for (int i = 0; prctl(PR_CAPBSET_READ, i, 0, 0, 0) >= 0; i++)
		(void)prctl(PR_CAPBSET_DROP, i, 0, 0, 0);
}

enum tb_part tb_confine_capabilities(int kept)
{
	struct __user_cap_header_struct head = { .version = _LINUX_CAPABILITY_VERSION_3 };
	struct __user_cap_data_struct set[_LINUX_CAPABILITY_U32S_3] = { { 0, 0, 0 } };

	if (syscall(SYS_capget, &head, set) != 0)
		return TB_PART_FAILED;
	for (int i = 0; i < _LINUX_CAPABILITY_U32S_3; i++) {
		__u32 bit = kept >= 0 && CAP_TO_INDEX(kept) == i ? CAP_TO_MASK(kept) : 0;

		set[i].permitted &= bit;
		set[i].effective = set[i].permitted;
		set[i].inheritable = 0;
	}
	return syscall(SYS_capset, &head, set) == 0 ? TB_PART_DONE : TB_PART_FAILED;
}

#else

void tb_confine_bounds(void)
{
}

enum tb_part tb_confine_capabilities(int kept)
{
	(void)kept;
	return TB_PART_LACKING;
}

#endif
