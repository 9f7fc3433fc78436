/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * explain_text.c - an error explained to somebody who needs the answer now
 *
 * First what it is and whether it is a reset at all; then numbers; then what is on the wire.
 */
#include "explain.h"

#include <string.h>

#include "knowledge/correction.h"
#include "report/app_error.h"
#include "report/page.h"

enum { MOST_IN_FULL = 2 };	/* conditions; of more only what to look for is told */

/* Lists of a condition; those of "full" only where few conditions are told. */
static const struct list {
	const char *label;
	size_t at;	/* member of struct tb_condition_info */
	bool full;
} lists[] = {
	{ "made by", offsetof(struct tb_condition_info, produced), true },
	{ "never by", offsetof(struct tb_condition_info, never), true },
	{ "seen by", offsetof(struct tb_condition_info, seen), true },
	{ "beware", offsetof(struct tb_condition_info, beware), true },
	{ "look for", offsetof(struct tb_condition_info, look), false },
	{ "advice", offsetof(struct tb_condition_info, advice), true },
};

static void item(struct tb_page *p, const char *label, const char *text)
{
	tb_text_str(&p->para, text);
	tb_page_item(p, label);
}

static void write_face_number(struct tb_text *t, const struct tb_error_face *f)
{
	if (f->family->hex)
		tb_app_error_hex(t, (uint32_t)f->number);
	else
		tb_text_i64(t, f->number);
}

static void write_platforms(struct tb_page *p, unsigned platforms)
{
	const char *between = " on ";

	for (unsigned i = 0; i < TB_PLATFORM_COUNT; i++)
		if (platforms & 1u << i) {
			tb_text_str(&p->para, between);
			tb_text_str(&p->para, tb_platform_name((enum tb_platform)i));
			between = ", ";
		}
}

/* The name that the platform asked about gives it first. */
static void write_error_name(struct tb_page *p, const struct tb_error_number *e,
			     unsigned platforms)
{
	bool of_windows = !e->name || platforms == 1u << TB_PLATFORM_WINDOWS;

	tb_text_str(&p->para, of_windows ? e->windows_name : e->name);
	write_platforms(p, platforms);
	if (!e->name || !e->windows_name)
		return;
	tb_text_str(&p->para, of_windows ? ", elsewhere " : ", on Windows ");
	tb_text_str(&p->para, of_windows ? e->name : e->windows_name);
}

static void write_writer(struct tb_page *p, const struct tb_log_message *m)
{
	static const char *const writers[] = {
		[TB_WRITER_EITHER] = "",
		[TB_WRITER_CLIENT] = ", as the client",
		[TB_WRITER_SERVER] = ", as the server",
		[TB_WRITER_BETWEEN] = ", between the ends",
	};
	static const char *const resetters[] = {
		[TB_RESETTER_UNTOLD] = "",
		[TB_RESETTER_CLIENT] = "; ended from the client's side",
		[TB_RESETTER_SERVER] = "; ended from the server's side",
		[TB_RESETTER_INSIDE] = "; ended from the inside",
		[TB_RESETTER_OUTSIDE] = "; ended from the outside",
		[TB_RESETTER_WRITER] = "; ended by the writer itself",
	};

	tb_text_str(&p->para, "Written by ");
	tb_text_str(&p->para, m->product);
	tb_text_str(&p->para, writers[m->writer]);
	tb_text_str(&p->para, resetters[m->resetter]);
}

/* What it is called, and where. */
static void write_name(struct tb_page *p, const struct tb_reading *r)
{
	if (r->error) {
		write_error_name(p, r->error, r->platforms);
	} else if (r->face) {
		tb_text_str(&p->para, r->face->family->name);
		tb_text_char(&p->para, ' ');
		write_face_number(&p->para, r->face);
		tb_text_str(&p->para, ", ");
		tb_text_str(&p->para, r->face->name);
	} else if (r->kernel) {
		tb_text_str(&p->para, r->kernel->name);
		tb_text_str(&p->para, ", in the tracepoint tcp:tcp_send_reset");
	} else if (tb_explain_error(r)) {
		write_error_name(p, tb_explain_error(r), 0);
		tb_text_str(&p->para, ", in the words of ");
		tb_text_str(&p->para, r->message->product);
	} else {
		write_writer(p, r->message);
	}
	tb_text_char(&p->para, '.');
}

static void write_numbers(struct tb_page *p, const struct tb_error_number *e)
{
	for (unsigned i = 0; i < TB_PLATFORM_WINDOWS; i++) {
		if (!e->number[i])
			continue;
		tb_page_then(p, ", ");
		tb_text_str(&p->para, tb_platform_name((enum tb_platform)i));
		tb_text_char(&p->para, ' ');
		tb_text_u64(&p->para, e->number[i]);
	}
	tb_page_item(p, "numbers");
}

