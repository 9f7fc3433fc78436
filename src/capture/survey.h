/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * survey.h - what a compiled filter can say of packets of which not all is known
 */
#ifndef TB_CAPTURE_SURVEY_H
#define TB_CAPTURE_SURVEY_H

#include "filter.h"

struct bpf_insn;

/* n > 0 instructions, as libpcap makes them, on that kind of packet. */
enum tb_filter_reach tb_survey(const struct bpf_insn *code, unsigned n,
			       const struct tb_filter_sketch *sketch);

#endif
