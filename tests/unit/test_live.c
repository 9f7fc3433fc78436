/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * test_live.c - capture from an interface
 *
 * The test enters a network namespace of its own, whose loopback nobody else uses; where
 * that is not allowed it is skipped.
 */
#define _GNU_SOURCE
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <arpa/inet.h>
#include <net/if.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "support/one_frame.h"

enum { PORT = 7777, PATIENCE = 20000 /* ms; only a failing test waits so long */ };

static bool own_namespace;

static int loopback(bool up)
{
	struct ifreq r = { .ifr_name = "lo" };
	int s = socket(AF_INET, SOCK_DGRAM, 0), rc;

	rc = ioctl(s, SIOCGIFFLAGS, &r);
	r.ifr_flags = (short)(up ? r.ifr_flags | IFF_UP : r.ifr_flags & ~IFF_UP);
	rc = rc == 0 ? ioctl(s, SIOCSIFFLAGS, &r) : rc;
	close(s);
	return rc;
}

static void enter_namespace(void)
{
	if (unshare(CLONE_NEWNET) != 0 && unshare(CLONE_NEWUSER | CLONE_NEWNET) != 0)
		return;
	own_namespace = loopback(true) == 0;
}

static int needs_namespace(void **state)
{
	(void)state;
	if (own_namespace)
		return loopback(true);
	print_message("skipped: network namespaces are not allowed here\n");
	return 0;
}

#define OR_SKIP()                                                                          \
	do {                                                                               \
		if (!own_namespace)                                                        \
			skip();                                                            \
	} while (0)

