/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * error_face.h - what programs and systems call an error by other numbers than errno
 */
#ifndef TB_KNOWLEDGE_ERROR_FACE_H
#define TB_KNOWLEDGE_ERROR_FACE_H

#include <tcpblame/tcpblame.h>

struct tb_error_family {
	const char *name;	/* "NTSTATUS", "curl exit status" */
	bool hex;		/* its numbers are written in hexadecimal */
};

struct tb_error_face {
	const struct tb_error_family *family;
	int64_t number;		/* as the family writes it; hexadecimal ones are unsigned */
	const char *name;	/* "STATUS_CONNECTION_RESET" */
	uint16_t conditions;	/* bits 1 << enum tb_condition, as in log_message.h */
	const char *meaning;	/* ours */
};

/* Windows' own numbers are of interest apart.  HRESULTs hold those of the first two. */
extern const struct tb_error_family tb_family_win32, tb_family_wininet, tb_family_ntstatus;

size_t tb_error_face_count(void);

/* i is less than the count.  Static. */
const struct tb_error_face *tb_error_face_at(size_t i);

#endif
