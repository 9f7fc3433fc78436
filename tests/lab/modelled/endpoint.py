# SPDX-License-Identifier: BSD-3-Clause
"""Resets that an end makes because of what its application does or what it receives."""
import words

from modelled import packet, speech, usual
from modelled.net import Net
from modelled.packet import RST
from modelled.usual import modelled

BOTH_ENDS = ("server+linux server+windows-10 server+macos client+windows-10 client+macos"
             " server+freebsd client+linux+v6")


@modelled(slug="close-with-unread-data", origin="guilty", phase="data-transfer",
          also=("abortive-close", "client-cancel", "request-triggered-reset"),
          variants=BOTH_ENDS + " server+windows-xp")
def closed_unread(stage):
    """An application closes while bytes that it has not read lie in its buffer.

    RFC 1122 section 4.2.2.13.  The RST acknowledges them; its window is smaller for them
    where the system shows its window at all (not Windows)."""
    net = Net(stage)
    talk = usual.web(net)
    size = stage.rng.randint(400, 20000)
    if talk.guilty is talk.server:
        body = words.letters(stage.rng, size)
        talk.send(talk.client, usual.request(stage.rng, method="POST", body=body), acked=True)
    else:
        talk.send(talk.client, usual.request(stage.rng))
        talk.send(talk.server, usual.part_of_response(stage.rng, size), acked=True)
    talk.guilty.unread = size
    talk.think(talk.guilty, 0.05)
    talk.reset(talk.guilty)
    net.write()


@modelled(slug="abortive-close", origin="guilty", phase="data-transfer", harm=None,
          also=("reset-after-completion", "client-cancel"), variants=BOTH_ENDS)
def aborted(stage):
    """An application ends its connection by an abort, having read all and said the last word.

    SO_LINGER 0 or an abort call, at no time of any timer's; on Windows with window 0 and no
    options, which is its habit and no sign of a firewall."""
    net = Net(stage)
    talk = usual.plain(net)
    for _ in range(stage.rng.randint(0, 4)):
        talk.chat()
    talk.say(talk.innocent)
    talk.think(talk.guilty, 0.5)
    talk.say(talk.guilty, acked=True)
    talk.think(talk.guilty, 3.7)
    talk.reset(talk.guilty)
    net.write()


@modelled(slug="data-after-close", origin="guilty", phase="half-closed",
          variants=BOTH_ENDS + " server+solaris server+hp-ux server+windows-xp")
def written_after_close(stage):
    """One end has closed; the other goes on writing and is reset.

    The reply form of the closed end's system, with the number after its FIN."""
    net = Net(stage)
    talk = usual.plain(net)
    talk.idle(stage.rng.uniform(0.2, 4))
    usual.write_after_close(net, talk, stage.rng.uniform(0.1, 2))


@modelled(slug="half-open-connection", origin="guilty", phase="data-transfer",
          variants=BOTH_ENDS + " server+aix server+cisco-ios server+vxworks server+zos")
def rebooted(stage):
    """A host restarts while a connection is idle; the next segment meets a host that knows
    nothing of it.

    A bare RST that takes its number from the segment; the counters of the host began anew."""
    net = Net(stage, seen=stage.innocent)
    talk = usual.plain(net)
    usual.company(net, 1, client=talk.client.host, server=talk.server.host)
    talk.idle(stage.rng.uniform(700, 9000))
    talk.guilty.host.counters = {None: stage.rng.randint(1, 900)}
    talk.reset(talk.guilty, talk.say(talk.innocent))
    net.write()


@modelled(slug="half-open-connection", origin="guilty", phase="data-transfer", harm=None,
          variants="server+linux server+windows-10 client+macos server+front-end")
def forgotten_probed(stage):
    """A keepalive probe, after two hours, meets a host that has forgotten the connection."""
    net = Net(stage, seen=stage.innocent)
    talk = usual.plain(net)
    talk.idle(7200)
    talk.reset(talk.guilty, talk.probe(talk.innocent))
    net.write()


