/* SPDX-License-Identifier: BSD-3-Clause */
/* What a request was for. */
#include "proto/path.h"
#include "talk.h"

#define GET "GET /index.html HTTP/1.1\r\nHost: www.example.com:8080\r\n\r\n"

/* What the flow's last request was for, as it would be kept now; NULL: none. */
static const char *path_of(struct talk *t, size_t *n)
{
	return tb_app_path(t->pool, tb_app_keep_path(&t->app, t->pool), n);
}

static void assert_path(const char *request, const char *path)
{
	struct talk t = talk_new(80);
	size_t n = 0;
	const char *is;

	talk_say(&t, 0, request, strlen(request));
	is = path_of(&t, &n);
	if (path == NULL) {
		assert_null(is);
	} else {
		assert_non_null(is);
		assert_int_equal(n, strlen(path));
		assert_memory_equal(is, path, n);
	}
	talk_free(&t);
}

static void a_request_is_for_a_path(void **state)
{
	(void)state;
	assert_path(GET, "/index.html");
	assert_path("POST / HTTP/1.1\r\n\r\n", "/");
	assert_path("OPTIONS * HTTP/1.1\r\n\r\n", NULL);
	assert_path("CONNECT a.example:443 HTTP/1.1\r\n\r\n", NULL);
}

static void what_may_be_secret_is_no_part_of_the_path(void **state)
{
	(void)state;
	assert_path("GET /login?password=x HTTP/1.1\r\n\r\n", "/login");
	assert_path("GET http://me:secret@a.example/b?c HTTP/1.1\r\n\r\n", "/b");
	assert_path("GET http://a.example HTTP/1.1\r\n\r\n", NULL);
	assert_path("GET /a#token=x HTTP/1.1\r\n\r\n", "/a");
}

static void a_long_path_is_cut(void **state)
{
	char request[512] = "GET /", path[TB_MAX_PATH + 1] = "/";

	(void)state;
	memset(request + 5, 'a', 300);
	memcpy(request + 305, " HTTP/1.1\r\n\r\n", 14);
	memset(path + 1, 'a', TB_MAX_PATH - 1);
	assert_path(request, path);
}

static void the_path_is_that_of_the_last_request(void **state)
{
	struct talk t = talk_new(80);
	size_t n;

	(void)state;
	CLIENT_SAYS(&t, GET);
	SERVER_SAYS(&t, "HTTP/1.1 204 No\r\n\r\n");
	CLIENT_SAYS(&t, "GET /b HTTP/1.1\r\n\r\n");
	assert_memory_equal(path_of(&t, &n), "/b", 2);
	assert_int_equal(n, 2);
	CLIENT_SAYS(&t, "OPTIONS * HTTP/1.1\r\n\r\n");
	assert_null(path_of(&t, &n));
	talk_free(&t);
}

static void a_path_that_was_kept_outlasts_the_next_request(void **state)
{
	struct talk t = talk_new(80);
	uint32_t number;
	size_t n;

	(void)state;
	CLIENT_SAYS(&t, GET);
	number = tb_app_keep_path(&t.app, t.pool);
	CLIENT_SAYS(&t, "GET /b HTTP/1.1\r\n\r\n");
	assert_memory_equal(tb_app_path(t.pool, number, &n), "/index.html", 11);
	assert_int_equal(n, 11);
	assert_null(tb_app_path(t.pool, 0, &n));
	talk_free(&t);
}

/* Places are found by address: here those of another flow are taken. */
static void who_lost_his_place_has_no_path(void **state)
{
	static struct tb_paths paths;
	static char owners[64 * (TB_PATHS + 1)];

	(void)state;
	tb_path_note(&paths, owners, (const uint8_t *)"/a", 2);
	assert_memory_equal(tb_path_of(&paths, owners)->bytes, "/a", 2);
	tb_path_note(&paths, owners + 64 * TB_PATHS, (const uint8_t *)"/b", 2);
	assert_null(tb_path_of(&paths, owners));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_request_is_for_a_path),
		cmocka_unit_test(what_may_be_secret_is_no_part_of_the_path),
		cmocka_unit_test(a_long_path_is_cut),
		cmocka_unit_test(the_path_is_that_of_the_last_request),
		cmocka_unit_test(a_path_that_was_kept_outlasts_the_next_request),
		cmocka_unit_test(who_lost_his_place_has_no_path),
	};

	return cmocka_run_group_tests_name("path", tests, NULL, NULL);
}
