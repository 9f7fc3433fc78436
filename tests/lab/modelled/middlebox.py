# SPDX-License-Identifier: BSD-3-Clause
"""Resets of devices that stand in the path: policy, idle timers, lost state, translation."""
import words

from modelled import speech, usual
from modelled.net import Net
from modelled.packet import ACK, PSH
from modelled.usual import modelled


def refuse_both(talk, box, spoken, **form):
    """An inline device swallows a segment and resets both ends."""
    spoken.dies = box.place
    talk.forge(box, talk.other_of(spoken), spoken, **form)
    sender = talk.end_of(spoken.segment.source)
    return talk.forge(box, sender, seq=spoken.segment.seq, ack=spoken.segment.ack,
                      at=spoken.at(box.place) + talk.rng.uniform(1e-5, 1e-4))


@modelled(slug="policy-reset", origin="third-party", side="server", phase="data-transfer",
          also=("injected-reset", "tls-handshake-failure"),
          variants="pan asa fortigate pan+v6")
def name_forbidden(stage):
    """A firewall ends a TLS connection once it has read the server name, towards both ends.

    It is in the path: the hello goes no further.  Window of the hello where it mirrors."""
    net = Net(stage, seen="client", routers=8)
    talk = net.talk(port=443).open()
    hello = talk.send(talk.client, speech.client_hello(stage.rng, "forbidden.example"), hold=True)
    refuse_both(talk, net.box(), hello)
    net.write()


@modelled(slug="policy-reset", origin="third-party", side="server", phase="data-transfer",
          also=("injected-reset", "request-triggered-reset"),
          variants="pan asa fortigate snort")
def request_forbidden(stage):
    """A firewall resets a request by its address; earlier ones have passed."""
    net = Net(stage, seen="client", routers=8)
    usual.company(net)
    talk = usual.web(net, stage.rng.randint(1, 2))
    asked = talk.send(talk.client, usual.request(stage.rng), hold=True)
    refuse_both(talk, net.box(), asked)
    net.write()


@modelled(slug="policy-reset", origin="third-party", side="client", phase="data-transfer",
          also=("injected-reset",), variants="client+pan client+fortigate")
def download_forbidden(stage):
    """A virus scanner in the path does not like what the server sends, and resets both; seen
    at the server."""
    net = Net(stage, seen="server", routers=8)
    talk = usual.web(net, 0)
    talk.send(talk.client, usual.request(stage.rng))
    talk.send(talk.server, usual.part_of_response(stage.rng), acked=True)
    bad = talk.send(talk.server, words.letters(stage.rng, 1000), hold=True)
    refuse_both(talk, net.box(), bad)
    net.write()


@modelled(slug="policy-reset", origin="third-party", side="server", phase="data-transfer",
          also=("injected-reset",), variants="client+windows-10 client+macos")
def scanner_on_own_host(stage):
    """A virus scanner on the client's own host resets it in the server's name.

    Its TTL is of a packet that crossed no router; the server's others did."""
    net = Net(stage, seen="client", routers=stage.rng.randint(7, 15))
    talk = usual.web(net, 0)
    talk.send(talk.client, usual.request(stage.rng))
    talk.send(talk.server, usual.part_of_response(stage.rng), acked=True)
    box = net.box("netfilter", place=0.001)
    talk.forge(box, talk.server, flags=4 | ACK, at=talk.now + 2e-4, window=0,
               ttl=talk.client.host.system.ttl)
    talk.idle(0.01)
    net.write()


@modelled(slug="middlebox-idle-timeout", origin="third-party", side="guilty",
          phase="data-transfer", also=("half-open-connection",),
          variants="server+load-balancer+350 server+nat-gateway+350"
                   " client+load-balancer+350 server+nat-gateway+240 server+asa+3600"
                   " server+load-balancer+350+v6 server+f5+300 server+netfilter+1800")
def flow_forgotten(stage):
    """A device forgets an idle flow; who speaks next is reset by it, the other hears nothing.

    AWS NLB and NAT gateway 350 s, Azure NAT gateway 240, SRX 1800, firewalls 3600."""
    net = Net(stage, seen=stage.innocent, routers=stage.rng.randint(6, 14))
    talk = usual.plain(net)
    limit = int(next(w for w in stage.words if w.isdigit()))
    talk.idle(limit + stage.rng.uniform(1, limit))
    said = talk.say(talk.innocent, hold=True)
    box = net.box()
    said.dies = box.place
    talk.forge(box, talk.guilty, said)
    net.write()


