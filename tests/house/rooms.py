# SPDX-License-Identifier: BSD-3-Clause
"""Who may include whom, and what the library may not do.

The rooms of src/ are layers: an arrow that points the wrong way ends the day on
which each of them could be understood, and tested, alone."""

import os
import re
import subprocess
import unittest

import house

MAY_INCLUDE = {
    "base": {"base"},
    "wire": {"base", "wire"},
    "proto": {"base", "proto"},
    "flow": {"base", "wire", "proto", "flow"},
    "knowledge": {"base", "knowledge"},
    "blame": {"base", "wire", "proto", "flow", "knowledge", "blame"},
    "join": {"base", "knowledge", "join"},
    "slice": {"base", "wire", "flow", "slice"},
    "budget.c": set(),
    "engine.c": {"base", "wire", "proto", "flow", "blame"},
    "capture": {"base", "capture"},
    "report": {"base", "knowledge", "report"},
    "anonymize": {"base", "wire", "proto", "flow", "anonymize"},
    "cli": {"base", "capture", "knowledge", "report", "anonymize", "cli"},
}
LIBRARY = {"base", "wire", "proto", "flow", "knowledge", "blame", "join", "slice",
           "budget.c", "engine.c", "capture"}
QUIET = LIBRARY | {"report", "anonymize"}  # a writer has a stream of its own, and no other

INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^>"]+)[>"]', re.MULTILINE)
ENDS = re.compile(r"\b(exit|_exit|_Exit|quick_exit|abort|raise)\s*\(")
SPEAKS = re.compile(r"\b(printf|vprintf|puts|putchar|perror|warnx?|errx?|syslog)\s*\(|"
                    r"\b(stdout|stderr)\b")


def room_of(name):
    return name.split("/")[1]


def sources():
    return [n for n in house.tracked() if re.match(r"(src|include)/.*\.[ch]$", n)]


def without_comments(text):
    return re.sub(r'/\*.*?\*/|//[^\n]*|"(\\.|[^"\\\n])*"', " ", text, flags=re.DOTALL)


def bad_includes(name, text):
    """What a file includes and may not."""
    bad = []
    public = name.startswith("include/")
    room = None if public else room_of(name)
    for kind, what in INCLUDE.findall(text):
        if kind == "<":
            if re.match(r"pcap([./-]|$)", what) and room != "capture":
                bad.append(what + ": only src/capture knows libpcap")
            if public and "/" in what and not what.startswith("tcpblame/"):
                bad.append(what + ": the public headers stand alone")
            continue
        if public:
            bad.append(what + ": the public headers stand alone")
            continue
        other = what.split("/")[0] if "/" in what else room
        if other not in MAY_INCLUDE[room]:
            bad.append(f"{what}: {room} may not include {other}")
    return bad


class Rooms(unittest.TestCase):
    def test_each_room_has_a_rule(self):
        rooms = {room_of(n) for n in sources() if n.startswith("src/")}
        self.assertEqual(rooms - set(MAY_INCLUDE), set())

    def test_nobody_includes_what_is_above(self):
        bad = [f"{n}: {b}" for n in sources() for b in bad_includes(n, house.text(n))]
        self.assertEqual(bad, [])

    def test_a_forbidden_arrow_would_be_found(self):
        for name, line in [
                ("src/base/x.c", '#include "wire/segment.h"'),
                ("src/wire/x.c", '# include "flow/table.h"'),
                ("src/proto/x.c", '#include "wire/segment.h"'),
                ("src/flow/x.c", '#include <pcap/pcap.h>'),
                ("src/knowledge/x.c", '#include "wire/segment.h"'),
                ("src/join/x.c", '#include "blame/judge.h"'),
                ("src/report/x.c", '#include "flow/table.h"'),
                ("src/slice/x.c", '#include "blame/judge.h"'),
                ("src/capture/x.c", '#include "report/format.h"'),
                ("src/cli/x.c", '#include "flow/table.h"'),
                ("include/tcpblame/x.h", '#include "base/reader.h"')]:
            self.assertTrue(bad_includes(name, line), (name, line))

    def test_own_headers_are_named_by_where_they_are(self):
        for name in sources():
            for kind, what in INCLUDE.findall(house.text(name)):
                if kind == '"':
                    near = os.path.join(os.path.dirname(name), what)
                    self.assertTrue(os.path.exists(house.path("src", what)) or
                                    os.path.exists(house.path(near)), (name, what))

    def test_the_library_never_ends_the_program(self):
        bad = [n for n in sources() if n.startswith("src/") and room_of(n) in QUIET
               and ENDS.search(without_comments(house.text(n)))]
        self.assertEqual(bad, [])

    def test_the_library_prints_nothing(self):
        bad = [n for n in sources() if n.startswith("src/") and room_of(n) in QUIET
               and SPEAKS.search(without_comments(house.text(n)))]
        self.assertEqual(bad, [])

    def test_the_library_keeps_nothing_in_global_variables(self):
        library = os.environ.get("TCPBLAME_LIBRARY")
        if not library or os.environ.get("TCPBLAME_SANITIZED"):
            self.skipTest("needs the library of a build without sanitizers")
        try:  # not nm: it looks at what link-time optimisation left, where there is no section
            table = subprocess.run(["objdump", "-t", library], capture_output=True, text=True,
                                   check=True).stdout
        except FileNotFoundError:
            self.skipTest("objdump is not installed")
        objects = re.findall(r" O (\S+)\t\S+ +(?:\.hidden )?(\S+)$", table, re.MULTILINE)
        self.assertIn(".rodata", {section for section, _ in objects})
        bad = [name for section, name in objects
               if re.match(r"\.t?(data|bss)(?!\.rel\.ro)|\*COM\*", section)]
        self.assertEqual(bad, [])


if __name__ == "__main__":
    house.main()
