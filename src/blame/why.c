/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * why.c - the sentences of a verdict
 *
 * A template holds %f for the frame, %n for the number as it is and %p for the s of what there
 * are more than one of, %b for it as a number of bytes, %s for it as nanoseconds, printed in
 * seconds, and in sentences of signals %S and %R for the sender and the receiver of the RST.
 * What is between is copied whole.  Reports put the sentences into JSON as they are: no quotes
 * and no backslashes in them.
 */
#include "blame/why.h"

#include <assert.h>
#include <string.h>

#include "base/put.h"
#include "blame/signal.h"

static const char *const templates[] = {
	[TB_WHY_NONE] = "",
	[TB_WHY_EXACT] = "its sequence number is exactly the next one the receiver expects",
	[TB_WHY_FIN] = "it bears the number of its sender's FIN, which Linux takes after that FIN",
	[TB_WHY_SACK] = "it bears the right edge of the receiver's last SACK block, which Linux takes",
	[TB_WHY_SYN_ACKED] = "it acknowledges the SYN",
	[TB_WHY_REORDERED] = "its sequence number is exact, counting what was captured just after it",
	[TB_WHY_CHALLENGED] = "in the window but not exact; %f is the challenge ACK",
	[TB_WHY_CHALLENGES] = "in the window but not exact, and its receiver takes none of those: it "
			      "challenged an earlier one in %f",
	[TB_WHY_OLD] = "its sequence number is below what the receiver had acknowledged",
	[TB_WHY_OUTSIDE] = "its sequence number is outside the receiver's window",
	[TB_WHY_SYN_UNACKED] = "it does not acknowledge the SYN",
	[TB_WHY_PROOF] = "the receiver lived on: %f acknowledges data sent after the RST",
	[TB_WHY_LIVED_ON] = "the receiver lived on: it sent %f %s s after the RST",
	[TB_WHY_OVER] = "the receiver had already closed the connection",
	[TB_WHY_CROSSED] = "the receiver had reset the connection itself, by %f, which crossed this",
	[TB_WHY_EARLIER_RST] = "%f had already reset the connection",
	[TB_WHY_NO_NUMBERS] = "nothing is known of the numbers that the receiver expects",
	[TB_WHY_WINDOW] = "in the window but not exact: a challenge ACK was due (RFC 5961) and "
			  "none was seen; an old stack would have taken it",
	[TB_WHY_MAYBE_WINDOW] = "whether it is in the window depends on a window scale that was "
				"not seen",
	[TB_WHY_BEHIND] = "its sequence number is below what its sender had already sent; whether "
			  "the receiver had received that is not seen",
	[TB_WHY_COPY] = "a second copy of a captured packet",
	[TB_WHY_KERNEL_TOOK] = "the kernel of its receiver says that a socket took it",
	[TB_WHY_IN_VAIN] = "its numbers fit, but what its sender had sent again and again, from %f "
			   "on, was never answered: nothing shows that this arrived",
	[TB_WHY_TTL_SPENT] = "its numbers fit, but with its TTL, %n, no router passes it on, and its "
			     "receiver is behind one: it did not get there, as a proxy may intend "
			     "that drops a connection in silence",
	[TB_WHY_NOTHING_TO_COMPARE] = "its sender sent nothing else in this connection to compare "
				      "it with",
	[TB_WHY_LITTLE_TO_COMPARE] = "what else its sender sent in this connection tells little for or "
				     "against it",
	[TB_WHY_CORRUPT] = "its checksum is wrong and offload does not explain it: it may be a "
			   "corrupted packet",
	[TB_WHY_NO_EFFECT] = "its receiver did not take it",
	[TB_WHY_ENDED_BEFORE] = "the connection was already over",
	[TB_WHY_NO_CONNECTION] = "there was no connection",
	[TB_WHY_ATTEMPT_FAILED] = "the attempt to connect failed",
	[TB_WHY_ATTEMPT_DROPPED] = "the client dropped its own attempt to connect",
	[TB_WHY_ATTEMPT_UNSEEN] = "it answers a SYN, by its numbers, that was not captured",
	[TB_WHY_REQUEST_OPEN] = "a request was not wholly answered",
	[TB_WHY_SAID_FULL] = "the server took no more connections and refused this one",
	[TB_WHY_UNACKED] = "%b had not been acknowledged",
	[TB_WHY_ONLY_ALERT] = "only a TLS alert, %b, was not acknowledged",
	[TB_WHY_TLS_TAIL] = "%b after the FIN were not acknowledged; in TLS these are mostly the "
			    "closing alert",
	[TB_WHY_COMPLETE] = "every request was answered and all data was acknowledged",
	[TB_WHY_UPLOADING] = "the answer came while the request was still being sent, and may not "
			     "have been read",
	[TB_WHY_UNREAD] = "every request was answered, but the last answer may not have been read",
	[TB_WHY_CLOSED_BOTH] = "both sides had closed and all data was acknowledged",
	[TB_WHY_UNUSED] = "the connection had carried no data",
	[TB_WHY_UNUSED_BY_SERVER] = "the server ended the connection before any data",
	[TB_WHY_BEGAN_BEFORE] = "no data was captured, but the connection began before the capture",
	[TB_WHY_ONE_SIDED] = "only one direction was captured: what was acknowledged is not seen",
	[TB_WHY_UNREADABLE] = "all data was acknowledged; whether the exchange was complete cannot "
			      "be read from it",
	[TB_WHY_MAY_BE_MISSED] = "the capture missed packets just before: what else was answered or "
				 "acknowledged may be among them",
	[TB_WHY_BY_CAUSE] = "this is judged by the cause alone",
	[TB_WHY_MET_REFUSAL] = "%f refuses its attempt to connect",
	[TB_WHY_MET_RST] = "%f ends its open connection",
	[TB_WHY_MET_AFTER_FIN] = "it had been told the end of the stream by a FIN before %f came",
	[TB_WHY_MET_TIMER] = "its kernel gave the connection up",
	[TB_WHY_MET_ICMP] = "its kernel gave the connection up, having been told by ICMP that the other "
			    "end cannot be reached",
	[TB_WHY_MET_KILL] = "its connection was ended over its head",
	[TB_WHY_MET_EMBRYO] = "its kernel drops what accept() has not yet shown",
	[TB_WHY_MET_CLOSED] = "it had closed the connection",
	[TB_WHY_MET_OR_CLOSED] = "it had sent FIN: if by a close, it meets nothing; if it had only "
				 "stopped sending, its next read is reset",
	[TB_WHY_MET_OWN] = "it ended the connection itself, unless a tool did so over its head",
	[TB_WHY_MET_NO_SOCKET] = "its host has no socket for this connection",
	[TB_WHY_MET_GONE] = "its process was gone",
	[TB_WHY_MET_GAVE_UP] = "it had given up before %f: its own timeout or cancellation is what it "
			       "reports, and nothing of the RST",
	[TB_WHY_MET_NOTHING] = "its kernel did not take the RST",
	[TB_WHY_MET_UNREACHED] = "nothing of this connection reached it",
	[TB_WHY_UNSEEN_START] = "how the connection began: the capture has no handshake of it",
	[TB_WHY_UNSEEN_FORGOTTEN] = "how the connection began: the capture has no handshake of it, or "
				    "it was forgotten for want of room",
	[TB_WHY_UNSEEN_CLIENT] = "what the client sent: only the other direction was captured",
	[TB_WHY_UNSEEN_SERVER] = "what the server sent: only the other direction was captured",
	[TB_WHY_UNSEEN_HEADERS] = "TCP options or windows: the frames were cut by the snap length",
	[TB_WHY_UNSEEN_PAYLOAD] = "what was said: payload was cut by the snap length",
	[TB_WHY_UNSEEN_SCALE] = "the window scale, which only the handshake tells",
	[TB_WHY_UNSEEN_AFTERMATH] = "what came after: only %s s of it were seen",
	[TB_WHY_UNSEEN_ARRIVAL] = "whether it arrived: a capture at the end that it was sent to, or "
				  "that end's log, would settle it",
	[TB_WHY_UNSEEN_HAND] = "whose hand it was, the program's or that of a tool such as ss -K over "
			       "its head: the packets are the same, that host's logs or kernel tell",
	[TB_WHY_UNSEEN_READ] = "whether the program had read what came last: one that aborts afterwards "
			       "(SO_LINGER with zero seconds) sends the same packets, that host's "
			       "kernel tells",
	[TB_WHY_UNSEEN_ROLES] = "which end is the client: it is taken to be the first that was seen",
	[TB_WHY_UNSEEN_OTHER_END] = "the same at the host whose address the RST bears: whether it left "
				    "there, and what its application and kernel logged",
	[TB_WHY_UNSEEN_LOST] = "packets that the capture lost while this connection was watched, of "
			       "whatever connections: %n",
	[TB_WHY_UNSEEN_BLIND] = "what came in %s s of which nothing was captured: the machine that "
				"captured slept, or its clock was set",
	[TB_WHY_UNSEEN_STOOD] = "how long it really was: of %s s in the capture the timestamps of an end "
				"tell next to nothing; the clock of what captured was set, or a "
				"machine slept",
	[TB_WHY_UNSEEN_CROWD] = "whether other connections ended with it, and for one reason: too many "
				"end at all times",
	[TB_WHY_TRIGGER_SYN] = "a SYN from the client",
	[TB_WHY_TRIGGER_SYN_SERVER] = "a SYN from the server",
	[TB_WHY_TRIGGER_SYN_ACK] = "a SYN-ACK from the client",
	[TB_WHY_TRIGGER_SYN_ACK_SERVER] = "a SYN-ACK from the server",
	[TB_WHY_TRIGGER_DATA] = "%b from the client",
	[TB_WHY_TRIGGER_DATA_SERVER] = "%b from the server",
	[TB_WHY_TRIGGER_RETRANSMISSION] = "a retransmission of %b from the client",
	[TB_WHY_TRIGGER_RETRANSMISSION_SERVER] = "a retransmission of %b from the server",
	[TB_WHY_TRIGGER_FIN] = "a FIN from the client",
	[TB_WHY_TRIGGER_FIN_SERVER] = "a FIN from the server",
	[TB_WHY_TRIGGER_KEEPALIVE] = "a keepalive probe from the client",
	[TB_WHY_TRIGGER_KEEPALIVE_SERVER] = "a keepalive probe from the server",
	[TB_WHY_TRIGGER_WINDOW_PROBE] = "a probe of the client, which had no room to send into",
	[TB_WHY_TRIGGER_WINDOW_PROBE_SERVER] = "a probe of the server, which had no room to send into",
	[TB_WHY_TRIGGER_ACK] = "an ACK from the client",
	[TB_WHY_TRIGGER_ACK_SERVER] = "an ACK from the server",
	[TB_WHY_GROUP_REFUSES] = "the service refused a new connection, %f, %s s after the first",
	[TB_WHY_GROUP_RETURNS] = "it accepted one again, %f, %s s after the first",
	[TB_WHY_GROUP_FINS] = "connections that it ended by FIN within the same second: %n",
	[TB_WHY_GROUP_TARGETS] = "services that the client tried without a byte of payload: %n",
	[TB_WHY_GROUP_PERIOD] = "from one to the next it mostly took %s s",
	[TB_WHY_GROUP_ALIKE] = "other connections that ended after the same silence: %n",
	[TB_WHY_GROUP_LOSSES] = "hosts in whose names live connections were answered as unknown, "
				"with one TTL: %n",
	[TB_WHY_GROUP_MACS] = "two MAC addresses of one link send for the address by turns: see %f",
	[TB_WHY_GROUP_OTHER_NAMES] = "connections that asked for another name and were answered: "
				     "%n",
};
static_assert(sizeof(templates) / sizeof(templates[0]) == TB_WHY_COUNT,
	      "templates[] lost step with enum tb_why_code");

