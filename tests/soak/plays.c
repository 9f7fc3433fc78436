/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * plays.c - how connections end
 *
 * Each play waits for what a step was for before it takes the next one.  What is true of its
 * ending is said in run, by its name.
 */
#define _GNU_SOURCE
#include "traffic.h"

#include <errno.h>
#include <netinet/ip.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

enum {
	CLOSED_PORT = 7,	/* nobody listens */
	REJECTED_PORT = 6,	/* a packet filter of the server rejects */
	MORTAL_PORT = 20000,	/* first of those of processes that are killed */
	TOS = 0x10
};

static void reset_by(int fd)
{
	const struct linger at_once = { .l_onoff = 1 };

	must(setsockopt(fd, SOL_SOCKET, SO_LINGER, &at_once, sizeof(at_once)), "SO_LINGER");
	close(fd);
}

/* The other end has met the reset. */
static void dies(int fd)
{
	await(fd, 0);
	close(fd);
}

static void in_order(int first, int second)
{
	char byte;

	close(first);
	await(second, POLLIN);
	if (recv(second, &byte, 1, 0) != 0)
		die("no end of the stream");
	close(second);
}

static void closed_by_client(struct worker *w, const char *play)
{
	struct pair p = connected(w, play);

	talk(w, p);
	in_order(p.client, p.server);
}

static void closed_by_server(struct worker *w, const char *play)
{
	struct pair p = connected(w, play);

	talk(w, p);
	in_order(p.server, p.client);
}

static void rejected_at(struct worker *w, const char *play, unsigned port, int tos)
{
	int fd = client(w, play);

	set(fd, IPPROTO_IP, IP_TOS, tos);
	if (dial(fd, port) == 0 || errno != ECONNREFUSED)
		die(play);
	close(fd);
}

static void refused(struct worker *w, const char *play)
{
	rejected_at(w, play, CLOSED_PORT, roll(w, 2) ? TOS : 0);
}

/* With a traffic class: the server's kernel would repeat it. */
static void firewall(struct worker *w, const char *play)
{
	rejected_at(w, play, REJECTED_PORT, TOS);
}

static void abort_after_words(struct worker *w, struct pair p, int guilty, int innocent)
{
	talk(w, p);
	speak(w, guilty, innocent, 1400);
	arrived(guilty);
	reset_by(guilty);
	dies(innocent);
}

static void aborted_by_client(struct worker *w, const char *play)
{
	struct pair p = connected(w, play);

	abort_after_words(w, p, p.client, p.server);
}

static void aborted_by_server(struct worker *w, const char *play)
{
	struct pair p = connected(w, play);

	abort_after_words(w, p, p.server, p.client);
}

static void unread_by_server(struct worker *w, const char *play)
{
	struct pair p = connected(w, play);

	talk(w, p);
	leave_unread(w, p.client, p.server);
	close(p.server);
	dies(p.client);
}

static void unread_by_client(struct worker *w, const char *play)
{
	struct pair p = connected(w, play);

	talk(w, p);
	speak(w, p.client, p.server, 1400);
	leave_unread(w, p.server, p.client);
	close(p.client);
	dies(p.server);
}

static void write_after_close(struct worker *w, int guilty, int innocent)
{
	char text[MOST];
	size_t n = message(w, text, 1000);

	close(guilty);
	await(innocent, POLLIN);
	quiet();
	say(innocent, text, n);
	dies(innocent);
}

static void after_close_of_server(struct worker *w, const char *play)
{
	struct pair p = connected(w, play);

	talk(w, p);
	write_after_close(w, p.server, p.client);
}

static void after_close_of_client(struct worker *w, const char *play)
{
	struct pair p = connected(w, play);

	talk(w, p);
	write_after_close(w, p.client, p.server);
}

/* A socket in repair is gone without a word, as if its host had forgotten it. */
static void forgotten_by_server(struct worker *w, const char *play)
{
	struct pair p = connected(w, play);
	char text[MOST];

	talk(w, p);
	quiet();
	set(p.server, IPPROTO_TCP, TCP_REPAIR, TCP_REPAIR_ON);
	close(p.server);
	quiet();
	say(p.client, text, message(w, text, 1000));
	dies(p.client);
}

static void ask_http(int client_end, int server_end)
{
	static const char request[] = "GET /file HTTP/1.1\r\nHost: example.org\r\n\r\n";

	say(client_end, request, sizeof(request) - 1);
	hear(server_end, sizeof(request) - 1);
}

