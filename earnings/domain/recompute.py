"""Adds a statement up again, without the site: `python -m earnings.domain.recompute FILE`.

FILE is the `maths.json` of a statement (`docs/maths.md`). Every amount of it is derived to the
micro-unit, from the terms of each licence to the closing balance, and its signature is checked;
with `--keys`, the site's `/.well-known/jwks.json`, also that the key is the site's. Ends with 0
where everything holds, 1 where something does not, 2 where a file cannot be read. Standard library
only.
"""

from __future__ import annotations

import argparse
import sys
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from earnings.domain import papers, recomputed_runs, recomputed_statements, seals
from earnings.domain.papers import Paper, Wrong

FORMAT: Final = "artistportal.statement-maths/1"
ROYALTIES: Final = "royalties"
ALLOCATION: Final = "allocation"

Checked = list[str]


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        prog="python -m earnings.domain.recompute", description=__doc__
    )
    parser.add_argument("file", type=Path)
    parser.add_argument("--keys", type=Path, help="the site's keys, as a JSON Web Key Set")
    asked = parser.parse_args(arguments)
    try:
        text = asked.file.read_text()
        keys = papers.load(asked.keys.read_text()) if asked.keys else None
    except (OSError, UnicodeDecodeError, Wrong) as odd:
        sys.stderr.write(f"{odd}\n")
        return 2
    checked: Checked = []
    try:
        examine(papers.load(text), checked, keys)
    except Wrong as fault:
        sys.stdout.writelines(f"holds: {line}\n" for line in checked)
        sys.stdout.write(f"DOES NOT HOLD: {fault}\n")
        return 1
    sys.stdout.writelines(f"holds: {line}\n" for line in checked)
    sys.stdout.write("It adds up.\n")
    return 0


def recompute(document: Mapping[str, Any], keys: Mapping[str, Any] | None = None) -> list[str]:
    """What does not hold of a document: the first fault, or nothing."""
    try:
        examine(document, [], keys)
    except Wrong as fault:
        return [str(fault)]
    return []


def examine(
    document: Mapping[str, Any], checked: Checked, keys: Mapping[str, Any] | None = None
) -> None:
    """Adds to `checked` what holds, a sentence each; raises Wrong at the first fault."""
    add_up(document, checked)
    signed = seals.check(document, keys)
    if signed.is_known is False:
        raise Wrong(f"The key {signed.kid} that signed the file is none of the keys given.")
    if signed.is_known:
        checked.append(f"The site's key {signed.kid} signed it, and nothing was changed since.")
    else:
        checked.append(
            f"The key {signed.kid} signed it. Whose that is, only --keys can tell: compare"
            f" {signed.x} with the site's /.well-known/jwks.json."
        )


def add_up(document: Mapping[str, Any], checked: Checked) -> None:
    """All but the seal: every amount derived from what it rests on."""
    whole = Paper("The file", document)
    if whole.text("format") != FORMAT:
        raise Wrong(f"The file should be of the format {FORMAT}.")
    content = whole.paper("content").called("The statement")
    if papers.sha256(content.content) != whole.text("content_sha256"):
        raise Wrong("The statement's content does not give its SHA-256.")
    runs = _runs(whole, checked)
    sums = _lump_sums(whole, checked)
    earned = _earned(whole, content, runs, sums)
    checked.append(f"Everything booked in {content.text('month')} follows from runs and sums.")
    unrecouped = {
        (one.text("organisation"), one.text("name")): one.number("before_micros")
        for one in whole.papers("recoupments")
    }
    recomputed_statements.check(content, unrecouped, earned)
    closing = content.number("closing_micros")
    checked.append(
        f"{content.text('statement')}: from opening, contracts, reserve, recoupment and tax to the"
        f" closing balance of {closing:,} millionths of a {content.text('currency')}."
    )


def _runs(whole: Paper, checked: Checked) -> dict[str, Paper]:
    found: dict[str, Paper] = {}
    for paper in whole.papers("runs"):
        run = paper.called(paper.text("run"))
        if run.name in found:
            raise Wrong(f"{run.name} is in the file twice.")
        found[run.name] = run
        amount = recomputed_runs.check(run)
        checked.append(
            f"{run.name}: {run.text('licence')}, {run.text('month')},"
            f" {len(run.rows('cells')):,} cells give {amount:,} millionths."
        )
    return found


