/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * source.h - where frames come from
 *
 * Files (one timeline out of many) or an interface.  Only this folder sees
 * libpcap.
 */
#ifndef TB_CAPTURE_SOURCE_H
#define TB_CAPTURE_SOURCE_H

#include <tcpblame/tcpblame.h>

struct tb_source;

/* Errors: a sentence for a person, with file name, frame and byte where it
 * applies.  The caller's storage. */
struct tb_source_error {
	char text[512];
	bool filter;		/* it is the filter that cannot be used */
};

struct tb_files_config {
	const char *const *path; /* "-" is stdin, at most once; borrowed for the call */
	size_t n_path;
	const char *filter;	/* pcap-filter(7) expression or NULL */
	uint64_t max_packets;	/* stop after so many; 0: no limit */
	struct tb_source *again; /* of files: lends its filter, and is closed later; or NULL */
};

/*
 * Opens capture files as one timeline, ordered by time whatever the order of
 * paths.  A file named twice, be it by another path, is read once.  A file that cannot be
 * read at all (missing, a directory, empty, not a capture) becomes a capture with
 * complete=false and problem set, and the others are still read.  NULL and *err only if
 * nothing can be done at all (no memory, filter does not compile).
 *
 * The names in a filter are looked up before this returns; later only if a file has a link type
 * that does not stand before its first frame, and never of a source that is read again.
 */
struct tb_source *tb_source_files(const struct tb_files_config *cfg,
				  struct tb_source_error *err);

enum { TB_SOURCE_INTERFACES = 16 };

struct tb_live_config {
	const char *const *interface;	/* "any" too; borrowed for the call */
	size_t n_interface;	/* at most TB_SOURCE_INTERFACES */
	const char *filter;	/* or NULL */
	uint64_t max_packets;	/* 0: no limit */
	int snaplen;		/* bytes; 0: 262144 */
	int buffer_kib;		/* KiB, as tcpdump's -B; 0: libpcap's default */
	bool no_promiscuous;
	bool immediate;
};

/* NULL and *err if one of the interfaces cannot be opened.  One that is removed later ends its
 * capture with a problem, and the last one the source. */
struct tb_source *tb_source_live(const struct tb_live_config *cfg,
				 struct tb_source_error *err);

enum tb_source_status {
	TB_SOURCE_FRAMES,
	TB_SOURCE_WAIT,  /* live: nothing right now; poll tb_source_fds() */
	TB_SOURCE_END    /* no more frames, for whatever reason: see the captures */
};

enum { TB_SOURCE_ROOM = 32 };	/* room for more frames than these gains nothing */

/* The next *n frames, at most room > 0; with TB_SOURCE_FRAMES there is one at least.  What
 * they point to is borrowed until the next call. */
enum tb_source_status tb_source_next(struct tb_source *s, struct tb_frame *out, size_t room,
				     size_t *n);

/* When packets were lost, as what was read so far says it: of each time once.  False: there is
 * none any more.  Of files only; live, the counters of the captures tell. */
bool tb_source_missed(struct tb_source *s, struct tb_lapse *out);

/* From now on tb_source_next() calls before() when it is about to change more of the captures
 * than counters, for who looks at them in another thread.  Of files only. */
void tb_source_on_change(struct tb_source *s, void (*before)(void *user), void *user);

/* Descriptors to poll for reading, one for each interface that is still there: how many.  None
 * if tb_source_next() never waits. */
size_t tb_source_fds(const struct tb_source *s, int fd[TB_SOURCE_INTERFACES]);

/* Milliseconds after which tb_source_next() wants to be called though the descriptors
 * are silent (an interface that is down gives no sign when it is removed); -1: none. */
int tb_source_timeout(const struct tb_source *s);

/* Ends a live capture at the next tb_source_next().  Async-signal-safe. */
void tb_source_stop(struct tb_source *s);

/* The captures of this source, ordered by time of first packet (unreadable ones
 * last, by name); the index is tb_frame.file.  Their order is known after
 * opening, their counters grow while reading; tcp_packets and decode are left to
 * the caller to count.  Live: one for each
 * interface, as they were named, with up-to-date drop counters.  Borrowed. */
struct tb_capture *tb_source_captures(struct tb_source *s, size_t *n);

/* What is known of an interface. */
struct tb_interface {
	const char *name;	/* from a stranger; NULL: none.  Of the source */
	uint32_t snaplen;	/* bytes; 0: no limit.  Some files state less than they hold */
};

/* That on which a frame of this source was captured. */
void tb_source_describe(const struct tb_source *s, const struct tb_frame *f,
			struct tb_interface *out);

/* Bytes read so far and in all, for a progress line; total is 0 if not known. */
void tb_source_progress(const struct tb_source *s, uint64_t *done, uint64_t *total);

void tb_source_close(struct tb_source *s); /* NULL is fine */

/* Prints the interfaces one can capture on, as tcpdump -D does, by calling
 * line() for each.  False and *err on failure. */
bool tb_source_interfaces(void (*line)(void *user, const char *text), void *user,
			  struct tb_source_error *err);

#endif
