/* SPDX-License-Identifier: BSD-3-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "flow/neighbours_private.h"
#include "support/street.h"

static struct street street;
static struct conv own, other, third;

static int begin(void **state)
{
	(void)state;
	street_open(&street);
	own = street_conv(&street);
	other = street_conv(&street);
	third = street_conv(&street);
	return 0;
}

static int end(void **state)
{
	(void)state;
	street_demolish(&street);
	return 0;
}

static void open_all(void)
{
	conv_open(&own);
	conv_open(&other);
	conv_open(&third);
}

static struct tb_endings endings(tb_span w)
{
	street_close(&street);
	return tb_neighbours_endings(street.neighbours, street_asker(&street, 0),
				     street.reset[0].note.noted, w);
}

static struct tb_endings unusual(tb_span w)
{
	street_close(&street);
	return tb_neighbours_unusual_endings(street.neighbours, street_asker(&street, 0),
					     street.reset[0].note.noted, w);
}

/* Endings -------------------------------------------------------------------------- */

static void a_service_that_ends_all_at_once_shows(void **state)
{
	struct tb_endings e;

	(void)state;
	open_all();			/* nine frames */
	conv_rstack(&own, TB_SERVER);
	conv_rstack(&other, TB_SERVER);
	conv_fin(&third, TB_SERVER);
	e = endings(TB_SECOND);
	assert_int_equal(e.other.answer, TB_YES);
	assert_int_equal(e.other.n, 2);
	assert_int_equal(e.by_rst, 1);
	assert_int_equal(e.by_fin, 1);
	assert_int_equal(e.idle, 0);
	assert_int_equal(e.other.frame[0], 11);
	assert_int_equal(e.other.frame[1], 12);
}

static void what_the_clients_end_the_service_does_not(void **state)
{
	(void)state;
	open_all();
	conv_rstack(&own, TB_SERVER);
	conv_rstack(&other, TB_CLIENT);
	conv_fin(&third, TB_CLIENT);
	conv_fin(&third, TB_SERVER);
	assert_int_equal(endings(TB_SECOND).other.answer, TB_NO);
}

static void what_ends_later_is_another_event(void **state)
{
	(void)state;
	open_all();
	conv_rstack(&own, TB_SERVER);
	tape_pass(&street.tape, 2 * TB_SECOND);
	conv_rstack(&other, TB_SERVER);
	assert_int_equal(endings(TB_SECOND).other.answer, TB_NO);
	assert_int_equal(endings(3 * TB_SECOND).other.n, 1);
	assert_int_equal(endings(3 * TB_SECOND).idle, 1);
}

static void a_flow_with_fin_and_rst_ends_once(void **state)
{
	struct tb_endings e;

	(void)state;
	open_all();
	conv_rstack(&own, TB_SERVER);
	conv_fin(&other, TB_SERVER);
	conv_data(&other, TB_CLIENT, 10);
	conv_rst(&other, TB_SERVER);
	conv_rst(&other, TB_SERVER);
	e = endings(TB_SECOND);
	assert_int_equal(e.other.n, 1);
	assert_int_equal(e.by_rst, 1);
}

static void of_many_flows_with_fin_and_rst_each_ends_once(void **state)
{
	struct tb_endings e;

	(void)state;
	open_all();
	conv_rstack(&own, TB_SERVER);
	for (unsigned i = 0; i < 200; i++) {
		other = street_conv(&street);
		conv_open(&other);
		conv_fin(&other, TB_SERVER);
		if (i % 2 != 0)
			conv_rst(&other, TB_SERVER);
	}
	e = endings(5 * TB_SECOND);
	assert_int_equal(e.by_rst, 100);
	assert_int_equal(e.by_fin, 100);
}

static void refusals_are_no_endings(void **state)
{
	(void)state;
	open_all();
	conv_rstack(&own, TB_SERVER);
	street_refused(&street);
	assert_int_equal(endings(TB_SECOND).other.answer, TB_NO);
}

/* One connection after the other, each aborted by the server, so far apart. */
static void end_some(unsigned n, tb_span apart)
{
	for (unsigned i = 0; i < n; i++) {
		other = street_conv(&street);
		conv_open(&other);
		conv_rstack(&other, TB_SERVER);
		tape_pass(&street.tape, apart);
	}
}

static void where_connections_end_all_the_time_some_do_by_chance_at_that_moment(void **state)
{
	(void)state;
	end_some(50, 5 * TB_MILLISECOND);
	assert_int_equal(endings(30 * TB_MILLISECOND).other.answer, TB_YES);
	assert_int_equal(unusual(30 * TB_MILLISECOND).other.answer, TB_UNSEEN);
}

