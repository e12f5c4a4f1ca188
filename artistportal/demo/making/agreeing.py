"""Splits and terms that wait: one sheet in force, one for the demo artist to sign, a draft to sign.

All of it is made through the same services as on the site, in the days before the end.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from django.db import transaction

from artistportal.demo import cast
from artistportal.demo.making.reports import Settling
from artistportal.demo.people import LABEL_ADMIN
from artistportal.demo.plans import Plan
from artistportal.roster.models import Artist, Organisation, SplitProposal, Work
from artistportal.roster.queries.split_parties import Party
from artistportal.roster.services import split_proposals
from artistportal.roster.services.split_proposals import Shares
from consent.forms.drafts import offer_after
from consent.models import LicenceDraft
from consent.queries import drafts as known
from consent.services import drafts
from consent.services.drafts import Draft

DAYS_BEFORE = timedelta(days=3)
CLEARER = "\n\nThe tool names the artist wherever it speaks about the music."
OUTSIDER = "Ragna Thorsdottir"


def make(plan: Plan, settling: Settling) -> None:
    """Proposes splits and drafts terms, once."""
    now = plan.timeline.as_of - DAYS_BEFORE
    label = settling.rosters.organisations[cast.LABEL]
    if not SplitProposal.objects.exists():
        _propose(settling, label, settling.rosters.artists[cast.DEMO_ARTIST], now)
    if not LicenceDraft.objects.exists():
        _draft(settling, label, now)


@transaction.atomic
def _propose(settling: Settling, label: Organisation, artist: Artist, now: datetime) -> None:
    """From the first of next month on a player outside the site shares in a work."""
    mine = Work.objects.filter(rights_holder=label, credits__artist=artist, kind="recording")
    first_day = (now.date().replace(day=1) + timedelta(days=32)).replace(day=1)
    shares: dict[Party | str, int] = {artist: 500_000, label: 400_000, OUTSIDER: 100_000}
    for work in mine.distinct().order_by("title", "pk")[:1]:
        proposal = split_proposals.propose(
            shares=Shares(work, first_day, shares, "Ragna’s strings, as agreed in the studio."),
            proposer=label,
            by=settling.users[LABEL_ADMIN],
            now=now,
        )
        split_proposals.sign(
            share=proposal.shares.get(payee__name=OUTSIDER),
            by=settling.users[LABEL_ADMIN],
            now=now,
            paper="Letter of agreement, two pages, kept with the session sheets",
        )


@transaction.atomic
def _draft(settling: Settling, label: Organisation, now: datetime) -> None:
    """The next terms of a licence, clearer and no worse, wait for a second person."""
    for licence in known.licences_of(label.pk, now)[:1]:
        terms = known.on_offer(licence, now)
        if terms is not None:
            offer = offer_after(terms)
            clearer = replace(offer, text=offer.text + CLEARER)
            drafts.begin(
                organisation=label,
                draft=Draft(licence.tool, clearer, licence=licence),
                by=settling.users[LABEL_ADMIN],
                now=now,
            )
