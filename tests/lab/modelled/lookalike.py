# SPDX-License-Identifier: BSD-3-Clause
"""Resets that look like another's: an end's that seem forged, and a stranger's that seem an
end's.  Whoever scores one header field is caught here."""
import words
from scenario import ENDS

from modelled import speech, usual
from modelled.net import PLACES, Net
from modelled.usual import modelled


@modelled(slug="data-after-close", origin="server", phase="half-closed",
          variants="front-end front-end+v6")
def front_end_like_windows(stage):
    """TTL of the 128 family and ID 0: neither Windows nor a middlebox, but a front end of its
    own habits that answers late data."""
    net = Net(stage, seen="client")
    talk = usual.web(net)
    usual.write_after_close(net, talk, stage.rng.uniform(0.1, 2))


@modelled(slug="data-after-close", origin="guilty", phase="half-closed",
          variants="server+linux client+linux server+freebsd")
def bare_reply_among_stamps(stage):
    """A reply RST without time stamps, window 0 and ID 0, where all else has stamps and IDs.

    Not a firewall: replies of most systems are so."""
    net = Net(stage, client="linux", server="linux")
    talk = usual.plain(net)
    talk.say(talk.guilty, acked=True)
    talk.fin(talk.guilty)
    talk.ack(talk.innocent)
    talk.idle(0.5)
    for _ in range(stage.rng.randint(1, 3)):
        said = talk.say(talk.innocent, hold=True)
        talk.reset(talk.guilty, said, at=said.arrival + 3e-5, hold=True)
    net.write()


@modelled(slug="close-with-unread-data", origin="guilty", phase="data-transfer",
          also=("abortive-close", "client-cancel", "request-triggered-reset"),
          variants="server+linux client+linux server+windows-10 server+macos")
def other_route(stage):
    """The routes change by a hop now and then, and the RST takes the longer one."""
    net = Net(stage, seen=stage.innocent, routers=12)
    talk = usual.plain(net)
    for _ in range(4):
        talk.say(talk.guilty, wobble=stage.rng.choice((0, 0, 1)))
        talk.ack(talk.innocent)
    talk.say(talk.innocent)
    talk.ack(talk.guilty, wobble=stage.rng.choice((0, 1)))
    talk.guilty.unread = 500
    talk.reset(talk.guilty, wobble=1)
    net.write()


@modelled(slug="close-with-unread-data", origin="server", phase="data-transfer",
          also=("abortive-close", "request-triggered-reset"),
          variants="linux windows-10 freebsd")
def balancer_opens_backend_talks(stage):
    """A balancer answers the SYN, a backend behind it all the rest, and the RST is the
    backend's: two habits of TTL and ID, both at home."""
    net = Net(stage, seen="client", routers=9)
    talk = net.talk(port=80)
    talk.syn()
    balancer = net.box("load-balancer", 0.75)
    answer = talk.syn_ack(hold=True, dies=1)
    net.path.flights.remove(answer)
    header = balancer.header(talk.server.name)
    talk.launch(balancer, answer.segment._replace(header=header), answer.sent, talk.client)
    talk.ack(talk.client)
    talk.exchange(usual.request(stage.rng), usual.response(stage.rng))
    talk.send(talk.client, usual.request(stage.rng), acked=True)
    talk.think(talk.server, 0.1)
    talk.reset(talk.server)
    net.write()


@modelled(slug="client-cancel", origin="client", phase="data-transfer",
          also=("abortive-close", "close-with-unread-data"), harm=None,
          variants="client+linux client+windows-10")
def swapped_by_queues(stage):
    """The RST and the last data of its own sender stand in the wrong order: two queues of
    one interface, some microseconds apart."""
    net = Net(stage, seen="client")
    talk = usual.plain(net)
    talk.say(talk.server, acked=True)
    talk.think(talk.client, 0.2)
    last = talk.say(talk.client)
    rst = talk.reset(talk.client, at=last.sent + 8e-6)
    last.sent, rst.sent = rst.sent, last.sent
    net.write()


@modelled(slug="half-open-connection", origin="server", phase="data-transfer", harm=None,
          also=("middlebox-idle-timeout", "unsolicited-segment", "undetermined"),
          variants="linux windows-10 macos+v6")
def captured_late(stage):
    """The capture begins after the handshake, in the silence before the end."""
    net = Net(stage, seen=stage.rng.choice(("client", "server")))
    talk = usual.plain(net)
    talk.idle(stage.rng.uniform(100, 4000))
    since = talk.now
    said = talk.say(talk.client)
    talk.reset(talk.server, said)
    net.write(since)


