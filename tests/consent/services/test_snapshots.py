"""Snapshots are made once, in the background, whole and signed, and go away by themselves."""

from __future__ import annotations

import gzip
import hashlib
import io
import json
from datetime import timedelta

import polars as pl
import pytest

from artistportal.background import JobState
from consent.domain import tokens
from consent.domain.snapshots import NotInSnapshot, Shelf, SnapshotFormat
from consent.models import Snapshot, Terms
from consent.queries import keys
from consent.services import snapshots
from tests.factories.consent import TermsFactory, say_yes
from tests.factories.roster import NOW, CreditFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def terms() -> Terms:
    credit = CreditFactory.create(work__isrc="GBFAC2500001")
    CreditFactory.create(work__isrc="GBFAC2500002")
    terms: Terms = TermsFactory.create(licence__organisation=credit.work.rights_holder)
    say_yes(credit.artist, terms)
    return terms


def made(terms: Terms, written_as: SnapshotFormat = SnapshotFormat.NDJSON) -> Snapshot:
    snapshot = snapshots.ask_for(tool=terms.licence.tool, now=NOW, written_as=written_as)
    snapshots.carry_out(snapshot_id=snapshot.pk, clock=lambda: NOW)
    snapshot.refresh_from_db()
    return snapshot


def test_holds_what_the_licences_reach(terms: Terms) -> None:
    snapshot = made(terms)

    with snapshot.file.open("rb") as stored:
        data = stored.read()
    shelf = Shelf(json.loads(line) for line in gzip.decompress(data).splitlines())
    assert (snapshot.state, snapshot.rows) == (JobState.DONE, 1)
    assert shelf.ask("ISRC:GBFAC2500001", "analysis", "DE", NOW).status == "cleared"
    with pytest.raises(NotInSnapshot):
        shelf.ask("ISRC:GBFAC2500002", "analysis", "DE", NOW)
    assert hashlib.sha256(data).hexdigest() == snapshot.sha256


def test_tells_the_same_rows_in_parquet(terms: Terms) -> None:
    for number in range(3, 6):
        credit = CreditFactory.create(
            work__isrc=f"GBFAC250000{number}", work__rights_holder=terms.licence.organisation
        )
        say_yes(credit.artist, terms, territories=frozenset({"DE", "FR"}) if number % 2 else None)
    ours = [made(terms, each) for each in (SnapshotFormat.NDJSON, SnapshotFormat.PARQUET)]
    with ours[0].file.open("rb") as stored:
        lines = [json.loads(line) for line in gzip.decompress(stored.read()).splitlines()]
    with ours[1].file.open("rb") as stored:
        data = stored.read()
    rows = pl.read_parquet(data).to_dicts()

    assert [{k: v for k, v in row.items() if v is not None} for row in rows] == lines[1:]
    assert (ours[1].rows, ours[1].sha256) == (4, hashlib.sha256(data).hexdigest())
    assert pl.read_parquet_metadata(io.BytesIO(data))["snapshot"] == str(ours[1].public_id)
    shelf = Shelf(rows)
    assert shelf.ask("ISRC:GBFAC2500003", "analysis", "DE", NOW).status == "cleared"
    assert shelf.ask("ISRC:GBFAC2500003", "analysis", "US", NOW).status == "refused"
    for written in ours:
        payload = tokens.read(written.signature, keys.public(), snapshots.SIGNATURE).payload
        assert (payload["format"], payload["sha256"]) == (written.format, written.sha256)


def test_is_signed(terms: Terms) -> None:
    snapshot = made(terms)

    payload = tokens.read(snapshot.signature, keys.public(), snapshots.SIGNATURE).payload

    described = snapshots.described(snapshot)
    assert {name: payload[name] for name in described} == described


def test_is_made_once_while_it_is_fresh(terms: Terms) -> None:
    tool = terms.licence.tool
    waiting = snapshots.ask_for(tool=tool, now=NOW)
    assert snapshots.ask_for(tool=tool, now=NOW) == waiting

    assert made(terms) == waiting
    assert snapshots.ask_for(tool=tool, now=NOW + timedelta(hours=1)) == waiting
    assert snapshots.ask_for(tool=tool, now=NOW + timedelta(hours=7)) != waiting


def test_is_made_anew_when_a_change_asks_for_a_new_one(terms: Terms) -> None:
    old = made(terms)
    TermsFactory.create(licence=terms.licence, now=NOW)

    assert snapshots.ask_for(tool=terms.licence.tool, now=NOW) != old


def test_goes_away_when_it_has_expired(terms: Terms) -> None:
    snapshot = made(terms)
    name = str(snapshot.file.name)

    assert snapshots.tidy(NOW + timedelta(days=1)) == 0
    assert snapshots.tidy(NOW + timedelta(days=3)) == 1
    assert not snapshot.file.storage.exists(name)
