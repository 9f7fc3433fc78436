/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * same_segment.h - are two segments the same, member by member?
 *
 * Not by their bytes: holes between members and the unused ends of arrays may differ.
 */
#ifndef TESTS_SUPPORT_SAME_SEGMENT_H
#define TESTS_SUPPORT_SAME_SEGMENT_H

#include <string.h>

#include "wire/segment.h"

static inline bool same_endpoint(const struct tb_endpoint *a, const struct tb_endpoint *b)
{
	return memcmp(&a->addr, &b->addr, sizeof(a->addr)) == 0 && a->port == b->port;
}

static inline bool same_envelope(const struct tb_envelope *a, const struct tb_envelope *b)
{
	if (a->has_mac != b->has_mac || a->n_vlan != b->n_vlan ||
	    a->n_tunnel != b->n_tunnel || a->travel != b->travel)
		return false;
	if (a->has_mac && memcmp(a->mac_src, b->mac_src, sizeof(a->mac_src)) != 0)
		return false;
	for (unsigned i = 0; i < a->n_vlan; i++)
		if (a->vlan[i] != b->vlan[i])
			return false;
	for (unsigned i = 0; i < a->n_tunnel; i++)
		if (a->tunnel[i].layer != b->tunnel[i].layer ||
		    a->tunnel[i].id != b->tunnel[i].id)
			return false;
	return true;
}

static inline bool same_ip(const struct tb_segment *a, const struct tb_segment *b)
{
	return same_endpoint(&a->src, &b->src) && same_endpoint(&a->dst, &b->dst) &&
	       a->ttl == b->ttl && a->tos == b->tos && a->v6 == b->v6 && a->df == b->df &&
	       a->has_ip_id == b->has_ip_id && a->reassembled == b->reassembled &&
	       a->ip_id == b->ip_id &&
	       a->addr_differs == b->addr_differs;
}

static inline bool same_options(const struct tb_segment *a, const struct tb_segment *b)
{
	unsigned seen = a->seen_options;

	return a->options_len == b->options_len && seen == b->seen_options &&
	       a->ts_val == b->ts_val && (!(seen & TB_OPT_WSCALE) || a->wscale == b->wscale) &&
	       (!(seen & TB_OPT_SACK) || a->sack_right == b->sack_right) &&
	       (!(seen & TB_OPT_MP_TCPRST) || a->mptcp_rst_reason == b->mptcp_rst_reason);
}

static inline bool same_comment(const struct tb_segment *a, const struct tb_segment *b)
{
	return a->has_comment == b->has_comment &&
	       (!a->has_comment ||
		(a->comment == b->comment && a->comment_len == b->comment_len));
}

static inline bool same_segment(const struct tb_segment *a, const struct tb_segment *b)
{
	return a->time.ns == b->time.ns && a->ref.number == b->ref.number &&
	       a->ref.file == b->ref.file && a->interface == b->interface &&
	       same_ip(a, b) &&
	       a->seq == b->seq && a->ack == b->ack && a->flags == b->flags &&
	       a->window == b->window && a->checksum == b->checksum &&
	       a->has_window == b->has_window && a->header_len == b->header_len &&
	       a->payload_len == b->payload_len &&
	       a->payload_captured == b->payload_captured && a->tcp == b->tcp &&
	       a->payload == b->payload && same_options(a, b) &&
	       same_envelope(&a->env, &b->env) && same_comment(a, b);
}

#endif
