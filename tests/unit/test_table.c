/* SPDX-License-Identifier: BSD-3-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "flow/table.h"
#include "support/packet.h"

static const uint64_t seed[2] = { 1, 2 };
static struct tb_table *table;
static unsigned gone;

static void count_gone(void *user, struct tb_flow *f, uint32_t slot)
{
	(void)user;
	(void)slot;
	(void)f;
	gone++;
}

static tb_time at(int64_t seconds)
{
	return (tb_time){ seconds * TB_SECOND };
}

static struct tb_flow_key key_of(uint16_t port)
{
	struct tb_endpoint a = { pkt_addr("192.0.2.1"), port }, b = { pkt_addr("192.0.2.2"), 80 };
	struct tb_flow_key key;

	(void)tb_flow_key_make(&key, &a, &b);
	return key;
}

static uint32_t find(uint16_t port)
{
	struct tb_flow_key key = key_of(port);

	return tb_table_find(table, &key, tb_table_hash(table, &key));
}

static uint32_t add(uint16_t port, int64_t second)
{
	struct tb_flow_key key = key_of(port);

	return tb_table_add(table, &key, tb_table_hash(table, &key), at(second));
}

static void open_table(uint32_t capacity)
{
	table = tb_table_new(capacity, seed, count_gone, NULL);
	gone = 0;
	assert_non_null(table);
}

static int close_table(void **state)
{
	(void)state;
	tb_table_free(table);
	return 0;
}

static void both_directions_have_one_key(void **state)
{
	struct tb_endpoint a = { pkt_addr("192.0.2.1"), 1 }, b = { pkt_addr("2001:db8::1"), 2 };
	struct tb_flow_key one, other;

	(void)state;
	open_table(1);
	assert_int_not_equal(tb_flow_key_make(&one, &a, &b), tb_flow_key_make(&other, &b, &a));
	assert_true(tb_flow_key_equal(&one, &other));
}

static void what_was_added_is_found_however_much_it_grows(void **state)
{
	(void)state;
	open_table(20000);
	for (uint16_t port = 1000; port < 11000; port++)
		(void)add(port, 1);
	for (uint16_t port = 1000; port < 11000; port++)
		assert_int_equal(tb_table_at(table, find(port))->key.port[0] == port ||
				 tb_table_at(table, find(port))->key.port[1] == port, 1);
	assert_int_equal(find(11000), TB_NONE);
	assert_int_equal(tb_table_used(table), 10000);
	assert_true(tb_table_longest_probe(table) < 8);
}

static void the_least_recently_used_leaves_when_it_is_full(void **state)
{
	(void)state;
	open_table(3);
	(void)add(1, 1);
	(void)add(2, 2);
	(void)add(3, 3);
	tb_table_at(table, find(1))->last = at(4);
	(void)add(4, 5);
	assert_int_equal(find(2), TB_NONE);
	assert_int_not_equal(find(1), TB_NONE);
	assert_int_equal(tb_table_evicted(table), 1);
}

static void closed_flows_leave_before_open_ones(void **state)
{
	(void)state;
	open_table(3);
	(void)add(1, 1);
	(void)add(2, 2);
	tb_table_set_closed(table, add(3, 3), true);
	(void)add(4, 4);
	assert_int_equal(find(3), TB_NONE);
	assert_int_not_equal(find(1), TB_NONE);
	assert_int_equal(tb_table_evicted(table), 0);
}

static void a_flow_that_lives_after_all_is_not_closed_any_more(void **state)
{
	uint32_t slot;

	(void)state;
	open_table(2);
	slot = add(1, 1);
	tb_table_set_closed(table, slot, true);
	tb_table_set_closed(table, slot, false);
	tb_table_at(table, slot)->last = at(2);
	(void)add(2, 3);
	(void)add(3, 4);
	assert_int_equal(find(1), TB_NONE);
	assert_int_not_equal(find(2), TB_NONE);
	assert_int_equal(tb_table_evicted(table), 1);
}

static void flows_that_closed_long_ago_are_forgotten(void **state)
{
	(void)state;
	open_table(100);
	tb_table_set_closed(table, add(1, 1), true);
	(void)add(2, 100);
	assert_int_not_equal(find(1), TB_NONE);
	(void)add(3, 200);
	assert_int_equal(find(1), TB_NONE);
	assert_int_equal(gone, 1);
}

static void closed_flows_do_not_outgrow_the_open_ones(void **state)
{
	(void)state;
	open_table(60000);
	for (uint16_t port = 1; port < 50000; port++)
		tb_table_set_closed(table, add(port, 1), true);
	assert_true(tb_table_used(table) < 5000);
	assert_int_not_equal(find(49999), TB_NONE);
	assert_int_equal(tb_table_evicted(table), 0);
}

static void a_closed_flow_that_is_used_again_stays_longer(void **state)
{
	(void)state;
	open_table(100);
	tb_table_set_closed(table, add(1, 1), true);
	tb_table_set_closed(table, add(2, 2), true);
	tb_table_at(table, find(1))->last = at(100);
	(void)add(3, 200);
	(void)add(4, 201);
	assert_int_not_equal(find(1), TB_NONE);
	assert_int_equal(find(2), TB_NONE);
}

static void a_handshake_that_nobody_goes_on_with_is_retired(void **state)
{
	(void)state;
	open_table(100);
	tb_table_at(table, add(1, 1))->dir[0].did = TB_DID_SEND | TB_DID_SYN;
	(void)add(2, 120);
	(void)add(3, 120);
	assert_int_not_equal(find(1), TB_NONE);
	for (uint16_t port = 4; port < 8; port++)
		(void)add(port, 140);
	assert_int_equal(find(1), TB_NONE);
	assert_int_not_equal(find(2), TB_NONE);
	assert_int_equal(gone, 1);
	assert_int_equal(tb_table_evicted(table), 0);
}

/* As the slots of a batch are looked up before the first of its segments is worked on. */
static void in_a_slot_that_was_given_back_is_no_flow(void **state)
{
	const struct tb_flow_key key = key_of(1);
	const struct tb_endpoint end[2] = { { key.addr[0], key.port[0] },
					    { key.addr[1], key.port[1] } };
	uint32_t slot, other;

	(void)state;
	open_table(100);
	slot = add(1, 1);
	other = add(2, 1);
	assert_true(tb_table_is_at(table, slot, &end[0], &end[1], 0));
	assert_true(tb_table_is_at(table, slot, &end[1], &end[0], 1));
	assert_int_equal(add(3, 200), other);	/* both were retired, one is used again */
	assert_int_equal(gone, 2);
	assert_false(tb_table_is_at(table, slot, &end[0], &end[1], 0));
}

