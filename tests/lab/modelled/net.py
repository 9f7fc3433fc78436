# SPDX-License-Identifier: BSD-3-Clause
"""The network of a modelled scenario: its hosts, the path between them and its captures.

A path is a line from 0 (client) to 1 (server) with a delay and some routers.  Every packet is
emitted somewhere on it towards one end, and dies at the other end or before.  A capture at a
place sees the packets that pass it, at the time and with the TTL that they have there."""
from scenario import ENDS

from modelled import packet
from modelled.packet import RST
from modelled.stack import BOXES, SYSTEMS, Host
from modelled.talk import Talk

PLACES = {"client": 0, "middle": 0.5, "server": 1}
COMMON = ("linux", "linux", "windows-10", "macos", "freebsd")


class Flight:
    """A packet on its way; place is where it was emitted, dies where it ends."""

    def __init__(self, path, maker, segment, sent, dies, delay, wobble):
        self.path, self.maker, self.segment, self.sent = path, maker, segment, sent
        self.place, self.dies, self.delay, self.wobble = maker.place, dies, delay, wobble

    def at(self, place):
        """When it is there."""
        return self.sent + self.delay * abs(place - self.place)

    def passes(self, place):
        return min(self.place, self.dies) <= place <= max(self.place, self.dies)

    def hops(self, place):
        return round(self.path.routers * abs(place - self.place)) + self.wobble

    @property
    def arrival(self):
        return self.at(self.dies)


class Path:
    def __init__(self, rng, delay, routers):
        self.rng, self.delay, self.routers = rng, delay, routers
        self.flights = []
        self.jitter = 0.02
        self.last = {}	# arrival, in each direction of each connection

    def fly(self, maker, segment, sent, target, dies=None, wobble=0):
        """Those of a connection arrive in order, whoever made them, as a queue keeps them;
        dies: where it is lost."""
        delay = self.delay * (1 + self.rng.random() * self.jitter)
        far = abs(target - maker.place)
        queue = segment.source, segment.target
        last = self.last.get(queue, 0)
        if far and sent + delay * far < last:
            delay = (last - sent) / far + 1e-6
        self.last[queue] = sent + delay * far
        flight = Flight(self, maker, segment, sent, target if dies is None else dies, delay,
                        wobble)
        self.flights.append(flight)
        return flight

    def number(self):
        """Gives the packets their IP IDs, now that their order is known."""
        for flight in sorted(self.flights, key=lambda f: f.sent):
            segment = flight.segment
            ident = flight.maker.ident(segment.header.ident, segment.source + segment.target)
            flight.segment = segment._replace(header=segment.header._replace(ident=ident))


class Net:
    """The hosts of a scenario, their path, and its captures.

    client, server: names of systems; what is None is the word of the variant that names a
    system, at the guilty end, or any common one.  seen: where it is captured."""

    def __init__(self, stage, client=None, server=None, delay=None, routers=None, seen=None):
        self.stage, self.rng = stage, stage.rng
        self.v6 = "v6" in stage.words
        self.start = 1.7e9 + self.rng.random() * 5e7
        self.path = Path(self.rng, delay or 0.5 * self.rng.choice((0.0004, 0.004, 0.02, 0.09))
                         * self.rng.uniform(0.7, 1.6), self.routers(routers))
        self.seen = seen or self.rng.choice(tuple(PLACES))
        self.used, self.talks = set(), []
        systems = {"client": client, "server": server}
        self.hosts = {end: self.host(end, self.system(end, systems[end])) for end in ENDS}
        self.macs = [bytes([2, 0, 0x5e]) + self.rng.randbytes(3) for _ in ENDS]

    def routers(self, given):
        return self.rng.randint(4, 16) if given is None else given

    def system(self, end, given):
        named = self.word(SYSTEMS) if end == self.stage.guilty else None
        return given or named or self.rng.choice(COMMON)

    def word(self, names):
        """The word of the variant that is one of these."""
        return next((name for name in names if name in self.stage.words), None)

    def host(self, end, system=None):
        """One more host at an end of the path."""
        nets = {"client": ("192.0.2.", "2001:db8:1::"), "server": ("198.51.100.",
                                                                  "2001:db8:2::")}
        while True:
            address = nets[end][self.v6] + str(self.rng.randint(2, 250))
            if address not in self.used:
                break
        self.used.add(address)
        host = Host(self.rng, self.system(end, system), address, ENDS.index(end))
        host.tos = self.rng.choice((0, 0, 0, 0, 0x08, 0x10, 0x48, 0xb8))
        return host

    def box(self, system=None, place=None):
        """A middlebox, by default the one that the variant names, not where the capture is."""
        if place is None:
            place = self.rng.choice((0.25, 0.35, 0.65, 0.75))
        return Host(self.rng, system or self.word(BOXES), self.router(), place)

    def router(self):
        """An address between."""
        return "2001:db8:9::1" if self.v6 else f"203.0.113.{self.rng.randint(1, 254)}"

    def talk(self, port=80, client=None, server=None, source=None, start=None):
        client, server = client or self.hosts["client"], server or self.hosts["server"]
        source = source or self.rng.randint(*client.system.ports)
        talk = Talk(self, client, server, source, port, self.start if start is None else start)
        self.talks.append(talk)
        return talk

    def frame(self, flight, place):
        """As on the link at a place: of its own sender there, else of a router.  Without
        routers it is one link."""
        forth = flight.dies > flight.place
        near, far = self.macs if forth else self.macs[::-1]
        one_link = not self.path.routers
        source = flight.maker.mac if one_link or flight.place == place else near
        at_home = one_link or flight.dies == place
        target = self.mac_of(flight.segment.target) if at_home else far
        return packet.ethernet(source, target, flight.segment.bytes(flight.hops(place)))

    def mac_of(self, end):
        for host in self.hosts.values():
            if host.address == end[0]:
                return host.mac
        return bytes([2, 0, 0, 0, 0, 9])

    def rows(self, place, since=0):
        """Pairs of time and frame, as captured at a place."""
        self.path.number()
        seen = [(f.at(place), n, f) for n, f in enumerate(self.path.flights)
                if f.passes(place) and f.at(place) >= since]
        return [(time, self.frame(f, place)) for time, _, f in sorted(seen)]

    def write(self, since=0):
        self.stage.write(self.seen, self.rows(PLACES[self.seen], since))
        if self.stage.scenario.expected["count"] is None and not self.stage.expected:
            self.expect_resets()

    def reset_talks(self):
        """The connections in which there is a RST, whoever made it."""
        reset = {frozenset((f.segment.source, f.segment.target)) for f in self.path.flights
                 if f.segment.flags & RST}
        return [t for t in self.talks if frozenset((t.client.name, t.server.name)) in reset]

    def expect_resets(self):
        """Of every connection that was reset the scenario's truth is expected."""
        for talk in self.reset_talks():
            self.stage.expect(talk.client.name, talk.server.name)
