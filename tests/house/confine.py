# SPDX-License-Identifier: BSD-3-Clause
"""What the running program may do, as the kernel tells it, and that it does its work all the same.

What a confined process cannot do is tried in unit/test_confine.c; that the program stays within
the list of system calls all tests show, in a build that ends at a call that is not on it
(TB_SECCOMP_KILL).  The live part needs root, as it becomes other users."""

import ctypes
import json
import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import unittest

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import house  # noqa: E402
import live  # noqa: E402

SAMPLE = house.path("samples", "keep-alive-race.pcap")
# not in a build with a sanitizer, nor in one without libseccomp
FILTERED = b"system calls: confined" in house.run("-v", SAMPLE).stderr
CLONE_NEWNS, CLONE_NEWNET = 0x00020000, 0x40000000
CAP_DAC_READ_SEARCH = 1 << 2
NOBODY = pwd.getpwnam("nobody")


def default_user():
    try:
        return pwd.getpwnam("tcpblame")
    except KeyError:
        return NOBODY


def status_of(pid):
    with open(f"/proc/{pid}/status", encoding="utf-8") as file:
        return dict(line.rstrip("\n").split(":\t", 1) for line in file if ":\t" in line)


def capabilities(status, *kinds):
    return {int(status["Cap" + kind], 16) for kind in kinds or ("Inh", "Prm", "Eff", "Bnd", "Amb")}


class Files(unittest.TestCase):
    def test_a_reader_of_files_keeps_its_user_and_little_else(self):
        with subprocess.Popen([house.PROGRAM, "-v", "-"], stdin=subprocess.PIPE,
                              stdout=subprocess.DEVNULL, stderr=subprocess.PIPE) as child:
            with open(SAMPLE, "rb") as sample:
                child.stdin.write(sample.read())
            child.stdin.flush()
            self.assertIn(b"user: ", child.stderr.readline())
            status = status_of(child.pid)
            child.stdin.close()
            child.stderr.read()
        self.assertEqual(status["Uid"], "\t".join(4 * [str(os.geteuid())]))
        self.assertLessEqual(capabilities(status, "Prm", "Eff", "Inh"), {0, CAP_DAC_READ_SEARCH})
        self.assertEqual(status["NoNewPrivs"], "1")
        self.assertEqual(status["Seccomp"], "2" if FILTERED else "0")

    def test_names_in_a_filter_are_looked_up(self):
        with tempfile.TemporaryDirectory() as folder:
            packets = os.path.join(folder, "x.pcapng")
            ran = house.run("-w", packets, "-o", os.path.join(folder, "report"), SAMPLE,
                            "-f", "tcp port http or host localhost")
            self.assertEqual((ran.returncode, ran.stderr), (0, b""))
            self.assertEqual(json.loads(house.run("--format=json", packets).stdout)
                             ["summary"]["resets"], 1)

    def test_a_long_set_is_opened_bit_by_bit(self):
        with tempfile.TemporaryDirectory() as folder:
            paths = [os.path.join(folder, f"{i:03}.pcap") for i in range(100)]
            for path in paths:
                shutil.copy(SAMPLE, path)
                if os.geteuid() == 0:
                    os.chown(path, NOBODY.pw_uid, NOBODY.pw_gid)
                    os.chmod(path, 0o600)
            ran = house.run("--format=json", "-w", os.path.join(folder, "x"), *paths)
            self.assertEqual((ran.returncode, ran.stderr), (0, b""))
            self.assertTrue(all(c["complete"] for c in json.loads(ran.stdout)["captures"]))

    def test_what_is_lacking_is_said_if_somebody_asks(self):
        self.assertRegex(house.run("-v", SAMPLE).stderr,
                         rb"user: .*; files: .*; system calls: ")
        self.assertEqual(house.run(SAMPLE).stderr, b"")


