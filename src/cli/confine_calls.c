/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * confine_calls.c - which system calls can be made, by a seccomp filter
 *
 * The C libraries differ in how they do a thing, and so do versions of one; the list holds the
 * ways that are known.  Names that an architecture has not libseccomp leaves out.
 *
 * A sanitizer forks, traces and opens what it likes to say what it found, so that a build with one
 * has no filter, and does not restrict files either.
 */
#define _GNU_SOURCE
#include "confine_parts.h"

#if defined(TB_HAVE_SECCOMP) && !defined(TB_SANITIZED)

#include <errno.h>
#include <fcntl.h>
#include <linux/if_packet.h>
#include <net/if.h>
#include <netinet/in.h>
#include <sched.h>
#include <seccomp.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#ifdef TB_SECCOMP_KILL
#define REFUSED SCMP_ACT_KILL_PROCESS
#else
#define REFUSED SCMP_ACT_ERRNO(EPERM)
#endif

/* When a call is needed. */
enum when {
	ALWAYS,
	READING,	/* files are opened for reading */
	WRITING,	/* files are made in folders */
	THREADS,
	CHILD,
	LISTENING
};

/* A condition that an argument has to meet: (argument & mask) == value.  Only bits that the
 * kernel looks at are in a mask; what is above the low 32 the caller could make up. */
struct condition {
	unsigned argument;
	uint64_t mask, value;	/* mask 0: none */
};

#define LOW 0xffffffff
#define ANYHOW { 0, 0, 0 }
#define IS(argument, value) { argument, LOW, value }
#define NO_POINTER(argument) { argument, UINT64_MAX, 0 }
#define NOT_EXECUTABLE { 2, PROT_EXEC, 0 }
#define FOR_READING(argument) { argument, O_ACCMODE | O_CREAT | O_TRUNC, O_RDONLY }
#ifdef __s390__
#define A_THREAD { 1, CLONE_THREAD | CLONE_VM, CLONE_THREAD | CLONE_VM }
#else
#define A_THREAD { 0, CLONE_THREAD | CLONE_VM, CLONE_THREAD | CLONE_VM }
#endif

