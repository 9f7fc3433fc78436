/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * signal_form.c - how is the RST made?
 *
 * RFC 9293 section 3.10.7.1 gives a stateless RST its numbers; a live socket that is
 * closed gives it its own.  What stacks put into the rest of the header differs, and some
 * of it is as good as a signature.
 */
#include "blame/signal.h"

enum {
	LIMITED_TTL = 3,
	SECURED_TTL = 250,	/* RFC 5082 */
	OTHER_PATH = 4,		/* hops that one path to a host may have more than another */
	WINDOWS_TTL = 128,
	TOOL_WINDOW = 8192,	/* Scapy's defaults */
	TOOL_IP_ID = 1
};

struct tb_fact tb_ask_bare(const struct tb_case *c)
{
	return tb_whether(!(c->deciding->flags & TB_ACK), 0, 0);
}

struct tb_fact tb_ask_live_socket(const struct tb_case *c)
{
	return tb_may_be_either(c) ? tb_unseen() : tb_whether(tb_is_live(c->deciding), 0, 0);
}

struct tb_fact tb_ask_stateless(const struct tb_case *c)
{
	const struct tb_note *n = c->deciding;

	if (tb_is_deaf(c) || tb_may_be_either(c) || tb_may_answer_unseen(c))
		return tb_unseen();
	return tb_whether(n->trigger.ref != 0, n->trigger.ref, 0);
}

/* The value a TTL began with: hosts use few, and paths are shorter than the steps. */
static unsigned initial_ttl(uint8_t ttl)
{
	return ttl <= 32 ? 32 : ttl <= 64 ? 64 : ttl <= WINDOWS_TTL ? WINDOWS_TTL : 255;
}

struct tb_fact tb_ask_windows_form(const struct tb_case *c)
{
	const struct tb_note *n = c->deciding;
	bool bare_with_ack = !(n->flags & TB_ACK) && n->ack != 0;

	if (!c->exhibit->has_window || !c->exhibit->has_options)
		return tb_unseen();
	return tb_whether(initial_ttl(n->ttl) == WINDOWS_TTL && n->window == 0 &&
				  c->exhibit->options_len == 0 &&
				  (bare_with_ack || (n->flags & TB_ACK)),
			  0, 0);
}

struct tb_fact tb_ask_tool_form(const struct tb_case *c)
{
	const struct tb_note *n = c->deciding;

	if (!n->has_ip_id || !c->exhibit->has_window)
		return tb_unseen();
	return tb_whether(n->window == TOOL_WINDOW && n->ip_id == TOOL_IP_ID && !n->df, 0,
			  0);
}

/* A RST without ACK repeats a number that its receiver has acknowledged; all that was
 * captured of the receiver is looked through for it. */
struct tb_fact tb_ask_unexplained(const struct tb_case *c)
{
	const struct tb_note *n = c->deciding;

	if ((n->flags & TB_ACK) || !(tb_peer(c)->did & TB_DID_ACK) || !c->exhibit->complete ||
	    tb_has_missed(c))
		return tb_unseen();
	return tb_whether(n->trigger.ref == 0, 0, 0);
}

/* TTL ------------------------------------------------------------------------------- */

/* Routing protocols whose sockets set their TTL: BGP, MSDP, LDP. */
static bool is_routing(const struct tb_case *c)
{
	uint16_t port = c->verdict->flow.end[TB_SERVER].port;

	return port == 179 || port == 639 || port == 646;
}

static struct tb_ttl_habit ttls_elsewhere(const struct tb_case *c)
{
	return tb_neighbours_ttl(tb_tracker_neighbours(c->tracker), &c->asker, tb_sender(c));
}

/* TTLs, and a packet that shows them */
struct ttls {
	int low, high;
	tb_packed_ref shown;
};

