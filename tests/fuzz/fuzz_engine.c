/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * fuzz_engine.c - the engine as a whole, with limits so small that it always overflows
 *
 * The input is a list of events, each with a time step: a frame of any link type, byte
 * for byte, or a segment of one of a few connections told in a few bytes (so that
 * conversations are found quickly), or a tick.  Every frame is decoded a second time
 * here, to know which are RSTs.  The last byte, whatever else it is, says how many
 * verdicts may wait.
 *
 * What must hold whatever comes: every RST is in exactly one verdict; ids count from 1;
 * reports come in the order of their deciding RSTs if frames do; the counters add up;
 * all that a verdict or a group points to can be read; groups are of verdicts that were
 * given; and neither another hash seed changes anything, nor a caller who looks at the
 * counters after every frame, nor that frames are decoded first and taken later.
 */
#include "witness.h"

#include "base/reader.h"
#include "wire/decode.h"
#include "wire/fragment.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { CONNECTIONS = 4, MOST_HELD = 7, IP_HEADER = 20, TCP_HEADER = 20 };

/* Where time is taken to stand still. */
static const int64_t end_of_time = (INT64_C(1) << 62) - 1;

struct run {
	struct tb_engine *engine;
	struct tb_fragments *fragments; /* for the second decoding */
	struct tb_reader r;
	tb_time now;
	bool curious; /* asks for the counters after each frame */
	struct tb_load *load; /* frames go through it; or NULL */
	uint64_t n_tcp;
	uint32_t next[CONNECTIONS][2]; /* sequence number that each side is at */
	struct witness w;
};

/* What the input says ------------------------------------------------------------------ */

static enum tb_decode give(struct run *run, const struct tb_frame *f)
{
	enum tb_decode outcome;

	if (run->load == NULL)
		return tb_engine_packet(run->engine, f);
	MUST(tb_engine_load(run->engine, run->load, f, 1, &outcome) == 1);
	return outcome;
}

static void show(struct run *run, uint32_t link_type, const uint8_t *data, uint32_t n,
		 uint32_t cut, bool commented)
{
	uint8_t *copy = malloc(n > 0 ? n : 1); /* of its size: a read beyond is noticed */
	uint64_t number = ++run->w.number;
	struct tb_frame f = {
		.time = run->now,
		.number = number,
		.link_type = link_type,
		.file = number & 1,
		.captured = n,
		.original = n + cut,
		.interface = n & 1,
		.data = copy,
	};
	union tb_decoded decoded;
	enum tb_decode outcome;

	MUST(copy != NULL);
	if (n > 0)
		memcpy(copy, data, n);
	if (commented) {
		f.comment = (const char *)copy;
		f.comment_len = n;
	}
	outcome = tb_decode(&f, run->fragments, &decoded);
	run->n_tcp += outcome == TB_DECODE_OK;
	run->w.is_rst[number] = outcome == TB_DECODE_OK && (decoded.segment.flags & TB_RST);
	run->w.n_rst += run->w.is_rst[number];
	MUST(give(run, &f) == outcome);
	free(copy);
	if (run->load != NULL)
		MUST(tb_engine_take(run->engine, run->load) == 1);
	if (run->curious)
		MUST(tb_engine_summary(run->engine)->rst_segments == run->w.n_rst);
}

static uint32_t link_type_of(uint8_t choice)
{
	static const uint32_t types[16] = { 1,   1,   101, 113, 276, 0,   9,   50,
					    104, 105, 107, 117, 127, 192, 239, 258 };

	return types[choice & 15];
}

/* A frame, byte for byte: head is 0 and link type. */
static void read_frame(struct run *run, uint8_t head)
{
	uint16_t n = rd_be16(&run->r);
	uint32_t cut = (head & 0x40) ? 1000 : 0;

	if (n > rd_left(&run->r))
		n = (uint16_t)rd_left(&run->r);
	show(run, link_type_of(head), rd_take(&run->r, n), n, cut, head & 0x10);
}

static uint8_t *put(uint8_t *at, uint32_t v, unsigned bytes)
{
	while (bytes-- > 0)
		*at++ = (uint8_t)(v >> 8 * bytes);
	return at;
}

/* An IPv4 packet of connection c from side d: odd hosts have another TTL and IP IDs. */
static uint8_t *put_ip(uint8_t *at, unsigned c, unsigned d, uint8_t manner, uint16_t len,
		       uint64_t number)
{
	at = put(at, 0x4500, 2);
	at = put(at, len, 2);
	at = put(at, manner & 1 ? 0 : (uint32_t)number >> (manner >> 2 & 1), 2);
	at = put(at, 0x4000, 2);
	at = put(at, manner & 2 ? 57 : 64, 1);
	at = put(at, 6, 1);
	at = put(at, 0, 2);
	at = put(at, 0x0a000001 + (d ? 0 : c), 4);
	return put(at, 0x0a000001 + (d ? c : 0), 4);
}

static uint8_t *put_tcp(struct run *run, uint8_t *at, unsigned c, unsigned d,
			uint32_t options)
{
	static const uint16_t port[2] = { 40000, 80 };
	uint8_t flags = rd_u8(&run->r);
	uint32_t seq = run->next[c][d], ack = run->next[c][!d];

	seq += (rd_u8(&run->r) ^ 0x80u) - 0x80u; /* -128 .. 127 */
	ack += (rd_u8(&run->r) ^ 0x80u) - 0x80u;
	at = put(at, port[d], 2);
	at = put(at, port[!d], 2);
	at = put(at, seq, 4);
	at = put(at, flags & TB_ACK ? ack : 0, 4);
	at = put(at, (TCP_HEADER + options) << 10 | flags, 2);
	at = put(at, rd_u8(&run->r), 2); /* window */
	return put(at, 0, 4);            /* checksum: left to offload */
}

