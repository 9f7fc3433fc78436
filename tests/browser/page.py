# SPDX-License-Identifier: BSD-3-Clause
"""The HTML report in a real browser: it works there, asks nobody for anything, and shows what
the JSON report says.

usage: page.py PROGRAM ARTEFACTS     screenshots and pages are left in the folder ARTEFACTS"""

import json
import os
import pathlib
import struct
import subprocess
import sys
import unittest

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "golden"))

import samples  # noqa: E402
import webdriver  # noqa: E402

PROGRAM, FOLDER = sys.argv[1], pathlib.Path(sys.argv[2]).resolve()
SKIPPED = 77

MARKUP = b"</script><script>document.title='owned'</script><img src=x onerror=alert(1)>'\"&"

# What stands in the page, as its reader finds it.
SHOWN = """return [...document.querySelectorAll('#resets > [id]')]
    .filter((e) => e.checkVisibility()).map((e) => e.id)"""
LADDERS = """return Object.fromEntries([...document.querySelectorAll('#resets > details')].map(
    (d) => [d.id, [...d.querySelectorAll('.rung')].map((g) => ({
        frame: Number(g.dataset.frame), words: g.textContent,
        rightward: g.querySelector('use').getAttribute('href') === '#right',
        part: ['trigger', 'deciding', 'rst'].find((c) => g.classList.contains(c)) || 'other',
    }))]))"""
CHOOSE = """const e = document.getElementById('choose').elements[arguments[0]];
    e.value = arguments[1]; e.dispatchEvent(new Event('input', {bubbles: true}))"""


def run(*args, **more):
    done = subprocess.run([PROGRAM, *args], cwd=samples.FOLDER, stdout=subprocess.PIPE,
                          stderr=subprocess.PIPE, check=False, **more)
    return done.stdout


def checksum(data):
    if len(data) % 2:
        data += b"\0"
    total = sum(struct.unpack(f">{len(data) // 2}H", data))
    while total >> 16:
        total = (total & 0xffff) + (total >> 16)
    return ~total & 0xffff


def segment(client, flags, seq, ack, payload=b""):
    """An IPv4 packet between 10.0.0.1:40000, the client, and 10.0.0.2:80."""
    ends = [(b"\x0a\0\0\1", 40000), (b"\x0a\0\0\2", 80)]
    (src, sport), (dst, dport) = ends if client else ends[::-1]
    tcp = struct.pack(">HHIIBBHHH", sport, dport, seq, ack, 0x50, flags, 1000, 0, 0) + payload
    pseudo = src + dst + struct.pack(">BBH", 0, 6, len(tcp))
    tcp = tcp[:16] + struct.pack(">H", checksum(pseudo + tcp)) + tcp[18:]
    ip = struct.pack(">BBHHHBBH", 0x45, 0, 20 + len(tcp), 1, 0, 64, 6, 0) + src + dst
    return ip[:10] + struct.pack(">H", checksum(ip)) + ip[12:] + tcp


def hostile_capture():
    """A request to a host that is markup, reset by a server that says markup."""
    request = b"GET / HTTP/1.1\r\nHost: " + MARKUP + b"\r\n\r\n"
    n = len(request)
    packets = [segment(True, 2, 999, 0), segment(False, 0x12, 4999, 1000),
               segment(True, 0x10, 1000, 5000), segment(True, 0x18, 1000, 5000, request),
               segment(False, 0x14, 5000, 1000 + n, MARKUP)]
    records = b"".join(struct.pack("<IIII", 1700000000, i * 1000, len(p), len(p)) + p
                       for i, p in enumerate(packets))
    return struct.pack("<IHHiIII", 0xa1b2c3d4, 2, 4, 0, 0, 65535, 101) + records