static const struct row {
	int call;
	enum when when;
	struct condition only;
} rows[] = {
	/* What is open is read, written, looked at and closed. */
	{ SCMP_SYS(read), ALWAYS, ANYHOW },
	{ SCMP_SYS(readv), ALWAYS, ANYHOW },
	{ SCMP_SYS(pread64), ALWAYS, ANYHOW },		/* what the interface dropped */
	{ SCMP_SYS(write), ALWAYS, ANYHOW },
	{ SCMP_SYS(writev), ALWAYS, ANYHOW },		/* musl's stdio */
	{ SCMP_SYS(pwrite64), ALWAYS, ANYHOW },		/* what a page holds back, in a file */
	{ SCMP_SYS(lseek), ALWAYS, ANYHOW },		/* stdio, before it closes a file */
	{ SCMP_SYS(_llseek), ALWAYS, ANYHOW },
	{ SCMP_SYS(fstat), ALWAYS, ANYHOW },
	{ SCMP_SYS(fstat64), ALWAYS, ANYHOW },
	{ SCMP_SYS(newfstatat), ALWAYS, ANYHOW },	/* fstat(), glibc 2.33 and later */
	{ SCMP_SYS(fstatat64), ALWAYS, ANYHOW },
	{ SCMP_SYS(statx), ALWAYS, ANYHOW },		/* the same where times have 64 bits */
	{ SCMP_SYS(close), ALWAYS, ANYHOW },
	{ SCMP_SYS(fsync), ALWAYS, ANYHOW },
	{ SCMP_SYS(ftruncate), ALWAYS, ANYHOW },		/* a line that the disk had no room for */
	{ SCMP_SYS(ftruncate64), ALWAYS, ANYHOW },
	{ SCMP_SYS(ioctl), ALWAYS, IS(1, TCGETS) },	/* is it a terminal? */
	{ SCMP_SYS(ioctl), ALWAYS, IS(1, TIOCGWINSZ) },	/* how wide? and musl's TCGETS */
	{ SCMP_SYS(ioctl), ALWAYS, IS(1, FIONREAD) },	/* how much does a pipe hold? */

	/* libpcap: waits for packets, counts them, looks whether an interface that is down is still
	 * there, gives its buffer back. */
	{ SCMP_SYS(poll), ALWAYS, ANYHOW },
	{ SCMP_SYS(ppoll), ALWAYS, ANYHOW },
	{ SCMP_SYS(ppoll_time64), ALWAYS, ANYHOW },
	{ SCMP_SYS(recvfrom), ALWAYS, ANYHOW },
	{ SCMP_SYS(recvmsg), ALWAYS, ANYHOW },
	{ SCMP_SYS(getsockopt), ALWAYS, ANYHOW },
	{ SCMP_SYS(getsockname), ALWAYS, ANYHOW },
	{ SCMP_SYS(ioctl), ALWAYS, IS(1, SIOCGIFFLAGS) },
	{ SCMP_SYS(setsockopt), ALWAYS, IS(2, PACKET_RX_RING) },

	/* Memory, of which none becomes code. */
	{ SCMP_SYS(brk), ALWAYS, ANYHOW },
	{ SCMP_SYS(mmap), ALWAYS, NOT_EXECUTABLE },
	{ SCMP_SYS(mmap2), ALWAYS, NOT_EXECUTABLE },
	{ SCMP_SYS(mprotect), ALWAYS, NOT_EXECUTABLE },
	{ SCMP_SYS(mremap), ALWAYS, ANYHOW },
	{ SCMP_SYS(munmap), ALWAYS, ANYHOW },
	{ SCMP_SYS(madvise), ALWAYS, ANYHOW },
	{ SCMP_SYS(sysinfo), ALWAYS, ANYHOW },		/* glibc's qsort() */
	{ SCMP_SYS(getrandom), ALWAYS, ANYHOW },		/* seeds, and glibc's malloc() */

	/* Time, where the kernel does not tell it without a call. */
	{ SCMP_SYS(clock_gettime), ALWAYS, ANYHOW },
	{ SCMP_SYS(clock_gettime64), ALWAYS, ANYHOW },
	{ SCMP_SYS(gettimeofday), ALWAYS, ANYHOW },
	{ SCMP_SYS(time), ALWAYS, ANYHOW },

	/* Signals, and the end. */
	{ SCMP_SYS(rt_sigaction), ALWAYS, ANYHOW },
	{ SCMP_SYS(rt_sigprocmask), ALWAYS, ANYHOW },
	{ SCMP_SYS(rt_sigreturn), ALWAYS, ANYHOW },
	{ SCMP_SYS(sigreturn), ALWAYS, ANYHOW },
	{ SCMP_SYS(restart_syscall), ALWAYS, ANYHOW },
	{ SCMP_SYS(getpid), ALWAYS, ANYHOW },		/* abort(), pthread_kill() */
	{ SCMP_SYS(gettid), ALWAYS, ANYHOW },
	{ SCMP_SYS(tgkill), ALWAYS, ANYHOW },
	{ SCMP_SYS(tkill), ALWAYS, ANYHOW },		/* the same of musl */
	{ SCMP_SYS(exit), ALWAYS, ANYHOW },
	{ SCMP_SYS(exit_group), ALWAYS, ANYHOW },

	/* Threads wait for each other; locks are taken where there is but one, too. */
	{ SCMP_SYS(futex), ALWAYS, ANYHOW },
	{ SCMP_SYS(futex_time64), ALWAYS, ANYHOW },
	{ SCMP_SYS(sched_yield), ALWAYS, ANYHOW },
	{ SCMP_SYS(clone), THREADS, A_THREAD },
	{ SCMP_SYS(clone3), THREADS, ANYHOW },		/* but see fill_clone3() */
	{ SCMP_SYS(set_robust_list), THREADS, ANYHOW },
	{ SCMP_SYS(rseq), THREADS, ANYHOW },
	{ SCMP_SYS(sched_getaffinity), THREADS, ANYHOW },	/* how many arenas has malloc()? */
	{ SCMP_SYS(prlimit64), THREADS, NO_POINTER(2) },	/* how large is a stack? */
	{ SCMP_SYS(getrlimit), THREADS, ANYHOW },
	{ SCMP_SYS(ugetrlimit), THREADS, ANYHOW },

	/* Captures are opened; which ones Landlock says. */
	{ SCMP_SYS(openat), READING, FOR_READING(2) },
	{ SCMP_SYS(open), READING, FOR_READING(1) },
	{ SCMP_SYS(fcntl), READING, IS(1, F_SETFD) },	/* musl, after it opened one */
	{ SCMP_SYS(fcntl64), READING, IS(1, F_SETFD) },
	{ SCMP_SYS(stat), READING, ANYHOW },
	{ SCMP_SYS(stat64), READING, ANYHOW },

	/* Files are made, completed and removed; where Landlock says. */
	{ SCMP_SYS(openat), WRITING, ANYHOW },
	{ SCMP_SYS(open), WRITING, ANYHOW },
	{ SCMP_SYS(fchmod), WRITING, ANYHOW },		/* so that others may read the numbers */
	{ SCMP_SYS(rename), WRITING, ANYHOW },
	{ SCMP_SYS(renameat), WRITING, ANYHOW },
	{ SCMP_SYS(renameat2), WRITING, ANYHOW },
	{ SCMP_SYS(unlink), WRITING, ANYHOW },
	{ SCMP_SYS(unlinkat), WRITING, ANYHOW },
	{ SCMP_SYS(dup3), WRITING, ANYHOW },		/* the next file in the place of one */

	{ SCMP_SYS(wait4), CHILD, ANYHOW },
	{ SCMP_SYS(waitpid), CHILD, ANYHOW },

	{ SCMP_SYS(accept), LISTENING, ANYHOW },
	{ SCMP_SYS(accept4), LISTENING, ANYHOW },
	{ SCMP_SYS(sendto), LISTENING, ANYHOW },
	{ SCMP_SYS(sendmsg), LISTENING, ANYHOW },
	{ SCMP_SYS(shutdown), LISTENING, ANYHOW },
	{ SCMP_SYS(epoll_ctl), LISTENING, ANYHOW },
	{ SCMP_SYS(epoll_wait), LISTENING, ANYHOW },
	{ SCMP_SYS(epoll_pwait), LISTENING, ANYHOW },
	{ SCMP_SYS(fcntl), LISTENING, IS(1, F_GETFL) },	/* what accept() did not set */
	{ SCMP_SYS(fcntl), LISTENING, IS(1, F_SETFL) },
	{ SCMP_SYS(setsockopt), LISTENING, IS(1, IPPROTO_TCP) },	/* when to send what is held */
};

