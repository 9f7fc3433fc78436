/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * payload_reply.c - commands and reply codes of SMTP and FTP
 *
 * All other letters are blotted out, but for a few words of servers.  What is no known command
 * ends it: mail.
 */
#include "anonymize/copy.h"

static const char *const words[] = { "esmtp", "smtp", "ftp", "too", "many" };

static bool copy_reply(struct tb_copy *c, struct tb_reader line)
{
	struct tb_reader code = line;
	int behind = rd_peek(&line, 3);
	uint32_t status;

	rd_limit(&code, 3);
	if (!tb_number(&code, &status) || rd_left(&code) > 0 || status < 100 || status > 599 ||
	    (behind >= 0 && behind != ' ' && behind != '-'))
		return false;
	tb_copy_words(c, line, words, sizeof(words) / sizeof(words[0]));
	tb_copy_take(c, &line, 3);
	if (rd_left(&line) > 0)
		tb_copy_take(c, &line, 1);
	return true;
}

static bool is_command(struct tb_reader word)
{
	return tb_word(word, tb_machine_smtp.methods, tb_machine_smtp.n_methods) != 0 ||
	       tb_word(word, tb_machine_ftp.methods, tb_machine_ftp.n_methods) != 0;
}

static bool copy_command(struct tb_copy *c, struct tb_reader line)
{
	struct tb_reader word = line;

	if (rd_left(&line) == 1 && rd_peek(&line, 0) == '.') {	/* the end of a mail */
		tb_copy_all(c, line);
		return true;
	}
	rd_limit(&word, tb_letters(&line, 16));
	if (!is_command(word))
		return false;
	tb_copy_words(c, line, words, sizeof(words) / sizeof(words[0]));
	tb_copy_all(c, word);
	return true;
}

bool tb_copy_reply(struct tb_copy *c, struct tb_reader *r)
{
	struct tb_reader ahead = *r, line;

	if (tb_line(&ahead, &line) != TB_PACE_ON ||
	    !(c->from_server ? copy_reply(c, line) : copy_command(c, line)))
		return false;
	return tb_copy_line(c, r, &line);
}
