# SPDX-License-Identifier: BSD-3-Clause
"""The stage of a scenario that is about logs: real programs that write their own while they
are captured, and what is true of each line.

Who plays an act of it (log_files.py) knows its ends, from a socket of its own; that it was
reset the kernel's trace tells.  Nobody believes a log, or a packet."""
import os
import random
import socket
import time

import props
import witness
from log_files import Act
from scenario import Scenario
from stage import LiveStage

SCENARIOS = {}		# name: LogScenario

# Zones without summer time, by minutes east of Greenwich.
ZONES = {"Asia/Kolkata": 330, "Asia/Tokyo": 540, "Asia/Kathmandu": 345,
         "America/Phoenix": -420, "Africa/Lagos": 60}
ABROAD = 0.5		# of the stages have programs that write another place's time
DEAF, REJECTING = 81, 82	# ports of the server: it drops SYNs; it answers by ICMP
CLOSED = 30000		# from here on nobody listens
NO_TRUTH = {"slug": None, "origin": None, "side": None, "phase": None, "effect": None,
            "harm": None, "also": (), "also_at": {}}


def logged(needs=None, variants="plain", **options):
    """Registers a scenario.  Its docstring says whose logs they are and what happens."""
    def register(play):
        made = Scenario(play, NO_TRUTH, {}, {"variants": variants, "needs": needs, **options})
        SCENARIOS[made.name] = made
        return play
    return register


class LogStage(LiveStage):
    """take: the plays of one variant differ, but half of the variants have the same hosts and
    ports in each."""

    def __init__(self, scenario, variant, seed, take, folder, trace):
        self.places = random.Random(f"{seed} {scenario.name} {variant}")
        if self.places.random() < 0.5:
            self.places = random.Random(f"{seed} {scenario.name} {variant} {take}")
        self.logs, self.acts, self.zone_name, self.zone = [], {}, "UTC", 0
        super().__init__(scenario, variant, f"{seed} {take}", folder, trace)
        self.began = time.time()
        self.port = self.places.choice((80, 8000, 8080, 9000))
        known = [z for z in ZONES if os.path.exists("/usr/share/zoneinfo/" + z)]
        if known and self.rng.random() < ABROAD:
            self.zone_name = self.rng.choice(known)
            self.zone = ZONES[self.zone_name]
        self.server.nft("add table inet deaf\n"
                        "add chain inet deaf input { type filter hook input priority 0; }\n"
                        f"add rule inet deaf input tcp dport {DEAF} drop\n"
                        f"add rule inet deaf input tcp dport {REJECTING} reject\n")

    def _addresses(self):
        own, self.rng = self.rng, self.places
        try:
            return super()._addresses()
        finally:
            self.rng = own

    @property
    def family(self):
        return socket.AF_INET6 if self.v6 else socket.AF_INET

    def environment(self):
        """Of its programs."""
        return {**os.environ, "TZ": self.zone_name, "LC_ALL": "C.UTF-8"}

    def program(self, host, command, port=None, **how):
        return props.Program(self, host, command, port, environment=self.environment(), **how)

    def act(self, kind):
        made = Act(len(self.acts) + self.first_number(), kind)
        self.acts[made.number] = made
        return made

    def first_number(self):
        """Differs from take to take, so that nobody goes by it."""
        return 100 + sum(map(ord, self.seed)) % 800

    def refused(self, act):
        """A port where nobody listens, of this act's own."""
        port = CLOSED + act.number
        act.about(None, (self.address(self.server), port))
        return port

    def pause(self):
        """Between two acts; now and then they come close."""
        time.sleep(self.rng.choice((self.rng.uniform(0.02, 0.2), self.rng.uniform(0.3, 1.5))))

    def resets(self):
        """The RSTs that left, as the kernel has them; seen: at which vantages."""
        of_day = time.time() - time.monotonic()
        for rst in witness.traced(self):
            if rst["dst"] and not rst["lost"]:
                hosts = (rst["by"], self.lab.owner(rst["dst"][0]))
                yield {"time": rst["time"] + of_day, "src": rst["src"], "dst": rst["dst"],
                       "seen": [v for v in self.captures if v == "middle" or v in hosts]}

    def record(self):
        """What the judge has to know, when all has been captured."""
        logs = [{"path": log.path, "writer": log.writer, "resolution": log.resolution,
                 "entries": [e._asdict() for e in log.entries]} for log in self.logs]
        return {"scenario": self.scenario.name, "variant": self.variant, "seed": self.seed,
                "zone": self.zone, "server": self.address(self.server), "began": self.began,
                "captures": self.captures, "resets": list(self.resets()), "logs": logs}
