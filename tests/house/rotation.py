# SPDX-License-Identifier: BSD-3-Clause
"""Where lines go while it runs: the files of -C, -G and -W, a file that is moved away, a disk
that is full, a reader that does not read, and an end without notice.

Everything runs in a network and mount namespace of its own, see live.py.  The program is nobody
by the time that it writes, so folders are open to all."""

import csv
import fcntl
import grp
import json
import os
import pty
import pwd
import re
import shutil
import signal
import socket
import struct
import subprocess
import sys
import tempfile
import termios
import threading
import time
import unittest

import house
from live import COUNTERS, FAILED, OK, PATIENCE, Running, enter_namespace, ip, refused
from metrics import promtool, value

LINE_FORMATS = ("line", "ndjson", "csv", "ecs", "eve")
WORDS = b"connection-refused"
# of short packets the buffer holds thousands
AT_ONCE = ["--immediate-mode", "-s", "256"]


class Case(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        ip("link", "set", "lo", "up")

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = folder.name
        os.chmod(self.folder, 0o777)

    def path(self, name):
        return os.path.join(self.folder, name)

    def read(self, name):
        with open(self.path(name), "rb") as file:
            return file.read()

    def files(self):
        return sorted(name for name in os.listdir(self.folder) if os.path.isfile(self.path(name)))

    def lines(self, name):
        """Of a file that holds whole lines and nothing else."""
        text = self.read(name)
        self.assertTrue(text.endswith(b"\n"), text[-200:])
        return text.decode().splitlines()

    def running(self, *args, form="line", name="f", **more):
        """Writes to a file, of no terminal as a service."""
        more.setdefault("start_new_session", True)
        return Running("--format", form, *AT_ONCE, "-o", self.path(name), *args, "tcp port 9",
                       **more)

    def wait_until(self, what):
        end = time.monotonic() + PATIENCE
        while not what():
            self.assertLess(time.monotonic(), end)
            time.sleep(0.01)

    def refuse(self, program, n):
        """n refused connections, and waits until the program has seen them all."""
        before = self.captured(program)
        for _ in range(n):
            refused()
        self.wait_until(lambda: self.captured(program) >= before + 2 * n)

    def told(self):
        """Lines in all files that tell of a refused connection."""
        count = 0
        for name in self.files():
            try:
                text = self.read(name)
            except FileNotFoundError:  # it was completed meanwhile: who waits looks again
                continue
            count += sum(WORDS in line for line in text.splitlines(True) if line.endswith(b"\n"))
        return count

    def tell(self, program, n):
        """The same, and waits until it has told of them, which takes some seconds."""
        before = self.told()
        self.refuse(program, n)
        self.wait_until(lambda: self.told() >= before + n)

    def captured(self, program):
        program.child.send_signal(signal.SIGUSR1)
        return [int(program.until(name).split()[0]) for name in COUNTERS][0]

    def hear(self, program, words):
        """Waits until it has said that."""
        if not any(words in line for line in program.said):
            program.until(words)

    def hang_up(self, program):
        """SIGHUP, and waits until it was heeded."""
        program.child.send_signal(signal.SIGHUP)
        self.captured(program)
        self.captured(program)

    def numbers(self):
        """A folder for numbers, and their file in it."""
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        os.chmod(folder.name, 0o777)
        return os.path.join(folder.name, "tcpblame.prom")

    def expect_lost(self, numbers, **counts):
        """What the file says at the end, which promtool takes."""
        with open(numbers, "rb") as file:
            text = file.read()
        self.assertIn(promtool(text), (None, ""))
        for name, n in counts.items():
            self.assertEqual(value(text.decode(), f"tcpblame_{name}_total"), n)

    def finish(self, program, status=OK):
        ended, _, err = program.end(signal.SIGINT)
        self.assertEqual(ended, status, program.said + err)
        return [line for line in program.said + err if line.startswith("tcpblame: ")]


class Rotation(Case):
    def test_a_file_that_is_full_is_followed_by_another_one(self):
        for form in LINE_FORMATS:
            with self.running("-C", "1k", form=form, name=form) as program:
                self.refuse(program, 30)
                self.finish(program)
            names = [n for n in self.files() if n.startswith(form)]
            self.assertGreater(len(names), 2)
            self.assertIn(form, names)
            self.assertIn(form + "1", names)
            self.assertEqual([n for n in names if n.endswith(".part")], [])
            text = "".join("\n".join(self.lines(n)) for n in names)
            self.assertEqual(text.count(WORDS.decode()) >= 30, True)

    def test_no_line_is_lost_between_two_files(self):
        with self.running("-C", "1k") as program:
            self.refuse(program, 50)
            self.finish(program)
        lines = [line for name in self.files() for line in self.lines(name)]
        self.assertEqual(len(lines), 50)
        self.assertEqual(len(set(lines)), 50)
        for name in self.files():
            self.assertLess(len(self.read(name)), 1024 + 200)

    def test_each_file_of_csv_has_its_header(self):
        with self.running("-C", "1k", form="csv") as program:
            self.refuse(program, 6)
            self.finish(program)
        self.assertGreater(len(self.files()), 2)
        for name in self.files():
            rows = list(csv.DictReader(self.lines(name)))
            self.assertGreater(len(rows), 0)
            self.assertEqual({row["cause"] for row in rows}, {WORDS.decode()})

    def test_the_last_file_of_ndjson_has_what_ends_it(self):
        with self.running("-C", "1k", form="ndjson") as program:
            self.refuse(program, 4)
            self.finish(program)
        types = {name: [json.loads(line)["type"] for line in self.lines(name)]
                 for name in self.files()}
        ends = [name for name, kinds in types.items() if kinds[-2:] == ["capture", "summary"]]
        self.assertEqual(ends, [max(types, key=lambda n: int(n[1:] or 0))])
        self.assertEqual(sum(kinds.count("reset") for kinds in types.values()), 4)

    def test_a_ring_keeps_the_last_files_and_goes_on_where_it_was(self):
        for _ in range(2):
            with self.running("-C", "1k", "-W", "3") as program:
                self.refuse(program, 45)
                self.finish(program)
            self.assertEqual(self.files(), ["f0", "f1", "f2"])
        self.assertGreaterEqual(sum(len(self.lines(n)) for n in self.files()), 12)
        before = {name: os.stat(self.path(name)).st_mtime_ns for name in self.files()}
        with self.running("-C", "1k", "-W", "3") as program:
            self.refuse(program, 1)
            self.finish(program)
        after = {name: os.stat(self.path(name)).st_mtime_ns for name in self.files()}
        self.assertEqual([name for name in before if before[name] != after[name]],
                         [min(before, key=before.get)])

    def test_numbers_go_on_behind_those_of_earlier_runs(self):
        for _ in range(2):
            with self.running("-C", "1k") as program:
                self.refuse(program, 1)
                self.finish(program)
        self.assertEqual(self.files(), ["f", "f1"])

    def test_time_completes_a_file_though_no_line_comes(self):
        with self.running("-G", "1", name="at-%Y%m%dT%H%M%SZ") as program:
            self.tell(program, 1)
            self.wait_until(lambda: any(name.endswith("Z") for name in self.files()))
            (name,) = self.files()
            self.assertRegex(name, r"^at-\d{8}T\d{6}Z$")
            self.assertEqual(len(self.lines(name)), 1)
            self.finish(program)
        self.assertEqual(self.files(), [name])

    def test_of_files_by_time_the_oldest_is_removed(self):
        with self.running("-G", "3600", "-W", "2", name="%Y") as program:
            for _ in range(4):
                self.refuse(program, 1)
                self.wait_until(lambda: any(name.endswith(".part") for name in self.files()))
                self.hang_up(program)
            self.finish(program)
        self.assertEqual([name[4:] for name in self.files()], ["2", "3"])

    def test_files_of_earlier_runs_are_removed_too_by_whom_the_program_has_become(self):
        others = ("%Y", "2026-11", "notes")
        for name in others:
            with open(self.path(name), "wb") as file:
                file.write(b"precious")
        for _ in range(4):
            with self.running("-G", "3600", "-W", "2", name="%Y") as program:
                self.refuse(program, 1)
                self.finish(program)
        self.assertEqual(len(self.files()), 2 + len(others))
        for name in others:
            self.assertEqual(self.read(name), b"precious")

    def test_the_file_being_written_shows_that_it_is_not_complete(self):
        with self.running("-C", "1") as program:
            self.assertEqual(self.files(), [])
            self.tell(program, 2)
            self.assertEqual(self.files(), ["f.part"])
            self.hang_up(program)
            self.assertEqual(self.files(), ["f"])
            self.tell(program, 1)
            self.assertEqual(self.files(), ["f", "f1.part"])
            self.finish(program)
        self.assertEqual(self.files(), ["f", "f1"])

    def test_a_run_without_a_line_leaves_no_file(self):
        for form in ("line", "csv"):
            with self.running("-C", "1", form=form) as program:
                self.finish(program)
            self.assertEqual(self.files(), [])

    def test_what_cannot_work_is_refused_at_the_start(self):
        ok = ["-i", "lo", "-q", "-o", self.path("f")]
        for args, words in (
                ([*ok, "-W", "3"], "-W bounds"),
                ([*ok, "-C", "1", "--format", "json"], "document"),
                ([*ok, "-C", "1", "--format", "text"], "document"),
                (["-i", "lo", "-q", "-C", "1"], "need files"),
                (["-i", "lo", "-q", "-o", "-", "-G", "1"], "need files"),
                (["-q", "-o", self.path("f"), "-C", "1", house.path("samples")], "go with -i"),
                (["-i", "lo", "-q", "-o", self.path("%H/f"), "-G", "1"], "folder"),
                (["-i", "lo", "-q", "-o", self.path("%D"), "-G", "1"], "'/'"),
                (["-i", "lo", "-q", "-o", "/there/is/none", "-C", "1"], "No such file"),
                ([*ok, "-C", "0"], "--rotate-size"), ([*ok, "-C", "1x"], "--rotate-size"),
                ([*ok, "-C", "k"], "--rotate-size"), ([*ok, "-C", "-1"], "--rotate-size")):
            ran = house.run(*args)
            self.assertEqual(ran.returncode, FAILED, args)
            self.assertIn(words, ran.stderr.decode(), args)
        self.assertEqual(self.files(), [])

    @unittest.skipUnless(os.geteuid() == 0, "root can write everywhere")
    def test_a_folder_that_nobody_can_write_to_is_said_at_the_start(self):
        os.chmod(self.folder, 0o755)
        house.need_somebody_else(self)
        ran = house.run("-i", "lo", "-q", "-C", "1", "-o", self.path("f"))
        self.assertEqual(ran.returncode, FAILED)
        self.assertRegex(ran.stderr, b"no file can be made there as user (tcpblame|nobody): "
                                     b"Permission denied")


class HangUp(Case):
    def test_a_file_that_was_moved_away_is_made_anew(self):
        for form, header in (("line", 0), ("csv", 1)):
            with self.running(form=form, name=form) as program:
                self.tell(program, 2)
                os.rename(self.path(form), self.path(form + ".old"))
                self.hang_up(program)
                self.refuse(program, 3)
                self.finish(program)
            self.assertEqual(len(self.lines(form + ".old")), 2 + header)
            self.assertEqual(len(self.lines(form)), 3 + header)

    def test_a_file_that_was_not_moved_loses_nothing(self):
        with self.running() as program:
            self.tell(program, 2)
            self.hang_up(program)
            self.refuse(program, 1)
            self.finish(program)
        self.assertEqual(len(self.lines("f")), 3)

    @unittest.skipUnless(shutil.which("logrotate"), "logrotate is not installed")
    def test_logrotate_moves_the_file_as_our_example_has_it(self):
        who = pwd.getpwuid(os.geteuid())
        rules = house.text("service", "tcpblame.logrotate")
        with self.running(name="resets") as program:
            self.tell(program, 2)
            for ours, here in (("/var/log/tcpblame/resets", self.path("resets")),
                               ("su tcpblame tcpblame",
                                f"su {who.pw_name} {grp.getgrgid(who.pw_gid).gr_name}"),
                               ("systemctl reload tcpblame.service",
                                f"kill -HUP {program.child.pid}")):
                self.assertIn(ours, rules)
                rules = rules.replace(ours, here)
            with open(self.path("rules"), "w", encoding="utf-8") as file:
                file.write("create 0640 root root\n" + rules)  # as distributions have it
            os.chmod(self.path("rules"), 0o644)
            subprocess.run(["logrotate", "--force", "--state", self.path("state"),
                            self.path("rules")], check=True)
            self.captured(program)
            self.captured(program)
            self.refuse(program, 3)
            said = self.finish(program)
        self.assertNotIn("cannot be opened again", "".join(said))
        self.assertEqual(len(self.lines("resets.1")), 2)
        self.assertEqual(len(self.lines("resets")), 3)

    def test_what_is_no_file_any_more_is_not_waited_for(self):
        with self.running() as program:
            self.tell(program, 1)
            os.rename(self.path("f"), self.path("old"))
            os.mkfifo(self.path("f"))
            self.hang_up(program)
            self.refuse(program, 1)
            said = self.finish(program)
        self.assertEqual(len(self.lines("old")), 2)
        self.assertIn("still goes into the file before", "".join(said))

    def test_without_a_file_it_goes_on(self):
        with Running("-q", *AT_ONCE, "tcp port 9", start_new_session=True) as program:
            program.child.send_signal(signal.SIGHUP)
            self.refuse(program, 1)
            self.assertEqual(program.end(signal.SIGTERM)[0], OK)

    def test_a_terminal_that_goes_away_ends_it(self):
        pid, terminal = pty.fork()
        if pid == 0:
            os.execvp(house.PROGRAM, [house.PROGRAM, "-i", "lo", "-q", "-o", self.path("f"),
                                      "tcp port 9"])
        shown = b""
        while b"listening on" not in shown:
            shown += os.read(terminal, 1024)
        os.close(terminal)
        self.assertEqual(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]), OK)


