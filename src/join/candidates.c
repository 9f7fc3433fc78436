/* SPDX-License-Identifier: BSD-3-Clause */
#include "join/candidates.h"

static size_t length(struct tb_reset_slice s)
{
	return s.end - s.first;
}

/* The shortest slice of those of the ends with an address; if none has one, by a port. */
struct tb_reset_slice tb_candidates_named(const struct tb_resets *r,
					  const struct tb_mention *m)
{
	struct tb_reset_slice best = { 0, 0 }, all = tb_resets_by_end(r, NULL, 0);
	bool addressed = false;

	for (unsigned i = 0; i < m->ends.n; i++) {
		const struct tb_end *e = &m->ends.end[i];
		struct tb_reset_slice s =
			tb_resets_by_end(r, e->has_addr ? &e->addr : NULL, e->port);

		if (!e->has_addr && addressed)
			continue;
		if (e->has_addr && !addressed)
			best = (struct tb_reset_slice){ 0, 0 };
		addressed = addressed || e->has_addr;
		if (length(s) > 0 && (length(best) == 0 || length(s) < length(best)))
			best = s;
	}
	return length(best) > 0 || addressed ? best : all;
}

size_t tb_candidates(const struct tb_resets *r, const struct tb_mention *m,
		     const struct tb_skew *skew, uint32_t index[TB_MAX_CANDIDATES])
{
	struct tb_reset_slice s = tb_candidates_named(r, m);
	tb_time t = tb_moved(m->when.time, -skew->ahead);
	size_t middle = m->when.known ? tb_resets_from(r, s, t) : s.first;
	size_t first = middle - s.first > TB_CANDIDATES_ASIDE ? middle - TB_CANDIDATES_ASIDE
							      : s.first;
	size_t n = 0;

	for (size_t i = first; i < s.end && n < TB_MAX_CANDIDATES; i++)
		index[n++] = r->key[i].reset;
	return n;
}

double tb_candidates_rate(const struct tb_resets *r, struct tb_reset_slice s, tb_time t)
{
	static const tb_span around = 30 * TB_SECOND;
	size_t first = tb_resets_from(r, s, tb_moved(t, -around));
	size_t end = tb_resets_from(r, s, tb_moved(t, around));
	size_t n = end > first ? end - first : 1;

	return (double)n / (2 * (double)(around / TB_SECOND));
}
