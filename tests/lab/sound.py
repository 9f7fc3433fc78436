#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""Whether the packets of the modelled scenarios are packets: tshark finds none malformed and
no checksum wrong, and time never runs backwards within a capture.

usage: sound.py TSHARK [SEED]"""
import importlib
import os
import pkgutil
import subprocess
import sys
import tempfile

sys.dont_write_bytecode = True

import pcapfile  # noqa: E402
from scenario import SCENARIOS, Stage  # noqa: E402

SKIP = 77
# tshark takes the bytes of an application that it does not know for many things.
NO_APPLICATIONS = "tcp.port==1-65535,data"
BAD = ("_ws.malformed or ip.checksum.status==0 or tcp.checksum.status==0"
       " or icmp.checksum.status==0 or icmpv6.checksum.status==0")


def captures(seed, folder):
    """Plays all of them; (place, path) of each capture."""
    here = os.path.join(os.path.dirname(os.path.abspath(__file__)), "modelled")
    for module in pkgutil.iter_modules([here]):
        importlib.import_module("modelled." + module.name)
    for scenario in SCENARIOS.values():
        for variant in scenario.variants:
            place = f"{scenario.name}@{variant}"
            stage = Stage(scenario, variant, seed, os.path.join(folder, place))
            os.mkdir(stage.folder)
            scenario.play(stage)
            yield from ((place, path) for path in stage.captures.values())


def goes_back(records):
    times = [(r.seconds, r.fraction) for r in records]
    return times != sorted(times)


def bad_frames(tshark, path):
    """Numbers of the frames that tshark objects to."""
    command = [tshark, "-n", "-r", path, "-o", "tcp.check_checksum:TRUE", "-o",
               "ip.check_checksum:TRUE", "-d", NO_APPLICATIONS, "-Y", BAD, "-T", "fields",
               "-e", "frame.number"]
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, check=False)
    if done.returncode:
        sys.exit(f"{tshark}: {done.stderr.decode(errors='replace')[:500]}")
    return [int(number) for number in done.stdout.split()]


def main():
    if len(sys.argv) < 2 or not os.access(sys.argv[1], os.X_OK):
        print("skipped: there is no tshark")
        return SKIP
    seed = sys.argv[2] if len(sys.argv) > 2 else "1"
    faults, places, records = [], [], []
    with tempfile.TemporaryDirectory() as folder:
        for place, path in captures(seed, folder):
            capture = pcapfile.read(path)
            if goes_back(capture.records):
                faults.append(f"{place}: time runs backwards")
            places += [place] * len(capture.records)
            records += capture.records
        joined = os.path.join(folder, "all.pcap")
        pcapfile.write(joined, capture, records)
        faults += [f"{places[n - 1]}: {n}" for n in bad_frames(sys.argv[1], joined)]
    print(*faults, f"{len(records)} packets, {len(faults)} faults", sep="\n")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