class FullDisk(Case):
    """A file system of a few pages."""

    def setUp(self):
        super().setUp()
        done = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=64k,mode=777", "none",
                               self.folder], capture_output=True)
        if done.returncode != 0:
            self.skipTest("no file system can be mounted here")
        self.addCleanup(subprocess.run, ["umount", self.folder])

    def fill(self):
        with open(self.path("big"), "wb", buffering=0) as file:
            try:
                while file.write(bytes(4096)):
                    pass
            except OSError:
                return

    def test_what_has_no_room_is_counted_and_all_that_is_written_is_whole(self):
        for args in ([], ["-C", "1"]):
            numbers = self.numbers()
            with self.running(*args, "--metrics", numbers, form="csv") as program:
                self.tell(program, 1)
                self.fill()
                self.refuse(program, 60)  # some fit into the last page, one does in part
                self.hear(program, "No space left on device; the capture goes on")
                os.unlink(self.path("big"))
                self.tell(program, 3)
                said = "".join(self.finish(program, FAILED))
            self.assertEqual(said.count("No space left"), 1, said)
            self.assertIn("can be written to again; lines lost: ", said)
            lost = int(said.split("lines lost in all: ")[1].split()[0])
            self.assertGreater(lost, 0)
            self.expect_lost(numbers, output_lines_lost=lost, syslog_lost=0)
            rows = list(csv.DictReader(self.lines("f")))
            self.assertEqual(len(rows), 64 - lost)
            self.assertEqual({row["cause"] for row in rows}, {WORDS.decode()})
            os.unlink(self.path("f"))

    def test_standard_output_into_a_file_is_no_different(self):
        with open(self.path("f"), "wb") as out, \
                Running("-q", *AT_ONCE, "tcp port 9", stdout=out) as program:
            self.tell(program, 1)
            self.fill()
            self.refuse(program, 60)
            self.hear(program, "standard output: No space left on device; the capture goes on")
            os.unlink(self.path("big"))
            self.tell(program, 1)
            self.finish(program, FAILED)
        self.assertEqual({len(line.split()) for line in self.lines("f")}, {9})

    def test_a_document_ends_as_it_cannot_go_on(self):
        with self.running(form="ndjson") as program, self.running(form="json", name="g") as other:
            self.fill()
            refused()
            self.hear(program, "No space left on device; the capture goes on")
            self.assertEqual(other.end(signal.SIGINT)[0], FAILED)


