/* SPDX-License-Identifier: BSD-3-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "knowledge/timers.h"

enum { MOST = 32 };

static const struct tb_timer *found[MOST];

static size_t find_for(struct tb_expiry s)
{
	return tb_timer_find(&s, found, MOST);
}

static size_t find(tb_span span, unsigned close)
{
	return find_for((struct tb_expiry){ span, span, close, TB_TIMER_ANYWHERE, TB_WAIT_ANY,
					     0 });
}

static bool is_found(size_t n, const char *name)
{
	for (size_t i = 0; i < n; i++)
		if (strcmp(found[i]->name, name) == 0)
			return true;
	return false;
}

static void a_silence_may_be_little_longer_than_the_timer_that_ends_it(void **state)
{
	static const char *const uvicorn = "uvicorn timeout_keep_alive";
	static const char *const nlb = "AWS NLB idle timeout";

	(void)state;
	assert_true(is_found(find(5100 * TB_MILLISECOND, 0), uvicorn));
	assert_false(is_found(find(5101 * TB_MILLISECOND, 0), uvicorn));
	assert_true(is_found(find(2050 * TB_MILLISECOND, 0), "gunicorn keepalive"));
	assert_false(is_found(find(2051 * TB_MILLISECOND, 0), "gunicorn keepalive"));
	assert_true(is_found(find(357 * TB_SECOND, 0), nlb));
	assert_false(is_found(find(358 * TB_SECOND, 0), nlb));
	assert_true(is_found(find(INT64_C(181460) * TB_MILLISECOND, TB_CLOSE_RST),
			     "NetScaler cltTimeout"));
}

static void a_silence_is_hardly_shorter_than_the_timer_that_ends_it(void **state)
{
	(void)state;
	assert_true(is_found(find(4975 * TB_MILLISECOND, 0), "uvicorn timeout_keep_alive"));
	assert_false(is_found(find(4974 * TB_MILLISECOND, 0), "uvicorn timeout_keep_alive"));
	assert_int_equal(find(1882 * TB_MILLISECOND, 0), 0);
	assert_int_equal(find(9100 * TB_MILLISECOND, 0), 0);
}

static void silences_fit_a_timer_if_all_of_them_do(void **state)
{
	struct tb_expiry s = { 75 * TB_SECOND, 76 * TB_SECOND, 0, TB_TIMER_ANYWHERE, TB_WAIT_ANY, 0 };

	(void)state;
	assert_true(is_found(find_for(s), "nginx keepalive_timeout"));
	s.longest = 77 * TB_SECOND;
	assert_int_equal(find_for(s), 0);
}

static void only_timers_of_those_who_may_have_ended_it_are_found(void **state)
{
	struct tb_expiry s = { 60 * TB_SECOND, 60 * TB_SECOND, TB_CLOSE_FIN_CLIENT,
				1U << TB_TIMER_CLIENT, TB_WAIT_IDLE, 0 };

	(void)state;
	assert_true(is_found(find_for(s), "nginx upstream keepalive_timeout"));
	assert_false(is_found(find_for(s), "AWS ALB idle timeout"));
	s.at = 1U << TB_TIMER_SERVER;
	assert_int_equal(find_for(s), 0);
}

static void who_waits_for_an_answer_is_not_idle(void **state)
{
	struct tb_expiry s = { 60 * TB_SECOND, 60 * TB_SECOND, 0, TB_TIMER_ANYWHERE,
				TB_WAIT_ASKED, 0 };

	(void)state;
	assert_true(is_found(find_for(s), "nginx proxy_read_timeout"));
	assert_false(is_found(find_for(s), "nginx upstream keepalive_timeout"));
	assert_true(is_found(find_for(s), "AWS ALB idle timeout"));
	s.wait = TB_WAIT_IDLE;
	assert_false(is_found(find_for(s), "nginx proxy_read_timeout"));
	assert_true(is_found(find_for(s), "AWS ALB idle timeout"));
	s.shortest = s.longest = 63 * TB_SECOND;
	assert_int_equal(find_for(s), 0);
}

static void the_nearest_comes_first_and_of_equals_the_best_known(void **state)
{
	size_t n = find(612 * TB_SECOND, 0);

	(void)state;
	assert_string_equal(found[0]->name, "GCP load balancer, client keepalive");
	assert_true(n > 3);
	for (size_t i = 2; i < n; i++)
		assert_true(found[i]->span == 600 * TB_SECOND);
	for (size_t i = 2; i < n; i++)
		assert_true(found[i - 1]->source <= found[i]->source);
}

static void only_those_that_can_close_in_that_way_are_found(void **state)
{
	size_t n = find(350 * TB_SECOND, TB_CLOSE_RST_NEXT);

	(void)state;
	assert_true(is_found(n, "AWS NLB idle timeout"));
	assert_false(is_found(n, "AWS Network Firewall idle timeout"));
	n = find(300 * TB_SECOND, TB_CLOSE_RST_BOTH | TB_CLOSE_FIN_CLIENT);
	assert_true(is_found(n, "F5 BIG-IP idle timeout"));
	assert_true(is_found(n, "OkHttp connection pool"));
	assert_false(is_found(n, "Redis tcp-keepalive"));
	assert_true(is_found(find(300 * TB_SECOND, 0), "Redis tcp-keepalive"));
}

static void no_more_are_given_than_there_is_room_for(void **state)
{
	const struct tb_timer *two[2] = { NULL, NULL };
	struct tb_expiry five = { 5 * TB_SECOND, 5 * TB_SECOND, 0, TB_TIMER_ANYWHERE,
				   TB_WAIT_ANY, 0 };
	size_t n = find(5 * TB_SECOND, 0);

	(void)state;
	assert_true(n > 2);
	assert_int_equal(tb_timer_find(&five, two, 2), 2);
	assert_ptr_equal(two[0], found[0]);
	assert_ptr_equal(two[1], found[1]);
	assert_int_equal(tb_timer_find(&five, two, 0), 0);
}

static void a_span_that_fits_nothing_finds_nothing(void **state)
{
	(void)state;
	assert_int_equal(find(47 * TB_SECOND, 0), 0);
	assert_int_equal(find(0, 0), 0);
	assert_int_equal(find(-5 * TB_SECOND, 0), 0);
	assert_int_equal(find(INT64_MAX, 0), 0);
	assert_int_equal(find(INT64_MIN, 0), 0);
}

/* One that does not stand in its order is not found.  Whoever adds a row counts it here. */
static void every_timer_is_found(void **state)
{
	enum { ROWS = 108 };
	const struct tb_timer *seen[ROWS + 1];
	size_t n_seen = 0;

	(void)state;
	for (tb_span span = TB_SECOND; span <= 432000 * TB_SECOND; span += TB_SECOND)
		for (size_t i = 0, n = find(span, 0); i < n && n_seen <= ROWS; i++) {
			size_t k = 0;

			while (k < n_seen && seen[k] != found[i])
				k++;
			if (k == n_seen)
				seen[n_seen++] = found[i];
		}
	assert_int_equal(n_seen, ROWS);
}