/* At another server, by RST or by FIN. */
static void strangers_end(unsigned n, bool by_rst)
{
	static struct conv stranger;
	static uint16_t port = 1024;

	for (unsigned i = 0; i < n; i++) {
		conv_init(&stranger, &street.tape, "192.0.2.77", port++, "198.51.100.77", 80);
		conv_open(&stranger);
		if (by_rst)
			conv_rstack(&stranger, TB_SERVER);
		else
			conv_fin(&stranger, TB_SERVER);
		street.tape.n_rst = 0;	/* nobody asks which they were */
	}
}

static void strangers_who_end_between_do_not_hide_that(void **state)
{
	(void)state;
	street.tape.step = 10 * TB_MICROSECOND;
	for (unsigned i = 0; i < 40; i++) {
		end_some(1, TB_MILLISECOND);
		strangers_end(120, true);
	}
	assert_int_equal(endings(8 * TB_MILLISECOND).other.answer, TB_YES);
	assert_int_equal(unusual(8 * TB_MILLISECOND).other.answer, TB_UNSEEN);
}

/* So many that what ended some time before is forgotten. */
static void forget(void)
{
	street.tape.step = TB_MICROSECOND;
	strangers_end(10000, false);
}

static void who_remembers_too_little_calls_nothing_unusual(void **state)
{
	(void)state;
	forget();
	end_some(2, TB_MILLISECOND);
	assert_int_equal(endings(5 * TB_MILLISECOND).other.answer, TB_YES);
	assert_int_equal(unusual(5 * TB_MILLISECOND).other.answer, TB_UNSEEN);
}

static void who_remembers_the_moment_calls_nothing_unusual_if_too_little_before(void **state)
{
	(void)state;
	forget();
	tape_pass(&street.tape, 20 * TB_MILLISECOND);
	end_some(2, TB_MILLISECOND);
	assert_int_equal(unusual(5 * TB_MILLISECOND).other.answer, TB_UNSEEN);
}

static void who_remembers_the_moment_knows_that_nothing_else_ended_then(void **state)
{
	(void)state;
	forget();
	tape_pass(&street.tape, 20 * TB_MILLISECOND);
	end_some(1, 0);
	assert_int_equal(unusual(5 * TB_MILLISECOND).other.answer, TB_NO);
}

static void many_more_than_at_other_times_are_not_usual(void **state)
{
	(void)state;
	end_some(10, 0);
	end_some(50, 100 * TB_MILLISECOND);
	assert_int_equal(unusual(50 * TB_MILLISECOND).other.answer, TB_YES);
}

static struct tb_answered ends_near(tb_time t)
{
	return tb_neighbours_endings(street.neighbours, street_asker(&street, 0), t,
				     TB_SECOND / 2).other;
}

/* Each question begins where the last one looked. */
static void questions_may_come_in_any_order(void **state)
{
	tb_time begun = street.tape.now;

	(void)state;
	conv_open(&own);
	conv_rstack(&own, TB_SERVER);
	for (unsigned second = 0; second < 20; second++) {
		street.tape.now.ns = begun.ns + (second + 1) * TB_SECOND;
		for (unsigned i = 0; i <= second; i++) {
			other = street_conv(&street);
			conv_open(&other);
			conv_rstack(&other, TB_SERVER);
		}
	}
	street_close(&street);
	for (unsigned i = 0; i < 100; i++) {
		unsigned second = i * 7 % 20;
		tb_time t = { begun.ns + (second + 1) * TB_SECOND + 100 * TB_MILLISECOND };

		assert_int_equal(ends_near(t).n, second + 1);
	}
}

static void endings_that_are_forgotten_are_not_denied(void **state)
{
	(void)state;
	open_all();
	conv_rstack(&own, TB_SERVER);
	tape_pass(&street.tape, TB_SECOND);
	for (unsigned i = 0; i < TB_ENDINGS; i++) {
		conv_init(&other, &street.tape, "192.0.2.9", (uint16_t)(1024 + i), "203.0.113.1", 80);
		conv_open(&other);
		conv_fin(&other, TB_SERVER);
	}
	assert_int_equal(endings(TB_SECOND / 2).other.answer, TB_NO);
	conv_restart(&third, 1, 2);
	conv_open(&third);
	conv_fin(&third, TB_SERVER);
	assert_int_equal(endings(TB_SECOND / 2).other.answer, TB_UNSEEN);
}

