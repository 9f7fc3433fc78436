/* SPDX-License-Identifier: BSD-3-Clause */
/* sqlstate.c - five characters (ISO/IEC 9075) in the word that a machine has for itself */
#include <string.h>

#include "proto/machine.h"

enum { LENGTH = 5 };

static const char digits[] = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";
enum { BASE = sizeof(digits) - 1 };

uint32_t tb_sqlstate_pack(struct tb_reader text)
{
	uint32_t packed = 0;

	if (rd_left(&text) != LENGTH)
		return 0;
	for (unsigned i = 0; i < LENGTH; i++) {
		const char *digit = memchr(digits, rd_u8(&text), BASE);

		if (digit == NULL)
			return 0;
		packed = packed * BASE + (uint32_t)(digit - digits);
	}
	return packed;
}

void tb_sqlstate_unpack(uint32_t packed, char text[LENGTH + 1])
{
	memset(text, 0, LENGTH + 1);
	for (unsigned i = LENGTH; packed != 0 && i-- > 0; packed /= BASE)
		text[i] = digits[packed % BASE];
	for (unsigned i = 0; text[LENGTH - 1] != 0 && i < LENGTH && text[i] == 0; i++)
		text[i] = digits[0];
}
