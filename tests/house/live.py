# SPDX-License-Identifier: BSD-3-Clause
"""The program on a real interface, in a network namespace of its own.

Resets are made by the kernel: connections to ports where nobody listens.  Runs as
root, or as anybody where user namespaces are allowed; is skipped elsewhere."""

import datetime
import fcntl
import json
import os
import select
import shutil
import signal
import socket
import struct
import subprocess
import sys
import tempfile
import time
import unittest

import house

OK, FAILED, PARTIAL = 0, 1, 2
PATIENCE = 30  # seconds after which something that should happen has not
COUNTERS = ["packets captured", "packets received by filter", "packets dropped by kernel",
            "packets dropped by interface"]


def enter_namespace(*more):
    """Starts this test again in a network namespace of its own; more: options of unshare(1)."""
    ways = (["unshare", "--net", *more],
            ["unshare", "--user", "--map-root-user", "--net", *more])
    for way in ways[os.geteuid() != 0:]:
        if shutil.which(way[0]) and shutil.which("ip") and subprocess.run(
                [*way, "true"], capture_output=True).returncode == 0:
            os.execvp(way[0], [*way, sys.executable, os.path.abspath(sys.argv[0]), "inside"])
    print("skipped: needs ip(8), and root or user namespaces")
    sys.exit(house.SKIPPED)


def ip(*args):
    subprocess.run(["ip", *args], check=True)


def refused(address="127.0.0.1", port=9):
    """A connection that the kernel resets."""
    with socket.socket() as end:
        end.settimeout(PATIENCE)
        try:
            end.connect((address, port))
        except ConnectionRefusedError:
            return
    raise AssertionError("somebody listens where nobody should")


class Running:
    """The program, capturing."""

    def __init__(self, *args, interface="lo", **more):
        more.setdefault("stdout", subprocess.PIPE)
        self.child = subprocess.Popen([house.PROGRAM, "-i", interface, *args],
                                      stderr=subprocess.PIPE, **more)
        self.said = []
        self.until("listening on")

    def until(self, words):
        """Reads stderr up to a line that holds the words, and returns it."""
        while line := self.line(self.child.stderr):
            self.said.append(line)
            if words in line:
                return line
        raise AssertionError(f"never said '{words}': {self.said}")

    def line(self, stream):
        if not select.select([stream], [], [], PATIENCE)[0]:
            raise AssertionError(f"silent for {PATIENCE} s; stderr was {self.said}")
        line = b""
        while not line.endswith(b"\n"):  # unbuffered: select() must see what is left
            byte = os.read(stream.fileno(), 1)
            if not byte:
                break
            line += byte
        return line.decode()

    def record(self):
        return json.loads(self.line(self.child.stdout))

    def end(self, number=None):
        """Waits for the end; returns status, stdout and the lines of stderr."""
        if number:
            self.child.send_signal(number)
        out, err = self.child.communicate(timeout=PATIENCE)
        return self.child.returncode, (out or b"").decode(), err.decode().splitlines()

    def __enter__(self):
        return self

    def __exit__(self, *what):
        if self.child.poll() is None:
            self.child.kill()
        self.child.wait()
        for stream in (self.child.stdout, self.child.stderr):
            if stream:
                stream.close()


