/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * test_confine.c - which files and system calls a process can use no more, and which it still can
 */
#define _GNU_SOURCE
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>

#include "confining.h"

static char folder[] = "/tmp/confine-XXXXXX";
static int null = -1;		/* /dev/null, open */
static pid_t parent;		/* of the trials */

static const char *in_folder(const char *name)
{
	static char path[2][64];
	static int next;

	next = !next;
	snprintf(path[next], sizeof(path[next]), "%s/%s", folder, name);
	return path[next];
}

/* The files that there are, and where one may be made. */
static char kept[64], other[64], place[64];

static int begin(void **state)
{
	(void)state;
	null = open("/dev/null", O_RDWR);
	parent = getpid();
	if (mkdtemp(folder) == NULL)
		return -1;
	strcpy(kept, in_folder("kept"));
	strcpy(other, in_folder("other"));
	strcpy(place, in_folder("place"));
	close(open(kept, O_WRONLY | O_CREAT, 0600));
	close(open(other, O_WRONLY | O_CREAT, 0600));
	return chmod(folder, 0755) + chmod(kept, 0644) + mkdir(place, 0777);
}

static int end(void **state)
{
	(void)state;
	unlink(kept);
	unlink(other);
	rmdir(place);
	return rmdir(folder);
}

/* The same with files confined, and no filter of system calls. */
static enum outcome after_files(const struct tb_needs *needs, trial *t)
{
	pid_t child = fork();

	assert_true(child >= 0);
	if (child == 0) {
		enum tb_part part;
		int prepared = tb_confine_files_prepare(needs, &part);

		prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
		if (tb_confine_files(prepared) != TB_PART_DONE)
			_exit(NOT_CONFINED);
		_exit((int)outcome_of(t()));
	}
	return outcome_of_child(child);
}

/* The same with system calls confined, and not files. */
static enum outcome after_calls(const struct tb_needs *needs, trial *t)
{
	pid_t child = fork();

	assert_true(child >= 0);
	if (child == 0) {
		prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
		if (tb_confine_calls(needs) != TB_PART_DONE)
			_exit(NOT_CONFINED);
		_exit((int)outcome_of(t()));
	}
	return outcome_of_child(child);
}

static bool has_landlock(void)
{
	const struct tb_needs needs = { 0 };
	enum tb_part part;

	close(tb_confine_files_prepare(&needs, &part));
	return part != TB_PART_LACKING;
}

/* Where there is no filter its part says so, and nothing has happened. */
static bool has_seccomp(void)
{
	const struct tb_needs needs = { 0 };
	pid_t child = fork();

	if (child == 0)
		_exit(tb_confine_calls(&needs) == TB_PART_LACKING ? OTHER : DONE);
	return outcome_of_child(child) != OTHER;
}

#define NEEDS_SECCOMP()                                                                    \
	do {                                                                               \
		if (!has_seccomp())                                                        \
			skip();                                                            \
	} while (0)
#define NEEDS_LANDLOCK()                                                                   \
	do {                                                                               \
		if (!has_landlock())                                                       \
			skip();                                                            \
	} while (0)

/* Trials ------------------------------------------------------------------------------- */