@modelled(slug="middlebox-idle-timeout", origin="third-party", side="guilty",
          phase="data-transfer", harm=None, also=("idle-timeout-close",),
          variants="server+cloud-balancer+240 client+cloud-balancer+240 server+asa+3600"
                   " server+f5+300 client+f5+300 server+cloud-balancer+240+v6")
def both_told_at_expiry(stage):
    """A device resets both ends when its idle timer expires: Azure LB with TCP reset 240 s,
    BIG-IP 300, ASA 3600 with the option to do so."""
    net = Net(stage, seen=stage.innocent, routers=stage.rng.randint(6, 14))
    talk = usual.plain(net)
    limit = int(next(w for w in stage.words if w.isdigit()))
    box, at = net.box(), talk.now + limit + stage.rng.uniform(0, 0.5)
    talk.forge(box, talk.guilty, at=at)
    talk.forge(box, talk.innocent, at=at + stage.rng.uniform(1e-6, 1e-3))
    net.write()


@modelled(slug="state-loss-failover", origin="third-party", side="server", count=None,
          phase="data-transfer", kind="state-loss", also=("middlebox-idle-timeout",),
          variants="netfilter load-balancer asa netfilter+v6")
def standby_knows_nothing(stage):
    """A firewall fails over to one without its table: connections to several servers are each
    reset at their next segment, all by the same device."""
    net = Net(stage, seen="client", routers=10)
    each_is_reset(stage, net, [usual.plain(net, server=net.host("server"), start=net.start + n / 3)
                               for n in range(stage.rng.randint(4, 8))])


def each_is_reset(stage, net, talks):
    """A device forgets all connections at one moment, and resets who speaks next."""
    box = net.box()
    moment = max(talk.now for talk in talks) + stage.rng.uniform(5, 50)
    for talk in talks:
        talk.innocent.clock = moment + stage.rng.uniform(0, 25)
        said = talk.say(talk.innocent, hold=True)
        said.dies = box.place
        talk.forge(box, talk.guilty, said)
    net.write()


@modelled(slug="conntrack-invalid", origin="client", phase="data-transfer",
          also=("client-cancel", "undetermined"), variants="client+linux client+linux+v6")
def segment_not_translated(stage):
    """A translator passes a late segment of a download on as it is; the client's host resets
    the address that it does not know, and the reset finds the server.

    Seen at the server: a bare RST, in the middle of a transfer, without anything to answer."""
    net = Net(stage, client="linux", seen="server")
    talk = usual.web(net, 0)
    talk.send(talk.client, usual.request(stage.rng))
    talk.send(talk.server, usual.part_of_response(stage.rng, 30000), acked=True)
    old = talk.send(talk.server, words.letters(stage.rng, 1400), hold=True)
    talk.send(talk.server, words.letters(stage.rng, 14000), hold=True)
    talk.client.clock = old.arrival + 0.0003
    talk.reset(talk.client, old, at=talk.client.clock)
    net.write()


@modelled(slug="conntrack-invalid", origin="client",
          phase=("no-connection", "data-transfer"), effect=None, harm=None, count=2,
          variants="client+linux")
def untranslated_at_node(stage):
    """The same, seen on the client's node: the segment with the untranslated address, the
    reset of it, and then the death of the translated connection."""
    net = Net(stage, client="linux", server="linux", seen="client")
    talk = net.talk(port=80).open()
    backend = net.host("server", "linux")
    talk.send(talk.client, usual.request(stage.rng))
    talk.send(talk.server, usual.part_of_response(stage.rng, 20000), acked=True)
    raw = net.talk(port=8080, server=backend, source=talk.client.name[1], start=talk.now)
    raw.server.next, raw.server.expects = talk.server.next, talk.server.expects
    stray = raw.emit(raw.server, ACK | PSH, words.letters(stage.rng, 1400))
    raw.reset(raw.client, stray)
    talk.idle(0.2)
    talk.reset(talk.server, talk.ack(talk.client))
    stage.expect(raw.client.name, raw.server.name)
    stage.expect(talk.client.name, talk.server.name, origin="server", side="server",
                 also=("half-open-connection",), phase="data-transfer")
    net.write()


@modelled(slug="path-failure", origin="guilty", phase="data-transfer",
          also=("application-timeout", "client-cancel", "abortive-close",
                "retransmission-timeout", "close-with-unread-data"),
          variants="client+windows-10 client+linux server+linux client+macos")
