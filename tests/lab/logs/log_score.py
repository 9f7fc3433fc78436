# SPDX-License-Identifier: BSD-3-Clause
"""What the judged entries of logs amount to."""
import collections
import operator

# What is wanted, and what the gate lets pass.
RIGHT = (0.95, 0.90)	# of the entries that tell of a reset and could be told apart
WRONG = (0.01, 0.015)	# of the entries that were offered with their own captures
ASTRAY = (0.01, 0.05)	# of those that were offered with the captures of another play
BINS = 20		# of scores
VERDICTS = ("right", "untied", "wrong")
TRUTHS = {"reset": "tell of a reset of this capture",
          "open": "tell as well of another reset",
          "may": "come before a reset that they bring about",
          "no reset": "tell of a connection without a reset here",
          "same hosts": "are of another day of the same hosts",
          "other hosts": "are of other hosts"}
SILENT = ("no reset", "same hosts", "other hosts")


def clock_of(row):
    return "no time" if not row["timed"] else "wrong clock" if row["shift"] else "right clock"


def counted(rows, key):
    """{value of the key: Counter of verdicts}"""
    table = collections.defaultdict(collections.Counter)
    for row in rows:
        table[key(row)][row["verdict"]] += 1
    return table


def table(title, rows, key):
    print(f"\n{title:44}" + "".join(f"{v:>8}" for v in VERDICTS))
    for name, votes in sorted(counted(rows, key).items()):
        print(f"  {name:42}" + "".join(f"{votes[v]:8}" for v in VERDICTS))


def place(row):
    of = "its own capture" if row["own"] else "another play's capture"
    return f"{row['scenario']}@{row['variant']} {row['vantage']} seed {row['seed']}, {of}"


def show_misses(rows):
    """Each wrong tie, and each that is missing."""
    for row in rows:
        if row["verdict"] == "wrong" or row["verdict"] == "untied" and row["truth"] == "reset":
            first = row["text"].splitlines()[0] if row["text"] else ""
            print(f"{row['verdict']} {place(row)}: lines {row['lines'][0]}-{row['lines'][-1]}: "
                  f"{first[:150]}")


def show(rows):
    show_misses(rows)
    table("entries that", rows, lambda r: TRUTHS[r["truth"]])
    telling = [r for r in rows if r["truth"] == "reset"]
    table("tell of a reset, by what they give", telling,
          lambda r: f"{r['given']}, {clock_of(r)}")
    table("tell of a reset, by program", telling, lambda r: f"{r['scenario']}@{r['variant']}")
    silent = [r for r in rows if r["truth"] in SILENT]
    table("tell of none, by what they give", silent,
          lambda r: f"{r['truth']}: {r['given']}, {clock_of(r)}")
    table("tell of none, by program", silent, lambda r: r["scenario"])
    show_scores(rows)
    show_ties(rows)


def show_scores(rows):
    """How often a tie was right, by the score that it was given."""
    votes = collections.defaultdict(list)
    for tie in (tie for row in rows for tie in row["ties"]):
        votes[min(int(tie["score"] * BINS), BINS - 1)].append(tie["right"])
    print("\nties, by score: how many, how often right")
    for b, right in sorted(votes.items()):
        print(f"  {b / BINS:.2f}-{(b + 1) / BINS:.2f} {len(right):5}  {sum(right) / len(right):.3f}")


def show_ties(rows):
    """What right ties say besides."""
    right = [(r, tie) for r in rows if r["verdict"] == "right" for tie in r["ties"]]
    ends = collections.Counter(
        "not said" if not tie.get("end") else "right" if tie["end"] == r["writer"] else "wrong"
        for r, tie in right)
    agrees = collections.Counter(str(tie.get("agrees")) for _, tie in right)
    print(f"\nright ties: which end wrote it {dict(ends)}, agrees {dict(agrees)}")


def share(rows, verdict):
    return sum(r["verdict"] == verdict for r in rows) / max(len(rows), 1)


def gate(rows):
    """Prints the bars; whether the gate stays open."""
    bars = (("tied rightly", share([r for r in rows if r["truth"] == "reset"], "right"),
             RIGHT, operator.ge),
            ("tied wrongly", share([r for r in rows if r["own"]], "wrong"), WRONG, operator.le),
            ("tied to another play's resets", share([r for r in rows if not r["own"]], "wrong"),
             ASTRAY, operator.le))
    print("\nbars: value, wanted, let pass")
    for what, value, bar, keeps in bars:
        state = "met" if keeps(value, bar[0]) else "missed" if keeps(value, bar[1]) else "BROKEN"
        print(f"  {what:30} {value:6.4f}  {bar[0]:<5g}  {bar[1]:<5g}  {state}")
    return all(keeps(value, bar[1]) for _, value, bar, keeps in bars)
