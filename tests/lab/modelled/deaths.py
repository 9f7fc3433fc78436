# SPDX-License-Identifier: BSD-3-Clause
"""Resets of connections whose owner ends: a process, a service, a session that somebody kills,
a kernel that runs out of something."""
import words

from modelled import speech, usual
from modelled.net import Net
from modelled.usual import modelled


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
          also=("abortive-close", "process-terminated"), count=None, harm=None,
          variants="linux freebsd")
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
    while moment < began + outage - 6:
        moment += stage.rng.uniform(2, 6)
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


@modelled(slug="administrative-abort", origin="server", phase="data-transfer", harm=None,
          also=("abortive-close", "close-with-unread-data"), count=None,
          variants="linux windows-10")
def sessions_terminated(stage):
    """An administrator terminates the sessions of a database, which says so and resets them,
    for a query was on its way."""
    net = Net(stage)
    talks = [usual.begin(net, speech.POSTGRESQL, start=net.start + n).chat()
             for n in range(stage.rng.randint(2, 5))]
    why = b"SFATAL\0C57P01\0Mterminating connection due to administrator command\0\0"
    moment = max(talk.now for talk in talks) + stage.rng.uniform(5, 500)
    for talk in talks:
        talk.client.clock = moment
        talk.say(talk.client, acked=True)
        talk.send(talk.server, speech.postgresql(b"E", why))
        talk.reset(talk.server)
    net.write()


@modelled(slug="resource-exhaustion", origin="server", phase="established", harm=None,
          also=("accept-queue-overflow", "abortive-close", "handshake-ack-rejected"),
          count=None, variants="windows-10 linux freebsd")
def accepted_and_dropped(stage):
    """A server at its limit of connections accepts new ones and resets them at once; those
    that it has go on."""
    net = Net(stage)
    served = [usual.web(net, 1, start=net.start + n / 5) for n in range(5)]
    moment = max(talk.now for talk in served)
    for number in range(stage.rng.randint(3, 5)):
        talk = net.talk(port=80, start=moment + 0.4 * number).open()
        talk.think(talk.server, 0.002)
        talk.reset(talk.server)
    for talk in served:
        talk.idle(moment + 3 - talk.now)
        talk.chat()
    net.write()


@modelled(slug="service-restart", origin="server", phase="syn-sent", count=None,
          also=("connection-refused", "process-terminated"), kind="service-restart",
          variants="linux macos freebsd linux+v6")
def restarted_idle(stage):
    """A service restarts while its connections are idle: all are closed in order, then the
    port refuses for a while, then it accepts again."""
    net = Net(stage, client="linux")
    port, talks = crowd(stage, net)
    moment = net.start + 30
    for talk in talks:
        talk.idle(moment - talk.now)
        talk.close(talk.server)
    began, outage = moment + 0.1, stage.rng.uniform(5, 40)
    for share in (0.1, 0.4, 0.8):
        refused(net, port, began + share * outage)
    back = usual.web(net, 1, port=port, start=began + outage)
    back.close(back.client)
    net.write()


@modelled(slug="process-terminated", origin="server", phase="data-transfer", harm=None,
          also=("close-with-unread-data", "request-triggered-reset"), count=None,
          kind="process-terminated", variants="linux freebsd linux+v6")
def worker_crashed(stage):
    """One of several processes that serve a port dies: its connections end at one moment,
    those of the others go on, and new ones are accepted at once."""
    net = Net(stage, client="linux")
    port, talks = crowd(stage, net)
    others = [usual.web(net, 1, port=port, start=net.start + number) for number in range(3)]
    moment = die(stage, net, talks, net.start + 15, windows=False)
    for talk in others:
        talk.idle(moment + 1 - talk.now)
        talk.chat().close(talk.client)
    again = usual.web(net, 1, port=port, start=moment + 0.3)
    again.close(again.client)
    net.write()
