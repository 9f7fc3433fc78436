# SPDX-License-Identifier: BSD-3-Clause
"""Timers: idle connections, lost paths, peers that are gone."""
import socket

from sample import ending, sample
from talk import REQUEST, RESPONSE, idle, linger_zero, until_state


@sample(ending("client", "data-transfer", effect=None))
def keepalive_timeout(lab):
    """The client's keepalive probes stay unanswered and its kernel gives up.
    After one exchange the router drops whatever the server sends; keepalive is one
    second and three probes a second apart. The client's RST is lost, too."""
    lab.capture(lab.client)
    client, server = lab.pair(5432)
    for option, value in ((socket.TCP_KEEPIDLE, 1), (socket.TCP_KEEPINTVL, 1),
                          (socket.TCP_KEEPCNT, 3)):
        client.setsockopt(socket.IPPROTO_TCP, option, value)
    lab.say(client, server, b"question\n")
    lab.say(server, client, b"answer\n")
    with lab.losing("ip saddr 198.51.100.20",
                    "ip daddr 198.51.100.20 tcp flags & rst == rst"):
        client.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
        until_state(client, "CLOSE")
        lab.client.attempt("recv", client.recv, 100)


@sample(ending("client", "data-transfer", effect=None))
def retransmission_timeout(lab):
    """The client gives up on retransmitting; later the server speaks and is reset.
    The router drops what the client sends; the client's kernel retries three times
    (tcp_retries2) and forgets the connection. The path works again, the server sends."""
    lab.client.sysctl("net.ipv4.tcp_retries2", 3)
    lab.capture(lab.client)
    client, server = lab.pair(5432)
    lab.say(client, server, b"question\n")
    lab.say(server, client, b"answer\n")
    with lab.losing("ip daddr 198.51.100.20"):
        client.sendall(b"second question\n")
        until_state(client, "CLOSE", limit=30)
        lab.client.attempt("recv", client.recv, 100)
    lab.server.attempt("send", server.send, b"notice\n")
    until_state(server, "CLOSE")
    lab.server.attempt("recv", server.recv, 100)


@sample(ending("server", "data-transfer", harm=None))
def idle_then_reset(lab):
    """The server resets a connection that was idle for two seconds.
    After a complete exchange the server waits two seconds, then closes with SO_LINGER
    zero. The client tries its next request and finds out."""
    lab.capture(lab.client)
    client, server = lab.pair()
    lab.say(client, server, REQUEST)
    lab.say(server, client, RESPONSE)
    idle(2.0)
    linger_zero(server)
    server.close()
    until_state(client, "CLOSE")
    lab.client.attempt("send", client.send, REQUEST)


@sample(ending("server", "half-closed"))
def fin_wait_2_expired(lab):
    """The server's closed connection expires before the client's next request.
    The server closes with TCP_LINGER2 of one second; the client, which ignores the FIN,
    writes after a second and a half."""
    lab.capture(lab.client)
    client, server = lab.pair()
    lab.say(client, server, REQUEST)
    lab.say(server, client, RESPONSE)
    server.setsockopt(socket.IPPROTO_TCP, socket.TCP_LINGER2, 1)
    server.close()
    until_state(client, "CLOSE_WAIT")
    idle(1.5)
    lab.client.attempt("send", client.send, REQUEST)
    until_state(client, "CLOSE")
    lab.client.attempt("send", client.send, REQUEST)


@sample(ending("client", "data-transfer"))
def keepalive_answered(lab):
    """Keepalive probes are answered; later the client aborts in the middle.
    Keepalive after one second; two probes are answered, then the client asks
    again and closes with SO_LINGER zero before the answer."""
    lab.capture(lab.client)
    client, server = lab.pair(5432)
    for option in (socket.TCP_KEEPIDLE, socket.TCP_KEEPINTVL):
        client.setsockopt(socket.IPPROTO_TCP, option, 1)
    client.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
    lab.say(client, server, b"question\n")
    lab.say(server, client, b"answer\n")
    idle(2.5)
    lab.say(client, server, b"second question\n")
    linger_zero(client)
    client.close()
    until_state(server, "CLOSE")
    lab.server.attempt("recv", server.recv, 100)
