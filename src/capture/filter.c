/* SPDX-License-Identifier: BSD-3-Clause */
#include "filter.h"

#include <pcap/pcap.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "linktype.h"
#include "survey.h"

enum {
	MAX_PROGRAMS = 32,	/* link types; beyond it the expression applies to none */
	SNAPLEN = 262144
};

struct program {
	uint32_t link_type;
	struct bpf_program code;
	bool usable;		/* code is there, else */
	char *refusal;		/* why not; owned; NULL: no memory */
};

struct tb_filter {
	char *expression;
	struct program program[MAX_PROGRAMS];
	unsigned n;
};

static const char too_many[] = "too many different link types";
static const char no_memory[] = "no memory to compile it";

struct tb_filter *tb_filter_new(const char *expression)
{
	struct tb_filter *f = calloc(1, sizeof(*f));

	if (f == NULL)
		return NULL;
	f->expression = strdup(expression);
	if (f->expression == NULL) {
		free(f);
		return NULL;
	}
	return f;
}

void tb_filter_free(struct tb_filter *f)
{
	if (f == NULL)
		return;
	for (unsigned i = 0; i < f->n; i++) {
		if (f->program[i].usable)
			pcap_freecode(&f->program[i].code);
		free(f->program[i].refusal);
	}
	free(f->expression);
	free(f);
}

static void compile(struct program *p, const char *expression)
{
	pcap_t *dead = pcap_open_dead(tb_linktype_to_dlt(p->link_type), SNAPLEN);

	if (dead == NULL)
		return;
	p->usable = pcap_compile(dead, &p->code, expression, 1, PCAP_NETMASK_UNKNOWN) == 0;
	if (!p->usable)
		p->refusal = strdup(pcap_geterr(dead));
	pcap_close(dead);
}

/* NULL: there is no room for another one */
static struct program *program_for(struct tb_filter *f, uint32_t link_type)
{
	struct program *p = f->program;

	for (; p < f->program + f->n; p++)
		if (p->link_type == link_type)
			return p;
	if (f->n == MAX_PROGRAMS)
		return NULL;
	f->n++;
	p->link_type = link_type;
	compile(p, f->expression);
	return p;
}

const char *tb_filter_refusal(struct tb_filter *f, uint32_t link_type)
{
	const struct program *p = program_for(f, link_type);

	if (p == NULL)
		return too_many;
	if (p->usable)
		return NULL;
	return p->refusal != NULL ? p->refusal : no_memory;
}

bool tb_filter_pass(struct tb_filter *f, const struct tb_frame *frame)
{
	struct program *p = program_for(f, frame->link_type);
	struct pcap_pkthdr h = { .caplen = frame->captured, .len = frame->original };

	return p != NULL && p->usable &&
	       pcap_offline_filter(&p->code, &h, frame->data) != 0;
}

enum tb_filter_reach tb_filter_reach(struct tb_filter *f, uint32_t link_type,
				     const struct tb_filter_sketch *sketch)
{
	const struct program *p = program_for(f, link_type);

	if (p == NULL || !p->usable)
		return TB_FILTER_NEVER_PASSES;
	return tb_survey(p->code.bf_insns, p->code.bf_len, sketch);
}

void tb_filter_complain(struct tb_source_error *err, const char *expression, const char *why)
{
	enum { QUOTED = 200 };
	const char *more = strlen(expression) > QUOTED ? "..." : "";

	snprintf(err->text, sizeof(err->text), "filter '%.*s%s': %s", (int)QUOTED, expression,
		 more, why);
	err->filter = true;
}
