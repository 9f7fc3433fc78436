/* SPDX-License-Identifier: BSD-3-Clause */
/* mysql.h - what mysql.c and mysql_response.c share */
#ifndef TB_PROTO_MYSQL_H
#define TB_PROTO_MYSQL_H

#include "proto/machine.h"

enum { PACKET_MAX = 0xffffff, LOOK = 40 /* bytes of payload looked at */ };

/* tb_app_dir.flags: the next packet continues this one */
enum { CONTINUES = TB_DIR_A };

/* tb_app.flags */
enum {
	GREETED = TB_APP_A,	/* the client's next packet is its login */
	LOGIN = TB_APP_B,	/* authentication is under way */
	COMPRESSED = TB_APP_C	/* packets after it are compressed */
};

/* tb_app_dir.state of the server; count is the definitions still to come */
enum mysql_state {
	FIRST,		/* the next packet is a response's first */
	COLUMNS,	/* column definitions of a result set */
	AFTER_COLUMNS,	/* an EOF, or the first row */
	ROWS,
	DEFINITIONS,	/* parameters and columns of a prepared statement */
	ENDING		/* the response ends with this packet */
};

/* Commands are their own numbers; the login is counted like one. */
enum mysql_command {
	COM_QUIT = 1,
	COM_FIELD_LIST = 4,
	COM_STATISTICS = 9,
	COM_CHANGE_USER = 0x11,
	COM_BINLOG_DUMP = 0x12,
	COM_TABLE_DUMP = 0x13,
	COM_STMT_PREPARE = 0x16,
	COM_STMT_SEND_LONG_DATA = 0x18,
	COM_STMT_CLOSE = 0x19,
	COM_STMT_FETCH = 0x1c,
	COM_BINLOG_DUMP_GTID = 0x1e,
	COM_RESET_CONNECTION = 0x1f,
	METHOD_LOGIN = 0x20,
	N_METHODS = METHOD_LOGIN
};

struct tb_mysql_packet {
	uint32_t len;		/* of the payload */
	uint8_t number;
	struct tb_reader body;	/* its first bytes, at most LOOK */
};

/* An EOF packet, not an OK that begins with the same byte. */
static inline bool tb_mysql_is_eof(const struct tb_mysql_packet *p)
{
	return rd_peek(&p->body, 0) == 0xfe && p->len == 5;
}

/* Takes a packet of the response to the command that is open; leaves the server's
 * direction in state ENDING if it is the last one. */
enum tb_pace tb_mysql_response(struct tb_talk *t, const struct tb_mysql_packet *p);

#endif
