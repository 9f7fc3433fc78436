/* SPDX-License-Identifier: BSD-3-Clause */
/* FTP on its own port, SMTP by its greeting */
#include "talk_fuzz.h"

FUZZ_TALK(21);