static long read_other(void) { return open(other, O_RDONLY); }
static long read_kept(void) { return open(kept, O_RDONLY); }
static long write_kept(void) { return open(kept, O_WRONLY); }
static long truncate_kept(void) { return open(kept, O_RDONLY | O_TRUNC); }
static long make_file(void) { return open(in_folder("new"), O_WRONLY | O_CREAT, 0600); }
static long open_by_openat2(void)
{
	uint64_t how[3] = { O_RDONLY, 0, 0 };

	return syscall(SYS_openat2, AT_FDCWD, kept, how, sizeof(how));
}
static long remove_file(void) { return unlink(kept); }
static long rename_file(void) { return rename(kept, in_folder("new")); }
static long link_file(void) { return link(kept, in_folder("new")); }
static long make_folder(void) { return mkdir(in_folder("new"), 0700); }
static long change_mode(void) { return chmod(kept, 0777); }
static long change_root(void) { return chroot(folder); }
static long inet_socket(void) { return socket(AF_INET, SOCK_STREAM, 0); }
static long unix_socket(void) { return socket(AF_UNIX, SOCK_DGRAM, 0); }
static long packet_socket(void) { return socket(AF_PACKET, SOCK_RAW, 0); }
static long netlink_socket(void) { return socket(AF_NETLINK, SOCK_RAW, 0); }
static long pair(void)
{
	int ends[2];

	return socketpair(AF_UNIX, SOCK_STREAM, 0, ends);
}
static long execute(void) { return execl("/bin/true", "true", (char *)NULL); }
static long begin_process(void)
{
	pid_t child = fork();

	if (child == 0)
		_exit(0);
	return child;
}
static long trace_parent(void) { return ptrace(PTRACE_SEIZE, getppid(), NULL, NULL); }
static long signal_parent(void) { return kill(getppid(), 0); }
static long signal_parents_thread(void)
{
	return syscall(SYS_tgkill, parent, parent, 0);	/* getppid() would be refused */
}
static long signal_itself(void) { return syscall(SYS_tgkill, getpid(), getpid(), 0); }
static long memory_file(void) { return memfd_create("x", 0); }
static long duplicate(void) { return dup(null); }
static long executable_memory(void)
{
	return mmap(NULL, 4096, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1,
		    0) == MAP_FAILED ? -1 : 0;
}
static long memory_made_executable(void)
{
	void *page = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	return mprotect(page, 4096, PROT_READ | PROT_EXEC);
}
static long type_into_terminal(void) { return ioctl(null, 0x5412 /* TIOCSTI */, "x"); }
static long write_open(void) { return write(null, "x", 1); }
static long more_memory(void)
{
	char *much = malloc(64 << 20), *more = realloc(much, 128 << 20);

	free(more);
	return more != NULL ? 0 : -1;
}

static void *in_thread(void *user)
{
	free(malloc(1 << 20));
	return user;
}

static long begin_thread(void)
{
	pthread_t thread;

	errno = pthread_create(&thread, NULL, in_thread, NULL);
	return errno != 0 || pthread_join(thread, NULL) != 0 ? -1 : 0;
}

static const struct {
	const char *name;
	trial *trial;
} powers[] = {
	{ "a file is opened", read_other },
	{ "a file is opened for writing", write_kept },
	{ "a file is emptied by opening it", truncate_kept },
	{ "a file is made", make_file },
	{ "openat2()", open_by_openat2 },
	{ "a file is removed", remove_file },
	{ "a file is renamed", rename_file },
	{ "a file is linked", link_file },
	{ "a folder is made", make_folder },
	{ "a mode is changed", change_mode },
	{ "chroot()", change_root },
	{ "a socket of TCP", inet_socket },
	{ "a socket of Unix", unix_socket },
	{ "a socket of packets", packet_socket },
	{ "a socket of netlink", netlink_socket },
	{ "a pair of sockets", pair },
	{ "a program is executed", execute },
	{ "a process begins", begin_process },
	{ "another process is traced", trace_parent },
	{ "another process gets a signal", signal_parent },
	{ "a thread of another process gets one", signal_parents_thread },
	{ "a file in memory", memory_file },
	{ "a descriptor is duplicated", duplicate },
	{ "memory that can be executed", executable_memory },
	{ "memory becomes executable", memory_made_executable },
	{ "words are put into a terminal's mouth", type_into_terminal },
	{ "a thread begins", begin_thread },
};

static void nothing_is_left_of_what_an_attacker_would_do(void **state)
{
	const struct tb_needs needs = { 0 };

	(void)state;
	NEEDS_SECCOMP();
	for (size_t i = 0; i < sizeof(powers) / sizeof(powers[0]); i++)
		if (after(&needs, powers[i].trial) != REFUSED)
			fail_msg("not refused: %s", powers[i].name);
}

