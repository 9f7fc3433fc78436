# SPDX-License-Identifier: BSD-3-Clause
"""What has to be there before real stacks can play, and how long they may."""
import contextlib
import os
import platform
import re
import signal

SKIP = 77
GIVES_REASONS = (6, 12)		# Linux


def open_trace():
    """The kernel's trace and None, or None and why there is none to be had."""
    if os.geteuid() != 0:
        return None, "network namespaces need root"
    if tuple(map(int, re.findall(r"\d+", platform.release())[:2])) < GIVES_REASONS:
        return None, "this kernel does not give its reasons for all resets"
    import kernel		# noqa: PLC0415: from the samples' laboratory
    try:
        return kernel.Trace(), None
    except OSError as e:
        return None, f"there is no trace of resets: {e}"


class OutOfTime(Exception):
    """Not an OSError: what scenarios make of those is part of the play."""


@contextlib.contextmanager
def time_limit(seconds):
    def out_of_time(_signal, _frame):
        raise OutOfTime(f"not done in {seconds} seconds")
    signal.signal(signal.SIGALRM, out_of_time)
    signal.alarm(seconds)
    try:
        yield
    finally:
        signal.alarm(0)
