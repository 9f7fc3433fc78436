# SPDX-License-Identifier: BSD-3-Clause
"""Resets of MPTCP: one path of a connection ends, the connection goes on by another."""
import socket

import words
from scenario import scenario
from talk import idle, until

IPPROTO_MPTCP = 262


def mptcp_pair(stage, subflows):
    """A connection by MPTCP, by its first path, to a server that takes so many more; and the
    client's second address, from where it joins."""
    second = stage.client.v4.rpartition(".")[0] + ".251"
    stage.client.run(f"ip address add {second}/24 dev eth0")
    stage.client.addresses.add(second)
    stage.client.run("ip mptcp limits set subflows 2 add_addr_accepted 2")
    stage.server.run(f"ip mptcp limits set subflows {subflows}")
    stage.client.run(f"ip mptcp endpoint add {second} id 7 dev eth0 subflow")
    listener = stage.server.socket(socket.AF_INET, socket.SOCK_STREAM, IPPROTO_MPTCP)
    listener.bind((stage.server.v4, stage.port))
    listener.listen(8)
    client = stage.client.socket(socket.AF_INET, socket.SOCK_STREAM, IPPROTO_MPTCP)
    client.bind((stage.client.v4, 0))
    client.connect((stage.server.v4, stage.port))
    server, _ = listener.accept()
    stage.server.open.append(server)
    return client, server, second


def exchange(stage, client, server, times):
    for _ in range(times):
        client.sendall(stage.request())
        server.recv(65536)
        server.sendall(stage.response())
        client.recv(65536)
        idle(stage.rng.uniform(0.03, 0.1))


@scenario(slug="mptcp-subflow-reset", origin="server", phase="established", harm=None,
          effect=None, reason="MPTCP_RST_EPROHIBIT", count=None,
          variants="server server+middle server+any")
def join_refused(stage):
    """A client wants a second path into its MPTCP connection; the server takes none.
    mptcp-subflow-reset: only the joining subflow is reset, and says so by an option.  The
    client's MPTCP then ends its own half by a RST, before its TCP has taken the first."""
    stage.speak(words.HTTP)
    client, server, _ = mptcp_pair(stage, 0)
    exchange(stage, client, server, 4)


@scenario(slug="mptcp-subflow-reset", origin="client", harm="benign",
          phase=("established", "data-transfer"), also=("administrative-abort",), count=None,
          variants="client client+middle client+slow")
def subflow_killed(stage):
    """The second path of an MPTCP connection is killed at the client; the connection goes on
    by the first.
    mptcp-subflow-reset: only the subflow was reset.  That it was an administrator is as
    true."""
    stage.speak(words.HTTP)
    client, server, second = mptcp_pair(stage, 2)
    exchange(stage, client, server, 3)
    until(lambda: second in stage.client.run("ss -4 -H -t -n state established"))
    stage.quiet()
    stage.client.run(f"ss -4 -K state established src {second}")
    exchange(stage, client, server, 3)
