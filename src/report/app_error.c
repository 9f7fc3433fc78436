/* SPDX-License-Identifier: BSD-3-Clause */
#include "report/app_error.h"

#include "knowledge/error_number.h"

bool tb_app_error_on(const struct tb_app_error *e, enum tb_system system,
		     struct tb_system_error *out)
{
	static const enum tb_platform platforms[] = {
		[TB_SYSTEM_LINUX] = TB_PLATFORM_LINUX,
		[TB_SYSTEM_BSD] = TB_PLATFORM_MACOS,
		[TB_SYSTEM_WINDOWS] = TB_PLATFORM_WINDOWS,
	};
	_Static_assert(sizeof(platforms) / sizeof(platforms[0]) == TB_SYSTEM_COUNT,
		       "platforms[] lost step with enum tb_system");
	const struct tb_error_number *n = tb_error_number_of(e->condition[system]);
	bool windows = system == TB_SYSTEM_WINDOWS;

	if (n == NULL || n->number[platforms[system]] == 0)
		return false;
	*out = (struct tb_system_error){
		.name = windows ? n->windows_name : n->name,
		.message = windows ? n->windows_message : n->message,
		.code = n->number[platforms[system]],
	};
	return true;
}

enum tb_system tb_app_error_system(const struct tb_app_error *e)
{
	unsigned system = 0;

	while (system + 1 < TB_SYSTEM_COUNT && !(e->systems & 1U << system))
		system++;
	return (enum tb_system)system;
}

void tb_app_error_hex(struct tb_text *t, unsigned code)
{
	static const char digits[] = "0123456789ABCDEF";
	int shift = 28;

	tb_text_str(t, "0x");
	while (shift > 0 && code >> shift == 0)
		shift -= 4;
	for (; shift >= 0; shift -= 4)
		tb_text_char(t, digits[code >> shift & 0xf]);
}