/* By which packets could be sent. */
static const int sending[] = { SCMP_SYS(write), SCMP_SYS(writev), SCMP_SYS(sendto),
			       SCMP_SYS(sendmsg) };

#define COUNT_OF(a) (sizeof(a) / sizeof((a)[0]))

static bool is_needed(const struct tb_needs *needs, enum when when)
{
	const bool needed[] = {
		[ALWAYS] = true,
		[READING] = needs->read.n > 0,
		[WRITING] = needs->write.n > 0,
		[THREADS] = needs->threads,
		[CHILD] = needs->child,
		[LISTENING] = needs->listens,
	};

	return needed[when];
}

/* What follows returns 0 or a negative errno, as libseccomp does. */

static int add(scmp_filter_ctx filter, uint32_t action, int call, const struct condition *only)
{
	const struct scmp_arg_cmp argument =
		SCMP_CMP(only->argument, SCMP_CMP_MASKED_EQ, only->mask, only->value);

	return seccomp_rule_add_array(filter, action, call, only->mask != 0, &argument);
}

/* Old kernels know not all of this, and need not.  Without CTL_SSB those before 5.16 slow every
 * load down that follows a store, against code that spies on its own process; there is none. */
static int load(scmp_filter_ctx filter, bool noted)
{
	(void)seccomp_attr_set(filter, SCMP_FLTATR_CTL_LOG, noted);
	(void)seccomp_attr_set(filter, SCMP_FLTATR_CTL_SSB, 1);
	(void)seccomp_attr_set(filter, SCMP_FLTATR_API_SYSRAWRC, 1);	/* the kernel's errno */
	return seccomp_load(filter);
}

