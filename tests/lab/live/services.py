# SPDX-License-Identifier: BSD-3-Clause
"""Resets by programs that people run: nginx, HAProxy, Redis, curl.  What they do is theirs;
how they are set up brings it about."""
import contextlib
import os
import signal

import props
import words
from live.process import too_late
from scenario import scenario
from talk import idle, until_acked, until_state, until_unread

PROXY_PORT = 8888

NGINX = """
daemon off; master_process off; pid {folder}/pid; error_log {folder}/errors;
events {{ }}
http {{
    access_log off;
    client_body_temp_path {folder}; proxy_temp_path {folder}; fastcgi_temp_path {folder};
    uwsgi_temp_path {folder}; scgi_temp_path {folder};
    server {{
        listen {address}:{port};
        {settings}
        location / {{ {location} }}
    }}
}}
"""

HAPROXY = """
defaults
    mode {mode}
    timeout connect 2s
    timeout client {client}
    timeout server {server}
listen front
    bind {address}:{port}
    {settings}
    server one {target}
"""


def nginx(stage, settings="", location='return 200 "Hello, world!\\n";', host=None,
          port=None):
    host, port = host or stage.server, port or stage.port
    folder = props.folder(stage)
    config = props.written(folder + "/nginx.conf", NGINX.format(
        folder=folder, address=host.v4, port=port, settings=settings, location=location))
    return props.Program(stage, host, ["nginx", "-p", folder, "-c", config], port)


def haproxy(stage, target, mode="http", client="30s", server="30s", settings=""):
    folder = props.folder(stage)
    config = props.written(folder + "/haproxy.cfg", HAPROXY.format(
        mode=mode, client=client, server=server, address=stage.client.v4, port=PROXY_PORT,
        settings=settings, target=target))
    return props.Program(stage, stage.client, ["haproxy", "-db", "-f", config], PROXY_PORT)


def asked_by_proxy(stage, listener):
    """Has the proxy beside the client ask the server; the server's end, which has read the
    request."""
    near = stage.client.socket()
    near.connect((stage.client.v4, PROXY_PORT))
    near.sendall(stage.request())
    served = listener.accept()[0]
    stage.server.open.append(served)
    served.recv(65536)
    return served


def connected(stage):
    """A client's connection to a program."""
    pair = stage.connect()
    pair["client"].settimeout(10)
    return pair


@scenario(slug="early-response-abort", origin="server", phase=("half-closed", "data-transfer"),
          needs="nginx", variants="server server+nat server+slow server+middle")
def nginx_refuses_upload(stage):
    """nginx answers 413 and closes while the client goes on sending its body.
    early-response-abort: the limit is 1 kB, the response came before the body's end."""
    stage.speak(words.HTTP)
    nginx(stage, "client_max_body_size 1k; lingering_timeout 100ms; lingering_time 200ms; "
          "keepalive_timeout 0;")
    pair = connected(stage)
    size = stage.rng.randint(50_000, 200_000)
    head = stage.request("POST", length=size)
    pair["client"].sendall(head + b"x" * 500)
    until_state(pair["client"], "CLOSE_WAIT", "CLOSE")
    idle(0.2)
    stage.writes_on(pair, "client", b"x" * 1000)


@scenario(slug="data-after-close", origin="server", phase="half-closed", seconds=3,
          also=("idle-timeout-close",), needs="nginx", variants="server server+nat server+middle")
def nginx_keepalive_expired(stage):
    """nginx closes an idle connection after its keepalive_timeout of a second; the client
    does not notice and sends its next request.
    data-after-close: nginx's FIN had come before.  That an idle timer closed it is as
    true."""
    stage.speak(words.HTTP)
    nginx(stage, "keepalive_timeout 1s;")
    pair = connected(stage)
    pair["client"].sendall(stage.request())
    until_unread(pair["client"], 1)
    pair["client"].recv(65536)
    until_state(pair["client"], "CLOSE_WAIT")
    idle(stage.rng.uniform(0.3, 1.0))
    stage.writes_on(pair, "client", stage.request())


@scenario(slug="request-triggered-reset", origin="server", phase="data-transfer",
          also=("abortive-close", "protocol-mismatch"), needs="nginx", variants="server server+nat")
def nginx_hangs_up(stage):
    """nginx is told to hang up on a certain request without an answer (return 444, and
    reset_timedout_connection).
    request-triggered-reset: the rule is about that request; it aborts, which is as true."""
    stage.speak(words.HTTP)
    nginx(stage, "reset_timedout_connection on;",
          'if ($request_method = DELETE) { return 444; } return 200 "fine\\n";')
    pair = connected(stage)
    for _ in range(2):
        pair["client"].sendall(stage.request())
        until_unread(pair["client"], 1)
        pair["client"].recv(65536)
    pair["client"].sendall(stage.request("DELETE"))
    stage.dies(pair, "client")


