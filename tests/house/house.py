# SPDX-License-Identifier: BSD-3-Clause
"""What the tests of this folder share: where things are, how the program is run,
and a capture of one refused connection to feed it with."""

import os
import shutil
import socket
import struct
import subprocess
import sys
import unittest

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
PROGRAM = os.environ.get("TCPBLAME", "tcpblame")
SKIPPED = 77  # what ctest takes for "skipped"


def path(*parts):
    return os.path.join(ROOT, *parts)


def text(*parts):
    with open(path(*parts), encoding="utf-8") as file:
        return file.read()


def tracked():
    """Files of the project, relative to its top; build folders and such left out."""
    if shutil.which("git"):
        git = subprocess.run(["git", "-C", ROOT, "ls-files", "-z"], capture_output=True)
        names = git.stdout.decode().split("\0")
        found = [n for n in names if n and os.path.exists(path(n))]
        if found:
            return sorted(found)
    return sorted(everything())


def everything():
    """The same where git, or its memory, is missing: a tree out of an archive."""
    for folder, folders, files in os.walk(ROOT):
        folders[:] = [f for f in folders if f not in (".git", "__pycache__")
                      and not (folder == ROOT and f.startswith("build"))]
        for file in files:
            yield os.path.relpath(os.path.join(folder, file), ROOT)


def run(*args, **more):
    """Runs the program to its end; output as bytes."""
    more.setdefault("stdin", None if "input" in more else subprocess.DEVNULL)
    more = {k: v for k, v in more.items() if v is not None}
    more.setdefault("stdout", subprocess.PIPE)
    return subprocess.run([PROGRAM, *args], stderr=subprocess.PIPE, timeout=120, **more)


def need_somebody_else(test):
    """Skips a test in a namespace with one user only: root cannot become another there."""
    with open("/proc/self/uid_map", encoding="ascii") as file:
        if int(file.read().split()[2]) == 1:
            test.skipTest("there is nobody else to become in this namespace")


def segment(number, client_sends, flags, seq, ack, data=b"", port=80, client=40000):
    """A pcap record: one segment between 10.0.0.1:40000 and 10.0.0.2:80."""
    ends = [(b"\x0a\0\0\1", client), (b"\x0a\0\0\2", port)]
    (src, sport), (dst, dport) = ends if client_sends else reversed(ends)
    tcp = struct.pack(">HHIIBBHHH", sport, dport, seq, ack, 5 << 4, flags, 64240, 0, 0) + data
    ip = struct.pack(">BBHHHBBH4s4s", 0x45, 0, 20 + len(tcp), number, 0x4000, 64,
                     socket.IPPROTO_TCP, 0, src, dst)
    frame = b"\2\0\0\0\0\2" + b"\2\0\0\0\0\1" + b"\x08\0" + ip + tcp
    return struct.pack("<IIII", 1700000000, 1000 * number, len(frame), len(frame)) + frame


SYN, RST, PSH, ACK = 2, 4, 8, 16
HEADER = struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 262144, 1)

# A connection that is refused: one harmless enough reset.
REFUSED = HEADER + segment(1, True, SYN, 100, 0) + segment(2, False, RST | ACK, 0, 101)

# A connection reset by the server while a request is open: a disruptive one.
REQUEST = b"GET / HTTP/1.1\r\nHost: example.org\r\n\r\n"
CUT_OFF = (HEADER
           + segment(1, True, SYN, 100, 0)
           + segment(2, False, SYN | ACK, 500, 101)
           + segment(3, True, ACK, 101, 501)
           + segment(4, True, PSH | ACK, 101, 501, REQUEST)
           + segment(5, False, RST, 501, 0))


def main():
    """Runs the tests of the calling file; says so if all were skipped."""
    program = unittest.main(argv=[sys.argv[0], "-v"], exit=False)
    result = program.result
    if not result.wasSuccessful():
        sys.exit(1)
    sys.exit(SKIPPED if result.testsRun and len(result.skipped) == result.testsRun else 0)
