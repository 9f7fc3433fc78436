/* SPDX-License-Identifier: BSD-3-Clause */
#define _POSIX_C_SOURCE 200809L
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "report_case.h"

static struct report_case c;

static int setup(void **state)
{
	(void)state;
	report_case_init(&c);
	report_case_group(&c);
	return 0;
}

static void text_has(const char *part)
{
	report_case_has(&c, "text", part);
}

static void a_group_stands_before_its_endings(void **state)
{
	char *text = report_case_run(&c, "text", 3), *group, *first;

	(void)state;
	group = strstr(text, "\ntogether\n"
			     "   service-restart: 3 alike (resets 1 to 3; see frames 1187, 1190)\n"
			     "\n");
	first = strstr(text, "\n1  DISRUPTIVE");
	assert_non_null(group);
	assert_non_null(first);
	assert_true(group < first);
	free(text);
}

static void of_many_groups_each_is_told(void **state)
{
	char *text, *last = NULL;
	size_t n = 0;

	(void)state;
	c.groups = 12;
	text = report_case_run(&c, "text", 1);
	for (char *at = text; (at = strstr(at, "   service-restart: ")) != NULL; at++, n++)
		last = at;
	assert_int_equal(n, 12);
	assert_true(last < strstr(text, "DISRUPTIVE"));
	assert_null(strstr(text, " times with "));
	free(text);
}

static void ids_are_told_as_runs_up_to_a_point(void **state)
{
	static const uint64_t ids[] = { 1, 2, 4, 6, 7, 8, 9, 20, 22, 24, 26, 28 };

	(void)state;
	c.group.n_evidence = 0;
	c.group.reset = ids;
	c.group.n_reset = 7;
	c.group.resets = 7;
	text_has("(resets 1, 2, 4, 6 to 9)\n");
	c.group.n_reset = 12;
	c.group.resets = 2000;
	text_has("(resets 1, 2, 4, 6 to 9, 20, 22, 24 and 1,990 more)\n");
	c.group.n_reset = c.group.resets = 1;
	text_has("(reset 1)\n");
}

static void a_strangers_name_is_harmless(void **state)
{
	(void)state;
	c.group.kind = TB_GROUP_NAME_FILTER;
	c.group.name = "evil\x1b[2J\"\n.example";
	c.group.name_len = strlen(c.group.name);
	text_has("   name-filter: 3 alike: evil\\x1b[2J\"\\x0a.example (resets");
	report_case_lacks(&c, "text", "\x1b");
	report_case_has(&c, "json", "\"name\":\"evil\\u001b[2J\\\"\\n.example\"");
	report_case_has(&c, "ndjson", "\"name\":\"evil\\u001b[2J\\\"\\n.example\"");
}

static void live_a_group_comes_at_once(void **state)
{
	char *text, *group;

	(void)state;
	c.options.live = true;
	text = report_case_run(&c, "text", 2);
	group = strstr(text, "\ntogether: service-restart: 3 alike (resets");
	assert_non_null(group);
	assert_true(group > strstr(text, "1  DISRUPTIVE"));
	assert_true(group < strstr(text, "\n2  DISRUPTIVE"));
	free(text);
}

static void ndjson_has_a_line_for_it(void **state)
{
	(void)state;
	report_case_has(&c, "ndjson",
			"\n{\"type\":\"group\",\"kind\":\"service-restart\",\"resets\":[1,2,3],"
			"\"count\":3,\"first\":\"2026-02-21T10:05:53.482113000Z\","
			"\"last\":\"2026-02-21T10:05:54.482113000Z\",\"summary\":\"3 alike\","
			"\"evidence\":[{\"frames\":[1187,1190],"
			"\"text\":\"reason 21 about 0 in frame 1190\"}]}\n");
}

static void what_is_known_of_it_is_told(void **state)
{
	(void)state;
	c.group.has_server = c.group.has_host = true;
	c.group.server = c.v.flow.end[TB_SERVER];
	c.group.host = c.v.flow.end[TB_CLIENT].addr;
	c.group.span = 350200 * TB_MILLISECOND;
	c.group.timer = "NAT gateway";
	report_case_has(&c, "ndjson", "\"server\":{\"ip\":\"10.0.0.9\",\"port\":5432},"
				      "\"host\":\"10.0.0.5\",\"span\":350.2,\"spread\":0,"
				      "\"timer\":\"NAT gateway\",\"summary\"");
	c.group.server.port = 0;
	c.group.servers = 2;
	report_case_has(&c, "ndjson", "\"server\":{\"ip\":\"10.0.0.9\"},\"servers\":2,");
}

