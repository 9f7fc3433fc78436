/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * label.h - what stands for one label of a host's name
 */
#ifndef TB_ANONYMIZE_LABEL_H
#define TB_ANONYMIZE_LABEL_H

#include "anonymize/keyed.h"

/*
 * Changes the first n bytes of name in place, its first label; n <= all <= TB_LABEL_NAME,
 * and letters in lower case.  What comes out depends on all of them.
 */
enum { TB_LABEL_NAME = 255 };
void tb_anonymize_label(const uint8_t key[TB_DIGEST], char *name, size_t n, size_t all);

#endif
