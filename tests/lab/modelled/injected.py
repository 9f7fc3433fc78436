# SPDX-License-Identifier: BSD-3-Clause
"""Resets that somebody beside the path forges, while the ends' own packets pass."""
import words

from modelled import speech, usual
from modelled.net import Net
from modelled.packet import ACK, FIN, PSH, RST
from modelled.usual import modelled

BLOCKED = ("banned.example", "news.example.org", "video.example.com")
OPEN = ("www.example.com", "mail.example.org", "cdn.example.com")


def watched(stage, **how):
    """A net with an injector between, seen from the end that the variant names."""
    seen = "server" if "at-server" in stage.words else "client"
    net = Net(stage, seen=seen, routers=stage.rng.randint(8, 18),
              delay=stage.rng.uniform(0.01, 0.09), **how)
    return net, net.box(place=stage.rng.choice((0.3, 0.4, 0.6)))


def guess(talk, box, end, spoken, steps, **form):
    """RSTs in an end's name, in steps beyond what its peer expects."""
    to = talk.other(end)
    seq = to.expects if spoken.segment.source == to.name else spoken.segment.end
    ack = spoken.segment.end if spoken.segment.source == to.name else spoken.segment.ack
    at = spoken.at(box.place) + talk.rng.uniform(1e-4, 2e-3)
    made = []
    for step in steps:
        made.append(talk.forge(box, end, seq=seq + step, ack=ack, at=at, hold=True, **form))
        at += talk.rng.uniform(1e-5, 1e-4)
    return made


def die_of(talk, end, forged, answer):
    """The end accepts the forgery and resets what its peer, who knows nothing, still says."""
    talk.deliver(forged[0])
    talk.deliver(answer)
    talk.reset(end, answer)


def both_die(talk, to_client, to_server, answer):
    """The capture shows what went to the end where it was made."""
    die_of(talk, talk.client, to_client, answer)
    talk.deliver(to_server[0])
    side = "client" if talk.net.seen == "server" else "server"
    talk.net.stage.expect(talk.client.name, talk.server.name, side=side)


@modelled(slug="injected-reset", origin="third-party", side="innocent",
          phase="data-transfer", also=("policy-reset",), count=None,
          variants="gfw-1 gfw-2 gfw-1+v6 client+gfw-1+at-server client+gfw-2+at-server")
def name_is_blocked(stage):
    """An injector resets both ends at a ClientHello with a name that it does not like; other
    names to the same server pass.

    Type 1: one bare RST with a TTL and window of its own; type 2: three RST+ACK at X,
    X+1460 and X+4380.  The hello reaches the server, whose answer meets a dead client."""
    net, box = watched(stage)
    for number in range(2):
        fine = net.talk(port=443, start=net.start + number * 3 + 1).open()
        speech.secure(fine, stage.rng.choice(OPEN)).close(fine.client)
    name = stage.rng.choice(BLOCKED)
    steps = (0, 1460, 4380) if "gfw-2" in stage.words else (0,)
    for number in range(stage.rng.randint(1, 3)):
        talk = net.talk(port=443, start=net.start + number * 3).open()
        hello = talk.send(talk.client, speech.client_hello(stage.rng, name))
        to_client = guess(talk, box, talk.server, hello, steps)
        to_server = guess(talk, box, talk.client, hello, steps)
        talk.server.clock = max(talk.server.clock, hello.arrival)
        answer = talk.send(talk.server, speech.server_flight(stage.rng)[:1200], hold=True,
                           at=hello.arrival + 5e-5)
        both_die(talk, to_client, to_server, answer)
    net.write()


@modelled(slug="injected-reset", origin="third-party", side="server", phase="data-transfer",
          also=("policy-reset",), variants="gfw-1 gfw-2 snort scapy gfw-1+v6")
