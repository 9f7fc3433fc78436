# SPDX-License-Identifier: BSD-3-Clause
"""Captures: tcpdump and dumpcap, started and stopped without losing a packet."""
import re
import select
import signal
import subprocess
import time

START_LIMIT = 10.0	# seconds a capture program may take to get ready


class Capture:
    """A capture program that is capturing once the constructor returns."""

    def __init__(self, host, command, ready):
        self.command = command
        with host.inside():
            self.process = subprocess.Popen(command, stderr=subprocess.PIPE,
                                            stdin=subprocess.DEVNULL)
        self.said = b""
        deadline = time.monotonic() + START_LIMIT
        while ready not in self.said:
            left = deadline - time.monotonic()
            if left < 0 or not select.select([self.process.stderr], [], [], left)[0]:
                self._fail("did not start")
            more = self.process.stderr.read1()
            if not more:
                self._fail("ended early")
            self.said += more

    def _fail(self, what):
        self.process.kill()
        raise RuntimeError(f"{self.command}: {what}: {self.said.decode()}")

    def stop(self):
        """Ends it.  The caller has made sure that the network is quiet."""
        self.process.send_signal(signal.SIGINT)
        self.said += self.process.communicate(timeout=START_LIMIT)[1]
        if self.process.returncode != 0:
            self._fail(f"exit status {self.process.returncode}")
        for count, what in re.findall(rb"(\d+) packets? dropped by (kernel|interface)",
                                      self.said):
            if int(count):
                self._fail("dropped packets")


BUFFER = "32768"	# KiB; in immediate mode the default holds no more than eight packets


def tcpdump(host, interface, path, *options):
    return Capture(host, ["tcpdump", "-n", "-U", "-Z", "root", "--immediate-mode",
                          "-B", BUFFER, "-i", interface, "-w", path, *options],
                   b"listening on")


def dumpcap(host, interfaces, path, *options):
    chosen = [word for i in interfaces for word in ("-i", i)]
    return Capture(host, ["dumpcap", "-q", *chosen, "-w", path, *options], b"File: ")
