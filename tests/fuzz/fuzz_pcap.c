/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * fuzz_pcap.c - a whole file of any bytes: compression, format, the filter; and what
 * libpcap makes of it
 */
#define _GNU_SOURCE
#undef NDEBUG
#include <assert.h>

#include "capture/file.h"
#include "capture/filter.h"
#include "support/against_libpcap.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { ENOUGH = 10000 };	/* frames; compressed data may hold any number of them */

static void read_all(struct tb_file *file, struct tb_ledger *ledger)
{
	struct tb_filter *filter = tb_filter_new("tcp[tcpflags] & tcp-rst != 0");
	uint64_t number = 0;
	struct tb_frame f;
	unsigned sum = 0;

	assert(filter != NULL);
	for (int n = 0; n < ENOUGH && tb_file_next(file, &f, 1) > 0; n++) {
		assert(f.number > number);
		number = f.number;
		for (uint32_t i = 0; i < f.captured; i++)
			sum += f.data[i];
		sum += tb_filter_pass(filter, &f);
		tb_ledger_count(ledger, &f, 1);
	}
	tb_filter_free(filter);
	(void)sum;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct tb_capture capture;
	struct tb_ledger ledger;
	struct tb_file file;

	assert(tb_ledger_init(&ledger, &capture, "fuzz"));
	if (tb_file_begin(&file, tb_stream_memory(data, size), &ledger))
		read_all(&file, &ledger);
	else
		assert(capture.problem != NULL);
	assert(capture.complete == (capture.problem == NULL));
	tb_file_close(&file);
	tb_ledger_fini(&ledger);
	against_libpcap(data, size);
	return 0;
}
