/* SPDX-License-Identifier: BSD-3-Clause */
#define _POSIX_C_SOURCE 200809L
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "report_case.h"

enum { MOST_CELL = 4096 };

static struct report_case c;

static int setup(void **state)
{
	(void)state;
	report_case_init(&c);
	return 0;
}

/* Copies the cell that begins at s, as it is; what is behind its separator. */
static const char *take_cell(const char *s, char cell[MOST_CELL])
{
	bool quoted = false;
	size_t n = 0;

	for (; quoted || (*s != ',' && *s != '\n'); s++) {
		assert_true(*s != '\0' && n + 1 < MOST_CELL);
		quoted ^= *s == '"';
		cell[n++] = *s;
	}
	cell[n] = '\0';
	return s + 1;
}

/* The cell in the column of that name, of the only row. */
static void cell_is(const char *column, const char *expected)
{
	char *text = report_case_run(&c, "csv", 1), name[MOST_CELL], cell[MOST_CELL];
	const char *head = text, *row = strchr(text, '\n') + 1;

	do {
		assert_true(*head != '\0' && (head == text || head[-1] == ','));
		head = take_cell(head, name);
		row = take_cell(row, cell);
	} while (strcmp(name, column) != 0);
	assert_string_equal(cell, expected);
	free(text);
}

static size_t cells_of(const char **s)
{
	char cell[MOST_CELL];
	size_t n = 0;

	do {
		*s = take_cell(*s, cell);
		n++;
	} while ((*s)[-1] == ',');
	return n;
}

static void every_row_has_the_cells_that_the_first_one_names(void **state)
{
	char *text;
	const char *at;
	size_t columns;

	(void)state;
	report_case_cause(&c);
	at = text = report_case_run(&c, "csv", 3);
	assert_memory_equal(text, "id,time,file,frame,rsts,client_ip,", 34);
	columns = cells_of(&at);
	assert_true(columns > 60);
	for (unsigned row = 0; row < 3; row++)
		assert_int_equal(cells_of(&at), columns);
	assert_string_equal(at, "");
	free(text);
}

static void without_a_reset_there_are_the_names_only(void **state)
{
	char *text = report_case_run(&c, "csv", 0);

	(void)state;
	assert_string_equal(strchr(text, '\n'), "\n");
	assert_null(strchr(text, '\r'));
	free(text);
}

static void facts_stand_in_their_columns(void **state)
{
	(void)state;
	report_case_cause(&c);
	cell_is("id", "1");
	cell_is("time", "2026-02-21T10:05:53.482113000Z");
	cell_is("file", "\"client.pcap\"");
	cell_is("frame", "1187");
	cell_is("client_ip", "10.0.0.5");
	cell_is("server_port", "5432");
	cell_is("cause", "half-open-connection");
	cell_is("confidence", "0.88");
	cell_is("alternative", "middlebox-idle-timeout");
	cell_is("why", "\"reason 11 about 0 in frame 1186; reason 14 about 0 in frame 13\"");
	cell_is("against", "\"reason 12 about 0 in frame 990; reason 13 about 0 in frame 12\"");
	cell_is("advice", "\"Ask what dropped it. Send keepalives.\"");
	cell_is("trigger_after", "0.00019");
	cell_is("request_open", "yes");
	cell_is("flags", "R");
	cell_is("anonymized", "no");
	cell_is("filter", "ip.addr==10.0.0.5 && ip.addr==10.0.0.9 && tcp.port==43210 && "
			  "tcp.port==5432");
}

static void what_is_not_known_is_an_empty_cell(void **state)
{
	(void)state;
	c.rst[0].trigger = (struct tb_trigger){ 0 };
	c.rst[0].has_ip_id = false;
	c.v.dialogue = (struct tb_dialogue){ 0 };
	cell_is("trigger_frame", "");
	cell_is("trigger_after", "");
	cell_is("trigger_file", "");
	cell_is("ip_id", "");
	cell_is("protocol", "");
	cell_is("server_name", "");
	cell_is("request_open", "");
	cell_is("client_meets", "");
	cell_is("alternative_confidence", "");
	cell_is("why", "");
	cell_is("log_line", "");
	cell_is("process_id", "");
}

static void an_end_that_meets_no_error_is_told_from_one_that_is_not_known(void **state)
{
	(void)state;
	c.v.errors[TB_SERVER].met = TB_NO;
	c.v.errors[TB_CLIENT] = (struct tb_app_error){
		.met = TB_YES,
		.condition = { TB_CONDITION_RESET, TB_CONDITION_RESET, TB_CONDITION_RESET },
		.call = TB_CALL_READ,
		.systems = 1 << TB_SYSTEM_LINUX,
	};
	cell_is("server_meets", "none");
	cell_is("server_error", "");
	cell_is("client_meets", "connection-reset");
	cell_is("client_error", "ECONNRESET");
	cell_is("client_call", "read");
}

static void a_name_is(const char *bytes, size_t n, const char *cell)
{
	c.v.dialogue.server_name = bytes;
	c.v.dialogue.server_name_len = n;
	cell_is("server_name", cell);
}

#define A_NAME_IS(bytes, cell) a_name_is(bytes, sizeof(bytes) - 1, cell)

