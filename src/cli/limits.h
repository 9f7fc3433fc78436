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

/* Bytes of --memory that are for what the report keeps of endings until its end, and for the
 * lines of logs and the endings that these may be tied to.  0: there is no such limit, or they
 * keep nothing. */
uint64_t tb_limits_report(const struct tb_options *o);
uint64_t tb_limits_logs(const struct tb_options *o);

#endif
