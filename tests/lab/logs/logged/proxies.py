# SPDX-License-Identifier: BSD-3-Clause
"""Proxies on the host between: what their logs say of servers behind them and of clients
before them.  Several requests are under way at a time."""
import contextlib
import re
import socket
import threading
import time

import log_programs as programs
import props
from log_files import Log
from log_servers import PATIENCE, Server, abort
from log_stage import logged

FRONT = 8080

NGINX = """
daemon off; master_process off; pid {folder}/pid; error_log {errors} {level};
events {{ }}
http {{
    access_log {access};
    client_body_temp_path {folder}; proxy_temp_path {folder}; fastcgi_temp_path {folder};
    uwsgi_temp_path {folder}; scgi_temp_path {folder};
    server {{
        listen {address}:{port};
        proxy_connect_timeout 1s; proxy_read_timeout 1s; proxy_next_upstream off;
        location / {{ proxy_pass http://{server}:$http_x_port$request_uri; }}
    }}
}}
"""

HAPROXY = """
global
    log {syslog} local0 info
defaults
    mode http
    log global
    option httplog
    option abortonclose
    retries 0
    timeout connect 1s
    timeout client 5s
    timeout server 1s
    timeout http-request 1s
frontend front
    bind {address}:{port}
    default_backend back
backend back
    http-request set-dst-port hdr(x-port)
    http-request set-dst hdr(x-host)
    server app1 0.0.0.0:0
"""


def nginx(stage, level):
    errors = Log(stage, "error.log", "client", 1.0)
    access = Log(stage, "access.log", "client", 1.0)
    folder = props.folder(stage)
    config = props.written(folder + "/nginx.conf", NGINX.format(
        folder=folder, errors=errors.path, level=level, access=access.path,
        address=stage.router.v4, port=FRONT, server=stage.server.v4))
    stage.program(stage.router, ["nginx", "-p", folder, "-c", config], FRONT)
    return errors, access


class Syslog:
    """Takes what comes by UDP and writes it as a syslog daemon does."""

    def __init__(self, stage, host, log):
        with host.inside():
            self.sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.sock.bind(("127.0.0.1", 0))
        self.log = log
        threading.Thread(target=self.run, daemon=True).start()
        stage.on_close(self.sock.close)

    @property
    def name(self):
        return "127.0.0.1:%d" % self.sock.getsockname()[1]

    def run(self):
        with contextlib.suppress(OSError), open(self.log.path, "ab", buffering=0) as out:
            while True:
                out.write(re.sub(rb"^<\d+>(.{15}) ", rb"\1 lb1 ", self.sock.recv(65536)))


def haproxy(stage):
    """Its lines tell when the request came, to the millisecond, and when it ended."""
    log = Log(stage, "haproxy.log", "client", 1.0)
    folder = props.folder(stage)
    config = props.written(folder + "/haproxy.cfg", HAPROXY.format(
        syslog=Syslog(stage, stage.router, log).name, address=stage.router.v4, port=FRONT))
    stage.program(stage.router, ["haproxy", "-db", "-f", config], FRONT)
    return log


def ask(stage, act, port):
    """A client's request to the proxy."""
    sock = stage.client.socket()
    sock.settimeout(PATIENCE)
    sock.connect((stage.router.v4, FRONT))
    act.front = (sock.getsockname(), sock.getpeername())
    sock.sendall(f"GET /item-{act.number} HTTP/1.1\r\nHost: www.example.com\r\n"
                 f"X-Port: {port}\r\nX-Host: {stage.server.v4}\r\n"
                 "Connection: close\r\n\r\n".encode())
    return sock


def stays(sock):
    with sock, contextlib.suppress(OSError):
        while sock.recv(65536):
            pass


def goes(sock, act):
    """A client that leaves while it waits, or in the middle of the response."""
    if act.kind == "flood":
        sock.recv(1000)
    time.sleep(act.patience)
    if act.leaves == "reset":
        abort(sock)
    else:
        sock.close()


def request(stage, server, kind, leaves=None):
    """An act in a thread of its own."""
    act = stage.act(kind)
    act.leaves, act.patience = leaves, stage.rng.uniform(0.1, 0.6)
    act.due = kind not in ("late",)
    sock = ask(stage, act, programs.target(stage, server, act))
    how = (goes, (sock, act)) if leaves else (stays, (sock,))
    thread = threading.Thread(target=how[0], args=how[1], daemon=True)
    thread.start()
    return thread


def traffic(stage, server, kinds):
    """kinds: with "+reset" or "+close" where the client leaves."""
    running = []
    for kind in kinds:
        running.append(request(stage, server, *kind.split("+")))
        stage.pause()
    for thread in running:
        thread.join()
    time.sleep(0.2)


UPSTREAM = ("fin", "short", "silent", "late", "deaf", "icmp", "ok", "ok")


@logged(needs="nginx", variants="middle slow+middle")
def nginx_upstreams(stage):
    """nginx passes requests to servers that reset, close, refuse or do not answer."""
    errors, access = nginx(stage, stage.rng.choice(("error", "info")))
    server = Server(stage, 9000)
    with programs.noise(stage, server):
        traffic(stage, server, programs.plan(stage, otherwise=UPSTREAM))
    errors.by_number(stage.acts)
    access.by_number(stage.acts, lambda act, line: (act.ends, None, False))


def by_code(act, line):
    """What a line of HAProxy is about: the first letter of its code tells which side."""
    code = re.search(r" (\S\S)-- ", line)
    side = code[1][0] if code else "-"
    if side == "C":
        return [act.front, *act.ends], "server", True
    return [*act.ends, act.front], "client", side == "S"


@logged(needs="haproxy", variants="middle slow+middle")
def haproxy_log(stage):
    """HAProxy passes requests to servers that reset, close, refuse or do not answer, for
    clients some of whom leave."""
    log, server = haproxy(stage), Server(stage, 9000)
    kinds = programs.plan(stage, otherwise=UPSTREAM)
    kinds += stage.rng.choices(("silent+reset", "flood+reset", "silent+close"), k=3)
    stage.rng.shuffle(kinds)
    with programs.noise(stage, server):
        traffic(stage, server, kinds)
    log.by_number(stage.acts, by_code)
