#!/usr/bin/python3
# SPDX-License-Identifier: BSD-3-Clause
"""Makes resets on loopback, captures them, and has all three tools trace them meanwhile:
what this folder holds was made by it, on Linux 6.18 with trace-cmd 3.1 and perf 6.1.

    record.py FOLDER

as root.  Only lines about our own addresses are kept.  trace-cmd does not record itself, which
some machines do not let it: it extracts what the kernel has in a buffer, in its own format."""
import contextlib
import ctypes
import os
import signal
import socket
import struct
import subprocess
import sys
import time

V4, V6 = ("192.0.2.10", "198.51.100.20"), ("2001:db8:1::10", "2001:db8:2::20")
CLONE_NEWNS, CLONE_NEWNET, PR_SET_NAME = 0x00020000, 0x40000000, 15
TRACEFS = "/sys/kernel/tracing"
EVENTS = ("tcp/tcp_send_reset", "tcp/tcp_receive_reset", "tcp/tcp_retransmit_skb",
          "sock/inet_sock_set_state")
LIBC = ctypes.CDLL(None, use_errno=True)


def run(*command, **more):
    return subprocess.run(command, check=True, **more)


def own_world():
    if LIBC.unshare(CLONE_NEWNS | CLONE_NEWNET) != 0:
        raise OSError(ctypes.get_errno(), "unshare")
    run("mount", "--make-rprivate", "/")
    run("mount", "-t", "tracefs", "tracefs", TRACEFS)
    run("ip", "link", "set", "lo", "up")
    for address in (*V4, *V6):
        run("ip", "address", "add", address, "dev", "lo", *(["nodad"] if ":" in address else []))


def name_myself(name):
    LIBC.prctl(PR_SET_NAME, name, 0, 0, 0)


class Pair:
    """Two ends that know each other."""

    def __init__(self, addresses, port):
        family = socket.AF_INET6 if ":" in addresses[0] else socket.AF_INET
        self.listener = socket.socket(family)
        self.listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self.listener.bind((addresses[1], port))
        self.listener.listen(5)
        self.client = socket.socket(family)
        self.client.bind((addresses[0], 40000 + port))
        self.client.connect((addresses[1], port))
        self.server = self.listener.accept()[0]
        self.client.send(b"PING\r\n")
        self.server.recv(100)
        self.server.send(b"+PONG\r\n")
        self.client.recv(100)
        time.sleep(0.02)


def unread(pair):
    name_myself(b"a server-1 [0]")
    pair.client.send(b"QUIT\r\n")
    time.sleep(0.02)
    pair.server.close()


def linger(pair):
    name_myself(b"\x1b[2Jclient")
    pair.client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    pair.client.close()


def late_data(pair):
    name_myself(b"tcp_send_reset:")
    pair.server.close()
    time.sleep(0.05)
    name_myself(b"client")
    pair.client.send(b"PING\r\n")


def killed(pair):
    name_myself(b"python3")
    run("ss", "-K", "dport", "=", str(pair.client.getsockname()[1]), stdout=subprocess.DEVNULL)


def refused(pair):
    pair.listener.close()
    again = socket.socket(pair.client.family)
    with contextlib.suppress(ConnectionRefusedError):
        again.connect(pair.client.getpeername())


def play():
    port = 7000
    for addresses in (V4, V6):
        for scene in (unread, linger, late_data, killed, refused):
            port += 1
            pair = Pair(addresses, port)
            scene(pair)
            time.sleep(0.05)
            pair.listener.close()


def instance(name):
    folder = f"{TRACEFS}/instances/{name}"
    os.mkdir(folder)
    for file, text in (("trace_clock", "mono"), *((f"events/{e}/enable", "1") for e in EVENTS)):
        with open(f"{folder}/{file}", "w") as f:
            f.write(text)
    return folder


def keep(path, text):
    with open(path, "wb") as f:
        for line in text.splitlines(keepends=True):
            if line.startswith(b"#") or any(a.encode() in line for a in (*V4, *V6)):
                f.write(line)


def output(*command):
    return run(*command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL).stdout


def main():
    folder = sys.argv[1]
    own_world()
    direct, extracted = instance("record"), instance("app")
    events = [word for e in EVENTS for word in ("-e", e.replace("/", ":"))]
    perf = subprocess.Popen(["perf", "record", "-q", "-a", "-o", f"{folder}/perf.data", *events])
    dump = subprocess.Popen(["tcpdump", "-qni", "lo", "-w", f"{folder}/resets.pcap", "tcp"],
                            stderr=subprocess.DEVNULL)
    time.sleep(2)
    play()
    time.sleep(1)
    for child in (dump, perf):
        child.send_signal(signal.SIGINT)
        child.wait()
    keep(f"{folder}/tracefs.txt", output("cat", f"{direct}/trace"))
    os.rmdir(direct)
    run("trace-cmd", "extract", "-B", "app", "-o", f"{folder}/trace.dat",
        stdout=subprocess.DEVNULL)
    for name, more in (("trace-cmd.txt", []), ("trace-cmd-l.txt", ["-l", "-t"])):
        keep(f"{folder}/{name}", output("trace-cmd", "report", *more, "-i", f"{folder}/trace.dat"))
    for name, more in (("perf.txt", []), ("perf-tid.txt", ["--ns", "-F",
                                                         "comm,pid,tid,cpu,time,event,trace"])):
        keep(f"{folder}/{name}", output("perf", "script", *more, "-i", f"{folder}/perf.data"))
    with contextlib.suppress(OSError):
        os.rmdir(extracted)
    for data in ("trace.dat", "perf.data"):
        os.remove(f"{folder}/{data}")


if __name__ == "__main__":
    main()
