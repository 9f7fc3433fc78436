/* SPDX-License-Identifier: BSD-3-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "cli/spool.h"

/* What came back, in order. */
static char order[64];
static struct tb_spool *spool;

static int begin(void **state)
{
	(void)state;
	order[0] = '\0';
	spool = tb_spool_new();
	return spool == NULL;
}

static int end(void **state)
{
	(void)state;
	tb_spool_free(spool);
	return 0;
}

static void assert_zero(const void *bytes, size_t n)
{
	for (size_t i = 0; i < n; i++)
		assert_int_equal(((const uint8_t *)bytes)[i], 0);
}

static void on_verdict(void *user, const struct tb_verdict *v)
{
	const struct tb_rst *rst = &v->rst[v->deciding];

	(void)user;
	strcat(order, "v");
	assert_int_equal(v->n_rst, 2);
	assert_int_equal(rst->frame.number, 12 + v->id);
	assert_memory_equal(rst->options, "\1\1", 2);
	assert_memory_equal(rst->payload, "bye", 3);
	assert_memory_equal(rst->code.text, "ye", 2);
	assert_null(rst->comment);
	assert_null(v->rst[0].payload);
	assert_string_equal(v->flow.history, "ShADadfr");
	assert_string_equal(v->flow.community_id, "1:x");
	assert_int_equal(v->flow.tunnel[1].id, 7);
	assert_memory_equal(v->dialogue.server_name, "www.example", 11);
	assert_memory_equal(v->dialogue.path, "/page", 5);
	assert_string_equal(v->asked[0].question, "q");
	if (v->id == 2) {
		assert_null(v->ladder);
	} else {
		assert_int_equal(v->ladder->n, 2);
		assert_int_equal(v->ladder->earlier, 7);
		assert_int_equal(v->ladder->rung[1].len, 6);
	}
	assert_null(v->flow.conn_state);
	assert_zero(&v->alternative[0], sizeof(v->alternative));
	assert_zero(&v->icmp[1], sizeof(v->icmp) - sizeof(v->icmp[0]));
	assert_int_equal(v->icmp[0].code, 0xee);
	assert_zero(&v->evidence[0], sizeof(v->evidence));
	assert_zero(&v->unseen[0], sizeof(v->unseen));
}

static void on_group(void *user, const struct tb_group *g)
{
	(void)user;
	strcat(order, "g");
	assert_int_equal(g->n_reset, 2);
	assert_int_equal(g->reset[1], 9);
	assert_memory_equal(g->name, "name", 4);
}

/* Everything it points to is gone, or something else, when this returns. */
static void put_verdict(uint64_t id)
{
	char history[] = "ShADadfr", community[] = "1:x", name[] = "www.example";
	char path[] = "/page";
	char payload[] = "bye";
	uint8_t options[] = { 1, 1 };
	struct tb_tunnel tunnel[] = { { TB_LAYER_GRE, 3 }, { TB_LAYER_VXLAN, 7 } };
	struct tb_asked asked[] = { { "q", TB_YES } };
	struct tb_rst rst[2] = {
		{ .frame = { 1, 0 } },
		{ .frame = { 12 + id, 0 }, .options = options, .options_len = 2,
		  .payload = (uint8_t *)payload, .payload_kept = 3,
		  .code = { .text = (uint8_t *)payload + 1, .text_len = 2 } },
	};
	struct tb_rung rung[] = { { .len = 5 }, { .len = 6 } };
	struct tb_ladder ladder = { .rung = rung, .n = 2, .earlier = 7 };
	struct tb_verdict v = {
		.ladder = id == 2 ? NULL : &ladder, .id = id, .rst = rst, .n_rst = 2, .deciding = 1,
		.flow = { .history = history, .community_id = community, .tunnel = tunnel,
			  .n_tunnel = 2 },
		.dialogue = { .server_name = name, .server_name_len = 11, .path = path,
			      .path_len = 5 },
		.asked = asked, .n_asked = 1, .n_icmp = 1,
	};

	memset(v.alternative, 0xee, sizeof(v.alternative));
	memset(v.evidence, 0xee, sizeof(v.evidence));
	memset(v.icmp, 0xee, sizeof(v.icmp));
	memset(v.unseen, 0xee, sizeof(v.unseen));
	assert_true(tb_spool_verdict(spool, &v));
	memset(rst, 0xee, sizeof(rst));
	memset(rung, 0xee, sizeof(rung));
	memset(&ladder, 0xee, sizeof(ladder));
	memset(payload, 'z', sizeof(payload));
	memset(history, 'z', sizeof(history));
}

static void put_group(void)
{
	uint64_t ids[] = { 4, 9 };
	char name[] = "name";
	struct tb_group g = { .reset = ids, .n_reset = 2, .name = name, .name_len = 4 };

	assert_true(tb_spool_group(spool, &g));
	memset(name, 'z', sizeof(name));
}

static void what_goes_in_comes_out_in_order(void **state)
{
	const struct tb_sink sink = { .verdict = on_verdict, .group = on_group };

	(void)state;
	put_verdict(1);
	put_verdict(2);
	put_group();
	put_verdict(3);
	assert_true(tb_spool_replay(spool, &sink));
	assert_string_equal(order, "vvgv");
}

static void nothing_in_nothing_out(void **state)
{
	const struct tb_sink sink = { .verdict = on_verdict, .group = on_group };

	(void)state;
	assert_true(tb_spool_replay(spool, &sink));
	assert_string_equal(order, "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(what_goes_in_comes_out_in_order, begin, end),
		cmocka_unit_test_setup_teardown(nothing_in_nothing_out, begin, end),
	};

	return cmocka_run_group_tests_name("spool", tests, NULL, NULL);
}
