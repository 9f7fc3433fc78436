/* SPDX-License-Identifier: BSD-3-Clause */
/* MySQL: greeting, login, result sets, prepared statements */
#include "talk_fuzz.h"

FUZZ_TALK(3306);
