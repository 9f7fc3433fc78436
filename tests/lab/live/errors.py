# SPDX-License-Identifier: BSD-3-Clause
"""How applications find out: by poll, by an event loop, at accept, when they are stuck in a
write; and what they never learn because they had closed."""
import asyncio
import os
import select
import socket

import props
import words
from live.handshake import start_connecting
from live.silence import PATIENCE, TCP_USER_TIMEOUT
from scenario import UNSHOWN, scenario
from talk import idle, until_acked, until_state

FULL = 2_000_000	# bytes: more than both buffers hold
STUCK = 5		# times in a row that nothing could be written


def asked_of_socket(sock):
    """What poll() and SO_ERROR tell, raised as any other call would."""
    poll = select.poll()
    poll.register(sock, select.POLLIN | select.POLLOUT)
    poll.poll(PATIENCE * 1000)
    if code := sock.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR):
        raise OSError(code, os.strerror(code))


def by_event_loop(sock):
    """What asyncio's streams tell who reads to the end."""
    async def read():
        reader, writer = await asyncio.open_connection(sock=sock)
        try:
            return await reader.read()
        finally:
            writer.transport.abort()
    sock.setblocking(False)
    return asyncio.run(read())


@scenario(slug="abortive-close", origin="guilty", phase="data-transfer", harm=None,
          reason="TCP_STATE", also=("administrative-abort",),
          variants="server client server+v6 client+nat server+slow")
def abort_told_by_poll(stage):
    """An end aborts; the other's application polls and asks for SO_ERROR.
    abortive-close: SO_LINGER zero between two exchanges.  On the wire an administrator's
    kill is the same."""
    stage.speak(words.OPAQUE)
    pair = stage.pair()
    stage.exchange(pair)
    stage.last_word(pair, stage.guilty)
    pair[stage.innocent].setblocking(False)
    stage.abort(pair[stage.guilty])
    until_state(pair[stage.innocent], "CLOSE")
    stage.attempt(pair, stage.innocent, "SO_ERROR", asked_of_socket, pair[stage.innocent])


@scenario(slug="abortive-close", origin="guilty", phase="data-transfer", harm=None,
          reason="TCP_STATE", also=("administrative-abort",),
          variants="server client server+v6 client+slow")
def abort_told_by_asyncio(stage):
    """An end aborts; the other's application reads from an asyncio stream.
    abortive-close: SO_LINGER zero between two exchanges.  On the wire an administrator's
    kill is the same."""
    stage.speak(words.OPAQUE)
    pair = stage.pair()
    stage.exchange(pair)
    stage.last_word(pair, stage.guilty)
    stage.abort(pair[stage.guilty])
    until_state(pair[stage.innocent], "CLOSE")
    pair.socks[stage.innocent] = kept = pair[stage.innocent].dup()
    stage.attempt(pair, stage.innocent, "recv", by_event_loop, kept.dup())
    getattr(stage, stage.innocent).open.append(kept)


@scenario(slug="connection-refused", origin="server", phase="syn-sent", reason="NO_SOCKET",
          count=None, variants="server server+v6 server+slow server+nat")
def refused_nonblocking(stage):
    """A client connects without blocking to a port where nobody listens, polls, and asks.
    connection-refused: the kernel found no socket."""
    stage.speak()
    for _ in range(stage.rng.randint(1, 3)):
        pair = start_connecting(stage)
        stage.attempt(pair, "client", "connect", asked_of_socket, pair["client"])


@scenario(slug="abortive-close", origin="client", phase=("established", "data-transfer"),
          harm=None, reason="TCP_STATE", also=("health-check-probe", "client-cancel"),
          variants="client client+v6 client+slow client+middle")
def reset_in_accept_queue(stage):
    """A client connects, perhaps asks, and aborts before the server has accepted: that finds
    out when it reads.
    abortive-close: SO_LINGER zero.  Who has asked and does not wait cancels, and who has not
    may have wanted to know only whether somebody accepts: that is as true."""
    stage.speak()
    listener = stage.listen()
    pair = stage.connect()
    if stage.rng.random() < 0.5:
        pair["client"].sendall(stage.request())
        until_acked(pair["client"])
    idle(stage.rng.uniform(0.02, 0.3))
    stage.abort(pair["client"])
    stage.quiet()
    stage.accept(listener, pair)
    stage.reads_on(pair, "server")


