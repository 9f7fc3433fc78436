# SPDX-License-Identifier: BSD-3-Clause
"""The house in order: what lies at the top, how files begin, how long they are."""

import re
import unittest

import house

TOP = {"CMakeLists.txt", "CMakePresets.json", "src", "include", "samples", "service", "tests",
       "README.md", "LICENSE", "CHANGELOG.md"}
LONGEST = 520  # lines of a source file: past that it is two ideas


def c_files():
    return [n for n in house.tracked() if re.match(r"(src|include|tests)/.*\.[ch]$", n)]


class Order(unittest.TestCase):
    def test_only_what_belongs_there_is_at_the_top(self):
        entries = {n.split("/")[0] for n in house.tracked()}
        self.assertEqual({e for e in entries if not e.startswith(".")} - TOP, set())

    def test_each_c_file_begins_with_its_licence(self):
        line = "/* SPDX-License-Identifier: BSD-3-Clause */"
        bad = [n for n in c_files() if house.text(n).splitlines()[0] != line]
        self.assertEqual(bad, [])

    def test_each_script_names_its_licence(self):
        bad = [n for n in house.tracked() if n.endswith((".py", ".sh"))
               and house.text(n)
               and "SPDX-License-Identifier: BSD-3-Clause" not in house.text(n)[:200]]
        self.assertEqual(bad, [])

    def test_source_files_can_be_read_in_one_sitting(self):
        bad = {n: len(house.text(n).splitlines()) for n in c_files() if n.startswith("src/")}
        self.assertEqual({n: c for n, c in bad.items() if c > LONGEST}, {})

    def test_the_kernel_keeps_to_itself_no_port_that_the_decoder_takes_for_a_tunnels(self):
        told = re.findall(r"not port (\d+)", house.text("src", "capture", "live_filter.c"))
        known = re.findall(r"^\t\{ (\d+), \w+ \},", house.text("src", "wire", "tunnel_udp.c"),
                           re.MULTILINE)
        self.assertGreater(len(known), 10)
        self.assertEqual(sorted(told), sorted(known))

    def test_nothing_is_left_for_later(self):
        later = re.compile(r"\b(TO" r"DO|FIX" r"ME|XX" r"X|HA" r"CK)\b")
        bad = [n for n in house.tracked()
               if n.endswith((".c", ".h", ".py", ".sh", ".cmake", ".md", ".txt"))
               and later.search(house.text(n))]
        self.assertEqual(bad, [])

    def test_each_source_is_built(self):
        """A file that no list names would rot unnoticed."""
        lists = "".join(house.text(n) for n in house.tracked()
                        if n.endswith(("CMakeLists.txt", ".cmake")))
        for name in c_files():
            base = name.split("/")[-1]
            stem = re.sub(r"^(test|fuzz)_|\.c$", "", base)
            if base.endswith(".c"):
                self.assertRegex(lists, rf"\b({re.escape(base)}|{re.escape(stem)})\b", name)


if __name__ == "__main__":
    house.main()
