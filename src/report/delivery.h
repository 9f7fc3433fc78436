/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * delivery.h - where the bytes of a report go, and when
 */
#ifndef TB_REPORT_DELIVERY_H
#define TB_REPORT_DELIVERY_H

#include "base/text.h"
#include "report/format.h"

/* A part of each format's struct tb_report. */
struct tb_delivery {
	struct tb_report_options options;
	struct tb_text text;	/* to options.out, many bytes at a time */
	char buf[1 << 16];
};

void tb_delivery_begin(struct tb_delivery *s, const struct tb_report_options *o);

/* What has been said is with the reader now, if the reader is waiting for it; but not a comma
 * that emit.h may yet take back. */
void tb_deliver(struct tb_delivery *s);

/* All of it is. */
void tb_delivery_end(struct tb_delivery *s);

#endif