static size_t http(struct worker *w, char *out, unsigned whole_times)
{
	unsigned body = 2000 + roll(w, 8000);
	int n = snprintf(out, MOST, "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n"
			 "Content-Length: %u\r\n\r\n", body * whole_times);

	memset(out + n, 'x', body);
	return (size_t)n + body;
}

/* The client closes when it has read a little of a tenth of what was announced. */
static void cancelled_by_client(struct worker *w, const char *play)
{
	struct pair p = connected(w, play);
	char text[MOST];

	ask_http(p.client, p.server);
	say(p.server, text, http(w, text, 10));
	arrived(p.server);
	hear(p.client, 100);
	close(p.client);
	dies(p.server);
}

/* The client aborts when it has read all that it wanted. */
static void complete(struct worker *w, const char *play)
{
	struct pair p = connected(w, play);
	char text[MOST];

	ask_http(p.client, p.server);
	size_t n = http(w, text, 1);
	say(p.server, text, n);
	hear(p.client, n);
	arrived(p.server);
	reset_by(p.client);
	dies(p.server);
}

static const char word[64] = "\xf5 that is all";

/* A server that answers one request on each of n connections, and then sleeps. */
static void serve(struct worker *w, unsigned port, unsigned n, int ready)
{
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	must(setns(w->netns, CLONE_NEWNET), "setns");
	int fd[8], listener = listen_at(port);

	if (write(ready, "", 1) != 1)
		die("pipe");
	for (unsigned i = 0; i < n; i++) {
		fd[i] = must(accept(listener, NULL, NULL), "accept");
		hear(fd[i], sizeof(word));
		say(fd[i], word, sizeof(word));
	}
	for (;;)
		pause();
}

static pid_t server_process(struct worker *w, unsigned port, unsigned n)
{
	char ready;
	int ends[2];

	must(pipe(ends), "pipe");
	pid_t child = must(fork(), "fork");
	if (child == 0)
		serve(w, port, n, ends[1]);
	close(ends[1]);
	if (read(ends[0], &ready, 1) != 1)
		die("a server that should listen");
	close(ends[0]);
	return child;
}

/* A server process is killed with a request unread on each of its connections; who comes
 * later is refused. */
static void killed(struct worker *w, const char *play)
{
	const unsigned port = MORTAL_PORT + (unsigned)w->number * 10000 + w->deaths++ % 10000;
	const unsigned n = 3 + roll(w, 3);
	pid_t child = server_process(w, port, n);
	int fd[8];

	for (unsigned i = 0; i < n; i++) {
		fd[i] = client(w, play);
		must(dial(fd[i], port), "connect");
		say(fd[i], word, sizeof(word));
		hear(fd[i], sizeof(word));
	}
	for (unsigned i = 0; i < n; i++) {
		say(fd[i], word, sizeof(word));
		arrived(fd[i]);
	}
	kill(child, SIGKILL);
	waitpid(child, NULL, 0);
	for (unsigned i = 0; i < n; i++)
		dies(fd[i]);
	rejected_at(w, "too-late", port, 0);
}

static const struct {
	const char *name;
	void (*play)(struct worker *w, const char *name);
	unsigned weight;
} plays[] = {
	{ "closed-by-client", closed_by_client, 20 },
	{ "closed-by-server", closed_by_server, 20 },
	{ "refused", refused, 8 },
	{ "firewall", firewall, 8 },
	{ "aborted-by-client", aborted_by_client, 8 },
	{ "aborted-by-server", aborted_by_server, 8 },
	{ "unread-by-client", unread_by_client, 8 },
	{ "unread-by-server", unread_by_server, 8 },
	{ "after-close-of-client", after_close_of_client, 5 },
	{ "after-close-of-server", after_close_of_server, 5 },
	{ "forgotten-by-server", forgotten_by_server, 5 },
	{ "cancelled-by-client", cancelled_by_client, 6 },
	{ "complete", complete, 6 },
	{ "killed", killed, 1 },
};
enum { N_PLAYS = sizeof(plays) / sizeof(plays[0]) };

void play_one(struct worker *w)
{
	unsigned sum = 0, at, i;

	for (i = 0; i < N_PLAYS; i++)
		sum += plays[i].weight;
	at = roll(w, sum);
	for (i = 0; at >= plays[i].weight; i++)
		at -= plays[i].weight;
	plays[i].play(w, plays[i].name);
}
