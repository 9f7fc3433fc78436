/* SPDX-License-Identifier: BSD-3-Clause */
#include "report/common.h"

#include <string.h>

#define COUNT_OF(table) (sizeof(table) / sizeof((table)[0]))

const char tb_report_anonymized[] =
	"addresses, names of hosts, captures and interfaces are pseudonyms, made with a key; "
	"texts from packets and logs are withheld";

const char *tb_report_file(const struct tb_report_options *o, uint32_t file)
{
	return file < o->n_captures ? o->captures[file].file : NULL;
}

const char *tb_report_foreign_file(const struct tb_report_options *o, struct tb_ref ref,
				   uint32_t home)
{
	return ref.number == 0 || ref.file == home ? NULL : tb_report_file(o, ref.file);
}

uint32_t tb_report_no_home(const struct tb_report_options *o)
{
	return o->n_captures > 1 ? UINT32_MAX : 0;
}

const char *tb_report_interface(const struct tb_report_options *o, const struct tb_rst *rst)
{
	const struct tb_capture *c;

	if (rst->frame.file >= o->n_captures)
		return NULL;
	c = &o->captures[rst->frame.file];
	return rst->interface < c->n_interfaces ? c->interfaces[rst->interface] : NULL;
}

char *tb_report_put_why(char *at, const struct tb_why *why)
{
	size_t n = tb_why_text(why, at, TB_PUT_WHY);

	return at + (n < TB_PUT_WHY ? n : TB_PUT_WHY - 1);
}

void tb_report_why(struct tb_text *t, const struct tb_report_options *o,
		   const struct tb_why *why, uint32_t home)
{
	const char *file = tb_report_foreign_file(o, why->frame, home);
	char made[TB_PUT_WHY];

	if (why->code == 0)
		return;
	tb_text_bytes(t, made, (size_t)(tb_report_put_why(made, why) - made));
	if (file == NULL)
		return;
	tb_text_str(t, " (in ");
	tb_text_shown(t, file, strlen(file));
	tb_text_char(t, ')');
}

void tb_report_group(struct tb_text *t, const struct tb_group *g)
{
	char made[TB_PUT_WHY];
	size_t n = tb_group_text(g, made, sizeof(made));

	tb_text_bytes(t, made, n < sizeof(made) ? n : sizeof(made) - 1);
}

/* One comparison: field==value, field being of the source, the destination or of
 * either end. */
static char *put_addr(char *at, const char *which, const struct tb_addr *a)
{
	at = tb_put_str(at, tb_addr_is_v4(a) ? "ip." : "ipv6.");
	at = tb_put_str(tb_put_str(at, which), "==");
	return tb_put_str(tb_put_addr(at, a), " && ");
}

static char *put_port(char *at, const char *field, uint16_t port)
{
	return tb_put_u64(tb_put_str(at, field), port);
}

/* Where both ends are alike, "either end is" would hold for strangers too. */
char *tb_report_put_filter(char *at, const struct tb_flow_info *flow)
{
	const struct tb_endpoint *c = &flow->end[TB_CLIENT], *s = &flow->end[TB_SERVER];
	bool one_addr = memcmp(&c->addr, &s->addr, sizeof(c->addr)) == 0;
	bool one_port = c->port == s->port;

	at = put_addr(at, one_addr ? "src" : "addr", &c->addr);
	at = put_addr(at, one_addr ? "dst" : "addr", &s->addr);
	at = put_port(at, one_port ? "tcp.srcport==" : "tcp.port==", c->port);
	at = tb_put_str(at, " && ");
	return put_port(at, one_port ? "tcp.dstport==" : "tcp.port==", s->port);
}

const char *tb_report_side(enum tb_side side)
{
	return side == TB_CLIENT ? "client" : "server";
}

const char *tb_report_whose(const struct tb_rst *rst)
{
	static const struct {
		enum tb_origin itself;
		const char *made, *named, *addressed;
	} sides[] = {
		[TB_CLIENT] = { TB_ORIGIN_CLIENT, "from the client", "in the client's name",
				"with the client's address" },
		[TB_SERVER] = { TB_ORIGIN_SERVER, "from the server", "in the server's name",
				"with the server's address" },
	};

	if (rst->origin == sides[rst->from].itself)
		return sides[rst->from].made;
	return rst->origin == TB_ORIGIN_UNKNOWN ? sides[rst->from].addressed
						: sides[rst->from].named;
}

const char *tb_report_alert_level(uint8_t level)
{
	return level == 1 ? "warning" : level == 2 ? "fatal" : "unknown";
}

const char *tb_report_icmp(const struct tb_icmp_error *e)
{
	static const struct {
		bool v6;
		uint8_t type, code;
		const char *words;
	} known[] = {
		{ false, 3, 0, "network unreachable" },
		{ false, 3, 1, "host unreachable" },
		{ false, 3, 2, "protocol unreachable" },
		{ false, 3, 3, "port unreachable" },
		{ false, 3, 4, "packet too big" },
		{ false, 3, 9, "network prohibited" },
		{ false, 3, 10, "host prohibited" },
		{ false, 3, 13, "prohibited by a filter" },
		{ false, 11, 0, "TTL exceeded" },
		{ true, 1, 0, "no route" },
		{ true, 1, 1, "prohibited by a filter" },
		{ true, 1, 3, "address unreachable" },
		{ true, 1, 4, "port unreachable" },
		{ true, 2, 0, "packet too big" },
		{ true, 3, 0, "hop limit exceeded" },
	};

	for (size_t i = 0; i < COUNT_OF(known); i++)
		if (known[i].v6 == e->v6 && known[i].type == e->type &&
		    known[i].code == e->code)
			return known[i].words;
	return NULL;
}

bool tb_report_is_against(const struct tb_verdict *v, const struct tb_evidence *e)
{
	bool of_another = strcmp(e->supports, v->cause.slug) != 0;

	return (e->weight < 0) != of_another;
}

void tb_report_tally_add(struct tb_report_tally *tally, const struct tb_verdict *v)
{
	tb_report_tally_cause(tally, v->cause.slug);
}

void tb_report_tally_cause(struct tb_report_tally *tally, const char *slug)
{
	for (size_t i = 0; i < tally->n; i++)
		if (strcmp(tally->cause[i].slug, slug) == 0) {
			tally->cause[i].count++;
			return;
		}
	if (tally->n < COUNT_OF(tally->cause))
		tally->cause[tally->n++] =
			(struct tb_report_cause){ .slug = slug, .count = 1 };
}

bool tb_report_contradicts(const struct tb_kernel_contradiction *c)
{
	return c->cause.slug != NULL || c->by != TB_ORIGIN_UNKNOWN || c->effect;
}
