# SPDX-License-Identifier: BSD-3-Clause
"""Resets that come of what the applications say: TLS, a web server."""
import os
import shutil
import socket
import ssl
import subprocess
import tempfile

from sample import ending, sample
from talk import REQUEST, until, until_acked, until_state, until_unread

NGINX = """
daemon off;
pid {folder}/pid;
error_log stderr;
events {{ }}
http {{
    access_log off;
    client_body_temp_path {folder};
    proxy_temp_path {folder};
    fastcgi_temp_path {folder};
    uwsgi_temp_path {folder};
    scgi_temp_path {folder};
    server {{
        listen {address}:80;
        client_max_body_size 1k;
        client_header_buffer_size 4k;
        keepalive_timeout 0;
        lingering_timeout 100ms;
        location / {{ return 200 "Hello, world!\\n"; }}
    }}
}}
"""


def certificate():
    """A key and a certificate for server.example: two paths in a folder to delete."""
    folder = tempfile.mkdtemp()
    key, cert = folder + "/key", folder + "/cert"
    subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt",
                    "ec_paramgen_curve:P-256", "-nodes", "-days", "3650",
                    "-subj", "/CN=server.example", "-keyout", key, "-out", cert],
                   check=True, stderr=subprocess.DEVNULL)
    return folder, key, cert


def contexts(**server_options):
    """TLS contexts of a client that trusts the server's certificate and of the server."""
    folder, key, cert = certificate()
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(cert, key)
    client = ssl.create_default_context(cafile=cert)
    if server_options.get("ask_client"):
        server.verify_mode = ssl.CERT_REQUIRED
        server.load_verify_locations(cert)
    shutil.rmtree(folder)
    return client, server


def tls_pair(lab, client_context, server_context):
    """Both ends in TLS, not yet shaken hands."""
    client, server = lab.pair(443)
    for sock in (client, server):
        sock.setblocking(False)
    return (client_context.wrap_socket(client, server_hostname="server.example",
                                       do_handshake_on_connect=False),
            server_context.wrap_socket(server, server_side=True,
                                       do_handshake_on_connect=False))


def step(tls):
    """As much of the handshake as can be done now; True when it is complete."""
    try:
        tls.do_handshake()
        return True
    except (ssl.SSLWantReadError, ssl.SSLWantWriteError):
        return False


def shake_hands(*ends):
    until(lambda: all([step(end) for end in ends]))


@sample(ending("client", "data-transfer", harm="benign"))
def tls_tickets_unread(lab):
    """A TLS 1.3 client closes with session tickets unread: a reset that costs nothing.
    The client sends a short message and closes without reading what the server sent after
    the handshake."""
    lab.capture(lab.client)
    client, server = tls_pair(lab, *contexts())
    shake_hands(client, server)
    client.send(b"notice\n")
    until_acked(client)
    until_unread(client, 1)
    until(lambda: server.recv(100))
    client.close()
    until_state(server, "CLOSE")
    lab.server.attempt("recv", socket.socket.recv, server, 100)


@sample(ending("server", "data-transfer"))
def tls_client_certificate_missing(lab):
    """The server refuses the client in the TLS handshake by alert and reset.
    The server wants a client certificate; the client has none and sends its request at
    once (TLS 1.3), which is still unread when the server sends its alert and closes."""
    lab.capture(lab.client)
    client, server = tls_pair(lab, *contexts(ask_client=True))
    until(lambda: [step(server), step(client)][1])
    client.send(REQUEST)
    until_acked(client)
    try:
        server.do_handshake()
    except ssl.SSLError:
        server.close()
    until_state(client, "CLOSE")
    lab.client.attempt("send", socket.socket.send, client, b"x")


@sample(ending("client", "data-transfer"))
def tls_unknown_ca(lab):
    """The client does not trust the server's certificate: alert and reset.
    TLS 1.2. The client sends its alert and closes with the rest of the server's first
    flight unread."""
    lab.capture(lab.client)
    _, server_context = contexts()
    server_context.maximum_version = ssl.TLSVersion.TLSv1_2
    client, server = tls_pair(lab, ssl.create_default_context(), server_context)
    step(client)
    until(lambda: step(server) or True)
    until_unread(client, 100)
    try:
        until(lambda: step(client))
    except ssl.SSLCertVerificationError:
        client.close()
    lab.quiet()
    lab.server.attempt("send", socket.socket.send, server, b"x" * 10)
    until_state(server, "CLOSE")
    lab.server.attempt("send", socket.socket.send, server, b"x" * 10)


@sample(ending("server", "data-transfer"))
def http_to_tls_port(lab):
    """Plain HTTP to a TLS port: the server resets at once.
    The server reads the start of the request as a TLS record, fails and closes with the
    rest unread."""
    lab.capture(lab.client)
    client, server = lab.pair(443)
    lab.send(client, server, REQUEST)
    tls = contexts()[1].wrap_socket(server, server_side=True, do_handshake_on_connect=False)
    try:
        tls.do_handshake()
    except ssl.SSLError:
        tls.close()
    until_state(client, "CLOSE")
    lab.client.attempt("recv", client.recv, 100)


def nginx(lab, folder):
    config = folder + "/nginx.conf"
    with open(config, "w") as f:
        f.write(NGINX.format(folder=folder, address=lab.server.v4))
    with lab.server.inside():
        return subprocess.Popen(["nginx", "-p", folder, "-c", config],
                                stderr=subprocess.DEVNULL)


def until_served(lab):
    """The server's port listens."""
    until(lambda: ":80 " in lab.server.run("ss -4 -H -l -t -n"))


@sample(ending("server", "half-closed"))
def early_response(lab):
    """A web server answers 413 and closes while the upload goes on.
    nginx allows bodies of 1 kB and lingers for 0.1 s; the client announces 100,000
    bytes and goes on sending, which the server's kernel answers by RST."""
    folder = tempfile.mkdtemp()
    os.chmod(folder, 0o755)
    process = nginx(lab, folder)
    try:
        until_served(lab)
        lab.capture(lab.client)
        client = lab.client.socket()
        client.connect((lab.server.v4, 80))
        head = (b"POST /upload HTTP/1.1\r\nHost: server.example\r\n"
                b"Content-Length: 100000\r\n\r\n")
        client.sendall(head + b"x" * (1400 - len(head)))
        until_state(client, "CLOSE_WAIT")
        lab.client.attempt("send", client.send, b"x" * 1000)
        until_state(client, "CLOSE")
        lab.client.attempt("send", client.send, b"x" * 1000)
    finally:
        process.terminate()
        process.wait()
        shutil.rmtree(folder)
