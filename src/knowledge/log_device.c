/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * log_device.c - session logs of firewalls: Cisco ASA, PAN-OS, FortiGate, Juniper, Check Point
 *
 * A firewall sees both ends and is neither.  Where it says whose reset it saw, it names the
 * address in the packet: a reset that another box forged looks the same to it.
 */
#include "knowledge/log_chapter.h"

#define TEARDOWN "teardown tcp connection"
#define DROPPED "first packet isn't syn"
#define NAMES_SENDER \
	" That is the sender by its address; what forged it, if anything did, is not seen."
#define ORDINARY "Both ends closed in order. An ordinary end."
#define EXPIRED \
	"A packet of a session that the firewall no longer knew, mostly one that was idle for " \
	"longer than its timeout. It was dropped, so its sender repeats it until it gives up."
#define IDLE \
	"The device forgot the session for want of traffic. Whoever speaks next is dropped or " \
	"reset, according to its settings."

static const struct tb_log_message rows[] = {
	{ TEARDOWN, "tcp reset-i", "Cisco ASA", R, BETWEEN, BY_INSIDE, PROGRAM,
	  "A RST came from the inside, the side of the higher security level." NAMES_SENDER },
	{ TEARDOWN, "tcp reset-o", "Cisco ASA", R, BETWEEN, BY_OUTSIDE, PROGRAM,
	  "A RST came from the outside, the side of the lower security level." NAMES_SENDER },
	{ TEARDOWN, "conn-timeout", "Cisco ASA", T, BETWEEN, BY_WRITER, PROGRAM, IDLE },
	{ TEARDOWN, "idle timeout", "Cisco ASA", T, BETWEEN, BY_WRITER, PROGRAM, IDLE },
	{ TEARDOWN, "syn timeout", "Cisco ASA", T, BETWEEN, UNTOLD, PROGRAM,
	  "The handshake was never completed: the SYN or the SYN-ACK got no answer. No RST." },
	{ TEARDOWN, "fin timeout", "Cisco ASA", 0, BETWEEN, UNTOLD, PROGRAM,
	  "One end closed and the other never did; the device waited and forgot it." },
	{ TEARDOWN, "tcp fins", "Cisco ASA", 0, BETWEEN, UNTOLD, PROGRAM, ORDINARY },
	{ TEARDOWN, "flow closed by inspection", "Cisco ASA", A, BETWEEN, BY_WRITER, PROGRAM,
	  "The device ended the connection for what it read in it: its resets, not the ends'." },
	{ "deny tcp (no connection)", NULL, "Cisco ASA", 0, BETWEEN, UNTOLD, PROGRAM,
	  "A packet of a connection that the device does not know was dropped: a late one, or "
	  "one after its state was lost." },
	{ "deny tcp (no connection)", "flags rst", "Cisco ASA", 0, BETWEEN, UNTOLD, PROGRAM,
	  "A RST of a connection that the device does not know was dropped: mostly a second "
	  "one, after the first had ended it. Harmless." },

	{ "tcp-rst-from-client", NULL, "PAN-OS", R, BETWEEN, BY_CLIENT, PROGRAM,
	  "The client sent the RST." NAMES_SENDER },
	{ "tcp-rst-from-server", NULL, "PAN-OS", R, BETWEEN, BY_SERVER, PROGRAM,
	  "The server sent the RST." NAMES_SENDER },
	{ "tcp-fin", "session_end_reason", "PAN-OS", 0, BETWEEN, UNTOLD, PROGRAM, ORDINARY },
	{ ",tcp-fin,", NULL, "PAN-OS", 0, BETWEEN, UNTOLD, PROGRAM, ORDINARY },
	{ "aged-out", "session_end_reason", "PAN-OS", T, BETWEEN, UNTOLD, PROGRAM, IDLE },
	{ ",aged-out,", ",tcp,", "PAN-OS", T, BETWEEN, UNTOLD, PROGRAM, IDLE },
	{ "policy-deny", "session_end_reason", "PAN-OS", A, BETWEEN, BY_WRITER, PROGRAM,
	  "A rule of the firewall ended it; with a reset action the firewall made the RST." },
	{ ",policy-deny,", ",tcp,", "PAN-OS", A, BETWEEN, BY_WRITER, PROGRAM,
	  "A rule of the firewall ended it; with a reset action the firewall made the RST." },
	{ "threat", "session_end_reason", "PAN-OS", A, BETWEEN, BY_WRITER, PROGRAM,
	  "The firewall found a threat; with a reset action the firewall made the RST." },
	{ ",threat,", ",tcp,", "PAN-OS", A, BETWEEN, BY_WRITER, PROGRAM,
	  "The firewall found a threat; with a reset action the firewall made the RST." },
	{ "tcp-reuse", "session_end_reason", "PAN-OS", 0, BETWEEN, UNTOLD, PROGRAM,
	  "A new connection used the same ports, so the old session was dropped." },
	{ ",tcp-reuse,", NULL, "PAN-OS", 0, BETWEEN, UNTOLD, PROGRAM,
	  "A new connection used the same ports, so the old session was dropped." },
	{ "resources-unavailable", "session_end_reason", "PAN-OS", A, BETWEEN, BY_WRITER,
	  PROGRAM, "The firewall ran out of something and dropped the session." },
	{ ",resources-unavailable,", NULL, "PAN-OS", A, BETWEEN, BY_WRITER, PROGRAM,
	  "The firewall ran out of something and dropped the session." },

	{ "action=\"client-rst\"", NULL, "FortiGate", R, BETWEEN, BY_CLIENT, PROGRAM,
	  "The client sent the RST." NAMES_SENDER },
	{ "action=client-rst", NULL, "FortiGate", R, BETWEEN, BY_CLIENT, PROGRAM,
	  "The client sent the RST." NAMES_SENDER },
	{ "action=\"server-rst\"", NULL, "FortiGate", R, BETWEEN, BY_SERVER, PROGRAM,
	  "The server sent the RST." NAMES_SENDER },
	{ "action=server-rst", NULL, "FortiGate", R, BETWEEN, BY_SERVER, PROGRAM,
	  "The server sent the RST." NAMES_SENDER },
	{ "action=\"timeout\"", "srcip=", "FortiGate", T, BETWEEN, UNTOLD, PROGRAM, IDLE },
	{ "action=timeout", "srcip=", "FortiGate", T, BETWEEN, UNTOLD, PROGRAM, IDLE },
	{ "action=\"close\"", "srcip=", "FortiGate", 0, BETWEEN, UNTOLD, PROGRAM, ORDINARY },
	{ "action=close", "srcip=", "FortiGate", 0, BETWEEN, UNTOLD, PROGRAM, ORDINARY },
	{ "action=\"deny\"", "srcip=", "FortiGate", A, BETWEEN, BY_WRITER, PROGRAM,
	  "A rule of the firewall denied it, by silence or by a RST of its own." },
	{ "action=deny", "srcip=", "FortiGate", A, BETWEEN, BY_WRITER, PROGRAM,
	  "A rule of the firewall denied it, by silence or by a RST of its own." },
	{ "action=\"ip-conn\"", "srcip=", "FortiGate", T | U, BETWEEN, UNTOLD, PROGRAM,
	  "The connection never came to be: the server did not answer. No RST." },
	{ "action=ip-conn", "srcip=", "FortiGate", T | U, BETWEEN, UNTOLD, PROGRAM,
	  "The connection never came to be: the server did not answer. No RST." },

	{ "tcp server rst", NULL, "Juniper SRX", R, BETWEEN, BY_SERVER, PROGRAM,
	  "The server sent the RST." NAMES_SENDER },
	{ "tcp client rst", NULL, "Juniper SRX", R, BETWEEN, BY_CLIENT, PROGRAM,
	  "The client sent the RST." NAMES_SENDER },
	{ "session_close", "tcp fin", "Juniper SRX", 0, BETWEEN, UNTOLD, PROGRAM, ORDINARY },
	{ "session_close", "idle timeout", "Juniper SRX", T, BETWEEN, UNTOLD, PROGRAM, IDLE },

	{ DROPPED, NULL, "Check Point", T, BETWEEN, UNTOLD, PROGRAM, EXPIRED },
	{ DROPPED, "push-ack", "Check Point", T, BETWEEN, UNTOLD, PROGRAM, EXPIRED },
	{ DROPPED, "fin-ack", "Check Point", 0, BETWEEN, UNTOLD, PROGRAM,
	  "The close of a session that the firewall no longer knew was dropped. Mostly "
	  "harmless." },
	{ DROPPED, "rst-ack", "Check Point", R, BETWEEN, UNTOLD, PROGRAM,
	  "The RST of a session that the firewall no longer knew was dropped, so the other end "
	  "never learned of it." },
};

TB_LOG_CHAPTER(device);
