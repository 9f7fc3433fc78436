/* SPDX-License-Identifier: BSD-3-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "knowledge/log_code.h"

typedef const struct tb_log_message *reader(const char *text, size_t n);

static const char *read_by(reader *read, const char *text)
{
	const struct tb_log_message *m = read(text, strlen(text));

	return m ? m->needle : NULL;
}

#define TCP_LINE(code) \
	"Feb  6 12:12:56 localhost haproxy[14387]: 10.0.1.2:33313 [06/Feb/2009:12:12:51.443] " \
	"fnt bck/srv1 0/0/5007 212 " code " 0/0/0/0/3 0/0"
#define HTTP_LINE(code) \
	"haproxy[14389]: 10.0.1.2:33317 [06/Feb/2009:12:14:14.655] http-in static/srv1 " \
	"10/0/30/69/109 502 2750 - - " code " 1/1/1/1/0 0/0 {h} {} \"GET / HTTP/1.1\""

static void a_code_of_haproxy_is_known_by_itself(void **state)
{
	(void)state;
	assert_string_equal(read_by(tb_haproxy_code, "SD"), "SD");
	assert_string_equal(read_by(tb_haproxy_code, "SD--"), "SD");
	assert_string_equal(read_by(tb_haproxy_code, "CDNI"), "CD");
	assert_string_equal(read_by(tb_haproxy_code, "sH"), "sH");
	assert_null(read_by(tb_haproxy_code, "sd"));
	assert_null(read_by(tb_haproxy_code, "XX"));
	assert_null(read_by(tb_haproxy_code, "SD-"));
	assert_null(read_by(tb_haproxy_code, ""));
}

static void a_phase_without_a_row_has_that_of_its_first_letter(void **state)
{
	(void)state;
	assert_string_equal(read_by(tb_haproxy_code, "KD"), "K*");
	assert_string_equal(read_by(tb_haproxy_code, "DD"), "D*");
	assert_string_equal(read_by(tb_haproxy_code, "LH"), "L*");
	assert_string_equal(read_by(tb_haproxy_code, "SL"), "S*");
}

static void a_code_of_haproxy_is_found_where_it_stands_in_its_line(void **state)
{
	(void)state;
	assert_string_equal(read_by(tb_haproxy_code_in, TCP_LINE("SC")), "SC");
	assert_string_equal(read_by(tb_haproxy_code_in, TCP_LINE("--")), "--");
	assert_string_equal(read_by(tb_haproxy_code_in, HTTP_LINE("SH--")), "SH");
	assert_string_equal(read_by(tb_haproxy_code_in, HTTP_LINE("cDVN")), "cD");
}

static void a_code_elsewhere_in_a_line_is_none(void **state)
{
	(void)state;
	assert_null(read_by(tb_haproxy_code_in, "the SD card of CD player SH 1/2/3/4/5"));
	assert_null(read_by(tb_haproxy_code_in, "SD 1/1/1/1/0 0/0"));
	assert_null(read_by(tb_haproxy_code_in, "x SD 1/1/1/0 0/0"));
	assert_null(read_by(tb_haproxy_code_in, "x SD 1/1/1/1/0 0/a"));
}

static void a_flag_of_envoy_is_found_behind_the_status(void **state)
{
	(void)state;
	assert_string_equal(read_by(tb_envoy_flag_in,
				    "[2026-01-01T00:00:00.000Z] \"GET / HTTP/1.1\" 503 UF 0 91 "
				    "0 - \"-\" \"curl\""), "UF");
	assert_string_equal(read_by(tb_envoy_flag_in,
				    "[2026-01-01T00:00:00.000Z] \"- - -\" 0 UF,URX - - \"-\" 0"),
			    "UF");
	assert_null(read_by(tb_envoy_flag_in, "\"GET / HTTP/1.1\" 200 - 0 91"));
	assert_null(read_by(tb_envoy_flag_in, "\"GET / HTTP/1.1\" 200 612 \"-\" \"curl\""));
	assert_null(read_by(tb_envoy_flag_in, "\"GET / HTTP/1.1\" 200 UF,XX 0"));
	assert_null(read_by(tb_envoy_flag_in, "the DC of UC"));
}

static void a_flag_of_envoy_is_found_in_json(void **state)
{
	(void)state;
	assert_string_equal(read_by(tb_envoy_flag_in, "{\"response_flags\":\"UC\",\"x\":1}"),
			    "UC");
	assert_string_equal(read_by(tb_envoy_flag_in, "{\"response_flags\": \"URX,UF\"}"),
			    "URX");
	assert_null(read_by(tb_envoy_flag_in, "{\"response_flags\":\"-\"}"));
	assert_null(read_by(tb_envoy_flag_in, "{\"response_flags\":\"UC"));
	assert_null(read_by(tb_envoy_flag_in, "{\"response_flags\":"));
	assert_null(read_by(tb_envoy_flag_in, "{\"response_flags\": "));
}

static void a_reason_of_http_sys_is_found_at_the_end_of_its_line(void **state)
{
	(void)state;
	assert_string_equal(read_by(tb_http_sys_reason_in,
				    "2002-07-05 18:45:09 172.31.77.6 2094 172.31.77.6 80 "
				    "HTTP/1.1 GET /qos/1kbfile.txt 503 - ConnLimit"),
			    "ConnLimit");
	assert_string_equal(read_by(tb_http_sys_reason_in,
				    "2026-01-01 18:45:09 10.0.0.1 2094 10.0.0.2 80 - - - - - "
				    "Timer_ConnectionIdle -"), "Timer_ConnectionIdle");
	assert_null(read_by(tb_http_sys_reason_in, "2026-01-01 18:45:09 URL of the Header"));
	assert_null(read_by(tb_http_sys_reason_in, "URL"));
}

static void a_client_that_is_gone_is_found_in_the_log_of_iis(void **state)
{
	(void)state;
	assert_string_equal(read_by(tb_iis_status_in,
				    "2026-01-01 18:45:09 10.0.0.2 GET /x - 80 - 10.0.0.1 "
				    "Mozilla/5.0 - 200 0 64 1234"), "64");
	assert_string_equal(read_by(tb_iis_status_in,
				    "2026-01-01 18:45:09 10.0.0.2 GET /x - 80 - 10.0.0.1 "
				    "Mozilla/5.0 200 0 64"), "64");
	assert_null(read_by(tb_iis_status_in,
			    "2026-01-01 18:45:09 10.0.0.2 GET /x - 80 - 10.0.0.1 Mozilla/5.0 "
			    "- 200 0 0 64"));
}

static void a_line_bears_its_code_before_any_system_words(void **state)
{
	static const char line[] = HTTP_LINE("SD--") " connection reset by peer";

	(void)state;
	assert_string_equal(tb_log_message_find(line, sizeof(line) - 1)->needle, "SD");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_code_of_haproxy_is_known_by_itself),
		cmocka_unit_test(a_phase_without_a_row_has_that_of_its_first_letter),
		cmocka_unit_test(a_code_of_haproxy_is_found_where_it_stands_in_its_line),
		cmocka_unit_test(a_code_elsewhere_in_a_line_is_none),
		cmocka_unit_test(a_flag_of_envoy_is_found_behind_the_status),
		cmocka_unit_test(a_flag_of_envoy_is_found_in_json),
		cmocka_unit_test(a_reason_of_http_sys_is_found_at_the_end_of_its_line),
		cmocka_unit_test(a_client_that_is_gone_is_found_in_the_log_of_iis),
		cmocka_unit_test(a_line_bears_its_code_before_any_system_words),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
