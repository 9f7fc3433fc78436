/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * stream.h - for a format that writes each ending when it comes, and nothing else
 */
#ifndef TB_REPORT_STREAM_H
#define TB_REPORT_STREAM_H

#include "report/page.h"

struct tb_report {
	struct tb_report_options options;
	struct tb_text text;	/* to options.out */
	struct tb_page page;	/* for sentences; its paragraph is empty between calls */
	char buf[1 << 16];
};

/* As in struct tb_format. */
struct tb_report *tb_stream_begin(const struct tb_report_options *o);
void tb_stream_end(struct tb_report *r, const struct tb_summary *s);

/* What has been said is with the reader now, if the reader is waiting for it. */
void tb_stream_deliver(struct tb_report *r);

#endif
