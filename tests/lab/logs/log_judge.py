# SPDX-License-Identifier: BSD-3-Clause
"""Holds the ties of a report against what is true of each line of a log.

A log is offered with each capture of its own play, whose clock may differ from the log's by
a constant, and with captures of another play that are moved to the same time: whatever is
tied to those is wrong."""
import collections
import json
import random
import re
import subprocess

import pcapfile
from log_stage import CLOSED

TIME_LIMIT = 60
NANOSECONDS = b"\x4d\x3c\xb2\xa1"
WRONG_CLOCK = 0.4	# of the captures have a clock that is not the log's
AT_ONCE = 0.06		# seconds in which a program tells of a reset

# How a log was offered: with which capture, of its own play or not, taken where, and how far
# its clock is off (seconds).
Offer = collections.namedtuple("Offer", "capture own same_hosts vantage shift")


def shifted(path, seconds, to):
    """The capture as a clock would have it that goes ahead by so much."""
    capture = pcapfile.read(path)
    unit = 10**9 if capture.header[:4] in (NANOSECONDS, NANOSECONDS[::-1]) else 10**6
    moved = []
    for r in capture.records:
        total = r.seconds * unit + r.fraction + round(seconds * unit)
        moved.append(r._replace(seconds=total // unit, fraction=total % unit))
    pcapfile.write(to, capture, moved)
    return to


def offset(minutes):
    return f"{'-' if minutes < 0 else '+'}{abs(minutes) // 60:02}:{abs(minutes) % 60:02}"


def report(program, capture, log, zone):
    command = [program, "--format", "json", "--log", log, "--log-timezone", offset(zone), capture]
    done = subprocess.run(command, capture_output=True, stdin=subprocess.DEVNULL,
                          timeout=TIME_LIMIT, check=False)
    if done.returncode not in (0, 2):
        raise RuntimeError(f"{command}: {done.returncode} {done.stderr.decode()}")
    return json.loads(done.stdout), " ".join(command)


def ties(whole):
    """{line: [(ends of the connection, the tie)]}"""
    found = collections.defaultdict(list)
    for reset in whole["resets"]:
        flow = reset["flow"]
        ends = frozenset((flow[end]["ip"], flow[end]["port"]) for end in ("client", "server"))
        for tie in reset.get("logs") or ():
            found[tie["line"]].append((ends, {**tie, "frame": reset.get("frame")}))
    return found


# --- what is true ---------------------------------------------------------------

def is_of(rst, connection):
    """Whether a RST belongs to a connection, whose client's port may be unknown."""
    client, server = connection
    if client is None:
        return rst["src"] == server
    return rst["src"] in connection and rst["dst"] in connection


def seen(record, vantage):
    return [rst for rst in record["resets"] if vantage in rst["seen"]]


def of(entry, resets):
    """The RSTs that an entry may be about."""
    return [rst for connection in entry["ends"] for rst in resets if is_of(rst, connection)]


def ends_of(rst):
    return frozenset((tuple(rst["src"]), tuple(rst["dst"])))


def bears(text, end):
    return end and end[0] in text and re.search(rf"(?<!\d){end[1]}(?!\d)", text)


def given(entry):
    """What an entry tells of its connection."""
    client, server = (entry["ends"] or [(None, None)])[0]
    near, far = (client, server) if entry["writer"] == "client" else (server, client)
    if bears(entry["text"], far):
        return "4-tuple" if bears(entry["text"], near) else "peer ip:port"
    return "peer ip" if far and far[0] in entry["text"] else "time only"


def rivals(entry, mine, resets, resolution):
    """The RSTs of other connections that all that an entry tells fits as well."""
    client, server = entry["ends"][0]
    far = server if entry["writer"] == "client" else client
    fits = {"4-tuple": lambda rst: False,
            "peer ip:port": lambda rst: far in (rst["src"], rst["dst"]),
            "peer ip": lambda rst: far[0] in (rst["src"][0], rst["dst"][0]),
            "time only": lambda rst: True}[given(entry)]
    near = float("inf") if resolution is None else resolution + AT_ONCE
    own = {ends_of(rst) for rst in mine}

    def refused(rst):
        return rst["src"][1] >= CLOSED
    return [rst for rst in resets if ends_of(rst) not in own and fits(rst)
            and refused(rst) == refused(mine[0]) and abs(rst["time"] - mine[0]["time"]) < near]


# --- rows -----------------------------------------------------------------------

def verdict(found, mine):
    """right, wrong or untied; an entry is as its worst line is."""
    if not found:
        return "untied"
    return "right" if all(ends in mine for ends, _ in found) else "wrong"


def row_of(entry, log, resets, found, head):
    mine = of(entry, resets) if head["own"] else []
    true = {ends_of(rst) for rst in mine}
    row = {**head, "given": given(entry), "text": entry["text"], "lines": entry["numbers"],
           "verdict": verdict(found, true),
           "ties": [{"ends": sorted(ends), "right": ends in true, **tie} for ends, tie in found],
           "reset": mine[0] if mine else None, "due": entry["due"], "writer": entry["writer"]}
    if not mine:
        return {**row, "truth": "no reset" if head["own"] else
                "same hosts" if head["same_hosts"] else "other hosts"}
    first = [rst for rst in mine if is_of(rst, entry["ends"][0])]
    if not first or not entry["due"]:
        return {**row, "truth": "may"}
    tried_again = len({ends_of(rst) for rst in mine}) > 1		# and was reset again
    any_day = log["resolution"] is None and row["given"] != "4-tuple"
    anyone = tried_again or any_day or rivals(entry, mine, resets, log["resolution"])
    return {**row, "truth": "open" if anyone else "reset"}


def rows_of(record, log, resets, whole, head):
    """A row for each entry of a log, and for each line besides that was tied."""
    found = ties(whole)
    for entry in log["entries"]:
        mine = [tie for n in entry["numbers"] for tie in found.pop(n, [])]
        yield row_of(entry, log, resets, mine, head)
    for line, more in found.items():
        nothing = {"numbers": [line], "text": more[0][1]["text"], "ends": [], "due": False,
                   "writer": log["writer"]}
        yield row_of(nothing, log, resets, more, head)


def offers(record, other, dice):
    """The captures that a log is offered with."""
    for vantage, path in record["captures"].items():
        shift = 0.0
        if dice.random() < WRONG_CLOCK:
            shift = dice.choice((-1, 1)) * dice.choice((dice.uniform(0.5, 5), dice.uniform(5, 90)))
            path = shifted(path, shift, f"{path}.shifted")
        yield Offer(path, True, True, vantage, shift)
    same = record["server"] == other["server"]
    for vantage, path in other["captures"].items():
        shift = record["began"] - other["began"] + dice.uniform(-1.5, 1.5)
        yield Offer(shifted(path, shift, f"{path}.moved"), False, same, vantage, 0.0)


def judge(program, record, other):
    """The rows of one play; other: another play of the same scenario."""
    dice = random.Random(str((record["scenario"], record["variant"], record["seed"])))
    head = {k: record[k] for k in ("scenario", "variant", "seed")}
    rows = []
    for offer in offers(record, other, dice):
        for log in record["logs"]:
            whole, command = report(program, offer.capture, log["path"], record["zone"])
            about = {**head, **offer._asdict(), "command": command, "log": log["path"],
                     "timed": log["resolution"] is not None}
            rows += rows_of(record, log, seen(record, offer.vantage), whole, about)
    return rows
