#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""What tcpblame costs, in units of an empty pcap_loop over the same capture.

    run.py BUILD_DIRECTORY            the whole table; 10 GB of scratch space for
                                      all workloads, some minutes
    run.py --quick BUILD_DIRECTORY    three turns instead of seven

Captures are generated into a scratch directory ($TMPDIR, or --keep DIR to use them
again).  Before anything is timed the report is held to what the generator knows of
its capture; a wrong answer gets no speed, and exit status 1.  Then all programs run
in turns, so that a busy machine is equally hard on each; figures are medians.

CPU is user+system of the whole process, memory its peak resident size.  A ratio to
the empty loop means something on any machine; absolute figures do not.
tshark and argus are far too slow for the whole capture: they get its first packets
(--cut), less what they need for one packet, and are compared by CPU per packet.
"""
import argparse
import collections
import json
import os
import pathlib
import platform
import shutil
import statistics
import struct
import subprocess
import sys
import tempfile

WORKLOADS = ("web", "small", "many", "storm", "long")
DEFAULT_WORKLOADS = ("web", "small")
# tcpblame's bars: CPU over the empty loop; bytes of memory an open flow; CPU below
# tshark's.  A guard run on a busy machine may miss a ratio by GUARD_SLACK.
RATIO_BAR = {"web": 2.0, "small": 4.0, "long": 4.0}
FLOW_BYTES_BAR = {"small": 400}
TSHARK_BAR = 50
GUARD_SCALE = {"web": 0.04, "small": 0.02, "many": 0.004, "storm": 0.01}
GUARD_SLACK = 4.0
# More connections are remembered than open: those closed lately, and the silent.
MAX_FLOWS = {"many": 4000000, "long": 4000000}
# A report with fewer resets than this is read line by line, else only its summary.
READ_LINES = 100000
# With fewer connections open, memory says nothing of what one costs.
ENOUGH_FLOWS = 10000

LOOP, BLAME, BLAME_TEXT = "empty pcap_loop", "tcpblame ndjson", "tcpblame text"

Cost = collections.namedtuple("Cost", "cpu wall peak")	# s, s, bytes


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

    def capture(self, workload):
        """The workload's capture and truth; made unless kept from an earlier run."""
        scale = GUARD_SCALE[workload] if self.args.guard else self.args.scale
        options = ["--scale", str(scale), "--seed", str(self.args.seed)]
        if self.args.flows:
            options += ["--flows", str(self.args.flows)]
        path = self.scratch / ("-".join([workload, *options]).replace("--", "") + ".pcap")
        truth = pathlib.Path(f"{path}.truth")
        if not truth.exists():
            subprocess.run([self.generator, *options, "-o", path, workload], check=True)
        return path, json.loads(truth.read_text())

    def blame(self, path, workload, form, output="/dev/null"):
        limit = ["--max-flows", str(MAX_FLOWS[workload])] if workload in MAX_FLOWS else []
        return [self.tcpblame, "-r", path, "--format", form, "--no-progress",
                "-o", output, *limit]

    def cost(self, command):
        result = self.scratch / "cost"
        run = subprocess.run([self.launcher, result, *command], stdout=subprocess.DEVNULL,
                             stderr=subprocess.PIPE, text=True)
        fields = result.read_text().split() if run.returncode == 0 else ["1"]
        if fields[0] != "0":
            raise Failure(f"{' '.join(map(str, command))} failed: {run.stderr.strip()}")
        user, system, wall, peak = map(int, fields[1:])
        return Cost((user + system) / 1e6, wall / 1e6, peak * 1024)

    def cost_in_turns(self, commands):
        """Median cost by name."""
        costs = collections.defaultdict(list)
        for _ in range(self.args.turns):
            for name, command in commands.items():
                costs[name].append(self.cost(command))
        return {name: Cost(*map(statistics.median, zip(*of)))
                for name, of in costs.items()}


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
    return counts, summary


