/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * fuzz_engine.c - the engine as a whole, with limits so small that it always overflows
 *
 * The input is a list of events, each with a time step: a frame of any link type, byte
 * for byte, or a segment of one of a few connections told in a few bytes (so that
 * conversations are found quickly), or a tick.  Every frame is decoded a second time
 * here, to know which are RSTs.
 *
 * What must hold whatever comes: every RST is in exactly one verdict; ids count from 1;
 * reports come in the order of their deciding RSTs if frames do; the counters add up;
 * all that a verdict points to can be read; and neither another hash seed nor a caller
 * who looks at the counters after every frame changes anything.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <tcpblame/tcpblame.h>

#include "base/reader.h"
#include "wire/decode.h"
#include "wire/fragment.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define MUST(x)                                                                             \
	do {                                                                                \
		if (!(x)) {                                                                 \
			fprintf(stderr, "%s:%d: %s\n", __FILE__, __LINE__, #x);             \
			abort();                                                            \
		}                                                                           \
	} while (0)

enum {
	MAX_FRAMES = 512,
	CONNECTIONS = 4,
	IP_HEADER = 20,
	TCP_HEADER = 20
};

/* Where time is taken to stand still. */
static const int64_t end_of_time = (INT64_C(1) << 62) - 1;

struct run {
	struct tb_engine *engine;
	struct tb_fragments *fragments;	/* for the second decoding */
	struct tb_reader r;
	tb_time now;
	bool curious;			/* asks for the counters after each frame */
	bool forward;			/* time has never stepped back */
	uint64_t number;		/* of the last frame */
	bool is_rst[MAX_FRAMES + 1], judged[MAX_FRAMES + 1];	/* by frame number */
	uint64_t n_rst, n_tcp, n_verdicts;
	tb_time last_deciding;
	uint64_t digest;		/* of all that verdicts said */
	uint32_t next[CONNECTIONS][2];	/* sequence number that each side is at */
	uint64_t by_phase[TB_PHASE_COUNT], by_origin[TB_ORIGIN_COUNT],
		by_harm[TB_HARM_COUNT], by_effect[TB_EFFECT_COUNT];
};

/* What verdicts say ------------------------------------------------------------------ */

static void digest(struct run *run, const void *data, size_t n)
{
	const uint8_t *p = data;

	for (size_t i = 0; i < n; i++)	/* FNV-1a */
		run->digest = (run->digest ^ p[i]) * UINT64_C(1099511628211);
}

static void digest_number(struct run *run, uint64_t n)
{
	digest(run, &n, sizeof(n));
}

static void digest_name(struct run *run, const char *name)
{
	MUST(name != NULL && name[0] != '\0');
	digest(run, name, strlen(name));
}

static void check_frame(struct run *run, struct tb_ref ref)
{
	MUST(ref.number <= run->number && ref.file == (ref.number & 1));
	digest_number(run, ref.number);
}

static void check_why(struct run *run, const struct tb_why *why)
{
	char text[512];
	size_t n = tb_why_text(why, text, sizeof(text));

	MUST(n < sizeof(text) && n == strlen(text) && (n > 0) == (why->code != 0));
	digest(run, text, n);
	if (why->frame.number != 0)
		check_frame(run, why->frame);
}

static void check_rst(struct run *run, const struct tb_rst *r)
{
	MUST(r->frame.number >= 1);
	check_frame(run, r->frame);
	MUST(run->is_rst[r->frame.number] && !run->judged[r->frame.number]);
	run->judged[r->frame.number] = true;
	MUST((r->flags & TB_RST) && (r->from == TB_CLIENT || r->from == TB_SERVER));
	digest_number(run, r->from);
	digest_name(run, tb_role_name(r->role));
	digest_name(run, tb_effect_name(r->effect));
	digest_name(run, tb_origin_name(r->origin));
	check_why(run, &r->effect_why);
	if (r->trigger.frame.number != 0) {
		check_frame(run, r->trigger.frame);
		MUST(r->trigger.what.code != 0);
		digest_number(run, (uint64_t)r->trigger.after);
	}
	check_why(run, &r->trigger.what);
	digest(run, r->options, r->options_len);
	digest(run, r->payload, r->payload_kept);
	digest(run, r->comment, r->comment_len);
	MUST(r->options_len <= 40 && r->payload_kept <= r->payload_len);
}

static void check_rsts(struct run *run, const struct tb_verdict *v)
{
	size_t decide = 0;

	MUST(v->n_rst >= 1 && v->deciding < v->n_rst);
	for (size_t i = 0; i < v->n_rst; i++) {
		check_rst(run, &v->rst[i]);
		MUST(i == 0 || v->rst[i - 1].frame.number < v->rst[i].frame.number);
		decide += v->rst[i].role == TB_ROLE_DECIDING;
	}
	MUST(decide == 1 && v->rst[v->deciding].role == TB_ROLE_DECIDING);
	MUST(!run->forward || run->n_verdicts == 1 ||
	     run->last_deciding.ns <= v->rst[v->deciding].time.ns);
	run->last_deciding = v->rst[v->deciding].time;
}

static void check_flow(struct run *run, const struct tb_flow_info *f)
{
	MUST(f->id >= 1 && f->roles < TB_ROLES_COUNT && f->n_vlan <= 2);
	digest_number(run, f->id);
	digest_name(run, tb_roles_name(f->roles));
	digest_name(run, f->conn_state);
	digest(run, f->history, strlen(f->history));
	digest_name(run, f->community_id);
	digest(run, f->vlan, f->n_vlan * sizeof(f->vlan[0]));
	for (unsigned i = 0; i < f->n_tunnel; i++) {
		digest_name(run, tb_layer_name(f->tunnel[i].layer));
		digest_number(run, f->tunnel[i].id);
	}
	MUST(f->first_frame.number >= 1);
	check_frame(run, f->first_frame);
	check_frame(run, f->last_frame);
	for (unsigned side = 0; side < 2; side++) {
		digest(run, &f->end[side].addr, sizeof(f->end[side].addr));
		digest_number(run, f->packets[side]);
		digest_number(run, f->bytes[side]);
		MUST(f->rtt[side] >= -1 && f->packets[side] <= run->number);
	}
}

static void check_dialogue(struct run *run, const struct tb_dialogue *d)
{
	if (d->protocol != NULL)
		digest_name(run, d->protocol);
	if (d->method != NULL)
		digest_name(run, d->method);
	if (d->alert_name != NULL)
		digest_name(run, d->alert_name);
	digest(run, d->server_name, d->server_name_len);
	MUST(d->request_open <= TB_YES && d->response_complete <= TB_YES);
	MUST(d->protocol != NULL || d->request_open == TB_UNSEEN);
	digest_number(run, d->request_open);
}

static void check_icmp(struct run *run, const struct tb_verdict *v)
{
	MUST(v->n_icmp <= TB_MAX_ICMP);
	for (size_t i = 0; i < v->n_icmp; i++) {
		MUST(v->icmp[i].frame.number >= 1 && v->icmp[i].in_window <= TB_YES);
		check_frame(run, v->icmp[i].frame);
	}
}

static void take_verdict(void *user, const struct tb_verdict *v)
{
	struct run *run = user;

	MUST(v->id == ++run->n_verdicts);
	check_rsts(run, v);
	check_flow(run, &v->flow);
	check_dialogue(run, &v->dialogue);
	check_icmp(run, v);
	digest_name(run, tb_phase_name(v->phase));
	digest_name(run, tb_state_name(v->state[0]));
	digest_name(run, tb_state_name(v->state[1]));
	digest_name(run, tb_origin_name(v->origin.by));
	check_why(run, &v->origin.why);
	MUST(v->origin.confidence >= 0 && v->origin.confidence <= 1);
	MUST((v->origin.by == TB_ORIGIN_UNKNOWN) == (v->origin.confidence == 0));
	digest_name(run, tb_harm_name(v->harm.verdict));
	check_why(run, &v->harm.why);
	digest_name(run, v->cause.slug);
	digest_name(run, v->cause.title);
	MUST(v->cause.confidence >= 0 && v->cause.confidence <= 1);
	MUST(v->n_unseen <= TB_MAX_UNSEEN);
	for (size_t i = 0; i < v->n_unseen; i++)
		check_why(run, &v->unseen[i]);
	run->by_phase[v->phase]++;
	run->by_origin[v->origin.by]++;
	run->by_harm[v->harm.verdict]++;
	run->by_effect[v->rst[v->deciding].effect]++;
}

/* What the input says ------------------------------------------------------------------ */

static void show(struct run *run, uint32_t link_type, const uint8_t *data, uint32_t n,
		 uint32_t cut, bool commented)
{
	uint8_t *copy = malloc(n > 0 ? n : 1);	/* of its size: a read beyond is noticed */
	struct tb_frame f = { .time = run->now, .number = ++run->number, .link_type = link_type,
			      .file = run->number & 1, .captured = n, .original = n + cut,
			      .interface = n & 1, .data = copy };
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
	run->is_rst[run->number] = outcome == TB_DECODE_OK && (decoded.segment.flags & TB_RST);
	run->n_rst += run->is_rst[run->number];
	MUST(tb_engine_packet(run->engine, &f) == outcome);
	free(copy);
	if (run->curious)
		MUST(tb_engine_summary(run->engine)->rst_segments == run->n_rst);
}

static uint32_t link_type_of(uint8_t choice)
{
	static const uint32_t types[16] = { 1, 1, 101, 113, 276, 0, 9, 50, 104, 105, 107, 117,
					    127, 192, 239, 258 };

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

static uint8_t *put_tcp(struct run *run, uint8_t *at, unsigned c, unsigned d, uint32_t options)
{
	static const uint16_t port[2] = { 40000, 80 };
	uint8_t flags = rd_u8(&run->r);
	uint32_t seq = run->next[c][d], ack = run->next[c][!d];

	seq += (rd_u8(&run->r) ^ 0x80u) - 0x80u;	/* -128 .. 127 */
	ack += (rd_u8(&run->r) ^ 0x80u) - 0x80u;
	at = put(at, port[d], 2);
	at = put(at, port[!d], 2);
	at = put(at, seq, 4);
	at = put(at, flags & TB_ACK ? ack : 0, 4);
	at = put(at, (TCP_HEADER + options) << 10 | flags, 2);
	at = put(at, rd_u8(&run->r), 2);	/* window */
	return put(at, 0, 4);			/* checksum: left to offload */
}

/* A segment in a few bytes.  head: 1, side, options, payload or not, manner.  Sequence
 * numbers are given by how far they are from where their side is. */
static void read_segment(struct run *run, uint8_t head)
{
	uint8_t packet[IP_HEADER + TCP_HEADER + 12 + 256] = { 0 }, *at, manner = rd_u8(&run->r);
	unsigned c = manner >> 6, d = head >> 6 & 1;
	uint32_t options = head & 0x20 ? 12 : 0, n = head & 0x10 ? rd_u8(&run->r) : 0;
	uint8_t flags = run->r.at < run->r.end ? run->r.at[0] : 0;

	at = put_ip(packet, c, d, manner, (uint16_t)(IP_HEADER + TCP_HEADER + options + n),
		    run->number);
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
		run->forward = false;
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
	MUST(run->now.ns >= end_of_time || tb_engine_next_tick(run->engine).ns > run->now.ns);
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

/* A run ---------------------------------------------------------------------------------- */

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

	MUST(s->packets == run->number && s->tcp_packets == run->n_tcp);
	MUST(sum(s->decode, TB_DECODE_COUNT) == s->packets);
	MUST(s->rst_segments == run->n_rst && s->resets == run->n_verdicts);
	MUST(s->duplicates <= s->tcp_packets && s->flows <= s->tcp_packets);
	MUST(s->flows_evicted <= s->flows && s->episodes_dropped <= s->resets);
	MUST(memcmp(s->by_phase, run->by_phase, sizeof(s->by_phase)) == 0);
	MUST(memcmp(s->by_origin, run->by_origin, sizeof(s->by_origin)) == 0);
	MUST(memcmp(s->by_harm, run->by_harm, sizeof(s->by_harm)) == 0);
	MUST(memcmp(s->by_effect, run->by_effect, sizeof(s->by_effect)) == 0);
	MUST(memcmp(run->is_rst, run->judged, sizeof(run->is_rst)) == 0);
}

static uint64_t run_once(const uint8_t *data, size_t size, uint64_t seed, bool curious)
{
	static struct run run;
	struct tb_config cfg;
	struct tb_sink sink = { take_verdict, &run };

	tb_config_default(&cfg);
	cfg.max_flows = 4;
	cfg.max_episodes = 4;
	cfg.max_rsts = 8;
	cfg.hash_seed[0] = seed;
	run = (struct run){ .r = rd_over(data, size), .now = { 1790000000 * TB_SECOND },
			    .curious = curious, .forward = true,
			    .engine = tb_engine_new(&cfg, &sink),
			    .fragments = tb_fragments_new(cfg.hash_seed) };
	MUST(run.engine != NULL && run.fragments != NULL);
	for (unsigned c = 0; c < CONNECTIONS; c++)	/* near the end, so that they wrap */
		run.next[c][0] = run.next[c][1] = UINT32_MAX - 300 * c;
	while (rd_left(&run.r) > 0 && run.number < MAX_FRAMES)
		read_event(&run);
	tb_engine_finish(run.engine);
	MUST(tb_engine_next_tick(run.engine).ns == INT64_MAX);
	check_summary(&run);
	tb_engine_free(run.engine);
	tb_fragments_free(run.fragments);
	return run.digest;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	MUST(run_once(data, size, 1, false) == run_once(data, size, 2, true));
	return 0;
}
