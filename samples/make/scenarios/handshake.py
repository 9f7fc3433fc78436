# SPDX-License-Identifier: BSD-3-Clause
"""Resets before or during the three-way handshake."""
import socket

from sample import ending, sample
from talk import REQUEST, RESPONSE, idle, linger_zero, until_state


@sample(ending("server", "syn-sent"))
def connection_refused(lab):
    """A closed port answers a SYN by RST.
    The client connects to a port of the server where nobody listens."""
    lab.capture(lab.client)
    sock = lab.client.socket()
    lab.client.attempt("connect", sock.connect, (lab.server.v4, 81))


@sample(ending("server", "syn-sent"))
def connection_refused_ipv6(lab):
    """The same over IPv6.
    The client connects to a port of the server where nobody listens."""
    lab.add_ipv6()
    lab.capture(lab.client)
    sock = lab.client.socket(socket.AF_INET6)
    lab.client.attempt("connect", sock.connect, (lab.server.v6, 81))


@sample(ending("third-party", "syn-sent", side="server"))
def firewall_reject(lab):
    """A firewall answers a SYN by RST in the server's name.
    The router rejects port 8080 (nft reject with tcp reset); the server listens there.
    A second connection, to port 80, shows what the server's own packets look like."""
    lab.filter("tcp dport 8080 reject with tcp reset")
    lab.capture(lab.client)
    client, server = lab.pair()
    lab.say(client, server, REQUEST)
    lab.say(server, client, RESPONSE)
    lab.end(client, server)
    lab.server.listen(8080)
    sock = lab.client.socket()
    lab.client.attempt("connect", sock.connect, (lab.server.v4, 8080))


@sample(ending("third-party", "syn-sent", side="server"))
def firewall_reject_ipv6(lab):
    """A firewall answers a SYN by RST in the server's name, over IPv6.
    The router rejects port 8080; a connection to port 80 goes before."""
    lab.add_ipv6()
    lab.filter("tcp dport 8080 reject with tcp reset")
    lab.capture(lab.client)
    client, server = lab.pair(v6=True)
    lab.say(client, server, REQUEST)
    lab.say(server, client, RESPONSE)
    lab.end(client, server)
    lab.server.listen(8080, v6=True)
    sock = lab.client.socket(socket.AF_INET6)
    lab.client.attempt("connect", sock.connect, (lab.server.v6, 8080))


@sample()
def icmp_port_unreachable(lab):
    """A firewall refuses by ICMP: connection refused without any RST.
    The router rejects port 8080 (nft reject, ICMP port unreachable)."""
    lab.filter("tcp dport 8080 reject with icmp port-unreachable")
    lab.capture(lab.client)
    sock = lab.client.socket()
    lab.client.attempt("connect", sock.connect, (lab.server.v4, 8080))


@sample()
def icmp_admin_prohibited(lab):
    """A firewall refuses by ICMP: administratively prohibited.
    The router rejects port 8080 (nft reject, ICMP admin-prohibited)."""
    lab.filter("tcp dport 8080 reject with icmp admin-prohibited")
    lab.capture(lab.client)
    sock = lab.client.socket()
    lab.client.attempt("connect", sock.connect, (lab.server.v4, 8080))


@sample(*[ending("server", "syn-sent")] * 30)
def port_scan(lab):
    """One client tries thirty closed ports.
    The client connects to ports 8001 to 8030 of the server, one after the other."""
    lab.capture(lab.client)
    for port in range(8001, 8031):
        sock = lab.client.socket()
        lab.client.attempt("connect", sock.connect, (lab.server.v4, port))


@sample(*[ending("client", "established", harm="benign")] * 4)
def health_check(lab):
    """A monitor connects, says nothing and resets, every half second.
    The client connects and closes with SO_LINGER zero, four times."""
    lab.capture(lab.server)
    listener = lab.server.listen()
    for probe in range(4):
        client, server = lab.pair(listener=listener)
        linger_zero(client)
        client.close()
        until_state(server, "CLOSE")
        lab.server.attempt("recv", server.recv, 100)
        idle(0.5)
