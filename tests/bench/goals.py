# SPDX-License-Identifier: BSD-3-Clause
"""What the benchmark asks for, and how a measured value is held to it: one table.

Speed is CPU (user and system) over an empty pcap_loop on the same capture, of the program
with -q unless ndjson is named; MB are millions of bytes."""
import collections

Goal = collections.namedtuple("Goal", "name what goal stretch unit least", defaults=(False,))

GOALS = [
    Goal("web.ratio", "web, over the empty loop", 0.75, 0.60, ""),
    Goal("web.memory", "web, peak memory", 8, None, " MB"),
    Goal("small.ratio", "small, over the empty loop", 1.35, 1.10, ""),
    Goal("small.memory", "small, peak memory", 32, None, " MB"),
    Goal("many.ratio", "many, over the empty loop", 3.0, 2.0, ""),
    Goal("many.memory", "many, peak memory", 224, 160, " MB"),
    Goal("storm.ratio", "storm, over the empty loop", 4.5, 3.0, ""),
    Goal("storm.memory", "storm, peak memory", 40, None, " MB"),
    Goal("storm.ndjson", "storm, an ending in ndjson on top of its line", 2.5, 1.5, " us"),
    Goal("long.ratio", "long, over the empty loop", 1.35, 1.10, ""),
    Goal("long.memory", "long, peak memory over that of small", 1.10, None, ""),
    Goal("small.threads", "small, wall time of two threads over one", 0.65, 0.55, ""),
    Goal("many.connection", "many, memory of an open connection", 224, 160, " bytes"),
    Goal("growth", "CPU per packet with 1,000,000 open over 10,000", 2.5, None, ""),
    Goal("web.tshark", "web, tshark over tcpblame", 200, None, "", True),
    Goal("small.tshark", "small, tshark over tcpblame", 200, None, "", True),
    Goal("web.argus", "web, argus over tcpblame", 15, None, "", True),
    Goal("small.argus", "small, argus over tcpblame", 15, None, "", True),
    Goal("web.ndjson", "web, ndjson over the empty loop", 2.0, None, ""),
    Goal("small.ndjson", "small, ndjson over the empty loop", 4.0, None, ""),
    Goal("small.connection", "small, ndjson, memory of an open connection", 400, None, " bytes"),
    Goal("web.tshark_ndjson", "web, tshark over tcpblame with ndjson", 50, None, "", True),
    Goal("small.tshark_ndjson", "small, tshark over tcpblame with ndjson", 50, None, "", True),
]

# What the guard lets pass: instructions a packet of small captures, beyond those of a start.
# They are the same on every machine, to a thousandth; a tenth more than they were when this
# was set is for compilers.  Lower them with what is gained.
GUARD_INSTRUCTIONS = {"web": 1040, "small": 1300, "many": 3370, "storm": 5360}

# CPU over the empty loop, likewise beyond that of a start: two and a half to three times what
# these captures took on a quiet machine.  On a busy one the waiting for memory was seen to double
# the ratio, so this only tells that nothing is absurd; to be lowered down to 1.5 times the goals.
GUARD = {"web": 2.7, "small": 6, "many": 20, "storm": 38, "long": 5}
# Memory of an open connection in long over that in small.
GUARD_FLAT = 1.10


def met(goal, value, bar):
    return value >= bar if goal.least else value <= bar


def number(value):
    return f"{value:,.2f}" if abs(value) < 10 else f"{value:,.0f}" if abs(value) >= 100 \
        else f"{value:,.1f}"


def bar(goal, value):
    sign = "at least " if goal.least else ""
    return "" if value is None else f"{sign}{value:,g}{goal.unit}"


def verdict(goal, value):
    if not met(goal, value, goal.goal):
        return "**missed**"
    if goal.stretch is not None and met(goal, value, goal.stretch):
        return "met, stretch too"
    return "met"


def table(values):
    """Markdown of what was measured; values: by the names of the goals."""
    lines = ["| | goal | stretch | measured | |", "|---|--:|--:|--:|---|"]
    for goal in GOALS:
        if goal.name in values:
            value = values[goal.name]
            lines.append(f"| {goal.what} | {bar(goal, goal.goal)} | {bar(goal, goal.stretch)} "
                         f"| {number(value)}{goal.unit} | {verdict(goal, value)} |")
    return "\n".join(lines)