class Page(unittest.TestCase):
    browser = None

    def open(self, name, *args, **more):
        """The report, in the browser; what it says on the way shows in quiet()."""
        path = FOLDER / (name + ".html")
        path.write_bytes(run("--format", "html", *args, **more))
        self.browser.width(1000)
        self.browser.media()
        self.browser.requests()
        self.browser.log("browser")
        self.address = path.as_uri()
        self.browser.go(self.address)

    def sample(self, name):
        self.open(name, *self.files(name))

    @staticmethod
    def files(name):
        return next(t.files for t in samples.timelines() if t.name == name)

    def quiet(self):
        """Nothing was asked for but the page, nothing was forbidden and nothing failed."""
        self.assertEqual(set(self.browser.requests()), {self.address})
        self.assertEqual(self.browser.log("browser"), [])

    def choose(self, name, value):
        self.browser.run(CHOOSE, name, value)

    def shown(self):
        return self.browser.run(SHOWN)

    def resets(self, *files):
        return json.loads(run("--format", "json", "-v", *files))["resets"]

    def test_the_page_asks_for_nothing_and_breaks_nothing(self):
        for timeline in samples.timelines():
            with self.subTest(timeline.name):
                self.sample(timeline.name)
                self.quiet()

    def test_ladders_show_the_frames_of_the_json_report(self):
        for name in ("process-killed", "forged-burst", "crossing-resets", "early-response"):
            with self.subTest(name):
                self.sample(name)
                ladders = self.browser.run(LADDERS)
                for reset in self.resets(*self.files(name)):
                    rungs = reset["ladder"]["segments"]
                    shown = ladders[f"r{reset['id']}"]
                    self.assertEqual([(r["frame"], r["from"] == "client", r["part"])
                                      for r in rungs],
                                     [(r["frame"], r["rightward"], r["part"]) for r in shown])
                    for r, s in zip(rungs, shown):
                        self.assertIn(f"seq {r['relative_seq']}", s["words"])

    def test_choosing_leaves_what_was_chosen(self):
        files = ["process-killed.pcap", "forged-burst.pcap", "backscatter.pcap"]
        told = self.resets(*files)
        members = {"cause": lambda r: r["cause"]["slug"], "origin": lambda r: r["origin"]["by"],
                   "harm": lambda r: r["harm"]["verdict"],
                   "ends": lambda r: f":{r['flow']['client']['port']}"}
        self.open("mixed", *files)
        self.assertEqual(len(self.shown()), len(told))
        for name, member in members.items():
            self.assertGreater(len({member(r) for r in told}), 1, name)
            for value in {member(r) for r in told}:
                self.choose(name, value)
                chosen = {f"r{r['id']}" for r in told if member(r) == value}
                self.assertEqual(set(self.shown()), chosen, (name, value))
                self.assertEqual(self.browser.run("return document.getElementById('count')"
                                                  ".value"),
                                 f"{len(chosen)} of {len(told)} resets")
            self.choose(name, "")
        self.assertEqual(len(self.shown()), len(told))
        self.quiet()

    def test_sorting_orders_all(self):
        self.sample("port-scan")
        ports = {f"r{r['id']}": r["flow"]["server"]["port"]
                 for r in self.resets(*self.files("port-scan"))}
        first = self.shown()
        self.choose("order", "ends")
        self.assertEqual(self.shown(), sorted(ports, key=ports.get))
        self.choose("order", "time")
        self.assertEqual(self.shown(), sorted(ports, key=lambda r: int(r[1:])))
        self.choose("order", "")
        self.assertEqual(self.shown(), first)

    def test_a_link_opens_what_it_leads_to(self):
        self.sample("port-scan")
        self.choose("ends", "nobody")
        self.assertEqual(self.shown(), [])
        self.browser.run("location.hash = '#r20'; dispatchEvent(new Event('hashchange'))")
        self.assertTrue(self.browser.run("return document.getElementById('r20').open"))
        self.assertIn("r20", self.shown())

    def test_frames_are_links_to_their_segments(self):
        self.sample("process-killed")
        links = self.browser.run("""return [...document.querySelectorAll('#r1 dd a, #r1 p a')]
            .map((a) => [a.textContent, a.getAttribute('href')])""")
        self.assertNotEqual(links, [])
        for words, to in links:
            self.assertEqual(to, "#r1-" + words.removeprefix("frame "))

    def test_numbers_of_a_group_are_links_to_its_resets(self):
        self.sample("process-killed")
        links = self.browser.run("""return [...document.querySelectorAll('.together a')]
            .map((a) => [a.textContent, a.getAttribute('href')])""")
        self.assertEqual(links, [["1", "#r1"], ["2", "#r2"]])

    def test_the_button_copies_the_filter(self):
        self.sample("process-killed")
        copied = self.browser.run("""
            let copied = null;
            Object.defineProperty(navigator, 'clipboard', {value: {
                writeText: (text) => { copied = text; return Promise.resolve(); }}});
            document.querySelector('#r2 .copy').click();
            return copied""")
        self.assertEqual(copied, self.resets(*self.files("process-killed"))[1]["filter"])

    def test_everything_can_be_reached_by_keys_and_has_a_name(self):
        self.sample("process-killed")
        self.assertEqual(self.browser.run("""return [...document.querySelectorAll(
            'a[href], button, input, select, summary')].filter((e) => e.checkVisibility() &&
            !e.closest('svg') && e.tabIndex < 0).length"""), 0)
        nodes = self.browser.cdp("Accessibility.getFullAXTree")["nodes"]
        roles = {}
        for node in nodes:
            if not node.get("ignored"):
                roles.setdefault(node["role"]["value"], []).append(
                    node.get("name", {}).get("value", ""))
        for role in ("button", "combobox", "searchbox", "list", "heading"):
            self.assertIn(role, roles)
        for role in ("button", "combobox", "searchbox", "heading"):
            self.assertNotIn("", roles[role], role)

    def test_without_its_script_the_page_can_be_read(self):
        self.sample("process-killed")
        self.browser.cdp("Emulation.setScriptExecutionDisabled", value=True)
        self.browser.go(self.address)
        self.browser.cdp("Emulation.setScriptExecutionDisabled", value=False)
        words = self.browser.run("return document.body.innerText")
        self.assertIn("almost certain", words)
        self.assertIn("answered by the RST", words)
        self.assertNotIn("Copy", words)

    def test_hostile_bytes_stay_text(self):
        log = FOLDER / "hostile.log"
        log.write_bytes(b"2023-11-14T22:13:20Z recv() failed (104: Connection reset by peer) "
                        b"while reading, client: 10.0.0.1:40000 " + MARKUP + b"\n")
        capture = FOLDER / "hostile.pcap"
        capture.write_bytes(hostile_capture())
        self.open("hostile", str(capture), "--log", str(log))
        self.quiet()
        self.assertNotEqual(self.browser.run("return document.title"), "owned")
        self.assertEqual(self.browser.run("return document.querySelectorAll("
                                          "'img, script:not(:last-of-type)').length"), 0)
        told = self.browser.run("return document.body.textContent").count(MARKUP.decode())
        self.assertGreaterEqual(told, 3)  # of the name, of the payload, of the log

    def test_what_is_written_into_the_page_cannot_act(self):
        self.sample("process-killed")
        self.browser.run("""document.body.insertAdjacentHTML('beforeend',
            '<p id="in" style="color: rgb(1, 2, 3)">x</p><img src="http://127.0.0.1:9/x">');
            const s = document.createElement('script');
            s.textContent = "document.title = 'owned'"; document.body.append(s)""")
        self.assertNotEqual(self.browser.run("return document.title"), "owned")
        self.assertNotEqual(self.browser.run(
            "return getComputedStyle(document.getElementById('in')).color"), "rgb(1, 2, 3)")
        refused = [e["message"] for e in self.browser.log("browser")
                   if "Content Security Policy" in e["message"]]
        for what in ("inline style", "inline script", "the image"):
            self.assertTrue(any(what in message for message in refused), what)

    def test_it_fits_a_phone_and_paper_and_both_schemes(self):
        self.sample("process-killed")
        colours = set()
        for name, width, scheme in (("light", 1000, "light"), ("dark", 1000, "dark"),
                                    ("phone", 360, "light")):
            self.browser.width(width)
            self.browser.media(scheme=scheme)
            colours.add(self.browser.run("return getComputedStyle(document.body).color"))
            self.assertLessEqual(
                self.browser.run("return document.documentElement.scrollWidth"), width)
            self.browser.save(FOLDER / f"process-killed-{name}.png", width)
        self.assertEqual(len(colours), 2)
        self.browser.media("print")
        self.assertEqual(self.browser.run(
            "return getComputedStyle(document.getElementById('choose')).display"), "none")
        self.browser.print_to(FOLDER / "process-killed.pdf")

    def test_many_resets_stay_usable(self):
        capture = FOLDER / "many.pcap"
        one = pathlib.Path(samples.FOLDER, "port-scan.pcap").read_bytes()
        capture.write_bytes(many(one, 400))
        self.open("many", str(capture))
        self.quiet()
        self.assertEqual(self.browser.run(
            "return document.querySelectorAll('#resets > [id]').length"), 10000)
        self.assertEqual(self.browser.run(
            "return document.querySelectorAll('#resets > details').length"), 2000)
        self.assertEqual(self.browser.run("return document.querySelector('.alike h2')"
                                          ".textContent"), "2,000 more, those alike together")
        count = "return document.getElementById('count').value"
        self.assertEqual(self.browser.run(count),
                         "10,000 of 10,000 resets; 2,000 of 2,000 more below")
        self.choose("harm", "disruptive")
        self.assertIn(" of 2,000 more below", self.browser.run(count))
        left = self.browser.run("""return [...document.querySelectorAll('.alike > div')]
            .filter((e) => e.checkVisibility()).map((e) => e.dataset.harm)""")
        self.assertEqual(set(left) - {"disruptive"}, set())
        self.choose("harm", "")
        self.choose("ends", "198.18.1.7:")
        self.assertTrue(self.shown())
        self.assertTrue(self.browser.run(count).endswith("below, whatever their endpoints"))
        self.choose("order", "ends")
        self.assertEqual(self.browser.log("browser"), [])


