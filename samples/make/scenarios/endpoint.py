# SPDX-License-Identifier: BSD-3-Clause
"""Resets that an end of the connection makes, and why it does so."""
import os
import signal
import socket
import struct
import time

from lab import (REQUEST, RESPONSE, linger_zero, until, until_acked, until_state,
                 until_unread)
from sample import ending, sample


@sample(ending("server", "data-transfer"))
def close_with_unread_data(lab):
    """The server closes with the client's request unread.
    The server accepts, reads nothing and closes once the request has arrived."""
    lab.capture(lab.client)
    client, server = lab.pair()
    lab.send(client, server, REQUEST)
    server.close()
    until_state(client, "CLOSE")
    lab.client.attempt("recv", client.recv, 100)


@sample(ending("server", "data-transfer"))
def server_aborts(lab):
    """The server's application aborts (SO_LINGER 0) with the request read.
    The server reads a request whole, then closes with SO_LINGER set to zero seconds."""
    lab.capture(lab.client)
    client, server = lab.pair()
    lab.say(client, server, REQUEST)
    linger_zero(server)
    server.close()
    until_state(client, "CLOSE")
    lab.client.attempt("recv", client.recv, 100)


@sample(ending("client", "data-transfer"))
def client_aborts(lab):
    """The client's application aborts while it waits for the response.
    The client sends a request, gets no answer and closes with SO_LINGER zero."""
    lab.capture(lab.client)
    client, server = lab.pair()
    lab.say(client, server, REQUEST)
    linger_zero(client)
    client.close()
    until_state(server, "CLOSE")
    lab.server.attempt("send", server.send, RESPONSE)


@sample(ending("client", "data-transfer"))
def client_aborts_ipv6(lab):
    """The same over IPv6, captured at the server.
    The client sends a request, gets no answer and closes with SO_LINGER zero."""
    lab.add_ipv6()
    lab.capture(lab.server)
    client, server = lab.pair(v6=True)
    lab.say(client, server, REQUEST)
    linger_zero(client)
    client.close()
    until_state(server, "CLOSE")
    lab.server.attempt("send", server.send, RESPONSE)


@sample(ending("server", "half-closed"))
def data_after_close(lab):
    """The client goes on writing after the server has closed.
    The server answers and closes (FIN); the client, which has not noticed, sends
    another request; the server's kernel has nobody to give it to."""
    lab.capture(lab.client)
    client, server = lab.pair()
    lab.say(client, server, REQUEST)
    lab.say(server, client, RESPONSE)
    server.close()
    until_state(client, "CLOSE_WAIT")
    lab.client.attempt("send", client.send, REQUEST)
    until_state(client, "CLOSE")
    lab.client.attempt("send", client.send, REQUEST)


@sample(ending("server", "data-transfer"))
def half_open_connection(lab):
    """The server no longer knows the connection that the client goes on using.
    The server's socket is destroyed (ss -K) while the router drops its RST; the
    next request of the client meets a host without that connection."""
    lab.capture(lab.client)
    client, server = lab.pair(5432)
    lab.say(client, server, b"first question\n")
    lab.say(server, client, b"first answer\n")
    with lab.losing("tcp flags & rst == rst"):
        lab.server.run("ss -K state established sport = :5432")
        lab.server.attempt("recv", server.recv, 100)
    lab.client.attempt("send", client.send, b"second question\n")
    until_state(client, "CLOSE")
    lab.client.attempt("recv", client.recv, 100)


@sample(ending("server", "data-transfer"))
def administrative_abort(lab):
    """An administrator kills one connection at the server.
    An idle connection's socket is destroyed by ss -K at the server."""
    lab.capture(lab.client)
    client, server = lab.pair(5432)
    lab.say(client, server, b"question\n")
    lab.say(server, client, b"answer\n")
    lab.server.run("ss -K state established sport = :5432")
    until_state(client, "CLOSE")
    lab.server.attempt("recv", server.recv, 100)
    lab.client.attempt("recv", client.recv, 100)


@sample(ending("client", "data-transfer", harm="benign"))
def reset_after_completion(lab):
    """The client resets instead of closing, having got everything.
    The response is complete by its Content-Length; then the client closes with
    SO_LINGER zero."""
    lab.capture(lab.client)
    client, server = lab.pair()
    lab.say(client, server, REQUEST)
    lab.say(server, client, RESPONSE)
    linger_zero(client)
    client.close()
    until_state(server, "CLOSE")
    lab.server.attempt("recv", server.recv, 100)


@sample(ending("client", "data-transfer"))
def client_cancels_download(lab):
    """The client gives up in the middle of a download.
    The response announces 100,000 bytes; the client reads the first 500 and closes
    while 3,000 more lie unread."""
    lab.capture(lab.client)
    client, server = lab.pair()
    lab.say(client, server, REQUEST)
    head = b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n"
    server.sendall(head + b"x" * (3500 - len(head)))
    until_unread(client, 3500)
    until_acked(server)
    client.recv(500)
    client.close()
    until_state(server, "CLOSE")
    lab.server.attempt("send", server.send, b"x" * 1000)
