/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Filters and forgers: did what the reset answers arrive, does its maker see the connection?
 * Each question, and what becomes of it in whole cases.
 */
#include "unit/signals.h"

#define caused(Slug) assert_string_equal(hearing_verdict(&h)->cause.slug, Slug)

static double confidence_in(const char *slug)
{
	const struct tb_verdict *v = hearing_verdict(&h);

	if (strcmp(v->cause.slug, slug) == 0)
		return v->cause.confidence;
	for (size_t i = 0; i < v->n_alternatives; i++)
		if (strcmp(v->alternative[i].slug, slug) == 0)
			return v->alternative[i].confidence;
	return 0;
}

/* What came after was watched for long enough. */
static void watch(void)
{
	pass(10 * TB_SECOND);
	street_refused(&h.street);
}

/* The client asks after a silence; a hop nearer than the server somebody answers by a reset. */
static void reject_after(tb_span silence, int nearer)
{
	struct conv_segment rst;

	again();
	conv->end[TB_SERVER].ttl = 63;
	talk();
	pass(silence);
	conv_data(conv, TB_CLIENT, 38);
	rst = reply_of(TB_SERVER);
	rst.ip.ttl = (uint8_t)(63 + nearer);
	conv_put(conv, &rst);
}

/* The server closes a second later: has it had the client's last words? */
static void close_later(bool had_them)
{
	struct conv_segment fin = conv_next(conv, TB_SERVER, TB_FIN | TB_ACK, 0);

	if (!had_them)
		fin.tcp.ack -= 38;
	pass(TB_SECOND);
	conv_put(conv, &fin);
	watch();
}

static void what_is_never_acknowledged_did_not_pass(void **state)
{
	(void)state;
	reject_after(TB_MILLISECOND, 1);
	close_later(false);
	yes(SWALLOWED);
	reject_after(TB_MILLISECOND, 1);
	close_later(true);
	no(SWALLOWED);
}

static void of_who_says_nothing_any_more_nobody_knows_what_he_received(void **state)
{
	(void)state;
	reject_after(TB_MILLISECOND, 1);
	watch();
	unseen(SWALLOWED);
}

static void who_lets_nothing_pass_filters_and_does_not_forge(void **state)
{
	(void)state;
	reject_after(TB_MILLISECOND, 1);
	close_later(false);
	caused("policy-reset");
	reject_after(TB_MILLISECOND, 1);
	close_later(true);
	caused("injected-reset");
}

static void a_short_silence_is_no_timer_of_a_device(void **state)
{
	static const tb_span silence[] = { TB_SECOND, 5 * TB_SECOND, 350 * TB_SECOND };

	(void)state;
	for (size_t i = 0; i < 3; i++) {
		bool may_be_timer = silence[i] > 60 * TB_SECOND;

		reject_after(silence[i], 1);
		close_later(false);
		caused(may_be_timer ? "middlebox-idle-timeout" : "policy-reset");
		assert_true(confidence_in("policy-reset") > 0);
	}
}

static void a_host_that_goes_on_with_what_it_denies_has_a_filter(void **state)
{
	(void)state;
	reject_after(TB_SECOND, 0);
	close_later(false);
	yes(KNEW_STILL);
	caused("firewall-reject");
	reject_after(TB_SECOND, 0);
	watch();
	no(KNEW_STILL);
}

static void who_spoke_a_moment_ago_was_hardly_started_anew(void **state)
{
	(void)state;
	reject_after(TB_SECOND, 0);
	watch();
	yes(HEARD_LATELY);
	measured(HEARD_LATELY, TB_SECOND + 2 * h.street.tape.step);
	caused("half-open-connection");
	assert_true(confidence_in("firewall-reject") > 0.1);
	reject_after(3600 * TB_SECOND, 0);
	watch();
	no(HEARD_LATELY);
	caused("half-open-connection");
	assert_true(confidence_in("firewall-reject") < 0.05);
}

static void reset_with(const uint32_t offset[3])
{
	again();
	talk();
	for (unsigned i = 0; i < 3; i++) {
		struct conv_segment rst = reply_of(TB_SERVER);

		rst.ip.ttl = 50;
		rst.tcp.seq += offset[i];
		conv_put(conv, &rst);
	}
	pass(TB_SECOND);
	exchange();
	watch();
}

static void who_does_not_see_the_connection_guesses(void **state)
{
	static const uint32_t wild[] = { 0x12345678, 0x93456781, 0x71234567 };
	static const uint32_t near[] = { 1460, 4380, 8760 };

	(void)state;
	reset_with(wild);
	yes(GUESSED);
	measured(GUESSED, 3);
	no(STEPPED);
	caused("blind-reset-attempt");
	reset_with(near);
	no(GUESSED);
	yes(STEPPED);
}

/* In the server's name, out of the blue, where nobody sends much. */
static void reset_out_of_the_blue(bool like_its_own)
{
	struct conv_segment rst;

	again();
	talk();
	pass(TB_SECOND / 2);
	rst = reply_of(TB_SERVER);
	if (!like_its_own) {
		rst.ip.id = 0x7101;
		rst.ip.df = false;
	}
	conv_put(conv, &rst);
	watch();
	yes(UNEXPLAINED);
	yes(TTL_SAME);
}

static void that_nothing_calls_for_a_reset_is_no_sign_of_a_nat(void **state)
{
	(void)state;
	reset_out_of_the_blue(true);
	assert_true(confidence_in("conntrack-invalid") < 0.3);
	reset_out_of_the_blue(false);
	caused("undetermined");
	assert_true(confidence_in("conntrack-invalid") < 0.1);
	assert_int_equal(hearing_verdict(&h)->origin.by, TB_ORIGIN_UNKNOWN);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		claim(what_is_never_acknowledged_did_not_pass),
		claim(of_who_says_nothing_any_more_nobody_knows_what_he_received),
		claim(who_lets_nothing_pass_filters_and_does_not_forge),
		claim(a_short_silence_is_no_timer_of_a_device),
		claim(a_host_that_goes_on_with_what_it_denies_has_a_filter),
		claim(who_spoke_a_moment_ago_was_hardly_started_anew),
		claim(who_does_not_see_the_connection_guesses),
		claim(that_nothing_calls_for_a_reset_is_no_sign_of_a_nat),
	};

	return cmocka_run_group_tests_name("signal_passage", tests, NULL, NULL);
}
