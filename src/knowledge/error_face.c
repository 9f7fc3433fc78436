/* SPDX-License-Identifier: BSD-3-Clause */
/* error_face.c - the other numbers of the same errors, family by family */
#include "knowledge/error_face.h"

#define COUNT_OF(table) (sizeof(table) / sizeof((table)[0]))

const struct tb_error_family tb_family_win32 = { "Win32", false };
const struct tb_error_family tb_family_wininet = { "WinINet, WinHTTP", false };
const struct tb_error_family tb_family_ntstatus = { "NTSTATUS", true };
static const struct tb_error_family curl = { "curl exit status", false };
static const struct tb_error_family chrome = { "Chrome, Edge", false };
static const struct tb_error_family apple = { "NSURLError", false };
static const struct tb_error_family nspr = { "Firefox, NSPR", false };
static const struct tb_error_family gecko = { "Firefox", true };
static const struct tb_error_family libuv = { "libuv, Node.js on Windows", false };
static const struct tb_error_family mysql = { "MySQL client", false };
static const struct tb_error_family rdp = { "Remote Desktop", true };
static const struct tb_error_family http = { "HTTP status", false };

/* Rows are short this way. */
enum {
	R = 1 << TB_CONDITION_RESET,
	W = 1 << TB_CONDITION_BROKEN_PIPE | R,
	F = 1 << TB_CONDITION_END_OF_FILE,
	T = 1 << TB_CONDITION_TIMED_OUT,
	C = 1 << TB_CONDITION_REFUSED,
	A = 1 << TB_CONDITION_ABORTED,
	U = 1 << TB_CONDITION_UNREACHABLE
};

#define M_RESET "A RST arrived on an established connection."
#define M_REFUSED "The connect was answered by a RST, or by ICMP port unreachable."
#define M_TIMEOUT "What was sent went unanswered. No RST arrived."
#define M_ABORTED "This host's own system or software gave the connection up."
#define M_UNREACHABLE "ICMP or the host's own table of routes: no way there. No RST."
#define M_FIN "The other end closed with a FIN. Not a RST."
#define M_EITHER "The other end ended the connection, by FIN or by RST: the number is the same."
#define M_UNMADE "The connect failed: refused, or not answered at all."
#define M_OTHER "It has to do with no reset."

