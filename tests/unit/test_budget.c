/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * test_budget.c - an engine takes no more memory than its limits say
 *
 * All that is allocated and reserved is counted, by standing in for malloc() and mmap(); and
 * engines of several limits are given what strangers would send to make them take more.
 */
#define _GNU_SOURCE
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <malloc.h>
#include <stdlib.h>
#include <sys/mman.h>

#include "support/conv.h"

/* What is out ----------------------------------------------------------------------- */

static uint64_t out, most;

static void count(int64_t bytes)
{
	out += (uint64_t)bytes;
	most = out > most ? out : most;
}

void *__real_malloc(size_t n);
void *__real_calloc(size_t n, size_t size);
void *__real_aligned_alloc(size_t to, size_t n);
void __real_free(void *at);
void *__real_mmap(void *at, size_t n, int prot, int flags, int fd, off_t offset);
int __real_munmap(void *at, size_t n);
void *__wrap_malloc(size_t n);
void *__wrap_calloc(size_t n, size_t size);
void *__wrap_aligned_alloc(size_t to, size_t n);
void __wrap_free(void *at);
void *__wrap_mmap(void *at, size_t n, int prot, int flags, int fd, off_t offset);
int __wrap_munmap(void *at, size_t n);

static void *counted(void *at)
{
	count((int64_t)malloc_usable_size(at));
	return at;
}

void *__wrap_malloc(size_t n)
{
	return counted(__real_malloc(n));
}

void *__wrap_calloc(size_t n, size_t size)
{
	return counted(__real_calloc(n, size));
}

void *__wrap_aligned_alloc(size_t to, size_t n)
{
	return counted(__real_aligned_alloc(to, n));
}

void __wrap_free(void *at)
{
	count(-(int64_t)malloc_usable_size(at));
	__real_free(at);
}

void *__wrap_mmap(void *at, size_t n, int prot, int flags, int fd, off_t offset)
{
	count((int64_t)n);
	return __real_mmap(at, n, prot, flags, fd, offset);
}

int __wrap_munmap(void *at, size_t n)
{
	count(-(int64_t)n);
	return __real_munmap(at, n);
}

/* What strangers send -------------------------------------------------------------------- */

static struct tb_engine *engine;
static struct tape tape;
static uint64_t verdicts;

static void take(void *user, const struct tb_frame *f)
{
	(void)user;
	tape.n_rst = 0;		/* nobody asks which they were, and they are many */
	tb_engine_packet(engine, f);
}

static void on_verdict(void *user, const struct tb_verdict *v)
{
	(void)user;
	(void)v;
	verdicts++;
}

static void on_group(void *user, const struct tb_group *g)
{
	(void)user;
	(void)g;
}

/* A client that nobody else is. */
static struct conv stranger(uint32_t number)
{
	struct conv c;

	conv_init(&c, &tape, "10.0.0.0", (uint16_t)(1024 + number % 50000), "198.51.100.2", 80);
	c.end[TB_CLIENT].addr.byte[13] = (uint8_t)(number >> 16);
	c.end[TB_CLIENT].addr.byte[14] = (uint8_t)(number >> 8);
	c.end[TB_CLIENT].addr.byte[15] = (uint8_t)number;
	return c;
}

static void syn_flood(uint32_t n)
{
	for (uint32_t i = 0; i < n; i++) {
		struct conv c = stranger(i);

		conv_syn(&c);
	}
}

/* Connections with all that one can have: closed ones and second copies, too. */
static void rst_storm(uint32_t n)
{
	for (uint32_t i = 0; i < n; i++) {
		struct conv c = stranger(i);

		conv_open(&c);
		conv_text(&c, TB_CLIENT, "GET / HTTP/1.1\r\nHost: a\r\n");
		tape_again(&tape);
		if (i % 3 == 0) {
			conv_fin(&c, TB_CLIENT);
			conv_fin(&c, TB_SERVER);
			conv_ack(&c, TB_CLIENT);
		}
		conv_rstack(&c, TB_SERVER);
		conv_rst(&c, TB_CLIENT);
	}
}

static void rsts_of_one(uint32_t n)
{
	struct conv c = stranger(0);

	conv_open(&c);
	for (uint32_t i = 0; i < n; i++)
		conv_rst(&c, TB_SERVER);
}

/* First fragments of datagrams that never become whole. */
static void fragment_flood(uint32_t n)
{
	static struct pkt whole;

	for (uint32_t i = 0; i < n; i++) {
		struct conv c = stranger(i);
		struct conv_segment s = conv_next(&c, TB_CLIENT, TB_ACK, 1000);

		conv_build(&s, &whole);
		pkt_fragment(&c.pkt, &whole, i, 0, 512);
		conv_put_ip(&c, TB_CLIENT);
	}
}

static const struct {
	void (*send)(uint32_t n);
	uint32_t share;		/* of all that come, one in so many */
} attack[] = { { syn_flood, 1 }, { rst_storm, 5 }, { rsts_of_one, 2 }, { fragment_flood, 10 } };

