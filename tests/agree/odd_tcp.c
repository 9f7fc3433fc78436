/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * odd_tcp.c - captures whose TCP segments or conversations are odd in one way each
 */
#include "agree/make.h"

#include <string.h>

static void usual(struct conv *c, struct tape *t, bool v6)
{
	conv_init(c, t, v6 ? "2001:db8::1" : "10.0.0.1", 40000,
		  v6 ? "2001:db8::2" : "10.0.0.2", 80);
}

/* --- flags, payload, ports, time --- */

/* All 512 values of the flags: those with RST must be found, whatever the rest. */
static void play_flags(struct tape *t)
{
	struct conv c;

	usual(&c, t, false);
	for (uint16_t flags = 0; flags < 512; flags++) {
		struct conv_segment s = conv_next(&c, TB_CLIENT, flags, 0);

		c.end[TB_CLIENT].port = s.tcp.src = (uint16_t)(1024 + flags);
		conv_put(&c, &s);
	}
}

/* A connection from that port, which the server resets so. */
static void put_reset(struct conv *c, uint16_t port, const void *payload, size_t n,
		      uint16_t window)
{
	struct conv_segment s;

	c->end[TB_CLIENT].port = port;
	conv_restart(c, 1000, 5000);
	conv_open(c);
	conv_data(c, TB_CLIENT, 10);
	s = conv_next(c, TB_SERVER, TB_RST | TB_ACK, n);
	s.payload = payload;
	s.tcp.window = window;
	conv_put(c, &s);
}

/* RFC 9293 section 3.5.3 lets a RST say why; there is more than one way. */
static void play_reasons(struct tape *t)
{
	static const uint8_t padded[1000] = { 15 };
	static const struct {
		const void *payload;
		size_t n;
	} reasons[] = {
#define REASON(text) { text, sizeof(text) - 1 }
		REASON("Go away, we're not home"),
		REASON("BIG-IP: [0x31ae141:4666] {peer} TCP RST from remote system"),
		REASON("\x33\xaa\0\x0e\0\0\0\0"),
		REASON("\x33\xaa\0\x0e\0\0\x0d\x3a"),
		REASON("\xf3\x17gone \xff\x1b[2J"),
		REASON("\x19\x30\x39\xa1\1\2"),
		REASON("\0\x1b\xff"),
		{ padded, sizeof(padded) },
	};
	static const uint16_t windows[] = { 8212, 9300, 9701 };
	struct conv c;

	for (unsigned v6 = 0; v6 < 2; v6++) {
		uint16_t port = 40000;

		usual(&c, t, v6);
		for (size_t i = 0; i < sizeof(reasons) / sizeof(reasons[0]); i++)
			put_reset(&c, port++, reasons[i].payload, reasons[i].n, 0);
		for (size_t i = 0; i < sizeof(windows) / sizeof(windows[0]); i++)
			put_reset(&c, port++, "", 0, windows[i]);
	}
}

/* The same two ends, three times, each ended by a RST. */
static void play_port_reuse(struct tape *t)
{
	struct conv c;

	usual(&c, t, false);
	for (uint32_t i = 0; i < 3; i++) {
		conv_restart(&c, 1000 + i * 100000, 5000 + i * 200000);
		conv_open(&c);
		conv_data(&c, TB_CLIENT, 100);
		conv_rstack(&c, i % 2 ? TB_CLIENT : TB_SERVER);
		tape_pass(t, 60 * TB_SECOND);
	}
}

/* Every frame is captured twice, as on a SPAN port or with "any". */
static void play_duplicates(struct tape *t)
{
	struct conv c;

	usual(&c, t, false);
	conv_syn(&c);
	tape_again(t);
	conv_synack(&c);
	tape_again(t);
	conv_ack(&c, TB_CLIENT);
	tape_again(t);
	conv_rst(&c, TB_SERVER);
	tape_again(t);
}

static void play_ports(struct tape *t)
{
	struct conv c;

	conv_init(&c, t, "10.0.0.1", 0, "10.0.0.2", 65535);
	conv_syn(&c);
	conv_rstack(&c, TB_SERVER);
	conv_init(&c, t, "10.0.0.3", 1000, "10.0.0.3", 1000);	/* to itself */
	conv_syn(&c);
	conv_rstack(&c, TB_SERVER);
	conv_init(&c, t, "10.0.0.4", 4789, "10.0.0.2", 2152);	/* TCP on tunnels' ports */
	conv_open(&c);
	conv_rst(&c, TB_CLIENT);
}

/* The clock of the capturing host is set back. */
static void play_time_runs_back(struct tape *t)
{
	struct conv c;

	usual(&c, t, false);
	conv_open(&c);
	conv_data(&c, TB_CLIENT, 100);
	tape_pass(t, -3600 * TB_SECOND);
	conv_rstack(&c, TB_SERVER);
	t->now.ns = 0;
	conv_rst(&c, TB_CLIENT);
}

