/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * fuzz_rst_options.c - the TCP options of a RST in words
 *
 * The walk ends, reads nothing beyond the area, and says something of each option.
 */
#include <stdlib.h>

#include "report/common.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct tb_reader r = rd_over(data, size);
	char buf[64];
	struct tb_text t;
	size_t options = 0;

	tb_text_init(&t, buf, sizeof(buf), NULL);
	for (; tb_report_tcp_option(&t, &r); tb_text_clear(&t))
		if (tb_text_len(&t) == 0 || ++options > size)
			abort();
	return 0;
}
