/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * evidence_file.c - the packets of what is reported, into the file of -w
 *
 * Regular files are read a second time when the report is complete: as far as the first time,
 * in the same order, by a source of the same making.  Nothing is lost then, and the first
 * reading is as quick as ever.  Of a pipe or an interface, packets wait in a ring of bounded
 * size for the verdicts (tcpblame/slice.h).
 *
 * Trouble with this file never costs the report: it is told at the end, and the report goes on.
 */
#define _GNU_SOURCE
#include "evidence_file.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <tcpblame/slice.h>

#include "anonymize/packet.h"
#include "capture/pcapng_write.h"
#include "inputs.h"
#include "message.h"
#include "output.h"
#include "recipient.h"
#include "signals.h"

enum {
	DEFAULT_RING_MIB = 64,
	MEMORY_OF_RING = 3	/* so many times, with what is remembered of resets for it */
};

struct tb_evidence_file {
	const struct tb_options *options;
	const struct tb_anonymity *anonymity;
	struct tb_source *input;	/* the caller's */
	struct tb_source *source;	/* where the present packets come from: that, or ours */
	struct tb_slice *slice;
	struct tb_ng_writer *writer;
	int fd;				/* ours, unless it is standard output */
	struct tb_recipient recipient;	/* live, who reads that, if it is no file */
	bool again;			/* the input is read a second time */
	uint64_t refused;		/* packets of which no bytes can be shown */
};

static bool is_regular(const char *path)
{
	struct stat st;

	return strcmp(path, "-") != 0 && stat(path, &st) == 0 && S_ISREG(st.st_mode);
}

static bool can_be_read_again(const struct tb_options *o)
{
	if (o->interface.n)
		return false;
	for (size_t i = 0; i < o->n_path; i++)
		if (!is_regular(o->path[i]))
			return false;
	return true;
}

static bool open_file(struct tb_evidence_file *e)
{
	const char *path = e->options->evidence;

	if (strcmp(path, "-") == 0) {
		e->fd = STDOUT_FILENO;
		return true;
	}
	if (tb_output_is_taken(e->options, path)) {
		tb_say("%s: is read; the packets need another file", path);
		return false;
	}
	e->fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0666);
	if (e->fd < 0)
		tb_say("%s: %s", path, strerror(errno));
	return e->fd >= 0;
}

enum { ALIAS = 64 };

/* The number that the report has in place of its name; of several captures each counts its own. */
static const char *alias_of(const struct tb_evidence_file *e, const struct tb_frame *f,
			    const char *name, char alias[ALIAS])
{
	size_t captures;

	if (name == NULL || !tb_anonymity_wanted(e->anonymity))
		return name;
	(void)tb_source_captures(e->input, &captures);
	if (captures > 1)
		snprintf(alias, ALIAS, "capture-%" PRIu32 "/interface-%" PRIu32, f->file + 1,
			 f->interface);
	else
		snprintf(alias, ALIAS, "interface-%" PRIu32, f->interface);
	return alias;
}

/* The slice's sink. */
static void on_frame(void *user, const struct tb_frame *f, const struct tb_slice_comment *comment,
		     size_t n)
{
	struct tb_evidence_file *e = user;
	struct tb_ng_comment text[TB_SLICE_COMMENTS];
	struct tb_interface interface;
	char alias[ALIAS];

	for (size_t i = 0; i < n; i++)
		text[i] = (struct tb_ng_comment){ comment[i].text, comment[i].len };
	tb_source_describe(e->source, f, &interface);
	(void)tb_ng_write_packet(e->writer, f, &interface,
				 alias_of(e, f, interface.name, alias), text, n);
}

/* A packet that is not understood is there, without a byte. */
static uint32_t anonymize(void *user, const struct tb_frame *f, uint8_t *bytes)
{
	struct tb_evidence_file *e = user;
	uint32_t captured = f->captured;

	if (tb_anonymize_packet(e->anonymity->key, f->link_type, bytes, &captured, f->original))
		return captured;
	e->refused++;
	return 0;
}

