/* SPDX-License-Identifier: BSD-3-Clause */
/* A silence that the clocks of the ends know nothing of is not taken for one. */
#include "unit/signals.h"

static const tb_span leap = 301 * TB_SECOND;

/* The clock of what captures is set forward. */
static void set_clock(void)
{
	tape_set_clock(&h.street.tape, leap);
}

static void begin_with_timestamps(void)
{
	conv->timestamps = true;
	conv_open(conv);
}

/* A request that is answered some milliseconds later by a reset. */
static void ask_and_be_reset(void)
{
	conv_data(conv, TB_CLIENT, 100);
	conv_rstack(conv, TB_SERVER);
}

static void a_clock_set_forward_makes_no_silence(void **state)
{
	(void)state;
	begin_with_timestamps();
	exchange();
	set_clock();
	ask_and_be_reset();
	unseen(SILENT);
	unseen(WHOLE_SINCE_START);
	unseen(MIDDLE_TIMER);
	yes(RECEIVER_SPOKE_LAST);		/* what hangs on no time is answered all the same */
}

/* As that of a device which learns after its start that it is not 1970. */
static void nor_does_one_that_was_set_by_half_a_century(void **state)
{
	(void)state;
	begin_with_timestamps();
	exchange();
	tape_set_clock(&h.street.tape, 50 * 365 * 24 * 3600 * TB_SECOND);
	ask_and_be_reset();
	unseen(SILENT);
	unseen(WHOLE_SINCE_START);
}

static void nor_does_one_that_was_set_in_the_midst_of_many_words(void **state)
{
	(void)state;
	begin_with_timestamps();
	for (unsigned i = 0; i < 50; i++) {
		pass(20 * TB_SECOND);
		if (i == 25)
			tape_set_clock(&h.street.tape, 20 * leap);
		exchange();
	}
	pass(10 * TB_SECOND);
	ask_and_be_reset();
	unseen(WHOLE_SINCE_START);
}

static void a_silence_that_the_ends_know_of_is_one(void **state)
{
	(void)state;
	begin_with_timestamps();
	exchange();
	pass(leap);
	ask_and_be_reset();
	yes(SILENT);
}

static void without_timestamps_there_is_the_clock_alone(void **state)
{
	(void)state;
	conv_open(conv);
	exchange();
	set_clock();
	ask_and_be_reset();
	yes(SILENT);
}

/* Its clock stands still, that of the capture does not: there are packets from that time. */
static void an_end_that_sleeps_is_silent(void **state)
{
	(void)state;
	begin_with_timestamps();
	exchange();
	for (unsigned i = 0; i < 10; i++) {
		tape_set_clock(&h.street.tape, leap / 10);
		street_accepted(&h.street);
	}
	ask_and_be_reset();
	yes(SILENT);
}

static void the_other_end_may_bear_witness_that_time_passed(void **state)
{
	(void)state;
	begin_with_timestamps();
	exchange();
	set_clock();			/* for the client, which slept, */
	conv_data(conv, TB_CLIENT, 100);
	h.street.tape.set = 0;		/* but not for the server */
	conv_ack(conv, TB_SERVER);
	ask_and_be_reset();
	yes(SILENT);
}

/* Some send the same timestamp for ever. */
static void timestamps_that_are_no_clock_tell_nothing(void **state)
{
	(void)state;
	h.street.tape.step = 0;
	begin_with_timestamps();
	for (unsigned i = 0; i < 3; i++) {
		exchange();
		set_clock();
	}
	ask_and_be_reset();
	yes(SILENT);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		claim(a_clock_set_forward_makes_no_silence),
		claim(nor_does_one_that_was_set_by_half_a_century),
		claim(nor_does_one_that_was_set_in_the_midst_of_many_words),
		claim(a_silence_that_the_ends_know_of_is_one),
		claim(without_timestamps_there_is_the_clock_alone),
		claim(an_end_that_sleeps_is_silent),
		claim(the_other_end_may_bear_witness_that_time_passed),
		claim(timestamps_that_are_no_clock_tell_nothing),
	};

	return cmocka_run_group_tests_name("standstill", tests, NULL, NULL);
}
