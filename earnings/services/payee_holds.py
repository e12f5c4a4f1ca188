"""Holds on payees: support keeps payments back, and it takes two of them to put on or to lift.

    asked ──▶ in force ──▶ lifting asked ──▶ lifted
      │          (approved by a second person)   (by a second person again)
      └──▶ dropped: lifted before it was ever in force, by whoever asked or another

Doing a step twice does it once. The payee reads why, what happens next and by when.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.urls import reverse

from artistportal.accounts.domain.topics import Topic
from artistportal.accounts.models import User
from artistportal.accounts.services import audit, notifications
from artistportal.roster.models import Payee
from earnings import permissions
from earnings.models import PayeeHold
from earnings.queries import payees


class NotHeld(ValueError):
    """The hold cannot take this step; the sentence says why."""


@dataclass(frozen=True, slots=True)
class Grounds:
    """Why payments are kept back, as the payee reads it, what happens next and until when."""

    reason: str
    next_step: str
    deadline_date: date
    case_code: str = ""


@transaction.atomic
def ask(*, payee: Payee, grounds: Grounds, by: User, now: datetime) -> PayeeHold:
    """A hold that is in force once a second person approves it; one that is asked comes back."""
    permissions.check_is_support(by)
    if not grounds.reason.strip() or not grounds.next_step.strip():
        raise NotHeld("Say why, and what happens next: the payee reads both.")
    if grounds.deadline_date < now.date():
        raise NotHeld("The deadline has passed. Name a day to come.")
    payee = _locked(payee)
    asked = PayeeHold.objects.filter(payee=payee, reason=grounds.reason, lifted_at=None).first()
    if asked is not None:
        return asked
    hold = PayeeHold.objects.create(
        payee=payee,
        reason=grounds.reason,
        next_step=grounds.next_step,
        deadline_date=grounds.deadline_date,
        case_code=grounds.case_code,
        asked_by=by,
        asked_at=now,
    )
    _note(hold, "asked", f"{by} asked to hold payments to {payee}.", by, now)
    return hold


@transaction.atomic
def approve(*, hold: PayeeHold, by: User, now: datetime) -> PayeeHold:
    """Puts the hold in force; the payee's owners are told."""
    permissions.check_is_support(by)
    hold = _fresh(hold)
    if hold.approved_at is not None:
        return hold
    if hold.lifted_at is not None:
        raise NotHeld("This hold was dropped. Ask for a new one.")
    if hold.asked_by_id == by.pk:
        raise NotHeld("You asked for this hold, so somebody else of support approves it.")
    hold.approved_by, hold.approved_at = by, now
    hold.save()
    _note(hold, "approved", f"Payments to {hold.payee} are held.", by, now, concerns=True)
    _tell(hold, f"Payments to {hold.payee} are on hold", f"{hold.reason} {hold.next_step}", now)
    return hold


@transaction.atomic
def ask_to_lift(*, hold: PayeeHold, reason: str, by: User, now: datetime) -> PayeeHold:
    """Asks a second person to lift the hold; one that was never in force is dropped at once."""
    permissions.check_is_support(by)
    if not reason.strip():
        raise NotHeld("Say why the hold can go.")
    hold = _fresh(hold)
    if hold.lifted_at is not None or hold.lifting_asked_at is not None:
        return hold
    hold.lifting_asked_by, hold.lifting_asked_at, hold.lifting_reason = by, now, reason
    if hold.approved_at is None:
        hold.lifted_at = now
    hold.save()
    _note(hold, "lifting_asked", f"{by} asked to lift the hold on {hold.payee}.", by, now)
    return hold


@transaction.atomic
def lift(*, hold: PayeeHold, by: User, now: datetime) -> PayeeHold:
    """Ends the hold; the payee's owners are told."""
    permissions.check_is_support(by)
    hold = _fresh(hold)
    if hold.lifted_at is not None:
        return hold
    if hold.lifting_asked_at is None:
        raise NotHeld("Nobody has asked to lift this hold yet.")
    if hold.lifting_asked_by_id == by.pk:
        raise NotHeld("You asked to lift this hold, so somebody else of support lifts it.")
    hold.lifted_by, hold.lifted_at = by, now
    hold.save()
    _note(hold, "lifted", f"Payments to {hold.payee} go out again.", by, now, concerns=True)
    words = "The hold on your payments is lifted; they go out with the next round."
    _tell(hold, f"Payments to {hold.payee} go out again", words, now)
    return hold


def _locked(payee: Payee) -> Payee:
    return Payee.objects.select_for_update().get(pk=payee.pk)


def _fresh(hold: PayeeHold) -> PayeeHold:
    """The hold as it stands, its payee locked against a payment at the same time."""
    _locked(hold.payee)
    return PayeeHold.objects.select_related("payee__artist", "payee__organisation").get(pk=hold.pk)


def _note(
    hold: PayeeHold, step: str, sentence: str, by: User, now: datetime, *, concerns: bool = False
) -> None:
    """What support only asks of support is nobody else's to read."""
    key = payees.key(hold.payee)
    fact = audit.Fact(
        verb=f"payee.hold_{step}",
        subject=f"hold:{hold.public_id}",
        sentence=sentence,
        concerns=[key] if concerns and key else [],
        reason=hold.lifting_reason if "lift" in step else hold.reason,
    )
    audit.record(fact, by=by, now=now)


def _tell(hold: PayeeHold, subject: str, text: str, now: datetime) -> None:
    news = notifications.News(
        topic=Topic.HOLDS,
        subject=subject,
        text=text,
        path=reverse("earnings:balance"),
        account=payees.key(hold.payee),
    )
    notifications.tell(news, to=payees.owners(hold.payee, now), now=now)
