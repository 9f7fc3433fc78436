/* SPDX-License-Identifier: BSD-3-Clause */
/* Redis: RESP commands and nested replies */
#include "talk_fuzz.h"

FUZZ_TALK(6379);
