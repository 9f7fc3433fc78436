/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * signal_list.h - all questions: TB_SIGNAL(NAME, ask, FAMILY, yes, no)
 *
 * Included by signal.h and signals.c, which say what to make of a line.  The questions
 * about the maker come first, up to MADE_BY_THIRD.
 */

/* How the RST is made */
TB_SIGNAL(BARE, bare, FORM, NULL, NULL)
TB_SIGNAL(LIVE_SOCKET, live_socket, FORM,
	  "it is a RST+ACK at the own sequence number of %S and answers no segment: a live socket "
	  "was closed",
	  NULL)
TB_SIGNAL(STATELESS, stateless, FORM,
	  "it is built from the numbers of %f, as a host does that has no socket for a segment",
	  NULL)
TB_SIGNAL(WINDOWS_FORM, windows_form, FORM,
	  "it has the form that Windows gives to resets: TTL family 128, window 0, no options",
	  NULL)
TB_SIGNAL(TOOL_FORM, tool_form, FORM,
	  "window 8192, IP ID 1 and no DF are the defaults of a packet-making tool", NULL)
TB_SIGNAL(UNEXPLAINED, unexplained, NUMBERS,
	  "no segment of %R that was captured calls for its sequence number", NULL)

/* Is it like the other packets of its claimed sender? */
TB_SIGNAL(TTL_SAME, ttl_same, TTL, "its TTL, %n, is that of the other packets of %S", NULL)
TB_SIGNAL(TTL_MIXED, ttl_mixed, TTL,
	  "the packets of %S have TTLs far apart, and most of them not that of the reset, %n",
	  NULL)
TB_SIGNAL(TTL_NEARER, ttl_nearer, TTL,
	  "its TTL, %n, is one more than that of the other packets of %S: its maker is a hop nearer",
	  NULL)
TB_SIGNAL(TTL_FARTHER, ttl_farther, TTL,
	  "its TTL, %n, is one less than that of the other packets of %S", NULL)
TB_SIGNAL(TTL_FAR, ttl_far, TTL,
	  "its TTL, %n, is two or more away from all other packets of %S", NULL)
TB_SIGNAL(TTL_FAMILY, ttl_family, TTL,
	  "its TTL, %n, began at another value than that of the other packets of %S", NULL)
TB_SIGNAL(ID_CONTINUES, id_continues, IP_ID,
	  "its IP ID, %n, continues the count of the other packets of %S", NULL)
TB_SIGNAL(ID_ODD, id_odd, IP_ID,
	  "its IP ID, %n, fits neither the count of the other packets of %S nor the zero of a "
	  "stateless answer",
	  NULL)
TB_SIGNAL(DF_DIFFERS, df_differs, HEADER,
	  "its DF bit is not as in the other packets of %S", NULL)
TB_SIGNAL(TOS_MIRRORED, tos_mirrored, HEADER,
	  "it repeats the DSCP of %f, as the stack of a host does",
	  "it does not repeat the DSCP of %f, as the stack of a host would: firewalls send 0")
TB_SIGNAL(WINDOW_FITS, window_fits, WINDOW,
	  "its window, %n, is the one that %S last offered", NULL)
TB_SIGNAL(WINDOW_MIRRORED, window_mirrored, WINDOW,
	  "its window, %n, is that of %f from %R: boxes that turn headers around do that", NULL)
TB_SIGNAL(WINDOW_ODD, window_odd, WINDOW,
	  "it has a window, %n, though it was made without a socket", NULL)
TB_SIGNAL(TS_CONTINUES, ts_continues, TIMESTAMP,
	  "its timestamp continues the clock of %S",
	  "its timestamp does not continue the clock of %S")
TB_SIGNAL(TS_MISSING, ts_missing, TIMESTAMP,
	  "it lacks the timestamps that %S sends, as a live socket would not on Linux", NULL)
TB_SIGNAL(MADE_HERE, made_here, LINK,
	  "it left the host that captured it, to which the other packets of %S had come", NULL)
TB_SIGNAL(MAC_DIFFERS, mac_differs, LINK,
	  "it came from another link-layer address than the other packets of %S",
	  "it came from the link-layer address of the other packets of %S")
TB_SIGNAL(TWO_MACS, two_macs, LINK,
	  "two machines use the address of %S: %f", NULL)
TB_SIGNAL(MOVED, moved, AFTER,
	  "the address of %S has another link-layer address from %f on, and the former has begun or "
	  "answered no connection since",
	  NULL)
