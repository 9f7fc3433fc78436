/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * wanted.h - lists of names that say which endings are reported
 */
#ifndef TB_CLI_WANTED_H
#define TB_CLI_WANTED_H

#include "options.h"

/* The names between the commas of value; false after a complaint on stderr about one that
 * nothing has. */
bool tb_wanted_causes(struct tb_options *o, const char *value);
bool tb_wanted_origins(struct tb_options *o, const char *value);

#endif
