/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * confine_files.c - which files can be opened, by Landlock (Linux 5.13 and later)
 *
 * What the kernel's version of Landlock knows is refused, but for rules.  A rule holds for the
 * file or folder that lies at a path when it is made, whatever is put there afterwards.
 *
 * The header of the system may be older than its kernel, and so the ABI is written down here.
 */
#define _GNU_SOURCE
#include "confine_parts.h"

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <sys/stat.h>
#include <unistd.h>

#ifdef __linux__
#include <sys/syscall.h>
#endif

#if defined(SYS_landlock_create_ruleset) && !defined(TB_SANITIZED)

enum { VERSION = 1, PATH_BENEATH = 1 };	/* a flag, a type of rule */

enum right {
	WRITE_FILE = 1 << 1,
	READ_FILE = 1 << 2,
	REMOVE_FILE = 1 << 5,
	MAKE_REG = 1 << 8,
	TRUNCATE = 1 << 14
};

struct attributes {
	uint64_t files, network, scope;
};

struct beneath {
	uint64_t allowed;
	int32_t parent;
} __attribute__((packed));

/* What the versions know: later ones than the last are taken as it, and those between as the one
 * before. */
static const struct {
	long version;
	size_t size;		/* of the attributes */
	struct attributes all;
} known[] = {
	{ 1, sizeof(uint64_t), { .files = (1 << 13) - 1 } },
	{ 2, sizeof(uint64_t), { .files = (1 << 14) - 1 } },
	{ 3, sizeof(uint64_t), { .files = (1 << 15) - 1 } },
	{ 4, 2 * sizeof(uint64_t), { .files = (1 << 15) - 1, .network = 3 } },
	{ 5, 2 * sizeof(uint64_t), { .files = (1 << 16) - 1, .network = 3 } },
	{ 6, 3 * sizeof(uint64_t), { .files = (1 << 16) - 1, .network = 3, .scope = 3 } },
};

/* A file that is not there is told of by who reads it; what belongs to no file system, as a
 * pipe, Landlock leaves alone. */
static bool allow(int rules, const char *path, mode_t type, uint64_t rights)
{
	struct beneath rule = { .allowed = rights, .parent = open(path, O_PATH | O_CLOEXEC) };
	struct stat st;
	bool done = true;

	if (rule.parent < 0)
		return true;
	if (fstat(rule.parent, &st) == 0 && (st.st_mode & S_IFMT) == type)
		done = syscall(SYS_landlock_add_rule, rules, PATH_BENEATH, &rule, 0) == 0 ||
		       errno == EBADFD;
	close(rule.parent);
	return done;
}

static bool allow_all(int rules, const struct tb_needs *needs, uint64_t handled)
{
	const uint64_t writing = handled & (WRITE_FILE | REMOVE_FILE | MAKE_REG | TRUNCATE);

	for (size_t i = 0; i < needs->read.n; i++)
		if (!allow(rules, needs->read.at[i], S_IFREG, READ_FILE))
			return false;
	for (size_t i = 0; i < needs->write.n; i++)
		if (!allow(rules, needs->write.at[i], S_IFDIR, writing))
			return false;
	return true;
}

int tb_confine_files_prepare(const struct tb_needs *needs, enum tb_part *part)
{
	long version = syscall(SYS_landlock_create_ruleset, NULL, 0, VERSION);
	size_t i = 0;
	int rules;

	*part = TB_PART_LACKING;
	if (version < 1)
		return -1;
	while (i + 1 < sizeof(known) / sizeof(known[0]) && known[i + 1].version <= version)
		i++;
	rules = (int)syscall(SYS_landlock_create_ruleset, &known[i].all, known[i].size, 0);
	*part = rules >= 0 && allow_all(rules, needs, known[i].all.files) ? TB_PART_DONE
									   : TB_PART_FAILED;
	return rules;
}

enum tb_part tb_confine_files(int prepared)
{
	bool done = syscall(SYS_landlock_restrict_self, prepared, 0) == 0;

	close(prepared);
	return done ? TB_PART_DONE : TB_PART_FAILED;
}

#else

int tb_confine_files_prepare(const struct tb_needs *needs, enum tb_part *part)
{
	(void)needs;
	*part = TB_PART_LACKING;
	return -1;
}

enum tb_part tb_confine_files(int prepared)
{
	(void)prepared;
	return TB_PART_LACKING;
}

#endif