static void where_landlock_knows_no_signals_the_filter_refuses_those_to_others(void **state)
{
	const struct tb_needs needs = { 0 };

	(void)state;
	NEEDS_SECCOMP();
	assert_int_equal(after_calls(&needs, signal_parents_thread), REFUSED);
	assert_int_equal(after_calls(&needs, signal_itself), DONE);
}

static void what_is_open_and_memory_serve_as_before(void **state)
{
	const struct tb_needs needs = { 0 };

	(void)state;
	assert_int_equal(after(&needs, write_open), DONE);
	assert_int_equal(after(&needs, more_memory), DONE);
}

static void without_confinement_all_that_can_be_done(void **state)
{
	const struct tb_needs needs = { .free = true };

	(void)state;
	assert_int_equal(after(&needs, read_other), DONE);
	assert_int_equal(after(&needs, inet_socket), DONE);
	assert_int_equal(after(&needs, begin_process), DONE);
}

static void a_file_that_is_needed_is_read_and_no_other(void **state)
{
	const char *const path[] = { kept, "/no/such/file", folder };
	const struct tb_needs needs = { .read = { path, 3 } };

	(void)state;
	NEEDS_LANDLOCK();
	assert_int_equal(after(&needs, read_kept), DONE);
	assert_int_equal(after(&needs, read_other), REFUSED);
	assert_int_equal(after_files(&needs, read_kept), DONE);
	assert_int_equal(after_files(&needs, read_other), REFUSED);
	assert_int_equal(after_files(&needs, write_kept), REFUSED);
	assert_int_equal(after_files(&needs, remove_file), REFUSED);
}

static void a_file_that_is_needed_cannot_be_written(void **state)
{
	const char *const path[] = { kept };
	const struct tb_needs needs = { .read = { path, 1 } };

	(void)state;
	NEEDS_SECCOMP();
	assert_int_equal(after(&needs, read_kept), DONE);
	assert_int_equal(after(&needs, write_kept), REFUSED);
	assert_int_equal(after(&needs, truncate_kept), REFUSED);
	assert_int_equal(after(&needs, make_file), REFUSED);
}

static void files_alone_are_confined_without_a_filter_too(void **state)
{
	const struct tb_needs needs = { 0 };

	(void)state;
	NEEDS_LANDLOCK();
	assert_int_equal(after_files(&needs, read_kept), REFUSED);
	assert_int_equal(after_files(&needs, make_file), REFUSED);
	assert_int_equal(after_files(&needs, execute), REFUSED);
}

/* Written under one name, completed under another, and removed. */
static long rotate(void)
{
	char part[80], whole[80];
	int fd;

	snprintf(part, sizeof(part), "%s/part", place);
	snprintf(whole, sizeof(whole), "%s/whole", place);
	fd = open(part, O_WRONLY | O_CREAT | O_TRUNC, 0600);
	if (fd < 0 || write(fd, "x", 1) != 1 || fsync(fd) != 0 || close(fd) != 0 ||
	    rename(part, whole) != 0)
		return -1;
	return unlink(whole);
}

static long read_what_was_made(void)
{
	char made[80];
	int fd;
	long read;

	snprintf(made, sizeof(made), "%s/made", place);
	fd = open(made, O_WRONLY | O_CREAT, 0600);
	if (fd < 0) {
		errno = EIO;	/* no refusal to be read */
		return -1;
	}
	close(fd);
	read = open(made, O_RDONLY);
	fd = errno;
	unlink(made);
	errno = fd;
	return read;
}

static void files_are_made_in_a_folder_that_is_named_and_nowhere_else(void **state)
{
	const char *const path[] = { place };
	const struct tb_needs needs = { .write = { path, 1 } };

	(void)state;
	assert_int_equal(after(&needs, rotate), DONE);
	NEEDS_LANDLOCK();
	assert_int_equal(after(&needs, make_file), REFUSED);
	assert_int_equal(after(&needs, remove_file), REFUSED);
	assert_int_equal(after(&needs, read_what_was_made), REFUSED);
}

