# SPDX-License-Identifier: BSD-3-Clause
"""What the judged rows amount to: totals, bars, reliability, confusion."""
import collections
import operator

from judge import UNSURE

SPLITS = ("fit", "held", "both")
SURE = 0.9		# a verdict of this confidence is expected to stand
BINS = 10
EPSILON = 0.005		# confidences are printed with two digits

# Members of a row's `right` and the share that has to be right in the half held back: what is
# wanted, and what the gate lets pass. Below the first is work to do, and is printed; below the
# second something broke. Between them lie two scenarios: what one seed differs from the next by.
BARS = {"origin": (0.98, 0.97), "phase": (0.99, 0.98), "effect": (0.99, 0.98),
        "cause": (0.92, 0.90), "cause2": (0.98, 0.96), "sure": (0.97, 0.96),
        "errors": (0.97, 0.95)}
PARTS = {"errors": ("errors.client", "errors.server")}	# members of a row that are one here
ECE = (0.05, 0.06)
CHANGED = (0, 6)	# sure answers that a poorer capture changed, of some 3000
ACCUSED = (0, 1)	# scenarios where an end's reset is laid at a third party's door
FAILED = (0, 2)		# scenarios that did not do what they claim: no evidence, seldom a fault here
TOLD = ("cause", "cause2", "origin", "naive", "phase", "effect", "harm", "errors.client",
        "errors.server", "group")
LABEL = {"cause": "cause top1", "cause2": "cause top2", "naive": "origin by address alone",
         "errors": "errors of both ends"}
CONFIDENT = {"cause": ("slug", "confidence"), "origin": ("origin", "origin_confidence")}


def folded(rows):
    """Equal episodes of one capture, as those of a port scan, count as one, which is right
    where all of them are; it speaks for them by one that is wrong, if there is one."""
    alike = collections.defaultdict(list)
    for row in rows:
        alike[row["scenario"], row["variant"], row["vantage"], row["degraded"],
              str(row["truth"])].append(row)
    for group in alike.values():
        right = {m: all(r["right"].get(m, True) for r in group)
                 for m in dict.fromkeys(m for r in group for m in r["right"])}
        worst = min(group, key=lambda r: (r["right"].get("origin", True)
                                          + 2 * r["right"].get("cause", True)))
        yield {**worst, "right": {**right, "its own": worst["right"]}}


def of_split(rows, split):
    return [r for r in rows if split in (r["split"], "both")]


def whole(rows):
    return [r for r in rows if r["degraded"] is None]


def share(rows, member):
    """(right, total)"""
    votes = [r["right"][m] for r in rows for m in PARTS.get(member, (member,))
             if m in r["right"]]
    return sum(votes), len(votes)


def verdicts(rows, what):
    """(confidence, right) of every answer that is one."""
    answer, confidence = CONFIDENT[what]
    return [(r["found"][confidence], r["right"]["its own"][what]) for r in rows
            if r["found"] and what in r["right"] and r["found"][answer] not in UNSURE]


def sure(rows):
    """(right, total) of the answers of either kind that claim to be sure."""
    votes = [right for what in CONFIDENT for c, right in verdicts(rows, what) if c >= SURE]
    return sum(votes), len(votes)


def bins(pairs):
    """[(answers, mean confidence, share that is right)] for each tenth of confidence."""
    sorted_in = collections.defaultdict(list)
    for confidence, right in pairs:
        sorted_in[min(int(confidence * BINS), BINS - 1)].append((confidence, right))
    return {b: (len(p), sum(c for c, _ in p) / len(p), sum(r for _, r in p) / len(p))
            for b, p in sorted(sorted_in.items())}


def ece(pairs):
    """Expected calibration error: how far confidence and truth are apart, on average."""
    return sum(n * abs(c - r) for n, c, r in bins(pairs).values()) / max(len(pairs), 1)


def wrongly_third(rows):
    """Resets made by an end that the report lays at a third party's door."""
    return [r for r in rows if r["found"] and r["found"]["origin"] == "third-party"
            and r["truth"]["origin"] in ("client", "server")]


