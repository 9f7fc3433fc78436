/* SPDX-License-Identifier: BSD-3-Clause */
#include "remarks.h"

#include <inttypes.h>

#include "message.h"

bool tb_remark_damage(const struct tb_capture *c, size_t n)
{
	bool damaged = false;

	for (size_t i = 0; i < n; i++) {
		if (c[i].complete)
			continue;
		damaged = true;
		if (c[i].problem)
			tb_say("%s", c[i].problem);
	}
	return damaged;
}

bool tb_remark_unreadable(const struct tb_capture *c, size_t n, const struct tb_summary *sum)
{
	if (sum->packets == 0 || sum->decode[TB_DECODE_LINK_TYPE] < sum->packets)
		return false;
	for (size_t i = 0; i < n; i++)
		for (unsigned k = 0; k < c[i].n_link_types; k++)
			tb_say("%s: nothing could be read: link type %" PRIu32
			       " is not supported", c[i].file, c[i].link_types[k]);
	return true;
}

static void say_decoded(const struct tb_capture *c)
{
	char text[512] = "";
	size_t len = 0;

	for (int i = 0; i < TB_DECODE_COUNT; i++)
		if (c->decode[i] && len < sizeof(text))
			len += (size_t)snprintf(text + len, sizeof(text) - len,
						"%s%" PRIu64 " %s", len ? ", " : "", c->decode[i],
						tb_decode_name((enum tb_decode)i));
	tb_say("%s: %" PRIu64 " packets%s%s", c->file, c->packets, len ? ": " : "", text);
}

static void say_of_kernel(const struct tb_kernel_counts *c)
{
	tb_say("kernel: %" PRIu64 " events, %" PRIu64 " of them resets sent; known of %" PRIu64
	       " resets here, at another time of %" PRIu64, c->events, c->sent, c->joined,
	       c->misfits);
}

void tb_remark_counts(const struct tb_capture *c, size_t n, const struct tb_kernel_trace *kernel,
		      const struct tb_summary *sum)
{
	for (size_t i = 0; i < n; i++)
		say_decoded(&c[i]);
	if (kernel != NULL)
		say_of_kernel(tb_kernel_trace_counts(kernel));
	tb_say("connections: %" PRIu64 ", forgotten for want of room: %" PRIu64
	       "; resets: %" PRIu64 ", judged early for want of room: %" PRIu64,
	       sum->flows, sum->flows_evicted, sum->resets, sum->episodes_dropped);
}