static void names_are_plain(void **state)
{
	(void)state;
	for (tb_span span = TB_SECOND; span < 10000 * TB_SECOND; span += TB_SECOND)
		for (size_t i = 0, n = find(span, 0); i < n; i++)
			for (const char *c = found[i]->name; *c != '\0'; c++)
				assert_true(*c >= ' ' && *c <= '~' && *c != '"' && *c != '\\');
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_silence_may_be_little_longer_than_the_timer_that_ends_it),
		cmocka_unit_test(a_silence_is_hardly_shorter_than_the_timer_that_ends_it),
		cmocka_unit_test(silences_fit_a_timer_if_all_of_them_do),
		cmocka_unit_test(only_timers_of_those_who_may_have_ended_it_are_found),
		cmocka_unit_test(who_waits_for_an_answer_is_not_idle),
		cmocka_unit_test(the_nearest_comes_first_and_of_equals_the_best_known),
		cmocka_unit_test(only_those_that_can_close_in_that_way_are_found),
		cmocka_unit_test(no_more_are_given_than_there_is_room_for),
		cmocka_unit_test(a_span_that_fits_nothing_finds_nothing),
		cmocka_unit_test(every_timer_is_found),
		cmocka_unit_test(names_are_plain),
	};

	return cmocka_run_group_tests_name("timers", tests, NULL, NULL);
}
