/* SPDX-License-Identifier: BSD-3-Clause */
#include "track.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static void identify(struct tb_track *k, const char *path)
{
	struct stat st;

	if ((strcmp(path, "-") == 0 ? fstat(STDIN_FILENO, &st) : stat(path, &st)) != 0)
		return;
	k->exists = true;
	k->device = st.st_dev;
	k->inode = st.st_ino;
	/* standard input is read from wherever it stands, so not a second time */
	k->regular = S_ISREG(st.st_mode) && strcmp(path, "-") != 0;
	k->size = k->regular ? (uint64_t)st.st_size : 0;
}

struct tb_track *tb_track_new(const char *path, const struct tb_track_env *env)
{
	struct tb_track *k = calloc(1, sizeof(*k));

	if (k == NULL)
		return NULL;
	k->env = env;
	if (!tb_ledger_init(&k->ledger, &k->probed, path)) {
		free(k);
		return NULL;
	}
	k->ledger.stop = env->stop;
	k->ledger.watcher = &env->watcher;
	k->ledger.losses = env->losses;
	identify(k, path);
	return k;
}

void tb_track_free(struct tb_track *k)
{
	if (k == NULL)
		return;
	tb_file_close(&k->file);
	tb_ledger_fini(&k->ledger);
	free(k);
}

static void shut(struct tb_track *k)
{
	if (k->file.stream != NULL)
		k->fetched = tb_stream_fetched(k->file.stream);
	tb_file_close(&k->file);
	k->open = false;
}

static void note_refusal(struct tb_track *k, uint32_t link_type)
{
	const char *why = tb_filter_refusal(k->env->filter, link_type);

	if (why == NULL || k->refused)
		return;
	k->refused = true;
	tb_ledger_problem(&k->ledger, NULL,
			  "frames of link type %u are left out, as the filter is not for "
			  "them: %s", link_type, why);
}

/* Leaves the wanted ones of n frames; how many these are. */
static size_t sift(struct tb_track *k, struct tb_frame *f, size_t n)
{
	size_t kept = 0;

	if (k->env->filter == NULL)
		return n;
	for (size_t i = 0; i < n; i++) {
		if (tb_filter_pass(k->env->filter, &f[i]))
			f[kept++] = f[i];
		else
			note_refusal(k, f[i].link_type);
	}
	return kept;
}

static size_t read_wanted(struct tb_track *k, struct tb_frame *out, size_t room)
{
	while (!*k->env->stop) {
		size_t n = tb_file_next(&k->file, out, room);

		if (n == 0)
			break;
		n = sift(k, out, n);
		if (n > 0)
			return n;
	}
	shut(k);
	return 0;
}

bool tb_track_read(struct tb_track *k)
{
	k->at = 0;
	k->n = read_wanted(k, k->ahead, TB_TRACK_AHEAD);
	return k->n > 0;
}

bool tb_track_settle(struct tb_track *k)
{
	k->ahead[0].file = k->ledger.index;	/* which the probe did not know */
	return sift(k, k->ahead, 1) > 0 || tb_track_read(k);
}

size_t tb_track_take(struct tb_track *k, struct tb_frame *out, size_t room)
{
	size_t n = k->n - k->at;

	if (n == 0)
		return read_wanted(k, out, room);
	if (n > room)
		n = room;
	memcpy(out, &k->ahead[k->at], n * sizeof(*out));
	k->at += n;
	return n;
}

/* Opens it and reads the first frame, wanted or not. */
static bool begin(struct tb_track *k)
{
	k->open = tb_file_open(&k->file, &k->ledger, k->env->stop);
	if (!k->open) {
		k->fetched = k->size;	/* there is nothing more to expect of it */
		return false;
	}
	k->at = 0;
	k->n = tb_file_next(&k->file, k->ahead, 1);
	if (k->n == 0)
		shut(k);
	return k->n > 0;
}

void tb_track_probe(struct tb_track *k, bool keep)
{
	if (!begin(k))
		return;
	k->has_first = true;
	k->first = tb_track_time(k);
	if (keep || !k->regular)
		return;
	shut(k);
	k->fetched = 0;
	k->waiting = true;
}

bool tb_track_reopen(struct tb_track *k)
{
	k->waiting = false;
	tb_ledger_reset(&k->ledger);
	return begin(k) && tb_track_settle(k);
}

uint64_t tb_track_done(const struct tb_track *k)
{
	return k->open ? tb_stream_fetched(k->file.stream) : k->fetched;
}
