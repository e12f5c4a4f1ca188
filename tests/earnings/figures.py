"""An artist's monthly figures, as the summaries hold them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from artistportal.background import JobState
from artistportal.periods import Month
from artistportal.roster.domain.uses import Use
from artistportal.roster.models import Artist, ArtistMember, Payee, Work
from consent.models import Tool
from earnings.models import (
    AccountKind,
    ArtistUse,
    Entry,
    EntryKind,
    LedgerAccount,
    Outcome,
    Posting,
    SummaryRefresh,
    TerritoryMonth,
    ToolMonth,
    UsageReport,
    WorkMonth,
)
from tests.factories.consent import ToolFactory
from tests.factories.roster import NOW, ArtistMemberFactory, PayeeFactory, RecordingFactory

THIS_MONTH = Month.of(NOW)


@dataclass
class Career:
    """An artist with an owner, tools that report, works, and months of figures."""

    name: str = "Mira Holm"
    sees_money: bool = True
    member: ArtistMember = field(init=False)
    payee: Payee = field(init=False)
    works: list[Work] = field(default_factory=list)
    tools: list[Tool] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.member = ArtistMemberFactory.create(artist__name=self.name, sees_money=self.sees_money)
        self.payee = _payee(self.artist)

    @property
    def artist(self) -> Artist:
        return self.member.artist

    def with_works(self, count: int) -> Career:
        self.works += RecordingFactory.create_batch(count)
        return self

    def with_tools(self, *names: str) -> Career:
        self.tools += [ToolFactory.create(name=name) for name in names]
        return self

    def earns(
        self,
        month: Month,
        micros: int,
        *,
        tool: Tool | None = None,
        use: Use = Use.TRAINING,
        currency: str = "EUR",
        held_micros: int = 0,
    ) -> None:
        """One month's figure of one tool, shared equally by the works, all in Germany."""
        tool = tool or self.tools[0]
        who = {"payee": self.payee, "month_date": month.first, "tool": tool, "currency": currency}
        units = 100
        ToolMonth.objects.create(
            **who, use=use.value, units=units, earned_micros=micros, held_micros=held_micros
        )
        TerritoryMonth.objects.create(**who, territory="DE", units=units, earned_micros=micros)
        WorkMonth.objects.bulk_create(
            WorkMonth(
                **who,
                work=work,
                units=units // len(self.works),
                earned_micros=micros // len(self.works),
            )
            for work in self.works
        )

    def is_used(self, month: Month, **changed: object) -> None:
        """One line of use for each work."""
        given = {
            "tool": self.tools[0],
            "use": Use.TRAINING.value,
            "model_version": "v2",
            "units": 10,
            "uncleared_units": 0,
            "territories": 2,
            "top_territory": "DE",
            "first_used_at": month.from_at,
            "last_used_at": month.from_at,
        } | changed
        ArtistUse.objects.bulk_create(
            ArtistUse(artist=self.artist, month_date=month.first, work=work, **given)
            for work in self.works
        )

    def is_booked(self, month: Month, micros: int, kind: EntryKind = EntryKind.ROYALTIES) -> None:
        """One amount in the ledger for the artist, in an accounting month."""
        payee, _ = LedgerAccount.objects.get_or_create(
            kind=AccountKind.PAYEE.value, payee=self.payee, currency="EUR"
        )
        bank, _ = LedgerAccount.objects.get_or_create(kind=AccountKind.BANK.value, currency="EUR")
        entry = Entry.objects.create(
            number=Entry.objects.count() + 1,
            kind=kind.value,
            currency="EUR",
            accounting_month=month.first,
            posted_at=month.from_at,
            description="Royalties",
        )
        Posting.objects.create(entry=entry, account=payee, amount_micros=micros)
        Posting.objects.create(entry=entry, account=bank, amount_micros=-micros)


def reported(tool: Tool, until: Month, received_at: datetime = NOW) -> None:
    """The tool has told what it used in the months before `until`, and the figures are computed."""
    number = UsageReport.objects.count() + 1
    UsageReport.objects.create(
        number=number,
        tool=tool,
        file_name="report.csv",
        size=1,
        sha256=f"{number:064}",
        received_at=received_at,
        created_at=received_at,
        state=JobState.DONE,
        outcome=Outcome.ACCEPTED.value,
        from_date=until.back(12).first,
        until_date=until.first,
    )
    SummaryRefresh.objects.create(
        tool=tool,
        month_date=until.previous().first,
        computed_at=received_at,
        created_at=received_at,
        state=JobState.DONE,
    )


def _payee(artist: Artist) -> Payee:
    """The artist as a payee, whether or not the roster made one already."""
    found = Payee.objects.filter(artist=artist).first()
    return found or PayeeFactory.create(name=artist.name, artist=artist)
