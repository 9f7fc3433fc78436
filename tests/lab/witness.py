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


def during(times, moment):
    return any(since <= moment <= until for since, until in times)


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
    """What the stacks of this stage sent.  The kernel does not say to whom where the socket
    is a listener's."""
    lab = stage.lab
    made, taken = lab.trace.events()
    taken = [e for e in taken if e["time"] >= lab.start]
    for e in made:
        src, dst = endpoint(e["src"]), endpoint(e["dst"])
        by = lab.owner(src[0])
        if by and e["time"] >= lab.start and not during(stage.unsent, e["time"]):
            yield {"by": by, "src": src, "dst": dst if dst[1] else receiver(e, taken),
                   "time": e["time"], "reason": e["reason"], "state": e["state"],
                   "lost": during(lab.lost, e["time"])}


def receiver(sent, taken):
    """Who took the RST of a listener: the next to take one from there."""
    for e in taken:
        if e["time"] >= sent["time"] and endpoint(e["remote"]) == endpoint(sent["src"]):
            taken.remove(e)
            return endpoint(e["local"])
    return None


def forged(stage):
    for e in stage.lab.forged:
        yield {"by": e["from"], "src": endpoint(e["src"]), "dst": endpoint(e["dst"]),
               "time": e["time"], "reason": "forged", "state": None, "lost": False}


def resets(stage):
    found = [*rejected(stage), *traced(stage), *forged(stage)]
    return sorted(found, key=lambda rst: rst["time"])


def holder(stage, rst):
    """The expectation that a RST belongs to.  Of one that nobody took only the maker is known:
    it belongs to the connection there that was reset before, or to the only one."""
    if rst["dst"] is None:
        there = [e for e in stage.expected
                 if any(rst["src"] in ends for ends in e.at.values())]
        return next((e for e in reversed(there) if e.kernel), next(iter(there), None))
    return next((e for e in stage.expected for ends in e.at.values()
                 if {rst["src"], rst["dst"]} == set(ends)), None)


def unheld(stage, rst):
    """An expectation for a connection that is in the hands of programs."""
    if rst["dst"] is None:
        raise Failed(f"nobody knows whom this was sent to: {rst}")
    far = stage.lab.v4.far		# where the client's own is hidden
    client, server = rst["src"], rst["dst"]
    if stage.lab.owner(client[0]) == "server":
        client, server = server, client
    own = stage.client.v4 if client[0] == far else client[0]
    at = {None: ((own, client[1]), server)}
    if "nat" in stage.words:		# which keeps ports where it can
        at["server"] = ((far, client[1]), server)
    return Expected(at, stage.truth)


def assemble(stage):
    """The expectations that came true, each with its RSTs."""
    for rst in resets(stage):
        mine = holder(stage, rst)
        if mine is None:
            mine = unheld(stage, rst)
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
    reasons = [r["reason"] for r in expected.kernel]
    if reason and truth is stage.truth and not any(one_of(r, reason) for r in reasons):
        raise Failed(f"the kernel's reason is {reasons}, not {reason}")
    side = stage.lab.owner(rst["src"][0])
    if side in ENDS and truth["side"] and side != truth["side"]:
        raise Failed(f"the RST bears the address of the {side}, not the {truth['side']}")


def reaches(stage, rst, vantage):
    """Whether a capture there holds this RST."""
    if vantage not in ENDS or vantage == rst["by"] or rst["dst"] is None:
        return True
    hidden = "nat" in stage.words and rst["dst"][0] == stage.lab.v4.far
    return vantage == ("client" if hidden else stage.lab.owner(rst["dst"][0]))


def episode(expected, vantages, truth):
    return {"at": {v: expected.ends(v) for v in vantages}, "truth": truth,
            "met": expected.outcome(), "kernel": expected.kernel}


def echo(stage, expected, vantage):
    """Where the deciding RST never came, those of the ends' own stacks may, which answer what
    belongs to no connection any more.  What is true of them is who made them."""
    rst = next((r for r in expected.kernel if reaches(stage, r, vantage)), None)
    if rst is None or rst["by"] not in ENDS:
        return []
    return [episode(expected, [vantage], {
        **expected.truth, "slug": None, "origin": rst["by"], "side": rst["by"], "phase": None,
        "effect": None, "harm": None})]


def judged(stage, expected):
    """The episodes of an expectation that came true; none at an end that saw a RST which got
    lost on its way: there another one decides."""
    blind = stage.unjudged | {r["by"] for r in expected.kernel if r["lost"]}
    vantages = [v for v in stage.captures if v not in blind]
    seen = [v for v in vantages if reaches(stage, deciding(expected), v)]
    echoes = [echo(stage, expected, v) for v in vantages if v not in seen]
    return [episode(expected, seen, expected.truth), *sum(echoes, [])]


def testify(stage):
    """The episodes as the judge wants them, or Failed."""
    true = [e for e in assemble(stage) if deciding(e)]
    for expected in true:
        check(stage, expected)
    wanted = stage.scenario.expected["count"]
    if len(true) != wanted if wanted is not None else not true:
        raise Failed(f"{len(true)} episodes, but {wanted or 'some'} are claimed")
    return [episode for expected in true for episode in judged(stage, expected)]


def modelled(stage):
    """The same for a scenario whose packets were written: nobody witnessed them."""
    return [{"at": {v: e.ends(v) for v in stage.captures}, "truth": e.truth, "met": {},
             "kernel": []} for e in stage.expected] or [
        {"at": {v: None for v in stage.captures}, "truth": stage.truth, "met": {},
         "kernel": []} for _ in range(stage.scenario.expected["count"])]

