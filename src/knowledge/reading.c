/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * reading.c - what somebody means who asks about an error
 *
 * The ways to understand a text are tried from the strictest to the loosest: all of it is a
 * number; all of it is a name or a code; a wording is in it; one of its words is a name or a
 * number that can hardly be anything else.  The first way that finds something decides, and
 * every reading that it finds is told, since 104, LR and 64 mean several things.  First come
 * those that tell of a reset, then those of another end of a connection.
 */
#include "knowledge/reading.h"

#include "knowledge/log_code.h"
#include "knowledge/words.h"

enum {
	LONGEST_NAME = 64,
	LONGEST_TEXT = 65535,	/* what is longer is read as far as this */
	FIRST_WINSOCK = 10004,
	LAST_WINSOCK = 11999
};

#define HRESULT_OF_WIN32 UINT32_C(0x80070000)
#define FAILURES UINT32_C(0x80000000)	/* HRESULT and NTSTATUS: negative as 32 bits */

/* How much it has to do with what people ask about here: 2 it tells of a reset. */
static int weight(const struct tb_reading *r)
{
	unsigned conditions = tb_reading_conditions(r);

	return conditions & 1u << TB_CONDITION_RESET ? 2 : conditions != 0;
}

/* Behind those that weigh as much. */
static void add(struct tb_readings *out, struct tb_reading r)
{
	size_t at = out->n;

	if (out->n == TB_MAX_READINGS)
		return;
	for (; at > 0 && weight(&out->reading[at - 1]) < weight(&r); at--)
		out->reading[at] = out->reading[at - 1];
	out->reading[at] = r;
	out->n++;
}