def many(capture, times):
    """A capture of Ethernet and IPv4 again and again, each time of another client."""
    order = "<" if capture[:4] in (b"\xd4\xc3\xb2\xa1", b"\x4d\x3c\xb2\xa1") else ">"
    records, at = [], 24
    while at < len(capture):
        head = struct.unpack(order + "IIII", capture[at:at + 16])
        records.append((head, capture[at + 16:at + 16 + head[2]]))
        at += 16 + head[2]
    made = [capture[:24]]
    for i in range(times):
        host = bytes((198, 18, i // 250, 1 + i % 250))
        for head, frame in records:
            made.append(struct.pack(order + "IIII", head[0] + i, *head[1:])
                        + moved(frame, b"\xc0\x00\x02\x0a", host))
    return b"".join(made)


def moved(frame, old, new):
    """The frame with another address; its checksums are kept right."""
    if frame[12:14] != b"\x08\x00" or frame[14] != 0x45:
        return frame
    ip = frame[14:34].replace(old, new)
    ip = ip[:10] + b"\0\0" + ip[12:]
    ip = ip[:10] + struct.pack(">H", checksum(ip)) + ip[12:]
    tcp = frame[34:14 + struct.unpack(">H", ip[2:4])[0]]
    tcp = tcp[:16] + b"\0\0" + tcp[18:]
    pseudo = ip[12:20] + struct.pack(">BBH", 0, 6, len(tcp))
    return frame[:14] + ip + tcp[:16] + struct.pack(">H", checksum(pseudo + tcp)) + tcp[18:]


def main():
    global PROGRAM
    PROGRAM = os.path.abspath(PROGRAM)
    FOLDER.mkdir(parents=True, exist_ok=True)
    try:
        Page.browser = webdriver.Browser()
    except webdriver.Missing as why:
        print(f"skipped: {why}")
        return SKIPPED
    try:
        suite = unittest.defaultTestLoader.loadTestsFromTestCase(Page)
        return not unittest.TextTestRunner(verbosity=2).run(suite).wasSuccessful()
    finally:
        Page.browser.close()


if __name__ == "__main__":
    sys.exit(main())