@scenario(slug="close-with-unread-data", origin="guilty", phase="data-transfer",
          reason="TCP_ABORT_ON_CLOSE", harm=("disruptive", "unknown"),
          also=("client-cancel", "reset-after-completion"),
          variants="server client server+v6 client+slow")
def closed_before_full_buffers(stage):
    """An end writes until nothing goes any more, since the other does not read; that one
    closes.
    close-with-unread-data: as much as its buffer holds lay unread.  What the client sees of
    a response it may have cancelled or thought complete: that is as true."""
    stage.speak()
    pair = stage.pair()
    stage.exchange(pair)
    writer = pair[stage.innocent]
    writer.setblocking(False)
    sent = 0
    while sent < FULL:
        try:
            sent += writer.send(b"x" * 65536)
        except BlockingIOError:
            break
    stage.quiet()
    pair[stage.guilty].close()
    until_state(writer, "CLOSE")
    stage.attempt(pair, stage.innocent, "send", writer.send, b"x")


def fill(sock):
    """Writes until there is no room for more, in this end's buffer nor in the other's."""
    sock.setblocking(False)
    refused = 0
    while refused < STUCK:
        try:
            sock.send(b"x" * 65536)
            refused = 0
        except BlockingIOError:
            refused += 1
            idle(0.1)


@scenario(slug="application-timeout", origin="server", phase="data-transfer",
          reason="TCP_STATE", seconds=7, harm=None, variants="server server+v6 server+nat")
def reader_too_slow(stage):
    """A client reads no more of its response; when the server has waited long enough for room
    it aborts.
    application-timeout: the timer of a server for clients that do not read."""
    stage.speak(words.HTTP)
    pair = stage.pair()
    stage.exchange(pair)
    stage.say(pair, "client", stage.request())
    writer = pair["server"]
    writer.sendall(stage.response(b"x", length=FULL * 10))
    fill(writer)
    idle(stage.rng.uniform(3.0, 4.0))
    stage.abort(writer)
    until_state(pair["client"], "CLOSE")
    stage.attempt(pair, "client", "send", pair["client"].send, b"x")


@scenario(slug="abortive-close", origin="guilty", phase="half-closed", harm="benign",
          also=("reset-after-completion",), reason="TCP_STATE",
          variants="client server client+v6 server+nat")
def abort_after_peer_left(stage):
    """One end closes and is gone; the other, which has had everything, aborts instead of
    closing, and nobody learns of it.
    abortive-close: SO_LINGER zero; everything had been said before, so that
    reset-after-completion is as true."""
    stage.speak(words.HTTP)
    pair = stage.pair()
    stage.exchange(pair)
    pair[stage.innocent].close()
    until_state(pair[stage.guilty], "CLOSE_WAIT")
    stage.quiet()
    stage.abort(pair[stage.guilty])


@scenario(slug="retransmission-timeout", origin="guilty", phase="data-transfer",
          also=("path-failure",), also_at={"innocent": ("half-open-connection",)},
          reason=("NO_SOCKET", "TCP_FLAGS"), effect=UNSHOWN, seconds=6,
          variants="client server+middle")
def unreachable_until_timeout(stage):
    """The router says of an end's packets that their host is unreachable, until that end's
    kernel gives up; then the way is open again and the other end speaks.
    retransmission-timeout: the host of the RST had given its connection up.  The other end
    cannot see more than that it does not know the connection any more."""
    stage.speak()
    pair = stage.pair()
    stage.exchange(pair)
    pair[stage.guilty].setsockopt(socket.IPPROTO_TCP, TCP_USER_TIMEOUT, 2000)
    stage.router.nft("add table inet closed\n"
                     "add chain inet closed forward { type filter hook forward priority 0; }\n"
                     f"add rule inet closed forward {props.of(stage, stage.guilty)} "
                     "reject with icmpx host-unreachable\n")
    pair[stage.guilty].sendall(stage.request())
    until_state(pair[stage.guilty], "CLOSE", limit=PATIENCE)
    stage.reads_on(pair, stage.guilty)
    stage.router.nft("delete table inet closed\n")
    stage.attempt(pair, stage.innocent, "send", pair[stage.innocent].send, stage.response())
    stage.dies(pair, stage.innocent)
