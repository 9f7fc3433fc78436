# SPDX-License-Identifier: BSD-3-Clause
"""What strangers may write, through every format: into the name that a client asks for (SNI,
Host), a banner, a reset's payload, a packet comment, the names of files and interfaces, lines
of logs and the name of a process.  Wherever it comes out it is text and nothing else."""

import csv
import html.parser
import io
import json
import os
import re
import shutil
import struct
import sys
import tempfile
import unittest

sys.dont_write_bytecode = True

import house

sys.path.insert(0, house.path("tests", "golden"))
import commonmark  # noqa: E402

HOSTILE = {
    "markup": b"<script>alert(1)</script>\"'><img src=x onerror=alert(1)><!-- </title></style>",
    "escapes": b"a\x1b[31m\x1b]0;owned\x07\x9b2J\xc2\x9b2Jb",
    "lines": b"a\r\n2,x,y\n### 9\n- [ ] x\n\x0b\x0c\xe2\x80\xa8z",
    "zeros": b"a\0b\x08\x7fc\td",
    "not UTF-8": b"\xff\xfe\xc0\xaf\xed\xa0\x80\xf5\x80 a\xe2\x82",
    "order": "a\u202eb\u2066c\u200bd\ufeff\U000e0041\u00ad".encode(),
    "formula": b"=cmd|' /C calc'!A0",
    "formula +": b"+1+cmd|'x'!A0",
    "formula -": b"-1+1",
    "formula @": b"@SUM(A1:A9)",
    "formula wide": "\uff1d1+1".encode(),
    "formula behind a tab": b"\t=1+1",
    "formula behind a return": b"\r=1+1",
    "formula behind another separator": b"a;\"=1+1;=2\t=3",
    "cells": b"a\",\"b\",,\"",
    "JSON": b"\",\"id\":99}\n{\"type\":\"reset\\\\\"",
    "markdown": b"`x` ```\n | a | **b** [c](javascript:d) ![e](http://f) ~~g~~ <b> \\",
    "references": b"@all #1 !2 $x$ ~bug %3 GH-4 a/b#5 http://e.example www.e.example a@b.example",
    "emoji": b":smile: :100: &lt;b&gt; &#64;all {code} {{x}} [^1]",
    "a backtick": b"a` **b** @all <i>",
    "backticks": b"`" * 40 + b" " + b"`" * 3,
    "format": b"%n%s%n ${x} $(x) `x` ../../x",
    "long": b"=<*" * 80,
}
HARMLESS = b"plain"

# No character that a terminal or an editor obeys, hides or reorders what is around it by.
TRICKS = re.compile("[\0-\x09\x0b-\x1f\x7f-\x9f\u00ad\u061c\u200b-\u200f\u2028-\u202e"
                    "\u2060-\u206f\ufe00-\ufe0f\ufeff\U000e0000-\U000e0fff]")
NUMBER = re.compile(r"-?\d+(\.\d+)?")
FORMULA = ("=", "+", "-", "@", "\uff1d", "\uff0b", "\uff0d", "\uff20")


# --- captures ---------------------------------------------------------------------------

TCP = 16 + 14 + 20  # where it begins in a record
FLAGS = TCP + 13
PORT = struct.pack(">H", 40000)  # of the client, in house.segment()


def option(code, value):
    return struct.pack("<HH", code, len(value)) + value + b"\0" * (-len(value) % 4)


def block(kind, body, options=b""):
    body += options + (option(0, b"") if options else b"")
    length = 12 + len(body)
    return struct.pack("<II", kind, length) + body + struct.pack("<I", length)


def pcapng(records, interface, comment):
    """The records, as house.segment() makes them; resets have the comment."""
    out = block(0x0A0D0D0A, struct.pack("<IHHq", 0x1A2B3C4D, 1, 0, -1))
    out += block(1, struct.pack("<HHI", 1, 0, 0), option(2, interface))
    for record in records:
        seconds, micros, captured, original = struct.unpack("<IIII", record[:16])
        time = seconds * 1000000 + micros
        data = record[16:] + b"\0" * (-captured % 4)
        reset = record[FLAGS] & house.RST
        out += block(6, struct.pack("<IIIII", 0, time >> 32, time & 0xFFFFFFFF, captured,
                                    original) + data, option(1, comment) if reset else b"")
    return out


def client_hello(name):
    entry = b"\0" + struct.pack(">H", len(name)) + name
    names = struct.pack(">H", len(entry)) + entry
    extensions = struct.pack(">HH", 0, len(names)) + names
    body = (b"\3\3" + b"r" * 32 + b"\0" + struct.pack(">H", 2) + b"\x13\x01" + b"\1\0"
            + struct.pack(">H", len(extensions)) + extensions)
    message = b"\1" + struct.pack(">I", len(body))[1:] + body
    return b"\x16\3\1" + struct.pack(">H", len(message)) + message