static void an_open_connection_is_kept_however_long_it_is_silent(void **state)
{
	(void)state;
	open_table(100);
	tb_table_at(table, add(1, 1))->dir[1].did = TB_DID_SEND | TB_DID_OPEN;
	for (uint16_t port = 2; port < 90; port++)
		(void)add(port, 1000000);
	assert_int_not_equal(find(1), TB_NONE);
	assert_int_equal(gone, 0);
}

/* One that was used is among the younger half here. */
static void what_is_used_is_hardly_ever_forgotten_for_want_of_room(void **state)
{
	unsigned kept = 0;

	(void)state;
	open_table(1000);
	for (uint16_t port = 0; port < 3000; port++) {
		tb_table_at(table, add(port, port))->dir[0].did = TB_DID_OPEN;
		if (port >= 400 && find((uint16_t)(port - 400)) != TB_NONE)
			tb_table_at(table, find((uint16_t)(port - 400)))->last = at(port);
	}
	for (uint16_t port = 2600; port < 3000; port++)
		kept += find(port) != TB_NONE;
	assert_true(kept >= 396);
	assert_int_equal(tb_table_used(table), 1000);
	assert_int_equal(tb_table_evicted(table), 2000);
}

static void a_flow_that_is_detached_leaves_its_key_to_another(void **state)
{
	uint32_t old, new;

	(void)state;
	open_table(100);
	old = add(1, 1);
	tb_table_detach(table, old);
	new = add(1, 2);
	assert_int_not_equal(old, new);
	assert_int_equal(find(1), new);
	assert_true(tb_table_at(table, old)->flags & TB_FLOW_DETACHED);
	assert_int_equal(gone, 0);
}

