# SPDX-License-Identifier: BSD-3-Clause
"""Numbers for those who watch: the file for a textfile collector, and HTTP.

promtool and Prometheus itself judge them where they are installed.  Everything runs in a
network namespace of its own, as in live.py."""

import fcntl
import http.client
import json
import os
import re
import shutil
import signal
import socket
import stat
import subprocess
import sys
import tempfile
import time
import unittest
import urllib.parse

import house
from live import FAILED, OK, PATIENCE, Running, enter_namespace, ip, refused

PORT = 9911
OPENMETRICS = "application/openmetrics-text"


def promtool(text):
    """What promtool complains of; None where it is not installed."""
    if not shutil.which("promtool"):
        return None
    return subprocess.run(["promtool", "check", "metrics"], input=text,
                          capture_output=True).stderr.decode()


def ask(path="/metrics", method="GET", headers=(), port=PORT):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    connection.request(method, path, headers=dict(headers))
    answer = connection.getresponse()
    body = answer.read()
    connection.close()
    return answer.status, answer.headers.get("Content-Type"), body.decode()


def value(text, name, **labels):
    """Of the one sample that has the name and, among others, the labels."""
    found = []
    for line in text.splitlines():
        match = re.fullmatch(r"(\w+)(?:\{(.*)\})? (\S+)", line)
        if match and match[1] == name and all(f'{k}="{v}"' in (match[2] or "")
                                              for k, v in labels.items()):
            found.append(float(match[3]))
    return found[0] if len(found) == 1 else found


def refuse_until_it_waits(program):
    """For the reader of its lines, who does not read."""
    fcntl.fcntl(program.child.stdout, fcntl.F_SETPIPE_SZ, os.sysconf("SC_PAGESIZE"))
    end = time.monotonic() + PATIENCE
    while not value(ask()[2], "tcpblame_output_waiting_seconds"):
        if time.monotonic() > end:
            raise AssertionError("it waits for nobody")
        refused()


