/* SPDX-License-Identifier: BSD-3-Clause */
#include "message.h"

#include <stdarg.h>
#include <string.h>

#include "base/text.h"

void tb_say(const char *fmt, ...)
{
	char text[2048], line[4096];
	struct tb_text shown;
	va_list args;

	va_start(args, fmt);
	vsnprintf(text, sizeof(text), fmt, args);
	va_end(args);

	tb_text_init(&shown, line, sizeof(line), stderr);
	tb_text_str(&shown, "tcpblame: ");
	tb_text_shown(&shown, text, strlen(text));
	tb_text_char(&shown, '\n');
	tb_text_flush(&shown);
}