/* --- headers --- */

static void play_checksums(struct tape *t)
{
	struct conv c;

	for (int v6 = 0; v6 < 2; v6++)
		for (int sum = PKT_SUM_GOOD; sum <= PKT_SUM_ZERO; sum++) {
			struct conv_segment s;

			usual(&c, t, v6);
			conv_open(&c);
			s = conv_next(&c, TB_SERVER, TB_RST, 0);
			s.tcp.sum = (enum pkt_sum)sum;
			conv_put(&c, &s);
			s.tcp.sum = PKT_SUM_GOOD;
			s.ip.sum = (enum pkt_sum)sum;
			conv_put(&c, &s);
		}
}

/* Data offsets of all sizes on a RST with 20 bytes of options and 12 of payload.
 * Below five words and past the end of the packet (13 words) no header begins or ends
 * there: receivers discard such a segment without looking at its flags. */
static void play_data_offsets(struct tape *t)
{
	struct conv c;

	usual(&c, t, false);
	for (uint8_t words = 1; words < 16; words++) {
		struct conv_segment s = conv_next(&c, TB_SERVER, TB_RST, 12);

		for (size_t i = 0; i < 20; i++)
			pkt_opt_nop(&s.tcp);
		s.tcp.data_offset = words;
		conv_build(&s, &c.pkt);
		conv_put_ip(&c, TB_SERVER);
		if (words >= 5 && words <= 13)
			tape_mark_rst(t);
	}
}

/* Broken options: lengths 0, 1, too long; each on a RST. */
static void play_options(struct tape *t)
{
	static const uint8_t broken[][8] = {
		{ 8, 0, 1, 1, 1, 1, 1, 1 },
		{ 8, 1, 1, 1, 1, 1, 1, 1 },
		{ 8, 10, 1, 1, 1, 1, 1, 1 },
		{ 2, 255, 1, 1, 1, 1, 1, 1 },
		{ 1, 1, 1, 1, 1, 1, 1, 30 },
		{ 0, 0, 0, 0, 0, 0, 0, 0 },
	};
	struct conv c;

	usual(&c, t, false);
	for (size_t i = 0; i < sizeof(broken) / sizeof(broken[0]); i++) {
		struct conv_segment s = conv_next(&c, TB_SERVER, TB_RST, 0);

		memcpy(s.tcp.options, broken[i], 8);
		s.tcp.options_len = 8;
		conv_put(&c, &s);
	}
}

/* A RST cut to every length that a frame can have, behind so many bytes of outer
 * headers.  With 14 bytes of TCP header the flags are there, with 13 they are not. */
static void put_cut(struct tape *t, void (*wrap)(struct pkt *p, enum tb_side from),
		    uint32_t outer)
{
	struct conv c;

	for (int v6 = 0; v6 < 2; v6++)
		for (uint32_t snaplen = 1; snaplen < outer + 100; snaplen++) {
			uint32_t flags_end = outer + (v6 ? 40 : 20) + 14;
			struct conv_segment s;

			usual(&c, t, v6);
			s = conv_next(&c, TB_SERVER, TB_RST, 20);
			pkt_opt_mp_tcprst(&s.tcp, 1);
			t->snaplen = snaplen;
			c.wrap = wrap;
			conv_build(&s, &c.pkt);
			conv_put_ip(&c, TB_SERVER);
			if (snaplen >= flags_end)
				tape_mark_rst(t);
		}
}

static void play_snaplens(struct tape *t)
{
	put_cut(t, NULL, 14);
}

static void play_snaplens_vxlan(struct tape *t)
{
	put_cut(t, pkt_tunnel("vxlan")->wrap, 14 + 20 + 8 + 8 + 14);
}

static void play_snaplens_gre(struct tape *t)
{
	put_cut(t, pkt_tunnel("gre-full")->wrap, 14 + 20 + 16);
}

static const struct {
	const char *name;
	void (*play)(struct tape *t);
} odd[] = {
	{ "odd-flags.pcap", play_flags },
	{ "odd-reasons.pcap", play_reasons },
	{ "odd-port-reuse.pcap", play_port_reuse },
	{ "odd-duplicates.pcap", play_duplicates },
	{ "odd-ports.pcap", play_ports },
	{ "odd-time.pcap", play_time_runs_back },
	{ "odd-checksums.pcap", play_checksums },
	{ "odd-data-offsets.pcap", play_data_offsets },
	{ "odd-options.pcap", play_options },
	{ "odd-snaplens.pcap", play_snaplens },
	{ "odd-snaplens-vxlan.pcap", play_snaplens_vxlan },
	{ "odd-snaplens-gre.pcap", play_snaplens_gre },
};

void make_odd_tcp(void)
{
	for (size_t i = 0; i < sizeof(odd) / sizeof(odd[0]); i++)
		make_pcap(odd[i].name, 1, odd[i].play);
}
