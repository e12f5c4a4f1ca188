"""What a royalty run gave one payee, from its terms to the amount, in plain whole numbers.

Standard library only: see `recompute`. The rules are those of `docs/ledger.md`, sections 2 and 3,
written a second time on purpose: what they are checked against is not used here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from earnings.domain.papers import Paper, Wrong

WHOLE: Final = 1_000_000
COLUMNS: Final = (
    "cell", "work", "use", "territory", "model_version", "units", "weight", "gross_micros",
    "split", "place", "amount_micros",
)  # fmt: skip
# A cell of its own: what a guarantee adds, where the organisation keeps it.
BREAKAGE: Final = "breakage"
PARENTS: Final = ("works", "attribution")

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Division:
    """One amount divided by weight, with the last place that got a micro-unit left over."""

    name: str
    by: str
    amount: int
    whole: int
    last: tuple[int, int, int] | None
    work: int | None

    def part(self, weight: int, place: int) -> int:
        """Rounded down, and one more where it stands no later than the last that got one."""
        down, remainder = divmod(abs(self.amount) * weight, self.whole)
        gets_one = self.last is not None and (-remainder, -weight, place) <= self.last
        found = down + (1 if gets_one else 0)
        return found if self.amount >= 0 else -found


def check(run: Paper) -> int:
    """What the run gives the payee in micro-units; raises Wrong at the first thing astray."""
    terms = run.paper("terms")
    shared = _shared(run, terms)
    divisions = [_division(paper) for paper in run.papers("divisions")]
    _check_divisions(run, divisions, shared)
    splits = _splits(run)
    total = 0
    for row in _rows(run):
        _check_gross(run, row, divisions, terms)
        total += _amount(run, row, splits)
    if total != run.number("amount_micros"):
        raise Wrong(f"{run.name}: its cells give the payee {total}, it says another amount.")
    return total


def _shared(run: Paper, terms: Paper) -> int | None:
    """The part of the pool that is divided over the uses; None where rates alone set the gross."""
    basis, pool = terms.text("pool_basis"), run.number_if_any("pool_micros")
    kept = run.number("kept_micros")
    if not basis:
        if pool is not None or kept or run.number("breakage_micros"):
            raise Wrong(f"{run.name}: it is paid by rates alone, and still names a pool.")
        return None
    if pool is None:
        if run.flag("is_used"):
            raise Wrong(f"{run.name}: the pool is missing.")
        return None
    _check_pool(run, terms, basis, pool)
    breakage = run.number("breakage_micros")
    if kept not in {0, breakage} or (kept and terms.text("breakage") != "organisation"):
        raise Wrong(f"{run.name}: what the organisation keeps is not what the guarantee adds.")
    return pool - kept


def _check_pool(run: Paper, terms: Paper, basis: str, pool: int) -> None:
    """The pool is what the terms make of the tool's revenue."""
    breakage = run.number("breakage_micros")
    if not run.flag("is_used"):
        wanted = breakage
    elif basis == "fixed":
        wanted = (terms.number("pool_micros") if run.flag("is_in_force") else 0) + breakage
    elif basis == "pct_revenue":
        wanted = _of_revenue(run, terms) + breakage
    else:
        wanted = _at_least(run, terms, pool - breakage)
    if pool != wanted:
        raise Wrong(f"{run.name}: the terms make a pool of {wanted}, the run has {pool}.")
    if breakage < 0 or (breakage and basis != "at_least"):
        raise Wrong(f"{run.name}: only a guarantee adds a breakage.")


def _of_revenue(run: Paper, terms: Paper) -> int:
    """A part of the net revenue, rounded toward zero."""
    revenue = run.number("revenue_micros")
    part = abs(revenue) * terms.number("revenue_ppm") // WHOLE
    return part if revenue >= 0 else -part


def _at_least(run: Paper, terms: Paper, earned: int) -> int:
    """The larger of the guarantee and what was earned by revenue or, as the run says, by rates."""
    guarantee = terms.number("minimum_micros") if run.flag("is_in_force") else 0
    if terms.number_if_any("revenue_ppm") is not None:
        earned = max(0, _of_revenue(run, terms))
    return max(guarantee, earned)


def _division(paper: Paper) -> Division:
    last = paper.paper_if_any("last")
    division = Division(
        name=paper.name,
        by=paper.text("by"),
        amount=paper.number("amount_micros"),
        whole=paper.number("whole"),
        last=_last(last) if last else None,
        work=paper.number_if_any("work"),
    )
    if division.whole <= 0:
        raise Wrong(f"{paper.name}: there is nothing to divide by.")
    if division.last is not None:
        remainder, weight = -division.last[0], -division.last[1]
        if remainder != abs(division.amount) * weight % division.whole or not remainder:
            raise Wrong(f"{paper.name}: the last that got one more has another remainder.")
    return division


def _last(paper: Paper) -> tuple[int, int, int]:
    """As a key: whoever has a key no larger gets one micro-unit more."""
    return -paper.number("remainder"), -paper.number("weight"), paper.number("place")


