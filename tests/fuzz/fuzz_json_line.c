/* SPDX-License-Identifier: BSD-3-Clause */
/* A line of a log that may be a JSON object. */
#include <stdlib.h>

#include "join/json_line.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const struct tb_log_zone utc;
	static const struct tb_moment_clock clock = { { INT64_C(1795687200) * TB_SECOND }, &utc };
	struct tb_moment when;
	struct tb_text flat;
	char buf[256];

	tb_text_init(&flat, buf, sizeof(buf), NULL);
	if (tb_json_line((const char *)data, size, &clock, &flat, &when) && tb_text_len(&flat) >= sizeof(buf))
		abort();
	return 0;
}
