/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * packet.h - a packet of a capture, with pseudonyms for all addresses in it
 */
#ifndef TB_ANONYMIZE_PACKET_H
#define TB_ANONYMIZE_PACKET_H

#include "anonymize/pseudonym.h"

/*
 * Changes a packet of a TCP connection, an ICMP error about one, or a fragment of either in
 * place: *captured bytes of `original` on the wire, from the header of the link on; link_type
 * as in struct tb_frame.
 *
 * Addresses become pseudonyms wherever they stand, and so do names of hosts in payload, of
 * which else only the form stays (payload.h); of what is no whole segment, and of a reset,
 * payload is cut off, as is what follows it, so *captured may shrink.  Fields that might name
 * somebody and are not understood become zero, as do unknown options of IP and TCP, digests and
 * cookies; lengths, ports, numbers and ids stay.  Checksums that were right for the whole packet
 * still are, wrong ones stay wrong, and those that were left to a network card look so.
 *
 * False: not all of it could be understood; bytes and *captured are as before, and must not be
 * shown to anybody.
 */
bool tb_anonymize_packet(struct tb_anonymizer *a, uint32_t link_type, uint8_t *bytes,
			 uint32_t *captured, uint32_t original);

#endif