def request(name):
    return b"GET / HTTP/1.1\r\nHost: " + name.replace(b"\n", b"") + b"\r\n\r\n"


def from_port(record, port):
    ports = record[TCP:TCP + 4].replace(PORT, struct.pack(">H", port))
    return record[:TCP] + ports + record[TCP + 4:]


def conversation(first, client_first, payload):
    """A handshake, what is said first, and a reset by the server that bears a payload."""
    at = {True: 101, False: 501}
    yield house.segment(1, True, house.SYN, 100, 0)
    yield house.segment(2, False, house.SYN | house.ACK, 500, 101)
    yield house.segment(3, True, house.ACK, 101, 501)
    yield house.segment(4, client_first, house.PSH | house.ACK, at[client_first],
                        at[not client_first], first)
    at[client_first] += len(first)
    yield house.segment(5, False, house.RST | house.ACK, at[False], at[True], payload)


def talks(s):
    """A conversation each in TLS, HTTP and SMTP, from ports 40000 on."""
    firsts = [(client_hello(s), True), (request(s), True), (b"220 " + s + b" ESMTP\r\n", False)]
    for number, (first, client_first) in enumerate(firsts):
        for record in conversation(first, client_first, s):
            yield from_port(record, 40000 + number)


def log_of(s):
    """A line that the reset explains, and one that it does not."""
    line = (b"2023-11-14T22:13:20.005Z read tcp 10.0.0.1:%d->10.0.0.2:80: read: "
            b"connection reset by peer: %s\n")
    return b"".join(line % (port, s.replace(b"\n", b" ")) for port in (40000, 50000))


def trace_of(s):
    name = re.sub(rb"[\n ]", b"_", s)[:15]
    return (b" " + name + b"-42 [001] .....  100.005000: tcp_send_reset: skbaddr=0 skaddr=1 "
            b"src=10.0.0.2:80 dest=10.0.0.1:40000 state=TCP_ESTABLISHED "
            b"reason=TCP_ABORT_ON_CLOSE\n")


def file_name(s):
    return re.sub(rb"[/\0]", b"_", s)[:100]


class Case:
    """A folder with everything that a stranger may have a hand in."""

    def __init__(self, folder, s):
        self.folder = folder
        self.files = [os.path.join(os.fsencode(folder), file_name(s) + end)
                      for end in (b".pcapng", b".log", b".trace")]
        for path, content in zip(self.files, (
                pcapng(talks(s), s, s), log_of(s), trace_of(s))):
            with open(path, "wb") as file:
                file.write(content)

    def report(self, form):
        capture, log, trace = map(os.path.basename, self.files)
        captures = [b"./" + capture]  # a name that begins with a dash is no option
        options = ["--log", log]
        if form == "line":  # it names files of several only
            captures.append(self.empty())
            options = []
        ran = house.run("-v", "--format", form, *options, "--kernel-trace", trace, *captures,
                        cwd=self.folder)
        if ran.returncode != 0:
            raise AssertionError((form, capture, ran.stderr))
        return ran.stdout, ran.stderr

    def empty(self):
        path = os.path.join(self.folder, "empty.pcap")
        with open(path, "wb") as file:
            file.write(house.HEADER)
        return path


# --- what must hold of a report, by format ----------------------------------------------

class Page(html.parser.HTMLParser):
    """Elements and their attributes, without what they hold."""

    def __init__(self, text):
        super().__init__()
        self.shape = []
        self.links = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.shape.append((tag, tuple(sorted(name for name, _ in attrs))))
        self.links += [value for name, value in attrs
                       if name in ("href", "src", "action", "srcdoc", "style")
                       or name.startswith("on")]

    def handle_comment(self, data):
        self.shape.append(("comment", data))


def check_text(test, report, harmless):
    del harmless
    test.assertIn("\nsummary\n", report)


def check_line(test, report, harmless):
    del harmless
    test.assertEqual([len(line.split(" ")) for line in report.splitlines()], [9, 9, 9])


def check_json(test, report, harmless):
    test.assertEqual(json.loads(report).keys(), json.loads(harmless).keys())


def check_lines_of_json(test, report, harmless):
    """As many lines, of the same types and with no other members."""
    lines, plain = ([json.loads(line) for line in text.splitlines()]
                    for text in (report, harmless))
    test.assertEqual([line.get("type") for line in lines], [line.get("type") for line in plain])
    for line, other in zip(lines, plain):
        test.assertLessEqual(set(line), set(other))