static int fill_needed(scmp_filter_ctx filter, const struct tb_needs *needs)
{
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < COUNT_OF(rows); i++)
		if (is_needed(needs, rows[i].when))
			rc = add(filter, SCMP_ACT_ALLOW, rows[i].call, &rows[i].only);
	return rc;
}

static int fill_sending(scmp_filter_ctx filter, const struct tb_needs *needs)
{
	int rc = 0;

	for (size_t i = 0; i < needs->n_capture; i++)
		for (size_t k = 0; rc == 0 && k < COUNT_OF(sending); k++)
			rc = add(filter, REFUSED, sending[k],
				 &(struct condition)IS(0, (uint64_t)needs->capture[i]));
	return rc;
}

/* A signal to another process of the same user; tkill() names threads only, and is musl's. */
static int fill_signals(scmp_filter_ctx filter, const struct tb_needs *needs)
{
	(void)needs;
	return seccomp_rule_add(filter, REFUSED, SCMP_SYS(tgkill), 1,
				SCMP_A0(SCMP_CMP_NE, (uint64_t)getpid()));
}

/* Its flags lie in memory, where no filter sees them: the C library is told that there is no such
 * call, and makes threads by clone(). */
static int fill_clone3(scmp_filter_ctx filter, const struct tb_needs *needs)
{
	(void)needs;
	return add(filter, SCMP_ACT_ERRNO(ENOSYS), SCMP_SYS(clone3),
		   &(struct condition)ANYHOW);
}

/* Of several filters the strictest word counts.  The list is the last: it has no filters on it. */
static const struct {
	uint32_t otherwise;
	bool noted;		/* by the kernel, what is refused */
	int (*fill)(scmp_filter_ctx filter, const struct tb_needs *needs);
} filters[] = {
	{ SCMP_ACT_ALLOW, true, fill_sending },
	{ SCMP_ACT_ALLOW, true, fill_signals },
	{ SCMP_ACT_ALLOW, false, fill_clone3 },
	{ REFUSED, true, fill_needed },
};

static int load_all(const struct tb_needs *needs)
{
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < COUNT_OF(filters); i++) {
		scmp_filter_ctx filter = seccomp_init(filters[i].otherwise);

		if (filter == NULL)
			return -ENOMEM;
		rc = filters[i].fill(filter, needs);
		if (rc == 0)
			rc = load(filter, filters[i].noted);
		seccomp_release(filter);
	}
	return rc;
}

enum tb_part tb_confine_calls(const struct tb_needs *needs)
{
	int rc;

	if (prctl(PR_GET_SECCOMP, 0, 0, 0, 0) < 0)
		return TB_PART_LACKING;
	rc = load_all(needs);
	errno = -rc;
	if (rc == -EINVAL || rc == -ENOSYS || rc == -EOPNOTSUPP)
		return TB_PART_LACKING;
	return rc == 0 ? TB_PART_DONE : TB_PART_FAILED;
}

#else

enum tb_part tb_confine_calls(const struct tb_needs *needs)
{
	(void)needs;
	return TB_PART_LACKING;
}

#endif
