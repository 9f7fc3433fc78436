/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * payload.h - what of a segment's payload may be shown
 */
#ifndef TB_ANONYMIZE_PAYLOAD_H
#define TB_ANONYMIZE_PAYLOAD_H

#include "anonymize/pseudonym.h"

/*
 * Writes to `to`, which is n zeros, what stands for the n bytes at `from`: as many, whose form is
 * that of the same messages.  port: of the sender, of the receiver.  `from` is one segment's:
 * nothing is remembered of others.
 */
void tb_anonymize_payload(struct tb_anonymizer *a, const uint16_t port[2], const uint8_t *from,
			  uint8_t *to, size_t n);

#endif
