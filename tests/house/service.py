# SPDX-License-Identifier: BSD-3-Clause
"""The program as a service: what it tells a service manager, and the unit that we ship.

The manager is played by this test; systemd-analyze(1) judges the unit where it is installed.
Runs in a network namespace of its own, as live.py does."""

import os
import re
import select
import shlex
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import unittest

import house
from live import OK, PATIENCE, Running, enter_namespace, ip
from metrics import PORT, refuse_until_it_waits

UNIT = os.environ.get("TCPBLAME_UNIT", "")
SYSTEM_LOG = ("/run/systemd/journal/socket", "/dev/log")
EXPOSURE = 20  # tenths of what systemd-analyze calls the exposure level: it printed 1.9


class Manager:
    """Listens to what the program says of itself."""

    def __init__(self):
        self.socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.socket.bind("\0tcpblame-test")
        self.environment = {**os.environ, "NOTIFY_SOCKET": "@tcpblame-test"}

    def heard(self):
        if not select.select([self.socket], [], [], PATIENCE)[0]:
            raise AssertionError("nothing was said")
        return self.socket.recv(4096).decode()

    def forget(self):
        """What was said until now."""
        while select.select([self.socket], [], [], 0)[0]:
            self.socket.recv(4096)


class Notify(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        ip("link", "set", "lo", "up")

    def setUp(self):
        self.manager = Manager()
        self.addCleanup(self.manager.socket.close)

    def test_it_is_ready_when_it_listens(self):
        with Running("-q", env=self.manager.environment) as program:
            self.assertEqual(self.manager.heard(), "READY=1")
            self.assertEqual(program.end(signal.SIGTERM)[0], OK)
            self.assertEqual(self.manager.heard(), "STOPPING=1")

    def test_it_shows_that_it_is_alive_though_no_packet_comes(self):
        with Running("-q", env={**self.manager.environment, "WATCHDOG_USEC": "200000"}) as program:
            said = [self.manager.heard() for _ in range(4)]
            self.assertEqual(said, ["READY=1"] + 3 * ["WATCHDOG=1"])
            self.assertEqual(program.end(signal.SIGTERM)[0], OK)

    def test_it_shows_that_it_is_alive_though_nobody_reads_its_lines(self):
        with Running("-q", "--immediate-mode", "--metrics-listen", str(PORT), "tcp port 9",
                     env={**self.manager.environment, "WATCHDOG_USEC": "200000"}) as program:
            refuse_until_it_waits(program)
            self.manager.forget()
            said = [self.manager.heard() for _ in range(4)]
            self.assertEqual(said, 4 * ["WATCHDOG=1"])
            self.assertEqual(program.end(signal.SIGTERM)[0], OK)

    def test_it_is_stopping_as_soon_as_it_is_told_to_however_long_that_takes(self):
        with tempfile.TemporaryDirectory() as folder:
            log = os.path.join(folder, "log")
            os.mkfifo(log)
            writer = os.open(log, os.O_RDWR)
            with Running("--format", "json", "--log", log,
                         env=self.manager.environment) as program:
                self.assertEqual(self.manager.heard(), "READY=1")
                program.child.send_signal(signal.SIGTERM)
                self.assertEqual(self.manager.heard(), "STOPPING=1")  # and the log goes on
                os.close(writer)
                program.child.wait(PATIENCE)

    def test_one_that_cannot_begin_is_not_ready(self):
        ran = house.run("-i", "nosuch0", env=self.manager.environment)
        self.assertEqual(ran.returncode, 1)
        self.assertEqual(select.select([self.manager.socket], [], [], 0)[0], [])


class Unit(unittest.TestCase):
    def options(self, text):
        return re.findall(r'^#?\s*(?:Environment=)?TCPBLAME_OPTIONS="(.*)"$', text, re.MULTILINE)

    def test_what_it_starts_is_a_command_line_that_works(self):
        with open(UNIT, encoding="utf-8") as file:
            unit = file.read()
        lines = self.options(unit) + self.options(house.text("service", "tcpblame.conf"))
        self.assertEqual(len(lines), 7)
        folder = tempfile.TemporaryDirectory()  # in the place of the one that systemd makes
        self.addCleanup(folder.cleanup)
        os.chmod(folder.name, 0o777)
        (start,) = re.findall(r"^ExecStart=\S+ (.*)$", unit, re.MULTILINE)
        for options in lines:
            args = shlex.split(start.replace("$TCPBLAME_OPTIONS", options)
                               .replace("/var/log/tcpblame", folder.name)
                               .replace("/var/lib/prometheus/node-exporter", folder.name))
            interface = args[args.index("-i") + 1]
            args[args.index("-i") + 1] = "lo"
            self.assertIn(interface, ("any", "eth0"))
            if "--syslog" in args and not any(map(os.path.exists, SYSTEM_LOG)):
                args.remove("--syslog")
            with Running(*args[:args.index("-i")], *args[args.index("-i") + 2:]) as program:
                self.assertEqual(program.end(signal.SIGTERM)[0], OK, options)

    def groups(self, names):
        """The calls of a line of SystemCallFilter=."""
        calls = set()
        for name in names:
            if not name.startswith("@"):
                calls.add(name)
                continue
            ran = subprocess.run(["systemd-analyze", "syscall-filter", name], check=True,
                                 capture_output=True)
            calls |= self.groups(re.findall(r"^    (@?\w\S*)$", ran.stdout.decode(), re.MULTILINE))
        return calls

    def test_what_it_confines_itself_by_is_allowed(self):
        if not shutil.which("systemd-analyze"):
            self.skipTest("systemd-analyze is not installed")
        with open(UNIT, encoding="utf-8") as file:
            lines = re.findall(r"^SystemCallFilter=(~?)(.*)$", file.read(), re.MULTILINE)
        allowed = set()
        for without, names in lines:
            calls = self.groups(names.split())
            allowed = allowed - calls if without else allowed | calls
        needed = {"prctl", "seccomp"}
        for name in ("confine_user.c", "confine_files.c"):
            needed.update(re.findall(r"syscall\(SYS_(\w+)", house.text("src", "cli", name)))
        self.assertIn("capset", needed)
        self.assertEqual(needed - allowed, set())

    def test_systemd_understands_all_of_it(self):
        if not shutil.which("systemd-analyze"):
            self.skipTest("systemd-analyze is not installed")
        with tempfile.TemporaryDirectory() as folder:
            copy = os.path.join(folder, "tcpblame.service")
            with open(UNIT, encoding="utf-8") as unit, open(copy, "w", encoding="utf-8") as file:
                file.write(re.sub(r"^(ExecStart)=\S+", r"\1=/bin/true", unit.read(), flags=re.M))
            ran = subprocess.run(["systemd-analyze", "verify", "--man=no", copy],
                                 capture_output=True)
            said = [line for line in ran.stderr.decode().splitlines() if "tcpblame" in line]
            self.assertEqual(said, [])
            ran = subprocess.run(["systemd-analyze", "security", "--offline=true",
                                  f"--threshold={EXPOSURE}", copy], capture_output=True)
            last = ran.stdout.decode().strip().splitlines()[-1:]
            print("   ", *last)
            self.assertEqual(ran.returncode, 0, last)


if __name__ == "__main__":
    if sys.argv[1:] != ["inside"]:
        enter_namespace()
    house.main()
