/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * guess.h - what a file that is not a capture looks like, for the error message
 */
#ifndef TB_CAPTURE_GUESS_H
#define TB_CAPTURE_GUESS_H

#include <stddef.h>
#include <stdint.h>

enum { TB_GUESS_BYTES = 64 };

/* "an HTML page", "a ZIP archive" ... from its first n bytes (TB_GUESS_BYTES are
 * enough); NULL if nothing comes to mind.  Static. */
const char *tb_guess(const uint8_t *p, size_t n);

#endif