@modelled(slug="close-with-unread-data", origin="server", phase="data-transfer",
          also=("abortive-close", "request-triggered-reset"), variants="linux windows-10")
def captured_twice(stage):
    """A mirror port shows each packet before and behind a router: TTL one less, 30 us later,
    other MACs; no packet is a RST of its own for it."""
    net = Net(stage, seen="middle")
    talk = usual.web(net)
    talk.send(talk.client, usual.request(stage.rng), acked=True)
    talk.think(talk.server, 0.05)
    talk.reset(talk.server)
    rows = net.rows(PLACES["middle"])
    net.macs = [bytes([2, 0, 0x5f]) + stage.rng.randbytes(3) for _ in ENDS]
    for flight in net.path.flights:
        flight.wobble, flight.sent = 1, flight.sent + 3e-5
    stage.write("middle", sorted(rows + net.rows(PLACES["middle"])))


@modelled(slug="abortive-close", origin="guilty", phase="data-transfer", harm=None,
          also=("reset-after-completion", "client-cancel"),
          variants="server+solaris client+solaris server+vxworks server+lwip")
def window_equal_by_chance(stage):
    """An end's own RST has the very window that its peer shows: both are of one make."""
    net = Net(stage, client=net_make(stage), server=net_make(stage))
    talk = usual.plain(net)
    talk.innocent.growth = talk.guilty.growth = 1
    talk.say(talk.innocent)
    talk.say(talk.guilty, acked=True)
    talk.think(talk.guilty, 1)
    talk.reset(talk.guilty)
    net.write()


def net_make(stage):
    return next(w for w in ("solaris", "vxworks", "lwip") if w in stage.words)


@modelled(slug="connection-refused", origin="server", phase="syn-sent", count=2,
          variants="windows-xp cisco-ios aix zos")
def fragment_bit_differs(stage):
    """A host refuses without DF, while the client's packets have it, and its own data too."""
    net = Net(stage, client="linux", seen="client")
    usual.company(net, 1)
    for number in range(2):
        talk = net.talk(port=stage.rng.choice((135, 139, 2323)), start=net.start + number)
        talk.reset(talk.server, talk.syn())
    net.write()


@modelled(slug="post-close-reset", origin="client",
          phase=("closing", "closed", "half-closed"), harm="benign", effect=None,
          also=("data-after-close",), variants="client+linux client+macos")
def burst_of_replies(stage):
    """Several RSTs with stepped numbers, as an injector's would be: replies to
    retransmissions that acknowledge more and more."""
    net = Net(stage, delay=0.03)
    talk = usual.web(net)
    talk.fin(talk.client)
    talk.fin(talk.server)
    for _ in range(2):
        stray = talk.ack(talk.server, hold=True)
        talk.reset(talk.client, stray, at=stray.arrival + 3e-5)
    net.write()


@modelled(slug="half-open-connection", origin="guilty", phase="data-transfer",
          variants="server+linux client+linux server+linux+v6")
def security_by_ttl(stage):
    """A BGP speaker, whose session runs with TTL 255, starts anew; its system resets what comes
    for the old session, with the TTL that it has for all others."""
    net = Net(stage, client="linux", server="linux", seen=stage.innocent,
              routers=stage.rng.choice((0, 1, 2)), delay=0.001)
    talk = net.talk(port=speech.BGP_PORT)
    talk.client.ttl = talk.server.ttl = 255
    talk.open()
    talk.exchange(speech.bgp_open(stage.rng), speech.bgp_open(stage.rng))
    for _ in range(2):
        talk.exchange(speech.bgp_keepalive(), speech.bgp_keepalive())
        talk.idle(60)
    talk.reset(talk.guilty, talk.send(talk.innocent, speech.bgp_keepalive()))
    net.write()


@modelled(slug="abortive-close", origin="server", phase="data-transfer",
          also=("close-with-unread-data", "half-open-connection", "request-triggered-reset"),
          variants="linux freebsd windows-10")