static void threads_begin_if_they_are_needed(void **state)
{
	const struct tb_needs needs = { .threads = true };

	(void)state;
	assert_int_equal(after(&needs, begin_thread), DONE);
	NEEDS_SECCOMP();
	assert_int_equal(after(&needs, begin_process), REFUSED);
}

static pid_t early_child;

static long await_child(void)
{
	return waitpid(early_child, NULL, 0);
}

static void a_child_is_waited_for(void **state)
{
	const struct tb_needs needs = { .child = true };
	pid_t child = fork();

	(void)state;
	if (child == 0) {
		early_child = fork();
		if (early_child == 0)
			_exit(0);
		_exit(tb_confine(&needs) ? (int)outcome_of(await_child()) : NOT_CONFINED);
	}
	assert_int_equal(outcome_of_child(child), DONE);
}

static int listener = -1;

static long answer(void)
{
	char byte;
	int end = accept4(listener, NULL, NULL, SOCK_CLOEXEC);

	if (end < 0 || recv(end, &byte, 1, 0) != 1)
		return -1;
	return send(end, "y", 1, MSG_NOSIGNAL);
}

static void who_listens_answers_and_calls_nobody(void **state)
{
	const struct tb_needs needs = { .listens = true };
	struct sockaddr_in at = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t size = sizeof(at);
	int caller = socket(AF_INET, SOCK_STREAM, 0);

	(void)state;
	listener = socket(AF_INET, SOCK_STREAM, 0);
	assert_int_equal(bind(listener, (struct sockaddr *)&at, size), 0);
	assert_int_equal(listen(listener, 1), 0);
	assert_int_equal(getsockname(listener, (struct sockaddr *)&at, &size), 0);
	assert_int_equal(connect(caller, (struct sockaddr *)&at, size), 0);
	assert_int_equal(send(caller, "x", 1, 0), 1);
	assert_int_equal(after(&needs, answer), DONE);
	close(caller);
	close(listener);
	NEEDS_SECCOMP();
	assert_int_equal(after(&needs, inet_socket), REFUSED);
}

static int capture[2];

static long hear(void)
{
	char byte;

	return read(capture[0], &byte, 1);
}

static long send_packet(void) { return write(capture[0], "x", 1); }
static long send_packet_by_a_wide_number(void)
{
	return syscall(SYS_write, (1L << 32) | capture[0], "x", 1L);
}
static long send_packet_to_other(void) { return write(capture[1], "x", 1); }

static void packets_come_in_and_none_is_sent(void **state)
{
	const struct tb_needs needs = { .capture = capture, .n_capture = 1 };

	(void)state;
	assert_int_equal(socketpair(AF_UNIX, SOCK_DGRAM, 0, capture), 0);
	assert_int_equal(write(capture[1], "x", 1), 1);
	assert_int_equal(after(&needs, hear), DONE);
	assert_int_equal(after(&needs, send_packet_to_other), DONE);
	if (has_seccomp()) {
		assert_int_equal(after(&needs, send_packet), REFUSED);
		assert_int_equal(after(&needs, send_packet_by_a_wide_number), REFUSED);
	}
	close(capture[0]);
	close(capture[1]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(nothing_is_left_of_what_an_attacker_would_do),
		cmocka_unit_test(where_landlock_knows_no_signals_the_filter_refuses_those_to_others),
		cmocka_unit_test(what_is_open_and_memory_serve_as_before),
		cmocka_unit_test(without_confinement_all_that_can_be_done),
		cmocka_unit_test(a_file_that_is_needed_is_read_and_no_other),
		cmocka_unit_test(a_file_that_is_needed_cannot_be_written),
		cmocka_unit_test(files_alone_are_confined_without_a_filter_too),
		cmocka_unit_test(files_are_made_in_a_folder_that_is_named_and_nowhere_else),
		cmocka_unit_test(threads_begin_if_they_are_needed),
		cmocka_unit_test(a_child_is_waited_for),
		cmocka_unit_test(who_listens_answers_and_calls_nobody),
		cmocka_unit_test(packets_come_in_and_none_is_sent),
	};

	return cmocka_run_group_tests(tests, begin, end);
}
