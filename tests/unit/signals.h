/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * signals.h - for tests of the questions: a hearing, and claims about what it answers
 *
 * Each test begins with a new hearing.  yes(), no() and unseen() end it.
 */
#ifndef TB_TESTS_UNIT_SIGNALS_H
#define TB_TESTS_UNIT_SIGNALS_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "support/hearing.h"

/* Too large for the stack of some systems, and every test uses it. */
static struct hearing h;
static struct conv *const conv = &h.conv;

static inline int begin(void **state)
{
	(void)state;
	hearing_open(&h);
	return 0;
}

static inline int end(void **state)
{
	(void)state;
	hearing_close(&h);
	return 0;
}

#define claim(test) cmocka_unit_test_setup_teardown(test, begin, end)

#define answered(NAME, Answer) \
	assert_int_equal(hearing_fact(&h, TB_SIGNAL_##NAME)->answer, Answer)
#define yes(NAME) answered(NAME, TB_YES)
#define no(NAME) answered(NAME, TB_NO)
#define unseen(NAME) answered(NAME, TB_UNSEEN)
#define measured(NAME, N) assert_int_equal(hearing_fact(&h, TB_SIGNAL_##NAME)->n, N)
#define shown_by(NAME, Number) \
	assert_int_equal(tb_ref_unpack(hearing_fact(&h, TB_SIGNAL_##NAME)->frame[0]).number, Number)

/* Another hearing in the same test. */
static inline void again(void)
{
	hearing_close(&h);
	hearing_open(&h);
}

static inline void pass(tb_span span)
{
	tape_pass(&h.street.tape, span);
}

/* Request and response, acknowledged; 4 frames. */
static inline void exchange(void)
{
	conv_data(conv, TB_CLIENT, 100);
	conv_ack(conv, TB_SERVER);
	conv_data(conv, TB_SERVER, 1000);
	conv_ack(conv, TB_CLIENT);
}

/* A handshake that was over when the capture began. */
static inline void open_before(void)
{
	conv->end[TB_CLIENT].unseen = conv->end[TB_SERVER].unseen = true;
	conv_open(conv);
	conv->end[TB_CLIENT].unseen = conv->end[TB_SERVER].unseen = false;
}

/* Handshake and exchange; 7 frames. */
static inline void talk(void)
{
	conv_open(conv);
	exchange();
}

/* The reset that a live socket of that side would send next, to be changed and put. */
static inline struct conv_segment abort_of(enum tb_side from)
{
	struct conv_segment s = conv_next(conv, from, TB_RST | TB_ACK, 0);

	s.tcp.window = 0;
	return s;
}


/* What a host sends that has no socket for what has just come: Linux, with IP ID 0. */
static inline struct conv_segment reply_of(enum tb_side from)
{
	struct conv_segment s = conv_next(conv, from, TB_RST, 0);

	s.ip.id = 0;
	s.tcp.window = 0;
	return s;
}

/* Somebody resets in the server's name, who goes on; 12 frames. */
static inline void forge(void)
{
	struct conv_segment rst;

	talk();
	rst = abort_of(TB_SERVER);
	rst.ip.ttl = 30;
	conv_put(conv, &rst);
	pass(TB_SECOND);
	exchange();
}

#endif