static bool is_of_windows(const struct tb_error_face *f)
{
	return f->family == &tb_family_win32 || f->family == &tb_family_ntstatus;
}

static void write_face(struct tb_page *p, const struct tb_error_face *f)
{
	tb_text_str(&p->para, f->family->name);
	tb_text_char(&p->para, ' ');
	write_face_number(&p->para, f);
	tb_text_char(&p->para, ' ');
	tb_text_str(&p->para, f->name);
}

/* Numbers of Windows: of Winsock, as HRESULT, and what else tells of the same. */
static void write_windows(struct tb_page *p, const struct tb_error_number *e)
{
	uint32_t number = e->number[TB_PLATFORM_WINDOWS];
	const char *also = "; of the same kind also ";

	if (number) {
		tb_text_u64(&p->para, number);
		tb_text_str(&p->para, " = ");
		tb_app_error_hex(&p->para, number);
		tb_text_str(&p->para, ", as HRESULT ");
		tb_app_error_hex(&p->para, 0x80070000 | number);
		tb_text_str(&p->para, " = ");
		tb_text_i64(&p->para, (int64_t)(0x80070000 | number) - INT64_C(0x100000000));
	}
	for (size_t i = 0; i < tb_error_face_count(); i++) {
		const struct tb_error_face *f = tb_error_face_at(i);

		if (!is_of_windows(f) || !tb_explain_is_face(f, e))
			continue;
		tb_page_then(p, also);
		also = ", ";
		write_face(p, f);
	}
	tb_page_item(p, "windows");
}

static void write_words(struct tb_page *p, const struct tb_error_number *e)
{
	if (e->message)
		tb_text_str(&p->para, e->message);
	if (e->windows_message) {
		tb_page_then(p, "; on Windows: ");
		tb_text_str(&p->para, e->windows_message);
	}
	tb_page_item(p, "text");
}

static void write_elsewhere(struct tb_page *p, const struct tb_question *q)
{
	for (unsigned i = 0; i < TB_PLATFORM_COUNT; i++) {
		const char *name = tb_explain_elsewhere(q, (enum tb_platform)i);

		if (!name)
			continue;
		tb_text_str(&p->para, tb_text_len(&p->para) ? ", " : "the same number is ");
		tb_text_str(&p->para, name);
		tb_text_str(&p->para, " on ");
		tb_text_str(&p->para, tb_platform_name((enum tb_platform)i));
	}
	if (tb_text_len(&p->para) > 0)
		tb_text_str(&p->para, ". A number alone needs its system beside it.");
	tb_page_item(p, "but");
}

static void write_kernel(struct tb_page *p, const struct tb_kernel_reason *k)
{
	tb_text_str(&p->para, "The kernel says of the RST that it sent: ");
	tb_text_str(&p->para, k->meaning);
	tb_text_char(&p->para, '.');
	tb_page_item(p, "means");
	if (tb_explain_sent_by(k))
		item(p, "made by", tb_explain_sent_by(k));
	item(p, "beware", "The tracepoint skb:kfree_skb has some of the same names, for packets "
			  "that were dropped.");
	item(p, "source", tb_kernel_reason_source);
	item(p, "advice", "tcpblame --kernel-trace FILE weighs it with the packets of a capture, "
			  "and -i INTERFACE --kernel-reasons does live.");
}

static void write_reading(struct tb_page *p, const struct tb_reading *r, const char *label)
{
	const struct tb_error_number *e = tb_explain_error(r);

	tb_text_str(&p->para, tb_explain_verdict(r));
	tb_text_char(&p->para, ' ');
	write_name(p, r);
	tb_page_item(p, label);
	if (r->kernel) {
		write_kernel(p, r->kernel);
		return;
	}
	item(p, "means", tb_reading_meaning(r));
	if (!e || label[0] == 'o')
		return;
	write_numbers(p, e);
	write_windows(p, e);
	write_words(p, e);
}

static void write_corrections(struct tb_page *p, const struct tb_question *q)
{
	const char *said = NULL;

	for (size_t i = 0; i < tb_correction_count(); i++) {
		const struct tb_correction *c = tb_correction_at(i);

		if (!tb_correction_is_due(c, q->text, strlen(q->text), &q->is) ||
		    c->truth == said)
			continue;
		said = c->truth;
		item(p, "mind", c->truth);
	}
}

