"""The file of a statement's maths: what the site hands out adds up, what was changed does not."""

from __future__ import annotations

import copy
import json
import re
import subprocess
import sys
from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as site

from consent.domain.payment import Breakage, PayModel, PoolBasis
from consent.queries import keys
from earnings.domain import papers, recompute, recomputed_runs, seals
from earnings.domain.contracts import Expenses
from earnings.models import Statement
from earnings.services import contracts, maths_files
from earnings.services import lump_sums as services
from tests.factories import lump_sums
from tests.factories.accounts import support
from tests.factories.earnings import deal
from tests.factories.roster import NOW
from tests.factories.settlements import JANUARY, Year, account, close, contract, statement

pytestmark = pytest.mark.django_db

FEBRUARY = JANUARY.next()
GUARANTEE = {
    "pool_basis": PoolBasis.AT_LEAST,
    "revenue_ppm": 100_000,
    "minimum_micros": 1_000_003,
    "breakage": Breakage.ORGANISATION,
}


def scene() -> Statement:
    """A second month: a correction of the first, new uses, fee, expenses, reserve, recoupment."""
    year = Year()
    albums = account(year.label, year.payee)
    agreed = contract(
        year.label,
        year.payee,
        rate_ppm=613_000,
        fee_ppm=70_000,
        expenses=Expenses.BEFORE_SPLIT,
        reserve_ppm=100_000,
        reserve_months=1,
        recoupment=albums,
    )
    contracts.advance(recoupment=albums, amount_micros=50_000, by=support(), now=JANUARY.from_at)
    year.earns(JANUARY, 100_003, line_id="a")
    year.closes(JANUARY)
    year.earns(FEBRUARY, 90_001, of=JANUARY, line_id="b", corrects="a")
    year.earns(FEBRUARY, 77_777)
    contracts.spend(
        contract=agreed,
        spent=contracts.Spent(date(2026, 2, 3), 1_234, "EUR", "A video"),
        by=support(),
        now=FEBRUARY.from_at,
    )
    return year.closes(FEBRUARY)


@cache
def handed_out() -> str:
    """The scene's file, made once for all that only read it."""
    return maths_files.signed(scene(), NOW)


class TestSigned:
    def test_holds_and_is_the_same_whenever_it_is_asked_for(self) -> None:
        statement = scene()

        text = maths_files.signed(statement, NOW)

        assert recompute.recompute(papers.load(text), keys.jwks()) == []
        assert maths_files.signed(statement, NOW) == text

    def test_holds_for_an_organisation_and_for_a_lump_sum(self) -> None:
        year = Year(deal(pay_model=PayModel.FLAT_PER_WORK, **GUARANTEE))
        contract(year.label, year.payee, rate_ppm=333_333)
        year.earns(JANUARY, 7, net_revenue="5.000009", currency="EUR")
        year.earns(JANUARY, 5, territory="FR", use="analysis")
        received = lump_sums.came(
            year.deal, first_month=JANUARY, last_month=JANUARY, received_at=JANUARY.from_at
        )
        late = FEBRUARY.from_at + timedelta(days=9)
        found = services.record(received=received, by=support(), now=late)
        services.allocate(lump_sum=found, by=support(), now=late)
        close(FEBRUARY)
        march = FEBRUARY.next()
        services.reverse(lump_sum=found, why="Twice", by=support(), now=march.from_at)
        close(march)

        for payee in (year.payee, year.label_payee):
            for month in (JANUARY, FEBRUARY, march):
                told = statement(payee, month)
                file = papers.load(maths_files.signed(told, NOW))
                assert told.earned_micros
                assert recompute.recompute(file, keys.jwks()) == []

    def test_needs_nothing_but_python_to_be_checked(self, tmp_path: Path) -> None:
        text = handed_out()
        forged = text.replace('"closing_micros": ', '"closing_micros": 1')
        (tmp_path / "jwks.json").write_text(json.dumps({"keys": [papers.load(text)["key"]]}))

        good = _checked(tmp_path, text, "--keys", str(tmp_path / "jwks.json"))
        bad = _checked(tmp_path, forged)

        assert good.returncode == 0, good.stdout + good.stderr
        assert good.stdout.endswith("It adds up.\n")
        assert bad.returncode == 1
        assert "DOES NOT HOLD: The statement's content does not give its SHA-256." in bad.stdout

    def test_refuses_a_key_that_is_not_the_sites(self) -> None:
        document = papers.load(handed_out())

        (fault,) = recompute.recompute(document, {"keys": []})

        assert fault.endswith("that signed the file is none of the keys given.")

    def test_refuses_every_number_changed(self) -> None:
        """As it is, and by a forger who mends both hashes: the signature tells."""
        document = papers.load(handed_out())

        for path in _numbers(document):
            forged = _changed(document, path)
            assert recompute.recompute(forged), path
            if path[0] not in {"content_sha256", "sha256"}:
                assert recompute.recompute(_mended(forged)), path

    def test_derives_every_amount_where_a_forger_signs_too(self) -> None:
        """But for what is in no balance."""
        document = seals.content_of(papers.load(handed_out()))

        unbound = {
            _field(path)
            for path in _numbers(document)
            if _adds_up(_mended(_changed(document, path)))
        }

        amounts = {field for field in unbound if field.endswith("_micros")}
        assert amounts <= {"content.held_micros", "content.in_reserve_micros"}
        assert not unbound & {f"runs.cells.{place}" for place in AMOUNTS}


