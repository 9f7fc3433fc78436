/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * wordings.h - the table of messages (knowledge/log_message.h), searched for all at once
 */
#ifndef TB_JOIN_WORDINGS_H
#define TB_JOIN_WORDINGS_H

#include "knowledge/log_message.h"

struct tb_wordings;

struct tb_wordings *tb_wordings_new(void); /* NULL: no memory */
void tb_wordings_free(struct tb_wordings *w); /* NULL is fine */

/* The one that tells most of those that fit the text, as tb_log_message_find() says it;
 * NULL: none fits. */
const struct tb_log_message *tb_wordings_find(const struct tb_wordings *w, const char *text,
					      size_t n);

#endif