def _check_divisions(run: Paper, divisions: Sequence[Division], shared: int | None) -> None:
    """The first division is of the pool; each later one of a part of the first."""
    if shared is None or not divisions:
        if divisions or (shared and run.flag("is_used") and run.rows("cells")):
            raise Wrong(f"{run.name}: pool and divisions do not fit each other.")
        return
    if divisions[0].amount != shared:
        raise Wrong(f"{run.name}: {shared} is to be divided, {divisions[0].amount} is.")
    for paper, division in zip(run.papers("divisions")[1:], divisions[1:], strict=True):
        part = paper.paper("part")
        weight = part.number("weight")
        if part.number("of"):
            raise Wrong(f"{division.name}: only parts of the first division are divided further.")
        if divisions[0].part(weight, part.number("place")) != division.amount:
            raise Wrong(f"{division.name}: it divides another amount than its part.")
        _check_part(divisions[0], division, weight)


def _check_part(parent: Division, division: Division, weight: int) -> None:
    if parent.by == "works" and (weight != 1 or division.work is None):
        raise Wrong(f"{division.name}: every work weighs alike.")
    if parent.by == "attribution" and division.by == "weight" and division.whole != weight:
        raise Wrong(f"{division.name}: its cells weigh another sum than its part.")


def _splits(run: Paper) -> list[list[int]]:
    splits = [
        Paper(f"{run.name}, splits", {"shares": each}).numbers("shares") for each in _lists(run)
    ]
    if any(not shares or min(shares) < 0 or not sum(shares) for shares in splits):
        raise Wrong(f"{run.name}: a split has no shares.")
    return splits


def _lists(run: Paper) -> Sequence[Any]:
    found = run.content.get("splits")
    if not isinstance(found, list):
        raise Wrong(f"{run.name}: “splits” should be a list.")
    return found


def _rows(run: Paper) -> list[Row]:
    if tuple(run.texts("columns")) != COLUMNS:
        raise Wrong(f"{run.name}: the columns should be {', '.join(COLUMNS)}.")
    rows: list[Row] = [dict(zip(COLUMNS, row, strict=True)) for row in run.rows("cells")]
    places = [Paper(run.name, row).number("cell") for row in rows]
    if len(set(places)) != len(places):
        raise Wrong(f"{run.name}: a cell is paid twice.")
    return rows


def _check_gross(run: Paper, row: Row, divisions: Sequence[Division], terms: Paper) -> None:
    """The cell's gross is its rate times its units, or its part of each division."""
    cell = Paper(f"{run.name}, cell {row['cell']}", row)
    work = cell.number_if_any("work")
    if work is not None and not 0 <= work < len(run.papers("works")):
        raise Wrong(f"{cell.name}: its work is not in the file.")
    if cell.text("use") == BREAKAGE:
        gross = run.number("kept_micros")
    elif not terms.text("pool_basis"):
        gross = _weight("rates", cell, terms)
    else:
        gross = sum(
            division.part(_weight(division.by, cell, terms), cell.number("cell"))
            for division in divisions
            if division.by not in PARENTS and division.work in {None, work}
        )
    if gross != cell.number("gross_micros"):
        raise Wrong(f"{cell.name}: its gross should be {gross}.")


def _weight(by: str, cell: Paper, terms: Paper) -> int:
    if by == "units":
        return cell.number("units")
    if by == "weight":
        return cell.number("weight")
    if by == "rates":
        return cell.number("units") * terms.numbers_by_name("rates_micros").get(cell.text("use"), 0)
    raise Wrong(f"{cell.name}: nothing is divided by “{by}”.")


def _amount(run: Paper, row: Row, splits: Sequence[Sequence[int]]) -> int:
    """The payee's part of the cell, by the largest remainder among all its payees."""
    cell = Paper(f"{run.name}, cell {row['cell']}", row)
    split, place = cell.number("split"), cell.number("place")
    if not 0 <= split < len(splits) or not 0 <= place < len(splits[split]):
        raise Wrong(f"{cell.name}: it names no share.")
    amount = divided(cell.number("gross_micros"), splits[split])[place]
    if amount != cell.number("amount_micros"):
        raise Wrong(f"{cell.name}: the payee's part should be {amount}.")
    return amount


def divided(amount: int, weights: Sequence[int]) -> list[int]:
    """The largest remainder: rounded down, then one more each for the largest remainders; ties go
    to the larger weight, then to what stands first. A negative amount is divided as its opposite.
    """
    whole, size = sum(weights), abs(amount)
    parts = [size * weight // whole for weight in weights]
    order = sorted(
        range(len(weights)),
        key=lambda each: (-(size * weights[each] % whole), -weights[each], each),
    )
    for each in order[: size - sum(parts)]:
        parts[each] += 1
    return parts if amount >= 0 else [-part for part in parts]


def check_lump_sum(paper: Paper) -> int:
    """What a lump sum's key gives the payee in micro-units; raises Wrong."""
    division = _division(paper.paper("division"))
    if division.amount != paper.number("sum_micros"):
        raise Wrong(f"{paper.name}: another amount is divided than came.")
    total = 0
    for row in paper.papers("parts"):
        amount = division.part(row.number("weight"), row.number("place"))
        if amount != row.number("amount_micros"):
            raise Wrong(f"{row.name}: its part should be {amount}.")
        total += amount
    if total != paper.number("amount_micros"):
        raise Wrong(f"{paper.name}: its parts give the payee {total}, it says another amount.")
    return total