def _lump_sums(whole: Paper, checked: Checked) -> dict[str, Paper]:
    found: dict[str, Paper] = {}
    for paper in whole.papers("lump_sums"):
        lump_sum = paper.called(paper.text("lump_sum"))
        amount = recomputed_runs.check_lump_sum(lump_sum)
        found[lump_sum.name] = lump_sum
        checked.append(f"{lump_sum.name}: its key gives {amount:,} millionths.")
    return found


def _earned(
    whole: Paper, content: Paper, runs: Mapping[str, Paper], sums: Mapping[str, Paper]
) -> recomputed_statements.Earned:
    """What was booked, by organisation and currency and then by country of source."""
    organisations = {
        one.text("licence"): one.text("organisation") for one in whole.papers("licences")
    }
    booked = {one.text("entry"): one for one in whole.papers("booked")}
    earned: dict[tuple[str, str], dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for entry in _earning(content):
        _check_entry(entry, booked, runs, sums)
        licence = entry.text_if_any("licence")
        if licence is not None and licence not in organisations:
            raise Wrong(f"{entry.name}: whose licence {licence} is, is not said.")
        key = organisations[licence] if licence else "", entry.text("currency")
        earned[key][entry.text("country")] += entry.number("amount_micros")
    for income in content.papers("contract_income"):
        earned["", income.text("currency")][""] += income.number("amount_micros")
    return earned


def _earning(content: Paper) -> Iterable[Paper]:
    for entry in content.papers("entries"):
        if entry.text("kind") not in recomputed_statements.PAYMENTS:
            yield entry.called(entry.text("entry"))


def _check_entry(
    entry: Paper,
    booked: Mapping[str, Paper],
    runs: Mapping[str, Paper],
    sums: Mapping[str, Paper],
) -> None:
    kind = entry.text("kind")
    if kind == ALLOCATION:
        source = _named(entry, "lump_sum", sums)
        _agree(entry, source, source.number("amount_micros"), ("licence", "currency"))
    elif kind == ROYALTIES:
        run = _named(entry, "run", runs)
        if entry.name not in booked or booked[entry.name].text("run") != entry.text("run"):
            raise Wrong(f"{entry.name}: another run booked it.")
        amount = run.number("amount_micros") - _less(entry, booked, runs)
        if entry.text("month_of_use") != run.text("month"):
            raise Wrong(f"{entry.name}: {run.name} is of another month.")
        _agree(entry, run, amount, ("licence", "currency", "allocation_sha256"))


def _less(entry: Paper, booked: Mapping[str, Paper], runs: Mapping[str, Paper]) -> int:
    """What an earlier revision of the same licence and month gave, where the entry adjusts one."""
    if entry.text_if_any("adjusts") != booked[entry.name].text_if_any("adjusts"):
        raise Wrong(f"{entry.name}: it adjusts another entry.")
    if entry.text_if_any("adjusts") is None:
        return 0
    before = _named(booked[entry.name], "less", runs)
    after = _named(entry, "run", runs)
    same = all(before.text(name) == after.text(name) for name in ("licence", "month", "currency"))
    if not same or before.number("revision") >= after.number("revision"):
        raise Wrong(f"{entry.name}: {before.name} is no earlier revision of {after.name}.")
    return before.number("amount_micros")


def _named(paper: Paper, field: str, among: Mapping[str, Paper]) -> Paper:
    name = paper.text(field)
    if name not in among:
        raise Wrong(f"{paper.name}: {name} is not in the file.")
    return among[name]


def _agree(entry: Paper, source: Paper, amount: int, names: Sequence[str]) -> None:
    if entry.number("amount_micros") != amount:
        raise Wrong(f"{entry.name}: {source.name} gives {amount}, the statement says otherwise.")
    for name in names:
        if entry.text(name) != source.text(name):
            raise Wrong(f"{entry.name}: {source.name} has another {name}.")


if __name__ == "__main__":
    sys.exit(main())
