#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""The verdicts over the samples against what is known of them from elsewhere.

usage: truth.py PROGRAM

samples/truth.json holds what each scenario does and what the kernel's own tracepoints
said while it was captured; it was not made from the packets.  "unknown" is an honest
answer where noted below; a wrong one never is:

  episodes, rsts       of each no more and no less than there were; copies of a packet
                       are not RSTs of their own
  from, phase, effect  must be right (null in the truth: the capture cannot show it)
  origin, harm         must be right or unknown
  state                of the sender of the deciding RST, where the kernel names one that
                       its packets can show"""

import collections
import json
import sys

sys.dont_write_bytecode = True

import samples  # noqa: E402

MAY_BE_UNKNOWN = ("origin", "harm")

# The report judges by its own definitions, from packets alone; what the scenario knows
# besides may lead elsewhere: (sample, member) and why that is no mistake.
DIFFERS = {
    ("tls-tickets-unread", "harm"): (
        "disruptive", "the session tickets that nobody wanted were not acknowledged;"
        " encrypted, they are bytes lost like any other"),
}

# States in the kernel's words.  TCP_CLOSE is not among them: the kernel changes the
# state of a socket before it sends the RST, so it tells nothing of the time before.
# TCP_LISTEN is the listener's, not the connection's; UNKNOWN means no socket.
STATES = {"TCP_ESTABLISHED": "ESTABLISHED", "TCP_SYN_SENT": "SYN-SENT",
          "TCP_SYN_RECV": "SYN-RECEIVED", "TCP_FIN_WAIT1": "FIN-WAIT-1",
          "TCP_FIN_WAIT2": "FIN-WAIT-2", "TCP_CLOSE_WAIT": "CLOSE-WAIT",
          "TCP_CLOSING": "CLOSING", "TCP_LAST_ACK": "LAST-ACK",
          "TCP_TIME_WAIT": "TIME-WAIT"}


def found_in(reset):
    return {"from": reset["rst"]["from"], "origin": reset["origin"]["by"],
            "phase": reset["phase"], "effect": reset["effect"]["verdict"],
            "harm": reset["harm"]["verdict"]}


def address(end):
    ip = end["ip"]
    return f"[{ip}]:{end['port']}" if ":" in ip else f"{ip}:{end['port']}"


def ways(reset):
    """Source and destination of the deciding RST, in the kernel's words."""
    side = reset["rst"]["from"]
    other = "server" if side == "client" else "client"
    return address(reset["flow"][side]), address(reset["flow"][other])


def kernel_state(reset, truth):
    """Of the sender, if the kernel names one state for all RSTs of that direction."""
    states = {r["state"] for r in truth["resets"]
              if (r["src"], r["dst"]) == ways(reset) and not r["lost"]}
    return STATES.get(states.pop()) if len(states) == 1 else None


def count_rsts(resets):
    """RSTs as sent: a packet captured twice counts once."""
    roles = [segment["role"] for reset in resets for segment in reset["segments"]]
    return len(roles) - roles.count("duplicate-capture")


def true_rsts(truth, found):
    """How many RSTs the capture holds: those made, without those lost before it; what was
    lost behind it is there as well, and which is which is not noted."""
    made = len(truth["resets"])
    arrived = made - sum(reset["lost"] for reset in truth["resets"])
    return min(max(found, arrived), made)


class Score:
    """Right and total, by member; and what is wrong, in words."""

    def __init__(self):
        self.right, self.unknown, self.total = (collections.Counter() for _ in range(3))
        self.wrong = []
        self.unused = dict(DIFFERS)

    def member(self, sample, frame, member, found, expected):
        if expected is None:
            return
        self.total[member] += 1
        if found == expected:
            self.right[member] += 1
        elif found == "unknown" and member in MAY_BE_UNKNOWN:
            self.unknown[member] += 1
        elif DIFFERS.get((sample, member), (None,))[0] == found:
            self.unused.pop((sample, member), None)
        else:
            self.wrong.append(f"{sample}: frame {frame}: {member}: {found}, but {expected}")

    def reset(self, sample, reset, expected, truth):
        for member, found in found_in(reset).items():
            self.member(sample, reset["frame"], member, found, expected[member])
        side = reset["rst"]["from"]
        self.member(sample, reset["frame"], "state", reset["state"][side],
                    kernel_state(reset, truth))

    def timeline(self, timeline, resets):
        expected = timeline.truth["expect"]
        rsts = count_rsts(resets)
        self.member(timeline.name, "-", "episodes", len(resets), len(expected))
        self.member(timeline.name, "-", "rsts", rsts, true_rsts(timeline.truth, rsts))
        for reset, wanted in zip(resets, expected):
            self.reset(timeline.name, reset, wanted, timeline.truth)

    def show(self):
        print(f"{'':9}  right unknown  total")
        for member, total in self.total.items():
            print(f"{member:9} {self.right[member]:6} {self.unknown[member]:7}"
                  f" {total:6}")
        print("\n".join(self.wrong))


def main():
    program = sys.argv[1]
    score = Score()
    for timeline in samples.timelines():
        done = samples.report(program, timeline.files, "json")
        score.timeline(timeline, json.loads(done.stdout)["resets"])
    score.show()
    for sample, member in score.unused:
        print(f"{sample}: {member} no longer differs: take it out of DIFFERS")
    return bool(score.wrong or score.unused)


if __name__ == "__main__":
    sys.exit(main())
