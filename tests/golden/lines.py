#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""The lines of -q say of every sample what its JSON says, in the same order.

usage: lines.py PROGRAM"""

import json
import sys

sys.dont_write_bytecode = True

import samples  # noqa: E402


def endpoint(end):
    return f"[{end['ip']}]:{end['port']}" if ":" in end["ip"] else f"{end['ip']}:{end['port']}"


def line(reset, several):
    side, maker = reset["rst"]["from"], reset["origin"]["by"]
    return " ".join([
        reset["time"],
        f"{reset['file']}:{reset['frame']}" if several else str(reset["frame"]),
        endpoint(reset["flow"]["client"]), ">", endpoint(reset["flow"]["server"]),
        side if side == maker else f"{side}/{maker}",
        reset["phase"], reset["cause"]["slug"], f"{reset['cause']['confidence']:.2f}"])


def main():
    program, lines = sys.argv[1], 0
    for timeline in samples.timelines():
        report = json.loads(samples.report(program, timeline.files, "json").stdout)
        expected = [line(reset, len(timeline.files) > 1) for reset in report["resets"]]
        found = samples.report(program, timeline.files, "line").stdout.decode().splitlines()
        if found != expected:
            sys.exit("\n".join([f"{timeline.name}: expected", *expected, "found", *found]))
        lines += len(found)
    print(f"{lines} lines")
    return lines == 0


if __name__ == "__main__":
    sys.exit(main())
