/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * align.h - which of several like lines is about which of several like resets
 */
#ifndef TB_JOIN_ALIGN_H
#define TB_JOIN_ALIGN_H

#include <stdbool.h>
#include <stddef.h>

/*
 * n lines and m resets, each in order of time.  weight[i * m + j]: how many times likelier
 * line i is if it is about reset j than if it is about something else.  Each becomes the
 * probability that it is, given that lines come in the order of the resets that they are
 * about, and no two are about the same one.  False: no memory.
 */
bool tb_align(double *weight, size_t n, size_t m);

#endif
