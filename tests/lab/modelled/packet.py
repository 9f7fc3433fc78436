# SPDX-License-Identifier: BSD-3-Clause
"""TCP segments and ICMP errors as bytes, with the checksums that belong to them."""
import ipaddress
import struct
from typing import NamedTuple

FIN, SYN, RST, PSH, ACK, ECE, CWR = 0x01, 0x02, 0x04, 0x08, 0x10, 0x40, 0x80
DONT_FRAGMENT = 0x4000
TCP, ICMP, ICMP6 = 6, 1, 58
WORD = 1 << 32	# sequence numbers count modulo this

# Options of TCP: kinds.
END, NOP, MSS, SCALE, SACK_OK, STAMPS, MPTCP, FAST_OPEN = 0, 1, 2, 3, 4, 8, 30, 34


def checksum(data):
    data += b"\0" * (len(data) & 1)
    total = sum(struct.unpack(f"!{len(data) // 2}H", data))
    while total >> 16:
        total = (total & 0xffff) + (total >> 16)
    return ~total & 0xffff


def packed(address):
    return ipaddress.ip_address(address).packed


def is_v6(address):
    return ":" in address


def option(kind, data=b""):
    return bytes([kind, 2 + len(data)]) + data


def stamps(value, echo):
    return bytes([NOP, NOP]) + option(STAMPS, struct.pack("!II", value % WORD, echo % WORD))


def stamp_in(options):
    """The time stamp among options, None where there is none."""
    at = 0
    while at < len(options) and options[at] != END:
        if options[at] == STAMPS:
            return struct.unpack_from("!I", options, at + 2)[0]
        at += 1 if options[at] == NOP else options[at + 1]
    return None


class Header(NamedTuple):
    """What IP says of a packet besides its addresses."""
    ttl: int
    ident: int = 0
    df: bool = True
    tos: int = 0
    label: int = 0	# of IPv6


class Segment(NamedTuple):
    source: tuple	# (address, port)
    target: tuple
    seq: int
    ack: int
    flags: int
    window: int
    header: Header
    options: bytes = b""
    payload: bytes = b""

    @property
    def length(self):
        """In sequence numbers."""
        return len(self.payload) + bool(self.flags & SYN) + bool(self.flags & FIN)

    @property
    def end(self):
        return (self.seq + self.length) % WORD

    def tcp(self):
        ended = self.options[-1:] == bytes([END])
        options = self.options + bytes([END if ended else NOP]) * (-len(self.options) % 4)
        words = 5 + len(options) // 4
        head = struct.pack("!HHIIBBH", self.source[1], self.target[1], self.seq % WORD,
                           self.ack % WORD, words << 4, self.flags, self.window)
        return _summed(self, TCP, head, b"\0\0" + options + self.payload)

    def bytes(self, hops=0):
        """The packet after some routers."""
        return _ip(self, TCP, self.tcp(), hops)


class Unreachable(NamedTuple):
    """An ICMP error that quotes a segment."""
    source: tuple
    target: tuple
    quoted: object	# the flight, as it was where it died
    kind: int
    code: int
    header: Header
    flags = 0

    def bytes(self, hops=0):
        quoted = self.quoted.segment.bytes(self.quoted.hops(self.quoted.dies))
        if is_v6(self.source[0]):
            message = _summed(self, ICMP6, bytes([self.kind, self.code]), bytes(4) + quoted)
            return _ip(self, ICMP6, message, hops)
        message = bytes([self.kind, self.code]) + bytes(6) + quoted[:28]
        message = message[:2] + struct.pack("!H", checksum(message)) + message[4:]
        return _ip(self, ICMP, message, hops)


def _summed(packet, protocol, head, tail):
    """head, checksum, tail; TCP's and ICMPv6's checksum covers addresses, too."""
    length = len(head) + 2 + len(tail)
    addresses = packed(packet.source[0]) + packed(packet.target[0])
    if is_v6(packet.source[0]):
        pseudo = addresses + struct.pack("!II", length, protocol)
    else:
        pseudo = addresses + struct.pack("!HH", protocol, length)
    return head + struct.pack("!H", checksum(pseudo + head + b"\0\0" + tail)) + tail


def _ip(packet, protocol, data, hops):
    source, target = packed(packet.source[0]), packed(packet.target[0])
    header = packet.header
    if is_v6(packet.source[0]):
        first = 6 << 28 | header.tos << 20 | header.label
        return struct.pack("!IHBB", first, len(data), protocol, header.ttl - hops) \
            + source + target + data
    head = struct.pack("!BBHHHBB", 0x45, header.tos, 20 + len(data), header.ident & 0xffff,
                       DONT_FRAGMENT if header.df else 0, header.ttl - hops, protocol)
    return head + struct.pack("!H", checksum(head + b"\0\0" + source + target)) \
        + source + target + data


def ethernet(source, target, packet):
    kind = 0x86dd if packet[0] >> 4 == 6 else 0x0800
    return target + source + struct.pack("!H", kind) + packet