TB_SIGNAL(TOO_EARLY, too_early, ARRIVAL,
	  "it came %s s after %f, sooner than %S can answer from where it is", NULL)
TB_SIGNAL(SEQ_BEHIND, seq_behind, NUMBERS,
	  "its sequence number lies below what %S had already sent", NULL)
TB_SIGNAL(SEQ_AHEAD, seq_ahead, NUMBERS,
	  "its sequence number lies beyond what %S had sent", NULL)
TB_SIGNAL(STEPPED, stepped, NUMBERS,
	  "%n RSTs with different sequence numbers came in a burst: somebody guesses", NULL)
TB_SIGNAL(GUESSED, guessed, NUMBERS,
	  "%n RSTs came whose sequence numbers lie far from all that %S had sent: somebody guesses "
	  "who does not see the connection",
	  NULL)
TB_SIGNAL(TALKS_ON, talks_on, AFTER,
	  "%S, the supposed sender, went on to send new data: %f", NULL)
TB_SIGNAL(ACKS_ON, acks_on, AFTER,
	  "%S, the supposed sender, went on with the connection: %f", NULL)
TB_SIGNAL(BOTH_ENDS, both_ends, CROWD,
	  "a RST went to each end at the same time: %f", NULL)
TB_SIGNAL(CORRUPT, corrupt, NUMBERS,
	  "its checksum is wrong though those of %S are right otherwise", NULL)
TB_SIGNAL(CODED, coded, CODE, "its maker wrote the reason into it", NULL)
TB_SIGNAL(CODE_MAYBE, code_maybe, CODE,
	  "its window, %n, may be the reason code of a load balancer", NULL)

/* What the kernel of its claimed sender says, where somebody has asked it */
TB_SIGNAL(KERNEL_SENT, kernel_sent, KERNEL, "the kernel of %S itself says that it sent it", NULL)

/* Who else was reset like that */
TB_SIGNAL(MANY_SERVERS, many_servers, CROWD,
	  "connections of %n other host%p were reset in the same way", NULL)

/* What the capture does not show */
TB_SIGNAL(LATE_START, late_start, SIGHT,
	  "the connection may have begun before the capture", NULL)
TB_SIGNAL(ONE_SIDED, one_sided, SIGHT, "only one direction was captured", NULL)
TB_SIGNAL(CUT_SHORT, cut_short, SIGHT, "the packets were captured in part", NULL)
TB_SIGNAL(MISSED, missed, SIGHT, "the capture missed packets while it was watched", NULL)

/* Who made it: what was concluded from the answers so far */
TB_SIGNAL(MADE_BY_THIRD, made_by_third, ORIGIN, "somebody other than %S made it", NULL)
TB_SIGNAL(MADE_BY_SENDER, made_by_sender, ORIGIN, NULL, NULL)
TB_SIGNAL(FROM_SERVER, from_server, SIDE, NULL, NULL)

/* When */
TB_SIGNAL(IN_SYN_SENT, in_syn_sent, PHASE, "it answers the attempt to connect", NULL)
TB_SIGNAL(IN_SYN_RECEIVED, in_syn_received, PHASE, "the handshake was not complete", NULL)
TB_SIGNAL(IN_ESTABLISHED, in_established, PHASE, "no data had been sent yet", NULL)
TB_SIGNAL(IN_TRANSFER, in_transfer, PHASE, NULL, NULL)
TB_SIGNAL(IN_HALF_CLOSED, in_half_closed, PHASE, NULL, NULL)
TB_SIGNAL(IN_CLOSING, in_closing, PHASE, NULL, NULL)
TB_SIGNAL(IN_CLOSED, in_closed, PHASE, "the connection was already over", NULL)
TB_SIGNAL(IN_NOTHING, in_nothing, PHASE, "no connection was known", NULL)

/* What it answers */
TB_SIGNAL(ANSWERS_SYN, answers_syn, TRIGGER, "it answers %f, a SYN", NULL)
TB_SIGNAL(ANSWERS_SYN_ACK, answers_syn_ack, TRIGGER, "it answers %f, a SYN-ACK", NULL)
TB_SIGNAL(ANSWERS_DATA, answers_data, TRIGGER, "it answers %f, %b of data", NULL)
TB_SIGNAL(ANSWERS_FIN, answers_fin, TRIGGER, "it answers %f, a FIN", NULL)
TB_SIGNAL(ANSWERS_PROBE, answers_probe, TRIGGER, "it answers %f, a keepalive probe", NULL)
TB_SIGNAL(ANSWERS_ACK, answers_ack, TRIGGER, "it answers %f, an ACK without data", NULL)

