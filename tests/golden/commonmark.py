# SPDX-License-Identifier: BSD-3-Clause
"""A Markdown report as GitHub's renderer understands it (cmark-gfm), and what in it would do
anything but show text."""

import re
import shutil
import subprocess
import xml.etree.ElementTree as ElementTree

PROGRAM = shutil.which("cmark-gfm")
EXTENSIONS = ("table", "autolink", "strikethrough", "tasklist", "footnotes")
OURS = {"document", "heading", "paragraph", "list", "item", "text", "code", "code_block",
        "strong"}
# What GitHub and GitLab look for in text after it was rendered, outside of code.
LATER = re.compile(r"@\w|(?<![&\w])[#!$%~][\w\"]|\w#\d|\bGH-\d|://|\bwww\.|\$|"
                   r":[a-z0-9_+-]*[a-z+_-][a-z0-9_+-]*:|:\d{3,}:", re.IGNORECASE)


def parse(markdown):
    """The document as a tree, its elements without their name space."""
    options = [word for name in EXTENSIONS for word in ("-e", name)]
    done = subprocess.run([PROGRAM, *options, "--to", "xml"],
                          input=markdown.encode(), stdout=subprocess.PIPE, check=True)
    root = ElementTree.fromstring(re.sub(rb"<!DOCTYPE[^>]*>", b"", done.stdout))
    for node in root.iter():
        node.tag = node.tag.rpartition("}")[2]
    return root


def plain(node):
    """Its text, code included."""
    return "".join(n.text or "" for n in node.iter() if n.tag in ("text", "code", "code_block"))


def active(root):
    """What is not just text, in words; nothing if all is well."""
    found = [f"<{n.tag}> {plain(n)!r}" for n in root.iter() if n.tag not in OURS]
    for parent in root.iter():
        text = "".join(n.text or "" if n.tag == "text" else "\0" for n in parent)
        found += [f"{m[0]!r} in {text!r}" for m in LATER.finditer(text)]
    return found
