# SPDX-License-Identifier: BSD-3-Clause
"""Resets made by neither end: somebody at the router writes them in their names."""
from packet import SYN, Forger, sequence_numbers, tcp4
from sample import ending, sample
from talk import REQUEST, RESPONSE, until_state


def talk(lab, waiting=False):
    """A connection with one exchange behind it, and its two ends as addresses.
    waiting: the client has asked again and waits for the answer."""
    client, server = lab.pair()
    lab.say(client, server, REQUEST)
    lab.say(server, client, RESPONSE)
    if waiting:
        lab.say(client, server, REQUEST)
    return client, server, client.getsockname(), server.getsockname()


@sample(ending("third-party", "data-transfer", side="server"))
def forged_reset(lab):
    """A forged RST is accepted by the client; the real server talks on.
    A RST with the exact sequence number and the server's address, but another TTL,
    goes to the client, which waits for a response. Then the server answers, and the
    client's kernel resets it."""
    forger = Forger(lab)
    lab.capture(lab.client)
    client, server, client_end, server_end = talk(lab, waiting=True)
    forger.reset(server_end, client_end, sequence_numbers(server)[0])
    until_state(client, "CLOSE")
    lab.client.attempt("recv", client.recv, 100)
    lab.server.attempt("send", server.send, RESPONSE)
    until_state(server, "CLOSE")
    lab.server.attempt("recv", server.recv, 100)


@sample(ending("third-party", "data-transfer", side="server"))
def forged_reset_both(lab):
    """A box on the path forges a RST to each end.
    Both have exact sequence numbers and a TTL that fits neither end. Captured on all of
    the router's interfaces, since each RST leaves by another one."""
    forger = Forger(lab)
    lab.capture(lab.router, "any")
    client, server, client_end, server_end = talk(lab, waiting=True)
    seq, ack = sequence_numbers(server)
    forger.reset(server_end, client_end, seq)
    forger.reset(client_end, server_end, ack)
    for host, sock in ((lab.client, client), (lab.server, server)):
        until_state(sock, "CLOSE")
        host.attempt("recv", sock.recv, 100)


@sample(ending("third-party", "data-transfer", "ignored", "benign", side="server"))
def forged_reset_ignored(lab):
    """A forged RST far outside the window changes nothing.
    Its sequence number is two thousand million off. The connection goes on and
    ends cleanly."""
    forger = Forger(lab)
    lab.capture(lab.client)
    client, server, client_end, server_end = talk(lab)
    forger.reset(server_end, client_end, sequence_numbers(server)[0] + 2_000_000_000)
    lab.quiet()
    lab.say(client, server, REQUEST)
    lab.say(server, client, RESPONSE)
    lab.end(client, server)


@sample(ending("third-party", "data-transfer", "challenged", "benign", side="server"))
def forged_reset_challenged(lab):
    """A forged RST inside the window, not exact, draws a challenge ACK.
    Its sequence number is 1000 too high (RFC 5961 section 3.2). The connection goes on
    and ends cleanly."""
    forger = Forger(lab)
    lab.capture(lab.client)
    client, server, client_end, server_end = talk(lab)
    forger.reset(server_end, client_end, sequence_numbers(server)[0] + 1000)
    lab.quiet()
    lab.say(client, server, REQUEST)
    lab.say(server, client, RESPONSE)
    lab.end(client, server)


@sample(ending("third-party", "data-transfer", side="server"))
def forged_burst(lab):
    """An injector sends three RSTs with stepped sequence numbers.
    The first is exact, the others 1460 and 4380 beyond it. The client waits for a
    response; the server answers."""
    forger = Forger(lab)
    lab.capture(lab.client)
    client, server, client_end, server_end = talk(lab, waiting=True)
    seq = sequence_numbers(server)[0]
    for step, ip_id in ((0, 7001), (1460, 7002), (4380, 7003)):
        forger.reset(server_end, client_end, seq + step, ip_id=ip_id, window=1000 + step)
    until_state(client, "CLOSE")
    lab.client.attempt("recv", client.recv, 100)
    lab.server.attempt("send", server.send, RESPONSE)
    until_state(server, "CLOSE")
    lab.server.attempt("recv", server.recv, 100)


@sample(ending("client", "no-connection", effect=None, harm="benign"))
def backscatter(lab):
    """A SYN-ACK out of the blue is answered by RST.
    Somebody sends the server a SYN in the client's name from elsewhere; the client,
    which sent none, resets the answer."""
    forger = Forger(lab)
    lab.server.listen()
    lab.capture(lab.client)
    victim, target = (lab.client.v4, 50000), (lab.server.v4, 80)
    forger.send(tcp4(victim, target, SYN, seq=1000, window=1024), target)
