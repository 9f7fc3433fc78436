# SPDX-License-Identifier: BSD-3-Clause
"""Boxes between the ends: firewalls that reset, NAT, state that got lost."""
from sample import ending, sample
from talk import REQUEST, RESPONSE, linger_zero, until_state


def finish(lab, client, server):
    """The server aborts and the client finds out."""
    linger_zero(server)
    server.close()
    until_state(client, "CLOSE")
    lab.client.attempt("recv", client.recv, 100)


@sample(ending("third-party", "data-transfer", side="server"))
def policy_reset(lab):
    """A firewall resets the client when a forbidden request passes.
    The router rejects packets whose payload begins with BAD (nft reject with tcp
    reset); the server never sees the request and goes on waiting."""
    lab.filter("tcp dport 80 @ih,0,24 0x424144 reject with tcp reset")
    lab.capture(lab.client)
    client, server = lab.pair()
    lab.say(client, server, REQUEST)
    lab.say(server, client, RESPONSE)
    lab.client.attempt("send", client.send, b"BAD /page HTTP/1.1\r\n\r\n")
    until_state(client, "CLOSE")
    lab.client.attempt("recv", client.recv, 100)


@sample(ending("third-party", "data-transfer", side="server"))
def firewall_lost_state(lab):
    """A stateful firewall that lost its table resets a living connection.
    The router rejects what belongs to no known connection; its connection table is
    flushed between two requests."""
    lab.router.sysctl("net.netfilter.nf_conntrack_tcp_loose", 0)
    lab.filter("ct state established accept\n"
               "tcp flags & (syn | ack) == syn accept\n"
               "ip saddr 192.0.2.10 reject with tcp reset")
    lab.capture(lab.client)
    client, server = lab.pair()
    lab.say(client, server, REQUEST)
    lab.say(server, client, RESPONSE)
    lab.router.run("conntrack -F")
    lab.client.attempt("send", client.send, REQUEST)
    until_state(client, "CLOSE")
    lab.client.attempt("recv", client.recv, 100)


def masquerade(lab):
    lab.router.nft("add table ip nat\n"
                   "add chain ip nat post { type nat hook postrouting priority 100; }\n"
                   "add rule ip nat post oifname eth1 masquerade fully-random\n")


@sample(ending("server", "data-transfer"))
def nat(lab):
    """One reset on both sides of a NAT: two captures, two sets of addresses.
    The router hides the client behind its own address. The server reads the request
    and closes with SO_LINGER zero."""
    masquerade(lab)
    lab.timeline = "each"
    lab.capture(lab.router, "eth0", part="-inside")
    lab.capture(lab.router, "eth1", part="-outside")
    client, server = lab.pair()
    lab.say(client, server, REQUEST)
    finish(lab, client, server)


@sample(ending("third-party", "data-transfer", side="client"))
def nat_forgot(lab):
    """A NAT has forgotten the connection when the server speaks: it resets the server.
    The router's connection table is flushed; the server's data reaches the router's own
    address, where no such connection is known."""
    masquerade(lab)
    lab.capture(lab.server)
    client, server = lab.pair(5432)
    lab.say(client, server, b"question\n")
    lab.say(server, client, b"answer\n")
    lab.router.run("conntrack -F")
    lab.server.attempt("send", server.send, b"notice\n")
    until_state(server, "CLOSE")
    lab.server.attempt("recv", server.recv, 100)


@sample(ending("server", "data-transfer"))
def any_interface(lab):
    """Captured on all of the router's interfaces at once: each packet twice.
    tcpdump -i any; the link type is Linux cooked v2. The server closes with SO_LINGER
    zero."""
    lab.capture(lab.router, "any")
    client, server = lab.pair()
    lab.say(client, server, REQUEST)
    finish(lab, client, server)


@sample(ending("server", "data-transfer"))
def any_interface_sll1(lab):
    """The same in the older form, Linux cooked v1.
    tcpdump -i any -y LINUX_SLL. The server closes with SO_LINGER zero."""
    lab.capture(lab.router, "any", "-y", "LINUX_SLL")
    client, server = lab.pair()
    lab.say(client, server, REQUEST)
    finish(lab, client, server)


@sample(ending("server", "data-transfer"),
        network=lambda lab: lab.connect_hosts(mirror={"copies": 2}))
def span_duplicates(lab):
    """A monitor port that copies both directions of both ports: each frame twice.
    The link between client and router copies every frame twice to a third port. The
    server closes with SO_LINGER zero."""
    monitor = lab.others[0]
    lab.capture(monitor, "span0")
    client, server = lab.pair()
    lab.say(client, server, REQUEST)
    finish(lab, client, server)


@sample(ending("server", "half-closed"),
        network=lambda lab: lab.connect_hosts(mirror={"vlans": [100]}))
def vlan(lab):
    """A monitor port whose frames bear an 802.1Q tag.
    VLAN 100. The server answers and closes; the client sends another request."""
    tagged(lab)


@sample(ending("server", "half-closed"),
        network=lambda lab: lab.connect_hosts(mirror={"vlans": [200, 100]}))
def vlan_stacked(lab):
    """Two VLAN tags: an 802.1ad one outside, an 802.1Q one inside.
    VLAN 100 in VLAN 200. The server answers and closes; the client sends another
    request."""
    tagged(lab)


def tagged(lab):
    monitor = lab.others[0]
    lab.capture(monitor, "span0")
    client, server = lab.pair()
    lab.say(client, server, REQUEST)
    lab.say(server, client, RESPONSE)
    server.close()
    until_state(client, "CLOSE_WAIT")
    lab.client.attempt("send", client.send, REQUEST)
    until_state(client, "CLOSE")
    lab.client.attempt("send", client.send, REQUEST)
