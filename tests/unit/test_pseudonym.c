/* SPDX-License-Identifier: BSD-3-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "anonymize/pseudonym.h"
#include "support/packet.h"

static const uint8_t key[TB_CRYPTOPAN_KEY] = "a key that everybody knows";
static struct tb_anonymizer *a;

static int begin(void **state)
{
	(void)state;
	a = tb_anonymizer_new(key);
	return a == NULL;
}

static int end(void **state)
{
	(void)state;
	tb_anonymizer_free(a);
	return 0;
}

static const char *mapped_addr(const char *text)
{
	static char buf[64];
	struct tb_addr addr = pkt_addr(text);
	struct tb_text t;

	tb_anonymize_addr(a, &addr);
	tb_text_init(&t, buf, sizeof(buf), NULL);
	tb_text_addr(&t, &addr);
	return buf;
}

static const char *mapped_name(const char *name)
{
	static char buf[4][TB_MAX_PSEUDONYM];
	static unsigned turn;
	struct tb_text t;

	turn = (turn + 1) % 4;
	tb_text_init(&t, buf[turn], sizeof(buf[turn]), NULL);
	tb_anonymize_name(a, name, strlen(name), &t);
	assert_false(t.cut);
	return buf[turn];
}

static void an_address_with_a_meaning_of_its_own_stays(void **state)
{
	static const char *const kept[] = {
		"0.0.0.0", "127.0.0.1", "127.255.1.2", "255.255.255.255", "::", "::1",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(kept) / sizeof(kept[0]); i++)
		assert_string_equal(mapped_addr(kept[i]), kept[i]);
}

static void multicast_and_link_local_stay_such_and_tell_no_more(void **state)
{
	(void)state;
	assert_int_equal(strncmp(mapped_addr("169.254.7.7"), "169.254.", 8), 0);
	assert_string_not_equal(mapped_addr("169.254.7.7"), "169.254.7.7");
	assert_int_equal(strncmp(mapped_addr("ff02::1:2"), "ff02:", 5), 0);
	assert_string_not_equal(mapped_addr("ff02::1:2"), "ff02::1:2");
	assert_int_equal(strncmp(mapped_addr("fe80::1"), "fe", 2), 0);
	assert_string_not_equal(mapped_addr("fe80::1"), "fe80::1");
}

/* All of a family are tried in steps that meet each /16. */
static void no_other_address_gets_such_a_meaning_and_none_is_used_twice(void **state)
{
	static uint8_t seen[1 << 16];

	(void)state;
	memset(seen, 0, sizeof(seen));
	for (unsigned i = 0; i < 1 << 16; i++) {
		uint8_t to[4] = { (uint8_t)(i >> 8), (uint8_t)i, 1, 2 };
		bool own = to[0] == 127 || to[0] >> 4 == 14 || (to[0] == 169 && to[1] == 254);

		tb_anonymize_v4(a, to);
		assert_int_equal(to[0] == 127 || to[0] >> 4 == 14 ||
					 (to[0] == 169 && to[1] == 254), own);
		/* prefixes are kept, so each /16 has one image */
		assert_int_equal(seen[to[0] << 8 | to[1]], 0);
		seen[to[0] << 8 | to[1]] = 1;
	}
}

static void an_ipv4_address_is_mapped_alike_in_whatever_form_it_comes(void **state)
{
	struct tb_addr whole = pkt_addr("192.0.2.7");
	uint8_t v4[4] = { 192, 0, 2, 7 }, v6[16];

	(void)state;
	memcpy(v6, whole.byte, 16);
	tb_anonymize_v4(a, v4);
	tb_anonymize_v6(a, v6);
	tb_anonymize_addr(a, &whole);
	assert_memory_equal(v6, whole.byte, 16);
	assert_memory_equal(v4, whole.byte + 12, 4);
	assert_true(tb_addr_is_v4(&whole));
	assert_false(v4[0] == 192 && v4[1] == 0 && v4[2] == 2);
}

static void another_key_gives_other_pseudonyms(void **state)
{
	struct tb_addr first = pkt_addr("192.0.2.7"), second = first;
	uint8_t other_key[TB_CRYPTOPAN_KEY];
	struct tb_anonymizer *other;

	(void)state;
	memcpy(other_key, key, sizeof(key));
	other_key[31] ^= 1;
	other = tb_anonymizer_new(other_key);
	assert_non_null(other);
	tb_anonymize_addr(a, &first);
	tb_anonymize_addr(other, &second);
	tb_anonymizer_free(other);
	assert_memory_not_equal(&first, &second, sizeof(first));
}

