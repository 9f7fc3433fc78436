# SPDX-License-Identifier: BSD-3-Clause
"""Timers: what is idle, what stays unanswered, what is given up."""
import socket

import props
import words
from scenario import UNSHOWN, scenario
from talk import idle, until_state

TCP_USER_TIMEOUT = 18
PATIENCE = 30.0		# seconds until the slowest of these timers has run out


def keepalive(stage, sock):
    """Keepalive that gives up after a few seconds."""
    for option, value in ((socket.TCP_KEEPIDLE, 1), (socket.TCP_KEEPINTVL, 1),
                          (socket.TCP_KEEPCNT, stage.rng.randint(3, 5))):
        sock.setsockopt(socket.IPPROTO_TCP, option, value)
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)


@scenario(slug="keepalive-timeout", origin="guilty", phase="data-transfer", harm=None,
          also=("path-failure",), reason="TCP_KEEPALIVE_TIMEOUT", seconds=7, effect=UNSHOWN,
          variants="client server client+v6 server+middle")
def keepalive_unanswered(stage):
    """The answers to an end's keepalive probes are lost on the way.
    keepalive-timeout: the kernel gives up after its last probe, and says so."""
    stage.speak()
    pair = stage.pair()
    stage.exchange(pair)
    with props.dropping(stage, stage.router, "forward", props.of(stage, stage.innocent)):
        keepalive(stage, pair[stage.guilty])
        until_state(pair[stage.guilty], "CLOSE", limit=PATIENCE)
        stage.reads_on(pair, stage.guilty)
    stage.reads_on(pair, stage.innocent)
    stage.lab.lost.clear()		# the RST went the way that still worked


@scenario(slug="retransmission-timeout", origin="guilty", phase="data-transfer",
          also=("path-failure",), also_at={"innocent": ("half-open-connection",)},
          reason=("NO_SOCKET", "TCP_FLAGS"), seconds=8, effect=UNSHOWN,
          variants="client server client+v6")
def retransmissions_in_vain(stage):
    """What an end sends is lost until its kernel gives up; then the other end speaks.
    retransmission-timeout: the RST comes of a host that gave its connection up after several
    retransmissions, as tcp_retries2 has it.  The other end cannot see more than that this
    host does not know the connection any more."""
    stage.speak()
    pair = stage.pair()
    stage.exchange(pair)
    host = getattr(stage, stage.guilty)
    host.sysctl("net.ipv4.tcp_retries2", 3)
    with props.dropping(stage, stage.router, "forward", props.of(stage, stage.guilty)):
        pair[stage.guilty].sendall(stage.request())
        until_state(pair[stage.guilty], "CLOSE", limit=PATIENCE)
        stage.reads_on(pair, stage.guilty)
    stage.attempt(pair, stage.innocent, "send", pair[stage.innocent].send, stage.response())
    stage.dies(pair, stage.innocent)


@scenario(slug="retransmission-timeout", origin="guilty", phase="data-transfer",
          also=("path-failure",), also_at={"innocent": ("half-open-connection",)},
          reason=("NO_SOCKET", "TCP_FLAGS"), seconds=6, effect=UNSHOWN,
          variants="client server+v6")
def user_timeout(stage):
    """The same where the application had set TCP_USER_TIMEOUT to two seconds.
    retransmission-timeout: it bounds how long data may stay unacknowledged."""
    stage.speak()
    pair = stage.pair()
    stage.exchange(pair)
    pair[stage.guilty].setsockopt(socket.IPPROTO_TCP, TCP_USER_TIMEOUT, 2000)
    with props.dropping(stage, stage.router, "forward", props.of(stage, stage.guilty)):
        pair[stage.guilty].sendall(stage.request())
        until_state(pair[stage.guilty], "CLOSE", limit=PATIENCE)
        stage.reads_on(pair, stage.guilty)
    stage.attempt(pair, stage.innocent, "send", pair[stage.innocent].send, stage.response())
    stage.dies(pair, stage.innocent)


@scenario(slug="path-failure", origin="guilty", phase="data-transfer", harm=None, seconds=6,
          also=("retransmission-timeout", "application-timeout"), reason="TCP_STATE",
          also_at={"innocent": ("abortive-close", "half-open-connection")}, effect=UNSHOWN,
          variants="client server client+v6")
def aborted_amid_loss(stage):
    """The path loses what an end sends; its application loses patience and aborts, and the
    RST is the first thing that passes.
    path-failure: the abort is only how the end showed that the path had failed.  The other
    end sees the abort, and what is left of its socket."""
    stage.speak()
    pair = stage.pair()
    stage.exchange(pair)
    with props.dropping(stage, stage.router, "forward", props.of(stage, stage.guilty)):
        pair[stage.guilty].sendall(stage.request())
        idle(stage.rng.uniform(2.0, 4.0))
    stage.abort(pair[stage.guilty])
    stage.dies(pair, stage.innocent)


