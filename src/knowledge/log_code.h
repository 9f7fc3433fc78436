/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * log_code.h - codes of log lines that mean something only where they stand
 *
 * Two letters are everywhere; the termination code of HAProxy is two letters between a
 * count of bytes and counts of connections.  Each kind has a table of rows, whose needle is
 * the code as it is written, and two readers: of a code by itself, and of a line of that
 * kind of log.  They give NULL for what is none.
 */
#ifndef TB_KNOWLEDGE_LOG_CODE_H
#define TB_KNOWLEDGE_LOG_CODE_H

#include "knowledge/log_message.h"

/* HAProxy's state at disconnection, two letters or four: "SD", "SD--". */
const struct tb_log_message *tb_haproxy_code(const char *code, size_t n);
const struct tb_log_message *tb_haproxy_code_in(const char *line, size_t n);

/* Envoy's response flag, "UF"; of several, "UF,URX", the first. */
const struct tb_log_message *tb_envoy_flag(const char *flag, size_t n);
const struct tb_log_message *tb_envoy_flag_in(const char *line, size_t n);

/* Reason phrase in the HTTPERR log of Windows: "Timer_ConnectionIdle". */
const struct tb_log_message *tb_http_sys_reason(const char *reason, size_t n);
const struct tb_log_message *tb_http_sys_reason_in(const char *line, size_t n);

/* Win32 status in the access log of IIS. */
const struct tb_log_message *tb_iis_status_in(const char *line, size_t n);

#endif
