/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * flood.c - packets that are nobody's, at a constant rate
 *
 *   flood INTERFACE KIND RATE SECONDS SEED
 *
 * KIND is `data`: segments of a thousand connections, as a busy server has them; or `attack`:
 * SYNs and RSTs of random endpoints, fragments, and garbage.  They are sent as frames to a MAC
 * address at the other end of a veth pair, whose kernel drops them: no address in them is its
 * own.  Prints how many were sent, and in what time.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <linux/if_packet.h>
#include <net/ethernet.h>
#include <net/if.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>

enum {
	BATCH = 32,
	ROOM = 1514,
	ETHERNET = 14,
	IP = 20,
	TCP = 20,
	CONNECTIONS = 1000,
	PAYLOAD = 600,
	FIN = 1, SYN = 2, RST = 4, PSH = 8, ACK = 16
};

struct frame {
	uint8_t byte[ROOM];
	size_t length;
};

struct flood {
	uint64_t dice;
	uint32_t seq[CONNECTIONS];
	uint16_t id;
};

static void die(const char *what)
{
	fprintf(stderr, "flood: %s: %s\n", what, strerror(errno));
	exit(1);
}

/* splitmix64 */
static uint32_t roll(struct flood *f)
{
	uint64_t z = f->dice += 0x9e3779b97f4a7c15;

	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
	z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
	return (uint32_t)(z >> 31);
}

static void put16(uint8_t *to, unsigned value)
{
	to[0] = (uint8_t)(value >> 8);
	to[1] = (uint8_t)value;
}

static void put32(uint8_t *to, uint32_t value)
{
	put16(to, value >> 16);
	put16(to + 2, value & 0xffff);
}

static uint32_t sum(uint32_t so_far, const uint8_t *at, size_t n)
{
	for (size_t i = 0; i + 1 < n; i += 2)
		so_far += (uint32_t)(at[i] << 8 | at[i + 1]);
	return so_far;
}

static unsigned folded(uint32_t s)
{
	while (s >> 16)
		s = (s & 0xffff) + (s >> 16);
	return ~s & 0xffff;
}

/* Headers of Ethernet and IP before what is `length` bytes long. */
static void begin(struct flood *f, struct frame *to, uint32_t source, uint32_t target,
		  size_t length, unsigned fragment)
{
	static const uint8_t ethernet[ETHERNET] = { 2, 0, 0, 0, 0, 2, 2, 0, 0, 0, 0, 1, 8, 0 };
	uint8_t *ip = to->byte + ETHERNET;

	memcpy(to->byte, ethernet, ETHERNET);
	memset(ip, 0, IP);
	ip[0] = 0x45;
	put16(ip + 2, (unsigned)(IP + length));
	put16(ip + 4, f->id++);
	put16(ip + 6, fragment);
	ip[8] = 60;
	ip[9] = 6;
	put32(ip + 12, source);
	put32(ip + 16, target);
	put16(ip + 10, folded(sum(0, ip, IP)));
	to->length = ETHERNET + IP + length;
}

/* Of an even length */
static void segment(struct flood *f, struct frame *to, uint32_t source, uint32_t target,
		    uint32_t ports, uint32_t seq, uint8_t flags, size_t payload)
{
	uint8_t *tcp = to->byte + ETHERNET + IP;

	begin(f, to, source, target, TCP + payload, 0x4000);
	memset(tcp, 0, TCP);
	put32(tcp, ports);
	put32(tcp + 4, seq);
	put32(tcp + 8, flags & ACK ? 1 : 0);
	tcp[12] = 5 << 4;
	tcp[13] = flags;
	put16(tcp + 14, 64240);
	memset(tcp + TCP, 'x', payload);
	put16(tcp + 16, folded(sum(6 + TCP + (uint32_t)payload, tcp - 8, 8 + TCP + payload)));
}

/* An address that is kept for tests of devices (RFC 2544). */
static uint32_t anybody(struct flood *f)
{
	return 0xc6120000 | (roll(f) & 0x1ffff);
}

static void make_data(struct flood *f, struct frame *to)
{
	uint32_t i = roll(f) % CONNECTIONS;

	segment(f, to, 0xc6120000 + i, 0xc6130001, (20000 + i) << 16 | 80, f->seq[i], PSH | ACK,
		PAYLOAD);
	f->seq[i] += PAYLOAD;
}

