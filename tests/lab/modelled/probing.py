# SPDX-License-Identifier: BSD-3-Clause
"""SYNs and other segments that are not meant to become a conversation, or not in this form:
scans, health checks, rejected options, backscatter."""
from modelled import packet, speech, usual
from modelled.net import Net
from modelled.packet import ACK, CWR, ECE, SYN
from modelled.usual import modelled


def scan_syn(talk, window, ident, options):
    return talk.emit(talk.client, SYN, options=options, window=window, ident=ident)


@modelled(slug="port-scan", origin="server", phase=("syn-sent", "syn-received"), count=None,
          harm=None, kind="port-scan",
          variants="linux windows-10 freebsd cisco-ios linux+v6")
def scan_of_ports(stage):
    """One host tries many ports of another: closed ones refuse, open ones are reset at once.

    A raw-socket scanner's SYNs have window 1024 and MSS only; at a SYN-ACK its own system,
    which knows nothing of them, sends the bare RST."""
    net = Net(stage, client="linux", delay=0.005)
    ports = stage.rng.sample(range(1, 9000), stage.rng.randint(12, 25))
    source, pace = stage.rng.randint(33000, 60000), stage.rng.uniform(0.001, 0.4)
    for number, port in enumerate(ports):
        talk = net.talk(port=port, source=source, start=net.start + number * pace)
        syn = scan_syn(talk, 1024, "any", packet.option(packet.MSS, b"\x05\xb4"))
        answer_scan(stage, talk, syn, 0.15)
    net.write()


def answer_scan(stage, talk, syn, chance):
    """An open port accepts, and the scanner's system resets that; a closed one refuses."""
    opened = stage.rng.random() < chance
    end = "client" if opened else "server"
    talk.reset(talk.ends[end], talk.syn_ack() if opened else syn)
    stage.expect(talk.client.name, talk.server.name, origin=end, side=end)


@modelled(slug="port-scan", origin="client", phase=("syn-sent", "syn-received"), count=None,
          harm=None, kind="port-scan", variants="client+linux")
def scan_of_hosts(stage):
    """One host tries one port of many hosts, with the SYN of a stateless scanner.

    Window 65535, ID 54321, no options; SYN-ACKs are reset by the scanner's system, and some
    hosts refuse."""
    net = Net(stage, seen="client")
    port = stage.rng.choice((22, 80, 443, 3389))
    for number in range(stage.rng.randint(12, 20)):
        talk = net.talk(port=port, server=net.host("server"),
                        start=net.start + number * 0.01, source=stage.rng.randint(33000, 60000))
        syn = scan_syn(talk, 65535, 54321, b"")
        answer_scan(stage, talk, syn, 0.7)
    net.write()


@modelled(slug="health-check-probe", origin="client", phase=("syn-received", "established"),
          harm="benign", count=None, kind="health-check",
          variants="client+no-third-ack client+third-ack client+third-ack+v6"
                   " client+half-open")
def health_check(stage):
    """A balancer probes a port at a strict period and never says a word.

    HAProxy sends RST+ACK instead of the third ACK, AWS NLB after it, F5's half-open monitor a
    bare RST at the SYN-ACK."""
    net = Net(stage, client="linux", routers=stage.rng.choice((0, 1, 2)), delay=0.0003)
    port, period = stage.rng.choice((80, 3306, 5432, 9000)), stage.rng.choice((1, 2, 5, 10, 30))
    for number in range(stage.rng.randint(4, 8)):
        talk = net.talk(port=port, start=net.start + number * period)
        talk.syn()
        answer = talk.syn_ack()
        if "half-open" in stage.words:
            talk.reset(talk.client, answer)
            continue
        if "third-ack" in stage.words:
            talk.ack(talk.client)
        talk.reset(talk.client)
    net.write()


@modelled(slug="graceful-close", origin=None, phase=None, effect=None, harm=None, count=0,
          variants="plain")
def health_check_closes(stage):
    """Probes that open and close in order, as a Kubernetes tcpSocket probe: no RST."""
    net = Net(stage)
    for number in range(6):
        talk = net.talk(port=8080, start=net.start + 10 * number).open()
        talk.close(talk.client)
    net.write()


@modelled(slug="handshake-option-rejected", origin="third-party", side="server",
          phase="syn-sent", harm=None, count=1,
          variants="asa+ecn fortigate+ecn pan+fast-open asa+multipath")
