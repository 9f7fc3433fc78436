/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * make_captures.c - captures on which the program and tshark must agree
 *
 *	make_captures DIRECTORY
 *
 * Writes a capture for every link type and every tunnel, all telling the same
 * story, and some odd ones; beside them "meant", a line for each capture:
 * its name and the numbers of the frames that were written as RST segments.
 */
#include "agree/make.h"

#include <stdlib.h>
#include <string.h>

static struct {
	const char *directory;
	FILE *meant, *out;
	struct tape tape;
} making;

static FILE *create(const char *name)
{
	char path[4096];
	FILE *f;

	snprintf(path, sizeof(path), "%s/%s", making.directory, name);
	f = fopen(path, "wb");
	if (!f) {
		perror(path);
		exit(1);
	}
	return f;
}

static void finish(FILE *f)
{
	if (ferror(f) | fclose(f)) {
		perror("make_captures");
		exit(1);
	}
}

FILE *make_open(const char *name)
{
	tape_init(&making.tape);
	making.out = create(name);
	fprintf(making.meant, "%s", name);
	return making.out;
}

struct tape *make_tape(void)
{
	return &making.tape;
}

void make_close(void)
{
	for (size_t i = 0; i < making.tape.n_rst; i++)
		fprintf(making.meant, " %llu", (unsigned long long)making.tape.rst[i]);
	fprintf(making.meant, "\n");
	finish(making.out);
}

void make_pcap(const char *name, uint32_t link_type, void (*play)(struct tape *t))
{
	struct capfile file;

	capfile_pcap(&file, make_open(name), link_type, 262144, false, false);
	making.tape.take = capfile_take_pcap;
	making.tape.user = &file;
	play(&making.tape);
	make_close();
}

/* --- the story that every link type and tunnel tells --- */

struct ends {
	const char *client, *server, *router;
};

static const struct ends family[2] = {
	{ "10.0.0.1", "10.0.0.2", "10.0.0.254" },
	{ "2001:db8::1", "2001:db8::2", "2001:db8::fe" },
};

struct setting {
	const struct pkt_link *link;
	void (*tunnel)(struct pkt *p, enum tb_side from);
};

static void begin(struct conv *c, struct tape *t, const struct setting *where,
		  const struct ends *who, uint16_t port)
{
	conv_init(c, t, who->client, port, who->server, 80);
	c->link = where->link;
	c->wrap = where->tunnel;
	c->timestamps = port % 2;
}

/* Frames 1 - 9: an answered request, then reset by the server, twice; and a router
 * that has something to say about the RST: frame 8 quotes all of it, frame 9 only
 * its ports and sequence number. */
static void play_reset(struct tape *t, const struct setting *where, const struct ends *who)
{
	struct conv c;
	size_t ip_and_8_bytes;

	begin(&c, t, where, who, 40000);
	ip_and_8_bytes = tb_addr_is_v4(&c.end[TB_CLIENT].addr) ? 28 : 48;
	conv_open(&c);
	conv_data(&c, TB_CLIENT, 100);
	conv_data(&c, TB_SERVER, 200);
	conv_rstack(&c, TB_SERVER);
	conv_again(&c, TB_SERVER);
	conv_unreachable(&c, TB_SERVER, 1, who->router, 576);
	conv_unreachable(&c, TB_SERVER, 1, who->router, ip_and_8_bytes);
}

/* Frames 10 - 11: refused. */
static void play_refused(struct tape *t, const struct setting *where,
			 const struct ends *who)
{
	struct conv c;

	begin(&c, t, where, who, 40001);
	conv_syn(&c);
	conv_rstack(&c, TB_SERVER);
}

/* Frames 12 - 20: closed as it should be, but one segment comes late; captured with
 * so short a snaplen that data is cut. */
static void play_late(struct tape *t, const struct setting *where, const struct ends *who)
{
	struct conv c;

	begin(&c, t, where, who, 40002);
	t->snaplen = conv_syn(&c)->original;
	conv_synack(&c);
	conv_ack(&c, TB_CLIENT);
	conv_data(&c, TB_SERVER, 1000);
	conv_fin(&c, TB_CLIENT);
	conv_fin(&c, TB_SERVER);
	conv_ack(&c, TB_CLIENT);
	conv_data(&c, TB_SERVER, 1000);
	conv_rst(&c, TB_CLIENT);
	t->snaplen = 0;
}

static void play_story(struct tape *t, const struct setting *where, const struct ends *who)
{
	play_reset(t, where, who);
	play_refused(t, where, who);
	play_late(t, where, who);
}

/* DLT_IPV4 and DLT_IPV6 exist for one family only, and some tunnels carry one. */
static bool carries(const char *name, size_t f)
{
	static const char *const only[2] = {
		" ipv4 gre-wccp ",
		" ipv6 teredo teredo-auth ",
	};
	char word[64];

	snprintf(word, sizeof(word), " %s ", name);
	return strstr(only[!f], word) == NULL;
}

static void make_story(const char *kind, const char *name, const struct setting *where)
{
	struct capfile file;
	char path[128];

	snprintf(path, sizeof(path), "%s-%s.pcap", kind, name);
	capfile_pcap(&file, make_open(path), where->link->link_type, 262144, false, false);
	making.tape.take = capfile_take_pcap;
	making.tape.user = &file;
	for (size_t f = 0; f < 2; f++)
		if (carries(name, f))
			play_story(&making.tape, where, &family[f]);
	make_close();
}

int main(int argc, char **argv)
{
	if (argc != 2) {
		fprintf(stderr, "usage: make_captures DIRECTORY\n");
		return 1;
	}
	making.directory = argv[1];
	making.meant = create("meant");
	for (size_t i = 0; i < pkt_n_links; i++)
		make_story("link", pkt_links[i].name,
			   &(struct setting){ .link = &pkt_links[i] });
	for (size_t i = 0; i < pkt_n_tunnels; i++)
		make_story("tunnel", pkt_tunnels[i].name,
			   &(struct setting){ .link = pkt_link("ethernet"),
					      .tunnel = pkt_tunnels[i].wrap });
	make_odd_tcp();
	make_odd_ip();
	make_fragments();
	make_files();
	finish(making.meant);
	return 0;
}
