#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""agree.py - the program and tshark find the same RST segments

Runs over the captures that make_captures writes and over those of samples/.
For a made capture the truth is known: the program must find exactly the frames
that were meant to be RST segments, and tshark must too, but for the rows of
TSHARK_DIFFERS.  For a sample the program must find what tshark finds, but for
those rows.  A row that no longer tells a difference fails as well.

What tshark finds does not depend on how the program was built.  With TCPBLAME_EVERY set, as
support/due.h says, it is asked about every so many captures, and the program about these and
all of known truth.

Exit status: 0 agreed, 1 not, 77 tshark is not there.
"""
import argparse
import concurrent.futures
import fnmatch
import json
import os
import shutil
import subprocess
import sys
import tempfile

SKIPPED = 77

# RST segments of the story that every link type and tunnel tells.
STORY = {6, 7, 11, 20, 26, 27, 31, 40}

# Link types and tunnels that tshark does not look into.
UNREAD = ("link-ppp-pppd.pcap", "link-mpls-link.pcap", "link-pseudo-wire.pcap",
          "tunnel-vxlan-8472.pcap", "tunnel-l2tp-3.pcap", "tunnel-l2tp-3-udp.pcap",
          "tunnel-capwap.pcap")
# Those that carry one version of IP, so that the story is told once.
ONCE = ("link-ipv4.pcap", "link-ipv6.pcap", "tunnel-gre-wccp.pcap", "tunnel-teredo*")


def but(patterns):
    """The patterns, to be taken out again."""
    return " ".join("!" + p for p in patterns)


# Where tshark 4.0 is wrong: captures (patterns, those with ! are taken out again),
# frames, "finds" (it lists frames that are no RST segments) or "misses", and why.
TSHARK_DIFFERS = [
    ("link-* tunnel-* " + but(UNREAD), {8},
     "finds", "the RST is quoted in an ICMP error: it was sent earlier"),
    ("link-* tunnel-* " + but(UNREAD + ONCE), {28},
     "finds", "the RST is quoted in an ICMPv6 error"),
    ("odd-icmp.pcap", {1, 2, 4, 5, 7, 8, 9, 10},
     "finds", "the RST is quoted in an ICMP error of some kind"),
    ("link-ppp-pppd.pcap", STORY,
     "misses", "tshark 4.0 does not know LINKTYPE_PPP_PPPD"),
    ("tunnel-vxlan-8472.pcap", STORY,
     "misses", "tshark takes only port 4789 for VXLAN; Linux defaults to 8472"),
    ("link-mpls-link.pcap", STORY, "misses", "tshark 4.0 does not know LINKTYPE_MPLS"),
    ("link-pseudo-wire.pcap", STORY,
     "misses", "tshark has to be told what a label means; the Ethernet header with an IP"
               " header behind it leaves no doubt"),
    ("tunnel-l2tp-3.pcap tunnel-l2tp-3-udp.pcap", STORY,
     "misses", "tshark has to be told what the session carries; as above"),
    ("tunnel-capwap.pcap", STORY,
     "misses", "tshark expects Cisco's order of 802.11's frame control bytes, not that of"
               " RFC 5416"),
    ("odd-snaplens.pcap", {48, 49, 181, 182},
     "misses", "tshark shows no flags before it has read the window, too; they were"
               " captured"),
    ("odd-snaplens-vxlan.pcap", {98, 99, 281, 282}, "misses", "the same in a tunnel"),
    ("odd-snaplens-gre.pcap", {84, 85, 253, 254}, "misses", "the same in a tunnel"),
    ("odd-data-offsets.pcap", {14, 15},
     "finds", "the data offset points past the end of the segment: no TCP header"),
    ("odd-ip-lengths.pcap", {5},
     "finds", "the IP length leaves 19 bytes for TCP: no TCP header"),
    ("odd-offload.pcap", {14},
     "misses", "tshark takes an IPv6 length of 0 literally unless a preference says"
               " that it is segmentation offload's"),
]


def run(argv):
    done = subprocess.run(argv, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    return done.returncode, done.stdout.decode(), done.stderr.decode(errors="replace")


def tshark_frames(tshark, capture):
    """Frames with a RST by tshark's account; a capture cut short is no error."""
    _, out, err = run([tshark, "-n", "-r", capture, "-Y", "tcp.flags.reset==1",
                       "-T", "fields", "-e", "frame.number"])
    return {int(line) for line in out.split()}


