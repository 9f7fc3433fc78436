/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * interfaces.c - what one can capture on, one line each as tcpdump -D prints them
 */
#include <pcap/pcap.h>
#include <stdio.h>

#include "source.h"

struct property {
	bpf_u_int32 mask, value;	/* it has the property if flags & mask == value */
	const char *name;
};

static const struct property properties[] = {
	{ PCAP_IF_UP, PCAP_IF_UP, "Up" },
	{ PCAP_IF_RUNNING, PCAP_IF_RUNNING, "Running" },
	{ PCAP_IF_LOOPBACK, PCAP_IF_LOOPBACK, "Loopback" },
	{ PCAP_IF_WIRELESS, PCAP_IF_WIRELESS, "Wireless" },
	{ PCAP_IF_CONNECTION_STATUS | PCAP_IF_WIRELESS, PCAP_IF_CONNECTION_STATUS_CONNECTED,
	  "Connected" },
	{ PCAP_IF_CONNECTION_STATUS | PCAP_IF_WIRELESS,
	  PCAP_IF_CONNECTION_STATUS_CONNECTED | PCAP_IF_WIRELESS, "Associated" },
	{ PCAP_IF_CONNECTION_STATUS | PCAP_IF_WIRELESS,
	  PCAP_IF_CONNECTION_STATUS_DISCONNECTED, "Disconnected" },
	{ PCAP_IF_CONNECTION_STATUS | PCAP_IF_WIRELESS,
	  PCAP_IF_CONNECTION_STATUS_DISCONNECTED | PCAP_IF_WIRELESS, "Not associated" },
};

/* Appends, as far as there is room. */
static void add(char *text, size_t size, size_t *at, const char *a, const char *b,
		const char *c)
{
	int n = snprintf(text + *at, size - *at, "%s%s%s", a, b, c);

	if (n > 0)
		*at += (size_t)n < size - *at ? (size_t)n : size - *at - 1;
}

static void describe(const pcap_if_t *d, unsigned number, char *text, size_t size)
{
	const char *before = " [";
	size_t at = (size_t)snprintf(text, size, "%u.", number);

	add(text, size, &at, d->name, "", "");
	if (d->description != NULL)
		add(text, size, &at, " (", d->description, ")");
	for (size_t i = 0; i < sizeof(properties) / sizeof(properties[0]); i++) {
		const struct property *p = &properties[i];

		if ((d->flags & p->mask) != p->value)
			continue;
		add(text, size, &at, before, p->name, "");
		before = ", ";
	}
	if (before[0] == ',')
		add(text, size, &at, "]", "", "");
}

bool tb_source_interfaces(void (*line)(void *user, const char *text), void *user,
			  struct tb_source_error *err)
{
	char why[PCAP_ERRBUF_SIZE], text[512];
	pcap_if_t *all;
	unsigned number = 0;

	if (pcap_findalldevs(&all, why) != 0) {
		snprintf(err->text, sizeof(err->text), "cannot list the interfaces: %s",
			 why);
		return false;
	}
	for (const pcap_if_t *d = all; d != NULL; d = d->next) {
		describe(d, ++number, text, sizeof(text));
		line(user, text);
	}
	pcap_freealldevs(all);
	return true;
}
