/* SPDX-License-Identifier: BSD-3-Clause */
#define _GNU_SOURCE
#include "anonymity.h"

#include <string.h>

#include "key_file.h"
#include "message.h"

bool tb_anonymity_open(struct tb_anonymity *a, const struct tb_options *o)
{
	uint8_t key[TB_KEY];

	if (o->anonymize == NULL)
		return true;
	if (!tb_anonymize_available()) {
		tb_say("--anonymize needs libnettle, and this program was built without it");
		return false;
	}
	if (!tb_key_file_read(o->anonymize, key))
		return false;
	a->key = tb_anonymizer_new(key);
	explicit_bzero(key, sizeof(key));
	if (a->key != NULL)
		a->report = tb_anonymous_new(a->key, o->log.at, o->log.n);
	if (a->report == NULL)
		tb_say("no memory for --anonymize");
	return a->report != NULL;
}

void tb_anonymity_close(struct tb_anonymity *a)
{
	tb_anonymous_free(a->report);
	tb_anonymizer_free(a->key);
}

const struct tb_verdict *tb_anonymity_verdict(const struct tb_anonymity *a,
					      const struct tb_verdict *v,
					      const struct tb_capture *captures, size_t n)
{
	uint32_t file = v->rst[v->deciding].frame.file;

	if (a->report == NULL)
		return v;
	if (file < n)	/* an interface of it may just have become known */
		tb_anonymous_interfaces(a->report, file, &captures[file]);
	return tb_anonymous_verdict(a->report, v);
}

const struct tb_group *tb_anonymity_group(const struct tb_anonymity *a,
					  const struct tb_group *g)
{
	return a->report != NULL ? tb_anonymous_group(a->report, g) : g;
}

const struct tb_summary *tb_anonymity_summary(const struct tb_anonymity *a,
					      const struct tb_summary *sum)
{
	return a->report != NULL ? tb_anonymous_summary(a->report, sum) : sum;
}

const struct tb_log_result *tb_anonymity_logs(const struct tb_anonymity *a,
					      const struct tb_log_result *l)
{
	return a->report != NULL ? tb_anonymous_logs(a->report, l) : l;
}

const struct tb_capture *tb_anonymity_captures(const struct tb_anonymity *a,
					       const struct tb_capture *captures, size_t n)
{
	return a->report != NULL ? tb_anonymous_captures(a->report, captures, n) : captures;
}

void tb_anonymity_renew(const struct tb_anonymity *a, const struct tb_capture *captures,
			size_t n)
{
	for (size_t i = 0; a->report != NULL && i < n; i++)
		tb_anonymous_capture(a->report, i, &captures[i]);
}
