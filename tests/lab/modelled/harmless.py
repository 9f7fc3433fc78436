# SPDX-License-Identifier: BSD-3-Clause
"""Resets that cost nothing, and ends without any."""
import words

from modelled import speech, usual
from modelled.net import Net
from modelled.usual import modelled

CLIENTS = ("client+windows-10 client+macos client+linux client+freebsd client+windows-xp"
           " client+linux+v6")


@modelled(slug="reset-after-completion", origin="client", phase="data-transfer",
          harm="benign", also=("abortive-close",), variants=CLIENTS)
def response_complete(stage):
    """The client has the whole response, by its Content-Length, and resets instead of closing."""
    net = Net(stage)
    talk = usual.web(net)
    talk.think(talk.client, 3)
    talk.reset(talk.client)
    net.write()


@modelled(slug="reset-after-completion", origin="client", phase="data-transfer",
          harm="benign", also=("abortive-close",), variants=CLIENTS)
def chunks_complete(stage):
    """The same; the response ends with its last chunk."""
    net = Net(stage)
    talk = usual.web(net, 0)
    talk.send(talk.client, usual.request(stage.rng))
    talk.send(talk.server, b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
    for size in (stage.rng.randint(10, 900) for _ in range(3)):
        talk.send(talk.server, b"%x\r\n%s\r\n" % (size, words.letters(stage.rng, size)))
    talk.send(talk.server, b"0\r\n\r\n", acked=True)
    talk.think(talk.client, 0.1)
    talk.reset(talk.client)
    net.write()


@modelled(slug="reset-after-completion", origin="client", phase="half-closed",
          harm="benign", also=("abortive-close", "post-close-reset"),
          variants="client+windows-10 client+macos client+linux")
def answered_fin_by_reset(stage):
    """The server has answered and closed; the client, having read all, resets."""
    net = Net(stage)
    talk = usual.web(net)
    talk.fin(talk.server)
    talk.ack(talk.client)
    talk.think(talk.client, 0.2)
    talk.reset(talk.client)
    net.write()


@modelled(slug="reset-after-completion", origin="client", phase="data-transfer", harm=None,
          also=("close-with-unread-data",),
          variants="client+linux client+macos client+windows-10 client+linux+v6")
def tickets_unread(stage):
    """A client ends after the TLS handshake, two session tickets unread in its buffer."""
    net = Net(stage)
    talk = speech.secure(net.talk(port=443).open())
    talk.client.unread = 510
    talk.think(talk.client, 0.01)
    talk.reset(talk.client)
    net.write()


@modelled(slug="reset-after-completion", origin="server", phase="data-transfer", harm=None,
          also=("abortive-close",), variants="linux windows-10")
def mail_said_goodbye(stage):
    """A mail server resets after QUIT and its answer."""
    net = Net(stage)
    talk = net.talk(port=25).open()
    talk.send(talk.server, speech.smtp_greeting())
    talk.exchange(b"EHLO client.example\r\n", b"250 mail.example.org\r\n")
    talk.exchange(b"QUIT\r\n", b"221 2.0.0 Bye\r\n")
    talk.reset(talk.server)
    net.write()


@modelled(slug="post-close-reset", origin="client",
          phase=("half-closed", "closing", "closed"), effect=None, harm="benign",
          also=("data-after-close",),
          variants="client+linux client+macos client+windows-10")
def late_close_notify(stage):
    """The client has closed; the server's close_notify and FIN still come and are reset."""
    net = Net(stage)
    talk = speech.secure(net.talk(port=443).open())
    talk.exchange(speech.data(stage.rng, 300), speech.data(stage.rng, 900))
    talk.send(talk.client, speech.sealed_alert(stage.rng))
    talk.fin(talk.client)
    notify = talk.send(talk.server, speech.sealed_alert(stage.rng), hold=True)
    last = talk.fin(talk.server, hold=True)
    for flight in (notify, last):
        talk.deliver(flight)
        talk.reset(talk.client, flight)
    net.write()


@modelled(slug="post-close-reset", origin="guilty", phase=("closing", "closed"),
          effect=None, harm="benign",
          variants="client+windows-10 server+linux client+macos server+windows-xp")
def reset_after_both_fins(stage):
    """Both ends have closed; one resets what is left of it."""
    net = Net(stage)
    talk = usual.web(net)
    talk.close(talk.innocent)
    talk.think(talk.guilty, 0.2)
    talk.reset(talk.guilty)
    net.write()


@modelled(slug="post-close-reset", origin="guilty", phase="closed", effect=None,
          harm="benign", variants="server+linux client+linux server+freebsd")
def stray_after_close(stage):
    """A delayed copy of an acknowledgement comes after the end and is reset."""
    net = Net(stage)
    talk = usual.web(net)
    talk.close(talk.innocent)
    talk.idle(stage.rng.uniform(1, 70))
    talk.reset(talk.guilty, talk.ack(talk.innocent))
    net.write()


@modelled(slug="graceful-close", origin=None, phase=None, effect=None, harm=None, count=0,
          variants="plain v6")
def closed_in_order(stage):
    """Connections that open, talk and close; whoever blames a reset is wrong."""
    net = Net(stage)
    usual.company(net, 4)
    talk = speech.secure(net.talk(port=443).open())
    talk.exchange(speech.data(stage.rng, 300), speech.data(stage.rng, 9000))
    talk.close(talk.client)
    net.write()
