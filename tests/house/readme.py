# SPDX-License-Identifier: BSD-3-Clause
"""The documents still tell the truth: the report, the causes and the errors in README.md are
the program's, what it names exists, and its commands run.

With --update, writes the reports, the causes and the errors into README.md anew."""

import json
import os
import re
import subprocess
import sys
import tempfile
import unittest

import house

CAUSES = re.compile(r"(<!-- causes -->\n)(.*?)(<!-- end -->)", re.DOTALL)
REPORT = re.compile(r"(<!-- report: ([^>]+?) -->\n```\n)(.*?)(```\n<!-- end -->)", re.DOTALL)

EXPLAINED = re.compile(r"(<!-- explain: (\S+) -->\n```\n)(.*?)(```\n<!-- end -->)", re.DOTALL)


def report_of(arguments):
    return house.run(*arguments.split(), cwd=house.ROOT).stdout.decode()


def explained(error):
    return house.run("explain", error).stdout.decode()


def measured(how):
    if how is None:
        return "- | - | -"
    return f"{how['precision']:.2f} | {how['recall']:.2f} | {how['cases']}"


def table_of_causes():
    """Each cause with the first sentence of its meaning and how well it is named, by
    chapters."""
    causes = json.loads(house.run("causes", "--format", "json").stdout)["causes"]
    lines, chapter = [], None
    for cause in causes:
        if chapter != cause["chapter"]:
            chapter = cause["chapter"]
            lines += ["", f"| {chapter} | | precision | recall | cases |", "|---|---|--:|--:|--:|"]
        meaning = re.split(r"(?<=\.) (?=[A-Z])", cause["meaning"])[0]
        lines.append(f"| `{cause['slug']}` | {meaning} | {measured(cause['measured'])} |")
    return "\n".join(lines[1:]) + "\n"


def documents():
    return [n for n in house.tracked() if n.endswith(".md")]


class Readme(unittest.TestCase):
    def test_reports_are_what_the_program_prints(self):
        shown = REPORT.findall(house.text("README.md"))
        self.assertTrue(shown)
        for _, sample, report, _ in shown:
            self.assertEqual(report, report_of(sample), "see --update")

    def test_causes_are_those_of_the_program(self):
        self.assertEqual([table for _, table, _ in CAUSES.findall(house.text("README.md"))],
                         [table_of_causes()], "see --update")

    def test_errors_are_explained_as_the_program_does(self):
        shown = EXPLAINED.findall(house.text("README.md"))
        self.assertTrue(shown)
        for _, error, answer, _ in shown:
            self.assertEqual(answer, explained(error), "see --update")

    def test_links_lead_somewhere(self):
        for name in documents():
            for link in re.findall(r"\]\(([^)#:]+)\)", house.text(name)):
                where = os.path.join(os.path.dirname(name), link)
                self.assertTrue(os.path.exists(house.path(where)), f"{name}: {link}")

    def test_what_it_names_exists(self):
        for name in documents():
            for path in re.findall(r"(?:^|[\s`])((?:src|tests|samples|include|\.ci)/[\w./-]*\w)",
                                   house.text(name)):
                self.assertTrue(os.path.exists(house.path(path)) or
                                os.path.exists(house.path(os.path.dirname(name), path)),
                                f"{name}: {path}")

    def test_options_in_examples_are_options(self):
        known = set(re.findall(r"(?<![\w-])--?[\w-]+", house.run("--help").stdout.decode()))
        for line in re.findall(r"\btcpblame (.*?)(?:   |$)", house.text("README.md"),
                               re.MULTILINE):
            for option in re.findall(r"(?<!\S)--?[a-zA-Z][\w-]*", line):
                self.assertIn(option, known, line)

    def test_examples_run(self):
        """Those that read a file, with a sample in its place."""
        sample = REPORT.search(house.text("README.md")).group(2)
        examples = re.findall(r"^tcpblame (.*?\.pcap\S*.*?)(?:  +.*)?$", house.text("README.md"),
                              re.MULTILINE)
        self.assertGreater(len(examples), 3)
        for example in examples:
            command = example.replace("-w evidence.pcapng", "-w /dev/null")
            command = re.sub(r"\S+\.pcap\S*", house.path(sample), command)
            command = re.sub(r"\S+\.log\b", house.path("samples", "forged-reset.log"), command)
            command = command.replace("kernel.trace", house.path("tests/kernel/tracefs.txt"))
            with tempfile.TemporaryDirectory() as folder:
                with open(os.path.join(folder, "my.key"), "wb") as key:
                    key.write(bytes(32))
                ran = subprocess.run(f'"{house.PROGRAM}" {command}', shell=True, cwd=folder,
                                     capture_output=True)
            if b"built without" in ran.stderr:
                continue
            self.assertIn(ran.returncode, (0, 3), (example, ran.stderr))

    def test_the_schema_that_is_named_is_the_one_in_use(self):
        self.assertIn("tcpblame/1", house.run("--format=json", house.path(
            REPORT.search(house.text("README.md")).group(2))).stdout.decode())


def update():
    text = REPORT.sub(lambda m: m[1] + report_of(m[2]) + m[4], house.text("README.md"))
    text = EXPLAINED.sub(lambda m: m[1] + explained(m[2]) + m[4], text)
    text = CAUSES.sub(lambda m: m[1] + table_of_causes() + m[3], text)
    with open(house.path("README.md"), "w", encoding="utf-8") as file:
        file.write(text)


if __name__ == "__main__":
    if sys.argv[1:] == ["--update"]:
        update()
    else:
        house.main()
