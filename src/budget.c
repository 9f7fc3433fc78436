/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * budget.c - limits that keep an engine within so much memory
 *
 * What the parts take is theirs to say (tb_config_bytes()); here it is shared out.  Resets under
 * observation are few and dear, connections many and cheap: resets keep their limits if these
 * take no more than half of what can be shared out, else their limits are halved until they do.
 * Connections have the rest.
 */
#include <tcpblame/tcpblame.h>

/* The same with 2^-halvings of what resets may take. */
static struct tb_config halved(const struct tb_config *cfg, unsigned halvings)
{
	struct tb_config c = *cfg;

	c.max_flows = 1;
	c.max_episodes = cfg->max_episodes >> halvings;
	c.max_rsts = cfg->max_rsts >> halvings;
	c.max_held = cfg->max_held >> halvings;
	return c;
}

/* As many connections as fit; one does. */
static uint32_t flows_within(struct tb_config c, uint32_t most, uint64_t bytes)
{
	uint32_t fit = 1, beyond = most + 1;

	while (beyond - fit > 1) {
		c.max_flows = fit + (beyond - fit) / 2;
		if (tb_config_bytes(&c) <= bytes)
			fit = c.max_flows;
		else
			beyond = c.max_flows;
	}
	return fit;
}

bool tb_config_fit(struct tb_config *cfg, uint64_t bytes)
{
	unsigned halvings = 0;
	struct tb_config c, more;
	uint64_t fixed;

	while (cfg->max_episodes >> (halvings + 1) > 0)
		halvings++;
	c = halved(cfg, halvings);
	fixed = tb_config_bytes(&c);
	if (fixed > bytes)
		return false;
	while (halvings-- > 0) {
		more = halved(cfg, halvings);
		if (tb_config_bytes(&more) - fixed > (bytes - fixed) / 2)
			break;
		c = more;
	}
	c.max_flows = flows_within(c, cfg->max_flows, bytes);
	*cfg = c;
	return true;
}