/* What it did */
TB_SIGNAL(HAD_NO_EFFECT, had_no_effect, EFFECT, "its receiver did not take it", NULL)
TB_SIGNAL(CHALLENGED, challenged, EFFECT,
	  "its receiver answered by a challenge ACK and lived on", NULL)

TB_SIGNAL(SWALLOWED, swallowed, AFTER,
	  "%S, which went on with the connection, had not received what the reset answers: %f "
	  "does not acknowledge it",
	  NULL)
TB_SIGNAL(KNEW_STILL, knew_still, AFTER,
	  "%S went on with the connection, %f, of which its reset says that there is no socket: "
	  "filters on a host answer so",
	  NULL)

/* Who had closed before */
TB_SIGNAL(SENDER_CLOSED, sender_closed, CLOSE, "%S had sent FIN: %f", "%S had not sent FIN")
TB_SIGNAL(FIN_MISSED, fin_missed, CLOSE,
	  "%f acknowledges one number more than was captured of %S, which may be its FIN", NULL)
TB_SIGNAL(RECEIVER_CLOSED, receiver_closed, CLOSE, "%R had sent FIN: %f", NULL)
TB_SIGNAL(WROTE_AFTER_FIN, wrote_after_fin, CLOSE,
	  "%R wrote on, %f, though it had the FIN of %S", NULL)
TB_SIGNAL(CROSSED_FIN, crossed_fin, CLOSE,
	  "%f from %R was on its way when %S sent its FIN", NULL)
TB_SIGNAL(FIN_LONG_AGO, fin_long_ago, SILENCE,
	  "the FIN of %S was %s s old, longer than half-closed sockets are kept", NULL)
TB_SIGNAL(FIN_ACK_ONLY, fin_ack_only, CLOSE,
	  "it answers the mere acknowledgment of the FIN of %S", NULL)
TB_SIGNAL(CLOSE_AFTER_SILENCE, close_after_silence, SILENCE,
	  "%S had closed after %s s of silence", NULL)
TB_SIGNAL(CLOSED_AMID_TALK, closed_amid_talk, SILENCE,
	  "%S had closed amid the talk, %s s after the last words", NULL)
TB_SIGNAL(BOTH_CLOSED, both_closed, CLOSE, "both ends had sent FIN", NULL)

/* Whose turn it was */
TB_SIGNAL(RECEIVER_SPOKE_LAST, receiver_spoke_last, TURN,
	  "%R had spoken last: %b from %f on", NULL)
TB_SIGNAL(GOT_ANSWER, got_answer, TURN,
	  "%b from %R had come last, from %f on", NULL)
TB_SIGNAL(SENDER_SPOKE_LAST, sender_spoke_last, TURN, "%S had spoken last: %f", NULL)
TB_SIGNAL(UNHEARD, unheard, TURN,
	  "%f and what follows had not yet reached %S when it reset", NULL)
TB_SIGNAL(AT_ONCE, at_once, TURN, "it came at once after %f", NULL)
TB_SIGNAL(SENDER_UNACKED, sender_unacked, TURN,
	  "%b from %S were not yet acknowledged", NULL)
TB_SIGNAL(RECEIVER_UNACKED, receiver_unacked, TURN,
	  "%b from %R were not yet acknowledged", NULL)
TB_SIGNAL(ONLY_FIRST_WORDS, only_first_words, TURN,
	  "it followed the first data of the connection, %f", NULL)
TB_SIGNAL(NOTHING_SAID, nothing_said, TURN, "the connection carried no data", NULL)

/* Requests and responses */
TB_SIGNAL(REQUEST_OPEN, request_open, EXCHANGE, "a request was not wholly answered",
	  "every request had been answered")
TB_SIGNAL(ANSWERED_BEFORE, answered_before, EXCHANGE,
	  "earlier requests of the connection were answered", NULL)
TB_SIGNAL(RESPONSE_BEGUN, response_begun, EXCHANGE,
	  "the response had begun and was not complete", NULL)
TB_SIGNAL(LATE_ANSWER, late_answer, EXCHANGE,
	  "the answer, from %f on, came only %s s after %S had closed", NULL)