static void a_mac_is_locally_administered_and_tells_no_maker(void **state)
{
	uint8_t one[6] = { 0, 0x1b, 0x21, 1, 2, 3 }, same[6] = { 0, 0x1b, 0x21, 1, 2, 3 };
	uint8_t near[6] = { 0, 0x1b, 0x21, 1, 2, 4 }, group[6] = { 1, 0, 0x5e, 1, 2, 3 };
	uint8_t broadcast[6] = { 255, 255, 255, 255, 255, 255 };

	(void)state;
	tb_anonymize_mac(a, one);
	tb_anonymize_mac(a, same);
	tb_anonymize_mac(a, near);
	tb_anonymize_mac(a, group);
	tb_anonymize_mac(a, broadcast);
	assert_memory_equal(one, same, 6);
	assert_memory_not_equal(one, near, 3);
	assert_int_equal(one[0] & 3, 2);
	assert_int_equal(group[0] & 3, 3);
	assert_int_equal(broadcast[0] & broadcast[5], 255);
}

/* The kind of each place: a letter, a digit, or the sign itself. */
static const char *form_of(const char *name)
{
	static char buf[4][TB_MAX_PSEUDONYM];
	static unsigned turn;
	char *to = buf[turn = (turn + 1) % 4];
	size_t n = 0;

	for (; *name != '\0'; name++)
		to[n++] = *name >= 'a' && *name <= 'z' ? 'a' :
			  *name >= '0' && *name <= '9' ? '0' : *name;
	to[n] = '\0';
	return to;
}

static void a_name_keeps_its_form_and_what_it_shares(void **state)
{
	const char *one, *two;

	(void)state;
	one = mapped_name("www3.my-shop_2.example.org");
	two = mapped_name("mail.my-shop_2.example.org");
	assert_string_equal(form_of(one), "aaa0.aa-aaaa_0.aaaaaaa.aaa");
	assert_string_not_equal(one, two);
	assert_string_equal(strchr(one, '.'), strchr(two, '.'));
	assert_string_equal(strchr(one, '.') + 1, mapped_name("my-shop_2.example.org"));
	assert_string_equal(form_of(mapped_name("localhost")), "aaaaaaaaa");
	assert_null(strstr(mapped_name("www.example.org"), "example"));
	assert_string_not_equal(strchr(mapped_name("www.example.org"), '.'),
				strchr(mapped_name("www.example.com"), '.'));
}

/* Also where there are few of that length. */
static void no_two_names_have_the_same_one(void **state)
{
	static bool seen[26][10][26];
	char name[] = "a0b.example.org";

	(void)state;
	memset(seen, 0, sizeof(seen));
	for (int i = 0; i < 26; i++)
		for (int k = 0; k < 10; k++)
			for (int m = 0; m < 26; m++) {
				const char *to;
				bool *was;

				name[0] = (char)('a' + i);
				name[1] = (char)('0' + k);
				name[2] = (char)('a' + m);
				to = mapped_name(name);
				was = &seen[to[0] - 'a'][to[1] - '0'][to[2] - 'a'];
				assert_false(*was);
				*was = true;
			}
}

/* What the first letter becomes says nothing of what it becomes elsewhere. */
static void like_labels_have_unlike_ones(void **state)
{
	unsigned same = 0;
	char name[] = "web01";
	char first[8];

	(void)state;
	memcpy(first, mapped_name(name), 6);
	for (int i = 2; i < 10; i++) {
		name[4] = (char)('0' + i);
		same += memcmp(first, mapped_name(name), 3) == 0;
	}
	assert_true(same < 2);
}

static void the_same_name_in_other_letters_is_the_same(void **state)
{
	const char *with_root = mapped_name("www.example.org.");

	(void)state;
	assert_string_equal(mapped_name("WWW.Example.ORG"), mapped_name("www.example.org"));
	assert_memory_equal(with_root, mapped_name("www.example.org"), 15);
	assert_string_equal(with_root + 15, ".");
}

