# SPDX-License-Identifier: BSD-3-Clause
"""Resets that carry their maker's own reason: in the window, or as payload.

A device that stands before the server, whose own packets have another TTL, is a third party;
one that ends the client's connection itself is the server."""
import struct

from modelled import speech, usual
from modelled.net import Net
from modelled.usual import modelled

IDLE, ALERTED, NO_SERVICE = 9300, 9811, 8212	# codes of NetScaler


def big_ip(rng, cause):
    return b"BIG-IP: [0x%x:%d] %s" % (rng.randrange(1 << 20, 1 << 26), rng.randint(100, 5000),
                                      cause.encode())


@modelled(slug="proxy-coded-reset", origin="third-party", side="server", phase="data-transfer",
          harm=None, also=("middlebox-idle-timeout", "idle-timeout-close"),
          variants="netscaler netscaler+v6")
def netscaler_idle(stage):
    """NetScaler's cleanup of an idle connection after 180 s, code 9300 in the window.

    RST+ACK with the header of the ADC, TTL 255, whatever TTL the data had."""
    net = Net(stage, server=stage.rng.choice(("linux", "windows-10")), seen="client")
    talk = usual.web(net)
    talk.idle(180 + stage.rng.uniform(0.2, 2))
    talk.forge(net.box(place=0.75), talk.server, window=IDLE)
    net.write()


@modelled(slug="proxy-coded-reset", origin="third-party", side="server", phase="data-transfer",
          also=("tls-handshake-failure", "policy-reset"),
          variants="netscaler+9811 netscaler+9814 netscaler+9816 netscaler+9701"
                   " netscaler+9202")
def netscaler_codes(stage):
    """NetScaler ends a connection at the client's first words, for a reason of its table:
    after a fatal alert, by policy, at a bad record, as relayed, out of sequence."""
    net = Net(stage, seen="client")
    code = int(next(w for w in stage.words if w.isdigit()))
    talk = net.talk(port=443).open()
    talk.send(talk.client, speech.client_hello(stage.rng))
    talk.think(talk.server)
    if code == ALERTED:
        talk.send(talk.server, speech.alert(40))
    talk.forge(net.box(place=0.75), talk.server, window=code, at=talk.now + 1e-4)
    net.write()


@modelled(slug="proxy-coded-reset", origin="third-party", side="server", phase="syn-sent",
          also=("connection-refused",), variants="netscaler")
def netscaler_no_service(stage):
    """A SYN for which the ADC has no service: code 8212."""
    net = Net(stage, seen="client")
    syn = net.talk(port=stage.rng.choice((80, 443, 8443)))
    syn.forge(net.box(place=0.75), syn.server, syn.syn(), window=NO_SERVICE)
    net.write()


@modelled(slug="proxy-coded-reset", origin="third-party", side="server", phase="data-transfer",
          also=("half-open-connection", "middlebox-idle-timeout"), variants="f5 f5+v6")
def big_ip_knows_no_flow(stage):
    """A BIG-IP resets a segment for which it has no flow, and says so as payload."""
    net = Net(stage, seen="client")
    talk = usual.plain(net)
    talk.idle(stage.rng.uniform(320, 3000))
    said = talk.say(talk.client, hold=True)
    box = net.box(place=0.75)
    said.dies = box.place
    talk.forge(box, talk.server, said, text=big_ip(stage.rng, "No flow found for ACK"))
    net.write()


@modelled(slug="proxy-coded-reset", origin="third-party", side="server", phase="data-transfer",
          harm=None, also=("middlebox-idle-timeout", "policy-reset", "application-timeout"),
          variants="f5+sweeper f5+peer f5+policy f5+closing f5+retransmit f5+pool")
def big_ip_texts(stage):
    """BIG-IP's own reset of a running connection, with its cause as text."""
    causes = {"sweeper": "Flow expired (sweeper)", "peer": "{peer} TCP RST from remote system",
              "policy": "Policy action", "closing": "Closing",
              "retransmit": "{peer} TCP retransmit timeout",
              "pool": "No pool member available"}
    net = Net(stage, seen="client")
    talk = usual.web(net, 1)
    talk.send(talk.client, usual.request(stage.rng), acked=True)
    talk.idle(300 if "sweeper" in stage.words else stage.rng.uniform(0.01, 3))
    talk.forge(net.box(place=0.75), talk.server,
               text=big_ip(stage.rng, causes[net.word(causes)]))
    net.write()


@modelled(slug="proxy-coded-reset", origin="third-party", side="server", phase="data-transfer",
          harm=None, also=("middlebox-idle-timeout", "policy-reset", "abortive-close"),
          variants="compact text sequence vendor")
def diagnosed(stage):
    """A RST whose payload is diagnostic: the compact form (0x33AA, code, enterprise 0), free
    text (0xF317), the older CBOR sequence, or a vendor's code."""
    payloads = {"compact": struct.pack("!HHI", 0x33aa, stage.rng.choice((9, 10, 12, 14, 17)), 0),
                "text": b"\xf3\x17" + "mapping expired".encode(),
                "sequence": bytes.fromhex("193039a1010e"),
                "vendor": struct.pack("!HHI", 0x33aa, 3, 32473)}
    net = Net(stage, seen="client")
    talk = usual.plain(net)
    talk.idle(stage.rng.uniform(1, 500))
    box = net.box("nat-gateway", 0.75)
    talk.forge(box, talk.server, text=payloads[net.word(payloads)])
    net.write()


@modelled(slug="proxy-coded-reset", origin="server", phase="data-transfer", harm=None,
          also=("application-timeout", "idle-timeout-close", "tls-handshake-failure"),
          variants="adc+9300 adc+9953 adc+9100 adc+text adc+text+v6")
def proxy_is_the_server(stage):
    """A proxy that has ended the client's connection itself resets it: its code or text in
    the RST, and all packets of one make."""
    net = Net(stage, seen="client")
    talk = usual.web(net, 1)
    if "9300" not in stage.words:
        talk.say(talk.client, acked=True)
    talk.idle(stage.rng.uniform(20, 200))
    if "text" in stage.words:
        talk.reset(talk.server, text=big_ip(stage.rng, "{peer} TCP RST from remote system"))
    else:
        talk.reset(talk.server, window=int(next(w for w in stage.words if w.isdigit())))
    net.write()


@modelled(slug="proxy-coded-reset", origin="server", phase="syn-sent",
          also=("connection-refused",), variants="hp-ux")
def host_says_no_listener(stage):
    """An old stack puts a few words into its RST: there is no listener."""
    net = Net(stage)
    talk = net.talk(port=548)
    talk.reset(talk.server, talk.syn(), text=b"No listener")
    net.write()


@modelled(slug="proxy-coded-reset", origin="server", phase="half-closed",
          also=("data-after-close",), variants="hp-ux")
def host_says_detached(stage):
    """The same at data after the close."""
    net = Net(stage)
    talk = usual.plain(net)
    talk.fin(talk.server)
    talk.ack(talk.client)
    said = talk.say(talk.client)
    talk.reset(talk.server, said, text=b"new data when detached")
    net.write()
