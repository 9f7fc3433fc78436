# SPDX-License-Identifier: BSD-3-Clause
"""Links that this program carries itself, where a virtual cable is too good.

A Wire joins two TAP devices and takes its time, so that packets can cross; it can
copy what it carries to a monitor port, as a switch does.  A Tunnel carries the IP
packets of two TUN devices inside packets of its own.  The TCP at both ends is the
kernel's in either case.
"""
import fcntl
import heapq
import os
import select
import socket
import struct
import threading
import time

TUNSETIFF = 0x400454ca
IFF_TUN, IFF_TAP, IFF_NO_PI = 0x0001, 0x0002, 0x1000


def device(host, name, kind):
    """A TUN or TAP device in the host's namespace; its file descriptor."""
    with host.inside():
        fd = os.open("/dev/net/tun", os.O_RDWR | os.O_NONBLOCK)
        fcntl.ioctl(fd, TUNSETIFF, struct.pack("16sH22x", name.encode(), kind | IFF_NO_PI))
    return fd


class Carrier:
    """A thread that moves packets until it is closed.  moves: {fd: function}, called
    when fd can be read, returning [(due, fd or function, packet)]."""

    def __init__(self, moves):
        self.moves = moves
        self.stop_read, self.stop_write = os.pipe()
        self.thread = threading.Thread(target=self._carry)
        self.thread.start()

    def _carry(self):
        queue, count = [], 0
        while True:
            now = time.monotonic()
            while queue and queue[0][0] <= now:
                _, _, write, packet = heapq.heappop(queue)
                write(packet)
            left = queue[0][0] - now if queue else None
            ready = select.select([self.stop_read, *self.moves], [], [], left)[0]
            if self.stop_read in ready:
                return
            for fd in ready:
                for due, write, packet in self.moves[fd]():
                    heapq.heappush(queue, (due, count, write, packet))
                    count += 1

    def close(self):
        os.write(self.stop_write, b"x")
        self.thread.join()
        for fd in (self.stop_read, self.stop_write):
            os.close(fd)


class Wire(Carrier):
    """Ethernet between two TAP devices.

    delay: seconds each way.  mirror: a TAP device that gets a copy of each frame
    `copies` times, with the VLAN tags of `vlans`, outermost first."""

    def __init__(self, a, b, delay=0.0, mirror=None, vlans=(), copies=1):
        self.delay, self.mirror, self.copies = delay, mirror, copies
        types = [0x88a8] * (len(vlans) - 1) + [0x8100]
        self.tags = b"".join(struct.pack("!HH", t, v) for t, v in zip(types, vlans))
        self.fds = (a, b)
        super().__init__({a: lambda: self._take(a, b), b: lambda: self._take(b, a)})

    def _take(self, source, sink):
        frame = os.read(source, 65536)
        due = time.monotonic() + self.delay
        copies = [(due, self._writer(self.mirror), frame[:12] + self.tags + frame[12:])
                  for _ in range(self.copies if self.mirror is not None else 0)]
        return [*copies, (due, self._writer(sink), frame)]

    @staticmethod
    def _writer(fd):
        return lambda frame: os.write(fd, frame)

    def close(self):
        super().close()
        for fd in self.fds:
            os.close(fd)


class Tunnel(Carrier):
    """IP packets of two TUN devices in packets of an IP protocol.

    protocol: number of the carrying IP protocol; header: what stands before the
    inner packet; ends: [(host, its TUN device, its outer address)], two of them."""

    def __init__(self, ends, protocol, header=b""):
        self.header = header
        socks, moves = [], {}
        for host, _, _ in ends:
            socks.append(host.socket(socket.AF_INET, socket.SOCK_RAW, protocol))
        for here, there in ((0, 1), (1, 0)):
            tun, sock = ends[here][1], socks[here]
            moves[tun] = self._outward(tun, sock, ends[there][2])
            moves[sock.fileno()] = self._inward(sock, tun)
        self.fds = [tun for _, tun, _ in ends]
        super().__init__(moves)

    def _outward(self, tun, sock, outer):
        def write(packet):
            sock.sendto(self.header + packet, (outer, 0))
        return lambda: [(0.0, write, os.read(tun, 65536))]

    def _inward(self, sock, tun):
        def write(packet):
            outer = (packet[0] & 15) * 4 + len(self.header)
            os.write(tun, packet[outer:])
        return lambda: [(0.0, write, sock.recv(65536))]

    def close(self):
        super().close()
        for fd in self.fds:
            os.close(fd)
