/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * correction.h - what is commonly said of these errors and is not so
 */
#ifndef TB_KNOWLEDGE_CORRECTION_H
#define TB_KNOWLEDGE_CORRECTION_H

#include "knowledge/reading.h"

struct tb_correction {
	const char *error;	/* name of the error, or code, that it is about; NULL: see needle */
	const char *needle;	/* in lower case: what a text about it holds; NULL: see error */
	const char *truth;	/* ours */
};

size_t tb_correction_count(void);

/* i is less than the count.  Static. */
const struct tb_correction *tb_correction_at(size_t i);

/* Is it about the n bytes at text that somebody asked about, or about a way to read them? */
bool tb_correction_is_due(const struct tb_correction *c, const char *text, size_t n,
			  const struct tb_readings *r);

#endif