def check(bench, workload, path, truth):
    """Raises Failure unless the report is right; what it says of who did it."""
    command = bench.blame(path, workload, "ndjson", "-")
    with subprocess.Popen(command, stdout=subprocess.PIPE) as run:
        counts, summary = read_report(run.stdout, truth["resets"] <= READ_LINES)
    if run.returncode != 0:
        raise Failure(f"tcpblame's exit status is {run.returncode}")
    wrong = [f"{name} {value} instead of {truth[name]}"
             for name, value in sorted(counts.items()) if value != truth[name]]
    if wrong:
        raise Failure(f"wrong answer: {', '.join(wrong)}")
    return summary.get("by_origin", {})


def say_right(workload, truth, found):
    """found: the report's by_origin.  Who made a reset is a judgement, so it is
    shown, not held to the truth."""
    makers = ("client", "server", "third-party")
    says = ", ".join(f"{maker} {found.get(maker, 0):,} of "
                     f"{truth['resets_by_' + maker.replace('-', '_')]:,}"
                     for maker in makers)
    print(f"{workload}: {truth['packets']:,} packets, {truth['flows']:,} connections, "
          f"{truth['flows_open_peak']:,} open, {truth['rst_segments']:,} RSTs in "
          f"{truth['resets']:,} endings: counts are right; who made them: {says}, "
          f"unknown {found.get('unknown', 0):,}", file=sys.stderr)


def peers(bench):
    commands = {
        "tshark": ["tshark", "-n", "-Y", "tcp.flags.reset==1", "-r"],
        "argus": ["argus", "-w", "/dev/null", "-r"],
    }
    return {name: command for name, command in commands.items()
            if not bench.args.guard and not bench.args.no_peers and shutil.which(name)}


def peer_costs(bench, path):
    """By name: CPU a packet on the capture's first packets, without what a start
    costs; peak memory; how many packets these were."""
    costs = {}
    cut, one = bench.scratch / "cut.pcap", bench.scratch / "one.pcap"
    packets = copy_packets(path, cut, bench.args.cut)
    copy_packets(path, one, 1)
    for name, command in peers(bench).items():
        start = bench.cost([*command, one]).cpu
        whole = bench.cost([*command, cut])
        costs[name] = ((whole.cpu - start) / packets, whole.peak, packets)
    return costs


def verdict(met, bar):
    return f"bar {bar}: {'met' if met else '**missed**'}"


def own_note(workload, ratio, cost, start, truth):
    """What is said of tcpblame's main row."""
    notes = []
    if workload in RATIO_BAR:
        notes.append(verdict(ratio <= RATIO_BAR[workload], RATIO_BAR[workload]))
    if truth["flows_open_peak"] >= ENOUGH_FLOWS:
        each = (cost.peak - start.peak) / truth["flows_open_peak"]
        notes.append(f"{each:.0f} bytes an open flow")
        if workload in FLOW_BYTES_BAR:
            bar = FLOW_BYTES_BAR[workload]
            notes.append(verdict(each <= bar, f"{bar} bytes"))
    return "; ".join(notes)


def peer_rows(bench, workload, path, unit, blame):
    """unit, blame: CPU seconds a packet of the empty loop and of tcpblame."""
    rows = []
    for name, (each, peak, packets) in peer_costs(bench, path).items():
        note = f"first {packets:,} packets; {each / blame:.0f} x tcpblame"
        if name == "tshark":
            note += "; " + verdict(each / blame >= TSHARK_BAR, TSHARK_BAR)
        rows.append((workload, name, each * 1e9, each / unit, peak, note))
    return rows


def measure(bench, workload):
    """Rows of the table for one workload, and what its ratio would be if starting
    a program cost nothing (it does on the guard's small captures)."""
    path, truth = bench.capture(workload)
    say_right(workload, truth, check(bench, workload, path, truth))
    if bench.args.counts_only:
        return [], 0
    one = bench.scratch / "one.pcap"
    copy_packets(path, one, 1)
    start = bench.cost_in_turns({LOOP: [bench.loop, one],
                                 BLAME: bench.blame(one, workload, "ndjson")})
    commands = {LOOP: [bench.loop, path], BLAME: bench.blame(path, workload, "ndjson")}
    if not bench.args.guard:
        commands[BLAME_TEXT] = bench.blame(path, workload, "text")
    costs = bench.cost_in_turns(commands)
    unit, blame = costs[LOOP].cpu, costs[BLAME].cpu
    packets = truth["packets"]
    rows = [(workload, name, cost.cpu * 1e9 / packets, cost.cpu / unit, cost.peak,
             own_note(workload, cost.cpu / unit, cost, start[BLAME], truth)
             if name == BLAME else "") for name, cost in costs.items()]
    rows += peer_rows(bench, workload, path, unit / packets, blame / packets)
    net = max(unit - start[LOOP].cpu, 1e-3)
    return rows, (blame - start[BLAME].cpu) / net


