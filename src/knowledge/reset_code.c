/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * reset_code.c - which form a RST's reason is written in, if one is
 *
 * TCP has no field for the reason of a RST, so makers that want to say it found places
 * of their own: an option (MPTCP), the payload (RFC 9293 section 3.5.3 allows one), the
 * window, which means nothing in a RST.  Whatever is found is a claim of whoever made
 * the RST, and a forger can write it too.
 *
 * The option is looked for first, since it is standardised.  Then the forms of payload
 * with a mark of their own, the surest mark first; text without a mark comes after all
 * of them.  The window, which any number may be in by chance, is looked at only where
 * there is no payload.
 *
 * Often not all of the payload is there: little of it is kept, less is captured.  What
 * is too short to be told apart is left untold.
 */
#include <string.h>

#include "knowledge/code.h"

const struct tb_phrase *tb_phrase_find(const struct tb_phrase *phrase, size_t n,
				       struct tb_reader r)
{
	for (size_t i = 0; i < n; i++)
		if (rd_icase(&r, phrase[i].begins))
			return &phrase[i];
	return NULL;
}

/* MPTCP ----------------------------------------------------------------------------- */

/* RFC 8684 section 3.6 and IANA's registry of MP_TCPRST reason codes. */
static const char *const mptcp_reasons[] = {
	"no reason is given",
	"an error of MPTCP",
	"lack of resources",
	"administratively prohibited",
	"too much data outstanding",
	"the path performs too badly",
	"a middlebox interferes with MPTCP",
};

/* The value of the first option of a kind; short if there is none. */
static struct tb_reader option_of_kind(struct tb_reader r, uint8_t wanted)
{
	enum { END, NOP };
	struct tb_reader value = { .short_read = true };

	while (rd_left(&r) > 0) {
		uint8_t kind = rd_u8(&r), length;

		if (kind == NOP)
			continue;
		length = kind == END ? 0 : rd_u8(&r);
		if (length < 2)
			break;
		value = rd_sub(&r, length - 2u);
		if (kind == wanted)
			return value;
	}
	return (struct tb_reader){ .short_read = true };
}

static bool mptcp(const struct tb_rst *rst, struct tb_code *out)
{
	enum { MPTCP = 30, MP_TCPRST = 8, TRANSIENT = 1 };
	struct tb_reader r = option_of_kind(rd_over(rst->options, rst->options_len), MPTCP);
	bool whole = rd_left(&r) == 2;
	uint8_t first = rd_u8(&r), reason = rd_u8(&r);

	if (!whole || first >> 4 != MP_TCPRST)
		return false;
	out->kind = TB_CODE_MPTCP;
	out->transient = first & TRANSIENT;
	tb_code_set_number(out, reason);
	if (reason < COUNT_OF(mptcp_reasons))
		out->meaning = mptcp_reasons[reason];
	return true;
}

/* Linux ----------------------------------------------------------------------------- */

/* enum sk_rst_reason, in the order that it has since Linux 6.12. */
static const char *const linux_reasons[] = {
	[1] = "no socket of that connection",
	"while connecting: it acknowledges what was never sent",
	"while connecting: its echoed timestamp is none of ours",
	"in the handshake: it acknowledges what is long past",
	"in the handshake: it acknowledges what was never sent",
	"a listening socket got a segment of a connection that it does not know",
	"in the handshake: it acknowledges what is past",
	"data came after the socket was closed",
	"data came for a closed socket that only waits for the end",
	"the handshake did not fit, or the accept queue overflowed",
	"the application closed the socket with data unread",
	"closed with TCP_LINGER2 below zero",
	"memory for sockets is short",
	"aborted by its application (SO_LINGER 0) or by an administrator",
	"keepalive probes stayed unanswered",
	"disconnected with data unsent",
	"MPTCP: no reason is given",
	"MPTCP: an error of MPTCP",
	"MPTCP: lack of resources",
	"MPTCP: administratively prohibited",
	"MPTCP: too much data outstanding",
	"MPTCP: the path performs too badly",
	"MPTCP: a middlebox interferes",
	"an error that should not occur",
};

/* The number, then zeros: a payload of 1000 octets by an experimental patch. */
static bool linux_padded(const struct tb_rst *rst, struct tb_code *out)
{
	enum { PADDED = 1000, ENOUGH = 16 };
	struct tb_reader r = tb_code_payload(rst);
	uint8_t reason = rd_u8(&r);

	if (rst->payload_len != PADDED || reason == 0 || rd_left(&r) < ENOUGH)
		return false;
	while (rd_left(&r) > 0)
		if (rd_u8(&r) != 0)
			return false;
	out->kind = TB_CODE_LINUX;
	tb_code_set_number(out, reason);
	if (reason < COUNT_OF(linux_reasons))
		out->meaning = linux_reasons[reason];
	return true;
}

/* Other payload ----------------------------------------------------------------------- */

/* Of HP-UX, SunOS and classic Mac OS. */
static const struct tb_phrase old_texts[] = {
	{ "no listener", "nobody listens on that port", false },
	{ "no tcp", "no such connection", false },
	{ "go away", "the connection is not wanted", false },
	{ "tcp_disconnect", "the application aborted the connection", false },
	{ "tcp_close, during connect", "the application closed while connecting", false },
	{ "new data when detached", "data came after the application had closed", false },
	{ "tcp_fin_wait_2_timeout", "the other side did not close in time", false },
};

static bool is_text(struct tb_reader r)
{
	while (rd_left(&r) > 0) {
		uint8_t c = rd_u8(&r);

		if ((c < ' ' || c > '~') && c != '\t' && c != '\r' && c != '\n')
			return false;
	}
	return true;
}

/* Leaves off what some put behind a text. */
static void trim(struct tb_reader *r)
{
	static const char padding[] = { '\0', ' ', '\r', '\n' };
	size_t n = rd_left(r);

	while (n > 0 && memchr(padding, rd_peek(r, n - 1), sizeof(padding)) != NULL)
		n--;
	rd_limit(r, n);
}

static bool text(const struct tb_rst *rst, struct tb_code *out)
{
	enum { LEAST = 4 };	/* fewer characters may be chance */
	struct tb_reader r = tb_code_payload(rst);
	const struct tb_phrase *known;

	trim(&r);
	if (rd_left(&r) < LEAST || !is_text(r))
		return false;
	out->kind = TB_CODE_TEXT;
	tb_code_set_text(out, &r);
	known = tb_phrase_find(old_texts, COUNT_OF(old_texts), r);
	if (known != NULL)
		out->meaning = known->meaning;
	return true;
}

static bool bytes(const struct tb_rst *rst, struct tb_code *out)
{
	struct tb_reader r = tb_code_payload(rst);

	if (rd_left(&r) == 0)
		return false;
	out->kind = TB_CODE_BYTES;
	tb_code_set_text(out, &r);
	return true;
}

struct tb_code tb_reset_code(const struct tb_rst *rst, bool foreign_ttl)
{
	static bool (*const forms[])(const struct tb_rst *, struct tb_code *) = {
		mptcp, tb_code_compact, tb_code_free_text, tb_code_bigip, tb_code_cbor,
		linux_padded, text, bytes,
	};
	bool has_room = rst->options_len > 0 || rst->payload_len > 0;
	struct tb_code code = { .kind = TB_CODE_NONE };

	for (size_t i = 0; has_room && i < COUNT_OF(forms); i++)
		if (forms[i](rst, &code))
			return code;
	if (rst->payload_len == 0)
		tb_code_netscaler(rst, foreign_ttl, &code);
	return code;
}
