# SPDX-License-Identifier: BSD-3-Clause
"""The kernel's own word: traces that three tools wrote of the resets of one capture
(tests/kernel/record.py), and this kernel asked live.

The live part makes its resets in a network namespace of its own, where tracefs is mounted too;
it runs as root on Linux 6.12 or later and is skipped elsewhere."""

import ctypes
import gzip
import json
import os
import platform
import re
import shutil
import signal
import socket
import struct
import subprocess
import sys
import tempfile
import time
import unittest

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import house  # noqa: E402
import live  # noqa: E402

FOLDER = house.path("tests", "kernel")
CAPTURE = os.path.join(FOLDER, "resets.pcap")
TRACEFS = "/sys/kernel/tracing"
CLONE_NEWNS, CLONE_NEWNET, PR_SET_NAME = 0x00020000, 0x40000000, 15
NAME = b"\x1b[2J\"house\""  # what the process calls itself

# What record.py did on each of two address families: cause, reason, state of the socket.
TRUTH = 2 * [("close-with-unread-data", "TCP_ABORT_ON_CLOSE", "TCP_CLOSE"),
             ("abortive-close", "TCP_STATE", "TCP_CLOSE"),
             ("data-after-close", "TCP_TIMEWAIT_SOCKET", "TCP_TIME_WAIT"),
             ("administrative-abort", "TCP_STATE", "TCP_ESTABLISHED"),
             ("connection-refused", "NO_SOCKET", None)]
# By whom; perf alone asks a process at once, and only some columns tell who is meant.
PYTHON = 13413
NAMED = ["python3", "python3", "python3", "ss", None]
NAMED_BY_PERF = ["a server-1 [0]", "\x1b[2Jclient", "tcp_send_reset:", None, None]
KILLERS = (13651, 13689)


def resets(*args):
    ran = house.run("--format=json", *args)
    return json.loads(ran.stdout)["resets"], ran.stderr.decode()