@scenario(slug="application-timeout", origin="server", phase="data-transfer", seconds=3,
          also=("abortive-close",), count=None, needs="nginx", variants="server server+middle")
def nginx_loses_patience(stage):
    """Clients begin requests and do not end them; nginx resets them after a second
    (client_header_timeout, reset_timedout_connection).
    application-timeout: nginx's timer for requests, the same on each."""
    stage.speak(words.HTTP)
    nginx(stage, "client_header_timeout 1s; client_body_timeout 1s; "
          "reset_timedout_connection on;", f"proxy_pass http://{stage.server.v4}:1;")
    pairs = [connected(stage) for _ in range(3)]
    for pair in pairs:
        pair["client"].sendall(stage.request("POST", length=500)[:-1])
        idle(0.2)
    for pair in pairs:
        stage.dies(pair, "client")


@scenario(slug="process-terminated", origin="server", phase="data-transfer", count=None,
          kind="process-terminated", needs="nginx", variants="server server+nat")
def nginx_killed(stage):
    """nginx is killed while clients upload to it faster than it reads; then it is gone.
    process-terminated: kill -9."""
    stage.speak(words.HTTP)
    program = nginx(stage, "client_max_body_size 100m; client_body_buffer_size 1k;",
                    f"proxy_pass http://{stage.server.v4}:1; proxy_request_buffering on;")
    pairs = [connected(stage) for _ in range(3)]
    for pair in pairs:
        pair["client"].sendall(stage.request("POST", length=10_000_000) + b"x" * 1000)
    stage.quiet()
    os.kill(program.process.pid, signal.SIGSTOP)
    for pair in pairs:
        pair["client"].sendall(b"x" * 1000)
        until_acked(pair["client"])
    program.kill()
    for pair in pairs:
        stage.dies(pair, "client")
    too_late(stage)


@scenario(slug="application-timeout", origin="client", phase="data-transfer",
          also=("client-cancel", "abortive-close"), seconds=4, count=None,
          needs="haproxy", variants="client client+middle")
def haproxy_server_timeout(stage):
    """HAProxy gives a server up that does not answer within its `timeout server`.
    application-timeout: that timer of a second and a half.  On its way to the server the
    proxy is the client."""
    stage.speak(words.HTTP)
    listener = stage.listen()
    haproxy(stage, f"{stage.server.v4}:{stage.port}", server="1500ms")
    for _ in range(2):
        asked_by_proxy(stage, listener)
        idle(1.8)


@scenario(slug="application-timeout", origin="client", phase="half-closed",
          also=("data-after-close", "client-cancel"), seconds=4, count=None, needs="nginx",
          variants="client client+middle")
def nginx_read_timeout(stage):
    """nginx as a proxy gives a server up after its proxy_read_timeout of a second; the server
    answers all the same.
    application-timeout: that timer.  The RST answers data that came after nginx had closed,
    and without waiting for its response: that is as true."""
    stage.speak(words.HTTP)
    listener = stage.listen()
    target = f"http://{stage.server.v4}:{stage.port}"
    nginx(stage, location=f"proxy_pass {target}; proxy_read_timeout 1s;",
          host=stage.client, port=PROXY_PORT)
    for _ in range(2):
        served = asked_by_proxy(stage, listener)
        until_state(served, "CLOSE_WAIT")
        idle(stage.rng.uniform(0.1, 0.5))
        served.send(stage.response())
        stage.quiet()


@scenario(slug="health-check-probe", origin="client", phase=("syn-received", "established"),
          effect=None, harm="benign", count=None, kind="health-check", seconds=5,
          needs="haproxy", variants="client client+middle")
def haproxy_checks(stage):
    """HAProxy asks each second whether the server accepts, and resets.
    health-check-probe: its `check`."""
    stage.speak(words.HTTP)
    stage.listen()
    haproxy(stage, f"{stage.server.v4}:{stage.port} check inter 1s", mode="tcp")
    idle(5.2)


def redis(stage, *options, **how):
    command = ["redis-server", "--bind", stage.server.v4, "--port", str(stage.port), "--save",
               "", "--protected-mode", "no", *options]
    return props.Program(stage, stage.server, command, stage.port, **how)


def ask_redis(pair, *words_of):
    """A command; waits for its answer and reads it."""
    command = b"".join(b"$%d\r\n%s\r\n" % (len(w), w) for w in words_of)
    pair["client"].sendall(b"*%d\r\n" % len(words_of) + command)
    return pair["client"].recv(65536)