static void see_all(const struct tb_config *cfg, uint32_t n)
{
	const struct tb_sink sink = { .verdict = on_verdict, .group = on_group };

	out = most = 0;
	engine = tb_engine_new(cfg, &sink);
	assert_non_null(engine);
	tape_init(&tape);
	tape.step = 10 * TB_MICROSECOND;
	tape.take = take;
	for (size_t i = 0; i < sizeof(attack) / sizeof(attack[0]); i++)
		attack[i].send(n / attack[i].share);
	tb_engine_finish(engine);
	tb_engine_free(engine);
	assert_int_equal(out, 0);
}

static uint32_t strangers = 30000;	/* connections that nobody else has */

static struct tb_config usual(void)
{
	struct tb_config cfg;

	tb_config_default(&cfg);
	return cfg;
}

/* --------------------------------------------------------------------------------------- */

static void an_engine_takes_what_its_limits_say_and_no_more(void **state)
{
	const uint32_t flows[] = { 1, 100, 4095, 5000 };

	(void)state;
	for (size_t i = 0; i < sizeof(flows) / sizeof(flows[0]); i++) {
		struct tb_config cfg = usual();

		cfg.max_flows = flows[i];
		cfg.max_episodes = 1000 >> i;
		cfg.max_rsts = 3000 >> i;
		cfg.max_held = i % 2 * 50;
		cfg.ladder = i % 2 * 24;
		see_all(&cfg, 6000);
		assert_true(most <= tb_config_bytes(&cfg));
		assert_true(most > tb_config_bytes(&cfg) / 10 * 9);
	}
}

static void a_budget_is_kept_and_used(void **state)
{
	(void)state;
	for (uint64_t mib = 32; mib <= 4096; mib *= 2) {
		struct tb_config cfg = usual();

		cfg.max_flows = 1 << 26;
		assert_true(tb_config_fit(&cfg, mib << 20));
		assert_true(tb_config_bytes(&cfg) <= mib << 20);
		assert_true(tb_config_bytes(&cfg) > (mib << 20) / 10 * 6);
	}
}

static uint64_t bytes_for_resets(const struct tb_config *cfg)
{
	struct tb_config c = *cfg;

	c.max_flows = 1;
	return tb_config_bytes(&c);
}

static void half_of_what_can_be_shared_out_is_for_connections(void **state)
{
	struct tb_config least = usual();
	uint64_t fixed;

	(void)state;
	assert_true(tb_config_fit(&least, 26 << 20));
	least.max_episodes = least.max_rsts = 1;
	least.max_held = 0;
	fixed = bytes_for_resets(&least);
	for (uint64_t mib = 28; mib <= 64; mib += 2) {
		struct tb_config cfg = usual();
		uint64_t budget = mib << 20;

		assert_true(tb_config_fit(&cfg, budget));
		assert_true(bytes_for_resets(&cfg) - fixed <= (budget - fixed) / 2 + (1 << 16));
	}
}

static void strangers_do_not_enlarge_it(void **state)
{
	struct tb_config cfg = usual();

	(void)state;
	assert_true(tb_config_fit(&cfg, 32 << 20));
	assert_true(cfg.max_flows < strangers);
	see_all(&cfg, strangers);
	assert_true(most <= 32 << 20);
}

static void assert_same(const struct tb_config *a, const struct tb_config *b)
{
	assert_int_equal(a->max_flows, b->max_flows);
	assert_int_equal(a->max_episodes, b->max_episodes);
	assert_int_equal(a->max_rsts, b->max_rsts);
	assert_int_equal(a->max_held, b->max_held);
}

static void limits_are_only_lowered(void **state)
{
	struct tb_config cfg = usual(), was = cfg;

	(void)state;
	assert_true(tb_config_fit(&cfg, UINT64_MAX));
	assert_same(&cfg, &was);
	assert_true(tb_config_fit(&cfg, UINT64_C(64) << 20));
	assert_true(cfg.max_flows < was.max_flows);
	assert_true(cfg.max_rsts >= cfg.max_episodes);
	assert_non_null(engine = tb_engine_new(&cfg, &(struct tb_sink){ .verdict = on_verdict }));
	tb_engine_free(engine);
}

static void what_is_too_little_for_anything_is_refused(void **state)
{
	struct tb_config cfg = usual(), was = cfg;

	(void)state;
	assert_false(tb_config_fit(&cfg, 1 << 20));
	assert_same(&cfg, &was);
	assert_true(tb_config_fit(&cfg, 26 << 20));
}

static void no_reset_is_lost_for_want_of_memory(void **state)
{
	struct tb_config cfg = usual();

	(void)state;
	assert_true(tb_config_fit(&cfg, 26 << 20));
	verdicts = 0;
	see_all(&cfg, 5000);
	assert_true(verdicts >= 1000);	/* a fifth of them are reset */
}

/* An argument: so many strangers. */
int main(int argc, char **argv)
{
	if (argc > 1)
		strangers = (uint32_t)strtoul(argv[1], NULL, 10);

	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_engine_takes_what_its_limits_say_and_no_more),
		cmocka_unit_test(a_budget_is_kept_and_used),
		cmocka_unit_test(half_of_what_can_be_shared_out_is_for_connections),
		cmocka_unit_test(strangers_do_not_enlarge_it),
		cmocka_unit_test(limits_are_only_lowered),
		cmocka_unit_test(what_is_too_little_for_anything_is_refused),
		cmocka_unit_test(no_reset_is_lost_for_want_of_memory),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
