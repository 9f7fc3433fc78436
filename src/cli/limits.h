/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * limits.h - how much a run may remember
 */
#ifndef TB_CLI_LIMITS_H
#define TB_CLI_LIMITS_H

#include <tcpblame/tcpblame.h>

#include "options.h"

/* Sets the limits of the engine by --max-flows and --memory.  False after a complaint on stderr:
 * that is too little memory. */
bool tb_limits_set(const struct tb_options *o, struct tb_config *cfg);

#endif