TB_SIGNAL(REFUSING_STATUS, refusing_status, EXCHANGE,
	  "the server answered with status %n", NULL)
TB_SIGNAL(TIMEOUT_STATUS, timeout_status, EXCHANGE,
	  "the server answered with status %n: it had waited for too long", NULL)
TB_SIGNAL(REFUSED_UNASKED, refused_unasked, EXCHANGE,
	  "the server spoke before it was asked, %f, which in this protocol is to refuse", NULL)
TB_SIGNAL(STREAMING, streaming, FLOOD,
	  "%R was in the middle of sending: %b in the last second, and it sent on", NULL)
TB_SIGNAL(NOTHING_COMING, nothing_coming, FLOOD,
	  "nothing had come from %R for %s s when %S closed", NULL)
TB_SIGNAL(SAID_FULL, said_full, EXCHANGE,
	  "the server said that it takes no more connections: %f", NULL)
TB_SIGNAL(SAID_TERMINATED, said_terminated, EXCHANGE,
	  "the server said that it was told to end the session: %f", NULL)
TB_SIGNAL(SAID_CRASHED, said_crashed, EXCHANGE,
	  "the server said that one of its processes had crashed: %f", NULL)
TB_SIGNAL(SAID_IDLE, said_idle, EXCHANGE,
	  "the server said that a timer of the session ran out: %f", NULL)
TB_SIGNAL(UPLOADING, uploading, EXCHANGE,
	  "%R was still sending when %S had answered and closed", NULL)

/* TLS, and which protocol */
TB_SIGNAL(FATAL_ALERT, fatal_alert, TLS, "a fatal TLS alert was sent", NULL)
TB_SIGNAL(TLS_UNFINISHED, tls_unfinished, TLS, "the TLS handshake was not finished", NULL)
TB_SIGNAL(TLS_UNANSWERED, tls_unanswered, TLS, "the ClientHello was not answered", NULL)
TB_SIGNAL(TLS_JUST_DONE, tls_just_done, TLS,
	  "the TLS handshake was hardly over: the server had not yet said anything after it", NULL)
TB_SIGNAL(TLS_TAIL, tls_tail, TLS,
	  "all that was left were a few encrypted bytes of the server: session tickets or closing "
	  "alerts",
	  NULL)
TB_SIGNAL(SENDER_ALERTED, sender_alerted, TLS,
	  "the last of %S was a TLS alert: %f", NULL)
TB_SIGNAL(RECEIVER_ALERTED, receiver_alerted, TLS,
	  "the last of %R was a TLS alert: %f", NULL)
TB_SIGNAL(NAMED_FIRST_WORDS, named_first_words, EXCHANGE,
	  "it followed the words that name the server: %f", NULL)
TB_SIGNAL(WRONG_LANGUAGE, wrong_language, SPEECH,
	  "the client speaks another protocol than the port is for", NULL)
TB_SIGNAL(NOT_UNDERSTOOD, not_understood, SPEECH,
	  "the ends speak different protocols", NULL)

/* Timers */
TB_SIGNAL(SILENT, silent, SILENCE, "the connection had been silent for %s s",
	  "the connection had not been silent")
TB_SIGNAL(HEARD_LATELY, heard_lately, SILENCE,
	  "%S had been heard only %s s before", NULL)
TB_SIGNAL(WHOLE_SECONDS, whole_seconds, TIMER,
	  "that came %s s after %f: a timer set in whole seconds", NULL)
TB_SIGNAL(WHOLE_SINCE_START, whole_since_start, TIMER,
	  "that came %s s after %f, with which it entered the connection: a timer set in whole "
	  "seconds",
	  NULL)
TB_SIGNAL(ENDPOINT_TIMER, endpoint_timer, TIMER,
	  "%s s of silence is a usual idle timer of servers and clients", NULL)
TB_SIGNAL(MIDDLE_TIMER, middle_timer, TIMER,
	  "%s s of silence is a usual idle timer of NAT, firewalls and load balancers", NULL)
TB_SIGNAL(WAITED, waited, SILENCE, "%S had waited for an answer to %f for %s s", NULL)
TB_SIGNAL(WAITED_BRIEFLY, waited_briefly, SILENCE,
	  "%S had waited for an answer to %f for %s s: less than most timers, but not nothing", NULL)
TB_SIGNAL(WORKED_LONG, worked_long, SILENCE,
	  "%S had left %f unanswered for %s s", NULL)

