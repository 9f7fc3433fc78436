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
	k->ledger.stop = env->owner.stop;
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

/* The next frame, wanted or not */
static bool advance(struct tb_track *k, struct tb_frame *out)
{
	if (tb_file_next(&k->file, out)) {
		out->file = k->index;
		out->lasting = k->env->owner.reuse != NULL;
		return true;
	}
	shut(k);
	return false;
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

/* Goes on from *out until it is wanted */
static bool settle(struct tb_track *k, struct tb_frame *out)
{
	while (!tb_filter_pass(k->env->filter, out)) {
		note_refusal(k, out->link_type);
		if (*k->env->owner.stop) {
			shut(k);
			return false;
		}
		if (!advance(k, out))
			return false;
	}
	return true;
}

bool tb_track_settle(struct tb_track *k)
{
	k->frame.file = k->index;	/* which the probe did not know */
	return k->env->filter == NULL || settle(k, &k->frame);
}

bool tb_track_next(struct tb_track *k, struct tb_frame *out)
{
	return advance(k, out) && (k->env->filter == NULL || settle(k, out));
}

static bool begin(struct tb_track *k)
{
	k->open = tb_file_open(&k->file, &k->ledger, &k->env->owner);
	if (!k->open)
		k->fetched = k->size;	/* there is nothing more to expect of it */
	return k->open && advance(k, &k->frame);
}

void tb_track_probe(struct tb_track *k, bool keep)
{
	if (!begin(k))
		return;
	k->has_first = true;
	k->first = k->frame.time;
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
