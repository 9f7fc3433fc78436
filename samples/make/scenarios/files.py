# SPDX-License-Identifier: BSD-3-Clause
"""What matters here is the capture: where it was taken, how it was written, what is
missing from it."""
import os
import platform
import socket
import subprocess

import capture
from sample import ending, sample
from talk import REQUEST, RESPONSE, linger_zero, until_state
from scenarios.tunnels import tunnel


def exchange(lab, client, server):
    lab.say(client, server, REQUEST)
    lab.say(server, client, RESPONSE)


def write_after_close(lab, client, server):
    """The server closes; the client goes on and finds out."""
    server.close()
    until_state(client, "CLOSE_WAIT")
    lab.client.attempt("send", client.send, REQUEST)
    until_state(client, "CLOSE")
    lab.client.attempt("send", client.send, REQUEST)


def abort(lab, client, server):
    """The client closes with SO_LINGER zero and the server finds out."""
    linger_zero(client)
    client.close()
    until_state(server, "CLOSE")
    lab.server.attempt("recv", server.recv, 100)


@sample(ending("server", "syn-sent"), ending("client", "data-transfer"))
def loopback(lab):
    """Captured on the loopback interface.
    A connection to a closed port, then one whose client aborts while it waits."""
    lab.capture(lab.client, "lo")
    refused = lab.client.socket()
    lab.client.attempt("connect", refused.connect, ("127.0.0.1", 81))
    client, server = lab.pair(listener=lab.client.listen(address="127.0.0.1"))
    lab.say(client, server, REQUEST)
    abort(lab, client, server)


@sample(ending("server", "half-closed"))
def mid_connection(lab):
    """The capture starts in the middle of the connection.
    Handshake and one exchange are over when it starts. The server closes; the client sends
    another request."""
    client, server = lab.pair()
    exchange(lab, client, server)
    lab.capture(lab.client)
    exchange(lab, client, server)
    write_after_close(lab, client, server)


@sample(ending("server", "half-closed", effect=None, harm=None))
def one_sided(lab):
    """Only the server's packets were captured.
    Filter: src host 198.51.100.20. The server closes; the client sends another request."""
    lab.capture(lab.client, "eth0", "src", "host", lab.server.v4)
    client, server = lab.pair()
    exchange(lab, client, server)
    write_after_close(lab, client, server)


@sample(ending("server", "half-closed"))
def snaplen_64(lab):
    """Every packet is cut after 64 bytes: TCP options are incomplete, payload is gone.
    tcpdump -s 64. The server closes; the client sends another request."""
    lab.capture(lab.client, "eth0", "-s", "64")
    client, server = lab.pair()
    exchange(lab, client, server)
    write_after_close(lab, client, server)


@sample(ending("client", "data-transfer"))
def nanoseconds(lab):
    """A pcap file with nanoseconds.
    The client closes with SO_LINGER zero while it waits for the response."""
    lab.capture(lab.client, "eth0", "--time-stamp-precision=nano")
    client, server = lab.pair()
    lab.say(client, server, REQUEST)
    abort(lab, client, server)


@sample(ending("client", "data-transfer"))
def gzip(lab):
    """A capture compressed by gzip.
    The client closes with SO_LINGER zero while it waits for the response."""
    aborted_then(lab, ".gz", "gzip", "-9n")


@sample(ending("client", "data-transfer"))
def zstd(lab):
    """A capture compressed by zstd.
    The client closes with SO_LINGER zero while it waits for the response."""
    aborted_then(lab, ".zst", "zstd", "-q", "-19", "--rm")


def aborted_then(lab, suffix, *command):
    lab.capture(lab.client)
    client, server = lab.pair()
    lab.say(client, server, REQUEST)
    abort(lab, client, server)
    lab.end_capture()
    path = f"{lab.folder}/{lab.files[0]}"
    if os.path.exists(path + suffix):
        os.remove(path + suffix)
    subprocess.run([*command, path], check=True)
    lab.files[0] += suffix


def offloading(lab):
    """Checksums and segments left to the interface card, as is usual at a host."""
    lab.connect_hosts()
    for host, interface in ((lab.client, "eth0"), (lab.router, "eth0"),
                            (lab.router, "eth1"), (lab.server, "eth0")):
        host.run(f"ethtool -K {interface} tx on tso on gso on gro on")


@sample(ending("server", "data-transfer"), network=offloading)
def offload(lab):
    """Captured at the sender with offload: segments beyond the MTU, checksums not yet made.
    The client uploads 12,000 bytes at once; the server closes with them unread."""
    lab.capture(lab.client)
    client, server = lab.pair()
    lab.send(client, server, b"PUT /file HTTP/1.1\r\nHost: server.example\r\n"
             b"Content-Length: 100000\r\n\r\n" + b"x" * 12000)
    server.close()
    until_state(client, "CLOSE")
    lab.client.attempt("send", client.send, b"x" * 1000)


