/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What a capture lacks may hide an answer but must never change one.  Each dialogue
 * is told as it was and then damaged; after every segment the damaged view must agree
 * with the true one or be "unseen".
 */
#include "talk.h"

#include <stdio.h>

#include "support/due.h"

enum { C, S };

struct line {
	unsigned dir;
	const char *text;
	size_t n;
};
#define LINE(dir, text) { dir, text, sizeof(text) - 1 }

static const struct line http[] = {
	LINE(C, "GET /a HTTP/1.1\r\nHost: a.example\r\nAccept: */*\r\n\r\n"),
	LINE(S, "HTTP/1.1 200 OK\r\nContent-Length: 40\r\n\r\n0123456789"),
	LINE(S, "012345678901234567890123456789"),
	LINE(C, "POST /b HTTP/1.1\r\nHost: a.example\r\nContent-Length: 20\r\n\r\n"),
	LINE(C, "name=value&name=valu"),
	LINE(S, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"),
	LINE(S, "a\r\n0123456789\r\n"),
	LINE(S, "0\r\n\r\n"),
	LINE(C, "HEAD /c HTTP/1.1\r\nHost: a.example\r\n\r\n"),
	LINE(S, "HTTP/1.1 404 Not Found\r\nContent-Length: 40\r\n\r\n"),
	LINE(C, "GET /d HTTP/1.1\r\nHost: a.example\r\n\r\n"),
	LINE(S, "HTTP/1.1 304 Not Modified\r\nContent-Length: 40\r\n\r\n"),
	LINE(C, "GET /e HTTP/1.1\r\nHost: a.example\r\n\r\n"),
};

static const struct line smtp[] = {
	LINE(S, "220 mx.example ESMTP\r\n"),
	LINE(C, "EHLO me\r\n"),
	LINE(S, "250-mx\r\n250-SIZE\r\n250 HELP\r\n"),
	LINE(C, "MAIL FROM:<a@b.example>\r\n"),
	LINE(S, "250 ok\r\n"),
	LINE(C, "RCPT TO:<c@d.example>\r\n"),
	LINE(S, "250 ok\r\n"),
	LINE(C, "DATA\r\n"),
	LINE(S, "354 go ahead\r\n"),
	LINE(C, "Subject: x\r\n\r\nsome words\r\n"),
	LINE(C, "QUIT\r\nis a word too\r\n.\r\n"),
	LINE(S, "250 queued\r\n"),
	LINE(C, "QUIT\r\n"),
	LINE(S, "221 bye\r\n"),
};

static const struct line postgresql[] = {
	LINE(C, "\0\0\0\x11\0\3\0\0user\0me\0\0"),
	LINE(S, "R\0\0\0\x08\0\0\0\0Z\0\0\0\5I"),
	LINE(C, "Q\0\0\0\x0dselect 1\0"),
	LINE(S, "D\0\0\0\x0b\0\1\0\0\0\1" "1" "D\0\0\0\x0b\0\1\0\0\0\1" "1"),
	LINE(S, "D\0\0\0\x0b\0\1\0\0\0\1" "1" "C\0\0\0\x0dSELECT 1\0Z\0\0\0\5I"),
	LINE(C, "P\0\0\0\6\0\0" "B\0\0\0\6\0\0" "E\0\0\0\x09\0\0\0\0\0" "S\0\0\0\4"),
	LINE(S, "1\0\0\0\4" "2\0\0\0\4" "C\0\0\0\x0dSELECT 0\0"),
	LINE(S, "Z\0\0\0\5I"),
	LINE(C, "Q\0\0\0\x0dselect 2\0"),
	LINE(S, "D\0\0\0\x0b\0\1\0\0\0\1" "2" "C\0\0\0\x0dSELECT 1\0Z\0\0\0\5I"),
	LINE(C, "Q\0\0\0\x0dselect 3\0"),
};

static const struct line mysql[] = {
	LINE(S, "\x27\0\0\0\x0a" "8.0.36\0" "\1\0\0\0" "salt1234\0"
		"\xff\xff\x21\2\0\xff\xff\x15" "0123456789"),
	LINE(C, "\x24\0\0\1\5\xa2\x3a\0" "0123456789abcdef0123456789abcdef"),
	LINE(S, "\7\0\0\2\0\0\0\2\0\0\0"),
	LINE(C, "\x09\0\0\0\3select 1"),
	LINE(S, "\1\0\0\1\2" "\4\0\0\2\3def" "\4\0\0\3\3def"),
	LINE(S, "\4\0\0\4\1a\1b" "\7\0\0\5\xfe\0\0\2\0\0\0"),
	LINE(C, "\x09\0\0\0\3update 1"),
	LINE(S, "\7\0\0\1\0\0\0\2\0\0\0"),
	LINE(C, "\1\0\0\0\x0e"),
	LINE(S, "\7\0\0\1\0\0\0\2\0\0\0"),
	LINE(C, "\x09\0\0\0\3select 2"),
};

static const struct line redis[] = {
	LINE(C, "*2\r\n$3\r\nGET\r\n$3\r\nkey\r\n"),
	LINE(S, "$10\r\n0123456789\r\n"),
	LINE(C, "*2\r\n$3\r\nGET\r\n$3\r\nkey\r\n*1\r\n$4\r\nPING\r\n"),
	LINE(S, "$10\r\n0123"),
	LINE(S, "456789\r\n+PONG\r\n"),
	LINE(C, "*3\r\n$3\r\nSET\r\n$1\r\nk\r\n$10\r\n0123"),
	LINE(C, "456789\r\n"),
	LINE(S, "+OK\r\n"),
	LINE(C, "*1\r\n$4\r\nPING\r\n"),
};

static const struct line dns[] = {
	LINE(C, "\0\x1d" "ab\1\0\0\1\0\0\0\0\0\0\7example\3com\0\0\1\0\1"),
	LINE(S, "\0\x1d" "ab\x81\x80\0\1\0\0\0\0\0\0\7example\3com\0\0\1\0\1"),
	LINE(C, "\0\x1d" "cd\1\0\0\1\0\0\0\0\0\0\7example\3com\0\0\1\0\1"
		"\0\x1d" "ef\1\0\0\1\0\0\0\0\0\0\7example\3com\0\0\1\0\1"),
	LINE(S, "\0\x1d" "ef\x81\x80\0\1\0\0\0\0\0\0\7example\3com\0\0\1\0\1"),
	LINE(S, "\0\x1d" "cd\x81\x80\0\1\0\0\0\0\0\0\7example\3com\0\0\1\0\1"),
};

static const struct {
	const char *name;
	const struct line *lines;
	size_t n;
	uint16_t port;
} plays[] = {
	{ "http", http, sizeof(http) / sizeof(http[0]), 80 },
	{ "smtp", smtp, sizeof(smtp) / sizeof(smtp[0]), 25 },
	{ "postgresql", postgresql, sizeof(postgresql) / sizeof(postgresql[0]), 5432 },
	{ "mysql", mysql, sizeof(mysql) / sizeof(mysql[0]), 3306 },
	{ "redis", redis, sizeof(redis) / sizeof(redis[0]), 6379 },
	{ "dns", dns, sizeof(dns) / sizeof(dns[0]), 53 },
};
enum { N_PLAYS = sizeof(plays) / sizeof(plays[0]), MAX_LINES = 16 };

static void agrees(const char *what, size_t play, size_t line, enum tb_answer is,
		   enum tb_answer should_be)
{
	if (is == TB_UNSEEN || is == should_be)
		return;
	print_error("%s, %s, after line %zu: %d instead of %d\n", plays[play].name, what,
		    line, (int)is, (int)should_be);
	fail();
}

/* The views after each line of the undamaged play. */
static void tell_truth(size_t play, struct tb_dialogue truth[MAX_LINES])
{
	struct talk t = talk_new(plays[play].port);

	for (size_t i = 0; i < plays[play].n; i++) {
		talk_say(&t, plays[play].lines[i].dir, plays[play].lines[i].text,
			 plays[play].lines[i].n);
		truth[i] = *look(&t);
	}
	/* the plays have something to tell */
	assert_int_not_equal(truth[plays[play].n - 1].request_open, TB_UNSEEN);
	talk_free(&t);
}

static void compare(struct talk *t, size_t play, size_t line,
		    const struct tb_dialogue *truth)
{
	const struct tb_dialogue *d = look(t);

	agrees("request open", play, line, d->request_open, truth->request_open);
	agrees("response complete", play, line, d->response_complete,
	       truth->response_complete);
}

static void a_snaplen_changes_no_answer(void **state)
{
	struct tb_dialogue truth[MAX_LINES];

	(void)state;
	for (size_t play = 0; play < N_PLAYS; play++) {
		tell_truth(play, truth);
		for (size_t snap = 0; snap < 160; snap++) {
			struct talk t;

			if (!is_due(snap))
				continue;
			t = talk_new(plays[play].port);
			if (snap % 2 != 0)
				talk_handshake(&t);
			for (size_t i = 0; i < plays[play].n; i++) {
				const struct line *l = &plays[play].lines[i];

				talk_segment(&t, l->dir, t.seq[l->dir], l->text, l->n,
					     l->n < snap / 2 ? l->n : snap / 2);
				talk_lose(&t, l->dir, (uint32_t)l->n);
				compare(&t, play, i, &truth[i]);
			}
			talk_free(&t);
		}
	}
}

static void one_short_segment_changes_no_answer(void **state)
{
	struct tb_dialogue truth[MAX_LINES];

	(void)state;
	for (size_t play = 0; play < N_PLAYS; play++) {
		tell_truth(play, truth);
		for (size_t at = 0; at < plays[play].n * 64; at++) {
			struct talk t;

			if (at % 64 > plays[play].lines[at / 64].n || !is_due(at))
				continue;
			t = talk_new(plays[play].port);
			talk_handshake(&t);
			for (size_t i = 0; i < plays[play].n; i++) {
				const struct line *l = &plays[play].lines[i];

				talk_segment(&t, l->dir, t.seq[l->dir], l->text, l->n,
					     i == at / 64 ? at % 64 : l->n);
				talk_lose(&t, l->dir, (uint32_t)l->n);
				compare(&t, play, i, &truth[i]);
			}
			talk_free(&t);
		}
	}
}

/* A segment that was dropped is not missed before the next one. */
static void a_dropped_segment_changes_no_answer(void **state)
{
	struct tb_dialogue truth[MAX_LINES];

	(void)state;
	for (size_t play = 0; play < N_PLAYS; play++) {
		tell_truth(play, truth);
		for (size_t dropped = 0; dropped < plays[play].n; dropped++) {
			struct talk t = talk_new(plays[play].port);

			talk_handshake(&t);
			for (size_t i = 0; i < plays[play].n; i++) {
				const struct line *l = &plays[play].lines[i];

				if (i == dropped)
					talk_lose(&t, l->dir, (uint32_t)l->n);
				else
					talk_say(&t, l->dir, l->text, l->n);
				if (i != dropped)
					compare(&t, play, i, &truth[i]);
			}
			talk_free(&t);
		}
	}
}

static void a_capture_that_begins_anywhere_changes_no_answer(void **state)
{
	struct tb_dialogue truth[MAX_LINES];

	(void)state;
	for (size_t play = 0; play < N_PLAYS; play++) {
		tell_truth(play, truth);
		for (size_t first = 1; first < plays[play].n; first++) {
			struct talk t = talk_new(plays[play].port);

			for (size_t i = first; i < plays[play].n; i++) {
				const struct line *l = &plays[play].lines[i];

				talk_say(&t, l->dir, l->text, l->n);
				compare(&t, play, i, &truth[i]);
			}
			talk_free(&t);
		}
	}
}

/* Two segments of one direction change places. */
static void order_changes_no_answer(void **state)
{
	struct tb_dialogue truth[MAX_LINES];

	(void)state;
	for (size_t play = 0; play < N_PLAYS; play++) {
		tell_truth(play, truth);
		for (size_t early = 1; early < plays[play].n; early++) {
			const struct line *l = plays[play].lines;
			struct talk t = talk_new(plays[play].port);

			talk_handshake(&t);
			for (size_t i = 0; i < plays[play].n; i++) {
				uint32_t seq = t.seq[l[i].dir];

				if (i + 1 == early && l[i].dir == l[early].dir) {
					talk_segment(&t, l[i].dir,
						     seq + (uint32_t)l[i].n, l[early].text,
						     l[early].n, l[early].n);
					talk_say(&t, l[i].dir, l[i].text, l[i].n);
				} else {
					talk_say(&t, l[i].dir, l[i].text, l[i].n);
					compare(&t, play, i, &truth[i]);
				}
			}
			talk_free(&t);
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_snaplen_changes_no_answer),
		cmocka_unit_test(one_short_segment_changes_no_answer),
		cmocka_unit_test(a_dropped_segment_changes_no_answer),
		cmocka_unit_test(a_capture_that_begins_anywhere_changes_no_answer),
		cmocka_unit_test(order_changes_no_answer),
	};
	int failed = cmocka_run_group_tests(tests, NULL, NULL);

	print_due();
	return failed;
}
