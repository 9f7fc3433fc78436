# SPDX-License-Identifier: BSD-3-Clause
"""What the applications of a scenario say, and how a scenario waits: for a condition
that a socket shows, and for a time only where the sample is about time."""
import fcntl
import socket
import struct
import time

TCP_STATES = ["", "ESTABLISHED", "SYN_SENT", "SYN_RECV", "FIN_WAIT1", "FIN_WAIT2",
              "TIME_WAIT", "CLOSE", "CLOSE_WAIT", "LAST_ACK", "LISTEN", "CLOSING"]
SIOCOUTQ = 0x5411
FIONREAD = 0x541B

# What is said when it does not matter.
REQUEST = b"GET /page HTTP/1.1\r\nHost: server.example\r\n\r\n"
RESPONSE = b"HTTP/1.1 200 OK\r\nContent-Length: 14\r\n\r\nHello, world!\n"


def until(condition, limit=10.0):
    """Waits for the condition; a scenario that misses it is a failed run."""
    deadline = time.monotonic() + limit
    while not (answer := condition()):
        if time.monotonic() > deadline:
            raise TimeoutError("a condition of the scenario was not met")
        time.sleep(0.001)
    return answer


def idle(seconds):
    """Time passes because the scenario is about it."""
    time.sleep(seconds)


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


def linger_zero(sock):
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