def program_frames(program, capture):
    """Union of resets[].frames; also says what is wrong with the report itself."""
    status, out, err = run([program, "-r", capture, "--format", "json"])
    if status not in (0, 2):
        return None, f"exit status {status}: {err.strip()}"
    frames = [f["frame"] if isinstance(f, dict) else f
              for reset in json.loads(out)["resets"] for f in reset["frames"]]
    if len(frames) != len(set(frames)):
        return set(frames), "a frame is in two episodes"
    return set(frames), None


def names_it(patterns, name):
    """Is the name among the patterns, and not taken out by one with '!'?"""
    taken = [p[1:] for p in patterns.split() if p[0] == "!"]
    given = [p for p in patterns.split() if p[0] != "!"]
    return (any(fnmatch.fnmatchcase(name, p) for p in given) and
            not any(fnmatch.fnmatchcase(name, p) for p in taken))


def known_differences(name):
    """What tshark finds too much and too little in this capture, by the table."""
    finds, misses = set(), set()
    for patterns, frames, verb, _ in TSHARK_DIFFERS:
        if names_it(patterns, name):
            (finds if verb == "finds" else misses).update(frames)
    return finds, misses


def words(frames):
    return " ".join(map(str, sorted(frames))) or "none"


def compare(what, got, want):
    """Sentences about how the two sets differ."""
    told = []
    if got - want:
        told.append(f"{what}, too many: {words(got - want)}")
    if want - got:
        told.append(f"{what}, missing: {words(want - got)}")
    return told


def judge(name, capture, meant, due, tools):
    """Everything that is wrong with one capture, in sentences; due: tshark is asked too."""
    wrong = []
    if due:
        finds, misses = known_differences(name)
        shark = tshark_frames(tools.tshark, capture)
        if meant is None:
            meant = shark - finds | misses
        wrong += compare("tshark against the table", shark, meant - misses | finds)
    if tools.program and meant is not None:
        mine, problem = program_frames(tools.program, capture)
        if problem:
            wrong.append(problem)
        if mine is not None:
            wrong += compare("the program", mine, meant)
    return wrong


def made_captures(make, directory):
    """Name, path and frames meant to be RSTs of each capture that make writes."""
    subprocess.run([make, directory], check=True)
    with open(os.path.join(directory, "meant"), encoding="ascii") as lines:
        for line in lines:
            name, *frames = line.split()
            yield name, os.path.join(directory, name), set(map(int, frames))


def samples(directory):
    for where, _, names in os.walk(directory):
        for name in sorted(names):
            if ".pcap" in name and not name.endswith((".txt", ".json")):
                yield "samples/" + name, os.path.join(where, name), None


def useless_rows(names):
    return [f"the table names {patterns}, and there is no such capture"
            for patterns, *_ in TSHARK_DIFFERS
            if not any(names_it(patterns, name) for name in names)]


def main():
    parser = argparse.ArgumentParser(description="compare with tshark")
    parser.add_argument("--make", required=True, help="the program make_captures")
    parser.add_argument("--program", help="tcpblame; without it only tshark is asked")
    parser.add_argument("--samples", help="directory of sample captures")
    parser.add_argument("--tshark", default="tshark")
    parser.add_argument("--keep", help="write the captures here and leave them")
    tools = parser.parse_args()
    if not shutil.which(tools.tshark):
        print("skipped: tshark is not installed")
        return SKIPPED
    with tempfile.TemporaryDirectory() as scratch:
        directory = tools.keep or scratch
        captures = list(made_captures(tools.make, directory))
        captures += samples(tools.samples) if tools.samples else []
        every = int(os.environ.get("TCPBLAME_EVERY", "1"))
        due = [i % every == 0 for i in range(len(captures))]
        with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
            results = list(pool.map(lambda c, d: judge(*c, d, tools), captures, due))
    wrong = [f"{c[0]}: {sentence}" for c, told in zip(captures, results)
             for sentence in told]
    wrong += useless_rows([c[0] for c in captures])
    asked = sum(d or c[2] is not None for c, d in zip(captures, due))
    print("\n".join(wrong) if wrong else f"agreed on {asked} of {len(captures)} captures, "
          f"tshark was asked about {sum(due)}")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