/* Those that the claimed sender is known by; false: by none that tell of its answers. */
static bool known_ttls(const struct tb_case *c, struct ttls *out)
{
	const struct tb_past *own = tb_own(c);
	struct tb_ttl_habit elsewhere;

	*out = (struct ttls){ own->ttl_min, own->ttl_max, own->last.ref };
	/* scanners make their SYN themselves; it says nothing of their host's answers */
	if (c->deciding->trigger.kind == TB_TRIGGER_SYN_ACK && !(own->did & TB_DID_OPEN))
		return false;
	/* who limits the hops of his data (BGP between neighbours, RFC 5082) does not limit
	 * those of what the kernel answers */
	if (own->did & TB_DID_SEND)
		return own->ttl_max > LIMITED_TTL &&
		       !(own->ttl_min >= SECURED_TTL && is_routing(c));
	if (c->deciding->trigger.ref == 0)
		return false;
	elsewhere = ttls_elsewhere(c);
	*out = (struct ttls){ elsewhere.min, elsewhere.max, elsewhere.other.frame[0] };
	return elsewhere.other.answer == TB_YES && elsewhere.max > LIMITED_TTL;
}

/* Whose TTLs lie wide apart has a stranger among its packets, a proxy or a forger: a page and a
 * RST of one forger have the same TTL.  So it is known by what most of them have. */
static bool may_be_a_strangers(const struct tb_case *c, const struct ttls *k)
{
	const struct tb_past *own = tb_own(c);

	return (own->did & TB_DID_SEND) && k->high - k->low > OTHER_PATH &&
	       2 * c->exhibit->ttl_shared <= own->seen;
}

/* Is there a good reason for a TTL so far off? */
static bool may_have_gone_another_way(const struct tb_case *c, int distance)
{
	const struct tb_past *own = tb_own(c);
	struct tb_ttl_habit elsewhere;

	if (!(own->did & TB_DID_SEND) || distance == 0)
		return false;
	/* before and behind a router that was captured on both sides */
	if ((distance == 1 || distance == -1) && own->seen > 0 &&
	    own->interface != c->deciding->interface)
		return true;
	elsewhere = ttls_elsewhere(c);	/* where a path that has changed shows, too */
	return elsewhere.other.answer == TB_YES && c->deciding->ttl >= elsewhere.min &&
	       c->deciding->ttl <= elsewhere.max;
}

void tb_look_up_ttls(struct tb_case *c)
{
	int ttl = c->deciding->ttl, distance;
	unsigned initial = initial_ttl((uint8_t)ttl);
	struct ttls k;

	c->ttl.known = known_ttls(c, &k);
	if (!c->ttl.known)
		return;
	distance = ttl < k.low ? ttl - k.low : ttl > k.high ? ttl - k.high : 0;
	c->ttl.known = !may_have_gone_another_way(c, distance);
	/* that of a packet which began its way here is the same as of one that came by chance */
	if (distance == 0 && tb_ask_made_here(c).answer == TB_YES)
		c->ttl.known = false;
	c->ttl.mixed = distance == 0 && may_be_a_strangers(c, &k);
	c->ttl.distance = distance;
	c->ttl.same_family = initial == initial_ttl((uint8_t)k.low) ||
			     initial == initial_ttl((uint8_t)k.high);
	c->ttl.shown = k.shown;
}

static struct tb_fact ttl_fact(const struct tb_case *c, bool is)
{
	if (!c->ttl.known)
		return tb_unseen();
	return tb_whether(is, c->ttl.shown, c->deciding->ttl);
}

struct tb_fact tb_ask_ttl_same(const struct tb_case *c)
{
	return ttl_fact(c, c->ttl.distance == 0 && !c->ttl.mixed);
}

struct tb_fact tb_ask_ttl_mixed(const struct tb_case *c)
{
	return ttl_fact(c, c->ttl.mixed);
}

struct tb_fact tb_ask_ttl_nearer(const struct tb_case *c)
{
	return ttl_fact(c, c->ttl.distance == 1);
}

struct tb_fact tb_ask_ttl_farther(const struct tb_case *c)
{
	return ttl_fact(c, c->ttl.distance == -1);
}

struct tb_fact tb_ask_ttl_far(const struct tb_case *c)
{
	return ttl_fact(c, c->ttl.distance >= 2 || c->ttl.distance <= -2);
}

struct tb_fact tb_ask_ttl_family(const struct tb_case *c)
{
	return ttl_fact(c, !c->ttl.same_family);
}