def keyword_in_request(stage):
    """The same at a word in a plain request, the client's side only: the server goes on
    sending to it."""
    net, box = watched(stage)
    talk = usual.web(net, 1)
    asked = talk.send(talk.client, usual.request(stage.rng))
    steps = {"gfw-2": (0, 1460, 4380), "snort": (0, 1460, 2920)}.get(net.word(
        ("gfw-2", "snort")), (0,))
    forged = guess(talk, box, talk.server, asked, steps)
    answer = talk.send(talk.server, usual.response(stage.rng, body=words.letters(stage.rng, 900)),
                       hold=True, at=asked.arrival + stage.rng.uniform(1e-4, 0.01))
    die_of(talk, talk.client, forged, answer)
    net.write()


@modelled(slug="injected-reset", origin="third-party", side="server", phase="data-transfer",
          also=("policy-reset", "tls-handshake-failure"), variants="front-end linux")
def answer_replaced(stage):
    """A device in the path turns the server's packet into a RST+ACK: payload gone, flags
    rewritten, TTL and ID those of the server.  The server retransmits into it."""
    net = Net(stage, client="linux", seen="client", routers=12)
    talk = net.talk(port=443).open()
    talk.send(talk.client, speech.client_hello(stage.rng, stage.rng.choice(BLOCKED)))
    began = talk.server.clock
    for wait in (0, 0.25, 0.5):
        talk.server.clock = began + wait
        said = talk.emit(talk.server, ACK | PSH, speech.server_flight(stage.rng)[:1200],
                         seq=talk.server.next, dies=0.4)
        box = net.box("netfilter", 0.4)
        header = said.segment.header._replace(ttl=said.segment.header.ttl - said.hops(0.4))
        talk.forge(box, talk.server, seq=said.segment.seq, ack=said.segment.ack,
                   flags=RST | ACK, window=said.segment.window, header=header,
                   at=said.at(0.4) + 1e-5)
    net.write()


@modelled(slug="injected-reset", origin="third-party", phase="data-transfer", side="server",
          also=("policy-reset",), variants="sandvine sandvine+at-server")
def shaper_resets_peers(stage):
    """A traffic shaper resets a file transfer between peers, in pairs 12503 apart, both ends."""
    net, box = watched(stage)
    talk = net.talk(port=stage.rng.choice((6881, 51413))).open()
    talk.exchange(b"\x13BitTorrent protocol" + stage.rng.randbytes(48),
                  b"\x13BitTorrent protocol" + stage.rng.randbytes(48))
    for _ in range(stage.rng.randint(3, 6)):
        talk.send(talk.client, speech.opaque(stage.rng, 1400), acked=True)
    piece = talk.send(talk.client, speech.opaque(stage.rng, 1400))
    to_client = guess(talk, box, talk.server, piece, (0, 12503))
    to_server = guess(talk, box, talk.client, piece, (0, 12503))
    answer = talk.ack(talk.server, hold=True, at=piece.arrival + 3e-5)
    both_die(talk, to_client, to_server, answer)
    net.write()


@modelled(slug="injected-reset", origin="third-party", side="server", phase="data-transfer",
          effect=("ignored", "challenged"), harm="benign", variants="gfw-1 sandvine snort")
def forgery_too_late(stage):
    """A forged RST comes when the server has said more: it is stale, and nothing ends."""
    net, box = watched(stage)
    talk = usual.web(net, 1)
    asked = talk.send(talk.client, usual.request(stage.rng))
    stale = talk.server.next
    talk.send(talk.server, usual.response(stage.rng, body=words.letters(stage.rng, 5000)),
              acked=True)
    talk.forge(box, talk.server, seq=stale, ack=asked.segment.end,
               at=talk.now + 0.002, hold=True)
    talk.idle(0.2)
    talk.exchange(usual.request(stage.rng), usual.response(stage.rng)).close(talk.client)
    net.write()


@modelled(slug="injected-reset", origin="third-party", side="server",
          phase=("data-transfer", "half-closed"), also=("policy-reset",), harm=None,
          variants="netfilter asa")
