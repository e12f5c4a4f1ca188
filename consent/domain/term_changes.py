"""What differs between two versions of terms: text by words, prices and shares by lines. Pure.

A line is *worse* where it takes from an artist what the version before gave: a lower price or part,
a longer notice, another way of paying. Such a version is materially different, whoever says what.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from artistportal import money
from artistportal.money import WHOLE_PPM
from artistportal.roster.domain.uses import Use
from consent.domain.payment import Payment

_WORD = re.compile(r"\S+\s*")
_SIDES = ("the recording", "the song", "the voice")
PPM_PER_CENT = WHOLE_PPM // 100


class Kind(StrEnum):
    """What became of a piece of text."""

    SAME = "same"
    ADDED = "added"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True)
class Piece:
    """Some words, and what became of them."""

    kind: Kind
    words: str


@dataclass(frozen=True, slots=True)
class Line:
    """One price, share or condition that changed."""

    label: str
    before: str
    after: str
    is_worse: bool


@dataclass(frozen=True, slots=True)
class Version:
    """One version of terms as it is compared."""

    text: str
    currency: str
    payment: Payment
    notice_days: int = 0
    rates_micros: Mapping[Use, int] = field(default_factory=dict)
    unlicensed_rates_micros: Mapping[Use, int] = field(default_factory=dict)
    sides_ppm: tuple[int, int, int] = (700_000, 200_000, 100_000)
    song_parity_ppm: int | None = None


@dataclass(frozen=True, slots=True)
class Difference:
    """Everything that changed."""

    lines: tuple[Line, ...]
    paragraphs: tuple[tuple[Piece, ...], ...]

    @property
    def is_worse(self) -> bool:
        """Whether some line takes what the version before gave."""
        return any(line.is_worse for line in self.lines)

    @property
    def has_new_words(self) -> bool:
        return any(piece.kind is not Kind.SAME for words in self.paragraphs for piece in words)

    @property
    def is_nothing(self) -> bool:
        return not self.lines and not self.has_new_words


def difference(before: Version, after: Version) -> Difference:
    """What changed from one version to another."""
    return Difference(tuple(_lines(before, after)), paragraphs(before.text, after.text))


def paragraphs(before: str, after: str) -> tuple[tuple[Piece, ...], ...]:
    """The text paragraph by paragraph; within one that was rewritten, word by word."""
    old, new = _split(before), _split(after)
    found: list[tuple[Piece, ...]] = []
    matcher = difflib.SequenceMatcher(None, old, new, autojunk=False)
    for tag, i1, i2, j1, j2 in matcher.get_opcodes():
        if tag == "equal":
            found += [(Piece(Kind.SAME, text),) for text in old[i1:i2]]
            continue
        paired = min(i2 - i1, j2 - j1)
        found += [_words(old[i1 + n], new[j1 + n]) for n in range(paired)]
        found += [(Piece(Kind.REMOVED, text),) for text in old[i1 + paired : i2]]
        found += [(Piece(Kind.ADDED, text),) for text in new[j1 + paired : j2]]
    return tuple(found)


def _split(text: str) -> list[str]:
    pieces = re.split(r"\n\s*\n", text.replace("\r\n", "\n").strip())
    return [piece.strip() for piece in pieces if piece.strip()]


def _words(before: str, after: str) -> tuple[Piece, ...]:
    old, new = _WORD.findall(before), _WORD.findall(after)
    pieces: list[Piece] = []
    matcher = difflib.SequenceMatcher(None, old, new, autojunk=False)
    for tag, i1, i2, j1, j2 in matcher.get_opcodes():
        if tag == "equal":
            pieces.append(Piece(Kind.SAME, "".join(old[i1:i2])))
            continue
        if i1 < i2:
            pieces.append(Piece(Kind.REMOVED, "".join(old[i1:i2])))
        if j1 < j2:
            pieces.append(Piece(Kind.ADDED, "".join(new[j1:j2])))
    return tuple(pieces)


def _lines(before: Version, after: Version) -> Iterator[Line]:
    yield from _conditions(before, after)
    yield from _rates("Price of", before, after, "rates_micros")
    yield from _rates("Price without clearance of", before, after, "unlicensed_rates_micros")
    yield from _amounts(before, after)
    for side, old, new in zip(_SIDES, before.sides_ppm, after.sides_ppm, strict=True):
        yield from _line(f"Part of {side}", _part(old), _part(new), is_worse=new < old)
    old_parity, new_parity = before.song_parity_ppm, after.song_parity_ppm
    yield from _line(
        "What the song gets of the recording’s part, at least",
        _part(old_parity),
        _part(new_parity),
        is_worse=(new_parity or 0) < (old_parity or 0),
    )


def _conditions(before: Version, after: Version) -> Iterator[Line]:
    old, new = before.payment, after.payment
    yield from _line(
        "A later no",
        _notice(before.notice_days),
        _notice(after.notice_days),
        is_worse=after.notice_days > before.notice_days,
    )
    told = (
        ("Currency", before.currency, after.currency),
        ("How it pays", old.pay_model.label, new.pay_model.label),
        ("Where the pool comes from", _basis(old), _basis(new)),
        ("What the guarantee adds", old.breakage.label, new.breakage.label),
        ("What no work is named for", old.unattributed.label, new.unattributed.label),
        (
            "Whose attribution counts",
            old.attribution_provider or "Everybody’s",
            new.attribution_provider or "Everybody’s",
        ),
    )
    for label, was, is_ in told:
        yield from _line(label, was, is_, is_worse=True)


def _rates(label: str, before: Version, after: Version, name: str) -> Iterator[Line]:
    old, new = getattr(before, name), getattr(after, name)
    for use in Use:
        was, will = old.get(use), new.get(use)
        yield from _line(
            f"{label} {use.label.lower()}",
            _shown(was, before.currency),
            _shown(will, after.currency),
            is_worse=(will or 0) < (was or 0),
        )


def _amounts(before: Version, after: Version) -> Iterator[Line]:
    old, new = before.payment, after.payment
    for label, name in (
        ("Pool of a month", "pool_micros"),
        ("Guarantee of a month", "minimum_micros"),
    ):
        was, will = getattr(old, name), getattr(new, name)
        yield from _line(
            label,
            _shown(was, before.currency),
            _shown(will, after.currency),
            is_worse=(will or 0) < (was or 0),
        )
    yield from _line(
        "Part of the tool’s net revenue",
        _part(old.revenue_ppm),
        _part(new.revenue_ppm),
        is_worse=(new.revenue_ppm or 0) < (old.revenue_ppm or 0),
    )


def _line(label: str, before: str, after: str, *, is_worse: bool) -> Iterator[Line]:
    if before != after:
        yield Line(label, before, after, is_worse)


def _basis(payment: Payment) -> str:
    return payment.pool_basis.label if payment.pool_basis else "No pool: each use has its price"


def _notice(days: int) -> str:
    return f"after {days} day{'' if days == 1 else 's'}’ notice" if days else "at once"


def _shown(micros: int | None, currency: str) -> str:
    return "none" if micros is None else money.shown(micros, currency)


def _part(ppm: int | None) -> str:
    if ppm is None:
        return "not said"
    whole, rest = divmod(ppm, PPM_PER_CENT)
    decimals = f"{rest:04}".rstrip("0")
    return f"{whole}.{decimals} %" if decimals else f"{whole} %"


def first_material(lines: Sequence[Line]) -> Line | None:
    """The first line that makes a version materially different."""
    return next((line for line in lines if line.is_worse), None)
