# SPDX-License-Identifier: BSD-3-Clause
"""Clients of people's own making, in several languages: each has a log of the connections
that fail it."""
import importlib.util
import sys
import threading

import log_programs as programs
from log_files import Collected, Log
from log_servers import PATIENCE, Server
from log_stage import logged

KINDS = ("fin", "short", "silent", "late", "deaf", "icmp", "refused", "ok")


def fetches(stage, server, application, libraries):
    """A plan of acts, one after the other, each by a library of the dice."""
    with programs.noise(stage, server, most=3):
        for kind in programs.plan(stage, otherwise=KINDS):
            act = stage.act(kind)
            act.due = kind != "late"
            port = programs.target(stage, server, act)
            application.fetch(stage.rng.choice(libraries), programs.url_of(stage, act, port))
            application.log.mark(act)
            stage.pause()


# style: seconds that the times of its lines are exact to
PYTHON = {"plain": 1e-3, "bare": 1e-3, "trace": 1e-3, "printed": None, "dated": 1.0,
          "as_json": 1e-3, "as_epoch": 1e-3}


def python(stage, style):
    log = Log(stage, "python.log", "client", PYTHON[style])
    return programs.Application(stage, [sys.executable, programs.source("client.py"), style], log)


@logged(variants="plain bare trace printed dated as_json as_epoch plain+v6 trace+slow")
def python_client(stage):
    """A Python application fetches with several libraries, and logs exceptions in the style
    that the variant names."""
    style = next(w for w in stage.words if w in PYTHON)
    application = python(stage, style)
    libraries = ["urllib", "http.client", "socket", "asyncio"]
    libraries += ["requests"] if importlib.util.find_spec("requests") else []
    if style in ("dated", "as_epoch"):
        libraries = ["socket"]
    fetches(stage, Server(stage), application, libraries)


@logged(variants="plain bare")
def python_pool(stage):
    """A Python application keeps its connection for the next request; the server resets it
    meanwhile, and the application learns of it when it asks again."""
    server, application = Server(stage), python(stage, stage.variant)
    for _ in range(stage.rng.randint(3, 4)):
        act = stage.act("idle")
        act.until_reset, act.was_reset = threading.Event(), threading.Event()
        application.fetch("pool", programs.url_of(stage, act, server.port))
        application.log.mark()
        stage.pause()
        act.until_reset.set()
        act.was_reset.wait(PATIENCE)	# the server may have lost its connection before
        stage.pause()
        application.fetch("pool", programs.url_of(stage, stage.act("ok"), server.port))
        application.log.mark(act)


@logged(needs="node", variants="dated bare message json dated+v6")
def node_client(stage):
    """A Node.js application fetches with http, net and fetch, and logs errors in the style
    that the variant names."""
    style = next(w for w in stage.words if w in ("dated", "bare", "message", "json"))
    log = Log(stage, "node.log", "client", 1e-3)
    application = programs.Application(
        stage, ["node", programs.source("client.js"), style], log)
    fetches(stage, Server(stage), application, ["http", "net", "fetch"])


@logged(needs="node", variants="plain")
def node_uncaught(stage):
    """A Node.js program dies of an error over many lines; its supervisor starts it anew, and
    a collector stamps each line."""
    log = Collected(stage, "node.log", "client", "node")
    server = Server(stage)
    for kind in programs.plan(stage, otherwise=("fin", "ok"), n=5):
        act = stage.act(kind)
        url = programs.url_of(stage, act, programs.target(stage, server, act))
        stage.program(stage.client, ["node", programs.source("uncaught.js"), url],
                      stderr=log.pipe).wait()
        log.mark(act)
        stage.pause()


@logged(needs="javac", variants="jul log4j logback json")
def java_client(stage):
    """A Java application fetches with Socket, HttpURLConnection and java.net.http, and logs
    exceptions in the style that the variant names."""
    log = Log(stage, "java.log", "client", 1.0 if stage.variant == "jul" else 1e-3)
    application = programs.Application(
        stage, ["java", "-XX:TieredStopAtLevel=1", "-Xshare:auto", programs.source("Client.java"),
                stage.variant], log)
    application.done()
    fetches(stage, Server(stage), application, ["socket", "connection", "client"])
