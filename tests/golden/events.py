#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""What goes into other tools says the same as JSON, in the words of these tools.

usage: events.py SCHEMAS PROGRAM MAKER CAPTURE...

Each capture, all of them together, and those that MAKER writes into a folder are reported
as ecs, eve, csv and ndjson; with TCPBLAME_EVERY set every so many of each, as in
validate_schema.py, and all together.  Events are held against their schemas in the folder SCHEMAS,
and against what Elastic and Suricata say of each field; rows and events against ndjson.
An index takes one type under one name, so over all of this each name has one."""

import csv
import glob
import io
import ipaddress
import json
import os
import re
import subprocess
import sys
import tempfile

sys.dont_write_bytecode = True

import validate_schema  # noqa: E402  skips the test where jsonschema is missing
from validate_schema import Draft202012Validator, check_all, run  # noqa: E402

# Fields of the Elastic Common Schema and their types; a list: the field is an array.
# From generated/csv/fields.csv of github.com/elastic/ecs, 8.12.0-dev (7b66579).
ECS = {
    "@timestamp": "date", "message": "match_only_text", "ecs.version": "keyword",
    "event.kind": "keyword", "event.category": ["keyword"], "event.type": ["keyword"],
    "event.outcome": "keyword", "event.action": "keyword", "event.module": "keyword",
    "event.dataset": "keyword", "event.reason": "keyword", "event.sequence": "long",
    "event.start": "date", "event.end": "date", "event.duration": "long",
    "network.transport": "keyword", "network.type": "keyword", "network.iana_number": "keyword",
    "network.protocol": "keyword", "network.community_id": "keyword", "network.packets": "long",
    "network.bytes": "long", "network.vlan.id": "keyword", "network.inner.vlan.id": "keyword",
    "tls.client.server_name": "keyword", "url.domain": "keyword",
    "http.request.method": "keyword", "http.response.status_code": "long",
    "error.code": "keyword", "error.message": "match_only_text",
    "related.ip": ["ip"], "related.hosts": ["keyword"],
    "observer.product": "keyword", "observer.type": "keyword", "observer.version": "keyword",
    "observer.ingress.interface.name": "keyword",
    "process.pid": "long", "process.name": "keyword",
}
for _end in "source", "destination", "client", "server":
    ECS.update({f"{_end}.ip": "ip", f"{_end}.port": "long", f"{_end}.packets": "long",
                f"{_end}.bytes": "long"})
# What the schema allows in the category "network".
ECS_TYPES = {"access", "allowed", "connection", "denied", "end", "info", "protocol", "start"}

# Fields of EVE and their types.  From etc/schema.json of github.com/OISF/suricata (0d3cfbb),
# in_iface from doc/userguide/_generated/eve-index.rst.
EVE = {
    "timestamp": "string", "flow_id": "integer", "in_iface": "string", "pcap_cnt": "integer",
    "pcap_filename": "string", "event_type": "string", "vlan": ["number"], "src_ip": "string",
    "src_port": "integer", "dest_ip": "string", "dest_port": "integer", "proto": "string",
    "direction": "string", "app_proto": "string", "community_id": "string",
    "flow.pkts_toserver": "integer", "flow.pkts_toclient": "integer", "flow.start": "string",
    "flow.end": "string", "flow.age": "integer", "flow.state": "string",
    "tcp.syn": "boolean", "tcp.fin": "boolean", "tcp.ack": "boolean", "tcp.rst": "boolean",
    "tcp.state": "string", "tls.sni": "string", "http.hostname": "string",
    "http.http_method": "string", "http.status": "integer",
}
EVE_TIMESTAMP = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d+[+\-]\d+")


def is_ip(value):
    try:
        return isinstance(value, str) and bool(ipaddress.ip_address(value))
    except ValueError:
        return False


def is_integer(value):
    return isinstance(value, int) and not isinstance(value, bool)


IS_OF = {
    "keyword": lambda v: isinstance(v, str), "match_only_text": lambda v: isinstance(v, str),
    "string": lambda v: isinstance(v, str), "boolean": lambda v: isinstance(v, bool),
    "long": is_integer, "integer": is_integer, "number": is_integer, "ip": is_ip,
    "date": lambda v: re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{9}Z", v),
}


def bundle(folder, name):
    """A schema with those that it refers to inside of it, and all objects closed."""
    found = {}

    def load(file):
        if file not in found:
            found[file] = None
            with open(os.path.join(folder, file), encoding="utf-8") as opened:
                found[file] = relocated(json.load(opened), file)

    def relocated(value, home):
        if isinstance(value, list):
            return [relocated(v, home) for v in value]
        if not isinstance(value, dict):
            return value
        moved = {k: relocated(v, home) for k, v in value.items()}
        if isinstance(value.get("$ref"), str):
            file, _, path = value["$ref"].partition("#")
            load(file or home)
            moved["$ref"] = f"#/$defs/{file or home}{path}"
        return moved

    load(name)
    validate_schema.close(found)
    return {"$ref": f"#/$defs/{name}", "$defs": found}


def leaves(value, path=""):
    """(name, value) of all that are no objects; what is in lists has the list's name."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from leaves(inner, f"{path}.{key}" if path else key)
    elif isinstance(value, list):
        for inner in value:
            yield from leaves(inner, path)
    else:
        yield path, value


