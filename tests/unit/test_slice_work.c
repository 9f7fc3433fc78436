/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Whoever sends the packets chooses which there are; the work on each must not grow with the
 * number of those that wait.  It is counted in steps from one packet to the one before it.
 */
#include "unit/slicing.h"

#include "slice/waiting.h"

enum { MANY = 1000 };

static unsigned steps;

/* What the linker puts between the slice and its packets. */
struct tb_packet *__real_tb_waiting_before(const struct tb_waiting *w, const struct tb_packet *p);
struct tb_packet *__wrap_tb_waiting_before(const struct tb_waiting *w, const struct tb_packet *p);

struct tb_packet *__wrap_tb_waiting_before(const struct tb_waiting *w, const struct tb_packet *p)
{
	steps++;
	return __real_tb_waiting_before(w, p);
}

/* One datagram, of which the second part comes many times, and then the first. */
static void the_same_fragments_again_and_again(void **state)
{
	struct conv_segment s;
	struct pkt *whole = malloc(sizeof(*whole));

	(void)state;
	assert_non_null(whole);
	conv_open(&conv);
	s = conv_next(&conv, TB_CLIENT, TB_ACK, 100);
	conv_build(&s, whole);
	for (unsigned i = 0; i < 2 * MANY; i++) {
		pkt_fragment(&conv.pkt, whole, 77, i < MANY ? 40 : 0, 40);
		conv_put_ip(&conv, TB_CLIENT);
	}
	free(whole);
	conv_rst(&conv, TB_SERVER);
	cfg.room = 4 << 20;
	steps = 0;
	run(false);
	assert_int_equal(out.n, in.n);
	assert_in_range(steps, MANY, 4 * MANY);
}

/* Errors about ports, and then many verdicts on later connections of those. */
static void what_came_before_a_connection(void **state)
{
	enum { VERDICTS = 100 };
	struct tb_rst rst = { .frame = { 2 * MANY, 0 } };
	struct tb_verdict v = { .rst = &rst, .n_rst = 1, .cause = { .slug = "c" },
				.flow.first_frame = { 2 * MANY, 0 } };

	(void)state;
	for (int side = 0; side < 2; side++)
		v.flow.end[side] = (struct tb_endpoint){ .addr = conv.end[side].addr,
							 .port = conv.end[side].port };
	conv_syn(&conv);
	for (unsigned i = 0; i < MANY; i++)
		conv_unreachable(&conv, TB_CLIENT, 1, "192.0.2.254", 64);
	slice = tb_slice_new(&cfg, &sink);
	assert_non_null(slice);
	tb_slice_frames(slice, in.frame, in.n);
	steps = 0;
	for (v.flow.id = 1; v.flow.id <= VERDICTS; v.flow.id++)
		tb_slice_verdict(slice, &v);
	tb_slice_free(slice);
	assert_in_range(steps, 0, VERDICTS);
}

/* A RST after every other packet, and a context that reaches back to the first one. */
static void resets_with_a_large_context(void **state)
{
	(void)state;
	conv_open(&conv);
	for (unsigned i = 0; i < MANY / 2; i++) {
		conv_data(&conv, TB_CLIENT, 10);
		conv_rst(&conv, TB_SERVER);
		tape.n_rst = 0;	/* nobody asks for their list */
	}
	cfg.context = MANY;
	for (int known = 0; known < 2; known++) {
		steps = 0;
		run(known);
		assert_int_equal(out.n, in.n);
		assert_in_range(steps, MANY / 2, 4 * MANY);
	}
}

/* The first packet of a connection has left, and its last one is followed by many of another one
 * on its ports; then comes the verdict on it, and others as late. */
static void what_came_after_a_connection(void **state)
{
	enum { VERDICTS = 100, LATER = 50000, ALL = 8 * LATER };
	struct tb_rst rst = { .frame = { 2, 0 } };
	struct tb_verdict v = { .rst = &rst, .n_rst = 1, .cause = { .slug = "c" },
				.flow = { .first_frame = { 1, 0 }, .packets = { 9, 9 } } };
	struct tb_frame f = *conv_syn(&conv);

	(void)state;
	for (int side = 0; side < 2; side++)
		v.flow.end[side] = (struct tb_endpoint){ .addr = conv.end[side].addr,
							 .port = conv.end[side].port };
	cfg.room = 16 << 20;
	slice = tb_slice_new(&cfg, &sink);
	assert_non_null(slice);
	for (f.number = 1; f.number <= ALL; f.number++)
		tb_slice_frames(slice, &f, 1);
	v.flow.last_frame = (struct tb_ref){ ALL - LATER, 0 };
	steps = 0;
	for (v.flow.id = 1; v.flow.id <= VERDICTS; v.flow.id++)
		tb_slice_verdict(slice, &v);
	assert_in_range(steps, MANY * VERDICTS, 5 * MANY * VERDICTS);
	assert_int_equal(tb_slice_counts(slice)->frames_gone, 18 * VERDICTS);
	tb_slice_free(slice);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		slicing_test(the_same_fragments_again_and_again),
		slicing_test(resets_with_a_large_context),
		slicing_test(what_came_before_a_connection),
		slicing_test(what_came_after_a_connection),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
