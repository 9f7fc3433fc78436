# SPDX-License-Identifier: BSD-3-Clause
"""What happens to processes, hosts and administrators' patience: several connections end for
one reason."""
import props
import words
from scenario import scenario
from talk import idle, until_acked, until_state

KILLED = ("TCP_ABORT_ON_CLOSE", "TCP_STATE", "NO_SOCKET", "TCP_FLAGS")


def serve(stage, count, answer=True):
    """A server process that accepts `count` connections, answering one request on each; its
    id, and a function that waits for its next step."""
    listener = stage.listen()
    requests = [(stage.request(), stage.response()) for _ in range(count)]

    def play(report):
        accepted = []
        for request, response in requests:
            sock = listener.accept()[0]
            sock.settimeout(None)
            if answer:
                heard = 0
                while heard < len(request):
                    heard += len(sock.recv(65536))
                sock.sendall(response)
            accepted.append(sock)
            report()
        return listener, accepted
    pid, wait = stage.lab.fork(play)
    listener.close()
    return pid, wait, requests


def connected(stage, wait, requests):
    """Clients of such a server that have had their answer."""
    pairs = []
    for request, response in requests:
        pair = stage.connect()
        pair["client"].sendall(request)
        wait()
        heard = 0
        while heard < len(response):
            heard += len(pair["client"].recv(65536))
        until_acked(pair["client"])
        pairs.append(pair)
    return pairs


def too_late(stage):
    """A client that finds nobody listening any more."""
    stage.connect().changed(phase="syn-sent", also=("connection-refused",))


def kill_with_requests_open(stage, count):
    """Kills a server that has a request unread on each of its connections but one."""
    pid, wait, requests = serve(stage, count)
    pairs = connected(stage, wait, requests)
    for pair in pairs[1:]:
        pair["client"].sendall(stage.request())
        until_acked(pair["client"])
    stage.lab.kill(pid)
    for pair in pairs[1:]:
        stage.dies(pair, "client")
    until_state(pairs[0]["client"], "CLOSE_WAIT")
    pairs[0]["client"].close()
    return pairs


@scenario(slug="process-terminated", origin="server", phase="data-transfer", count=None,
          reason=KILLED, kind="process-terminated",
          variants="server server+v6 server+nat server+middle server+any")
def server_killed(stage):
    """A server process with several connections is killed; who comes later is refused.
    process-terminated: all that it held ended at once, and nobody listens any more."""
    stage.speak()
    kill_with_requests_open(stage, stage.rng.randint(3, 5))
    for _ in range(2):
        too_late(stage)
        idle(0.2)


@scenario(slug="service-restart", origin="server", phase="data-transfer", count=None,
          reason=KILLED, kind="service-restart",
          variants="server server+v6 server+nat server+slow")
def server_restarted(stage):
    """A server process is killed; after a while another one listens.
    service-restart: connections ended at once, then refusals, then success again."""
    stage.speak()
    kill_with_requests_open(stage, stage.rng.randint(3, 5))
    for _ in range(2):
        too_late(stage)
        idle(0.3)
    pair = stage.pair()
    stage.exchange(pair)
    stage.lab.end(pair["client"], pair["server"])


@scenario(slug="process-terminated", origin="client", phase="data-transfer", count=None,
          also=("close-with-unread-data", "reset-after-completion"), harm=None, reason=KILLED,
          variants="client client+v6")
def client_killed(stage):
    """A client process with several responses unread is killed.
    process-terminated: its kernel closed all its sockets at once.  That the responses, which
    were complete, lay unread is as true, and nobody is refused by a client that is gone."""
    stage.speak()
    listener = stage.listen()
    targets = [stage.dial() for _ in range(stage.rng.randint(3, 5))]

    def play(report):
        for sock in targets:
            sock.connect(stage.target(sock))
            sock.sendall(request)
            report()
        return targets
    request = stage.request()
    pid, wait = stage.lab.fork(play)
    pairs = []
    for sock in targets:
        pair = stage.accept(listener, stage.watch(sock))
        wait()
        pair["server"].recv(65536)
        pair["server"].sendall(stage.response())
        until_acked(pair["server"])
        pairs.append(pair)
        sock.close()
        pair.socks["client"] = None
    stage.lab.kill(pid)
    for pair in pairs:
        stage.dies(pair, "server")


