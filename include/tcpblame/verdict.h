/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * verdict.h - what a verdict about one reset consists of
 *
 * An *episode* is all RSTs of one ending of one connection.  Its *deciding* RST
 * is the first one that its receiver accepted or, if none was, the first one.
 * A value that could not be seen is marked so ("unseen", "unknown", a zero
 * frame number, a false has_...), never invented.
 *
 * Every enum has a name function; names are those of the report schema
 * tcpblame/1 and are static strings.
 */
#ifndef TCPBLAME_VERDICT_H
#define TCPBLAME_VERDICT_H

#include <tcpblame/types.h>

#ifdef __cplusplus
extern "C" {
#endif

/* When the deciding RST came, in terms of what the capture shows. */
enum tb_phase {
	TB_PHASE_SYN_SENT,	/* a SYN was sent and no SYN-ACK was seen */
	TB_PHASE_SYN_RECEIVED,	/* after a SYN-ACK, before the handshake's last ACK */
	TB_PHASE_ESTABLISHED,	/* handshake complete, no payload yet */
	TB_PHASE_DATA_TRANSFER,	/* payload was seen, no FIN */
	TB_PHASE_HALF_CLOSED,	/* exactly one side has sent FIN */
	TB_PHASE_CLOSING,	/* both sides have sent FIN */
	TB_PHASE_CLOSED,	/* after a clean close or an earlier accepted reset */
	TB_PHASE_NO_CONNECTION,	/* answers a segment of no known connection */
	TB_PHASE_COUNT
};
const char *tb_phase_name(enum tb_phase p);

/* State of one end, RFC 9293 section 3.3.2. */
enum tb_state {
	TB_STATE_UNKNOWN,
	TB_STATE_CLOSED,
	TB_STATE_LISTEN,
	TB_STATE_SYN_SENT,
	TB_STATE_SYN_RECEIVED,
	TB_STATE_ESTABLISHED,
	TB_STATE_FIN_WAIT_1,
	TB_STATE_FIN_WAIT_2,
	TB_STATE_CLOSE_WAIT,
	TB_STATE_CLOSING,
	TB_STATE_LAST_ACK,
	TB_STATE_TIME_WAIT,
	TB_STATE_COUNT
};
const char *tb_state_name(enum tb_state s);

/* What the RST did at its receiver. */
enum tb_effect {
	TB_EFFECT_UNKNOWN,
	TB_EFFECT_ACCEPTED,	/* it ended the connection there */
	TB_EFFECT_CHALLENGED,	/* answered by a challenge ACK, RFC 5961 section 3.2 */
	TB_EFFECT_IGNORED,	/* it changed nothing */
	TB_EFFECT_LATE,		/* the receiver had already closed */
	TB_EFFECT_COUNT
};
const char *tb_effect_name(enum tb_effect e);

/* What one RST segment is within its episode. */
enum tb_role {
	TB_ROLE_DECIDING,
	TB_ROLE_REPEAT,		/* the same RST again */
	TB_ROLE_CROSSING,	/* the other end's own, sent before it knew */
	TB_ROLE_REPLY,		/* answers a segment in flight to the dead connection */
	TB_ROLE_EXTRA,		/* another one of an injected burst */
	TB_ROLE_IGNORED,	/* its receiver did not take it */
	TB_ROLE_DUPLICATE,	/* the same packet captured twice */
	TB_ROLE_COUNT
};
const char *tb_role_name(enum tb_role r);

/* Who really made a RST. */
enum tb_origin {
	TB_ORIGIN_UNKNOWN,
	TB_ORIGIN_CLIENT,
	TB_ORIGIN_SERVER,
	TB_ORIGIN_THIRD_PARTY,
	TB_ORIGIN_COUNT
};
const char *tb_origin_name(enum tb_origin o);

/* Did the reset cost anything? */
enum tb_harm {
	TB_HARM_UNKNOWN,
	TB_HARM_DISRUPTIVE,
	TB_HARM_BENIGN,
	TB_HARM_COUNT
};
const char *tb_harm_name(enum tb_harm h);

/* The first error that an application meets if it goes on using its socket as it did. */
enum tb_condition {
	TB_CONDITION_NONE,		/* it meets none */
	TB_CONDITION_REFUSED,		/* ECONNREFUSED */
	TB_CONDITION_RESET,		/* ECONNRESET */
	TB_CONDITION_BROKEN_PIPE,	/* EPIPE */
	TB_CONDITION_TIMED_OUT,		/* ETIMEDOUT */
	TB_CONDITION_ABORTED,		/* ECONNABORTED */
	TB_CONDITION_UNREACHABLE,	/* EHOSTUNREACH, ENETUNREACH */
	TB_CONDITION_END_OF_FILE,	/* a read returns 0; no error */
	TB_CONDITION_COUNT
};
const char *tb_condition_name(enum tb_condition c);

/* The system call that tells it. */
enum tb_call {
	TB_CALL_CONNECT,
	TB_CALL_ACCEPT,
	TB_CALL_READ,
	TB_CALL_WRITE,
	TB_CALL_READ_OR_WRITE,	/* whichever comes first */
	TB_CALL_COUNT
};
const char *tb_call_name(enum tb_call c);

/* Families of systems whose applications meet different errors. */
enum tb_system {
	TB_SYSTEM_LINUX,
	TB_SYSTEM_BSD,		/* macOS, FreeBSD and relatives */
	TB_SYSTEM_WINDOWS,
	TB_SYSTEM_COUNT
};
const char *tb_system_name(enum tb_system s);

/* How it is known which end is the client. */
enum tb_roles {
	TB_ROLES_UNKNOWN,	/* not known: "client" is who sent the first packet seen */
	TB_ROLES_INFERRED,	/* from the application's first bytes, or ports */
	TB_ROLES_HANDSHAKE,	/* a SYN or SYN-ACK was seen */
	TB_ROLES_COUNT
};
const char *tb_roles_name(enum tb_roles r);

/* A layer around the innermost IP packet. */
enum tb_layer {
	TB_LAYER_MPLS,		/* id: label */
	TB_LAYER_PPPOE,		/* id: session */
	TB_LAYER_IPIP,		/* any IP in IP */
	TB_LAYER_GRE,		/* id: key, 0 if none */
	TB_LAYER_ERSPAN,	/* id: session */
	TB_LAYER_NVGRE,		/* id: virtual subnet */
	TB_LAYER_VXLAN,		/* id: VNI */
	TB_LAYER_GENEVE,	/* id: VNI */
	TB_LAYER_GTPU,		/* id: TEID, in version 0 flow label */
	TB_LAYER_TEREDO,
	TB_LAYER_L2TP,		/* id: tunnel << 16 | session, or v3 session */
	TB_LAYER_ETHERIP,	/* Ethernet in IP */
	TB_LAYER_LISP,		/* id: instance, 0 if none */
	TB_LAYER_NSH,		/* id: service path */
	TB_LAYER_TZSP,
	TB_LAYER_CAPWAP,
	TB_LAYER_COUNT
};
const char *tb_layer_name(enum tb_layer l);

struct tb_tunnel {
	enum tb_layer layer;
	uint32_t id;
};

enum {
	TB_MAX_ICMP = 4,
	TB_MAX_PATH = 96,
	TB_MAX_UNSEEN = 16,
	TB_MAX_EVIDENCE = 12,
	TB_EVIDENCE_FRAMES = 3,
	TB_MAX_ALTERNATIVES = 2
};

/* A sentence about a finding, kept as a code with its numbers, so that it costs
 * nothing until somebody prints it with tb_why_text(). */
struct tb_why {
	uint16_t code;		/* enum of the library; opaque to callers; 0: nothing to say */
	struct tb_ref frame;	/* the frame that shows it; number 0: none */
	int64_t n;		/* bytes, nanoseconds or a count: whatever the code says */
};

/* Writes the sentence, NUL-terminated and cut to size; returns its full length
 * (as snprintf does).  Plain ASCII made by us: nothing from a packet is in it.
 * Frame numbers appear as "frame 12". */
size_t tb_why_text(const struct tb_why *why, char *buf, size_t size);

/* Flags of a TCP header, RFC 9293 section 3.1; AE (bit 8) of RFC 9768. */
enum {
	TB_FIN = 0x001,
	TB_SYN = 0x002,
	TB_RST = 0x004,
	TB_PSH = 0x008,
	TB_ACK = 0x010,
	TB_URG = 0x020,
	TB_ECE = 0x040,
	TB_CWR = 0x080,
	TB_AE = 0x100
};

/* The packet that a RST answers; frame.number 0: none is named. */
struct tb_trigger {
	struct tb_ref frame;
	tb_span after;		/* from the trigger to the RST */
	struct tb_why what;
};

/* In what form the maker of a RST wrote into it why it did. */
enum tb_code_kind {
	TB_CODE_NONE,		/* it wrote nothing */
	TB_CODE_DIAGNOSTIC,	/* draft-ietf-tcpm-rst-diagnostic-payload, and its early form */
	TB_CODE_BIGIP,		/* F5 BIG-IP: payload "BIG-IP: [0x..." */
	TB_CODE_LINUX,		/* enum sk_rst_reason of Linux in a padded payload */
	TB_CODE_MPTCP,		/* option MP_TCPRST, RFC 8684 section 3.6 */
	TB_CODE_NETSCALER,	/* Citrix NetScaler: in the window field */
	TB_CODE_TEXT,		/* some other text as payload */
	TB_CODE_BYTES,		/* a payload that is none of these */
	TB_CODE_COUNT
};
const char *tb_code_name(enum tb_code_kind k);

/* What it wrote. */
struct tb_code {
	enum tb_code_kind kind;
	bool has_number;
	bool weak;		/* a number that fits, and may be there by chance */
	bool relayed;		/* it tells of its maker's other side, not of this one */
	bool transient;		/* it will pass, says a MP_TCPRST */
	uint32_t number;
	uint32_t enterprise;	/* whose number it is, by IANA's private enterprise numbers;
				 * 0: it is of the public table of its kind */
	const char *meaning;	/* NULL: not known.  Static */
	const uint8_t *text;	/* in its maker's words, from a stranger; TB_CODE_BYTES: the
				 * payload.  NULL: none */
	size_t text_len;
};

/* One RST segment. */
struct tb_rst {
	struct tb_ref frame;
	tb_time time;
	enum tb_side from;	/* whose address it bears */
	uint32_t seq, ack;	/* raw */
	uint16_t window;	/* raw, unscaled */
	uint16_t flags;		/* TB_FIN ... */
	uint16_t ip_id;
	uint8_t ttl;		/* or hop limit */
	uint8_t tos;		/* traffic class: DSCP << 2 | ECN */
	uint32_t interface;	/* as in tb_frame */
	bool has_ip_id;		/* false on IPv6 without fragment header */
	bool df;		/* IPv4: may not be fragmented */
	uint8_t header_len;	/* bytes of its TCP header, options included */
	bool checksum_bad;	/* wrong, though its sender's other checksums are right:
				 * likely corruption, not a RST that was meant */
	uint32_t payload_len;	/* bytes of payload it carries */
	enum tb_role role;
	enum tb_effect effect;
	struct tb_why effect_why;
	enum tb_origin origin;
	struct tb_trigger trigger;
	/* Kept for a limited number of RSTs; lengths are 0 where not: */
	const uint8_t *options;	/* TCP options, raw */
	size_t options_len;
	const uint8_t *payload;	/* as far as kept */
	size_t payload_kept;
	const char *comment;	/* packet comment, from a stranger */
	size_t comment_len;
	struct tb_code code;	/* what its maker wrote into it; read from what is kept */
};

/* What is known of the application's dialogue, where it is readable. */
struct tb_dialogue {
	const char *protocol;	/* "http", "tls" ...; NULL: not recognised.  Static */
	const char *server_name; /* SNI or Host, from a stranger; NULL: none.  Not
				 * NUL-terminated */
	size_t server_name_len;
	enum tb_answer request_open;	/* a request was not (wholly) answered */
	enum tb_answer response_complete; /* the last response was whole */
	uint32_t requests, responses;	/* begun, as far as they could be followed */
	const char *method;	/* of the last request: "GET", "Query" ...; NULL.  Static */
	const char *path;	/* of the last request, if its method has a name (HTTP/1), without
				 * its query; from a stranger, not NUL-terminated; NULL: none or
				 * not known */
	size_t path_len;	/* TB_MAX_PATH: the rest is left out */
	uint16_t status;	/* of the last response (HTTP, SMTP, FTP); 0: none */
	enum tb_answer handshake_done;	/* TLS */
	bool full;	/* the server said that it takes no more connections */
	bool mixed;	/* one side's first words are not of the other's protocol */
	bool has_alert;		/* a readable TLS alert was seen; the last one is: */
	enum tb_side alert_from;
	uint8_t alert_level;	/* RFC 8446 section 6: 1 warning, 2 fatal */
	uint8_t alert_code;	/* its description */
	const char *alert_name;	/* "handshake_failure"; NULL if not known.  Static */
	char sqlstate[6];	/* with which a PostgreSQL server said that it ends the
				 * connection: "57P01"; "": it did not, or that was not seen */
};

struct tb_flow_info {
	uint64_t id;		/* 1-based, by first packet */
	struct tb_endpoint end[2];	/* by enum tb_side */
	enum tb_roles roles;
	struct tb_ref first_frame, last_frame;	/* last: seen when the verdict was made */
	tb_time start, last;
	uint64_t packets[2];	/* duplicates of the capture left out */
	uint64_t bytes[2];	/* payload as sent, retransmissions left out */
	uint32_t duplicates;	/* frames that were a second copy of a packet */
	uint16_t vlan[2];	/* VLAN ids, outermost first */
	unsigned n_vlan;
	const struct tb_tunnel *tunnel;	/* outermost first */
	unsigned n_tunnel;
	const char *conn_state;	/* Zeek's: S0 S1 SF REJ S2 S3 RSTO RSTR RSTOS0 RSTRH
				 * SH SHR OTH.  Static */
	const char *history;	/* Zeek's letters; NUL-terminated */
	const char *community_id;	/* "1:..."; NUL-terminated */
	tb_span idle;		/* silence before the deciding RST or its trigger */
	tb_span rtt[2];		/* handshake: capture point to that end and back; -1 unknown */
};

/* An ICMP error that quoted this flow. */
struct tb_icmp_error {
	struct tb_ref frame;
	tb_time time;
	struct tb_addr from;	/* who sent it */
	bool v6;
	uint8_t type, code;
	enum tb_side quotes;	/* whose segment it quotes */
	enum tb_answer in_window; /* is the quoted sequence number one that side sent? */
};

/* Something seen, or looked for and not seen, that speaks for or against a cause. */
struct tb_evidence {
	struct tb_ref frame[TB_EVIDENCE_FRAMES];	/* those that show it */
	unsigned n_frames;
	struct tb_why text;
	const char *supports;	/* slug of the cause it speaks for, or against.  Static */
	double weight;		/* decibans: 10 log10 of a likelihood ratio; negative: against */
};

/* What was asked about a reset, and what the capture answers. */
struct tb_asked {
	const char *question;	/* "ttl_same".  Static */
	enum tb_answer answer;
};

/* A cause that was weighed. */
struct tb_weighed {
	const char *slug, *title;	/* static */
	double confidence;		/* 0 .. 1 */
};

/* What the application at one end meets. */
struct tb_app_error {
	enum tb_answer met;	/* TB_NO: no error at all; TB_UNSEEN: the capture does not tell;
				 * why may say between what it leaves the choice */
	enum tb_condition condition[TB_SYSTEM_COUNT];	/* if it runs on that system */
	enum tb_call call;
	uint8_t systems;	/* bit 1 << enum tb_system: those that the end may run on */
	struct tb_why why;
};

/* Whose word a line of a log is. */
enum tb_log_end {
	TB_LOG_END_UNKNOWN,
	TB_LOG_END_CLIENT,	/* the client's application wrote it */
	TB_LOG_END_SERVER,
	TB_LOG_END_BETWEEN,	/* something between the two: a firewall */
	TB_LOG_END_COUNT
};
const char *tb_log_end_name(enum tb_log_end e);

/* A line of a log that tells of this reset. */
struct tb_log_tie {
	const char *file;	/* name as given */
	uint64_t line;		/* 1-based */
	const char *text;	/* from a stranger, cut where long; not NUL-terminated */
	size_t text_len;
	enum tb_log_end end;
	enum tb_answer agrees;	/* with what that end is thought to have met */
	double score;		/* how sure it is that the line is about this one: 0 .. 1 */
	const char *why;	/* what the tie rests on, and each contradiction; ours */
};

/* What the kernel of an end, Linux, said of a reset; strings are NUL-terminated. */
struct tb_kernel_word {
	bool sent;		/* tcp:tcp_send_reset: the end whose address it bears sent it; then: */
	bool taken;		/* tcp:tcp_receive_reset: a socket of its receiver took it */
	enum tb_answer by_call;	/* was it sent by a system call, or in an interrupt */
	char reason[32];	/* as it is there: "TCP_ABORT_ON_CLOSE"; "": the kernel gives none */
	const char *state;	/* of its socket, likewise: "TCP_ESTABLISHED"; NULL: none.  Static */
	uint32_t resent;	/* tcp:tcp_retransmit_skb: segments that it had sent again before */
	int32_t pid;		/* of the process that ended the connection; 0: not known */
	char comm[16];		/* its name, from a stranger; "": not known */
};

/* Where the packets alone say something else than a kernel does. */
struct tb_kernel_contradiction {
	struct tb_weighed cause;	/* what they say the cause was; slug NULL: nothing else */
	enum tb_origin by;	/* who they say made it; TB_ORIGIN_UNKNOWN: nobody else */
	double by_confidence;	/* 0 .. 1 */
	bool effect;		/* they say that its receiver did not take it */
};

struct tb_origin_verdict {
	enum tb_origin by;
	double confidence;	/* 0 .. 1 */
	double third_party;	/* how likely it is that neither end made it: 0 .. 1 */
	struct tb_why why;
};

struct tb_ladder;	/* tcpblame/ladder.h */

/* What the capture missed while a connection was watched. */
struct tb_missed {
	bool any;		/* if so: */
	tb_time since, until;	/* of all such times, the first to begin and the last to end */
	uint64_t packets;	/* lost, of whatever connections */
	tb_span blind;		/* time of which nothing was captured at all */
};

/* All of it is valid until the sink's callback returns. */
struct tb_verdict {
	uint64_t id;		/* 1-based, in order of the deciding RST */
	struct tb_flow_info flow;
	const struct tb_rst *rst;	/* every RST of the episode, as captured */
	size_t n_rst;
	size_t deciding;	/* index into rst */
	const struct tb_ladder *ladder;	/* NULL: not wanted (struct tb_config) */
	enum tb_phase phase;
	enum tb_state state[2];	/* each end just before the deciding RST */
	struct tb_origin_verdict origin;
	struct {
		enum tb_harm verdict;
		struct tb_why why;
		uint64_t unacked[2];	/* payload bytes each side sent and the other
					 * had not acknowledged */
	} harm;
	struct tb_app_error errors[2];	/* by enum tb_side */
	struct tb_dialogue dialogue;	/* as it stood at the deciding RST */
	struct tb_weighed cause;	/* "undetermined" if nothing beats it */
	const struct tb_log_tie *log;	/* lines of logs that tell of it; not from the engine */
	size_t n_log;
	const struct tb_asked *asked;	/* all questions, for those who want to follow it */
	size_t n_asked;
	const char *const *advice;	/* for an operator.  Static */
	size_t n_advice;
	struct tb_kernel_word kernel;	/* about the deciding RST; neither sent nor taken: none is
					 * known */
	struct tb_kernel_contradiction contradicts;	/* of the kernel */
	bool early;		/* judged before its aftermath was over (limits, end of input) */
	struct tb_missed missed;

	/* what is behind these numbers of members is not set */
	size_t n_alternatives, n_evidence, n_icmp, n_unseen;
	struct tb_weighed alternative[TB_MAX_ALTERNATIVES];	/* likeliest first */
	struct tb_evidence evidence[TB_MAX_EVIDENCE];	/* for and against the cause, strongest
							 * first */
	struct tb_icmp_error icmp[TB_MAX_ICMP];
	struct tb_why unseen[TB_MAX_UNSEEN];	/* what could not be looked at */
};

#ifdef __cplusplus
}
#endif

#endif
