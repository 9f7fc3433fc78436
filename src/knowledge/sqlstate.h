/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * sqlstate.h - what it means when a database server says FATAL and ends the connection
 *
 * SQLSTATE codes as PostgreSQL uses them (its documentation, appendix "Error Codes").
 */
#ifndef TB_KNOWLEDGE_SQLSTATE_H
#define TB_KNOWLEDGE_SQLSTATE_H

enum tb_sqlstate_kind {
	TB_SQLSTATE_OTHER,
	TB_SQLSTATE_TERMINATED,	/* by command of an administrator */
	TB_SQLSTATE_CRASHED,	/* the server did */
	TB_SQLSTATE_IDLE	/* a timer of the session ran out */
};

struct tb_sqlstate {
	const char *code;	/* "57P01" */
	enum tb_sqlstate_kind kind;
	const char *meaning;	/* a clause of ours */
	const char *advice[2];	/* for an operator; NULL ends it */
};

/* NULL: not known.  Static. */
const struct tb_sqlstate *tb_sqlstate_find(const char *code);

#endif
