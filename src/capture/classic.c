/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * classic.c - pcap files, through libpcap
 *
 * libpcap reads from a stdio stream whose bytes are those of a tb_stream, so that
 * compressed files, pipes and plain files go the same way.  That stream has a large
 * page-aligned buffer; libpcap's own would cost a system call every 4 KiB.
 *
 * The header's snapshot length is set to zero on the way, which libpcap takes for "no
 * limit but the absolute one".  Some writers put in too small a value; libpcap would
 * then cut frames that are there, and Wireshark would not.  It also means
 * that a record takes exactly as many bytes as its header says, so that the place of
 * each is known without asking stdio.
 */
#include <pcap/pcap.h>
#include <stdio.h>
#include <stdio_ext.h>
#include <stdlib.h>
#include <string.h>

#include "base/reader.h"
#include "file.h"
#include "guess.h"
#include "linktype.h"

/* The file header: magic, version, zone, accuracy, snapshot length, link type */
enum { HEADER_SIZE = 24, SNAPLEN_AT = 16, SNAPLEN_END = 20, LINK_TYPE_AT = 20 };

struct magic {
	uint32_t value;
	uint32_t record_header;	/* bytes */
};

static const struct magic magics[] = {
	{ 0xa1b2c3d4, 16 },	/* microseconds */
	{ 0xa1b23c4d, 16 },	/* nanoseconds */
	{ 0xa1b2cd34, 24 },	/* microseconds; interface and more in each record */
};

struct classic {
	struct tb_stream *stream;
	struct tb_ledger *ledger;
	pcap_t *pcap;
	char *buffer;		/* of stdio */
	uint64_t handed_over;	/* bytes that libpcap's stream was given */
	uint64_t number;
	uint64_t byte;		/* where the next record begins */
	uint32_t record_header;
	uint32_t link_type;
};

static uint32_t word(const uint8_t *p, bool big)
{
	struct tb_reader r = rd_over(p, 4);

	return big ? rd_be32(&r) : rd_le32(&r);
}

static const struct magic *magic_of(const uint8_t *header, bool *big)
{
	for (size_t i = 0; i < sizeof(magics) / sizeof(magics[0]); i++)
		for (int b = 0; b < 2; b++)
			if (word(header, b) == magics[i].value) {
				*big = b;
				return &magics[i];
			}
	return NULL;
}

static ssize_t hand_over(void *cookie, char *to, size_t n)
{
	struct classic *c = cookie;
	size_t got = tb_stream_read(c->stream, (uint8_t *)to, n);

	for (uint64_t i = c->handed_over; i < SNAPLEN_END && i < c->handed_over + got; i++)
		if (i >= SNAPLEN_AT)
			to[i - c->handed_over] = 0;
	c->handed_over += got;
	return (ssize_t)got;
}

static FILE *stdio_over(struct classic *c)
{
	FILE *f;

	c->buffer = (char *)tb_stream_buffer(TB_STREAM_CHUNK);
	if (c->buffer == NULL)
		return NULL;
	f = fopencookie(c, "rb", (cookie_io_functions_t){ .read = hand_over });
	if (f == NULL)
		return NULL;
	setvbuf(f, c->buffer, _IOFBF, TB_STREAM_CHUNK);
	__fsetlocking(f, FSETLOCKING_BYCALLER);	/* nobody else knows it */
	return f;
}

static void *refuse(struct classic *c, const uint8_t *header, size_t n, const char *why)
{
	const char *looks = tb_guess(header, n);
	const char *cut = tb_stream_problem(c->stream);

	if (why != NULL)
		tb_ledger_problem(c->ledger, &(struct tb_where){ 0 }, "%s", why);
	else if (looks != NULL)
		tb_ledger_problem(c->ledger, NULL, "not a capture (looks like %s)", looks);
	else
		tb_ledger_problem(c->ledger, NULL, "not a capture");
	if (cut != NULL)
		tb_ledger_problem(c->ledger, NULL, "%s", cut);
	free(c->buffer);
	free(c);
	return NULL;
}

static void *begin(struct tb_stream *stream, struct tb_ledger *ledger)
{
	struct classic *c = calloc(1, sizeof(*c));
	uint8_t header[TB_GUESS_BYTES] = { 0 };
	size_t n = tb_stream_left(stream) < sizeof(header) ? tb_stream_left(stream)
							   : sizeof(header);
	char why[PCAP_ERRBUF_SIZE];
	const struct magic *magic;
	bool big = false;
	FILE *f;

	if (c == NULL) {
		tb_ledger_problem(ledger, NULL, "no memory to read it");
		return NULL;
	}
	c->stream = stream;
	c->ledger = ledger;
	memcpy(header, tb_stream_need(stream, n), n);
	magic = magic_of(header, &big);
	f = stdio_over(c);
	if (f == NULL)
		return refuse(c, header, n, "no memory to read it");
	c->pcap = pcap_fopen_offline_with_tstamp_precision(f, PCAP_TSTAMP_PRECISION_NANO,
							   why);
	if (c->pcap == NULL) {
		fclose(f);
		return refuse(c, header, n, magic != NULL ? why : NULL);
	}
	c->byte = HEADER_SIZE;
	c->record_header = magic != NULL ? magic->record_header : 16;
	/* the upper bits say how long a frame check sequence is */
	c->link_type = magic != NULL ? word(header + LINK_TYPE_AT, big) & 0x03ffffff
				     : tb_linktype_of_dlt(pcap_datalink(c->pcap));
	tb_ledger_link_type(ledger, c->link_type);
	return c;
}

/* At the end, or before a record that libpcap does not take. */
static void stopped(struct classic *c, int rc)
{
	static const char cut[] = "truncated dump file; ";
	struct tb_where where = { c->number + 1, c->byte, false };
	const char *stream = tb_stream_problem(c->stream);
	const char *why = pcap_geterr(c->pcap);

	if (rc == PCAP_ERROR_BREAK && stream == NULL)
		return;
	if (rc == PCAP_ERROR_BREAK)
		tb_ledger_problem(c->ledger, &where, "%s", stream);
	else if (strncmp(why, cut, sizeof(cut) - 1) == 0)
		tb_ledger_problem(c->ledger, &where, "record cut short: %s%s%s",
				  why + sizeof(cut) - 1, stream ? "; " : "",
				  stream ? stream : "");
	else
		tb_ledger_problem(c->ledger, &where, "damaged record: %s", why);
}

static bool next(void *state, struct tb_frame *out)
{
	struct classic *c = state;
	struct pcap_pkthdr *h;
	const u_char *data;
	int rc = pcap_next_ex(c->pcap, &h, &data);

	if (rc != 1) {
		stopped(c, rc);
		return false;
	}
	c->byte += c->record_header + h->caplen;
	*out = (struct tb_frame){
		/* libpcap's seconds are signed; those of the format end in 2106 */
		.time = { (int64_t)(uint32_t)h->ts.tv_sec * TB_SECOND + h->ts.tv_usec },
		.number = ++c->number,
		.link_type = c->link_type,
		.captured = h->caplen,
		.original = h->len,
		.data = data,
	};
	return true;
}

static void end(void *state)
{
	struct classic *c = state;

	pcap_close(c->pcap); /* and its stdio stream */
	free(c->buffer);
	free(c);
}

const struct tb_file_kind tb_kind_pcap = {
	.name = "pcap",
	.begin = begin,
	.next = next,
	.end = end,
};
