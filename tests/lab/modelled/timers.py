# SPDX-License-Identifier: BSD-3-Clause
"""Resets that come of waiting: idle timers, keepalive, retransmission, applications' limits;
and of death: processes, hosts and administrators.

Durations are documented defaults of products; a server that looks for idle connections now
and then is a little late, never early."""
import words

from modelled import usual
from modelled.net import Net
from modelled.usual import modelled


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
    talk.fin(talk.guilty)
    talk.ack(talk.innocent)
    talk.idle(stage.rng.uniform(0.5, 8))
    talk.reset(talk.guilty, talk.say(talk.innocent))
    net.write()


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
          also=("path-failure",),
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
    talk.fin(talk.guilty)
    talk.ack(talk.innocent)
    talk.idle(stage.rng.uniform(61, 110))
    talk.reset(talk.guilty, talk.say(talk.innocent))
    net.write()


@modelled(slug="administrative-abort", origin="server", phase="data-transfer", harm=None,
          also=("abortive-close",), count=None,
          variants="linux linux+v6 windows-10 freebsd")
def killed_by_command(stage):
    """An administrator kills all connections of one client at one moment, idle or not.

    Those of another client to the same port go on."""
    net = Net(stage)
    victims = [usual.plain(net, start=net.start + n) for n in range(stage.rng.randint(3, 6))]
    other = usual.plain(net, client=net.host("client", "linux"))
    moment = net.start + stage.rng.uniform(40, 3000)
    for talk in victims:
        moment += stage.rng.uniform(1e-5, 4e-4)
        talk.reset(talk.server, at=moment)
    other.idle(moment + 2 - other.now)
    other.chat()
    net.write()


@modelled(slug="resource-exhaustion", origin="server", phase="half-closed",
          also=("data-after-close", "client-cancel", "process-terminated"), count=None,
          harm=None, variants="linux freebsd")
def too_many_orphans(stage):
    """A kernel short of memory kills connections that are closed and still unsent, at once."""
    net = Net(stage)
    talks = [usual.web(net, 0, start=net.start + n / 9) for n in range(stage.rng.randint(6, 12))]
    for talk in talks:
        talk.send(talk.client, usual.request(stage.rng))
        talk.send(talk.server, usual.part_of_response(stage.rng, 3000, 4000))
        talk.fin(talk.server)
    moment = max(talk.now for talk in talks) + stage.rng.uniform(1, 5)
    for talk in talks:
        moment += stage.rng.uniform(1e-5, 1e-3)
        talk.reset(talk.server, at=moment)
    net.write()


def die(stage, net, talks, moment, windows):
    """A process ends: what it had open is reset where data were unread, and on Windows
    always; elsewhere it is closed."""
    for number, talk in enumerate(talks):
        unread = number == 0 or stage.rng.random() < 0.4
        if unread:
            talk.client.clock = moment - stage.rng.uniform(0.01, 0.2) - 2 * net.path.delay
            talk.send(talk.client, usual.request(stage.rng), acked=True)
        moment += stage.rng.uniform(1e-5, 2e-3)
        if unread or windows:
            talk.reset(talk.server, at=max(moment, talk.server.clock))
        else:
            talk.fin(talk.server, at=max(moment, talk.server.clock))
            talk.fin(talk.client)
            talk.ack(talk.server)
    return moment


def refused(net, port, moment):
    talk = net.talk(port=port, start=moment)
    talk.reset(talk.server, talk.syn())


def crowd(stage, net):
    """The connections that a server process has, and its port."""
    port = stage.rng.choice(usual.WEB)
    return port, [usual.web(net, 1, port=port, start=net.start + number * 0.7)
                  for number in range(stage.rng.randint(4, 9))]


def expect_of_death(stage, net, talks, slug="process-terminated"):
    """RSTs within connections, and refusals after them."""
    for talk in net.reset_talks():
        changes = {} if talk in talks else {
            "phase": "syn-sent", "slug": slug, "also": ("connection-refused",)}
        stage.expect(talk.client.name, talk.server.name, **changes)


@modelled(slug="process-terminated", origin="server", phase="data-transfer", harm=None,
          also=("close-with-unread-data",), count=None, kind="process-terminated",
          variants="linux windows-10 macos freebsd linux+v6")
def process_died(stage):
    """A server process is killed: RST where data were unread, FIN elsewhere, on Windows RST
    for all; new connections are refused."""
    net = Net(stage, client="linux")
    port, talks = crowd(stage, net)
    moment = die(stage, net, talks, net.start + 15, "windows-10" in stage.words)
    for _ in range(stage.rng.randint(2, 4)):
        moment += stage.rng.uniform(0.2, 2)
        refused(net, port, moment)
    expect_of_death(stage, net, talks)
    net.write()


@modelled(slug="service-restart", origin="server", phase="data-transfer", harm=None,
          also=("process-terminated", "close-with-unread-data"), count=None,
          kind="service-restart", variants="linux windows-10 freebsd linux+v6")
def service_restarted(stage):
    """The same, and after 5 to 40 seconds the port accepts again."""
    net = Net(stage, client="linux")
    port, talks = crowd(stage, net)
    began = die(stage, net, talks, net.start + 15, "windows-10" in stage.words)
    outage, moment = stage.rng.uniform(5, 40), began
    while moment < began + outage - 2:
        moment += stage.rng.uniform(0.5, 2)
        refused(net, port, moment)
    for number in range(3):
        talk = net.talk(port=port, start=began + outage + number).open()
        talk.exchange(usual.request(stage.rng), usual.response(stage.rng)).close(talk.client)
    expect_of_death(stage, net, talks, "service-restart")
    net.write()


@modelled(slug="process-terminated", origin="client", phase="data-transfer", harm=None,
          also=("client-cancel", "close-with-unread-data", "abortive-close"), count=None,
          variants="client+windows-10 client+windows-7")
def client_program_killed(stage):
    """A Windows program is killed: all its connections, to several servers, are reset at once,
    window 0 and no options."""
    net = Net(stage)
    talks = [usual.web(net, server=net.host("server"), start=net.start + n)
             for n in range(stage.rng.randint(3, 5))]
    moment = max(talk.now for talk in talks) + stage.rng.uniform(1, 9)
    for talk in talks:
        talk.send(talk.client, usual.request(stage.rng), at=moment - 0.3)
        talk.send(talk.server, usual.response(stage.rng, body=words.letters(stage.rng, 700),
                                              length=90000), acked=True)
    for talk in talks:
        moment += stage.rng.uniform(1e-5, 1e-3)
        talk.reset(talk.client, at=max(moment, talk.client.clock))
    net.write()