class Live(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        if os.geteuid() != 0 or not shutil.which("ip"):
            raise unittest.SkipTest("needs root and ip(8)")
        if ctypes.CDLL(None).unshare(CLONE_NEWNS | CLONE_NEWNET) != 0:
            raise unittest.SkipTest("no namespaces")
        live.ip("link", "set", "lo", "up")
        with open("/proc/self/uid_map", encoding="utf-8") as file:
            if int(file.read().split()[2]) <= NOBODY.pw_uid:
                raise unittest.SkipTest("no other users here")

    def listen(self, *args, **more):
        """Status of the program when it captures; it finds a reset, and ends in order."""
        with live.Running("--format=json", "--immediate-mode", *args, "tcp port 9",
                          **more) as program:
            status = status_of(program.child.pid)
            live.refused()
            code, out, err = program.end(signal.SIGINT)
        self.assertEqual(code, 0, err)
        self.assertEqual(json.loads(out)["summary"]["resets"], 1)
        return status

    def check_powerless(self, status, user):
        self.assertEqual(status["Uid"], "\t".join(4 * [str(user.pw_uid)]))
        self.assertEqual(status["Gid"], "\t".join(4 * [str(user.pw_gid)]))
        self.assertEqual(status["Groups"].strip(), "")
        self.assertEqual(capabilities(status), {0})
        self.assertEqual(status["NoNewPrivs"], "1")

    def test_who_captures_is_not_root_and_has_no_capability(self):
        status = self.listen()
        self.check_powerless(status, default_user())
        self.assertEqual(status["Seccomp"], "2" if FILTERED else "0")

    def test_a_user_may_be_named(self):
        self.check_powerless(self.listen("-Z", "nobody"), NOBODY)
        ran = house.run("-i", "lo", "-Z", "no-such-user")
        self.assertEqual((ran.returncode, ran.stdout), (1, b""))
        self.assertIn(b"no-such-user", ran.stderr)

    def test_root_that_stays_has_no_capability(self):
        status = self.listen("-Z", "root")
        self.assertEqual(status["Uid"], "0\t0\t0\t0")
        self.assertEqual(capabilities(status), {0})

    def test_without_the_filter_the_user_changes_all_the_same(self):
        status = self.listen("--no-confine")
        self.check_powerless(status, default_user())
        self.assertEqual(status["Seccomp"], "0")

    def test_what_only_root_can_open_is_open_before(self):
        with tempfile.TemporaryDirectory() as folder:  # of mode 700
            log, out = os.path.join(folder, "log"), os.path.join(folder, "out")
            packets = os.path.join(folder, "packets")
            with open(log, "w", encoding="utf-8") as file:
                file.write("connect to 127.0.0.1:9: Connection refused\n")
            os.chmod(log, 0o600)
            with live.Running("--format=json", "--immediate-mode", "--log", log, "-o", out,
                              "-w", packets, "tcp port 9") as program:
                live.refused()
                self.assertEqual(program.end(signal.SIGINT)[0], 0)
            with open(out, encoding="utf-8") as file:
                report = json.load(file)
            self.assertTrue(report["summary"]["logs"][0]["complete"])
            self.assertEqual(report["summary"]["logs"][0]["lines"], 1)
            self.assertEqual(json.loads(house.run("--format=json", packets).stdout)
                             ["summary"]["resets"], 1)

    def test_one_capability_of_the_file_is_enough(self):
        if not shutil.which("setcap"):
            self.skipTest("needs setcap(8)")
        with tempfile.TemporaryDirectory() as folder:
            os.chmod(folder, 0o755)
            program = shutil.copy(house.PROGRAM, folder)
            if subprocess.run(["setcap", "cap_net_raw+ep", program],
                              capture_output=True).returncode != 0:
                self.skipTest("no capabilities of files here")
            before, house.PROGRAM = house.PROGRAM, program
            try:
                status = self.listen(user=NOBODY.pw_uid, group=NOBODY.pw_gid, extra_groups=[])
            finally:
                house.PROGRAM = before
        self.assertEqual(status["Uid"], "\t".join(4 * [str(NOBODY.pw_uid)]))
        self.assertEqual(capabilities(status, "Inh", "Prm", "Eff", "Amb"), {0})
        self.assertEqual(status["NoNewPrivs"], "1")


if __name__ == "__main__":
    house.main()
