/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * slice.h - the packets that belong to what is reported of a capture
 *
 * Frames go in, in the order of the input, and verdicts as they are made; out come the frames
 * of the reported connections, in the same order, with comments on those that the verdicts
 * name.  Of captures that can be read twice, all verdicts go in before the first frame.  Where
 * that cannot be, frames wait for verdicts as long as there is room.
 *
 * As the engine, it does no I/O and owns no clock; one tb_slice belongs to one thread at a
 * time.  Memory is bounded whatever the frames hold.
 */
#ifndef TCPBLAME_SLICE_H
#define TCPBLAME_SLICE_H

#include <tcpblame/tcpblame.h>

#ifdef __cplusplus
extern "C" {
#endif

enum {
	TB_SLICE_COMMENTS = 9,	/* on a frame at most; the last may say how many more there are */
	TB_SLICE_ROOM_MIN = 1 << 20
};

/* One line of UTF-8 made by us, which begins with "tcpblame: ". */
struct tb_slice_comment {
	const char *text;
	size_t len;
};

struct tb_slice_config {
	size_t room;		/* bytes for frames that wait, at least TB_SLICE_ROOM_MIN; for each
				 * 256 of them one verdict is remembered, which takes memory of its
				 * own: about three times this in all */
	uint32_t context;	/* of a connection only so many packets before and after each RST
				 * of it; 0: all */
	bool all_known;		/* every verdict goes in before the first frame */
	bool strip;		/* no bytes behind the TCP header, see tb_slice_frames(); nor the
				 * comments that frames had, as they may quote them */
	uint64_t hash_seed[2];	/* secret of the keyed hashes; results do not depend on it */
	const struct tb_capture *captures;	/* whose names the comments say; the caller's */
	size_t n_captures;
};

struct tb_slice_sink {
	/* A frame, its comments, and the n that are new.  All valid until it returns. */
	void (*frame)(void *user, const struct tb_frame *f, const struct tb_slice_comment *comment,
		      size_t n);
	/* Called before that with the same frame as it was captured, and its bytes to change in
	 * place: f->captured of them.  Says how many of them come out.  With it, as with strip,
	 * comments that frames had do not, nor do frames of no TCP.  NULL: bytes stay as they
	 * are. */
	uint32_t (*rewrite)(void *user, const struct tb_frame *f, uint8_t *bytes);
	void *user;
};

struct tb_slice_counts {
	uint64_t frames;	/* that came out */
	uint64_t findings;	/* verdicts that went in */
	uint64_t shown;		/* of them, those whose deciding RST came out */
	uint64_t left_out;	/* of them, with all_known, those that there was no room for */
	uint64_t flows_cut;	/* connections of which packets had gone before the verdict came */
	uint64_t frames_gone;	/* those packets */
};

struct tb_slice; /* opaque */

/* NULL: no memory, or too little room.  sink and cfg are copied.  Free with tb_slice_free(). */
struct tb_slice *tb_slice_new(const struct tb_slice_config *cfg,
			      const struct tb_slice_sink *sink);
void tb_slice_free(struct tb_slice *s); /* NULL is fine */

/* A verdict; nothing of it is borrowed. */
void tb_slice_verdict(struct tb_slice *s, const struct tb_verdict *v);

/*
 * Takes n frames.  May call the sink.  With strip, what comes out has its captured bytes cut
 * behind the TCP header: the innermost one, or the one that an ICMP error quotes; of IP
 * fragments after the first, behind the IP header.  The original length stays.  Frames of no
 * TCP that a verdict names do not come out then.
 */
void tb_slice_frames(struct tb_slice *s, const struct tb_frame *frame, size_t n);

/* There are no more frames nor verdicts: what waits comes out. */
void tb_slice_finish(struct tb_slice *s);

const struct tb_slice_counts *tb_slice_counts(const struct tb_slice *s);

#ifdef __cplusplus
}
#endif

#endif
