# SPDX-License-Identifier: BSD-3-Clause
"""Captures, costs, and whether the answers are right: what run.py measures with."""
import collections
import json
import pathlib
import re
import shutil
import statistics
import struct
import subprocess

# More connections are remembered than open: those closed lately, and the silent.
MAX_FLOWS = 4000000
# A report with fewer resets than this is read line by line, else only its summary.
READ_LINES = 100000

Cost = collections.namedtuple("Cost", "cpu wall peak")  # s, s, bytes


class Failure(Exception):
    pass


class Bench:
    def __init__(self, args, scratch):
        self.args = args
        self.scratch = pathlib.Path(scratch)
        build = pathlib.Path(args.build)
        self.tcpblame = build / "tcpblame"
        self.generator = build / "tests/generate"
        self.loop = build / "tests/bench_loop"
        self.launcher = build / "tests/bench_run"
        for program in (self.tcpblame, self.generator, self.loop, self.launcher):
            if not program.exists():
                raise Failure(f"{program} is missing: build first")

    def capture(self, workload, scale, flows=None):
        """The workload's capture and truth; made unless kept from an earlier run."""
        options = ["--scale", str(scale), "--seed", str(self.args.seed)]
        if flows:
            options += ["--flows", str(flows)]
        path = self.scratch / ("-".join([workload, *options]).replace("--", "") + ".pcap")
        truth = pathlib.Path(f"{path}.truth")
        if not truth.exists():
            subprocess.run([self.generator, *options, "-o", path, workload], check=True)
        return path, json.loads(truth.read_text())

    def one_packet(self, path):
        """A capture of the first packet: what a start costs."""
        one = self.scratch / "one.pcap"
        copy_packets(path, one, 1)
        return one

    def blame(self, path, *options, output="/dev/null"):
        return [self.tcpblame, *options, "-r", path, "--no-progress", "-o", output,
                "--max-flows", str(MAX_FLOWS)]

    def has_threads(self):
        run = subprocess.run([self.tcpblame, "--help"], capture_output=True, text=True)
        return "--jobs" in run.stdout

    def cost(self, command):
        result = self.scratch / "cost"
        run = subprocess.run([self.launcher, result, *command], stdout=subprocess.DEVNULL,
                             stderr=subprocess.PIPE, text=True)
        fields = result.read_text().split() if run.returncode == 0 else ["1"]
        if fields[0] != "0":
            raise Failure(f"{' '.join(map(str, command))} failed: {run.stderr.strip()}")
        user, system, wall, peak = map(int, fields[1:])
        return Cost((user + system) / 1e6, wall / 1e6, peak * 1024)

    def can_count(self):
        return shutil.which("valgrind") is not None

    def instructions(self, path):
        """How many the program executes on the capture, the system's left out."""
        run = subprocess.run(["valgrind", "--tool=cachegrind", "--cache-sim=no",
                              "--cachegrind-out-file=/dev/null",
                              *self.blame(path, "-q"), "--no-confine"],
                             stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
        count = re.search(r"I +refs: +([\d,]+)", run.stderr)
        if run.returncode != 0 or count is None:
            raise Failure(f"valgrind cannot count: {run.stderr.strip()}")
        return int(count[1].replace(",", ""))

    def cost_in_turns(self, commands, one=statistics.median):
        """Cost by name: the median of the turns, or another one of them."""
        costs = collections.defaultdict(list)
        for _ in range(self.args.turns):
            for name, command in commands.items():
                costs[name].append(self.cost(command))
        return {name: Cost(*map(one, zip(*of))) for name, of in costs.items()}

    def peers(self):
        commands = {
            "tshark": ["tshark", "-n", "-Y", "tcp.flags.reset==1", "-r"],
            "argus": ["argus", "-w", "/dev/null", "-r"],
        }
        return {name: command for name, command in commands.items()
                if not self.args.no_peers and shutil.which(name)}

    def peer_costs(self, path):
        """By name: CPU a packet on the capture's first packets, without what a start
        costs; peak memory; how many packets these were."""
        costs = {}
        cut, one = self.scratch / "cut.pcap", self.one_packet(path)
        packets = copy_packets(path, cut, self.args.cut)
        for name, command in self.peers().items():
            start = self.cost([*command, one]).cpu
            whole = self.cost([*command, cut])
            costs[name] = ((whole.cpu - start) / packets, whole.peak, packets)
        return costs


def copy_packets(source, target, limit):
    """The first packets of a classic pcap file in this machine's byte order."""
    with open(source, "rb") as old, open(target, "wb") as new:
        new.write(old.read(24))
        for done in range(limit):
            header = old.read(16)
            if not header:
                return done
            new.write(header + old.read(struct.unpack("=8xI4x", header)[0]))
    return limit


def read_report(stream, detailed):
    """Counts of an ndjson report, by the names of the truth file."""
    counts, last = collections.Counter(), b"{}"
    for last in stream:
        if not detailed or not last.startswith(b'{"type":"reset"'):
            continue
        reset = json.loads(last)
        counts["resets_from_" + reset["rst"]["from"]] += 1
        counts["lines"] += 1
        for segment in reset["segments"]:
            counts["rst_from_" + segment["from"]] += 1
    summary = json.loads(last)
    if summary.get("type") != "summary":
        raise Failure("the report does not end with a summary")
    for name in ("packets", "flows", "rst_segments", "resets"):
        counts[name] = summary.get(name)
    if detailed and counts.pop("lines", 0) != summary["resets"]:
        raise Failure("the report has another number of resets than its summary says")
    return counts


def read_lines(stream):
    """The same of the lines of -q, and what they say of who made them."""
    sides, counts, makers = collections.Counter(), collections.Counter(), collections.Counter()
    for line in stream:
        sides[line.split(b" ", 6)[5]] += 1
    for side, n in sides.items():
        side, _, maker = side.decode().partition("/")
        counts["resets"] += n
        counts["resets_from_" + side] += n
        makers[maker or side] += n
    return counts, makers


def answer(command, read):
    with subprocess.Popen(command, stdout=subprocess.PIPE) as run:
        found = read(run.stdout)
    if run.returncode != 0:
        raise Failure(f"tcpblame's exit status is {run.returncode}")
    return found


def demand(truth, counts, form):
    wrong = [f"{name} {value} instead of {truth[name]}"
             for name, value in sorted(counts.items()) if value != truth[name]]
    if wrong:
        raise Failure(f"wrong answer as {form}: {', '.join(wrong)}")


def check(bench, path, truth):
    """Raises Failure unless both reports are right; who made the resets, they say.  That
    is a judgement, so it is shown, not held to the truth."""
    detailed = truth["resets"] <= READ_LINES
    demand(truth, answer(bench.blame(path, "--format", "ndjson", output="-"),
                         lambda stream: read_report(stream, detailed)), "ndjson")
    counts, makers = answer(bench.blame(path, "-q", output="-"), read_lines)
    demand(truth, counts, "lines")
    return makers
