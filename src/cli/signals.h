/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * signals.h - what people tell a running program
 *
 * SIGINT and SIGTERM: finish, with the report of what was seen; a second one
 * ends the program at once.  SIGHUP: the terminal is gone, so the same; who has no
 * terminal may take it for the wish that files be opened anew.  SIGUSR1: print the
 * counters and go on.  SIGPIPE is
 * ignored, so that a closed pipe is an error of the write that meets it.
 *
 * The handlers only set flags; these are the only variables of the program that
 * live outside a struct, as nothing else reaches a handler.
 */
#ifndef TB_CLI_SIGNALS_H
#define TB_CLI_SIGNALS_H

#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#include "capture/source.h"

/* Installs the handlers.  A source given here is stopped by the handler itself, so
 * that a read that waits for a pipe is given up; NULL: the caller sees to it. */
void tb_signals_install(struct tb_source *stop_at_once);

/* Does the process have a terminal that could be gone?  To be asked while files can be opened. */
bool tb_signals_attended(void);

/* From now on SIGHUP is no reason to finish, unless it was ignored when we began. */
void tb_signals_install_reopen(void);

/* Did it come since the last call? */
bool tb_signals_reopen(void);

/* Is it time to finish? */
bool tb_signals_stop(void);

/* The same for who reads and cannot call. */
const atomic_bool *tb_signals_stop_flag(void);

/* Were the counters asked for since the last call? */
bool tb_signals_counters(void);

/* Is the calling thread to be left alone?  Another one is interrupted then. */
void tb_signals_hold(bool held);

/* Interrupts what the thread waits for, if it does wait, and nothing else. */
void tb_signals_wake(pthread_t thread);

/* Waits for a descriptor, for at most so many nanoseconds (negative: for ever),
 * or for a signal; one that came just before is not missed.  Interrupted or not,
 * the caller looks at everything again. */
void tb_signals_poll(struct pollfd *fd, nfds_t n, int64_t timeout);

/* The same where files cannot be opened anew: that has to wait.  Once it is time to finish, only
 * the counters can still be asked for. */
void tb_signals_await(struct pollfd *fd, nfds_t n, int64_t timeout);

#endif
