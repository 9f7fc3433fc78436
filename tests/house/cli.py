# SPDX-License-Identifier: BSD-3-Clause
"""The program as its users meet it: arguments in, streams and exit status out."""

import gzip
import json
import os
import pty
import re
import shutil
import signal
import struct
import subprocess
import tempfile
import time
import unittest

import house
from house import CUT_OFF, REFUSED, run

OK, FAILED, PARTIAL, FOUND = 0, 1, 2, 3


def all_shown(terminal):
    """What was written to a terminal whose other end is closed; closes it."""
    shown = b""
    try:
        while chunk := os.read(terminal, 65536):
            shown += chunk
    except OSError:
        pass  # how Linux tells the end of it
    os.close(terminal)
    return shown


class Case(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.mkdtemp(prefix="tcpblame-test-")
        self.addCleanup(shutil.rmtree, self.folder)

    def file(self, name, content):
        path = os.path.join(self.folder, name)
        with open(path, "wb") as file:
            file.write(content)
        return path

    def expect(self, status, *args, **more):
        """Runs the program and checks how it ended; stderr must be lines of ours."""
        ran = run(*args, **more)
        stderr = ran.stderr.decode()
        self.assertEqual(ran.returncode, status, stderr)
        for line in stderr.splitlines():
            self.assertRegex(line, r"^tcpblame: ")
        return ran

    def open_terminal(self):
        try:
            return pty.openpty()
        except OSError:
            self.skipTest("no terminals can be made here")

    def resets(self, *args, status=OK, **more):
        ran = self.expect(status, "--format", "json", *args, **more)
        return json.loads(ran.stdout)["resets"]


class About(Case):
    def test_help_goes_to_stdout_and_is_no_error(self):
        for option in ("-h", "--help"):
            ran = self.expect(OK, option)
            self.assertIn(b"usage: tcpblame", ran.stdout)
            self.assertEqual(ran.stderr, b"")

    def test_version_is_one_line(self):
        self.assertRegex(self.expect(OK, "--version").stdout, rb"^tcpblame \d+\.\d+\.\d+\n$")

    def test_help_to_a_full_disk_is_an_error(self):
        with open("/dev/full", "wb") as full:
            self.expect(FAILED, "--help", stdout=full)

    def test_interfaces_are_listed_as_tcpdump_does(self):
        ran = run("-D")
        if ran.returncode == OK:
            self.assertRegex(ran.stdout, rb"(?m)^1\.\S+")
        else:
            self.assertIn(b"tcpblame: ", ran.stderr)


class Usage(Case):
    def refuses(self, *args, say):
        ran = self.expect(FAILED, *args)
        self.assertEqual(ran.stdout, b"")
        self.assertIn(say, ran.stderr.decode())

    def test_nothing_to_read(self):
        self.refuses(say="nothing to read")

    def test_unknown_options_are_named(self):
        self.refuses("--frobnicate", say="'--frobnicate'")
        self.refuses("-Q", say="'-Q'")

    def test_a_mistyped_option_gets_the_near_one(self):
        self.refuses("--formt", "json", say="did you mean --format?")
        self.refuses("--colour=never", say="did you mean --color?")

    def test_missing_and_superfluous_arguments(self):
        self.refuses("-r", say="-r needs an argument: FILE")
        self.refuses("--format", say="--format needs an argument: NAME")
        self.refuses("--help=yes", say="--help takes no argument")

    def test_numbers_are_whole_and_in_range(self):
        for bad in ("0", "-1", "+1", "1x", "", " 1", "99999999999999999999"):
            self.refuses(f"--count={bad}", "x", say="--count needs a whole number")
        self.refuses("--max-flows=67108865", "x", say="from 1 to 67108864")

    def test_a_budget_that_is_too_little_is_refused_with_one_that_is_not(self):
        name = self.file("a.pcap", REFUSED)
        for more in ([], ["--ring=1", "-w", os.devnull]):
            said = self.expect(FAILED, "--memory=1", *more, name).stderr.decode()
            least = re.search(r"--memory 1 is too little; the least is (\d+)", said).group(1)
            self.expect(OK, f"--memory={least}", *more, name)

    def test_choices_are_checked(self):
        self.refuses("--format=xml", "x", say="no format is called 'xml'")
        self.refuses("--color=red", "x", say="'red'")
        self.refuses("--fail-on=all", "x", say="'all'")

    def test_files_and_an_interface_exclude_each_other(self):
        self.refuses("-r", "x", "-i", "lo", say="together")

    def test_a_line_shows_neither_logs_nor_signals(self):
        self.refuses("-q", "x", "--log", "y", say="--log")
        for form in ("line", "text", "markdown", "html", "csv"):
            self.refuses("--format", form, "x", "--signals", say="--signals")

    def test_stdin_is_read_once(self):
        self.refuses("-r", "-", "-r", "-", say="only once")

    def test_what_takes_one_file_or_text_is_given_once(self):
        for first, again, names in (("-w", "--write", "-w/--write"), ("-o", "-o", "-o/--output"),
                                    ("--flow", "--flow", "--flow")):
            self.refuses(first, "a", again, "b", "x",
                         say=f"tcpblame: {names} can be given only once\n")
        self.assertFalse(os.path.exists("a") or os.path.exists("b"))

    def test_so_many_interfaces_and_no_more(self):
        many = [word for i in range(17) for word in ("-i", f"nosuch{i}")]
        self.refuses(*many, say="at most 16 interfaces")

    def test_one_filter(self):
        path = self.file("a.pcap", REFUSED)
        self.refuses("-f", "tcp", "-r", path, "udp", say="more than one filter")

    def test_what_was_typed_cannot_steer_the_terminal(self):
        ran = self.expect(FAILED, "-r", "\033[31mred\n")
        self.assertNotIn(b"\033", ran.stderr)
        self.assertEqual(ran.stderr.count(b"\n"), 1)


class Inputs(Case):
    def test_a_capture_is_read_in_every_way_it_can_be_named(self):
        path = self.file("a.pcap", REFUSED)
        listed = self.file("list", path.encode() + b"\n")
        frames = []
        for args in ([path], ["-r", path], ["--read=" + path], ["-V", listed],
                     [path, "-n", "--no-progress"]):
            frames.append([r["frame"] for r in self.resets(*args)])
        with open(path, "rb") as file:
            frames.append([r["frame"] for r in self.resets("-r", "-", stdin=file)])
        frames.append([r["frame"] for r in self.resets("-", input=REFUSED)])
        self.assertEqual(frames, [[2]] * 7)

    def test_a_command_may_be_named(self):
        path = self.file("a.pcap", REFUSED)
        self.assertEqual(self.expect(OK, "report", path).stdout, self.expect(OK, path).stdout)

    def test_compressed_captures_need_no_help(self):
        path = self.file("a.pcap.gz", gzip.compress(REFUSED))
        self.assertEqual(len(self.resets(path)), 1)
        self.assertEqual(len(self.resets("-r", "-", input=gzip.compress(REFUSED))), 1)

    def test_zstd(self):
        if not shutil.which("zstd"):
            self.skipTest("zstd is not installed")
        packed = subprocess.run(["zstd", "-c"], input=REFUSED, capture_output=True).stdout
        self.assertEqual(len(self.resets(self.file("a.pcap.zst", packed))), 1)

    def test_several_files_are_one_run(self):
        a, b = self.file("a.pcap", REFUSED), self.file("b.pcap", CUT_OFF)
        ran = self.expect(OK, "--format=json", "-r", a, "-r", b)
        self.assertEqual(len(json.loads(ran.stdout)["captures"]), 2)

    def test_count_ends_reading(self):
        path = self.file("a.pcap", CUT_OFF)
        ran = self.expect(OK, "--format=json", "-c", "3", path)
        self.assertEqual(json.loads(ran.stdout)["summary"]["packets"], 3)
        self.assertEqual(self.resets("-c4", path), [])

    def test_a_filter_from_each_place(self):
        path = self.file("a.pcap", REFUSED)
        in_file = self.file("filter", b"port 81 # not 80\n")
        self.assertEqual(self.resets("-r", path, "port", "81"), [])
        self.assertEqual(len(self.resets("-r", path, "port 80")), 1)
        self.assertEqual(self.resets("-f", "port 81", path), [])
        self.assertEqual(self.resets("-F", in_file, path), [])

    def test_a_filter_that_does_not_compile(self):
        path = self.file("a.pcap", REFUSED)
        for args in (["-r", path, "this is", "no filter"], ["-f", "this is no filter", path]):
            ran = self.expect(FAILED, *args)
            self.assertEqual(ran.stdout, b"")
            self.assertIn(b"tcpblame: filter 'this is no filter': ", ran.stderr)
            self.assertEqual(ran.stderr.count(b"\n"), 1)

    def test_a_long_filter_that_does_not_compile_hides_not_why(self):
        ran = self.expect(FAILED, "-f", "tcp and " * 100 + "(", self.file("a.pcap", REFUSED))
        self.assertRegex(ran.stderr, rb"^tcpblame: filter '(tcp and )+\.\.\.': .*syntax error")

    def test_a_capture_in_the_place_of_a_filter(self):
        a, b = self.file("a.pcap", REFUSED), self.file("(b).pcap", REFUSED)
        ran = self.expect(FAILED, "-r", a, "tcp", b)
        self.assertEqual(ran.stdout, b"")
        self.assertEqual(ran.stderr.decode().splitlines()[1],
                         f"tcpblame: '{b}' was taken for a filter; give each capture its own -r")
        ran = self.expect(FAILED, "-f", b, a)
        self.assertNotIn(b"was taken for a filter", ran.stderr)

    def test_a_filter_file_that_is_none(self):
        path = self.file("a.pcap", REFUSED)
        for bad in ("/nonexistent", self.folder, self.file("nul", b"tcp\0"),
                    self.file("huge", b"tcp " * 20000)):
            self.expect(FAILED, "-F", bad, path)

    def test_a_list_that_is_none(self):
        for bad in ("/nonexistent", self.folder, self.file("empty", b"")):
            self.expect(FAILED, "-V", bad)

    def test_no_packets_are_no_error(self):
        self.assertEqual(self.resets(self.file("a.pcap", house.HEADER)), [])


class Broken(Case):
    def unreadable(self, path, **more):
        ran = self.expect(FAILED, path, **more)
        self.assertEqual(ran.stdout, b"")
        self.assertIn(path if path != "-" else "standard input", ran.stderr.decode())

    def test_what_cannot_be_read_at_all(self):
        self.unreadable(os.path.join(self.folder, "missing.pcap"))
        self.unreadable(self.folder)
        self.unreadable(self.file("empty.pcap", b""))
        self.unreadable(self.file("text.pcap", b"this is a text, not a capture\n" * 9))
        self.unreadable(self.file("zeros.pcap", bytes(4096)))
        self.unreadable("/dev/null")
        self.unreadable("-", input=b"")

    def test_a_capture_of_no_link_type_that_is_known(self):
        strange = REFUSED[:20] + struct.pack("<I", 147) + REFUSED[24:]
        path = self.file("strange.pcap", strange)
        ran = self.expect(FAILED, path)
        self.assertIn(f"{path}: nothing could be read: link type 147 is not supported",
                      ran.stderr.decode())
        self.assertRegex(ran.stdout.decode(), r"^Nothing could be read in [^:]*: 2 packets")
        self.assertNotIn("No RST", ran.stdout.decode())
        ran = self.expect(FAILED, "--format=json", path)
        self.assertEqual(json.loads(ran.stdout)["summary"]["decode"]["link-type"], 2)
        self.expect(OK, path, self.file("known.pcap", REFUSED))

    def test_a_cut_file_is_reported_as_far_as_it_goes(self):
        path = self.file("cut.pcap", CUT_OFF + house.segment(6, True, house.ACK, 1, 1)[:-7])
        ran = self.expect(PARTIAL, "--format=json", path)
        report = json.loads(ran.stdout)
        self.assertEqual([r["frame"] for r in report["resets"]], [5])
        self.assertIs(report["captures"][0]["complete"], False)
        self.assertIn("cut.pcap", ran.stderr.decode())
        self.assertRegex(ran.stderr.decode(), r"\b6\b")  # the frame that is missing

    def test_cut_in_the_first_packet_is_cut_not_unreadable(self):
        self.expect(PARTIAL, self.file("cut.pcap", REFUSED[:30]))

    def test_a_cut_gzip_file(self):
        many = house.HEADER + b"".join(
            house.segment(i, True, house.ACK, i * 7919 % 65536, 1, os.urandom(20))
            for i in range(1, 2000))
        packed = gzip.compress(many)
        ran = self.expect(PARTIAL, "--format=json", self.file("a.gz", packed[:-3000]))
        self.assertGreater(json.loads(ran.stdout)["summary"]["packets"], 0)

    def test_a_damaged_record_ends_its_file_only(self):
        bad = REFUSED + b"\xff" * 40
        a, b = self.file("a.pcap", bad), self.file("b.pcap", CUT_OFF)
        ran = self.expect(PARTIAL, "--format=json", a, b)
        self.assertGreaterEqual(json.loads(ran.stdout)["summary"]["rst_segments"], 2)

    def test_one_missing_file_does_not_hide_the_others(self):
        path = self.file("a.pcap", REFUSED)
        missing = os.path.join(self.folder, "missing.pcap")
        for order in ([path, missing], [missing, path]):
            ran = self.expect(PARTIAL, "--format=json", *order)
            self.assertEqual(len(json.loads(ran.stdout)["resets"]), 1)
            self.assertIn(missing, ran.stderr.decode())


class Output(Case):
    def test_a_file_gets_what_stdout_would(self):
        path, out = self.file("a.pcap", CUT_OFF), os.path.join(self.folder, "report")
        ran = self.expect(OK, "-o", out, path)
        self.assertEqual(ran.stdout, b"")
        with open(out, "rb") as file:
            self.assertEqual(file.read(), self.expect(OK, path).stdout)

    def test_a_full_disk_is_an_error(self):
        path = self.file("a.pcap", REFUSED)
        for name in ("text", "json", "ndjson", "line"):
            ran = self.expect(FAILED, "--format", name, "-o", "/dev/full", path)
            self.assertIn(b"/dev/full: No space left on device", ran.stderr)
            with open("/dev/full", "wb") as full:
                self.expect(FAILED, "--format", name, path, stdout=full)

    def test_a_full_disk_is_noticed_in_a_report_of_any_length(self):
        many = house.HEADER + b"".join(
            house.segment(i, False, house.RST, i * 100000, 0) for i in range(1, 400))
        with open("/dev/full", "wb") as full:
            self.expect(FAILED, "--format=ndjson", self.file("a.pcap", many), stdout=full)

    def test_an_output_that_cannot_be_opened(self):
        path = self.file("a.pcap", REFUSED)
        self.expect(FAILED, "-o", self.folder, path)
        self.expect(FAILED, "-o", "/nonexistent/report", path)

    def test_an_input_is_never_written_over(self):
        path = self.file("a.pcap", REFUSED)
        self.expect(FAILED, "-o", path, path)
        with open(path, "rb") as file:
            self.assertEqual(file.read(), REFUSED)

    def test_a_mistake_does_not_cost_an_earlier_report(self):
        out, path = self.file("report", b"earlier"), self.file("a.pcap", REFUSED)
        self.expect(FAILED, "-o", out, "-r", path, "no filter this")
        self.expect(FAILED, "-o", out, "/nonexistent.pcap")
        with open(out, "rb") as file:
            self.assertEqual(file.read(), b"earlier")

    def test_a_closed_pipe_is_quiet(self):
        path = self.file("a.pcap", REFUSED)
        reader, writer = os.pipe()
        os.close(reader)
        ran = self.expect(FAILED, path, stdout=writer)
        os.close(writer)
        self.assertEqual(ran.stderr, b"")

    def test_a_closed_stdout_is_an_error(self):
        path = self.file("a.pcap", REFUSED)
        self.expect(FAILED, path, stdout=None, preexec_fn=lambda: os.close(1))

    def test_ndjson_comes_line_by_line(self):
        lines = self.expect(OK, "--format=ndjson", self.file("a.pcap", REFUSED)).stdout
        kinds = [json.loads(line)["type"] for line in lines.splitlines()]
        self.assertEqual(sorted(kinds), ["capture", "reset", "summary"])
        self.assertEqual(kinds[-1], "summary")

    def test_quick_prints_a_line_an_ending_and_nothing_else(self):
        a, b = self.file("a.pcap", CUT_OFF), self.file("b.pcap", house.HEADER)
        ran = self.expect(OK, "-q", a)
        self.assertRegex(ran.stdout, rb"\A2023-11-14T22:13:20\.005000000Z 5 10\.0\.0\.1:40000 > "
                                     rb"10\.0\.0\.2:80 server data-transfer [a-z-]+ 0\.\d\d\n\Z")
        self.assertEqual(ran.stderr, b"")
        for same in ("--quick", "--format=line"):
            self.assertEqual(self.expect(OK, same, a).stdout, ran.stdout)
        self.assertEqual(self.expect(OK, "-q", b, a).stdout.split()[1].decode(), a + ":5")
        self.assertEqual(self.expect(OK, "-q", b).stdout, b"")
        self.expect(FOUND, "-q", "--fail-on=any", a)

    def test_colour_only_where_it_is_wanted(self):
        path = self.file("a.pcap", CUT_OFF)
        self.assertNotIn(b"\033", self.expect(OK, path).stdout)
        self.assertIn(b"\033", self.expect(OK, "--color=always", path).stdout)
        self.assertIn(b"\033", self.on_a_terminal(path))
        self.assertNotIn(b"\033", self.on_a_terminal("--color=never", path))
        self.assertNotIn(b"\033", self.on_a_terminal(path, NO_COLOR="1"))
        self.assertNotIn(b"\033", self.on_a_terminal(path, TERM="dumb"))

    def on_a_terminal(self, *args, **environment):
        terminal, end = self.open_terminal()
        env = {k: v for k, v in os.environ.items() if k != "NO_COLOR"}
        run(*args, stdout=end, env={**env, "TERM": "xterm", **environment})
        os.close(end)
        return all_shown(terminal)


class Status(Case):
    def test_a_reset_is_no_error(self):
        self.expect(OK, self.file("a.pcap", CUT_OFF))

    def test_fail_on_tells_what_was_found(self):
        cut_off = self.file("a.pcap", CUT_OFF)
        quiet = self.file("b.pcap", house.HEADER)
        self.expect(FOUND, "--fail-on", "any", cut_off)
        self.expect(FOUND, "--fail-on", "disruptive", cut_off)
        self.expect(OK, "--fail-on", "nothing", cut_off)
        self.expect(OK, "--fail-on", "any", quiet)
        self.expect(FOUND, "--fail-on", "any", self.file("c.pcap", CUT_OFF + b"\0\0\0"))
        with open("/dev/full", "wb") as full:
            self.expect(FAILED, "--fail-on", "any", cut_off, stdout=full)

    def test_verbose_says_what_became_of_the_packets(self):
        ran = self.expect(OK, "-v", self.file("a.pcap", CUT_OFF))
        self.assertIn(b"5 packets: 5 ok", ran.stderr)


class Progress(Case):
    def read_slowly(self, *args):
        """What a terminal on stderr shows while a capture is read for a few seconds."""
        terminal, end = self.open_terminal()
        child = subprocess.Popen([house.PROGRAM, *args, "-"], stdin=subprocess.PIPE,
                                 stdout=subprocess.DEVNULL, stderr=end)
        os.close(end)
        some = house.segment(1, True, house.ACK, 1, 1) * 5000
        child.stdin.write(house.HEADER)
        until = time.monotonic() + 2
        while time.monotonic() < until:
            child.stdin.write(some)
        child.stdin.close()
        self.assertEqual(child.wait(60), OK)
        return all_shown(terminal)

    def test_a_long_read_shows_where_it_is_and_leaves_no_trace(self):
        shown = self.read_slowly()
        self.assertRegex(shown, rb"\r\d+ packets, \d+ MB\x1b\[K")
        self.assertTrue(shown.endswith(b"\r\x1b[K"))

    def test_it_can_be_had_without(self):
        self.assertEqual(self.read_slowly("--no-progress"), b"")


class Signals(Case):
    def start(self):
        """The program reading from a pipe that stays open; it has read all so far."""
        child = subprocess.Popen([house.PROGRAM, "--format=ndjson", "-r", "-"],
                                 stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                 stderr=subprocess.PIPE)
        self.addCleanup(child.stdin.close)
        self.addCleanup(child.stdout.close)
        self.addCleanup(child.stderr.close)
        child.stdin.write(CUT_OFF)
        child.stdin.flush()
        self.wait_until_it_reads(child)
        return child

    def wait_until_it_reads(self, child):
        """Until it sleeps in a read of its standard input, with nothing left in it."""
        end = time.monotonic() + 20
        while time.monotonic() < end:
            with open(f"/proc/{child.pid}/wchan", encoding="ascii") as file:
                if re.search("pipe", file.read()):
                    return
            time.sleep(0.01)
        self.skipTest("this system does not tell what a process waits for")

    def test_an_interrupted_read_still_gives_the_report(self):
        for number in (signal.SIGINT, signal.SIGTERM):
            child = self.start()
            child.send_signal(number)
            lines = child.stdout.read().splitlines()
            self.assertEqual(child.wait(20), PARTIAL)
            self.assertEqual(json.loads(lines[-1])["rst_segments"], 1)
            self.assertIn(b"stopped by a signal", child.stderr.read())

    def test_usr1_prints_counters_and_goes_on(self):
        child = self.start()
        child.send_signal(signal.SIGUSR1)
        child.stdin.write(CUT_OFF[24:])
        child.stdin.close()
        lines = child.stdout.read().splitlines()
        self.assertEqual(child.wait(20), OK)
        self.assertEqual(json.loads(lines[-1])["rst_segments"], 2)
        self.assertRegex(child.stderr.read(), rb"packets so far")


if __name__ == "__main__":
    house.main()
