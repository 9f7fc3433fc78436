# SPDX-License-Identifier: BSD-3-Clause
"""With --jobs the report is the same to the byte: of every sample, of files that are
merged, cut, compressed or come through a pipe, and however the run ends."""

import fcntl
import glob
import gzip
import os
import signal
import struct
import subprocess
import tempfile
import termios
import threading
import unittest

import house

SAMPLES = sorted(glob.glob(house.path("samples", "*.pcap*")))
TOGETHER = 8  # samples that are read as one timeline
PIPE_IS_FILLING = 1 << 15  # bytes: half of what a pipe holds


def told(*args, **more):
    """What a run says, and how it ends."""
    run = house.run(*args, **more)
    return run.returncode, run.stdout, run.stderr


def many_refused():
    """So many verdicts that no buffer holds them."""
    packets = house.HEADER
    for i in range(1, 300):
        refused = (house.segment(0, True, house.SYN, 1000 * i, 0)
                   + house.segment(1, False, house.RST | house.ACK, 0, 1000 * i + 1))
        packets += (1700000000 + 60 * i).to_bytes(4, "little") + refused[4:]
    return packets


def unread(pipe):
    """Bytes that wait in it."""
    return struct.unpack("i", fcntl.ioctl(pipe, termios.FIONREAD, b"\0" * 4))[0]


def is_pending(pid):
    """Has it not yet taken the signal?"""
    with open(f"/proc/{pid}/status", encoding="ascii") as status:
        pending = dict(line.split(":\t") for line in status if line.startswith(("SigP", "ShdP")))
    return any(int(signals, 16) for signals in pending.values())


def is_waiting(pid):
    """Do all of its threads wait for something?"""
    states = []
    for path in glob.glob(f"/proc/{pid}/task/*/stat"):
        with open(path, encoding="ascii", errors="replace") as stat:
            states.append(stat.read().rpartition(") ")[2][:1])
    return states and set(states) == {"S"}


def until(holds):
    while not holds():
        os.sched_yield()


class Jobs(unittest.TestCase):
    def same(self, *args, **more):
        one = told("--jobs", "1", *args, **more)
        self.assertEqual(told("--jobs", "2", *args, **more), one, args)
        return one

    def test_of_every_sample(self):
        for sample in SAMPLES:
            for form in ("text", "ndjson"):
                self.same("--format", form, sample)

    def test_of_files_that_are_merged(self):
        for i in range(0, len(SAMPLES), TOGETHER):
            self.same("-v", "--format=json", *SAMPLES[i:i + TOGETHER])

    def test_of_a_part(self):
        self.same("--count", "7", *SAMPLES[:TOGETHER])
        self.same("--filter", "tcp[tcpflags] & tcp-rst != 0", *SAMPLES[:TOGETHER])
        self.same("--max-flows", "1", *SAMPLES[:TOGETHER])

    def test_of_what_is_cut_damaged_or_compressed(self):
        long = max(SAMPLES, key=os.path.getsize)
        with open(long, "rb") as file, tempfile.TemporaryDirectory() as folder:
            data = file.read()
            for name, content in [("cut", data[:-1]), ("lies", data[:-200] + b"\xff" * 200),
                                  ("zipped.gz", gzip.compress(data)),
                                  ("half.gz", gzip.compress(data)[:-40]), ("empty", b"")]:
                path = os.path.join(folder, name)
                with open(path, "wb") as out:
                    out.write(content)
                self.same("--format=ndjson", path)
                self.same("--format=ndjson", path, *SAMPLES[:2])

    def test_of_what_comes_through_a_pipe(self):
        self.same("-v", "-", input=house.REFUSED)
        self.same("-v", "-", input=house.REFUSED[:-5])

    def test_more_than_two_are_two(self):
        self.assertEqual(told("--jobs", "7", SAMPLES[0]), told(SAMPLES[0]))

    def stopped(self, jobs):
        """A pipe gives some packets and then nothing; the program is interrupted."""
        with subprocess.Popen([house.PROGRAM, "--jobs", jobs, "--format=json", "-"],
                              stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                              stderr=subprocess.PIPE) as run:
            run.stdin.write(house.REFUSED)
            run.stdin.flush()
            until(lambda: unread(run.stdin) == 0 and is_waiting(run.pid))
            run.send_signal(signal.SIGINT)
            out, err = run.stdout.read(), run.stderr.read()
            run.wait(10)
            return run.returncode, out, err

    def test_a_signal_ends_the_wait_for_a_pipe(self):
        one = self.stopped("1")
        self.assertEqual(one[0], 2)
        self.assertIn(b"connection-refused", one[1])
        self.assertEqual(self.stopped("2"), one)

    @unittest.skipUnless(hasattr(os, "sched_setaffinity"), "threads cannot be put on one core")
    def test_packets_are_worked_on_though_a_slow_pipe_gives_no_more(self):
        """On one core, so that now one thread is the first to wait, and now the other."""
        core = min(os.sched_getaffinity(0))
        for _ in range(8):
            with subprocess.Popen([house.PROGRAM, "--jobs", "2", "--immediate-mode",
                                   "--format=ndjson", "-"],
                                  preexec_fn=lambda: os.sched_setaffinity(0, {core}),
                                  stdin=subprocess.PIPE, stdout=subprocess.PIPE) as run:
                late = threading.Timer(10, run.kill)
                late.start()
                run.stdin.write(many_refused())
                run.stdin.flush()
                self.assertIn(b"connection-refused", run.stdout.read(1 << 14))
                late.cancel()
                run.kill()

    def test_a_second_signal_ends_it_though_nobody_takes_the_report(self):
        """All is read, and the report is more than a pipe holds."""
        for jobs in ("1", "2"):
            with subprocess.Popen([house.PROGRAM, "--jobs", jobs, "--immediate-mode",
                                   "--format=ndjson", "-"],
                                  stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                  stderr=subprocess.DEVNULL) as run:
                run.stdin.write(many_refused())
                run.stdin.close()
                until(lambda: unread(run.stdout) >= PIPE_IS_FILLING)
                run.send_signal(signal.SIGTERM)
                until(lambda: not is_pending(run.pid))
                run.send_signal(signal.SIGTERM)
                try:
                    self.assertEqual(run.wait(10), -signal.SIGTERM)
                finally:
                    run.kill()

    def test_output_that_nobody_reads_ends_it_though_a_pipe_is_silent(self):
        """The reader waits for packets, which never come."""
        for jobs in ("1", "2"):
            with subprocess.Popen([house.PROGRAM, "--jobs", jobs, "--immediate-mode",
                                   "--format=ndjson", "-"],
                                  stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                  stderr=subprocess.DEVNULL) as run:
                run.stdout.close()
                run.stdin.write(many_refused())
                run.stdin.flush()
                self.assertEqual(run.wait(10), 1)


if __name__ == "__main__":
    house.main()
