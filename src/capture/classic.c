/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * classic.c - pcap files, by a record walk of our own
 *
 * The format is draft-ietf-opsawg-pcap: a file header, then records of a header and
 * the frame.  Frames are looked at where they lie in the stream's window, so that
 * nothing is copied; libpcap takes each record through stdio into a buffer of its own.
 * For frames of 97 bytes that costs 51 ns each, and this 14, of which the kernel's copy is
 * 11; for 590 bytes 146 and 52 (an empty pcap_loop() and a source that nobody asks what
 * is in its frames, user and system time, Zen 4, from the page cache).
 *
 * What is a capture, and where it is damaged, is what libpcap says, and in its words: the
 * tests hold the two together, record by record.  They differ on purpose where libpcap
 * would lose something:
 *  - The snapshot length of the file header is not believed.  Some writers put in too
 *    small a value; libpcap then cuts frames that are there, and Wireshark does not.
 *  - Seconds are unsigned, as the format says: they end in 2106, not in 2038.
 *  - A fraction of a second below zero means the same in either byte order.
 *  - USB and NFLOG headers stay in the byte order of the host that captured them.
 *  - D-Bus messages longer than the stream shows in one piece are damage.
 *
 * Records before version 2.3, and those of DG/UX, have their two lengths the other way
 * round; of 2.3 there are both kinds, told apart by which length is the larger.
 */
#include <stdlib.h>
#include <string.h>

#include "base/reader.h"
#include "file.h"
#include "guess.h"

enum {
	HEADER_SIZE = 24,
	RECORD_HEADER = 16,
	VERSION = 2,
	VERSION_MINOR = 4,
	VERSION_DG_UX = 543,
	LINK_TYPE = 0x03ffffff	/* above it: how long a frame check sequence is */
};

struct magic {
	uint32_t value;
	uint32_t record_header;	/* bytes */
	int32_t fraction;	/* ns of one in a time's second word */
};

static const struct magic magics[] = {
	{ 0xa1b2c3d4, RECORD_HEADER, TB_MICROSECOND },
	{ 0xa1b23c4d, RECORD_HEADER, 1 },
	{ 0xa1b2cd34, RECORD_HEADER + 8, TB_MICROSECOND }, /* interface and more */
};

/* Link types whose frames may be longer than TB_MAX_CAPTURED */
static const struct {
	uint32_t link_type, most;
} long_frames[] = {
	{ 231, TB_STREAM_NEED_MAX - RECORD_HEADER - 8 },	/* D-Bus */
	{ 249, 1 << 20 },	/* USB as Windows captures it */
	{ 279, 8 << 20 },	/* EBHSCR */
};

enum lengths {
	CAPTURED_FIRST,
	ORIGINAL_FIRST,
	LARGER_IS_ORIGINAL
};

struct classic {
	struct tb_stream *stream;	/* borrowed, as the ledger */
	struct tb_ledger *ledger;
	const struct magic *magic;
	uint64_t number;
	uint64_t byte;			/* where the next record begins */
	uint32_t link_type;
	uint32_t most;			/* bytes that a frame may have */
	enum lengths lengths;
	bool big;			/* byte order of the file */
};

static const struct magic *magic_of(const uint8_t *header, size_t n, bool *big)
{
	for (size_t i = 0; i < sizeof(magics) / sizeof(magics[0]); i++)
		for (int b = 0; b < 2; b++) {
			struct tb_reader r = rd_over(header, n);

			if (rd_u32(&r, b) == magics[i].value) {
				*big = b;
				return &magics[i];
			}
		}
	return NULL;
}

static uint32_t most_of(uint32_t link_type)
{
	for (size_t i = 0; i < sizeof(long_frames) / sizeof(long_frames[0]); i++)
		if (long_frames[i].link_type == link_type)
			return long_frames[i].most;
	return TB_MAX_CAPTURED;
}

/* Begin ----------------------------------------------------------------------- */

/* It is none: no magic number. */
static bool not_a_capture(struct classic *c, const uint8_t *header, size_t n)
{
	const char *looks = tb_guess(header, n);

	if (looks != NULL)
		tb_ledger_problem(c->ledger, NULL, "not a capture (looks like %s)", looks);
	else
		tb_ledger_problem(c->ledger, NULL, "not a capture");
	return false;
}

#define REFUSE(c, ...)                                                                     \
	(tb_ledger_problem((c)->ledger, &(struct tb_where){ 0 }, __VA_ARGS__), false)

static bool read_version(struct classic *c, struct tb_reader *r)
{
	uint16_t major = rd_u16(r, c->big), minor = rd_u16(r, c->big);

	if (major < VERSION)
		return REFUSE(c, "archaic pcap savefile format");
	if (!(major == VERSION && minor <= VERSION_MINOR) &&
	    !(major == VERSION_DG_UX && minor == 0))
		return REFUSE(c, "unsupported pcap savefile version %u.%u", major, minor);
	if (major == VERSION_DG_UX || minor < 3)
		c->lengths = ORIGINAL_FIRST;
	else if (minor == 3)
		c->lengths = LARGER_IS_ORIGINAL;
	return true;
}

