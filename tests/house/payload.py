# SPDX-License-Identifier: BSD-3-Clause
"""The payload in the packets of -w with --anonymize: nothing of it can be read, its names are
those of the report, and who has only these packets comes to the same conclusions."""

import glob
import json
import os
import shutil
import struct
import subprocess
import tempfile
import unittest

import house
from house import ACK, HEADER, PSH, RST, SYN, run, segment

SAMPLES = sorted(glob.glob(house.path("samples", "*.pcap*")))
SECRET = b"qJ7vK9wX"
WHOLE_PARTS = 4  # bytes of it in a row that may be nowhere

# Of the parts of an IP packet all but the first header are cut away.
LESS_IS_KNOWN = {"fragments.pcap"}


def record(kind, body):
    return bytes((kind, 3, 3)) + struct.pack(">H", len(body)) + body


def message(kind, body):
    return bytes((kind,)) + struct.pack(">I", len(body))[1:] + body


def extension(kind, body):
    return struct.pack(">HH", kind, len(body)) + body


def client_hello(name, secret=SECRET):
    listed = b"\0" + struct.pack(">H", len(name)) + name
    alpn = b"\2h2" + bytes((len(secret),)) + secret
    extensions = (extension(0, struct.pack(">H", len(listed)) + listed)
                  + extension(16, struct.pack(">H", len(alpn)) + alpn)
                  + b"".join(extension(kind, secret) for kind in (5, 23, 35, 41, 44, 51, 0xfe0d)))
    body = (b"\3\3" + secret * 4 + b"\x08" + secret + b"\0\2\x13\1" + b"\1\0"
            + struct.pack(">H", len(extensions)) + extensions)
    return record(22, message(1, body))


# What two ends may say, with a secret wherever there is room for one: the server's port, whether
# the client says it, and the payload.
SAID = [
    (80, True, b"POST /" + SECRET + b"?" + SECRET + b"=" + SECRET + b" HTTP/1.1\r\n"
           b"Host: " + SECRET + b".example\r\nX-" + SECRET + b": " + SECRET + b"\r\n"
           b"Connection: " + SECRET + b"\r\nCookie: a=" + SECRET + b"\r\n " + SECRET + b"\r\n"
           b"Content-Length: 8\r\n\r\n" + SECRET + SECRET),
    (80, True, SECRET + b" /" + SECRET + b" HTTP/1.1\r\n\r\n"),
    (3128, True, b"GET http://" + SECRET + b":" + SECRET + b"@" + SECRET + b"/" + SECRET
           + b" HTTP/1.1\r\n\r\n"),
    (3128, True, b"CONNECT " + SECRET + b":443 HTTP/1.1\r\n\r\n" + SECRET),
    (80, False, b"HTTP/1.1 200 " + SECRET + b"\r\nSet-Cookie: " + SECRET + b"\r\n"
           b"Transfer-Encoding: " + SECRET + b", chunked\r\n\r\n8;" + SECRET + b"\r\n" + SECRET
           + b"\r\n0\r\n" + SECRET + b": " + SECRET + b"\r\n\r\n" + SECRET),
    (443, True, client_hello(SECRET + b".example")),
    (443, True, client_hello(b"a" * 900 + SECRET)[:950]),
    (443, False, record(22, message(2, b"\3\3" + SECRET * 4 + b"\x08" + SECRET
                                          + b"\x13\1\0\0\x0c" + extension(51, SECRET)))
           + record(22, message(11, SECRET)) + record(20, b"\1") + record(23, SECRET)
           + record(21, SECRET) + SECRET),
    (6379, True, b"*2\r\n$8\r\n" + SECRET + b"\r\n$8\r\n" + SECRET + b"\r\n"),
    (6379, True, b"AUTH " + SECRET + b" " + SECRET + b"\r\n"),
    (6379, False, b"+" + SECRET + b"\r\n-ERR " + SECRET + b"\r\n:77\r\n$8\r\n" + SECRET),
    (5432, True, b"\0\0\0\x1a\0\3\0\0user\0" + SECRET + b"\0\0\0\0\0"),
    (5432, True, b"Q\0\0\0\x0c" + SECRET + b"p\0\0\0\x0c" + SECRET + SECRET),
    (5432, False, b"E\0\0\0\x0c" + SECRET + b"T\0\0\1\x0c" + SECRET),
    (25, False, b"220 " + SECRET + b" ESMTP " + SECRET + b"\r\n250-" + SECRET + b"\r\n"),
    (25, True, b"EHLO " + SECRET + b"\r\nMAIL FROM:<" + SECRET + b">\r\n" + SECRET),
    (21, True, b"PASS " + SECRET + b"\r\n"),
    (22, False, b"SSH-2.0-" + SECRET + b"\r\n" + SECRET),
    (80, True, b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + SECRET),
    (53, True, b"\0\x1a\0\1\1\0\0\1\0\0\0\0\0\0\x08" + SECRET + b"\0\0\1\0\1"),
    (3306, False, b"\x20\0\0\0\x0a8.0.1\0" + SECRET * 4),
    (7777, True, SECRET * 3),
]


