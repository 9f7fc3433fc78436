# SPDX-License-Identifier: BSD-3-Clause
"""The table of samples in README.md, from what is in truth.json."""

BEGIN = "<!-- table: written by make/run -->\n"
END = "<!-- end of table -->\n"


def expected(truth):
    """What a report has to say, in words; equal endings are counted."""
    words = [f"{e['from']} address, origin {e['origin']}, {e['phase']}, "
             f"{e['effect']}, {e['harm']}" for e in truth["expect"]]
    lines = [(f"{words.count(w)} x: " if words.count(w) > 1 else "") + w
             for i, w in enumerate(words) if w not in words[:i]]
    lines = lines or ["no reset"]
    for end in ("client", "server"):
        if truth[end + "_errno"]:
            lines.append(f"{end}: {truth[end + '_errno']}")
    return "<br>".join(lines)


def row(truth):
    files = "<br>".join(f"`{f}`" for f in truth["files"])
    place = "; ".join(truth["captured_at"])
    return f"| {files} | {truth['shows']} | {truth['how']} ({place}) | {expected(truth)} |\n"


def refresh(path, truths):
    with open(path) as f:
        text = f.read()
    head, _, rest = text.partition(BEGIN)
    _, _, tail = rest.partition(END)
    with open(path, "w") as f:
        f.write(head + BEGIN + "| file | shows | made by (captured at) | expect |\n"
                "|---|---|---|---|\n" + "".join(row(t) for t in truths) + END + tail)
