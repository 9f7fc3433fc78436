/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * system.h - on which system a program runs, by the numbers that it writes
 */
#ifndef TB_JOIN_SYSTEM_H
#define TB_JOIN_SYSTEM_H

#include <tcpblame/verdict.h>

/* Bits 1 << enum tb_system of those on which one of the conditions (bits 1 << enum
 * tb_condition) has the number that stands in the text as the number of an error; 0: no such
 * number, or it tells nothing. */
uint8_t tb_systems_by_number(const char *text, size_t n, uint16_t conditions);

#endif