def _checked(folder: Path, text: str, *more: str) -> subprocess.CompletedProcess[str]:
    """The command as a stranger runs it: without any package installed."""
    file = folder / "maths.json"
    file.write_text(text)
    command = [sys.executable, "-S", "-m", "earnings.domain.recompute", str(file), *more]
    return subprocess.run(command, cwd=site.BASE_DIR, capture_output=True, text=True, check=False)


AMOUNTS = [
    place
    for place, name in enumerate(recomputed_runs.COLUMNS)
    if name in {"units", "gross_micros", "amount_micros"}
]


def _numbers(part: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The path to every number, one that stands in a text too."""
    if isinstance(part, dict | list):
        items = part.items() if isinstance(part, dict) else enumerate(part)
        for key, each in items:
            yield from _numbers(each, (*path, key))
    elif isinstance(part, int) or (isinstance(part, str) and re.search("[0-9]", part)):
        yield path


def _changed(document: dict[str, Any], path: tuple[Any, ...]) -> dict[str, Any]:
    """A copy with the last digit of one number changed."""
    forged = copy.deepcopy(document)
    place: Any = forged
    for key in path[:-1]:
        place = place[key]
    found = place[path[-1]]
    if isinstance(found, bool):
        place[path[-1]] = not found
    elif isinstance(found, int):
        place[path[-1]] = found - 1 if found % 10 else found + 1
    else:
        place[path[-1]] = re.sub("[0-9](?=[^0-9]*$)", lambda d: str((int(d[0]) + 1) % 10), found)
    return forged


def _mended(forged: dict[str, Any]) -> dict[str, Any]:
    """As a forger would leave it: every hash fits again."""
    mended = forged | {"content_sha256": papers.sha256(forged["content"])}
    if "sha256" in forged:
        mended["sha256"] = papers.sha256(seals.content_of(mended))
    return mended


def _adds_up(document: dict[str, Any]) -> bool:
    try:
        recompute.add_up(document, [])
    except papers.Wrong:
        return False
    return True


def _field(path: tuple[Any, ...]) -> str:
    """The path's names without the places in lists; in a cell, the column's place."""
    names = [str(part) for part in path if isinstance(part, str)]
    return ".".join(names) + (f".{path[-1]}" if isinstance(path[-1], int) else "")