class Files(unittest.TestCase):
    def check(self, trace, names):
        found, said = resets("--kernel-trace", trace, CAPTURE)
        self.assertEqual(said, "")
        kernel = [reset["kernel"] for reset in found]
        self.assertEqual([(r["cause"]["slug"], k["reason"], k.get("state"))
                          for r, k in zip(found, kernel)], TRUTH)
        self.assertEqual([k.get("comm") for k in kernel], 2 * names)
        self.assertTrue(all(k["sent"] and k["received"] for k in kernel))
        for k in kernel:
            self.assertIn(k.get("pid"), (PYTHON, *KILLERS) if "comm" in k else (None,))

    def test_tracefs(self):
        self.check(os.path.join(FOLDER, "tracefs.txt"), NAMED)

    def test_trace_cmd_with_its_columns(self):
        self.check(os.path.join(FOLDER, "trace-cmd-l.txt"), NAMED)

    def test_without_columns_only_a_close_names_a_process(self):
        names = [name if name != "ss" else None for name in NAMED]
        self.check(os.path.join(FOLDER, "trace-cmd.txt"), names)

    def test_perf(self):
        self.check(os.path.join(FOLDER, "perf.txt"), NAMED_BY_PERF)
        self.check(os.path.join(FOLDER, "perf-tid.txt"), NAMED_BY_PERF)

    def test_without_a_trace_there_is_no_word(self):
        found, said = resets(CAPTURE)
        self.assertEqual(said, "")
        self.assertFalse(any("kernel" in reset for reset in found))

    def test_the_packets_may_contradict(self):
        trace = os.path.join(FOLDER, "tracefs.txt")
        alone, _ = resets(CAPTURE)
        told, _ = resets("--kernel-trace", trace, CAPTURE)
        self.assertEqual(told[3]["kernel"]["contradicts"]["cause"],
                         {k: alone[3]["cause"][k] for k in ("slug", "confidence")})
        text = house.run("--kernel-trace", trace, CAPTURE).stdout.decode()
        self.assertIn("doubt", text)

    def test_names_do_not_reach_the_terminal_raw(self):
        for form in ("text", "json", "ndjson"):
            ran = house.run("--format", form, "--kernel-trace", os.path.join(FOLDER, "perf.txt"),
                            CAPTURE)
            self.assertNotIn(b"\x1b", ran.stdout)

    def test_compressed_in_parts_and_from_standard_input(self):
        with open(os.path.join(FOLDER, "tracefs.txt"), "rb") as f:
            lines = f.read().splitlines(keepends=True)
        half = len(lines) // 2
        with tempfile.TemporaryDirectory() as folder:
            packed = os.path.join(folder, "trace.gz")
            with gzip.open(packed, "wb") as f:
                f.writelines(lines[:half])
            found, said = resets_with_input(b"".join(lines[half:]), "--kernel-trace", packed,
                                            "--kernel-trace", "-", CAPTURE)
        self.assertEqual(said, "")
        self.assertTrue(all("kernel" in reset for reset in found))

    def test_the_trace_of_another_day_is_not_believed(self):
        with open(os.path.join(FOLDER, "tracefs.txt"), encoding="utf-8") as f:
            lines = [line for line in f if "7004" not in line or "send_reset" not in line]
        late = ("  x-1 [000] .....  9999.000000: tcp_send_reset: src=198.51.100.20:7004 "
                "dest=192.0.2.10:47004 state=TCP_CLOSE reason=TCP_ABORT_ON_CLOSE\n")
        found, _ = resets_with_input("".join([*lines, late]).encode(), "--kernel-trace", "-",
                                     CAPTURE)
        self.assertFalse(found[3].get("kernel", {"sent": False})["sent"])

    def test_what_holds_nothing_is_said(self):
        ran = house.run("--kernel-trace", "-", CAPTURE, input=b"hello\n")
        self.assertEqual(ran.returncode, 0)
        self.assertIn(b"no event tcp_send_reset", ran.stderr)

    def test_a_damaged_trace_is_read_as_far_as_it_goes(self):
        with open(os.path.join(FOLDER, "tracefs.txt"), "rb") as f:
            packed = gzip.compress(f.read())
        ran = house.run("--format=json", "--kernel-trace", "-", CAPTURE,
                        input=packed[:len(packed) // 2])
        self.assertEqual(ran.returncode, 2)
        self.assertIn(b"what was read till there counts", ran.stderr)
        kernel = ["kernel" in reset for reset in json.loads(ran.stdout)["resets"]]
        self.assertTrue(kernel[0] and not kernel[-1])

    def test_the_report_is_not_written_over_the_trace(self):
        with tempfile.TemporaryDirectory() as folder:
            trace = shutil.copy(os.path.join(FOLDER, "tracefs.txt"), folder)
            ran = house.run("-o", trace, "--kernel-trace", trace, CAPTURE)
            self.assertEqual(ran.returncode, 1)
            self.assertIn(b"needs another file", ran.stderr)
            self.assertGreater(os.path.getsize(trace), 0)

    def test_a_pipe_that_never_ends_is_given_up(self):
        with subprocess.Popen([house.PROGRAM, "--kernel-trace", "-", CAPTURE],
                              stdin=subprocess.PIPE, stdout=subprocess.DEVNULL,
                              stderr=subprocess.DEVNULL) as child:
            line = b"  x-1 [000] .....  1.0: tcp_send_reset: src=1.2.3.4:5 dest=1.2.3.4:6\n"
            child.stdin.write(16 * 65536 // len(line) * line)  # done when it is being read
            child.stdin.flush()
            child.send_signal(signal.SIGINT)
            self.assertEqual(child.wait(live.PATIENCE), 2)

    def test_mistakes_are_refused(self):
        for args, words in ((("--kernel-trace", "/no/such", CAPTURE), b"/no/such"),
                            (("--kernel-trace", "-", "-"), b"only once"),
                            (("--kernel-trace", "", CAPTURE), b"not empty"),
                            (("--kernel-trace", "x", "-i", "lo"), b"--kernel-reasons"),
                            (("--kernel-reasons", CAPTURE), b"needs -i")):
            ran = house.run(*args)
            self.assertEqual(ran.returncode, 1, args)
            self.assertIn(words, ran.stderr)
            self.assertEqual(ran.stdout, b"")


def resets_with_input(data, *args):
    ran = house.run("--format=json", *args, input=data)
    return json.loads(ran.stdout)["resets"], ran.stderr.decode()


def own_world():
    """A network and mounts of our own; why not, if that cannot be."""
    if os.geteuid() != 0 or not shutil.which("ip"):
        return "needs root and ip(8)"
    if tuple(map(int, re.findall(r"\d+", platform.release())[:2])) < (6, 12):
        return "this kernel does not give its reasons for all resets"
    if ctypes.CDLL(None).unshare(CLONE_NEWNS | CLONE_NEWNET) != 0:
        return "no namespaces"
    subprocess.run(["mount", "--make-rprivate", "/"], check=True)
    live.ip("link", "set", "lo", "up")
    return None


def mount():
    return subprocess.run(["mount", "-t", "tracefs", "tracefs", TRACEFS],
                          capture_output=True).returncode == 0


def instances():
    return {n for n in os.listdir(TRACEFS + "/instances") if n.startswith("tcpblame-")}


def capabilities(pid):
    with open(f"/proc/{pid}/status", encoding="utf-8") as file:
        return {int(s, 16) for s in re.findall(r"^Cap\w+:\t(\w+)$", file.read(), re.MULTILINE)}


def unread_data():
    """A server that closes without reading."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        with socket.create_connection(listener.getsockname()) as client:
            server = listener.accept()[0]
            client.send(b"hello")
            while not server.recv(1, socket.MSG_PEEK):
                pass
            server.close()


def linger_zero():
    with socket.create_server(("127.0.0.1", 0)) as listener:
        client = socket.create_connection(listener.getsockname())
        server = listener.accept()[0]
        client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        client.close()
        server.close()


class Live(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        if why := own_world():
            raise unittest.SkipTest(why)
        if not mount():
            raise unittest.SkipTest("no tracefs")
        ctypes.CDLL(None).prctl(PR_SET_NAME, NAME, 0, 0, 0)

    def test_a_reset_of_this_host_bears_its_reason_and_its_process(self):
        with live.Running("--kernel-reasons", "--format=json") as program:
            own = f"tcpblame-{program.child.pid}"
            self.assertIn(own, instances())
            unread_data()
            linger_zero()
            live.refused()
            status, out, _ = program.end(signal.SIGINT)
        self.assertEqual(status, 0)
        self.assertNotIn(own, instances())
        found = json.loads(out)["resets"]
        self.assertEqual([(r["kernel"]["reason"], r["cause"]["slug"], r["kernel"].get("pid"))
                          for r in found],
                         [("TCP_ABORT_ON_CLOSE", "close-with-unread-data", os.getpid()),
                          ("TCP_STATE", "abortive-close", os.getpid()),
                          ("NO_SOCKET", "connection-refused", None)])
        self.assertTrue(all(r["kernel"]["sent"] and r["kernel"]["received"] for r in found))
        self.assertTrue(all(r["origin"]["confidence"] > 0.9 for r in found))

    def test_a_killed_run_leaves_no_instance(self):
        with live.Running("--kernel-reasons") as program:
            own = f"tcpblame-{program.child.pid}"
            self.assertIn(own, instances())
            program.child.kill()
            program.child.stderr.read()  # its end is the keeper's
            self.assertNotIn(own, instances())

    def test_who_keeps_the_instance_may_do_little_else(self):
        with live.Running("--kernel-reasons") as program:
            with open(f"/proc/{program.child.pid}/task/{program.child.pid}/children",
                      encoding="utf-8") as file:
                keeper, = file.read().split()
            end = time.monotonic() + live.PATIENCE
            while capabilities(keeper) != {0}:  # it may not have got so far
                self.assertLess(time.monotonic(), end)
            program.end(signal.SIGINT)

    def test_an_instance_that_a_killed_run_left_is_removed(self):
        gone = subprocess.Popen(["true"])
        gone.wait()
        left = f"tcpblame-{gone.pid}"
        os.mkdir(f"{TRACEFS}/instances/{left}")
        others = f"{TRACEFS}/instances/tcpblame-1"	# is alive
        os.mkdir(others)
        try:
            with live.Running("--kernel-reasons") as program:
                self.assertNotIn(left, instances())
                self.assertIn("tcpblame-1", instances())
                program.end(signal.SIGTERM)
        finally:
            os.rmdir(others)

    def test_an_instance_in_use_stays(self):
        with live.Running("--kernel-reasons") as first:
            with live.Running("--kernel-reasons") as second:
                self.assertEqual({f"tcpblame-{p.child.pid}" for p in (first, second)} -
                                 instances(), set())
                second.end(signal.SIGINT)
            self.assertIn(f"tcpblame-{first.child.pid}", instances())
            first.end(signal.SIGINT)

    def test_without_the_right_it_goes_on(self):
        subprocess.run(["umount", TRACEFS], check=True)
        try:
            with live.Running("--kernel-reasons", "--format=json") as program:
                live.refused()
                status, out, _ = program.end(signal.SIGINT)
            said = [line for line in program.said if "kernel reasons" in line]
            self.assertEqual(len(said), 1)
            self.assertIn("going on without", said[0])
            self.assertEqual(status, 0)
            self.assertNotIn("kernel", json.loads(out)["resets"][0])
        finally:
            mount()


if __name__ == "__main__":
    house.main()
