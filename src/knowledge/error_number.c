/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * error_number.c - the errors of sockets, by name and number
 *
 * POSIX gives them names and each system its own numbers, so that 104 is a reset on most
 * Linux machines and an unrecoverable mutex on macOS.  Windows has them once more, with
 * 10000 and the number of old BSD.  The numbers are those of the systems' own headers: Linux
 * 6.1 for each of its architectures, XNU, FreeBSD, illumos; of AIX those that Go uses.
 */
#include "knowledge/error_number.h"

#define COUNT_OF(table) (sizeof(table) / sizeof((table)[0]))

static const char *const platforms[] = {
	[TB_PLATFORM_LINUX] = "Linux",
	[TB_PLATFORM_LINUX_MIPS] = "Linux/MIPS",
	[TB_PLATFORM_LINUX_SPARC] = "Linux/SPARC",
	[TB_PLATFORM_LINUX_ALPHA] = "Linux/Alpha",
	[TB_PLATFORM_LINUX_PARISC] = "Linux/PA-RISC",
	[TB_PLATFORM_MACOS] = "macOS",
	[TB_PLATFORM_FREEBSD] = "FreeBSD",
	[TB_PLATFORM_SOLARIS] = "Solaris",
	[TB_PLATFORM_AIX] = "AIX",
	[TB_PLATFORM_WINDOWS] = "Windows",
};
_Static_assert(COUNT_OF(platforms) == TB_PLATFORM_COUNT, "platforms[] lost step with its enum");

const char *tb_platform_name(enum tb_platform p)
{
	return (unsigned)p < TB_PLATFORM_COUNT ? platforms[p] : "unknown";
}

#define LOCAL "A local error: the call failed within its own host, and no packet was sent for it."

