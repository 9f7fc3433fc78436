# SPDX-License-Identifier: BSD-3-Clause
"""Which endings are reported: --only, --origin, --disruptive, --flow, --limit."""

import glob
import json
import os
import socket
import struct
import tempfile
import unittest

import house
from house import run

OK, FAILED, FOUND = 0, 1, 3
SAMPLES = [path for path in sorted(glob.glob(house.path("samples", "*.pcap*")))
           if "cut-file" not in path]
COUNTS = ("by_cause", "by_origin", "by_phase", "by_effect")


def report(*args, status=OK, samples=SAMPLES):
    ran = run("--format", "json", *args, *samples)
    if ran.returncode != status:
        raise AssertionError(ran.stderr.decode())
    return json.loads(ran.stdout)


ALL = report()


def in_ipv6(source, target, flags, seq, ack):
    """A pcap record without a link's header: an empty segment."""
    packet = struct.pack(">IHBB", 6 << 28, 20, 6, 64) + source[0] + target[0] + \
        struct.pack(">HHIIBBHHH", source[1], target[1], seq, ack, 5 << 4, flags, 64240, 0, 0)
    return struct.pack("<IIII", 1, 0, len(packet), len(packet)) + packet


class Selection(unittest.TestCase):
    def expect(self, fits, *args):
        """Those endings, whole and in order, and the rest counted."""
        shown = report(*args)
        wanted = [reset for reset in ALL["resets"] if fits(reset)]
        self.assertTrue(wanted, args)
        self.assertLess(len(wanted), len(ALL["resets"]), args)
        self.assertEqual(shown["resets"], wanted, args)
        self.expect_counts(shown)
        return shown

    def expect_counts(self, shown):
        n, summary = len(shown["resets"]), shown["summary"]
        self.assertEqual(summary["resets"], n)
        self.assertEqual(summary["left_out"], len(ALL["resets"]) - n)
        for name in COUNTS:
            self.assertEqual(sum(summary[name].values()), n, name)
        self.assertEqual(summary["disruptive"] + summary["benign"] + summary["harm_unknown"], n)
        for name in ("packets", "flows", "rst_segments"):
            self.assertEqual(summary[name], ALL["summary"][name], name)

    def test_without_a_choice_nothing_is_said_of_one(self):
        self.assertNotIn("left_out", ALL["summary"])
        self.assertNotIn(b"LEFT OUT", run(*SAMPLES).stdout)

    def test_by_cause(self):
        self.expect(lambda r: r["cause"]["slug"] == "connection-refused", "--only",
                    "connection-refused")
        self.expect(lambda r: r["cause"]["slug"] in ("keep-alive-race", "undetermined"), "--only",
                    "keep-alive-race,undetermined")
        self.expect(lambda r: r["cause"]["slug"] in ("keep-alive-race", "undetermined"), "--only",
                    "keep-alive-race", "--only", "undetermined")

    def test_by_who_made_them(self):
        for who in ("client", "server", "third-party"):
            self.expect(lambda r, who=who: r["origin"]["by"] == who, "--origin", who)
        self.expect(lambda r: r["origin"]["by"] in ("client", "unknown"), "--origin",
                    "unknown,client")

    def test_by_harm(self):
        self.expect(lambda r: r["harm"]["verdict"] == "disruptive", "--disruptive")

    def test_by_connection_in_either_direction(self):
        def ends(reset):
            return [reset["flow"][end] for end in ("client", "server")]
        self.expect(lambda r: any(e["port"] == 80 for e in ends(r)), "--flow", "port 80")
        self.expect(lambda r: r["flow"]["server"]["port"] == 80, "--flow",
                    "dst port 80 and not src port 80")
        self.expect(lambda r: any(":" in e["ip"] for e in ends(r)), "--flow", "ip6")
        self.expect(lambda r: r["flow"]["client"]["ip"] == "192.0.2.10" or
                    r["flow"]["server"]["ip"] == "192.0.2.10", "--flow", "src host 192.0.2.10")
        self.expect(lambda r: any(e["ip"].startswith("2001:db8:1:") for e in ends(r)), "--flow",
                    "net 2001:db8:1::/48")

    def test_a_connection_of_ipv6_may_have_an_end_that_stands_for_one_of_ipv4(self):
        ends = (socket.inet_pton(socket.AF_INET6, "::ffff:192.0.2.7"), 40000), \
               (socket.inet_pton(socket.AF_INET6, "2001:db8::1"), 80)
        with tempfile.TemporaryDirectory() as folder:
            capture = os.path.join(folder, "mixed.pcap")
            with open(capture, "wb") as file:
                file.write(struct.pack("<IHHiIII", 0xa1b2c3d4, 2, 4, 0, 0, 65535, 101))
                file.write(in_ipv6(*ends, flags=house.SYN, seq=7, ack=0))
                file.write(in_ipv6(*reversed(ends), flags=house.RST | house.ACK, seq=0, ack=8))
            for expression, n in (("ip6 and tcp port 80", 1), ("dst host ::ffff:192.0.2.7", 1),
                                  ("src host 2001:db8::1 and dst port 40000", 1), ("ip", 0)):
                shown = report("--flow", expression, samples=[capture])
                self.assertEqual(len(shown["resets"]), n, expression)

    def test_several_choices_narrow_each_other(self):
        self.expect(lambda r: r["harm"]["verdict"] == "disruptive" and
                    r["origin"]["by"] == "server" and
                    80 in (r["flow"]["server"]["port"], r["flow"]["client"]["port"]),
                    "--disruptive", "--origin", "server", "--flow", "tcp port 80")

    def test_only_so_many_of_them(self):
        shown = report("--limit", "3", "--origin", "client")
        wanted = [r for r in ALL["resets"] if r["origin"]["by"] == "client"]
        self.assertEqual(shown["resets"], wanted[:3])
        self.expect_counts(shown)

    def test_what_none_of_them_belongs_to_is_left_out(self):
        first = ALL["groups"][0]
        shown = report("--limit", str(first["resets"][0]))
        self.assertIn(first, shown["groups"])
        for args in (("--only", "undetermined"), ("--limit", "1")):
            shown = report(*args)
            ids = {reset["id"] for reset in shown["resets"]}
            self.assertEqual(shown["groups"],
                             [g for g in ALL["groups"] if ids & set(g["resets"])])
            self.assertLess(len(shown["groups"]), len(ALL["groups"]))

    def test_every_format_has_the_same_choice(self):
        n = len(report("--disruptive")["resets"])
        self.assertEqual(len(run("-q", "--disruptive", *SAMPLES).stdout.splitlines()), n)
        lines = [json.loads(line) for line in
                 run("--format", "ndjson", "--disruptive", *SAMPLES).stdout.splitlines()]
        self.assertEqual(sum(line["type"] == "reset" for line in lines), n)
        self.assertEqual(lines[-1]["left_out"], len(ALL["resets"]) - n)
        text = run("--disruptive", *SAMPLES).stdout.decode()
        self.assertIn(f"{n} reported: {n} disruptive\n", text)
        self.assertRegex(text, rf"LEFT OUT +{len(ALL['resets']) - n} endings were not asked for")
        self.assertEqual(run("--jobs", "2", "--disruptive", *SAMPLES).stdout.decode(), text)

    def test_a_report_of_endings_only_has_the_rest_counted_on_standard_error(self):
        n = len(report("--disruptive")["resets"])
        said = (f"tcpblame: {len(ALL['resets']) - n} of {len(ALL['resets'])} endings were not "
                "asked for\n")
        for name, more in ("line", 0), ("csv", 1), ("ecs", 0), ("eve", 0):
            ran = run("--format", name, "--disruptive", *SAMPLES)
            self.assertEqual(len(ran.stdout.splitlines()), n + more, name)
            self.assertIn(said, ran.stderr.decode())
        for args in ("--format", "csv"), ("--format", "csv", "--limit", "100000"), \
                ("--format", "json", "--disruptive"):
            self.assertNotIn(b"asked for", run(*args, *SAMPLES).stderr)

    def test_logs_are_tied_as_without_a_choice(self):
        capture, log = (house.path("samples", "forged-reset." + end) for end in ("pcap", "log"))
        everything = report("--log", log, samples=[capture])
        nothing = report("--log", log, "--flow", "host 203.0.113.1", samples=[capture])
        self.assertTrue(everything["resets"])
        self.assertEqual(nothing["resets"], [])
        self.assertEqual(nothing["log_lines"], everything["log_lines"])
        self.assertEqual(nothing["summary"]["logs"], everything["summary"]["logs"])

    def test_the_status_is_about_those_that_are_asked_for(self):
        benign = next(r for r in ALL["resets"] if r["harm"]["verdict"] == "benign")
        slug = benign["cause"]["slug"]
        self.assertFalse([r for r in ALL["resets"] if r["cause"]["slug"] == slug and
                          r["harm"]["verdict"] == "disruptive"], "choose another sample")
        report("--fail-on", "disruptive", "--only", slug)
        report("--fail-on", "any", "--only", slug, status=FOUND)
        report("--fail-on", "any", "--flow", "host 203.0.113.1")
        report("--fail-on", "disruptive", "--limit", "1", status=FOUND)

    def test_packets_are_written_of_those_that_are_asked_for(self):
        with tempfile.TemporaryDirectory() as folder:
            evidence = os.path.join(folder, "evidence.pcapng")
            for args in (("--flow", "host 203.0.113.1"), ("--disruptive", "--limit", "1")):
                ran = run("-q", "-w", evidence, *args, *SAMPLES)
                found = report(samples=[evidence])
                self.assertEqual(len(found["resets"]), len(ran.stdout.splitlines()), args)

    def complaint(self, *args):
        ran = run(*args, SAMPLES[0])
        self.assertEqual(ran.returncode, FAILED)
        self.assertEqual(ran.stdout, b"")
        return ran.stderr.decode()

    def test_names_that_nothing_has_are_refused_and_the_near_one_is_named(self):
        self.assertIn("did you mean connection-refused?",
                      self.complaint("--only", "conection-refused"))
        self.assertIn("did you mean server?", self.complaint("--origin", "client,sever"))
        self.assertIn("--origin knows no 'nobody'", self.complaint("--origin", "nobody"))
        self.assertIn("no cause is called ''", self.complaint("--only", "undetermined,"))
        self.complaint("--only", "x" * 1000)
        self.complaint("--only", "")
        self.assertIn("--limit needs a whole number", self.complaint("--limit", "0"))

    def test_an_expression_that_does_not_fit_a_connection_is_refused(self):
        self.assertIn("syntax error", self.complaint("--flow", "host host"))
        for expression in ("vlan 3", "ether host 00:00:5e:00:53:01"):
            said = self.complaint("--flow", expression)
            self.assertIn(f"--flow '{expression}': ", said)
            self.assertIn("; connections are chosen by host, net, port, portrange, ip and ip6",
                          said)

    def test_an_expression_about_packets_is_refused(self):
        for expression in ("tcp[13] & 4 != 0", "tcp[tcpflags] & tcp-rst != 0", "less 100",
                           "port 80 and len > 60", "ip[8] < 64", "ip6[7] < 64", "ip[2:2] > 40",
                           "host 192.0.2.10 and tcp[14:2] = 0"):
            self.assertIn("it asks for more than a connection has in all of its packets",
                          self.complaint("--flow", expression))

    def test_an_expression_that_no_connection_matches_is_refused(self):
        for expression in ("udp", "icmp or icmp6", "host 192.0.2.10 and udp port 80"):
            self.assertIn("no TCP connection matches it", self.complaint("--flow", expression))

    def test_whatever_asks_for_addresses_and_ports_is_taken(self):
        for expression in ("net 192.0.2.0/25 or net 2001:db8::/33", "portrange 1-100",
                           "tcp dst port 80 and not src net 10.0.0.0/8", "ip proto 6",
                           "src host 192.0.2.10 and (port 80 or 443)", "tcp[0:2] < 1024",
                           "ip multicast", "ip6", "not udp", "host 192.0.2.1 or 2001:db8::1"):
            report("--flow", expression)


if __name__ == "__main__":
    house.main()
