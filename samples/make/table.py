# SPDX-License-Identifier: BSD-3-Clause
"""How truth.json is written, and the table of samples in README.md made from it."""
import json

BEGIN = "<!-- table: written by make/run -->\n"
END = "<!-- end of table -->\n"


def expected(truth):
    """What a report has to say, in words; equal endings are counted."""
    words = [f"{e['from']} address, origin {e['origin']}, {e['phase']}, "
             f""
             f"{e['effect'] or 'effect not visible'}, {e['harm'] or 'harm not visible'}"
             for e in truth["expect"]]
    lines = [(f"{words.count(w)} x: " if words.count(w) > 1 else "") + w
             for i, w in enumerate(words) if w not in words[:i]]
    lines = lines or ["no reset"]
    for end in ("client", "server"):
        if truth[end + "_errno"]:
            lines.append(f"{end}: {truth[end + '_errno']}")
    return "<br>".join(lines)


def as_json(known):
    """One line for each thing known, one for each element of a list of objects."""
    def value(v):
        if isinstance(v, list) and v and isinstance(v[0], dict):
            return "[\n   " + ",\n   ".join(map(json.dumps, v)) + "]"
        return json.dumps(v)
    samples = (f' "{name}": {{\n' + ",\n".join(f'  "{k}": {value(v)}' for k, v in t.items())
               + "\n }" for name, t in known.items())
    return "{\n" + ",\n".join(samples) + "\n}\n"


def row(truth):
    files = "<br>".join(f"`{f}`" for f in truth["files"])
    place = "; ".join(truth["captured_at"])
    made = f"{truth['how']} ({place})"
    return f"| {files} | {truth['shows']} | {made} | {expected(truth)} |\n"


def refresh(path, truths):
    with open(path) as f:
        text = f.read()
    head, _, rest = text.partition(BEGIN)
    _, _, tail = rest.partition(END)
    with open(path, "w") as f:
        f.write(head + BEGIN + "| file | shows | made by (captured at) | expect |\n"
                "|---|---|---|---|\n" + "".join(row(t) for t in truths) + END + tail)
