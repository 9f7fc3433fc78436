# SPDX-License-Identifier: BSD-3-Clause
"""A reset inside a tunnel, captured outside between the tunnel's ends.

The router and the server's host are the tunnel's ends; the server is reached at
an address inside, 203.0.113.20 or 2001:db8:3::20.
"""
import socket
import struct

import wire
from sample import ending, sample
from talk import REQUEST, until_state

INNER4, INNER6 = "203.0.113.20", "2001:db8:3::20"


def tunnel(protocol, header=b"", v6=False):
    """A network whose last hop is a tunnel that this program carries."""
    def build(lab):
        lab.connect_hosts()
        ends = []
        for host, outer in ((lab.router, "198.51.100.1"), (lab.server, "198.51.100.20")):
            ends.append((host, wire.device(host, "tun0", wire.IFF_TUN), outer))
            host.run("ip link set tun0 mtu 1400")
        lab.carriers.append(wire.Tunnel(ends, protocol, header))
        inside(lab, "tun0", v6)
    return build


def inside(lab, device, v6=False):
    """Addresses within the tunnel; answers take it back, too."""
    if v6:
        lab.add_ipv6()
        for host in (lab.router, lab.server):
            host.sysctl(f"net.ipv6.conf.{device}.disable_ipv6", 0)
            host.run(f"ip link set {device} addrgenmode none")
        lab.up(lab.router, device, "2001:db8:3::1/64")
        lab.up(lab.server, device, INNER6 + "/64")
        lab.server.run("ip -6 route replace 2001:db8:1::/64 via 2001:db8:3::1 "
                       f"dev {device}")
        lab.server.v6 = INNER6
        lab.server.addresses.add(INNER6)
        return
    lab.up(lab.router, device, "203.0.113.1/24")
    lab.up(lab.server, device, INNER4 + "/24")
    lab.server.run(f"ip route add 192.0.2.0/24 via 203.0.113.1 dev {device}")
    lab.server.v4 = INNER4
    lab.server.addresses.add(INNER4)


def unread(lab, v6=False):
    """A request, closed unread."""
    lab.capture(lab.router, "eth1")
    client, server = lab.pair(v6=v6)
    lab.send(client, server, REQUEST)
    server.close()
    until_state(client, "CLOSE")
    lab.client.attempt("recv", client.recv, 100)


@sample(ending("server", "data-transfer"), network=tunnel(socket.IPPROTO_IPIP))
def tunnel_ipip(lab):
    """A reset inside IP-in-IP.
    IPv4 in IPv4; the server closes with the request unread."""
    unread(lab)


@sample(ending("server", "data-transfer"), network=tunnel(socket.IPPROTO_IPV6, v6=True))
def tunnel_6in4(lab):
    """A reset inside 6in4.
    IPv6 in IPv4; the server closes with the request unread."""
    unread(lab, v6=True)


@sample(ending("server", "data-transfer"),
        network=tunnel(socket.IPPROTO_GRE, struct.pack("!HHI", 0x2000, 0x0800, 4711)))
def tunnel_gre(lab):
    """A reset inside GRE with a key.
    IPv4 in GRE, key 4711; the server closes with the request unread."""
    unread(lab)


def vxlan(lab):
    """The kernel's own VXLAN."""
    lab.connect_hosts()
    for host, interface, here, there in (
            (lab.router, "eth1", "198.51.100.1", "198.51.100.20"),
            (lab.server, "eth0", "198.51.100.20", "198.51.100.1")):
        host.run(f"ip link add vxlan0 mtu 1400 type vxlan id 42 dstport 4789 local {here} "
                 f"remote {there} dev {interface}")
    inside(lab, "vxlan0")


@sample(ending("server", "data-transfer"), network=vxlan)
def tunnel_vxlan(lab):
    """A reset inside VXLAN.
    VNI 42; the server closes with the request unread."""
    unread(lab)
