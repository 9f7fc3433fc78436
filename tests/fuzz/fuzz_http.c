/* SPDX-License-Identifier: BSD-3-Clause */
/* HTTP/1: heads, bodies, chunks, pipelining */
#include "talk_fuzz.h"

FUZZ_TALK(80);
