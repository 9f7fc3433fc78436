# SPDX-License-Identifier: BSD-3-Clause
"""Tools that people and scripts run once for each connection: curl, ssh, psql,
redis-cli.  Their messages have no time; what collects them stamps it."""
import log_programs as programs
import props
from log_files import Collected
from log_servers import Server
from log_stage import logged


def runs(stage, log, server, kinds, command):
    """One run for each kind.  command: a function of the act and its port."""
    with programs.noise(stage, server):
        for kind in kinds:
            act = stage.act(kind)
            act.due = kind != "late"
            port = programs.target(stage, server, act)
            if not server.http and port == server.port:
                server.announced.append(act)
            stage.program(stage.client, command(act, port), stdout=log.pipe,
                          stderr=log.pipe).wait()
            log.mark(act)
            stage.pause()


@logged(needs="curl", variants="quiet verbose named quiet+v6")
def curl(stage):
    """A script runs curl, silent but for errors, or verbose, or says itself what it fetches."""
    log = Collected(stage, "cron.log", "client", "curl")
    options = ["-v"] if "verbose" in stage.words else []

    def command(act, port):
        url = programs.url_of(stage, act, port)
        curl = ["curl", "-sS", "-m", "1", "-o", "/dev/null", *options, url]
        if "named" in stage.words:
            return ["sh", "-c", '"$@" 2>&1 | sed "s|^|fetching $0: |"', url, *curl]
        return curl
    kinds = programs.plan(stage, otherwise=("fin", "short", "silent", "late", "deaf", "icmp"))
    runs(stage, log, Server(stage), kinds, command)


@logged(needs="curl", variants="plain slow")
def curl_tls(stage):
    """curl begins TLS, and the server resets it or closes when it has seen the ClientHello."""
    log = Collected(stage, "cron.log", "client", "curl")
    runs(stage, log, Server(stage, http=False), ["reset", "fin", "reset", "reset", "fin"],
         lambda act, port: ["curl", "-sSk", "-m", "2", programs.url_of(stage, act, port, "https")])


@logged(needs="ssh", variants="plain v6")
def ssh(stage):
    """ssh is reset, closed, refused or not answered before it has seen a banner."""
    log = Collected(stage, "ssh.log", "client", "backup")
    options = [word for option in ("BatchMode=yes", "ConnectTimeout=1",
                                   "StrictHostKeyChecking=no", "UserKnownHostsFile=/dev/null")
               for word in ("-o", option)]
    kinds = programs.plan(stage, resets=("reset", "unread"),
                          otherwise=("fin", "silent", "deaf", "icmp"))
    kinds = [k for k in kinds if k != "ok"]
    runs(stage, log, Server(stage, 22, http=False), kinds, lambda act, port: [
        "ssh", "-F", "/dev/null", *options, "-p", str(port), stage.address(stage.server), "true"])


@logged(needs="psql", variants="plain")
def psql(stage):
    """psql's server resets it, closes or is not there."""
    log = Collected(stage, "psql.log", "client", "report")
    kinds = programs.plan(stage, resets=("reset", "unread"), otherwise=("fin", "icmp", "refused"))
    kinds = [k for k in kinds if k != "ok"]
    runs(stage, log, Server(stage, 5432, http=False), kinds, lambda act, port: [
        props.find("psql"), f"host={stage.address(stage.server)} port={port} user=lab "
        "dbname=lab sslmode=disable connect_timeout=2", "-c", "select 1"])


@logged(needs="redis-cli", variants="plain")
def redis_cli(stage):
    """redis-cli's server resets it, closes or is not there."""
    log = Collected(stage, "cache.log", "client", "cache")
    kinds = programs.plan(stage, resets=("reset", "unread"), otherwise=("fin", "icmp", "refused"))
    kinds = [k for k in kinds if k != "ok"]
    runs(stage, log, Server(stage, 6379, http=False), kinds, lambda act, port: [
        "redis-cli", "-h", stage.address(stage.server), "-p", str(port), "GET", "key"])
