/* SPDX-License-Identifier: BSD-3-Clause */
#include "unit/signals.h"

/* IP ID ------------------------------------------------------------------------------- */

static void reset_with_id(uint16_t id)
{
	struct conv_segment rst;

	talk();
	exchange();
	rst = abort_of(TB_SERVER);
	rst.ip.id = id;
	conv_put(conv, &rst);
}

static void an_id_continues_its_senders_count(void **state)
{
	(void)state;
	reset_with_id(7007);
	yes(ID_CONTINUES);
	measured(ID_CONTINUES, 7007);
	no(ID_ODD);
}

static void an_id_that_is_far_from_the_count_is_odd(void **state)
{
	(void)state;
	reset_with_id(40000);
	no(ID_CONTINUES);
	yes(ID_ODD);
}

static void a_live_socket_does_not_begin_at_zero_again(void **state)
{
	(void)state;
	reset_with_id(0);
	unseen(ID_CONTINUES);
	yes(ID_ODD);
}

static void the_zero_of_a_stateless_answer_is_normal(void **state)
{
	struct conv_segment rst;

	(void)state;
	talk();
	exchange();
	conv_data(conv, TB_CLIENT, 10);
	rst = reply_of(TB_SERVER);
	conv_put(conv, &rst);
	unseen(ID_CONTINUES);
	no(ID_ODD);
}

static void whoever_sends_zero_always_is_not_odd_by_it(void **state)
{
	(void)state;
	for (unsigned i = 0; i < 2; i++) {
		struct conv_segment s;

		again();
		conv_open(conv);
		for (unsigned k = 0; k < 3; k++) {
			s = conv_next(conv, TB_SERVER, TB_ACK | TB_PSH, 10);
			s.ip.id = 0;
			conv_put(conv, &s);
		}
		s = abort_of(TB_SERVER);
		s.ip.id = (uint16_t)(i * 1234);
		conv_put(conv, &s);
		answered(ID_ODD, i == 0 ? TB_NO : TB_YES);
	}
}

static void one_packet_makes_no_habit(void **state)
{
	(void)state;
	conv_open(conv);
	conv_rstack(conv, TB_SERVER);
	unseen(ID_ODD);
}

/* The rest of the IP header ----------------------------------------------------------- */

static void a_df_bit_that_is_not_as_always_differs(void **state)
{
	struct conv_segment rst;

	(void)state;
	talk();
	conv_rstack(conv, TB_SERVER);
	no(DF_DIFFERS);
	again();
	talk();
	rst = abort_of(TB_SERVER);
	rst.ip.df = false;
	conv_put(conv, &rst);
	yes(DF_DIFFERS);
}

static void answer_with_tos(uint8_t called, uint8_t answers)
{
	struct conv_segment rst;

	again();
	talk();
	conv->end[TB_CLIENT].tos = called;
	conv_data(conv, TB_CLIENT, 10);
	rst = conv_next(conv, TB_SERVER, TB_RST, 0);
	rst.tcp.window = 0;
	rst.ip.tos = answers;
	conv_put(conv, &rst);
}

static void hosts_repeat_the_dscp_of_what_they_answer_and_firewalls_send_zero(void **state)
{
	(void)state;
	answer_with_tos(0x48, 0x48);
	yes(TOS_MIRRORED);
	answer_with_tos(0x48, 0);
	no(TOS_MIRRORED);
	answer_with_tos(0, 0);
	unseen(TOS_MIRRORED);
	answer_with_tos(0x48, 0x20);
	unseen(TOS_MIRRORED);
}

/* Window and options ------------------------------------------------------------------ */

static void reset_with_window(uint16_t window)
{
	struct conv_segment rst;

	again();
	conv->end[TB_CLIENT].window = 500;
	talk();
	rst = abort_of(TB_SERVER);
	rst.tcp.window = window;
	conv_put(conv, &rst);
}

static void a_live_socket_repeats_the_window_it_offered(void **state)
{
	(void)state;
	reset_with_window(64240);
	yes(WINDOW_FITS);
	no(WINDOW_MIRRORED);
	unseen(WINDOW_ODD);
	reset_with_window(777);
	no(WINDOW_FITS);
	reset_with_window(0);
	unseen(WINDOW_FITS);
}

static void a_box_that_turns_a_header_around_leaves_the_others_window(void **state)
{
	(void)state;
	reset_with_window(500);
	yes(WINDOW_MIRRORED);
	shown_by(WINDOW_MIRRORED, 7);
}

static void without_a_socket_there_is_no_window(void **state)
{
	struct conv_segment rst;

	(void)state;
	talk();
	conv_data(conv, TB_CLIENT, 10);
	conv_rst(conv, TB_SERVER);
	no(WINDOW_ODD);
	again();
	talk();
	conv_data(conv, TB_CLIENT, 10);
	rst = conv_next(conv, TB_SERVER, TB_RST, 0);
	rst.tcp.window = 1234;
	conv_put(conv, &rst);
	yes(WINDOW_ODD);
	measured(WINDOW_ODD, 1234);
}

static void reset_with_timestamp(uint32_t value)
{
	struct conv_segment rst;

	again();
	conv->timestamps = true;
	talk();
	rst = abort_of(TB_SERVER);
	if (value != 0)
		pkt_opt_ts(&rst.tcp, value, 0);
	conv_put(conv, &rst);
}

static void a_timestamp_continues_its_senders_clock_or_does_not(void **state)
{
	uint32_t now;

	(void)state;
	now = (uint32_t)(h.street.tape.now.ns / TB_MILLISECOND);
	reset_with_timestamp(now + 7);
	yes(TS_CONTINUES);
	no(TS_MISSING);
	reset_with_timestamp(now + 10000000);
	no(TS_CONTINUES);
	reset_with_timestamp(now - 1000);
	no(TS_CONTINUES);
}

static void a_live_socket_does_not_leave_its_timestamps_out(void **state)
{
	(void)state;
	reset_with_timestamp(0);
	yes(TS_MISSING);
	unseen(TS_CONTINUES);
}

static void a_stateless_answer_has_no_timestamps_to_leave_out(void **state)
{
	(void)state;
	conv->timestamps = true;
	talk();
	conv_data(conv, TB_CLIENT, 10);
	conv_rst(conv, TB_SERVER);
	unseen(TS_MISSING);
	unseen(TS_CONTINUES);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		claim(an_id_continues_its_senders_count),
		claim(an_id_that_is_far_from_the_count_is_odd),
		claim(a_live_socket_does_not_begin_at_zero_again),
		claim(the_zero_of_a_stateless_answer_is_normal),
		claim(whoever_sends_zero_always_is_not_odd_by_it),
		claim(one_packet_makes_no_habit),
		claim(a_df_bit_that_is_not_as_always_differs),
		claim(hosts_repeat_the_dscp_of_what_they_answer_and_firewalls_send_zero),
		claim(a_live_socket_repeats_the_window_it_offered),
		claim(a_box_that_turns_a_header_around_leaves_the_others_window),
		claim(without_a_socket_there_is_no_window),
		claim(a_timestamp_continues_its_senders_clock_or_does_not),
		claim(a_live_socket_does_not_leave_its_timestamps_out),
		claim(a_stateless_answer_has_no_timestamps_to_leave_out),
	};

	return cmocka_run_group_tests_name("signal_maker", tests, NULL, NULL);
}
