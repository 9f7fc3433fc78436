# SPDX-License-Identifier: BSD-3-Clause
"""A server that misbehaves as it is asked to, and clients that do.

Which act a connection is stands in the path, /item-NUMBER, or was announced where the
protocol has none.  How it ends: see ENDINGS."""
import collections
import contextlib
import re
import socket
import threading
import time

from talk import linger_zero, until_acked

PATIENCE = 8.0		# seconds for everything
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: %d\r\n%s\r\n"
PART, PARTS = b"x" * 3000, 1300


def abort(sock):
    linger_zero(sock)
    sock.close()


def answers(sock, _act):
    sock.sendall(HEAD % (14, b"Connection: close\r\n") + b"Hello, world!\n")


def resets(sock, _act):
    """Before it has said a word."""
    time.sleep(0.003)
    abort(sock)


def resets_in_body(sock, _act):
    """When the client has had some of it."""
    sock.sendall(HEAD % (len(PART) * 10, b"") + PART)
    until_acked(sock)
    time.sleep(0.05)
    abort(sock)


def ends(_sock, _act):
    """Closes without an answer: a FIN."""


def ends_in_body(sock, _act):
    sock.sendall(HEAD % (len(PART) * 10, b"") + PART)
    until_acked(sock)


def keeps_silent(sock, _act):
    """Until the client has gone."""
    with contextlib.suppress(OSError):
        sock.recv(1)


def answers_late(sock, _act):
    """When the client has closed: it resets what comes then."""
    with contextlib.suppress(OSError):
        sock.recv(1)
        time.sleep(0.05)
        sock.sendall(HEAD % (14, b"") + b"Hello, world!\n")
        time.sleep(0.1)


def keeps_alive(sock, act):
    """Answers, and resets the idle connection later."""
    sock.sendall(HEAD % (14, b"Connection: keep-alive\r\n") + b"Hello, world!\n")
    until_acked(sock)
    act.until_reset.wait(PATIENCE)
    abort(sock)
    act.was_reset.set()


def floods(sock, _act):
    """Answers with more than anybody reads."""
    sock.sendall(HEAD % (len(PART) * PARTS, b""))
    for _ in range(PARTS):
        sock.sendall(PART)


ENDINGS = {"ok": answers, "reset": resets, "body": resets_in_body, "fin": ends,
           "short": ends_in_body, "silent": keeps_silent, "late": answers_late,
           "idle": keeps_alive, "flood": floods}
RESETS = ("reset", "body", "unread")
OTHERWISE = ("fin", "short", "silent")


class Server:
    """In a thread of its own.  http: waits for a whole head; otherwise for some bytes."""

    def __init__(self, stage, port=None, http=True):
        self.stage, self.http = stage, http
        self.port = port or stage.port
        self.announced = collections.deque()
        self.listener = stage.listen(self.port)
        self.listener.settimeout(None)
        threading.Thread(target=self.run, daemon=True).start()
        stage.on_close(lambda: self.listener.shutdown(socket.SHUT_RDWR))

    @property
    def address(self):
        return self.stage.address(self.stage.server)

    def run(self):
        with contextlib.suppress(OSError):
            while True:
                sock, _ = self.listener.accept()
                sock.settimeout(PATIENCE)
                threading.Thread(target=self.serve, args=(sock,), daemon=True).start()

    def serve(self, sock):
        with sock, contextlib.suppress(OSError):
            act = self.asked(sock)
            if act is None:
                return
            act.met_by(sock)
            if act.kind == "unread":		# what is read is the end's own business
                return
            self.drain(sock)
            ENDINGS[act.kind](sock, act)

    def asked(self, sock):
        """The act that a request is for; it is left in the receive buffer."""
        heard = b""
        while not heard or self.http and b"\r\n\r\n" not in heard:
            before, heard = heard, sock.recv(65536, socket.MSG_PEEK)
            if not heard:
                return None
            if before == heard:
                time.sleep(0.001)
        if found := re.match(rb"GET \S*?/item-(\d+)", heard):
            return self.stage.acts.get(int(found[1]))
        return self.announced.popleft() if self.announced else None

    @staticmethod
    def drain(sock):
        sock.setblocking(False)
        with contextlib.suppress(BlockingIOError):
            while sock.recv(65536):
                pass
        sock.settimeout(PATIENCE)

    def decoy(self, act):
        """A connection of ours that is reset: no log tells of it."""
        sock = self.stage.client.socket(self.stage.family)
        sock.settimeout(PATIENCE)
        with contextlib.suppress(OSError):
            sock.connect((self.address, self.port))
            sock.sendall(b"GET /item-%d HTTP/1.1\r\n\r\n" % act.number)
            while sock.recv(65536):
                pass
