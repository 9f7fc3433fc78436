/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * live.c - an interface, through libpcap
 *
 * The descriptor is non-blocking: who reads polls it, together with whatever else it
 * waits for.  The kernel's filter is set before the first frame is taken.
 *
 * An interface that goes down may come up again, so capturing goes on; one that is removed
 * ends it, with a problem.
 *
 * libpcap lends one frame at a time, so those that are handed out together are copied.
 *
 * The counters of libpcap have 32 bits; what they grew by is added up here at
 * each look, so that a capture may run for months.
 */
#include "live.h"

#include <errno.h>
#include <pcap/pcap.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "filter.h"
#include "ledger.h"
#include "linktype.h"
#include "nic.h"

enum {
	SNAPLEN = 262144,
	/* ms that the kernel may collect frames before it wakes us up */
	TIMEOUT = 100,
	/* the same where another interface's may be earlier, see lives.c */
	SHORT_TIMEOUT = 10,
	/* ms between looks whether an interface that is down still exists */
	DOWN_TIMEOUT = 100,
	/* bytes after which no more frames are handed out together */
	ENOUGH = 64 << 10
};

struct tb_live {
	pcap_t *pcap;
	struct tb_ledger ledger;
	struct pcap_stat seen;		/* the counters at the last look */
	struct tb_nic *nic;
	uint64_t number;
	uint32_t link_type;
	uint32_t longest;		/* bytes that a frame may have */
	uint8_t *copies;		/* room for ENOUGH and one of these */
	bool nanoseconds;
	bool ended;
};

static bool fail(struct tb_source_error *err, const char *interface, const char *what,
		 const char *why)
{
	snprintf(err->text, sizeof(err->text), "%.200s: %s%s%s", interface, what,
		 why[0] != '\0' ? ": " : "", why);
	return false;
}

/* Why an interface cannot be opened, in words of ours where libpcap's lack something */
static bool refuse(const struct tb_live *l, int rc, struct tb_source_error *err)
{
	switch (rc) {
	case PCAP_ERROR_PERM_DENIED:
		return fail(err, l->ledger.name, "not permitted to capture",
			    "run as root, or with the capability CAP_NET_RAW");
	case PCAP_ERROR_NO_SUCH_DEVICE:
		return fail(err, l->ledger.name, "no such interface (-D lists them)", "");
	default:
		return fail(err, l->ledger.name, pcap_statustostr(rc),
			    pcap_geterr(l->pcap));
	}
}

static bool activate(struct tb_live *l, const struct tb_live_config *cfg,
		     struct tb_source_error *err)
{
	int rc;

	pcap_set_snaplen(l->pcap, cfg->snaplen > 0 ? cfg->snaplen : SNAPLEN);
	pcap_set_promisc(l->pcap, !cfg->no_promiscuous && !tb_nic_is_ours());
	pcap_set_timeout(l->pcap, cfg->n_interface > 1 ? SHORT_TIMEOUT : TIMEOUT);
	pcap_set_immediate_mode(l->pcap, cfg->immediate);
	if (cfg->buffer_kib > 0 && cfg->buffer_kib <= INT32_MAX / 1024)
		pcap_set_buffer_size(l->pcap, cfg->buffer_kib * 1024);
	l->nanoseconds =
		pcap_set_tstamp_precision(l->pcap, PCAP_TSTAMP_PRECISION_NANO) == 0;
	rc = pcap_activate(l->pcap);
	if (rc < 0)
		return refuse(l, rc, err);
	return cfg->no_promiscuous || tb_nic_promiscuous(pcap_fileno(l->pcap)) ||
	       fail(err, l->ledger.name, "no promiscuous mode", strerror(errno));
}

static bool set_filter(struct tb_live *l, const struct tb_live_config *cfg,
		       struct tb_source_error *err)
{
	char ignored[PCAP_ERRBUF_SIZE];
	bpf_u_int32 net, mask = PCAP_NETMASK_UNKNOWN;
	struct bpf_program code;
	const char *expression = cfg->filter != NULL ? cfg->filter : tb_live_filter;
	int rc;

	if (pcap_lookupnet(l->ledger.name, &net, &mask, ignored) != 0)
		mask = PCAP_NETMASK_UNKNOWN;
	if (pcap_compile(l->pcap, &code, expression, 1, mask) != 0) {
		if (cfg->filter == NULL)	/* it is no use on links that are not of IP */
			return true;
		tb_filter_complain(err, cfg->filter, pcap_geterr(l->pcap));
		return false;
	}
	rc = pcap_setfilter(l->pcap, &code);
	pcap_freecode(&code);
	return rc == 0 || fail(err, l->ledger.name, "filter", pcap_geterr(l->pcap));
}

static bool open_live(struct tb_live *l, const struct tb_live_config *cfg,
		      struct tb_source_error *err)
{
	char why[PCAP_ERRBUF_SIZE] = "";

