/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * rulebook.h - the causes of resets, one block each
 *
 * A cause is plain data: what it is called, what it means, what shows it, and what the
 * answer to each question about the case (blame/signal.h) is worth to it.  No code
 * knows a cause by name but that of `undetermined`, which is what is left if nothing
 * beats it.
 *
 * The blocks stand in chapters, one file each (rules_*.c), in the order in which
 * `tcpblame causes` prints them.  To add a cause, add a block; README.md says how.
 */
#ifndef TB_BLAME_RULEBOOK_H
#define TB_BLAME_RULEBOOK_H

#include <tcpblame/rulebook.h>

/*
 * What the answer to a question is worth to a cause, in decibans: ten times the decimal
 * logarithm of how many times likelier the answer is if this was the cause than if it
 * was not.  No answer (unseen) is worth nothing.
 */
struct tb_clue {
	uint8_t signal;		/* enum tb_signal; 0 ends the list */
	int8_t yes, no;
};

#define TB_CLUE(NAME, Yes, No) { TB_SIGNAL_##NAME, Yes, No }

/*
 * What a kernel says of its own RST (signal_kernel.c) rules out what does not go with it: a
 * cause is possible if it allows the reason, and all that do not fall behind those that do.
 * One that is little else than that reason is proved by it.  Nothing is worth a no.
 */
#define TB_KERNEL(NAME) TB_CLUE(KERNEL_##NAME, 40, 0)
#define TB_KERNEL_PROVES(NAME) TB_CLUE(KERNEL_##NAME, 75, 0)

enum { TB_MAX_CLUES = 32 };

struct tb_rule {
	struct tb_cause_info is;	/* what everybody may read */
	enum tb_harm harm;		/* where the exchange itself does not tell; unknown: nor
					 * does the cause */
	bool unread;			/* its kernel resets for what was acknowledged and not read */
	uint8_t most;			/* confidence in per cent that one capture can give at
					 * most, since another cause looks the same; 0: no such
					 * limit */
	const char *twin;		/* slug of that other cause, if it is one and no packet
					 * tells it from this one: it gets what is left.  Mostly
					 * they are each other's */
	struct {
		uint8_t if_so;		/* enum tb_signal, of a clue: after a yes there is such a */
		uint8_t most;		/* limit, of so much, */
		const char *slug;	/* and such a twin */
	} rival;		/* instead of those; none by default */
	uint8_t settled_by;		/* enum tb_signal: a yes to it says that this is so, even if
					 * it has a narrower cause, and lifts that limit; 0: none */
	uint8_t said_by;		/* likewise; the end's own word, or what tells the two apart,
					 * which lifts that limit and no more; 0: none */
	int8_t prior;			/* decibans, before any question is asked */
	struct tb_clue clue[TB_MAX_CLUES];
};

struct tb_chapter {
	const char *title;
	const struct tb_rule *rule;
	size_t n;
};

extern const struct tb_chapter tb_chapter_handshake, tb_chapter_endpoint, tb_chapter_system,
	tb_chapter_application, tb_chapter_harmless, tb_chapter_network;

/* Rules are numbered through all chapters, from 0, as tb_cause_info_at() does. */
size_t tb_rule_count(void);
const struct tb_rule *tb_rule_at(size_t number);	/* NULL beyond the last */
bool tb_is_undetermined(const char *slug);
const struct tb_rule *tb_rule_find(const char *slug);	/* NULL: there is none */

#endif
