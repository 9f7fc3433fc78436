# SPDX-License-Identifier: BSD-3-Clause
"""Connections that somebody refused, dropped or gave up before they were open."""
from modelled import packet, speech, usual
from modelled.net import Net
from modelled.packet import ACK, RST
from modelled.stack import SYSTEMS
from modelled.usual import modelled

CLOSED_PORTS = (81, 8081, 8443, 5433, 3307, 9000)


@modelled(slug="connection-refused", origin="server", phase="syn-sent",
          variants="linux macos freebsd openbsd solaris aix hp-ux cisco-ios lwip vxworks"
                   " zos front-end linux-3 linux+v6 macos+v6")
def refused_by_system(stage):
    """A SYN meets a port where nobody listens.

    RFC 9293 section 3.5.2: RST+ACK with sequence number 0; the header as the system's
    other packets, and the text or window that some systems add."""
    net = Net(stage, client="linux")
    usual.company(net)
    talk = net.talk(port=stage.rng.choice(CLOSED_PORTS))
    talk.client.host.tos = stage.rng.choice((0, 0, 0x48))
    talk.reset(talk.server, talk.syn())
    net.write()


def insist(talk, tries, refuse, wait=0.5):
    """A Windows client: the same SYN again, half a second after each RST."""
    syn = talk.syn()
    refuse(syn)
    for _ in range(tries):
        talk.idle(wait * talk.rng.uniform(0.98, 1.04))
        syn = talk.syn_again(syn)
        refuse(syn)


@modelled(slug="connection-refused", origin="server", phase="syn-sent",
          variants="linux windows-10 windows-xp macos windows-10+v6")
def refused_windows_insists(stage):
    """A Windows client repeats its SYN after each RST: still one connection refused.

    Winsock fails only when its further attempts, two to four, were refused as well."""
    net = Net(stage, client=stage.rng.choice(("windows-10", "windows-7", "windows-xp")))
    talk = net.talk(port=stage.rng.choice(CLOSED_PORTS))
    insist(talk, stage.rng.randint(2, 4), lambda syn: talk.reset(talk.server, syn))
    net.write()


@modelled(slug="firewall-reject", origin="third-party", side="server", phase="syn-sent",
          variants="netfilter asa pan fortigate netfilter+v6")
def firewall_rejects_connect(stage):
    """A firewall on the way answers the SYN in the server's name, and lets other ports through.

    Its TTL is that of its place, its TOS 0 although the SYN had one, its window that of the
    SYN where it turns headers round."""
    net = Net(stage, client=stage.rng.choice(("linux", "macos")), seen="client")
    usual.company(net)
    talk = net.talk(port=stage.rng.choice(CLOSED_PORTS))
    talk.client.host.tos = stage.rng.choice((0, 0x48, 0xb8))
    syn = talk.syn(hold=True)
    box = net.box()
    syn.dies = box.place
    talk.forge(box, talk.server, syn)
    net.write()


@modelled(slug="firewall-reject", origin="third-party", side="server",
          phase="data-transfer", variants="netfilter netfilter+v6")
def firewall_rejects_open_connection(stage):
    """A rule that is loaded in the middle of a connection rejects its next segment.

    The reply form of a filter: bare, window 0, ID 0, TOS 0; the server, which saw nothing,
    sends its next data anyway, and they are rejected, too."""
    net = Net(stage, seen="client")
    talk = usual.web(net)
    talk.idle(stage.rng.uniform(1, 20))
    talk.client.host.tos = 0x10
    box = net.box()
    asked = talk.send(talk.client, usual.request(stage.rng), hold=True)
    asked.dies = box.place
    talk.forge(box, talk.server, asked)
    net.write()


@modelled(slug="icmp-unreachable", origin="client", phase="syn-received",
          also=("client-abandoned-connect",), variants="client+freebsd client+linux")
def unreachable_then_found(stage):
    """A router calls the host unreachable; the client gives up; the SYN-ACK comes after all.

    ICMP 3/1 or 3/13 about a SYN ends connect() on most systems; the answer to the second
    SYN, which had found its way, then meets no socket and is reset."""
    net = Net(stage, seen="client", delay=0.02)
    talk = net.talk(port=stage.rng.choice((22, 80, 443)))
    syn = talk.syn(dies=0.5)
    talk.idle(1)
    talk.syn_again(syn)
    talk.unreachable(net.box("netfilter", 0.5), syn, 3, stage.rng.choice((1, 13)), after=1)
    talk.reset(talk.client, talk.syn_ack())
    net.write()


@modelled(slug="icmp-unreachable", origin="guilty", phase="data-transfer",
          variants="client+solaris client+hp-ux client+freebsd server+solaris")
def unreachable_while_open(stage):
    """A hard ICMP error about sent data makes a system give its connection up.

    RFC 9293 section 3.9.2.2: codes 2 to 4 should abort; many systems ignore them by now."""
    net = Net(stage, routers=8, seen=stage.guilty)
    talk = usual.plain(net)
    talk.think(talk.guilty, 2)
    lost = talk.say(talk.guilty, dies=0.5)
    talk.unreachable(net.box("netfilter", 0.5), lost, 3, stage.rng.choice((2, 3)))
    talk.reset(talk.guilty, at=lost.at(0.5) + net.path.delay)
    net.write()