@scenario(slug="path-failure", origin="client", phase="data-transfer", harm=None, seconds=6,
          also=("application-timeout",), reason="TCP_STATE",
          also_at={"client": ("abortive-close",)}, effect=UNSHOWN,
          variants="client client+v6 client+middle client+any")
def answer_lost(stage):
    """The path loses what the server answers; the client has waited for long enough and
    aborts.
    path-failure: the request was answered, and again and again, but no answer arrived.  The
    client cannot see more than that none came."""
    stage.speak()
    pair = stage.pair()
    stage.exchange(pair)
    stage.say(pair, "client", stage.request())
    with props.dropping(stage, stage.router, "forward", props.of_server(stage)):
        pair["server"].sendall(stage.response())
        idle(stage.rng.uniform(2.0, 4.0))
    stage.abort(pair["client"])
    stage.dies(pair, "server")


@scenario(slug="fin-wait-2-timeout", origin="guilty", phase="half-closed",
          also=("data-after-close",), reason=("NO_SOCKET", "TCP_FLAGS"), seconds=4,
          variants="server client server+v6")
def fin_wait_2_expired(stage):
    """An end closes; its kernel forgets the connection after tcp_fin_timeout; then the other
    end, which ignored the FIN, sends.
    fin-wait-2-timeout: that timer ran out before the data came.  That data came after the
    close is as true."""
    stage.speak()
    timeout = stage.rng.randint(1, 2)
    getattr(stage, stage.guilty).sysctl("net.ipv4.tcp_fin_timeout", timeout)
    pair = stage.pair()
    stage.exchange(pair)
    pair[stage.guilty].close()
    until_state(pair[stage.innocent], "CLOSE_WAIT")
    idle(timeout + 1.0)
    stage.attempt(pair, stage.innocent, "send", pair[stage.innocent].send, stage.request())
    stage.dies(pair, stage.innocent)


@scenario(slug="keep-alive-race", origin="server", phase="half-closed",
          reason=("TCP_ABORT_ON_DATA", "TCP_TIMEWAIT_SOCKET", "NO_SOCKET", "TCP_FLAGS"),
          variants="server+slow server+slow+middle server+slow+nat server+slow+any")
def request_crosses_close(stage):
    """A server closes an idle connection while the next request is on its way.
    keep-alive-race: neither could know of the other, since they crossed."""
    stage.speak(words.HTTP)
    pair = stage.pair()
    stage.exchange(pair)
    idle(stage.rng.uniform(0.3, 1.0))
    pair["client"].sendall(stage.request())
    pair["server"].close()
    stage.dies(pair, "client")


def aborted_by_timers(stage, count, last):
    """Connections, begun one after the other, that the guilty end aborts a certain time after
    what was last said on each."""
    timers = props.Timers(stage.rng.uniform(1.5, 3.0))
    listener = stage.listen()
    for _ in range(count):
        pair = stage.pair(listener)
        stage.exchange(pair, 1)
        last(pair)
        timers.start(lambda pair=pair: stage.abort(pair[stage.guilty]))
        idle(stage.rng.uniform(0.05, 0.4))
    timers.wait()
    for pair in stage.expected:
        stage.dies(pair, stage.innocent)


@scenario(slug="idle-timeout-close", origin="guilty", phase="data-transfer", harm=None,
          reason="TCP_STATE", count=None, kind="idle-timeout", seconds=6,
          variants="server client server+v6 server+nat server+middle")
def idle_flows_aborted(stage):
    """An application aborts each of its connections when it was idle for a certain time.
    idle-timeout-close: the same timer of the same owner ends them all."""
    stage.speak()
    aborted_by_timers(stage, 5, lambda pair: None)


@scenario(slug="application-timeout", origin="guilty", phase="data-transfer",
          reason="TCP_STATE", count=None, seconds=6,
          variants="server client client+v6 client+nat server+middle")
def requests_timed_out(stage):
    """An application aborts each connection whose request has no response in time.
    application-timeout: the same time after each request, of which none was answered."""
    stage.speak()
    aborted_by_timers(stage, 4, lambda pair: stage.say(pair, "client", stage.request()))


@scenario(slug="half-open-connection", origin="guilty", phase="data-transfer",
          reason=("NO_SOCKET", "TCP_FLAGS"), variants="server client server+v6 server+nat "
          "client+slow server+any server+cut")
def connection_forgotten(stage):
    """An end forgets a connection without a word, as a reboot would; the other goes on.
    half-open-connection: its host has no such connection any more."""
    stage.speak()
    pair = stage.pair()
    stage.exchange(pair)
    host = getattr(stage, stage.guilty)
    with props.dropping(stage, host, "output", props.RST):
        which = "sport" if stage.guilty == "server" else "dport"
        props.kill_sockets(stage, host, f"state established {which} = :{stage.port}")
    idle(stage.rng.uniform(0.2, 1.5))
    speaker = stage.innocent
    stage.attempt(pair, speaker, "send", pair[speaker].send, stage.request())
    stage.dies(pair, speaker)