def capture(said):
    """Each of it in a connection of its own, which the server resets, with a word."""
    packets, number = [], 0
    for i, (port, from_client, payload) in enumerate(said):
        seq, ack = (101, 501) if from_client else (501, 101)
        packets += [
            segment(number + 1, True, SYN, 100, 0, port=port, client=40000 + i),
            segment(number + 2, False, SYN | ACK, 500, 101, port=port, client=40000 + i),
            segment(number + 3, True, ACK, 101, 501, port=port, client=40000 + i),
            segment(number + 4, from_client, PSH | ACK, seq, ack, payload, port=port,
                    client=40000 + i),
            segment(number + 5, False, RST, 501 if from_client else 501 + len(payload), 0, SECRET,
                    port=port, client=40000 + i),
        ]
        number += 5
    return HEADER + b"".join(packets)


def leaks(data, secret=SECRET):
    return {secret[i:i + WHOLE_PARTS] for i in range(len(secret) - WHOLE_PARTS + 1)
            if secret[i:i + WHOLE_PARTS].lower() in data.lower()}


class Payload(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.mkdtemp(prefix="tcpblame-test-")
        self.addCleanup(shutil.rmtree, self.folder)
        self.key = self.file("key", bytes(range(32)))
        if b"built without" in run("--anonymize", self.key, SAMPLES[0]).stderr:
            self.skipTest("built without libnettle")

    def file(self, name, content):
        path = os.path.join(self.folder, name)
        with open(path, "wb") as file:
            file.write(content)
        os.chmod(path, 0o600)
        return path

    def evidence(self, path, *args):
        """Where it is, and what the report of the same run says."""
        to = os.path.join(self.folder, "evidence.pcapng")
        ran = run(*args, "-w", to, "--format", "json", path)
        self.assertIn(ran.returncode, (0, 2), ran.stderr.decode())
        return to, json.loads(ran.stdout)["resets"]

    def anonymous(self, path):
        return self.evidence(path, "--anonymize", self.key)

    def bytes_of(self, path):
        with open(self.anonymous(path)[0], "rb") as file:
            return file.read()

    def test_no_secret_is_left_wherever_it_was(self):
        for i, said in enumerate(SAID):
            plain = self.file("said.pcap", capture([said]))
            self.assertTrue(leaks(capture([said])), i)
            self.assertEqual(leaks(self.bytes_of(plain)), set(), (i, said))

    def test_nor_when_the_segment_ends_or_begins_anywhere(self):
        cut = [(port, from_client, payload[start:end])
               for port, from_client, payload in SAID for at in range(1, len(payload), 7)
               for start, end in ((0, at), (at, len(payload)))]
        for i in range(0, len(cut), 500):
            data = self.bytes_of(self.file("cut.pcap", capture(cut[i:i + 500])))
            self.assertEqual(leaks(data), set())

    def test_lengths_and_numbers_stay(self):
        plain = self.file("said.pcap", capture(SAID))
        fields = [[(r["flow"]["bytes"], r["flow"]["packets"], r["rst"]["seq"]) for r in resets]
                  for resets in (self.anonymous(plain)[1], self.evidence(plain)[1])]
        self.assertEqual(*fields)
        again = json.loads(run("--format", "json", self.anonymous(plain)[0]).stdout)["resets"]
        self.assertEqual([(r["flow"]["bytes"], r["flow"]["packets"], r["rst"]["seq"])
                          for r in again], fields[0])

    def names(self, path):
        """Hosts and SNIs, as tshark reads them."""
        fields = "http.host", "tls.handshake.extensions_server_name"
        shown = subprocess.run(
            ["tshark", "-n", "-r", path, "-o", "http.desegment_body:FALSE", "-T", "fields",
             *[word for field in fields for word in ("-e", field)]],
            capture_output=True, text=True)
        self.assertEqual(shown.returncode, 0, shown.stderr)
        return [{name for name in column if name}
                for column in zip(*(line.split("\t") for line in shown.stdout.splitlines()))]

    @unittest.skipUnless(shutil.which("tshark"), "tshark is not installed")
    def test_others_read_the_names_that_the_report_has(self):
        hosts, snis = 0, 0
        both = self.file("both.pcap", capture([
            (80, True, b"GET / HTTP/1.1\r\nHost: Db-1.Example.org\r\n\r\n"),
            (443, True, client_hello(b"www.example.org"))]))
        for path in [both] + [p for p in SAMPLES[::4] if os.path.basename(p) not in LESS_IS_KNOWN]:
            evidence, resets = self.anonymous(path)
            host, sni = self.names(evidence)
            self.assertEqual({r["flow"]["server_name"] for r in resets
                              if "server_name" in r["flow"]}, host | sni, path)
            hosts += len(host)
            snis += len(sni)
        self.assertGreater(hosts, 5)
        self.assertGreater(snis, 0)

    @unittest.skipUnless(shutil.which("tshark"), "tshark is not installed")
    def test_no_checksum_becomes_wrong(self):
        for path in SAMPLES[::8]:
            wrong = []
            for evidence in self.evidence(path)[0], self.anonymous(path)[0]:
                shown = subprocess.run(
                    ["tshark", "-n", "-r", evidence, "-o", "tcp.check_checksum:TRUE", "-T",
                     "fields", "-e", "tcp.checksum.status"], capture_output=True, text=True)
                self.assertEqual(shown.returncode, 0, shown.stderr)
                wrong.append([line == "0" for line in shown.stdout.splitlines()])
            self.assertFalse([i for i, (was, is_) in enumerate(zip(*wrong)) if is_ and not was],
                             path)

    def test_the_evidence_leads_to_the_same_conclusions(self):
        def judged(evidence):
            resets = json.loads(run("--format", "json", evidence).stdout)["resets"]
            return [{part: (r[part].get("slug") or r[part].get("by") or r[part].get("verdict"),
                            r[part].get("confidence")) for part in ("cause", "origin", "harm")}
                    for r in resets]
        endings, other = 0, {}
        for path in SAMPLES:
            plain, shown = (judged(how(path)[0]) for how in (self.evidence, self.anonymous))
            self.assertEqual(len(plain), len(shown), path)
            endings += len(plain)
            for was, now in zip(plain, shown):
                if was != now:
                    other.setdefault(os.path.basename(path), []).append((was, now))
        print(f"{sum(map(len, other.values()))} of {endings} endings are judged otherwise")
        self.assertGreater(endings, 100)
        self.assertEqual(set(other), LESS_IS_KNOWN)
        for was, now in sum(other.values(), []):
            self.assertEqual(now["cause"][0], "undetermined")


if __name__ == "__main__":
    house.main()
