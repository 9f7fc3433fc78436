# SPDX-License-Identifier: BSD-3-Clause
"""--anonymize as its users meet it: nothing of the original is left in any format, and what is
left fits together."""

import csv
import glob
import io
import ipaddress
import json
import os
import re
import shutil
import stat
import struct
import subprocess
import tempfile
import unittest

import house
from house import run

OK, FAILED = 0, 1
ALL_SAMPLES = sorted(glob.glob(house.path("samples", "*.pcap*")))
# Where a sanitizer watches, every so many (support/due.h): each is told in every format.
SAMPLES = ALL_SAMPLES[::int(os.environ.get("TCPBLAME_EVERY", "1"))]
RACE = house.path("samples", "keep-alive-race.pcap")
KEY = bytes(range(32))
ADDRESS = re.compile(r"(?<![\w.:])(?:\d{1,3}(?:\.\d{1,3}){3}|[0-9a-f]{0,4}(?::[0-9a-f]{0,4}){2,7})"
                     r"(?![\w:])")


def formats():
    shown = run("--help").stdout.decode().split("\nFormats:\n")[1].split("\n\n")[0]
    return re.findall(r"^  (\w+)", shown, re.MULTILINE)


def members(value):
    """All (name, value) of objects, at any depth."""
    if isinstance(value, dict):
        for name, member in value.items():
            yield name, member
            yield from members(member)
    elif isinstance(value, list):
        for element in value:
            yield from members(element)


def is_kept(address):
    return address.is_loopback or address.is_unspecified or str(address) == "255.255.255.255"


def addresses(text):
    found = set()
    for token in ADDRESS.findall(text):
        try:
            found.add(ipaddress.ip_address(token))
        except ValueError:
            pass  # a time of day and the like
    return found


def macs(path):
    """Of the Ethernet frames of a classic little-endian capture."""
    with open(path, "rb") as file:
        data = file.read()
    found, at = set(), 24
    if data[:4] not in (b"\xd4\xc3\xb2\xa1", b"\x4d\x3c\xb2\xa1") or data[20:24] != b"\1\0\0\0":
        return found
    while at + 16 + 12 <= len(data):
        found.update((data[at + 16:at + 22], data[at + 22:at + 28]))
        at += 16 + struct.unpack_from("<I", data, at + 8)[0]
    return {mac for mac in found if any(mac) and mac != b"\xff" * 6}


def originals(path, *args):
    """Bytes that must not be found: of what a report without the option names."""
    report = run(path, *args, "--format", "json").stdout.decode()
    names = {value for name, value in members(json.loads(report))
             if name in ("server_name", "path", "comm", "payload_text", "comment", "interfaces")
             and isinstance(value, str)}
    names.update(name for key, group in members(json.loads(report)) if key == "interfaces"
                 for name in group if name)
    for group in json.loads(report)["groups"]:
        names.add(group.get("name") or "")
    found = {name.encode() for name in names if len(name) > 3}
    for address in addresses(report):
        if not is_kept(address):
            found.update((str(address).encode(), address.packed, address.packed.hex().encode()))
    for mac in macs(path):
        found.update((mac, mac.hex().encode(), mac.hex(":").encode(), mac.hex("-").encode()))
    found.add(os.path.basename(path).encode())
    return found


def finds(output, original):
    """Not as a part of a longer number or word."""
    if not re.fullmatch(rb"[\x20-\x7e]+", original):
        return original in output
    return re.search(rb"(?<![\w.:])" + re.escape(original) + rb"(?![\w:]|\.\d)", output)