static void slots_are_used_again(void **state)
{
	(void)state;
	open_table(5);
	for (unsigned i = 0; i < 50000; i++) {
		uint32_t slot = add((uint16_t)(1 + i), i / 100);

		assert_true(slot < 5);
	}
	assert_int_equal(tb_table_used(table), 5);
	assert_int_equal(gone, 49995);
}

/* Whoever chooses the addresses does not know the seed: keys that collide under
 * one seed are spread under another. */
static void chosen_keys_cannot_choose_their_places(void **state)
{
	const uint64_t other_seed[2] = { 77, 78 };
	struct tb_table *other = tb_table_new(1, other_seed, count_gone, NULL);
	struct tb_flow_key chosen[64];
	unsigned n = 0, still = 0;

	(void)state;
	assert_non_null(other);
	open_table(1);
	for (unsigned i = 0; i < 65536 && n < 64; i++) {
		struct tb_flow_key key = key_of((uint16_t)i);

		if ((tb_table_hash(table, &key) & 0x3ff) == 0)
			chosen[n++] = key;
	}
	assert_true(n > 30);
	for (unsigned i = 0; i < n; i++)
		still += (tb_table_hash(other, &chosen[i]) & 0x3ff) == 0;
	assert_true(still < 4);
	tb_table_free(other);
}

/* What people scan, and what a row of hosts or a port counter gives: keys that differ
 * in few bits, at the bottom or the top of one word, or by a constant step. */
static struct tb_flow_key key_in_row(unsigned way, uint32_t i)
{
	struct tb_flow_key key = key_of(80);
	unsigned shift = 8 * (way % 4);
	uint8_t *at = key.addr[way / 4 % 2].byte + (way < 8 ? 12 : 0);

	if (way >= 16) {
		key.port[0] = (uint16_t)(i * (way - 15));
		key.port[1] = (uint16_t)(i >> 16);
		return key;
	}
	for (unsigned byte = 0; byte < 4; byte++)
		at[byte] = (uint8_t)((i << shift | i >> (32 - shift) % 32) >> 8 * byte);
	return key;
}

static void keys_in_a_row_do_not_get_places_in_a_row(void **state)
{
	enum { WAYS = 24, KEYS = 20000 };

	(void)state;
	for (unsigned way = 0; way < WAYS; way++) {
		open_table(KEYS);
		for (uint32_t i = 0; i < KEYS; i++) {
			struct tb_flow_key key = key_in_row(way, i);

			tb_table_add(table, &key, tb_table_hash(table, &key), at(1));
		}
		assert_true(tb_table_longest_probe(table) < 32);
		if (way + 1 < WAYS)
			tb_table_free(table);
	}
}

#define claim(test) cmocka_unit_test_teardown(test, close_table)

int main(void)
{
	const struct CMUnitTest tests[] = {
		claim(both_directions_have_one_key),
		claim(what_was_added_is_found_however_much_it_grows),
		claim(the_least_recently_used_leaves_when_it_is_full),
		claim(closed_flows_leave_before_open_ones),
		claim(a_flow_that_lives_after_all_is_not_closed_any_more),
		claim(flows_that_closed_long_ago_are_forgotten),
		claim(closed_flows_do_not_outgrow_the_open_ones),
		claim(a_closed_flow_that_is_used_again_stays_longer),
		claim(a_handshake_that_nobody_goes_on_with_is_retired),
		claim(in_a_slot_that_was_given_back_is_no_flow),
		claim(an_open_connection_is_kept_however_long_it_is_silent),
		claim(what_is_used_is_hardly_ever_forgotten_for_want_of_room),
		claim(a_flow_that_is_detached_leaves_its_key_to_another),
		claim(slots_are_used_again),
		claim(chosen_keys_cannot_choose_their_places),
		claim(keys_in_a_row_do_not_get_places_in_a_row),
	};

	return cmocka_run_group_tests_name("table", tests, NULL, NULL);
}
