# SPDX-License-Identifier: BSD-3-Clause
"""The samples, as samples/truth.json lists them, and how the program is run over one."""

import collections
import json
import os
import subprocess

FOLDER = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "samples")

# What is read together, under the name that its expected reports have.
Timeline = collections.namedtuple("Timeline", "name files truth")


def truths():
    with open(os.path.join(FOLDER, "truth.json"), encoding="utf-8") as file:
        return json.load(file)


def timelines():
    """Several files of one sample are one timeline, unless each stands for itself."""
    for name, truth in truths().items():
        if truth["timeline"] == "one":
            yield Timeline(name, truth["files"], truth)
        else:
            for file in truth["files"]:
                yield Timeline(file.split(".")[0], [file], truth)


def report(program, files, form):
    """Runs the program in the folder of the samples, so that reports hold bare names."""
    quiet = {"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8", "TZ": "Asia/Kathmandu"}
    quiet.update((k, v) for k, v in os.environ.items() if k.endswith("SAN_OPTIONS"))
    return subprocess.run([os.path.abspath(program), "--format", form, *files], cwd=FOLDER,
                          env=quiet, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                          stderr=subprocess.PIPE, check=False)
