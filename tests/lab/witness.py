# SPDX-License-Identifier: BSD-3-Clause
"""What really happened on a stage: every RST, by those who made it.

A scenario's word is not taken for it: an episode that it claims has to be witnessed, made
by whom the scenario says, with the kernel's reason if it names one."""
import json

from scenario import ENDS, Expected


class Failed(Exception):
    """The scenario did not do what it says."""


def endpoint(text):
    """address:port of the kernel's trace as (address, port)."""
    address, port = text.rsplit(":", 1)
    return address.strip("[]").removeprefix("::ffff:"), int(port)


def rejected(stage):
    """What the firewall answered by a RST, from the set where it noted that.  It tells no
    time: the scenarios begin with it."""
    if not stage.rejects:
        return
    listed = json.loads(stage.router.run("nft -j list set inet lab noted"))["nftables"]
    for element in listed[-1]["set"].get("elem", ()):
        src, sport, dst, dport = element.get("elem", {}).get("val", element)["concat"]
        yield {"by": "router", "src": (dst, dport), "dst": (src, sport), "time": 0.0,
               "reason": "netfilter reject with tcp reset", "state": None, "lost": False}


def traced(stage):
    """What the stacks of this stage sent."""
    lab = stage.lab
    for e in lab.trace.events()[0]:
        if e["time"] >= lab.start and (by := lab.whose(e["src"])):
            lost = any(a <= e["time"] <= b for a, b in lab.lost)
            yield {"by": by, "src": endpoint(e["src"]), "dst": endpoint(e["dst"]),
                   "time": e["time"], "reason": e["reason"], "state": e["state"],
                   "lost": lost}


def forged(stage):
    for e in stage.lab.forged:
        yield {"by": e["from"], "src": endpoint(e["src"]), "dst": endpoint(e["dst"]),
               "time": e["time"], "reason": "forged", "state": None, "lost": False}


def resets(stage):
    found = [*rejected(stage), *traced(stage), *forged(stage)]
    return sorted(found, key=lambda rst: rst["time"])


def is_of(expected, rst):
    return any({rst["src"], rst["dst"]} == set(ends) for ends in expected.at.values())


def assemble(stage):
    """The expectations that came true, each with its RSTs.  A RST of a connection that the
    scenario does not hold in hand belongs to one all the same."""
    for rst in resets(stage):
        if rst["src"][1] in stage.ignored or rst["dst"][1] in stage.ignored:
            continue
        mine = next((e for e in stage.expected if is_of(e, rst)), None)
        if mine is None:
            mine = Expected({None: (rst["dst"], rst["src"])}, stage.truth)
            stage.expected.append(mine)
        mine.kernel.append(rst)
    return [e for e in stage.expected if e.kernel]


def deciding(expected):
    return next((rst for rst in expected.kernel if not rst["lost"]), None)


def one_of(value, allowed):
    return value in (allowed if isinstance(allowed, tuple) else (allowed,))


def check(stage, expected):
    """That an episode is what the scenario says."""
    rst, truth, reason = deciding(expected), expected.truth, stage.scenario.expected["reason"]
    maker = truth.get("maker") or truth["origin"]
    by = rst["by"] if rst["by"] in ENDS else "third-party"
    if by != maker:
        raise Failed(f"the RST was made by the {by}, not the {maker}: {rst}")
    if reason and truth["slug"] == stage.truth["slug"] and not one_of(rst["reason"], reason):
        raise Failed(f"the kernel's reason is {rst['reason']}, not {reason}")
    side = stage.lab.whose("%s:%d" % rst["src"])
    if side in ENDS and truth["side"] and side != truth["side"]:
        raise Failed(f"the RST bears the address of the {side}, not the {truth['side']}")


def visible(stage, expected, vantage):
    """Whether a capture there holds the deciding RST, and nothing before it that the other
    end never got."""
    rst = deciding(expected)
    if expected.truth["slug"] is None:
        return False
    if any(r["lost"] and r["by"] == vantage for r in expected.kernel):
        return False
    return vantage not in ENDS or vantage in (rst["by"], stage.lab.whose("%s:%d" % rst["dst"]))


def testify(stage):
    """The episodes as the judge wants them, or Failed."""
    episodes = []
    for expected in assemble(stage):
        if deciding(expected) is None or expected.truth["slug"] is None:
            continue
        check(stage, expected)
        seen = [v for v in stage.captures if visible(stage, expected, v)]
        episodes.append({"at": {v: expected.ends(v) for v in seen}, "truth": expected.truth,
                         "met": expected.outcome(), "kernel": expected.kernel})
    wanted = stage.scenario.expected["count"]
    if len(episodes) != wanted if wanted is not None else not episodes:
        raise Failed(f"{len(episodes)} episodes, but {wanted or 'some'} are claimed")
    return episodes


def modelled(stage):
    """The same for a scenario whose packets were written: nobody witnessed them."""
    return [{"at": {v: e.ends(v) for v in stage.captures}, "truth": e.truth, "met": {},
             "kernel": []} for e in stage.expected] or [
        {"at": {v: None for v in stage.captures}, "truth": stage.truth, "met": {},
         "kernel": []} for _ in range(stage.scenario.expected["count"])]