@modelled(slug="icmp-unreachable", origin=None, phase=None, effect=None, harm=None, count=0,
          variants="plain v6")
def unreachable_alone(stage):
    """A router's ICMP errors end the attempt; there is no RST to judge."""
    net = Net(stage, seen="client")
    talk = net.talk(port=stage.rng.choice(CLOSED_PORTS))
    router = net.box("netfilter", 0.5)
    syn = talk.syn(dies=0.5)
    kind, code = (1, 1) if net.v6 else (3, 1)
    talk.unreachable(router, syn, kind, code)
    talk.idle(1)
    talk.unreachable(router, talk.syn_again(syn, dies=0.5), kind, code)
    net.write()


@modelled(slug="connect-timeout", origin="client", phase="syn-received",
          also=("client-abandoned-connect",),
          variants="client+windows-10 client+linux client+macos client+windows-10+v6")
def connect_timed_out_then_answered(stage):
    """No answer comes until the client has given up; then the path works again.

    Windows gives up after 21 s, applications after limits of their own: here 10 s and 30 s.
    The server, whose first answers were lost, repeats its SYN-ACK; that meets no socket."""
    net = Net(stage, seen="client")
    # The pauses between SYNs, and when after the last one the server's answer gets through.
    waits, through = {"windows-10": ((1, 2, 4, 8), 7), "linux": ((1, 2, 4), 7),
                      "macos": ((1, 1, 1, 1, 1, 2, 4, 8), 15)}[net.word(SYSTEMS)]
    talk = net.talk(port=stage.rng.choice((80, 443, 1433)))
    first = talk.syn(dies=0.5)
    for wait in waits[:-1]:
        talk.idle(wait)
        talk.syn_again(first, dies=0.5)
    talk.idle(waits[-1])
    talk.syn_again(first)
    answer = talk.syn_ack(dies=0.5)
    talk.idle(through)
    talk.server.next = answer.segment.seq
    talk.reset(talk.client, talk.syn_ack())
    net.write()


@modelled(slug="connect-timeout", origin=None, phase=None, effect=None, harm=None, count=0,
          variants="plain")
def connect_timed_out(stage):
    """No SYN is ever answered: silence, and nobody resets anything."""
    net = Net(stage, client="linux", seen="client")
    usual.company(net)
    talk = net.talk(port=stage.rng.choice(CLOSED_PORTS))
    syn = talk.syn(dies=0.5)
    for wait in (1, 2, 4, 8, 16, 32):
        talk.idle(wait)
        talk.syn_again(syn, dies=0.5)
    net.write()


@modelled(slug="accept-queue-overflow", origin="server", phase="syn-sent",
          also=("connection-refused",), count=None,
          variants="windows-10 windows-7 windows-xp windows-10+v6")
def backlog_full_windows(stage):
    """A Windows listener whose backlog is full resets SYNs while it serves others.

    Linux would drop them.  Connections before, between and after are accepted."""
    net = Net(stage, client=stage.rng.choice(("linux", "macos")))
    usual.company(net, 4, within=0.4)
    for _ in range(stage.rng.randint(1, 3)):
        talk = net.talk(port=80, start=net.start + stage.rng.uniform(0, 0.3))
        talk.reset(talk.server, talk.syn())
    for port in usual.WEB:
        talk = net.talk(port=port, start=net.start + stage.rng.uniform(0, 0.5)).open()
        talk.exchange(usual.request(stage.rng), usual.response(stage.rng))
    net.write()


@modelled(slug="accept-queue-overflow", origin="server", phase="established",
          also=("handshake-ack-rejected",), count=None, variants="linux linux+v6 solaris")
def backlog_full_abort(stage):
    """A server that is told to abort on overflow resets the last ACK of handshakes.

    As Linux does with tcp_abort_on_overflow; connections before and after succeed."""
    net = Net(stage)
    usual.company(net, 4, within=0.4)
    for _ in range(stage.rng.randint(2, 5)):
        talk = net.talk(port=80, start=net.start + stage.rng.uniform(0, 0.3))
        talk.syn()
        talk.syn_ack()
        talk.reset(talk.server, talk.ack(talk.client))
    net.write()


@modelled(slug="handshake-ack-rejected", origin="server",
          phase=("established", "data-transfer"), also=("half-open-connection",),
          variants="linux windows-10 freebsd linux+v6")
def handshake_forgotten(stage):
    """The last ACK of the handshake is lost; the first data find the server without memory.

    The half-open entry, or the SYN cookie, ran out meanwhile."""
    net = Net(stage, seen="client")
    talk = net.talk(port=443)
    talk.syn()
    talk.syn_ack()
    talk.ack(talk.client, dies=0.75)
    talk.idle(stage.rng.uniform(64, 140))
    talk.reset(talk.server, talk.send(talk.client, speech.client_hello(stage.rng)))
    net.write()


