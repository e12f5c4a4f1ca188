"""The money of an account on its screen, and what an artist said yes and no to."""

from __future__ import annotations

from datetime import datetime

from django.urls import reverse

from artistportal import money
from artistportal.desk.queries.screens import NEWEST, Cell, Reader, Section
from artistportal.roster.domain.accounts import Account
from artistportal.roster.models import Artist
from consent.models import Decision
from consent.queries import acts, state
from earnings.models import PayeeHold, PayoutAccount
from earnings.queries import standings, statements


def consent(artist: Artist, at: datetime) -> tuple[str, Section]:
    """Where the artist stood at the moment, in a sentence, and the last that was said by then."""
    sentence = state.of_artists([artist], at)[artist.pk].sentence
    said = Decision.objects.of_artist(artist).with_names().filter(given_at__lte=at)
    rows = tuple(
        (
            Cell(decision.code, reverse("admin:consent_decision_change", args=[decision.pk])),
            Cell(decision.given_at),
            Cell(acts.in_words([decision])[0]),
            Cell(decision.given_by),
            Cell(decision.capacity_label),
        )
        for decision in said.newest_first()[:NEWEST]
    )
    columns = ("Decision", "Given", "What was said", "By", "As")
    return sentence, Section("Consent", columns, rows)


def balances(account: Account, now: datetime) -> tuple[Section, Section]:
    """What the account has in each currency, and the last payments."""
    found = standings.of_account(account, NEWEST, now)
    rows = tuple(
        (
            Cell(each.currency),
            Cell(money.shown(each.available_micros, each.currency)),
            Cell(money.shown(each.estimated_micros, each.currency)),
            Cell(money.shown(each.held_micros, each.currency)),
            Cell(money.shown(each.in_reserve_micros, each.currency)),
            Cell(money.shown(each.unrecouped_micros, each.currency)),
            Cell(each.next_payout.sentence if each.next_payout else ""),
        )
        for each in found.balances
    )
    columns = (
        "Currency", "Available", "Estimated", "On hold", "In reserve", "To recoup", "Next payout",
    )  # fmt: skip
    paid = tuple(
        (Cell(line.code), Cell(line.state), Cell(money.shown(line.amount_micros, line.currency)))
        for line in found.payouts
    )
    return (
        Section("Balance", columns, rows),
        Section("Last payouts", ("Payout", "State", "Amount"), paid),
    )


def statements_of(account: Account) -> Section:
    """The last statements that were issued to the account's own payee."""
    rows = tuple(
        (
            Cell(each.code, reverse("admin:earnings_statement_change", args=[each.pk])),
            Cell(f"{each.month_date:%B %Y}"),
            Cell(money.shown(each.earned_micros, each.currency)),
            Cell(money.shown(each.closing_micros, each.currency)),
        )
        for each in statements.of_account(account).order_by("-number")[:NEWEST]
    )
    return Section("Last statements", ("Statement", "Month", "Earned", "Closing"), rows)


def paid_to(account: Account, reader: Reader) -> Section:
    """Where the account's money goes, by the last digits alone and only to who said why."""
    own = statements.payees_of(account)
    known = PayoutAccount.objects.filter(payee__in=own).select_related("given_by")
    rows = tuple(
        (
            Cell(reader.text(f"{each.holder}, {each.country}, ends in {each.last_four}")),
            Cell(each.given_by),
            Cell(each.given_at),
            Cell(each.usable_at),
        )
        for each in known.order_by("-pk")[:3]
    )
    return Section("Payout account", ("Account", "Given by", "Given", "Usable from"), rows)


def holds(account: Account) -> Section:
    """What keeps payments back, and who asked for it."""
    own = statements.payees_of(account)
    known = PayeeHold.objects.filter(payee__in=own, lifted_at=None)
    rows = tuple(
        (
            Cell(each.reason),
            Cell(each.next_step),
            Cell(each.deadline_date),
            Cell(each.asked_by),
            Cell(each.approved_at or "Waits for a second person"),
        )
        for each in known.select_related("asked_by").order_by("-pk")[:NEWEST]
    )
    columns = ("Why", "What happens next", "By", "Asked by", "In force since")
    return Section("Holds", columns, rows)
