/* SPDX-License-Identifier: BSD-3-Clause */
#include "knowledge/kernel_reason.h"

#include <string.h>

/*
 * Names and places: Linux 6.12 to 6.18, include/net/rstreason.h and those who use it in
 * net/ipv4 and net/mptcp.
 */
static const struct tb_kernel_reason reasons[] = {
	{ "NOT_SPECIFIED", TB_KERNEL_SAYS_NOTHING, TB_KERNEL_BY_ANY,
	  "it gives no reason" },
	{ "NO_SOCKET", TB_KERNEL_NO_SOCKET, TB_KERNEL_BY_PACKET,
	  "it has no socket for the segment" },
	{ "TCP_INVALID_ACK_SEQUENCE", TB_KERNEL_BAD_SYN_ACK, TB_KERNEL_BY_PACKET,
	  "it had sent a SYN, and what came back acknowledges something else" },
	{ "TCP_RFC7323_PAWS", TB_KERNEL_BAD_SYN_ACK, TB_KERNEL_BY_PACKET,
	  "it had sent a SYN, and what came back echoes a timestamp that it had not sent" },
	{ "TCP_TOO_OLD_ACK", TB_KERNEL_BAD_ACK, TB_KERNEL_BY_PACKET,
	  "the ACK that should complete the handshake is far too old" },
	{ "TCP_ACK_UNSENT_DATA", TB_KERNEL_BAD_ACK, TB_KERNEL_BY_PACKET,
	  "the ACK that should complete the handshake is for what was never sent" },
	{ "TCP_FLAGS", TB_KERNEL_LISTENER, TB_KERNEL_BY_PACKET,
	  "a listening socket got an ACK of a connection that it does not know" },
	{ "TCP_OLD_ACK", TB_KERNEL_BAD_ACK, TB_KERNEL_BY_PACKET,
	  "the ACK that should complete the handshake is an old one" },
	{ "TCP_ABORT_ON_DATA", TB_KERNEL_CLOSED, TB_KERNEL_BY_PACKET,
	  "data came for a socket that its process had closed" },
	{ "TCP_TIMEWAIT_SOCKET", TB_KERNEL_CLOSED, TB_KERNEL_BY_PACKET,
	  "data came for a closed socket that waited for the other end's FIN" },
	{ "INVALID_SYN", TB_KERNEL_BAD_SYN, TB_KERNEL_BY_PACKET,
	  "a SYN came amid a handshake, or there was no room to accept the connection" },
	{ "TCP_ABORT_ON_CLOSE", TB_KERNEL_UNREAD, TB_KERNEL_BY_PROCESS,
	  "its process closed the socket while received data lay unread" },
	{ "TCP_ABORT_ON_LINGER", TB_KERNEL_LINGER2, TB_KERNEL_BY_PROCESS,
	  "its process closed the socket, which was set not to wait for the other end's FIN" },
	{ "TCP_ABORT_ON_MEMORY", TB_KERNEL_MEMORY, TB_KERNEL_BY_ANY,
	  "it is short of socket memory, or has too many orphaned sockets" },
	{ "TCP_STATE", TB_KERNEL_DISCONNECT, TB_KERNEL_BY_ANY,
	  "the connection was aborted" },
	{ "TCP_KEEPALIVE_TIMEOUT", TB_KERNEL_KEEPALIVE, TB_KERNEL_BY_TIMER,
	  "its keepalive probes were not answered" },
	{ "TCP_DISCONNECT_WITH_DATA", TB_KERNEL_DISCONNECT, TB_KERNEL_BY_PROCESS,
	  "its process disconnected the socket while data lay unsent" },
	{ "MPTCP_RST_EUNSPEC", TB_KERNEL_MPTCP, TB_KERNEL_BY_ANY,
	  "MPTCP reset the subflow and gives no reason" },
	{ "MPTCP_RST_EMPTCP", TB_KERNEL_MPTCP, TB_KERNEL_BY_ANY,
	  "MPTCP reset the subflow: an error of its own protocol" },
	{ "MPTCP_RST_ERESOURCE", TB_KERNEL_MPTCP, TB_KERNEL_BY_ANY,
	  "MPTCP reset the subflow: short of resources" },
	{ "MPTCP_RST_EPROHIBIT", TB_KERNEL_MPTCP, TB_KERNEL_BY_ANY,
	  "MPTCP reset the subflow: it is not allowed" },
	{ "MPTCP_RST_EWQ2BIG", TB_KERNEL_MPTCP, TB_KERNEL_BY_ANY,
	  "MPTCP reset the subflow: too much data outstanding" },
	{ "MPTCP_RST_EBADPERF", TB_KERNEL_MPTCP, TB_KERNEL_BY_ANY,
	  "MPTCP reset the subflow: it is too slow or loses too much" },
	{ "MPTCP_RST_EMIDDLEBOX", TB_KERNEL_MPTCP, TB_KERNEL_BY_ANY,
	  "MPTCP reset the subflow: something on the way interferes" },
	{ "ERROR", TB_KERNEL_SAYS_NOTHING, TB_KERNEL_BY_ANY,
	  "it does not know why itself" },
};

const char tb_kernel_reason_source[] =
	"include/net/rstreason.h of Linux 6.12 to 6.18, and what sends it in net/ipv4 and net/mptcp.";

size_t tb_kernel_reason_count(void)
{
	return sizeof(reasons) / sizeof(reasons[0]);
}

const struct tb_kernel_reason *tb_kernel_reason_at(size_t i)
{
	return &reasons[i];
}

const struct tb_kernel_reason *tb_kernel_reason_find(const char *name)
{
	for (size_t i = 0; i < sizeof(reasons) / sizeof(reasons[0]); i++)
		if (strcmp(reasons[i].name, name) == 0)
			return &reasons[i];
	return NULL;
}

/* include/net/tcp_states.h */
static const char *const states[] = {
	[1] = "TCP_ESTABLISHED", "TCP_SYN_SENT", "TCP_SYN_RECV", "TCP_FIN_WAIT1", "TCP_FIN_WAIT2",
	"TCP_TIME_WAIT", "TCP_CLOSE", "TCP_CLOSE_WAIT", "TCP_LAST_ACK", "TCP_LISTEN", "TCP_CLOSING",
	"TCP_NEW_SYN_RECV",
};

const char *tb_kernel_state_name(unsigned state)
{
	return state < sizeof(states) / sizeof(states[0]) ? states[state] : NULL;
}
