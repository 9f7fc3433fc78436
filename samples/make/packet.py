# SPDX-License-Identifier: BSD-3-Clause
"""Packets made by hand, for scenarios with somebody who forges them."""
import ipaddress
import socket
import struct
import time

FIN, SYN, RST, ACK = 1, 2, 4, 16
TCP_REPAIR, TCP_REPAIR_QUEUE, TCP_QUEUE_SEQ = 19, 20, 21
RECV_QUEUE, SEND_QUEUE = 1, 2
REPAIR_ON, REPAIR_OFF_SILENTLY = 1, -1


def checksum(data):
    """RFC 1071."""
    total = sum(struct.unpack(f"!{(len(data) + 1) // 2}H", data + b"\0" * (len(data) % 2)))
    while total >> 16:
        total = (total & 0xffff) + (total >> 16)
    return ~total & 0xffff


def tcp4(src, dst, flags, seq=0, ack=0, window=0, ttl=64, ip_id=0):
    """An IPv4 packet with a TCP header and nothing more; src, dst: (address, port)."""
    source, sink = (ipaddress.ip_address(end[0]).packed for end in (src, dst))
    fields = [src[1], dst[1], seq % 2**32, ack % 2**32, 5 << 12 | flags, window, 0, 0]
    pseudo = source + sink + struct.pack("!HH", socket.IPPROTO_TCP, 20)
    fields[6] = checksum(pseudo + struct.pack("!HHIIHHHH", *fields))
    ip = struct.pack("!BBHHHBBH4s4s", 0x45, 0, 40, ip_id, 0x4000, ttl,
                     socket.IPPROTO_TCP, 0, source, sink)	# the kernel adds the checksum
    return ip + struct.pack("!HHIIHHHH", *fields)


def sequence_numbers(sock):
    """What this socket will send next and what it expects next."""
    def read(queue):
        sock.setsockopt(socket.IPPROTO_TCP, TCP_REPAIR_QUEUE, queue)
        return sock.getsockopt(socket.IPPROTO_TCP, TCP_QUEUE_SEQ) % 2**32
    sock.setsockopt(socket.IPPROTO_TCP, TCP_REPAIR, REPAIR_ON)
    numbers = read(SEND_QUEUE), read(RECV_QUEUE)
    sock.setsockopt(socket.IPPROTO_TCP, TCP_REPAIR, REPAIR_OFF_SILENTLY)
    return numbers


class Forger:
    """Somebody on the path (at the router) who makes packets in others' names."""

    def __init__(self, lab):
        self.lab = lab
        self.sock = lab.router.socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_RAW)

    def send(self, packet, dst):
        self.sock.sendto(packet, (dst[0], 0))

    def reset(self, src, dst, seq, ttl=57, **fields):
        """A RST from src's address to dst, noted among the truth."""
        self.lab.forged.append({"from": "forged", "reason": "forged", "state": None,
                                "src": "%s:%d" % src, "dst": "%s:%d" % dst,
                                "lost": False, "time": time.monotonic()})
        self.send(tcp4(src, dst, RST, seq, ttl=ttl, **fields), dst)
