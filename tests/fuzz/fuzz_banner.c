/* SPDX-License-Identifier: BSD-3-Clause */
/* SSH's banner and HTTP/2's preface, and all that is nothing of it */
#include "talk_fuzz.h"

FUZZ_TALK(22);