static uint64_t ring_bytes(const struct tb_options *o)
{
	return (o->ring_mib ? o->ring_mib : DEFAULT_RING_MIB) << 20;
}

uint64_t tb_evidence_file_bytes(const struct tb_options *o)
{
	return o->evidence ? MEMORY_OF_RING * ring_bytes(o) : 0;
}

static bool prepare(struct tb_evidence_file *e, const struct tb_capture *captures, size_t n,
		    const uint64_t seed[2])
{
	const struct tb_options *o = e->options;
	bool anonymous = tb_anonymity_wanted(e->anonymity);
	const struct tb_slice_sink sink = { .frame = on_frame, .user = e,
					    .rewrite = anonymous ? anonymize : NULL };
	const struct tb_slice_config cfg = {
		.room = (size_t)ring_bytes(o),
		.context = (uint32_t)o->context,
		.all_known = e->again,
		.strip = o->strip_payload,
		.hash_seed = { seed[0], seed[1] },
		.captures = captures,
		.n_captures = n,
	};

	e->slice = tb_slice_new(&cfg, &sink);
	if (e->slice == NULL)
		tb_say("no memory for the packets of -w; try a smaller --ring");
	return e->slice != NULL;
}

struct tb_evidence_file *tb_evidence_file_open(const struct tb_options *o,
					       struct tb_source *source,
					       const struct tb_anonymity *a,
					       const struct tb_capture *captures, size_t n,
					       const uint64_t seed[2])
{
	struct tb_evidence_file *e = calloc(1, sizeof(*e));

	if (e == NULL) {
		tb_say("no memory for the packets of -w");
		return NULL;
	}
	e->options = o;
	e->anonymity = a;
	e->input = e->source = source;
	e->again = can_be_read_again(o);
	e->fd = -1;
	if (prepare(e, captures, n, seed) && open_file(e))
		return e;
	tb_evidence_file_close(e);
	return NULL;
}

static bool has_room(void *user, size_t n)
{
	struct tb_evidence_file *e = user;

	return tb_recipient_await(&e->recipient, n);
}

static void wait_for_recipient(struct tb_evidence_file *e)
{
	e->recipient.fd = e->fd;
	tb_ng_writer_wait(e->writer, has_room, e);
}

void tb_evidence_file_meanwhile(struct tb_evidence_file *e, const struct tb_meanwhile *m)
{
	if (e != NULL)
		e->recipient.meanwhile = m;
}

bool tb_evidence_file_begin(struct tb_evidence_file *e)
{
	if (e->fd != STDOUT_FILENO && !tb_output_empty(e->fd, e->options->evidence))
		return false;
	e->writer = tb_ng_writer_new(e->fd, e->options->interface.n != 0);
	if (e->writer == NULL)
		tb_say("no memory for the packets of -w");
	else if (e->options->interface.n != 0 && !tb_output_is_file(e->fd))
		wait_for_recipient(e);
	return e->writer != NULL;
}

void tb_evidence_file_close(struct tb_evidence_file *e)
{
	if (e == NULL)
		return;
	tb_ng_writer_free(e->writer);
	tb_slice_free(e->slice);
	if (e->fd >= 0 && e->fd != STDOUT_FILENO)
		close(e->fd);
	free(e);
}

bool tb_evidence_file_waits(const struct tb_evidence_file *e)
{
	return e != NULL && !e->again;
}

void tb_evidence_file_frames(struct tb_evidence_file *e, const struct tb_frame *frame, size_t n)
{
	if (tb_ng_writer_error(e->writer) == 0)
		tb_slice_frames(e->slice, frame, n);
}

void tb_evidence_file_verdict(struct tb_evidence_file *e, const struct tb_verdict *v)
{
	tb_slice_verdict(e->slice, v);
}

/* Did as many packets come as the first time?  Says what was in the way. */
static bool is_as_before(const struct tb_evidence_file *e, uint64_t packets, bool stopped)
{
	size_t n;
	const struct tb_capture *c = tb_source_captures(e->source, &n);
	uint64_t seen = 0;

	for (size_t i = 0; i < n; i++)
		seen += c[i].packets;
	if (seen >= packets || tb_ng_writer_error(e->writer) != 0)
		return true;
	for (size_t i = 0; i < n; i++)
		if (c[i].problem != NULL)
			tb_say("%s", c[i].problem);
	tb_say("%s: %" PRIu64 " of %" PRIu64 " packets of the input were gone through for it%s",
	       e->options->evidence, seen, packets,
	       stopped ? ", and then a signal came" : "; it has changed since the report");
	return false;
}

