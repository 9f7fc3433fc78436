/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * bench_loop.c - libpcap as it is, with a callback that does nothing
 *
 * The unit of the benchmark: what every program on libpcap pays before it does
 * anything.  Prints the number of packets.
 */
#define _DEFAULT_SOURCE /* <pcap/pcap.h> needs u_int */
#include <inttypes.h>
#include <pcap/pcap.h>
#include <stdio.h>
#include <stdlib.h>

static void count(u_char *user, const struct pcap_pkthdr *header, const u_char *bytes)
{
	(void)header;
	(void)bytes;
	++*(uint64_t *)(void *)user;
}

int main(int argc, char **argv)
{
	char error[PCAP_ERRBUF_SIZE];
	uint64_t packets = 0;
	pcap_t *pcap = argc == 2 ? pcap_open_offline(argv[1], error) : NULL;

	if (!pcap) {
		fprintf(stderr, "bench_loop: %s\n", argc == 2 ? error : "needs one file");
		return EXIT_FAILURE;
	}
	int status = pcap_loop(pcap, -1, count, (u_char *)&packets);

	if (status < 0)
		fprintf(stderr, "bench_loop: %s\n", pcap_geterr(pcap));
	printf("%" PRIu64 "\n", packets);
	pcap_close(pcap);
	return status < 0 ? EXIT_FAILURE : EXIT_SUCCESS;
}
