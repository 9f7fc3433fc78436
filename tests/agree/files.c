/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * files.c - captures that are odd as files: byte orders, resolutions, interfaces
 */
#include "agree/make.h"

/* What all of these hold: two connections, each with a reset. */
static void play(struct tape *t, const struct pkt_link *link, uint32_t interface)
{
	struct conv c;

	conv_init(&c, t, "10.0.0.1", 40000, "10.0.0.2", 80);
	c.link = link;
	c.interface = interface;
	conv_open(&c);
	conv_data(&c, TB_CLIENT, 100);
	conv_rst(&c, TB_SERVER);
	conv_init(&c, t, "2001:db8::1", 40001, "2001:db8::2", 80);
	c.link = link;
	c.interface = interface;
	conv_syn(&c);
	conv_rstack(&c, TB_SERVER);
}

static void make_classic(const char *name, bool nanoseconds, bool big_endian)
{
	struct capfile file;

	capfile_pcap(&file, make_open(name), 1, 65535, nanoseconds, big_endian);
	make_tape()->take = capfile_take_pcap;
	make_tape()->user = &file;
	make_tape()->step = 1234567;
	play(make_tape(), pkt_link("ethernet"), 0);
	make_close();
}

static struct tape *open_ng(struct capfile *file, const char *name, bool big_endian)
{
	struct tape *t;

	capfile_ng(file, make_open(name), big_endian);
	t = make_tape();
	t->take = capfile_take_ng;
	t->user = file;
	t->step = 1234567;
	return t;
}

/* Interfaces that differ in link type, snaplen and resolution; their frames
 * alternate; statistics and comments in between. */
static void make_mixed(const char *name, bool big_endian)
{
	static const struct {
		const char *link, *name;
		uint32_t snaplen;
		uint8_t tsresol;
	} interface[] = {
		{ "ethernet", "eth0", 262144, 6 },
		{ "raw", "tun0", 96, 9 },
		{ "sll", NULL, 0, 3 },
		{ "null-le", "lo0", 65535, 0x80 | 20 },
		{ "802.11", "wlan0", 128, 6 },
	};
	enum { N = sizeof(interface) / sizeof(interface[0]) };
	struct capfile file;
	struct tape *t = open_ng(&file, name, big_endian);

	for (uint32_t i = 0; i < N; i++)
		capfile_ng_interface(&file, pkt_link(interface[i].link)->link_type,
				     interface[i].snaplen, interface[i].tsresol,
				     interface[i].name);
	for (uint32_t i = 0; i < 2 * N; i++) {
		t->snaplen = interface[i % N].snaplen;
		t->comment = "a connection begins here";
		play(t, pkt_link(interface[i % N].link), i % N);
		capfile_ng_stats(&file, i % N, t->now, 7 * (i + 1), i);
	}
	make_close();
}

/* Blocks that are not packets, unknown ones too, simple packets, and a second
 * section in the other byte order whose interface 0 is another one. */
static void make_sections(const char *name)
{
	struct capfile file;
	struct tape *t = open_ng(&file, name, false);

	capfile_ng_interface(&file, 1, 0, 6, "eth0");
	capfile_ng_block(&file, 4, "\0\0\0", 4);		/* no names resolved */
	play(t, pkt_link("ethernet"), 0);
	capfile_ng_block(&file, 0x7abc, "whatever this is", 16);
	t->take = NULL;
	for (size_t i = 0; i < 2; i++) {
		struct conv c;

		conv_init(&c, t, "10.0.0.3", (uint16_t)(50000 + i), "10.0.0.2", 80);
		capfile_ng_simple(&file, conv_syn(&c));
		capfile_ng_simple(&file, conv_rstack(&c, TB_SERVER));
	}
	capfile_ng(&file, file.out, true);
	capfile_ng_interface(&file, 101, 0, 9, "tun0");
	t->take = capfile_take_ng;
	play(t, pkt_link("raw"), 0);
	make_close();
}

/* Wireshark numbers custom blocks and systemd's journal entries among the frames. */
static void make_numbered_blocks(const char *name)
{
	static const char journal[] = "MESSAGE=x\n__REALTIME_TIMESTAMP=1767225600000000\n";
	static const uint8_t custom[8] = { 0, 0, 0x7e, 0xd9 };	/* RFC 5612's example */
	struct capfile file;
	struct tape *t = open_ng(&file, name, true);

	capfile_ng_interface(&file, 1, 0, 6, "eth0");
	for (size_t i = 0; i < 3; i++) {
		capfile_ng_block(&file, i == 0 ? 0x00000bad : 0x40000bad, custom,
				 sizeof(custom));
		t->number++;
		play(t, pkt_link("ethernet"), 0);
		capfile_ng_block(&file, 9, journal, sizeof(journal) - 1);
		t->number++;
	}
	make_close();
}

static void make_plain_ng(const char *name, bool big_endian)
{
	struct capfile file;
	struct tape *t = open_ng(&file, name, big_endian);

	capfile_ng_interface(&file, 1, 262144, 9, "eth0");
	play(t, pkt_link("ethernet"), 0);
	make_close();
}

void make_files(void)
{
	make_classic("file-le-us.pcap", false, false);
	make_classic("file-le-ns.pcap", true, false);
	make_classic("file-be-us.pcap", false, true);
	make_classic("file-be-ns.pcap", true, true);
	make_plain_ng("file-le.pcapng", false);
	make_plain_ng("file-be.pcapng", true);
	make_mixed("file-mixed-le.pcapng", false);
	make_mixed("file-mixed-be.pcapng", true);
	make_sections("file-sections.pcapng");
	make_numbered_blocks("file-numbered-blocks.pcapng");
}
