# SPDX-License-Identifier: BSD-3-Clause
"""Resets before a connection is one, or just then."""
import socket
import struct

import props
from packet import (ACK, REPAIR_ON, SEND_QUEUE, SYN, TCP_QUEUE_SEQ, TCP_REPAIR,
                    TCP_REPAIR_QUEUE, Forger, sequence_numbers, tcp4)
from scenario import scenario
from talk import idle, state, until

PUSH_ACK = 0x18
IPPROTO_MPTCP = 262


def start_connecting(stage, **where):
    sock = stage.dial(**where)
    sock.setblocking(False)
    pair = stage.watch(sock)
    sock.connect_ex(stage.target(sock))
    return pair


@scenario(slug="connection-refused", origin="server", phase="syn-sent", reason="NO_SOCKET",
          variants="server server+v6 server+nat server+slow server+loop server+any "
                   "server+middle server+ng")
def refused(stage):
    """A client connects to a port where nobody listens.
    connection-refused: the kernel found no socket."""
    stage.speak()
    stage.connect()


@scenario(slug="connection-refused", origin="server", phase="syn-sent", reason="NO_SOCKET",
          count=3, variants="server server+v6 server+cut")
def refused_beside_working(stage):
    """One port of the server works, another is closed; the client tries that thrice.
    connection-refused: what the working port sends shows the same host."""
    open_port = stage.speak()
    pair = stage.pair(port=open_port)
    stage.exchange(pair)
    for _ in range(3):
        stage.connect(port=9)
    stage.exchange(pair)
    stage.lab.end(pair["client"], pair["server"])


@scenario(slug="firewall-reject", origin="third-party", side="server", phase="syn-sent",
          variants="server server+v6 server+slow server+middle server+any server+cut")
def rejected_by_firewall(stage):
    """The router rejects a port that the server listens to; another port works.
    firewall-reject: a rule answers for the server, which never sees the SYN."""
    open_port = stage.speak()
    stage.filter("tcp dport 8443 reject with tcp reset")
    stage.listen(8443)
    pair = stage.pair(port=open_port)
    stage.exchange(pair)
    stage.lab.end(pair["client"], pair["server"])
    stage.connect(port=8443)


@scenario(slug="firewall-reject", origin="third-party", side="server", phase="syn-sent",
          variants="server+middle server+middle+v6 server+middle+slow")
def rejected_by_router_like_server(stage):
    """The router rejects a port from some moment on, and sends with the server's TTL.
    firewall-reject: a rule answers for the server, which never sees the SYN.  On the router
    only the way that the RST does not come tells it from a refusal by the server."""
    stage.speak()
    for setting in ("net.ipv4.ip_default_ttl", "net.ipv6.conf.all.hop_limit",
                    "net.ipv6.conf.eth0.hop_limit", "net.ipv6.conf.eth1.hop_limit"):
        if stage.v6 or "ipv4" in setting:
            stage.router.sysctl(setting, stage.ttl["server"])
    listener = stage.listen()
    pair = stage.pair(listener)
    stage.exchange(pair)
    stage.lab.end(pair["client"], pair["server"])
    idle(0.3)		# the last ACK is to pass
    stage.filter(f"tcp dport {stage.port} reject with tcp reset")
    stage.connect()


@scenario(slug="accept-queue-overflow", origin="server", phase="established", count=None,
          reason="INVALID_SYN", variants="server+slow server+slow+middle server+slow+nat")
def accept_queue_full(stage):
    """More clients at once than the accept queue holds, with tcp_abort_on_overflow.
    accept-queue-overflow: the kernel resets what the application is too slow to accept;
    INVALID_SYN is its reason for a handshake whose end it cannot take in."""
    stage.speak()
    stage.server.sysctl("net.ipv4.tcp_abort_on_overflow", 1)
    backlog = stage.rng.randint(2, 4)
    stage.listen(backlog=backlog)
    waiting = [start_connecting(stage) for _ in range(backlog)]
    until(lambda: all(state(p["client"]) == "ESTABLISHED" for p in waiting))
    stage.quiet()
    more = [start_connecting(stage) for _ in range(stage.rng.randint(2, 4))]
    until(lambda: any(state(p["client"]) == "CLOSE" for p in more))
    stage.quiet()
    for pair in more:
        if state(pair["client"]) == "CLOSE":
            stage.reads_on(pair, "client")


@scenario(slug="handshake-ack-rejected", origin="server", phase="data-transfer",
          reason=("NO_SOCKET", "TCP_FLAGS"), seconds=4,
          variants="server server+v6 server+middle")
