/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * street.h - connections side by side, and what each knows of the others afterwards
 *
 *	struct street s;
 *
 *	street_open(&s);
 *	...conversations on &s.tape...
 *	street_close(&s);			settles what is still open
 *	tb_neighbours_endings(s.neighbours, street_asker(&s, 0), s.reset[0].note.noted, w)
 *	street_demolish(&s);
 *
 * Conversations whose ends are of no importance come from street_conv().  Verdicts are held,
 * so that whoever is told of an episode can ask about all that came after it.
 */
#ifndef TESTS_SUPPORT_STREET_H
#define TESTS_SUPPORT_STREET_H

#include "flow/tracker.h"
#include "support/conv.h"

enum { STREET_RESETS = 256 };

struct street {
	/* told of each episode, or NULL */
	void (*settled)(struct street *s, const struct tb_episode *e, const struct tb_flow *f);
	struct tape tape;
	struct tb_tracker *tracker;
	const struct tb_neighbours *neighbours;
	struct tb_intake intake;
	struct tb_batch batch;
	uint16_t port;		/* the next client's */
	size_t n;		/* episodes settled; the first STREET_RESETS are kept */
	struct {
		struct tb_flow flow;
		struct tb_note note;	/* that decides */
		struct tb_asker asker;
	} reset[STREET_RESETS];
};

void street_open(struct street *s);
void street_close(struct street *s);
/* For questions about the flow of that reset, once the street is closed. */
const struct tb_asker *street_asker(struct street *s, size_t reset);

void street_demolish(struct street *s);

/* A conversation of 192.0.2.1, from a port of its own, with 198.51.100.2:80. */
struct conv street_conv(struct street *s);

/* Whole conversations, one frame a millisecond. */
void street_refused(struct street *s);		/* SYN, RST */
void street_accepted(struct street *s);		/* handshake, request, response; left open */

#endif
