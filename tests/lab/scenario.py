# SPDX-License-Identifier: BSD-3-Clause
"""How a scenario is declared, and what one is played on.

A scenario is a function that makes resets happen.  Its decorator says what a report has
to say about them; that is known from what the scenario does, never from packets.  Its
docstring says in the first line what happens and below it why the slug is the true cause.

    @scenario(slug="abortive-close", origin="guilty", phase="data-transfer",
              variants="server client server+v6")
    def abort_idle(stage):
        ...

A variant is a few words joined by "+".  The words `client` and `server` name the end that
is at fault (stage.guilty); "guilty" and "innocent" as origin or side mean that end and the
other one.  The other words are options of the network: see stage.py.

Two kinds of truth: "kernel", made by real TCP stacks in network namespaces and witnessed by
the kernel (stage.py); and "modelled", packets written as other systems and appliances are
documented to write them, which need neither root nor namespaces."""
import hashlib
import os
import random
import struct

SCENARIOS = {}
ENDS = ("client", "server")
# The effect of a RST that arrives, where whoever sees it leave cannot know: nothing that its
# sender sent before was answered.
UNSHOWN = ("accepted", "unknown")
MEMBERS = ("slug", "origin", "side", "phase", "effect", "harm")	# of a truth

LINKTYPE_ETHERNET = 1
PCAP_NANOSECONDS = 0xa1b23c4d


def split_of(name):
    """Half of the scenarios are for fitting weights, half are held back; a scenario stays
    in its half, whatever else there is."""
    return ("fit", "held")[hashlib.sha256(name.encode()).digest()[0] & 1]


class Scenario:
    """A declared scenario: see scenario() for the members."""

    def __init__(self, play, truth, expected, options):
        self.play, self.expected, self.options = play, expected, options
        self.name = play.__name__.replace("_", "-")
        self.split = split_of(self.name)
        self.does = " ".join(play.__doc__.split())
        self.truth = truth
        self.variants = options["variants"].split() or ["plain"]

    def expect(self, variant):
        """The truth of a variant, with the ends named."""
        guilty = guilty_in(variant)
        names = {"guilty": guilty, "innocent": other(guilty)}
        truth = {k: names.get(v, v) if isinstance(v, str) else v for k, v in self.truth.items()}
        truth["also_at"] = {names.get(v, v): slugs for v, slugs in truth["also_at"].items()}
        if truth["side"] is None and truth["origin"] in ENDS:
            truth["side"] = truth["origin"]
        return truth


def guilty_in(variant):
    return "client" if "client" in variant.split("+") else "server"


def other(end):
    return ENDS[1 - ENDS.index(end)]


def scenario(slug, origin, phase, effect="accepted", harm="disruptive", side=None, also=(),
             also_at=None, count=1, kind=None, reason=None, truth="kernel", variants="", **options):
    """Registers a scenario.

    slug      the true cause; also: slugs that are equally true answers; also_at: those that
              are where less can be known, {vantage: slugs}
    origin    who makes the deciding RST: client, server, third-party, guilty, innocent
    side      the end whose address it bears, where that is not the origin
    phase, effect, harm   of the report; None: a capture cannot show it; a tuple: any of these
    count     how many episodes there are; None: as many as happen, at least one
    kind      of the group that the episodes have to be in
    reason    what the kernel has to give as its reason; a tuple: any of these
    truth     kernel or modelled
    options   what stage.py offers besides"""
    expected = {"count": count, "kind": kind, "reason": reason}

    def register(play):
        made = Scenario(play, {"slug": slug, "also": tuple(also),
                               "also_at": also_at or {}, "origin": origin,
                               "side": side, "phase": phase, "effect": effect, "harm": harm},
                        expected, {"truth": truth, "variants": variants, **options})
        if made.name in SCENARIOS:
            raise ValueError(f"two scenarios are called {made.name}")
        SCENARIOS[made.name] = made
        return play
    return register


class Expected:
    """The episode of one connection, and its truth.

    at: {vantage: (client, server)}, ends being (address, port); under None as they are at
    every vantage not named."""

    def __init__(self, at, truth):
        self.at, self.truth = at, truth
        self.calls = {}		# end: [(call, its error or EOF)] of its application
        self.kernel = []	# its RSTs, as witnessed

    def ends(self, vantage):
        return self.at.get(vantage, self.at.get(None))

    def outcome(self):
        return self.calls


class Stage:
    """What every scenario has: dice, a folder for its captures, and its expectations.
    A modelled scenario needs no more."""

    def __init__(self, scenario, variant, seed, folder):
        self.scenario, self.variant, self.seed, self.folder = scenario, variant, seed, folder
        self.words = set(variant.split("+"))
        self.guilty, self.innocent = guilty_in(variant), other(guilty_in(variant))
        self.rng = random.Random(f"{seed} {scenario.name} {variant}")
        self.truth = scenario.expect(variant)
        self.expected = []
        self.captures = {}	# vantage: path

    def expect(self, client, server, **changes):
        """The episode of the connection between two ends, (address, port) each, has the
        scenario's truth but for the changes.  A modelled scenario that expects nothing in
        particular means all episodes of its captures."""
        self.expected.append(Expected({None: (client, server)}, {**self.truth, **changes}))
        return self.expected[-1]

    def write(self, name, packets):
        """Writes a capture, named after its vantage (client, server, middle): packets are
        (time in seconds, Ethernet frame)."""
        path = os.path.join(self.folder, name + ".pcap")
        with open(path, "wb") as f:
            f.write(struct.pack("!IHHiIII", PCAP_NANOSECONDS, 2, 4, 0, 0, 262144,
                                LINKTYPE_ETHERNET))
            for time, frame in packets:
                seconds, nanoseconds = divmod(round(time * 1e9), 10**9)
                f.write(struct.pack("!IIII", seconds, nanoseconds, len(frame), len(frame)))
                f.write(frame)
        self.captures[name] = path
