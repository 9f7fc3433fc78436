/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * common.h - what every format says in the same words
 */
#ifndef TB_REPORT_COMMON_H
#define TB_REPORT_COMMON_H

#include "base/reader.h"
#include "base/text.h"
#include "report/format.h"

/* Name of a capture, from the command line: a stranger's; NULL: not known. */
const char *tb_report_file(const struct tb_report_options *o, uint32_t file);

/* The same of the capture that a frame is in, where that needs to be said: NULL too if
 * it is home, or if there is no frame. */
const char *tb_report_foreign_file(const struct tb_report_options *o, struct tb_ref ref,
				   uint32_t home);

/* For what is of no file: a home that no frame has if several captures are read. */
uint32_t tb_report_no_home(const struct tb_report_options *o);

/* Name of the interface that saw a RST, a stranger's; NULL: not known. */
const char *tb_report_interface(const struct tb_report_options *o, const struct tb_rst *rst);

/* Are there endings that were not asked for? */
static inline bool tb_report_is_part(const struct tb_report_options *o)
{
	return o->left_out != NULL && *o->left_out > 0;
}

enum { TB_PUT_WHY = 512 };	/* bytes of a sentence and a NUL; ours are far shorter */

/* The sentence alone, as the functions of put.h put what they are given. */
char *tb_report_put_why(char *at, const struct tb_why *why);

/* The sentence; a frame in it that is not of the capture home gets its file named,
 * escaped for a terminal.  Nothing if there is nothing to say. */
void tb_report_why(struct tb_text *t, const struct tb_report_options *o,
		   const struct tb_why *why, uint32_t home);

/* The sentence that tb_group_text() makes. */
void tb_report_group(struct tb_text *t, const struct tb_group *g);

/* A Wireshark display filter that shows the flow, as the functions of put.h put theirs. */
enum { TB_PUT_FILTER = 192 };
char *tb_report_put_filter(char *at, const struct tb_flow_info *flow);

/* Takes the next TCP option off r and writes it in tcpdump's words: "mss 1460".
 * False: there is none. */
bool tb_report_tcp_option(struct tb_text *t, struct tb_reader *r);

/* Says that names are none: for the reader, who might look for them. */
extern const char tb_report_anonymized[];

/* "client" or "server". */
const char *tb_report_side(enum tb_side side);

/* "from the server" if it made the RST, "in the server's name" if somebody else did, "with the
 * server's address" if that is not known. */
const char *tb_report_whose(const struct tb_rst *rst);

/* "warning", "fatal" or "unknown": RFC 8446 section 6. */
const char *tb_report_alert_level(uint8_t level);

/* Is there anything in which the packets contradict the kernel? */
bool tb_report_contradicts(const struct tb_kernel_contradiction *c);

/* Does it speak against the cause?  What speaks for another one does. */
bool tb_report_is_against(const struct tb_verdict *v, const struct tb_evidence *e);

/* Words for an ICMP error: "host unreachable"; NULL: no common one. */
const char *tb_report_icmp(const struct tb_icmp_error *e);

/* Counts resets by cause.  Zeroed: empty.  Slugs are static, so pointers are kept. */
struct tb_report_tally {
	struct tb_report_cause {
		const char *slug;
		uint64_t count;
	} cause[64];
	size_t n;
};

void tb_report_tally_cause(struct tb_report_tally *tally, const char *slug);

/* More distinct causes than there is room for are not counted. */
void tb_report_tally_add(struct tb_report_tally *tally, const struct tb_verdict *v);

#endif
