# SPDX-License-Identifier: BSD-3-Clause
"""Clients that are programs, of this folder and of the distribution, and what they are made
to do."""
import contextlib
import os
import select
import subprocess
import threading

from log_files import Collected
from log_servers import OTHERWISE, RESETS
from log_stage import DEAF, REJECTING

HERE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "programs")
ANSWER_LIMIT = 20.0	# seconds


class Application:
    """A program that fetches what it is told on its standard input, logs on its standard
    error, and says `done`."""

    def __init__(self, stage, command, log):
        self.log = log
        with open(log.path, "ab") as errors:
            pipe = log.pipe if isinstance(log, Collected) else errors
            self.program = stage.program(stage.client, command, stdin=subprocess.PIPE,
                                         stdout=subprocess.PIPE, stderr=pipe)
        self.process = self.program.process

    def done(self):
        if not select.select([self.process.stdout], [], [], ANSWER_LIMIT)[0] or \
                self.process.stdout.readline() != b"done\n":
            raise TimeoutError("the application did not do what it was told")

    def fetch(self, library, url):
        self.process.stdin.write(f"{library} {url}\n".encode())
        self.process.stdin.flush()
        self.done()


def source(name):
    return os.path.join(HERE, name)


def host_in_url(stage):
    address = stage.address(stage.server)
    return f"[{address}]" if stage.v6 else address


def url_of(stage, act, port, scheme="http"):
    return f"{scheme}://{host_in_url(stage)}:{port}/item-{act.number}"


def plan(stage, resets=RESETS, otherwise=(*OTHERWISE, "refused", "ok"), n=None):
    """Kinds of acts in their order: about half of them resets, each kind of those once."""
    kinds = [*resets, "refused", *stage.rng.sample(otherwise, min(len(otherwise), 3)), "ok"]
    kinds += stage.rng.choices(resets, k=2)
    stage.rng.shuffle(kinds)
    return kinds[:n]


def target(stage, server, act):
    """The port that an act of this kind goes to."""
    if act.kind == "refused":
        return stage.refused(act)
    return {"deaf": DEAF, "icmp": REJECTING}.get(act.kind, server.port)


@contextlib.contextmanager
def noise(stage, server, most=2):
    """Meanwhile some connections to that server are reset of which no log tells."""
    timers = [threading.Timer(stage.rng.uniform(0.5, 10.0), server.decoy, [act]) for act in
              [stage.act(stage.rng.choice(("reset", "body")))
               for _ in range(stage.rng.randint(0, most))]]
    for timer in timers:
        timer.daemon = True
        timer.start()
    yield
    for timer in timers:
        timer.cancel()
        timer.join()
