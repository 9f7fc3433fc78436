# SPDX-License-Identifier: BSD-3-Clause
"""Resets that come of waiting: idle timers, keepalive, retransmission, applications' limits.

Durations are documented defaults of products; a server that looks for idle connections now
and then is a little late, never early."""
from modelled import speech, usual
from modelled.net import Net
from modelled.packet import ACK, PSH
from modelled.usual import modelled
from scenario import UNSHOWN


def seconds(stage):
    """The word of the variant that is a number."""
    return int(next(word for word in stage.words if word.isdigit()))


def late(stage, exact):
    """A timer fires some milliseconds after it is due."""
    return exact + stage.rng.uniform(0.0005, min(0.4, exact / 100))


@modelled(slug="idle-timeout-close", origin="guilty", phase="half-closed",
          also=("data-after-close",),
          variants="linux+5 linux+6 linux+20 linux+30 linux+60 windows-10+120 linux+75"
                   " linux+180 linux+400 linux+600 linux+610 freebsd+15 windows-10+130"
                   " linux+900 client+linux+90 client+windows-10+300 client+linux+540")
def idle_then_written(stage):
    """An end closes by its idle timer; much later the other one writes, and is reset.

    Apache 5, Node 6, Tomcat 20, Jetty 30, ALB 60, nginx 75, IIS 120, Kestrel 130, Traefik 180,
    Cloudflare 400, GFE 600 and 610; clients: Go 90, OkHttp 300, Kafka 540."""
    net = Net(stage)
    talk = usual.web(net) if stage.guilty == "server" else usual.plain(net)
    talk.idle(late(stage, seconds(stage)))
    usual.write_after_close(net, talk, stage.rng.uniform(0.5, 8))


@modelled(slug="idle-timeout-close", origin="server", phase="data-transfer", harm=None,
          count=None, kind="idle-timeout",
          variants="windows-10+120 windows-10+300 linux+60 linux+47 freebsd+3600"
                   " windows-10+900 linux+10 linux+28800")
def idle_aborted(stage):
    """A server aborts its connections by an idle timer, each exactly so long after its last
    word; the same time for all."""
    net = Net(stage)
    for number in range(stage.rng.randint(3, 6)):
        talk = usual.web(net, start=net.start + number * stage.rng.uniform(3, 9))
        talk.idle(late(stage, seconds(stage)))
        talk.reset(talk.server)
    net.write()


@modelled(slug="application-timeout", origin="server", phase="data-transfer",
          also=("request-triggered-reset",), count=None,
          variants="linux+30 linux+60 windows-10+120 linux+29 freebsd+15")
def request_ran_out(stage):
    """A request is not answered in time; its server, or the proxy there, aborts.

    Worker limits of 30 s, proxies' of 60: the same time after the request in all flows."""
    net = Net(stage)
    usual.company(net)
    for number in range(stage.rng.randint(1, 3)):
        talk = usual.web(net, 1, start=net.start + number * 2.7)
        talk.send(talk.client, usual.request(stage.rng), acked=True)
        talk.idle(late(stage, seconds(stage)))
        talk.reset(talk.server)
    net.write()


@modelled(slug="application-timeout", origin="client", phase="data-transfer",
          also=("client-cancel", "abortive-close"), count=None,
          variants="client+windows-10+30 client+linux+60 client+macos+60 client+linux+10+v6")
def client_out_of_patience(stage):
    """The client's own time limit for a response runs out, in each of its requests alike."""
    net = Net(stage)
    for number in range(stage.rng.randint(2, 3)):
        talk = usual.web(net, 0, start=net.start + number * 3.3)
        talk.send(talk.client, usual.request(stage.rng), acked=True)
        talk.idle(late(stage, seconds(stage)))
        talk.reset(talk.client)
    net.write()


@modelled(slug="keepalive-timeout", origin="guilty", phase="data-transfer", effect=None,
          harm=None,
          variants="client+linux client+windows-10 server+macos server+linux+v6"
                   " server+freebsd client+windows-10+back")
