/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * survey.c - what a compiled filter can say of packets of which not all is known
 *
 * The program is gone through with registers that hold a number or anything.  Where a jump
 * depends on anything both ways are gone.  A state is an instruction with the registers before
 * it; those that were seen are not gone through again, so that loops (protochain) and the many
 * paths of a long list of hosts come to an end.  Of arithmetic only what libpcap makes for
 * addresses, ports and headers is done; the rest, and all that is read back from the scratch
 * memory, is anything.
 */
#include "survey.h"

#include <pcap/pcap.h>
#include <stdlib.h>

enum { MOST_STATES = 1 << 16 };	/* beyond that nothing is held against the expression */

struct value {
	bool known;
	uint32_t n;
};

struct state {
	uint32_t at;		/* instruction */
	struct value a, x;	/* registers */
	uint32_t before;	/* one with the same instruction, plus one; 0: none */
};

struct survey {
	const struct bpf_insn *code;
	unsigned n;
	const struct tb_filter_sketch *sketch;
	struct state *state;	/* all that were seen, MOST_STATES at most */
	uint32_t n_states;
	uint32_t *newest;	/* by instruction: state plus one; 0: none */
	bool asks_more, passes;
};

static const struct value anything = { false, 0 };

static struct value number(uint32_t n)
{
	return (struct value){ true, n };
}

static bool same(struct value a, struct value b)
{
	return a.known == b.known && a.n == b.n;
}

static bool was_seen(const struct survey *s, const struct state *t)
{
	for (uint32_t i = s->newest[t->at]; i != 0; i = s->state[i - 1].before)
		if (same(s->state[i - 1].a, t->a) && same(s->state[i - 1].x, t->x))
			return true;
	return false;
}

static void visit(struct survey *s, uint32_t at, struct value a, struct value x)
{
	struct state t = { at, a, x, 0 };

	if (at >= s->n || s->n_states == MOST_STATES || was_seen(s, &t))
		return;
	t.before = s->newest[at];
	s->state[s->n_states++] = t;
	s->newest[at] = s->n_states;
}

/* Bytes of the packet.  What nobody can know makes the expression ask for more. */
static struct value load(struct survey *s, uint32_t at, uint32_t size)
{
	const struct tb_filter_sketch *k = s->sketch;
	bool known = true;
	uint32_t n = 0;

	for (uint32_t i = at; i - at < size; i++) {
		if (i >= k->n || k->byte[i].kind == TB_BYTE_OTHER) {
			s->asks_more = true;
			return anything;
		}
		known = known && k->byte[i].kind == TB_BYTE_FIXED;
		n = n << 8 | k->byte[i].value;
	}
	return known ? number(n) : anything;
}

static uint32_t size_of(uint16_t code)
{
	switch (BPF_SIZE(code)) {
	case BPF_B:
		return 1;
	case BPF_H:
		return 2;
	}
	return 4;
}

/* The four low bits of a byte, as words: where the IP header ends. */
static struct value load_header(struct survey *s, uint32_t at)
{
	struct value v = load(s, at, 1);

	return v.known ? number((v.n & 15) * 4) : anything;
}

static struct value fetch(struct survey *s, const struct bpf_insn *i, struct value x)
{
	switch (BPF_MODE(i->code)) {
	case BPF_IMM:
		return number(i->k);
	case BPF_ABS:
		return load(s, i->k, size_of(i->code));
	case BPF_MSH:
		return load_header(s, i->k);
	case BPF_MEM:
		return anything;
	case BPF_IND:
		if (x.known)
			return load(s, x.n + i->k, size_of(i->code));
	}
	s->asks_more = true;	/* the packet's length; or bytes, but nobody knows where */
	return anything;
}

static struct value calculate(const struct bpf_insn *i, struct value a)
{
	return a.known && i->code == (BPF_ALU | BPF_AND | BPF_K) ? number(a.n & i->k) : anything;
}

static bool is_taken(const struct bpf_insn *i, uint32_t a)
{
	switch (BPF_OP(i->code)) {
	case BPF_JEQ:
		return a == i->k;
	case BPF_JGT:
		return a > i->k;
	case BPF_JGE:
		return a >= i->k;
	}
	return (a & i->k) != 0;
}

static void jump(struct survey *s, const struct state *t, const struct bpf_insn *i)
{
	bool known = t->a.known && BPF_SRC(i->code) == BPF_K;

	if (BPF_OP(i->code) == BPF_JA) {
		visit(s, t->at + 1 + i->k, t->a, t->x);
		return;
	}
	if (!known || is_taken(i, t->a.n))
		visit(s, t->at + 1 + i->jt, t->a, t->x);
	if (!known || !is_taken(i, t->a.n))
		visit(s, t->at + 1 + i->jf, t->a, t->x);
}

static void step(struct survey *s, struct state t)
{
	const struct bpf_insn *i = &s->code[t.at];

	switch (BPF_CLASS(i->code)) {
	case BPF_LD:
		t.a = fetch(s, i, t.x);
		break;
	case BPF_LDX:
		t.x = fetch(s, i, t.x);
		break;
	case BPF_ALU:
		t.a = calculate(i, t.a);
		break;
	case BPF_MISC:
		if (BPF_MISCOP(i->code) == BPF_TAX)
			t.x = t.a;
		else
			t.a = t.x;
		break;
	case BPF_JMP:
		jump(s, &t, i);
		return;
	case BPF_RET:
		s->passes = s->passes || BPF_RVAL(i->code) != BPF_K || i->k != 0;
		return;
	}
	visit(s, t.at + 1, t.a, t.x);
}

static enum tb_filter_reach go_through(struct survey *s)
{
	visit(s, 0, number(0), number(0));
	for (uint32_t i = 0; i < s->n_states && !s->asks_more; i++)
		step(s, s->state[i]);
	if (s->asks_more)
		return TB_FILTER_ASKS_MORE;
	return s->passes || s->n_states == MOST_STATES ? TB_FILTER_CAN_TELL
						       : TB_FILTER_NEVER_PASSES;
}

enum tb_filter_reach tb_survey(const struct bpf_insn *code, unsigned n,
			       const struct tb_filter_sketch *sketch)
{
	struct survey s = { .code = code, .n = n, .sketch = sketch };
	enum tb_filter_reach reach = TB_FILTER_CAN_TELL;

	s.state = malloc(MOST_STATES * sizeof(*s.state));
	s.newest = calloc(n, sizeof(*s.newest));
	if (s.state != NULL && s.newest != NULL)
		reach = go_through(&s);
	free(s.state);
	free(s.newest);
	return reach;
}
