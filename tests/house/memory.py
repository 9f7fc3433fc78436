# SPDX-License-Identifier: BSD-3-Clause
"""--memory holds whatever is asked for: endings, lines of logs and groups come in such numbers that
each of them would go beyond it."""

import os
import struct
import subprocess
import tempfile
import unittest

import house

OK = 0
MIB = 1 << 20
ENDINGS = 60000
LINES = 30000
BUDGET = 36  # MiB
BESIDES = 8  # MiB that the program takes for itself

WORDS = (b"endings more", b"no room", b"endings:")


def refusals():
    """So many refused connections, each from another port of some host."""
    syn = house.segment(1, True, house.SYN, 100, 0)
    rst = house.segment(2, False, house.RST | house.ACK, 0, 101)
    client, port = b"\x0a\0\0\1", struct.pack(">H", 40000)
    yield house.HEADER
    for i in range(ENDINGS):
        host = struct.pack(">I", 0x0A010000 + i // 50000)
        source = struct.pack(">H", 10000 + i % 50000)
        when = struct.pack("<II", 1700000000 + i // 1000, 1000 * (i % 1000))
        for record in (syn, rst):
            yield when + record[8:].replace(client, host, 1).replace(port, source, 1)


def grown(*args):
    """Runs it; MiB that it took at most, and what it printed.  Which must not be much: what we take
    counts as the child's until it is the program."""
    with tempfile.TemporaryFile() as out:
        child = subprocess.Popen([house.PROGRAM, *args], stdout=out, stderr=subprocess.DEVNULL)
        _, status, usage = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
        out.seek(0)
        said = b"".join(line for line in out if any(word in line for word in WORDS)).decode()
    if child.returncode != OK:
        raise AssertionError(child.returncode)
    return usage.ru_maxrss * 1024 / MIB, said


@unittest.skipIf(os.environ.get("TCPBLAME_SANITIZED") == "1", "sanitizers take memory of their own")
class Memory(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(folder.cleanup)
        cls.capture = os.path.join(folder.name, "many.pcap")
        with open(cls.capture, "wb") as file:
            file.writelines(refusals())
        cls.log = os.path.join(folder.name, "error.log")
        with open(cls.log, "w", encoding="ascii") as file:
            for i in range(LINES):
                file.write(f"2023-11-14T22:{13 + i // 30000:02}:{20 + i // 1000 % 30:02}Z ERROR "
                           f"connect to 10.0.0.2:80: Connection refused {'x' * 300}\n")

    def stays(self, words, *args):
        taken, said = grown("--memory", str(BUDGET), *args, self.capture)
        self.assertLess(taken, BUDGET + BESIDES)
        self.assertIn(words, said)

    def test_of_a_report_that_is_told_at_the_end(self):
        for form in ("text", "markdown", "html"):
            self.stays("endings more", "--format", form)

    def test_of_logs(self):
        self.stays("no room", "--log", self.log)

    def test_of_a_choice_of_endings(self):
        self.stays("endings more", "--flow", "port 80")

    def test_of_all_of_it_at_once(self):
        self.stays("endings more", "--format", "html", "--log", self.log, "--flow", "port 80")


if __name__ == "__main__":
    house.main()
