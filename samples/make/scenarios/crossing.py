# SPDX-License-Identifier: BSD-3-Clause
"""Packets that cross on a link that takes its time: 30 ms each way."""
import socket

from sample import ending, sample
from talk import (REQUEST, RESPONSE, linger_zero, state, until, until_acked,
                  until_state, until_unread)

DELAY = 0.03


def slow(lab):
    lab.connect_hosts(delay=DELAY)


def start_connecting(lab, port=80):
    sock = lab.client.socket()
    sock.setblocking(False)
    sock.connect_ex((lab.server.v4, port))
    return sock


@sample(ending("server", "half-closed"), network=slow)
def keep_alive_race(lab):
    """A request crosses the close of an idle connection.
    The server closes its idle keep-alive connection while the client's second request
    is on its way; neither can know of the other."""
    lab.capture(lab.client)
    client, server = lab.pair()
    lab.say(client, server, REQUEST)
    lab.say(server, client, RESPONSE)
    client.sendall(REQUEST)
    server.close()
    until_state(client, "CLOSE")
    lab.client.attempt("recv", client.recv, 100)
    lab.client.attempt("send", client.send, REQUEST)


@sample(ending("client", "syn-received", harm=None), network=slow)
def client_gave_up(lab):
    """The client gives up connecting before the SYN-ACK arrives.
    The client closes its socket while the SYN is on its way; the SYN-ACK meets a host
    without that connection."""
    lab.capture(lab.client)
    lab.server.listen()
    start_connecting(lab).close()


@sample(ending("server", "established"), network=slow)
def accept_queue_overflow(lab):
    """A full accept queue refuses a connection that looks established to the client.
    net.ipv4.tcp_abort_on_overflow is set and the backlog is 3. Three connections wait
    to be accepted when two more arrive at once: one fits, one is reset."""
    lab.server.sysctl("net.ipv4.tcp_abort_on_overflow", 1)
    lab.capture(lab.client)
    lab.server.listen(backlog=3)
    waiting = [start_connecting(lab) for _ in range(3)]
    until(lambda: all(state(c) == "ESTABLISHED" for c in waiting))
    lab.quiet()
    both = [start_connecting(lab) for _ in range(2)]
    until(lambda: any(state(c) == "CLOSE" for c in both))
    for c in both:
        if state(c) == "CLOSE":
            c.setblocking(True)
            lab.client.attempt("recv", c.recv, 100)


@sample(ending("client", "data-transfer"), network=slow)
def simultaneous_open(lab):
    """Both ends connect at once; later one aborts.
    Both SYNs are on their way before either arrives. The client asks and closes
    with SO_LINGER zero."""
    lab.capture(lab.client)
    ends = []
    for host in (lab.client, lab.server):
        sock = host.socket()
        sock.bind((host.v4, 40000))
        sock.setblocking(False)
        ends.append(sock)
    client, server = ends
    client.connect_ex((lab.server.v4, 40000))
    server.connect_ex((lab.client.v4, 40000))
    until_state(client, "ESTABLISHED")
    until_state(server, "ESTABLISHED")
    lab.quiet()
    for sock in ends:
        sock.setblocking(True)
    lab.say(client, server, b"question\n")
    linger_zero(client)
    client.close()
    until_state(server, "CLOSE")
    lab.server.attempt("recv", server.recv, 100)


@sample(ending("client", "closing"), network=slow)
def reset_after_both_fins(lab):
    """A reset after both ends have sent FIN: the last words were lost.
    The client closes; before it knows, the server sends a last answer and closes, too.
    The client's kernel answers the late data by RST."""
    lab.capture(lab.server)
    client, server = lab.pair()
    lab.say(client, server, REQUEST)
    client.close()
    server.sendall(RESPONSE)
    server.shutdown(socket.SHUT_WR)
    until_state(server, "CLOSE")
    lab.server.attempt("recv", server.recv, 100)


@sample(ending("client", "data-transfer"), network=slow)
def cancelled_download_in_flight(lab):
    """A cancelled download: data in flight is answered by one RST each.
    The client closes with data unread while the server's next segments are on their
    way; each that arrives meets a host without that connection."""
    lab.capture(lab.client)
    client, server = lab.pair()
    lab.say(client, server, REQUEST)
    head = b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n"
    server.sendall(head + b"x" * (2000 - len(head)))
    until_unread(client, 2000)
    until_acked(server)
    server.sendall(b"x" * 4000)
    client.recv(1000)
    client.close()
    until_state(server, "CLOSE")
    lab.server.attempt("send", server.send, b"x" * 1000)


@sample(ending("client", "data-transfer", effect="late"), network=slow)
def crossing_resets(lab):
    """Both ends abort at once and their resets cross.
    Client and server close with SO_LINGER zero before either RST has arrived."""
    lab.capture(lab.client)
    client, server = lab.pair()
    lab.say(client, server, REQUEST)
    for sock in (client, server):
        linger_zero(sock)
        sock.close()
