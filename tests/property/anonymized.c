/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * anonymized.c - packets with pseudonyms are judged as those that they were made from
 *
 * As far as these are left: both are cut where pseudonyms end, and what has none is in
 * neither.  What was said of the original, with pseudonyms for its addresses and names, is what
 * must be said of the other, to the last confidence: of payload the form is enough.  Nothing of
 * an original address may be left in a packet.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "anonymize/packet.h"
#include "flow/community_id.h"
#include "property/sample.h"

static struct tb_anonymizer *a;

/* A copy of a frame with pseudonyms; data NULL if there is none. */
static struct tb_frame changed(const struct tb_frame *f)
{
	struct tb_frame copy = frame_copy(f, f->captured);
	uint8_t *bytes = (uint8_t *)(uintptr_t)copy.data;

	if (!tb_anonymize_packet(a, f->link_type, bytes, &copy.captured, f->original)) {
		free(bytes);
		copy.data = NULL;
	}
	return copy;
}

static void show(struct court *c, const struct sample *s, bool with_pseudonyms)
{
	trial_open(c, 1);
	for (size_t i = 0; i < s->n; i++) {
		struct tb_frame to = changed(&s->frame[i]);

		if (to.data == NULL)
			continue;
		if (!with_pseudonyms) {
			uint32_t left = to.captured;

			free((void *)(uintptr_t)to.data);
			to = frame_copy(&s->frame[i], left);
		}
		show_frame(c, &to);
		free((void *)(uintptr_t)to.data);
	}
	trial_close(c);
}

/* What the court said, as it would have said it of pseudonyms. */
static void rename_ends(struct court *c)
{
	for (size_t i = 0; i < c->n && i < COURT_VERDICTS; i++) {
		struct court_verdict *v = &c->verdict[i];
		struct tb_endpoint *end = v->v.flow.end;

		tb_anonymize_addr(a, &end[TB_CLIENT].addr);
		tb_anonymize_addr(a, &end[TB_SERVER].addr);
		for (size_t k = 0; k < v->v.n_icmp; k++)
			tb_anonymize_addr(a, &v->v.icmp[k].from);
		tb_community_id(v->community_id, 0, 6, &end[TB_CLIENT], &end[TB_SERVER]);
		tb_anonymize_host(a, (uint8_t *)v->server_name, v->v.dialogue.server_name_len);
	}
	for (size_t i = 0; i < c->n_groups && i < COURT_GROUPS; i++) {
		tb_anonymize_addr(a, &c->group[i].g.server.addr);
		tb_anonymize_addr(a, &c->group[i].g.host);
		tb_anonymize_host(a, (uint8_t *)c->group[i].name, c->group[i].g.name_len);
	}
}

static bool holds(const struct tb_frame *f, const void *what, size_t size)
{
	for (size_t i = 0; i + size <= f->captured; i++)
		if (memcmp(f->data + i, what, size) == 0)
			return true;
	return false;
}

static bool is_kept(const struct tb_addr *addr)
{
	struct tb_addr to = *addr;

	tb_anonymize_addr(a, &to);
	return memcmp(&to, addr, sizeof(to)) == 0;
}

/* Packets in which an end's address is still to be found. */
static unsigned leaks(const struct court *c, const struct sample *s)
{
	unsigned found = 0;

	for (size_t i = 0; i < s->n; i++) {
		struct tb_frame to = changed(&s->frame[i]);

		for (size_t k = 0; to.data != NULL && k < 2 * c->n && k < 2 * COURT_VERDICTS; k++) {
			const struct tb_addr *addr = &c->verdict[k / 2].v.flow.end[k % 2].addr;
			size_t skip = tb_addr_is_v4(addr) ? 12 : 0;

			if (!is_kept(addr) && holds(&to, addr->byte + skip, 16 - skip)) {
				printf("%s: frame %zu still has an address\n", s->name, i + 1);
				found++;
			}
		}
		free((void *)(uintptr_t)to.data);
	}
	return found;
}

static unsigned check_sample(struct court *c, const struct sample *s)
{
	char *expected, *found;
	unsigned different;

	show(c, s, false);
	different = leaks(c, s);
	rename_ends(c);
	expected = words_of(c);
	show(c, s, true);
	found = words_of(c);
	different += !same_words(s->name, expected, found);
	free(expected);
	free(found);
	return different;
}

int main(int argc, char **argv)
{
	static const uint8_t key[TB_CRYPTOPAN_KEY] = "of all samples";
	int status;

	a = tb_anonymizer_new(key);
	if (a == NULL)
		fail("tb_anonymizer_new");
	status = check_samples(argc, argv, check_sample);
	tb_anonymizer_free(a);
	return status;
}
