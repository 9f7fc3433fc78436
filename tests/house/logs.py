# SPDX-License-Identifier: BSD-3-Clause
"""--log as its users meet it: lines of logs beside a bundled capture."""

import csv
import gzip
import io
import json
import os
import shutil
import subprocess
import tempfile
import time
import unittest

import house
from house import run

OK, FAILED, PARTIAL = 0, 1, 2
SAMPLE = house.path("samples", "keep-alive-race.pcap")	# one reset, 2026-11-22 03:18:53.530934
BOTH = ("2026-11-22T03:18:53.532Z write tcp 192.0.2.10:43928->198.51.100.20:80: write: "
        "broken pipe\n")
STRANGER = ("2026-11-22T03:18:53.532Z read tcp 192.0.2.10:40000->198.51.100.99:80: read: "
            "connection reset by peer\n")
PYTHON = "2026-11-22 03:18:53,533 ERROR [Errno 32] Broken pipe\n"
HOSTILE = "\x1b[31m\x07\u202e Connection reset by peer \x00\n"


class Logs(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.mkdtemp(prefix="tcpblame-test-")
        self.addCleanup(shutil.rmtree, self.folder)

    def file(self, name, content):
        path = os.path.join(self.folder, name)
        with open(path, "wb") as file:
            file.write(content if isinstance(content, bytes) else content.encode())
        return path

    def expect(self, status, *args, **more):
        ran = run(SAMPLE, *args, **more)
        self.assertEqual(ran.returncode, status, ran.stderr.decode())
        for line in ran.stderr.decode().splitlines():
            self.assertRegex(line, r"^tcpblame: ")
        return ran

    def report(self, *args, status=OK, **more):
        return json.loads(self.expect(status, "--format", "json", *args, **more).stdout)

    def tied(self, *args, **more):
        return [(os.path.basename(tie["file"]), tie["line"])
                for reset in self.report(*args, **more)["resets"] for tie in reset["logs"]]

    def test_a_line_is_tied_and_the_others_are_listed(self):
        log = self.file("app.log", "2026-11-22T03:18:50Z fine\n" + BOTH + STRANGER)
        report = self.report("--log", log)
        tie, = report["resets"][0]["logs"]
        self.assertEqual((tie["line"], tie["end"], tie["agrees"]), (2, "client", True))
        self.assertGreater(tie["score"], 0.9)
        self.assertIn("it names both ends", tie["why"])
        self.assertEqual(tie["text"] + "\n", BOTH)
        unexplained, = report["log_lines"]
        self.assertEqual((unexplained["line"], unexplained["nearest"]), (3, 1))
        self.assertIn("no reset of this capture has the ends that it names", unexplained["why"])
        summary, = report["summary"]["logs"]
        self.assertEqual([summary[k] for k in ("lines", "errors", "tied", "complete")],
                         [3, 2, 1, True])

    def test_text_tells_both(self):
        log = self.file("app.log", BOTH + STRANGER)
        text = " ".join(self.expect(OK, "--log", log).stdout.decode().split())
        self.assertIn("app.log:1 (by the client, 0.99): \"2026-11-22", text)
        self.assertIn("lines of logs that no reset of this capture explains", text)
        self.assertIn("2 lines, 2 errors of connections, 1 explained", text)

    def test_ndjson_has_a_line_for_each(self):
        log = self.file("app.log", BOTH + STRANGER)
        lines = [json.loads(line) for line in
                 self.expect(OK, "--format", "ndjson", "--log", log).stdout.splitlines()]
        self.assertEqual([line["type"] for line in lines],
                         ["reset", "log", "log", "capture", "summary"])
        self.assertEqual([line.get("reset") for line in lines[1:3]], [1, None])

    def test_without_a_log_nothing_is_said_of_logs(self):
        report = self.report()
        self.assertEqual(report["resets"][0]["logs"], [])
        self.assertNotIn("log_lines", report)
        self.assertNotIn("logs", report["summary"])

    def test_a_log_changes_nothing_else(self):
        log = self.file("app.log", "nothing\n")
        plain, beside = self.report(), self.report("--log", log)
        self.assertEqual(beside.pop("log_lines"), [])
        self.assertEqual(len(beside["summary"].pop("logs")), 1)
        self.assertEqual(beside, plain)

    def test_the_order_of_logs_changes_no_tie(self):
        a, b = self.file("a.log", BOTH), self.file("b.log", PYTHON)
        self.assertEqual(sorted(self.tied("--log", a, "--log", b)), [("a.log", 1), ("b.log", 1)])
        self.assertEqual(sorted(self.tied("--log", b, "--log", a)), [("a.log", 1), ("b.log", 1)])

    def test_logs_may_be_compressed_or_come_from_standard_input(self):
        self.assertEqual(self.tied("--log", self.file("a.gz", gzip.compress(BOTH.encode()))),
                         [("a.gz", 1)])
        self.assertEqual(self.tied("--log", "-", input=BOTH.encode()), [("-", 1)])
        self.expect(FAILED, "--log", "-", "--log", "-")

    def test_a_time_zone_may_be_named(self):
        log = self.file("a.log", PYTHON.replace("03:18", "05:18"))
        self.assertEqual(self.tied("--log", log), [])
        for zone in ("+02:00", "+0200", "+02"):
            self.assertEqual(self.tied("--log", log, "--log-timezone", zone), [("a.log", 1)])
        if os.path.exists("/usr/share/zoneinfo/Africa/Johannesburg"):
            self.assertEqual(self.tied("--log", log, "--log-timezone", "Africa/Johannesburg"),
                             [("a.log", 1)])
        for zone in ("Nowhere/Land", "+25:00", "../../etc/passwd", "+2", "Europe"):
            ran = self.expect(FAILED, "--log", log, "--log-timezone", zone)
            self.assertIn(b"--log-timezone", ran.stderr)

    def test_the_zone_of_this_system_is_known(self):
        zone = "/usr/share/zoneinfo/Africa/Johannesburg"
        inside = ["unshare", "--mount", "sh", "-c", "mount --bind \"$0\" /etc/localtime && "
                  "exec \"$@\"", zone]
        if not (shutil.which("unshare") and os.path.exists(zone) and subprocess.run(
                [*inside, "true"], capture_output=True).returncode == 0):
            self.skipTest("needs zones, and root to have one of them here")
        log = self.file("a.log", PYTHON.replace("03:18", "05:18"))
        ran = subprocess.run([*inside, house.PROGRAM, "--format=json", "--log", log,
                              "--log-timezone", "local", SAMPLE], capture_output=True, check=True,
                             env={k: v for k, v in os.environ.items() if k != "TZ"})
        self.assertEqual(len(json.loads(ran.stdout)["resets"][0]["logs"]), 1, ran.stderr)

    def test_json_lines_are_read_or_passed_over_as_is_wanted(self):
        line = json.dumps({"ts": 1795317533.533, "msg": "peer 198.51.100.20:80: Broken pipe"})
        log = self.file("a.log", line + "\n" + BOTH)
        if b"lacks" in run(SAMPLE, "--log", log, "--log-format", "json").stderr:
            self.skipTest("this build reads no JSON")
        self.assertEqual(self.tied("--log", log), [("a.log", 1), ("a.log", 2)])
        self.assertEqual(self.tied("--log", log, "--log-format", "json"), [("a.log", 1)])

    def test_a_log_that_cannot_be_read_is_named_and_the_rest_is_done(self):
        log, cut = self.file("a.log", BOTH), gzip.compress(BOTH.encode() * 99)[:-20]
        for name, bad in (("missing", os.path.join(self.folder, "missing")),
                          ("folder", self.folder), ("cut", self.file("cut.gz", cut)),
                          ("UTF-16", self.file("wide.log", BOTH.encode("utf-16")))):
            ran = self.expect(PARTIAL, "--format", "json", "--log", bad, "--log", log)
            self.assertIn(os.path.basename(bad).encode(), ran.stderr, name)
            report = json.loads(ran.stdout)
            self.assertIn("a.log", [os.path.basename(tie["file"])
                                    for tie in report["resets"][0]["logs"]])
            self.assertFalse(report["summary"]["logs"][0]["complete"])
            self.assertIn("problem", report["summary"]["logs"][0])

    def test_a_table_has_the_line_in_its_row_but_live_it_has_no_place_for_lines(self):
        log = self.file("app.log", BOTH + STRANGER)
        row, = csv.DictReader(io.StringIO(self.expect(OK, "--format", "csv", "--log", log)
                                          .stdout.decode()))
        self.assertEqual((row["log_lines"], row["log_file"], row["log_line"], row["log_text"]),
                         ("1", log, "1", BOTH.rstrip("\n")))
        live = house.run("--format", "csv", "-i", "lo", "--log", log)
        self.assertEqual(live.returncode, 1)
        self.assertIn(b"no place for them", live.stderr)

    def test_the_report_does_not_overwrite_a_log(self):
        log = self.file("a.log", BOTH)
        self.assertIn(b"is read", self.expect(FAILED, "--log", log, "-o", log).stderr)

    def test_nothing_of_a_log_reaches_a_terminal_raw(self):
        log = self.file("\x1b]0;x.log", "2026-11-22 03:18:53,534 " + HOSTILE)
        for form in ("text", "json", "ndjson"):
            shown = self.expect(OK, "--color", "never", "--format", form, "--log", log).stdout
            self.assertIn(b"onnection reset by peer", shown)
            for byte in (b"\x1b", b"\x07", b"\x00", "\u202e".encode()):
                self.assertNotIn(byte, shown)

    def test_megabytes_of_anything_are_read_in_no_time(self):
        noise = bytes(range(1, 10)) * 400000 + b"\n"
        flood = PYTHON.encode() * 100000
        log = self.file("a.log", noise + flood + b"\xff" * 4000000 + b"\n" + BOTH.encode())
        began = time.process_time(), os.times()
        report = self.report("--log", log)
        spent = sum(os.times()[2:4]) - sum(began[1][2:4])
        self.assertLess(spent, 60)	# seconds; a second or two, and a sanitizer is slow
        summary, = report["summary"]["logs"]
        self.assertEqual(summary["errors"], summary["left_out"] + 65536)


if __name__ == "__main__":
    house.main()
