/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * group.h - what several resets have in common
 */
#ifndef TCPBLAME_GROUP_H
#define TCPBLAME_GROUP_H

#include <tcpblame/verdict.h>

#ifdef __cplusplus
extern "C" {
#endif

enum {
	TB_MAX_GROUP_RESETS = 256,
	TB_MAX_GROUP_EVIDENCE = 4
};

/* What happened to all of them. */
enum tb_group_kind {
	TB_GROUP_PROCESS_TERMINATED,	/* of one server endpoint, which then refuses */
	TB_GROUP_SERVICE_RESTART,	/* the same, and it comes back */
	TB_GROUP_PORT_SCAN,		/* by one host */
	TB_GROUP_HEALTH_CHECK,		/* by one host, of one server endpoint */
	TB_GROUP_IDLE_TIMEOUT,		/* after the same silence */
	TB_GROUP_STATE_LOSS,		/* of several servers or clients at once, by what is
					 * between */
	TB_GROUP_ADDRESS_CONFLICT,	/* of one address that two machines use */
	TB_GROUP_NAME_FILTER,		/* of one name, while others pass */
	TB_GROUP_COUNT
};
const char *tb_group_name(enum tb_group_kind k);

/* All of it is valid until the sink's callback returns. */
struct tb_group {
	enum tb_group_kind kind;
	const uint64_t *reset;	/* ids of verdicts, ascending: the first so many */
	size_t n_reset;		/* at most TB_MAX_GROUP_RESETS */
	uint64_t resets;	/* how many there are */
	tb_time first, last;	/* of their deciding RSTs */
	bool has_server, has_host;
	struct tb_endpoint server;	/* whose resets they are; port 0: of several ports */
	uint32_t servers;	/* of several, how many; 0: not counted */
	uint32_t clients;	/* in whose names they are, likewise; 0: in the servers' */
	struct tb_addr host;	/* who scans, checks or conflicts */
	const char *name;	/* SNI or Host, from a stranger; NULL: none.  Not NUL-terminated */
	size_t name_len;	/* bytes */
	tb_span span;		/* outage, period or silence, as the kind says; 0: not known */
	tb_span spread;		/* between the shortest and the longest of them */
	bool asked;		/* in such a silence a request was open: it was not idle */
	bool by_host;		/* the one host that lost its state may have done so itself */
	const char *timer;	/* a known timer that fits the silence; NULL: none.  Static */
	struct tb_evidence evidence[TB_MAX_GROUP_EVIDENCE];	/* supports: NULL */
	size_t n_evidence;
};

/* Writes a sentence about it, as tb_why_text() does.  Plain ASCII made by us but for
 * addresses; the name is not in it. */
size_t tb_group_text(const struct tb_group *g, char *buf, size_t size);

#ifdef __cplusplus
}
#endif

#endif