static void say(const char *text, size_t n)
{
	struct sockaddr_in to = { .sin_family = AF_INET, .sin_port = htons(PORT),
				  .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	int s = socket(AF_INET, SOCK_DGRAM, 0);

	assert_int_equal(sendto(s, text, n, 0, (struct sockaddr *)&to, sizeof(to)), n);
	close(s);
}

#define ON(name) .interface = &(const char *){ name }, .n_interface = 1

static struct tb_source *open_lo(const struct tb_live_config *cfg)
{
	struct tb_source_error err = { .text = "" };
	struct tb_live_config lo = *cfg;
	struct tb_source *s;

	lo.interface = &(const char *){ "lo" };
	lo.n_interface = 1;
	lo.immediate = true;
	s = tb_source_live(&lo, &err);
	if (s == NULL)
		fail_msg("%s", err.text);
	return s;
}

/* The next frame, or the end. */
static enum tb_source_status await(struct tb_source *s, struct tb_frame *f)
{
	enum tb_source_status status;

	while ((status = one_frame(s, f)) == TB_SOURCE_WAIT) {
		int fd[TB_SOURCE_INTERFACES];
		assert_int_equal(tb_source_fds(s, fd), 1);
		struct pollfd p = { .fd = fd[0], .events = POLLIN };

		int timeout = tb_source_timeout(s);
		int rc = poll(&p, 1, timeout < 0 ? PATIENCE : timeout);

		assert_true(rc == 1 || timeout >= 0);
	}
	return status;
}

static bool holds(const struct tb_frame *f, const char *text)
{
	return memmem(f->data, f->captured, text, strlen(text)) != NULL;
}

static void frames_come_with_time_number_and_link_type(void **state)
{
	struct tb_source *s;
	struct tb_capture *c;
	struct tb_frame f;
	size_t n;

	(void)state;
	OR_SKIP();
	s = open_lo(&(struct tb_live_config){ .filter = "udp port 7777" });
	assert_int_equal(one_frame(s, &f), TB_SOURCE_WAIT);
	say("ping", 4);
	assert_int_equal(await(s, &f), TB_SOURCE_FRAMES);
	assert_true(holds(&f, "ping"));
	assert_int_equal(f.number, 1);
	assert_int_equal(f.link_type, 1);
	assert_int_equal(f.captured, 14 + 20 + 8 + 4);
	assert_int_equal(f.original, f.captured);
	assert_true(f.time.ns > 1600000000 * TB_SECOND);
	c = tb_source_captures(s, &n);
	assert_int_equal(n, 1);
	assert_string_equal(c->format, "live");
	assert_string_equal(c->file, "lo");
	assert_int_equal(c->link_types[0], 1);
	assert_int_equal(c->packets, 1);
	assert_true(c->has_drops && c->complete);
	assert_true(c->received >= 1);
	assert_int_equal(c->dropped, 0);
	tb_source_close(s);
}

static void the_filter_is_the_kernels(void **state)
{
	struct tb_source *s;
	struct tb_frame f;

	(void)state;
	OR_SKIP();
	s = open_lo(&(struct tb_live_config){ .filter = "udp and udp[8] = 0x62" });
	say("a", 1);
	say("b", 1);
	assert_int_equal(await(s, &f), TB_SOURCE_FRAMES);
	assert_int_equal(f.data[42], 'b');
	assert_int_equal(f.number, 1);
	tb_source_close(s);
}

static void frames_are_cut_to_the_snapshot_length(void **state)
{
	char text[500];
	struct tb_source *s;
	struct tb_frame f;

	(void)state;
	OR_SKIP();
	memset(text, 'x', sizeof(text));
	s = open_lo(&(struct tb_live_config){ .snaplen = 96, .buffer_kib = 512,
					      .no_promiscuous = true,
					      .filter = "udp port 7777" });
	say(text, sizeof(text));
	assert_int_equal(await(s, &f), TB_SOURCE_FRAMES);
	assert_int_equal(f.captured, 96);
	assert_int_equal(f.original, 542);
	tb_source_close(s);
}

static void every_interface_at_once_is_an_interface(void **state)
{
	struct tb_source_error err = { .text = "" };
	struct tb_source *s;
	struct tb_frame f;

	(void)state;
	OR_SKIP();
	s = tb_source_live(&(struct tb_live_config){ ON("any"), .immediate = true,
						     .filter = "udp port 7777" }, &err);
	assert_non_null(s);
	say("cooked", 6);
	assert_int_equal(await(s, &f), TB_SOURCE_FRAMES);
	assert_true(f.link_type == 113 || f.link_type == 276);
	assert_true(holds(&f, "cooked"));
	tb_source_close(s);
}

static void it_ends_after_so_many_packets(void **state)
{
	struct tb_source *s;
	struct tb_frame f;

	(void)state;
	OR_SKIP();
	s = open_lo(
		&(struct tb_live_config){ .filter = "udp port 7777", .max_packets = 2 });
	for (int i = 0; i < 3; i++)
		say("x", 1);
	assert_int_equal(await(s, &f), TB_SOURCE_FRAMES);
	assert_int_equal(await(s, &f), TB_SOURCE_FRAMES);
	assert_int_equal(await(s, &f), TB_SOURCE_END);
	tb_source_close(s);
}

static struct tb_source *to_stop;

static void on_signal(int signal)
{
	(void)signal;
	tb_source_stop(to_stop);
}

static void a_signal_ends_it(void **state)
{
	struct sigaction act = { .sa_handler = on_signal }, was;
	struct tb_frame f;
	size_t n;

	(void)state;
	OR_SKIP();
	to_stop = open_lo(&(struct tb_live_config){ .filter = "udp port 7777" });
	sigaction(SIGUSR2, &act, &was);
	assert_int_equal(one_frame(to_stop, &f), TB_SOURCE_WAIT);
	raise(SIGUSR2);
	assert_int_equal(one_frame(to_stop, &f), TB_SOURCE_END);
	assert_true(tb_source_captures(to_stop, &n)->complete);
	sigaction(SIGUSR2, &was, NULL);
	tb_source_close(to_stop);
}

static void an_interface_may_go_down_and_come_up_again(void **state)
{
	struct tb_source *s;
	struct tb_frame f;

	(void)state;
	OR_SKIP();
	s = open_lo(&(struct tb_live_config){ .filter = "udp port 7777" });
	assert_int_equal(loopback(false), 0);
	assert_int_equal(one_frame(s, &f), TB_SOURCE_WAIT);
	assert_true(tb_source_timeout(s) > 0);
	assert_int_equal(loopback(true), 0);
	say("again", 5);
	assert_int_equal(await(s, &f), TB_SOURCE_FRAMES);
	assert_true(holds(&f, "again"));
	tb_source_close(s);
}

static void an_interface_that_vanishes_is_a_problem(void **state)
{
	struct tb_source_error err = { .text = "" };
	struct tb_source *s;
	struct tb_frame f;
	size_t n;

	(void)state;
	OR_SKIP();
	if (system("ip link add tb0 type veth peer name tb1 2>/dev/null && "
		   "ip link set tb0 up") != 0)
		skip();
	s = tb_source_live(
		&(struct tb_live_config){ ON("tb0"), .filter = "port 1" }, &err);
	assert_non_null(s);
	assert_int_equal(system("ip link set tb0 down"), 0);
	assert_int_equal(one_frame(s, &f), TB_SOURCE_WAIT);
	assert_int_equal(system("ip link del tb0"), 0);
	assert_int_equal(await(s, &f), TB_SOURCE_END);
	assert_false(tb_source_captures(s, &n)->complete);
	assert_non_null(strstr(tb_source_captures(s, &n)->problem,
			       "tb0: capture stopped after frame 0: "));
	assert_int_equal(one_frame(s, &f), TB_SOURCE_END);
	tb_source_close(s);
}

static void what_cannot_be_opened_is_said(void **state)
{
	struct tb_source_error err;

	(void)state;
	OR_SKIP();
	assert_null(
		tb_source_live(&(struct tb_live_config){ ON("nonesuch0") }, &err));
	assert_non_null(strstr(err.text, "nonesuch0: no such interface"));
	assert_false(err.filter);
	assert_null(tb_source_live(
		&(struct tb_live_config){ ON("lo"), .filter = "tcp porst" },
		&err));
	assert_non_null(strstr(err.text, "filter 'tcp porst': "));
	assert_true(err.filter);
}

static void find_loopback(void *user, const char *text)
{
	bool *found = user;

	if (strstr(text, ".lo") != NULL && strstr(text, "Loopback") != NULL)
		*found = true;
}

static void interfaces_are_listed(void **state)
{
	struct tb_source_error err;
	bool found = false;

	(void)state;
	OR_SKIP();
	assert_true(tb_source_interfaces(find_loopback, &found, &err));
	assert_true(found);
}

#define TEST(f) cmocka_unit_test_setup(f, needs_namespace)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(frames_come_with_time_number_and_link_type),
		TEST(the_filter_is_the_kernels),
		TEST(frames_are_cut_to_the_snapshot_length),
		TEST(every_interface_at_once_is_an_interface),
		TEST(it_ends_after_so_many_packets),
		TEST(a_signal_ends_it),
		TEST(an_interface_may_go_down_and_come_up_again),
		TEST(an_interface_that_vanishes_is_a_problem),
		TEST(what_cannot_be_opened_is_said),
		TEST(interfaces_are_listed),
	};

	enter_namespace();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
