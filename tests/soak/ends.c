/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * ends.c - the two ends of a connection, and what they say
 */
#define _GNU_SOURCE
#include "traffic.h"

#include <arpa/inet.h>
#include <errno.h>
#include <linux/sockios.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sched.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

enum {
	PATIENCE = 20000,	/* ms */
	QUIET = 20		/* ms after which what was on its way has arrived */
};
static const uint32_t server_address = 0x0a4d0002;	/* 10.77.0.2 */
static const uint32_t first_client = 0x0a4d0101;	/* 10.77.1.1 */

void die(const char *what)
{
	fprintf(stderr, "traffic: %s: %s\n", what, strerror(errno));
	exit(1);
}

int must(int result, const char *what)
{
	if (result < 0)
		die(what);
	return result;
}

/* splitmix64 */
unsigned roll(struct worker *w, unsigned sides)
{
	uint64_t z = w->dice += 0x9e3779b97f4a7c15;

	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
	z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
	return (unsigned)((z ^ (z >> 31)) % sides);
}

static struct sockaddr_in end(uint32_t address, unsigned port)
{
	return (struct sockaddr_in){ .sin_family = AF_INET, .sin_port = htons((uint16_t)port),
				     .sin_addr.s_addr = htonl(address) };
}

void set(int fd, int level, int option, int value)
{
	must(setsockopt(fd, level, option, &value, sizeof(value)), "setsockopt");
}

/* A listener where w's servers live; the caller is there. */
int listen_at(unsigned port)
{
	struct sockaddr_in at = end(server_address, port);
	int fd = must(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), "socket");

	set(fd, SOL_SOCKET, SO_REUSEADDR, 1);
	must(bind(fd, (struct sockaddr *)&at, sizeof(at)), "bind");
	must(listen(fd, 64), "listen");
	return fd;
}

/* One write to a pipe is never mixed with another's. */
__attribute__((format(printf, 1, 2))) static void tell(const char *format, ...)
{
	char line[128];
	va_list args;

	va_start(args, format);
	int n = vsnprintf(line, sizeof(line), format, args);
	va_end(args);
	if (write(STDOUT_FILENO, line, (size_t)n) != n)
		die("stdout");
}

int client(struct worker *w, const char *play)
{
	const unsigned port = 10000 + w->connections++ % 50000;
	struct sockaddr_in me = end(first_client + (uint32_t)w->number, port);
	int fd = must(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), "socket");

	set(fd, SOL_SOCKET, SO_REUSEADDR, 1);
	set(fd, IPPROTO_TCP, TCP_NODELAY, 1);
	must(bind(fd, (struct sockaddr *)&me, sizeof(me)), "bind");
	tell("10.77.1.%d %u %s\n", w->number + 1, port, play);
	return fd;
}

int dial(int fd, unsigned port)
{
	struct sockaddr_in to = end(server_address, port);

	return connect(fd, (struct sockaddr *)&to, sizeof(to));
}

struct pair connected(struct worker *w, const char *play)
{
	struct pair p = { .client = client(w, play) };

	must(dial(p.client, (unsigned)(FIRST_PORT + w->number)), "connect");
	p.server = must(accept4(w->listener, NULL, NULL, SOCK_CLOEXEC), "accept");
	set(p.server, IPPROTO_TCP, TCP_NODELAY, 1);
	return p;
}

/* --- what is said ------------------------------------------------------- */

void await(int fd, short events)
{
	struct pollfd p = { .fd = fd, .events = events };

	if (must(poll(&p, 1, PATIENCE), "poll") == 0) {
		errno = ETIMEDOUT;
		die("waiting");
	}
}

void quiet(void)
{
	poll(NULL, 0, QUIET);
}

/* All that was sent has arrived, and the sender knows it. */
void arrived(int fd)
{
	int left;

	while (must(ioctl(fd, SIOCOUTQ, &left), "SIOCOUTQ") == 0 && left > 0)
		sched_yield();
}

void say(int fd, const void *data, size_t n)
{
	if (send(fd, data, n, MSG_NOSIGNAL) != (ssize_t)n)
		die("send");
}

void hear(int fd, size_t n)
{
	char heard[MOST];

	for (ssize_t got; n > 0; n -= (size_t)got) {
		got = must((int)recv(fd, heard, n, 0), "recv");
		if (got == 0) {
			errno = EPIPE;
			die("an end that came early");
		}
	}
}

/* Bytes of a protocol that nobody knows */
size_t message(struct worker *w, char *out, unsigned most)
{
	size_t n = 16 + roll(w, most - 16);

	for (size_t i = 0; i < n; i++)
		out[i] = (char)roll(w, 256);
	out[0] = (char)0xf5;
	return n;
}

void speak(struct worker *w, int from, int to, unsigned most)
{
	char text[MOST];
	size_t n = message(w, text, most);

	say(from, text, n);
	hear(to, n);
}

/* Requests and responses, one to three of them */
void talk(struct worker *w, struct pair p)
{
	for (unsigned i = 0, n = 1 + roll(w, 3); i < n; i++) {
		speak(w, p.client, p.server, 1400);
		speak(w, p.server, p.client, MOST);
	}
	arrived(p.client);
	arrived(p.server);
}

void leave_unread(struct worker *w, int from, int to)
{
	char text[MOST];
	size_t n = message(w, text, 1000);

	say(from, text, n);
	await(to, POLLIN);
	arrived(from);
}
