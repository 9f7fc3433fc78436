# SPDX-License-Identifier: BSD-3-Clause
"""Plays one variant of one scenario and says what came of it."""
import importlib
import os
import pkgutil
import sys
import traceback

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(1, os.path.join(HERE, "..", "..", "samples", "make"))

import witness  # noqa: E402
from scenario import SCENARIOS, Stage  # noqa: E402

KERNEL_TRACE = "kernel.trace"		# beside the captures: what the kernel said meanwhile
FAMILIES = ("live", "modelled")		# folders of scenarios


def load():
    """Registers every scenario there is."""
    for family in FAMILIES:
        folder = os.path.join(HERE, family)
        for module in sorted(pkgutil.iter_modules([folder]), key=lambda m: m.name):
            importlib.import_module(f"{family}.{module.name}")
    return SCENARIOS


def live(scenario, variant, seed, folder, trace):
    from stage import BUSY, LiveStage		# noqa: PLC0415: not everybody may have namespaces
    stage = LiveStage(scenario, variant, seed, folder, trace)
    try:
        stage.capture()
        if stage.rng.random() < BUSY:
            stage.others_talk()
        scenario.play(stage)
        stage.lab.end_capture()
        trace.save(os.path.join(folder, KERNEL_TRACE), stage.lab.start)
        return stage, witness.testify(stage)
    finally:
        stage.close()


def modelled(scenario, variant, seed, folder, _trace):
    stage = Stage(scenario, variant, seed, folder)
    scenario.play(stage)
    return stage, witness.modelled(stage)


PLAYERS = {"kernel": live, "modelled": modelled}


def play(name, variant, seed, folder, trace):
    """A record: what was played, the captures by vantage, and the episodes in them with
    their truth; or `failed`, saying why it is no evidence of anything."""
    scenario = SCENARIOS[name]
    record = {"scenario": name, "variant": variant, "seed": seed, "split": scenario.split,
              "witness": scenario.options["truth"], "slug": scenario.truth["slug"],
              "kind": scenario.expected["kind"], "failed": None}
    os.makedirs(folder, exist_ok=True)
    try:
        stage, episodes = PLAYERS[record["witness"]](scenario, variant, seed, folder, trace)
    except witness.Failed as e:
        return {**record, "failed": str(e), "captures": {}, "episodes": []}
    except Exception:		# noqa: BLE001: whatever it is, the others go on
        return {**record, "failed": traceback.format_exc(), "captures": {}, "episodes": []}
    return {**record, "captures": stage.captures, "episodes": episodes}
