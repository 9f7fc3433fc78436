/* SPDX-License-Identifier: BSD-3-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "blame/rulebook.h"
#include "blame/signal.h"

#define COUNT_OF(a) (sizeof(a) / sizeof((a)[0]))

enum { LONGEST_TITLE = 60, LONGEST_FIRST_SENTENCE = 110 };

/* The closed list in its order.  Scripts look for these names, so they stay. */
static const char *const slugs[] = {
	"connection-refused", "firewall-reject", "icmp-unreachable", "connect-timeout",
	"accept-queue-overflow", "handshake-ack-rejected", "time-wait-collision",
	"client-abandoned-connect", "port-scan", "health-check-probe",
	"handshake-option-rejected", "unsolicited-segment",

	"close-with-unread-data", "abortive-close", "data-after-close", "process-terminated",
	"service-restart", "half-open-connection", "keepalive-timeout",
	"retransmission-timeout", "fin-wait-2-timeout", "resource-exhaustion",
	"administrative-abort",

	"idle-timeout-close", "keep-alive-race", "early-response-abort",
	"application-timeout", "protocol-mismatch", "tls-handshake-failure",
	"request-triggered-reset", "client-cancel", "mptcp-subflow-reset",

	"reset-after-completion", "post-close-reset", "graceful-close",

	"injected-reset", "policy-reset", "middlebox-idle-timeout", "proxy-coded-reset",
	"conntrack-invalid", "state-loss-failover", "blind-reset-attempt", "path-failure",
	"address-conflict", "undetermined",
};

static void causes_are_the_closed_list_in_its_order(void **state)
{
	(void)state;
	assert_int_equal(COUNT_OF(slugs), 45);
	assert_int_equal(tb_cause_count(), COUNT_OF(slugs));
	for (size_t i = 0; i < COUNT_OF(slugs); i++)
		assert_string_equal(tb_cause_info_at(i)->slug, slugs[i]);
}

static void no_slug_stands_twice(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT_OF(slugs); i++)
		assert_ptr_equal(tb_rule_find(slugs[i]), tb_rule_at(i));
}

static void a_cause_is_a_rule_that_anybody_may_read(void **state)
{
	(void)state;
	for (size_t i = 0; i < tb_rule_count(); i++)
		assert_ptr_equal(tb_cause_info_at(i), &tb_rule_at(i)->is);
	assert_ptr_equal(tb_cause_info_find("port-scan"), &tb_rule_find("port-scan")->is);
}

static void beyond_the_last_there_is_nothing(void **state)
{
	(void)state;
	assert_null(tb_rule_at(tb_rule_count()));
	assert_null(tb_cause_info_at(SIZE_MAX));
	assert_null(tb_cause_chapter(tb_cause_count()));
	assert_null(tb_cause_info_find("bad-luck"));
	assert_null(tb_popular_at(tb_popular_count()));
	assert_null(tb_cause_measured("bad-luck"));
}

/* Its answers have one worth each (weigh.c). */
static void no_rule_has_two_clues_of_one_signal(void **state)
{
	(void)state;
	for (size_t i = 0; i < tb_rule_count(); i++) {
		const struct tb_clue *clue = tb_rule_at(i)->clue;
		bool met[UINT8_MAX + 1] = { false };

		for (size_t k = 0; k < TB_MAX_CLUES && clue[k].signal != 0; k++) {
			assert_false(met[clue[k].signal]);
			met[clue[k].signal] = true;
		}
	}
}

/* Worth of an answer, in decibans, to the cause of that rule. */
static int worth_to(const struct tb_rule *rule, enum tb_signal signal, enum tb_answer answer)
{
	for (size_t k = 0; k < TB_MAX_CLUES && rule->clue[k].signal != TB_SIGNAL_NONE; k++)
		if (rule->clue[k].signal == signal)
			return answer == TB_YES ? rule->clue[k].yes : rule->clue[k].no;
	return 0;
}

/* In packets: a kernel may say more. */
static int best_sign_of(const struct tb_rule *rule)
{
	int best = 0;

	for (size_t k = 0; k < TB_MAX_CLUES && rule->clue[k].signal != TB_SIGNAL_NONE; k++) {
		const struct tb_clue *clue = &rule->clue[k];

		if (tb_signal_kinds[clue->signal].family == TB_FAMILY_KERNEL)
			continue;
		best = clue->yes > best ? clue->yes : best;
		best = clue->no > best ? clue->no : best;
	}
	return best;
}

/* A connection that was open left nothing in TIME-WAIT, and so on. */
static void what_cannot_be_outweighs_any_sign_of_it(void **state)
{
	static const struct {
		const char *slug;
		enum tb_signal signal;
		enum tb_answer answer;
	} cannot[] = {
		{ "time-wait-collision", TB_SIGNAL_OLD_ENDED, TB_NO },
		{ "reset-after-completion", TB_SIGNAL_FATAL_ALERT, TB_YES },
		{ "keep-alive-race", TB_SIGNAL_FROM_SERVER, TB_NO },
		{ "client-cancel", TB_SIGNAL_RECEIVER_ALERTED, TB_YES },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cannot) / sizeof(cannot[0]); i++) {
		const struct tb_rule *rule = tb_rule_find(cannot[i].slug);

		assert_true(-worth_to(rule, cannot[i].signal, cannot[i].answer) >
			    best_sign_of(rule));
	}
}

static void chapters_hold_together(void **state)
{
	size_t begun = 0;

	(void)state;
	for (size_t i = 0; i < tb_cause_count(); i++)
		begun += i == 0 || tb_cause_chapter(i) != tb_cause_chapter(i - 1);
	assert_int_equal(begun, 6);
}

