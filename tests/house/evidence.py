# SPDX-License-Identifier: BSD-3-Clause
"""The packets of -w as its users meet them: what is in the file, who can read it, and what
is refused.  Wireshark's own tools read it where they are installed."""

import json
import os
import re
import shutil
import subprocess
import tempfile
import unittest

import house
from house import ACK, CUT_OFF, HEADER, PSH, REFUSED, RST, SYN, run, segment

OK, FAILED, PARTIAL, FOUND = 0, 1, 2, 3
SAMPLES = house.path("samples")


def sample(name):
    return os.path.join(SAMPLES, name)


def needs(program):
    return unittest.skipUnless(shutil.which(program), f"{program} is not installed")


def but_where(report):
    """Without the item that tells where the packets are."""
    return re.sub(rb"   evidence their packets are in [^\n]*\n(?: {12}[^\n]*\n)*", b"", report)


class Case(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.mkdtemp(prefix="tcpblame-test-")
        self.addCleanup(shutil.rmtree, self.folder)
        self.evidence = self.path("evidence.pcapng")

    def path(self, name):
        return os.path.join(self.folder, name)

    def file(self, name, content):
        with open(self.path(name), "wb") as file:
            file.write(content)
        return self.path(name)

    def bytes(self, name="evidence.pcapng"):
        with open(self.path(name), "rb") as file:
            return file.read()

    def expect(self, status, *args, **more):
        ran = run(*args, **more)
        stderr = ran.stderr.decode()
        self.assertEqual(ran.returncode, status, stderr)
        for line in stderr.splitlines():
            self.assertRegex(line, r"^tcpblame: ")
        return ran

    def write(self, *args, status=OK, **more):
        return self.expect(status, "-q", "-w", self.evidence, *args, **more)

    def tshark(self, *args, file=None):
        ran = subprocess.run(["tshark", "-n", "-r", file or self.evidence, *args],
                             capture_output=True, text=True)
        self.assertEqual(ran.returncode, 0, ran.stderr)
        return ran.stdout.splitlines()

    def report(self, *args):
        return json.loads(self.expect(OK, "--format", "json", *args).stdout)


class Refusals(Case):
    def refuses(self, *args, say, **more):
        ran = self.expect(FAILED, *args, **more)
        self.assertEqual(ran.stdout, b"")
        self.assertIn(say, ran.stderr.decode())

    def test_what_belongs_to_w_is_not_taken_without_it(self):
        for option in (["--context", "3"], ["--strip-payload"], ["--ring", "1"]):
            self.refuses(*option, "x", say=f"{option[0]} is about the packets that -w writes")

    def test_an_input_is_not_overwritten(self):
        capture = self.file("a.pcap", CUT_OFF)
        log = self.file("a.log", b"error\n")
        os.symlink(capture, self.path("link.pcap"))
        os.link(capture, self.path("hard.pcap"))
        for name in ("a.pcap", "link.pcap", "hard.pcap", "a.log"):
            self.refuses("-w", self.path(name), capture, "--log", log,
                         say="need another file")
        self.assertEqual(self.bytes("a.pcap"), CUT_OFF)
        self.assertEqual(self.bytes("a.log"), b"error\n")

    def test_standard_input_is_not_overwritten_either(self):
        capture = self.file("a.pcap", CUT_OFF)
        with open(capture, "rb") as file:
            self.refuses("-w", capture, "-r", "-", stdin=file, say="need another file")
        self.assertEqual(self.bytes("a.pcap"), CUT_OFF)

    def test_report_and_packets_need_a_file_each(self):
        capture = self.file("a.pcap", CUT_OFF)
        self.refuses("-w", self.evidence, "-o", self.evidence, capture, say="a file each")
        self.refuses("-w", "-", capture, say="cannot both go to standard output")
        self.refuses("-w", "-", "-o", "-", capture, say="cannot both go to standard output")
        self.refuses("-w", self.evidence, "-o", self.folder + "/./evidence.pcapng", capture,
                     say="the report needs another file")

    def test_a_folder_is_no_file(self):
        self.refuses("-w", self.folder, self.file("a.pcap", CUT_OFF), say="directory")

    def test_a_mistake_elsewhere_leaves_the_packets_of_an_earlier_run(self):
        capture = self.file("a.pcap", CUT_OFF)
        self.file("evidence.pcapng", b"precious")
        for args in (["--flow", "host host"], ["-o", self.path("none/report")],
                     ["-o", self.folder]):
            self.refuses("-w", self.evidence, *args, capture, say="tcpblame: ")
            self.assertEqual(self.bytes(), b"precious", args)

    def test_the_packets_of_an_earlier_run_make_room(self):
        self.file("evidence.pcapng", b"x" * 100000)
        self.expect(OK, "-q", "-w", self.evidence, self.file("a.pcap", CUT_OFF))
        self.assertEqual(self.bytes()[:4], b"\x0a\x0d\x0d\x0a")
        self.assertNotIn(b"xxxx", self.bytes())

    def test_the_ring_has_a_size_that_can_be(self):
        self.refuses("--ring", "0", "-w", self.evidence, "x", say="--ring needs a whole number")


class Packets(Case):
    def test_the_report_is_the_same_with_and_without(self):
        capture = sample("merged.pcap")
        for kind in ("text", "json", "ndjson", "line"):
            plain = self.expect(OK, "--format", kind, capture).stdout
            ran = self.expect(OK, "--format", kind, "-w", self.evidence, capture)
            self.assertEqual(plain, but_where(ran.stdout))

    def test_the_same_input_gives_the_same_bytes(self):
        self.write(sample("merged.pcap"))
        first = self.bytes()
        self.write(sample("merged.pcap"), "--jobs", "2")
        self.assertEqual(first, self.bytes())

    def test_a_pipe_gives_what_a_file_gives(self):
        for name in ("merged.pcap", "forged-reset.pcap", "icmp-admin-prohibited.pcap",
                     "fragments.pcap", "mixed-interfaces.pcapng"):
            for more in ([], ["--context", "2"], ["--strip-payload"]):
                shutil.copy(sample(name), self.path("standard input"))
                self.write("standard input", *more, cwd=self.folder)
                expected = self.bytes()
                with open(sample(name), "rb") as file:
                    self.write("-r", "-", *more, stdin=file)
                self.assertEqual(self.bytes(), expected, (name, more))

    def test_standard_output_takes_them_if_the_report_goes_elsewhere(self):
        self.write(sample("keep-alive-race.pcap"))
        ran = self.expect(OK, "-w", "-", "-o", self.path("report"),
                          sample("keep-alive-race.pcap"))
        self.assertEqual(ran.stdout, self.bytes())
        self.assertIn(b"keep-alive-race", self.bytes("report"))

    def test_without_resets_the_file_says_of_what_there_are_none(self):
        self.write(sample("clean-close.pcap"))
        capture = self.report(self.evidence)["captures"][0]
        self.assertEqual((capture["packets"], capture["link_types"]), (0, ["EN10MB"]))

    def test_interfaces_keep_link_types_and_names(self):
        self.write(sample("mixed-interfaces.pcapng"))
        before = self.report(sample("mixed-interfaces.pcapng"))["captures"][0]
        after = self.report(self.evidence)["captures"][0]
        self.assertTrue(set(after["link_types"]) <= set(before["link_types"]))
        self.assertTrue(set(after.get("interfaces", [])) <= set(before.get("interfaces", [])))

    def test_a_filter_and_a_count_hold_for_the_packets_too(self):
        capture = self.file("a.pcap", CUT_OFF)
        self.write("-c", "4", capture)
        self.assertEqual(self.report(self.evidence)["captures"][0]["packets"], 0)
        self.write("-r", capture, "tcp[13] & 4 != 0")
        self.assertEqual(self.report(self.evidence)["captures"][0]["packets"], 1)

    def test_a_cut_input_gives_what_was_read(self):
        self.write(self.file("a.pcap", CUT_OFF + b"\0" * 9), status=PARTIAL)
        self.assertEqual(self.report(self.evidence)["captures"][0]["packets"], 5)

    def test_reading_evidence_again_keeps_its_comments(self):
        self.write(sample("keep-alive-race.pcap"))
        os.rename(self.evidence, self.path("first.pcapng"))
        self.write(self.path("first.pcapng"))
        first = re.findall(rb"tcpblame: [ -~]+", self.bytes("first.pcapng"))
        again = re.findall(rb"tcpblame: [ -~]+", self.bytes())
        self.assertEqual(len(first), 5)
        self.assertEqual(len(again), 10)
        self.assertEqual([c for c in again if c in first], first)

    def test_payload_is_cut_off_and_the_verdict_holds(self):
        secret = b"GET /secret HTTP/1.1\r\nHost: secret.example\r\n\r\n"
        capture = self.file("a.pcap", HEADER + segment(1, True, SYN, 100, 0)
                            + segment(2, False, SYN | ACK, 500, 101)
                            + segment(3, True, ACK, 101, 501)
                            + segment(4, True, PSH | ACK, 101, 501, secret)
                            + segment(5, False, RST, 501, 0, b"secret words of a proxy"))
        self.write(capture)
        self.assertIn(b"secret", self.bytes())
        self.write(capture, "--strip-payload")
        self.assertNotIn(b"secret", self.bytes())
        before, after = (self.report(c)["resets"][0] for c in (capture, self.evidence))
        for name in ("phase", "state", "trigger"):
            self.assertEqual(before[name], after[name])
        self.assertEqual(before["origin"]["by"], after["origin"]["by"])
        self.assertEqual(before["flow"]["bytes"], after["flow"]["bytes"])


class Trouble(Case):
    def test_a_full_disk_is_told_by_name_and_the_report_is_whole(self):
        capture = sample("merged.pcap")
        plain = self.expect(OK, capture).stdout
        ran = self.expect(FAILED, "-w", "/dev/full", capture)
        self.assertEqual(but_where(ran.stdout), plain)
        self.assertIn(b"/dev/full: No space left on device", ran.stderr)
        with open(capture, "rb") as file:
            ran = self.expect(FAILED, "-w", "/dev/full", "-r", "-", stdin=file)
        self.assertIn(b"/dev/full: No space left on device", ran.stderr)

    def test_a_finding_does_not_hide_that_the_packets_are_lost(self):
        ran = self.expect(FAILED, "--fail-on", "any", "-w", "/dev/full",
                          sample("merged.pcap"))
        self.assertIn(b"/dev/full", ran.stderr)

    def changed(self, change):
        """The input changes between its two readings: when the log is read, which can be no
        sooner than when more of it was written than a pipe holds."""
        capture, log = self.file("a.pcap", CUT_OFF), self.path("a.log")
        os.mkfifo(log)
        with subprocess.Popen([house.PROGRAM, "-w", self.evidence, "--log", log, capture],
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE) as child:
            with open(log, "wb") as file:
                file.write(b"error\n" * (1 << 17))
                change(capture)
            out, said = child.communicate(timeout=120)
        self.assertIn(b"5 packets, 1 connection", out)
        self.assertEqual(child.returncode, FAILED)
        return said.decode()

    def test_an_input_that_became_shorter_is_told(self):
        said = self.changed(lambda capture: os.truncate(
            capture, len(HEADER) + 2 * len(segment(1, True, SYN, 100, 0))))
        self.assertIn(f"{self.evidence}: 2 of 5 packets of the input were gone through for it; "
                      "it has changed since the report", said)

    def test_an_input_that_was_damaged_is_told_with_the_damage(self):
        said = self.changed(lambda capture: os.truncate(capture, len(HEADER) + 100))
        self.assertRegex(said, r"a\.pcap: .*\n.*: 1 of 5 packets of the input were gone")

    def test_an_input_that_has_gone_is_told(self):
        said = self.changed(os.unlink)
        self.assertRegex(said, r"a\.pcap: .*No such file")

    def test_what_left_the_ring_is_counted(self):
        other = b"".join(segment(i, True, PSH | ACK, 700 + 1400 * i, 1, b"x" * 1400)
                         .replace(b"\x0a\0\0\1\x0a\0\0\2", b"\x0a\0\0\7\x0a\0\0\x08")
                         for i in range(10, 900))
        records = CUT_OFF[len(HEADER):]
        last = len(segment(5, False, RST, 501, 0))
        content = HEADER + records[:-last] + other + segment(901, False, RST, 501, 0)
        ran = self.write("--ring", "1", "-r", "-", input=content)
        self.assertIn(b"4 packets of 1 connections had left the ring", ran.stderr)
        self.assertIn(b"had gone before it was judged: 4", self.bytes())
        ran = self.write("--ring", "2", "-r", "-", input=content)
        self.assertEqual(ran.stderr, b"")
        self.assertNotIn(b"had gone", self.bytes())


@needs("tshark")
class Wireshark(Case):
    def comments(self):
        """{frame: its comments} as Wireshark has them."""
        rows = self.tshark("-Y", "frame.comment", "-T", "fields", "-e", "frame.number",
                           "-e", "frame.comment", "-E", "aggregator=|")
        return {int(n): text.split("|") for n, text in (row.split("\t") for row in rows)}

    def test_comments_are_visible_on_what_the_report_names(self):
        name = sample("keep-alive-race.pcap")
        self.write(name)
        said = self.comments()
        self.assertEqual(sorted(said), [8, 9, 10])
        self.assertIn("answered by the RST", said[8][0])
        self.assertIn("RST that decides", said[10][0])
        for number, words in said.items():
            for comment in words:
                self.assertTrue(comment.startswith("tcpblame: ending 1, "), comment)
                self.assertIn("harm disruptive, made by server (0.98), cause keep-alive-race "
                              "(0.99), effect accepted; was frame ", comment)
                self.assertTrue(comment.endswith(f"was frame {number + 2} of {name}"), comment)

    def test_evidence_says_for_what_and_is_told_beside_what_the_frame_is_else(self):
        self.write(sample("keep-alive-race.pcap"))
        said = self.comments()
        self.assertIn("answered by the RST (", said[8][0])
        self.assertIn("evidence for keep-alive-race (frame 10 from the client", said[8][1])
        self.assertIn("shows who made it (its TTL, 63", said[9][0])
        self.assertIn("evidence for keep-alive-race (the server had sent FIN", said[9][1])

    def test_what_another_reset_answers_is_not_taken_for_what_the_forged_one_does(self):
        self.write(sample("forged-reset.pcap"))
        said = self.comments()
        self.assertIn("RST that decides", said[10][0])
        self.assertIn("shows the effect of another RST, frame 14 (", said[10][1])
        self.assertIn("answered by another RST, frame 14 (", said[11][0])
        self.assertIn("shows who made it (the server, the supposed sender, went on", said[11][1])
        self.assertIn("evidence for injected-reset (", said[11][2])
        self.assertNotIn("answered by the RST", "".join(sum(said.values(), [])))

    def test_times_lengths_and_bytes_are_those_of_the_input(self):
        fields = ["-T", "fields"]
        for field in ("frame.time_epoch", "frame.len", "frame.cap_len", "ip.id", "tcp.seq_raw",
                      "tcp.checksum", "tcp.payload"):
            fields += ["-e", field]
        for name in ("keep-alive-race.pcap", "nanoseconds.pcap", "any-interface.pcap"):
            self.write(sample(name))
            stream = self.tshark("-T", "fields", "-e", "tcp.stream", "-Y",
                                 "tcp.flags.reset==1", file=sample(name))[0]
            self.assertEqual(self.tshark("-Y", f"tcp.stream=={stream}", *fields,
                                         file=sample(name)), self.tshark(*fields), name)

    def test_nothing_about_the_file_is_malformed(self):
        for name in ("merged.pcap", "fragments.pcap", "mixed-interfaces.pcapng"):
            for more in ([], ["--strip-payload"], ["--context", "1"]):
                self.write(sample(name), *more)
                self.assertEqual(self.tshark("-Y", "_ws.malformed && !_ws.short"), [])

    @needs("capinfos")
    @needs("editcap")
    def test_other_tools_take_it(self):
        for name in ("keep-alive-race.pcap", "mixed-interfaces.pcapng", "clean-close.pcap"):
            self.write(sample(name))
            about = subprocess.run(["capinfos", "-c", "-M", self.evidence],
                                   capture_output=True, text=True, check=True).stdout
            packets = int(re.search(r"Number of packets: +(\d+)", about).group(1))
            self.assertEqual(packets,
                             self.report(self.evidence)["captures"][0]["packets"])
            subprocess.run(["editcap", self.evidence, self.path("copy.pcapng")],
                           capture_output=True, check=True)
            os.rename(self.evidence, self.path("ours.pcapng"))
            os.rename(self.path("copy.pcapng"), self.evidence)
            copied = self.comments()
            self.assertEqual(sum(len(c) for c in copied.values()),
                             len(re.findall(rb"tcpblame: ", self.bytes("ours.pcapng"))))


if __name__ == "__main__":
    house.main()