def fields(event):
    """(name, value) as leaves(), but lists whole and without our own."""
    def walk(value, path):
        for key, inner in value.items():
            name = f"{path}.{key}" if path else key
            if isinstance(inner, dict):
                yield from walk(inner, name)
            else:
                yield name, inner
    return walk({k: v for k, v in event.items() if k != "tcpblame"}, "")


class Checker:
    def __init__(self, folder):
        self.validators = {}
        for name in "ecs", "eve":
            schema = bundle(folder, f"tcpblame-{name}-1.schema.json")
            Draft202012Validator.check_schema(schema)
            self.validators[name] = Draft202012Validator(schema)
        self.types = {}
        self.events = 0
        self.failures = 0

    def fail(self, what, message):
        print(f"{what}: {message}")
        self.failures += 1

    def schema(self, name, what, event):
        for error in self.validators[name].iter_errors(event):
            path = "/".join(map(str, error.absolute_path))
            self.fail(what, f"{name}: /{path}: {error.message}")

    def scheme(self, known, what, event):
        """Are the fields that it has in common with its scheme of the scheme's types?"""
        for name, value in fields(event):
            wanted = known.get(name)
            if wanted is None:
                self.fail(what, f"the scheme has no {name}")
            elif isinstance(wanted, list) != isinstance(value, list):
                self.fail(what, f"{name} is a list, or should be one")
            elif not all(IS_OF[wanted[0]](v) for v in value) if isinstance(wanted, list) \
                    else not IS_OF[wanted](value):
                self.fail(what, f"{name} is no {wanted}: {value!r}")

    def one_type(self, name, what, event):
        """An index refuses a document that has another type under a name that it knows."""
        for path, value in leaves(event):
            if value is None:
                continue
            kind = "number" if is_integer(value) or isinstance(value, float) else type(value)
            if self.types.setdefault((name, path), kind) != kind:
                self.fail(what, f"{name}: {path} has two types")

    def same_findings(self, what, event, reset):
        """Our own member is the reset of tcpblame/1, but for what the head says."""
        own = dict(event["tcpblame"])
        own.pop("schema")
        reset = {k: v for k, v in reset.items() if k not in ("type", "frames", "ladder")}
        if own.pop("rsts") != len(reset.pop("segments")):
            self.fail(what, "rsts is not the number of RSTs")
        for kept, whole in zip(own.pop("evidence"), reset.pop("evidence")):
            files = kept.pop("files", [own["file"]] * len(kept["frames"]))
            places = [(f["file"], f["frame"]) if isinstance(f, dict) else (own["file"], f)
                      for f in whole.pop("frames")]
            if list(zip(files, kept.pop("frames"))) != places or kept != whole:
                self.fail(what, "evidence differs from ndjson")
        if own != reset:
            self.fail(what, "tcpblame differs from ndjson")

    def ecs(self, what, event, reset):
        flow = reset["flow"]
        if not set(event["event"]["type"]) <= ECS_TYPES:
            self.fail(what, "event.type is not for networks")
        told = (event["@timestamp"], event["source"]["ip"], event["server"]["port"],
                event["network"]["community_id"], event["event"]["sequence"])
        if told != (reset["time"], flow["client"]["ip"], flow["server"]["port"],
                    flow["community_id"], reset["id"]):
            self.fail(what, "ecs differs from ndjson")

    def eve(self, what, event, reset):
        flow = reset["flow"]
        if not EVE_TIMESTAMP.fullmatch(event["timestamp"]) or \
                reset["time"][:26] != event["timestamp"][:26]:
            self.fail(what, "the time of eve differs from ndjson")
        told = (event["pcap_filename"], event["pcap_cnt"], event["src_ip"], event["dest_port"],
                event["direction"] == "to_client", event.get("vlan", []))
        if told != (reset["file"], reset["frame"], flow["client"]["ip"],
                    flow["server"]["port"], reset["rst"]["from"] == "server", flow["vlan"]):
            self.fail(what, "eve differs from ndjson")

    def row(self, what, row, reset):
        flow, cause = reset["flow"], reset["cause"]
        wanted = {
            "id": reset["id"], "time": reset["time"], "frame": reset["frame"],
            "rsts": len(reset["segments"]), "client_ip": flow["client"]["ip"],
            "server_port": flow["server"]["port"], "protocol": flow.get("protocol", ""),
            "harm": reset["harm"]["verdict"], "cause": cause["slug"],
            "phase": reset["phase"], "server_state": reset["state"]["server"],
            "effect": reset["effect"]["verdict"], "origin": reset["origin"]["by"],
            "seq": reset["rst"]["seq"], "flags": reset["rst"]["flags"],
            "trigger_frame": (reset["trigger"] or {}).get("frame", ""),
            "community_id": flow["community_id"], "filter": reset["filter"],
            "vlan": " ".join(map(str, flow["vlan"])),
        }
        for name, value in wanted.items():
            if row[name] != str(value):
                self.fail(what, f"csv: {name} is {row[name]!r}, not {value!r}")
        if float(row["confidence"]) != cause["confidence"]:
            self.fail(what, "csv: confidence")
        for side in "client", "server":
            error = reset["errors"].get(side, {})
            met = "none" if error is None else error.get("condition", "")
            if row[f"{side}_meets"] != met:
                self.fail(what, f"csv: {side}_meets is {row[f'{side}_meets']!r}, not {met!r}")

    def capture(self, program, captures):
        what = captures[0] if len(captures) == 1 else f"{len(captures)} captures together"
        resets = [line for line in map(json.loads, run(program, "ndjson", captures).splitlines())
                  if line["type"] == "reset"]
        for name, known, same in ("ecs", ECS, self.ecs), ("eve", EVE, self.eve):
            events = [json.loads(line) for line in run(program, name, captures).splitlines()]
            if len(events) != len(resets):
                self.fail(what, f"{name}: {len(events)} events of {len(resets)} endings")
            for event, reset in zip(events, resets):
                self.schema(name, what, event)
                self.scheme(known, what, event)
                self.one_type(name, what, event)
                same(what, event, reset)
                self.same_findings(what, event, json.loads(json.dumps(reset)))
            self.events += len(events)
        table = run(program, "csv", captures)
        rows = list(csv.DictReader(io.StringIO(table), strict=True))
        if len(rows) != len(resets) or table.count("\n") != len(rows) + 1 or "\r" in table:
            self.fail(what, "csv: rows are not one line each")
        for row, reset in zip(rows, resets):
            self.row(what, row, reset)


def main():
    folder, program, maker, *captures = sys.argv[1:]
    checker = Checker(folder)
    alone = check_all(checker, program, captures)
    with tempfile.TemporaryDirectory() as made:
        subprocess.run([maker, made], check=True)
        alone += check_all(checker, program, sorted(glob.glob(os.path.join(made, "*.pcap*"))))
    print(f"{alone} captures alone, {checker.events} events, {checker.failures} failures")
    return checker.failures != 0


if __name__ == "__main__":
    sys.exit(main())
