/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * codec.h - compressions that are recognised by content
 *
 * A codec is a row: how the data begin, and how to take one step of decoding
 * them.  A build without the library keeps the row, so that the file can still be
 * named for what it is; its begin is then NULL.
 */
#ifndef TB_CAPTURE_CODEC_H
#define TB_CAPTURE_CODEC_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum tb_step {
	TB_STEP_MORE,	/* inside a member or frame */
	TB_STEP_END,	/* a member or frame is complete; the next may follow */
	TB_STEP_ERROR	/* damaged; what was produced before is good */
};

/* Moved forward by a step: what was taken and what was produced. */
struct tb_codec_io {
	const uint8_t *in;
	size_t in_left;
	uint8_t *out;
	size_t out_left;
};

/* So many bytes were taken and produced. */
static inline void tb_codec_moved(struct tb_codec_io *io, size_t in, size_t out)
{
	io->in += in;
	io->in_left -= in;
	io->out += out;
	io->out_left -= out;
}

struct tb_codec {
	const char *name;	/* "gzip" */
	const char *library;	/* what a build needs to read it: "zlib" */
	/* Do data that begin with these n bytes look like this? */
	bool (*begins)(const uint8_t *p, size_t n);
	void *(*begin)(void);	/* state; NULL: no memory.  NULL itself: not built in */
	/* *why is set on error: static, or as long as the state */
	enum tb_step (*step)(void *state, struct tb_codec_io *io, const char **why);
	void (*end)(void *state);
};

extern const struct tb_codec tb_codec_gzip, tb_codec_zstd;

#endif