static void make_syn(struct flood *f, struct frame *to)
{
	segment(f, to, anybody(f), 0xc6130001, roll(f) << 16 | 80, roll(f), SYN, 0);
}

static void make_rst(struct flood *f, struct frame *to)
{
	segment(f, to, anybody(f), anybody(f), roll(f), roll(f), RST, 0);
}

static void make_fragment(struct flood *f, struct frame *to)
{
	size_t n = 8 + roll(f) % 128 * 8;

	begin(f, to, anybody(f), 0xc6130001, n, roll(f) & 0x3fff);
	f->id = (uint16_t)roll(f);
	memset(to->byte + ETHERNET + IP, (int)roll(f) & 0xff, n);
}

static void make_garbage(struct flood *f, struct frame *to)
{
	begin(f, to, anybody(f), anybody(f), 4 + roll(f) % 64, 0);
	for (size_t i = ETHERNET; i < to->length; i++)
		if (roll(f) % 4 == 0)
			to->byte[i] = (uint8_t)roll(f);
}

static void make_attack(struct flood *f, struct frame *to)
{
	static void (*const make[])(struct flood *f, struct frame *to) = {
		make_syn, make_syn, make_rst, make_fragment, make_garbage
	};

	make[roll(f) % (sizeof(make) / sizeof(make[0]))](f, to);
}

static int64_t now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * 1000000000LL + t.tv_nsec;
}

static int open_on(const char *interface)
{
	struct sockaddr_ll at = { .sll_family = AF_PACKET,
				  .sll_ifindex = (int)if_nametoindex(interface) };
	int fd = socket(AF_PACKET, SOCK_RAW, 0), yes = 1;

	if (fd < 0 || at.sll_ifindex == 0 || bind(fd, (struct sockaddr *)&at, sizeof(at)) < 0)
		die(interface);
	setsockopt(fd, SOL_PACKET, PACKET_QDISC_BYPASS, &yes, sizeof(yes));
	return fd;
}

/* How many of them went out */
static unsigned send_some(int fd, struct frame *frame)
{
	struct iovec part[BATCH];
	struct mmsghdr message[BATCH];

	memset(message, 0, sizeof(message));
	for (unsigned i = 0; i < BATCH; i++) {
		part[i] = (struct iovec){ frame[i].byte, frame[i].length };
		message[i].msg_hdr.msg_iov = &part[i];
		message[i].msg_hdr.msg_iovlen = 1;
	}
	int n = sendmmsg(fd, message, BATCH, 0);
	if (n < 0 && errno != ENOBUFS)
		die("sendmmsg");
	return n < 0 ? 0 : (unsigned)n;
}

/* Waiting is done by spinning where it is short: sleeping makes bursts. */
static void wait_until(int64_t due)
{
	int64_t left;

	while ((left = due - now()) > 0)
		if (left > 200000)
			nanosleep(&(struct timespec){ 0, left % 900000000 / 2 }, NULL);
}

int main(int argc, char *argv[])
{
	static struct frame frame[BATCH];
	static struct flood flood;
	uint64_t sent = 0;

	if (argc != 6) {
		fprintf(stderr, "usage: flood INTERFACE KIND RATE SECONDS SEED\n");
		return 2;
	}
	void (*make)(struct flood *, struct frame *) =
		strcmp(argv[2], "attack") == 0 ? make_attack : make_data;
	const double each = 1e9 / atof(argv[3]);
	const int64_t began = now(), length = (int64_t)(atof(argv[4]) * 1e9);
	const int fd = open_on(argv[1]);

	flood.dice = strtoull(argv[5], NULL, 10);
	for (double n = 0; n * each < (double)length && now() - began < length; n += BATCH) {
		for (unsigned i = 0; i < BATCH; i++)
			make(&flood, &frame[i]);
		wait_until(began + (int64_t)(n * each));
		sent += send_some(fd, frame);
	}
	printf("%llu packets in %.3f s\n", (unsigned long long)sent,
	       (double)(now() - began) / 1e9);
	return 0;
}
