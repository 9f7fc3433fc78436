#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""Every sample has its expected report beside it, as text and as JSON; a few have it in
every other format too.

usage: golden.py PROGRAM [NAME...]             compares, byte for byte
       golden.py --update PROGRAM [NAME...]    writes them anew: read the difference
                                               before you commit it
       golden.py --strays                      is there a report without a sample?"""

import argparse
import difflib
import json
import os
import sys

sys.dont_write_bytecode = True

import samples  # noqa: E402

FORMS = {"text": ".txt", "json": ".json"}
OTHERS = {"csv": ".csv", "ecs": ".ecs.ndjson", "eve": ".eve.ndjson", "markdown": ".md",
          "html": ".html"}
IN_ALL_FORMS = {"forged-reset", "keep-alive-race", "rotated"}
WHOLE, DAMAGED = 0, 2  # exit status


def forms_of(name):
    return {**FORMS, **OTHERS} if name in IN_ALL_FORMS else FORMS


def read(path):
    try:
        with open(path, "rb") as file:
            return file.read()
    except FileNotFoundError:
        return None


def lines(form, report):
    """For the eye: JSON gets a line for each member."""
    text = report.decode("utf-8", "replace")
    if form == "json":
        try:
            text = json.dumps(json.loads(text), indent=1, ensure_ascii=False) + "\n"
        except ValueError:
            pass
    return text.splitlines(keepends=True)


def show(path, form, expected, found):
    """Unequal bytes that make equal lines are shown as they are."""
    forms = [form, "bytes"] if lines(form, expected) == lines(form, found) else [form]
    sys.stdout.writelines(difflib.unified_diff(lines(forms[-1], expected),
                                               lines(forms[-1], found), path, "found"))


def is_whole(report):
    return all(capture["complete"] for capture in json.loads(report)["captures"])


def run(program, timeline, form):
    done = samples.report(program, timeline.files, form)
    if done.returncode not in (WHOLE, DAMAGED):
        sys.exit(f"{timeline.name}: exit status {done.returncode}: {done.stderr.decode()}")
    if form == "json" and is_whole(done.stdout) != (done.returncode == WHOLE):
        sys.exit(f"{timeline.name}: exit status {done.returncode} contradicts the report")
    if (done.stderr == b"") != (done.returncode == WHOLE):
        sys.exit(f"{timeline.name}: exit status {done.returncode}, and on standard error: "
                 + done.stderr.decode())
    return done.stdout


def compare(path, form, found):
    expected = read(path)
    if expected == found:
        return True
    if expected is None:
        print(f"{path} is missing; golden.py --update writes it")
    else:
        show(path, form, expected, found)
    return False


def write(path, report):
    if read(path) == report:
        return
    with open(path, "wb") as file:
        file.write(report)
    print(path)


def strays():
    """Reports beside the samples that no sample accounts for."""
    ours = {t.name + end for t in samples.timelines() for end in forms_of(t.name).values()}
    found = {name for name in os.listdir(samples.FOLDER)
             if name.endswith((*FORMS.values(), *OTHERS.values()))}
    return sorted(found - ours - {"truth.json", "README.md"})


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--update", action="store_true")
    parser.add_argument("--strays", action="store_true")
    parser.add_argument("program", nargs="?")
    parser.add_argument("name", nargs="*")
    args = parser.parse_args()
    if args.strays:
        print("\n".join(strays()) or "none")
        return bool(strays())
    known = {t.name: t for t in samples.timelines()}
    good = True
    for name in args.name or known:
        for form, end in forms_of(name).items():
            path = os.path.normpath(os.path.join(samples.FOLDER, name + end))
            found = run(args.program, known[name], form)
            if args.update:
                write(path, found)
            else:
                good = compare(path, form, found) and good
    return not good


if __name__ == "__main__":
    sys.exit(main())
