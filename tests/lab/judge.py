# SPDX-License-Identifier: BSD-3-Clause
"""Holds the program's reports against the truth of what was played.

Each capture is judged alone, as if nobody had taken another: a row for each episode at each
vantage, and for each of its degradations.  The rows hold all that a statistician needs."""
import json
import subprocess

import pcapfile

TIME_LIMIT = 60
UNSURE = ("unknown", "undetermined")


def report(program, path):
    done = subprocess.run([program, "--format", "json", "--signals", path], capture_output=True,
                          stdin=subprocess.DEVNULL, timeout=TIME_LIMIT, check=False)
    if done.returncode not in (0, 2):
        raise RuntimeError(f"{program} {path}: {done.returncode} {done.stderr.decode()}")
    return json.loads(done.stdout)


def ends_of(reset):
    flow = reset["flow"]
    return {(flow[end]["ip"], flow[end]["port"]) for end in ("client", "server")}


def roles_differ(reset, ends):
    """The report takes the server for the client, as it may where it saw no handshake."""
    client = reset["flow"]["client"]
    return ends is not None and (client["ip"], client["port"]) != tuple(ends[0])


def find(resets, ends, taken):
    """The first episode of this connection that no other truth has claimed."""
    for reset in resets:
        if reset["id"] not in taken and (ends is None or ends_of(reset) ==
                                         {tuple(end) for end in ends}):
            taken.add(reset["id"])
            return reset
    return None


SWAP = {"client": "server", "server": "client"}


def answers(reset, ends):
    """What the report says, in the truth's terms."""
    swap = roles_differ(reset, ends)
    cause, origin = reset["cause"], reset["origin"]
    second = next(iter(cause["alternatives"]), {"slug": None})
    errors = reset.get("errors")
    if errors and swap:
        errors = {SWAP[end]: error for end, error in errors.items()}
    return {"slug": cause["slug"], "slug2": second["slug"], "confidence": cause["confidence"],
            "origin": SWAP.get(origin["by"], origin["by"]) if swap else origin["by"],
            "origin_confidence": origin["confidence"],
            "side": SWAP[reset["rst"]["from"]] if swap else reset["rst"]["from"],
            "phase": reset["phase"], "effect": reset["effect"]["verdict"],
            "harm": reset["harm"]["verdict"], "errors": errors}


def one_of(value, allowed):
    return value in (allowed if isinstance(allowed, (list, tuple)) else (allowed,))


# The calls of a report that a system call of ours is; what SO_ERROR tells any of them would.
IS_CALL = {"connect": ("connect",), "accept": ("accept",), "recv": ("read", "read or write"),
           "send": ("write", "read or write"), "SO_ERROR": ("read", "write", "read or write")}


def first_failed(calls):
    """(call, error) that an application met first; None if none failed."""
    return next(((call, outcome) for call, outcome in calls if outcome not in (None, "EOF")),
                None)


def wrote_after_end(calls):
    outcomes = [outcome for _, outcome in calls]
    after = outcomes.index("EOF") if "EOF" in outcomes else len(calls)
    return any(call == "send" for call, _ in calls[after:])


def error_is_right(error, calls):
    """Whether what the report expects is what the application met first, which is not to be
    had without what it did: one that only reads never learns that it could not have written
    any more.  The end of what it read is no error, but may be told."""
    failed = first_failed(calls)
    if error is None:
        return failed is None
    linux = (error.get("linux") or {}).get("name")
    if failed:
        return linux == failed[1] and error["call"] in IS_CALL[failed[0]]
    if "EOF" not in [outcome for _, outcome in calls]:
        return False
    return error["condition"] == "end-of-file" or (
        linux == "EPIPE" and error["call"] == "write" and not wrote_after_end(calls))


# What is judged, and the member of the truth that knows it.
KNOWN_BY = {"cause": "slug", "cause2": "slug", "origin": "origin", "phase": "phase",
            "effect": "effect", "harm": "harm"}


def compare(truth, vantage, met, found):
    """{member: right or wrong}, of those that the truth knows and the program tells."""
    if found is None:
        return {m: False for m, known in KNOWN_BY.items() if truth[known] is not None}
    right = {"naive": found["side"] == truth["origin"]}
    if truth["slug"]:
        slugs = (truth["slug"], *truth["also"], *truth["also_at"].get(vantage, ()))
        right["cause"] = found["slug"] in slugs
        right["cause2"] = right["cause"] or found["slug2"] in slugs
    right.update({m: one_of(found[m], truth[m]) for m in ("origin", "phase", "effect", "harm")
                  if truth[m] is not None})
    if found["errors"] is not None:
        right.update({"errors." + end: error_is_right(found["errors"][end], calls)
                      for end, calls in met.items() if end in found["errors"]})
    return right


def grouped(whole, reset, kind):
    """Whether the report puts the episode into a group of that kind."""
    return any(g["kind"] == kind and reset["id"] in g["resets"] for g in whole["groups"])


def row_of(record, vantage, episode, reset, degraded=None):
    ends = episode["at"][vantage]
    found = answers(reset, ends) if reset else None
    head = {k: record[k] for k in ("scenario", "variant", "seed", "split", "witness")}
    return {**head, "vantage": vantage, "degraded": degraded, "truth": episode["truth"],
            "met": episode["met"], "kernel": episode["kernel"], "found": found,
            "right": compare(episode["truth"], vantage, episode["met"], found), "reset": reset}


def degraded_rows(program, record, vantage, row, episode):
    """The same episode where less was captured."""
    path = record["captures"][vantage]
    capture = pcapfile.read(path)
    for name, degrade in pcapfile.DEGRADATIONS.items():
        less = f"{path}.{name}"
        pcapfile.write(less, capture, degrade(capture, row["reset"]["frame"]))
        reset = find(report(program, less)["resets"], sorted(ends_of(row["reset"])), set())
        if reset:
            yield row_of(record, vantage, episode, reset, name)


def judge_capture(program, record, vantage, degrade):
    whole, taken, rows = report(program, record["captures"][vantage]), set(), []
    episodes = [e for e in record["episodes"] if vantage in e["at"]]
    for episode in episodes:
        reset = find(whole["resets"], episode["at"][vantage], taken)
        row = row_of(record, vantage, episode, reset)
        if reset and record["kind"]:
            row["right"]["group"] = grouped(whole, reset, record["kind"])
        rows.append(row)
        if degrade and reset and episode is episodes[0] and pcapfile.is_one(whole):
            rows += degraded_rows(program, record, vantage, row, episode)
    return rows, len(whole["resets"]) - len(taken)


def judge(program, record, degrade=True):
    """The rows of one record, and how many episodes its reports tell of, by capture, that the
    truth does not hold."""
    rows, strays = [], {}
    for vantage in record["captures"]:
        more, stray = judge_capture(program, record, vantage, degrade)
        rows += more
        if stray:
            strays[f"{record['scenario']}@{record['variant']} {vantage}"] = stray
    return rows, strays
