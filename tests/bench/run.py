#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""What tcpblame costs, in units of an empty pcap_loop over the same capture.

    run.py BUILD_DIRECTORY            the whole table; 13 GB of scratch space, an hour
    run.py --quick BUILD_DIRECTORY    three turns instead of seven
    run.py --guard BUILD_DIRECTORY    small captures; status 1 if far from the goals

Captures are generated into a scratch directory ($TMPDIR, or --keep DIR to use them
again).  Before anything is timed the report is held to what the generator knows of
its capture; a wrong answer gets no speed, and exit status 1.  Then all programs run
in turns, so that a busy machine is equally hard on each; figures are medians.  The goals
are in goals.py.

CPU is user+system of the whole process, memory its peak resident size.  A ratio to
the empty loop means something on any machine; absolute figures do not.
tshark and argus are far too slow for the whole capture: they get its first packets
(--cut), less what they need for one packet, and are compared by CPU per packet.
"""
import argparse
import os
import pathlib
import platform
import subprocess
import sys
import tempfile

import goals
from measure import Bench, Failure, check

WORKLOADS = ("web", "small", "many", "storm", "long")
# small is large enough to fill what has a bound, so that only what has none makes long larger.
GUARD_SCALE = {"web": 0.05, "small": 0.1, "many": 0.01, "storm": 0.03, "long": 0.1}
GUARD_TRIES = 3
# Each instruction is followed, which takes fifty times as long.
INSTRUCTION_SCALE = {"web": 0.01, "small": 0.01, "many": 0.001, "storm": 0.003}
# With how many connections open the cost of a packet is compared, in packets of small.
FEW, MANY = 10000, 1000000
# What is measured beside the line of -q.
WITH_NDJSON = ("web", "small", "storm")
WITH_THREADS = ("small",)
WITH_PEERS = ("web", "small")

LOOP, LINES, NDJSON, THREADS = "empty pcap_loop", "tcpblame -q", "tcpblame ndjson", \
    "tcpblame -q, two threads"


class Results:
    def __init__(self):
        self.values = {}  # by the names of goals.GOALS
        self.rows = []  # workload, program, CPU ns a packet, ratio, peak bytes, note


def say_right(workload, truth, found):
    """found: makers and how many resets they are said to have made."""
    makers = ("client", "server", "third-party")
    says = ", ".join(f"{maker} {found.get(maker, 0):,} of "
                     f"{truth['resets_by_' + maker.replace('-', '_')]:,}"
                     for maker in makers)
    print(f"{workload}: {truth['packets']:,} packets, {truth['flows']:,} connections, "
          f"{truth['flows_open_peak']:,} open, {truth['rst_segments']:,} RSTs in "
          f"{truth['resets']:,} endings: counts are right; who made them: {says}, "
          f"unknown {found.get('unknown', 0):,}", file=sys.stderr)


def programs(bench, workload, path):
    commands = {LOOP: [bench.loop, path], LINES: bench.blame(path, "-q")}
    if bench.args.guard:
        return commands
    if workload in WITH_NDJSON:
        commands[NDJSON] = bench.blame(path, "--format", "ndjson")
    if workload in WITH_THREADS and bench.has_threads():
        commands[THREADS] = bench.blame(path, "-q", "--jobs", "2")
    return commands


def note_values(values, workload, costs, start, truth):
    """What the costs say about the goals."""
    unit, lines = costs[LOOP].cpu, costs[LINES]
    connections = truth["flows_open_peak"]
    values[f"{workload}.ratio"] = lines.cpu / unit
    values[f"{workload}.memory"] = lines.peak / 1e6
    if workload == "many":
        values["many.connection"] = (lines.peak - start.peak) / connections
    if THREADS in costs:
        values[f"{workload}.threads"] = costs[THREADS].wall / lines.wall
    if NDJSON not in costs:
        return
    ndjson = costs[NDJSON]
    if workload == "storm":
        values["storm.ndjson"] = (ndjson.cpu - lines.cpu) / truth["resets"] * 1e6
        return
    values[f"{workload}.ndjson"] = ndjson.cpu / unit
    if workload == "small":
        values["small.connection"] = (ndjson.peak - start.peak) / connections


def measure_peers(bench, workload, path, costs, packets, results):
    for name, (each, peak, of) in bench.peer_costs(path).items():
        times = each * packets / costs[LINES].cpu
        results.values[f"{workload}.{name}"] = times
        if name == "tshark":
            results.values[f"{workload}.tshark_ndjson"] = each * packets / costs[NDJSON].cpu
        results.rows.append((workload, name, each * 1e9, each * packets / costs[LOOP].cpu, peak,
                             f"first {of:,} packets; {times:,.0f} times tcpblame -q"))


def measure(bench, workload, results):
    path, truth = bench.capture(workload, bench.args.scale, bench.args.flows)
    say_right(workload, truth, check(bench, path, truth))
    if bench.args.counts_only:
        return
    packets = truth["packets"]
    start = bench.cost(bench.blame(bench.one_packet(path), "-q"))
    costs = bench.cost_in_turns(programs(bench, workload, path))
    note_values(results.values, workload, costs, start, truth)
    results.rows += [(workload, name, cost.cpu * 1e9 / packets, cost.cpu / costs[LOOP].cpu,
                      cost.peak, f"wall {cost.wall:.2f} s") for name, cost in costs.items()]
    if workload in WITH_PEERS:
        measure_peers(bench, workload, path, costs, packets, results)


def measure_growth(bench, results):
    """CPU a packet with many connections open over that with few."""
    commands, packets = {}, {}
    for flows in (FEW, MANY):
        path, truth = bench.capture("small", bench.args.scale, int(flows * bench.args.scale))
        say_right("small", truth, check(bench, path, truth))
        commands[flows] = bench.blame(path, "-q")
        packets[flows] = truth["packets"]
    if bench.args.counts_only:
        return
    each = {flows: cost.cpu / packets[flows]
            for flows, cost in bench.cost_in_turns(commands).items()}
    results.values["growth"] = each[MANY] / each[FEW]


def compare_long(values):
    """Its memory is held to that of small."""
    long, small = values.pop("long.memory", None), values.get("small.memory")
    if long and small:
        values["long.memory"] = long / small


def net_cost(bench, workload, path):
    """CPU over the empty loop and peak memory if starting a program cost nothing, which it
    does on small captures.  The least of all turns: a busy machine only adds."""
    one = bench.one_packet(path)
    start = bench.cost_in_turns(programs(bench, workload, one), min)
    costs = bench.cost_in_turns(programs(bench, workload, path), min)
    unit = max(costs[LOOP].cpu - start[LOOP].cpu, 1e-3)
    return (costs[LINES].cpu - start[LINES].cpu) / unit, costs[LINES].peak - start[LINES].peak


def guard_speed(bench, workload, path, truth, each):
    """What is wrong, or None; each: bytes of an open connection by workload."""
    ratio, peak = net_cost(bench, workload, path)
    for _ in range(1, GUARD_TRIES):
        if ratio > goals.GUARD[workload]:
            ratio = min(ratio, net_cost(bench, workload, path)[0])
    each[workload] = peak / truth["flows_open_peak"]
    print(f"{workload}: {ratio:.2f} times the empty loop, limit {goals.GUARD[workload]:g}; "
          f"{each[workload]:,.0f} bytes an open connection", file=sys.stderr)
    if ratio > goals.GUARD[workload]:
        return f"{ratio:.2f} times the empty loop is far too much"
    if workload == "long" and "small" in each and \
            each["long"] > goals.GUARD_FLAT * each["small"]:
        return "memory grows with the length of the capture"
    return None


def guard_instructions(bench, workload):
    """What is wrong, or None."""
    path, truth = bench.capture(workload, INSTRUCTION_SCALE[workload])
    start, whole = (bench.instructions(file) for file in (bench.one_packet(path), path))
    each, limit = (whole - start) / truth["packets"], goals.GUARD_INSTRUCTIONS[workload]
    print(f"{workload}: {each:,.0f} instructions a packet, limit {limit:,}", file=sys.stderr)
    return f"{each:,.0f} instructions a packet are too many" if each > limit else None


def guard(bench, workload, each):
    """All that is wrong; each: bytes of an open connection by workload."""
    path, truth = bench.capture(workload, GUARD_SCALE[workload])
    say_right(workload, truth, check(bench, path, truth))
    if bench.args.counts_only:
        return []
    wrong = [guard_speed(bench, workload, path, truth, each)]
    if workload in INSTRUCTION_SCALE and bench.can_count():
        wrong.append(guard_instructions(bench, workload))
    return filter(None, wrong)


def guard_all(bench):
    each, status = {}, 0
    if not bench.can_count():
        print("no valgrind: instructions are not counted", file=sys.stderr)
    for workload in bench.args.workloads:
        for wrong in guard(bench, workload, each):
            print(f"run.py: {workload}: {wrong}", file=sys.stderr)
            status = 1
    return status


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
                 for name in bench.peers()]
    return (f"{cpu}, {os.cpu_count()} cores, Linux {platform.release()}; "
            + "; ".join(filter(None, versions)) + f"; median of {bench.args.turns}")


def print_results(bench, results):
    print(f"\n{describe(bench)}\n")
    print(goals.table(results.values))
    print("\n| workload | program | CPU ns/packet | ratio | peak memory | |")
    print("|---|---|--:|--:|--:|---|")
    for workload, name, each, ratio, peak, note in results.rows:
        print(f"| {workload} | {name} | {each:,.0f} | {ratio:,.2f} | {peak / 1e6:,.1f} MB "
              f"| {note} |")


def options():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("build", help="build directory")
    parser.add_argument("--workloads", default=",".join(WORKLOADS),
                        help=f"of {','.join(WORKLOADS)}")
    parser.add_argument("--turns", type=int, default=7, help="measure so often (7)")
    parser.add_argument("--quick", action="store_true", help="three turns")
    parser.add_argument("--scale", type=float, default=1.0, help="size of the captures")
    parser.add_argument("--flows", type=int, help="connections open at once")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--cut", type=int, default=300000, help="packets for the peers")
    parser.add_argument("--no-peers", action="store_true", help="no tshark, no argus")
    parser.add_argument("--no-growth", action="store_true",
                        help=f"no comparison of {FEW:,} with {MANY:,} connections")
    parser.add_argument("--keep", metavar="DIR", help="keep the captures in DIR")
    parser.add_argument("--guard", action="store_true",
                        help="small captures; status 1 if far from the goals")
    parser.add_argument("--counts-only", action="store_true", help="no timing")
    args = parser.parse_args()
    args.workloads = args.workloads.split(",")
    for workload in args.workloads:
        if workload not in WORKLOADS:
            parser.error(f"no workload is called {workload!r}")
    if args.quick:
        args.turns = 3
    return args


def run(args, scratch):
    bench = Bench(args, scratch)
    if args.guard:
        return guard_all(bench)
    results = Results()
    for workload in args.workloads:
        measure(bench, workload, results)
    if not args.no_growth:
        measure_growth(bench, results)
    compare_long(results.values)
    if results.rows:
        print_results(bench, results)
    return 0


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