static void write_related(struct tb_page *p, const struct tb_condition_info *info)
{
	for (size_t i = 0; i < TB_MAX_RELATED && info->related[i]; i++) {
		struct tb_readings r;

		tb_page_then(p, ", ");
		tb_read_error(info->related[i], strlen(info->related[i]), &r);
		tb_text_str(&p->para, info->related[i]);
		if (r.n == 0 || !r.reading[0].error->windows_name)
			continue;
		tb_text_str(&p->para, " (");
		tb_text_str(&p->para, r.reading[0].error->windows_name);
		tb_text_char(&p->para, ' ');
		tb_text_u64(&p->para, r.reading[0].error->number[TB_PLATFORM_WINDOWS]);
		tb_text_char(&p->para, ')');
	}
	tb_page_item(p, "related");
}

static void write_causes(struct tb_page *p, const struct tb_condition_info *info)
{
	for (size_t i = 0; i < TB_MAX_CONDITION_CAUSES && info->cause[i]; i++) {
		tb_page_then(p, ", ");
		tb_text_str(&p->para, info->cause[i]);
	}
	tb_page_item(p, "causes");
}

static void write_condition(struct tb_page *p, enum tb_condition c, bool full)
{
	const struct tb_condition_info *info = tb_condition_info_of(c);

	for (size_t i = 0; i < sizeof(lists) / sizeof(lists[0]); i++) {
		const char *const *fact =
			(const char *const *)((const char *)info + lists[i].at);

		for (size_t k = 0; (full || !lists[i].full) && k < TB_MAX_FACTS && fact[k]; k++)
			item(p, k == 0 ? lists[i].label : "", fact[k]);
	}
	item(p, "filter", info->filter);
	write_causes(p, info);
	if (full)
		write_related(p, info);
}

static size_t count_of(unsigned conditions)
{
	size_t n = 0;

	for (; conditions; conditions &= conditions - 1)
		n++;
	return n;
}

static void heading(struct tb_page *p, const char *title)
{
	tb_text_char(p->out, '\n');
	tb_page_heading(p, TB_TONE_STRONG, title);
}

static void write_conditions(struct tb_page *p, unsigned conditions)
{
	static const char *const headings[TB_CONDITION_COUNT] = {
		[TB_CONDITION_REFUSED] = "If it was refused",
		[TB_CONDITION_RESET] = "If it was reset by a RST",
		[TB_CONDITION_BROKEN_PIPE] = "If it was written to after its end",
		[TB_CONDITION_TIMED_OUT] = "If it timed out",
		[TB_CONDITION_ABORTED] = "If this end gave up",
		[TB_CONDITION_UNREACHABLE] = "If there was no way",
		[TB_CONDITION_END_OF_FILE] = "If it was closed by a FIN",
	};
	size_t n = count_of(conditions);

	for (unsigned c = 0; c < TB_CONDITION_COUNT; c++) {
		if (!(conditions & 1u << c))
			continue;
		if (n > 1)
			heading(p, headings[c]);
		write_condition(p, (enum tb_condition)c, n <= MOST_IN_FULL);
	}
}

static void write_popular(struct tb_page *p)
{
	heading(p, "What people are told of it, and what of that a capture shows");
	for (size_t i = 0; i < tb_popular_count(); i++) {
		const struct tb_popular *told = tb_popular_at(i);

		tb_text_str(&p->para, told->name);
		tb_text_str(&p->para, ". ");
		if (told->remedy) {
			tb_text_str(&p->para, "Told: ");
			tb_text_str(&p->para, told->remedy);
			tb_text_str(&p->para, ". ");
		}
		tb_text_str(&p->para, "Shown: ");
		tb_text_str(&p->para, told->shows);
		tb_text_str(&p->para, " Not shown: ");
		tb_text_str(&p->para, told->hides);
		tb_page_lines(p, TB_PAGE_INDENT);
	}
}

static void write_question(struct tb_page *p, const struct tb_question *q)
{
	unsigned conditions = tb_explain_conditions(q);

	tb_page_quote(p, q->text, strlen(q->text));
	tb_page_lines(p, 0);
	for (size_t i = 0; i < q->is.n; i++)
		write_reading(p, &q->is.reading[i], i == 0 ? "is" : "or");
	write_elsewhere(p, q);
	write_corrections(p, q);
	write_conditions(p, conditions);
	if (tb_explain_is_reset(q))
		write_popular(p);
	if (conditions)
		tb_text_str(p->out, "\ntcpblame FILE finds the resets of a capture; "
				    "tcpblame causes NAME explains a cause.\n");
}

void tb_explain_text(const struct tb_questions *all, const struct tb_report_options *o)
{
	char buf[4096];
	struct tb_text out;
	struct tb_page page;

	tb_text_init(&out, buf, sizeof(buf), o->out);
	tb_page_init(&page, &tb_medium_text, &out, o);
	for (size_t i = 0; i < all->n; i++) {
		if (i > 0)
			tb_text_char(&out, '\n');
		write_question(&page, &all->question[i]);
	}
	tb_text_flush(&out);
}