@scenario(slug="administrative-abort", origin="guilty", phase="data-transfer", harm=None,
          reason="TCP_STATE", count=None,
          variants="server client server+v6 server+nat server+middle")
def connections_killed(stage):
    """An administrator kills all connections to a port, of several to two ports (ss -K).
    administrative-abort: their applications did nothing; one attribute chose them, and the
    service goes on."""
    port = stage.speak(words.OPAQUE)
    listener, beside = stage.listen(), stage.listen(port + 1)
    pairs = [stage.pair(listener) for _ in range(stage.rng.randint(3, 5))]
    spared = stage.pair(beside, port=port + 1)
    for pair in [*pairs, spared]:
        stage.exchange(pair, 1)
        stage.last_word(pair, stage.guilty)
        idle(stage.rng.uniform(0.05, 0.3))
    idle(0.5)
    which = "sport" if stage.guilty == "server" else "dport"
    props.kill_sockets(stage, getattr(stage, stage.guilty),
                       f"state established {which} = :{port}")
    for pair in pairs:
        stage.reads_on(pair, stage.guilty)
        stage.dies(pair, stage.innocent)
    stage.exchange(spared)
    after = stage.pair(listener)
    stage.exchange(after)
    for pair in (spared, after):
        stage.lab.end(pair["client"], pair["server"])


@scenario(slug="administrative-abort", origin="guilty", phase="data-transfer", harm=None,
          also=("abortive-close",), reason="TCP_STATE", variants="server client server+v6")
def connection_killed(stage):
    """An administrator kills one idle connection (ss -K).
    administrative-abort: its application did nothing.  Of one connection alone nobody can
    tell that from the application's own abort."""
    stage.speak(words.OPAQUE)
    pair = stage.pair()
    stage.exchange(pair)
    stage.last_word(pair, stage.guilty)
    idle(stage.rng.uniform(0.2, 1.0))
    which = "sport" if stage.guilty == "server" else "dport"
    props.kill_sockets(stage, getattr(stage, stage.guilty),
                       f"state established {which} = :{stage.port}")
    stage.reads_on(pair, stage.guilty)
    stage.dies(pair, stage.innocent)


def all_is_well(stage, listener):
    """A connection whose requests are answered, and that ends in order."""
    pair = stage.pair(listener)
    stage.exchange(pair)
    stage.lab.end(pair["client"], pair["server"])


@scenario(slug="request-triggered-reset", origin="server", phase="data-transfer", count=None,
          reason=("TCP_STATE", "TCP_ABORT_ON_CLOSE"), also=("abortive-close",),
          variants="server server+v6 server+nat server+slow")
def one_request_kills(stage):
    """One kind of request makes the server drop its connection; all others are answered.
    request-triggered-reset: each time right after that request, on several connections.
    How it dropped it, an abort, is as true."""
    stage.speak()
    listener = stage.listen()
    poison = stage.request()
    for _ in range(3):
        pair = stage.pair(listener)
        stage.exchange(pair)
        stage.say(pair, "client", poison)
        idle(stage.rng.uniform(0.001, 0.02))
        stage.abort(pair["server"])
        stage.dies(pair, "client")
        all_is_well(stage, listener)


@scenario(slug="request-triggered-reset", origin="server", phase="data-transfer", count=None,
          reason=("TCP_STATE", "TCP_ABORT_ON_CLOSE"), also=("abortive-close",),
          variants="server server+v6 server+nat")
