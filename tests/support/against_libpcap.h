/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * against_libpcap.h - holds our reading of a pcap file to libpcap's, record by record
 *
 * For the tests and the fuzzer alike, so a difference is an assert().  What differs on
 * purpose (src/capture/classic.c says why) is left out here, and nothing else:
 *  - libpcap is shown a file header whose snapshot length is zero, "no limit";
 *  - seconds are compared as the unsigned numbers that they are in the file;
 *  - fractions below zero are compared in this machine's byte order only;
 *  - of link types whose headers libpcap swaps, the bytes are not compared;
 *  - a D-Bus message may be too long for us only.
 */
#ifndef TESTS_SUPPORT_AGAINST_LIBPCAP_H
#define TESTS_SUPPORT_AGAINST_LIBPCAP_H

#include <assert.h>
#include <pcap/pcap.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "capture/file.h"
#include "capture/linktype.h"

enum { AGAINST_AHEAD = 5 };

struct against {
	struct tb_capture capture;
	struct tb_ledger ledger;
	struct tb_file file;
	bool opened;
	uint8_t *copy;		/* of the file, for libpcap */
	bool swapped;		/* it is in the other byte order */
	pcap_t *pcap;		/* NULL: refused */
	unsigned frames;	/* alike in both */
	struct tb_frame ahead[AGAINST_AHEAD];	/* as many as came at once, */
	size_t at, n;				/* of which these are to be compared */
};

/* Is it a pcap file by its magic number, in one byte order or the other? */
static inline bool against_begins(struct against *a, const uint8_t *data, size_t n)
{
	static const uint32_t magics[] = { 0xa1b2c3d4, 0xa1b23c4d, 0xa1b2cd34 };
	uint32_t word;

	if (n < sizeof(word))
		return false;
	memcpy(&word, data, sizeof(word));
	for (unsigned i = 0; i < 3; i++) {
		a->swapped = word == __builtin_bswap32(magics[i]);
		if (a->swapped || word == magics[i])
			return true;
	}
	return false;
}

static inline void against_open(struct against *a, const uint8_t *data, size_t n)
{
	enum { SNAPLEN_AT = 16, SNAPLEN_END = 20 };
	char why[PCAP_ERRBUF_SIZE];
	FILE *f;

	assert(tb_ledger_init(&a->ledger, &a->capture, "t.pcap"));
	a->opened = tb_file_begin(&a->file, tb_stream_memory(data, n), &a->ledger);
	a->copy = malloc(n);
	assert(a->copy != NULL);
	memcpy(a->copy, data, n);
	if (n >= SNAPLEN_END)
		memset(a->copy + SNAPLEN_AT, 0, SNAPLEN_END - SNAPLEN_AT);
	f = fmemopen(a->copy, n, "rb");
	assert(f != NULL);
	a->pcap = pcap_fopen_offline_with_tstamp_precision(f, PCAP_TSTAMP_PRECISION_NANO, why);
	if (a->pcap == NULL)
		fclose(f);
	assert(a->opened == (a->pcap != NULL));
	assert(a->opened || a->capture.problem != NULL);
}

static inline bool against_swaps_data(const struct against *a)
{
	int dlt = pcap_datalink(a->pcap);

	return dlt == DLT_USB_LINUX || dlt == DLT_USB_LINUX_MMAPPED ||
	       (a->swapped && (dlt == DLT_NFLOG || dlt == DLT_PFLOG || dlt == DLT_LINUX_SLL));
}

static inline void against_compare(const struct against *a, const struct tb_frame *f,
				   const struct pcap_pkthdr *h, const u_char *data)
{
	int dlt = pcap_datalink(a->pcap);
	bool below_zero = h->ts.tv_usec < 0 || h->ts.tv_usec > INT32_MAX;

	assert(f->number == a->frames + 1);
	assert(f->captured == h->caplen);
	assert(f->link_type == tb_linktype_of_dlt(dlt) || f->link_type == (uint32_t)dlt);
	if (!(a->swapped && below_zero))
		assert(f->time.ns == (int64_t)(uint32_t)h->ts.tv_sec * TB_SECOND + h->ts.tv_usec);
	if (against_swaps_data(a))
		return;
	assert(f->original == h->len);
	assert(f->captured == 0 || memcmp(f->data, data, h->caplen) == 0);
}

/* At the end of both, or at damage that both see. */
static inline void against_ended(const struct against *a, int rc)
{
	assert(a->capture.complete == (a->capture.problem == NULL));
	if (pcap_datalink(a->pcap) != DLT_DBUS)
		assert(a->capture.complete == (rc == PCAP_ERROR_BREAK));
}

/* Our next frame; NULL: there are no more. */
static inline const struct tb_frame *against_next(struct against *a)
{
	if (a->at == a->n) {
		a->at = 0;
		a->n = tb_file_next(&a->file, a->ahead, AGAINST_AHEAD);
	}
	return a->n > 0 ? &a->ahead[a->at++] : NULL;
}

static inline void against_read(struct against *a)
{
	const struct tb_frame *f;
	struct pcap_pkthdr *h;
	const u_char *data;
	int rc;

	while ((rc = pcap_next_ex(a->pcap, &h, &data)) == 1) {
		f = against_next(a);
		if (f == NULL) {
			assert(pcap_datalink(a->pcap) == DLT_DBUS);
			return;
		}
		against_compare(a, f, h, data);
		a->frames++;
	}
	assert(against_next(a) == NULL);
	against_ended(a, rc);
}

/* Reads n bytes both ways; returns how many frames there were, 0 too if this is not a
 * pcap file. */
static inline unsigned against_libpcap(const uint8_t *data, size_t n)
{
	struct against a = { 0 };

	if (!against_begins(&a, data, n))
		return 0;
	against_open(&a, data, n);
	if (a.opened)
		against_read(&a);
	if (a.pcap != NULL)
		pcap_close(a.pcap);
	tb_file_close(&a.file);
	tb_ledger_fini(&a.ledger);
	free(a.copy);
	return a.frames;
}

#endif
