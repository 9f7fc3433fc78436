/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * log_lines.h - lines as programs and devices write them, and what each has to be taken for
 */
#ifndef TB_TESTS_UNIT_LOG_LINES_H
#define TB_TESTS_UNIT_LOG_LINES_H

#include "knowledge/log_message.h"

enum {
	R = 1 << TB_CONDITION_RESET,
	W = 1 << TB_CONDITION_BROKEN_PIPE | R,
	F = 1 << TB_CONDITION_END_OF_FILE,
	T = 1 << TB_CONDITION_TIMED_OUT,
	C = 1 << TB_CONDITION_REFUSED,
	A = 1 << TB_CONDITION_ABORTED,
	U = 1 << TB_CONDITION_UNREACHABLE
};

static const struct {
	unsigned conditions;
	const char *product, *line;
} log_lines[] = {
	/* the words of systems */
	{ R, "strerror()", "app: read failed: Connection reset by peer" },
	{ R, "strerror()", "rsync error: connection reset by 10.0.0.9" },
	{ T, "strerror() of musl", "write: Connection reset by network" },
	{ W, "strerror()", "cat: write error: Broken pipe" },
	{ C, "strerror()", "bash: connect: Connection refused" },
	{ T, "strerror()", "ssh: connect to host h port 22: Connection timed out" },
	{ T, "strerror() of BSD, macOS and musl",
	  "nc: connect to h port 80 (tcp) failed: Operation timed out" },
	{ U, "strerror()", "telnet: Unable to connect to remote host: No route to host" },
	{ U, "strerror() of musl",
	  "wget: can't connect to remote host (10.0.0.9): Host is unreachable" },
	{ U, "strerror()", "connect: Network is unreachable" },
	{ A, "strerror()", "read failed: Software caused connection abort" },
	{ T, "strerror()", "recv: Network dropped connection on reset" },
	{ R, "Windows",
	  "WSARecv failed: An existing connection was forcibly closed by the remote host." },
	{ A, "Windows",
	  "10053: An established connection was aborted by the software in your host machine." },
	{ C, "Windows",
	  "No connection could be made because the target machine actively refused it." },
	{ T, "Windows",
	  "A connection attempt failed because the connected party did not properly respond "
	  "after a period of time, or established connection failed because connected host has "
	  "failed to respond." },
	{ T, "Windows",
	  "The connection has been broken due to keep-alive activity detecting a failure while "
	  "the operation was in progress." },
	{ U, "Windows", "A socket operation was attempted to an unreachable host." },
	{ U, "Windows", "A socket operation was attempted to an unreachable network." },
	{ R | A, "Windows", "The specified network name is no longer available." },
	{ T, "Windows", "ReadFile: The semaphore timeout period has expired." },
	{ C, "Windows", "The remote computer refused the network connection." },
	{ A, "Windows", "The network connection was aborted by the local system." },
	{ F, "Windows", "The network connection was gracefully closed." },
	{ R, "Windows", "Update failed with 0x80072746" },
	{ A, "Windows", "Update failed with 0x80072745" },
	{ T, "Windows", "Update failed with 0x8007274C" },
	{ C, "Windows", "Update failed with 0x8007274D" },
	{ R, "errno", "got ECONNRESET from peer" },
	{ C, "errno", "got WSAECONNREFUSED from peer" },
	{ A, "errno", "got ECONNABORTED from accept" },
	{ T, "errno", "got ETIMEDOUT from peer" },
	{ W, "errno", "got EPIPE from peer" },
	{ U, "errno", "got EHOSTUNREACH from peer" },
	{ U, "errno", "got ENETUNREACH from peer" },
	{ T, "errno", "got ENETRESET from peer" },
	{ T, "Linux kernel",
	  "[12345.678901] nf_conntrack: nf_conntrack: table full, dropping packet" },
	{ T, "Linux kernel",
	  "TCP: request_sock_TCP: Possible SYN flooding on port 80. Sending cookies.  Check "
	  "SNMP counters." },
	{ A, "Linux kernel", "TCP: out of memory -- consider tuning tcp_mem" },
	{ A, "Linux kernel", "TCP: too many orphaned sockets" },

	/* Python */
	{ R, "Python", "ConnectionResetError: Connection lost" },
	{ R, "Python on Linux", "OSError: [Errno 104] Connection reset by peer" },
	{ R, "Python on Linux", "ConnectionResetError: [Errno 104] Connection reset by peer" },
	{ R, "Python on macOS", "ConnectionResetError: [Errno 54] Connection reset by peer" },
	{ R, "Python on Windows",
	  "ConnectionResetError: [WinError 10054] An existing connection was forcibly closed "
	  "by the remote host" },
	{ W, "Python", "BrokenPipeError(32, 'Broken pipe')" },
	{ W, "Python", "BrokenPipeError: [Errno 32] Broken pipe" },
	{ W | A, "Python", "ConnectionAbortedError()" },
	{ W | A, "Python on Windows",
	  "ConnectionAbortedError: [WinError 10053] An established connection was aborted by "
	  "the software in your host machine" },
	{ C, "Python", "ConnectionRefusedError: [Errno 111] Connection refused" },
	{ C, "Python on Linux", "ConnectionRefusedError(111, 'Connection refused')" },
	{ C, "Python asyncio", "OSError: [Errno 111] Connect call failed ('127.0.0.1', 8080)" },
	{ F, "Python http.client", "http.client.RemoteDisconnected: closed" },
	{ F, "Python http.client",
	  "RemoteDisconnected('Remote end closed connection without response')" },
	{ R | F, "Python requests", "ProtocolError('Connection aborted.', OSError(0, 'x'))" },
	{ R, "Python requests",
	  "requests.exceptions.ConnectionError: ('Connection aborted.', "
	  "ConnectionResetError(104, 'Connection reset by peer'))" },
	{ F, "Python requests",
	  "requests.exceptions.ConnectionError: ('Connection aborted.', "
	  "RemoteDisconnected('Remote end closed connection without response'))" },
	{ W, "Python requests",
	  "requests.exceptions.ConnectionError: ('Connection aborted.', BrokenPipeError(32, "
	  "'Broken pipe'))" },
	{ R, "Python urllib3",
	  "urllib3.exceptions.ProtocolError: (\"Connection broken: ConnectionResetError(104, "
	  "'Connection reset by peer')\", ConnectionResetError(104, 'Connection reset by "
	  "peer'))" },
	{ F, "Python urllib3",
	  "urllib3.exceptions.ProtocolError: ('Connection broken: IncompleteRead(10 bytes "
	  "read, 90 more expected)', IncompleteRead(10 bytes read, 90 more expected))" },
	{ C, "Python urllib3",
	  "HTTPConnectionPool(host='h', port=80): Max retries exceeded with url: / (Caused by "
	  "NewConnectionError('<urllib3.connection.HTTPConnection object at 0x7f>: Failed to "
	  "establish a new connection: [Errno 111] Connection refused'))" },
	{ C, "Python urllib3",
	  "NewConnectionError('<x>: failed: [Errno 111] Connection refused')" },
	{ C, "Python urllib3",
	  "Failed to establish a new connection: [Errno 61] Connection refused" },
	{ F, "Python http.client",
	  "http.client.IncompleteRead: IncompleteRead(1000 bytes read, 24 more expected)" },
	{ T, "Python", "TimeoutError: timed out" },
	{ T, "Python requests",
	  "HTTPConnectionPool(host='10.0.0.9', port=80): Read timed out. (read timeout=5)" },
	{ R, "strerror(), reworded", "rsync: connection to 10.0.0.9 reset by peer" },
	{ R, "JSSE", "javax.net.ssl.SSLHandshakeException: Connection reset" },
	{ R, "OpenSSL on Linux", "OpenSSL SSL_read: SSL_ERROR_SYSCALL, errno 104" },
	{ R, "gunicorn", "[2026-02-03 04:05:06 +0000] [7] [DEBUG] Ignoring connection reset" },
	{ W, "gunicorn", "[2026-02-03 04:05:06 +0000] [7] [DEBUG] Ignoring EPIPE" },
	{ R | F, "Node.js http",
	  "Error: aborted at connResetException (node:internal/errors:717:14) at "
	  "Socket.socketCloseListener (node:_http_client:461:19)" },
	{ R | F, "Python requests",
	  "requests.exceptions.ChunkedEncodingError: Response ended early" },
	{ F, "Python ssl", "ssl.SSLEOFError: closed" },
	{ F, "Python ssl",
	  "ssl.SSLError: [SSL: UNEXPECTED_EOF_WHILE_READING] unexpected eof while reading "
	  "(_ssl.c:1006)" },
	{ F, "Python ssl", "ssl.SSLEOFError: EOF occurred in violation of protocol (_ssl.c:997)" },

	/* Java */
	{ R, "Java", "Caused by: SocketException: Connection reset" },
	{ R, "Java", "java.net.SocketException: Connection reset" },
	{ W, "Java", "java.net.SocketException: Connection reset by peer" },
	{ W, "Java", "java.net.SocketException: Broken pipe" },
	{ W, "Java until 11", "java.net.SocketException: Broken pipe (Write failed)" },
	{ W, "Java until 11", "java.net.SocketException: Connection reset by peer (Write failed)" },
	{ C, "Java", "java.net.ConnectException: Connection refused" },
	{ C, "Java on Windows", "java.net.ConnectException: Connection refused: connect" },
	{ T, "Java", "java.net.ConnectException: Connection timed out" },
	{ T, "Java", "java.net.SocketTimeoutException: Read timed out" },
	{ F, "Java HttpURLConnection",
	  "java.net.SocketException: Unexpected end of file from server" },
	{ R | F, "Java java.net.http",
	  "java.io.IOException: HTTP/1.1 header parser received no bytes" },
	{ F, "Apache HttpClient",
	  "org.apache.http.NoHttpResponseException: 10.0.0.9:8080 failed to respond" },
	{ F, "Apache HttpClient", "caught: The target server failed to respond" },
	{ F, "Java JSSE",
	  "javax.net.ssl.SSLHandshakeException: Remote host terminated the handshake" },
	{ F, "Java JSSE until 8",
	  "javax.net.ssl.SSLHandshakeException: Remote host closed connection during handshake" },
	{ R, "Java NIO on Windows",
	  "java.io.IOException: An existing connection was forcibly closed by the remote host" },
	{ R, "Java NIO", "java.io.IOException: Connection reset by peer" },
	{ W, "Java NIO", "java.io.IOException: Broken pipe" },
	{ R, "Java NIO",
	  "Connection reset by peer at java.base/sun.nio.ch.SocketDispatcher.read0(Native "
	  "Method)" },
	{ R, "Netty", "io.netty.channel.unix.Errors$NativeIoException: Connection reset by peer" },
	{ R, "Netty",
	  "io.netty.channel.unix.Errors$NativeIoException: readAddress(..) failed: Connection "
	  "reset by peer" },
	{ R, "Netty", "recvAddress(..) failed: Connection reset by peer" },
	{ W, "Tomcat",
	  "org.apache.catalina.connector.ClientAbortException: java.io.IOException: Broken "
	  "pipe" },
	{ W, "Jetty", "org.eclipse.jetty.io.EofException" },
	{ W, "Jetty", "EofException: Closed" },

	/* Go */
	{ R, "Go net", "read tcp 10.0.0.1:51234->10.0.0.9:443: read: connection reset by peer" },
	{ W, "Go net", "write tcp 10.0.0.1:51234->10.0.0.9:443: write: broken pipe" },
	{ R, "Go net", "write tcp 10.0.0.1:51234->10.0.0.9:443: write: connection reset by peer" },
	{ R, "Go net on Windows",
	  "read tcp 10.0.0.1:1->10.0.0.9:2: wsarecv: An existing connection was forcibly "
	  "closed by the remote host." },
	{ W, "Go net on Windows",
	  "write tcp 10.0.0.1:1->10.0.0.9:2: wsasend: An existing connection was forcibly "
	  "closed by the remote host." },
	{ C, "Go net", "dial tcp 10.0.0.9:443: connect: connection refused" },
	{ C, "Go net on Windows",
	  "dial tcp 10.0.0.9:443: connectex: No connection could be made because the target "
	  "machine actively refused it." },
	{ F, "Go net/http", "Get \"http://h/\": EOF" },
	{ F, "Go net/http", "Post \"https://h/\": EOF" },
	{ F, "Go net/http", "Put \"https://h/\": EOF" },
	{ F, "Go net/http", "Head \"https://h/\": EOF" },
	{ F, "Go net/http", "Patch \"https://h/\": EOF" },
	{ F, "Go net/http", "Delete \"https://h/\": EOF" },
	{ F, "Go io and others", "unexpected EOF" },
	{ 0, "a shell", "bash: line 3: unexpected EOF while looking for matching `\"'" },
	{ F, "Go net/http", "http: server closed idle connection" },
	{ T, "Go net", "dial tcp 10.0.0.9:443: i/o timeout" },
	{ T, "Go net", "read tcp 10.0.0.1:1->10.0.0.9:2: i/o timeout" },
	{ T, "Go net", "write tcp 10.0.0.1:1->10.0.0.9:2: i/o timeout" },
	{ T, "Go", "context deadline exceeded" },
	{ T, "Go net/http",
	  "net/http: request canceled (Client.Timeout exceeded while awaiting headers)" },
	{ T, "Go net/http",
	  "Get \"http://h/\": context deadline exceeded (Client.Timeout exceeded while "
	  "awaiting headers)" },
	{ R, "Go server",
	  "http: TLS handshake error from 10.0.0.1:51234: read tcp "
	  "10.0.0.9:443->10.0.0.1:51234: read: connection reset by peer" },
	{ F, "Go server", "http: TLS handshake error from 10.0.0.1:51234: EOF" },
	{ R | F, "Go server",
	  "http: TLS handshake error from 10.0.0.1:51234: remote error: tls: unknown "
	  "certificate" },
	{ T, "Go server",
	  "http: TLS handshake error from 10.0.0.1:51234: read tcp "
	  "10.0.0.9:443->10.0.0.1:51234: i/o timeout" },
	{ T, "Go net/http, docker", "net/http: TLS handshake timeout" },

	/* Node.js, .NET, Ruby, Rust, PHP, Erlang */
	{ R, "Node.js", "Error: read ECONNRESET" },
	{ R | F, "Node.js", "  code: 'ECONNRESET'" },
	{ R, "Node.js", "{ errno: -4077, code: 'ECONNRESET', syscall: 'read' }" },
	{ R, "Node.js on Linux", "  errno: -104," },
	{ C, "Node.js", "Error: connect ECONNREFUSED 127.0.0.1:8080" },
	{ R, "Node.js", "Error: connect ECONNRESET 127.0.0.1:8080" },
	{ T, "Node.js", "Error: connect ETIMEDOUT 10.0.0.9:443" },
	{ F, "Node.js http", "Error: socket hang up" },
	{ F, "Node.js tls",
	  "Error: Client network socket disconnected before secure TLS connection was "
	  "established" },
	{ R | F | C | T, "Node.js undici", "TypeError: fetch failed" },
	{ R, "Node.js undici", "TypeError: fetch failed [cause]: Error: read ECONNRESET" },
	{ R, "Node.js undici", "TypeError: terminated" },
	{ F, "Node.js undici", "SocketError: other side closed" },
	{ F, "Node.js undici", "  code: 'UND_ERR_SOCKET'," },
	{ W, "Node.js", "Error: write EPIPE" },
	{ W, "Node.js", "Error: write ECONNRESET" },
	{ W | A, "Node.js", "Error: write ECONNABORTED" },
	{ R, ".NET",
	  "System.Net.Sockets.SocketException (10054): An existing connection was forcibly "
	  "closed by the remote host." },
	{ R, ".NET on Linux",
	  "System.Net.Sockets.SocketException (104): Connection reset by peer" },
	{ R | A | T, ".NET",
	  "System.IO.IOException: Unable to read data from the transport connection: The I/O "
	  "operation has been aborted." },
	{ R, ".NET",
	  "System.IO.IOException: Unable to read data from the transport connection: An "
	  "existing connection was forcibly closed by the remote host.." },
	{ R, ".NET on Linux",
	  "System.IO.IOException: Unable to read data from the transport connection: "
	  "Connection reset by peer." },
	{ W | A, ".NET",
	  "System.IO.IOException: Unable to write data to the transport connection: Broken "
	  "pipe." },
	{ C, ".NET",
	  "SocketException (10061): No connection could be made because the target machine "
	  "actively refused it [::1]:5000" },
	{ C, ".NET on Linux", "SocketException (111): Connection refused" },
	{ C, ".NET",
	  "System.Net.Http.HttpRequestException: No connection could be made because the "
	  "target machine actively refused it. (localhost:5000)" },
	{ C, ".NET on Linux",
	  "System.Net.Http.HttpRequestException: Connection refused (localhost:5000)" },
	{ F, ".NET", "System.Net.Http.HttpRequestException: The response ended prematurely." },
	{ F, ".NET", "HttpIOException (ResponseEnded)" },
	{ R, "Kestrel", "Microsoft.AspNetCore.Connections.ConnectionResetException: reset" },
	{ 0, "Kestrel", "The client reset the request stream." },
	{ R, "Ruby", "Errno::ECONNRESET: Connection reset by peer" },
	{ W, "Ruby", "Errno::EPIPE: Broken pipe" },
	{ C, "Ruby", "Errno::ECONNREFUSED" },
	{ C, "Ruby",
	  "Connection refused - connect(2) for \"localhost\" port 3000 (Errno::ECONNREFUSED)" },
	{ F, "Ruby", "EOFError: end of file reached" },
	{ F, "Ruby", "end of file reached (EOFError)" },
	{ R, "Rust",
	  "Os { code: 54, kind: ConnectionReset, message: \"Connection reset by peer\" }" },
	{ R, "Rust", "error sending request: Connection reset by peer (os error 54)" },
	{ R, "Rust on Linux", "tcp read failed (os error 104)" },
	{ R, "Rust on Windows", "tcp read failed (os error 10054)" },
	{ R, "Rust on Linux", "Os { code: 104, message: \"...\" }" },
	{ W, "Rust", "Custom { kind: BrokenPipe, error: \"x\" }" },
	{ W, "Rust", "failed: Broken pipe (os error 32)" },
	{ C, "Rust", "Os { code: 111, kind: ConnectionRefused, message: \"Connection refused\" }" },
	{ C, "Rust", "tcp connect error: Connection refused (os error 111)" },
	{ F, "Rust hyper",
	  "hyper::Error(IncompleteMessage): connection closed before message completed" },
	{ R, "PHP",
	  "PHP Notice: fwrite(): send of 512 bytes failed with errno=104 Connection reset by "
	  "peer" },
	{ W, "PHP", "PHP Notice: fwrite(): Send of 512 bytes failed with errno=32 Broken pipe" },
	{ R, "PHP", "PHP Warning: fgets(): SSL: Connection reset by peer" },
	{ C, "PHP",
	  "stream_socket_client(): unable to connect to tcp://h:80 (Connection refused)" },
	{ T, "PHP",
	  "stream_socket_client(): unable to connect to tcp://h:80 (Connection timed out)" },
	{ R, "Erlang", "{error,econnreset}" },
	{ R | F, "Erlang", "{error,closed}" },
	{ C, "Erlang", "{error,econnrefused}" },
	{ R, "Erlang", "{tcp_error,#Port<0.12>,econnreset}" },
	{ R, "Elixir", "** (MatchError) no match of right hand side value: {:error, :econnreset}" },
	{ R | F, "Elixir", "{:error, :closed}" },
	{ C, "Elixir", "{:error, :econnrefused}" },

	/* curl, wget, openssl, git, apt, OpenSSH */
	{ C | U, "curl", "curl: (7)" },
	{ C | U, "curl",
	  "curl: (7) Failed to connect to h port 80 after 3 ms: Couldn't connect to server" },
	{ C, "curl", "curl: (7) Failed to connect to h port 80: Connection refused" },
	{ T, "curl",
	  "curl: (28) Operation timed out after 5000 milliseconds with 0 bytes received" },
	{ R | F, "curl", "curl: (35) error:0A000126:SSL routines::something" },
	{ R, "curl", "curl: (35) Recv failure: Connection reset by peer" },
	{ R, "curl", "curl: (35) Send failure: Connection reset by peer" },
	{ F, "curl", "OpenSSL SSL_connect: SSL_ERROR_SYSCALL in connection to h:443" },
	{ F, "curl", "curl: (35) OpenSSL SSL_connect: SSL_ERROR_SYSCALL in connection to h:443" },
	{ F, "curl", "curl: (52)" },
	{ F, "curl", "curl: (52) Empty reply from server" },
	{ R | F, "curl", "curl: (56) something" },
	{ F, "curl",
	  "curl: (56) OpenSSL SSL_read: error:0A000126:SSL routines::unexpected eof while "
	  "reading, errno 0" },
	{ R, "curl", "curl: (56) Recv failure: Connection reset by peer" },
	{ R, "curl", "* Recv failure: Connection reset by peer" },
	{ W, "curl", "curl: (55)" },
	{ W, "curl", "curl: (55) Send failure: Broken pipe" },
	{ R, "curl", "* Send failure: Connection reset by peer" },
	{ F, "curl", "curl: (18)" },
	{ F, "curl", "curl: (18) transfer closed with 1000 bytes remaining to read" },
	{ 0, "curl", "curl: (92)" },
	{ 0, "curl", "curl: (92) HTTP/2 stream 1 was not closed cleanly: INTERNAL_ERROR (err 2)" },
	{ R, "wget", "Read error (Connection reset by peer) in headers." },
	{ R, "wget",
	  "2026-01-01 10:00:00 (1.0 MB/s) - Read error at byte 512/1024 (Connection reset by "
	  "peer). Retrying." },
	{ R | T, "wget", "Read error at byte 512/1024 (Connection timed out). Retrying." },
	{ F, "wget", "2026-01-01 10:00:00 (1.0 MB/s) - Connection closed at byte 512. Retrying." },
	{ F, "wget", "HTTP request sent, awaiting response... No data received." },
	{ F, "wget", "No data received." },
	{ W, "wget", "Failed writing HTTP request: Connection reset by peer." },
	{ W, "wget", "Failed writing HTTP request: Broken pipe." },
	{ R, "openssl s_client", "write:errno=104" },
	{ R, "openssl s_client", "read:errno=104" },
	{ F, "openssl s_client", "read:errno=0" },
	{ C, "openssl s_client", "connect:errno=111" },
	{ F, "OpenSSL 3", "error:0A000126:SSL routines:ssl3_read_n:unexpected eof while reading" },
	{ R | F, "OpenSSL", "SSL_ERROR_SYSCALL" },
	{ F, "OpenSSL 1.1", "SSL_connect: SSL_ERROR_SYSCALL, errno 0" },
	{ R, "git",
	  "fatal: unable to access 'https://h/r.git/': Recv failure: Connection reset by peer" },
	{ F, "git", "fatal: unable to access 'https://h/r.git/': Empty reply from server" },
	{ R, "git", "error: RPC failed; curl 56 Recv failure: Connection reset by peer" },
	{ F, "git", "error: RPC failed; curl 52 Empty reply from server" },
	{ F, "git",
	  "error: RPC failed; curl 18 transfer closed with outstanding read data remaining" },
	{ W, "git", "error: RPC failed; curl 55 Send failure: Broken pipe" },
	{ 0, "git",
	  "error: RPC failed; curl 92 HTTP/2 stream 5 was not closed cleanly: CANCEL (err 8)" },
	{ R | F, "git", "fatal: early EOF" },
	{ R | F, "git", "fetch-pack: early EOF" },
	{ R | F, "git", "fatal: the remote end hung up unexpectedly" },
	{ R, "apt",
	  "Err:1 http://deb.debian.org/debian bookworm InRelease  Connection reset by peer "
	  "[IP: 1.2.3.4 80]" },
	{ R, "OpenSSH", "kex_exchange_identification: read: Connection reset by peer" },
	{ F, "OpenSSH", "kex_exchange_identification: Connection closed by remote host" },
	{ F, "sshd",
	  "sshd[1]: error: kex_exchange_identification: Connection closed by remote host" },
	{ R, "OpenSSH until 7", "ssh_exchange_identification: read: Connection reset by peer" },
	{ F, "OpenSSH until 7", "ssh_exchange_identification: Connection closed by remote host" },
	{ W, "OpenSSH client", "client_loop: send disconnect: Broken pipe" },
	{ R, "OpenSSH client", "client_loop: send disconnect: Connection reset by peer" },
	{ R | F, "sshd",
	  "sshd[1]: Connection closed by invalid user bob 10.0.0.1 port 51234 [preauth]" },
	{ R | F, "sshd",
	  "sshd[1]: Connection closed by authenticating user root 10.0.0.1 port 51234 "
	  "[preauth]" },
	{ R | F, "sshd", "sshd[1]: Connection closed by 10.0.0.1 port 51234 [preauth]" },
	{ R, "sshd", "sshd[1]: Connection reset by 10.0.0.1 port 51234 [preauth]" },
	{ R, "OpenSSH", "Connection reset by 10.0.0.9 port 22" },
	{ R, "sshd", "sshd[1]: fatal: Read from socket failed: Connection reset by peer" },
	{ T, "sshd", "sshd[1]: Timeout, client not responding from user bob 10.0.0.1 port 51234" },

	/* browsers */
	{ R, "Chrome", "net::ERR_CONNECTION_RESET at https://h/" },
	{ C, "Chrome", "net::ERR_CONNECTION_REFUSED at https://h/" },
	{ F, "Chrome", "net::ERR_CONNECTION_CLOSED at https://h/" },
	{ A, "Chrome", "net::ERR_CONNECTION_ABORTED at https://h/" },
	{ T, "Chrome", "net::ERR_CONNECTION_TIMED_OUT at https://h/" },
	{ F, "Chrome", "net::ERR_EMPTY_RESPONSE at https://h/" },
	{ 0, "Chrome", "net::ERR_SOCKET_NOT_CONNECTED at https://h/" },
	{ 0, "Chrome", "net::ERR_HTTP2_PROTOCOL_ERROR at https://h/" },
	{ U, "Chrome", "net::ERR_ADDRESS_UNREACHABLE at https://h/" },
	{ R, "Firefox", "Error code: PR_CONNECT_RESET_ERROR" },
	{ R, "Firefox", "NS_ERROR_NET_RESET: loading" },
	{ R, "Firefox", "The connection was reset" },
	{ C, "Firefox", "NS_ERROR_CONNECTION_REFUSED: loading" },
	{ F, "Firefox", "Error code: PR_END_OF_FILE_ERROR" },
	{ R, "Firefox", "NS_ERROR_NET_INTERRUPT: loading" },
	{ R | F, "Safari",
	  "Safari can't open the page \"h\" because the server unexpectedly dropped the "
	  "connection." },
	{ R | F, "Apple", "NSURLErrorNetworkConnectionLost: h" },
	{ R | F, "Apple", "Error Domain=NSURLErrorDomain Code=-1005 \"gone\"" },
	{ R | F, "Apple", "The network connection was lost." },
	{ C | U, "Apple",
	  "Error Domain=NSURLErrorDomain Code=-1004 \"Could not connect to the server.\"" },
	{ C | U, "Apple", "NSURLErrorCannotConnectToHost: h" },
	{ T, "Apple", "Error Domain=NSURLErrorDomain Code=-1001 \"The request timed out.\"" },
	{ T, "Apple", "NSURLErrorTimedOut: h" },
	{ R, "Apple", "{_kCFStreamErrorCodeKey=54}" },
	{ R, "Apple",
	  "Error Domain=NSURLErrorDomain Code=-1005 \"lost\" "
	  "UserInfo={_kCFStreamErrorCodeKey=54}" },
	{ C, "Apple",
	  "Error Domain=NSURLErrorDomain Code=-1004 \"x\" UserInfo={_kCFStreamErrorCodeKey=61}" },
	{ R, "WinINet", "INET_E_DOWNLOAD_FAILURE" },
	{ R, "WinINet", "The connection with the server was reset" },
	{ R | F, "WinINet", "The connection with the server was terminated abnormally" },
	{ R, "WinINet", "WindowsUpdate failure 0x80072EFF" },
	{ R | F, "WinINet", "WindowsUpdate failure 0x80072EFE" },
	{ C | T, "WinINet", "WindowsUpdate failure 0x80072EFD" },
	{ T, "WinINet", "WindowsUpdate failure 0x80072EE2" },
	{ R | F, "Remote Desktop",
	  "Because of a protocol error, this session will be disconnected." },
	{ R | F, "Remote Desktop", "Your session ended. Error code: 0x904" },
	{ C | T, "Remote Desktop", "We couldn't connect. Error code: 0x516" },

	/* web servers */
	{ R, "nginx",
	  "2026/01/01 10:00:00 [error] 7#7: *1 recv() failed (104: Connection reset by peer) "
	  "while reading response header from upstream, client: 10.0.0.1, server: h, request: "
	  "\"GET / HTTP/1.1\", upstream: \"http://10.0.0.9:8080/\", host: \"h\"" },
	{ R, "nginx on Windows",
	  "2026/01/01 10:00:00 [error] 7#7: *1 WSARecv() failed (10054: An existing connection "
	  "was forcibly closed by the remote host) while reading response header from "
	  "upstream, client: 10.0.0.1" },
	{ R, "nginx",
	  "2026/01/01 10:00:00 [error] 7#7: *1 recv() failed (104: Connection reset by peer) "
	  "while reading upstream, client: 10.0.0.1" },
	{ W, "nginx",
	  "2026/01/01 10:00:00 [error] 7#7: *1 writev() failed (104: Connection reset by peer) "
	  "while sending request to upstream, client: 10.0.0.1" },
	{ W, "nginx",
	  "2026/01/01 10:00:00 [error] 7#7: *1 writev() failed (32: Broken pipe) while sending "
	  "request to upstream, client: 10.0.0.1" },
	{ F, "nginx",
	  "2026/01/01 10:00:00 [error] 7#7: *1 upstream prematurely closed connection while "
	  "reading upstream, client: 10.0.0.1" },
	{ F, "nginx",
	  "2026/01/01 10:00:00 [error] 7#7: *1 upstream prematurely closed connection while "
	  "reading response header from upstream, client: 10.0.0.1" },
	{ C, "nginx",
	  "2026/01/01 10:00:00 [error] 7#7: *1 connect() failed (111: Connection refused) "
	  "while connecting to upstream, client: 10.0.0.1" },
	{ R, "nginx",
	  "2026/01/01 10:00:00 [error] 7#7: *1 connect() failed (104: Connection reset by "
	  "peer) while connecting to upstream, client: 10.0.0.1" },
	{ U, "nginx",
	  "2026/01/01 10:00:00 [error] 7#7: *1 connect() failed (113: No route to host) while "
	  "connecting to upstream, client: 10.0.0.1" },
	{ T, "nginx",
	  "2026/01/01 10:00:00 [error] 7#7: *1 upstream timed out (110: Connection timed out) "
	  "while reading upstream, client: 10.0.0.1" },
	{ T, "nginx",
	  "2026/01/01 10:00:00 [error] 7#7: *1 upstream timed out (110: Connection timed out) "
	  "while connecting to upstream, client: 10.0.0.1" },
	{ T, "nginx",
	  "2026/01/01 10:00:00 [error] 7#7: *1 upstream timed out (110: Connection timed out) "
	  "while reading response header from upstream, client: 10.0.0.1" },
	{ R, "nginx",
	  "2026/01/01 10:00:00 [error] 7#7: *1 peer closed connection in SSL handshake (104: "
	  "Connection reset by peer) while SSL handshaking to upstream, client: 10.0.0.1" },
	{ F, "nginx",
	  "2026/01/01 10:00:00 [error] 7#7: *1 peer closed connection in SSL handshake while "
	  "SSL handshaking to upstream, client: 10.0.0.1" },
	{ R, "nginx",
	  "2026/01/01 10:00:00 [info] 7#7: *1 peer closed connection in SSL handshake (104: "
	  "Connection reset by peer) while SSL handshaking, client: 10.0.0.1" },
	{ F, "nginx",
	  "2026/01/01 10:00:00 [info] 7#7: *1 peer closed connection in SSL handshake while "
	  "SSL handshaking, client: 10.0.0.1" },
	{ R, "nginx",
	  "2026/01/01 10:00:00 [info] 7#7: *1 client prematurely closed connection (104: "
	  "Connection reset by peer) while sending response to client, client: 10.0.0.1" },
	{ R, "nginx",
	  "2026/01/01 10:00:00 [info] 7#7: *1 client prematurely closed connection (104: "
	  "Connection reset by peer), client: 10.0.0.1" },
	{ F, "nginx",
	  "2026/01/01 10:00:00 [info] 7#7: *1 client prematurely closed connection, client: "
	  "10.0.0.1" },
	{ R, "nginx",
	  "2026/01/01 10:00:00 [info] 7#7: *1 send() failed (104: Connection reset by peer) "
	  "while sending response to client, client: 10.0.0.1" },
	{ W, "nginx",
	  "2026/01/01 10:00:00 [info] 7#7: *1 writev() failed (32: Broken pipe) while sending "
	  "response to client, client: 10.0.0.1" },
	{ R, "nginx",
	  "2026/01/01 10:00:00 [info] 7#7: *1 send() failed (104: Connection reset by peer) "
	  "while sending to client, client: 10.0.0.1" },
	{ W, "nginx",
	  "2026/01/01 10:00:00 [info] 7#7: *1 writev() failed (32: Broken pipe) while sending "
	  "to client, client: 10.0.0.1" },
	{ R, "nginx",
	  "2026/01/01 10:00:00 [info] 7#7: *1 epoll_wait() reported that client prematurely "
	  "closed connection, so upstream connection is closed too (104: Connection reset by "
	  "peer) while sending request to upstream, client: 10.0.0.1" },
	{ F, "nginx",
	  "2026/01/01 10:00:00 [info] 7#7: *1 epoll_wait() reported that client prematurely "
	  "closed connection, so upstream connection is closed too while sending request to "
	  "upstream, client: 10.0.0.1" },
	{ R, "nginx",
	  "2026/01/01 10:00:00 [info] 7#7: *1 epoll_wait() reported that client prematurely "
	  "closed connection (104: Connection reset by peer), client: 10.0.0.1" },
	{ R, "nginx",
	  "2026/01/01 10:00:00 [info] 7#7: *1 recv() failed (104: Connection reset by peer) "
	  "while reading client request line, client: 10.0.0.1" },
	{ R, "nginx",
	  "2026/01/01 10:00:00 [info] 7#7: *1 recv() failed (104: Connection reset by peer) "
	  "while reading client request headers, client: 10.0.0.1" },
	{ R, "nginx",
	  "2026/01/01 10:00:00 [info] 7#7: *1 recv() failed (104: Connection reset by peer) "
	  "while waiting for request, client: 10.0.0.1" },
	{ R, "nginx",
	  "2026/01/01 10:00:00 [info] 7#7: *1 recv() failed (104: Connection reset by peer), "
	  "client: 10.0.0.1" },
	{ R, "nginx",
	  "2026/01/01 10:00:00 [info] 7#7: *1 client 10.0.0.1 closed keepalive connection "
	  "(104: Connection reset by peer)" },
	{ 0, "nginx",
	  "2026/01/01 10:00:00 [info] 7#7: *1 client 10.0.0.1 closed keepalive connection" },
	{ 0, "nginx",
	  "2026/01/01 10:00:00 [error] 7#7: *1 no live upstreams while connecting to upstream, "
	  "client: 10.0.0.1" },
	{ R | F, "Apache mod_proxy",
	  "[proxy_http:error] [pid 7] (20014)Internal error (specific information not "
	  "available): [client 10.0.0.1:51234] AH01102: failed" },
	{ R | F, "Apache mod_proxy",
	  "[proxy_http:error] AH01102: error reading status line from remote server "
	  "10.0.0.9:8080" },
	{ R, "Apache mod_proxy",
	  "[proxy_http:error] (104)Connection reset by peer: [client 10.0.0.1:51234] AH01102: "
	  "error reading status line from remote server 10.0.0.9:8080" },
	{ T, "Apache mod_proxy",
	  "[proxy_http:error] (70007)The timeout specified has expired: [client "
	  "10.0.0.1:51234] AH01102: error reading status line from remote server 10.0.0.9:8080" },
	{ F, "Apache mod_proxy",
	  "[proxy_http:error] (70014)End of file found: [client 10.0.0.1:51234] AH01102: error "
	  "reading status line from remote server 10.0.0.9:8080" },
	{ C | T | U, "Apache mod_proxy",
	  "[proxy:error] AH00957: HTTP: attempt to connect to 10.0.0.9:8080 (h) failed" },
	{ C, "Apache mod_proxy",
	  "[proxy:error] (111)Connection refused: AH00957: HTTP: attempt to connect to "
	  "10.0.0.9:8080 (h) failed" },
	{ T, "Apache mod_proxy",
	  "[proxy:error] (110)Connection timed out: AH00957: HTTP: attempt to connect to "
	  "10.0.0.9:8080 (h) failed" },
	{ W, "Apache httpd",
	  "[core:info] (103)Software caused connection abort: [client 10.0.0.1:51234] "
	  "core_output_filter: writing data to the network" },
	{ W, "Apache httpd",
	  "[core:info] (32)Broken pipe: [client 10.0.0.1:51234] core_output_filter: writing "
	  "data to the network" },
	{ W, "Apache httpd",
	  "[core:info] (104)Connection reset by peer: [client 10.0.0.1:51234] AH00574: "
	  "ap_content_length_filter: apr_bucket_read() failed" },
	{ W, "IIS", "sc-win32-status 64" },
	{ W, "IIS", "sc-win32-status=64" },

	/* mail, FTP, services */
	{ R | F, "Postfix", "postfix/smtpd[1]: lost connection after RCPT from h[10.0.0.1]" },
	{ R | F, "Postfix", "postfix/smtpd[1]: lost connection after CONNECT from h[10.0.0.1]" },
	{ R | F, "Postfix", "postfix/smtpd[1]: lost connection after EHLO from h[10.0.0.1]" },
	{ R | F, "Postfix", "postfix/smtpd[1]: lost connection after DATA from h[10.0.0.1]" },
	{ R | F, "Postfix", "postfix/smtpd[1]: lost connection after STARTTLS from h[10.0.0.1]" },
	{ R | F, "Postfix",
	  "postfix/smtp[1]: lost connection with h[10.0.0.9] while receiving the initial "
	  "server greeting" },
	{ T, "Postfix",
	  "postfix/smtp[1]: conversation with h[10.0.0.9] timed out while sending message body" },
	{ C, "Postfix", "postfix/smtp[1]: connect to h[10.0.0.9]:25: Connection refused" },
	{ T, "Postfix", "postfix/smtp[1]: connect to h[10.0.0.9]:25: Connection timed out" },
	{ R | F, "Postfix", "postfix/smtpd[1]: SSL_accept error from h[10.0.0.1]: -1" },
	{ R | F, "Postfix",
	  "postfix/smtpd[1]: SSL_accept error from h[10.0.0.1]: lost connection" },
	{ F, "SMTP", "421 4.4.2 h closing connection" },
	{ F | T, "SMTP", "421 4.4.2 h Error: timeout exceeded" },
	{ R | F, "Exim", "SMTP connection lost after final dot H=h [10.0.0.1]" },
	{ R | F, "Exim", "unexpected disconnection while reading SMTP command from h [10.0.0.1]" },
	{ R | F, "Sendmail",
	  "sendmail[1]: h [10.0.0.1] did not issue MAIL/EXPN/VRFY/ETRN during connection to "
	  "MTA" },
	{ R, "Sendmail", "sendmail[1]: to=<a@h>, stat=Deferred: Connection reset by h." },
	{ C | T, "FTP", "425 Can't open data connection." },
	{ C | T, "FTP", "425 Failed to establish connection." },
	{ R | F, "FTP", "425 Connection closed" },
	{ R | F, "FTP", "426 Connection closed." },
	{ R | F, "FTP", "426 Connection closed; transfer aborted." },
	{ F | T, "FTP", "421 Timeout." },
	{ F, "FTP", "421 Service not available, remote server has closed connection" },
	{ R, "BGP", "bgpd[1]: BGP 10.0.0.9: Connection reset by peer" },
	{ R, "BGP", "%BGP-5: neighbor 10.0.0.9 down, notification not sent (bgp)" },
	{ R | F | C | T, "LDAP", "ldap_sasl_bind(SIMPLE): Can't contact LDAP server (-1)" },
	{ R, "Samba", "NT_STATUS_CONNECTION_RESET: read" },
	{ R | F, "Samba", "NT_STATUS_CONNECTION_DISCONNECTED: read" },
	{ C, "Samba", "Error NT_STATUS_CONNECTION_REFUSED" },
	{ T, "Samba", "Error NT_STATUS_IO_TIMEOUT" },
	{ T, "NFS client", "nfs: server h not responding, still trying" },
	{ R | F, "open-iscsi",
	  "iscsid: Kernel reported iSCSI connection 1:0 error: detected conn error (1020)" },
	{ R | F | T, "open-iscsi", "kernel: connection1:0: detected conn error (1011)" },

	/* databases */
	{ R, "PostgreSQL server",
	  "LOG:  could not receive data from client: Connection reset by peer" },
	{ F, "PostgreSQL server", "LOG:  unexpected EOF on client connection" },
	{ F, "PostgreSQL server",
	  "LOG:  unexpected EOF on client connection with an open transaction" },
	{ W, "PostgreSQL server", "LOG:  could not send data to client: Broken pipe" },
	{ R, "PostgreSQL server", "LOG:  could not send data to client: Connection reset by peer" },
	{ W, "PostgreSQL server", "FATAL:  connection to client lost" },
	{ R | F, "PostgreSQL libpq",
	  "psql: error: connection to server at \"10.0.0.9\", port 5432 failed: server closed "
	  "the connection unexpectedly" },
	{ R | F, "PostgreSQL libpq",
	  "This probably means the server terminated abnormally before or while processing the "
	  "request." },
	{ R | F, "PostgreSQL libpq", "SSL connection has been closed unexpectedly" },
	{ F, "PostgreSQL", "FATAL:  terminating connection due to administrator command" },
	{ F, "PostgreSQL", "SQLSTATE[57P01]" },
	{ R | F, "MySQL client", "ERROR 2013 (HY000): Lost connection" },
	{ R | F, "MySQL client",
	  "ERROR 2013 (HY000): Lost connection to MySQL server during query" },
	{ R | F, "MariaDB client", "ERROR 2013 (HY000): Lost connection to server during query" },
	{ R | F | T, "MySQL client",
	  "Lost connection to MySQL server at 'reading initial communication packet', system "
	  "error: 110" },
	{ R, "MySQL client",
	  "ERROR 2013 (HY000): Lost connection to MySQL server at 'reading initial "
	  "communication packet', system error: 104" },
	{ F, "MySQL client",
	  "ERROR 2013 (HY000): Lost connection to MySQL server at 'reading initial "
	  "communication packet', system error: 0" },
	{ W, "MySQL client", "ERROR 2006 (HY000)" },
	{ W, "MySQL client", "ERROR 2006 (HY000): MySQL server has gone away" },
	{ W, "MariaDB client", "ERROR 2006 (HY000): Server has gone away" },
	{ C | T | U, "MySQL client", "Can't connect to MySQL server on 'h:3306' (113)" },
	{ C, "MySQL client",
	  "ERROR 2003 (HY000): Can't connect to MySQL server on 'h:3306' (111)" },
	{ T, "MySQL client",
	  "ERROR 2003 (HY000): Can't connect to MySQL server on 'h:3306' (110)" },
	{ C, "MariaDB client", "ERROR 2002 (HY000): Can't connect to server on 'h' (111)" },
	{ C | T | U, "MySQL client", "ERROR 2003 (HY000): cannot connect" },
	{ C | T | U, "MySQL client", "ERROR 2002 (HY000): cannot connect" },
	{ C, "MySQL client", "ERROR 2002 (HY000): cannot connect (111)" },
	{ 0, "MySQL client",
	  "Can't connect to local MySQL server through socket '/run/mysqld/mysqld.sock' (2)" },
	{ R | F, "mysqld",
	  "[Warning] Aborted connection 12 to db: 'd' user: 'u' host: 'h' (Got an error "
	  "reading communication packets)" },
	{ T, "mysqld",
	  "[Warning] Aborted connection 12 to db: 'd' user: 'u' host: 'h' (Got timeout reading "
	  "communication packets)" },
	{ R | F | T, "mysqld",
	  "[Warning] Aborted connection 12 to db: 'd' user: 'u' host: 'h' (gone)" },
	{ R | F, "MySQL Connector/J",
	  "com.mysql.cj.jdbc.exceptions.CommunicationsException: Communications link failure" },
	{ R | F, "MySQL Connector/J",
	  "The last packet successfully received from the server was 28,800,123 milliseconds "
	  "ago." },
	{ R | F, "MongoDB server",
	  "{\"msg\":\"Error receiving request from client. Ending connection from "
	  "remote\",\"attr\":{\"remote\":\"10.0.0.1:51234\"}}" },
	{ 0, "MongoDB server",
	  "I NETWORK  [conn1] end connection 10.0.0.1:51234 (3 connections now open)" },
	{ R, "MongoDB", "SocketException: Connection reset by peer" },
	{ R, "MongoDB", "{\"error\":\"HostUnreachable: Connection reset by peer\"}" },
	{ R | F, "MongoDB driver", "MongoNetworkError: connection 3 to 10.0.0.9:27017 closed" },
	{ W | F, "MongoDB driver",
	  "com.mongodb.MongoSocketWriteException: Exception sending message" },
	{ F, "redis-cli", "Error: Server closed the connection" },
	{ R, "redis-cli and others", "Error: Connection reset by peer" },
	{ F, "Jedis, OkHttp",
	  "redis.clients.jedis.exceptions.JedisConnectionException: Unexpected end of stream." },
	{ F | R, "Redis, by its client", "ERR max number of clients reached" },
	{ R, "Lettuce", "io.lettuce.core.RedisException: Connection reset by peer" },
	{ R, "Redis server",
	  "1:M 01 Jan 2026 10:00:00.000 - Reading from client: Connection reset by peer" },
	{ F, "Redis server",
	  "1:M 01 Jan 2026 10:00:00.000 - Client closed connection id=7 addr=10.0.0.1:51234 "
	  "laddr=10.0.0.9:6379" },
	{ R, "SQL Server client",
	  "A transport-level error has occurred when receiving results from the server. "
	  "(provider: TCP Provider, error: 0 - The specified network name is no longer "
	  "available.)" },
	{ W, "SQL Server client",
	  "A transport-level error has occurred when sending the request to the server. "
	  "(provider: TCP Provider, error: 0 - x)" },
	{ T, "SQL Server client",
	  "A transport-level error has occurred when receiving results from the server. "
	  "(provider: TCP Provider, error: 0 - The semaphore timeout period has expired.)" },
	{ T, "SQL Server client",
	  "A transport-level error has occurred when sending the request to the server. "
	  "(provider: TCP Provider, error: 0 - The semaphore timeout period has expired.)" },
	{ R, "SQL Server client",
	  "(provider: TCP Provider, error: 0 - An existing connection was forcibly closed by "
	  "the remote host.)" },
	{ R | F, "SQL Server client",
	  "A connection was successfully established with the server, but then an error "
	  "occurred during the login process." },
	{ R | F, "SQL Server client",
	  "A connection was successfully established with the server, but then an error "
	  "occurred during the pre-login handshake." },
	{ R | F, "Oracle", "ORA-03113: connection ended" },
	{ R | F, "Oracle", "ORA-03113: end-of-file on communication channel" },
	{ R | T, "Oracle", "ORA-03135: connection lost contact" },
	{ F, "Oracle", "ORA-12537: TNS:connection closed" },
	{ F, "Oracle", "TNS-12537: TNS:connection closed" },
	{ R | F, "Oracle", "ORA-12547: TNS:lost contact" },
	{ C, "Oracle", "ORA-12541: TNS:no listener" },
	{ 0, "Oracle",
	  "ORA-12514: TNS:listener does not currently know of service requested in connect "
	  "descriptor" },
	{ T, "Oracle", "TNS-12535: TNS:operation timed out" },
	{ T, "Oracle", "ORA-12535: TNS:operation timed out" },
	{ T, "Oracle", "TNS-12170: TNS:Connect timeout occurred" },
	{ T, "Oracle", "ORA-12170: TNS:Connect timeout occurred" },
	{ W, "Oracle", "ORA-12571: TNS:packet writer failure" },
	{ R, "Oracle on Linux", "    nt secondary err code: 104" },
	{ T, "Oracle on Linux", "    nt secondary err code: 110" },
	{ R, "Oracle on Windows", "    nt secondary err code: 10054" },
	{ R | A, "Oracle on Windows", "    nt secondary err code: 64" },

	/* queues */
	{ R | F, "Kafka broker",
	  "[SocketServer listenerType=BROKER, nodeId=1] Connection to /10.0.0.1 was "
	  "disconnected" },
	{ R, "Kafka broker",
	  "[SocketServer brokerId=0] Unexpected error from /10.0.0.1; closing connection "
	  "java.io.IOException: Connection reset by peer" },
	{ R | F, "Kafka client",
	  "[AdminClient clientId=a] Disconnected while requesting ApiVersion from node 1" },
	{ R | F, "Kafka client", "[Consumer clientId=c, groupId=g] Node 1 disconnected." },
	{ C | T, "Kafka client",
	  "[Producer clientId=p] Connection to node 1 (h/10.0.0.9:9092) could not be "
	  "established. Node may not be available." },
	{ R | F, "RabbitMQ",
	  "closing AMQP connection <0.1.0> (10.0.0.1:51234 -> 10.0.0.9:5672): client "
	  "unexpectedly closed TCP connection" },
	{ W | F, "RabbitMQ", "{writer,send_failed,{error,closed}}" },
	{ T, "RabbitMQ", "missed heartbeats from client, timeout: 60s" },

	/* gRPC, Envoy, Kubernetes */
	{ R, "gRPC",
	  "rpc error: code = Unavailable desc = connection error: desc = \"transport: error: "
	  "Connection reset by peer\"" },
	{ C, "gRPC",
	  "rpc error: code = Unavailable desc = connection error: desc = \"transport: Error "
	  "while dialing: Connection refused\"" },
	{ R | F, "gRPC", "rpc error: code = Unavailable desc = transport is closing" },
	{ F, "gRPC", "rpc error: code = Unavailable desc = error reading from server: EOF" },
	{ T, "gRPC",
	  "rpc error: code = Unavailable desc = keepalive ping failed to receive ACK within "
	  "timeout" },
	{ R | F | C | T, "Envoy", "upstream connect error or disconnect/reset before headers" },
	{ R | F, "Envoy",
	  "upstream connect error or disconnect/reset before headers. reset reason: connection "
	  "termination" },
	{ C | T, "Envoy",
	  "upstream connect error or disconnect/reset before headers. reset reason: connection "
	  "failure" },
	{ C | T, "Envoy",
	  "upstream connect error or disconnect/reset before headers. reset reason: remote "
	  "connection failure" },
	{ C, "Envoy",
	  "upstream connect error or disconnect/reset before headers. transport failure "
	  "reason: delayed connect error: 111" },
	{ T, "Envoy",
	  "upstream connect error or disconnect/reset before headers. reset reason: connection "
	  "timeout" },
	{ 0, "Envoy",
	  "upstream connect error or disconnect/reset before headers. reset reason: remote "
	  "reset" },
	{ 0, "Envoy",
	  "upstream connect error or disconnect/reset before headers. reset reason: local "
	  "reset" },
	{ 0, "Envoy",
	  "upstream connect error or disconnect/reset before headers. reset reason: overflow" },
	{ 0, "Envoy",
	  "upstream connect error or disconnect/reset before headers. reset reason: protocol "
	  "error" },
	{ R | F, "Envoy", "upstream_reset_before_response_started{connection_termination}" },
	{ R | F, "Envoy",
	  "[2021-05-10 00:37:32.476][354][debug][http] [C0][S153] Sending local reply with details "
	  "upstream_reset_before_response_started{connection termination}" },
	{ C | T, "Envoy", "upstream_reset_before_response_started{connection failure}" },
	{ 0, "Envoy", "upstream_reset_before_response_started{remote reset}" },
	{ 0, "Envoy", "upstream_reset_before_response_started{local reset}" },
	{ C | T, "Envoy", "upstream_reset_before_response_started{connection_failure}" },
	{ C | T, "Envoy", "upstream_reset_before_response_started{remote_connection_failure}" },
	{ C, "Envoy",
	  "upstream_reset_before_response_started{remote_connection_failure,delayed_connect_error:_111}" },
	{ 0, "Envoy", "upstream_reset_before_response_started{remote_reset}" },
	{ 0, "Envoy", "upstream_reset_before_response_started{local_reset}" },
	{ 0, "Envoy", "upstream_reset_before_response_started{overflow}" },
	{ 0, "Envoy", "upstream_reset_before_response_started{protocol_error}" },
	{ C, "Envoy", "delayed connect error: 111" },
	{ C | T, "Envoy", "transport failure: remote connection failure" },
	{ R | F, "Envoy", "\"GET / HTTP/1.1\" 0 - downstream_remote_disconnect" },
	{ A, "Envoy", "\"GET / HTTP/1.1\" 0 - downstream_local_disconnect" },
	{ A, "Envoy", "\"GET / HTTP/1.1\" 504 - duration_timeout - \"-\"" },
	{ A, "Envoy", "{\"response_code_details\":\"duration_timeout\"}" },
	{ T, "Envoy", "\"GET / HTTP/1.1\" 504 - upstream_response_timeout - \"-\"" },
	{ T, "Envoy", "{\"response_code_details\":\"response_timeout\"}" },
	{ R, "kubectl",
	  "Unable to connect to the server: read tcp 10.0.0.1:1->10.0.0.9:6443: read: "
	  "connection reset by peer" },
	{ C, "kubectl",
	  "Unable to connect to the server: dial tcp 10.0.0.9:6443: connect: connection "
	  "refused" },
	{ C, "kubelet",
	  "Liveness probe failed: dial tcp 10.0.0.9:8080: connect: connection refused" },
	{ R, "kubelet",
	  "Readiness probe failed: Get \"http://10.0.0.9:8080/\": read tcp "
	  "10.0.0.1:1->10.0.0.9:8080: read: connection reset by peer" },
	{ F, "kubelet", "Readiness probe failed: Get \"http://10.0.0.9:8080/\": EOF" },
	{ R | F, "Kubernetes", "error: error upgrading connection: unable to upgrade" },
	{ F, "Kubernetes", "error: error upgrading connection: error dialing backend: EOF" },
	{ R | F, "kubectl", "E0101 10:00:00.000000    1 portforward.go:1] lost connection to pod" },
	{ 0, "etcd", "etcdserver: request timed out" },

	/* devices */
	{ R, "Cisco ASA",
	  "%ASA-6-302014: Teardown TCP connection 1 for outside:10.0.0.9/443 to "
	  "inside:10.1.0.1/51234 duration 0:00:01 bytes 100 TCP Reset-I" },
	{ R, "Cisco ASA",
	  "%ASA-6-302014: Teardown TCP connection 1 for outside:10.0.0.9/443 to "
	  "inside:10.1.0.1/51234 duration 0:00:01 bytes 100 TCP Reset-O" },
	{ T, "Cisco ASA",
	  "%ASA-6-302014: Teardown TCP connection 1 for outside:10.0.0.9/443 to "
	  "inside:10.1.0.1/51234 duration 1:00:01 bytes 100 Conn-timeout" },
	{ T, "Cisco ASA",
	  "%ASA-6-302014: Teardown TCP connection 1 for outside:10.0.0.9/443 to "
	  "inside:10.1.0.1/51234 duration 1:00:01 bytes 100 Idle Timeout" },
	{ T, "Cisco ASA",
	  "%ASA-6-302014: Teardown TCP connection 1 for outside:10.0.0.9/443 to "
	  "inside:10.1.0.1/51234 duration 0:00:30 bytes 0 SYN Timeout" },
	{ 0, "Cisco ASA",
	  "%ASA-6-302014: Teardown TCP connection 1 for outside:10.0.0.9/443 to "
	  "inside:10.1.0.1/51234 duration 0:10:00 bytes 100 FIN Timeout" },
	{ 0, "Cisco ASA",
	  "%ASA-6-302014: Teardown TCP connection 1 for outside:10.0.0.9/443 to "
	  "inside:10.1.0.1/51234 duration 0:00:01 bytes 100 TCP FINs" },
	{ A, "Cisco ASA",
	  "%ASA-6-302014: Teardown TCP connection 1 for outside:10.0.0.9/443 to "
	  "inside:10.1.0.1/51234 duration 0:00:01 bytes 100 Flow closed by inspection" },
	{ 0, "Cisco ASA",
	  "%ASA-6-106015: Deny TCP (no connection) from 10.1.0.1/51234 to 10.0.0.9/443 flags "
	  "ACK on interface inside" },
	{ 0, "Cisco ASA",
	  "%ASA-6-106015: Deny TCP (no connection) from 10.1.0.1/51234 to 10.0.0.9/443 flags "
	  "RST  on interface inside" },
	{ R, "PAN-OS",
	  "1,2026/01/01 "
	  "10:00:00,007,TRAFFIC,end,2305,x,10.0.0.1,10.0.0.9,0.0.0.0,tcp,allow,tcp-rst-from-client,0" },
	{ R, "PAN-OS",
	  "1,2026/01/01 "
	  "10:00:00,007,TRAFFIC,end,2305,x,10.0.0.1,10.0.0.9,0.0.0.0,tcp,allow,tcp-rst-from-server,0" },
	{ 0, "PAN-OS", "session_end_reason=tcp-fin" },
	{ 0, "PAN-OS", "1,2026/01/01 10:00:00,007,TRAFFIC,end,tcp,allow,tcp-fin,0" },
	{ T, "PAN-OS", "session_end_reason=aged-out" },
	{ T, "PAN-OS", "1,2026/01/01 10:00:00,007,TRAFFIC,end,tcp,allow,aged-out,0" },
	{ A, "PAN-OS", "session_end_reason=policy-deny" },
	{ A, "PAN-OS", "1,2026/01/01 10:00:00,007,TRAFFIC,end,tcp,deny,policy-deny,0" },
	{ A, "PAN-OS", "session_end_reason=threat" },
	{ A, "PAN-OS", "1,2026/01/01 10:00:00,007,TRAFFIC,end,tcp,reset-both,threat,0" },
	{ 0, "PAN-OS", "session_end_reason=tcp-reuse" },
	{ 0, "PAN-OS", "1,2026/01/01 10:00:00,007,TRAFFIC,end,tcp,allow,tcp-reuse,0" },
	{ A, "PAN-OS", "session_end_reason=resources-unavailable" },
	{ A, "PAN-OS", "1,2026/01/01 10:00:00,007,TRAFFIC,end,tcp,allow,resources-unavailable,0" },
	{ R, "FortiGate",
	  "date=2026-01-01 srcip=10.0.0.1 srcport=51234 dstip=10.0.0.9 dstport=443 proto=6 "
	  "action=\"client-rst\"" },
	{ R, "FortiGate",
	  "date=2026-01-01 srcip=10.0.0.1 srcport=51234 dstip=10.0.0.9 dstport=443 proto=6 "
	  "action=client-rst" },
	{ R, "FortiGate",
	  "date=2026-01-01 srcip=10.0.0.1 srcport=51234 dstip=10.0.0.9 dstport=443 proto=6 "
	  "action=\"server-rst\"" },
	{ R, "FortiGate",
	  "date=2026-01-01 srcip=10.0.0.1 srcport=51234 dstip=10.0.0.9 dstport=443 proto=6 "
	  "action=server-rst" },
	{ T, "FortiGate", "srcip=10.0.0.1 dstip=10.0.0.9 action=\"timeout\"" },
	{ T, "FortiGate", "srcip=10.0.0.1 dstip=10.0.0.9 action=timeout" },
	{ 0, "FortiGate", "srcip=10.0.0.1 dstip=10.0.0.9 action=\"close\"" },
	{ 0, "FortiGate", "srcip=10.0.0.1 dstip=10.0.0.9 action=close" },
	{ A, "FortiGate", "srcip=10.0.0.1 dstip=10.0.0.9 action=\"deny\"" },
	{ A, "FortiGate", "srcip=10.0.0.1 dstip=10.0.0.9 action=deny" },
	{ T | U, "FortiGate", "srcip=10.0.0.1 dstip=10.0.0.9 action=\"ip-conn\"" },
	{ T | U, "FortiGate", "srcip=10.0.0.1 dstip=10.0.0.9 action=ip-conn" },
	{ R, "Juniper SRX",
	  "RT_FLOW: RT_FLOW_SESSION_CLOSE: session closed TCP SERVER RST: "
	  "10.0.0.1/51234->10.0.0.9/443" },
	{ R, "Juniper SRX",
	  "RT_FLOW: APPTRACK_SESSION_CLOSE: AppTrack session closed TCP CLIENT RST: "
	  "10.0.0.1/51234->10.0.0.9/443" },
	{ 0, "Juniper SRX",
	  "RT_FLOW: RT_FLOW_SESSION_CLOSE: session closed TCP FIN: "
	  "10.0.0.1/51234->10.0.0.9/443" },
	{ T, "Juniper SRX",
	  "RT_FLOW: RT_FLOW_SESSION_CLOSE: session closed idle Timeout: "
	  "10.0.0.1/51234->10.0.0.9/443" },
	{ T, "Check Point", "message_info: First packet isn't SYN; tcp_flags: ACK" },
	{ T, "Check Point", "message_info: First packet isn't SYN; tcp_flags: PUSH-ACK" },
	{ 0, "Check Point", "message_info: First packet isn't SYN; tcp_flags: FIN-ACK" },
	{ R, "Check Point", "message_info: First packet isn't SYN; tcp_flags: RST-ACK" },
};

#endif
