/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * trial.h - for tests of the engine: a court, and a conversation to be judged
 *
 * Each test begins with both anew, and ends with only_verdict() or court_close().
 */
#ifndef TB_TESTS_UNIT_TRIAL_H
#define TB_TESTS_UNIT_TRIAL_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "support/court.h"

/* Too large for the stack of some systems, and every test uses it. */
static struct court court;
static struct conv conv;

static inline int begin(void **state)
{
	(void)state;
	court_open(&court, NULL);
	conv_init(&conv, &court.tape, "192.0.2.1", 40000, "198.51.100.2", 80);
	return 0;
}

static inline const struct tb_verdict *only_verdict(void)
{
	court_close(&court);
	assert_int_equal(court.n, 1);
	return &court.verdict[0].v;
}

static inline struct conv_segment forged(enum tb_side from, uint32_t seq)
{
	struct conv_segment s = conv_next(&conv, from, TB_RST, 0);

	s.tcp.seq = seq;
	s.tcp.ack = 0;
	s.tcp.window = 0;
	return s;
}

static inline void exchange(size_t request, size_t response)
{
	conv_data(&conv, TB_CLIENT, request);
	conv_ack(&conv, TB_SERVER);
	conv_data(&conv, TB_SERVER, response);
	conv_ack(&conv, TB_CLIENT);
}

#define claim(test) cmocka_unit_test_setup(test, begin)

#endif