/* Codes of sentences about answers: signal, answer and sender in one number. */
enum { SIGNALS_FROM = 1 << 12 };
static_assert((int)TB_WHY_COUNT <= (int)SIGNALS_FROM, "codes overlap");

uint16_t tb_why_signal(unsigned signal, bool yes, enum tb_side sender)
{
	return (uint16_t)(SIGNALS_FROM + signal * 4 + yes * 2U + (sender == TB_SERVER));
}

static const char *template_of(uint16_t code)
{
	unsigned signal = code < SIGNALS_FROM ? 0 : (code - SIGNALS_FROM) / 4U;
	const char *sentence = tb_signal_sentence(signal < TB_SIGNAL_COUNT ? signal : 0,
						  (code & 2) != 0);

	if (code < SIGNALS_FROM)
		return code < TB_WHY_COUNT ? templates[code] : "";
	return sentence != NULL ? sentence : "";
}

/* Bounded as tb_text is, but it counts what does not fit too. */
struct sink {
	char *buf;
	size_t size, length;
};

static void put(struct sink *s, const char *text, size_t n)
{
	size_t room = s->length < s->size ? s->size - s->length : 0;

	if (room > 0)
		memcpy(s->buf + s->length, text, n < room ? n : room);
	s->length += n;
}

static void put_field(struct sink *s, char field, const struct tb_why *why)
{
	char buf[sizeof("frame ") + TB_PUT_U64 + sizeof(" bytes")], *at = buf;

	switch (field) {
	case 'f':
		at = tb_put_u64(tb_put_str(at, "frame "), why->frame.number);
		break;
	case 'n':
		at = tb_put_i64(at, why->n);
		break;
	case 'b':
		at = tb_put_i64(at, why->n);
		at = tb_put_str(at, why->n == 1 ? " byte" : " bytes");
		break;
	case 'p':
		at = tb_put_str(at, why->n == 1 ? "" : "s");
		break;
	case 's':
		at = tb_put_millis(at, why->n);
		break;
	case 'S':
	case 'R':
		at = tb_put_str(at, (field == 'S') == ((why->code & 1) != 0) ? "the server"
									     : "the client");
		break;
	default:
		break;
	}
	put(s, buf, (size_t)(at - buf));
}

size_t tb_why_text(const struct tb_why *why, char *buf, size_t size)
{
	struct sink s = { buf, size, 0 };
	const char *t = template_of(why->code), *field;

	for (; (field = strchr(t, '%')) != NULL && field[1] != '\0'; t = field + 2) {
		put(&s, t, (size_t)(field - t));
		put_field(&s, field[1], why);
	}
	put(&s, t, strlen(t));
	if (size > 0)
		buf[s.length < size ? s.length : size - 1] = '\0';
	return s.length;
}
