/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * generate.c - writes a large capture, always the same one, and what is true of it
 *
 *	generate [--scale F] [--flows N] [--seed N] [-o FILE] [--truth FILE] PRESET
 *
 * The capture goes to standard output unless -o is given; then the truth goes to
 * FILE.truth unless --truth says otherwise.
 */
#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "gen_world.h"

#define GIGABYTE UINT64_C(1000000000)

#define ORDINARY_MIX { \
	[GEN_SILENT] = 10, [GEN_REFUSED] = 20, [GEN_ABANDONED] = 5, \
	[GEN_FORGOTTEN] = 15, [GEN_HIJACKED] = 5, [GEN_BLIND] = 3, [GEN_NEAR] = 2, \
	[GEN_CLIENT_FIN] = 500, [GEN_SERVER_FIN] = 275, [GEN_CLIENT_ABORT] = 60, \
	[GEN_SERVER_ABORT] = 45, [GEN_CLIENT_GONE] = 25, [GEN_SERVER_GONE] = 25, \
	[GEN_NEVER] = 10 }

#define SMALL_SIZES { \
	{ 32, 36, 40, 44, 48, 56, 72, 96 }, { 12, 16, 24, 32, 48, 64, 96, 160 } }

static const struct gen_workload presets[] = {
	{ .name = "web", .help = "1 GB of full-size packets, 20,000 connections open",
	  .bytes = GIGABYTE, .open = 20000, .ramp_ms = 3000, .think_ms = 6000,
	  .rounds = 3, .per_ack = 1, .server_acks = 500,
	  .size = { { 80, 120, 200, 300, 400, 500, 700, 1200 },
		    { 300, 500, 800, 1448, 3000, 8000, 20000, 50000 } },
	  .mix = ORDINARY_MIX },
	{ .name = "small", .help = "1 GB of 96-byte packets, 100,000 connections open",
	  .bytes = GIGABYTE, .open = 100000, .ramp_ms = 3000, .think_ms = 2700,
	  .rounds = 8, .per_ack = 2, .server_acks = 500,
	  .size = SMALL_SIZES, .mix = ORDINARY_MIX },
	{ .name = "long", .help = "four times small",
	  .bytes = 4 * GIGABYTE, .open = 100000, .ramp_ms = 3000, .think_ms = 2700,
	  .rounds = 8, .per_ack = 2, .server_acks = 500,
	  .size = SMALL_SIZES, .mix = ORDINARY_MIX },
	{ .name = "many", .help = "5 million short connections, 1 million open, "
				  "no two successive packets of one",
	  .flows = 5000000, .open = 1000000, .ramp_ms = 8000, .think_ms = 6000,
	  .rounds = 0, .per_ack = 2, .server_acks = 0, .interleave = true,
	  .size = { { 60, 70, 80, 90, 100, 110, 120, 140 },
		    { 60, 70, 80, 100, 120, 140, 180, 260 } },
	  .mix = { [GEN_SILENT] = 10, [GEN_REFUSED] = 60, [GEN_ABANDONED] = 10,
		   [GEN_FORGOTTEN] = 60, [GEN_HIJACKED] = 20, [GEN_BLIND] = 5,
		   [GEN_NEAR] = 5, [GEN_CLIENT_FIN] = 260, [GEN_SERVER_FIN] = 140,
		   [GEN_CLIENT_ABORT] = 200, [GEN_SERVER_ABORT] = 140,
		   [GEN_CLIENT_GONE] = 40, [GEN_SERVER_GONE] = 40, [GEN_NEVER] = 10 } },
	{ .name = "storm", .help = "1 million RST segments",
	  .resets = 1000000, .open = 50000, .ramp_ms = 1000, .think_ms = 1200,
	  .rounds = 0, .per_ack = 2, .server_acks = 0,
	  .size = SMALL_SIZES,
	  .mix = { [GEN_REFUSED] = 350, [GEN_ABANDONED] = 20, [GEN_FORGOTTEN] = 100,
		   [GEN_HIJACKED] = 30, [GEN_BLIND] = 5, [GEN_NEAR] = 5,
		   [GEN_CLIENT_FIN] = 10, [GEN_CLIENT_ABORT] = 200,
		   [GEN_SERVER_ABORT] = 200, [GEN_CLIENT_GONE] = 40,
		   [GEN_SERVER_GONE] = 40 } },
};

struct options {
	const struct gen_workload *preset;
	double scale;
	uint64_t flows, seed;
	const char *capture, *truth;	/* NULL: not given */
};

static int usage(FILE *to)
{
	fputs("usage: generate [--scale F] [--flows N] [--seed N] [-o FILE] [--truth FILE] "
	      "PRESET\n", to);
	for (size_t i = 0; i < sizeof(presets) / sizeof(presets[0]); i++)
		fprintf(to, "  %-6s %s\n", presets[i].name, presets[i].help);
	return to == stdout ? EXIT_SUCCESS : EXIT_FAILURE;
}

