# SPDX-License-Identifier: BSD-3-Clause
"""What a scenario may set up beside its connections: loss, programs, forgers."""
import contextlib
import glob
import os
import shutil
import signal
import subprocess
import tempfile
import threading
import time

from packet import Forger, sequence_numbers
from talk import until

# Where programs are that are not for everybody's PATH.
PLACES = ["/usr/sbin", "/sbin", *sorted(glob.glob("/usr/lib/postgresql/*/bin"), reverse=True)]
START_LIMIT = 20.0	# seconds until a program listens
LOSS = "inet lab_loss"


@contextlib.contextmanager
def dropping(stage, host, hook, *rules):
    """While it lasts the host drops what the rules match.  RSTs made meanwhile are lost: on
    the way, or before any capture saw them where their own host drops its output."""
    chain = f"add chain {LOSS} {hook} {{ type filter hook {hook} priority -300; }}\n"
    host.nft(f"add table {LOSS}\n" + chain
             + "".join(f"add rule {LOSS} {hook} {rule} drop\n" for rule in rules))
    since = time.monotonic()
    try:
        yield
        stage.quiet()
    finally:
        times = stage.unsent if hook == "output" else stage.lab.lost
        times.append((since, time.monotonic()))
        host.nft(f"delete table {LOSS}\n")


RST = "tcp flags & rst == rst"


def of_client(stage):
    return f"{'ip6' if stage.v6 else 'ip'} saddr {stage.address(stage.client)}"


def of_server(stage):
    return f"{'ip6' if stage.v6 else 'ip'} saddr {stage.address(stage.server)}"


def of(stage, end):
    return {"client": of_client, "server": of_server}[end](stage)


def kill_sockets(stage, host, filter_words):
    """What an administrator's `ss -K` does."""
    host.run(["ss", "-6" if stage.v6 else "-4", "-K", *filter_words.split()])


def closes_at(host, port):
    """Whether nobody listens there."""
    return f":{port} " not in host.run("ss -H -l -t -n")


def find(program):
    """Where it is; None if it is not installed."""
    return shutil.which(program, path=os.pathsep.join([os.environ["PATH"], *PLACES]))


class Program:
    """A program of the distribution that plays one end.  streams: those that it is given."""

    def __init__(self, stage, host, command, port=None, user=None, environment=None, **streams):
        silent = dict.fromkeys(("stdin", "stdout", "stderr"), subprocess.DEVNULL)
        with host.inside():
            self.process = subprocess.Popen(
                [find(command[0]), *command[1:]], user=user, group=user, env=environment,
                start_new_session=True, **{**silent, **streams})
        stage.on_close(self.stop)
        if port:
            until(lambda: not closes_at(host, port), START_LIMIT)

    def kill(self, number=signal.SIGKILL):
        """All processes of it at once."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, number)
        self.process.wait()

    def stop(self):
        self.kill()

    def wait(self, limit=START_LIMIT):
        return self.process.wait(limit)


def folder(stage, user=None):
    """A directory that ends with the stage."""
    path = tempfile.mkdtemp(prefix="lab-")
    os.chmod(path, 0o755)
    if user:
        shutil.chown(path, user)
    stage.on_close(lambda: shutil.rmtree(path, ignore_errors=True))
    return path


def written(path, text):
    with open(path, "w", encoding="utf-8") as f:
        f.write(text)
    return path


class Injector(Forger):
    """A forger on the path who has seen the connection."""

    def __init__(self, stage, pair):
        super().__init__(stage.lab)
        self.pair = pair
        self.ends = {end: pair[end].getsockname() for end in ("client", "server")}

    def next_of(self, end):
        """The sequence number that this end's next byte will have."""
        return sequence_numbers(self.pair[end])[0]

    def inject(self, pretended, step=0, **fields):
        """A RST in the name of one end, to the other; step: off the exact number."""
        victim = "server" if pretended == "client" else "client"
        self.reset(self.ends[pretended], self.ends[victim], self.next_of(pretended) + step,
                   **fields)


class Timers:
    """Of an application that acts on each of its connections a certain time after."""

    def __init__(self, seconds):
        self.seconds, self.running = seconds, []

    def start(self, act):
        timer = threading.Timer(self.seconds, act)
        timer.start()
        self.running.append(timer)

    def wait(self):
        for timer in self.running:
            timer.join()