def middlebox_dislikes_syn(stage):
    """A middlebox resets a SYN with ECN bits or a new option, and lets a plain one pass.

    What RFC 3360 asks firewalls not to do; the client tries again without."""
    net = Net(stage, client=stage.rng.choice(("macos", "linux")), seen="client")
    box, port = net.box(), stage.rng.choice((80, 443))
    fancy = {"ecn": (b"", SYN | ECE | CWR),
             "fast-open": (packet.option(packet.FAST_OPEN, stage.rng.randbytes(8)), SYN),
             "multipath": (packet.option(packet.MPTCP, b"\x00\x81" + stage.rng.randbytes(8)),
                           SYN)}
    talk = net.talk(port=port)
    syn = talk.syn(*fancy[net.word(fancy)], hold=True)
    syn.dies = box.place
    talk.forge(box, talk.server, syn)
    again = net.talk(port=port, start=talk.now + 0.001).open()
    again.exchange(speech.client_hello(stage.rng), speech.server_flight(stage.rng))
    net.write()


@modelled(slug="unsolicited-segment", origin="client", effect=None, harm=None,
          phase=("syn-received", "no-connection"), count=None,
          variants="client+linux client+windows-10 client+freebsd client+linux+v6")
def backscatter(stage):
    """SYN-ACKs arrive for SYNs that somebody else sent in this host's name; it resets them.
    The capture began long enough before to have seen a SYN of its own."""
    net = Net(stage, seen="client", server="linux")
    net.talk(port=443).open().exchange(speech.client_hello(stage.rng),
                                       speech.server_flight(stage.rng))
    for number in range(stage.rng.randint(1, 4)):
        talk = net.talk(port=80, server=net.host("server"), start=net.start + 2 + number)
        talk.server.expects = stage.rng.randrange(packet.WORD)
        answer = talk.syn_ack()
        talk.reset(talk.client, answer)
    net.write()


@modelled(slug="unsolicited-segment", origin="server", phase="no-connection", effect=None,
          harm=None, also=("half-open-connection", "undetermined"),
          variants="linux windows-10 macos")
def ack_scan(stage):
    """An ACK out of the blue, answered by a reset: it asks what a firewall lets through."""
    net = Net(stage, client="linux", seen="server")
    talk = net.talk(port=stage.rng.choice((22, 80, 443)))
    talk.client.expects = stage.rng.randrange(packet.WORD)
    probe = talk.emit(talk.client, ACK, options=b"", window=1024)
    talk.reset(talk.server, probe)
    net.write()


@modelled(slug="handshake-option-rejected", origin="server", phase="syn-sent", harm=None, count=1,
          variants="solaris vxworks windows-xp")
def old_host_dislikes_ecn(stage):
    """An old host resets a SYN with ECN bits and accepts the plain one that follows."""
    net = Net(stage, client=stage.rng.choice(("macos", "linux")))
    talk = net.talk(port=80)
    talk.reset(talk.server, talk.syn(flags=SYN | ECE | CWR))
    talk.think(talk.client, 0.01)
    again = usual.web(net, 1, port=80, start=talk.now)
    again.close(again.client)
    net.write()


@modelled(slug="health-check-probe", origin="client", phase="data-transfer", harm="benign",
          also=("reset-after-completion",), count=None, kind="health-check",
          variants="client+linux client+linux+v6")
def health_page_asked(stage):
    """A balancer asks for a page at a strict period and resets when it has it."""
    net = Net(stage, routers=stage.rng.choice((0, 1)), delay=0.0003)
    period, page = stage.rng.choice((2, 5, 10)), b"GET /health HTTP/1.0\r\n\r\n"
    for number in range(stage.rng.randint(4, 8)):
        talk = net.talk(port=8080, start=net.start + number * period).open()
        talk.exchange(page, usual.response(stage.rng, body=b"ok"))
        talk.reset(talk.client)
    net.write()


@modelled(slug="unsolicited-segment", origin="client", phase=("no-connection", "data-transfer"),
          effect=None, harm=None, also=("half-open-connection",),
          variants="client+linux client+windows-10 client+macos+v6")
def address_changed_hands(stage):
    """A host has just got an address; a server goes on sending to whoever had it before."""
    net = Net(stage, seen="client")
    talk = net.talk(port=443)
    talk.server.expects = stage.rng.randrange(packet.WORD)
    said = talk.send(talk.server, speech.data(stage.rng, 600))
    talk.reset(talk.client, said)
    net.write()
