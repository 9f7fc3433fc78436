/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * checksum.h - checksums that are as right after a change as they were before it
 */
#ifndef TB_ANONYMIZE_CHECKSUM_H
#define TB_ANONYMIZE_CHECKSUM_H

#include "wire/outline.h"

/*
 * A packet before and after the change: n bytes of each, in which the parts are.  Updates
 * the checksums of after.  offloaded: the last part is a TCP header whose checksum was left
 * to the network card.
 */
void tb_anonymize_checksums(const uint8_t *before, uint8_t *after, size_t n,
			    const struct tb_outline *outline, bool offloaded);

/* Was a segment's checksum left to the network card?  Asked before the change. */
bool tb_is_offloaded(const struct tb_segment *s);

#endif