def narrow(lab):
    lab.connect_hosts()
    lab.router.run("ip link set eth1 mtu 576")


IP_MTU_DISCOVER, IP_PMTUDISC_DONT = 10, 0


@sample(ending("server", "data-transfer"), network=narrow)
def fragments(lab):
    """Segments were fragmented on the way.
    The router's link to the server carries 576 bytes, and the client allows it (no DF). The
    server closes with the upload unread."""
    lab.capture(lab.router, "eth1")
    client, server = lab.pair()
    client.setsockopt(socket.IPPROTO_IP, IP_MTU_DISCOVER, IP_PMTUDISC_DONT)
    lab.send(client, server, b"PUT /file HTTP/1.1\r\nHost: server.example\r\n"
             b"Content-Length: 100000\r\n\r\n" + b"x" * 2800)
    server.close()
    until_state(client, "CLOSE")
    lab.client.attempt("send", client.send, b"x" * 1000)


@sample(ending("server", "half-closed"))
def rotated(lab):
    """One capture in three files: the connection goes on from file to file.
    dumpcap starts a new file after ten packets. The server closes; the client sends
    another request."""
    base = f"{lab.folder}/{lab.name}.pcap"
    taken = capture.dumpcap(lab.client, ["eth0"], base, "-P", "-b", "packets:10")
    lab.captures.append(taken)
    lab.taken_at.append("client eth0")
    client, server = lab.pair()
    for _ in range(4):
        exchange(lab, client, server)
    write_after_close(lab, client, server)
    lab.end_capture()
    parts = sorted(f for f in os.listdir(lab.folder) if f.startswith("rotated_"))
    for number, part in enumerate(parts, 1):
        os.replace(f"{lab.folder}/{part}", lab.file(part=f"-{number}"))


@sample(ending("server", "half-closed"), ending("server", "syn-sent"))
def overlapping(lab):
    """Two captures of the same interface that overlap in time.
    The second starts before the first ends. The server closes; the client sends another
    request, in both."""
    lab.capture(lab.client, part="-1")
    client, server = lab.pair()
    exchange(lab, client, server)
    lab.quiet()
    lab.capture(lab.client, part="-2")
    exchange(lab, client, server)
    write_after_close(lab, client, server)
    lab.quiet()
    lab.captures.pop(0).stop()
    late = lab.client.socket()
    lab.client.attempt("connect", late.connect, (lab.server.v4, 81))


@sample(ending("client", "data-transfer"))
def cut_file(lab):
    """A file that breaks off in the middle of a packet.
    The last packet lacks its last 30 bytes; the reset stands before it. The client closes
    with SO_LINGER zero; a second connection begins and is cut."""
    lab.capture(lab.client)
    listener = lab.server.listen()
    client, server = lab.pair(listener=listener)
    lab.say(client, server, REQUEST)
    abort(lab, client, server)
    lab.quiet()
    lab.pair(listener=listener)
    lab.end_capture()
    path = f"{lab.folder}/{lab.files[0]}"
    os.truncate(path, os.path.getsize(path) - 30)


@sample(ending("server", "data-transfer"))
def merged(lab):
    """Captures of both interfaces of the router in one file: each packet twice.
    Two captures joined by mergecap; the copies differ in TTL. The server closes with
    the request unread."""
    lab.capture(lab.router, "eth0", part="-eth0")
    lab.capture(lab.router, "eth1", part="-eth1")
    client, server = lab.pair()
    lab.send(client, server, REQUEST)
    server.close()
    until_state(client, "CLOSE")
    lab.client.attempt("recv", client.recv, 100)
    lab.end_capture()
    parts = [f"{lab.folder}/{f}" for f in lab.files]
    lab.files = []
    subprocess.run(["mergecap", "-F", "pcap", "-w", lab.file(), *parts], check=True)
    for part in parts:
        os.remove(part)


@sample(ending("server", "data-transfer"), network=tunnel(socket.IPPROTO_IPIP))
def mixed_interfaces(lab):
    """A pcapng of two interfaces with different link types, Ethernet and raw IP.
    dumpcap on the client's side of the router and on its end of a tunnel; each packet is
    there twice. The server closes with the request unread."""
    lab.captures.append(capture.dumpcap(lab.router, ["eth0", "tun0"], lab.file(".pcapng")))
    lab.taken_at.append("router eth0 and tun0")
    client, server = lab.pair()
    lab.send(client, server, REQUEST)
    server.close()
    until_state(client, "CLOSE")
    lab.client.attempt("recv", client.recv, 100)
    lab.end_capture()
    forget_machine(f"{lab.folder}/{lab.files[0]}")


def forget_machine(path):
    """Replaces the kernel's local name in a pcapng by one of the same length."""
    release = platform.release()
    plain = release.partition("-")[0].ljust(len(release))
    with open(path, "r+b") as f:
        data = f.read()
        f.seek(0)
        f.write(data.replace(release.encode(), plain.encode()))