@scenario(slug="data-after-close", origin="server", phase="half-closed",
          also=("administrative-abort",), needs="redis-server", variants="server server+nat")
def redis_client_kill(stage):
    """An administrator has Redis drop a client (CLIENT KILL); the client asks again.
    data-after-close: Redis closed in order, the client wrote later.  That somebody had it
    closed is as true."""
    stage.speak(words.REDIS)
    redis(stage)
    pair, admin = connected(stage), connected(stage)
    ask_redis(pair, b"PING")
    mine = ask_redis(pair, b"CLIENT", b"ID").strip(b":\r\n")
    ask_redis(admin, b"CLIENT", b"KILL", b"ID", mine)
    until_state(pair["client"], "CLOSE_WAIT")
    idle(0.3)
    stage.writes_on(pair, "client", stage.request())
    admin["client"].close()


@scenario(slug="resource-exhaustion", origin="server", phase="data-transfer",
          also=("close-with-unread-data", "early-response-abort"), harm="disruptive",
          needs="redis-server", variants="server server+slow server+nat")
def redis_full(stage):
    """Redis has its maxclients; the next one that connects and asks at once is told so and
    dropped, with its question unread.
    resource-exhaustion: the limit is why.  That its question lay unread is as true."""
    stage.speak(words.REDIS)
    program = redis(stage, "--maxclients", "2")
    held = [connected(stage) for _ in range(2)]
    for pair in held:
        ask_redis(pair, b"PING")
    os.kill(program.process.pid, signal.SIGSTOP)
    pair = connected(stage)
    pair["client"].sendall(stage.request())
    until_acked(pair["client"])
    os.kill(program.process.pid, signal.SIGCONT)
    stage.dies(pair, "client")


@scenario(slug="data-after-close", origin="server", phase="half-closed", seconds=4,
          also=("idle-timeout-close",), needs="redis-server", variants="server server+middle")
def redis_idle(stage):
    """Redis closes idle clients after a second (timeout 1); one asks again later.
    data-after-close: the FIN had come before.  That its idle timer closed is as true."""
    stage.speak(words.REDIS)
    redis(stage, "--timeout", "1")
    pair = connected(stage)
    ask_redis(pair, b"PING")
    until_state(pair["client"], "CLOSE_WAIT", limit=20)
    idle(0.3)
    stage.writes_on(pair, "client", stage.request())


def curl(stage, *options):
    command = ["curl", "-s", "-o", "/dev/null", *options,
               f"http://{stage.server.v4}:{stage.port}/"]
    return props.Program(stage, stage.client, command)


@scenario(slug="client-cancel", origin="client", phase=("data-transfer", "half-closed"),
          count=None, reason=("TCP_ABORT_ON_CLOSE", "NO_SOCKET", "TCP_ABORT_ON_DATA"),
          also=("application-timeout",), effect=("accepted", "challenged"), seconds=2,
          needs="curl", variants="client client+slow client+nat")
def curl_runs_out_of_time(stage):
    """curl gives up after a second in the middle of a download (--max-time).
    client-cancel: the server was still sending.  That a timer made curl do it is as
    true."""
    stage.speak(words.HTTP)
    listener = stage.listen()
    program = curl(stage, "--max-time", "1")
    sock = listener.accept()[0]
    stage.server.open.append(sock)
    sock.recv(65536)
    with contextlib.suppress(OSError):		# that the client is gone is the point
        sock.sendall(stage.response(b"x" * 2000, length=10_000_000))
        while program.process.poll() is None:
            sock.sendall(b"x" * 1000)
            idle(0.01)
        sock.sendall(b"x" * 1000)


@scenario(slug="client-cancel", origin="client", phase=("data-transfer", "half-closed"),
          count=None, reason=("TCP_ABORT_ON_CLOSE", "NO_SOCKET", "TCP_ABORT_ON_DATA"),
          needs="curl", variants="client client+middle")
def curl_refuses_size(stage):
    """curl wants no file of that size (--max-filesize) and closes when it has read the head;
    the server goes on.
    client-cancel: the client ends a response that was on its way."""
    stage.speak(words.HTTP)
    listener = stage.listen()
    program = curl(stage, "--max-filesize", "1000")
    sock = listener.accept()[0]
    stage.server.open.append(sock)
    sock.recv(65536)
    sock.sendall(stage.response(b"x" * 2000, length=10_000_000))
    program.wait()
    with contextlib.suppress(OSError):
        for _ in range(3):
            sock.sendall(b"x" * 1000)
            idle(0.05)