def confusion(rows, member):
    """Counter of (truth, found)."""
    return collections.Counter((r["truth"][member], r["found"][member] if r["found"] else "-")
                               for r in rows)


def by_slug(rows):
    """slug: (found rightly, true, found)"""
    table = collections.defaultdict(lambda: [0, 0, 0])
    for r in (r for r in rows if r["truth"]["slug"]):
        found = r["found"]["slug"] if r["found"] else "-"
        right = r["right"]["cause"]
        table[r["truth"]["slug"]][0] += right
        table[r["truth"]["slug"]][1] += 1
        table[r["truth"]["slug"] if right else found][2] += 1
    return table


# --- degraded captures --------------------------------------------------------

LISTED = 25		# of the cases that are shown


def key_of(row):
    return (row["scenario"], row["variant"], row["vantage"], str(row["truth"]),
            str(row["kernel"]))


def unsteady(rows):
    """(changed, risen): of degraded captures, those where a sure answer became another one,
    and those where less evidence made the program surer of it.  An answer that was not given
    any more is neither."""
    full = {key_of(r): r for r in whole(rows)}
    changed, risen = [], []
    for row in rows:
        before = full.get(key_of(row)) if row["degraded"] else None
        if not before:
            continue
        for what, (answer, confidence) in CONFIDENT.items():
            old, new = before["found"], row["found"]
            if old[answer] != new[answer]:
                if max(old[confidence], new[confidence]) >= SURE and new[answer] not in UNSURE:
                    changed.append((what, before, row))
            elif new[answer] not in UNSURE and new[confidence] > old[confidence] + EPSILON:
                risen.append((what, before, row))
    return changed, risen


# --- the gate -----------------------------------------------------------------

def reached(rows, failed):
    """(what, value, keeps, wanted, let pass) of every bar; keeps(value, bar): on the right
    side of it."""
    for member, bar in BARS.items():
        right, total = sure(rows) if member == "sure" else share(rows, member)
        yield LABEL.get(member, member), right / total if total else 1.0, operator.ge, *bar
    for what in CONFIDENT:
        yield what + " ECE", ece(verdicts(rows, what)), operator.le, *ECE
    accused = {r["scenario"] for r in wrongly_third(rows)}
    yield "scenarios wrongly third-party", len(accused), operator.le, *ACCUSED
    yield "scenarios that failed", failed, operator.le, *FAILED


def steady(rows):
    """The same, of the captures that were made poorer."""
    yield "sure answers changed", len(unsteady(rows)[0]), operator.le, *CHANGED


# --- in words -----------------------------------------------------------------

def percent(right, total):
    return f"{right}/{total} {100 * right / total:.1f} %" if total else "not in this version"


def missed(row, member):
    """(what it is called, what was found, how sure, what is true)"""
    found = row["found"] or {}
    if member.startswith("errors."):
        end = member.removeprefix("errors.")
        return member, (found["errors"] or {}).get(end), None, row["met"][end]
    if member == "group":
        return member, "none", None, "one of its kind"
    name = "slug" if member == "cause" else member
    confidence = found.get({"slug": "confidence"}.get(name, name + "_confidence"))
    return name, found.get(name, "no episode"), confidence, row["truth"][name]


def show_misses(rows):
    """A line for each kind of miss in each capture."""
    lines = collections.Counter()
    for row in whole(rows):
        for member in (m for m in TOLD if m not in ("naive", "cause2")):
            if not row["right"].get(member, True):
                name, found, confidence, truth = missed(row, member)
                sure_of = "" if confidence is None else f" ({confidence:.2f})"
                lines[f"miss {row['scenario']}@{row['variant']} {row['vantage']} seed "
                      f"{row['seed']}: {name}: {found}{sure_of}, but {truth}"] += 1
    for line, times in lines.items():
        print(line + (f", {times} times" if times > 1 else ""))