/* Silences -------------------------------------------------------------------------- */

static struct tb_silences silences(void)
{
	street_close(&street);
	return tb_neighbours_silences(street.neighbours, street_asker(&street, 0),
				      street.reset[0].note.noted, street.reset[0].note.idle);
}

static void connections_that_end_after_the_same_silence_show(void **state)
{
	struct tb_silences s;

	(void)state;
	conv_open(&own);
	tape_pass(&street.tape, 60 * TB_SECOND);
	conv_rstack(&own, TB_SERVER);
	conv_open(&other);
	tape_pass(&street.tape, 60 * TB_SECOND + 30 * TB_MILLISECOND);
	conv_fin(&other, TB_SERVER);	/* frame 8 */
	conv_open(&third);
	tape_pass(&street.tape, 50 * TB_SECOND);
	conv_fin(&third, TB_SERVER);
	s = silences();
	assert_int_equal(s.alike.answer, TB_YES);
	assert_int_equal(s.alike.n, 1);
	assert_int_equal(s.of_service, 1);
	assert_int_equal(s.alike.frame[0], 8);
	assert_int_equal(s.shortest, 60 * TB_SECOND + 31 * TB_MILLISECOND);
	assert_int_equal(s.longest, s.shortest);
}

static void a_silence_of_its_own_is_nobodys_timer(void **state)
{
	(void)state;
	conv_open(&own);
	tape_pass(&street.tape, 60 * TB_SECOND);
	conv_rstack(&own, TB_SERVER);
	assert_int_equal(silences().alike.answer, TB_NO);
}

static void short_silences_are_not_kept(void **state)
{
	(void)state;
	open_all();
	conv_rstack(&own, TB_SERVER);
	conv_rstack(&other, TB_SERVER);
	assert_int_equal(silences().alike.answer, TB_UNSEEN);
}

static void silences_are_found_among_many(void **state)
{
	struct tb_silences s;
	struct tb_other_silences others;

	(void)state;
	conv_open(&own);
	tape_pass(&street.tape, 5 * TB_SECOND);
	conv_rstack(&own, TB_SERVER);
	for (unsigned i = 0; i < 200; i++) {
		other = street_conv(&street);
		conv_open(&other);
		tape_pass(&street.tape, (3 + i % 5) * TB_SECOND);
		conv_fin(&other, TB_SERVER);
	}
	s = silences();
	others = tb_neighbours_other_silences(street.neighbours, street_asker(&street, 0), &s);
	assert_int_equal(s.alike.n, 40);
	assert_int_equal(s.of_service, 40);
	assert_int_equal(others.n, 160);
	assert_int_equal(others.of_service, 160);
}

static void silences_that_are_forgotten_are_not_denied(void **state)
{
	(void)state;
	conv_open(&own);
	tape_pass(&street.tape, 60 * TB_SECOND);
	conv_rstack(&own, TB_SERVER);
	for (unsigned i = 0; i < TB_SILENCES; i++) {
		conv_restart(&other, 1 + 100 * i, 2 + 100 * i);
		conv_open(&other);
		tape_pass(&street.tape, 5 * TB_SECOND);
		conv_fin(&other, TB_SERVER);
	}
	assert_int_equal(silences().alike.answer, TB_UNSEEN);
}

/* Lost state ------------------------------------------------------------------------ */

static struct tb_answered lost_with(unsigned least)
{
	street_close(&street);
	return tb_neighbours_lost_state(street.neighbours, street_asker(&street, 0),
					&street.reset[0].note, least);
}

static struct tb_answered lost(void)
{
	return lost_with(1);
}

static struct conv in_use(const char *server)
{
	struct conv c;

	conv_init(&c, &street.tape, "192.0.2.1", street.port++, server, 443);
	conv_open(&c);
	conv_data(&c, TB_CLIENT, 10);
	conv_ack(&c, TB_SERVER);
	return c;
}

/* Data to the server is answered by a RST of that TTL. */
static void lose(struct conv *c, uint8_t ttl)
{
	struct conv_segment rst;

	conv_data(c, TB_CLIENT, 10);
	rst = conv_next(c, TB_SERVER, TB_RST, 0);
	rst.tcp.ack = 0;
	rst.ip.ttl = ttl;
	conv_put(c, &rst);
}

