/* SPDX-License-Identifier: BSD-3-Clause */
#include "join/system.h"

#include <string.h>

#include "base/reader.h"
#include "knowledge/error_number.h"

enum { SEARCHED = 2048 };

/* Do the words before a number say that it is one of an error? */
static bool is_error(const char *text, size_t at)
{
	static const char *const words[] = {
		"(", "errno ", "errno=", "errno: ", "errno: -", "os error ", "winerror ", "code: ",
		"system error: ",
	};

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		size_t n = strlen(words[i]), same = 0;

		while (n <= at && same < n &&
		       rd_lower((uint8_t)text[at - n + same]) == words[i][same])
			same++;
		if (same == n)
			return true;
	}
	return false;
}

static enum tb_system system_of(enum tb_platform p)
{
	if (p == TB_PLATFORM_WINDOWS)
		return TB_SYSTEM_WINDOWS;
	return p == TB_PLATFORM_MACOS || p == TB_PLATFORM_FREEBSD ? TB_SYSTEM_BSD
								  : TB_SYSTEM_LINUX;
}

static bool is_told_of(enum tb_platform p)
{
	return p != TB_PLATFORM_SOLARIS && p != TB_PLATFORM_AIX;
}

static uint8_t systems_of(unsigned number, uint16_t conditions)
{
	uint8_t systems = 0;

	for (size_t i = 0; i < tb_error_number_count(); i++) {
		const struct tb_error_number *e = tb_error_number_at(i);

		if (e->condition == TB_CONDITION_NONE || (conditions & 1 << e->condition) == 0)
			continue;
		for (unsigned p = 0; p < TB_PLATFORM_COUNT; p++)
			if (e->number[p] == number && is_told_of((enum tb_platform)p))
				systems |= (uint8_t)(1 << system_of((enum tb_platform)p));
	}
	return systems;
}

uint8_t tb_systems_by_number(const char *text, size_t n, uint16_t conditions)
{
	size_t end;

	n = n < SEARCHED ? n : SEARCHED;
	for (size_t at = 0; at < n; at = end > at ? end : at + 1) {
		unsigned number = 0;
		uint8_t systems;

		for (end = at; end < n && end - at < 6 && rd_is_digit(text[end]); end++)
			number = 10 * number + (unsigned)(text[end] - '0');
		if (end - at < 2 || end - at > 5 || !is_error(text, at))
			continue;
		systems = systems_of(number, conditions);
		if (systems != 0)
			return systems;
	}
	return 0;
}