@modelled(slug="early-response-abort", origin="server", phase="half-closed",
          also=("data-after-close",), variants="linux windows-10 freebsd macos")
def upload_refused(stage):
    """The server answers 413 and closes in the middle of an upload; the rest meets no socket.

    The client goes on sending; each segment is answered by a RST, the first decides."""
    net = Net(stage, delay=0.01)
    talk = usual.web(net, 0)
    status = stage.rng.choice(("413 Content Too Large", "401 Unauthorized", "403 Forbidden"))
    body = words.letters(stage.rng, 9000)
    talk.send(talk.client, usual.request(stage.rng, method="POST", body=body, length=900000))
    talk.send(talk.server, usual.response(stage.rng, body=b"no", status=status))
    talk.fin(talk.server)
    late = [talk.send(talk.client, words.letters(stage.rng, 1400)) for _ in range(3)]
    for flight in late:
        talk.reset(talk.server, flight)
    net.write()


@modelled(slug="early-response-abort", origin="server", phase="data-transfer",
          also=("close-with-unread-data",), variants="linux windows-10 macos+v6")
def upload_refused_unread(stage):
    """The server answers with an error and closes at once, the upload unread: RST, no FIN."""
    net = Net(stage)
    talk = usual.web(net, 0)
    body = words.letters(stage.rng, stage.rng.randint(2000, 30000))
    talk.send(talk.client, usual.request(stage.rng, method="PUT", body=body, length=10**6),
              acked=True)
    talk.server.unread = len(body)
    talk.send(talk.server, usual.response(stage.rng, body=b"too long",
                                          status="413 Content Too Large"))
    talk.reset(talk.server)
    net.write()


@modelled(slug="request-triggered-reset", origin="server", phase="data-transfer",
          also=("abortive-close", "close-with-unread-data"), count=None,
          variants="linux windows-10 freebsd")
def request_kills(stage):
    """One particular request makes the server end the connection, each time it is tried.

    Others on the same server are answered before, between and after."""
    net = Net(stage)
    usual.company(net, 3, within=4)
    deadly = usual.request(stage.rng, method="POST", body=words.letters(stage.rng, 1200))
    for number in range(stage.rng.randint(2, 4)):
        talk = usual.web(net, 1, start=net.start + number * 1.3)
        talk.send(talk.client, deadly, acked=True)
        talk.think(talk.server, 0.03)
        talk.reset(talk.server)
    net.write()


@modelled(slug="request-triggered-reset", origin="server", phase="data-transfer",
          also=("abortive-close", "close-with-unread-data"), count=None,
          variants="linux+mysql linux+postgresql windows-10+mysql")
def query_kills(stage):
    """A database ends the connection at one particular query; other queries are answered."""
    net = Net(stage)
    language = speech.MYSQL if "mysql" in stage.words else speech.POSTGRESQL
    for number in range(2):
        talk = usual.begin(net, language, start=net.start + number).chat()
        talk.say(talk.client, acked=True)
        talk.think(talk.server, 0.05)
        talk.reset(talk.server)
    net.write()


@modelled(slug="client-cancel", origin="client", phase="data-transfer",
          also=("close-with-unread-data", "abortive-close"),
          variants="client+windows-10 client+macos client+linux client+freebsd+v6")
def download_dropped(stage):
    """The client drops a response in the middle; the server's data go on arriving.

    An active RST, then one reply to each segment that was on its way."""
    net = Net(stage, delay=0.01)
    talk = usual.web(net, 0)
    talk.send(talk.client, usual.request(stage.rng))
    talk.send(talk.server, usual.part_of_response(stage.rng), acked=True)
    sent = [talk.send(talk.server, words.letters(stage.rng, 1400), hold=True) for _ in range(3)]
    talk.reset(talk.client, hold=True)
    for flight in sent:
        talk.reset(talk.client, flight, hold=True, at=flight.arrival + 2e-5)
    net.write()


