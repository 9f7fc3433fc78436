# SPDX-License-Identifier: BSD-3-Clause
"""Two network namespaces, joined by a veth pair."""
import os
import shutil
import subprocess
import sys
import time

SKIPPED = 77		# what ctest takes for "skipped"
NEAR, FAR = "soak0", "soak1"
MAC = "02:00:00:00:00:02"	# of FAR
CLIENTS = 4		# addresses of NEAR, from 10.77.1.1 on; FAR has 10.77.0.2


def enter_namespace(*programs):
    """Starts this program again in a network namespace of its own."""
    if os.environ.pop("SOAK_INSIDE", None):
        return
    ways = (["unshare", "--net"], ["unshare", "--user", "--map-root-user", "--net"])
    for way in ways[os.geteuid() != 0:]:
        if all(map(shutil.which, programs)) and subprocess.run(
                [*way, "true"], capture_output=True, check=False).returncode == 0:
            os.environ["SOAK_INSIDE"] = "yes"
            os.execvp(way[0], [*way, sys.executable, *sys.argv])
    print(f"skipped: needs {', '.join(programs)}, and root or user namespaces")
    sys.exit(SKIPPED)


class Network:
    """NEAR is here, FAR is there."""

    def __init__(self):
        self.holder = subprocess.Popen(["unshare", "--net", "sleep", "infinity"])
        self.far = f"/proc/{self.holder.pid}/ns/net"
        while os.stat(self.far).st_ino == os.stat("/proc/self/ns/net").st_ino:
            time.sleep(0.01)
        self.run(f"ip link add {NEAR} type veth peer name {FAR} netns {self.holder.pid}")
        for client in range(1, CLIENTS + 1):
            self.run(f"ip address add 10.77.1.{client}/16 dev {NEAR}")
        self.run(f"ip link set {NEAR} up")
        self.run(f"ip address add 10.77.0.2/16 dev {FAR}", there=True)
        self.run(f"ip link set {FAR} address {MAC} up", there=True)

    def _enter(self, command, there):
        return [*(["nsenter", f"--net={self.far}"] if there else []), *command]

    def run(self, command, there=False, text=None):
        subprocess.run(self._enter(command.split(), there), input=text, check=True, text=True)

    def start(self, command, there=False, **more):
        return subprocess.Popen(self._enter(command, there), **more)

    def __enter__(self):
        return self

    def __exit__(self, *what):
        self.holder.kill()
        self.holder.wait()
