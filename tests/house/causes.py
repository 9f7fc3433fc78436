# SPDX-License-Identifier: BSD-3-Clause
"""`tcpblame causes` as its users meet it."""

import json
import os
import shutil
import tempfile
import unittest

import house
from house import REFUSED, run

OK, FAILED = 0, 1
MEMBERS = {"slug", "chapter", "title", "meaning", "decisive", "against", "limit", "client_sees",
           "server_sees", "advice", "popular", "measured"}
POPULAR = {"name", "remedy", "causes", "shows", "hides"}


class Causes(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.mkdtemp(prefix="tcpblame-test-")
        self.addCleanup(shutil.rmtree, self.folder)

    def shown(self, *args):
        ran = run("causes", *args)
        self.assertEqual((ran.returncode, ran.stderr), (OK, b""), args)
        return ran.stdout.decode()

    def book(self, *args):
        return json.loads(self.shown("--format", "json", *args))

    def refuses(self, *args, say):
        ran = run("causes", *args)
        self.assertEqual((ran.returncode, ran.stdout), (FAILED, b""), args)
        self.assertRegex(ran.stderr.decode(), r"^tcpblame: [^\n]*\n$")
        self.assertIn(say, ran.stderr.decode())

    def test_text_tells_of_every_cause(self):
        book, text = self.book(), self.shown()
        flat = " ".join(text.split())
        for cause in book["causes"]:
            self.assertIn(f"\n{cause['slug']}: {cause['title']}\n", text)
            self.assertIn(f"\n{cause['chapter']}\n", "\n" + text)
            for member in ("meaning", "decisive", "against", "limit"):
                self.assertIn(cause[member] or "", flat)
            for advice in cause["advice"]:
                self.assertIn(advice, flat)
        for told in book["popular"]:
            for member in ("name", "remedy", "shows", "hides"):
                self.assertIn(told[member] or "", flat)

    def test_a_cause_that_is_named_is_told_in_full(self):
        cause = self.book("data-after-close")["causes"][0]
        flat = " ".join(self.shown("data-after-close").split())
        for text in [cause["client_sees"], cause["server_sees"], *cause["popular"]]:
            self.assertIn(text, flat)
        self.assertTrue(cause["popular"])
        self.assertIn("measured Not measured yet." if cause["measured"] is None
                      else "measured Precision", flat)

    def test_causes_come_in_the_order_in_which_they_are_named(self):
        text = self.shown("port-scan", "connection-refused")
        self.assertLess(text.index("port-scan:"), text.index("connection-refused:"))

    def test_json_has_every_member_of_every_cause(self):
        book = self.book()
        self.assertEqual(len(book["causes"]), 45)
        for cause in book["causes"]:
            self.assertEqual(set(cause), MEMBERS, cause["slug"])
        for told in book["popular"]:
            self.assertEqual(set(told), POPULAR, told["name"])

    def test_explanations_and_causes_name_each_other(self):
        book = self.book()
        there = {(told["name"], slug) for told in book["popular"] for slug in told["causes"]}
        back = {(name, c["slug"]) for c in book["causes"] for name in c["popular"]}
        self.assertEqual(there, back)

    def test_json_of_one_cause_is_a_part_of_the_whole(self):
        book, part = self.book(), self.book("path-failure")
        self.assertEqual(part["causes"],
                         [c for c in book["causes"] if c["slug"] == "path-failure"])
        self.assertEqual(part["popular"],
                         [p for p in book["popular"] if "path-failure" in p["causes"]])
        self.assertTrue(part["popular"])

    def test_an_unknown_cause_gets_the_near_one(self):
        self.refuses("keepalive-race", say="did you mean keep-alive-race?")
        self.refuses("port-scan", "gremlins", say="no cause is called 'gremlins'")

    def test_other_formats_are_refused(self):
        self.refuses("--format", "ndjson", say="text or json")

    def test_it_reads_no_packets(self):
        self.refuses("-r", "a.pcap", say="causes reads no packets")
        self.refuses("-i", "lo", say="causes reads no packets")

    def test_a_file_of_this_name_can_be_read(self):
        with open(os.path.join(self.folder, "causes"), "wb") as file:
            file.write(REFUSED)
        for args in (["./causes"], ["-r", "causes"], ["report", "causes"]):
            ran = run(*args, cwd=self.folder)
            self.assertEqual(ran.returncode, OK, ran.stderr)
            self.assertIn(b"1 RST", ran.stdout)

    def test_it_can_go_into_a_file(self):
        path = os.path.join(self.folder, "book")
        self.assertEqual(self.shown("-o", path), "")
        with open(path, encoding="ascii") as file:
            self.assertEqual(file.read(), self.shown())

    def test_colours_are_there_if_wanted(self):
        self.assertNotIn("\033", self.shown("port-scan"))
        self.assertIn("\033", self.shown("--color=always", "port-scan"))

    def test_a_full_disk_is_an_error(self):
        with open("/dev/full", "wb") as full:
            ran = run("causes", stdout=full)
        self.assertEqual(ran.returncode, FAILED)
        self.assertIn(b"standard output: No space left", ran.stderr)


if __name__ == "__main__":
    house.main()