def handshake_too_late(stage):
    """The last ACK of the handshake is lost and the server forgets the request for a
    connection; then the client, to which it is established, sends.
    handshake-ack-rejected: the server no longer knows the half-open connection."""
    stage.speak()
    stage.server.sysctl("net.ipv4.tcp_synack_retries", 0)
    stage.listen()
    with props.dropping(stage, stage.router, "forward",
                        props.of_client(stage) + " tcp flags & (syn | ack) == ack"):
        pair = stage.connect()
        idle(3.2)
    stage.attempt(pair, "client", "send", pair["client"].send, stage.request())
    stage.dies(pair, "client")


@scenario(slug="handshake-ack-rejected", origin="server", phase="data-transfer",
          reason="NO_SOCKET", variants="server server+v6 server+nat server+any")
def listener_gone_in_handshake(stage):
    """The listener closes between SYN-ACK and ACK, which is lost; then the client sends.
    handshake-ack-rejected: the request for a connection went with the listener."""
    stage.speak()
    listener = stage.listen()
    with props.dropping(stage, stage.router, "forward",
                        props.of_client(stage) + " tcp flags & (syn | ack) == ack"):
        pair = stage.connect()
        stage.quiet()
        listener.close()
    stage.attempt(pair, "client", "send", pair["client"].send, stage.request())
    stage.dies(pair, "client")


@scenario(slug="time-wait-collision", origin="client", phase="syn-sent", harm="benign",
          effect=None, reason="TCP_INVALID_ACK_SEQUENCE", seconds=2,
          variants="client client+slow client+middle")
def port_reused_too_early(stage):
    """A client uses a port again, with a lower sequence number, while the server is still in
    TIME-WAIT: it gets an ACK of the old connection, resets that and tries again.
    time-wait-collision: the server's socket of the old connection answered the SYN."""
    stage.speak()
    stage.server.sysctl("net.ipv4.tcp_timestamps", 0)
    listener = stage.listen()
    pair = stage.pair(listener)
    stage.expected.remove(pair)
    stage.exchange(pair)
    port = pair["client"].getsockname()[1]
    low = (sequence_numbers(pair["client"])[0] - 100_000) % 2**32
    stage.lab.end(pair["server"], pair["client"])
    stage.quiet()
    again = stage.dial(source=port)
    for option, value in ((TCP_REPAIR, REPAIR_ON), (TCP_REPAIR_QUEUE, SEND_QUEUE),
                          (TCP_QUEUE_SEQ, low), (TCP_REPAIR, 0)):
        again.setsockopt(socket.IPPROTO_TCP, option, struct.pack("=I", value))
    second = stage.connect(again)
    stage.accept(listener, second)
    stage.exchange(second)
    stage.lab.end(second["client"], second["server"])


@scenario(slug="client-abandoned-connect", origin="client", phase="syn-received", harm=None,
          reason="NO_SOCKET", effect=("accepted", "unknown"),
          variants="client+slow client+slow+nat client+slow+middle")
def connect_abandoned(stage):
    """A client closes its socket before the SYN-ACK has arrived.
    client-abandoned-connect: its kernel has no socket any more when it does."""
    stage.speak()
    stage.listen()
    start_connecting(stage)["client"].close()


@scenario(slug="client-abandoned-connect", origin="client", phase="syn-received", harm=None,
          reason="NO_SOCKET", effect=("accepted", "unknown"), delay=0.15,
          variants="client client+middle")
def connect_timed_out(stage):
    """A client's connect() times out sooner than the path allows; the next is given time.
    client-abandoned-connect: the client gave up before the SYN-ACK."""
    stage.speak()
    listener = stage.listen()
    first = stage.dial()
    first.settimeout(stage.rng.uniform(0.05, 0.2))
    pair = stage.connect(first)
    first.close()
    second = stage.pair(listener)
    stage.exchange(second, 1)
    stage.lab.end(second["client"], second["server"])
    del pair


@scenario(slug="port-scan", origin="server", phase="syn-sent", reason="NO_SOCKET", count=None,
          kind="port-scan", variants="server server+v6 server+nat server+slow")
def scan_by_connecting(stage):
    """A client connects to many ports of a server, none of which is open.
    port-scan: that is what it does."""
    start = stage.rng.randint(1000, 9000)
    for port in range(start, start + stage.rng.randint(15, 40)):
        stage.connect(port=port)


@scenario(slug="port-scan", origin="client", phase="syn-received", reason="NO_SOCKET",
          count=None, kind="port-scan", effect=("accepted", "unknown"), harm=None,
          variants="client client+middle")
def scan_half_open(stage):
    """A scanner sends bare SYNs from a raw socket; its own kernel resets the SYN-ACKs of the
    ports that are open.
    port-scan: the RSTs are the scanner's, of connections that it never meant to have."""
    scanner = stage.client.socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_RAW)
    first = stage.rng.randint(7000, 9000)
    source = (stage.client.v4, stage.rng.randint(40000, 60000))
    for port in range(first, first + 30):
        target = (stage.server.v4, port)
        if port % 2:
            stage.listen(port)
        scanner.sendto(tcp4(source, target, SYN, stage.rng.getrandbits(32), window=1024,
                            ttl=stage.rng.randint(37, 59)), (target[0], 0))
        idle(0.005)
        if port % 2 == 0:
            stage.expect(source, target, origin="server", side="server", phase="syn-sent",
                         effect=None)


