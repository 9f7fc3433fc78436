/* SPDX-License-Identifier: BSD-3-Clause */
/* A log, in two pieces, beside a few resets: times, ends, JSON, codes, ties, sentences. */
#include <stdlib.h>
#include <string.h>

#include "join/reader.h"
#include "join/say.h"

enum { RESETS = 8, MENTIONS = 64 };

static const struct tb_log_zone utc;
static struct tb_wordings *wordings;	/* made once: that takes longer than all the rest */
static struct tb_resets resets;
static struct tb_mention mention[MENTIONS];
static struct tb_tied tied[MENTIONS];
static size_t n;

static struct tb_addr v4(uint8_t d)
{
	return (struct tb_addr){ { [10] = 0xff, [11] = 0xff, 10, 0, 0, d } };
}

static void begin(void)
{
	const struct tb_app_error met = { .met = TB_YES, .condition = { TB_CONDITION_RESET } };

	wordings = tb_wordings_new();
	for (unsigned i = 0; i < RESETS; i++) {
		struct tb_rst rst = { .time = { (INT64_C(1795687200) + i * i) * TB_SECOND } };
		struct tb_verdict v = {
			.id = i + 1, .rst = &rst, .n_rst = 1,
			.origin = { .by = i % TB_ORIGIN_COUNT }, .phase = i % TB_PHASE_COUNT,
			.flow = { .end = { { v4(5), (uint16_t)(40000 + i / 2) }, { v4(9), 80 } } },
			.errors = { met, { .met = TB_NO } },
		};

		tb_resets_add(&resets, &v);
	}
	if (wordings == NULL || !tb_resets_index(&resets))
		abort();
}

static bool on_mention(void *user, const struct tb_mention *m)
{
	char *text;

	(void)user;
	if (m->text_len > TB_LOG_TEXT_KEPT || m->ends.n > TB_MAX_ENDS || n == MENTIONS)
		return false;
	text = malloc(m->text_len + 1);
	if (text == NULL)
		return false;
	memcpy(text, m->text, m->text_len);
	mention[n] = *m;
	mention[n].text = text;
	tied[n].m = &mention[n];
	n++;
	return true;
}

static void read_log(const char *data, size_t size)
{
	const struct tb_log_reader_config cfg = {
		.wordings = wordings,
		.clock = { { INT64_C(1795687200) * TB_SECOND }, &utc },
		.format = (enum tb_log_format)(size % TB_LOG_FORMAT_COUNT),
		.mention = on_mention,
	};
	struct tb_log_reader *r = tb_log_reader_new(&cfg);
	size_t half = size > 0 ? (uint8_t)data[0] % size : 0;
	uint64_t counted;

	if (r == NULL)
		return;
	tb_log_reader_feed(r, data, half);
	tb_log_reader_feed(r, data + half, size - half);
	(void)tb_log_reader_end(r, &counted);
	tb_log_reader_free(r);
}

/* What is said is plain, and what is claimed is a share. */
static void check(const struct tb_tied *t, const struct tb_skew *skew)
{
	char buf[640];
	struct tb_text text;
	struct tb_fit fit;

	tb_text_init(&text, buf, sizeof(buf), NULL);
	if (!(t->p_best >= 0 && t->p_best <= 1) || (t->tied && t->best >= RESETS))
		abort();
	if (t->tied && tb_fit(t->m, &resets.at[t->best], skew, &fit))
		(void)tb_say_tied(&text, t->m, &resets.at[t->best], &fit, skew);
	else
		tb_say_untied(&text, t, &resets, skew, t->best);
	for (const char *w = buf; *w != '\0'; w++)
		if (*w < ' ' || *w > '~' || *w == '"' || *w == '\\')
			abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct tb_skew skew;

	if (wordings == NULL)
		begin();
	n = 0;
	read_log((const char *)data, size);
	if (tb_tie(tied, n, &resets, &skew))
		for (size_t i = 0; i < n; i++)
			check(&tied[i], &skew);
	while (n > 0)
		free((void *)(uintptr_t)mention[--n].text);
	return 0;
}