class Anonymize(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.mkdtemp(prefix="tcpblame-test-")
        self.addCleanup(shutil.rmtree, self.folder)
        self.key = self.file("key", KEY)
        ran = run("--anonymize", self.key, RACE)
        if b"built without" in ran.stderr:
            self.skipTest("built without libnettle")

    def file(self, name, content, mode=0o600):
        path = os.path.join(self.folder, name)
        with open(path, "wb") as file:
            file.write(content if isinstance(content, bytes) else content.encode())
        os.chmod(path, mode)
        return path

    def shown(self, *args, key=None):
        ran = run("--anonymize", key or self.key, *args)
        self.assertIn(ran.returncode, (OK, 2), ran.stderr.decode())
        return ran.stdout

    def report(self, *args, **more):
        return json.loads(self.shown("--format", "json", *args, **more))

    def expect_nothing_left(self, path, *args):
        wanted = originals(path, *args)
        self.assertGreater(len(wanted), 1, path)
        for name in formats():
            if "--log" in args and name == "line":
                continue  # it tells nothing of logs, and says so
            output = self.shown(path, *args, "-v", "--format", name)
            left = [original for original in wanted if finds(output, original)]
            self.assertEqual(left, [], (path, name))

    def test_of_no_sample_anything_is_left_in_any_format(self):
        self.assertGreater(len(ALL_SAMPLES), 20)
        for path in SAMPLES:
            self.expect_nothing_left(path)

    def test_in_no_packet_of_the_evidence_anything_is_left(self):
        evidence = os.path.join(self.folder, "evidence.pcapng")
        for path in SAMPLES:
            ran = run("--anonymize", self.key, "-w", evidence, "-q", path)
            self.assertIn(ran.returncode, (OK, 2), ran.stderr.decode())
            with open(evidence, "rb") as file:
                packets = file.read()
            left = [original for original in originals(path) if original in packets]
            self.assertEqual(left, [], path)

    def test_evidence_and_report_have_the_same_pseudonyms(self):
        """And what tcpblame makes of the evidence, without its payload, has the same ends."""
        evidence = os.path.join(self.folder, "evidence.pcapng")
        for path in SAMPLES:
            told = json.loads(run("--anonymize", self.key, "-w", evidence, "--format", "json",
                                  path).stdout)["resets"]
            found = json.loads(run("--format", "json", evidence).stdout)["resets"]
            self.assertEqual([(r["flow"]["client"], r["flow"]["server"], r["time"])
                              for r in found if r["flow"]["roles"] == "handshake"],
                             [(r["flow"]["client"], r["flow"]["server"], r["time"])
                              for r in told if r["flow"]["roles"] == "handshake"], path)

    @unittest.skipUnless(shutil.which("tshark"), "tshark is not installed")
    def test_others_read_the_evidence_and_find_no_wrong_checksum(self):
        evidence = os.path.join(self.folder, "evidence.pcapng")
        run("--anonymize", self.key, "-w", evidence, "-q", RACE)
        flow = self.report(RACE)["resets"][0]["flow"]
        shown = subprocess.run(["tshark", "-n", "-r", evidence, "-o", "ip.check_checksum:TRUE",
                                "-T", "fields", "-e", "ip.src", "-e", "ip.checksum.status",
                                "-e", "frame.comment"], capture_output=True, text=True)
        self.assertEqual(shown.returncode, 0, shown.stderr)
        rows = [line.split("\t") for line in shown.stdout.splitlines()]
        self.assertEqual({row[0] for row in rows}, {flow[end]["ip"] for end in ("client", "server")})
        self.assertEqual({row[1] for row in rows}, {"1"})
        self.assertTrue(any("of capture-1" in row[2] for row in rows))

    def test_what_is_looked_for_would_be_found(self):
        plain = run(RACE, "--format", "json").stdout
        self.assertTrue([original for original in originals(RACE) if finds(plain, original)])

    def test_nothing_of_logs_is_left_but_where_they_say_it(self):
        log = self.file("acme.log",
                        "2026-11-22T03:18:53.532Z write tcp 192.0.2.10:43928->198.51.100.20:80: "
                        "write: broken pipe\n"
                        "2026-11-22T03:18:53.532Z read tcp 192.0.2.10:43928->198.51.100.99:80: "
                        "read: connection reset by peer\n")
        self.expect_nothing_left(RACE, "--log", log)
        report = self.report(RACE, "--log", log)
        self.assertEqual(report["resets"][0]["logs"][0]["file"], "log-1")
        for output in (json.dumps(report), self.shown(RACE, "--log", log).decode()):
            self.assertNotIn("acme", output)
            self.assertNotIn("broken pipe\"", output)

    def test_a_kernel_keeps_its_reasons_and_loses_its_processes(self):
        capture = house.path("tests/kernel/resets.pcap")
        trace = house.path("tests/kernel/tracefs.txt")
        self.expect_nothing_left(capture, "--kernel-trace", trace)
        words = [r["kernel"] for r in self.report(capture, "--kernel-trace", trace)["resets"]
                 if "kernel" in r]
        self.assertTrue(any("reason" in word for word in words))
        self.assertFalse(any("comm" in word for word in words))

    def test_only_names_change(self):
        """What is judged, when and by which frames is the same."""
        def without_names(report):
            text = json.dumps([[r["cause"], r["origin"]["by"], r["time"], r["frames"], r["phase"],
                                r["harm"], r["advice"], r["flow"]["client"]["port"]]
                               for r in report["resets"]])
            return text, report["summary"]
        for path in SAMPLES[::7]:
            plain = json.loads(run(path, "--format", "json").stdout)
            self.assertEqual(without_names(plain), without_names(self.report(path)), path)

    def test_each_report_says_so(self):
        self.assertIs(self.report(RACE)["tool"]["anonymized"], True)
        for name in "ecs", "eve":
            event = json.loads(self.shown("--format", name, RACE))
            self.assertIs(event["tcpblame"]["anonymized"], True)
        row, = csv.DictReader(io.StringIO(self.shown("--format", "csv", RACE).decode()))
        self.assertEqual(row["anonymized"], "yes")
        self.assertNotIn("anonymized", json.loads(run(RACE, "--format", "json").stdout)["tool"])
        self.assertIn(b"ANONYMIZED", self.shown(RACE))
        summary = json.loads(self.shown(RACE, "--format", "ndjson").splitlines()[-1])
        self.assertIs(summary["tool"]["anonymized"], True)

    def test_the_filter_and_the_community_id_are_those_of_the_pseudonyms(self):
        reset = self.report(RACE)["resets"][0]
        self.assertIn("ip.addr==" + reset["flow"]["client"]["ip"], reset["filter"])
        plain = json.loads(run(RACE, "--format", "json").stdout)["resets"][0]
        self.assertNotEqual(reset["flow"]["community_id"], plain["flow"]["community_id"])

    def test_the_same_key_gives_the_same_and_another_key_other_pseudonyms(self):
        digits = self.file("digits", KEY.hex() + "\n")
        other = self.file("other", bytes(32))
        self.assertEqual(self.shown(RACE), self.shown(RACE, key=digits))
        self.assertEqual(self.shown(RACE), self.shown(RACE, "--jobs", "2"))
        self.assertNotEqual(self.shown(RACE), self.shown(RACE, key=other))

    def test_prefixes_are_kept_and_unlike_addresses_stay_unlike(self):
        """10.0.0.1 and 10.0.0.2 share 30 bits."""
        capture = self.file("refused.pcap", house.REFUSED)
        flow = self.report(capture)["resets"][0]["flow"]
        first, second = (int(ipaddress.ip_address(flow[end]["ip"])) for end in ("client", "server"))
        self.assertEqual((first ^ second).bit_length(), 2)

    def complaint(self, key):
        ran = run("--anonymize", key, RACE)
        self.assertEqual(ran.returncode, FAILED)
        self.assertEqual(ran.stdout, b"")
        self.assertIn(key, ran.stderr.decode())
        return ran.stderr.decode()

    def test_what_is_no_key_is_refused_by_name(self):
        self.assertIn("31 bytes", self.complaint(self.file("short", bytes(31))))
        self.assertIn("at least 256 bytes", self.complaint(self.file("long", bytes(4096))))
        self.assertIn("not a key", self.complaint(self.file("words", "x" * 64)))
        self.complaint(self.folder)

    def test_who_has_no_key_is_told_how_to_make_one(self):
        key = os.path.join(self.folder, "new key")
        made = re.search(r"made by: (.*)$", self.complaint(key).rstrip()).group(1)
        subprocess.run(["sh", "-c", made], check=True)
        self.assertEqual(stat.S_IMODE(os.stat(key).st_mode) & 0o077, 0)
        self.assertEqual(run("--anonymize", key, RACE).stderr, b"")

    def test_a_key_that_others_can_read_gets_a_warning(self):
        ran = run("--anonymize", self.file("open", KEY, mode=0o644), RACE)
        self.assertEqual(ran.returncode, OK)
        self.assertIn(b"others can read this key", ran.stderr)

    def test_the_report_does_not_overwrite_the_key(self):
        run("--anonymize", self.key, "-o", self.key, RACE)
        with open(self.key, "rb") as file:
            self.assertEqual(file.read(), KEY)


if __name__ == "__main__":
    house.main()