def path_lost_packets(stage):
    """A transfer over a path that loses much makes no progress, and an end's application
    gives up."""
    net = Net(stage, seen="middle", delay=0.05)
    talk = usual.web(net, 0)
    talk.send(talk.client, usual.request(stage.rng))
    talk.send(talk.server, usual.part_of_response(stage.rng), acked=True)
    wait = 0.3
    for _ in range(stage.rng.randint(4, 7)):
        lost = talk.send(talk.server, words.letters(stage.rng, 1400), dies=0.75)
        talk.server.clock += wait
        if stage.rng.random() < 0.4:
            talk.again(talk.server, lost)
            talk.ack(talk.client)
        else:
            talk.again(talk.server, lost, dies=0.2)
            wait *= 2
            talk.server.clock += wait
            talk.again(talk.server, lost, dies=0.2)
            break
    talk.guilty.clock = talk.server.clock + stage.rng.uniform(1, 5)
    talk.reset(talk.guilty, at=talk.guilty.clock)
    net.write()


@modelled(slug="address-conflict", origin="third-party", side="server",
          phase=("syn-received", "established", "data-transfer"),
          also=("handshake-ack-rejected",), variants="plain windows")
def two_hosts_one_address(stage):
    """Two hosts of one link have the server's address: one accepts, the other resets.

    Two MAC addresses, two habits of TTL and ID."""
    net = Net(stage, server="linux", routers=0, seen="client", delay=0.0002)
    talk = net.talk(port=stage.rng.choice((22, 80, 445))).open()
    stranger = net.host("server", "windows-10" if "windows" in stage.words else "lwip")
    said = talk.send(talk.client, usual.request(stage.rng), hold=True)
    talk.forge(stranger, talk.server, said)
    net.write()


@modelled(slug="path-failure", origin="client", phase="data-transfer",
          also=("application-timeout", "client-cancel", "abortive-close",
                "retransmission-timeout", "close-with-unread-data"),
          variants="client+macos client+windows-10 client+linux")
def radio_lost(stage):
    """A client walks out of reach: round trips grow, segments and acknowledgements are lost
    both ways, and when it is back its application has given up."""
    net = Net(stage, seen="middle", delay=0.02)
    talk = usual.web(net, 0)
    talk.send(talk.client, usual.request(stage.rng))
    talk.send(talk.server, usual.part_of_response(stage.rng), acked=True)
    for late in (0.05, 0.1, 0.2, 0.4):
        talk.server.clock += late
        sent = talk.send(talk.server, words.letters(stage.rng, 1300))
        talk.client.clock += late
        talk.ack(talk.client, dies=stage.rng.choice((None, None, 0.2)))
        talk.server.clock += 3 * late
        talk.again(talk.server, sent, dies=stage.rng.choice((None, 0.2)))
    lost = talk.send(talk.server, words.letters(stage.rng, 1300), dies=0.2)
    for wait in (0.6, 1.2, 2.4, 4.8):
        talk.server.clock += wait
        talk.again(talk.server, lost, dies=0.2)
    talk.client.clock = talk.server.clock + stage.rng.uniform(0.2, 3)
    talk.reset(talk.client, at=talk.client.clock)
    net.write()


@modelled(slug="address-conflict", origin="third-party", side="server", phase="syn-sent",
          also=("connection-refused", "firewall-reject"), count=None,
          variants="linux windows-10 lwip")
def conflict_at_first_syn(stage):
    """Two hosts of one link answer the same SYN: the one that has no listener is faster."""
    net = Net(stage, client="linux", server="linux", routers=0, seen="client", delay=0.0002)
    stranger = net.host("server", net.word(("linux", "windows-10", "lwip")))
    for number in range(2):
        talk = net.talk(port=22, start=net.start + number)
        syn = talk.syn()
        talk.forge(stranger, talk.server, syn, hold=True)
        talk.server.clock += 1e-4
        late = talk.syn_ack(hold=True)
        talk.deliver(late)
        talk.reset(talk.client, late)
    net.write()


@modelled(slug="state-loss-failover", origin="third-party", side="client", count=None,
          phase="data-transfer", kind="state-loss", also=("middlebox-idle-timeout",),
          variants="client+netfilter client+asa client+load-balancer")
def gateway_restarted(stage):
    """A gateway starts anew without its table; what servers push to the clients behind it is
    reset in their names, each at its next segment."""
    net = Net(stage, seen="server", routers=10)
    each_is_reset(stage, net, [usual.plain(net, client=net.host("client"), start=net.start + n / 3)
                               for n in range(stage.rng.randint(4, 7))])
