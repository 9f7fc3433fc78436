/* SPDX-License-Identifier: BSD-3-Clause */
#include "report/backlog.h"

enum {
	IN_FULL = 10000,	/* entries; then only those of new plots are told in full */
	IN_FULL_PLOT = 20,	/* endings of one plot until it is not new any more */
	SHARE_MORE = 16		/* of the most, so many entries are beyond: groups, and of new plots */
};

size_t tb_backlog_most(uint64_t bytes)
{
	/* sorting needs two pointers for each */
	const uint64_t n = bytes / (sizeof(struct tb_entry) + 2 * sizeof(void *));

	if (bytes == 0 || n / (SHARE_MORE + 1) * SHARE_MORE > TB_BACKLOG_MOST)
		return TB_BACKLOG_MOST;
	return (size_t)n / (SHARE_MORE + 1) * SHARE_MORE;
}

static size_t most_of_all(const struct tb_backlog *b)
{
	return b->most + b->most / SHARE_MORE;
}

void tb_backlog_init(struct tb_backlog *b, const struct tb_backlog_form *form,
		     struct tb_page *page, const struct tb_report_options *o, size_t most)
{
	b->form = form;
	b->page = page;
	b->options = o;
	b->most = most;
	tb_hold_init(&b->hold);
}

void tb_backlog_free(struct tb_backlog *b)
{
	tb_hold_free(&b->hold);
	tb_entries_free(&b->entries);
}

static bool takes(const struct tb_backlog *b)
{
	return b->hold.file != NULL && !b->full;
}

static bool hold(struct tb_backlog *b, struct tb_piece *piece, tb_telling *tell,
		 const struct tb_verdict *v)
{
	struct tb_text *out = b->page->out;

	*piece = tb_hold_begin(&b->hold);
	b->page->out = &b->hold.text;
	tell(b->page, b->options, v);
	b->page->out = out;
	return tb_hold_end(&b->hold, piece);
}

static bool hold_back(struct tb_backlog *b, const struct tb_entry *from, bool in_full,
		      const struct tb_verdict *v)
{
	struct tb_entry *e = tb_entries_next(&b->entries);

	if (e == NULL)
		return false;
	*e = *from;
	if (!hold(b, &e->line, b->form->line, v) ||
	    (in_full && !hold(b, &e->block, b->form->block, v)))
		return false;
	b->entries.n++;
	return true;
}

bool tb_backlog_verdict(struct tb_backlog *b, const struct tb_verdict *v)
{
	size_t n = b->entries.n;
	struct tb_entry e;
	bool is_new;

	if (!takes(b))
		return false;
	e = tb_entry_of(v);
	e.brief = b->form->is_brief(v);
	is_new = !tb_plots_told(&b->seen, &e.plot, IN_FULL_PLOT);
	if (n >= b->most && (!is_new || n >= most_of_all(b))) {
		b->beyond++;
		return true;
	}
	b->full = !hold_back(b, &e, (b->form->brief_in_full || !e.brief) &&
				    (n < IN_FULL || is_new || e.logged), v);
	return !b->full;
}

bool tb_backlog_group(struct tb_backlog *b, const struct tb_group *g)
{
	if (!takes(b))
		return false;
	if (b->entries.n >= most_of_all(b)) {
		b->groups_beyond++;
		return true;
	}
	b->full = !tb_entries_hold_group(&b->entries, &b->hold, b->page, b->options, g);
	return !b->full;
}

void tb_backlog_release(const struct tb_backlog *b, const struct tb_piece *piece)
{
	if (tb_hold_release(&b->hold, piece, b->page->out))
		return;
	tb_text_str(&b->page->para, "A part of the report could not be read back here.");
	tb_page_lines(b->page, 0);
}

void tb_backlog_tell_beyond(const struct tb_backlog *b)
{
	struct tb_page *p = b->page;

	if (b->beyond == 0 && b->groups_beyond == 0)
		return;
	if (b->beyond > 0)
		tb_page_number(p, b->beyond, "ending more", "endings more");
	if (b->groups_beyond > 0) {
		tb_page_then(p, " and ");
		tb_page_number(p, b->groups_beyond, "group more", "groups more");
	}
	tb_text_str(&p->para, " than this report has room for; the counts of the summary have them, "
			      "and so has --format ndjson");
	tb_page_alarm(p, TB_TONE_BAD, "NOT TOLD");
	tb_page_end(p);
}
