/* SPDX-License-Identifier: BSD-3-Clause */
/* log_queue.c - message queues: Kafka, RabbitMQ */
#include "knowledge/log_chapter.h"

static const struct tb_log_message rows[] = {
	{ "[socketserver", "disconnected", "Kafka broker", F | R, SERVER, UNTOLD, PROGRAM,
	  M_FIN_OR_RST },
	{ "[socketserver", "connection reset by peer", "Kafka broker", R, SERVER, BY_CLIENT,
	  PROGRAM, M_RESET },
	{ "disconnected while requesting apiversion", NULL, "Kafka client", F | R, CLIENT,
	  UNTOLD, PROGRAM,
	  "The broker ended the connection at its first request, by FIN or by RST: an older "
	  "broker, or one that expects TLS." },
	{ "] node ", " disconnected.", "Kafka client", F | R, CLIENT, UNTOLD, PROGRAM,
	  M_FIN_OR_RST },
	{ "connection to node", "could not be established", "Kafka client", C | T, CLIENT,
	  UNTOLD, PROGRAM, "The connect failed: refused, or not answered at all." },
	{ "client unexpectedly closed tcp connection", NULL, "RabbitMQ", F | R, SERVER, UNTOLD,
	  PROGRAM,
	  "The client ended the connection without a goodbye, by FIN or by RST: RabbitMQ says "
	  "the same for both." },
	{ "{writer,send_failed,", NULL, "RabbitMQ", F | W, SERVER, UNTOLD, PROGRAM, M_PIPE },
	{ "missed heartbeats from client", NULL, "RabbitMQ", T, SERVER, UNTOLD, PROGRAM,
	  "The client was silent for the heartbeat's time, and RabbitMQ closed. No RST arrived." },
};

TB_LOG_CHAPTER(queue);
