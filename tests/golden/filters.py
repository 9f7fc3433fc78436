#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""The display filter of a reset is one that tshark takes, and it shows the episode.

usage: filters.py PROGRAM TSHARK CAPTURE...

Of each capture the first resets are tried.  Every frame of the episode must come
through, and no frame that is not of the same two addresses and ports."""

import json
import subprocess
import sys

TRIED = 2


def output(*command):
    return subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                          check=True).stdout.decode("utf-8")


def shown(tshark, capture, display_filter):
    rows = output(tshark, "-n", "-r", capture, "-Y", display_filter, "-T", "fields",
                  "-e", "frame.number", "-e", "ip.addr", "-e", "ipv6.addr", "-e", "tcp.port")
    return {int(number): (ports, addresses) for number, *addresses, ports in
            (row.split("\t") for row in rows.splitlines())}


def check(tshark, capture, reset):
    frames = shown(tshark, capture, reset["filter"])
    missing = set(reset["frames"]) - set(frames)
    if missing:
        sys.exit(f"{capture}: {reset['filter']} does not show {missing}")
    ends = [reset["flow"][side] for side in ("client", "server")]
    for number, (ports, addresses) in frames.items():
        for end in ends:
            if str(end["port"]) not in ports.split(",") or \
               end["ip"] not in ",".join(addresses).split(","):
                sys.exit(f"{capture}: {reset['filter']} shows frame {number}")


def main():
    program, tshark, *captures = sys.argv[1:]
    tried = 0
    for capture in captures:
        for reset in json.loads(output(program, "--format", "json", capture))["resets"][:TRIED]:
            check(tshark, capture, reset)
            tried += 1
    print(f"{tried} filters")
    return tried == 0


if __name__ == "__main__":
    sys.exit(main())
