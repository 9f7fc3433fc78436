# SPDX-License-Identifier: BSD-3-Clause
"""A host: a network namespace that has no name and no process.  A file descriptor
of this program keeps it, and it is gone with the program, however that ends."""
import contextlib
import ctypes
import errno
import os
import socket
import subprocess

CLONE_NEWNET = 0x40000000

libc = ctypes.CDLL(None, use_errno=True)


def checked(result):
    if result != 0:
        code = ctypes.get_errno()
        raise OSError(code, os.strerror(code))


class Host:
    """A network namespace with a name, addresses and an application.  beside: another
    host whose namespace it shares."""

    def __init__(self, name, v4=None, v6=None, beside=None):
        self.name, self.v4, self.v6 = name, v4, v6
        self.addresses = {v4, v6}	# all that are this host's; v4 and v6 are for connecting
        self.calls = []
        self.open = []
        self.ns = os.dup(beside.ns) if beside else self._new_namespace()
        self.path = f"/proc/{os.getpid()}/fd/{self.ns}"
        if not beside:
            self.run("ip link set lo up")
            self.sysctl("net.ipv6.conf.default.disable_ipv6", 1)

    @staticmethod
    def _new_namespace():
        with open("/proc/thread-self/ns/net") as home:
            checked(libc.unshare(CLONE_NEWNET))
            made = os.open("/proc/thread-self/ns/net", os.O_RDONLY | os.O_CLOEXEC)
            checked(libc.setns(home.fileno(), CLONE_NEWNET))
        return made

    @contextlib.contextmanager
    def inside(self):
        with open("/proc/thread-self/ns/net") as home:
            checked(libc.setns(self.ns, CLONE_NEWNET))
            try:
                yield
            finally:
                checked(libc.setns(home.fileno(), CLONE_NEWNET))

    def run(self, command, text=None):
        """Runs a command in this namespace and returns what it printed."""
        words = command.split() if isinstance(command, str) else command
        with self.inside():
            done = subprocess.run(words, input=text, text=True, capture_output=True)
        if done.returncode != 0:
            raise RuntimeError(f"{self.name}: {words}: {done.stderr}")
        return done.stdout

    def sysctl(self, name, value):
        with self.inside(), open("/proc/sys/" + name.replace(".", "/"), "w") as f:
            f.write(str(value))

    def nft(self, rules):
        self.run("nft -f -", rules)

    def socket(self, family=socket.AF_INET, kind=socket.SOCK_STREAM, proto=0):
        with self.inside():
            sock = socket.socket(family, kind, proto)
        self.open.append(sock)
        return sock

    def listen(self, port=80, v6=False, backlog=8, address=None):
        sock = self.socket(socket.AF_INET6 if v6 else socket.AF_INET)
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        sock.bind((address or (self.v6 if v6 else self.v4), port))
        sock.listen(backlog)
        return sock

    def attempt(self, name, function, *arguments):
        """Makes a system call for the application and notes its error."""
        try:
            result = function(*arguments)
            code = None
        except OSError as e:
            result, code = None, errno.errorcode.get(e.errno, str(e.errno))
        self.calls.append({"end": self.name, "call": name, "errno": code})
        return result

    def first_error(self):
        return next((c["errno"] for c in self.calls if c["errno"]), None)

    def packets(self):
        with self.inside(), open("/proc/thread-self/net/dev") as f:
            fields = [line.split(":")[1].split() for line in f.readlines()[2:]]
        return sum(int(f[1]) + int(f[9]) for f in fields)

    def close(self):
        for sock in self.open:
            sock.close()
        os.close(self.ns)