@modelled(slug="client-cancel", origin="client", phase="half-closed",
          also=("data-after-close",),
          variants="client+linux client+macos client+windows-10")
def tab_closed(stage):
    """The client closes in the middle of a response; what still comes is reset."""
    net = Net(stage, delay=0.01)
    talk = usual.web(net, 0)
    talk.send(talk.client, usual.request(stage.rng))
    talk.send(talk.server, usual.part_of_response(stage.rng), acked=True)
    talk.fin(talk.client)
    for _ in range(3):
        late = talk.send(talk.server, words.letters(stage.rng, 1400), hold=True)
        talk.reset(talk.client, late, hold=True, at=late.arrival + 2e-5)
    net.write()


@modelled(slug="protocol-mismatch", origin="server", phase="data-transfer",
          also=("close-with-unread-data",), variants="linux windows-10 freebsd+v6")
def plain_to_tls(stage):
    """Plain HTTP is sent to a TLS port; the server ends it at once."""
    net = Net(stage)
    talk = net.talk(port=443).open()
    talk.send(talk.client, usual.request(stage.rng), acked=stage.rng.random() < 0.5)
    if stage.rng.random() < 0.5:
        talk.send(talk.server, speech.alert(stage.rng.choice((10, 70))))
    talk.reset(talk.server)
    net.write()


@modelled(slug="protocol-mismatch", origin="server", phase="data-transfer",
          variants="linux+ssh linux+smtp windows-10+mysql macos+ssh")
def tls_to_another(stage):
    """A ClientHello is sent to a server that speaks first and something else."""
    port, greeting = {"ssh": (22, speech.ssh_banner(stage.rng)),
                      "smtp": (25, speech.smtp_greeting()),
                      "mysql": (3306, speech.mysql_greeting(stage.rng))}[
                          next(w for w in ("ssh", "smtp", "mysql") if w in stage.words)]
    net = Net(stage)
    talk = net.talk(port=port).open()
    talk.send(talk.server, greeting)
    talk.send(talk.client, speech.client_hello(stage.rng))
    talk.think(talk.server)
    talk.reset(talk.server)
    net.write()


@modelled(slug="tls-handshake-failure", origin="server", phase="data-transfer",
          variants="linux+40 windows-10+70 freebsd+112 linux+80 macos+40 windows-10+none")
def server_refuses_hello(stage):
    """The server refuses a ClientHello by an alert, or by nothing else than the RST.

    handshake_failure 40, protocol_version 70, unrecognized_name 112, internal_error 80;
    Windows Schannel often says nothing."""
    net = Net(stage)
    talk = net.talk(port=443).open()
    talk.send(talk.client, speech.client_hello(stage.rng, versions=(0x0302, 0x0303)))
    talk.think(talk.server)
    code = next((w for w in stage.words if w.isdigit()), None)
    if code:
        talk.send(talk.server, speech.alert(int(code)))
        talk.think(talk.server, 0.0005)
    talk.reset(talk.server)
    if not code:	# what else it may be called
        stage.expect(talk.client.name, talk.server.name,
                     also=("request-triggered-reset", "close-with-unread-data"))
    net.write()


@modelled(slug="tls-handshake-failure", origin="client", phase="data-transfer",
          also=("close-with-unread-data",),
          variants="client+linux client+macos client+windows-10 client+freebsd+v6")
def client_rejects_certificate(stage):
    """The client refuses the certificate: alert 48 or 42, then RST, for the rest is unread."""
    net = Net(stage)
    talk = net.talk(port=443).open()
    talk.send(talk.client, speech.client_hello(stage.rng, versions=(0x0303,)))
    talk.send(talk.server, speech.server_flight_12(stage.rng), acked=True)
    talk.think(talk.client, 0.02)
    talk.client.unread = 9
    talk.send(talk.client, speech.alert(stage.rng.choice((48, 42, 45, 46))))
    talk.reset(talk.client)
    net.write()