/* Such a text can go into JSON, a terminal and a table as it is. */
static void assert_plain(const char *text)
{
	size_t n = strlen(text);

	assert_true(n > 0 && text[0] != ' ' && text[n - 1] != ' ');
	for (size_t i = 0; i < n; i++)
		if (text[i] < ' ' || text[i] > '~' || strchr("\"\\|", text[i]) != NULL)
			fail_msg("'%c' in: %s", text[i], text);
	if (strstr(text, "  ") != NULL)
		fail_msg("two blanks in: %s", text);
}

static void assert_sentence(const char *text)
{
	assert_plain(text);
	if (text[strlen(text) - 1] != '.')
		fail_msg("no full stop: %s", text);
}

static void assert_sentence_if_any(const char *text)
{
	if (text != NULL)
		assert_sentence(text);
}

static void texts_are_plain(void **state)
{
	(void)state;
	for (size_t i = 0; i < tb_cause_count(); i++) {
		const struct tb_cause_info *c = tb_cause_info_at(i);

		assert_plain(c->title);
		assert_plain(tb_cause_chapter(i));
		assert_sentence(c->meaning);
		assert_sentence(c->decisive);
		assert_sentence_if_any(c->against);
		assert_sentence_if_any(c->limit);
		assert_sentence_if_any(c->client_sees);
		assert_sentence_if_any(c->server_sees);
		for (size_t k = 0; k < TB_MAX_ADVICE; k++)
			assert_sentence_if_any(c->advice[k]);
	}
}

static void a_title_fits_into_a_headline(void **state)
{
	(void)state;
	for (size_t i = 0; i < tb_cause_count(); i++) {
		const char *title = tb_cause_info_at(i)->title;

		assert_true(strlen(title) <= LONGEST_TITLE);
		assert_true(title[0] >= 'a' && title[0] <= 'z');
		assert_int_not_equal(title[strlen(title) - 1], '.');
	}
}

static void a_meaning_begins_with_a_short_sentence(void **state)
{
	(void)state;
	for (size_t i = 0; i < tb_cause_count(); i++) {
		const char *meaning = tb_cause_info_at(i)->meaning;
		const char *stop = strstr(meaning, ". ");
		size_t n = stop != NULL ? (size_t)(stop - meaning) : strlen(meaning);

		if (n > LONGEST_FIRST_SENTENCE)
			fail_msg("%zu bytes: %s", n, meaning);
	}
}

static void only_a_reset_after_the_close_needs_no_advice(void **state)
{
	(void)state;
	for (size_t i = 0; i < tb_cause_count(); i++) {
		const struct tb_cause_info *c = tb_cause_info_at(i);

		assert_int_equal(c->advice[0] == NULL, strcmp(c->slug, "post-close-reset") == 0);
		assert_true(c->advice[0] != NULL || c->advice[1] == NULL);
	}
}

static void only_what_is_undetermined_shows_nobody_anything(void **state)
{
	(void)state;
	for (size_t i = 0; i < tb_cause_count(); i++) {
		const struct tb_cause_info *c = tb_cause_info_at(i);
		bool open = strcmp(c->slug, "undetermined") == 0;

		assert_int_equal(c->client_sees == NULL, open);
		assert_int_equal(c->server_sees == NULL, open);
	}
}

static void clues_end_within_their_room(void **state)
{
	(void)state;
	for (size_t i = 0; i < tb_rule_count(); i++)
		assert_int_equal(tb_rule_at(i)->clue[TB_MAX_CLUES - 1].signal, 0);
}

static void popular_explanations_lead_to_causes(void **state)
{
	(void)state;
	assert_true(tb_popular_count() >= 16);
	for (size_t i = 0; i < tb_popular_count(); i++) {
		const struct tb_popular *p = tb_popular_at(i);

		assert_plain(p->name);
		assert_sentence(p->shows);
		assert_sentence(p->hides);
		if (p->remedy != NULL)
			assert_plain(p->remedy);
		for (size_t k = 0; k < TB_MAX_POPULAR_CAUSES && p->cause[k] != NULL; k++)
			if (tb_cause_info_find(p->cause[k]) == NULL)
				fail_msg("no cause is called %s", p->cause[k]);
	}
}

static void measures_are_shares_of_something(void **state)
{
	(void)state;
	for (size_t i = 0; i < tb_cause_count(); i++) {
		const struct tb_cause_measure *m = tb_cause_measured(slugs[i]);

		if (m == NULL)
			continue;
		assert_true(m->cases > 0);
		assert_true(m->precision >= 0 && m->precision <= 1);
		assert_true(m->recall >= 0 && m->recall <= 1);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(causes_are_the_closed_list_in_its_order),
		cmocka_unit_test(no_slug_stands_twice),
		cmocka_unit_test(no_rule_has_two_clues_of_one_signal),
		cmocka_unit_test(a_cause_is_a_rule_that_anybody_may_read),
		cmocka_unit_test(beyond_the_last_there_is_nothing),
		cmocka_unit_test(what_cannot_be_outweighs_any_sign_of_it),
		cmocka_unit_test(chapters_hold_together),
		cmocka_unit_test(texts_are_plain),
		cmocka_unit_test(a_title_fits_into_a_headline),
		cmocka_unit_test(a_meaning_begins_with_a_short_sentence),
		cmocka_unit_test(only_a_reset_after_the_close_needs_no_advice),
		cmocka_unit_test(only_what_is_undetermined_shows_nobody_anything),
		cmocka_unit_test(clues_end_within_their_room),
		cmocka_unit_test(popular_explanations_lead_to_causes),
		cmocka_unit_test(measures_are_shares_of_something),
	};

	return cmocka_run_group_tests_name("rulebook", tests, NULL, NULL);
}
