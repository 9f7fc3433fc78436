#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""A renderer of CommonMark makes of every Markdown report what was meant: headings, lists
and code, and nothing that is active; it says what the text report says.

usage: markdown.py PROGRAM"""

import sys

sys.dont_write_bytecode = True

import commonmark  # noqa: E402
import samples  # noqa: E402


def words(text):
    return " ".join(text.split())


def items(root):
    """(label or None, words) of each item."""
    for item in root.iter("item"):
        paragraph = item[0]
        bold = paragraph[0] if paragraph[0].tag == "strong" else None
        label = commonmark.plain(bold) if bold is not None else None
        told = commonmark.plain(paragraph)
        yield label, words(told[len(label) + 2:] if label else told)


def problems(markdown, text):
    root = commonmark.parse(markdown)
    text = words(text)
    yield from commonmark.active(root)
    for label, told in items(root):
        if f"{label} {told}".strip() not in text if label else told not in text:
            yield f"not in the text report: {label}: {told}"
    for block in root.iter("code_block"):
        if block.get("info") != "text" or words(block.text) not in text:
            yield f"the ladder is another one: {block.text}"
    blocks = [h for h in root.iter("heading") if h.get("level") == "3"]
    if len(blocks) != len(list(root.iter("code_block"))):
        yield "not each block has its ladder"
    for heading in blocks:
        number, _, rest = commonmark.plain(heading).partition(" ")
        word, _, headline = rest.partition(": ")
        if f"{number} {word} {words(headline)}" not in text:
            yield f"not in the text report: {number} {word}: {headline}"
    if blocks and (root[0].tag != "paragraph" or not commonmark.plain(root[0]).endswith(".")):
        yield "no answer stands above all"
    if [commonmark.plain(h) for h in root.iter("heading") if h.get("level") == "2"][-1:] != \
            ["summary"]:
        yield "the summary is not last"


def main():
    if not commonmark.PROGRAM:
        print("skipped: cmark-gfm is not installed")
        return 77
    failures = blocks = 0
    for timeline in samples.timelines():
        markdown = samples.report(sys.argv[1], timeline.files, "markdown").stdout.decode()
        text = samples.report(sys.argv[1], ["-v", *timeline.files], "text").stdout.decode()
        blocks += markdown.count("\n### ")
        for problem in problems(markdown, text):
            print(f"{timeline.name}: {problem}")
            failures += 1
    print(f"{blocks} blocks, {failures} failures")
    return failures != 0


if __name__ == "__main__":
    sys.exit(main())
