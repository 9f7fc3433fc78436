/* SPDX-License-Identifier: BSD-3-Clause */
#include "flow/zeek.h"

static const char letters[] = "shadfrtwq";	/* by enum tb_zeek_letter */

/* A letter is recorded once, so those that were are those that were seen. */
static unsigned recorded(const struct tb_flow *f)
{
	return (unsigned)__builtin_popcount(f->history_seen);
}

static void record(struct tb_flow *f, unsigned d, enum tb_zeek_letter letter)
{
	uint32_t bit = tb_zeek_bit(d, letter);
	unsigned n;

	if (f->history_seen & bit)
		return;
	n = recorded(f);
	if (n == TB_HISTORY_LEN)
		return;
	f->history_seen |= bit;
	f->history |= (uint64_t)letter << 4 * n;
	f->history_dirs |= (uint16_t)(d << n);
}

void tb_zeek_history(struct tb_flow *f, const struct tb_segment *s, unsigned d,
		     enum tb_step_kind kind)
{
	uint16_t control = s->flags & (TB_SYN | TB_FIN | TB_RST);

	if ((control & TB_SYN) && (control & (TB_FIN | TB_RST)))
		record(f, d, TB_ZEEK_CONTRADICTION);
	if (control & TB_SYN)
		record(f, d, s->flags & TB_ACK ? TB_ZEEK_SYN_ACK : TB_ZEEK_SYN);
	if (kind == TB_STEP_RETRANSMISSION && s->payload_len > 0)
		record(f, d, TB_ZEEK_RETRANSMISSION);
	else if (s->payload_len > 0 && kind == TB_STEP_PLAIN)
		record(f, d, TB_ZEEK_PAYLOAD);
	if (control & TB_FIN)
		record(f, d, TB_ZEEK_FIN);
	if (control & TB_RST)
		record(f, d, TB_ZEEK_RST);
	if (control == 0 && s->payload_len == 0 && (s->flags & TB_ACK))
		record(f, d, TB_ZEEK_PURE_ACK);
	if (control == 0 && s->has_window && s->window == 0)
		record(f, d, TB_ZEEK_ZERO_WINDOW);
}

void tb_zeek_history_text(const struct tb_flow *f, char text[TB_ZEEK_HISTORY_TEXT])
{
	unsigned n = 0;

	if (f->flags & TB_FLOW_FLIPPED)
		text[n++] = '^';
	for (unsigned i = 0; i < recorded(f); i++) {
		char letter = letters[f->history >> 4 * i & 15];
		bool client = (f->history_dirs >> i & 1) == f->client;

		text[n++] = (char)(client ? letter - 'a' + 'A' : letter);
	}
	text[n] = '\0';
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
