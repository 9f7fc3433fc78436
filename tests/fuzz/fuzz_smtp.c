/* SPDX-License-Identifier: BSD-3-Clause */
/* SMTP on its own port, FTP by its greeting */
#include "talk_fuzz.h"

FUZZ_TALK(25);
