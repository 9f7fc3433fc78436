/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * due.h - of variations that are near alike, all of them or every so many
 *
 * What comes of each variation of a sample, a native build tells, and tries them all.  A
 * sanitizer looks at how it is done, which most variations do alike, and takes ten times as
 * long: so tests/CMakeLists.txt sets TCPBLAME_EVERY where the build is sanitized.  Then the
 * first variation of each sample is tried, and of all the others every so many.  The count
 * goes on from sample to sample, so that it meets other variations in each, and it is the
 * same in every run.
 */
#ifndef TESTS_SUPPORT_DUE_H
#define TESTS_SUPPORT_DUE_H

#include <stdbool.h>
#include <stddef.h>

/* Is this variation of a sample, counted from 0, to be tried? */
bool is_due(size_t variation);

/* Prints how many were tried of how many, if any were asked about. */
void print_due(void);

#endif
