"""Money that waits: the label finds one of its works behind a mistyped ISRC, and one is disputed.

Both are made where few months are concerned, so that little is computed anew.
"""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from django.db.models import Count

from artistportal.demo import cast
from artistportal.demo.making.reports import Settling
from artistportal.demo.people import LABEL_ADMIN, SUPPORT
from artistportal.demo.plans import Plan
from artistportal.roster.models import Organisation, Work
from consent.models import Tool
from earnings.domain.suggestions import Reported
from earnings.models import ArtistUse, Dispute, IdentifierMatch, UnmatchedMonth
from earnings.queries import matches as found
from earnings.services import disputes, matches
from earnings.services.disputes import Question

MOST_TRIED = 5
MONTHS_TO_SETTLE = timedelta(days=40)


def make(plan: Plan, settling: Settling) -> None:
    """Confirms a match and opens a dispute, once, and carries out what they make due."""
    _match(plan, settling)
    _dispute(plan, settling)
    settling.carry_out(plan.timeline.as_of)


@transaction.atomic
def _match(plan: Plan, settling: Settling) -> None:
    if IdentifierMatch.objects.exists():
        return
    label = settling.rosters.organisations[cast.LABEL]
    for reported in _mistyped(label):
        for work in found.suggest([reported], label.pk)[reported.identifier][:1]:
            matches.confirm(
                identifier=reported.identifier,
                work=Work.objects.get(pk=work.work),
                reason=work.reason,
                by=settling.users[LABEL_ADMIN],
                now=plan.timeline.as_of,
            )
            return


def _mistyped(label: Organisation) -> list[Reported]:
    """Some of the label's unmatched identifiers that nobody else's lines name, the rarest first."""
    rows = UnmatchedMonth.objects.exclude(identifier="").exclude(
        identifier__in=UnmatchedMonth.objects.exclude(organisation=label).values("identifier")
    )
    rare = rows.values("identifier", "title", "artist").annotate(months=Count("pk"))
    first = rare.filter(organisation=label).order_by("months", "identifier")
    alike = [row for row in first if row["title"].isupper()][:MOST_TRIED]
    return [Reported(row["identifier"], row["title"], row["artist"]) for row in alike]


@transaction.atomic
def _dispute(plan: Plan, settling: Settling) -> None:
    if Dispute.objects.exists():
        return
    artist = settling.rosters.artists[cast.DEMO_ARTIST]
    used = ArtistUse.objects.filter(artist=artist).values("work", "tool")
    rarest = used.annotate(months=Count("month_date", distinct=True)).order_by(
        "months", "work", "tool"
    )
    for chosen in rarest[:1]:
        question = Question(
            work=Work.objects.get(pk=chosen["work"]),
            tool=Tool.objects.get(pk=chosen["tool"]),
            reason="Another label says that it owns this recording.",
            next_step="Support compares both contracts and writes to you.",
            deadline_date=(plan.timeline.as_of + MONTHS_TO_SETTLE).date(),
        )
        disputes.begin(question=question, by=settling.users[SUPPORT], now=plan.timeline.as_of)