static void servers_whose_connections_are_unknown_at_once_are_behind_one_device(void **state)
{
	static const struct {
		const char *server;
		uint8_t ttl;
	} one[] = { { "203.0.113.1", 62 }, { "203.0.113.2", 62 }, { "203.0.113.2", 62 },
		    { "203.0.113.3", 62 }, { "203.0.113.4", 50 } };
	enum { N = sizeof(one) / sizeof(one[0]) };
	struct conv c[N];
	struct tb_answered a;

	(void)state;
	for (unsigned i = 0; i < N; i++)
		c[i] = in_use(one[i].server);	/* 5 frames each */
	for (unsigned i = 0; i < N; i++)
		lose(&c[i], one[i].ttl);
	a = lost();
	assert_int_equal(a.answer, TB_YES);
	assert_int_equal(a.n, 2);
	assert_int_equal(a.frame[0], 5 * N + 4);
	assert_int_equal(lost_with(2).answer, TB_YES);
	assert_int_equal(lost_with(3).answer, TB_UNSEEN);
}

static void clients_whose_connections_are_unknown_at_once_are_behind_one_device(void **state)
{
	static const char *const client[] = { "192.0.2.1", "192.0.2.2", "192.0.2.3" };
	struct conv c[3];

	(void)state;
	for (unsigned i = 0; i < 3; i++) {
		conv_init(&c[i], &street.tape, client[i], 1000, "203.0.113.1", 443);
		conv_open(&c[i]);
		conv_data(&c[i], TB_CLIENT, 10);
	}
	for (unsigned i = 0; i < 3; i++) {
		conv_data(&c[i], TB_SERVER, 10);
		conv_rst(&c[i], TB_CLIENT);
	}
	assert_int_equal(lost().n, 2);
}

static void what_was_in_use_after_another_was_lost_was_not_lost_with_it(void **state)
{
	struct conv first, later;

	(void)state;
	first = in_use("203.0.113.1");
	lose(&first, 62);
	later = in_use("203.0.113.2");
	lose(&later, 62);
	later = in_use("203.0.113.1");
	lose(&later, 62);
	assert_int_equal(lost().answer, TB_NO);
	assert_int_equal(tb_neighbours_lost_alike(street.neighbours, street_asker(&street, 0),
						  &street.reset[0].note).answer, TB_NO);
}

static void one_server_that_forgot_is_alone(void **state)
{
	struct conv c[2];

	(void)state;
	for (unsigned i = 0; i < 2; i++)
		c[i] = in_use("203.0.113.1");
	for (unsigned i = 0; i < 2; i++)
		lose(&c[i], 62);
	assert_int_equal(lost().answer, TB_NO);
}

static void a_server_that_had_closed_has_not_forgotten(void **state)
{
	struct conv forgotten;

	(void)state;
	forgotten = in_use("203.0.113.1");
	conv_open(&other);
	lose(&forgotten, 64);
	conv_fin(&other, TB_SERVER);
	conv_data(&other, TB_CLIENT, 10);
	conv_rst(&other, TB_SERVER);
	assert_int_equal(lost().answer, TB_NO);
}

#define claim(test) cmocka_unit_test_setup_teardown(test, begin, end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		claim(a_service_that_ends_all_at_once_shows),
		claim(what_the_clients_end_the_service_does_not),
		claim(what_ends_later_is_another_event),
		claim(a_flow_with_fin_and_rst_ends_once),
		claim(of_many_flows_with_fin_and_rst_each_ends_once),
		claim(refusals_are_no_endings),
		claim(where_connections_end_all_the_time_some_do_by_chance_at_that_moment),
		claim(strangers_who_end_between_do_not_hide_that),
		claim(who_remembers_too_little_calls_nothing_unusual),
		claim(who_remembers_the_moment_calls_nothing_unusual_if_too_little_before),
		claim(who_remembers_the_moment_knows_that_nothing_else_ended_then),
		claim(many_more_than_at_other_times_are_not_usual),
		claim(questions_may_come_in_any_order),
		claim(endings_that_are_forgotten_are_not_denied),
		claim(connections_that_end_after_the_same_silence_show),
		claim(a_silence_of_its_own_is_nobodys_timer),
		claim(short_silences_are_not_kept),
		claim(silences_are_found_among_many),
		claim(silences_that_are_forgotten_are_not_denied),
		claim(servers_whose_connections_are_unknown_at_once_are_behind_one_device),
		claim(clients_whose_connections_are_unknown_at_once_are_behind_one_device),
		claim(what_was_in_use_after_another_was_lost_was_not_lost_with_it),
		claim(one_server_that_forgot_is_alone),
		claim(a_server_that_had_closed_has_not_forgotten),
	};

	return cmocka_run_group_tests_name("neighbours_endings", tests, NULL, NULL);
}
