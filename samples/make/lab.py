# SPDX-License-Identifier: BSD-3-Clause
"""The laboratory: client - router - server, three network namespaces.

    client eth0 ---- eth0 router eth1 ---- eth0 server
    192.0.2.10       .1          198.51.100.1     .20
    2001:db8:1::10   ::1         2001:db8:2::1    ::20

Interfaces are created inside the namespaces and never in the one the program was
started in.  Whoever has several laboratories at a time gives each its own addresses,
by which the kernel's trace of resets is told apart.

One thread plays both applications.  A socket stays in the namespace it was made
in, so a scenario reads like a dialogue: the client does this, then the server
does that.  What a call answered is noted at once (Host.attempt) and is the
sample's truth together with the kernel's own trace of resets.
"""
import collections
import contextlib
import json
import os
import signal
import socket
import time

import capture
import wire
from host import Host
from talk import FIONREAD, queued, until_acked, until_state, until_unread

QUIET = 0.25		# seconds without a packet: longer than a first retransmission
CLIENT_SIDE, SERVER_SIDE = 0x10, 0x20		# last byte of MAC addresses


# The router has two: near the client, near the server.
Addresses = collections.namedtuple("Addresses", "client near far server")
V4 = Addresses("192.0.2.10", "192.0.2.1", "198.51.100.1", "198.51.100.20")
V6 = Addresses("2001:db8:1::10", "2001:db8:1::1", "2001:db8:2::1", "2001:db8:2::20")


def mac(number):
    return f"00:00:5e:00:53:{number:02x}"		# RFC 7042: documentation


def self_inflicted(taken, made):
    """Data after a close makes the kernel reset its own socket as if a RST had come,
    and then send one."""
    return any(m["reason"] == "TCP_ABORT_ON_DATA" and m["src"] == taken["local"] and
               m["dst"] == taken["remote"] and 0 <= m["time"] - taken["time"] < 0.001
               for m in made)


