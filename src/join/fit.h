/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * fit.h - how well a mention fits a reset
 */
#ifndef TB_JOIN_FIT_H
#define TB_JOIN_FIT_H

#include "join/mention.h"
#include "join/resets.h"

/* How far a log's clock is ahead of the capture's. */
struct tb_skew {
	bool known;
	tb_span ahead;		/* 0 if not known */
};

/* What was met by the log's word, beside what was met by the verdict's. */
enum tb_fit_error {
	TB_FIT_UNSEEN,		/* the capture does not tell */
	TB_FIT_SAME,
	TB_FIT_LATER,		/* what is met after the first error has been told */
	TB_FIT_BEFORE,		/* the end of the stream, which came before */
	TB_FIT_OTHER,		/* that end meets something else */
	TB_FIT_NEVER,		/* no program takes the one for the other */
	TB_FIT_NOTHING		/* that end meets nothing */
};

struct tb_fit {
	/* How many times likelier the mention is if it is about this reset than if it is about
	 * something else that comes once a second. */
	double weight;
	tb_span late;		/* from the RST to the mention, skew taken off */
	bool has_time;
	bool both, client, server;	/* ends that are named, with their ports */
	bool address;		/* an address is named, without its port */
	bool port;		/* of the server, and no more */
	bool named;		/* the server's name is */
	unsigned strangers;	/* addresses that are neither end's */
	enum tb_log_end end;	/* whose word it is */
	enum tb_fit_error error;
	bool blames;		/* it says who reset: */
	enum tb_origin by;
};

/* False: it cannot be about this one. */
bool tb_fit(const struct tb_mention *m, const struct tb_reset *r, const struct tb_skew *skew,
	    struct tb_fit *fit);

/* From the RST to the mention, skew taken off; more than a century is taken for one. */
tb_span tb_fit_late(const struct tb_mention *m, const struct tb_reset *r,
		    const struct tb_skew *skew);

/* Bits 1 << enum tb_system: what the end may run on, by its packets and by what the line
 * says of itself. */
uint8_t tb_fit_systems(const struct tb_mention *m, const struct tb_app_error *e);

#endif
