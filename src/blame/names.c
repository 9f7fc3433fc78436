/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * names.c - the names of a verdict's values, as the schema tcpblame/1 spells them
 *
 * A value outside its enum has the name "unknown", so that a report about a
 * damaged verdict is still a report.
 */
#include <tcpblame/group.h>
#include <tcpblame/ladder.h>

#define COUNT_OF(table) (sizeof(table) / sizeof((table)[0]))
#define IN_STEP(table, count) \
	_Static_assert(COUNT_OF(table) == (count), #table "[] lost step with its enum")
#define PICK(table, value) pick(table, COUNT_OF(table), (unsigned)(value))

static const char *pick(const char *const *table, size_t n, unsigned value)
{
	return value < n ? table[value] : "unknown";
}

static const char *const phases[] = {
	[TB_PHASE_SYN_SENT] = "syn-sent",
	[TB_PHASE_SYN_RECEIVED] = "syn-received",
	[TB_PHASE_ESTABLISHED] = "established",
	[TB_PHASE_DATA_TRANSFER] = "data-transfer",
	[TB_PHASE_HALF_CLOSED] = "half-closed",
	[TB_PHASE_CLOSING] = "closing",
	[TB_PHASE_CLOSED] = "closed",
	[TB_PHASE_NO_CONNECTION] = "no-connection",
};
IN_STEP(phases, TB_PHASE_COUNT);

const char *tb_phase_name(enum tb_phase p)
{
	return PICK(phases, p);
}

static const char *const states[] = {
	[TB_STATE_UNKNOWN] = "UNKNOWN",
	[TB_STATE_CLOSED] = "CLOSED",
	[TB_STATE_LISTEN] = "LISTEN",
	[TB_STATE_SYN_SENT] = "SYN-SENT",
	[TB_STATE_SYN_RECEIVED] = "SYN-RECEIVED",
	[TB_STATE_ESTABLISHED] = "ESTABLISHED",
	[TB_STATE_FIN_WAIT_1] = "FIN-WAIT-1",
	[TB_STATE_FIN_WAIT_2] = "FIN-WAIT-2",
	[TB_STATE_CLOSE_WAIT] = "CLOSE-WAIT",
	[TB_STATE_CLOSING] = "CLOSING",
	[TB_STATE_LAST_ACK] = "LAST-ACK",
	[TB_STATE_TIME_WAIT] = "TIME-WAIT",
};
IN_STEP(states, TB_STATE_COUNT);

const char *tb_state_name(enum tb_state s)
{
	return (unsigned)s < TB_STATE_COUNT ? states[s] : states[TB_STATE_UNKNOWN];
}

static const char *const effects[] = {
	[TB_EFFECT_UNKNOWN] = "unknown",
	[TB_EFFECT_ACCEPTED] = "accepted",
	[TB_EFFECT_CHALLENGED] = "challenged",
	[TB_EFFECT_IGNORED] = "ignored",
	[TB_EFFECT_LATE] = "late",
};
IN_STEP(effects, TB_EFFECT_COUNT);

const char *tb_effect_name(enum tb_effect e)
{
	return PICK(effects, e);
}

static const char *const roles_of_rst[] = {
	[TB_ROLE_DECIDING] = "deciding",
	[TB_ROLE_REPEAT] = "repeat",
	[TB_ROLE_CROSSING] = "crossing",
	[TB_ROLE_REPLY] = "reply",
	[TB_ROLE_EXTRA] = "extra",
	[TB_ROLE_IGNORED] = "ignored",
	[TB_ROLE_DUPLICATE] = "duplicate-capture",
};
IN_STEP(roles_of_rst, TB_ROLE_COUNT);

const char *tb_role_name(enum tb_role r)
{
	return PICK(roles_of_rst, r);
}

static const char *const rung_kinds[] = {
	[TB_RUNG_PLAIN] = "plain",
	[TB_RUNG_RETRANSMISSION] = "retransmission",
	[TB_RUNG_KEEPALIVE] = "keepalive",
	[TB_RUNG_WINDOW_PROBE] = "window-probe",
	[TB_RUNG_DUPLICATE] = "duplicate-capture",
};
IN_STEP(rung_kinds, TB_RUNG_KIND_COUNT);

const char *tb_rung_kind_name(enum tb_rung_kind k)
{
	return PICK(rung_kinds, k);
}

static const char *const rung_parts[] = {
	[TB_RUNG_OTHER] = "other",
	[TB_RUNG_TRIGGER] = "trigger",
	[TB_RUNG_DECIDING] = "deciding",
	[TB_RUNG_RST] = "rst",
};
IN_STEP(rung_parts, TB_RUNG_PART_COUNT);

const char *tb_rung_part_name(enum tb_rung_part p)
{
	return PICK(rung_parts, p);
}

static const char *const origins[] = {
	[TB_ORIGIN_UNKNOWN] = "unknown",
	[TB_ORIGIN_CLIENT] = "client",
	[TB_ORIGIN_SERVER] = "server",
	[TB_ORIGIN_THIRD_PARTY] = "third-party",
};
IN_STEP(origins, TB_ORIGIN_COUNT);

const char *tb_origin_name(enum tb_origin o)
{
	return PICK(origins, o);
}

static const char *const codes[] = {
	[TB_CODE_NONE] = "none",
	[TB_CODE_DIAGNOSTIC] = "diagnostic-payload",
	[TB_CODE_BIGIP] = "big-ip",
	[TB_CODE_LINUX] = "linux",
	[TB_CODE_MPTCP] = "mptcp",
	[TB_CODE_NETSCALER] = "netscaler",
	[TB_CODE_TEXT] = "text",
	[TB_CODE_BYTES] = "bytes",
};
IN_STEP(codes, TB_CODE_COUNT);

const char *tb_code_name(enum tb_code_kind k)
{
	return PICK(codes, k);
}

static const char *const harms[] = {
	[TB_HARM_UNKNOWN] = "unknown",
	[TB_HARM_DISRUPTIVE] = "disruptive",
	[TB_HARM_BENIGN] = "benign",
};
IN_STEP(harms, TB_HARM_COUNT);

const char *tb_harm_name(enum tb_harm h)
{
	return PICK(harms, h);
}

static const char *const roles_known_by[] = {
	[TB_ROLES_UNKNOWN] = "unknown",
	[TB_ROLES_INFERRED] = "inferred",
	[TB_ROLES_HANDSHAKE] = "handshake",
};
IN_STEP(roles_known_by, TB_ROLES_COUNT);

const char *tb_roles_name(enum tb_roles r)
{
	return PICK(roles_known_by, r);
}

static const char *const groups[] = {
	[TB_GROUP_PROCESS_TERMINATED] = "process-terminated",
	[TB_GROUP_SERVICE_RESTART] = "service-restart",
	[TB_GROUP_PORT_SCAN] = "port-scan",
	[TB_GROUP_HEALTH_CHECK] = "health-check",
	[TB_GROUP_IDLE_TIMEOUT] = "idle-timeout",
	[TB_GROUP_STATE_LOSS] = "state-loss",
	[TB_GROUP_ADDRESS_CONFLICT] = "address-conflict",
	[TB_GROUP_NAME_FILTER] = "name-filter",
};
IN_STEP(groups, TB_GROUP_COUNT);

const char *tb_group_name(enum tb_group_kind k)
{
	return PICK(groups, k);
}

static const char *const conditions[] = {
	[TB_CONDITION_NONE] = "none",
	[TB_CONDITION_REFUSED] = "connection-refused",
	[TB_CONDITION_RESET] = "connection-reset",
	[TB_CONDITION_BROKEN_PIPE] = "broken-pipe",
	[TB_CONDITION_TIMED_OUT] = "timed-out",
	[TB_CONDITION_ABORTED] = "connection-aborted",
	[TB_CONDITION_UNREACHABLE] = "unreachable",
	[TB_CONDITION_END_OF_FILE] = "end-of-file",
};
IN_STEP(conditions, TB_CONDITION_COUNT);

const char *tb_condition_name(enum tb_condition c)
{
	return PICK(conditions, c);
}

static const char *const log_ends[] = {
	[TB_LOG_END_UNKNOWN] = "unknown",
	[TB_LOG_END_CLIENT] = "client",
	[TB_LOG_END_SERVER] = "server",
	[TB_LOG_END_BETWEEN] = "between",
};
IN_STEP(log_ends, TB_LOG_END_COUNT);

const char *tb_log_end_name(enum tb_log_end e)
{
	return PICK(log_ends, e);
}

static const char *const calls[] = {
	[TB_CALL_CONNECT] = "connect",
	[TB_CALL_ACCEPT] = "accept",
	[TB_CALL_READ] = "read",
	[TB_CALL_WRITE] = "write",
	[TB_CALL_READ_OR_WRITE] = "read or write",
};
IN_STEP(calls, TB_CALL_COUNT);

const char *tb_call_name(enum tb_call c)
{
	return PICK(calls, c);
}

static const char *const systems[] = {
	[TB_SYSTEM_LINUX] = "linux",
	[TB_SYSTEM_BSD] = "macos",
	[TB_SYSTEM_WINDOWS] = "windows",
};
IN_STEP(systems, TB_SYSTEM_COUNT);

const char *tb_system_name(enum tb_system s)
{
	return PICK(systems, s);
}
