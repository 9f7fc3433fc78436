/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * continuation.h - lines of a log that go on with what stands above them
 */
#ifndef TB_JOIN_CONTINUATION_H
#define TB_JOIN_CONTINUATION_H

#include <stdbool.h>
#include <stddef.h>

/* Does a text go on with what stands above? */
bool tb_goes_on(const char *text, size_t n);

/* The same of what stands behind the time that a collector put there. */
bool tb_goes_on_behind(const char *text, size_t n);

/* The same of a whole line whose time nobody has read: that ends with the first word that has
 * a colon. */
bool tb_goes_on_stamped(const char *text, size_t n);

/* Where a program's words begin, behind a collector's time: behind the stream, or the name of
 * the program. */
size_t tb_words_behind(const char *text, size_t n);

#endif
