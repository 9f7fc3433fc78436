# SPDX-License-Identifier: BSD-3-Clause
"""Servers whose clients reset them, or leave in other ways: nginx, PostgreSQL, Redis, sshd,
and servers of people's own making."""
import sys
import time

import log_programs as programs
from live import databases, services
from log_files import Collected, Log
from log_servers import PATIENCE, Server, abort
from log_stage import logged
from logged import proxies

BESIDE = 7070		# another server's port, of which no log tells


def dial(stage, act, port, host=None):
    """A client's connection, whose ends its act knows."""
    sock = stage.client.socket(stage.family)
    sock.settimeout(PATIENCE)
    sock.connect((stage.address(host or stage.server), port))
    act.met_by(sock, at_client=True)
    return sock


def each(stage, kinds, log, play):
    """Acts one after the other, whose kinds end by how the client leaves, reset or close;
    play: brings an act's connection so far, and returns the client's socket."""
    order = list(kinds) + stage.rng.choices([k for k in kinds if k.endswith("reset")], k=3)
    stage.rng.shuffle(order)
    with programs.noise(stage, Server(stage, BESIDE)):
        for kind in order:
            act = stage.act(kind)
            sock = play(act)
            time.sleep(stage.rng.uniform(0.02, 0.3))
            log.mark()
            (abort if kind.endswith("reset") else type(sock).close)(sock)
            stage.pause()
            log.mark(act)


@logged(needs="nginx", variants="middle slow+middle")
def nginx_clients(stage):
    """nginx writes at level info what its clients do: reset before, in and after a request,
    while it waits for the server behind it, and in the middle of a response."""
    log, _ = proxies.nginx(stage, "info")
    log.writer, server = "server", Server(stage, 9000)
    behind = {"wait": "silent", "download": "flood"}

    def play(act):
        sock = dial(stage, act, proxies.FRONT, stage.router)
        what = act.kind.split("-")[0]
        if what != "early":
            inner = stage.act(behind.get(what, "ok"))
            inner.ends = act.ends		# it is about either
            head = (f"GET /item-{inner.number} HTTP/1.1\r\nHost: www.example.com\r\n"
                    f"X-Port: {server.port}\r\n\r\n").encode()
            sock.sendall(head[:20] if what == "partial" else head)
        if what in ("download", "idle"):
            sock.recv(65536)
        return sock
    each(stage, ("early-reset", "partial-reset", "wait-reset", "download-reset", "idle-reset",
                 "wait-close", "idle-close", "early-close"), log, play)


# Variant: what each line bears of the client, and seconds that its time is exact to.
PREFIXES = {"port": ("%m [%p] %r ", 1e-3), "host": ("%t [%p] %u@%d %h ", 1.0),
            "nothing": ("%m [%p] ", 1e-3)}
FLOOD = "select repeat('x', 1000) from generate_series(1, 30000)"


@logged(needs="postgres", variants="port host nothing")
def postgres_clients(stage):
    """PostgreSQL's clients reset it when idle, before they have said who they are, and while
    it sends; others leave without a goodbye.  The variant is what each line bears of the
    client."""
    prefix, resolution = PREFIXES[stage.variant]
    log = Log(stage, "postgresql.log", "server", resolution)
    with open(log.path, "ab") as errors:
        databases.postgres(stage, f"log_timezone={stage.zone_name}", f"log_line_prefix={prefix}",
                           stderr=errors)

    def play(act):
        sock = dial(stage, act, stage.port)
        what = act.kind.split("-")[0]
        if what != "early":
            databases.log_in(sock)
        said = {"open": "begin", "busy": "select pg_sleep(0.05), repeat('x', 100000)",
                "flood": FLOOD}.get(what)
        if said:
            sock.sendall(databases.asking(said))
        if what == "open":
            sock.recv(65536)
        return sock
    each(stage, ("idle-reset", "early-reset", "open-reset", "busy-reset", "flood-reset",
                 "open-close", "idle-close"), log, play)


@logged(needs="redis-server", variants="plain slow")
def redis_clients(stage):
    """Redis writes at level verbose what its clients do: reset when idle, or leave."""
    log = Log(stage, "redis.log", "server", 1e-3)
    services.redis(stage, "--logfile", log.path, "--loglevel", "verbose",
                   environment=stage.environment())

    def play(act):
        sock = dial(stage, act, stage.port)
        if not act.kind.startswith("early"):
            sock.sendall(b"*1\r\n$4\r\nPING\r\n")
            sock.recv(100)
        return sock
    each(stage, ("idle-reset", "early-reset", "idle-close"), log, play)


@logged(needs="sshd", variants="plain")
def sshd_clients(stage):
    """sshd's clients reset it or leave before they have logged in."""
    log = Collected(stage, "auth.log", "server", "sshd")
    databases.sshd(stage, options=["-e"], stderr=log.pipe)

    def play(act):
        sock = dial(stage, act, stage.port)
        if not act.kind.startswith("early"):
            sock.recv(100)
            sock.sendall(b"SSH-2.0-OpenSSH_9.2\r\n")
        return sock
    each(stage, ("early-reset", "banner-reset", "banner-close", "early-close"), log, play)


def of_own_making(stage, log, command):
    """An HTTP server whose clients reset it before, in and after a request."""
    with open(log.path, "ab") as errors:
        stage.program(stage.server, [*command, stage.address(stage.server), str(stage.port)],
                      stage.port, stderr=getattr(log, "pipe", errors))

    def play(act):
        sock = dial(stage, act, stage.port)
        what = act.kind.split("-")[0]
        head = b"GET /%s HTTP/1.1\r\nHost: www.example.com\r\n\r\n" % (
            b"flood" if what == "download" else b"page")
        if what != "early":
            sock.sendall(head[:20] if what == "partial" else head)
        if what in ("download", "idle"):
            sock.recv(1000)
        return sock
    each(stage, ("early-reset", "partial-reset", "download-reset", "idle-reset",
                 "partial-close", "idle-close"), log, play)


@logged(variants="http asyncio asyncio+v6")
def python_server(stage):
    """A server in Python, of http.server or of asyncio, logs the exceptions of its clients'
    connections."""
    kind = "http" if "http" in stage.words else "asyncio"
    log = Log(stage, "app.log", "server", 1e-3) if kind == "asyncio" else \
        Collected(stage, "app.log", "server", "app")
    of_own_making(stage, log, [sys.executable, programs.source("server.py"), kind])


@logged(needs="node", variants="plain")
def node_server(stage):
    """A server in Node.js logs the errors of its clients' sockets."""
    log = Log(stage, "app.log", "server", 1e-3)
    of_own_making(stage, log, ["node", programs.source("server.js")])
