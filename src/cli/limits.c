/* SPDX-License-Identifier: BSD-3-Clause */
#include "limits.h"

#include <inttypes.h>

#include <tcpblame/kernel_trace.h>

#include "evidence_file.h"
#include "message.h"
#include "selection.h"

/* Where a budget is the limit, connections need no other one. */
static const uint32_t any_flows = UINT32_C(1) << 26;

/* What has a size of its own. */
static uint64_t fixed(const struct tb_options *o)
{
	const bool kernel = o->kernel_reasons || o->kernel_trace.n > 0;

	return tb_evidence_file_bytes(o) + tb_selection_bytes(o) +
	       (kernel ? tb_kernel_trace_bytes() : 0);
}

static bool report_keeps(const struct tb_options *o)
{
	return o->format->keeps && !(o->interface.n > 0 && o->format->tells_live);
}

/* Of the rest, what one keeper gets: an eighth. */
static uint64_t share(const struct tb_options *o, uint64_t mib)
{
	const uint64_t memory = mib << 20, taken = fixed(o);

	return memory > taken ? (memory - taken) / 8 : 0;
}

/* What the engine does not get. */
static uint64_t others(const struct tb_options *o, uint64_t mib)
{
	return fixed(o) + share(o, mib) * ((uint64_t)report_keeps(o) + (o->log.n > 0));
}

uint64_t tb_limits_report(const struct tb_options *o)
{
	return report_keeps(o) ? share(o, o->memory_mib) : 0;
}

uint64_t tb_limits_logs(const struct tb_options *o)
{
	return o->log.n > 0 ? share(o, o->memory_mib) : 0;
}

static bool fit(struct tb_config *cfg, const struct tb_options *o, uint64_t mib)
{
	uint64_t memory = mib << 20, taken = others(o, mib);

	return memory > taken && tb_config_fit(cfg, memory - taken);
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
