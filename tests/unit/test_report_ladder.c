/* SPDX-License-Identifier: BSD-3-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "report_case.h"

static struct report_case c;
static struct tb_rung rung[8];
static struct tb_ladder ladder;

static struct tb_rung *add(uint64_t frame, enum tb_side from, uint16_t flags, uint32_t seq,
			   uint32_t ack, uint32_t len)
{
	struct tb_rung *r = &rung[ladder.n++];
	enum tb_state state[2] = { TB_STATE_ESTABLISHED, TB_STATE_ESTABLISHED };

	*r = (struct tb_rung){ .frame = { frame, 0 }, .time = c.rst[0].time, .from = from,
			       .flags = flags, .rel_seq = seq, .rel_ack = ack, .len = len,
			       .state = { state[0], state[1] } };
	return r;
}

static int setup(void **state)
{
	(void)state;
	report_case_init(&c);
	ladder = (struct tb_ladder){ .rung = rung };
	c.v.ladder = &ladder;
	return 0;
}

static void each_segment_is_an_arrow(void **state)
{
	(void)state;
	add(1186, TB_CLIENT, TB_ACK | TB_PSH, 1, 1, 48)->part = TB_RUNG_TRIGGER;
	rung[0].time.ns -= 190000;
	add(1187, TB_SERVER, TB_RST, 1, 0, 0)->part = TB_RUNG_DECIDING;
	rung[1].state[TB_CLIENT] = TB_STATE_CLOSED;
	report_case_has(&c, "text",
"      frame     seconds  client 10.0.0.5:43210; server 10.0.0.9:5432\n"
"       1186   -0.000190  ESTABLISHED  --- P. seq 1:49 ack 1, 48 bytes -----------------> "
"ESTABLISHED  answered by the RST\n"
"       1187    0.000000  CLOSED       <------------------------------------- R seq 1 ---  "
"the RST\n");
}

static void a_rst_that_the_end_did_not_make_bears_its_name_only(void **state)
{
	(void)state;
	add(1187, TB_SERVER, TB_RST, 1, 0, 0)->part = TB_RUNG_DECIDING;
	c.rst[0].origin = TB_ORIGIN_THIRD_PARTY;
	report_case_has(&c, "text", "R seq 1 --- ESTABLISHED  the RST, in the server's name\n");
	report_case_has(&c, "html", "the RST, in the server's name</text>");
	report_case_has(&c, "markdown", "the RST, in the server's name\n");
	c.rst[0].origin = TB_ORIGIN_UNKNOWN;
	report_case_has(&c, "text", "the RST, with the server's address\n");
}

static void what_is_not_there_is_said(void **state)
{
	(void)state;
	ladder.earlier = 12;
	ladder.later = 1;
	add(7, TB_CLIENT, TB_ACK, 1001, 1, 10)->missing = 1000;
	add(8, TB_CLIENT, TB_ACK, 1001, 1, 10)->kind = TB_RUNG_RETRANSMISSION;
	rung[1].time.ns += 350200 * TB_MILLISECOND;
	report_case_has(&c, "text", "... 12 segments before, not shown ...\n");
	report_case_has(&c, "text", "... 1,000 bytes from the client not captured here ...\n");
	report_case_has(&c, "text", "... 350.2 s of silence ...\n");
	report_case_has(&c, "text", ">  retransmission\n");
	report_case_has(&c, "text", "... 1 segment after, not shown ...\n");
}

static void a_verdict_without_a_ladder_has_none(void **state)
{
	(void)state;
	c.v.ladder = NULL;
	report_case_lacks(&c, "text", "seconds  client");
	report_case_lacks(&c, "json", "\"ladder\"");
}

static void json_has_the_same_segments(void **state)
{
	(void)state;
	ladder.earlier = 2;
	add(1186, TB_CLIENT, TB_ACK, 1, 1, 48)->ack = 77;
	add(1187, TB_SERVER, TB_RST, 1, 0, 0)->part = TB_RUNG_DECIDING;
	report_case_has(&c, "json", "\"ladder\":{\"earlier\":2,\"segments\":[{\"frame\":1186,");
	report_case_has(&c, "json", "\"flags\":\".\",\"seq\":0,\"relative_seq\":1,\"ack\":77,"
			"\"relative_ack\":1,\"payload_bytes\":48,\"kind\":\"plain\",\"part\":\"other\"");
	report_case_has(&c, "json", "\"part\":\"deciding\",\"state\":{\"client\":\"ESTABLISHED\"");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(each_segment_is_an_arrow, setup),
		cmocka_unit_test_setup(a_rst_that_the_end_did_not_make_bears_its_name_only, setup),
		cmocka_unit_test_setup(what_is_not_there_is_said, setup),
		cmocka_unit_test_setup(a_verdict_without_a_ladder_has_none, setup),
		cmocka_unit_test_setup(json_has_the_same_segments, setup),
	};

	return cmocka_run_group_tests_name("report_ladder", tests, NULL, NULL);
}
