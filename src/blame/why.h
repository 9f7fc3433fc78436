/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * why.h - the sentences of a verdict, as codes
 *
 * tb_why_text() of the public header turns them into words.
 */
#ifndef TB_BLAME_WHY_H
#define TB_BLAME_WHY_H

#include <tcpblame/verdict.h>

enum tb_why_code {
	TB_WHY_NONE,
	/* effect */
	TB_WHY_EXACT,
	TB_WHY_FIN,
	TB_WHY_SACK,
	TB_WHY_SYN_ACKED,
	TB_WHY_REORDERED,
	TB_WHY_CHALLENGED,	/* frame: the challenge ACK */
	TB_WHY_CHALLENGES,	/* frame: the challenge ACK to another one */
	TB_WHY_OLD,
	TB_WHY_OUTSIDE,
	TB_WHY_SYN_UNACKED,
	TB_WHY_PROOF,		/* frame: acknowledges what came after the RST */
	TB_WHY_LIVED_ON,	/* frame: sent long after; n: ns after the RST */
	TB_WHY_OVER,
	TB_WHY_CROSSED,		/* frame: the receiver's own RST */
	TB_WHY_EARLIER_RST,	/* frame: the RST that ended it */
	TB_WHY_NO_NUMBERS,
	TB_WHY_WINDOW,
	TB_WHY_MAYBE_WINDOW,
	TB_WHY_BEHIND,
	TB_WHY_COPY,
	TB_WHY_KERNEL_TOOK,
	TB_WHY_IN_VAIN,		/* frame: the first that went unanswered */
	TB_WHY_TTL_SPENT,	/* n: TTL */
	/* origin */
	TB_WHY_NOTHING_TO_COMPARE,
	TB_WHY_LITTLE_TO_COMPARE,
	TB_WHY_CORRUPT,
	/* harm */
	TB_WHY_NO_EFFECT,
	TB_WHY_ENDED_BEFORE,
	TB_WHY_NO_CONNECTION,
	TB_WHY_ATTEMPT_FAILED,
	TB_WHY_ATTEMPT_DROPPED,
	TB_WHY_ATTEMPT_UNSEEN,
	TB_WHY_REQUEST_OPEN,
	TB_WHY_SAID_FULL,
	TB_WHY_UNACKED,		/* n: bytes */
	TB_WHY_ONLY_ALERT,	/* n: bytes */
	TB_WHY_TLS_TAIL,	/* n: bytes */
	TB_WHY_COMPLETE,
	TB_WHY_UPLOADING,
	TB_WHY_UNREAD,
	TB_WHY_CLOSED_BOTH,
	TB_WHY_UNUSED,
	TB_WHY_UNUSED_BY_SERVER,
	TB_WHY_BEGAN_BEFORE,
	TB_WHY_ONE_SIDED,
	TB_WHY_UNREADABLE,
	TB_WHY_MAY_BE_MISSED,
	TB_WHY_BY_CAUSE,
	/* what applications meet */
	TB_WHY_MET_REFUSAL,	/* frame: the RST, here and below */
	TB_WHY_MET_RST,
	TB_WHY_MET_AFTER_FIN,
	TB_WHY_MET_TIMER,
	TB_WHY_MET_ICMP,
	TB_WHY_MET_KILL,
	TB_WHY_MET_EMBRYO,
	TB_WHY_MET_CLOSED,
	TB_WHY_MET_OR_CLOSED,
	TB_WHY_MET_OWN,
	TB_WHY_MET_NO_SOCKET,
	TB_WHY_MET_GONE,
	TB_WHY_MET_GAVE_UP,
	TB_WHY_MET_NOTHING,
	TB_WHY_MET_UNREACHED,
	/* unseen */
	TB_WHY_UNSEEN_START,
	TB_WHY_UNSEEN_FORGOTTEN,
	TB_WHY_UNSEEN_CLIENT,
	TB_WHY_UNSEEN_SERVER,
	TB_WHY_UNSEEN_HEADERS,
	TB_WHY_UNSEEN_PAYLOAD,
	TB_WHY_UNSEEN_SCALE,
	TB_WHY_UNSEEN_AFTERMATH,	/* n: ns that were seen */
	TB_WHY_UNSEEN_ARRIVAL,
	TB_WHY_UNSEEN_HAND,
	TB_WHY_UNSEEN_READ,
	TB_WHY_UNSEEN_ROLES,
	TB_WHY_UNSEEN_OTHER_END,
	TB_WHY_UNSEEN_LOST,	/* n: packets */
	TB_WHY_UNSEEN_BLIND,	/* n: ns */
	TB_WHY_UNSEEN_STOOD,	/* n: ns */
	TB_WHY_UNSEEN_CROWD,
	/* what triggers are: from the client, then the same from the server */
	TB_WHY_TRIGGER_SYN,	/* n: payload bytes, in all of them */
	TB_WHY_TRIGGER_SYN_SERVER,
	TB_WHY_TRIGGER_SYN_ACK,
	TB_WHY_TRIGGER_SYN_ACK_SERVER,
	TB_WHY_TRIGGER_DATA,
	TB_WHY_TRIGGER_DATA_SERVER,
	TB_WHY_TRIGGER_RETRANSMISSION,
	TB_WHY_TRIGGER_RETRANSMISSION_SERVER,
	TB_WHY_TRIGGER_FIN,
	TB_WHY_TRIGGER_FIN_SERVER,
	TB_WHY_TRIGGER_KEEPALIVE,
	TB_WHY_TRIGGER_KEEPALIVE_SERVER,
	TB_WHY_TRIGGER_WINDOW_PROBE,
	TB_WHY_TRIGGER_WINDOW_PROBE_SERVER,
	TB_WHY_TRIGGER_ACK,
	TB_WHY_TRIGGER_ACK_SERVER,
	/* groups */
	TB_WHY_GROUP_REFUSES,	/* frame: the first refusal; n: ns after the first reset */
	TB_WHY_GROUP_RETURNS,	/* frame: accepts again; likewise */
	TB_WHY_GROUP_FINS,	/* n: connections */
	TB_WHY_GROUP_TARGETS,	/* n: services */
	TB_WHY_GROUP_PERIOD,	/* n: ns */
	TB_WHY_GROUP_ALIKE,	/* n: connections */
	TB_WHY_GROUP_LOSSES,	/* n: hosts */
	TB_WHY_GROUP_MACS,	/* frame: of one of them */
	TB_WHY_GROUP_OTHER_NAMES,	/* n: connections */
	TB_WHY_COUNT
};

/* Code of the sentence about an answer: sender is the side whose address the RST bears. */
uint16_t tb_why_signal(unsigned signal, bool yes, enum tb_side sender);

#endif
