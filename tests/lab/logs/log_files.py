# SPDX-License-Identifier: BSD-3-Clause
"""Logs as programs and collectors write them, and which act each line is about."""
import collections
import datetime
import json
import os
import re
import threading
import time

from talk import until

SETTLED = 0.06		# seconds without a new line: its writer has said what it had to say

# numbers: of the lines, from 1; ends: (client, server) of the connections that they may be
# about, None where nobody knows the port; writer: the end that tells; due: whether a reader
# can see that they tell of an error.
Entry = collections.namedtuple("Entry", "numbers text ends writer due")


class Act:
    """A connection, or a try for one.  kind: how it ends."""

    def __init__(self, number, kind):
        self.number, self.kind, self.ends, self.due = number, kind, [], True

    def about(self, client, server):
        self.ends.append((client and tuple(client[:2]), tuple(server[:2])))
        return self

    def met_by(self, sock, at_client=False):
        """Its ends, as a socket of ours has them."""
        ours, theirs = sock.getsockname(), sock.getpeername()
        return self.about(*((ours, theirs) if at_client else (theirs, ours)))


class Log:
    """A file that a program writes.

    writer: the end of the connection that it is, client or server; resolution: seconds that
    its times are exact to; None: it tells no times."""

    def __init__(self, stage, name, writer, resolution):
        self.path = os.path.join(stage.folder, name)
        self.writer, self.resolution = writer, resolution
        self.marked, self.entries = 0, []
        with open(self.path, "wb"):
            os.chmod(self.path, 0o666)		# not every program is root
        stage.logs.append(self)

    def lines(self):
        with open(self.path, "rb") as f:
            return f.read().decode(errors="replace").split("\n")[:-1]

    def settle(self):
        """Waits until nobody writes any more."""
        size, since = -1, 0.0
        while size != (now := os.path.getsize(self.path)) or time.monotonic() - since < SETTLED:
            if size != now:
                size, since = now, time.monotonic()
            time.sleep(0.005)

    def mark(self, act=None, writer=None):
        """What was written since the last mark is about this act; None: about none."""
        self.settle()
        lines, first = self.lines(), self.marked
        self.marked = len(lines)
        if act and len(lines) > first:
            self.add(range(first, len(lines)), lines, act.ends, writer, act.due)

    def grown(self, act, writer=None, limit=5.0):
        """The same, of a program that takes its time."""
        until(lambda: len(self.lines()) > self.marked, limit)
        self.mark(act, writer)

    def add(self, numbers, lines, ends, writer=None, due=True):
        self.entries.append(Entry([n + 1 for n in numbers], "\n".join(lines[n] for n in numbers),
                                  ends, writer or self.writer, due))

    def by_number(self, acts, told=lambda act, line: (act.ends, None, act.due),
                  pattern=r"/item-(\d+)"):
        """Each line that bears an act's number is about it; told: which connections of the
        act, who writes, and whether it is due."""
        self.settle()
        lines = self.lines()
        for number, line in enumerate(lines):
            found = re.search(pattern, line)
            if found and (act := acts.get(int(found[1]))):
                self.add([number], lines, *told(act, line))


# --- what collectors make of a line ---------------------------------------------

def syslog(now, program, text):
    return f"{now:%b} {now.day:2} {now:%H:%M:%S} lab {program}: {text}"


def rfc5424(now, program, text):
    return f"{now.isoformat(timespec='microseconds')} lab {program}: {text}"


def utc(now):
    return f"{now.astimezone(datetime.timezone.utc):%Y-%m-%dT%H:%M:%S.%f}000Z"


def docker(now, _program, text):
    return f"{utc(now)} {text}"


def docker_file(now, _program, text):
    return json.dumps({"log": text + "\n", "stream": "stderr", "time": utc(now)})


def kubernetes(now, _program, text):
    return f"{utc(now)} stderr F {text}"


def script(now, _program, text):
    return f"{now:%Y-%m-%d %H:%M:%S} {text}"


STAMPS = {syslog: 1.0, rfc5424: 1e-6, docker: 1e-6, docker_file: 1e-6, kubernetes: 1e-6,
          script: 1.0}		# and seconds that their times are exact to


class Collected(Log):
    """What a program prints, each line with its time, as journald, rsyslog, Docker and
    Kubernetes keep it."""

    def __init__(self, stage, name, writer, program, stamp=None):
        self.stamp = stamp or stage.rng.choice(list(STAMPS))
        super().__init__(stage, name, writer, STAMPS[self.stamp])
        self.program = f"{program}[{stage.rng.randint(300, 30000)}]"
        self.zone = datetime.timezone(datetime.timedelta(minutes=stage.zone))
        self.source, self.pipe = os.pipe()
        threading.Thread(target=self.run, daemon=True).start()
        stage.on_close(lambda: os.close(self.pipe))

    def run(self):
        with open(self.source, "rb") as lines, open(self.path, "ab", buffering=0) as out:
            for line in lines:
                text = line.rstrip(b"\r\n").decode(errors="replace")
                stamped = self.stamp(datetime.datetime.now(self.zone), self.program, text)
                out.write(stamped.encode() + b"\n")
