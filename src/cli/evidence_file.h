/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * evidence_file.h - the packets of what is reported, into the file of -w
 */
#ifndef TB_CLI_EVIDENCE_FILE_H
#define TB_CLI_EVIDENCE_FILE_H

#include "anonymity.h"
#include "capture/source.h"
#include "options.h"
#include "recipient.h"

struct tb_evidence_file;

/* Memory, in bytes, that the packets of -w may take; 0: none are wanted. */
uint64_t tb_evidence_file_bytes(const struct tb_options *o);

/* Opens the file, which must be none of the inputs, and leaves what is in it.  source, of which
 * nothing has been taken yet, must outlive it, as o must, and a.  captures: those of the source,
 * n of them, with the names that comments say.  NULL after a complaint on stderr. */
struct tb_evidence_file *tb_evidence_file_open(const struct tb_options *o,
					       struct tb_source *source,
					       const struct tb_anonymity *a,
					       const struct tb_capture *captures, size_t n,
					       const uint64_t seed[2]);

/* To be called when all else is open: what was in the file is gone.  False after a complaint on
 * stderr. */
bool tb_evidence_file_begin(struct tb_evidence_file *e);

/* What goes on while its reader is waited for; it must outlive the file.  NULL as file is fine. */
void tb_evidence_file_meanwhile(struct tb_evidence_file *e, const struct tb_meanwhile *m);

/* Closes it; what was not finished is lost.  NULL is fine. */
void tb_evidence_file_close(struct tb_evidence_file *e);

/* Do packets have to be shown before the engine sees them?  Else the input will be read a
 * second time.  NULL: no. */
bool tb_evidence_file_waits(const struct tb_evidence_file *e);
void tb_evidence_file_frames(struct tb_evidence_file *e, const struct tb_frame *frame, size_t n);

/* Each verdict that is reported, as it is made. */
void tb_evidence_file_verdict(struct tb_evidence_file *e, const struct tb_verdict *v);

/* All verdicts are made: writes what is left, after so many packets of the input if that is read
 * again.  Complains about what went wrong and says what is missing; false: the file could
 * not be written, or not all of the input be read for it. */
bool tb_evidence_file_finish(struct tb_evidence_file *e, uint64_t packets);

#endif
