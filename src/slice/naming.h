/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * naming.h - the frames that a verdict names, and what they are to it
 */
#ifndef TB_SLICE_NAMING_H
#define TB_SLICE_NAMING_H

#include "slice/marks.h"

/* Calls `named` for each, the mark without finding and chain; valid until it returns.  A frame
 * may come several times, as the same too: then the first one says it best. */
void tb_name_frames(const struct tb_verdict *v, void (*named)(void *user, const struct tb_mark *m),
		    void *user);

#endif