@modelled(slug="mptcp-subflow-reset", origin="guilty", phase="data-transfer", harm=None,
          variants="client+linux server+linux client+macos")
def subflow_ended(stage):
    """MPTCP closes one subflow and says why: option MP_TCPRST, RFC 8684 section 3.6.

    The sibling lives on."""
    net = Net(stage)
    join = packet.option(packet.MPTCP, b"\x10\x01" + stage.rng.randbytes(8))
    capable = packet.option(packet.MPTCP, b"\x01\x01")
    first = net.talk(port=443)
    first.syn(capable)
    first.syn_ack(packet.option(packet.MPTCP, b"\x01\x01" + stage.rng.randbytes(8)))
    first.ack(first.client)
    talk = net.talk(port=443, start=first.now + 0.1)
    talk.syn(join)
    talk.syn_ack(packet.option(packet.MPTCP, b"\x10\x01" + stage.rng.randbytes(12)))
    talk.ack(talk.client)
    talk.send(talk.server, speech.opaque(stage.rng, 900), acked=True)
    why = packet.option(packet.MPTCP, bytes([0x80 | stage.rng.getrandbits(1),
                                             stage.rng.choice((1, 2, 3, 5, 6))]))
    talk.think(talk.guilty, 4)
    talk.emit(talk.guilty, RST | packet.ACK, options=talk.stamps(talk.guilty) + why)
    first.idle(5)
    first.exchange(speech.opaque(stage.rng), speech.opaque(stage.rng))
    net.write()


@modelled(slug="mptcp-subflow-reset", origin="server", phase="established", harm=None,
          variants="linux freebsd linux+v6")
def subflow_not_wanted(stage):
    """A server lets a second subflow come about and resets it: prohibited, or a middlebox."""
    net = Net(stage, client="linux")
    talk = net.talk(port=443)
    talk.syn(packet.option(packet.MPTCP, b"\x10\x01" + stage.rng.randbytes(8)))
    talk.syn_ack(packet.option(packet.MPTCP, b"\x10\x01" + stage.rng.randbytes(12)))
    hmac = packet.option(packet.MPTCP, b"\x10\x00" + stage.rng.randbytes(20))
    why = packet.option(packet.MPTCP, bytes([0x80, stage.rng.choice((3, 6))]))
    asked = talk.ack(talk.client, options=hmac)
    rst = talk.reset(talk.server, asked)
    rst.segment = rst.segment._replace(options=why)
    net.write()


@modelled(slug="protocol-mismatch", origin="server", phase="data-transfer",
          also=("close-with-unread-data", "request-triggered-reset"),
          variants="linux+http2 windows-10+ssh freebsd+redis")
def other_words_to_web_server(stage):
    """A web server without HTTP/2 gets its preface, or the first words of SSH or Redis."""
    preface = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + bytes.fromhex("000000040000000000")
    first = {"http2": preface, "ssh": speech.ssh_banner(stage.rng),
             "redis": speech.REDIS.ask(stage.rng)}
    net = Net(stage)
    talk = net.talk(port=80).open()
    talk.send(talk.client, first[net.word(first)], acked=True)
    talk.think(talk.server, 0.003)
    talk.reset(talk.server)
    net.write()


@modelled(slug="tls-handshake-failure", origin="client", phase="data-transfer",
          also=("client-cancel", "abortive-close", "close-with-unread-data"), count=2,
          variants="client+macos client+linux client+windows-10 client+macos+v6")
def client_leaves_at_certificate(stage):
    """A client that pins certificates resets at the server's first flight, without an alert,
    and does the same when it tries again."""
    net = Net(stage)
    for number in range(2):
        talk = net.talk(port=443, start=net.start + 1.5 * number).open()
        talk.send(talk.client, speech.client_hello(stage.rng, speech.NAMES[1]))
        talk.send(talk.server, speech.server_flight(stage.rng), acked=True)
        talk.think(talk.client, 0.03)
        talk.reset(talk.client)
    net.write()
