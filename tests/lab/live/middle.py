# SPDX-License-Identifier: BSD-3-Clause
"""Boxes between the ends: firewalls with a policy, with timers, with lost tables; NAT."""
import socket

import host as laboratory_host
import words
from lab import mac
from packet import ACK, sequence_numbers, tcp4
from scenario import UNSHOWN, scenario
from talk import idle, state, until_state
from witness import Failed

IMPOSTOR = 0x60		# MAC addresses of the switched network begin here

BY_BOX = {"origin": "third-party", "phase": "data-transfer"}


def forget(stage):
    """The router's connection table is lost."""
    stage.router.run("conntrack -F")


def stateful(stage):
    """A firewall that lets new connections through, and rejects what belongs to none."""
    stage.router.sysctl("net.netfilter.nf_conntrack_tcp_loose", 0)
    stage.filter("ct state established accept\n"
                 "tcp flags & (syn | ack) == syn accept\n"
                 "tcp flags & rst == 0 reject with tcp reset")


@scenario(slug="policy-reset", side="server", variants="server server+v6 server+slow "
          "server+middle server+any server+cut server+middle+ng", **BY_BOX)
def forbidden_request(stage):
    """A firewall rejects a request by its first bytes; others pass.
    policy-reset: a rule chose it by its content, and the server never saw it."""
    stage.speak(words.HTTP)
    stage.filter(f"tcp dport {stage.port} @ih,0,32 0x42414420 reject with tcp reset")
    pair = stage.pair()
    stage.exchange(pair)
    stage.attempt(pair, "client", "send", pair["client"].send, b"BAD / HTTP/1.1\r\n\r\n")
    stage.dies(pair, "client")


@scenario(slug="policy-reset", side="server", count=None,
          variants="server server+v6 server+middle", **BY_BOX)
def forbidden_first_payload(stage):
    """A firewall rejects the first payload of some connections, by its content.
    policy-reset: the others, to the same port, are served."""
    stage.speak(words.HTTP)
    stage.filter(f"tcp dport {stage.port} @ih,0,32 0x42414420 reject with tcp reset")
    listener = stage.listen()
    for allowed in (True, False, True, False):
        pair = stage.pair(listener)
        if allowed:
            stage.exchange(pair)
            stage.lab.end(pair["client"], pair["server"])
        else:
            stage.attempt(pair, "client", "send", pair["client"].send,
                          b"BAD / HTTP/1.1\r\n\r\n")
            stage.dies(pair, "client")


@scenario(slug="middlebox-idle-timeout", side="server", count=None, kind="idle-timeout",
          seconds=6, also=("policy-reset",),
          variants="server server+v6 server+middle server+slow", **BY_BOX)
def firewall_forgot_idle(stage):
    """A stateful firewall forgets connections that are idle for two seconds and rejects
    their next packet.
    middlebox-idle-timeout: its timer ran out, on each of several connections.  No device
    forgets so soon unless it is told to, so a rule is as likely."""
    stage.speak()
    stateful(stage)
    stage.router.sysctl("net.netfilter.nf_conntrack_tcp_timeout_established", 2)
    listener = stage.listen()
    pairs = [stage.pair(listener) for _ in range(3)]
    for pair in pairs:
        stage.exchange(pair, 1)
    idle(stage.rng.uniform(3.2, 3.6))
    for pair in pairs:
        stage.attempt(pair, "client", "send", pair["client"].send, stage.request())
        stage.dies(pair, "client")
        idle(0.1)


@scenario(slug="middlebox-idle-timeout", side="client", seconds=5, also=("policy-reset",),
          variants="client+nat client+nat+any", **BY_BOX)
def nat_forgot_idle(stage):
    """A NAT forgets a connection that is idle for two seconds; then the server speaks and
    the NAT's own host resets it.
    middlebox-idle-timeout: its timer ran out; the client knows the connection still; as
    above, a rule is as likely."""
    stage.speak()
    stage.router.sysctl("net.netfilter.nf_conntrack_tcp_timeout_established", 2)
    pair = stage.pair()
    stage.exchange(pair)
    idle(3.5)
    stage.attempt(pair, "server", "send", pair["server"].send, stage.response())
    stage.dies(pair, "server")


@scenario(slug="state-loss-failover", side="server", count=None, kind="state-loss",
          variants="server server+middle server+slow", **BY_BOX)
def firewall_lost_state(stage):
    """A stateful firewall loses its table; connections to two servers end at their next
    packet.
    state-loss-failover: one moment, several servers, the same box."""
    stage.speak()
    stateful(stage)
    second = stage.second_server()
    pairs = []
    for host in (stage.server, second, stage.server, second):
        listener = stage.listen(host=host, port=stage.port + len(pairs))
        pairs.append(stage.pair(listener, to=host, port=stage.port + len(pairs)))
        stage.exchange(pairs[-1], 1)
    forget(stage)
    idle(stage.rng.uniform(0.1, 0.6))
    for pair in pairs:
        stage.attempt(pair, "client", "send", pair["client"].send, stage.request())
        stage.dies(pair, "client")
        idle(stage.rng.uniform(0.02, 0.2))


@scenario(slug="state-loss-failover", side="server", count=None, kind="state-loss",
          variants="server server+middle server+v6", **BY_BOX)
def firewall_lost_one_servers(stage):
    """A stateful firewall loses its table amid the talk of several connections to one server.
    state-loss-failover: none of them was silent, and all are unknown from one moment on."""
    stage.speak()
    stateful(stage)
    listener = stage.listen()
    pairs = [stage.pair(listener) for _ in range(stage.rng.randint(3, 5))]
    for pair in pairs:
        stage.exchange(pair, 1)
    forget(stage)
    for pair in pairs:
        stage.attempt(pair, "client", "send", pair["client"].send, stage.request())
        stage.dies(pair, "client")
        idle(stage.rng.uniform(0.01, 0.05))


