/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * fuzz_anonymize.c - one packet of any link type gets pseudonyms
 *
 * The input is link type (2 bytes), bytes that the capture cut off (1), and the frame.  A
 * packet that is changed is no longer than before, and is decoded to the pseudonyms of what it
 * was decoded to, with a payload of the same length or none; one that is refused is as it was.
 */
#include <stdlib.h>

#include "anonymize/packet.h"
#include "anonymize/payload.h"
#include "base/reader.h"
#include "wire/outline.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(bool right)
{
	if (!right)
		abort();
}

static struct tb_frame frame_of(const uint8_t *bytes, uint32_t n, uint32_t original,
				uint32_t link_type)
{
	return (struct tb_frame){ .data = bytes, .captured = n, .original = original,
				  .link_type = link_type };
}

/* There is as much of it as before, or nothing; and it depends on nothing else. */
static void check_payload(struct tb_anonymizer *a, const struct tb_segment *was,
			  const struct tb_segment *is)
{
	const uint16_t port[2] = { was->src.port, was->dst.port };
	uint8_t *to = calloc(was->payload_captured + 1, 1);

	check(to != NULL);
	check(is->payload_captured == 0 || is->payload_captured == was->payload_captured);
	tb_anonymize_payload(a, port, was->payload, to, was->payload_captured);
	check(to[was->payload_captured] == 0);
	check(is->payload_captured == 0 ||
	      memcmp(to, is->payload, is->payload_captured) == 0);
	free(to);
}

static void check_ends(struct tb_anonymizer *a, const struct tb_frame *was,
		       const struct tb_frame *is)
{
	struct tb_outline outline;
	union tb_decoded before, after;

	if (tb_decode_outline(was, &before, &outline) != TB_DECODE_OK)
		return;
	check(tb_decode_outline(is, &after, &outline) == TB_DECODE_OK);
	tb_anonymize_addr(a, &before.segment.src.addr);
	tb_anonymize_addr(a, &before.segment.dst.addr);
	check(memcmp(&before.segment.src, &after.segment.src, sizeof(struct tb_endpoint)) == 0);
	check(memcmp(&before.segment.dst, &after.segment.dst, sizeof(struct tb_endpoint)) == 0);
	check(before.segment.seq == after.segment.seq);
	check(before.segment.payload_len == after.segment.payload_len);
	check_payload(a, &before.segment, &after.segment);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const uint8_t key[TB_CRYPTOPAN_KEY] = "of a fuzzer";
	static struct tb_anonymizer *a;
	struct tb_reader r = rd_over(data, size);
	uint32_t link_type = rd_be16(&r), cut = rd_u8(&r), n = (uint32_t)rd_left(&r), left = n;
	uint8_t *bytes = malloc(n + 1);

	if (a == NULL)
		a = tb_anonymizer_new(key);
	check(a != NULL && bytes != NULL);
	if (n > 0)
		memcpy(bytes, r.at, n);
	if (tb_anonymize_packet(a, link_type, bytes, &left, n + cut)) {
		struct tb_frame was = frame_of(r.at, n, n + cut, link_type);
		struct tb_frame is = frame_of(bytes, left, n + cut, link_type);

		check(left <= n);
		check_ends(a, &was, &is);
	} else {
		check(left == n && (n == 0 || memcmp(bytes, r.at, n) == 0));
	}
	free(bytes);
	return 0;
}
