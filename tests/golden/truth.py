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
  cause                must be one of those listed below, where it is certain, or
                       "undetermined"
  error                at each end whose application noted one: that one, on Linux, or not
                       known
  state                of the sender of the deciding RST, where the kernel names one that
                       its packets can show"""

import collections
import json
import sys

sys.dont_write_bytecode = True

import samples  # noqa: E402

MAY_BE_UNKNOWN = ("origin", "harm", "error")

UNREAD = {"close-with-unread-data"}
ABORTED = {"abortive-close"}
AFTER_CLOSE = {"data-after-close"}
BLIND = {"blind-reset-attempt", "injected-reset"}
# What a box answers that has lost its table looks like what one answers that forbids.
LOST_TABLE = {"state-loss-failover", "middlebox-idle-timeout", "conntrack-invalid",
              "policy-reset"}

# The cause, where what the scenario does makes it certain: of every episode one of these.
# Several where no packet tells them apart: whether a program had read what it was sent,
# or which hand killed a socket.
CAUSES = {
    "connection-refused": {"connection-refused"},
    "connection-refused-ipv6": {"connection-refused"},
    "firewall-reject": {"firewall-reject"},
    "firewall-reject-ipv6": {"firewall-reject"},
    "port-scan": {"port-scan"},
    "health-check": {"health-check-probe"},
    "close-with-unread-data": UNREAD,
    "server-aborts": UNREAD | ABORTED,
    "client-aborts": ABORTED | {"client-cancel"},
    "client-aborts-ipv6": ABORTED | {"client-cancel"},
    "data-after-close": AFTER_CLOSE,
    "half-open-connection": {"half-open-connection"},
    "administrative-abort": ABORTED | {"administrative-abort"},
    "reset-after-completion": {"reset-after-completion"},
    "client-cancels-download": {"client-cancel"},
    "data-after-close-ipv6": AFTER_CLOSE,
    "server-aborts-upload": UNREAD,
    "reset-after-server-closed": {"reset-after-completion"},
    "process-killed": {"process-terminated", "connection-refused"},
    "port-reuse": {"reset-after-completion"},
    "window-scaling": ABORTED | {"administrative-abort"},
    "keepalive-timeout": {"keepalive-timeout"},
    "retransmission-timeout": {"retransmission-timeout"},
    "idle-then-reset": {"idle-timeout-close"},
    "fin-wait-2-expired": AFTER_CLOSE | {"fin-wait-2-timeout"},
    "keepalive-answered": ABORTED | {"client-cancel"},
    "keep-alive-race": {"keep-alive-race"},
    "client-gave-up": {"client-abandoned-connect"},
    "accept-queue-overflow": {"accept-queue-overflow"},
    "simultaneous-open": ABORTED | {"client-cancel"},
    "reset-after-both-fins": AFTER_CLOSE | {"post-close-reset"},
    "cancelled-download-in-flight": {"client-cancel"},
    "crossing-resets": ABORTED | {"client-cancel"},
    "forged-reset": {"injected-reset"},
    "forged-reset-both": {"injected-reset"},
    "forged-reset-ignored": BLIND,
    "forged-reset-challenged": BLIND,
    "forged-burst": {"injected-reset"},
    "backscatter": {"unsolicited-segment"},
    "policy-reset": {"policy-reset"},
    "firewall-lost-state": LOST_TABLE,
    "nat-forgot": LOST_TABLE,
    "any-interface": UNREAD | ABORTED,
    "any-interface-sll1": UNREAD | ABORTED,
    "span-duplicates": UNREAD | ABORTED,
    "nat-inside": UNREAD | ABORTED,
    "nat-outside": UNREAD | ABORTED,
    "vlan": AFTER_CLOSE,
    "vlan-stacked": AFTER_CLOSE,
    "tunnel-ipip": UNREAD,
    "tunnel-6in4": UNREAD,
    "tunnel-gre": UNREAD,
    "tunnel-vxlan": UNREAD,
    "tls-client-certificate-missing": {"tls-handshake-failure"},
    "tls-unknown-ca": {"tls-handshake-failure"},
    "tls-tickets-unread": UNREAD | {"reset-after-completion"},
    "http-to-tls-port": {"protocol-mismatch"},
    "early-response": {"early-response-abort"},
    "loopback": ABORTED | {"connection-refused", "client-cancel"},
    "mid-connection": AFTER_CLOSE,
    "one-sided": AFTER_CLOSE,
    "snaplen-64": AFTER_CLOSE,
    "nanoseconds": ABORTED | {"client-cancel"},
    "gzip": ABORTED | {"client-cancel"},
    "zstd": ABORTED | {"client-cancel"},
    "offload": UNREAD,
    "fragments": UNREAD,
    "rotated": AFTER_CLOSE,
    "overlapping": AFTER_CLOSE | {"connection-refused"},
    "cut-file": ABORTED | {"client-cancel"},
    "merged": UNREAD,
    "mixed-interfaces": UNREAD,
}

# What an application may as well have met: no packet tells whether a program killed its socket
# or a tool did.
ERRORS_TOO = {"administrative-abort": None}

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


def error_at(reset, end):
    """What the application there meets, by the report."""
    if end not in reset["errors"]:
        return "unknown"
    error = reset["errors"][end]
    return error["linux"]["name"] if error else None


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

    def member(self, sample, frame, member, found, expected):
        if expected is None:
            return
        self.total[member] += 1
        if found == expected:
            self.right[member] += 1
        elif found == "unknown" and member in MAY_BE_UNKNOWN:
            self.unknown[member] += 1
        else:
            self.wrong.append(f"{sample}: frame {frame}: {member}: {found}, but {expected}")

    def reset(self, sample, reset, expected, truth):
        for member, found in found_in(reset).items():
            self.member(sample, reset["frame"], member, found, expected[member])
        side = reset["rst"]["from"]
        self.member(sample, reset["frame"], "state", reset["state"][side],
                    kernel_state(reset, truth))

    def cause(self, sample, reset):
        slug = reset["cause"]["slug"]
        if sample not in CAUSES:
            return
        self.total["cause"] += 1
        if slug in CAUSES[sample]:
            self.right["cause"] += 1
        elif slug == "undetermined":
            self.unknown["cause"] += 1
        else:
            expected = " or ".join(sorted(CAUSES[sample]))
            self.wrong.append(f"{sample}: frame {reset['frame']}: {slug}, but {expected}")

    def errors(self, sample, reset, truth):
        for end in ("client", "server"):
            noted = truth[end + "_errno"]
            found = error_at(reset, end)
            if noted:
                as_good = sample in ERRORS_TOO and found == ERRORS_TOO[sample]
                self.member(sample, reset["frame"], "error", noted if as_good else found, noted)

    def timeline(self, timeline, resets):
        expected = timeline.truth["expect"]
        rsts = count_rsts(resets)
        self.member(timeline.name, "-", "episodes", len(resets), len(expected))
        self.member(timeline.name, "-", "rsts", rsts, true_rsts(timeline.truth, rsts))
        if len(expected) == 1:		# whose else would the noted errors be?
            self.errors(timeline.name, resets[0], timeline.truth)
        for reset, wanted in zip(resets, expected):
            self.reset(timeline.name, reset, wanted, timeline.truth)
            self.cause(timeline.name, reset)

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
    return bool(score.wrong)


if __name__ == "__main__":
    sys.exit(main())
