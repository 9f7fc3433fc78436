/* SPDX-License-Identifier: BSD-3-Clause */
/* SMB2: frames and chains of messages */
#include "talk_fuzz.h"

FUZZ_TALK(445);
