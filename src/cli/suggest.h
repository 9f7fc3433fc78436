/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * suggest.h - the name that somebody probably meant
 */
#ifndef TB_CLI_SUGGEST_H
#define TB_CLI_SUGGEST_H

#include <stddef.h>

/* The one of n names that is nearest to typed, a value after '=' left out, or
 * NULL if none is near.  Points into names. */
const char *tb_suggest(const char *typed, const char *const names[], size_t n);

#endif