	l->pcap = pcap_create(l->ledger.name, why);
	if (l->pcap == NULL)
		return fail(err, l->ledger.name, why, "");
	if (!activate(l, cfg, err) || !set_filter(l, cfg, err))
		return false;
	if (pcap_setnonblock(l->pcap, 1, why) != 0)
		return fail(err, l->ledger.name, why, "");
	l->longest = (uint32_t)pcap_snapshot(l->pcap);
	l->copies = malloc(ENOUGH + (size_t)l->longest);
	if (l->copies == NULL)
		return fail(err, l->ledger.name, "no memory", "");
	l->link_type = tb_linktype_of_dlt(pcap_datalink(l->pcap));
	tb_ledger_link_type(&l->ledger, l->link_type);
	l->nic = tb_nic_new(TB_NIC_SYSFS, l->ledger.name);
	return true;
}

struct tb_live *tb_live_new(const struct tb_live_config *cfg, const char *interface,
			    struct tb_capture *capture, uint32_t index,
			    struct tb_source_error *err)
{
	struct tb_live *l = calloc(1, sizeof(*l));

	if (l == NULL || !tb_ledger_init(&l->ledger, capture, interface)) {
		fail(err, interface, "no memory", "");
		free(l);
		return NULL;
	}
	l->ledger.index = index;
	capture->format = "live";
	if (!open_live(l, cfg, err)) {
		tb_live_free(l);
		return NULL;
	}
	return l;
}

void tb_live_free(struct tb_live *l)
{
	if (l == NULL)
		return;
	if (l->pcap != NULL)
		pcap_close(l->pcap);
	tb_nic_free(l->nic);
	tb_ledger_fini(&l->ledger);
	free(l->copies);
	free(l);
}

/* The frame's bytes go to `to`. */
static void take(struct tb_live *l, const struct pcap_pkthdr *h, const uint8_t *data,
		 struct tb_frame *out, uint8_t *to)
{
	int64_t fraction = l->nanoseconds ? h->ts.tv_usec : h->ts.tv_usec * TB_MICROSECOND;

	*out = (struct tb_frame){
		.time = { h->ts.tv_sec * TB_SECOND + fraction },
		.file = l->ledger.index,
		.number = ++l->number,
		.link_type = l->link_type,
		.captured = h->caplen < l->longest ? h->caplen : l->longest,
		.original = h->len,
		.data = to,
	};
	memcpy(to, data, out->captured);
}

static enum tb_source_status next(struct tb_live *l, struct tb_frame *out, uint8_t *to)
{
	struct pcap_pkthdr *h;
	const u_char *data;

	if (l->ended)
		return TB_SOURCE_END;
	switch (pcap_next_ex(l->pcap, &h, &data)) {
	case 1:
		take(l, h, data, out, to);
		return TB_SOURCE_FRAMES;
	case 0:
		return TB_SOURCE_WAIT;
	case PCAP_ERROR_BREAK:
		break;
	default:
		tb_ledger_problem(&l->ledger, NULL, "capture stopped after frame %llu: %s",
				  (unsigned long long)l->number, pcap_geterr(l->pcap));
	}
	l->ended = true;
	return TB_SOURCE_END;
}

enum tb_source_status tb_live_next(struct tb_live *l, struct tb_frame *out, size_t room,
				   size_t *n)
{
	enum tb_source_status status = TB_SOURCE_FRAMES;
	size_t used = 0;

	for (*n = 0; *n < room && used < ENOUGH; ++*n) {
		status = next(l, &out[*n], l->copies + used);
		if (status != TB_SOURCE_FRAMES)
			break;
		used += out[*n].captured;
	}
	return *n > 0 ? TB_SOURCE_FRAMES : status;
}

void tb_live_count(struct tb_live *l, const struct tb_frame *f, size_t n)
{
	tb_ledger_count(&l->ledger, f, n);
}

int tb_live_fd(const struct tb_live *l)
{
	return pcap_get_selectable_fd(l->pcap);
}

/* libpcap asks for one while an interface is down, and then for a millisecond; nothing
 * hangs on such haste. */
int tb_live_timeout(const struct tb_live *l)
{
	return pcap_get_required_select_timeout(l->pcap) != NULL ? DOWN_TIMEOUT : -1;
}

void tb_live_stop(struct tb_live *l)
{
	pcap_breakloop(l->pcap);
}

void tb_live_describe(const struct tb_live *l, struct tb_interface *out)
{
	*out = (struct tb_interface){ .name = l->ledger.name, .snaplen = l->longest };
}

void tb_live_look(struct tb_live *l)
{
	struct tb_capture *c = l->ledger.capture;
	struct pcap_stat now;

	if (pcap_stats(l->pcap, &now) == 0) {
		c->has_drops = true;
		c->received += (u_int)(now.ps_recv - l->seen.ps_recv);
		c->dropped += (u_int)(now.ps_drop - l->seen.ps_drop);
		c->interface_dropped += (u_int)(now.ps_ifdrop - l->seen.ps_ifdrop) +
					tb_nic_drops(l->nic);
		l->seen = now;
	}
}
