/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * traffic.h - both ends of connections, what they say, and how they end
 *
 * Whatever fails ends the process with a complaint: then the load is not what it should be.
 */
#ifndef TESTS_SOAK_TRAFFIC_H
#define TESTS_SOAK_TRAFFIC_H

#include <stddef.h>
#include <stdint.h>

enum {
	WORKERS = 4,
	FIRST_PORT = 8000,	/* of their listeners */
	MOST = 16384		/* bytes of a message */
};

struct pair {
	int client, server;
};

struct worker {
	int number;
	int netns, listener;	/* of its servers */
	unsigned connections, deaths;
	uint64_t dice;
};

/* ends.c */
void die(const char *what);
int must(int result, const char *what);		/* it is not negative */
unsigned roll(struct worker *w, unsigned sides);
void set(int fd, int level, int option, int value);
int listen_at(unsigned port);			/* the caller is where servers live */
int client(struct worker *w, const char *play);	/* bound, and told of on stdout */
int dial(int fd, unsigned port);		/* as connect() */
struct pair connected(struct worker *w, const char *play);

void await(int fd, short events);
void quiet(void);				/* what was on its way has arrived */
void arrived(int fd);				/* all that was sent, and its sender knows it */
void say(int fd, const void *data, size_t n);
void hear(int fd, size_t n);
size_t message(struct worker *w, char *out, unsigned most);
void speak(struct worker *w, int from, int to, unsigned most);
void talk(struct worker *w, struct pair p);	/* one to three requests and responses */
void leave_unread(struct worker *w, int from, int to);

/* plays.c: one, by the dice */
void play_one(struct worker *w);

#endif
