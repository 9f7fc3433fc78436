/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * wanted.c - the filter of a live capture lets through all that a verdict may need
 *
 * Whatever the decoder makes a segment, an ICMP error or a fragment of, in any sample: behind
 * VLANs, in tunnels, on each link type.  And it is of some use: UDP stays out.
 */
#include <stdio.h>

#include "capture/filter.h"
#include "capture/live.h"
#include "property/sample.h"
#include "wire/decode.h"

static bool is_wanted(const struct tb_frame *f)
{
	union tb_decoded out;
	enum tb_decode outcome = tb_decode(f, NULL, &out);

	return outcome == TB_DECODE_OK || outcome == TB_DECODE_ICMP_ERROR ||
	       outcome == TB_DECODE_FRAGMENT;
}

static unsigned check(struct court *c, const struct sample *s)
{
	struct tb_filter *filter = tb_filter_new(tb_live_filter);
	unsigned lost = 0;

	(void)c;
	if (filter == NULL)
		fail("no memory");
	for (size_t i = 0; i < s->n; i++) {
		const struct tb_frame *f = &s->frame[i];

		if (tb_filter_refusal(filter, f->link_type) != NULL || !is_wanted(f) ||
		    tb_filter_pass(filter, f))
			continue;
		printf("%s: frame %zu is kept out\n", s->name, i + 1);
		lost++;
	}
	tb_filter_free(filter);
	return lost;
}

/* Ethernet, IPv4, UDP from 443 to 40000. */
static bool plain_udp_passes(void)
{
	static const uint8_t bytes[] = {
		2, 0, 0, 0, 0, 1, 2, 0, 0, 0, 0, 2, 0x08, 0,
		0x45, 0, 0, 28, 0, 1, 0x40, 0, 64, 17, 0, 0, 10, 0, 0, 1, 10, 0, 0, 2,
		1, 187, 0x9c, 0x40, 0, 8, 0, 0,
	};
	const struct tb_frame f = { .data = bytes, .captured = sizeof(bytes),
				    .original = sizeof(bytes), .link_type = 1 };
	struct tb_filter *filter = tb_filter_new(tb_live_filter);
	bool passes = filter == NULL || tb_filter_pass(filter, &f);

	tb_filter_free(filter);
	return passes;
}

int main(int argc, char **argv)
{
	if (plain_udp_passes())
		fail("plain UDP is let through");
	return check_samples(argc, argv, check);
}