def probes_unanswered(stage):
    """Keepalive probes meet silence, and the prober gives up with a RST.

    Nine probes 75 s apart (Linux), ten a second apart (Windows), eight 75 s apart (macOS,
    FreeBSD), after two hours or a time that the application chose.  `back`: only answers
    were lost, and the peer gets the RST."""
    net = Net(stage, seen=stage.guilty)
    talk = usual.plain(net)
    talk.idle(stage.rng.choice((7200, 7200, 60, 300)))
    count, apart, _ = talk.guilty.host.system.probes
    there = "back" in stage.words
    for _ in range(count):
        probe = talk.probe(talk.guilty, dies=None if there else 0.5)
        if there:
            talk.ack(talk.innocent, dies=0.5)
            talk.guilty.clock = probe.sent
        talk.guilty.clock += apart * stage.rng.uniform(1, 1.002)
    talk.reset(talk.guilty, dies=None if there else 0.5, at=talk.guilty.clock)
    net.write()


@modelled(slug="retransmission-timeout", origin="guilty", phase="data-transfer",
          also=("path-failure",), effect=UNSHOWN,
          variants="client+linux server+windows-10 client+windows-10 server+freebsd+v6")
def gave_up_sending(stage):
    """Data are sent again and again unanswered, until their sender forgets the connection;
    when the path works again the peer's next words meet no socket.

    Linux tries fifteen times over 924 s, Windows five times; no RST by itself."""
    net = Net(stage, seen=stage.guilty)
    talk = usual.plain(net)
    first = talk.say(talk.guilty, dies=0.5)
    tries = 5 if "windows-10" in stage.words else stage.rng.randint(8, 15)
    wait = stage.rng.uniform(0.2, 0.4)
    for _ in range(tries):
        talk.guilty.clock += min(wait, 120)
        wait *= 2
        talk.again(talk.guilty, first, dies=0.5)
    talk.guilty.clock += min(wait, 120)
    talk.idle(stage.rng.uniform(5, 100))
    talk.reset(talk.guilty, talk.say(talk.innocent))
    net.write()


@modelled(slug="fin-wait-2-timeout", origin="guilty", phase="half-closed",
          also=("data-after-close",),
          variants="server+linux server+freebsd server+macos client+linux server+linux+v6"
                   " client+windows-10")
def orphan_expired(stage):
    """A closed end waits a minute for the other's FIN, then forgets the connection; what
    comes later is reset."""
    net = Net(stage)
    talk = usual.plain(net)
    talk.idle(stage.rng.uniform(1, 30))
    usual.write_after_close(net, talk, stage.rng.uniform(61, 110))


@modelled(slug="keepalive-timeout", origin="guilty", phase="data-transfer", effect=None,
          harm=None, variants="client+linux server+linux client+macos server+windows-10+v6")
def probes_tuned_by_application(stage):
    """An application has set keepalive to short times of its own; some rounds are answered,
    then the peer's host is gone."""
    net = Net(stage, seen=stage.guilty)
    talk = usual.plain(net)
    idle, apart = stage.rng.choice(((10, 5), (30, 10), (60, 10), (120, 30)))
    for _ in range(stage.rng.randint(1, 4)):
        talk.guilty.clock += idle
        talk.probe(talk.guilty)
        talk.ack(talk.innocent)
    talk.guilty.clock += idle
    for _ in range(stage.rng.randint(3, 6)):
        talk.probe(talk.guilty, dies=0.5)
        talk.guilty.clock += apart
    talk.reset(talk.guilty, dies=0.5, at=talk.guilty.clock)
    net.write()


@modelled(slug="retransmission-timeout", origin="guilty", phase="data-transfer",
          also=("path-failure",), effect=UNSHOWN,
          variants="server+linux client+windows-10 server+freebsd")
def full_segments_vanish(stage):
    """Segments of full size never arrive, smaller ones do: a path of smaller MTU that tells
    nobody.  Their sender gives up, and resets what its peer says later."""
    net = Net(stage, seen=stage.guilty)
    talk = usual.plain(net)
    big = talk.emit(talk.guilty, ACK, stage.rng.randbytes(talk.guilty.mss - 12), dies=0.5)
    talk.emit(talk.guilty, ACK | PSH, stage.rng.randbytes(60))
    talk.ack(talk.innocent, ack=big.segment.seq)
    wait = 0.3
    for _ in range(stage.rng.randint(5, 9)):
        talk.guilty.clock += wait
        wait *= 2
        talk.again(talk.guilty, big, dies=0.5)
    talk.idle(wait + stage.rng.uniform(1, 60))
    talk.reset(talk.guilty, talk.say(talk.innocent))
    net.write()


