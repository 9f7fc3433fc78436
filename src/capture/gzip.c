/* SPDX-License-Identifier: BSD-3-Clause */
#include "codec.h"

#ifdef TB_HAVE_ZLIB
#include <limits.h>
#include <stdlib.h>
#include <zlib.h>
#endif

/* RFC 1952 section 2.3.1; deflate is the only method there is. */
static bool begins(const uint8_t *p, size_t n)
{
	return n >= 3 && p[0] == 0x1f && p[1] == 0x8b && p[2] == 8;
}

#ifdef TB_HAVE_ZLIB
static void *begin(void)
{
	z_stream *z = calloc(1, sizeof(*z));

	if (z != NULL && inflateInit2(z, 16 + MAX_WBITS) != Z_OK) {
		free(z);
		z = NULL;
	}
	return z;
}

static uInt at_most_uint(size_t n)
{
	return n < UINT_MAX ? (uInt)n : UINT_MAX;
}

static enum tb_step step(void *state, struct tb_codec_io *io, const char **why)
{
	z_stream *z = state;
	uInt in = at_most_uint(io->in_left), out = at_most_uint(io->out_left);
	int rc;

	z->next_in = (z_const Bytef *)io->in;
	z->avail_in = in;
	z->next_out = io->out;
	z->avail_out = out;
	rc = inflate(z, Z_NO_FLUSH);
	tb_codec_moved(io, in - z->avail_in, out - z->avail_out);
	if (rc == Z_STREAM_END)
		return inflateReset(z) == Z_OK ? TB_STEP_END : TB_STEP_ERROR;
	if (rc == Z_OK || rc == Z_BUF_ERROR)
		return TB_STEP_MORE;
	*why = z->msg ? z->msg : zError(rc);
	return TB_STEP_ERROR;
}

static void end(void *state)
{
	inflateEnd(state);
	free(state);
}
#endif

const struct tb_codec tb_codec_gzip = {
	.name = "gzip",
	.library = "zlib",
	.begins = begins,
#ifdef TB_HAVE_ZLIB
	.begin = begin,
	.step = step,
	.end = end,
#endif
};