static const struct gen_workload *find_preset(const char *name)
{
	for (size_t i = 0; i < sizeof(presets) / sizeof(presets[0]); i++)
		if (strcmp(presets[i].name, name) == 0)
			return &presets[i];
	return NULL;
}

/* A whole number of at most max; false if text is something else. */
static bool number(const char *text, uint64_t max, uint64_t *out)
{
	char *end;

	errno = 0;
	*out = strtoull(text, &end, 10);
	return *text >= '0' && *text <= '9' && !*end && !errno && *out <= max;
}

static bool fraction(const char *text, double *out)
{
	char *end;

	*out = strtod(text, &end);
	return end != text && !*end && *out > 0 && *out <= 1000;
}

/* -1: go on; else exit with it. */
static int parse(int argc, char **argv, struct options *o)
{
	static const struct option options[] = {
		{ "scale", required_argument, NULL, 's' },
		{ "flows", required_argument, NULL, 'f' },
		{ "seed", required_argument, NULL, 'e' },
		{ "output", required_argument, NULL, 'o' },
		{ "truth", required_argument, NULL, 't' },
		{ "help", no_argument, NULL, 'h' },
		{ NULL, 0, NULL, 0 },
	};
	bool good = true;

	for (int c; (c = getopt_long(argc, argv, "o:h", options, NULL)) != -1;)
		switch (c) {
		case 's':
			good &= fraction(optarg, &o->scale);
			break;
		case 'f':
			good &= number(optarg, 50000000, &o->flows) && o->flows > 0;
			break;
		case 'e':
			good &= number(optarg, UINT64_MAX, &o->seed);
			break;
		case 'o':
			o->capture = optarg;
			break;
		case 't':
			o->truth = optarg;
			break;
		case 'h':
			return usage(stdout);
		default:
			good = false;
		}
	o->preset = good && optind + 1 == argc ? find_preset(argv[optind]) : NULL;
	return o->preset ? -1 : usage(stderr);
}

static uint64_t scaled(uint64_t value, double scale)
{
	uint64_t result = (uint64_t)((double)value * scale);

	return value && !result ? 1 : result;
}

/* Smaller in all respects: size and open connections, hence packets a second. With
 * --flows the packet rate stays, so each connection thinks longer or shorter. */
static struct gen_workload adapt(const struct options *o)
{
	struct gen_workload work = *o->preset;

	work.bytes = scaled(work.bytes, o->scale);
	work.flows = scaled(work.flows, o->scale);
	work.resets = scaled(work.resets, o->scale);
	work.open = (uint32_t)scaled(work.open, o->scale);
	if (o->flows) {
		double more = (double)o->flows / work.open;

		work.think_ms = (uint32_t)scaled(work.think_ms, more);
		work.ramp_ms = (uint32_t)scaled(work.ramp_ms, more);
		work.open = (uint32_t)o->flows;
	}
	return work;
}

static int fail(const char *what)
{
	fprintf(stderr, "generate: %s: %s\n", what, strerror(errno));
	return EXIT_FAILURE;
}

static int write_capture(const struct options *o, struct gen_truth *truth)
{
	struct gen_workload work = adapt(o);
	const char *name = o->capture ? o->capture : "standard output";
	int fd = STDOUT_FILENO;
	struct gen_world world;

	if (o->capture)
		fd = open(o->capture, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
	if (fd < 0)
		return fail(name);
	bool good = gen_world_init(&world, &work, o->seed, fd);

	if (good)
		gen_world_run(&world);
	*truth = world.truth;
	int error = good ? 0 : errno;
	if (!gen_world_free(&world) && !error)
		error = errno;
	if (o->capture && close(fd) < 0 && !error)
		error = errno;
	errno = error;
	return error ? fail(name) : EXIT_SUCCESS;
}

static int write_truth(const struct options *o, const struct gen_truth *truth)
{
	char beside[4096];
	const char *path = o->truth;

	if (!path && !o->capture)
		return EXIT_SUCCESS;
	if (!path) {
		snprintf(beside, sizeof(beside), "%s.truth", o->capture);
		path = beside;
	}
	FILE *out = fopen(path, "w");
	if (!out)
		return fail(path);
	bool good = gen_truth_write(truth, o->preset->name, o->seed, out);
	good &= fclose(out) == 0;
	return good ? EXIT_SUCCESS : fail(path);
}

int main(int argc, char **argv)
{
	struct options o = { .scale = 1, .seed = 1 };
	struct gen_truth truth;
	int status = parse(argc, argv, &o);

	if (status >= 0)
		return status;
	status = write_capture(&o, &truth);
	return status == EXIT_SUCCESS ? write_truth(&o, &truth) : status;
}