@modelled(slug="fin-wait-2-timeout", origin="server", phase="half-closed",
          also=("data-after-close",), variants="linux+60 linux+30 linux+15 freebsd+60")
def web_server_orphan_expired(stage):
    """A web server closed after its answer; the client's pool comes back when even the rest of
    the closed connection has expired."""
    net = Net(stage)
    talk = usual.web(net)
    usual.write_after_close(net, talk, seconds(stage) + stage.rng.uniform(0.5, 40))


@modelled(slug="keep-alive-race", origin="server", phase="data-transfer",
          also=("idle-timeout-close",), variants="windows-10+120 linux+60 windows-10+15+v6")
def request_crosses_abort(stage):
    """The server aborts an idle connection while the next request is on its way: its RST, and
    another one for the request."""
    net = Net(stage, delay=stage.rng.uniform(0.003, 0.06))
    talk = usual.web(net)
    talk.idle(seconds(stage) + stage.rng.uniform(0.001, 0.3))
    began = talk.now
    asked = talk.send(talk.client, usual.request(stage.rng), hold=True,
                      at=began + net.path.delay * stage.rng.uniform(-0.7, 0.7))
    talk.reset(talk.server, at=began)
    talk.reset(talk.server, asked, at=asked.arrival + 2e-5)
    net.write()


@modelled(slug="application-timeout", origin="server", phase="data-transfer", harm=None,
          also=("idle-timeout-close", "close-with-unread-data", "abortive-close"), count=None,
          variants="linux+20 windows-10+30 linux+60 windows-10+120")
def request_never_whole(stage):
    """A client sends half of a request and no more; the server has a limit for that, too."""
    net = Net(stage)
    for number in range(stage.rng.randint(2, 3)):
        talk = usual.web(net, 0, start=net.start + 1.9 * number)
        whole = usual.request(stage.rng, method="POST", length=5000)
        talk.send(talk.client, whole[:stage.rng.randint(20, len(whole) - 2)], acked=True)
        talk.idle(late(stage, seconds(stage)))
        talk.reset(talk.server)
    net.write()


@modelled(slug="application-timeout", origin="server", phase="established", harm=None,
          also=("idle-timeout-close", "abortive-close"), count=None,
          variants="linux+10 linux+60 windows-10+120 freebsd+30+v6")
def never_said_a_word(stage):
    """Clients connect and say nothing; the server aborts them after its limit for a login."""
    net = Net(stage)
    for number in range(stage.rng.randint(2, 4)):
        talk = net.talk(port=5432, start=net.start + 2.3 * number).open()
        talk.idle(late(stage, seconds(stage)))
        talk.reset(talk.server)
    net.write()


def cross_close(net, talk):
    """The server closes while the client asks again: the request does not acknowledge the FIN,
    and the RST has the FIN's own number, for that is what the request acknowledges."""
    began = talk.now
    closing = talk.fin(talk.server, hold=True, at=began)
    asked = talk.say(talk.client, hold=True,
                     at=began + net.path.delay * net.rng.uniform(-0.7, 0.8))
    talk.deliver(closing)
    talk.ack(talk.client, hold=True)
    talk.deliver(asked)
    talk.reset(talk.server, asked)
    net.write()


@modelled(slug="keep-alive-race", origin="server", phase="half-closed",
          variants="linux windows-10 macos freebsd linux+v6")
def request_crosses_close(stage):
    """A web server closes an idle connection while the next request is on its way."""
    net = Net(stage, delay=stage.rng.uniform(0.003, 0.06))
    talk = usual.web(net)
    talk.idle(stage.rng.choice((2, 5, 15, 20, 65, 75)))
    cross_close(net, talk)


@modelled(slug="keep-alive-race", origin="server", phase="half-closed",
          also=("data-after-close",), variants="linux windows-10 freebsd+v6")
def query_crosses_close(stage):
    """The same race in a pool of database connections: the server's idle limit and the pool's
    next query meet."""
    net = Net(stage, delay=stage.rng.uniform(0.003, 0.06))
    talk = usual.begin(net, speech.MYSQL).chat()
    talk.idle(stage.rng.choice((600, 3600, 28800)))
    cross_close(net, talk)