/* A segment in a few bytes.  head: 1, side, options, payload or not, manner.  Sequence
 * numbers are given by how far they are from where their side is. */
static void read_segment(struct run *run, uint8_t head)
{
	uint8_t packet[IP_HEADER + TCP_HEADER + 12 + 256] = { 0 }, *at;
	uint8_t manner = rd_u8(&run->r);
	unsigned c = manner >> 6, d = head >> 6 & 1;
	uint32_t options = head & 0x20 ? 12 : 0, n = head & 0x10 ? rd_u8(&run->r) : 0;
	uint8_t flags = (uint8_t)rd_peek(&run->r, 0);

	at = put_ip(packet, c, d, manner, (uint16_t)(IP_HEADER + TCP_HEADER + options + n),
		    run->w.number);
	at = put_tcp(run, at, c, d, options);
	for (uint32_t i = 0; i < options + n; i++)
		*at++ = rd_u8(&run->r);
	if (!(flags & TB_RST))
		run->next[c][d] += n + ((flags & TB_SYN) != 0) + ((flags & TB_FIN) != 0);
	show(run, 101, packet, (uint32_t)(at - packet), 0, false);
}

/* A sign, three bits of a power of eight, twelve of a factor: microseconds to hours.
 * All of them set: any time at all, as a file may claim. */
static void pass_time(struct run *run)
{
	uint16_t step = rd_be16(&run->r);
	uint64_t span = (uint64_t)(step & 0xfff) * TB_MICROSECOND << 3 * (step >> 12 & 7);
	uint64_t to = (uint64_t)run->now.ns + (step & 0x8000 ? 0 - span : span);

	if (step == UINT16_MAX) {
		to = rd_be32(&run->r);
		to = to << 32 | rd_be32(&run->r);
	}
	if ((int64_t)to < run->now.ns)
		run->w.forward = false;
	run->now.ns = (int64_t)to;
}

static void read_tick(struct run *run)
{
	tb_time due = tb_engine_next_tick(run->engine);

	if (due.ns == INT64_MAX)
		return;
	if (run->now.ns < due.ns)
		run->now = due;
	tb_engine_tick(run->engine, run->now);
	MUST(run->now.ns >= end_of_time ||
	     tb_engine_next_tick(run->engine).ns > run->now.ns);
}

static void read_event(struct run *run)
{
	uint8_t head = rd_u8(&run->r);

	pass_time(run);
	if (head & 0x80)
		read_segment(run, head);
	else if (head & 0x20)
		read_tick(run);
	else
		read_frame(run, head);
}

/* A run ------------------------------------------------------------------------------ */

static uint64_t sum(const uint64_t *counts, size_t n)
{
	uint64_t all = 0;

	for (size_t i = 0; i < n; i++)
		all += counts[i];
	return all;
}

static void check_summary(const struct run *run)
{
	const struct tb_summary *s = tb_engine_summary(run->engine);

	MUST(s->packets == run->w.number && s->tcp_packets == run->n_tcp);
	MUST(sum(s->decode, TB_DECODE_COUNT) == s->packets);
	MUST(s->rst_segments == run->w.n_rst && s->resets == run->w.n_verdicts);
	MUST(s->duplicates <= s->tcp_packets && s->flows <= s->tcp_packets);
	MUST(s->flows_evicted <= s->flows && s->episodes_dropped <= s->resets);
	MUST(memcmp(s->by_phase, run->w.by_phase, sizeof(s->by_phase)) == 0);
	MUST(memcmp(s->by_origin, run->w.by_origin, sizeof(s->by_origin)) == 0);
	MUST(memcmp(s->by_harm, run->w.by_harm, sizeof(s->by_harm)) == 0);
	MUST(memcmp(s->by_effect, run->w.by_effect, sizeof(s->by_effect)) == 0);
	MUST(memcmp(run->w.is_rst, run->w.judged, sizeof(run->w.is_rst)) == 0);
}

/* One for all inputs; it is empty again after each frame. */
static struct tb_load *load(void)
{
	static struct tb_load *one;

	if (one == NULL)
		one = tb_load_new();
	MUST(one != NULL);
	return one;
}

static uint64_t run_once(const uint8_t *data, size_t size, uint64_t seed, bool curious)
{
	static struct run run;
	struct tb_config cfg;
	struct tb_sink sink = { .verdict = take_verdict, .group = take_group, .user = &run.w };

	tb_config_default(&cfg);
	cfg.max_flows = 4;
	cfg.max_episodes = 4;
	cfg.max_rsts = 8;
	cfg.max_held = size > 0 ? data[size - 1] % MOST_HELD : 0;
	cfg.hash_seed[0] = seed;
	run = (struct run){ .r = rd_over(data, size),
			    .now = { 1790000000 * TB_SECOND },
			    .curious = curious,
			    .load = curious ? load() : NULL,
			    .w.forward = true,
			    .engine = tb_engine_new(&cfg, &sink),
			    .fragments = tb_fragments_new(cfg.hash_seed) };
	MUST(run.engine != NULL && run.fragments != NULL);
	for (unsigned c = 0; c < CONNECTIONS; c++) /* near the end, so that they wrap */
		run.next[c][0] = run.next[c][1] = UINT32_MAX - 300 * c;
	while (rd_left(&run.r) > 0 && run.w.number < MAX_FRAMES)
		read_event(&run);
	tb_engine_finish(run.engine);
	MUST(tb_engine_next_tick(run.engine).ns == INT64_MAX);
	check_summary(&run);
	tb_engine_free(run.engine);
	tb_fragments_free(run.fragments);
	return run.w.digest;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	MUST(run_once(data, size, 1, false) == run_once(data, size, 2, true));
	return 0;
}