class SystemLog(Case):
    """A journal of our own, in a place that only this namespace has."""

    def setUp(self):
        super().setUp()
        done = subprocess.run(["mount", "-t", "tmpfs", "-o", "mode=755", "none", "/run"],
                              capture_output=True)
        if done.returncode != 0:
            self.skipTest("no file system can be mounted here")
        self.addCleanup(subprocess.run, ["umount", "/run"])
        os.makedirs("/run/systemd/journal")
        self.log = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.addCleanup(self.log.close)
        self.log.settimeout(PATIENCE)
        self.log.bind("/run/systemd/journal/socket")
        os.chmod("/run/systemd/journal/socket", 0o666)

    def test_the_journal_is_told_of_each_ending_and_of_no_other(self):
        with self.running("--syslog", "--flow", "port 9", form="ndjson") as program:
            self.refuse(program, 2)
            self.finish(program)
        for _ in range(2):
            fields = dict(line.split("=", 1)
                          for line in self.log.recv(1 << 16).decode().splitlines())
            self.assertEqual(fields["TCPBLAME_CAUSE"], WORDS.decode())
            self.assertEqual(fields["TCPBLAME_SERVER"], "127.0.0.1:9")
            self.assertEqual(len(fields["MESSAGE"].split()), 9)
            self.assertRegex(fields["TCPBLAME_COMMUNITY_ID"], "^1:.+=$")
        with self.running("--syslog", "--flow", "port 10") as program:
            self.refuse(program, 1)
            self.finish(program)
        self.log.setblocking(False)
        self.assertRaises(BlockingIOError, self.log.recv, 1)

    def test_pseudonyms_hold_there_too(self):
        key = self.path("key")
        with open(key, "wb") as file:
            file.write(bytes(range(32)))
        os.chmod(key, 0o600)
        ip("addr", "add", "10.7.7.7/32", "dev", "lo")  # loopback's own addresses stay
        self.addCleanup(ip, "addr", "del", "10.7.7.7/32", "dev", "lo")
        with self.running("--syslog", "--anonymize", key) as program:
            refused("10.7.7.7")
            self.wait_until(lambda: self.captured(program) >= 2)
            self.finish(program)
        told = self.log.recv(1 << 16)
        self.assertIn(b"TCPBLAME_CAUSE=" + WORDS, told)
        self.assertNotIn(b"10.7.7.7", told)

    def test_a_log_that_does_not_read_is_said_and_costs_nothing_else(self):
        numbers = self.numbers()
        with self.running("--syslog", "--metrics", numbers) as program:
            self.tell(program, 600)
            said = "".join(self.finish(program))
        self.assertEqual(said.count("what the log does not take is lost"), 1)
        lost = int(said.split("--syslog: endings lost in all: ")[1].split()[0])
        self.assertGreater(lost, 0)
        self.expect_lost(numbers, output_lines_lost=0, syslog_lost=lost)

    def test_without_a_log_it_is_refused(self):
        os.unlink("/run/systemd/journal/socket")
        if os.path.exists("/dev/log"):
            self.skipTest("there is one")
        ran = house.run("-i", "lo", "-q", "--syslog")
        self.assertEqual(ran.returncode, FAILED)
        self.assertIn(b"--syslog: /dev/log: No such file", ran.stderr)
        ran = house.run("-q", "--syslog", house.path("samples", "keep-alive-race.pcap"))
        self.assertEqual(ran.returncode, FAILED)


