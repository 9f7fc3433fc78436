/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * types.h - the few plain values that everything else is made of
 *
 * Included by tcpblame.h; include that instead.
 */
#ifndef TCPBLAME_TYPES_H
#define TCPBLAME_TYPES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

/* A moment: nanoseconds since 1970-01-01T00:00:00Z.  Wrapped, so that it is
 * never mixed up with a span. */
typedef struct {
	int64_t ns;
} tb_time;

/* A length of time, nanoseconds; negative when a capture runs backwards. */
typedef int64_t tb_span;

#define TB_SECOND INT64_C(1000000000)
#define TB_MILLISECOND INT64_C(1000000)
#define TB_MICROSECOND INT64_C(1000)

/* now - then; wraps where a file's times are absurdly far apart. */
static inline tb_span tb_since(tb_time now, tb_time then)
{
	return (tb_span)((uint64_t)now.ns - (uint64_t)then.ns);
}

/* An address of either family; IPv4 as ::ffff:a.b.c.d (RFC 4291 2.5.5.2). */
struct tb_addr {
	uint8_t byte[16];
};

/* Is it an IPv4 address? */
static inline bool tb_addr_is_v4(const struct tb_addr *a)
{
	static const uint8_t mapped[12] = { [10] = 0xff, [11] = 0xff };

	return memcmp(a->byte, mapped, sizeof(mapped)) == 0;
}

struct tb_endpoint {
	struct tb_addr addr;
	uint16_t port; /* host byte order */
};

/*
 * Where a frame is: the currency of every explanation.
 * file:   0-based index of the capture (struct tb_capture) it is in
 * number: 1-based in that file, exactly Wireshark's frame.number; 0: no frame
 */
struct tb_ref {
	uint64_t number;
	uint32_t file;
};

/* Yes, no, or could not be seen.  Zero is "not known", so that a zeroed struct
 * claims nothing. */
enum tb_answer {
	TB_UNSEEN,
	TB_NO,
	TB_YES
};

/* The two ends of a connection; also the index of every [2] in this API. */
enum tb_side {
	TB_CLIENT,
	TB_SERVER
};

/*
 * What became of a frame.  The index of every decode counter; tb_decode_name()
 * gives the name used in reports.
 */
enum tb_decode {
	TB_DECODE_OK,		/* a TCP segment */
	TB_DECODE_ICMP_ERROR,	/* an ICMP error that quotes a TCP segment */
	TB_DECODE_NOT_IP,	/* readable link layer, some other protocol inside */
	TB_DECODE_NOT_TCP,	/* IP, some other protocol inside */
	TB_DECODE_FRAGMENT,	/* part of a datagram that is not complete yet */
	TB_DECODE_CUT_SHORT,	/* the capture holds too little of it (snaplen) */
	TB_DECODE_MALFORMED,	/* lengths or header fields contradict each other */
	TB_DECODE_TOO_DEEP,	/* more nested layers than the decoder follows */
	TB_DECODE_LINK_TYPE,	/* a link type that is not supported */
	TB_DECODE_COUNT
};

#endif
