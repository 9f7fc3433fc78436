/* SPDX-License-Identifier: BSD-3-Clause */
/* log_browser.c - Chrome and Edge, Firefox, Safari, WinINet, remote desktops */
#include "knowledge/log_chapter.h"

#define DROPPED \
	"The server ended the connection, by FIN or by RST: Apple says the same for both. A " \
	"kCFStreamErrorCodeKey of 54 inside tells of a RST."

static const struct tb_log_message rows[] = {
	{ "err_connection_reset", NULL, "Chrome", R, CLIENT, UNTOLD, PROGRAM,
	  "A RST arrived on the established connection. In TLS a FIN is now and then told so "
	  "too." },
	{ "err_connection_refused", NULL, "Chrome", C, CLIENT, UNTOLD, PROGRAM, M_REFUSED },
	{ "err_connection_closed", NULL, "Chrome", F, CLIENT, UNTOLD, PROGRAM, M_FIN_EARLY },
	{ "err_connection_aborted", NULL, "Chrome", A, CLIENT, UNTOLD, PROGRAM, M_LOCAL },
	{ "err_connection_timed_out", NULL, "Chrome", T, CLIENT, UNTOLD, PROGRAM, M_TIMEOUT },
	{ "err_empty_response", NULL, "Chrome", F, CLIENT, UNTOLD, PROGRAM, M_FIN_NO_ANSWER },
	{ "err_socket_not_connected", NULL, "Chrome", 0, CLIENT, UNTOLD, PROGRAM,
	  "The browser used a socket that was not connected: an error of its own. " M_NOT_TCP },
	{ "err_http2_protocol_error", NULL, "Chrome", 0, CLIENT, UNTOLD, PROGRAM,
	  "HTTP/2 went wrong inside the connection. " M_NOT_TCP },
	{ "err_address_unreachable", NULL, "Chrome", U, CLIENT, UNTOLD, PROGRAM,
	  M_UNREACHABLE },

	{ "pr_connect_reset_error", NULL, "Firefox", R, CLIENT, UNTOLD, PROGRAM, M_RESET },
	{ "ns_error_net_reset", NULL, "Firefox", R, CLIENT, UNTOLD, PROGRAM, M_RESET },
	{ "the connection was reset", NULL, "Firefox", R, CLIENT, UNTOLD, LANGUAGE, M_RESET },
	{ "ns_error_connection_refused", NULL, "Firefox", C, CLIENT, UNTOLD, PROGRAM,
	  M_REFUSED },
	{ "pr_end_of_file_error", NULL, "Firefox", F, CLIENT, UNTOLD, PROGRAM,
	  "A FIN in the middle of the TLS handshake. Not a RST." },
	{ "ns_error_net_interrupt", NULL, "Firefox", R, CLIENT, UNTOLD, PROGRAM,
	  "A RST arrived while the page was being loaded." },

	{ "the server unexpectedly dropped the connection", NULL, "Safari", F | R, CLIENT,
	  UNTOLD, PROGRAM, DROPPED },
	{ "nsurlerrornetworkconnectionlost", NULL, "Apple", F | R, CLIENT, UNTOLD, PROGRAM,
	  DROPPED },
	{ "nsurlerrordomain code=-1005", NULL, "Apple", F | R, CLIENT, UNTOLD, PROGRAM,
	  DROPPED },
	{ "the network connection was lost", NULL, "Apple", F | R, CLIENT, UNTOLD, PROGRAM,
	  DROPPED },
	{ "nsurlerrordomain code=-1004", NULL, "Apple", C | U, CLIENT, UNTOLD, PROGRAM,
	  "The connect failed: a RST or ICMP answered it." },
	{ "nsurlerrorcannotconnecttohost", NULL, "Apple", C | U, CLIENT, UNTOLD, PROGRAM,
	  "The connect failed: a RST or ICMP answered it." },
	{ "nsurlerrordomain code=-1001", NULL, "Apple", T, CLIENT, UNTOLD, PROGRAM,
	  M_OWN_TIMER },
	{ "nsurlerrortimedout", NULL, "Apple", T, CLIENT, UNTOLD, PROGRAM, M_OWN_TIMER },
	{ "kcfstreamerrorcodekey=54", NULL, "Apple", R, CLIENT, UNTOLD, PROGRAM, M_RESET },
	{ "kcfstreamerrorcodekey=54", "nsurlerrordomain", "Apple", R, CLIENT, UNTOLD, PROGRAM,
	  M_RESET },
	{ "kcfstreamerrorcodekey=61", "nsurlerrordomain", "Apple", C, CLIENT, UNTOLD, PROGRAM,
	  M_REFUSED },

	{ "inet_e_download_failure", NULL, "WinINet", R, CLIENT, UNTOLD, PROGRAM,
	  "The download broke off, mostly by a RST." },
	{ "connection with the server was reset", NULL, "WinINet", R, CLIENT, UNTOLD, PROGRAM,
	  M_RESET },
	{ "connection with the server was terminated abnormally", NULL, "WinINet", F | R, CLIENT,
	  UNTOLD, PROGRAM, M_FIN_OR_RST },
	{ "0x80072eff", NULL, "WinINet", R, CLIENT, UNTOLD, PROGRAM, M_RESET },
	{ "0x80072efe", NULL, "WinINet", F | R, CLIENT, UNTOLD, PROGRAM, M_FIN_OR_RST },
	{ "0x80072efd", NULL, "WinINet", C | T, CLIENT, UNTOLD, PROGRAM,
	  "The connect failed: refused, or not answered at all." },
	{ "0x80072ee2", NULL, "WinINet", T, CLIENT, UNTOLD, PROGRAM, M_OWN_TIMER },

	{ "because of a protocol error", NULL, "Remote Desktop", F | R, CLIENT, UNTOLD, PROGRAM,
	  "The session broke off, by FIN or by RST; a protocol error need not be behind it." },
	{ "error code: 0x904", NULL, "Remote Desktop", F | R, CLIENT, UNTOLD, PROGRAM,
	  "The session broke off, by FIN or by RST, mostly over a bad path." },
	{ "error code: 0x516", NULL, "Remote Desktop", C | T, CLIENT, UNTOLD, PROGRAM,
	  "The connect failed: refused, or not answered at all." },
};

TB_LOG_CHAPTER(browser);
