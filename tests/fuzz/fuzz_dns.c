/* SPDX-License-Identifier: BSD-3-Clause */
/* DNS over TCP */
#include "talk_fuzz.h"

FUZZ_TALK(53);
