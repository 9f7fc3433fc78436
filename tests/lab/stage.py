# SPDX-License-Identifier: BSD-3-Clause
"""The stage of a scenario with real TCP stacks: the laboratory of the samples, whose network,
hosts and captures the dice and the words of the variant change.

Words of a variant, besides `client` and `server` (see scenario.py):

  v6        IPv6
  nat       the router hides the client behind its own address
  slow      packets take 5 to 40 ms each way between client and router
  offload   segmentation and checksum offload as on a real interface
  loop      client and server are one host that talks to itself
  any       captured on all interfaces of each host
  ng        captured by dumpcap into a pcapng file
  cut       captured with a snapshot length that keeps headers only
  middle    captured on the router as well

What else differs from run to run: addresses, ports, TTLs, TOS, TCP options, time stamps of
captures, sizes and contents of messages.

The truth is assembled from witnesses that saw no packet of a capture: the kernel's trace of
resets, the sets in which the firewall notes what it rejected, the forger's own list, and
what the system calls of the applications answered."""
import contextlib
import errno
import socket

import lab as laboratory
import words
from capture import dumpcap
from scenario import Expected, Stage, other
from talk import linger_zero, until_state

TTLS = (64, 64, 64, 63, 60, 57, 52, 128, 120, 255)
BUSY = 0.35		# of the stages have seen other connections before
RUN_OUT = 5.0		# seconds that an application waits for news of its connection
SECOND_SERVER = 0x40	# last byte of its MAC address
ORDINARY = 2000		# bytes: more than any packet has where there is no offload
HEADERS_ONLY = 96	# bytes: whatever options there are, and little more


class Pair(Expected):
    """A connection with its sockets: pair["client"], pair["server"]; None where another
    process has it."""

    def __init__(self, stage, client, server=None):
        self.socks = {"client": client, "server": server}
        super().__init__({None: (client.getsockname()[:2], stage.target(client))}, stage.truth)

    def __getitem__(self, end):
        return self.socks[end]

    def changed(self, **changes):
        """Its truth is not the scenario's."""
        self.truth = {**self.truth, **changes}
        return self

    def outcome(self):
        """What each end's application met: {end: [(call, error or EOF)]}, empty where it
        closed before it met anything; no member where nobody looked."""
        for end, sock in self.socks.items():
            if sock is not None and sock.fileno() < 0:
                self.calls.setdefault(end, [])
        return self.calls


