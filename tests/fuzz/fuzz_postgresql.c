/* SPDX-License-Identifier: BSD-3-Clause */
/* PostgreSQL: startup, simple and extended queries, copies */
#include "talk_fuzz.h"

FUZZ_TALK(5432);
