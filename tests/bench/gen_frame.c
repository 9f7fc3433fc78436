/* SPDX-License-Identifier: BSD-3-Clause */
#include "gen_frame.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum {
	BUFFER_SIZE = 4 << 20,
	MAX_RECORD = 4096,	/* header and frame; payload is at most an MSS */
	MIN_ETHERNET = 60,	/* a switch delivers no shorter frame (FCS left out) */
	LINKTYPE_ETHERNET = 1,
	SNAPLEN = 262144,
	TCP_PROTOCOL = 6
};

/* Frame header of the pcap format, host byte order. */
struct record {
	uint32_t seconds, microseconds, captured, original;
};

static void flush(struct gen_output *out)
{
	size_t done = 0;

	while (done < out->used && !out->error) {
		ssize_t n = write(out->fd, out->buffer + done, out->used - done);

		if (n >= 0)
			done += (size_t)n;
		else if (errno != EINTR)
			out->error = errno;
	}
	out->used = 0;
}

bool gen_output_open(struct gen_output *out, int fd)
{
	const struct {
		uint32_t magic;
		uint16_t major, minor;
		uint32_t zone, sigfigs, snaplen, link_type;
	} header = { 0xa1b2c3d4, 2, 4, 0, 0, SNAPLEN, LINKTYPE_ETHERNET };

	*out = (struct gen_output){ .fd = fd, .buffer = malloc(BUFFER_SIZE) };
	if (!out->buffer)
		return false;
	memcpy(out->buffer, &header, sizeof(header));
	out->used = sizeof(header);
	out->bytes = sizeof(header);
	return true;
}

bool gen_output_close(struct gen_output *out)
{
	flush(out);
	free(out->buffer);
	out->buffer = NULL;
	return out->error == 0;
}

static uint8_t *put16(uint8_t *at, uint32_t value)
{
	at[0] = (uint8_t)(value >> 8);
	at[1] = (uint8_t)value;
	return at + 2;
}

static uint8_t *put32(uint8_t *at, uint32_t value)
{
	return put16(put16(at, value >> 16), value & 0xffff);
}

/* Ones' complement sum, RFC 1071, of 32-bit words as they lie in memory; the
 * byte order takes care of itself until fold(). */
static uint64_t sum(const uint8_t *at, size_t len, uint64_t total)
{
	uint32_t word;

	for (; len >= sizeof(word); at += sizeof(word), len -= sizeof(word)) {
		memcpy(&word, at, sizeof(word));
		total += word;
	}
	word = 0;
	memcpy(&word, at, len);
	return total + word;
}

/* The 16-bit sum in memory order, ready for memcpy into a header. */
static uint16_t fold(uint64_t total)
{
	while (total >> 16)
		total = (total & 0xffff) + (total >> 16);
	return (uint16_t)total;
}

static void put_sum(uint8_t *at, uint16_t value)
{
	memcpy(at, &value, sizeof(value));
}

static uint8_t *put_ethernet(uint8_t *at, const struct gen_segment *s)
{
	uint8_t mac[2][6] = { { 0x02, 0, 0, 0, 0, 0x01 }, { 0x02, 0, 0, 0, 0, 0x02 } };

	memcpy(at, mac[!s->from_server], 6);
	memcpy(at + 6, mac[s->from_server], 6);
	at += 12;
	if (s->vlan)
		at = put16(put16(at, 0x8100), s->vlan);
	return put16(at, s->v6 ? 0x86dd : 0x0800);
}

static uint8_t *put_ipv4(uint8_t *at, const struct gen_segment *s, size_t tcp_len)
{
	uint8_t *header = at;

	at = put16(at, 0x4500);
	at = put16(at, (uint32_t)(20 + tcp_len));
	at = put16(at, s->ip_id);
	at = put16(at, 0x4000); /* don't fragment */
	at = put16(at, (uint32_t)s->ttl << 8 | TCP_PROTOCOL);
	at = put16(at, 0);
	memcpy(at, s->source, 4);
	memcpy(at + 4, s->destination, 4);
	put_sum(header + 10, (uint16_t)~fold(sum(header, 20, 0)));
	return at + 8;
}

static uint8_t *put_ipv6(uint8_t *at, const struct gen_segment *s, size_t tcp_len)
{
	at = put32(at, 0x60000000 | (s->flow_label & 0xfffff));
	at = put16(at, (uint32_t)tcp_len);
	at = put16(at, (uint32_t)TCP_PROTOCOL << 8 | s->ttl);
	memcpy(at, s->source, 16);
	memcpy(at + 16, s->destination, 16);
	return at + 32;
}

static size_t options_len(const struct gen_segment *s)
{
	if (s->flags & GEN_SYN)
		return s->timestamps ? 20 : 12;
	return s->timestamps ? 12 : 0;
}

/* In the order Linux (with timestamps) and Windows (without) write them. */
static uint8_t *put_options(uint8_t *at, const struct gen_segment *s)
{
	bool syn = s->flags & GEN_SYN;

	if (syn)
		at = put16(put16(at, 0x0204), s->mss);
	if (syn && !s->timestamps) {
		at = put32(at, 0x01030300u | s->window_shift);
		return put32(at, 0x01010402);
	}
	if (!s->timestamps)
		return at;
	at = syn ? put16(at, 0x0402) : put16(at, 0x0101);
	at = put32(put32(put16(at, 0x080a), s->tsval), s->tsecr);
	return syn ? put32(at, 0x01030300u | s->window_shift) : at;
}

static uint16_t pseudo_sum(const struct gen_segment *s, size_t tcp_len)
{
	size_t size = s->v6 ? 16 : 4;
	uint8_t tail[4];

	put16(put16(tail, (uint32_t)tcp_len), TCP_PROTOCOL);
	return fold(sum(s->source, size, sum(s->destination, size, sum(tail, 4, 0))));
}

static uint8_t *put_tcp(uint8_t *at, const struct gen_segment *s, size_t tcp_len)
{
	uint8_t *header = at;
	uint32_t offset = (uint32_t)(20 + options_len(s)) / 4;
	uint16_t pseudo = pseudo_sum(s, tcp_len);

	at = put16(put16(at, s->source_port), s->port);
	at = put32(put32(at, s->seq), s->ack);
	at = put16(put16(at, offset << 12 | s->flags), s->window);
	at = put32(at, 0); /* checksum, urgent pointer */
	at = put_options(at, s);
	if (s->payload_len)
		memcpy(at, s->payload, s->payload_len);
	if (!s->partial_checksum)
		pseudo = (uint16_t)~fold(sum(header, tcp_len, pseudo));
	put_sum(header + 16, pseudo);
	return at + s->payload_len;
}

void gen_frame_put(struct gen_output *out, const struct gen_segment *s)
{
	uint64_t us = s->time / 1000;
	struct record record = { (uint32_t)(us / 1000000), (uint32_t)(us % 1000000), 0, 0 };
	size_t tcp_len = 20 + options_len(s) + s->payload_len;
	uint8_t *frame = out->buffer + out->used + sizeof(record);
	uint8_t *at = put_ethernet(frame, s);

	at = s->v6 ? put_ipv6(at, s, tcp_len) : put_ipv4(at, s, tcp_len);
	at = put_tcp(at, s, tcp_len);
	while (at - frame < MIN_ETHERNET)
		*at++ = 0;
	record.captured = record.original = (uint32_t)(at - frame);
	memcpy(frame - sizeof(record), &record, sizeof(record));
	out->used += sizeof(record) + record.captured;
	out->bytes += sizeof(record) + record.captured;
	if (out->used > BUFFER_SIZE - MAX_RECORD)
		flush(out);
}