/* Numbers in the order of enum tb_platform.  The first of a condition is the usual one. */
static const struct tb_error_number errors[] = {
	{ "ECONNRESET", "WSAECONNRESET", "Connection reset by peer",
	  "An existing connection was forcibly closed by the remote host.",
	  { 104, 131, 54, 54, 232, 54, 54, 131, 73, 10054 }, TB_CONDITION_RESET,
	  "A RST arrived on an established connection. Who made it and why, the number does "
	  "not say." },
	{ "ECONNREFUSED", "WSAECONNREFUSED", "Connection refused",
	  "No connection could be made because the target machine actively refused it.",
	  { 111, 146, 61, 61, 239, 61, 61, 146, 79, 10061 }, TB_CONDITION_REFUSED,
	  "A RST, or ICMP port unreachable, answered the SYN of a connect." },
	{ "ECONNABORTED", "WSAECONNABORTED", "Software caused connection abort",
	  "An established connection was aborted by the software in your host machine.",
	  { 103, 130, 53, 53, 231, 53, 53, 130, 72, 10053 }, TB_CONDITION_ABORTED,
	  "This host's own system or software gave the connection up. By its definition no RST "
	  "of the peer." },
	{ "ETIMEDOUT", "WSAETIMEDOUT", "Connection timed out",
	  "A connection attempt failed because the connected party did not properly respond "
	  "after a period of time, or established connection failed because connected host has "
	  "failed to respond.",
	  { 110, 145, 60, 60, 238, 60, 60, 145, 78, 10060 }, TB_CONDITION_TIMED_OUT,
	  "What was sent went unanswered for as long as the system tries. No RST arrived." },
	{ "ENETRESET", "WSAENETRESET", "Network dropped connection on reset",
	  "The connection has been broken due to keep-alive activity detecting a failure while "
	  "the operation was in progress.",
	  { 102, 129, 52, 52, 230, 52, 52, 129, 71, 10052 }, TB_CONDITION_TIMED_OUT,
	  "Keepalive probes stayed unanswered, or an interface went away. In spite of its name "
	  "no RST of the peer." },
	{ "EPIPE", NULL, "Broken pipe", NULL,
	  { 32, 32, 32, 32, 32, 32, 32, 32, 32, 0 }, TB_CONDITION_BROKEN_PIPE,
	  "A write into a connection that was gone already. It is second-hand news: the RST, or "
	  "the FIN and then the RST, came earlier." },
	{ "ESHUTDOWN", "WSAESHUTDOWN", "Cannot send after transport endpoint shutdown",
	  "A request to send or receive data was disallowed because the socket had already been "
	  "shut down in that direction with a previous shutdown call.",
	  { 108, 143, 58, 58, 236, 58, 58, 143, 77, 10058 }, TB_CONDITION_NONE,
	  "The program wrote after its own shutdown(). " LOCAL },
	{ "ENOTCONN", "WSAENOTCONN", "Transport endpoint is not connected",
	  "A request to send or receive data was disallowed because the socket is not connected "
	  "and (when sending on a datagram socket using a sendto call) no address was supplied.",
	  { 107, 134, 57, 57, 235, 57, 57, 134, 76, 10057 }, TB_CONDITION_NONE,
	  "The socket is not connected, not yet or no more. " LOCAL " Where getpeername() or "
	  "shutdown() says it after a while of work, the connection had ended before, as a rule "
	  "by a RST." },
	{ "EHOSTUNREACH", "WSAEHOSTUNREACH", "No route to host",
	  "A socket operation was attempted to an unreachable host.",
	  { 113, 148, 65, 65, 242, 65, 65, 148, 81, 10065 }, TB_CONDITION_UNREACHABLE,
	  "ICMP said that the host cannot be reached or must not be, or ARP found nobody." },
	{ "EHOSTDOWN", "WSAEHOSTDOWN", "Host is down",
	  "A socket operation failed because the destination host was down.",
	  { 112, 147, 64, 64, 241, 64, 64, 147, 80, 10064 }, TB_CONDITION_UNREACHABLE,
	  "A neighbour on the same link did not answer ARP or neighbour discovery." },
	{ "ENETUNREACH", "WSAENETUNREACH", "Network is unreachable",
	  "A socket operation was attempted to an unreachable network.",
	  { 101, 128, 51, 51, 229, 51, 51, 128, 70, 10051 }, TB_CONDITION_UNREACHABLE,
	  "This host has no route to there, or ICMP said so. Mostly no packet was sent at all." },
	{ "ENETDOWN", "WSAENETDOWN", "Network is down",
	  "A socket operation encountered a dead network.",
	  { 100, 127, 50, 50, 228, 50, 50, 127, 69, 10050 }, TB_CONDITION_NONE,
	  "The interface of this host is down. " LOCAL },
	{ "EADDRINUSE", "WSAEADDRINUSE", "Address already in use",
	  "Only one usage of each socket address (protocol/network address/port) is normally "
	  "permitted.",
	  { 98, 125, 48, 48, 226, 48, 48, 125, 67, 10048 }, TB_CONDITION_NONE,
	  "Another socket has the address and port, or a connection in TIME-WAIT holds it. "
	  LOCAL },
	{ "EADDRNOTAVAIL", "WSAEADDRNOTAVAIL", "Cannot assign requested address",
	  "The requested address is not valid in its context.",
	  { 99, 126, 49, 49, 227, 49, 49, 126, 68, 10049 }, TB_CONDITION_NONE,
	  "The address is none of this host's, or every local port towards that address is in "
	  "use. " LOCAL },
	{ "EISCONN", "WSAEISCONN", "Transport endpoint is already connected",
	  "A connect request was made on an already connected socket.",
	  { 106, 133, 56, 56, 234, 56, 56, 133, 75, 10056 }, TB_CONDITION_NONE,
	  "connect() on a socket that is connected. " LOCAL },
	{ "ENOBUFS", "WSAENOBUFS", "No buffer space available",
	  "An operation on a socket could not be performed because the system lacked sufficient "
	  "buffer space or because a queue was full.",
	  { 105, 132, 55, 55, 233, 55, 55, 132, 74, 10055 }, TB_CONDITION_NONE,
	  "This host is short of buffers or of local ports. " LOCAL },
	{ "EMSGSIZE", "WSAEMSGSIZE", "Message too long",
	  "A message sent on a datagram socket was larger than the internal message buffer or "
	  "some other network limit, or the buffer used to receive a datagram into was smaller "
	  "than the datagram itself.",
	  { 90, 97, 40, 40, 218, 40, 40, 97, 59, 10040 }, TB_CONDITION_NONE,
	  "A datagram was too long. TCP has no use for it. " LOCAL },
	{ "ENOTSOCK", "WSAENOTSOCK", "Socket operation on non-socket",
	  "An operation was attempted on something that is not a socket.",
	  { 88, 95, 38, 38, 216, 38, 38, 95, 57, 10038 }, TB_CONDITION_NONE,
	  "The descriptor is no socket, or no longer one: often closed by another thread. "
	  LOCAL },
	{ "EDESTADDRREQ", "WSAEDESTADDRREQ", "Destination address required",
	  "A required address was omitted from an operation on a socket.",
	  { 89, 96, 39, 39, 217, 39, 39, 96, 58, 10039 }, TB_CONDITION_NONE,
	  "An address was left out. " LOCAL },
	{ "EWOULDBLOCK", "WSAEWOULDBLOCK", "Resource temporarily unavailable",
	  "A non-blocking socket operation could not be completed immediately.",
	  { 11, 11, 11, 35, 11, 35, 35, 11, 11, 10035 }, TB_CONDITION_NONE,
	  "No failure: a non-blocking call would have to wait. " LOCAL },
	{ "EAGAIN", NULL, "Resource temporarily unavailable", NULL,
	  { 11, 11, 11, 35, 11, 35, 35, 11, 11, 0 }, TB_CONDITION_NONE,
	  "The other name of EWOULDBLOCK. No failure: a non-blocking call would have to wait, or "
	  "SO_RCVTIMEO ran out. " LOCAL },
	{ "EINPROGRESS", "WSAEINPROGRESS", "Operation now in progress",
	  "A blocking operation is currently executing.",
	  { 115, 150, 36, 36, 245, 36, 36, 150, 55, 10036 }, TB_CONDITION_NONE,
	  "No failure: a non-blocking connect has begun, and its outcome comes later. A SYN was "
	  "sent; the number itself is between a program and its own kernel." },
	{ "EALREADY", "WSAEALREADY", "Operation already in progress",
	  "An operation was attempted on a non-blocking socket that already had an operation in "
	  "progress.",
	  { 114, 149, 37, 37, 244, 37, 37, 149, 56, 10037 }, TB_CONDITION_NONE,
	  "The connect that was begun before is not decided yet. " LOCAL },
	{ "EPROTO", NULL, "Protocol error", NULL,
	  { 71, 71, 86, 85, 61, 100, 92, 71, 121, 0 }, TB_CONDITION_NONE,
	  "A protocol error: of accept() where a RST had removed the connection on Solaris and "
	  "old systems, of sockets of other protocols, of drivers." },
	{ "EINTR", "WSAEINTR", "Interrupted system call",
	  "A blocking operation was interrupted by a call to WSACancelBlockingCall.",
	  { 4, 4, 4, 4, 4, 4, 4, 4, 4, 10004 }, TB_CONDITION_NONE,
	  "A signal or another thread interrupted the call. " LOCAL },
	{ "EBADF", "WSAEBADF", "Bad file descriptor",
	  "The file handle supplied is not valid.",
	  { 9, 9, 9, 9, 9, 9, 9, 9, 9, 10009 }, TB_CONDITION_NONE,
	  "The descriptor is not open, or was closed by another thread. " LOCAL },
	{ "EACCES", "WSAEACCES", "Permission denied",
	  "An attempt was made to access a socket in a way forbidden by its access permissions.",
	  { 13, 13, 13, 13, 13, 13, 13, 13, 13, 10013 }, TB_CONDITION_NONE,
	  "The host's own rights or its own firewall forbid the call. " LOCAL },
	{ "EFAULT", "WSAEFAULT", "Bad address",
	  "The system detected an invalid pointer address in attempting to use a pointer "
	  "argument in a call.",
	  { 14, 14, 14, 14, 14, 14, 14, 14, 14, 10014 }, TB_CONDITION_NONE,
	  "A pointer was wrong. " LOCAL },
	{ "EINVAL", "WSAEINVAL", "Invalid argument",
	  "An invalid argument was supplied.",
	  { 22, 22, 22, 22, 22, 22, 22, 22, 22, 10022 }, TB_CONDITION_NONE,
	  "An argument was wrong. " LOCAL },
	{ "EMFILE", "WSAEMFILE", "Too many open files",
	  "Too many open sockets.",
	  { 24, 24, 24, 24, 24, 24, 24, 24, 24, 10024 }, TB_CONDITION_NONE,
	  "The program has as many descriptors open as it may. " LOCAL " A server that cannot "
	  "accept any more looks overloaded from outside." },
	{ "EOPNOTSUPP", "WSAEOPNOTSUPP", "Operation not supported",
	  "The attempted operation is not supported for the type of object referenced.",
	  { 95, 122, 45, 45, 223, 102, 45, 122, 64, 10045 }, TB_CONDITION_NONE,
	  "This kind of socket cannot do that. " LOCAL },
	{ "EAFNOSUPPORT", "WSAEAFNOSUPPORT", "Address family not supported by protocol",
	  "An address incompatible with the requested protocol was used.",
	  { 97, 124, 47, 47, 225, 47, 47, 124, 66, 10047 }, TB_CONDITION_NONE,
	  "The address is of a family that the socket or the host does not have, such as IPv6. "
	  LOCAL },
	{ NULL, "WSAEPROCLIM", NULL,
	  "A Windows Sockets implementation may have a limit on the number of applications that "
	  "may use it simultaneously.",
	  { [TB_PLATFORM_WINDOWS] = 10067 }, TB_CONDITION_NONE,
	  "Too many programs use Winsock at once. " LOCAL },
	{ NULL, "WSASYSNOTREADY", NULL,
	  "WSAStartup cannot function at this time because the underlying system it uses to "
	  "provide network services is currently unavailable.",
	  { [TB_PLATFORM_WINDOWS] = 10091 }, TB_CONDITION_NONE,
	  "Networking of this host is not ready. " LOCAL },
	{ NULL, "WSANOTINITIALISED", NULL,
	  "Either the application has not called WSAStartup, or WSAStartup failed.",
	  { [TB_PLATFORM_WINDOWS] = 10093 }, TB_CONDITION_NONE,
	  "The program did not start Winsock. " LOCAL },
	{ NULL, "WSAEDISCON", NULL,
	  "Returned by WSARecv or WSARecvFrom to indicate the remote party has initiated a "
	  "graceful shutdown sequence.",
	  { [TB_PLATFORM_WINDOWS] = 10101 }, TB_CONDITION_END_OF_FILE,
	  "The peer closed in order, by FIN. Not a RST." },
	{ "HOST_NOT_FOUND", "WSAHOST_NOT_FOUND", "Unknown host", "No such host is known.",
	  { [TB_PLATFORM_WINDOWS] = 11001 }, TB_CONDITION_NONE,
	  "The name has no address: DNS answered so. No TCP connection was tried." },
	{ "TRY_AGAIN", "WSATRY_AGAIN", "Host name lookup failure",
	  "This is usually a temporary error during hostname resolution and means that the local "
	  "server did not receive a response from an authoritative server.",
	  { [TB_PLATFORM_WINDOWS] = 11002 }, TB_CONDITION_NONE,
	  "DNS gave no answer for now. No TCP connection was tried." },
};

size_t tb_error_number_count(void)
{
	return COUNT_OF(errors);
}

const struct tb_error_number *tb_error_number_at(size_t i)
{
	return &errors[i];
}

const struct tb_error_number *tb_error_number_of(enum tb_condition c)
{
	if (c == TB_CONDITION_NONE || c == TB_CONDITION_END_OF_FILE)
		return NULL;
	for (size_t i = 0; i < COUNT_OF(errors); i++)
		if (errors[i].condition == c)
			return &errors[i];
	return NULL;
}

const char *tb_error_number_name(enum tb_platform p, unsigned number)
{
	if (number == 0)
		return NULL;
	for (size_t i = 0; i < COUNT_OF(errors); i++)
		if (errors[i].number[p] == number)
			return p == TB_PLATFORM_WINDOWS ? errors[i].windows_name
							: errors[i].name;
	for (size_t i = 0; i < tb_namesake_count(); i++)
		if (tb_namesake_at(i)->number[p] == number)
			return tb_namesake_at(i)->name;
	return NULL;
}
