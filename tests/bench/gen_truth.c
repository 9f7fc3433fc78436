/* SPDX-License-Identifier: BSD-3-Clause */
#include "gen_truth.h"

#include <inttypes.h>
#include <stddef.h>
#include <string.h>

#define ROW(name, member) { name, offsetof(struct gen_truth, member) }

static const struct {
	const char *name;
	size_t offset;
} rows[] = {
	ROW("packets", packets),
	ROW("bytes", bytes),
	ROW("flows", flows),
	ROW("flows_open", flows_open),
	ROW("flows_open_peak", flows_open_peak),
	ROW("rst_segments", rst_segments),
	ROW("rst_from_client", rst_from[0]),
	ROW("rst_from_server", rst_from[1]),
	ROW("resets", resets),
	ROW("resets_from_client", resets_from[0]),
	ROW("resets_from_server", resets_from[1]),
	ROW("resets_by_client", resets_by[GEN_BY_CLIENT]),
	ROW("resets_by_server", resets_by[GEN_BY_SERVER]),
	ROW("resets_by_third_party", resets_by[GEN_BY_FORGER]),
	ROW("retransmissions", retransmissions),
	ROW("ipv6_packets", ipv6_packets),
	ROW("vlan_packets", vlan_packets),
	ROW("partial_checksums", partial_checksums),
};

bool gen_truth_write(const struct gen_truth *t, const char *preset, uint64_t seed,
		     FILE *out)
{
	fprintf(out, "{\n  \"preset\": \"%s\",\n  \"seed\": %" PRIu64, preset, seed);
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		uint64_t value;

		memcpy(&value, (const char *)t + rows[i].offset, sizeof(value));
		fprintf(out, ",\n  \"%s\": %" PRIu64, rows[i].name, value);
	}
	return fputs("\n}\n", out) >= 0 && fflush(out) == 0 && !ferror(out);
}