class Live(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        ip("link", "set", "lo", "up")

    def test_a_log_that_is_written_meanwhile_is_read_at_the_end(self):
        with tempfile.NamedTemporaryFile("w", suffix=".log") as log, \
                Running("--format=ndjson", "--log", log.name, "tcp port 9") as program:
            refused()
            now = datetime.datetime.now(datetime.timezone.utc).isoformat()
            log.write(f"{now} connect to 127.0.0.1:9: Connection refused\n")
            log.flush()
            reset = program.record()
            status, out, _ = program.end(signal.SIGINT)
            lines = [json.loads(line) for line in out.splitlines()]
            self.assertEqual((status, reset["logs"]), (OK, []))
            self.assertEqual([(line["line"], line["reset"]) for line in lines
                              if line["type"] == "log"], [(1, reset["id"])])

    def tied(self, program, n):
        """Ends it; which lines of logs are tied to which resets."""
        for _ in range(n):
            refused()
        status, out, err = program.end(signal.SIGINT)
        self.assertEqual(status, OK, err)
        return [line for line in map(json.loads, out.splitlines()) if line["type"] == "log"]

    def error_line(self):
        now = datetime.datetime.now(datetime.timezone.utc).isoformat()
        return f"{now} connect to 127.0.0.1:9: Connection refused\n".encode()

    def test_a_log_that_is_a_pipe_is_read_as_it_comes_and_need_not_end(self):
        reader, writer = os.pipe()
        fcntl.fcntl(writer, fcntl.F_SETFL, os.O_NONBLOCK)
        chatter = memoryview(b"all is well\n" * 100000)  # more than a pipe holds
        with Running("--format=ndjson", "--log", "-", "tcp port 9", stdin=reader) as program:
            os.close(reader)
            while chatter:
                self.assertTrue(select.select([], [writer], [], PATIENCE)[1])
                chatter = chatter[os.write(writer, chatter):]
            refused()
            self.assertTrue(select.select([], [writer], [], PATIENCE)[1])
            os.write(writer, self.error_line())
            (line,) = self.tied(program, 0)
            self.assertEqual((line["file"], line["line"], line["reset"]), ("-", 100001, 1))
        os.close(writer)

    def test_a_log_that_is_a_fifo_keeps_nobody_waiting_and_its_writers_come_and_go(self):
        folder = tempfile.mkdtemp(prefix="tcpblame-test-")
        self.addCleanup(shutil.rmtree, folder)
        fifo = os.path.join(folder, "log")
        os.mkfifo(fifo)
        with Running("--format=ndjson", "--log", fifo, "tcp port 9") as program:
            for _ in range(2):
                with open(fifo, "wb", buffering=0) as log:
                    refused()
                    log.write(self.error_line())
            self.assertEqual([line["line"] for line in self.tied(program, 0)], [1, 2])

    def test_of_several_logs_one_may_be_a_pipe(self):
        with tempfile.NamedTemporaryFile("wb", suffix=".log") as log, \
                Running("--format=ndjson", "--log", log.name, "--log", "-", "tcp port 9",
                        stdin=subprocess.PIPE) as program:
            refused()
            log.write(self.error_line())
            log.flush()
            program.child.stdin.write(self.error_line())
            program.child.stdin.close()
            program.child.stdin = None
            self.assertEqual({line["file"] for line in self.tied(program, 0)}, {log.name, "-"})
        ran = house.run("-i", "lo", "--log", "/dev/zero", "--log", "/dev/null", "tcp port 9")
        self.assertEqual(ran.returncode, FAILED)
        self.assertIn(b"only one log may be a pipe", ran.stderr)

    def test_a_verdict_comes_when_it_is_due_and_not_at_the_end(self):
        with Running("--format=ndjson", "tcp port 9") as program:
            refused()
            while (record := program.record())["type"] != "reset":
                pass
            self.assertEqual(record["phase"], "syn-sent")
            self.assertEqual(record["rst"]["from"], "server")
            self.assertIsNone(program.child.poll())
            status, out, _ = program.end(signal.SIGINT)
            self.assertEqual(status, OK)
            self.assertEqual(json.loads(out.splitlines()[-1])["resets"], 1)

    def test_signals_end_it_with_a_complete_report_and_counters(self):
        for number in (signal.SIGINT, signal.SIGTERM):
            with Running("--format=json", "--immediate-mode", "tcp port 9") as program:
                for _ in range(3):
                    refused()
                status, out, err = program.end(number)
                self.assertEqual(status, OK, err)
                report = json.loads(out)
                self.assertEqual(report["summary"]["resets"], 3)
                self.assertEqual(report["summary"]["packets"], 6)
                # on lo the kernel shows each packet twice, and libpcap drops one
                self.assertEqual(report["captures"][0]["received"], 12)
                self.assertEqual([line.split(" ", 1)[1] for line in err], COUNTERS)
                self.assertEqual([line.split(" ", 1)[0] for line in err],
                                 ["6", "12", "0", "0"])

    def test_a_packet_the_kernel_still_holds_is_in_the_report(self):
        with Running("--format=json", "tcp port 9") as program:
            refused()
            status, out, _ = program.end(signal.SIGINT)
            self.assertEqual(status, OK)
            self.assertEqual(json.loads(out)["summary"]["rst_segments"], 1)

    def test_usr1_prints_counters_and_goes_on(self):
        with Running("--format=json", "--immediate-mode", "tcp port 9") as program:
            for expected in ("2", "4"):
                refused()
                captured = ""
                while captured != expected:  # the packets may be a moment away
                    program.child.send_signal(signal.SIGUSR1)
                    captured = program.until(COUNTERS[0]).split()[0]
                    for name in COUNTERS[1:]:
                        program.until(name)
            self.assertEqual(program.end(signal.SIGINT)[0], OK)

    def test_a_verdict_says_what_the_kernel_lost_while_its_connection_was_watched(self):
        with socket.create_server(("127.0.0.1", 0)) as server, \
                Running("--format=ndjson", "-B", "256") as program:
            client = socket.create_connection(server.getsockname())
            while self.counters(program)[0] < 3:  # the handshake is watched
                pass
            program.child.send_signal(signal.SIGSTOP)
            with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as flood:
                for _ in range(2000):
                    flood.sendto(bytes(1000), ("127.0.0.1", 9))
            program.child.send_signal(signal.SIGCONT)
            captured, dropped = -1, 0
            while not dropped or captured != self.counters(program)[0]:  # until all is taken
                captured, _, dropped, _ = self.counters(program)
            client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            client.close()
            while (record := program.record())["type"] != "reset":
                pass
            self.assertEqual(record["missed"]["packets"], dropped)
            self.assertIn(f"connections: {dropped}", " ".join(record["unseen"]))
            self.assertEqual(program.end(signal.SIGINT)[0], OK)

    def counters(self, program):
        program.child.send_signal(signal.SIGUSR1)
        return [int(program.until(name).split()[0]) for name in COUNTERS]

    def test_count_ends_it(self):
        with Running("--format=json", "-c", "4", "tcp port 9") as program:
            refused()
            refused()
            refused()
            status, out, _ = program.end()
            self.assertEqual(status, OK)
            self.assertEqual(json.loads(out)["summary"]["packets"], 4)

    def test_text_shows_each_reset_as_it_settles(self):
        with Running("tcp port 9") as program:
            refused()
            while "127.0.0.1:9" not in program.line(program.child.stdout):
                pass
            self.assertEqual(program.end(signal.SIGTERM)[0], OK)

    def test_a_document_is_written_when_the_capture_ends(self):
        forms = {"html": ("<div class=\"answer\">\n<p>In all 3 ", '<svg class="timeline"',
                          '<details class="new" open id="r1"'),
                 "markdown": ("In all 3 ", "lo: 6 packets", "### 1 ")}
        for form, parts in forms.items():
            for number in (signal.SIGINT, signal.SIGTERM, None):
                ends = [] if number else ["-c", "6"]
                with Running("--format", form, *ends, "tcp port 9") as program:
                    for _ in range(3):
                        refused()
                    status, out, err = program.end(number)
                    self.assertEqual(status, OK, err)
                    places = [out.find(part) for part in parts]
                    self.assertNotIn(-1, places, out)
                    self.assertEqual(places, sorted(places))

    def test_quick_shows_a_line_for_each_reset_as_it_settles(self):
        with Running("-q", "tcp port 9") as program:
            refused()
            words = program.line(program.child.stdout).split()
            self.assertEqual(words[3:7], [">", "127.0.0.1:9", "server", "syn-sent"])
            self.assertEqual(program.end(signal.SIGTERM)[:2], (OK, ""))

    def evidence(self, *args):
        """A running program that writes packets, and where."""
        folder = tempfile.mkdtemp(prefix="tcpblame-test-")
        self.addCleanup(shutil.rmtree, folder)
        path = os.path.join(folder, "evidence.pcapng")
        return path, Running("--format=ndjson", "--immediate-mode", "-w", path, *args)

    def test_the_packets_before_a_reset_are_in_the_evidence(self):
        path, running = self.evidence("tcp port 9")
        with running as program:
            for _ in range(3):
                refused()
            status, _, _ = program.end(signal.SIGINT)
            self.assertEqual(status, OK)
        read = house.run("--format=json", path)
        report = json.loads(read.stdout)
        self.assertEqual(report["summary"]["packets"], 6)
        self.assertEqual(report["summary"]["resets"], 3)
        self.assertEqual(report["captures"][0]["interfaces"], ["lo"])
        for reset in report["resets"]:
            self.assertRegex(reset["segments"][0]["comment"],
                             r"^tcpblame: ending \d, RST that decides: .*was frame \d of lo$")

    def test_what_is_written_can_be_read_after_a_kill(self):
        path, running = self.evidence("--ring", "1", "-B", "65536", "tcp")
        with running as program, socket.create_server(("127.0.0.1", 0)) as server, \
                socket.create_connection(server.getsockname()) as other, \
                server.accept()[0] as end:
            refused()
            while program.record()["type"] != "reset":
                pass
            for _ in range(40):  # packets of others, which push those of the reset out
                other.sendall(b"x" * 60000)
                end.recv(60000, socket.MSG_WAITALL)
            refused()
            while program.record()["type"] != "reset":
                pass
            program.child.kill()
        read = house.run("--format=json", path)
        self.assertEqual(read.returncode, OK, read.stderr)
        self.assertEqual(json.loads(read.stdout)["summary"]["resets"], 1)

    def test_a_reader_that_leaves_ends_it_quietly(self):
        reader, writer = os.pipe()
        with Running("--format=ndjson", "tcp port 9", stdout=writer) as program:
            os.close(writer)
            os.close(reader)
            status, _, err = program.end()
            self.assertEqual(status, FAILED)
            self.assertEqual([line.split(" ", 1)[1] for line in err], COUNTERS)

    def test_the_interface_is_promiscuous_unless_that_is_unwanted(self):
        def promiscuity():
            shown = subprocess.run(["ip", "-details", "link", "show", "lo"],
                                   capture_output=True, text=True, check=True).stdout
            return int(shown.split("promiscuity ")[1].split()[0])

        for options, expected in (([], 1), (["-p"], 0)):
            with Running(*options, "tcp port 9") as program:
                self.assertEqual(promiscuity(), expected)
                self.assertEqual(program.end(signal.SIGTERM)[0], OK)
            self.assertEqual(promiscuity(), 0)

    def test_an_interface_that_is_none_is_named(self):
        ran = house.run("-i", "nosuch0")
        self.assertEqual(ran.returncode, FAILED)
        self.assertIn(b"nosuch0", ran.stderr)

    def test_who_names_several_at_once_is_told_how_it_is_done(self):
        ran = house.run("-i", "lo,eth0")
        self.assertEqual(ran.returncode, FAILED)
        self.assertIn(b"-i takes one interface, and may be repeated", ran.stderr)

    def test_a_filter_that_does_not_compile_is_refused(self):
        ran = house.run("-i", "lo", "this is no filter")
        self.assertEqual((ran.returncode, ran.stdout), (FAILED, b""))


class Veth(unittest.TestCase):
    """Two hosts with a cable between them."""

    def setUp(self):
        self.far = subprocess.Popen(["unshare", "--net", "sleep", "600"])
        self.addCleanup(self.far.wait)
        self.addCleanup(self.far.kill)
        self.wait_for_namespace()
        self.cable(0)

    def cable(self, number):
        """near{number} has 10.9.{number}.1, and far{number} 10.9.{number}.2."""
        near, far = f"near{number}", f"far{number}"
        ip("link", "add", near, "type", "veth", "peer", "name", far)
        self.addCleanup(subprocess.run, ["ip", "link", "del", near], capture_output=True)
        ip("link", "set", far, "netns", str(self.far.pid))
        ip("addr", "add", f"10.9.{number}.1/24", "dev", near)
        ip("link", "set", near, "up")
        for args in (["addr", "add", f"10.9.{number}.2/24", "dev", far],
                     ["link", "set", far, "up"]):
            subprocess.run(["nsenter", f"--net=/proc/{self.far.pid}/ns/net", "ip", *args],
                           check=True)

    def wait_for_namespace(self):
        ours = os.readlink("/proc/self/ns/net")
        end = time.monotonic() + PATIENCE
        while os.readlink(f"/proc/{self.far.pid}/ns/net") == ours:
            self.assertLess(time.monotonic(), end)
            time.sleep(0.01)

    def test_a_reset_from_another_host(self):
        for interface in ("near0", "any"):
            with Running("--format=json", "--immediate-mode", "tcp port 7",
                         interface=interface) as program:
                refused("10.9.0.2", 7)
                status, out, _ = program.end(signal.SIGINT)
                self.assertEqual(status, OK)
                (reset,) = json.loads(out)["resets"]
                self.assertEqual(reset["flow"]["server"], {"ip": "10.9.0.2", "port": 7})
                self.assertEqual(reset["rst"]["from"], "server")

    def test_an_interface_that_goes_away_ends_it_with_what_was_seen(self):
        with Running("--format=json", "--immediate-mode", "tcp port 7",
                     interface="near0") as program:
            refused("10.9.0.2", 7)
            ip("link", "del", "near0")
            status, out, err = program.end()
            self.assertEqual(status, PARTIAL, err)
            self.assertEqual(json.loads(out)["summary"]["resets"], 1)
            self.assertIn("near0", "\n".join(err))

    def test_an_interface_that_was_down_is_listened_to_when_it_is_up_again(self):
        with Running("--format=json", "tcp port 7", interface="near0") as program:
            refused("10.9.0.2", 7)
            ip("link", "set", "near0", "down")
            ip("link", "set", "near0", "up")
            refused("10.9.0.2", 7)
            status, out, err = program.end(signal.SIGINT)
            self.assertEqual(status, OK, err)
            self.assertEqual(json.loads(out)["summary"]["resets"], 2)

    def both(self, *args):
        self.cable(1)
        program = Running(*args, "-i", "near1", "tcp port 7", interface="near0")
        program.until("listening on near1")
        return program

    def test_several_interfaces_are_a_capture_each(self):
        with self.both("--format=json", "--immediate-mode") as program:
            refused("10.9.0.2", 7)
            for _ in range(2):
                refused("10.9.1.2", 7)
            status, out, err = program.end(signal.SIGINT)
            self.assertEqual(status, OK, err)
            report = json.loads(out)
            self.assertEqual([(c["file"], c["packets"]) for c in report["captures"]],
                             [("near0", 2), ("near1", 4)])
            self.assertEqual([(r["file"], r["flow"]["server"]["ip"]) for r in report["resets"]],
                             [("near0", "10.9.0.2")] + 2 * [("near1", "10.9.1.2")])
            self.assertEqual([line for line in err if "captured" in line],
                             ["near0: 2 packets captured", "near1: 4 packets captured"])

    def test_one_of_several_that_goes_away_is_named_and_the_others_go_on(self):
        with self.both("--format=json", "--immediate-mode") as program:
            refused("10.9.1.2", 7)
            ip("link", "del", "near1")
            self.assertIn("near1: capture stopped", program.until("the others go on"))
            refused("10.9.0.2", 7)
            status, out, err = program.end(signal.SIGINT)
            self.assertEqual(status, PARTIAL, err)
            self.assertEqual([r["file"] for r in json.loads(out)["resets"]], ["near1", "near0"])

    def test_the_last_of_several_that_goes_away_ends_it(self):
        with self.both("--format=json") as program:
            ip("link", "del", "near1")
            program.until("the others go on")
            ip("link", "del", "near0")
            self.assertEqual(program.end()[0], PARTIAL)

    def evidence(self, folder, *args):
        """What the program says of the evidence of a reset on each of two interfaces."""
        path = os.path.join(folder, "evidence.pcapng")
        with self.both("--format=json", "--immediate-mode", "-w", path, *args) as program:
            refused("10.9.0.2", 7)
            refused("10.9.1.2", 7)
            self.assertEqual(program.end(signal.SIGINT)[0], OK)
        return json.loads(house.run("--format=json", path).stdout)

    def folder(self):
        folder = tempfile.mkdtemp(prefix="tcpblame-test-")
        self.addCleanup(shutil.rmtree, folder)
        return folder

    def test_interfaces_without_names_are_still_several_in_the_evidence(self):
        folder = self.folder()
        key = os.path.join(folder, "key")
        with open(key, "wb") as file:
            file.write(bytes(range(32)))
        os.chmod(key, 0o600)
        if b"built without" in house.run("--anonymize", key, os.devnull).stderr:
            self.skipTest("built without libnettle")
        report = self.evidence(folder, "--anonymize", key)
        self.assertEqual(report["captures"][0]["interfaces"],
                         ["capture-1/interface-0", "capture-2/interface-0"])
        self.assertEqual([r["segments"][0]["interface"] for r in report["resets"]],
                         ["capture-1/interface-0", "capture-2/interface-0"])

    def test_evidence_says_on_which_of_several_interfaces_a_packet_was(self):
        report = self.evidence(self.folder())
        self.assertEqual(report["captures"][0]["interfaces"], ["near0", "near1"])
        for number, reset in enumerate(report["resets"]):
            self.assertRegex(reset["segments"][0]["comment"], f"was frame \\d of near{number}$")

    def test_an_interface_cannot_be_named_twice(self):
        ran = house.run("-i", "near0", "-i", "near0")
        self.assertEqual(ran.returncode, FAILED)
        self.assertIn(b"near0: this interface is named twice", ran.stderr)


if __name__ == "__main__":
    if sys.argv[1:] != ["inside"]:
        enter_namespace()
    house.main()