/* The same packets once more, unless another signal says that there is no time for that.  False:
 * not all of them. */
static bool read_again(struct tb_evidence_file *e, uint64_t packets)
{
	struct tb_files_config cfg = tb_inputs_files(e->options);
	const bool stopped = tb_signals_stop();
	struct tb_frame frame[TB_SOURCE_ROOM];
	struct tb_source_error err;
	bool whole;
	size_t n;

	cfg.max_packets = packets;
	cfg.again = e->input;
	e->source = tb_source_files(&cfg, &err);
	if (e->source == NULL) {
		tb_say("%s: %s", e->options->evidence, err.text);
		return false;
	}
	while (tb_signals_stop() == stopped && tb_ng_writer_error(e->writer) == 0 &&
	       tb_source_next(e->source, frame, TB_SOURCE_ROOM, &n) == TB_SOURCE_FRAMES)
		tb_slice_frames(e->slice, frame, n);
	tb_slice_finish(e->slice);
	whole = is_as_before(e, packets, tb_signals_stop() != stopped);
	tb_source_close(e->source);
	return whole;
}

/* What those who look at the file must know is not in it. */
static void say_what_is_missing(const struct tb_evidence_file *e)
{
	const struct tb_slice_counts *c = tb_slice_counts(e->slice);
	const char *path = e->options->evidence;
	uint64_t unseen = c->findings - c->left_out - c->shown;

	if (e->refused > 0)
		tb_say("%s: %" PRIu64 " packets have none of their bytes, as not all could be "
		       "understood, and some might have told a name", path, e->refused);
	if (c->left_out > 0)
		tb_say("%s: no room for the packets of %" PRIu64 " more resets; see --ring", path,
		       c->left_out);
	if (unseen > 0 && e->again)
		tb_say("%s: without %" PRIu64 " resets that are reported: the input was not read "
		       "again as it was at first", path, unseen);
	else if (unseen > 0)
		tb_say("%s: without %" PRIu64 " resets that are reported: they had left the ring "
		       "before; see --ring", path, unseen);
	if (c->frames_gone > 0)
		tb_say("%s: %" PRIu64 " packets of %" PRIu64 " connections had left the ring "
		       "before these were reported; see --ring", path, c->frames_gone,
		       c->flows_cut);
}

/* There is no packet to do it. */
static void describe_inputs(struct tb_evidence_file *e)
{
	size_t n;
	const struct tb_capture *c = tb_source_captures(e->input, &n);

	for (size_t i = 0; i < n; i++)
		for (unsigned k = 0; k < c[i].n_link_types; k++)
			(void)tb_ng_write_interface(e->writer, c[i].link_types[k]);
}

bool tb_evidence_file_finish(struct tb_evidence_file *e, uint64_t packets)
{
	const char *path = e->options->evidence;
	bool whole = true;
	int error;

	if (!e->again)
		tb_slice_finish(e->slice);
	else if (packets > 0)
		whole = read_again(e, packets);
	if (tb_slice_counts(e->slice)->frames == 0)
		describe_inputs(e);
	(void)tb_ng_write_out(e->writer);
	error = tb_ng_writer_error(e->writer);
	if (e->fd != STDOUT_FILENO && close(e->fd) != 0 && error == 0)
		error = errno;
	e->fd = -1;
	if (error == 0)
		say_what_is_missing(e);
	else if (error != EPIPE)
		tb_say("%s: %s; the packets in it are not all", path,
		       e->recipient.still ? "nobody read it when it was time to end" :
					    strerror(error));
	if (error == 0 && e->options->verbose)
		tb_say("%s: %" PRIu64 " packets written", path,
		       tb_slice_counts(e->slice)->frames);
	return error == 0 && whole;
}
