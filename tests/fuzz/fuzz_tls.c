/* SPDX-License-Identifier: BSD-3-Clause */
/* TLS records, hellos and alerts */
#include "talk_fuzz.h"

FUZZ_TALK(443);