/* Probes and loss */
TB_SIGNAL(PROBES_UNANSWERED, probes_unanswered, PROBES,
	  "%n keepalive probe%p of %S, from %f on, stayed unanswered", NULL)
TB_SIGNAL(SENDER_SHUT, sender_shut, ROOM,
	  "%S had no room for more data since %f, for %s s: what had come last was not read", NULL)
TB_SIGNAL(RECEIVER_SHUT, receiver_shut, ROOM,
	  "%R had no room for more data since %f, for %s s: it did not read, and %S had to wait",
	  NULL)
TB_SIGNAL(PROBE_WAS_DUE, probe_was_due, PROBES,
	  "it came when the next keepalive probe of %S was due, %s s after %f", NULL)
TB_SIGNAL(RECEIVER_RETRANSMITS, receiver_retransmits, LOSS,
	  "%R sent the same again %n time%p, from %f on", NULL)
TB_SIGNAL(SENDER_RETRANSMITS, sender_retransmits, LOSS,
	  "%S sent the same again %n time%p, from %f on", NULL)
TB_SIGNAL(SENT_IN_VAIN, sent_in_vain, LOSS,
	  "what %S sent again and again, from %f on, was never acknowledged: it did not arrive, "
	  "or nothing came back",
	  NULL)
TB_SIGNAL(RECEIVED_IN_VAIN, received_in_vain, LOSS,
	  "what %R sent again and again, from %f on, had not reached %S when it closed: not even the "
	  "close acknowledges it",
	  NULL)
TB_SIGNAL(GAVE_UP, gave_up, LOSS,
	  "%S had fallen silent after its last retransmission, %f", NULL)
TB_SIGNAL(INSISTED, insisted, LOSS,
	  "%R had sent the same for %s s, from %f on, without an answer", NULL)
TB_SIGNAL(LOSSY, lossy, LOSS, "%n retransmission%p came shortly before", NULL)

/* The handshake */
TB_SIGNAL(SYN_AGAIN, syn_again, HANDSHAKE, "%n SYN%p had been sent, from %f on", NULL)
TB_SIGNAL(SYN_ACK_AGAIN, syn_ack_again, HANDSHAKE,
	  "the SYN-ACK was sent %n time%p, from %f on", NULL)
TB_SIGNAL(RESET_AFTER_ACK, reset_after_ack, HANDSHAKE,
	  "it answers %f, the last ACK of the handshake", NULL)
TB_SIGNAL(ACK_LATE, ack_late, HANDSHAKE,
	  "%f completes the handshake %s s after the SYN-ACK", NULL)
TB_SIGNAL(OLD_CONNECTION, old_connection, HANDSHAKE,
	  "the SYN met numbers of an older connection on the same ports: %f", NULL)
TB_SIGNAL(OLD_ENDED, old_ended, HANDSHAKE,
	  "the earlier connection on these ports had ended by FIN",
	  "the earlier connection on these ports was open: neither end had sent FIN")
TB_SIGNAL(LATE_SYN_ACK, late_syn_ack, HANDSHAKE,
	  "the SYN-ACK that it answers came %s s after the last SYN", NULL)
TB_SIGNAL(NEVER_ASKED, never_asked, HANDSHAKE,
	  "%S had sent no SYN in this capture", NULL)
TB_SIGNAL(RESET_INSTEAD_OF_ACK, reset_instead_of_ack, HANDSHAKE,
	  "the client resets instead of completing the handshake", NULL)
TB_SIGNAL(ECN_SYN, ecn_syn, OPTION, "the SYN, %f, asked for ECN", NULL)
TB_SIGNAL(MPTCP_SPOKEN, mptcp_spoken, OPTION, "both ends speak MPTCP", NULL)
TB_SIGNAL(MPTCP, mptcp, OPTION, "it carries the MPTCP option for resetting a subflow", NULL)

/* ICMP */
TB_SIGNAL(ICMP_ERROR, icmp_error, ICMP, "an ICMP error quotes this connection: %f", NULL)

/* Other connections */
TB_SIGNAL(ACCEPTS_OTHERS, accepts_others, SERVICE,
	  "the server accepted other connections at the same time: %f", NULL)
TB_SIGNAL(REFUSES_SOME, refuses_some, SERVICE,
	  "the server refused some connections and accepted others by turns: %f", NULL)