def check_csv(test, report, harmless):
    rows = list(csv.reader(io.StringIO(report), strict=True))
    test.assertEqual([len(row) for row in rows],
                     [len(row) for row in csv.reader(io.StringIO(harmless))])
    test.assertEqual(report.count("\n"), len(rows))
    for cell in sum(rows[1:], []):
        test.assertFalse(cell.lstrip().startswith(FORMULA) and not NUMBER.fullmatch(cell),
                         cell)
    for cell in re.split("[;\t]", report)[1:]:
        test.assertFalse(cell.lstrip("\"").startswith(FORMULA), cell)


def check_markdown(test, report, harmless):
    """Each line is what it begins as, and nothing in it is more than text."""
    del harmless
    if not commonmark.PROGRAM:
        test.skipTest("cmark-gfm is not installed")
    root = commonmark.parse(report)
    test.assertEqual(commonmark.active(root), [])
    prose = re.sub("\n```text\n.*?\n```\n", "\n", report, flags=re.DOTALL)
    for tag, start in ("item", "- "), ("heading", "#"):
        test.assertEqual(len(list(root.iter(tag))), len(re.findall("^" + start, prose, re.M)))
    test.assertEqual(len(list(root.iter("code_block"))), 3)
    test.assertEqual([n for n in root.iter("item") if n.find("list") is not None], [])


def check_html(test, report, harmless):
    page, plain = Page(report), Page(harmless)
    test.assertEqual(set(page.shape), set(plain.shape))
    test.assertEqual(set(page.links), set(plain.links))


CHECKS = {
    "text": check_text, "line": check_line, "json": check_json,
    "ndjson": check_lines_of_json, "ecs": check_lines_of_json, "eve": check_lines_of_json,
    "csv": check_csv, "markdown": check_markdown, "html": check_html,
}


def formats():
    shown = house.run("--help").stdout.decode().split("\nFormats:\n")[1].split("\n\n")[0]
    return [line.split()[0] for line in shown.splitlines()]


def seen(s):
    """The longest piece of it that every format shows as it is."""
    return max(re.findall(r"\w+", s.decode("ascii", "replace").replace("\ufffd", " ")),
               key=len, default="")


class Hostile(unittest.TestCase):
    def case(self, s):
        folder = tempfile.mkdtemp(prefix="tcpblame-test-")
        self.addCleanup(shutil.rmtree, folder)
        return Case(folder, s)

    def test_every_format_is_looked_at(self):
        self.assertEqual(set(formats()) - set(CHECKS), set())

    def test_strangers_are_heard(self):
        """Else nothing below would show anything."""
        case = self.case(HARMLESS)
        tls, http, smtp = json.loads(case.report("json")[0])["resets"]
        self.assertEqual([r["flow"].get("protocol") for r in (tls, http, smtp)],
                         ["tls", "http", "smtp"])
        self.assertEqual([r["flow"]["server_name"] for r in (tls, http)], ["plain", "plain"])
        for reset in tls, http, smtp:
            heard = (reset["rst"]["payload_text"], reset["segments"][0]["comment"],
                     reset["segments"][0]["interface"])
            self.assertEqual(heard, ("plain",) * 3)
        self.assertEqual(tls["kernel"]["comm"], "plain")
        self.assertIn("reset by peer: plain", tls["logs"][0]["text"])
        self.assertEqual(tls["file"], "./plain.pcapng")
        for form in formats():
            report = case.report(form)[0].decode()
            self.assertIn("plain", report, form)
            if form != "html":  # its style has tabs
                self.assertNotRegex(report, TRICKS)

    def test_whatever_they_write_is_text(self):
        harmless = {form: self.case(HARMLESS).report(form)[0].decode() for form in formats()}
        for name, s in HOSTILE.items():
            case = self.case(s)
            for form in formats():
                with self.subTest(name, form=form):
                    out, err = case.report(form)
                    self.assertEqual(out, case.report(form)[0], "not the same again")
                    report = out.decode("utf-8")
                    self.assertNotRegex(err.decode("utf-8"), TRICKS)
                    self.assertEqual(TRICKS.findall(report), TRICKS.findall(harmless[form]))
                    self.assertIn(seen(s), report)
                    CHECKS[form](self, report, harmless[form])

    def test_json_gives_back_what_they_wrote(self):
        for name, s in HOSTILE.items():
            with self.subTest(name):
                for reset in json.loads(self.case(s).report("json")[0])["resets"]:
                    kept = reset["rst"]["payload_text"]
                    self.assertTrue(s.decode("utf-8", "replace").startswith(kept[:8]), kept)


if __name__ == "__main__":
    house.main()