static void in_place_it_is_the_same_or_nothing_of_it(void **state)
{
	uint8_t host[] = "Db.Example.ORG:8443", fits[] = "10.1.2.3";

	(void)state;
	tb_anonymize_host(a, host, sizeof(host) - 1);
	assert_string_equal((char *)host, mapped_name("db.example.org:8443"));
	tb_anonymize_host(a, fits, sizeof(fits) - 1);
	if (strlen(mapped_addr("10.1.2.3")) == sizeof(fits) - 1)
		assert_string_equal((char *)fits, mapped_addr("10.1.2.3"));
	else
		assert_string_equal((char *)fits, "xxxxxxxx");
}

static void a_port_behind_a_name_stays_and_an_address_stays_an_address(void **state)
{
	char expected[80];

	(void)state;
	assert_string_equal(form_of(mapped_name("db.example.org")), "aa.aaaaaaa.aaa");
	assert_memory_equal(mapped_name("db.example.org:8443"), mapped_name("db.example.org"), 14);
	assert_string_equal(mapped_name("db.example.org:8443") + 14, ":8443");
	snprintf(expected, sizeof(expected), "%s:8080", mapped_addr("10.1.2.3"));
	assert_string_equal(mapped_name("10.1.2.3:8080"), expected);
	snprintf(expected, sizeof(expected), "[%s]:8080", mapped_addr("2001:db8::5"));
	assert_string_equal(mapped_name("[2001:db8::5]:8080"), expected);
	assert_string_equal(mapped_name("10.1.2.3"), mapped_addr("10.1.2.3"));
}

static void a_hostile_name_needs_no_more_room(void **state)
{
	char dots[600], long_label[600];

	(void)state;
	memset(dots, '.', sizeof(dots));
	dots[sizeof(dots) - 1] = '\0';
	memset(long_label, 'x', sizeof(long_label));
	long_label[sizeof(long_label) - 1] = '\0';
	assert_int_equal(strlen(mapped_name(dots)), 255);
	assert_int_equal(strlen(mapped_name(long_label)), 255);
	assert_null(strstr(mapped_name(long_label), "xxxx"));
	assert_string_equal(mapped_name(""), "");
	assert_string_equal(form_of(mapped_name("\x1b[31m\n<.evil")), "aa00aaa.aaaa");
	assert_string_not_equal(mapped_name("a<"), mapped_name("a>"));
	assert_null(strstr(mapped_name("\x1b[31m\n.evil"), "\x1b"));
}

static void addresses_in_a_sentence_are_mapped_and_nothing_else_is(void **state)
{
	char expected[256], buf[256];
	struct tb_text t;

	(void)state;
	tb_text_init(&t, buf, sizeof(buf), NULL);
	tb_anonymize_text(a, "it names the client, 10.1.2.3:80; 1.25 s after [2001:db8::5]:9, 7:30",
			  &t);
	snprintf(expected, sizeof(expected), "it names the client, %s:80; 1.25 s after ",
		 mapped_addr("10.1.2.3"));
	snprintf(expected + strlen(expected), sizeof(expected) - strlen(expected),
		 "[%s]:9, 7:30", mapped_addr("2001:db8::5"));
	assert_string_equal(buf, expected);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_address_with_a_meaning_of_its_own_stays),
		cmocka_unit_test(multicast_and_link_local_stay_such_and_tell_no_more),
		cmocka_unit_test(no_other_address_gets_such_a_meaning_and_none_is_used_twice),
		cmocka_unit_test(an_ipv4_address_is_mapped_alike_in_whatever_form_it_comes),
		cmocka_unit_test(another_key_gives_other_pseudonyms),
		cmocka_unit_test(a_mac_is_locally_administered_and_tells_no_maker),
		cmocka_unit_test(a_name_keeps_its_form_and_what_it_shares),
		cmocka_unit_test(no_two_names_have_the_same_one),
		cmocka_unit_test(like_labels_have_unlike_ones),
		cmocka_unit_test(in_place_it_is_the_same_or_nothing_of_it),
		cmocka_unit_test(the_same_name_in_other_letters_is_the_same),
		cmocka_unit_test(a_port_behind_a_name_stays_and_an_address_stays_an_address),
		cmocka_unit_test(a_hostile_name_needs_no_more_room),
		cmocka_unit_test(addresses_in_a_sentence_are_mapped_and_nothing_else_is),
	};

	return cmocka_run_group_tests_name("pseudonym", tests, begin, end);
}