@scenario(slug="state-loss-failover", side="client", also=("middlebox-idle-timeout",),
          variants="client+nat client+nat+any", **BY_BOX)
def nat_lost_state(stage):
    """A NAT loses its table; the server speaks and the NAT's own host resets it.
    state-loss-failover: the NAT does not know the connection any more.  Of one connection
    alone nobody can tell whether it was a timer."""
    stage.speak()
    pair = stage.pair()
    stage.exchange(pair)
    forget(stage)
    idle(stage.rng.uniform(0.2, 1.0))
    stage.attempt(pair, "server", "send", pair["server"].send, stage.response())
    stage.dies(pair, "server")


@scenario(slug="conntrack-invalid", origin="client", phase="data-transfer", harm=None,
          reason="NO_SOCKET", variants="client client+any")
def nat_skips_invalid(stage):
    """A NAT hides a server behind a service's address, but lets a segment of the
    server that is far outside the window, hence invalid, pass untranslated: the client, which
    never spoke to that address, resets it, and with it the server's end.
    conntrack-invalid: translated, the segment would have done nothing."""
    stage.speak()
    service = (f"10.96.{stage.rng.randint(0, 255)}.10", stage.port)
    stage.router.nft("add table ip nat\n"
                     "add chain ip nat pre { type nat hook prerouting priority -100; }\n"
                     f"add rule ip nat pre ip daddr {service[0]} dnat to {stage.server.v4}\n")
    listener = stage.listen()
    sock = stage.dial()
    real, stage.targets[sock] = stage.target(sock), service
    pair = stage.watch(sock)
    pair.at["server"] = (sock.getsockname(), real)
    sock.connect(service)
    stage.accept(listener, pair)
    stage.exchange(pair)
    raw = stage.server.socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_RAW)
    seq, ack = sequence_numbers(pair["server"])
    raw.sendto(tcp4(real, sock.getsockname(), ACK, seq + 2**28, ack, window=512,
                    ttl=stage.ttl["server"]), (stage.client.v4, 0))
    stage.dies(pair, "server")
    stage.attempt(pair, "client", "send", sock.send, stage.request())
    stage.dies(pair, "client")
    stage.unjudged.add("client")	# there it is a segment out of the blue


def switched(stage):
    """The server's network is a switch, to which another host is connected as well."""
    lab = stage.lab
    switch, impostor = laboratory_host.Host("switch"), laboratory_host.Host("impostor")
    stage.impostor = impostor
    lab.others += [switch, impostor]
    stage.router.run("ip link delete eth1")
    switch.run("ip link add br0 type bridge")
    switch.run("ip link set br0 up")
    for number, (host, name) in enumerate(((stage.router, "eth1"), (stage.server, "eth0"),
                                           (impostor, "eth0"))):
        lab.cable(host, name, switch, f"port{number}", IMPOSTOR + 2 * number)
        switch.run(f"ip link set port{number} master br0 up")
    lab.up(stage.router, "eth1", lab.v4.far + "/24")
    for host in (stage.server, impostor):
        lab.up(host, "eth0", lab.v4.server + "/24")
        host.run(f"ip route add default via {lab.v4.far}")
    impostor.sysctl("net.ipv4.ip_default_ttl", stage.rng.choice((64, 128, 255)))
    stage.router.run(f"ip neighbour replace {lab.v4.server} lladdr {mac(IMPOSTOR + 2)} "
                     "dev eth1 nud permanent")


@scenario(slug="address-conflict", origin="third-party", side="server", phase="data-transfer",
          network=switched, middle="eth1", variants="server+middle server+middle+slow")
def two_hosts_one_address(stage):
    """A second host has the server's address, and the router takes it for the server.
    address-conflict: the RST comes from the address but not from the host, whose connection
    lives on.  Judged where their MAC addresses can be seen."""
    stage.speak()
    pair = stage.pair().changed(maker="server")	# by its address, the trace knows no other
    stage.exchange(pair)
    stage.router.run(f"ip neighbour replace {stage.server.v4} "
                     f"lladdr {mac(IMPOSTOR + 4)} dev eth1 nud permanent")
    stage.attempt(pair, "client", "send", pair["client"].send, stage.request())
    stage.dies(pair, "client")
    if state(pair["server"]) != "ESTABLISHED":
        raise Failed("the server itself was reset")
    stage.unjudged |= {"client", "server"}


@scenario(slug="icmp-unreachable", origin="client", phase="data-transfer",
          also=("retransmission-timeout", "path-failure"),
          also_at={"server": ("half-open-connection",)}, reason=("NO_SOCKET", "TCP_FLAGS"),
          effect=UNSHOWN, seconds=6, variants="client client+middle client+v6")
def unreachable_then_given_up(stage):
    """A router answers a client's data by ICMP until the client gives up; then the server
    speaks, and the client's kernel resets it.
    icmp-unreachable: that is what the client's application is told.  It was the
    retransmission timer that ended the connection."""
    stage.speak()
    pair = stage.pair()
    stage.exchange(pair)
    stage.client.sysctl("net.ipv4.tcp_retries2", 3)
    stage.filter(f"tcp dport {stage.port} reject with icmpx host-unreachable")
    pair["client"].sendall(stage.request())
    until_state(pair["client"], "CLOSE", limit=30)
    stage.reads_on(pair, "client")
    stage.router.run("nft flush chain inet lab forward")
    stage.attempt(pair, "server", "send", pair["server"].send, stage.response())
    stage.dies(pair, "server")
