# SPDX-License-Identifier: BSD-3-Clause
"""--help and the manual page name the same options, arguments and formats."""

import re
import unittest

import house


def help_options():
    """{every spelling: takes an argument} by --help."""
    shown = house.run("--help").stdout.decode()
    options = {}
    for letter, name, arg in re.findall(
            r"^  (?:(-\w),|   ) (--[\w-]+)(?: ([A-Z]+)(?:,\.\.\.)?)?(?: |$)", shown, re.MULTILINE):
        options[name] = bool(arg)
        if letter:
            options[letter] = bool(arg)
    return options


def manual_options():
    """The same by the manual page."""
    options = {}
    for item in re.findall(r"^\.It (Fl .*)$", house.text("src/cli/tcpblame.1"), re.MULTILINE):
        for form in item.split(" , "):
            name, arg = re.fullmatch(r"Fl (\S+)(?: Ar (\S+))?", form).groups()
            options["-" + name] = bool(arg)
    return options


class Manual(unittest.TestCase):
    def test_help_names_options(self):
        self.assertGreater(len(help_options()), 20)

    def test_manual_and_help_have_the_same_options(self):
        self.assertEqual(help_options(), manual_options())

    def test_manual_names_every_format(self):
        formats = house.run("--help").stdout.decode().split("\nFormats:\n")[1].split("\n\n")[0]
        for line in formats.splitlines():
            self.assertIn(f".Cm {line.split()[0]}\n", house.text("src/cli/tcpblame.1"))

    def test_manual_names_every_command(self):
        shown = house.run("--help").stdout.decode()
        commands = re.search(r"\nCommands[^\n]*\n(.*?)\n\n", shown, re.DOTALL).group(1)
        for line in commands.splitlines():
            self.assertIn(f".It Cm {line.split()[0]}\n", house.text("src/cli/tcpblame.1"))


if __name__ == "__main__":
    house.main()