static bool is_blank(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

static struct tb_word trimmed(const char *text, size_t n)
{
	while (n > 0 && is_blank(*text)) {
		text++;
		n--;
	}
	while (n > 0 && is_blank(text[n - 1]))
		n--;
	return (struct tb_word){ text, n };
}

static int digit_value(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c |= 0x20;
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : 99;
}

/* All of w as a number of at most 32 bits. */
static bool digits(struct tb_word w, int base, uint32_t *value)
{
	uint64_t v = 0;

	for (size_t i = 0; i < w.n; i++) {
		int d = digit_value(w.at[i]);

		if (d >= base)
			return false;
		v = v * (unsigned)base + (unsigned)d;
		if (v > UINT32_MAX)
			return false;
	}
	*value = (uint32_t)v;
	return w.n > 0;
}

struct number {
	uint32_t value;
	bool negative, hex;
};

/* Eight digits that begin as an HRESULT or NTSTATUS does, written without 0x. */
static bool is_bare_hex(struct tb_word w)
{
	return w.n == 8 && (w.at[0] == '8' || (w.at[0] | 0x20) == 'c');
}

static bool read_number(struct tb_word w, struct number *out)
{
	out->negative = w.n > 1 && w.at[0] == '-';
	if (out->negative)
		w = (struct tb_word){ w.at + 1, w.n - 1 };
	out->hex = w.n > 2 && w.at[0] == '0' && (w.at[1] | 0x20) == 'x';
	if (out->hex)
		return digits((struct tb_word){ w.at + 2, w.n - 2 }, 16, &out->value);
	if (is_bare_hex(w) && digits(w, 16, &out->value)) {
		out->hex = true;
		return true;
	}
	return digits(w, 10, &out->value);
}

/* The errors that have the number on some platform, the commonest platform first. */
static void add_errors(struct tb_readings *out, unsigned number)
{
	unsigned done = 0;

	for (unsigned p = 0; p < TB_PLATFORM_COUNT; p++)
		for (size_t i = 0; i < tb_error_number_count() && !(done & 1u << p); i++) {
			const struct tb_error_number *e = tb_error_number_at(i);
			unsigned platforms = 0;

			if (e->number[p] != number)
				continue;
			for (unsigned q = 0; q < TB_PLATFORM_COUNT; q++)
				platforms |= e->number[q] == number ? 1u << q : 0;
			done |= platforms;
			add(out, (struct tb_reading){ .error = e,
						      .platforms = (uint16_t)platforms });
		}
}

static bool is_of_windows(const struct tb_error_face *f)
{
	return f->family == &tb_family_win32 || f->family == &tb_family_wininet;
}

static void add_faces(struct tb_readings *out, int64_t number, bool windows_only)
{
	for (size_t i = 0; i < tb_error_face_count(); i++) {
		const struct tb_error_face *f = tb_error_face_at(i);

		if (f->number == number && (!windows_only || is_of_windows(f)))
			add(out, (struct tb_reading){ .face = f });
	}
}

/* A number of Windows out of an HRESULT. */
static void add_windows(struct tb_readings *out, uint32_t number)
{
	if (number >= FIRST_WINSOCK)
		add_errors(out, number);
	add_faces(out, number, true);
	out->number = number >= FIRST_WINSOCK ? number : 0;
}

static void add_number(struct tb_readings *out, struct number number)
{
	uint32_t bits = number.negative ? 0 - number.value : number.value;
	int64_t value = number.negative ? -(int64_t)number.value : (int64_t)number.value;

	if (bits >= FAILURES && (bits & 0xffff0000) == HRESULT_OF_WIN32) {
		add_windows(out, bits & 0xffff);
		return;
	}
	if (bits >= FAILURES && (!number.negative || number.value > UINT16_MAX)) {
		add_faces(out, bits, false);
		return;
	}
	if (number.value != 0 && number.value <= UINT16_MAX) {
		out->number = number.value;
		add_errors(out, number.value);
	}
	add_faces(out, value, false);
	if (out->n == 0)
		out->number = 0;
}

static bool is_name(struct tb_word w, const char *name)
{
	if (!name || w.n != strlen(name))
		return false;
	for (size_t i = 0; i < w.n; i++)
		if (rd_lower(w.at[i]) != rd_lower(name[i]))
			return false;
	return true;
}

/* Without what programs put before a name. */
static struct tb_word bare_name(struct tb_word w)
{
	static const char *const prefixes[] = { "net::", "UV_", "DNS:", "SK_RST_REASON_" };

	for (size_t i = 0; i < sizeof(prefixes) / sizeof(prefixes[0]); i++) {
		size_t n = strlen(prefixes[i]);

		if (w.n > n && is_name((struct tb_word){ w.at, n }, prefixes[i]))
			return (struct tb_word){ w.at + n, w.n - n };
	}
	return w;
}

/* What .NET and Rust call a condition, and short forms that people use. */
static enum tb_condition condition_called(struct tb_word w)
{
	static const struct {
		const char *name;
		enum tb_condition condition;
	} names[] = {
		{ "connection reset", TB_CONDITION_RESET },
		{ "ConnectionReset", TB_CONDITION_RESET },
		{ "reset by peer", TB_CONDITION_RESET },
		{ "ConnectionRefused", TB_CONDITION_REFUSED },
		{ "ConnectionAborted", TB_CONDITION_ABORTED },
		{ "connection aborted", TB_CONDITION_ABORTED },
		{ "BrokenPipe", TB_CONDITION_BROKEN_PIPE },
		{ "TimedOut", TB_CONDITION_TIMED_OUT },
		{ "timed out", TB_CONDITION_TIMED_OUT },
		{ "connection timeout", TB_CONDITION_TIMED_OUT },
		{ "HostUnreachable", TB_CONDITION_UNREACHABLE },
	};

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (is_name(w, names[i].name))
			return names[i].condition;
	return TB_CONDITION_NONE;
}

/* By its name, or as a status line has it: "502 Bad Gateway". */
static bool is_called(struct tb_word w, const struct tb_error_face *f)
{
	struct tb_word number = { w.at, 0 };
	uint32_t value;

	if (is_name(w, f->name))
		return true;
	while (number.n < w.n && rd_is_digit(w.at[number.n]))
		number.n++;
	return number.n + 1 < w.n && w.at[number.n] == ' ' && digits(number, 10, &value) &&
	       value == f->number &&
	       is_name((struct tb_word){ w.at + number.n + 1, w.n - number.n - 1 }, f->name);
}

/* ERROR is one as well, and much else unless it stands as the kernel writes it. */
static bool is_reason(struct tb_word w, bool bare, const struct tb_kernel_reason *k)
{
	return is_name(w, k->name) && (bare || strchr(k->name, '_') != NULL);
}

static void add_reason(struct tb_readings *out, struct tb_word w, bool bare)
{
	for (size_t i = 0; i < tb_kernel_reason_count(); i++)
		if (is_reason(w, bare, tb_kernel_reason_at(i)))
			add(out, (struct tb_reading){ .kernel = tb_kernel_reason_at(i) });
}

static void add_named(struct tb_readings *out, struct tb_word whole)
{
	struct tb_word w = bare_name(whole);

	if (w.n > LONGEST_NAME)
		return;
	const struct tb_error_number *usual = tb_error_number_of(condition_called(w));
	if (usual)
		add(out, (struct tb_reading){ .error = usual });
	for (size_t i = 0; i < tb_error_number_count(); i++) {
		const struct tb_error_number *e = tb_error_number_at(i);

		if (is_name(w, e->name) || is_name(w, e->windows_name))
			add(out, (struct tb_reading){ .error = e });
	}
	for (size_t i = 0; i < tb_error_face_count() && out->n == 0; i++)
		if (is_called(w, tb_error_face_at(i)))
			add(out, (struct tb_reading){ .face = tb_error_face_at(i) });
	if (out->n == 0)
		add_reason(out, w, w.n < whole.n);
}

static void add_coded(struct tb_readings *out, struct tb_word w)
{
	static const struct tb_log_message *(*const readers[])(const char *, size_t) = {
		tb_haproxy_code, tb_envoy_flag, tb_http_sys_reason,
	};

	for (size_t i = 0; i < sizeof(readers) / sizeof(readers[0]); i++) {
		const struct tb_log_message *m = readers[i](w.at, w.n);

		if (m)
			add(out, (struct tb_reading){ .message = m });
	}
}

static void add_wording(struct tb_readings *out, struct tb_word w)
{
	const struct tb_log_message *m = tb_log_message_find(w.at, w.n);

	if (m)
		add(out, (struct tb_reading){ .message = m });
}

static bool is_part_of_word(char c)
{
	return rd_is_alnum(c) || c == '_' || c == '-';
}

/* The next run of letters, digits, _ and -. */
static bool next_word(struct tb_word *left, struct tb_word *word)
{
	size_t at = 0, n = 0;

	while (at < left->n && !is_part_of_word(left->at[at]))
		at++;
	while (at + n < left->n && is_part_of_word(left->at[at + n]))
		n++;
	*word = (struct tb_word){ left->at + at, n };
	*left = (struct tb_word){ left->at + at + n, left->n - at - n };
	return n > 0;
}

/* Does the word before a number say that it is an error's? */
static bool announces_error(struct tb_word w)
{
	static const char *const words[] = {
		"errno", "error", "err", "code", "errcode", "errorcode", "rc", "status", "winerror",
		"WSAGetLastError", "GetLastError", "HRESULT", "NTSTATUS", "hr", "curl", "exit",
		"HTTP",
	};

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (is_name(w, words[i]))
			return true;
	return false;
}

/* A number that is hardly anything else wherever it stands. */
static bool speaks_for_itself(struct number n)
{
	if (n.hex || n.negative)
		return (n.negative ? 0 - n.value : n.value) >= FAILURES &&
		       n.value > UINT16_MAX;
	return n.value >= FIRST_WINSOCK && n.value <= LAST_WINSOCK;
}

/* The first word that is a name, or a number that is meant as an error. */
static void add_word_of(struct tb_readings *out, struct tb_word text)
{
	struct tb_word before = { "", 0 }, word;
	struct number number;

	for (; out->n == 0 && next_word(&text, &word); before = word) {
		if (read_number(word, &number)) {
			if (announces_error(before) || speaks_for_itself(number))
				add_number(out, number);
		} else {
			add_named(out, word);
		}
	}
}

void tb_read_error(const char *text, size_t n, struct tb_readings *out)
{
	struct tb_word w = trimmed(text, n < LONGEST_TEXT ? n : LONGEST_TEXT);
	struct number number;

	*out = (struct tb_readings){ .n = 0 };
	if (w.n == 0)
		return;
	if (read_number(w, &number)) {
		add_number(out, number);
		return;
	}
	add_named(out, w);
	if (out->n == 0)
		add_coded(out, w);
	if (out->n == 0)
		add_wording(out, w);
	if (out->n == 0)
		add_word_of(out, w);
}

unsigned tb_reading_conditions(const struct tb_reading *r)
{
	if (r->kernel)
		return 0;
	if (r->message)
		return r->message->conditions;
	if (r->face)
		return r->face->conditions;
	return r->error->condition == TB_CONDITION_NONE ? 0 : 1u << r->error->condition;
}

const char *tb_reading_meaning(const struct tb_reading *r)
{
	if (r->kernel)
		return r->kernel->meaning;
	return r->message ? r->message->meaning : r->face ? r->face->meaning : r->error->meaning;
}
