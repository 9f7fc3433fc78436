/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * story_packet.c - the RST as a packet, and the packets that came with it
 */
#include <string.h>

#include "report/teller.h"

enum { LISTED_RSTS = 6 };

/* The other RSTs of the episode: the first few by number, the rest counted. */
void tb_tell_other_rsts(struct teller *t)
{
	size_t told = 0;

	for (size_t i = 0; i < t->v->n_rst && told < LISTED_RSTS; i++) {
		const struct tb_rst *rst = &t->v->rst[i];

		if (i == t->v->deciding)
			continue;
		tb_page_then(t->page, "; ");
		tb_page_frame(t->page, t->options, rst->frame, t->home);
		say(t, " ");
		say(t, tb_report_whose(rst));
		say(t, " (");
		say(t, tb_role_name(rst->role));
		say(t, rst->origin == TB_ORIGIN_THIRD_PARTY ? ", made by a third party)" : ")");
		told++;
	}
	if (t->v->n_rst > told + 1) {
		say(t, "; and ");
		tb_page_number(t->page, t->v->n_rst - told - 1, "more RST", "more RSTs");
	}
	tb_page_item(t->page, "also");
}

static void tcp_options(struct teller *t)
{
	struct tb_reader r = rd_over(t->rst->options, t->rst->options_len);
	const char *between = ", options ";

	while (rd_left(&r) > 0) {
		say(t, between);
		(void)tb_report_tcp_option(t->para, &r);
		between = ",";
	}
}

void tb_tell_packet(struct teller *t)
{
	const struct tb_rst *rst = t->rst;
	const char *interface = tb_report_interface(t->options, rst);

	say(t, "flags ");
	tb_text_flags(t->para, rst->flags);
	say(t, ", seq ");
	tb_text_u64(t->para, rst->seq);
	say(t, ", ack ");
	tb_text_u64(t->para, rst->ack);
	say(t, ", window ");
	tb_text_u64(t->para, rst->window);
	say(t, ", TTL ");
	tb_text_u64(t->para, rst->ttl);
	if (rst->has_ip_id) {
		say(t, ", IP ID ");
		tb_text_u64(t->para, rst->ip_id);
	}
	tcp_options(t);
	if (rst->checksum_bad)
		say(t, "; its checksum is wrong, so it may be damaged");
	if (interface != NULL) {
		say(t, "; seen on ");
		tb_page_quote(t->page, interface, strlen(interface));
	}
	tb_page_item(t->page, "packet");
}

static void say_number(struct teller *t, const struct tb_code *code)
{
	say(t, ", code ");
	tb_text_u64(t->para, code->number);
	if (code->enterprise != 0) {
		say(t, " of enterprise ");
		tb_text_u64(t->para, code->enterprise);
	}
}

/* What stands in brackets behind the number. */
static void say_reserve(struct teller *t, const struct tb_code *code)
{
	if (code->weak)
		say(t, " (perhaps: nothing but the window speaks for it)");
	if (code->relayed)
		say(t, " (of its maker's other side)");
	if (code->transient)
		say(t, " (it will pass)");
}

/* What its maker wrote into it; a payload without known meaning is shown elsewhere. */
void tb_tell_code(struct teller *t)
{
	static const char *const forms[] = {
		[TB_CODE_NONE] = NULL,
		[TB_CODE_DIAGNOSTIC] = "RST diagnostic payload",
		[TB_CODE_BIGIP] = "BIG-IP",
		[TB_CODE_LINUX] = "Linux",
		[TB_CODE_MPTCP] = "MPTCP",
		[TB_CODE_NETSCALER] = "NetScaler",
		[TB_CODE_TEXT] = "in its payload",
		[TB_CODE_BYTES] = NULL,
	};
	_Static_assert(sizeof(forms) / sizeof(forms[0]) == TB_CODE_COUNT, "forms[] lost step");
	const struct tb_code *code = &t->rst->code;

	if (forms[code->kind] == NULL || (code->kind == TB_CODE_TEXT && code->meaning == NULL))
		return;
	say(t, forms[code->kind]);
	if (code->has_number)
		say_number(t, code);
	say_reserve(t, code);
	if (code->meaning != NULL) {
		say(t, ": ");
		say(t, code->meaning);
	} else if (code->text_len > 0) {
		say(t, ": \"");
		tb_page_quote(t->page, code->text, code->text_len);
		say(t, "\"");
	}
	tb_page_item(t->page, "says");
}

void tb_tell_payload(struct teller *t)
{
	if (t->rst->payload_len == 0)
		return;
	tb_page_number(t->page, t->rst->payload_len, "byte in the RST", "bytes in the RST");
	if (t->rst->payload_kept > 0) {
		say(t, ": \"");
		tb_page_quote(t->page, t->rst->payload, t->rst->payload_kept);
		say(t, "\"");
	}
	tb_page_item(t->page, "payload");
}

void tb_tell_comment(struct teller *t)
{
	if (t->rst->comment_len == 0)
		return;
	tb_page_quote(t->page, t->rst->comment, t->rst->comment_len);
	tb_page_item(t->page, "comment");
}

static void icmp_error(struct teller *t, const struct tb_icmp_error *e)
{
	tb_page_then(t->page, "; ");
	tb_page_frame(t->page, t->options, e->frame, t->home);
	say(t, ": ");
	tb_page_icmp(t->page, e);
	say(t, " about a segment of the ");
	say(t, tb_report_side(e->quotes));
	if (e->in_window == TB_NO)
		say(t, ", with a sequence number that was never sent");
}

void tb_tell_icmp(struct teller *t)
{
	for (size_t i = 0; i < t->v->n_icmp; i++)
		icmp_error(t, &t->v->icmp[i]);
	tb_page_item(t->page, "ICMP");
}

void tb_tell_layers(struct teller *t)
{
	const struct tb_flow_info *f = &t->v->flow;

	for (unsigned i = 0; i < f->n_vlan; i++) {
		tb_page_then(t->page, ", ");
		say(t, "VLAN ");
		tb_text_u64(t->para, f->vlan[i]);
	}
	for (unsigned i = 0; i < f->n_tunnel; i++) {
		tb_page_then(t->page, ", ");
		say(t, tb_layer_name(f->tunnel[i].layer));
		if (f->tunnel[i].id != 0) {
			say(t, " ");
			tb_text_u64(t->para, f->tunnel[i].id);
		}
	}
	tb_page_item(t->page, "inside");
}