@scenario(slug="health-check-probe", origin="client", phase="established", harm="benign",
          reason="TCP_STATE", count=None, kind="health-check", seconds=4,
          variants="client client+v6 client+nat client+any")
def health_checks(stage):
    """A monitor connects, says nothing and resets, at regular intervals.
    health-check-probe: it only asks whether somebody accepts."""
    stage.speak()
    listener = stage.listen()
    period = stage.rng.uniform(0.5, 0.9)
    for _ in range(5):
        pair = stage.pair(listener)
        stage.abort(pair["client"])
        stage.dies(pair, "server", finds_out=False)
        idle(period)


def rejected_then_plain(stage, match, option_on, option_off):
    """A SYN with an option is rejected, one without succeeds."""
    stage.speak()
    stage.filter(f"tcp dport {stage.port} {match} reject with tcp reset")
    listener = stage.listen()
    stage.connect(option_on())
    second = stage.pair(listener, **option_off())
    stage.exchange(second)
    stage.lab.end(second["client"], second["server"])


@scenario(slug="handshake-option-rejected", origin="third-party", side="server",
          phase="syn-sent", variants="server server+v6 server+slow server+middle")
def ecn_rejected(stage):
    """A box on the path rejects SYNs that ask for ECN; a plain one passes at once.
    handshake-option-rejected: nothing else differs between the two."""
    def ask():
        stage.client.sysctl("net.ipv4.tcp_ecn", 1)
        return stage.dial()

    def do_not_ask():
        stage.client.sysctl("net.ipv4.tcp_ecn", 0)
        return {}
    rejected_then_plain(stage, "tcp flags & (syn | ecn | cwr) == (syn | ecn | cwr)", ask,
                        do_not_ask)


@scenario(slug="handshake-option-rejected", origin="third-party", side="server",
          phase="syn-sent", variants="server server+middle")
def mptcp_rejected(stage):
    """A box on the path rejects SYNs with the MPTCP option; a plain one passes at once.
    handshake-option-rejected: nothing else differs between the two."""
    def ask():
        sock = stage.client.socket(socket.AF_INET, socket.SOCK_STREAM, IPPROTO_MPTCP)
        sock.bind((stage.client.v4, 0))
        stage.targets[sock] = (stage.server.v4, stage.port)
        return sock
    rejected_then_plain(stage, "tcp option mptcp exists", ask, dict)


def strange_segment(stage, flags, payload=b""):
    """A segment of no connection, in the client's name, to the server."""
    forger = Forger(stage.lab)
    source = (stage.client.v4, stage.rng.randint(20000, 60000))
    target = (stage.server.v4, stage.port)
    stage.expect(source, target)
    forger.send(tcp4(source, target, flags, stage.rng.getrandbits(32),
                     stage.rng.getrandbits(32), window=1024) + payload, target)


@scenario(slug="unsolicited-segment", origin="client", phase="no-connection", effect=None,
          harm="benign", reason="NO_SOCKET", variants="client client+middle client+any")
def backscatter(stage):
    """Somebody sends SYNs to the server in the client's name; the client resets the answers.
    unsolicited-segment: the client never asked for the SYN-ACKs.  Judged where no SYN was
    seen, and begun long enough before to have seen one."""
    stage.speak()
    pair = stage.pair(stage.listen())
    stage.exchange(pair, 1)
    stage.lab.end(pair["client"], pair["server"])
    idle(1.2)
    strange_segment(stage, SYN)
    for vantage in ("server", "middle"):
        stage.unjudged.add(vantage)


@scenario(slug="unsolicited-segment", origin="server", phase="no-connection", effect=None,
          harm="benign", reason=("NO_SOCKET", "TCP_FLAGS"),
          variants="server server+any server+middle")
def stray_segment(stage):
    """A segment of a connection that never was arrives at the server, which resets it.
    unsolicited-segment: nobody opened that connection.  Judged where the segment was seen."""
    stage.speak()
    if stage.rng.random() < 0.5:
        stage.listen()
    strange_segment(stage, stage.rng.choice((ACK, PUSH_ACK)))
    stage.unjudged.add("client")


@scenario(slug="abortive-close", origin="server", phase="established", reason="TCP_STATE",
          also=("process-terminated",), variants="server server+v6 server+nat")
def listener_closed(stage):
    """The server stops listening with a connection that it has not accepted yet.
    abortive-close: the kernel disconnects what waited in the queue (TCP_STATE)."""
    stage.speak()
    listener = stage.listen()
    pair = stage.connect()
    stage.quiet()
    listener.close()
    stage.dies(pair, "client")