class LiveStage(Stage):
    """What a scenario plays on."""

    def __init__(self, scenario, variant, seed, folder, trace):
        super().__init__(scenario, variant, seed, folder)
        self.v6 = "v6" in self.words
        self.lab = laboratory.Lab(f"{scenario.name}@{variant}", folder, trace,
                                  *self._addresses())
        self.client, self.router, self.server = self.lab.hosts()
        self.unjudged = set()		# vantages that cannot know
        self.rejects = False
        self.ttl = {}			# of each host's packets
        self.targets = {}		# socket: where it is to be connected to
        self.unsent = []		# times when RSTs did not leave their host
        self.endings = []		# what has to be done when the stage closes
        try:
            self._network()
        except BaseException:
            self.lab.close()
            raise

    # --- the network -------------------------------------------------------

    def _addresses(self):
        """Networks of this run's own."""
        dice = self.rng
        a, b, c, d, host, peer = (dice.randint(2, 250) for _ in range(6))
        if "loop" in self.words:
            v4 = laboratory.Addresses(f"127.{a}.{b}.{host}", f"127.{a}.{b}.1",
                                      f"127.{c}.{d}.251", f"127.{c}.{d}.252")
        else:
            v4 = laboratory.Addresses(f"10.{a}.{b}.{host}", f"10.{a}.{b}.1",
                                      f"172.{16 + c % 16}.{d}.1", f"172.{16 + c % 16}.{d}.{peer}")
        near, far = f"2001:db8:{a:x}:{b:x}", f"2001:db8:1{c:x}:{d:x}"
        return v4, laboratory.Addresses(f"{near}::{host:x}", f"{near}::1", f"{far}::1",
                                        f"{far}::{peer:x}")

    def _network(self):
        if "loop" in self.words:
            self.server.close()
            self.lab.server = self.server = laboratory.Host(
                "server", self.lab.v4.server, self.lab.v6.server, beside=self.client)
        else:
            delay = self.rng.uniform(0.005, 0.04) if "slow" in self.words else None
            self.lab.connect_hosts(delay=self.scenario.options.get("delay", delay))
            self.scenario.options.get("network", lambda _stage: None)(self)
            if self.v6:
                self.lab.add_ipv6()
        if "offload" in self.words:
            self._offload()
        if "nat" in self.words:
            self.masquerade()
        self._habits()

    def _offload(self):
        for host, interfaces in ((self.client, ("eth0",)), (self.server, ("eth0",)),
                                 (self.router, ("eth0", "eth1"))):
            for name in interfaces:
                host.run(["ethtool", "-K", name, "tx", "on", "gso", "on", "gro", "on"])

    def masquerade(self, options=""):
        self.router.nft("add table ip nat\n"
                        "add chain ip nat post { type nat hook postrouting priority 100; }\n"
                        f"add rule ip nat post oifname eth1 masquerade {options}\n")

    def _habits(self):
        """What differs between hosts of different owners."""
        for host in (self.client, self.router, self.server):
            ttl = self.ttl[host.name] = self.rng.choice(TTLS)
            host.sysctl("net.ipv4.ip_default_ttl", ttl)
            host.sysctl("net.ipv6.conf.all.hop_limit", ttl)
            for name in ("eth0", "eth1") if self.v6 else ():
                with contextlib.suppress(FileNotFoundError):
                    host.sysctl(f"net.ipv6.conf.{name}.hop_limit", ttl)
        if self.rng.random() < 0.15:
            self.rng.choice((self.client, self.server)).sysctl("net.ipv4.tcp_timestamps", 0)

    def second_server(self):
        """Another server, on a network of its own."""
        network = self.rng.randint(1, 250)
        far, address = f"192.168.{network}.1", f"192.168.{network}.77"
        host = laboratory.Host("server2", address)
        self.lab.others.append(host)
        self.lab.cable(host, "eth0", self.router, "eth2", SECOND_SERVER)
        self.lab.up(host, "eth0", address + "/24")
        self.lab.up(self.router, "eth2", far + "/24")
        host.run(f"ip route add default via {far}")
        host.sysctl("net.ipv4.ip_default_ttl", self.rng.choice(TTLS))
        return host

    def filter(self, rules):
        """Rules for the router, one a line; what they reject is noted by the firewall."""
        kind = "ip6" if self.v6 else "ip"
        noted = (f"update @noted {{ {kind} saddr . tcp sport . {kind} daddr . tcp dport }} "
                 "reject with tcp reset")
        address = "ipv6_addr" if self.v6 else "ipv4_addr"
        self.rejects = True
        self.lab.filter(rules.replace("reject with tcp reset", noted),
                        "add set inet lab noted { type "
                        f"{address} . inet_service . {address} . inet_service; "
                        "flags dynamic; size 4096; }")

    # --- captures ----------------------------------------------------------

    def capture(self):
        """Starts captures at both ends, and where the variant wants them besides."""
        where = {"loop": (self.client, "lo")} if "loop" in self.words else {
            "client": (self.client, "eth0"), "server": (self.server, "eth0")}
        if "middle" in self.words:
            where["middle"] = (self.router, self.scenario.options.get("middle", "any"))
        for vantage, (host, interface) in where.items():
            self._capture(vantage, host, "any" if "any" in self.words else interface)

    def _capture(self, vantage, host, interface):
        if "ng" in self.words:
            path = self.lab.file(".pcapng", "-" + vantage)
            self.lab.captures.append(dumpcap(host, [interface], path))
        else:
            self._tcpdump(vantage, host, interface)
        self.captures[vantage] = f"{self.folder}/{self.lab.files[-1]}"

    def _tcpdump(self, vantage, host, interface):
        whole = not self.words & {"offload", "loop"}
        options = ["-s", str(ORDINARY if whole else 65535)]	# what the buffer is divided by
        if self.rng.random() < 0.5:
            options.append("--time-stamp-precision=nano")
        if "cut" in self.words:
            options += ["-s", str(HEADERS_ONLY)]
        self.lab.capture(host, interface, *options, part="-" + vantage)

    # --- connections -------------------------------------------------------

    def speak(self, choice=None):
        """What is spoken from now on; returns the port where it is."""
        self.spoken = choice or self.rng.choice(words.ALL)
        self.port = self.rng.choice(self.spoken.ports)
        if self.spoken.request is words.opaque and self.truth["harm"] == "disruptive":
            self.truth["harm"] = ("disruptive", "unknown")	# who knows what was complete?
        return self.port

    def request(self, *arguments, **named):
        return self.spoken.request(self.rng, *arguments, **named)

    def response(self, *arguments, **named):
        return self.spoken.response(self.rng, *arguments, **named)

    def address(self, host):
        return host.v6 if self.v6 else host.v4

    def listen(self, port=None, host=None, backlog=64):
        host = host or self.server
        listener = host.listen(port or self.port, self.v6, backlog, self.address(host))
        listener.settimeout(RUN_OUT)
        return listener

    def dial(self, port=None, host=None, source=0, to=None):
        """A client's socket that has an address, and will go to that port; not connected."""
        host, to = host or self.client, to or self.server
        sock = host.socket(socket.AF_INET6 if self.v6 else socket.AF_INET)
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if self.rng.random() < 0.2 and not self.v6:
            sock.setsockopt(socket.IPPROTO_IP, socket.IP_TOS, self.rng.choice((0x10, 0xb8)))
        sock.bind((self.address(host), source))
        self.targets[sock] = (self.address(to), port or self.port)
        return sock

    def target(self, sock):
        return self.targets[sock]

    def watch(self, client, server=None):
        """From now on the connection is one whose episode, if it has any, is judged."""
        pair = Pair(self, client, server)
        if "nat" in self.words:
            hidden = (self.lab.v4.far, client.getsockname()[1])
            pair.at["server"] = ((hidden if server is None else server.getpeername()[:2]),
                                 self.target(client))
        self.expected.append(pair)
        return pair

    def connect(self, sock=None, **where):
        """A connection that may fail; the client notes what connect() said."""
        sock = sock or self.dial(**where)
        pair = self.watch(sock)
        self.attempt(pair, "client", "connect", sock.connect, self.target(sock))
        return pair

    def accept(self, listener, pair):
        pair.socks["server"] = server = listener.accept()[0]
        self.server.open.append(server)
        return pair

    def pair(self, listener=None, **where):
        """An established connection, both ends in our hands."""
        listener = listener or self.listen(where.get("port"))
        client = self.dial(**where)
        client.connect(self.target(client))
        server, _ = listener.accept()
        self.server.open.append(server)
        until_state(server, "ESTABLISHED")
        return self.watch(client, server)

    def others_talk(self):
        """Connections that end in order, on a port of their own."""
        self.speak(words.BESIDE)
        listener = self.listen()
        for _ in range(self.rng.randint(1, 4)):
            pair = self.pair(listener)
            self.exchange(pair)
            self.lab.end(pair["client"], pair["server"])
        listener.close()
        self.quiet()
        self.expected.clear()

    def say(self, pair, sender, data):
        """Sends, waits for it to arrive and has it read."""
        self.lab.say(pair[sender], pair[other(sender)], data)

    def send(self, pair, sender, data):
        """Sends and leaves it unread."""
        self.lab.send(pair[sender], pair[other(sender)], data)

    def exchange(self, pair, times=None):
        """Requests, each with its response."""
        for _ in range(times or self.rng.randint(1, 3)):
            self.say(pair, "client", self.request())
            self.say(pair, "server", self.response())

    def last_word(self, pair, end):
        """Something that needs no answer, read by the other end: this one has been told
        nothing since that it could have left unread."""
        self.say(pair, end, self.response() if end == "server" else self.request())

    def abort(self, sock):
        linger_zero(sock)
        sock.close()

    def quiet(self):
        self.lab.quiet()

    # --- what the applications meet ------------------------------------------

    def attempt(self, pair, end, name, function, *arguments):
        """A system call of an end's application; its outcome is noted."""
        try:
            result = function(*arguments)
            outcome = "EOF" if name == "recv" and result == b"" else None
        except OSError as e:		# a timeout of our own has no errno
            result, outcome = None, errno.errorcode.get(e.errno)
        pair.calls.setdefault(end, []).append((name, outcome))
        return result

    def reads_to_end(self, pair, end):
        """The application reads until it knows that the connection is over."""
        sock = pair[end]
        sock.settimeout(RUN_OUT)
        while self.attempt(pair, end, "recv", sock.recv, 65536):
            pass

    def reads_on(self, pair, end):
        """The same; then it writes, as one does who has not understood."""
        self.reads_to_end(pair, end)
        sock = pair[end]
        for _ in range(2 if pair.calls[end][-1][1] == "EOF" else 0):
            self.attempt(pair, end, "send", sock.send, b"x")
            self.quiet()

    def writes_on(self, pair, end, data=b"x"):
        """The application writes until it is told that it cannot."""
        sock = pair[end]
        sock.settimeout(RUN_OUT)
        for _ in range(3):
            if self.attempt(pair, end, "send", sock.send, data) is None:
                return
            self.quiet()

    def dies(self, pair, end, finds_out=True):
        """Waits until this end's socket is gone and lets its application find out."""
        until_state(pair[end], "CLOSE")
        if finds_out:
            self.rng.choice((self.reads_on, self.writes_on))(pair, end)

    def on_close(self, function):
        self.endings.append(function)

    def close(self):
        for function in reversed(self.endings):
            function()
        self.lab.close()
