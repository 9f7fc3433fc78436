/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * kernel_part.h - parts of a line; for kernel_event.c and kernel_columns.c only
 */
#ifndef TB_JOIN_KERNEL_PART_H
#define TB_JOIN_KERNEL_PART_H

#include <stdbool.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "base/reader.h"
#include "join/kernel_event.h"

/* Bytes of the line. */
struct part {
	const char *at, *end;
};

static inline size_t length(struct part p)
{
	return (size_t)(p.end - p.at);
}

static inline bool is_blank(char c)
{
	return c == ' ' || c == '\t';
}

static inline bool is_text(struct part p, const char *text)
{
	return length(p) == strlen(text) && memcmp(p.at, text, length(p)) == 0;
}

static inline struct part trimmed(struct part p)
{
	while (p.at < p.end && is_blank(*p.at))
		p.at++;
	while (p.at < p.end && is_blank(p.end[-1]))
		p.end--;
	return p;
}

/* Takes the last word of what is left. */
static inline struct part last_word(struct part *p)
{
	struct part word = *p = trimmed(*p);

	while (p->at < p->end && !is_blank(p->end[-1]))
		p->end--;
	word.at = p->end;
	return word;
}

static inline struct part first_word(struct part *p)
{
	struct part word = *p = trimmed(*p);

	while (p->at < p->end && !is_blank(*p->at))
		p->at++;
	word.end = p->at;
	return word;
}

/* All of it is a decimal number, or hexadecimal behind 0x. */
static inline bool read_number(struct part p, unsigned long most, unsigned long *out)
{
	char digits[16], *end;

	if (length(p) == 0 || length(p) >= sizeof(digits) || !rd_is_digit(*p.at))
		return false;
	memcpy(digits, p.at, length(p));
	digits[length(p)] = '\0';
	*out = strtoul(digits, &end, length(p) > 2 && digits[1] == 'x' ? 16 : 10);
	return *end == '\0' && *out <= most;
}

/* Is it a time, as it stands before an event? */
bool tb_kernel_read_time(struct part p, tb_time *out);

/* Reads who ran and in what context from what stands before the time. */
void tb_kernel_read_process(struct part head, struct tb_kernel_event *out);

#endif
