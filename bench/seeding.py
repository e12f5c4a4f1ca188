"""Fills an empty database with the scene's catalogue: in bulk, for it is not measured."""

from __future__ import annotations

import random
from datetime import datetime, timedelta

from artistportal.accounts.models import User
from artistportal.roster.domain.roles import ArtistRole, CreditRole, OrganisationKind
from artistportal.roster.domain.uses import Use, WorkKind
from artistportal.roster.models import (
    Artist,
    ArtistMember,
    Credit,
    Organisation,
    Payee,
    SplitShare,
    SplitSheet,
    Work,
)
from bench.scene import BEFORE, SEED, Size, isrc, split_of
from consent.domain.payment import PayModel, PoolBasis
from consent.domain.tools import ToolStatus
from consent.models import Terms, Tool
from consent.services import decisions, licences, tools

POOL_MICROS = 250_000_000_000
WITHDRAWN_AT = datetime(2026, 10, 15, 12, tzinfo=BEFORE.tzinfo)
BATCH = 5_000


def seed(size: Size) -> None:
    """A label, its artists, recordings, songs and splits; a tool, its licence, and decisions."""
    support = User.objects.create_superuser("support@example.org")
    label = Organisation.objects.create(
        name="Label", kind=OrganisationKind.LABEL.value, created_at=BEFORE
    )
    artists = Artist.objects.bulk_create(
        Artist(name=f"Artist {n}", created_at=BEFORE) for n in range(size.artists)
    )
    works = _works(size, label)
    _credit(size, artists, works)
    _split(size, works)
    _decide(artists, _terms(label, support), User.objects.create_user("owner@example.org"))


def _works(size: Size, label: Organisation) -> list[Work]:
    """Each recording and its song, one after the other."""
    rows = [
        work
        for n in range(size.works)
        for work in (
            Work(
                kind=WorkKind.RECORDING.value,
                title=f"Title {n}",
                isrc=isrc(n),
                rights_holder=label,
                created_at=BEFORE,
            ),
            Work(
                kind=WorkKind.COMPOSITION.value,
                title=f"Title {n}",
                rights_holder=label,
                created_at=BEFORE,
            ),
        )
    ]
    works = Work.objects.bulk_create(rows, batch_size=BATCH)
    link = Work.compositions.through
    link.objects.bulk_create(
        (
            link(from_work_id=recording.pk, to_work_id=song.pk)
            for recording, song in zip(works[::2], works[1::2], strict=True)
        ),
        batch_size=BATCH,
    )
    return works


def _credit(size: Size, artists: list[Artist], works: list[Work]) -> None:
    Credit.objects.bulk_create(
        (
            Credit(
                work=work,
                artist=artists[(place // 2) % size.artists],
                role=(CreditRole.WRITER if place % 2 else CreditRole.MAIN_ARTIST).value,
                holds_consent=True,
                credited_at=BEFORE,
            )
            for place, work in enumerate(works)
        ),
        batch_size=BATCH,
    )


def _split(size: Size, works: list[Work]) -> None:
    rnd = random.Random(SEED)
    payees = Payee.objects.bulk_create(Payee(name=f"Payee {n}") for n in range(size.payees))
    sheets = SplitSheet.objects.bulk_create(
        (SplitSheet(work=work, from_date=BEFORE.date()) for work in works), batch_size=BATCH
    )
    SplitShare.objects.bulk_create(
        (
            SplitShare(sheet=sheet, payee=payees[place], share_ppm=ppm)
            for sheet in sheets
            for place, ppm in split_of(rnd, size)
        ),
        batch_size=BATCH,
    )


def _terms(label: Organisation, support: User) -> Terms:
    provider = tools.add_provider(name="Provider", by=support)
    about = tools.Description("bench", "Bench", ToolStatus.LIVE)
    tool: Tool = tools.add(provider=provider, description=about, by=support)
    reach = licences.Reach(frozenset(Use), BEFORE)
    licence = licences.sign(tool=tool, organisation=label, reach=reach, by=support, now=BEFORE)
    offer = licences.Offer(
        text="A pool a month, by usage.",
        currency="EUR",
        pay_model=PayModel.PRO_RATA_USAGE,
        pool_basis=PoolBasis.FIXED,
        pool_micros=POOL_MICROS,
    )
    return licences.offer_terms(licence=licence, offer=offer, by=support, now=BEFORE)


def _decide(artists: list[Artist], terms: Terms, owner: User) -> None:
    """Nine in ten say yes to all uses; one in twenty refuses Germany, one in twenty withdraws."""
    ArtistMember.objects.bulk_create(
        ArtistMember(artist=artist, user=owner, role=ArtistRole.OWNER.value, from_at=BEFORE)
        for artist in artists
    )
    tool = terms.licence.tool
    said_at, withdrawn_at = BEFORE, WITHDRAWN_AT
    yes = decisions.Choice(is_yes=True, tool=tool, terms=terms, reaches_later_works=True)
    for place, artist in enumerate(artists):
        if place % 10:
            said_at += timedelta(seconds=1)
            decisions.record(by=owner, artist=artist, choice=yes, now=said_at)
    for place, artist in enumerate(artists):
        withdrawn_at += timedelta(seconds=1)
        if place % 20 == 3:
            no = decisions.Choice(is_yes=False, tool=tool, use=Use.REMIX)
            decisions.record(by=owner, artist=artist, choice=no, now=withdrawn_at)
        if place % 20 == 7:
            no = decisions.Choice(is_yes=False, tool=tool, territories=frozenset({"DE"}))
            decisions.record(by=owner, artist=artist, choice=no, now=withdrawn_at)
