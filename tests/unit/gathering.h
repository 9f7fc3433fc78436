/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * gathering.h - for tests of groups: a court that holds its verdicts, and what makes some
 */
#ifndef TB_TESTS_UNIT_GATHERING_H
#define TB_TESTS_UNIT_GATHERING_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "support/court.h"

/* Too large for the stack of some systems, and every test uses it. */
static struct court court;
static uint16_t next_port;

static inline void open_with(uint32_t held)
{
	struct tb_config cfg;

	tb_config_default(&cfg);
	cfg.max_flows = 4096;
	cfg.max_held = held;
	next_port = 20000;
	court_open(&court, &cfg);
}

static inline int begin(void **state)
{
	(void)state;
	open_with(1000);
	return 0;
}

static inline int begin_live(void **state)
{
	(void)state;
	open_with(0);
	return 0;
}

static inline struct conv conv_to(const char *server, uint16_t port)
{
	struct conv c;

	conv_init(&c, &court.tape, "192.0.2.1", next_port++, server, port);
	return c;
}

static inline struct conv established(const char *server)
{
	struct conv c = conv_to(server, 80);

	conv_open(&c);
	conv_data(&c, TB_CLIENT, 10);
	conv_data(&c, TB_SERVER, 10);
	conv_ack(&c, TB_CLIENT);
	return c;
}

static inline void refused(uint16_t port)
{
	struct conv c = conv_to("198.51.100.2", port);

	conv_syn(&c);
	conv_rstack(&c, TB_SERVER);
	court.tape.n_rst = 0;	/* there is no need to remember which frames they were */
}

static inline const struct tb_group *only_group(enum tb_group_kind kind)
{
	court_close(&court);
	assert_int_equal(court.n_groups, 1);
	assert_string_equal(tb_group_name(court.group[0].g.kind), tb_group_name(kind));
	return &court.group[0].g;
}

static inline void no_group(void)
{
	court_close(&court);
	assert_int_equal(court.n_groups, 0);
}

#define claim(test) cmocka_unit_test_setup(test, begin)
#define claim_live(test) cmocka_unit_test_setup(test, begin_live)

#endif
