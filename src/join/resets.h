/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * resets.h - what is remembered of each verdict, and found again by address and time
 */
#ifndef TB_JOIN_RESETS_H
#define TB_JOIN_RESETS_H

#include <tcpblame/log.h>

struct tb_mention;

enum { TB_RESET_NAME_KEPT = 64 };

struct tb_reset {
	uint64_t id;
	tb_time time;		/* of the deciding RST */
	struct tb_endpoint end[2];	/* by enum tb_side */
	enum tb_roles roles;
	enum tb_origin by;
	double sure;		/* of by */
	bool stood;		/* its SYN had been answered, or none was seen */
	bool told_end[2];	/* by enum tb_side: the other's FIN had come before */
	struct tb_app_error errors[2];
	uint8_t name_len;
	char name[TB_RESET_NAME_KEPT];	/* SNI or Host, in lower case: letters, digits and
					 * ".-_" */
};

/* An end by which resets are found; port 0: by the address alone; no address: by the port of
 * the server alone, or, if that is 0 too, all. */
struct tb_reset_key {
	struct tb_addr addr;
	uint16_t port;
	uint32_t reset;		/* index into at */
};

struct tb_resets {
	struct tb_reset *at;	/* owned; sorted by time once there is an index */
	size_t n, room;
	size_t most;		/* of n */
	uint64_t left_out;	/* there was no room for them */
	struct tb_reset_key *key;	/* owned; sorted */
	size_t n_keys;
};

/* Memory, in bytes, that one takes with its keys. */
size_t tb_reset_bytes(void);

void tb_resets_add(struct tb_resets *r, const struct tb_verdict *v);
void tb_resets_free(struct tb_resets *r);

/* Makes the index; false: no memory. */
bool tb_resets_index(struct tb_resets *r);

/* Those found by one end, in order of time: the slice [first, end) of key. */
struct tb_reset_slice {
	size_t first, end;
};
struct tb_reset_slice tb_resets_by_end(const struct tb_resets *r, const struct tb_addr *addr,
				       uint16_t port);

/* Of a slice, the place of the first one that is not before t. */
size_t tb_resets_from(const struct tb_resets *r, struct tb_reset_slice s, tb_time t);

#endif
