# SPDX-License-Identifier: BSD-3-Clause
"""Resets that an application at one end brings about by how it closes."""
import words
from packet import ACK, Forger, sequence_numbers, tcp4
from scenario import scenario
from talk import until_state, until_unread

ACTIVE = "TCP_STATE"


@scenario(slug="abortive-close", origin="guilty", phase="data-transfer", harm=None,
          reason=ACTIVE, also=("administrative-abort",),
          variants="server client server+v6 client+nat server+slow+middle client+offload "
                   "server+loop client+any server+cut server+ng")
def abort_when_answered(stage):
    """An end closes with SO_LINGER zero between two exchanges.
    abortive-close: its application chose to abort, and nothing that it had been sent lay
    unread.  On the wire this is what an administrator's kill is."""
    stage.speak(words.OPAQUE)
    pair = stage.pair()
    stage.exchange(pair)
    stage.last_word(pair, stage.guilty)
    stage.abort(pair[stage.guilty])
    stage.dies(pair, stage.innocent)


@scenario(slug="close-with-unread-data", origin="guilty", phase="data-transfer",
          reason="TCP_ABORT_ON_CLOSE",
          variants="server client server+v6 server+nat server+slow client+loop server+offload "
                   "server+any client+v6+cut server+middle client+ng+v6")
def close_unread(stage):
    """An end closes while a message that it never read lies in its receive buffer.
    close-with-unread-data: the kernel says TCP_ABORT_ON_CLOSE, its word for just that.  Of
    a response that is complete the wire cannot tell that nobody read it."""
    stage.speak()
    pair = stage.pair()
    stage.exchange(pair)
    if stage.guilty == "client":
        pair.changed(also=("reset-after-completion",), harm=None)
        stage.say(pair, "client", stage.request())
    message = stage.request() if stage.guilty == "server" else stage.response()
    stage.send(pair, stage.innocent, message)
    pair[stage.guilty].close()
    stage.dies(pair, stage.innocent)


@scenario(slug="data-after-close", origin="guilty", phase="half-closed",
          reason=("TCP_ABORT_ON_DATA", "TCP_TIMEWAIT_SOCKET", "TCP_FLAGS"),
          variants="server client server+v6 client+nat server+loop server+any client+cut "
                   "server+middle")
def write_after_close(stage):
    """An end closes when all is said; the other sends more, long after it has seen the FIN.
    data-after-close: the resetter's FIN came first, and was acknowledged before."""
    stage.speak()
    pair = stage.pair()
    stage.exchange(pair)
    pair[stage.guilty].close()
    until_state(pair[stage.innocent], "CLOSE_WAIT")
    stage.quiet()
    stage.attempt(pair, stage.innocent, "send", pair[stage.innocent].send, stage.request())
    stage.dies(pair, stage.innocent)


@scenario(slug="reset-after-completion", origin="client", phase="data-transfer", harm="benign",
          reason=ACTIVE, variants="client client+v6 client+slow client+nat")
def abort_when_complete(stage):
    """A client that has its whole response closes with SO_LINGER zero.
    reset-after-completion: by its Content-Length the response was complete, and its
    receiver is the one that resets."""
    stage.speak(words.HTTP)
    pair = stage.pair()
    stage.exchange(pair)
    stage.abort(pair["client"])
    stage.dies(pair, "server")


@scenario(slug="client-cancel", origin="client", phase="data-transfer",
          reason="TCP_ABORT_ON_CLOSE", variants="client client+v6 client+slow client+nat")
def cancel_download(stage):
    """A client closes in the middle of a response that it has read only the start of.
    client-cancel: the server was still sending, by the length it had announced."""
    stage.speak(words.HTTP)
    pair = stage.pair()
    stage.say(pair, "client", stage.request())
    part = stage.rng.randint(2000, 12000)
    pair["server"].sendall(stage.response(b"x" * part, length=part * 10))
    until_unread(pair["client"], part)
    pair["client"].recv(stage.rng.randint(1, 1000))
    pair["client"].close()
    stage.dies(pair, "server")


@scenario(slug="post-close-reset", origin="server", phase="closed", effect=None, harm="benign",
          reason=("NO_SOCKET", "TCP_FLAGS"), variants="server server+middle server+any")
def old_segment_after_close(stage):
    """Both ends close in order; then an old segment of the client arrives once more.
    post-close-reset: the connection was over, and all had been said."""
    stage.speak()
    pair = stage.pair()
    stage.exchange(pair)
    seq, ack = sequence_numbers(pair["client"])
    stage.lab.end(pair["client"], pair["server"])
    stage.quiet()
    client, server = pair.ends("client")
    Forger(stage.lab).send(tcp4(client, server, ACK, seq - 1, ack, window=500,
                                ttl=stage.ttl["client"] - 1), server)


@scenario(slug="graceful-close", origin="server", phase="closed", count=0,
          variants="server client+v6 server+loop")
def close_in_order(stage):
    """Both ends close when all is said.
    graceful-close: there is no reset to tell of."""
    stage.speak()
    pair = stage.pair()
    stage.exchange(pair)
    stage.lab.end(pair[stage.guilty], pair[stage.innocent])
