/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * metrics_http.h - answers a scraper
 */
#ifndef TB_CLI_METRICS_HTTP_H
#define TB_CLI_METRICS_HTTP_H

#include <stdbool.h>
#include <stdint.h>

#include "metrics.h"

struct tb_metrics_http;

/* Writes all that is to be told now. */
typedef void tb_metrics_tell(void *user, enum tb_metrics_form form, struct tb_text *t);

/*
 * Listens at "ADDRESS:PORT", "[ADDRESS]:PORT", or "PORT" and ":PORT" of the loopback address;
 * numbers only.  NULL after a complaint.  tell() is called from tb_metrics_http_run() only.
 */
struct tb_metrics_http *tb_metrics_http_open(const char *at, tb_metrics_tell *tell, void *user);
void tb_metrics_http_close(struct tb_metrics_http *h);	/* NULL is fine */

/* Descriptor to poll for reading; -1 of NULL. */
int tb_metrics_http_fd(const struct tb_metrics_http *h);

/* Does what can be done without waiting; says in how many ns it wants to be called again
 * although the descriptor is silent, -1: not at all.  NULL is fine. */
int64_t tb_metrics_http_run(struct tb_metrics_http *h);

#endif
