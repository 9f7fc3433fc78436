# SPDX-License-Identifier: BSD-3-Clause
"""The laboratory: client - router - server, three network namespaces.

    client eth0 192.0.2.10  --  192.0.2.1 eth0 router eth1 198.51.100.1  --  198.51.100.20 eth0 server
           2001:db8:1::10                                                    2001:db8:2::20

The namespaces have no name and no process: a file descriptor of this program
keeps each of them, and they are gone with it, however it ends.  Interfaces are
created inside them and never in the namespace the program was started in.

One thread plays both applications.  A socket stays in the namespace it was made
in, so a scenario reads like a dialogue: the client does this, then the server
does that.  What a call answered is noted at once (Host.attempt) and is the
sample's truth together with the kernel's own trace of resets.
"""
import contextlib
import ctypes
import errno
import fcntl
import ipaddress
import json
import os
import socket
import struct
import subprocess
import time

import capture
import kernel
import wire

CLONE_NEWNET = 0x40000000
TCP_STATES = ["", "ESTABLISHED", "SYN_SENT", "SYN_RECV", "FIN_WAIT1", "FIN_WAIT2",
              "TIME_WAIT", "CLOSE", "CLOSE_WAIT", "LAST_ACK", "LISTEN", "CLOSING"]
QUIET = 0.25		# seconds without a packet: longer than a first retransmission
CLIENT_SIDE, SERVER_SIDE = 0x10, 0x20		# last byte of MAC addresses
SIOCOUTQ = 0x5411
FIONREAD = 0x541B

# What the applications say when it does not matter.
REQUEST = b"GET /page HTTP/1.1\r\nHost: server.example\r\n\r\n"
RESPONSE = b"HTTP/1.1 200 OK\r\nContent-Length: 14\r\n\r\nHello, world!\n"

libc = ctypes.CDLL(None, use_errno=True)


def checked(result):
    if result != 0:
        code = ctypes.get_errno()
        raise OSError(code, os.strerror(code))


def mac(number):
    return f"00:00:5e:00:53:{number:02x}"		# RFC 7042: documentation


def until(condition, limit=10.0):
    """Waits for the condition; a scenario that misses it is a failed run."""
    deadline = time.monotonic() + limit
    while not (answer := condition()):
        if time.monotonic() > deadline:
            raise TimeoutError("a condition of the scenario was not met")
        time.sleep(0.001)
    return answer


def state(sock):
    info = sock.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, 1)
    return TCP_STATES[info[0]]


def queued(sock, request):
    return struct.unpack("i", fcntl.ioctl(sock, request, b"\0" * 4))[0]


def until_state(sock, *names, limit=10.0):
    until(lambda: state(sock) in names, limit)


def until_unread(sock, n):
    """Until at least n bytes wait in the receive buffer."""
    until(lambda: queued(sock, FIONREAD) >= n)


def until_acked(sock):
    """Until the peer's kernel has acknowledged everything sent."""
    until(lambda: queued(sock, SIOCOUTQ) == 0)


def self_inflicted(taken, made):
    """Data after a close makes the kernel reset its own socket as if a RST had come,
    and then send one."""
    return any(m["reason"] == "TCP_ABORT_ON_DATA" and m["src"] == taken["local"] and
               m["dst"] == taken["remote"] and 0 <= m["time"] - taken["time"] < 0.001
               for m in made)


def linger_zero(sock):
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


class Host:
    """A network namespace with a name, addresses and an application."""

    def __init__(self, name, v4=None, v6=None):
        self.name, self.v4, self.v6 = name, v4, v6
        self.addresses = {v4, v6}	# all that are this host's; v4 and v6 are for connecting
        self.calls = []
        self.open = []
        with open("/proc/thread-self/ns/net") as home:
            checked(libc.unshare(CLONE_NEWNET))
            self.ns = os.open("/proc/thread-self/ns/net", os.O_RDONLY | os.O_CLOEXEC)
            self.path = f"/proc/{os.getpid()}/fd/{self.ns}"
            self.run("ip link set lo up")
            self.sysctl("net.ipv6.conf.default.disable_ipv6", 1)
            checked(libc.setns(home.fileno(), CLONE_NEWNET))

    @contextlib.contextmanager
    def inside(self):
        with open("/proc/thread-self/ns/net") as home:
            checked(libc.setns(self.ns, CLONE_NEWNET))
            try:
                yield
            finally:
                checked(libc.setns(home.fileno(), CLONE_NEWNET))

    def run(self, command, text=None):
        """Runs a command in this namespace and returns what it printed."""
        words = command.split() if isinstance(command, str) else command
        with self.inside():
            done = subprocess.run(words, input=text, text=True, capture_output=True)
        if done.returncode != 0:
            raise RuntimeError(f"{self.name}: {words}: {done.stderr}")
        return done.stdout

    def sysctl(self, name, value):
        with self.inside(), open("/proc/sys/" + name.replace(".", "/"), "w") as f:
            f.write(str(value))

    def nft(self, rules):
        self.run("nft -f -", rules)

    def socket(self, family=socket.AF_INET, kind=socket.SOCK_STREAM, proto=0):
        with self.inside():
            sock = socket.socket(family, kind, proto)
        self.open.append(sock)
        return sock

    def listen(self, port=80, v6=False, backlog=8, address=None):
        sock = self.socket(socket.AF_INET6 if v6 else socket.AF_INET)
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        sock.bind((address or (self.v6 if v6 else self.v4), port))
        sock.listen(backlog)
        return sock

    def attempt(self, name, function, *arguments):
        """Makes a system call for the application and notes its error."""
        try:
            result = function(*arguments)
            code = None
        except OSError as e:
            result, code = None, errno.errorcode.get(e.errno, str(e.errno))
        self.calls.append({"end": self.name, "call": name, "errno": code})
        return result

    def first_error(self):
        return next((c["errno"] for c in self.calls if c["errno"]), None)

    def packets(self):
        with self.inside(), open("/proc/thread-self/net/dev") as f:
            fields = [line.split(":")[1].split() for line in f.readlines()[2:]]
        return sum(int(f[1]) + int(f[9]) for f in fields)

    def close(self):
        for sock in self.open:
            sock.close()
        os.close(self.ns)


