# SPDX-License-Identifier: BSD-3-Clause
"""PostgreSQL and OpenSSH, whose servers are families of processes."""
import os
import signal
import struct
import subprocess

import props
import words
from live.process import too_late
from scenario import scenario
from talk import idle, until, until_acked, until_state, until_unread

USER = "postgres"
PORT = 5432


def postgres(stage, *settings, **how):
    """PostgreSQL with a new cluster; it refuses to be root.  how: of props.Program."""
    stage.port = PORT
    stage.spoken = words.OPAQUE
    folder = props.folder(stage, USER)
    subprocess.run([props.find("initdb"), "-D", folder + "/data", "-A", "trust", "-N",
                    "--no-instructions", "--no-locale", "-E", "UTF8"], check=True, user=USER,
                   group=USER, cwd=folder, stdout=subprocess.DEVNULL)
    with open(folder + "/data/pg_hba.conf", "a", encoding="utf-8") as f:
        f.write("host all all 0.0.0.0/0 trust\n")
    command = ["postgres", "-D", folder + "/data", "-k", folder, "-p", str(PORT),
               "-h", stage.server.v4]
    for setting in ("fsync=off", *settings):
        command += ["-c", setting]
    program = props.Program(stage, stage.server, command, PORT, user=USER, **how)
    ready = [props.find("pg_isready"), "-q", "-h", folder, "-p", str(PORT)]
    until(lambda: subprocess.run(ready, check=False).returncode == 0, props.START_LIMIT)
    return program


def log_in(sock):
    """As a client does; what the server said."""
    words_of = b"".join(w + b"\0" for w in (b"user", USER.encode(), b"database", b"postgres"))
    sock.sendall(struct.pack("!II", 9 + len(words_of), 196608) + words_of + b"\0")
    heard = b""
    while not heard.endswith(b"Z\0\0\0\5I"):		# ReadyForQuery, idle
        heard += sock.recv(65536)
    return heard


def session(stage):
    """A client that has logged in."""
    pair = stage.connect()
    pair["client"].settimeout(10)
    return pair, log_in(pair["client"])


def asking(text):
    """The message of a query."""
    return b"Q" + struct.pack("!I", 5 + len(text)) + text.encode() + b"\0"


def query(pair, text, answered=True):
    pair["client"].sendall(asking(text))
    heard = b""
    while answered and not heard.endswith(b"Z\0\0\0\5I"):
        heard += pair["client"].recv(65536)


def backend(heard):
    """The process that serves a session, from BackendKeyData."""
    return struct.unpack("!I", heard.partition(b"K\0\0\0\x0c")[2][:4])[0]


@scenario(slug="data-after-close", origin="server", phase="half-closed", seconds=5,
          also=("administrative-abort",), needs="postgres", variants="server server+nat")
def postgres_backend_terminated(stage):
    """An administrator terminates a session (pg_terminate_backend); its client, which had
    not looked, asks again.
    data-after-close: the server said so, closed in order, and the client wrote later.  That
    somebody had it closed is as true."""
    postgres(stage)
    pair, heard = session(stage)
    query(pair, "select 1")
    admin, _ = session(stage)
    query(admin, f"select pg_terminate_backend({backend(heard)})")
    until_state(pair["client"], "CLOSE_WAIT")
    idle(0.3)
    stage.writes_on(pair, "client", b"Q\0\0\0\x0dselect 2\0")


@scenario(slug="data-after-close", origin="server", phase="half-closed", seconds=6,
          also=("idle-timeout-close",), needs="postgres", variants="server")
def postgres_idle_session(stage):
    """PostgreSQL ends a session that was idle for a second (idle_session_timeout); its
    client asks again later.
    data-after-close: the FIN had come before.  That an idle timer sent it is as true."""
    postgres(stage, "idle_session_timeout=1000")
    pair, _ = session(stage)
    query(pair, "select 1")
    until_state(pair["client"], "CLOSE_WAIT")
    idle(0.3)
    stage.writes_on(pair, "client", b"Q\0\0\0\x0dselect 2\0")


@scenario(slug="process-terminated", origin="server", phase="data-transfer", seconds=5,
          count=None, kind="process-terminated", harm=None, needs="postgres",
          variants="server server+middle")
def postgres_stopped_at_once(stage):
    """PostgreSQL is stopped at once (SIGQUIT) while each session has a query running and the
    next one waiting; then nobody listens.
    process-terminated: all processes ended together, with queries unread."""
    program = postgres(stage)
    pairs = [session(stage)[0] for _ in range(3)]
    for pair in pairs:
        query(pair, "select pg_sleep(60)", answered=False)
        idle(0.1)
        query(pair, "select 3", answered=False)
        until_acked(pair["client"])
    os.kill(program.process.pid, signal.SIGQUIT)
    program.wait()
    for pair in pairs:
        stage.dies(pair, "client")
    too_late(stage)


def sshd(stage, *settings, options=(), **how):
    """OpenSSH with a new key.  how: of props.Program."""
    stage.port = 22
    folder = props.folder(stage)
    key = folder + "/key"
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", key], check=True)
    os.makedirs("/run/sshd", exist_ok=True)
    config = props.written(folder + "/sshd_config", "\n".join([
        f"ListenAddress {stage.server.v4}", "Port 22", f"HostKey {key}", "PidFile none",
        "UsePAM no", *settings, ""]))
    command = [props.find("sshd"), "-D", *options, "-f", config]
    return props.Program(stage, stage.server, command, 22, **how)


@scenario(slug="resource-exhaustion", origin="server", phase=("data-transfer", "half-closed"),
          also=("close-with-unread-data", "data-after-close"), harm=None, count=None, seconds=3,
          needs="sshd", variants="server server+nat")
def sshd_has_enough(stage):
    """sshd has as many unauthenticated clients as it wants (MaxStartups 1); it drops the
    next, whose banner it has not read.
    resource-exhaustion: the limit is why.  That its banner lay unread is as true."""
    stage.spoken = words.OPAQUE
    sshd(stage, "MaxStartups 1")
    first = stage.connect()
    until_unread(first["client"], 1)
    for _ in range(2):
        pair = stage.connect()
        pair["client"].sendall(b"SSH-2.0-OpenSSH_9.2\r\n")
        until_state(pair["client"], "CLOSE", "CLOSE_WAIT")
        stage.writes_on(pair, "client")
