# SPDX-License-Identifier: BSD-3-Clause
"""What the kernel itself says about the resets of a run.

The tracepoint tcp:tcp_send_reset fires for every RST that a TCP stack of this
machine makes, with its reason and the state of the socket; tcp:tcp_receive_reset
fires when a socket takes a RST for good.  Both see all network namespaces, so
the caller picks its own addresses out.  Netfilter's REJECT has no tracepoint.

A trace instance of our own is used: other tracing on the machine is not disturbed.
"""
import ctypes
import os
import re
import subprocess

TRACEFS = "/sys/kernel/tracing"
CLONE_NEWNS = 0x00020000

TIME = re.compile(r"\s(?P<time>\d+\.\d+): \w+: ")
SEND = re.compile(
    r"\s(?P<time>\d+\.\d+): tcp_send_reset: .* src=(?P<src>\S+) dest=(?P<dst>\S+) "
    r"state=(?P<state>\S+) reason=(?P<reason>\S+)")
RECEIVE = re.compile(
    r"\s(?P<time>\d+\.\d+): tcp_receive_reset: family=(?P<family>\S+) "
    r"sport=(?P<sport>\d+) dport=(?P<dport>\d+) saddr=(?P<saddr>\S+) "
    r"daddr=(?P<daddr>\S+) saddrv6=(?P<saddr6>\S+) daddrv6=(?P<daddr6>\S+)"
)


def mount_tracefs():
    """Mounts tracefs where only this process and its children see it."""
    if os.path.exists(TRACEFS + "/instances"):
        return
    if ctypes.CDLL(None, use_errno=True).unshare(CLONE_NEWNS) != 0:
        raise OSError(ctypes.get_errno(), "unshare")
    subprocess.run(["mount", "--make-rprivate", "/"], check=True)
    subprocess.run(["mount", "-t", "tracefs", "tracefs", TRACEFS], check=True)


def endpoint(address, port):
    return f"[{address}]:{port}" if ":" in address else f"{address}:{port}"


class Trace:
    """The resets that stacks of this machine make while it is open."""

    def __init__(self):
        mount_tracefs()
        self.dir = f"{TRACEFS}/instances/tcpblame-{os.getpid()}"
        os.mkdir(self.dir)
        self._put("trace_clock", "mono")
        for event in ("tcp/tcp_send_reset", "tcp/tcp_receive_reset", "sock/inet_sock_set_state"):
            self._put(f"events/{event}/enable", "1")

    def _put(self, name, text):
        with open(f"{self.dir}/{name}", "w") as f:
            f.write(text)

    def close(self):
        os.rmdir(self.dir)

    def save(self, path, since):
        """The text of what came since that time, for programs that read such traces."""
        with open(self.dir + "/trace") as f, open(path, "w") as out:
            out.writelines(line for line in f
                           if (m := TIME.search(line)) and float(m["time"]) >= since)

    def events(self):
        """Two lists of dicts, oldest first: resets made, resets taken."""
        made, taken = [], []
        with open(self.dir + "/trace") as f:
            for line in f:
                if m := SEND.search(line):
                    made.append({**m.groupdict(), "time": float(m["time"])})
                elif m := RECEIVE.search(line):
                    v6 = "6" if m["family"] == "AF_INET6" else ""
                    taken.append({"time": float(m["time"]),
                                  "local": endpoint(m["saddr" + v6], m["sport"]),
                                  "remote": endpoint(m["daddr" + v6], m["dport"])})
        return made, taken