class Lab:
    """The hosts, links, captures and the truth of one scenario.  folder: where files
    go; trace: the kernel's, open for as long."""

    def __init__(self, name, folder, trace, v4=V4, v6=V6):
        self.name, self.folder, self.trace = name, folder, trace
        self.v4, self.v6 = v4, v6
        self.client = Host("client", v4.client, v6.client)
        self.router = Host("router", v4.near, v6.near)
        self.router.addresses |= {v4.far, v6.far}
        self.server = Host("server", v4.server, v6.server)
        self.others, self.carriers = [], []	# further hosts and links of a scenario
        self.children = []		# processes that play an application
        self.captures, self.files = [], []
        self.timeline = "one"		# several files: parts of one, or "each" for itself
        self.taken_at, self.forged, self.lost = [], [], []
        self.start = time.monotonic()

    def hosts(self):
        return [self.client, self.router, self.server, *self.others]

    # --- the network -------------------------------------------------------

    def cable(self, a, a_if, b, b_if, number):
        """A veth pair; checksums are complete and segments are what the wire carries."""
        a.run(f"ip link add {a_if} address {mac(number)} type veth "
              f"peer name {b_if} address {mac(number + 1)} netns {b.path}")
        for host, name in ((a, a_if), (b, b_if)):
            host.run(["ethtool", "-K", name, "tx", "off", "gso", "off", "gro", "off"])

    def wire(self, a, b, number, delay, mirror):
        """The same by a link of our own, between eth0 and eth0."""
        ends = [wire.device(h, "eth0", wire.IFF_TAP) for h in (a, b)]
        for host, last in ((a, number), (b, number + 1)):
            host.run(f"ip link set eth0 address {mac(last)}")
        if mirror:
            monitor = Host("monitor")
            self.others.append(monitor)
            mirror = {**mirror, "mirror": wire.device(monitor, "span0", wire.IFF_TAP)}
            self.up(monitor, "span0")
        self.carriers.append(wire.Wire(*ends, delay, **mirror))

    @staticmethod
    def up(host, interface, *addresses):
        for address in addresses:
            host.run(f"ip address add {address} dev {interface}")
        host.run(f"ip link set {interface} up")

    def connect_hosts(self, delay=None, mirror=None):
        """mirror: {vlans, copies} of a monitor port; see wire.Wire."""
        if delay or mirror:
            self.wire(self.client, self.router, CLIENT_SIDE, delay or 0.0, mirror or {})
        else:
            self.cable(self.client, "eth0", self.router, "eth0", CLIENT_SIDE)
        self.cable(self.server, "eth0", self.router, "eth1", SERVER_SIDE)
        self.up(self.client, "eth0", f"{self.v4.client}/24")
        self.up(self.router, "eth0", f"{self.v4.near}/24")
        self.up(self.router, "eth1", f"{self.v4.far}/24")
        self.up(self.server, "eth0", f"{self.v4.server}/24")
        self.routes()

    def routes(self):
        self.router.sysctl("net.ipv4.ip_forward", 1)
        self.client.run(f"ip route add default via {self.v4.near}")
        self.server.run(f"ip route add default via {self.v4.far}")

    def add_ipv6(self):
        """IPv6 for those scenarios that want it, since it is never silent.  Neighbours
        are set by hand: until an interface has joined its multicast group, which
        takes a second, it cannot be found."""
        self.router.sysctl("net.ipv6.conf.all.forwarding", 1)
        for host, interface, near, far, number in (
                (self.client, "eth0", self.v6.client, self.v6.near, CLIENT_SIDE + 1),
                (self.router, "eth0", self.v6.near, self.v6.client, CLIENT_SIDE),
                (self.router, "eth1", self.v6.far, self.v6.server, SERVER_SIDE),
                (self.server, "eth0", self.v6.server, self.v6.far, SERVER_SIDE + 1)):
            host.run(f"ip link set {interface} addrgenmode none")
            host.sysctl(f"net.ipv6.conf.{interface}.disable_ipv6", 0)
            host.run(f"ip address add {near}/64 dev {interface} nodad")
            host.run(f"ip neighbour replace {far} lladdr {mac(number)} dev {interface} "
                     "nud permanent")
            if host is not self.router:
                host.run(f"ip -6 route add default via {far}")

    def filter(self, rules, declare=""):
        """Rules for what the router forwards, one a line; those that reject with tcp
        reset are counted.  declare: what else of the table inet lab they need."""
        rules = rules.replace("reject with tcp reset",
                              "counter name rejected reject with tcp reset")
        self.router.nft(
            f"add table inet lab\nadd counter inet lab rejected\n{declare}\n"
            "add chain inet lab forward { type filter hook forward priority 0; }\n"
            + "".join(f"add rule inet lab forward {r}\n" for r in rules.splitlines()))

    @contextlib.contextmanager
    def losing(self, *rules):
        """While it lasts the router drops what the rules match.  The resets made
        meanwhile are marked as lost on the way."""
        since = time.monotonic()
        self.filter("".join(f"{rule} drop\n" for rule in rules))
        try:
            yield
            self.quiet()
        finally:
            self.lost.append((since, time.monotonic()))
            self.router.nft("flush ruleset")

    def rejected(self):
        """How many packets the router's REJECT rules answered by a RST."""
        listed = json.loads(self.router.run("nft -j list counters"))["nftables"]
        return sum(o["counter"]["packets"] for o in listed if "counter" in o)

    def quiet(self):
        """Waits until no packet moved for a while."""
        seen, since = -1, 0.0
        while seen != (now := sum(h.packets() for h in self.hosts())) or \
                time.monotonic() - since < QUIET:
            if seen != now:
                seen, since = now, time.monotonic()
            time.sleep(0.01)

    # --- captures ----------------------------------------------------------

    def file(self, suffix=".pcap", part=""):
        """The path of a file of this sample."""
        self.files.append(self.name + part + suffix)
        return f"{self.folder}/{self.files[-1]}"

    def capture(self, host, interface="eth0", *options, part="", suffix=".pcap"):
        self.taken_at.append(f"{host.name} {interface}")
        taken = capture.tcpdump(host, interface, self.file(suffix, part), *options)
        self.captures.append(taken)
        return taken

    def end_capture(self):
        self.quiet()
        for taken in self.captures:
            taken.stop()
        self.captures = []
        for name in self.files:
            if os.path.exists(path := f"{self.folder}/{name}"):
                os.chmod(path, 0o644)		# dumpcap's are its owner's only

    # --- connections -------------------------------------------------------

    def pair(self, port=80, v6=False, listener=None):
        """A connection: the client's socket and the server's."""
        listener = listener or self.server.listen(port, v6)
        client = self.client.socket(listener.family)
        client.connect(listener.getsockname()[:2])
        server, _ = listener.accept()
        self.server.open.append(server)
        until_state(server, "ESTABLISHED")
        return client, server

    @staticmethod
    def say(sender, receiver, data):
        """Sends, waits for it to arrive and reads it."""
        sender.sendall(data)
        heard = b""
        while len(heard) < len(data):
            until_unread(receiver, 1)
            heard += receiver.recv(len(data) - len(heard))
        until_acked(sender)

    @staticmethod
    def send(sender, receiver, data):
        """Sends and waits for it to lie unread at the receiver."""
        before = queued(receiver, FIONREAD)
        sender.sendall(data)
        until_unread(receiver, before + len(data))
        until_acked(sender)

    def end(self, first, second):
        """An orderly close, the first end beginning."""
        first.shutdown(socket.SHUT_WR)
        until_state(second, "CLOSE_WAIT")
        second.close()
        until_state(first, "TIME_WAIT", "CLOSE")
        first.close()

    # --- processes ---------------------------------------------------------

    def fork(self, play):
        """A process that plays and then waits to be killed.  play(report) calls
        report() at each thing done; returned are its id and a function that waits for
        the next report."""
        done, doing = os.pipe()
        pid = os.fork()
        if pid == 0:
            kept = play(lambda: os.write(doing, b"x"))	# noqa: F841: its sockets live on
            while True:
                signal.pause()
        os.close(doing)
        self.children.append(pid)
        return pid, lambda: os.read(done, 1)

    def kill(self, pid):
        self.children.remove(pid)
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)

    # --- the truth ---------------------------------------------------------

    def owner(self, address):
        """Which host has this address; None: not of this lab."""
        return next((h.name for h in self.hosts() if address in h.addresses), None)

    def whose(self, endpoint):
        """Which host an address:port of the trace belongs to; None: not of this lab."""
        address, port = endpoint.rsplit(":", 1)
        address = address.strip("[]").removeprefix("::ffff:")
        if address in ("127.0.0.1", "::1"):
            return "client" if int(port) >= 32768 else "server"
        return self.owner(address)

    def truth(self):
        made, taken = self.trace.events()
        resets = list(self.forged)
        for e in made:
            if e["time"] < self.start or not (by := self.whose(e["src"])):
                continue
            lost = any(a <= e["time"] <= b for a, b in self.lost)
            resets.append({"from": by, "reason": e["reason"], "state": e["state"],
                           "src": e["src"], "dst": e["dst"], "lost": lost,
                           "time": e["time"]})
        resets.sort(key=lambda r: r["time"])
        resets = [{k: v for k, v in r.items() if k != "time"} for r in resets]
        resets += [{"from": "router", "reason": "netfilter reject with tcp reset",
                    "state": None, "src": None, "dst": None,
                    "lost": False}] * self.rejected()
        accepted = [{"by": by, "local": e["local"], "remote": e["remote"]} for e in taken
                    if e["time"] >= self.start and (by := self.whose(e["local"]))
                    and not self_inflicted(e, made)]
        return {"files": self.files, "timeline": self.timeline,
                "captured_at": self.taken_at, "resets": resets,
                "accepted": accepted,
                "client_errno": self.client.first_error(),
                "server_errno": self.server.first_error(),
                "calls": self.client.calls + self.server.calls}

    def close(self):
        for taken in self.captures:
            taken.process.kill()
            taken.process.wait()
        for pid in list(self.children):
            self.kill(pid)
        for carrier in self.carriers:
            carrier.close()
        for host in self.hosts():
            host.close()