/* The file header: magic, version, zone, accuracy, snapshot length, link type */
static bool read_header(struct classic *c, const uint8_t *header, size_t n)
{
	struct tb_reader r = rd_over(header, n);

	c->magic = magic_of(header, n, &c->big);
	if (c->magic == NULL)
		return not_a_capture(c, header, n);
	if (n < HEADER_SIZE)
		return REFUSE(c, "truncated dump file; tried to read %d file header bytes, "
			      "only got %zu", HEADER_SIZE, n);
	rd_skip(&r, 4);
	if (!read_version(c, &r))
		return false;
	rd_skip(&r, 8);
	c->ledger->only_snaplen = rd_u32(&r, c->big);
	c->link_type = rd_u32(&r, c->big) & LINK_TYPE;
	c->most = most_of(c->link_type);
	c->byte = HEADER_SIZE;
	tb_ledger_link_type(c->ledger, c->link_type);
	return tb_stream_skip(c->stream, HEADER_SIZE);
}

static void *begin(struct tb_stream *stream, struct tb_ledger *ledger)
{
	struct classic *c = calloc(1, sizeof(*c));
	size_t left = tb_stream_left(stream);
	size_t n = left < TB_GUESS_BYTES ? left : TB_GUESS_BYTES;

	if (c == NULL) {
		tb_ledger_problem(ledger, NULL, "no memory to read it");
		return NULL;
	}
	c->stream = stream;
	c->ledger = ledger;
	if (read_header(c, tb_stream_need(stream, n), n))
		return c;
	if (tb_stream_problem(stream) != NULL)
		tb_ledger_problem(ledger, NULL, "%s", tb_stream_problem(stream));
	free(c);
	return NULL;
}

/* Next ------------------------------------------------------------------------ */

#define STOP(c, ...)                                                                       \
	(tb_ledger_problem((c)->ledger,                                                    \
			   &(struct tb_where){ (c)->number + 1, (c)->byte, false },        \
			   __VA_ARGS__),                                                   \
	 false)

/* The file ends where n bytes of a record, its header or the frame, should be. */
static bool cut_short(struct classic *c, uint32_t n, size_t got, const char *what)
{
	const char *why = tb_stream_problem(c->stream);

	return STOP(c, "record cut short: tried to read %u %s bytes, only got %zu%s%s", n, what,
		    got, why ? "; " : "", why ? why : "");
}

static bool at_end(struct classic *c)
{
	size_t left = tb_stream_left(c->stream);
	const char *why = tb_stream_problem(c->stream);

	if (left > 0)
		return cut_short(c, c->magic->record_header, left, "header");
	return why != NULL && STOP(c, "%s", why);
}

static bool swapped(const struct classic *c, const struct tb_frame *f)
{
	return c->lengths == ORIGINAL_FIRST ||
	       (c->lengths == LARGER_IS_ORIGINAL && f->captured > f->original);
}

/* The header of a record, the frame being behind it; file: index of the capture. */
static inline void read_record(const struct classic *c, uint32_t file, const uint8_t *record,
			       struct tb_frame *f)
{
	struct tb_reader r = rd_over(record, RECORD_HEADER);
	int64_t seconds = rd_u32(&r, c->big);
	int32_t fraction = (int32_t)rd_u32(&r, c->big);
	uint32_t captured = rd_u32(&r, c->big), original = rd_u32(&r, c->big);

	*f = (struct tb_frame){
		.time = { seconds * TB_SECOND + (int64_t)fraction * c->magic->fraction },
		.data = record + c->magic->record_header,
		.link_type = c->link_type,
		.captured = captured,
		.original = original,
		.file = file,
	};
	if (c->lengths != CAPTURED_FIRST && swapped(c, f)) {
		f->captured = original;
		f->original = captured;
	}
}

/* The next one, wherever it lies. */
static bool next_record(struct classic *c, struct tb_frame *out)
{
	uint32_t header = c->magic->record_header;
	const uint8_t *record = tb_stream_need(c->stream, header);

	if (record == NULL)
		return at_end(c);
	read_record(c, c->ledger->index, record, out);
	if (out->captured > c->most)
		return STOP(c, "damaged record: invalid packet capture length %u, bigger than "
			    "maximum of %u", out->captured, c->most);
	record = tb_stream_take(c->stream, header + out->captured);
	if (record == NULL)
		return cut_short(c, out->captured, tb_stream_left(c->stream) - header,
				 "captured");
	out->data = record + header;	/* which may have moved */
	out->number = ++c->number;
	c->byte += header + out->captured;
	return true;
}

/* Those that follow it in the window, as long as nothing is wrong with them. */
static size_t walk(struct classic *shared, struct tb_frame *out, size_t room)
{
	const struct classic c = *shared;	/* nothing that is written can change it */
	const uint32_t header = c.magic->record_header, file = c.ledger->index;
	struct tb_reader r = rd_over(tb_stream_need(c.stream, 0), tb_stream_left(c.stream));
	const uint8_t *begin = r.at;
	size_t n;

	for (n = 0; n < room && rd_left(&r) >= header; n++) {
		size_t whole;

		read_record(&c, file, r.at, &out[n]);
		whole = (size_t)header + out[n].captured;
		if (out[n].captured > c.most || rd_left(&r) < whole)
			break;
		out[n].number = c.number + n + 1;
		rd_skip(&r, whole);
	}
	shared->number += n;
	shared->byte += (size_t)(r.at - begin);
	tb_stream_skip(c.stream, (size_t)(r.at - begin));
	return n;
}

static size_t next(void *state, struct tb_frame *out, size_t room)
{
	struct classic *c = state;

	return next_record(c, out) ? 1 + walk(c, out + 1, room - 1) : 0;
}

const struct tb_file_kind tb_kind_pcap = {
	.name = "pcap",
	.begin = begin,
	.next = next,
	.end = free,
};
