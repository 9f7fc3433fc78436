/* SPDX-License-Identifier: BSD-3-Clause */
/* log_mail.c - SMTP and FTP servers, directory, file and storage services, routers */
#include "knowledge/log_chapter.h"

#define LEFT "The client left in the middle of the dialogue, by FIN or by RST."

static const struct tb_log_message rows[] = {
	{ "lost connection after", NULL, "Postfix", F | R, SERVER, UNTOLD, PROGRAM, LEFT },
	{ "lost connection after connect", NULL, "Postfix", F | R, SERVER, UNTOLD, PROGRAM, LEFT },
	{ "lost connection after ehlo", NULL, "Postfix", F | R, SERVER, UNTOLD, PROGRAM, LEFT },
	{ "lost connection after data", NULL, "Postfix", F | R, SERVER, UNTOLD, PROGRAM, LEFT },
	{ "lost connection after starttls", NULL, "Postfix", F | R, SERVER, UNTOLD, PROGRAM,
	  LEFT },
	{ "lost connection with", "while", "Postfix", F | R, CLIENT, UNTOLD, PROGRAM,
	  "The other mail server left in the middle of the dialogue, by FIN or by RST." },
	{ "conversation with", "timed out", "Postfix", T, CLIENT, UNTOLD, PROGRAM, M_OWN_TIMER },
	{ "connect to", "]:25: connection refused", "Postfix", C, CLIENT, UNTOLD, PROGRAM,
	  M_REFUSED },
	{ "connect to", "]:25: connection timed out", "Postfix", T, CLIENT, UNTOLD, PROGRAM,
	  M_TIMEOUT },
	{ "ssl_accept error from", NULL, "Postfix", F | R, SERVER, UNTOLD, PROGRAM,
	  "The TLS handshake failed: the client left, by FIN or by RST, or its alert stands in "
	  "the lines before." },
	{ "ssl_accept error from", ": lost connection", "Postfix", F | R, SERVER, UNTOLD,
	  PROGRAM, "The client left in the middle of the TLS handshake, by FIN or by RST." },
	{ "421 4.4.2", NULL, "SMTP", F, CLIENT, UNTOLD, PROGRAM,
	  "The server says that it closes, mostly for a timeout of its own, and a FIN follows. "
	  "Not a RST." },
	{ "421 4.4.2", "timeout", "SMTP", T | F, EITHER, UNTOLD, PROGRAM,
	  "The server waited too long and closes with a FIN. Not a RST." },
	{ "smtp connection lost", NULL, "Exim", F | R, SERVER, UNTOLD, PROGRAM, LEFT },
	{ "unexpected disconnection while reading smtp command", NULL, "Exim", F | R, SERVER,
	  UNTOLD, PROGRAM, LEFT },
	{ "did not issue mail/expn", NULL, "Sendmail", F | R, SERVER, UNTOLD, PROGRAM,
	  "The client connected and left without a word of mail: a scanner or a health check." },
	{ "stat=deferred: connection reset by", NULL, "Sendmail", R, CLIENT, BY_SERVER, PROGRAM,
	  "The other mail server sent a RST; the mail is tried again later." },

	{ "425 can't open data connection", NULL, "FTP", C | T, CLIENT, UNTOLD, PROGRAM,
	  "The data connection could not be opened: refused, or not answered. The control "
	  "connection lives." },
	{ "425 failed to establish connection", NULL, "FTP", C | T, CLIENT, UNTOLD, PROGRAM,
	  "The data connection could not be opened: refused, or not answered. The control "
	  "connection lives." },
	{ "425 connection closed", NULL, "FTP", F | R, EITHER, UNTOLD, PROGRAM,
	  "The data connection ended early, by FIN or by RST. The control connection lives." },
	{ "426 connection closed", NULL, "FTP", F | R, EITHER, UNTOLD, PROGRAM,
	  "The data connection ended early, by FIN or by RST. The control connection lives." },
	{ "connection closed; transfer aborted", NULL, "FTP", F | R, EITHER, UNTOLD, PROGRAM,
	  "The data connection ended early, by FIN or by RST. The control connection lives." },
	{ "421 timeout", NULL, "FTP", T | F, EITHER, UNTOLD, PROGRAM,
	  "The server waited too long and closes with a FIN. Not a RST." },
	{ "421 service not available", NULL, "FTP", F, CLIENT, UNTOLD, PROGRAM,
	  "The server says that it closes, and a FIN follows. Not a RST." },

	{ "connection reset by peer", "bgp", "BGP", R, EITHER, UNTOLD, PROGRAM,
	  "A RST arrived on the session. No notification was sent, so the other router's log "
	  "is where the reason stands." },
	{ "notification not sent", "bgp", "BGP", R, EITHER, UNTOLD, PROGRAM,
	  "The session ended without a notification, as by a RST." },
	{ "can't contact ldap server", NULL, "LDAP", R | F | C | T, CLIENT, UNTOLD, PROGRAM,
	  "The server was not reached or the connection ended: refused, unanswered, reset or "
	  "closed. LDAP says -1 for all of them." },
	{ "nt_status_connection_reset", NULL, "Samba", R, EITHER, UNTOLD, PROGRAM, M_RESET },
	{ "nt_status_connection_disconnected", NULL, "Samba", F | R, EITHER, UNTOLD, PROGRAM,
	  M_FIN_OR_RST },
	{ "nt_status_connection_refused", NULL, "Samba", C, CLIENT, UNTOLD, PROGRAM,
	  M_REFUSED },
	{ "nt_status_io_timeout", NULL, "Samba", T, EITHER, UNTOLD, PROGRAM, M_TIMEOUT },
	{ "not responding", "nfs: server", "NFS client", T, CLIENT, UNTOLD, PROGRAM,
	  "Calls stay unanswered and are repeated. No RST arrived." },
	{ "conn error (1020)", NULL, "open-iscsi", F | R, CLIENT, UNTOLD, PROGRAM,
	  "The target closed the TCP connection, by FIN or by RST." },
	{ "conn error (1011)", NULL, "open-iscsi", F | R | T, CLIENT, UNTOLD, PROGRAM,
	  "The connection failed: closed, reset, or a ping went unanswered." },
};

TB_LOG_CHAPTER(mail);
