#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""Holds the benchmark's generator to tshark's reading of its captures.

    check_generator.py GENERATOR

The generator must be trusted before it may judge tcpblame: on a small capture of
each preset every count of its truth file has to be what tshark finds, no frame may
be malformed, no segment missing, and the same seed must give the same bytes.
Exit status 77 (skipped) without tshark.
"""
import collections
import json
import pathlib
import shutil
import subprocess
import sys
import tempfile

SCALES = {"web": 0.01, "small": 0.003, "many": 0.001, "storm": 0.005}
FIELDS = ("tcp.stream", "tcp.flags.reset", "_ws.expert.group", "ip.checksum.status",
          "_ws.malformed", "ipv6.src", "vlan.id", "tcp.dstport",
          "tcp.analysis.lost_segment", "tcp.analysis.ack_lost_segment")
INTERLEAVED = "many"
GOOD = "1"
YES = ("1", "True")		# tshark 4.0, 4.2
ABOUT_CHECKSUM = "16777216"	# PI_CHECKSUM; since 4.2 the status of a partial one is good
FIRST_CLIENT_PORT = 32768


def generate(program, preset, path):
    scale = str(SCALES[preset])
    subprocess.run([program, "--scale", scale, "-o", path, preset], check=True)
    return json.loads(pathlib.Path(f"{path}.truth").read_text())


def dissect(path):
    command = ["tshark", "-n", "-r", path, "-T", "fields"]
    for option in ("tcp.check_checksum:TRUE", "ip.check_checksum:TRUE"):
        command += ["-o", option]
    for field in FIELDS:
        command += ["-e", field]
    run = subprocess.run(command, check=True, capture_output=True, text=True)
    for line in run.stdout.splitlines():
        yield dict(zip(FIELDS, line.split("\t")))


def count(path):
    """What tshark finds, under the names of the truth file."""
    found, streams, last = collections.Counter(), set(), None
    for frame in dissect(path):
        reset = frame["tcp.flags.reset"] in YES
        to_client = int(frame["tcp.dstport"]) >= FIRST_CLIENT_PORT
        if INTERLEAVED in path:
            found["successive packets of one flow"] += frame["tcp.stream"] == last
        last = frame["tcp.stream"]
        streams.add(last)
        found["packets"] += 1
        found["rst_segments"] += reset
        found["rst_from_server"] += reset and to_client
        found["rst_from_client"] += reset and not to_client
        found["ipv6_packets"] += frame["ipv6.src"] != ""
        found["vlan_packets"] += frame["vlan.id"] != ""
        found["partial_checksums"] += (
            ABOUT_CHECKSUM in frame["_ws.expert.group"].split(","))
        found["wrong IP checksums"] += frame["ip.checksum.status"] not in (GOOD, "")
        found["malformed frames"] += frame["_ws.malformed"] != ""
        found["segments missing"] += frame["tcp.analysis.lost_segment"] != ""
        found["ACKs of the unseen"] += frame["tcp.analysis.ack_lost_segment"] != ""
    found["flows"] = len(streams)
    found["bytes"] = pathlib.Path(path).stat().st_size
    return found


def differences(truth, found):
    return [f"{name}: truth {truth.get(name, 0)}, tshark {value}"
            for name, value in sorted(found.items()) if value != truth.get(name, 0)]


def main():
    if not shutil.which("tshark"):
        print("skipped: no tshark")
        return 77
    wrong = []
    with tempfile.TemporaryDirectory() as scratch:
        for preset in SCALES:
            first, second = f"{scratch}/{preset}.pcap", f"{scratch}/again.pcap"
            truth = generate(sys.argv[1], preset, first)
            generate(sys.argv[1], preset, second)
            if pathlib.Path(first).read_bytes() != pathlib.Path(second).read_bytes():
                wrong.append(f"{preset}: not the same twice")
            wrong += [f"{preset}: {text}" for text in differences(truth, count(first))]
    print("\n".join(wrong) or f"{', '.join(SCALES)}: as the generator says")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
