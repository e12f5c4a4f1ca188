"""Who is paid for a work: payees and dated split sheets."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from django.db import transaction

from artistportal.accounts.models import User
from artistportal.accounts.services import audit
from artistportal.accounts.services.audit import Fact
from artistportal.roster import permissions
from artistportal.roster.domain import splits
from artistportal.roster.models import Artist, Organisation, Payee, SplitShare, SplitSheet, Work
from artistportal.roster.queries.teams import key_of


class SheetExists(ValueError):
    """A work has another sheet from the same day."""


def payee_of_artist(artist: Artist) -> Payee:
    """The payee that an artist is."""
    payee, _created = Payee.objects.get_or_create(artist=artist, defaults={"name": artist.name})
    return payee


def payee_of_organisation(organisation: Organisation) -> Payee:
    """The payee that an organisation is."""
    payee, _created = Payee.objects.get_or_create(
        organisation=organisation, defaults={"name": organisation.name}
    )
    return payee


@transaction.atomic
def agree(
    *, work: Work, shares: Mapping[Payee, int], from_date: date, by: User, now: datetime
) -> SplitSheet:
    """Store the shares that hold from a day on; the sheet before it ends on that day.

    The same sheet again changes nothing.
    """
    permissions.check_can_edit_catalogue(by, work.rights_holder, now)
    is_new = not work.split_sheets.filter(from_date=from_date).exists()
    sheet = bring_into_force(work, shares, from_date)
    if is_new:
        parties = [payee.artist or payee.organisation for payee in shares]
        concerns = [key_of(party) for party in (*parties, work.rights_holder) if party]
        said = f"{by} entered a split sheet of {work}, from {from_date:%-d %b %Y}."
        fact = Fact("split.agreed", f"work:{work.public_id}", said, concerns)
        audit.record(fact, by=by, now=now)
    return sheet


def bring_into_force(work: Work, shares: Mapping[Payee, int], from_date: date) -> SplitSheet:
    """The same for whoever asked permission already: every payee signed, say. In a transaction."""
    splits.check_whole(shares.values())
    sheets = list(work.split_sheets.order_by("from_date"))
    for sheet in sheets:
        if sheet.from_date == from_date:
            return _same(sheet, shares)
    closing, until_date = place(sheets, from_date)
    if closing:
        closing.until_date = from_date
        closing.save(update_fields=["until_date"])
    sheet = SplitSheet.objects.create(work=work, from_date=from_date, until_date=until_date)
    SplitShare.objects.bulk_create(
        SplitShare(sheet=sheet, payee=payee, share_ppm=share) for payee, share in shares.items()
    )
    return sheet


def place(sheets: Sequence[SplitSheet], from_date: date) -> tuple[SplitSheet | None, date | None]:
    """Which of a work's sheets a new one ends, and the day on which a later one ends the new."""
    earlier = [sheet for sheet in sheets if sheet.from_date < from_date]
    later = [sheet.from_date for sheet in sheets if sheet.from_date > from_date]
    return (earlier[-1] if earlier else None), min(later, default=None)


def _same(sheet: SplitSheet, shares: Mapping[Payee, int]) -> SplitSheet:
    stored = {share.payee_id: share.share_ppm for share in sheet.shares.all()}
    if stored != {payee.pk: share for payee, share in shares.items()}:
        raise SheetExists(
            f"{sheet.work} has other shares from {sheet.from_date:%-d %b %Y};"
            " choose a later day for the new ones."
        )
    return sheet
