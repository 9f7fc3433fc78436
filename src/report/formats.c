/* SPDX-License-Identifier: BSD-3-Clause */
#include "report/format.h"

#include <string.h>

const struct tb_format *const tb_formats[] = {
	&tb_format_text,
	&tb_format_markdown,
	&tb_format_json,
	&tb_format_ndjson,
	&tb_format_line,
	&tb_format_csv,
	&tb_format_ecs,
	&tb_format_eve,
	&tb_format_html,
	NULL,
};

const struct tb_format *tb_format_find(const char *name)
{
	for (const struct tb_format *const *f = tb_formats; *f != NULL; f++)
		if (strcmp((*f)->name, name) == 0)
			return *f;
	return NULL;
}
