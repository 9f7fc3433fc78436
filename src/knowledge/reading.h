/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * reading.h - what somebody means who asks about an error
 */
#ifndef TB_KNOWLEDGE_READING_H
#define TB_KNOWLEDGE_READING_H

#include "knowledge/error_face.h"
#include "knowledge/error_number.h"
#include "knowledge/kernel_reason.h"
#include "knowledge/log_message.h"

/* One way to understand it: one of the four is not NULL. */
struct tb_reading {
	const struct tb_error_number *error;	/* of a socket, by name or number */
	uint16_t platforms;	/* of error: bits 1 << enum tb_platform of those that give it the
				 * number asked for; 0: it was asked for by name */
	const struct tb_error_face *face;	/* another number or name of an error */
	const struct tb_log_message *message;	/* a wording or a code of a log */
	const struct tb_kernel_reason *kernel;	/* why Linux sent a RST: no error of anybody */
};

enum { TB_MAX_READINGS = 12 };

struct tb_readings {
	struct tb_reading reading[TB_MAX_READINGS];	/* the likeliest first */
	size_t n;		/* 0: it is not known */
	unsigned number;	/* errno that was asked for; 0: none */
};

/*
 * Understands the n bytes at text, a stranger's: a number (decimal, hexadecimal, negative,
 * HRESULT, NTSTATUS), a name in any case, a kernel's reason for a RST, a code of HAProxy, Envoy or
 * HTTP.sys, or a message or line of a log that holds one of the wordings or, failing that, a name
 * or a number that is marked as an error's.
 */
void tb_read_error(const char *text, size_t n, struct tb_readings *out);

/* Bits 1 << enum tb_condition that the reading stands for. */
unsigned tb_reading_conditions(const struct tb_reading *r);

/* What is on the wire, in a sentence or two.  Static. */
const char *tb_reading_meaning(const struct tb_reading *r);

#endif
