/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * one_frame.h - a source's frames one at a time, for who is in no hurry
 */
#ifndef TESTS_SUPPORT_ONE_FRAME_H
#define TESTS_SUPPORT_ONE_FRAME_H

#include "capture/source.h"

static inline enum tb_source_status one_frame(struct tb_source *s, struct tb_frame *f)
{
	size_t n;

	return tb_source_next(s, f, 1, &n);
}

#endif
