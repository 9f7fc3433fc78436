# SPDX-License-Identifier: BSD-3-Clause
"""Resets that an end of the connection makes, and why it does so."""
import socket

from sample import ending, sample
from talk import REQUEST, RESPONSE, linger_zero, until_acked, until_state, until_unread


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
        lab.server.run("ss -4 -K state established sport = :5432")
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
    lab.server.run("ss -4 -K state established sport = :5432")
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


@sample()
def clean_close(lab):
    """A whole connection without any reset.
    Request, response, FIN both ways."""
    lab.capture(lab.client)
    client, server = lab.pair()
    lab.say(client, server, REQUEST)
    lab.say(server, client, RESPONSE)
    lab.end(client, server)


@sample(ending("server", "half-closed"))
def data_after_close_ipv6(lab):
    """The client goes on writing after the server has closed, over IPv6.
    The server answers and closes (FIN); the client sends another request."""
    lab.add_ipv6()
    lab.capture(lab.client)
    client, server = lab.pair(v6=True)
    lab.say(client, server, REQUEST)
    lab.say(server, client, RESPONSE)
    server.close()
    until_state(client, "CLOSE_WAIT")
    lab.client.attempt("send", client.send, REQUEST)
    until_state(client, "CLOSE")
    lab.client.attempt("send", client.send, REQUEST)


@sample(ending("server", "data-transfer"))
def server_aborts_upload(lab):
    """The server aborts while the client's upload lies unread and unanswered.
    The client announces 100,000 bytes and sends 4,000; the server reads 100 of them
    and closes."""
    lab.capture(lab.server)
    client, server = lab.pair()
    head = b"PUT /file HTTP/1.1\r\nHost: server.example\r\nContent-Length: 100000\r\n\r\n"
    lab.send(client, server, head + b"x" * (4000 - len(head)))
    server.recv(100)
    server.close()
    until_state(client, "CLOSE")
    lab.client.attempt("send", client.send, b"x" * 1000)


@sample(ending("server", "half-closed", harm="benign"))
def linger2_negative(lab):
    """The server closes with TCP_LINGER2 below zero: FIN, then RST at its ACK.
    The response is complete; the kernel of the server does not wait in FIN-WAIT-2."""
    lab.capture(lab.client)
    client, server = lab.pair()
    lab.say(client, server, REQUEST)
    lab.say(server, client, RESPONSE)
    server.setsockopt(socket.IPPROTO_TCP, socket.TCP_LINGER2, -1)
    server.close()
    until_state(client, "CLOSE")
    lab.client.attempt("send", client.send, REQUEST)


@sample(ending("client", "half-closed", harm="benign"))
def reset_after_server_closed(lab):
    """The client answers the server's FIN by a reset, having got everything.
    Response and FIN have arrived; the client has read all and closes with SO_LINGER
    zero."""
    lab.capture(lab.client)
    client, server = lab.pair()
    lab.say(client, server, REQUEST)
    lab.say(server, client, RESPONSE)
    server.shutdown(socket.SHUT_WR)
    until_state(client, "CLOSE_WAIT")
    linger_zero(client)
    client.close()
    until_state(server, "CLOSE")
    lab.server.attempt("recv", server.recv, 100)


@sample(ending("server", "data-transfer"), ending("server", "syn-sent"))
def process_killed(lab):
    """The server process is killed: RST where data was unread, FIN elsewhere.
    Two connections, a request unread on the first; kill -9; a third connection is
    refused."""
    def serve(report):
        listener = lab.server.listen()
        report()
        accepted = []
        while len(accepted) < 2:
            accepted.append(listener.accept())
            report()
        return listener, accepted

    lab.capture(lab.client)
    pid, wait = lab.fork(serve)
    wait()
    clients = []
    for _ in range(2):
        clients.append(lab.client.socket())
        clients[-1].connect((lab.server.v4, 80))
        wait()
    clients[0].sendall(REQUEST)
    until_acked(clients[0])
    lab.kill(pid)
    until_state(clients[0], "CLOSE")
    until_state(clients[1], "CLOSE_WAIT")
    lab.client.attempt("recv", clients[0].recv, 100)
    lab.client.attempt("recv", clients[1].recv, 100)
    clients[1].close()
    late = lab.client.socket()
    lab.client.attempt("connect", late.connect, (lab.server.v4, 80))


@sample(ending("server", "established"))
def listener_closed(lab):
    """The server stops listening with a connection not yet accepted.
    The connection waits in the accept queue when the listening socket is closed."""
    lab.capture(lab.client)
    listener = lab.server.listen()
    client = lab.client.socket()
    lab.client.attempt("connect", client.connect, (lab.server.v4, 80))
    lab.quiet()
    listener.close()
    until_state(client, "CLOSE")
    lab.client.attempt("recv", client.recv, 100)


@sample(ending("client", "data-transfer", harm="benign"))
def port_reuse(lab):
    """A new connection on the same addresses and ports after a reset.
    The client aborts after a complete response and connects again at once from the
    same port; the second connection ends cleanly."""
    lab.capture(lab.client)
    listener = lab.server.listen()
    for abort in (True, False):
        client = lab.client.socket()
        client.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        client.bind((lab.client.v4, 40000))
        client.connect((lab.server.v4, 80))
        server, _ = listener.accept()
        lab.say(client, server, REQUEST)
        lab.say(server, client, RESPONSE)
        if abort:
            linger_zero(client)
            client.close()
            until_state(server, "CLOSE")
            lab.server.attempt("recv", server.recv, 100)
            server.close()
        else:
            lab.end(client, server)


@sample(ending("server", "data-transfer"))
def window_scaling(lab):
    """A transfer in large scaled windows is reset by the sender's host.
    Jumbo frames. The server sends 300,000 bytes of a file of a million; its socket is
    destroyed (ss -K). Headers only are captured."""
    for host, interface in ((lab.client, "eth0"), (lab.router, "eth0"),
                            (lab.router, "eth1"), (lab.server, "eth0")):
        host.run(f"ip link set {interface} mtu 9000")
    lab.capture(lab.client, "eth0", "-s", "96")
    client, server = lab.pair()
    lab.say(client, server, REQUEST)
    lab.say(server, client, b"HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n")
    for _ in range(10):
        lab.say(server, client, b"x" * 30000)
    lab.server.run("ss -4 -K state established sport = :80")
    until_state(client, "CLOSE")
    lab.client.attempt("recv", client.recv, 100)
    lab.server.attempt("send", server.send, b"x")


IPPROTO_MPTCP = 262


@sample(ending("client", "data-transfer", harm="benign"))
def mptcp_abort(lab):
    """An MPTCP connection is aborted.
    Both ends speak MPTCP; the client closes when it has the server's answer, without
    reading it."""
    lab.capture(lab.client)
    listener = lab.server.socket(socket.AF_INET, socket.SOCK_STREAM, IPPROTO_MPTCP)
    listener.bind((lab.server.v4, 80))
    listener.listen(8)
    client = lab.client.socket(socket.AF_INET, socket.SOCK_STREAM, IPPROTO_MPTCP)
    client.connect((lab.server.v4, 80))
    server, _ = listener.accept()
    client.sendall(REQUEST)
    until_unread(server, len(REQUEST))
    server.recv(1000)
    server.sendall(RESPONSE)
    until_unread(client, len(RESPONSE))
    client.close()
    lab.quiet()
    lab.server.attempt("send", server.send, RESPONSE)