class Lab:
    def __init__(self, name, folder, trace):
        self.name, self.folder, self.trace = name, folder, trace
        self.client = Host("client", "192.0.2.10", "2001:db8:1::10")
        self.router = Host("router", "192.0.2.1", "2001:db8:1::1")
        self.router.addresses.add("198.51.100.1")
        self.server = Host("server", "198.51.100.20", "2001:db8:2::20")
        self.others, self.carriers = [], []	# further hosts and links of a scenario
        self.captures, self.files = [], []
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
        self.up(self.client, "eth0", "192.0.2.10/24")
        self.up(self.router, "eth0", "192.0.2.1/24")
        self.up(self.router, "eth1", "198.51.100.1/24")
        self.up(self.server, "eth0", "198.51.100.20/24")
        self.routes()

    def routes(self):
        self.router.sysctl("net.ipv4.ip_forward", 1)
        self.client.run("ip route add default via 192.0.2.1")
        self.server.run("ip route add default via 198.51.100.1")

    def add_ipv6(self):
        """IPv6 for those scenarios that want it, since it is never silent.  Neighbours
        are set by hand: until an interface has joined its multicast group, which
        takes a second, it cannot be found."""
        self.router.sysctl("net.ipv6.conf.all.forwarding", 1)
        for host, interface, near, far, number in (
                (self.client, "eth0", "2001:db8:1::10", "2001:db8:1::1", CLIENT_SIDE + 1),
                (self.router, "eth0", "2001:db8:1::1", "2001:db8:1::10", CLIENT_SIDE),
                (self.router, "eth1", "2001:db8:2::1", "2001:db8:2::20", SERVER_SIDE),
                (self.server, "eth0", "2001:db8:2::20", "2001:db8:2::1", SERVER_SIDE + 1)):
            host.run(f"ip link set {interface} addrgenmode none")
            host.sysctl(f"net.ipv6.conf.{interface}.disable_ipv6", 0)
            host.run(f"ip address add {near}/64 dev {interface} nodad")
            host.run(f"ip neighbour replace {far} lladdr {mac(number)} dev {interface} "
                     "nud permanent")
            if host is not self.router:
                host.run(f"ip -6 route add default via {far}")

    def filter(self, rules, hook="forward", host=None):
        """Rules for the router, one a line; `reject` ones are counted as resets."""
        rules = rules.replace("reject with tcp reset",
                              "counter name rejected reject with tcp reset")
        (host or self.router).nft(
            "add table inet lab\nadd counter inet lab rejected\n"
            f"add chain inet lab {hook} {{ type filter hook {hook} priority 0; }}\n"
            + "".join(f"add rule inet lab {hook} {r}\n" for r in rules.strip().splitlines()))

    def no_filter(self, host=None):
        (host or self.router).nft("flush ruleset")

    @contextlib.contextmanager
    def losing(self, rule):
        """While it lasts the router drops what the rule matches.  The resets made
        meanwhile are marked as lost on the way."""
        since = time.monotonic()
        self.filter(rule + " drop")
        try:
            yield
            self.quiet()
        finally:
            self.lost.append((since, time.monotonic()))
            self.no_filter()

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

    # --- the truth ---------------------------------------------------------

    def whose(self, endpoint):
        """Which host an address:port of the trace belongs to; None: not of this lab."""
        address, port = endpoint.rsplit(":", 1)
        address = address.strip("[]").removeprefix("::ffff:")
        if ipaddress.ip_address(address).is_loopback:
            return "client" if int(port) >= 32768 else "server"
        return next((h.name for h in self.hosts() if address in h.addresses), None)

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
                    "state": None}] * self.rejected()
        accepted = [{"by": by, "local": e["local"], "remote": e["remote"]} for e in taken
                    if e["time"] >= self.start and (by := self.whose(e["local"]))
                    and not self_inflicted(e, made)]
        return {"files": self.files, "captured_at": self.taken_at, "resets": resets,
                "accepted": accepted,
                "client_errno": self.client.first_error(),
                "server_errno": self.server.first_error(),
                "calls": self.client.calls + self.server.calls}

    def close(self):
        for taken in self.captures:
            taken.process.kill()
            taken.process.wait()
        for carrier in self.carriers:
            carrier.close()
        for host in self.hosts():
            host.close()
