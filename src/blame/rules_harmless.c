/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * rules_harmless.c - endings that cost nothing
 */
#include "blame/rulebook.h"
#include "blame/signal.h"

static const struct tb_rule rules[] = {
	{
		.is = {
			.slug = "reset-after-completion",
			.title = "reset after all had been said",
			.meaning = "All had been said, and one end reset the connection "
				"instead of closing it in order. Nothing was lost.",
			.decisive = "The last response was complete by its own framing "
				"(Content-Length, last chunk, close_notify, QUIT) and "
				"nothing was outstanding. Often session tickets of TLS "
				"that nobody reads provoke the reset.",
			.against = "Bytes were missing or never acknowledged, or a "
				"request was open.",
			.limit = "Where the dialogue cannot be read, that all was said is "
				"inferred from acknowledgements only.",
			.client_sees = "Nothing.",
			.server_sees = "Nothing, or a line about a reset at a low level.",
			.advice = {
				"Leave it. If it fills a log, let the client read to the "
				"end of file before it closes.",
			},
		},
		.harm = TB_HARM_BENIGN,
		.prior = -8,
		.clue = {
			TB_CLUE(SENDER_UNACKED, -8, 0),
			TB_CLUE(SAID_FULL, -24, 0),
			TB_CLUE(REFUSED_UNASKED, -18, 0),
			TB_CLUE(MANY_ENDINGS, -5, 1),
			TB_CLUE(RECEIVER_ALERTED, 16, 0),
			TB_CLUE(SENDER_ALERTED, 10, 0),
			TB_CLUE(GOT_ANSWER, 2, 0),
			TB_CLUE(REQUEST_OPEN, -20, 14),
			TB_CLUE(TLS_TAIL, 18, 0),
			TB_CLUE(RECEIVER_UNACKED, -5, 2),
			TB_CLUE(LIVE_SOCKET, 4, -4),
			TB_CLUE(AT_ONCE, 4, -4),
			TB_CLUE(SENDER_CLOSED, -3, 1),
			TB_CLUE(BOTH_CLOSED, -8, 0),
			TB_CLUE(RECEIVER_CLOSED, 6, 0),
			TB_CLUE(NOTHING_SAID, -20, 1),
			TB_CLUE(BARE, -12, 0),
			TB_CLUE(MADE_BY_THIRD, -12, 1),
			TB_CLUE(FROM_SERVER, -3, 2),
			TB_CLUE(SILENT, -5, 1),
			TB_CLUE(WENT_DOWN, -6, 0),
			TB_CLUE(RECEIVED_IN_VAIN, -20, 0),
			TB_CLUE(TLS_UNFINISHED, -15, 0),
			TB_CLUE(FATAL_ALERT, -30, 0),
			TB_KERNEL(DISCONNECTED), TB_KERNEL(UNREAD), TB_KERNEL(CLOSED),
			TB_KERNEL(NO_SOCKET), TB_KERNEL(LISTENER),
		},
	},
	{
		.is = {
			.slug = "post-close-reset",
			.title = "a reset after both sides had closed",
			.meaning = "Both ends had closed when the reset came. It answers "
				"a straggler or clears up.",
			.decisive = "A FIN from each side before the reset.",
			.against = "Data before a FIN was never acknowledged.",
			.client_sees = "Nothing.",
			.server_sees = "Nothing.",
		},
		.harm = TB_HARM_BENIGN,
		.prior = -8,
		.clue = {
			TB_CLUE(ANSWERS_FIN, 3, 0),
			TB_CLUE(RECEIVER_ALERTED, 6, 0),
			TB_CLUE(OLD_CONNECTION, -20, 0),
			TB_CLUE(BOTH_CLOSED, 16, -15),
			TB_CLUE(IN_CLOSED, 14, 0),
			TB_CLUE(IN_CLOSING, 8, 0),
			TB_CLUE(RECEIVER_UNACKED, -16, 3),
			TB_CLUE(MADE_BY_THIRD, -10, 1),
			TB_CLUE(UPLOADING, -8, 0),
			TB_KERNEL(NO_SOCKET), TB_KERNEL(LISTENER), TB_KERNEL(CLOSED),
		},
	},
	{
		.is = {
			.slug = "graceful-close",
			.title = "an orderly close, no reset",
			.meaning = "The connection ended by FINs and not by a reset. A "
				"log that speaks of a reset here means an unexpected end "
				"of file.",
			.decisive = "A FIN from each side, each acknowledged, and no "
				"reset that took effect.",
			.limit = "Whether the close was welcome: a FIN in place of a "
				"response is an orderly close too.",
			.client_sees = "End of file.",
			.server_sees = "End of file.",
			.advice = {
				"If an application complains, ask why the end that sent "
				"the first FIN closed. Messages such as socket hang up, "
				"upstream prematurely closed or server closed the "
				"connection unexpectedly often mean a FIN.",
			},
		},
		.harm = TB_HARM_BENIGN,
		.prior = -40,
	},
};

const struct tb_chapter tb_chapter_harmless = {
	.title = "Harmless ends",
	.rule = rules,
	.n = sizeof(rules) / sizeof(rules[0]),
};