def overtaken_by_reset(stage):
    """The server's RST overtakes its last data on the way.  It is not exact, so the client asks
    (RFC 5961), and the server, which knows nothing any more, answers with bare ones until one
    is: data after a RST, and stepped numbers, all of one maker."""
    net = Net(stage, client="linux", seen="client", delay=0.02)
    talk = usual.web(net, 1)
    talk.say(talk.client)
    last = talk.send(talk.server, usual.part_of_response(stage.rng, 1200), hold=True)
    last.delay += 0.002
    rst = talk.reset(talk.server, hold=True)
    asked = talk.ack(talk.client, hold=True, at=rst.arrival + 2e-5)
    talk.deliver(last)
    taken = talk.ack(talk.client, hold=True)
    for ack in (asked, taken):
        talk.reset(talk.server, ack, hold=True, at=ack.arrival + 3e-5)
    net.write()


# Strangers that look like an end.

@modelled(slug="policy-reset", origin="third-party", side="server", phase="data-transfer",
          also=("injected-reset", "request-triggered-reset"),
          variants="netfilter fortigate")
def distance_equal_by_chance(stage):
    """A firewall's TTL happens to arrive like the server's: its system began lower and it
    stands nearer.  Only ID, options and the time of the answer differ."""
    net = Net(stage, client="linux", server="linux", seen="client", routers=12,
              delay=0.04)
    talk = usual.web(net, 1)
    box = net.box(place=0.25)
    asked = talk.send(talk.client, usual.request(stage.rng), hold=True)
    asked.dies = box.place
    talk.forge(box, talk.server, asked, ttl=64 - 12 + 3)
    net.write()


@modelled(slug="policy-reset", origin="third-party", side="server", phase="data-transfer",
          also=("injected-reset",), variants="asa pan")
def mirror_in_the_path(stage):
    """A firewall turns the client's own segment round, options, window and all."""
    net = Net(stage, client="linux", seen="client", routers=7)
    talk = usual.web(net, 1)
    asked = talk.send(talk.client, usual.request(stage.rng), hold=True)
    box = net.box()
    asked.dies = box.place
    talk.forge(box, talk.server, asked, options="mirror")
    net.write()


@modelled(slug="policy-reset", origin="third-party", side="server", phase="data-transfer",
          also=("injected-reset", "middlebox-idle-timeout"), variants="fortigate asa")
def one_side_is_told(stage):
    """A firewall resets the client and drops silently towards the server, which retransmits
    its response until it gives up; seen at both ends."""
    net = Net(stage, seen="client", routers=10)
    talk = usual.web(net, 0)
    talk.send(talk.client, usual.request(stage.rng))
    talk.send(talk.server, usual.part_of_response(stage.rng), acked=True)
    box = net.box(place=0.35)
    lost = talk.send(talk.server, words.letters(stage.rng, 1400), dies=box.place)
    talk.forge(box, talk.server, seq=lost.segment.seq, at=lost.at(box.place) + 1e-4)
    for wait in (0.3, 0.6, 1.2):
        talk.server.clock += wait
        talk.again(talk.server, lost, dies=box.place)
    net.write()


@modelled(slug="middlebox-idle-timeout", origin="third-party", side="server",
          phase="data-transfer", also=("half-open-connection",),
          variants="nat-gateway+350 netfilter+350")
def gateway_in_front(stage):
    """The device is one hop before the server, so its TTL is one more, no more: only the timer
    and the server's own habits tell."""
    net = Net(stage, client="linux", server="linux", seen="client", routers=10)
    talk = usual.plain(net)
    talk.idle(350 + stage.rng.uniform(1, 200))
    said = talk.say(talk.client, hold=True)
    box = net.box(place=0.9)
    said.dies = box.place
    talk.forge(box, talk.server, said)
    net.write()


# Nothing to tell.

@modelled(slug="undetermined", origin="unknown", side="server", phase="no-connection",
          effect=None, harm=None, also=("unsolicited-segment",),
          variants="linux windows-10 cisco-ios freebsd+v6")
def lone_reset(stage):
    """The capture holds one RST and nothing else of its connection."""
    net = Net(stage, seen="middle", client="linux")
    talk = usual.plain(net)
    talk.idle(1000)
    since = talk.now
    talk.reset(talk.server)
    net.write(since)


@modelled(slug="undetermined", origin="client", phase=None, effect=None, harm=None,
          also=("unsolicited-segment", "client-cancel", "abortive-close"),
          variants="client+linux client+macos")
def reset_and_acks(stage):
    """A few ACKs, then a RST: no payload, no handshake, the other way not captured."""
    net = Net(stage, seen="middle")
    talk = usual.plain(net)
    talk.idle(500)
    since = talk.now
    for _ in range(3):
        talk.idle(stage.rng.uniform(0.1, 4))
        talk.ack(talk.client)
    talk.think(talk.client, 2)
    talk.reset(talk.client)
    net.write(since)
