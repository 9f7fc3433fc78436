/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * error_number.h - the errors of sockets: names, numbers and words on each system
 */
#ifndef TB_KNOWLEDGE_ERROR_NUMBER_H
#define TB_KNOWLEDGE_ERROR_NUMBER_H

#include <tcpblame/tcpblame.h>

/* Systems that number errors differently. */
enum tb_platform {
	TB_PLATFORM_LINUX,	/* x86, ARM, RISC-V, PowerPC: asm-generic/errno.h */
	TB_PLATFORM_LINUX_MIPS,
	TB_PLATFORM_LINUX_SPARC,
	TB_PLATFORM_LINUX_ALPHA,
	TB_PLATFORM_LINUX_PARISC,
	TB_PLATFORM_MACOS,
	TB_PLATFORM_FREEBSD,
	TB_PLATFORM_SOLARIS,
	TB_PLATFORM_AIX,
	TB_PLATFORM_WINDOWS,	/* Winsock: 10004 .. 11999 */
	TB_PLATFORM_COUNT
};
const char *tb_platform_name(enum tb_platform p);

struct tb_error_number {
	const char *name;		/* "ECONNRESET"; NULL: Windows alone has it */
	const char *windows_name;	/* "WSAECONNRESET"; NULL: Winsock has none */
	const char *message;		/* strerror() of glibc: "Connection reset by peer"; NULL if
					 * there is no name */
	const char *windows_message;	/* FormatMessage(): "An existing connection was ..."; NULL
					 * if there is no name there */
	uint16_t number[TB_PLATFORM_COUNT];	/* 0: that system has none, or it is not known */
	uint8_t condition;		/* enum tb_condition; TB_CONDITION_NONE: none of those */
	const char *meaning;		/* what it is on the wire, if anything; ours */
};

size_t tb_error_number_count(void);

/* i is less than the count.  Static. */
const struct tb_error_number *tb_error_number_at(size_t i);

/* The one that tells of c on most systems; NULL for NONE and END_OF_FILE.  Static. */
const struct tb_error_number *tb_error_number_of(enum tb_condition c);

/* What p calls the error with this number; NULL: it has none that is known here. */
const char *tb_error_number_name(enum tb_platform p, unsigned number);

/* errno values that have nothing to do with connections, but have a number that one of
 * those above has elsewhere. */
struct tb_namesake {
	const char *name;
	uint16_t number[TB_PLATFORM_COUNT];	/* 0: that system has none, or it is not known */
};

size_t tb_namesake_count(void);

/* i is less than the count.  Static. */
const struct tb_namesake *tb_namesake_at(size_t i);

#endif