static const struct tb_error_face faces[] = {
	{ &tb_family_win32, 51, "ERROR_REM_NOT_LIST", 0,
	  "Windows networking found no path. " M_OTHER },
	{ &tb_family_win32, 53, "ERROR_BAD_NETPATH", U | T,
	  "The name or the host of a network path was not found. No RST." },
	{ &tb_family_win32, 54, "ERROR_NETWORK_BUSY", 0,
	  "The network is busy. " M_OTHER },
	{ &tb_family_win32, 59, "ERROR_UNEXP_NET_ERR", F | R,
	  "A connection to a file server broke off, by FIN or by RST." },
	{ &tb_family_win32, 64, "ERROR_NETNAME_DELETED", R | A,
	  "How overlapped I/O tells of a RST in place of 10054. The program's own closesocket() "
	  "ends pending reads with it as well, so it does not name the side." },
	{ &tb_family_win32, 109, "ERROR_BROKEN_PIPE", W | F,
	  "The other end of a pipe is gone. Of sockets it is rarely said: they have 10053 and "
	  "10054." },
	{ &tb_family_win32, 121, "ERROR_SEM_TIMEOUT", T,
	  "The semaphore timeout period has expired: a connect or the repetition of data went "
	  "unanswered. No RST arrived." },
	{ &tb_family_win32, 995, "ERROR_OPERATION_ABORTED", 0,
	  "The program cancelled its own call or closed its own socket. No packet was needed "
	  "for it." },
	{ &tb_family_win32, 1225, "ERROR_CONNECTION_REFUSED", C, M_REFUSED },
	{ &tb_family_win32, 1226, "ERROR_GRACEFUL_DISCONNECT", F, M_FIN },
	{ &tb_family_win32, 1231, "ERROR_NETWORK_UNREACHABLE", U, M_UNREACHABLE },
	{ &tb_family_win32, 1232, "ERROR_HOST_UNREACHABLE", U, M_UNREACHABLE },
	{ &tb_family_win32, 1234, "ERROR_PORT_UNREACHABLE", C,
	  "ICMP port unreachable: nothing listens there. No RST." },
	{ &tb_family_win32, 1236, "ERROR_CONNECTION_ABORTED", A, M_ABORTED },

	{ &tb_family_wininet, 12002, "ERROR_INTERNET_TIMEOUT", T, M_TIMEOUT },
	{ &tb_family_wininet, 12029, "ERROR_INTERNET_CANNOT_CONNECT", C | T, M_UNMADE },
	{ &tb_family_wininet, 12030, "ERROR_INTERNET_CONNECTION_ABORTED", F | R, M_EITHER },
	{ &tb_family_wininet, 12031, "ERROR_INTERNET_CONNECTION_RESET", R, M_RESET },
	{ &tb_family_wininet, 12152, "ERROR_HTTP_INVALID_SERVER_RESPONSE", F,
	  "The answer could not be read as HTTP, or ended before it began. Not a RST." },

	{ &tb_family_ntstatus, 0xC000020D, "STATUS_CONNECTION_RESET", R, M_RESET },
	{ &tb_family_ntstatus, 0xC0000236, "STATUS_CONNECTION_REFUSED", C, M_REFUSED },
	{ &tb_family_ntstatus, 0xC0000241, "STATUS_CONNECTION_ABORTED", A, M_ABORTED },
	{ &tb_family_ntstatus, 0xC000020C, "STATUS_CONNECTION_DISCONNECTED", F | R, M_EITHER },
	{ &tb_family_ntstatus, 0xC0000237, "STATUS_GRACEFUL_DISCONNECT", F, M_FIN },
	{ &tb_family_ntstatus, 0xC00000B5, "STATUS_IO_TIMEOUT", T, M_TIMEOUT },
	{ &tb_family_ntstatus, 0xC000013B, "STATUS_LOCAL_DISCONNECT", A,
	  "This host's own end closed; overlapped I/O then says 64." },
	{ &tb_family_ntstatus, 0xC000013C, "STATUS_REMOTE_DISCONNECT", F | R, M_EITHER },
	{ &tb_family_ntstatus, 0xC000023C, "STATUS_NETWORK_UNREACHABLE", U, M_UNREACHABLE },
	{ &tb_family_ntstatus, 0xC000023D, "STATUS_HOST_UNREACHABLE", U, M_UNREACHABLE },

	{ &curl, 7, "CURLE_COULDNT_CONNECT", C | U,
	  "The connect failed: a RST or ICMP answered it." },
	{ &curl, 18, "CURLE_PARTIAL_FILE", F,
	  "A FIN came before the answer's body was complete. Not a RST." },
	{ &curl, 28, "CURLE_OPERATION_TIMEDOUT", T,
	  "curl's own timer ran out. No RST arrived." },
	{ &curl, 35, "CURLE_SSL_CONNECT_ERROR", F | R,
	  "The TLS handshake failed, by RST, FIN or alert; the text beside it tells." },
	{ &curl, 52, "CURLE_GOT_NOTHING", F,
	  "A FIN before the first byte of the answer. Not a RST." },
	{ &curl, 55, "CURLE_SEND_ERROR", W,
	  "A write into a connection that a RST had ended before." },
	{ &curl, 56, "CURLE_RECV_ERROR", R | F,
	  "A RST while curl was reading; in TLS a FIN without close_notify too. The text beside "
	  "it tells." },
	{ &curl, 92, "CURLE_HTTP2_STREAM", 0,
	  "One stream of HTTP/2 was reset by a frame. Not a TCP RST." },

	{ &chrome, -7, "ERR_TIMED_OUT", T, M_TIMEOUT },
	{ &chrome, -15, "ERR_SOCKET_NOT_CONNECTED", 0,
	  "The browser used a socket that was not connected: an error of its own." },
	{ &chrome, -100, "ERR_CONNECTION_CLOSED", F, M_FIN },
	{ &chrome, -101, "ERR_CONNECTION_RESET", R, M_RESET },
	{ &chrome, -102, "ERR_CONNECTION_REFUSED", C, M_REFUSED },
	{ &chrome, -103, "ERR_CONNECTION_ABORTED", A,
	  "This host gave the connection up, as a rule since data was never acknowledged. No RST "
	  "arrived." },
	{ &chrome, -104, "ERR_CONNECTION_FAILED", C | T | U, M_UNMADE },
	{ &chrome, -105, "ERR_NAME_NOT_RESOLVED", 0, "DNS has no address for the name. " M_OTHER },
	{ &chrome, -109, "ERR_ADDRESS_UNREACHABLE", U, M_UNREACHABLE },
	{ &chrome, -110, "ERR_SSL_CLIENT_AUTH_CERT_NEEDED", 0,
	  "The server wants a certificate of the client. " M_OTHER },
	{ &chrome, -111, "ERR_TUNNEL_CONNECTION_FAILED", 0,
	  "A proxy would not open the tunnel. " M_OTHER },
	{ &chrome, -113, "ERR_SSL_VERSION_OR_CIPHER_MISMATCH", 0,
	  "The ends have no version or cipher of TLS in common. " M_OTHER },
	{ &chrome, -118, "ERR_CONNECTION_TIMED_OUT", T, M_TIMEOUT },
	{ &chrome, -324, "ERR_EMPTY_RESPONSE", F,
	  "A FIN before the first byte of the answer. Not a RST." },
	{ &chrome, -337, "ERR_HTTP2_PROTOCOL_ERROR", 0,
	  "HTTP/2 went wrong inside the connection. Not a TCP RST." },

	{ &apple, -1001, "NSURLErrorTimedOut", T, M_TIMEOUT },
	{ &apple, -1004, "NSURLErrorCannotConnectToHost", C | U,
	  "The connect failed: a RST or ICMP answered it." },
	{ &apple, -1005, "NSURLErrorNetworkConnectionLost", F | R,
	  M_EITHER " A kCFStreamErrorCodeKey of 54 inside tells of a RST." },

	{ &nspr, -5961, "PR_CONNECT_RESET_ERROR", R, M_RESET },
	{ &nspr, -5981, "PR_CONNECT_REFUSED_ERROR", C, M_REFUSED },
	{ &nspr, -5938, "PR_END_OF_FILE_ERROR", F,
	  "A FIN in the middle of the TLS handshake. Not a RST." },
	{ &gecko, 0x804B0014, "NS_ERROR_NET_RESET", R, M_RESET },
	{ &gecko, 0x804B000D, "NS_ERROR_CONNECTION_REFUSED", C, M_REFUSED },
	{ &gecko, 0x804B000E, "NS_ERROR_NET_TIMEOUT", T, M_TIMEOUT },
	{ &gecko, 0x804B0047, "NS_ERROR_NET_INTERRUPT", R,
	  "A RST arrived while the page was being loaded." },

	{ &libuv, -4077, "ECONNRESET", R, M_RESET },
	{ &libuv, -4078, "ECONNREFUSED", C, M_REFUSED },
	{ &libuv, -4079, "ECONNABORTED", A, M_ABORTED },
	{ &libuv, -4039, "ETIMEDOUT", T, M_TIMEOUT },
	{ &libuv, -4047, "EPIPE", W, "A write into a connection that was gone already." },

	{ &mysql, 2002, "CR_CONNECTION_ERROR", C | T | U,
	  "The connect failed, over TCP or over a socket file." },
	{ &mysql, 2003, "CR_CONN_HOST_ERROR", C | T | U,
	  "The connect failed; the system error beside it tells how." },
	{ &mysql, 2006, "CR_SERVER_GONE_ERROR", W,
	  "The query was written into a connection that had ended before." },
	{ &mysql, 2013, "CR_SERVER_LOST", F | R, M_EITHER },

	{ &rdp, 0x904, "Remote Desktop disconnected", F | R,
	  "The session broke off, by FIN or by RST, mostly over a bad path." },
	{ &rdp, 0x516, "Remote Desktop could not connect", C | T, M_UNMADE },

	/* of RFC 9110, nginx, AWS load balancers and Cloudflare: a proxy's word on its other side */
	{ &http, 408, "Request Timeout", 0,
	  "The server waited for the rest of a request in vain and closes. No RST arrived." },
	{ &http, 444, "No Response", A,
	  "A rule of nginx closed the connection without an answer; the client meets a FIN, or a "
	  "RST if it had sent more." },
	{ &http, 460, "Client Closed Connection", F | R,
	  "The client ended its connection to the AWS load balancer before the answer: by FIN or "
	  "by RST, often since its own timer is the shorter one." },
	{ &http, 499, "Client Closed Request", F | R,
	  "The client ended its connection to nginx before the answer: by FIN or by RST, the "
	  "number is the same. Look at the client's timer and at how long the answer took." },
	{ &http, 502, "Bad Gateway", F | R | C,
	  "The proxy lost or never got its connection to the server behind it: by RST, by FIN, or "
	  "the connect was refused. The packets that matter are between these two." },
	{ &http, 503, "Service Unavailable", C | T,
	  "The proxy had no server to ask: all are marked as down or busy, or a connect failed." },
	{ &http, 504, "Gateway Timeout", T,
	  "The proxy's own timer ran out while the server behind it was silent. No RST arrived; "
	  "the proxy may then send one to that server." },
	{ &http, 520, "Web Server Returned an Unknown Error", F | R,
	  "The origin reset or closed Cloudflare's connection, or answered what is no HTTP." },
	{ &http, 521, "Web Server Is Down", C, "The origin refused Cloudflare's connect." },
	{ &http, 522, "Connection Timed Out", T,
	  "Cloudflare's SYN or its request stayed unacknowledged. No RST arrived." },
	{ &http, 523, "Origin Is Unreachable", U, "Cloudflare found no way to the origin." },
	{ &http, 524, "A Timeout Occurred", T,
	  "The origin took the request and did not answer in time. No RST arrived." },
};

size_t tb_error_face_count(void)
{
	return COUNT_OF(faces);
}

const struct tb_error_face *tb_error_face_at(size_t i)
{
	return &faces[i];
}
