/* SPDX-License-Identifier: BSD-3-Clause */
#include "limits.h"

#include <inttypes.h>

#include "evidence_file.h"
#include "message.h"

/* Where a budget is the limit, connections need no other one. */
static const uint32_t any_flows = UINT32_C(1) << 26;

/* So many MiB, less what packets that wait take. */
static bool fit(struct tb_config *cfg, const struct tb_options *o, uint64_t mib)
{
	uint64_t memory = mib << 20, waiting = tb_evidence_file_bytes(o);

	return memory > waiting && tb_config_fit(cfg, memory - waiting);
}

bool tb_limits_set(const struct tb_options *o, struct tb_config *cfg)
{
	uint64_t least = o->memory_mib;

	if (o->max_flows)
		cfg->max_flows = (uint32_t)o->max_flows;
	else if (o->memory_mib)
		cfg->max_flows = any_flows;
	if (!o->memory_mib || fit(cfg, o, o->memory_mib))
		return true;
	while (!fit(cfg, o, least))
		least++;
	tb_say("--memory %" PRIu64 " is too little; the least is %" PRIu64 "%s", o->memory_mib,
	       least, o->evidence ? ", most of which is for --ring" : "");
	return false;
}