class Reader(Case):
    """Standard output is a pipe."""

    def memory(self, program):
        with open(f"/proc/{program.child.pid}/status", encoding="ascii") as file:
            return next(int(line.split()[1]) for line in file if line.startswith("VmRSS"))

    def held(self, pipe):
        """Bytes that wait in it."""
        return struct.unpack("i", fcntl.ioctl(pipe, termios.FIONREAD, bytes(4)))[0]

    def refuse_until_it_waits(self, pipe, form="line"):
        """Until the pipe is full, and then some.  For a long line more room is kept."""
        full = fcntl.fcntl(pipe, fcntl.F_GETPIPE_SZ) // 10 * (9 if form == "line" else 3)
        self.refuse_until(lambda: self.held(pipe) > full)
        for _ in range(200):
            refused()

    def refuse_until(self, what):
        end = time.monotonic() + PATIENCE
        while not what():
            self.assertLess(time.monotonic(), end)
            refused()

    def test_one_that_stands_still_does_not_make_it_grow_and_gets_whole_lines(self):
        reader = subprocess.Popen(["cat"], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        with Running("-q", "-B", "1024", "tcp port 9", stdout=reader.stdin) as program:
            reader.send_signal(signal.SIGSTOP)
            self.refuse_until_it_waits(reader.stdin)
            reader.stdin.close()
            before = self.memory(program)
            for _ in range(20000):
                refused()
            self.assertLess(self.memory(program) - before, 1024)  # KiB
            reader.send_signal(signal.SIGCONT)
            lines = []
            status, _, err = self.read_on(program, reader, lines)
            self.assertEqual(status, OK)
        dropped = next(int(line.split()[0]) for line in err if "dropped by kernel" in line)
        self.assertGreater(dropped, 0)
        self.assertGreater(len(lines), 600)
        self.assertEqual({len(line.split()) for line in lines}, {9})

    def test_one_that_stands_still_does_not_keep_it_from_ending(self):
        for form in ("line", "ndjson"):  # lines of ndjson are longer than a pipe takes at once
            numbers = self.numbers()
            with Running("--format", form, "-s", "256", "--metrics", numbers,
                         "tcp port 9") as program:
                self.refuse_until_it_waits(program.child.stdout, form)
                program.child.send_signal(signal.SIGTERM)
                self.assertEqual(program.child.wait(PATIENCE), FAILED)
                text = program.child.stdout.read()
                said = program.child.stderr.read().decode()
            self.assertTrue(text.endswith(b"\n"))
            lines = text.decode().splitlines()
            if form == "ndjson":
                self.assertEqual({json.loads(line)["type"] for line in lines}, {"reset"})
            else:
                self.assertEqual({len(line.split()) for line in lines}, {9})
            lost = re.search(r"standard output: nobody read it when it was time to end; "
                             r"not written: (\d+) lines, (\d+) bytes\n", said)
            self.assertIsNotNone(lost, said)
            self.assertGreater(int(lost[1]), 0)
            self.assertGreater(int(lost[2]), 50 * int(lost[1]))
            self.expect_lost(numbers, output_lines_lost=int(lost[1]))
            self.assertNotIn("Interrupted", said)

    def test_one_of_the_packets_who_stands_still_does_not_keep_it_from_ending(self):
        with self.running("-w", "-") as program:
            self.refuse(program, 600)  # whose packets wait in the ring
            program.child.send_signal(signal.SIGTERM)
            self.assertEqual(program.child.wait(PATIENCE), FAILED)
            said = program.child.stderr.read().decode()
        self.assertIn("-: nobody read it when it was time to end; the packets in it are not all",
                      said)
        self.assertEqual(len(self.lines("f")), 600)

    def test_one_that_reads_again_when_it_is_to_end_gets_all(self):
        with Running("--format", "ndjson", "-s", "256", "tcp port 9") as program:
            self.refuse_until_it_waits(program.child.stdout, "ndjson")
            program.child.send_signal(signal.SIGTERM)
            status, out, err = program.end()
        self.assertEqual(status, OK, err)
        last = [json.loads(line) for line in out.splitlines()]
        resets = [record for record in last if record["type"] == "reset"]
        self.assertEqual(last[-1]["resets"], len(resets))

    def read_on(self, program, reader, lines):
        """Reads to the end, which a signal brings when all that waited is read."""
        drain = threading.Thread(target=lambda: lines.extend(reader.stdout))
        drain.start()
        self.captured(program)
        ended = program.end(signal.SIGINT)
        drain.join()
        reader.wait()
        reader.stdout.close()
        return ended

    def test_an_end_without_notice_leaves_whole_lines(self):
        for form in ("line", "ndjson"):
            with self.running(form=form, name=form) as program:
                for _ in range(300):
                    refused()
                self.wait_until(lambda: self.told() > 0)
                program.child.kill()
            whole, _, rest = self.read(form).rpartition(b"\n")
            if rest:  # a kernel that kills in the midst of a write ends it with a page
                self.assertEqual((len(whole) + 1 + len(rest)) % os.sysconf("SC_PAGESIZE"), 0)
            for line in whole.splitlines():
                if form == "ndjson":
                    json.loads(line)
                else:
                    self.assertEqual(len(line.split()), 9)
            os.unlink(self.path(form))

    def test_an_end_without_notice_leaves_the_last_file_with_its_lines(self):
        with self.running("-C", "1k") as program:
            self.tell(program, 20)
            program.child.kill()
            program.child.wait()
        (part,) = [name for name in self.files() if name.endswith(".part")]
        self.assertEqual(sum(len(self.lines(name)) for name in self.files()), 20)
        with self.running("-C", "1k") as program:
            self.refuse(program, 1)
            self.finish(program)
        self.assertIn(part, self.files())
        self.assertEqual(sum(len(self.lines(name)) for name in self.files()), 21)


if __name__ == "__main__":
    if sys.argv[1:] != ["inside"]:
        enter_namespace("--mount")
    house.main()
