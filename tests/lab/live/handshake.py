# SPDX-License-Identifier: BSD-3-Clause
"""Resets before a connection is one."""
from scenario import scenario
from talk import until_state


@scenario(slug="connection-refused", origin="server", phase="syn-sent", reason="NO_SOCKET",
          variants="server server+v6 server+nat server+slow server+loop server+any "
                   "server+middle")
def refused(stage):
    """A client connects to a port where nobody listens.
    connection-refused: the kernel found no socket."""
    stage.speak()
    stage.connect()


@scenario(slug="firewall-reject", origin="third-party", side="server", phase="syn-sent",
          variants="server server+v6 server+slow server+middle")
def rejected_by_firewall(stage):
    """The router rejects a port that the server listens to; another port works.
    firewall-reject: a rule answers for the server, which never sees the SYN."""
    open_port = stage.speak()
    stage.filter("tcp dport 8443 reject with tcp reset")
    stage.listen(8443)
    pair = stage.pair(port=open_port)
    stage.exchange(pair)
    stage.lab.end(pair["client"], pair["server"])
    stage.connect(port=8443)
