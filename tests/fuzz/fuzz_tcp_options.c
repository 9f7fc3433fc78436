/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * fuzz_tcp_options.c - the option area of a TCP header
 *
 * Every option lies within the area, the walk ends, and what was read is in its range.
 */
#include <stdlib.h>
#include <string.h>

#include "wire/tcp_options.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void walk(const uint8_t *data, size_t size)
{
	struct tb_reader r = rd_over(data, size);
	size_t n = 0;

	for (struct tb_option o; tb_option_next(&r, &o); n++)
		if (o.data < data || o.data + o.len > data + size || n > size)
			abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	enum { FIXED_PART = 20 };
	uint8_t *header;
	struct tb_segment s;

	if (size > 40 || (header = malloc(FIXED_PART + size)) == NULL)
		return 0;
	walk(data, size);
	memcpy(header + FIXED_PART, data, size);
	s.tcp = header;
	s.options_len = (uint8_t)size;
	s.payload = header + FIXED_PART + size;
	for (int whole = 0; whole < 2; whole++) {
		tb_options_read(&s, whole);
		if ((s.seen_options & TB_OPT_WSCALE && s.wscale > 14) ||
		    (s.seen_options & TB_OPT_CUT && whole) ||
		    (s.seen_options & TB_OPT_BROKEN && !whole))
			abort();
	}
	free(header);
	return 0;
}