TB_SIGNAL(ANSWERS_OTHERS, answers_others, SERVICE,
	  "the server answered on another connection: %f", NULL)
TB_SIGNAL(ANSWERS_SAME, answers_same, SERVICE,
	  "the same request, by its length, beginning and end, was answered on another connection, "
	  "which begins with %f",
	  NULL)
TB_SIGNAL(WENT_DOWN, went_down, SERVICE,
	  "from %f on the server refused new connections", NULL)
TB_SIGNAL(CAME_BACK, came_back, RETURN,
	  "the server accepted again from %f on, after %s s", NULL)
TB_SIGNAL(MANY_ENDINGS, many_endings, CROWD,
	  "%n more connection%p of %S ended at the same time", NULL)
TB_SIGNAL(MANY_LOST, many_lost, CROWD,
	  "%n other connection%p of %S met the same answer, as if unknown", NULL)
TB_SIGNAL(SAME_SILENCE, same_silence, TIMER,
	  "%n other connection%p ended after the same silence", NULL)
TB_SIGNAL(SAME_INSTANT, same_instant, TIMER,
	  "%n other connection%p, silent for as long, ended at the same moment", NULL)
TB_SIGNAL(SCAN, scan, SOURCE, "the client tried %n ports or hosts within a minute", NULL)
TB_SIGNAL(PERIODIC, periodic, SOURCE,
	  "the client does the same every %s s", NULL)
TB_SIGNAL(ELSEWHERE_CONNECTED, elsewhere_connected, SOURCE,
	  "the client had meanwhile connected elsewhere: %f", NULL)
TB_SIGNAL(ECN_PLAIN_PASSED, ecn_plain_passed, OPTION,
	  "the same attempt without ECN was accepted: %f", NULL)
TB_SIGNAL(NAME_BLOCKED, name_blocked, SOURCE,
	  "connections for this name were reset, for other names they pass: %f", NULL)

/* Why it was sent, by that kernel's own word */
TB_SIGNAL(KERNEL_REASONED, kernel_reasoned, KERNEL, NULL, NULL)
TB_SIGNAL(KERNEL_UNREAD, kernel_unread, KERNEL,
	  "the kernel of %S says that the socket was closed while received data lay unread", NULL)
TB_SIGNAL(KERNEL_DISCONNECTED, kernel_disconnected, KERNEL,
	  "the kernel of %S says that its own process aborted the connection", NULL)
TB_SIGNAL(KERNEL_KILLED, kernel_killed, KERNEL,
	  "the kernel of %S says that a socket in use was aborted from outside", NULL)
TB_SIGNAL(KERNEL_FIN_WAIT, kernel_fin_wait, KERNEL,
	  "the kernel of %S says that it did not wait any longer for the FIN of %R", NULL)
TB_SIGNAL(KERNEL_MEMORY, kernel_memory, KERNEL,
	  "the kernel of %S says that it was short of socket memory or had too many orphans", NULL)
TB_SIGNAL(KERNEL_KEEPALIVE, kernel_keepalive, KERNEL,
	  "the kernel of %S says that its keepalive probes got no answer", NULL)
TB_SIGNAL(KERNEL_NO_SOCKET, kernel_no_socket, KERNEL,
	  "the kernel of %S says that it has no socket for that segment", NULL)
TB_SIGNAL(KERNEL_CLOSED, kernel_closed, KERNEL,
	  "the kernel of %S says that data came for a socket that was already closed", NULL)
TB_SIGNAL(KERNEL_LISTENER, kernel_listener, KERNEL,
	  "the kernel of %S says that a listening socket got an ACK of no connection it knows",
	  NULL)
TB_SIGNAL(KERNEL_BAD_ACK, kernel_bad_ack, KERNEL,
	  "the kernel of %S says that the ACK which should complete the handshake is wrong", NULL)
TB_SIGNAL(KERNEL_BAD_SYN_ACK, kernel_bad_syn_ack, KERNEL,
	  "the kernel of %S says that what answered its SYN does not belong to it", NULL)
TB_SIGNAL(KERNEL_BAD_SYN, kernel_bad_syn, KERNEL,
	  "the kernel of %S says that a SYN came amid a handshake, or that there was no room to "
	  "accept the connection",
	  NULL)
TB_SIGNAL(KERNEL_MPTCP, kernel_mptcp, KERNEL,
	  "the kernel of %S says that MPTCP reset the subflow", NULL)
