/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * page.h - what is told to a person: labelled paragraphs, on some medium
 *
 * A paragraph is collected in page->para, from our own words and from strangers'
 * bytes made harmless by tb_text_shown(), and then laid out by the page's medium:
 * wrapped lines of a terminal, or markup.  Who tells a story knows nothing of that.
 */
#ifndef TB_REPORT_PAGE_H
#define TB_REPORT_PAGE_H

#include "report/common.h"

enum {
	TB_PAGE_INDENT = 3,	/* columns before a label */
	TB_PAGE_LABEL = 9,	/* columns of a label with the blank behind it */
	TB_PAGE_QUOTE = 200	/* bytes of a stranger shown at most in one place */
};

/* How something is meant, so that a medium may colour it. */
enum tb_tone {
	TB_TONE_PLAIN,
	TB_TONE_STRONG,
	TB_TONE_FAINT,
	TB_TONE_GOOD,
	TB_TONE_DOUBT,
	TB_TONE_BAD,
	TB_TONE_COUNT
};

struct tb_page;

/* The first line of a block; the headline is in para. */
struct tb_page_title {
	uint64_t id;
	enum tb_tone tone;	/* of the word */
	const char *word;	/* what nobody should overlook: "DISRUPTIVE".  Static */
	tb_time when;
};

/* Where words of a paragraph are told apart from those before them: byte `at` of para is
 * the first one of them, and `between` bytes of punctuation stand before it. */
struct tb_page_point {
	uint16_t at, between;
};
enum { TB_PAGE_POINTS = 16 };	/* that are remembered of a paragraph */

/* How a page looks; each lays out page->para, which is not empty, and leaves it to the
 * page to empty it. */
struct tb_medium {
	void (*title)(struct tb_page *p, const struct tb_page_title *t);
	void (*item)(struct tb_page *p, const char *label);
	void (*verbatim)(struct tb_page *p, const char *label);
	void (*line)(struct tb_page *p, unsigned indent);
	void (*alarm)(struct tb_page *p, enum tb_tone tone, const char *word);
	/* These have nothing to do with para. */
	void (*ladder)(struct tb_page *p, const struct tb_report_options *o,
		       const struct tb_verdict *v);
	void (*heading)(struct tb_page *p, enum tb_tone tone, const char *words);
	void (*end)(struct tb_page *p);
};

extern const struct tb_medium tb_medium_text;	/* a terminal, or a file of lines */
extern const struct tb_medium tb_medium_markdown;

struct tb_page {
	const struct tb_medium *medium;
	struct tb_text *out;	/* the caller's */
	bool colour;		/* text: wanted */
	unsigned width;		/* text: columns, at least 60 */
	bool in_list;		/* of a medium that marks where one begins and ends: it began */
	struct tb_text para;
	struct tb_page_point point[TB_PAGE_POINTS];
	unsigned n_points;	/* of para */
	char buf[4096];		/* para's */
};

void tb_page_init(struct tb_page *p, const struct tb_medium *medium, struct tb_text *out,
		  const struct tb_report_options *o);

/* The head of a block, with para as its headline. */
void tb_page_title(struct tb_page *p, const struct tb_page_title *t);

/* The head of a part of the report. */
void tb_page_heading(struct tb_page *p, enum tb_tone tone, const char *words);

/* Lays out what is in para, if anything, behind its label, and empties it. */
void tb_page_item(struct tb_page *p, const char *label);

/* The same for what is to be copied: it stays as it is. */
void tb_page_verbatim(struct tb_page *p, const char *label);

/* The same without a label: on a terminal from column indent on, later lines hang by 2
 * more. */
void tb_page_lines(struct tb_page *p, unsigned indent);

/* Lays out para behind a word that nobody should overlook. */
void tb_page_alarm(struct tb_page *p, enum tb_tone tone, const char *word);

/* The segments around an ending, if the verdict has them. */
void tb_page_ladder(struct tb_page *p, const struct tb_report_options *o,
		    const struct tb_verdict *v);

/* A block or a part of the report ends. */
void tb_page_end(struct tb_page *p);

/* s in a colour, straight to out: for those who write on a terminal and nowhere else. */
void tb_page_coloured(struct tb_page *p, enum tb_tone tone, const char *s);

/* Into para: "; " or the like, unless it is empty; what follows is told apart. */
void tb_page_then(struct tb_page *p, const char *between);

/* Into para: "1 RST", "3,412 packets". */
void tb_page_number(struct tb_page *p, uint64_t n, const char *one, const char *many);

/* Into para: what an ICMP error says, and who: "port unreachable, from 192.0.2.1". */
void tb_page_icmp(struct tb_page *p, const struct tb_icmp_error *e);

/* Into para: "frame 12" and, if it is not in home, its file. */
void tb_page_frame(struct tb_page *p, const struct tb_report_options *o, struct tb_ref ref,
		   uint32_t home);

/* Into para: "frames 3, 5, 7 of a.pcap, 2 of b.pcap", of one capture without its name. */
void tb_page_frames(struct tb_page *p, const struct tb_report_options *o,
		    const struct tb_ref *ref, size_t n);

/* Into para: the name of a capture. */
void tb_page_file(struct tb_page *p, const char *file);

/* Into para: a stranger's bytes, harmless, at most TB_PAGE_QUOTE of them. */
void tb_page_quote(struct tb_page *p, const void *bytes, size_t n);

#endif
