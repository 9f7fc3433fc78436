# SPDX-License-Identifier: BSD-3-Clause
"""The same input gives the same bytes, in every format and with -w, however often it is read:
no time of day, no chance and no memory address is in them."""

import glob
import os
import re
import tempfile
import unittest

import house

SAMPLES = sorted(glob.glob(house.path("samples", "*.pcap*")))
STEP = 7  # one in so many samples, for each format others


def formats():
    """Names of --help."""
    told = house.run("--help").stdout.decode().split("\nFormats:\n")[1].split("\n\n")[0]
    return re.findall(r"^  (\w+) ", told, re.MULTILINE)


class Repeat(unittest.TestCase):
    def twice(self, *args):
        first, again = house.run(*args), house.run(*args)
        self.assertEqual((first.returncode, first.stdout, first.stderr),
                         (again.returncode, again.stdout, again.stderr), args)

    def test_in_every_format(self):
        self.assertLessEqual({"text", "json", "html", "csv"}, set(formats()))
        for i, form in enumerate(formats()):
            for sample in SAMPLES[i % STEP::STEP]:
                self.twice("-v", "--format", form, sample)

    def test_of_several_captures(self):
        for form in formats():
            self.twice("--format", form, *SAMPLES[:5])

    def test_in_evidence(self):
        with tempfile.TemporaryDirectory() as folder:
            for sample in SAMPLES[::STEP]:
                made = []
                for name in ("first", "again"):
                    path = os.path.join(folder, name)
                    house.run("-w", path, sample)
                    with open(path, "rb") as file:
                        made.append(file.read())
                    os.remove(path)
                self.assertEqual(made[0], made[1], sample)


if __name__ == "__main__":
    unittest.main()
