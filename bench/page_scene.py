"""Fills an empty database with one label's roster, in bulk: not measured.

Every work is a recording with one main artist; one in ten credits a second, one in ten has no split
sheet. Everybody has answered about all works, some about single ones too, a third under a mandate;
two months are closed and paid, and a request waits for every fourth artist. Tools name identifiers
that nobody knows, and the first artist has earned in forty territories for two years.
The first works are registered with the people, all others later: what a page asks is compared.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db import connection
from django.db.migrations.state import ProjectState
from django.utils import timezone

from artistportal import catalogue_triggers
from artistportal.accounts.models import User
from artistportal.background import JobState
from artistportal.periods import Month
from artistportal.roster.domain.roles import CreditRole, OrganisationKind
from artistportal.roster.domain.uses import Use, WorkKind
from artistportal.roster.models import (
    Artist,
    ArtistMember,
    Credit,
    Mandate,
    Organisation,
    OrganisationMember,
    Payee,
    Signing,
    SplitShare,
    SplitSheet,
    Work,
)
from bench.migrated import migrate
from bench.scene import BEFORE, OTHERS, TEN
from consent.domain.decisions import Capacity
from consent.domain.payment import PayModel
from consent.domain.tools import ToolStatus
from consent.models import Decision, Request, RequestPart, Terms, Tool
from consent.services import footings, licences, tools
from earnings.domain.ledgers import AccountKind, EntryKind
from earnings.domain.unpaid import MOST_IDENTIFIERS
from earnings.models import (
    Entry,
    LedgerAccount,
    MonthClosing,
    Posting,
    RoyaltyRun,
    TerritoryMonth,
    ToolMonth,
    UnmatchedMonth,
    WorkMonth,
)

BATCH = 5_000
TOOLS = 12
WORKS_DECIDED = 12  # of each artist: those that were there when everybody answered
MONTHS = 24
TOP_WORKS = 100
TERRITORIES = (TEN + OTHERS)[:40]


@dataclass(frozen=True)
class Size:
    """How many artists, and how many works they have together."""

    artists: int
    works: int


class Scene:
    """One label, its rep, its artists and their works; the first artist has an owner."""

    def __init__(self, size: Size) -> None:
        self.size = size
        self.now = timezone.now()
        self.support = User.objects.create_superuser("support@example.org")
        self.rep = User.objects.create_user("rep@example.org")
        self.owner = User.objects.create_user("owner@example.org")
        self.label = Organisation.objects.create(
            name="The label", kind=OrganisationKind.LABEL.value, created_at=BEFORE
        )
        self.artists = list(
            Artist.objects.bulk_create(
                Artist(name=f"Artist {n:05}", created_at=BEFORE) for n in range(size.artists)
            )
        )

    def fill(self) -> None:
        """Everybody, what was agreed, decided and paid, and the first works of each artist."""
        self._people()
        self._catalogue(range(WORKS_DECIDED * self.size.artists))
        self._agree()
        Decision.objects.bulk_create(self._decisions(), batch_size=BATCH)
        self._pay()
        self._earn()
        self._miss()
        self._ask()

    def grow(self) -> None:
        """All the other works."""
        self._catalogue(range(WORKS_DECIDED * self.size.artists, self.size.works))

    def _people(self) -> None:
        place = {"sees_money": True, "from_at": BEFORE, "role": "owner"}
        OrganisationMember.objects.create(organisation=self.label, user=self.rep, **place)
        ArtistMember.objects.create(artist=self.artists[0], user=self.owner, **place)
        Signing.objects.bulk_create(
            Signing(organisation=self.label, artist=each, from_date=BEFORE.date())
            for each in self.artists
        )
        self.payees = Payee.objects.bulk_create(
            Payee(name=each.name, artist=each) for each in self.artists
        )
        self.mandates = Mandate.objects.bulk_create(
            Mandate(
                artist=each,
                organisation=self.label,
                uses=["training", "discovery"],
                kinds=["recording"],
                clause="clause 4.2",
                from_at=BEFORE,
                until_at=self.now + timedelta(days=30) if n % 9 == 0 else None,
                granted_by=self.owner,
                granted_at=BEFORE,
            )
            for n, each in enumerate(self.artists)
        )

    def _catalogue(self, numbers: range) -> None:
        Work.objects.bulk_create(map(self._work, numbers), batch_size=BATCH)
        self.first = Work.objects.order_by("pk").values_list("pk", flat=True)[0]
        Credit.objects.bulk_create(self._credits(numbers), batch_size=BATCH)
        paid = [n for n in numbers if n % 10]
        sheets = SplitSheet.objects.bulk_create(
            (SplitSheet(work_id=self.first + n, from_date=BEFORE.date()) for n in paid),
            batch_size=BATCH,
        )
        SplitShare.objects.bulk_create(
            (
                SplitShare(
                    sheet=sheet, payee=self.payees[n % self.size.artists], share_ppm=1_000_000
                )
                for n, sheet in zip(paid, sheets, strict=True)
            ),
            batch_size=BATCH,
        )

    def _work(self, n: int) -> Work:
        return Work(
            kind=WorkKind.RECORDING.value,
            title=f"Title {n:06}",
            release_title=f"Album {n // 10:06}",
            isrc=None if n % 50 == 0 else f"QZB{n // 100_000:04}{n % 100_000:05}",
            rights_holder=self.label,
            created_at=BEFORE,
        )

    def _credits(self, numbers: Iterable[int]) -> Iterator[Credit]:
        """Each artist's works came in by twenty files, on different days."""
        count = self.size.artists
        for n in numbers:
            at = BEFORE + timedelta(days=n // count % 20)
            for place in (0, 1) if n % 10 == 3 else (0,):
                yield Credit(
                    work_id=self.first + n,
                    artist=self.artists[(n + place) % count],
                    role=CreditRole.MAIN_ARTIST.value,
                    holds_consent=True,
                    credited_at=at,
                )

    def _agree(self) -> None:
        provider = tools.add_provider(name="Provider", by=self.support)
        self.terms: list[Terms] = []
        reach = licences.Reach(frozenset(Use), BEFORE)
        offer = licences.Offer("A cent.", "EUR", PayModel.PER_USE_RATE, rates_micros={})
        for n in range(TOOLS):
            about = tools.Description(f"tool-{n}", f"Tool {n}", ToolStatus.LIVE)
            tool: Tool = tools.add(provider=provider, description=about, by=self.support)
            licence = licences.sign(
                tool=tool, organisation=self.label, reach=reach, by=self.support, now=BEFORE
            )
            self.terms.append(
                licences.offer_terms(licence=licence, offer=offer, by=self.support, now=BEFORE)
            )

    def _decisions(self) -> Iterator[Decision]:
        """Two about all works by each artist, and ten about single works."""
        for number in range(1, WORKS_DECIDED * self.size.artists + 1):
            artist, turn = (number - 1) % self.size.artists, (number - 1) // self.size.artists
            is_yes = (artist + turn) % 3 > 0
            terms = self.terms[turn % TOOLS] if is_yes else None
            is_labels = turn == 1 and artist % 3 == 0
            yield Decision(
                number=number,
                artist=self.artists[artist],
                is_yes=is_yes,
                work_id=None if turn < 2 else self.first + artist + turn * self.size.artists,
                tool=self.terms[turn % TOOLS].licence.tool if is_yes else None,
                use="training" if is_labels else ("", "training", "discovery")[turn % 3],
                terms=terms,
                reaches_later_works=not is_yes or bool(number % 2),
                given_by=self.rep if is_labels else self.owner,
                capacity=(Capacity.MANDATE if is_labels else Capacity.OWNER).value,
                mandate=self.mandates[artist] if is_labels else None,
                given_at=BEFORE + timedelta(days=30, seconds=number),
                previous_hash="",
                row_hash=hashlib.sha256(str(number).encode()).hexdigest(),
            )

    def _pay(self) -> None:
        accounts = LedgerAccount.objects.bulk_create(
            LedgerAccount(kind=AccountKind.PAYEE.value, currency="EUR", payee=payee)
            for payee in self.payees
        )
        tool = self.terms[0].licence.tool
        owed = LedgerAccount.objects.create(kind=AccountKind.TOOL.value, currency="EUR", tool=tool)
        month = Month.of(self.now).previous()
        for number in (1, 2):
            self._paid(number, month, accounts, owed)
            month = month.previous()

    def _earn(self) -> None:
        """Two years of the first artist's figures, as the summaries of runs would have them."""
        rows: dict[Any, list[dict[str, object]]] = {
            ToolMonth: [{"use": use.value, "held_micros": 10_000} for use in Use],
            TerritoryMonth: [{"territory": territory} for territory in TERRITORIES],
            WorkMonth: [{"work_id": self.first + n} for n in range(TOP_WORKS)],
        }
        for model, of_month in rows.items():
            model.objects.bulk_create(
                (
                    model(
                        payee=self.payees[0],
                        month_date=month.first,
                        tool=terms.licence.tool,
                        currency="EUR",
                        units=100 + place,
                        earned_micros=1_000_000 + place,
                        **row,
                    )
                    for month in self._months()
                    for terms in self.terms
                    for place, row in enumerate(of_month)
                ),
                batch_size=BATCH,
            )

    def _miss(self) -> None:
        """Identifiers of no work: misprinted ISRCs of the catalogue, and strangers."""
        count = min(MOST_IDENTIFIERS, self.size.works // 200)
        UnmatchedMonth.objects.bulk_create(
            (
                UnmatchedMonth(
                    organisation=self.label,
                    month_date=month.first,
                    tool=terms.licence.tool,
                    identifier=f"QZB{n % 7:04}{n:05}" if n % 3 else f"QZK2P{n:07}",
                    title=f"Title {n:06} (Edit)",
                    artist=f"Artist {n % self.size.artists:05}",
                    currency="EUR",
                    units=n + 1,
                    amount_micros=n * 1_000,
                    since_at=self.now,
                )
                for month in self._months()
                for terms in self.terms
                for n in range(count)
            ),
            batch_size=BATCH,
        )

    def _months(self) -> list[Month]:
        return [Month.of(self.now).back(back) for back in range(1, MONTHS + 1)]

    def _paid(
        self, number: int, month: Month, accounts: list[LedgerAccount], owed: LedgerAccount
    ) -> None:
        done: dict[str, object] = {"state": JobState.DONE, "created_at": self.now}
        licence = self.terms[0].licence
        run = RoyaltyRun.objects.create(
            number=number, licence=licence, month_date=month.first, revision=1, **done
        )
        entry = Entry.objects.create(
            number=number,
            kind=EntryKind.ROYALTIES.value,
            currency="EUR",
            accounting_month=month.first,
            posted_at=self.now,
            run=run,
            description="Royalties",
        )
        Posting.objects.bulk_create(
            [
                Posting(entry=entry, account=owed, amount_micros=-1_000_000 * len(accounts)),
                *(Posting(entry=entry, account=a, amount_micros=1_000_000) for a in accounts),
            ],
            batch_size=BATCH,
        )
        MonthClosing.objects.create(month_date=month.first, **done)

    def _ask(self) -> None:
        asked = Request.objects.create(
            number=1,
            terms=self.terms[0],
            by_tool=self.terms[0].licence.tool,
            made_by=self.support,
            made_at=self.now,
            deadline_at=self.now + timedelta(days=5),
            title="Choirs",
            uses=["training"],
        )
        RequestPart.objects.bulk_create(
            RequestPart(request=asked, artist=artist, use="training", kind="recording")
            for artist in self.artists[::4]
        )


@contextmanager
def in_bulk() -> Iterator[None]:
    """Without the catalogue's triggers; afterwards what works stand on is found, as the background
    does.
    """
    with connection.schema_editor() as editor:
        catalogue_triggers.without_catalogue_triggers().code(ProjectState().apps, editor)
    yield
    with connection.schema_editor() as editor:
        catalogue_triggers.catalogue_triggers().code(ProjectState().apps, editor)
    while footings.find_some():
        pass
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")


def made(size: Size) -> Scene:
    """The scene in an empty database, with the first works of each artist."""
    migrate()
    scene = Scene(size)
    with in_bulk():
        scene.fill()
    return scene
