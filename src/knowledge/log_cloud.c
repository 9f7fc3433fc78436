/* SPDX-License-Identifier: BSD-3-Clause */
/* log_cloud.c - gRPC, what Envoy says in words, Kubernetes */
#include "knowledge/log_chapter.h"

#define UPSTREAM "upstream connect error or disconnect/reset before headers"
#define STARTED "upstream_reset_before_response_started{"
#define LOST \
	"The server behind Envoy ended the connection before the answer, by FIN or by RST."
#define UNMADE "Envoy could not connect to the server behind it: refused, or not answered."
#define STREAM "One stream was reset by an HTTP/2 frame. The TCP connection went on; no RST."
#define OWN_STREAM "Envoy gave the stream up by itself. No RST arrived."
#define BREAKER "A limit of Envoy's was reached, and no packet was sent. Not a TCP event."
#define BAD_HTTP "What came was no valid HTTP. The TCP connection worked until then."
#define TOO_LONG "Envoy's own timer for the answer ran out. No RST arrived."

static const struct tb_log_message rows[] = {
	{ "code = unavailable", "connection reset by peer", "gRPC", R, CLIENT, BY_SERVER,
	  PROGRAM, M_RESET },
	{ "code = unavailable", "connection refused", "gRPC", C, CLIENT, UNTOLD, PROGRAM,
	  M_REFUSED },
	{ "code = unavailable", "transport is closing", "gRPC", F | R, CLIENT, UNTOLD, PROGRAM,
	  M_FIN_OR_RST },
	{ "error reading from server: eof", NULL, "gRPC", F, CLIENT, UNTOLD, PROGRAM,
	  "The server closed with a FIN. Not a RST." },
	{ "keepalive ping failed", NULL, "gRPC", T, CLIENT, UNTOLD, PROGRAM,
	  "A ping of HTTP/2 stayed unanswered, and the client closed. No RST arrived." },

	{ UPSTREAM, NULL, "Envoy", F | R | C | T, CLIENT, UNTOLD, PROGRAM,
	  "The server behind Envoy gave no answer; the reset reason behind these words tells "
	  "more." },
	{ UPSTREAM, "reset reason: connection termination", "Envoy", F | R, CLIENT, UNTOLD,
	  PROGRAM, LOST },
	{ UPSTREAM, "reset reason: connection failure", "Envoy", C | T, CLIENT, UNTOLD, PROGRAM,
	  UNMADE },
	{ UPSTREAM, "reset reason: remote connection failure", "Envoy", C | T, CLIENT, UNTOLD,
	  PROGRAM, UNMADE },
	{ UPSTREAM, "delayed connect error: 111", "Envoy", C, CLIENT, UNTOLD, PROGRAM,
	  M_REFUSED },
	{ UPSTREAM, "reset reason: connection timeout", "Envoy", T, CLIENT, UNTOLD, PROGRAM,
	  M_OWN_TIMER },
	{ UPSTREAM, "reset reason: remote reset", "Envoy", 0, CLIENT, UNTOLD, PROGRAM, STREAM },
	{ UPSTREAM, "reset reason: local reset", "Envoy", 0, CLIENT, UNTOLD, PROGRAM,
	  OWN_STREAM },
	{ UPSTREAM, "reset reason: overflow", "Envoy", 0, CLIENT, UNTOLD, PROGRAM, BREAKER },
	{ UPSTREAM, "reset reason: protocol error", "Envoy", 0, CLIENT, UNTOLD, PROGRAM,
	  BAD_HTTP },
	{ STARTED "connection_termination", NULL, "Envoy", F | R, CLIENT, UNTOLD, PROGRAM,
	  LOST },
	{ STARTED "connection_failure", NULL, "Envoy", C | T, CLIENT, UNTOLD, PROGRAM, UNMADE },
	{ STARTED "remote_connection_failure", NULL, "Envoy", C | T, CLIENT, UNTOLD, PROGRAM,
	  UNMADE },
	{ STARTED, "delayed_connect_error:_111", "Envoy", C, CLIENT, UNTOLD, PROGRAM,
	  M_REFUSED },
	{ STARTED "remote_reset", NULL, "Envoy", 0, CLIENT, UNTOLD, PROGRAM, STREAM },
	{ STARTED "local_reset", NULL, "Envoy", 0, CLIENT, UNTOLD, PROGRAM, OWN_STREAM },
	{ STARTED "overflow", NULL, "Envoy", 0, CLIENT, UNTOLD, PROGRAM, BREAKER },
	{ STARTED "protocol_error", NULL, "Envoy", 0, CLIENT, UNTOLD, PROGRAM, BAD_HTTP },
	/* before 1.17 with blanks */
	{ STARTED "connection termination", NULL, "Envoy", F | R, CLIENT, UNTOLD, PROGRAM,
	  LOST },
	{ STARTED "connection failure", NULL, "Envoy", C | T, CLIENT, UNTOLD, PROGRAM, UNMADE },
	{ STARTED "remote reset", NULL, "Envoy", 0, CLIENT, UNTOLD, PROGRAM, STREAM },
	{ STARTED "local reset", NULL, "Envoy", 0, CLIENT, UNTOLD, PROGRAM, OWN_STREAM },
	{ "delayed connect error: 111", NULL, "Envoy", C, CLIENT, UNTOLD, PROGRAM, M_REFUSED },
	{ "remote connection failure", NULL, "Envoy", C | T, CLIENT, UNTOLD, PROGRAM, UNMADE },
	{ "downstream_remote_disconnect", NULL, "Envoy", F | R, SERVER, UNTOLD, PROGRAM,
	  "The client left before it had the whole answer, by FIN or by RST." },
	{ "downstream_local_disconnect", NULL, "Envoy", A, SERVER, BY_WRITER, PROGRAM,
	  "Envoy ended the client's connection by itself." },
	{ "duration_timeout", "http/", "Envoy", A, SERVER, BY_WRITER, PROGRAM,
	  "The connection reached the greatest age that Envoy allows, and Envoy ended it." },
	{ "duration_timeout", "response_code_details", "Envoy", A, SERVER, BY_WRITER, PROGRAM,
	  "The connection reached the greatest age that Envoy allows, and Envoy ended it." },
	{ "response_timeout", "http/", "Envoy", T, CLIENT, UNTOLD, PROGRAM, TOO_LONG },
	{ "response_timeout", "response_code_details", "Envoy", T, CLIENT, UNTOLD, PROGRAM,
	  TOO_LONG },

	{ "unable to connect to the server:", "connection reset by peer", "kubectl", R, CLIENT,
	  BY_SERVER, PROGRAM, M_RESET },
	{ "unable to connect to the server:", "connection refused", "kubectl", C, CLIENT, UNTOLD,
	  PROGRAM, M_REFUSED },
	{ "probe failed:", "connect: connection refused", "kubelet", C, CLIENT, UNTOLD, PROGRAM,
	  "The pod refused the probe: nothing listens on that port, not yet or no more." },
	{ "probe failed:", "read: connection reset by peer", "kubelet", R, CLIENT, BY_SERVER,
	  PROGRAM, "The pod accepted the probe and reset it." },
	{ "probe failed:", "\": eof", "kubelet", F, CLIENT, UNTOLD, PROGRAM, M_FIN_NO_ANSWER },
	{ "error upgrading connection", NULL, "Kubernetes", F | R, CLIENT, UNTOLD, PROGRAM,
	  "The stream to the pod could not be opened; the words behind the colon tell how." },
	{ "error upgrading connection", "eof", "Kubernetes", F, CLIENT, UNTOLD, PROGRAM,
	  M_FIN_NO_ANSWER },
	{ "lost connection to pod", NULL, "kubectl", F | R, CLIENT, UNTOLD, PROGRAM,
	  M_FIN_OR_RST },
	{ "etcdserver: ", NULL, "etcd", 0, CLIENT, UNTOLD, PROGRAM,
	  "etcd answered with an error of its own. " M_NOT_TCP },
};

TB_LOG_CHAPTER(cloud);
