/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * key_file.h - the key of --anonymize
 */
#ifndef TB_CLI_KEY_FILE_H
#define TB_CLI_KEY_FILE_H

#include <stdbool.h>
#include <stdint.h>

enum { TB_KEY = 32 };	/* bytes */

/*
 * Reads a key: 32 bytes as they are, or as 64 hexadecimal digits with white space around
 * them.  False after a complaint on stderr that names the file.  Others who could read it
 * are worth a warning and no more: a key in a container or on a shared file system often
 * can be read, and is then a secret by other means.
 */
bool tb_key_file_read(const char *path, uint8_t key[TB_KEY]);

#endif
