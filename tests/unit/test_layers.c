/* SPDX-License-Identifier: BSD-3-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "flow/layers.h"

static const uint64_t seed[2] = { 3, 4 };
static struct tb_layers *layers;

static int begin(void **state)
{
	(void)state;
	layers = tb_layers_new(seed);
	return layers == NULL;
}

static int end(void **state)
{
	(void)state;
	tb_layers_free(layers);
	return 0;
}

static struct tb_envelope vxlan_in_vlan(uint16_t vlan, uint32_t vni)
{
	struct tb_envelope env = { .n_vlan = 1, .n_tunnel = 1 };

	env.vlan[0] = vlan;
	env.tunnel[0] = (struct tb_tunnel){ TB_LAYER_VXLAN, vni };
	return env;
}

static void nothing_around_a_flow_is_number_zero(void **state)
{
	struct tb_envelope env = { 0 };

	(void)state;
	assert_int_equal(tb_layers_number(layers, &env), 0);
	assert_int_equal(tb_layers_at(layers, 0)->n_tunnel, 0);
}

static void the_same_layers_have_the_same_number(void **state)
{
	struct tb_envelope a = vxlan_in_vlan(5, 7), b = vxlan_in_vlan(5, 8);
	uint16_t number = tb_layers_number(layers, &a);

	(void)state;
	assert_int_not_equal(number, 0);
	assert_int_not_equal(tb_layers_number(layers, &b), number);
	assert_int_equal(tb_layers_number(layers, &a), number);
	assert_int_equal(tb_layers_at(layers, number)->vlan[0], 5);
	assert_int_equal(tb_layers_at(layers, number)->tunnel[0].id, 7);
}

static void when_there_are_too_many_the_rest_counts_as_none(void **state)
{
	struct tb_envelope env = vxlan_in_vlan(1, 1);
	uint16_t first = tb_layers_number(layers, &env);

	(void)state;
	for (uint32_t vni = 2; vni < TB_MAX_STACKS + 1000; vni++) {
		env = vxlan_in_vlan(1, vni);
		(void)tb_layers_number(layers, &env);
	}
	assert_int_equal(tb_layers_number(layers, &env), 0);
	env = vxlan_in_vlan(1, 1);
	assert_int_equal(tb_layers_number(layers, &env), first);
}

#define claim(test) cmocka_unit_test_setup_teardown(test, begin, end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		claim(nothing_around_a_flow_is_number_zero),
		claim(the_same_layers_have_the_same_number),
		claim(when_there_are_too_many_the_rest_counts_as_none),
	};

	return cmocka_run_group_tests_name("layers", tests, NULL, NULL);
}