static void what_begins_a_formula_becomes_text(void **state)
{
	(void)state;
	A_NAME_IS("=1+1", "\"'=1+1\"");
	A_NAME_IS("+1", "\"'+1\"");
	A_NAME_IS("-1", "\"'-1\"");
	A_NAME_IS("@SUM(A1)", "\"'@SUM(A1)\"");
	A_NAME_IS("  =1", "\"'  =1\"");
	A_NAME_IS("\xef\xbc\x9d" "1", "\"'\xef\xbc\x9d" "1\"");
	A_NAME_IS("\t=1", "\"\\x09=1\"");
	A_NAME_IS("\r=1", "\"\\x0d=1\"");
	A_NAME_IS("a=1", "\"a=1\"");
	A_NAME_IS("=", "\"'=\"");
}

static void no_byte_of_a_stranger_ends_its_cell_or_its_row(void **state)
{
	(void)state;
	A_NAME_IS("a\",\"b", "\"a\"\",\"\"b\"");
	A_NAME_IS("a\r\n2,b", "\"a\\x0d\\x0a2,b\"");
	A_NAME_IS("x;\"=1", "\"x\\x3b\"\"=1\"");
	A_NAME_IS("\"", "\"\"\"\"");
	A_NAME_IS("a\\", "\"a\\\\\"");
	A_NAME_IS("a\0b", "\"a\\x00b\"");
	A_NAME_IS("\033[2J\xff", "\"\\x1b[2J\\xff\"");
}

static void every_stranger_is_treated_so(void **state)
{
	static const char hostile[] = "=cmd|'\",;\n\xc3";
	static const char cell[] = "\"'=cmd|'\"\",\\x3b\\x0a\\xc3\"";
	static const char *const interfaces[] = { hostile };
	const struct tb_log_tie tie = { .file = hostile, .line = 7, .text = hostile,
					.text_len = sizeof(hostile) - 1, .why = "" };

	(void)state;
	c.captures[0].file = hostile;
	c.captures[0].interfaces = interfaces;
	c.captures[0].n_interfaces = 1;
	c.rst[0].payload = (const uint8_t *)hostile;
	c.rst[0].payload_kept = sizeof(hostile) - 1;
	c.rst[0].code.kind = TB_CODE_TEXT;
	c.rst[0].code.text = (const uint8_t *)hostile;
	c.rst[0].code.text_len = sizeof(hostile) - 1;
	c.rst[0].comment = hostile;
	c.rst[0].comment_len = sizeof(hostile) - 1;
	memcpy(c.v.kernel.comm, hostile, sizeof(hostile));
	memcpy(c.v.kernel.reason, hostile, sizeof(hostile));
	c.v.log = &tie;
	c.v.n_log = 1;
	cell_is("file", cell);
	cell_is("trigger_file", cell);
	cell_is("interface", cell);
	cell_is("payload", cell);
	cell_is("code_text", cell);
	cell_is("comment", cell);
	cell_is("process", cell);
	cell_is("kernel_reason", cell);
	cell_is("log_file", cell);
	cell_is("log_text", cell);
	cell_is("log_line", "7");
}

static void standard_input_is_no_formula(void **state)
{
	(void)state;
	c.captures[0].file = "-";
	cell_is("file", "\"standard input\"");
}

static void a_frame_of_another_file_has_it_beside_it(void **state)
{
	(void)state;
	c.captures[1].file = "b;\".pcap";
	c.options.n_captures = 2;
	c.v.origin.why = (struct tb_why){ 9, { 5, 1 }, 1 };
	cell_is("origin_why", "\"reason 9 about 1 in frame 5 (in b\\x3b\"\".pcap)\"");
}

static void of_several_lines_of_logs_the_surest_stands_there(void **state)
{
	const struct tb_log_tie ties[] = {
		{ .file = "a.log", .line = 1, .text = "a", .text_len = 1, .score = 0.9 },
		{ .file = "b.log", .line = 2, .text = "b", .text_len = 1, .score = 0.95 },
		{ .file = "c.log", .line = 3, .text = "c", .text_len = 1, .score = 0.91 },
	};

	(void)state;
	c.v.log = ties;
	c.v.n_log = 3;
	cell_is("log_lines", "3");
	cell_is("log_file", "\"b.log\"");
	cell_is("log_line", "2");
}

static void live_names_and_rows_are_out_when_they_are_told(void **state)
{
	const struct tb_format *f = tb_format_find("csv");
	char *text = NULL;
	size_t size = 0, names;
	struct tb_report *r;

	(void)state;
	c.options.live = true;
	c.options.out = open_memstream(&text, &size);
	r = f->begin(&c.options);
	names = size;
	assert_true(names > 0 && text[size - 1] == '\n');
	f->verdict(r, &c.v);
	assert_true(size > names && text[size - 1] == '\n');
	f->end(r, &c.summary);
	fclose(c.options.out);
	free(text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(every_row_has_the_cells_that_the_first_one_names, setup),
		cmocka_unit_test_setup(without_a_reset_there_are_the_names_only, setup),
		cmocka_unit_test_setup(facts_stand_in_their_columns, setup),
		cmocka_unit_test_setup(what_is_not_known_is_an_empty_cell, setup),
		cmocka_unit_test_setup(an_end_that_meets_no_error_is_told_from_one_that_is_not_known,
				       setup),
		cmocka_unit_test_setup(what_begins_a_formula_becomes_text, setup),
		cmocka_unit_test_setup(no_byte_of_a_stranger_ends_its_cell_or_its_row, setup),
		cmocka_unit_test_setup(every_stranger_is_treated_so, setup),
		cmocka_unit_test_setup(standard_input_is_no_formula, setup),
		cmocka_unit_test_setup(a_frame_of_another_file_has_it_beside_it, setup),
		cmocka_unit_test_setup(of_several_lines_of_logs_the_surest_stands_there, setup),
		cmocka_unit_test_setup(live_names_and_rows_are_out_when_they_are_told, setup),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
