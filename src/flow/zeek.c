/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * zeek.c - conn_state and history in Zeek's letters
 *
 * The history is one number: its digits, the last one lowest, are the letters in the order in
 * which they came, to a base that leaves 0 free.  Each is told once a direction, so there are
 * not many, and few segments have a new one.
 */
#include "flow/zeek.h"

static const char letters[] = "qshtdfarw";	/* by enum tb_zeek_letter */

enum { BASE = 2 * TB_ZEEK_LETTERS + 1 };	/* a digit is letter and direction, plus one */

#define FULL UINT64_C(799006685782884121)	/* BASE to the power of TB_ZEEK_HISTORY less one */

_Static_assert(BASE == 19, "FULL is of that base");

static unsigned digit_of(unsigned d, unsigned letter)
{
	return 2 * letter + d + 1;
}

static bool is_there(uint64_t history, unsigned digit)
{
	while (history != 0 && history % BASE != digit)
		history /= BASE;
	return history != 0;
}

static void add(struct tb_flow *f, unsigned digit)
{
	if (f->history < FULL)
		f->history = f->history * BASE + digit;
}

void tb_zeek_tell(struct tb_flow *f, unsigned d, unsigned letter)
{
	unsigned told = f->dir[d].told | 1U << (letter - TB_ZEEK_TOLD);

	f->dir[d].told = told & (unsigned)TB_ZEEK_TOLD_BITS;
	add(f, digit_of(d, letter));
}

/* A set of one letter, or none. */
static unsigned only_if(bool condition, enum tb_zeek_letter letter)
{
	return (unsigned)condition << letter;
}

static unsigned letters_of_control(const struct tb_segment *s)
{
	bool syn = (s->flags & TB_SYN) != 0;

	return only_if(syn && (s->flags & (TB_FIN | TB_RST)), TB_ZEEK_CONTRADICTION) |
	       only_if(syn, s->flags & TB_ACK ? TB_ZEEK_SYN_ACK : TB_ZEEK_SYN) |
	       only_if(s->flags & TB_FIN, TB_ZEEK_FIN) | only_if(s->flags & TB_RST, TB_ZEEK_RST);
}

static unsigned letters_of(const struct tb_segment *s, enum tb_step_kind kind)
{
	bool control = (s->flags & (TB_SYN | TB_FIN | TB_RST)) != 0, payload = s->payload_len > 0;
	unsigned has = control ? letters_of_control(s)
			       : only_if(s->has_window && s->window == 0, TB_ZEEK_ZERO_WINDOW);

	if (payload)
		return has | only_if(kind == TB_STEP_PLAIN, TB_ZEEK_PAYLOAD) |
		       only_if(kind == TB_STEP_RETRANSMISSION, TB_ZEEK_RETRANSMISSION);
	return has | only_if(!control && (s->flags & TB_ACK), TB_ZEEK_PURE_ACK);
}

void tb_zeek_tell_all(struct tb_flow *f, const struct tb_segment *s, unsigned d,
		      enum tb_step_kind kind)
{
	const unsigned known = TB_ZEEK_TOLD_BITS << TB_ZEEK_TOLD;
	unsigned has = letters_of(s, kind) & ~((unsigned)f->dir[d].told << TB_ZEEK_TOLD);

	for (; has != 0; has &= has - 1) {
		unsigned letter = (unsigned)__builtin_ctz(has);

		if (has & -has & known)
			tb_zeek_tell(f, d, letter);
		else if (!is_there(f->history, digit_of(d, letter)))
			add(f, digit_of(d, letter));
	}
}

static char letter_of(const struct tb_flow *f, unsigned digit)
{
	char letter = letters[(digit - 1) / 2];
	bool client = (digit - 1) % 2 == f->client;

	return (char)(client ? letter - 'a' + 'A' : letter);
}

void tb_zeek_history_text(const struct tb_flow *f, char text[TB_ZEEK_HISTORY_TEXT])
{
	unsigned n = 0, first;

	if (f->flags & TB_FLOW_FLIPPED)
		text[n++] = '^';
	first = n;
	for (uint64_t h = f->history; h != 0; h /= BASE)
		n++;
	text[n] = '\0';
	for (uint64_t h = f->history; n > first; h /= BASE)
		text[--n] = letter_of(f, (unsigned)(h % BASE));
}

/* States that Zeek's connection compressor gives an endpoint. */
enum endpoint {
	INACTIVE,	/* nothing seen */
	PARTIAL,	/* seen, but not its SYN */
	SYN_SENT,
	SYN_ACK_SENT,
	ESTABLISHED,
	CLOSED,
	RESET
};

static enum endpoint endpoint_state(const struct tb_flow *f, unsigned d)
{
	uint16_t did = f->dir[d].did, other = f->dir[!d].did;

	if ((did & TB_DID_RST) && !(did & other & TB_DID_FIN))
		return RESET;
	if (did & TB_DID_FIN)
		return CLOSED;
	if (!(did & TB_DID_SEND))
		return INACTIVE;
	if (!(did & (TB_DID_SYN | TB_DID_SYNACK)))
		return PARTIAL;
	if (other & (TB_DID_SYN | TB_DID_SYNACK))
		return ESTABLISHED;
	return did & TB_DID_SYN ? SYN_SENT : SYN_ACK_SENT;
}

static const char *reset_by_server(enum endpoint client, bool no_payload)
{
	if (client == SYN_SENT || client == SYN_ACK_SENT || (client == RESET && no_payload))
		return "REJ";
	return client <= PARTIAL ? "RSTRH" : "RSTR";
}

const char *tb_zeek_conn_state(const struct tb_flow *f)
{
	enum endpoint client = endpoint_state(f, f->client), server = endpoint_state(f, !f->client);
	bool no_payload = !((f->dir[0].did | f->dir[1].did) & TB_DID_DATA);

	if (server == RESET)
		return reset_by_server(client, no_payload);
	if (client == RESET)
		return server <= PARTIAL ? "RSTOS0" : "RSTO";
	if (client == CLOSED && server == CLOSED)
		return "SF";
	if (client == CLOSED)
		return server <= PARTIAL ? "SH" : "S2";
	if (server == CLOSED)
		return client <= PARTIAL ? "SHR" : "S3";
	if (client == SYN_SENT && server == INACTIVE)
		return "S0";
	return client == ESTABLISHED && server == ESTABLISHED ? "S1" : "OTH";
}