def one_request_kills_several(stage):
    """The same request comes on several connections at about the same time, and on each the
    server drops it; others are answered.
    request-triggered-reset: that they end together is since they ask together."""
    stage.speak()
    listener = stage.listen()
    poison = stage.request()
    for _ in range(2):
        all_is_well(stage, listener)
        pairs = [stage.pair(listener) for _ in range(stage.rng.randint(3, 5))]
        for pair in pairs:
            stage.say(pair, "client", poison)
            idle(stage.rng.uniform(0.001, 0.004))
            stage.abort(pair["server"])
        for pair in pairs:
            stage.dies(pair, "client")


@scenario(slug="abortive-close", origin="server", phase="data-transfer", reason="TCP_STATE",
          also=("close-with-unread-data",), variants="server server+v6 server+slow")
def one_request_of_many_fails(stage):
    """A server aborts one connection upon a request that it answers on all others.
    abortive-close: it cannot be the request.  Whether it was read cannot be seen."""
    stage.speak()
    listener = stage.listen()
    request = stage.request()
    for number in range(4):
        pair = stage.pair(listener)
        stage.say(pair, "client", request)
        idle(stage.rng.uniform(0.001, 0.02))
        if number == 2:
            stage.abort(pair["server"])
            stage.dies(pair, "client")
        else:
            stage.say(pair, "server", stage.response())
            stage.lab.end(pair["client"], pair["server"])


@scenario(slug="half-open-connection", origin="server", phase="data-transfer", count=None,
          reason="NO_SOCKET", variants="server server+v6 server+middle")
def host_rebooted(stage):
    """A server's host forgets everything, as if it had rebooted, and serves again; the old
    connections find out one by one.
    half-open-connection: their host does not know them any more."""
    stage.speak()
    listener = stage.listen()
    pairs = [stage.pair(listener) for _ in range(3)]
    for pair in pairs:
        stage.exchange(pair, 1)
    with props.dropping(stage, stage.server, "output", props.RST):
        props.kill_sockets(stage, stage.server, f"sport = :{stage.port}")
        listener.close()
    idle(0.5)
    for pair in pairs:
        stage.attempt(pair, "client", "send", pair["client"].send, stage.request())
        stage.dies(pair, "client")
        idle(stage.rng.uniform(0.1, 0.5))


@scenario(slug="abortive-close", origin="guilty", phase="half-closed", harm="benign",
          also=("reset-after-completion",), reason="TCP_STATE",
          variants="client server client+v6 client+nat")
def abort_after_peer_closed(stage):
    """One end closes; the other, which has had everything, aborts instead of closing.
    abortive-close: SO_LINGER zero; everything had been said before, so that
    reset-after-completion is as true."""
    stage.speak(words.HTTP)
    pair = stage.pair()
    stage.exchange(pair)
    pair[stage.innocent].shutdown(1)
    until_state(pair[stage.guilty], "CLOSE_WAIT")
    stage.abort(pair[stage.guilty])
    until_state(pair[stage.innocent], "CLOSE")
    stage.reads_to_end(pair, stage.innocent)


@scenario(slug="client-cancel", origin="client", harm=None,
          phase=("closing", "half-closed"),	# as the last FIN came before or after it
          reason=("NO_SOCKET", "TCP_ABORT_ON_DATA", "TCP_TIMEWAIT_SOCKET", "TCP_FLAGS"),
          also=("data-after-close", "post-close-reset"), effect=("accepted", "late", "unknown"),
          variants="client+slow client+slow+v6 client+slow+nat")
def late_response(stage):
    """A client asks and closes; before it knows, the server answers and closes, too.
    client-cancel: the client did not wait for its answer.  The RST answers data that came
    after the client's close, and both FINs had been sent: that is as true."""
    stage.speak(words.HTTP)
    pair = stage.pair()
    stage.exchange(pair)
    stage.say(pair, "client", stage.request())
    pair["client"].close()
    pair["server"].sendall(stage.response())
    pair["server"].shutdown(1)
    until_state(pair["server"], "CLOSE")
    stage.reads_to_end(pair, "server")		# it has said that it writes no more
