/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * fuzz_pcapng.c - the pcapng reader over any bytes
 *
 * Whatever is not a section header gets one in front, since little is found behind any
 * other beginning.
 */
#undef NDEBUG
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "capture/file.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const uint8_t section[28] = { 0x0a, 0x0d, 0x0d, 0x0a, 28, 0, 0, 0, 0x4d, 0x3c, 0x2b,
				     0x1a, 1, 0, 0, 0, 255, 255, 255, 255, 255, 255, 255,
				     255, 28, 0, 0, 0 };

static void read_all(struct tb_stream *stream, struct tb_ledger *ledger)
{
	void *state = tb_kind_pcapng.begin(stream, ledger);
	uint64_t number = 0;
	struct tb_frame f;
	unsigned sum = 0;

	assert(state != NULL);
	while (tb_kind_pcapng.next(state, &f, 1) > 0) {
		assert(f.number > number);
		number = f.number;
		assert(f.interface < ledger->capture->n_interfaces);
		for (uint32_t i = 0; i < f.captured; i++)
			sum += f.data[i];
		for (size_t i = 0; i < f.comment_len; i++)
			sum += (unsigned char)f.comment[i];
	}
	assert(ledger->capture->complete == (ledger->capture->problem == NULL));
	tb_kind_pcapng.end(state);
	(void)sum;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	bool begun = size >= 4 && memcmp(data, section, 4) == 0;
	size_t before = begun ? 0 : sizeof(section);
	uint8_t *all = malloc(before + size + 1);
	struct tb_capture capture;
	struct tb_ledger ledger;
	struct tb_stream *stream;

	if (all == NULL)
		return 0;
	memcpy(all, section, before);
	if (size > 0)
		memcpy(all + before, data, size);
	stream = tb_stream_memory(all, before + size);
	assert(stream != NULL && tb_ledger_init(&ledger, &capture, "fuzz"));
	read_all(stream, &ledger);
	tb_stream_close(stream);
	tb_ledger_fini(&ledger);
	free(all);
	return 0;
}
