/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * mysql_response.c - where the response to a MySQL command ends
 *
 *   OK, ERR or EOF                         one packet
 *   column count, columns, [EOF], rows, EOF or OK   a result set; maybe more of them
 *   statement OK, parameters, [EOF], columns, [EOF] of COM_STMT_PREPARE
 *   0xfb                                   asks for a file: client packets, then OK
 *
 * Whether an EOF packet stands where it is in brackets was negotiated; it is told by
 * its length (5; an OK with the same first byte is longer), so that a capture may
 * start anywhere.
 */
#include "proto/mysql.h"

/* Server status */
enum { STATUS_MORE_RESULTS = 0x0008, STATUS_CURSOR = 0x0040 };

/* Skips a length-encoded integer. */
static void skip_lenenc(struct tb_reader *r)
{
	uint8_t first = rd_u8(r);

	if (first == 0xfc)
		rd_skip(r, 2);
	else if (first == 0xfd)
		rd_skip(r, 3);
	else if (first == 0xfe)
		rd_skip(r, 8);
}

/* A packet with server status: does another result set follow? */
static void end_result(struct tb_app_dir *d, uint16_t status)
{
	d->state = status & STATUS_MORE_RESULTS ? FIRST : ENDING;
}

/* OK: header, affected rows, insert id, status */
static uint16_t ok_status(struct tb_reader body)
{
	rd_skip(&body, 1);
	skip_lenenc(&body);
	skip_lenenc(&body);
	return rd_le16(&body);
}

/* EOF: header, warnings, status */
static uint16_t eof_status(struct tb_reader body)
{
	rd_skip(&body, 3);
	return rd_le16(&body);
}

/* The end of rows: EOF, or an OK that begins like one; a row that begins with 0xfe
 * has a value of 16 MiB and more. */
static bool is_end_of_rows(const struct tb_mysql_packet *p)
{
	return rd_peek(&p->body, 0) == 0xfe && p->len < PACKET_MAX;
}

static void read_prepared(struct tb_app_dir *d, struct tb_reader body)
{
	rd_skip(&body, 1 + 4);
	d->count = rd_le16(&body);
	d->count += rd_le16(&body);
	d->state = d->count != 0 ? DEFINITIONS : ENDING;
}

/* The count of columns; 0 if it is none. */
static uint32_t column_count(struct tb_reader body)
{
	uint8_t first = rd_u8(&body);

	if (first == 0xfc)
		return rd_le16(&body);
	return first < 0xfb ? first : 0;
}

static enum tb_pace read_first(struct tb_talk *t, const struct tb_mysql_packet *p)
{
	struct tb_app_dir *d = t->own;
	uint8_t method = t->app->method;
	int first = rd_peek(&p->body, 0);

	if (method == COM_STATISTICS || first == 0xff) {
		d->state = ENDING;
	} else if (t->app->flags & LOGIN || method == COM_CHANGE_USER) {
		d->state = first == 0x00 ? ENDING : FIRST;
	} else if (first == 0x00 && method == COM_STMT_PREPARE) {
		read_prepared(d, p->body);
	} else if (first == 0x00) {
		end_result(d, ok_status(p->body));
	} else if (first == 0xfe) {
		end_result(d, tb_mysql_is_eof(p) ? eof_status(p->body) :
						   ok_status(p->body));
	} else if (first != 0xfb) {
		d->count = column_count(p->body);
		d->state = COLUMNS;
		return d->count != 0 ? TB_PACE_ON : TB_PACE_BROKEN;
	}
	return TB_PACE_ON;
}

static void read_row(struct tb_app_dir *d, const struct tb_mysql_packet *p)
{
	bool after_columns = d->state == AFTER_COLUMNS;

	d->state = ROWS;
	if (rd_peek(&p->body, 0) == 0xff) {
		d->state = ENDING;
	} else if (tb_mysql_is_eof(p)) {
		if (!after_columns || eof_status(p->body) & STATUS_CURSOR)
			end_result(d, eof_status(p->body));
	} else if (is_end_of_rows(p)) {
		end_result(d, ok_status(p->body));
	}
}

enum tb_pace tb_mysql_response(struct tb_talk *t, const struct tb_mysql_packet *p)
{
	struct tb_app_dir *d = t->own;

	switch (d->state) {
	case FIRST:
		return read_first(t, p);
	case COLUMNS:
		if (--d->count == 0)
			d->state = AFTER_COLUMNS;
		return TB_PACE_ON;
	case DEFINITIONS:
		if (!tb_mysql_is_eof(p) && --d->count == 0)
			d->state = ENDING;
		return TB_PACE_ON;
	default:
		read_row(d, p);
		return TB_PACE_ON;
	}
}
