/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * fuzz_kernel_trace.c - the text of a kernel trace, and questions about what it holds
 *
 * Whatever it says, it is cut into lines anywhere with the same result, and the answers are
 * strings of the lengths that a kernel's have, about a reset that was asked for.
 */
#include <stdlib.h>
#include <string.h>

#include <tcpblame/kernel_trace.h>
#include "support/packet.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void demand(bool holds)
{
	if (!holds)
		abort();
}

static struct tb_kernel_trace *read_in_pieces(const uint8_t *data, size_t size, size_t piece)
{
	struct tb_kernel_trace *t = tb_kernel_trace_new((const uint64_t[2]){ 1, 2 });

	demand(t != NULL);
	for (size_t n; size > 0; data += n, size -= n) {
		n = piece < size ? piece : size;
		tb_kernel_trace_text(t, (const char *)data, n);
	}
	tb_kernel_trace_end(t);
	return t;
}

static void check_word(const struct tb_kernel_word *w)
{
	demand(memchr(w->reason, '\0', sizeof(w->reason)) != NULL);
	demand(memchr(w->comm, '\0', sizeof(w->comm)) != NULL);
	demand(w->pid > 0 || (w->pid == 0 && w->comm[0] == '\0'));
	demand(w->sent || (w->reason[0] == '\0' && w->state == NULL && w->pid == 0));
}

enum { RESETS = 3 };

/* The connection that the corpus tells of, with resets a second apart. */
static void ask(struct tb_kernel_trace *t, enum tb_side from, size_t n)
{
	struct tb_rst rst[RESETS] = { { .flags = TB_RST }, { .flags = TB_RST | TB_ACK, .seq = 1 } };
	struct tb_verdict v = { .rst = rst, .n_rst = n };

	v.flow.roles = TB_ROLES_HANDSHAKE;
	v.flow.end[TB_CLIENT] = (struct tb_endpoint){ pkt_addr("192.0.2.2"), 4711 };
	v.flow.end[TB_SERVER] = (struct tb_endpoint){ pkt_addr("192.0.2.1"), 80 };
	for (size_t i = 0; i < RESETS; i++) {
		rst[i].from = from;
		rst[i].time.ns = (int64_t)(100 + i) * TB_SECOND;
	}
	for (v.deciding = 0; v.deciding < n; v.deciding++) {
		struct tb_kernel_word word = { 0 };

		tb_kernel_trace_ask(t, &v, &word);
		check_word(&word);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct tb_kernel_trace *whole = read_in_pieces(data, size, size);
	struct tb_kernel_trace *cut = read_in_pieces(data, size, 7);

	demand(memcmp(tb_kernel_trace_counts(whole), tb_kernel_trace_counts(cut),
		      sizeof(struct tb_kernel_counts)) == 0);
	for (size_t n = 1; n <= RESETS; n++) {
		ask(whole, TB_SERVER, n);
		ask(whole, TB_CLIENT, n);
	}
	tb_kernel_trace_free(whole);
	tb_kernel_trace_free(cut);
	return 0;
}
