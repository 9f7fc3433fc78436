/* SPDX-License-Identifier: BSD-3-Clause */
#include "codec.h"

#ifdef TB_HAVE_ZSTD
#include <zstd.h>
#endif

/* RFC 8878 section 3.1: a frame, or a skippable frame (pzstd begins with one). */
static bool begins(const uint8_t *p, size_t n)
{
	if (n < 4)
		return false;
	if (p[0] == 0x28 && p[1] == 0xb5 && p[2] == 0x2f && p[3] == 0xfd)
		return true;
	return (p[0] & 0xf0) == 0x50 && p[1] == 0x2a && p[2] == 0x4d && p[3] == 0x18;
}

#ifdef TB_HAVE_ZSTD
/* The library's own limit on the window (128 MiB) stays: it bounds what a stranger's
 * file can make us allocate. */
static void *begin(void)
{
	return ZSTD_createDStream();
}

static enum tb_step step(void *state, struct tb_codec_io *io, const char **why)
{
	ZSTD_inBuffer in = { io->in, io->in_left, 0 };
	ZSTD_outBuffer out = { io->out, io->out_left, 0 };
	size_t rc = ZSTD_decompressStream(state, &out, &in);

	tb_codec_moved(io, in.pos, out.pos);
	if (ZSTD_isError(rc)) {
		*why = ZSTD_getErrorName(rc);
		return TB_STEP_ERROR;
	}
	return rc == 0 ? TB_STEP_END : TB_STEP_MORE;
}

static void end(void *state)
{
	ZSTD_freeDStream(state);
}
#endif

const struct tb_codec tb_codec_zstd = {
	.name = "zstd",
	.library = "libzstd",
	.begins = begins,
#ifdef TB_HAVE_ZSTD
	.begin = begin,
	.step = step,
	.end = end,
#endif
};