def show_split(rows, split):
    mine = of_split(rows, split)
    print(f"\n{split}: {len({(r['scenario'], r['variant']) for r in mine})} variants of "
          f"{len({r['scenario'] for r in mine})} scenarios")
    for member in TOLD:
        print(f"  {LABEL.get(member, member):24} {percent(*share(mine, member))}")
    print(f"  {'sure verdicts':24} {percent(*sure(mine))}")
    print(f"  {'wrongly third-party':24} {len(wrongly_third(mine))}")
    for what in CONFIDENT:
        print(f"  {what + ' ECE':24} {ece(verdicts(mine, what)):.3f}")


def show_reliability(rows):
    for what in CONFIDENT:
        print(f"\n{what}: confidence said, and how often it was right")
        for b, (n, said, was) in bins(verdicts(rows, what)).items():
            print(f"  {b / BINS:.1f}-{(b + 1) / BINS:.1f} {n:5}  {said:.2f}  {was:.2f}")


def show_degraded(rows):
    changed, risen = unsteady(rows)
    n = sum(row["degraded"] is not None for row in rows)
    for title, cases in (("sure answers changed", changed), ("confidence risen", risen)):
        print(f"\ndegraded captures: {n}; {title}: {len(cases)}")
        for what, before, row in cases[:LISTED]:
            answer, confidence = CONFIDENT[what]
            print(f"  {row['scenario']}@{row['variant']} {row['vantage']} {row['degraded']}: "
                  f"{before['found'][answer]} {before['found'][confidence]:.2f} -> "
                  f"{row['found'][answer]} {row['found'][confidence]:.2f}")


def first_error(calls):
    """What an application met first: the outcome of the first call that failed, or EOF."""
    return next((outcome for _, outcome in calls if outcome), "no error")


def show_met(rows):
    """What the applications at both ends met, by cause, client and server."""
    met = collections.defaultdict(collections.Counter)
    for row in rows:
        for end, calls in row["met"].items():
            met[row["truth"]["slug"] or "-", end][first_error(calls)] += 1
    print("\nfirst error that each end met, by cause: how often")
    for (slug, end), errors in sorted(met.items()):
        print(f"  {slug:28} {end:6} " + ", ".join(f"{e} {n}" for e, n in errors.most_common()))


def show_naive(rows):
    """Where the report says otherwise than somebody who goes by the source address."""
    by_name = collections.defaultdict(list)
    for row in rows:
        if row["found"] and row["found"]["side"] != row["found"]["origin"]:
            by_name[row["scenario"]].append(row["right"]["origin"])
    print("\nwhere the report differs from the address alone: how often, how often rightly")
    for name, right in sorted(by_name.items()):
        print(f"  {name:32} {len(right):3} {sum(right):3}")


def show(every_row, strays):
    """Everything, for people."""
    show_misses(every_row)
    rows = list(folded(whole(every_row)))
    print("\norigin: truth, found, how often")
    for (truth, found), n in sorted(confusion(rows, "origin").items()):
        print(f"  {truth:12} {found:12} {n}")
    print("\nslug: recall, precision")
    for slug, (right, true, found) in sorted(by_slug(rows).items()):
        print(f"  {slug:28} {right:3}/{true:<3} {right:3}/{found}")
    show_reliability(rows)
    for split in SPLITS:
        show_split(rows, split)
    show_degraded(every_row)
    show_naive(rows)
    show_met(rows)
    print(f"episodes beside the truth: {sum(strays.values())}")
    for place, times in sorted(strays.items()):
        print(f"  {place}: {times}")


def gate(rows, failed):
    """Prints the bars; whether the gate stays open."""
    held = list(folded(of_split(whole(rows), "held")))
    broken = False
    print("\nbars, in the half held back: value, wanted, let pass")
    for what, value, keeps, wanted, passing in (*reached(held, failed), *steady(rows)):
        broken |= not keeps(value, passing)
        state = "met" if keeps(value, wanted) else "missed" if keeps(value, passing) else "BROKEN"
        print(f"  {what:30} {value:5.3g}  {wanted:<5g}  {passing:<5g}  {state}")
    return not broken