static void its_frames_have_files_where_there_are_several(void **state)
{
	(void)state;
	c.captures[1] = (struct tb_capture){ .file = "b.pcap", .complete = true };
	c.options.n_captures = 2;
	c.group.evidence[0].frame[1].file = 1;
	report_case_has(&c, "ndjson", "\"frames\":[{\"frame\":1187,\"file\":\"client.pcap\"},"
				      "{\"frame\":1190,\"file\":\"b.pcap\"}],"
				      "\"text\":\"reason 21 about 0 in frame 1190 (in client.pcap)\"");
	text_has("see frames 1187 of client.pcap, 1190 of b.pcap)\n");
}

static void json_keeps_it_until_all_resets_are_written(void **state)
{
	static const uint64_t ids[] = { 1 };
	const struct tb_format *f = tb_format_find("json");
	struct tb_group one;
	struct tb_report *r;
	char *text = NULL, *groups;
	size_t size;

	(void)state;
	c.options.out = open_memstream(&text, &size);
	r = f->begin(&c.options);
	f->verdict(r, &c.v);
	one = c.group;
	one.reset = ids;
	one.n_reset = 1;
	f->group(r, &one);
	memset(&one, 0xff, sizeof(one));	/* it and what it points to are gone */
	c.v.id++;
	f->verdict(r, &c.v);
	f->group(r, &c.group);
	f->end(r, &c.summary);
	fclose(c.options.out);
	groups = strstr(text, "\"groups\":[\n{\"kind\":\"service-restart\",\"resets\":[1],");
	assert_non_null(groups);
	assert_true(groups > strstr(text, "{\"id\":2,"));
	assert_non_null(strstr(groups, "}]},\n{\"kind\":\"service-restart\",\"resets\":[1,2,3],"));
	assert_non_null(strstr(groups, "}]}],\n\"summary\":{"));
	assert_null(strstr(text, "groups_left_out"));
	free(text);
}

static void json_counts_what_it_has_no_room_to_keep(void **state)
{
	enum { MANY = 60000 };
	char *text, *left_out;

	(void)state;
	c.groups = MANY;
	text = report_case_run(&c, "json", 1);
	assert_true(strlen(text) < 9 << 20);
	left_out = strstr(text, "}]}],\"groups_left_out\":");
	assert_non_null(left_out);
	assert_in_range(strtoul(strchr(left_out, ':') + 1, NULL, 10), 1000, MANY - 1000);
	free(text);
}

static void json_leaves_out_one_that_is_far_too_long(void **state)
{
	static char name[100000];

	(void)state;
	memset(name, 'x', sizeof(name));
	c.group.name = name;
	c.group.name_len = sizeof(name);
	report_case_has(&c, "json", "\"groups\":[],\"groups_left_out\":1,");
}

static void the_largest_group_comes_first(void **state)
{
	const struct tb_format *f = tb_format_find("text");
	struct tb_report *r;
	char *text = NULL;
	size_t size = 0;

	(void)state;
	c.options.out = open_memstream(&text, &size);
	r = f->begin(&c.options);
	f->verdict(r, &c.v);
	for (c.group.resets = 2; c.group.resets < 5; c.group.resets++)
		f->group(r, &c.group);
	f->end(r, &c.summary);
	fclose(c.options.out);
	assert_true(strstr(text, ": 4 alike") < strstr(text, ": 3 alike"));
	assert_true(strstr(text, ": 3 alike") < strstr(text, ": 2 alike"));
	free(text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(the_largest_group_comes_first, setup),
		cmocka_unit_test_setup(a_group_stands_before_its_endings, setup),
		cmocka_unit_test_setup(of_many_groups_each_is_told, setup),
		cmocka_unit_test_setup(ids_are_told_as_runs_up_to_a_point, setup),
		cmocka_unit_test_setup(a_strangers_name_is_harmless, setup),
		cmocka_unit_test_setup(live_a_group_comes_at_once, setup),
		cmocka_unit_test_setup(ndjson_has_a_line_for_it, setup),
		cmocka_unit_test_setup(what_is_known_of_it_is_told, setup),
		cmocka_unit_test_setup(its_frames_have_files_where_there_are_several, setup),
		cmocka_unit_test_setup(json_keeps_it_until_all_resets_are_written, setup),
		cmocka_unit_test_setup(json_counts_what_it_has_no_room_to_keep, setup),
		cmocka_unit_test_setup(json_leaves_out_one_that_is_far_too_long, setup),
	};

	return cmocka_run_group_tests_name("report_group", tests, NULL, NULL);
}
