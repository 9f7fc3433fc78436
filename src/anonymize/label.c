/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * label.c - a label becomes another one of its length
 *
 * A letter becomes a letter, a digit a digit, and what is between words ('-', '_') stays, so that
 * a name stays one that every program takes, and no name turns into an address.  Labels are
 * short: two that are cut out of a digest would often be the same.  So it is a permutation, an
 * unbalanced Feistel network: one half is added to a keyed hash of the other, place by place,
 * modulo 26 or 10, in turns.  Its key is the digest of what is behind the label: what two names
 * share at their end has the same pseudonym, and beyond it nothing does.
 *
 * What no host has in its name becomes a letter; then the label is part of what is digested.
 */
#include "anonymize/label.h"

#include <string.h>

#include "base/reader.h"
#include "base/siphash.h"

enum { ROUNDS = 10 };

/* What the place of c counts from, and to; 0: it stays. */
static unsigned radix_of(char c)
{
	if (rd_is_digit(c))
		return 10;
	return rd_is_letter(c) ? 26 : 0;
}

static char moved(char c, uint64_t by)
{
	unsigned radix = radix_of(c);
	char first = radix == 10 ? '0' : 'a';

	if (radix == 0)
		return c;
	return (char)(first + (int)(((unsigned)(c - first) + by % radix) % radix));
}

/* Changes n bytes at `at` by the others. */
static void turn(const uint64_t seed[2], uint8_t round, char *at, size_t n, const char *others,
		 size_t n_others)
{
	uint8_t message[TB_LABEL_NAME + 2];

	memcpy(message, others, n_others);
	message[n_others] = round;
	for (size_t i = 0; i < n; i++) {
		message[n_others + 1] = (uint8_t)i;
		at[i] = moved(at[i], tb_siphash(seed, message, n_others + 2));
	}
}

static bool is_strange(char c)
{
	return !rd_is_digit(c) && (c < 'a' || c > 'z') && c != '-' && c != '_';
}

static bool is_plain(const char *label, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (is_strange(label[i]))
			return false;
	return true;
}

static void make_plain(char *label, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (is_strange(label[i]))
			label[i] = 'x';
}

/* The same on every machine. */
static uint64_t word_of(const uint8_t digest[8])
{
	uint64_t word = 0;

	for (int i = 7; i >= 0; i--)
		word = word << 8 | digest[i];
	return word;
}

void tb_anonymize_label(const uint8_t key[TB_DIGEST], char *name, size_t n, size_t all)
{
	size_t from = is_plain(name, n) ? n : 0, half = n / 2;
	uint8_t digest[TB_DIGEST];
	uint64_t seed[2];

	tb_keyed_digest(key, name + from, all - from, digest);
	seed[0] = word_of(digest);
	seed[1] = word_of(digest + 8);
	make_plain(name, n);
	for (uint8_t round = 0; round < ROUNDS; round += 2) {
		turn(seed, round, name, half, name + half, n - half);
		turn(seed, round + 1, name + half, n - half, name, half);
	}
}
