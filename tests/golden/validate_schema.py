#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""Every report is what the schema says, and says nothing that it does not describe.

usage: validate_schema.py SCHEMA PROGRAM MAKER CAPTURE...

Runs the program over each capture, as json and as ndjson, and over all of them
together; then over the captures that MAKER writes into a folder.  With TCPBLAME_EVERY set, as
support/due.h says, not each but every so many are also looked at alone.

The schema lets members be added, so that an old reader survives a new writer; here every
object is closed first, so that no member goes undescribed."""

import glob
import json
import os
import subprocess
import sys
import tempfile

try:
    from jsonschema import Draft202012Validator
except ImportError:
    print("skipped: python3-jsonschema is not installed")
    sys.exit(77)

RAN = (0, 2)  # 2: a part of the input was cut or damaged


def close(schema):
    """Forbids members that are not described, in place."""
    if isinstance(schema, dict):
        if schema.get("type") == "object" and "properties" in schema and "allOf" not in schema:
            schema.setdefault("additionalProperties", False)
        for value in schema.values():
            close(value)
    elif isinstance(schema, list):
        for value in schema:
            close(value)


def run(program, how, captures):
    done = subprocess.run([program, "-v", "--format", how, *captures], stdout=subprocess.PIPE,
                          stderr=subprocess.PIPE, check=False)
    if done.returncode not in RAN:
        sys.exit(f"{' '.join(captures)}: exit status {done.returncode}: {done.stderr!r}")
    return done.stdout.decode("utf-8")


def check_frames(what, resets):
    """Each RST is in exactly one episode, and the episode's members agree."""
    seen = set()
    for reset in resets:
        frames = [(f["file"], f["frame"]) if isinstance(f, dict) else (reset["file"], f)
                  for f in reset["frames"]]
        segments = [(s.get("file", reset["file"]), s["frame"]) for s in reset["segments"]]
        assert frames == segments, f"{what}: {reset['id']}: frames and segments differ"
        assert (reset["file"], reset["frame"]) in frames, f"{what}: {reset['id']}: frame"
        assert not seen.intersection(frames), f"{what}: {reset['id']}: a frame is in two"
        assert [s["role"] for s in reset["segments"]].count("deciding") <= 1, what
        seen.update(frames)
    return len(seen)


def check_counts(what, report):
    summary, resets = report["summary"], report["resets"]
    assert summary["resets"] == len(resets), f"{what}: resets"
    assert summary["rst_segments"] == check_frames(what, resets), f"{what}: rst_segments"
    for name in "by_cause", "by_origin", "by_phase", "by_effect":
        assert sum(summary[name].values()) == len(resets), f"{what}: {name}"
    ids = [r["id"] for r in resets]
    assert ids == sorted(ids), f"{what}: ids"
    for group in report["groups"]:
        assert set(group["resets"]) <= set(ids), f"{what}: {group['kind']}: ids"
        assert len(group["resets"]) <= group["count"], f"{what}: {group['kind']}: count"


class Checker:
    def __init__(self, schema):
        self.validator = Draft202012Validator(schema)
        self.failures = 0

    def check(self, what, value):
        for error in self.validator.iter_errors(value):
            path = "/".join(map(str, error.absolute_path))
            print(f"{what}: /{path}: {error.message}")
            self.failures += 1

    def capture(self, program, captures):
        what = " ".join(captures)
        report = json.loads(run(program, "json", captures))
        self.check(what, report)
        lines = [json.loads(line) for line in run(program, "ndjson", captures).splitlines()]
        for number, line in enumerate(lines, 1):
            self.check(f"{what}: line {number}", line)
        check_counts(what, report)
        self.compare(what, report, lines)

    def compare(self, what, report, lines):
        """Both formats say the same."""
        for name, members in (("reset", report["resets"]), ("group", report["groups"]),
                              ("capture", report["captures"])):
            found = [{k: v for k, v in line.items() if k != "type"} for line in lines
                     if line["type"] == name]
            assert found == members, f"{what}: {name} lines differ from json"
        assert lines[-1]["type"] == "summary", f"{what}: the summary is not last"


def check_all(checker, program, captures):
    """Returns how many were looked at alone, too."""
    due = captures[::int(os.environ.get("TCPBLAME_EVERY", "1"))]
    for capture in due:
        checker.capture(program, [capture])
    checker.capture(program, captures)
    return len(due)


def main():
    schema_path, program, maker, *captures = sys.argv[1:]
    with open(schema_path, encoding="utf-8") as file:
        schema = json.load(file)
    Draft202012Validator.check_schema(schema)
    close(schema)
    checker = Checker(schema)
    alone = check_all(checker, program, captures)
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([maker, folder], check=True)
        made = sorted(glob.glob(os.path.join(folder, "*.pcap*")))
        alone += check_all(checker, program, made)
    print(f"{len(captures)} + {len(made)} captures, {alone} of them alone too, "
          f"{checker.failures} failures")
    return checker.failures != 0


if __name__ == "__main__":
    sys.exit(main())