def block_page_then_reset(stage):
    """A box answers a request with a page of its own, FIN and all, and a RST; the server's
    answer comes later."""
    net, box = watched(stage)
    talk = usual.web(net, 0)
    asked = talk.send(talk.client, usual.request(stage.rng))
    page = usual.response(stage.rng, body=b"<html>blocked</html>", status="403 Forbidden")
    segment = talk.ack(talk.server, hold=True, dies=1).segment._replace(
        seq=talk.server.next, flags=FIN | PSH | ACK, payload=page,
        header=box.header(talk.server.name, ident=242), options=b"")
    forged = talk.launch(box, segment, asked.at(box.place) + 1e-4, talk.client)
    talk.ack(talk.client, hold=True, ack=forged.segment.end)
    talk.forge(box, talk.server, seq=forged.segment.end, ack=asked.segment.end,
               at=forged.sent + 2e-4)
    late = talk.send(talk.server, usual.response(stage.rng), hold=True, at=asked.arrival + 0.01)
    talk.deliver(late)
    talk.reset(talk.client, late)
    net.write()


@modelled(slug="injected-reset", origin="third-party", side="server", phase="syn-sent", count=2,
          also=("policy-reset", "firewall-reject"), variants="gfw-2 netfilter")
def punished_afterwards(stage):
    """After a forbidden name the pair of hosts is reset at each SYN for a while, although the
    server accepts: its SYN-ACK comes behind the forged refusal."""
    net, box = watched(stage)
    for number in range(2):
        talk = net.talk(port=443, start=net.start + 5 * number)
        syn = talk.syn()
        forged = talk.forge(box, talk.server, syn, hold=True)
        talk.deliver(forged)
        talk.reset(talk.client, talk.syn_ack())
    net.write()


@modelled(slug="blind-reset-attempt", origin="third-party", side="guilty",
          phase="data-transfer", effect=("ignored", "challenged"), harm="benign",
          variants="client+scapy server+scapy server+gfw-1")
def guesses_at_bgp(stage):
    """Somebody off the path guesses at the numbers of a BGP session; it survives.

    RFC 5961: outside the window nothing happens, inside it a challenge ACK is sent."""
    net = Net(stage, client="cisco-ios", server="cisco-ios", routers=stage.rng.choice((0, 2, 6)),
              seen=stage.innocent)
    talk = net.talk(port=speech.BGP_PORT).open()
    talk.exchange(speech.bgp_open(stage.rng), speech.bgp_open(stage.rng))
    for _ in range(3):
        talk.exchange(speech.bgp_keepalive(), speech.bgp_keepalive())
        talk.idle(60)
    box = net.box(place=0.5)
    for _ in range(stage.rng.randint(3, 20)):
        inside = stage.rng.random() < 0.3
        off = stage.rng.randint(2, 2000) if inside else stage.rng.randint(10**5, 4 * 10**9)
        talk.forge(box, talk.guilty, seq=talk.guilty.next + off, flags=RST, ack=0,
                   at=talk.now + stage.rng.uniform(0.001, 0.1))
        if inside:
            talk.ack(talk.innocent)
    talk.idle(20)
    talk.exchange(speech.bgp_keepalive(), speech.bgp_keepalive())
    net.write()


@modelled(slug="blind-reset-attempt", origin="third-party", side="client", phase="data-transfer",
          effect=("ignored", "challenged"), harm="benign",
          variants="client+scapy client+netfilter client+scapy+v6")
def guesses_in_window(stage):
    """RSTs step through the windows of an idle SSH session; one falls into it and is
    challenged, none is exact."""
    net = Net(stage, client="linux", server="linux", seen="server")
    talk = usual.begin(net, speech.SSH).chat()
    talk.idle(stage.rng.uniform(20, 500))
    box, step = net.box(place=0.25), 64000
    first = talk.client.next - stage.rng.randint(3, 5) * step - stage.rng.randint(9, 60000)
    for number in range(7):
        seq = first + number * step
        talk.forge(box, talk.client, seq=seq, flags=RST, ack=0, at=talk.now + 1e-3)
        if 0 < seq - talk.client.next < 64240:
            talk.ack(talk.server)
    talk.idle(5)
    talk.chat()
    net.write()
