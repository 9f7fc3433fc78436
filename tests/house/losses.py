# SPDX-License-Identifier: BSD-3-Clause
"""Packets that a capture lost, as pcapng files count them: a verdict whose connection may have had
some of them says so and is less sure, and no other one."""

import json
import os
import struct
import tempfile
import unittest

import house
from hostile import block, option

OK = 0
DROPCOUNT, OSDROP = 4, 7  # options of packets and of statistics
HOUR = 3600


def frames(capture):
    """The packets of a pcap file, with their times in microseconds."""
    at = len(house.HEADER)
    while at < len(capture):
        seconds, micros, captured, original = struct.unpack("<IIII", capture[at:at + 16])
        data = capture[at + 16:at + 16 + captured]
        yield seconds * 1000000 + micros, original, data
        at += 16 + captured


def stamp(time):
    return struct.pack("<II", time >> 32, time & 0xFFFFFFFF)


def packet(time, original, data, lost=0):
    body = struct.pack("<I", 0) + stamp(time) + struct.pack("<II", len(data), original)
    return block(6, body + data + b"\0" * (-len(data) % 4),
                 option(DROPCOUNT, struct.pack("<Q", lost)) if lost else b"")


def statistics(time, lost):
    return block(5, struct.pack("<I", 0) + stamp(time), option(OSDROP, struct.pack("<Q", lost)))


HEAD = (block(0x0A0D0D0A, struct.pack("<IHHq", 0x1A2B3C4D, 1, 0, -1))
        + block(1, struct.pack("<HHI", 1, 0, 0)))
PACKETS = list(frames(house.CUT_OFF))
END = PACKETS[-1][0]


class Losses(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.path = os.path.join(folder.name, "x.pcapng")

    def report(self, *blocks):
        """Of the reset; the same to the byte with two threads."""
        with open(self.path, "wb") as file:
            file.write(HEAD + b"".join(blocks))
        args = ("--format", "json", "--signals", self.path)
        ran = house.run(*args)
        self.assertEqual(ran.returncode, OK, ran.stderr)
        self.assertEqual(house.run("--jobs", "2", *args).stdout, ran.stdout)
        (reset,) = json.loads(ran.stdout)["resets"]
        return reset

    def all_of(self, lost=0, before=0):
        """With so many packets lost before one of that number."""
        return [packet(*p, lost if i == before else 0) for i, p in enumerate(PACKETS)]

    def expect_doubt(self, reset, lost):
        sure = self.report(*self.all_of())
        self.assertNotIn("missed", sure)
        self.assertEqual(reset["missed"]["packets"], lost)
        self.assertIn(f"connections: {lost}", " ".join(reset["unseen"]))
        self.assertLess(reset["cause"]["confidence"], sure["cause"]["confidence"])

    def test_that_a_packet_tells_of(self):
        self.expect_doubt(self.report(*self.all_of(7, len(PACKETS) - 1)), 7)

    def test_that_statistics_tell_of_soon_after(self):
        self.expect_doubt(self.report(*self.all_of(), statistics(END, 7)), 7)

    def test_that_statistics_tell_of_where_many_were_lost(self):
        later = [packet(END + HOUR * 1000000, *PACKETS[0][1:])]
        self.expect_doubt(self.report(*self.all_of(), *later, statistics(END + HOUR * 1000000, 7)),
                          7)

    def test_a_few_of_many_at_some_time_are_said_of_the_capture_alone(self):
        others = [packet(END + i * 1000000, 60, bytes(60)) for i in range(1, 1000)]
        reset = self.report(*self.all_of(), *others, statistics(END + HOUR * 1000000, 7))
        self.assertNotIn("missed", reset)
        text = house.run(self.path).stdout.decode()
        self.assertRegex(text, r"\b7\b.*dropped|dropped.*\b7\b|lost.*\b7\b|\b7\b.*lost")

    def test_what_was_lost_when_the_connection_was_over_touches_it_not(self):
        after = PACKETS[0][2].replace(struct.pack(">H", 40000), struct.pack(">H", 40001))
        later = [packet(END + i * HOUR * 1000000, 60, after, 7 * (i == 3)) for i in (1, 2, 3)]
        self.assertNotIn("missed", self.report(*self.all_of(), *later))


if __name__ == "__main__":
    house.main()
