# SPDX-License-Identifier: BSD-3-Clause
"""Resets in and after TLS handshakes, and where one end speaks something else."""
import contextlib
import shutil
import socket
import ssl

import props
import words
from scenario import scenario
from scenarios.application import certificate, contexts, shake_hands, step
from talk import idle, until, until_acked, until_state, until_unread

UNHAPPY = (ssl.SSLError, ConnectionError)
TLS = words.Words((443, 8443, 993), words.opaque, words.opaque)


def wrapped(stage, client_context, server_context, name="server.example"):
    """A connection whose ends are in TLS and have not shaken hands."""
    stage.speak(TLS)
    pair = stage.pair()
    for end, context, options in (("client", client_context, {"server_hostname": name}),
                                  ("server", server_context, {"server_side": True})):
        pair[end].setblocking(False)
        pair.socks[end] = context.wrap_socket(pair[end], do_handshake_on_connect=False,
                                              **options)
    return pair


def refuses(tls):
    """Goes on with a handshake until it fails; closes as programs do then."""
    with contextlib.suppress(*UNHAPPY):
        until(lambda: step(tls))
    tls.close()


def bare(stage, pair, end):
    """The other end's application reads its bare socket."""
    pair.socks[end] = socket.socket(fileno=pair[end].detach())
    stage.client.open.append(pair[end])
    stage.dies(pair, end)


@scenario(slug="reset-after-completion", origin="client", phase="data-transfer",
          harm=("benign", "disruptive", "unknown"), reason="TCP_ABORT_ON_CLOSE",
          also=("close-with-unread-data",), variants="client client+slow client+nat")
def tickets_unread(stage):
    """A TLS 1.3 client sends a message, and closes without reading the session tickets.
    reset-after-completion: nothing that anybody wanted was lost.  That tickets lay unread
    is as true."""
    pair = wrapped(stage, *contexts())
    shake_hands(pair["client"], pair["server"])
    pair["client"].send(b"notice\n")
    until_acked(pair["client"])
    until_unread(pair["client"], 1)
    until(lambda: pair["server"].recv(100))
    pair["client"].close()
    bare(stage, pair, "server")


@scenario(slug="tls-handshake-failure", origin="client", phase="data-transfer",
          reason="TCP_ABORT_ON_CLOSE", variants="client client+slow client+nat client+middle")
def unknown_authority(stage):
    """A TLS 1.2 client does not trust the server's certificate: it sends its alert and
    closes with the rest of the server's flight unread.
    tls-handshake-failure: the alert says unknown_ca."""
    _, server_context = contexts()
    server_context.maximum_version = ssl.TLSVersion.TLSv1_2
    pair = wrapped(stage, ssl.create_default_context(), server_context)
    step(pair["client"])
    until_unread(pair["server"], 100)
    step(pair["server"])
    until_unread(pair["client"], 100)
    refuses(pair["client"])
    bare(stage, pair, "server")


@scenario(slug="tls-handshake-failure", origin="server", phase="data-transfer",
          also=("close-with-unread-data",), reason="TCP_ABORT_ON_CLOSE",
          variants="server server+slow server+middle")
def client_certificate_missing(stage):
    """The server wants a certificate that the client has not; the client's first request is
    unread when the server sends its alert and closes.
    tls-handshake-failure: the server ended the handshake.  Its alert is encrypted; that the
    request lay unread is as true."""
    pair = wrapped(stage, *contexts(ask_client=True))
    until(lambda: [step(pair["server"]), step(pair["client"])][1])
    pair["client"].send(stage.request())
    until_acked(pair["client"])
    refuses(pair["server"])
    bare(stage, pair, "client")


@scenario(slug="tls-handshake-failure", origin="server", phase="half-closed",
          reason=("TCP_ABORT_ON_DATA", "TCP_TIMEWAIT_SOCKET", "TCP_FLAGS"),
          also=("data-after-close",), variants="server server+v6 server+nat")
def versions_differ(stage):
    """The server wants TLS 1.3, the client has only 1.2: alert, FIN; the client's own next
    words meet a closed socket.
    tls-handshake-failure: that is what ended it.  That the client wrote after the FIN is
    as true."""
    client_context, server_context = contexts()
    client_context.maximum_version = ssl.TLSVersion.TLSv1_2
    server_context.minimum_version = ssl.TLSVersion.TLSv1_3
    pair = wrapped(stage, client_context, server_context)
    step(pair["client"])
    until_unread(pair["server"], 100)
    refuses(pair["server"])
    until_state(pair["client"], "CLOSE_WAIT")
    bare_client = pair.socks["client"] = socket.socket(fileno=pair["client"].detach())
    stage.client.open.append(bare_client)
    stage.attempt(pair, "client", "send", bare_client.send, b"\x15\x03\x03\x00\x02\x02\x46")
    stage.dies(pair, "client")