def first_line(*command):
    try:
        run = subprocess.run(command, capture_output=True, text=True)
    except OSError:
        return None
    lines = [line for line in run.stdout.splitlines() + run.stderr.splitlines()
             if line and not line.startswith("Running as")]
    return lines[0].strip() if lines else None


def describe(bench):
    cpu = "unknown processor"
    for line in pathlib.Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            cpu = line.split(":", 1)[1].strip()
            break
    libpcap = first_line("pkg-config", "--modversion", "libpcap")
    versions = [first_line(bench.tcpblame, "--version"), libpcap and f"libpcap {libpcap}"]
    versions += [first_line(name, "--version" if name == "tshark" else "-h")
                 for name in peers(bench)]
    return (f"{cpu}, {os.cpu_count()} cores, Linux {platform.release()}; "
            + "; ".join(filter(None, versions)) + f"; median of {bench.args.turns}")


def print_table(bench, rows):
    print(f"\n{describe(bench)}\n")
    print("| workload | program | CPU ns/packet | ratio | peak memory | |")
    print("|---|---|--:|--:|--:|---|")
    for workload, name, each, ratio, peak, note in rows:
        print(f"| {workload} | {name} | {each:,.0f} | {ratio:,.2f} | {peak / 1e6:,.1f} MB "
              f"| {note} |")


def options():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("build", help="build directory")
    parser.add_argument("--workloads", default=",".join(DEFAULT_WORKLOADS),
                        help=f"of {','.join(WORKLOADS)}")
    parser.add_argument("--turns", type=int, default=7, help="measure so often (7)")
    parser.add_argument("--quick", action="store_true", help="three turns")
    parser.add_argument("--scale", type=float, default=1.0, help="size of the captures")
    parser.add_argument("--flows", type=int, help="connections open at once")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--cut", type=int, default=300000, help="packets for the peers")
    parser.add_argument("--no-peers", action="store_true", help="no tshark, no argus")
    parser.add_argument("--keep", metavar="DIR", help="keep the captures in DIR")
    parser.add_argument("--guard", action="store_true",
                        help="small captures; status 1 if far from the bars")
    parser.add_argument("--counts-only", action="store_true", help="no timing")
    args = parser.parse_args()
    if args.quick or args.guard:
        args.turns = 3
    if args.guard:
        args.workloads = ",".join(GUARD_SCALE)
    args.workloads = args.workloads.split(",")
    for workload in args.workloads:
        if workload not in WORKLOADS:
            parser.error(f"no workload is called {workload!r}")
    return args


def run(args, scratch):
    bench = Bench(args, scratch)
    rows, status = [], 0
    for workload in args.workloads:
        try:
            more, ratio = measure(bench, workload)
        except Failure as failure:
            print(f"run.py: {workload}: {failure}", file=sys.stderr)
            status = 1
            continue
        rows += more
        limit = RATIO_BAR.get(workload, float("inf")) * GUARD_SLACK
        if args.guard and ratio > limit:
            print(f"run.py: {workload}: {ratio:.1f} times the empty loop is far too much "
                  f"(limit {limit:g})", file=sys.stderr)
            status = 1
    if rows:
        print_table(bench, rows)
    return status


def main():
    args = options()
    try:
        if args.keep:
            pathlib.Path(args.keep).mkdir(parents=True, exist_ok=True)
            return run(args, args.keep)
        with tempfile.TemporaryDirectory(prefix="tcpblame-bench-") as scratch:
            return run(args, scratch)
    except Failure as failure:
        print(f"run.py: {failure}", file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main())
