/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * csv.c - one row an ending, for spreadsheets and databases
 *
 * The first row names the columns, all of which every row has.  What is not known is an
 * empty cell.  What several resets have in common has no row, and neither have lines of
 * logs that are tied to none.
 */
#include "report/csv.h"
#include "report/endings.h"

/* Runs up to the next quote, which is doubled. */
void tb_csv_own(struct tb_text *t, const char *words)
{
	size_t n;

	for (; *words != '\0'; words += n) {
		n = strcspn(words, "\"");
		tb_text_bytes(t, words, n);
		if (words[n] == '"') {
			tb_text_str(t, "\"\"");
			n++;
		}
	}
}

static const char *instead_of(char c)
{
	return c == '"' ? "\"\"" : c == ';' ? "\\x3b" : NULL;
}

void tb_csv_strange(struct tb_text *t, const void *bytes, size_t n)
{
	const char *p = bytes;
	size_t from = 0;

	for (size_t at = 0; at < n; at++) {
		const char *instead = instead_of(p[at]);

		if (instead == NULL)
			continue;
		tb_text_shown(t, p + from, at - from);
		tb_text_str(t, instead);
		from = at + 1;
	}
	tb_text_shown(t, p + from, n - from);
}

/* Would a spreadsheet calculate what begins so, or what is behind blanks? */
static bool begins_formula(const char *p, size_t n)
{
	/* the last four: U+FF1D, U+FF0B, U+FF0D, U+FF20 */
	static const char *const starts[] = {
		"=", "+", "-", "@", "\xef\xbc\x9d", "\xef\xbc\x8b", "\xef\xbc\x8d", "\xef\xbc\xa0",
	};

	for (; n > 0 && *p == ' '; n--)
		p++;
	for (size_t i = 0; i < sizeof(starts) / sizeof(starts[0]); i++)
		if (n >= strlen(starts[i]) && memcmp(p, starts[i], strlen(starts[i])) == 0)
			return true;
	return false;
}

void tb_csv_stranger(struct tb_text *t, const void *bytes, size_t n)
{
	tb_csv_open(t);
	if (begins_formula(bytes, n))
		tb_text_char(t, '\'');
	tb_csv_strange(t, bytes, n);
	tb_csv_close(t);
}

/* Between two columns, or behind the last. */
static void separate(struct tb_text *t, const struct tb_csv_column *c)
{
	tb_text_char(t, c[1].name != NULL ? ',' : '\n');
}

static void head(struct tb_report *r)
{
	for (const struct tb_csv_column *c = tb_csv_columns; c->name != NULL; c++) {
		tb_text_str(&r->out.text, c->name);
		separate(&r->out.text, c);
	}
	tb_deliver(&r->out);
}

static struct tb_report *begin(const struct tb_report_options *o)
{
	struct tb_report *r = tb_endings_begin(o);

	if (r != NULL)
		head(r);
	return r;
}

static void verdict(struct tb_report *r, const struct tb_verdict *v)
{
	const struct tb_csv_row row = {
		.text = &r->out.text,
		.page = &r->page,
		.options = &r->out.options,
		.v = v,
		.rst = &v->rst[v->deciding],
		.home = v->rst[v->deciding].frame.file,
	};

	for (const struct tb_csv_column *c = tb_csv_columns; c->name != NULL; c++) {
		c->put(&row);
		separate(&r->out.text, c);
	}
	tb_deliver(&r->out);
}

const struct tb_format tb_format_csv = {
	.name = "csv",
	.help = "one row an ending, for spreadsheets and databases",
	.lines = true,
	.begin = begin,
	.head = head,
	.verdict = verdict,
	.end = tb_endings_end,
};