def client_hello(name):
    """As plain_context() sends it; all of one length are alike but for the name."""
    into, out = ssl.MemoryBIO(), ssl.MemoryBIO()
    tls = plain_context().wrap_bio(into, out, server_hostname=name)
    with contextlib.suppress(ssl.SSLWantReadError):
        tls.do_handshake()
    return out.read()


def plain_context():
    context = contexts()[0]
    context.maximum_version = ssl.TLSVersion.TLSv1_2
    return context


@scenario(slug="policy-reset", origin="third-party", side="server", phase="data-transfer",
          count=None, harm=("disruptive", "unknown"),
          variants="server server+v6 server+slow server+middle")
def one_name_is_forbidden(stage):
    """A firewall rejects the ClientHello for one name; those for others reach the server.
    policy-reset: the rule matches the bytes of the name, and the server never sees them."""
    port = stage.speak(TLS)
    bad = client_hello("blocked.example").index(b"blocked.")
    stage.filter(f"tcp dport {port} @ih,{bad * 8},64 0x{b'blocked.'.hex()} "
                 "reject with tcp reset")
    listener = stage.listen()
    for name in ("allowed.example", "blocked.example", "another.example", "blocked.example"):
        pair = stage.pair(listener)
        pair["client"].setblocking(False)
        tls = plain_context().wrap_socket(pair["client"], server_hostname=name,
                                          do_handshake_on_connect=False)
        try:
            step(tls)
        except ConnectionResetError:		# that fast
            pair.calls["client"] = [("recv", "ECONNRESET")]
        pair.socks["client"] = socket.socket(fileno=tls.detach())
        stage.client.open.append(pair["client"])
        if name == "blocked.example":
            stage.dies(pair, "client")
        else:
            until_unread(pair["server"], 100)
            pair["server"].recv(65536)
            stage.lab.end(pair["client"], pair["server"])


@scenario(slug="protocol-mismatch", origin="server", phase="data-transfer",
          reason="TCP_ABORT_ON_CLOSE", variants="server server+v6 server+nat server+slow")
def http_to_tls(stage):
    """Plain HTTP to a TLS port: the server takes the start for a record, fails and closes
    with the rest unread.
    protocol-mismatch: the client's first words are not TLS."""
    stage.speak(TLS)
    pair = stage.pair()
    stage.send(pair, "client", words.http_request(stage.rng))
    pair.socks["server"] = contexts()[1].wrap_socket(pair["server"], server_side=True,
                                                     do_handshake_on_connect=False)
    refuses(pair["server"])
    stage.dies(pair, "client")


@scenario(slug="protocol-mismatch", origin="server", phase="data-transfer",
          reason="TCP_ABORT_ON_CLOSE", also=("close-with-unread-data",),
          harm=("disruptive", "unknown"),
          variants="server server+v6 server+slow")
def tls_to_http(stage):
    """TLS to a plain HTTP port: the server reads the first bytes, finds no request, says so
    and closes with the rest unread.
    protocol-mismatch: the client's first words are a ClientHello, the answer is HTTP."""
    stage.speak(words.HTTP)
    pair = stage.pair()
    context = ssl.create_default_context()
    pair["client"].setblocking(False)
    tls = context.wrap_socket(pair["client"], server_hostname="server.example",
                              do_handshake_on_connect=False)
    pair.socks["client"] = tls
    step(tls)
    until_unread(pair["server"], 100)
    pair["server"].recv(20)
    pair["server"].sendall(b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n"
                           b"Connection: close\r\n\r\n")
    pair["server"].close()
    bare(stage, pair, "client")


def s_server(stage, *options):
    """OpenSSL's test server with a certificate of its own."""
    folder, key, cert = certificate()
    stage.on_close(lambda: shutil.rmtree(folder, ignore_errors=True))
    command = ["openssl", "s_server", "-accept", f"{stage.server.v4}:{stage.port}", "-key",
               key, "-cert", cert, "-www", *options]
    return props.Program(stage, stage.server, command, stage.port)


@scenario(slug="tls-handshake-failure", origin="client", count=None,
          phase=("data-transfer", "half-closed"),	# as curl has read all by then or not
          reason=("TCP_ABORT_ON_CLOSE", "NO_SOCKET", "TCP_ABORT_ON_DATA"),
          needs="curl", variants="client client+slow client+nat")
def curl_distrusts(stage):
    """curl does not know the authority of an OpenSSL server's certificate (TLS 1.2).
    tls-handshake-failure: its alert is unknown_ca."""
    stage.speak(TLS)
    s_server(stage, "-tls1_2")
    program = props.Program(stage, stage.client, [
        "curl", "-s", f"https://{stage.server.v4}:{stage.port}/"])
    program.wait()
    idle(0.1)