@modelled(slug="handshake-ack-rejected", origin="third-party", side="server", count=1,
          phase=("established", "data-transfer"), also=("state-loss-failover",),
          variants="plain")
def handshake_at_other_backend(stage):
    """A balancer takes the SYN to one backend and the ACK to another, which knows of nothing.

    Two habits of TTL and ID under one address: it is not the host of the SYN-ACK that resets."""
    net = Net(stage, server="linux", seen="client")
    talk = net.talk(port=443)
    talk.syn()
    talk.syn_ack()
    talk.client.clock += 1e-5
    stranger = net.box("netfilter", stage.rng.choice((0.6, 0.7)))
    talk.ack(talk.client, dies=stranger.place)
    hello = talk.send(talk.client, speech.client_hello(stage.rng), dies=stranger.place)
    talk.forge(stranger, talk.server, hello)
    net.write()


def accepted_after_all(talk, syn):
    talk.idle(1)
    talk.syn_again(syn)
    talk.syn_ack()
    talk.ack(talk.client)
    talk.exchange(usual.request(talk.rng), usual.response(talk.rng)).close(talk.client)


@modelled(slug="time-wait-collision", origin="client", phase=("syn-sent", "closed"),
          harm="benign", effect=None, variants="client+linux client+freebsd")
def port_pair_reused(stage):
    """A client opens its port pair again while the server is still in TIME-WAIT.

    The new number lies below the old ones: the server acknowledges what it had, the client
    resets that (RFC 9293 section 3.10.7.3), and its next SYN is accepted."""
    net = Net(stage, server="linux")
    talk = usual.web(net, source=stage.rng.randint(20000, 60000))
    talk.close(talk.server)
    old = talk.server.next, talk.server.expects
    talk.idle(stage.rng.uniform(1, 30))
    talk.client.next = (talk.client.isn - stage.rng.randint(10**6, 10**9)) % packet.WORD
    syn = talk.syn()
    last_word = talk.ack(talk.server, seq=old[0], ack=old[1])
    talk.reset(talk.client, last_word)
    talk.server.next = (old[0] + 10**6) % packet.WORD
    accepted_after_all(talk, syn)
    net.write()


@modelled(slug="client-abandoned-connect", origin="client", phase="syn-received", harm=None,
          variants="client+linux client+windows-10 client+macos client+freebsd+v6"
                   " client+solaris client+windows-xp")
def impatient_connect(stage):
    """The client's application gives up before the SYN-ACK comes; its system resets it.

    A connect timeout shorter than the path or the server is fast: RST at the SYN-ACK, with
    the sequence number that it acknowledges."""
    net = Net(stage)
    talk = net.talk(port=stage.rng.choice((80, 443, 5432)))
    talk.syn()
    talk.idle(stage.rng.choice((0.25, 0.3, 0.5, 0.9)))
    talk.reset(talk.client, talk.syn_ack())
    net.write()


@modelled(slug="client-abandoned-connect", origin="client", phase="syn-received", harm=None,
          variants="client+macos client+windows-10")
def happy_eyeballs(stage):
    """Two addresses are tried; the one that answers second is dropped.

    RFC 8305: the second attempt starts 250 ms after the first; whoever loses the race is
    reset when its SYN-ACK arrives."""
    net = Net(stage, delay=0.02)
    slow = net.talk(port=443)
    slow.syn()
    quick = net.talk(port=443, server=net.host("server", "linux"), start=net.start + 0.25).open()
    quick.exchange(speech.client_hello(stage.rng), speech.server_flight(stage.rng))
    slow.idle(0.25 + stage.rng.uniform(0.1, 0.5))
    slow.reset(slow.client, slow.syn_ack())
    net.write()


@modelled(slug="client-abandoned-connect", origin="client",
          phase=("syn-sent", "syn-received"), harm=None, effect=None,
          also=("port-scan", "undetermined"), variants="client+linux")
def syn_taken_back(stage):
    """A client takes its SYN back by a RST+ACK before any answer, as some tools do."""
    net = Net(stage, seen="client")
    talk = net.talk(port=443)
    talk.syn(dies=0.5)
    talk.think(talk.client, 0.4)
    talk.forge(talk.client.host, talk.client, flags=RST | ACK, ack=0, dies=0.5)
    net.write()


@modelled(slug="time-wait-collision", origin="client", phase=("syn-sent", "no-connection"),
          harm=None, effect=None, variants="client+linux client+windows-10",
          also=("unsolicited-segment",))
def collision_with_the_unseen(stage):
    """The same, where the former connection was before the capture; the server knows of it."""
    net = Net(stage, seen="client")
    talk = net.talk(port=usual.WEB[0])
    syn = talk.syn()
    last_word = talk.ack(talk.server, ack=stage.rng.randrange(packet.WORD))
    talk.reset(talk.client, last_word)
    accepted_after_all(talk, syn)
    net.write()