class Metrics(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        ip("link", "set", "lo", "up")

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = folder.name
        os.chmod(self.folder, 0o777)  # the program is somebody else by then
        self.file = os.path.join(folder.name, "tcpblame.prom")

    def running(self, *args, **more):
        return Running("-q", "--immediate-mode", *args, "tcp port 9", **more)

    def count_refusals(self, program, n):
        """n refused connections, and waits until each is told of."""
        for _ in range(n):
            refused()
        for _ in range(n):
            self.assertIn("connection-refused", program.line(program.child.stdout))

    def test_http_tells_what_was_counted(self):
        with self.running("--metrics-listen", str(PORT)) as program:
            self.count_refusals(program, 3)
            status, kind, text = ask()
            self.assertEqual((status, kind), (200, "text/plain; version=0.0.4; charset=utf-8"))
            self.assertEqual(value(text, "tcpblame_resets_total", cause="connection-refused",
                                   origin="server", phase="syn-sent"), 3)
            self.assertEqual(value(text, "tcpblame_server_resets_total",
                                   server="127.0.0.1:9"), 3)
            self.assertEqual(value(text, "tcpblame_packets_total"), 6)
            self.assertEqual(value(text, "tcpblame_capture_dropped_total", interface="lo"), 0)
            self.assertGreater(value(text, "tcpblame_memory_bytes"), 1 << 20)
            self.assertIn(promtool(text.encode()), (None, ""))
            self.assertEqual(program.end(signal.SIGINT)[0], OK)

    def test_openmetrics_is_told_to_those_who_ask_for_it(self):
        with self.running("--metrics-listen", f"127.0.0.1:{PORT}") as program:
            _, kind, text = ask(headers={"Accept": f"{OPENMETRICS};version=1.0.0,*/*;q=0.1"})
            self.assertTrue(kind.startswith(OPENMETRICS))
            self.assertTrue(text.endswith("# EOF\n"))
            self.assertEqual(program.end(signal.SIGINT)[0], OK)

    def test_while_nobody_reads_the_lines_the_numbers_are_told_and_say_so(self):
        with self.running("--metrics-listen", str(PORT)) as program:
            self.assertEqual(value(ask()[2], "tcpblame_output_waiting_seconds"), 0)
            refuse_until_it_waits(program)
            text = ask()[2]
            self.assertGreater(value(text, "tcpblame_rst_segments_total"), 0)
            self.assertIn(promtool(text.encode()), (None, ""))
            program.child.send_signal(signal.SIGUSR1)
            program.until("packets dropped by interface")
            self.assertEqual(program.end(signal.SIGTERM)[0], OK)

    def test_nothing_else_is_answered(self):
        with self.running("--metrics-listen", f":{PORT}") as program:
            self.assertEqual(ask("/")[0], 404)
            self.assertEqual(ask("/metrics/../../etc/passwd")[0], 404)
            self.assertEqual(ask(method="POST")[0], 405)
            self.assertEqual(ask(method="HEAD")[0], 200)
            self.assertEqual(program.end(signal.SIGINT)[0], OK)

    def test_a_client_that_says_nothing_keeps_nobody_waiting(self):
        with self.running("--metrics-listen", str(PORT)) as program:
            silent = http.client.HTTPConnection("127.0.0.1", PORT, timeout=PATIENCE)
            silent.connect()
            silent.sock.sendall(b"GET /metrics HTTP/1.1\r\nHost: x\r\nX: ")
            self.count_refusals(program, 1)
            self.assertEqual(ask()[0], 200)
            self.assertEqual(program.end(signal.SIGINT)[0], OK)
            silent.close()

    def test_neither_do_many_that_say_nothing(self):
        with self.running("--metrics-listen", str(PORT)) as program:
            silent = [socket.create_connection(("127.0.0.1", PORT), PATIENCE)
                      for _ in range(24)]
            self.assertEqual(ask()[0], 200)
            for end in silent:  # and none of them is kept for long
                self.assertEqual(end.recv(1), b"")
                end.close()
            self.assertEqual(program.end(signal.SIGINT)[0], OK)

    def test_the_file_is_complete_whenever_it_is_there(self):
        with self.running("--metrics", self.file) as program:
            self.count_refusals(program, 2)
            with open(self.file, encoding="utf-8") as file:  # made before the first packet
                self.assertEqual(value(file.read(), "tcpblame_packets_total"), 0)
            self.assertEqual(program.end(signal.SIGINT)[0], OK)
        with open(self.file, encoding="utf-8") as file:
            text = file.read()
        self.assertEqual(value(text, "tcpblame_rst_segments_total"), 2)
        self.assertIn(promtool(text.encode()), (None, ""))
        self.assertEqual(os.listdir(self.folder), ["tcpblame.prom"])

    def test_the_collector_may_read_the_file_whatever_the_umask(self):
        with self.running("--metrics", self.file, umask=0o077) as program:
            self.assertEqual(program.end(signal.SIGINT)[0], OK)
        self.assertEqual(stat.S_IMODE(os.stat(self.file).st_mode), 0o644)

    @unittest.skipUnless(os.geteuid() == 0, "root can write everywhere")
    def test_a_folder_that_nobody_can_write_to_is_said_at_the_start(self):
        os.chmod(self.folder, 0o755)
        house.need_somebody_else(self)
        ran = house.run("-i", "lo", "-q", "--metrics", self.file)
        self.assertEqual(ran.returncode, FAILED)
        self.assertRegex(ran.stderr, b"--metrics .*: no file can be made there as user "
                                     b"(tcpblame|nobody): Permission denied")

    def test_what_lies_in_the_way_of_the_file_is_not_written_through(self):
        other = os.path.join(self.folder, "other")
        with open(other, "w", encoding="utf-8") as file:
            file.write("precious")
        os.chmod(other, 0o666)
        for lay in (os.symlink, os.link, lambda _, name: os.mkfifo(name, 0o666)):
            lay(other, self.file + ".new")
            with self.running("--metrics", self.file) as program:
                self.assertEqual(program.end(signal.SIGINT)[0], OK)
            with open(other, encoding="utf-8") as file:
                self.assertEqual(file.read(), "precious")
            with open(self.file, encoding="utf-8") as file:
                self.assertIn("tcpblame_build_info", file.read())
            os.unlink(self.file)

    def test_a_file_that_cannot_be_written_is_said_once_and_costs_nothing_else(self):
        os.mkdir(self.file)
        with self.running("--metrics", self.file) as program:
            self.count_refusals(program, 1)
            status, _, err = program.end(signal.SIGINT)
            self.assertEqual(status, OK)
            said = [line for line in program.said + err if "--metrics" in line]
            self.assertEqual(len(said), 1, said)

    def test_what_cannot_work_is_refused_at_the_start(self):
        for args in (["--metrics", "/there/is/none/x.prom"], ["--metrics", "/tmp/"],
                     ["--metrics-listen", "localhost:80"], ["--metrics-listen", "127.0.0.1"],
                     ["--metrics-listen", "[::1:9"], ["--metrics-listen", "192.0.2.1:9911"],
                     ["--metrics-listen", "0"], ["--metrics-listen", "70000"]):
            ran = house.run("-i", "lo", *args)
            self.assertEqual(ran.returncode, FAILED, args)
            self.assertIn(args[0].encode(), ran.stderr)
        ran = house.run("--metrics", self.file, house.path("samples", "keep-alive-race.pcap"))
        self.assertEqual(ran.returncode, FAILED)

    def test_a_mistake_in_them_does_not_cost_an_earlier_report(self):
        earlier = os.path.join(self.folder, "report")
        for args in (["--metrics", "/there/is/none/x.prom"], ["--metrics-listen", "0"]):
            self.check_cost_of(args, earlier)

    @unittest.skipUnless(os.geteuid() == 0, "root becomes somebody else")
    def test_neither_does_a_right_that_is_lacking(self):
        house.need_somebody_else(self)
        with tempfile.TemporaryDirectory() as ours:
            os.chmod(ours, 0o755)
            earlier = os.path.join(ours, "report")
            for args in (["--metrics", os.path.join(ours, "x.prom")], ["-Z", "no-such-user"]):
                self.check_cost_of(args, earlier)

    def check_cost_of(self, args, earlier):
        for option in ("-o", "-w"):
            with open(earlier, "w", encoding="utf-8") as file:
                file.write("precious")
            ran = house.run("-i", "lo", "--format", "json", *args, option, earlier)
            self.assertEqual(ran.returncode, FAILED, args)
            with open(earlier, encoding="utf-8") as file:
                self.assertEqual(file.read(), "precious", (args, option))

    @unittest.skipUnless(shutil.which("prometheus"), "Prometheus is not installed")
    def test_prometheus_scrapes_it(self):
        config = os.path.join(self.folder, "prometheus.yml")
        with open(config, "w", encoding="utf-8") as file:
            json.dump({"global": {"scrape_interval": "1s"}, "scrape_configs": [
                {"job_name": "tcpblame", "static_configs": [
                    {"targets": [f"127.0.0.1:{PORT}"]}]}]}, file)
        with self.running("--metrics-listen", str(PORT)) as program:
            self.count_refusals(program, 3)
            with subprocess.Popen(
                    ["prometheus", f"--config.file={config}", "--web.listen-address=127.0.0.1:9090",
                     f"--storage.tsdb.path={self.folder}/data"],
                    stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as prometheus:
                try:
                    (sample,) = self.query(prometheus, "tcpblame_resets_total")
                finally:
                    prometheus.terminate()
            self.assertEqual(sample["value"][1], "3")
            self.assertEqual(sample["metric"]["cause"], "connection-refused")
            self.assertEqual(program.end(signal.SIGINT)[0], OK)

    def query(self, prometheus, what):
        """Asks until there is an answer."""
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end and prometheus.poll() is None:
            try:
                status, _, body = ask("/api/v1/query?" + urllib.parse.urlencode({"query": what}),
                                      port=9090)
            except OSError:  # not listening yet
                continue
            if status == 200 and json.loads(body)["data"]["result"]:
                return json.loads(body)["data"]["result"]
        raise AssertionError("Prometheus has no value for it")


if __name__ == "__main__":
    if sys.argv[1:] != ["inside"]:
        enter_namespace()
    house.main()
