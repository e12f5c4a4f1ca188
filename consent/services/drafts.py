"""Drafts of licences and of terms: saved in counted versions, signed by a second person.

begin ──▶ open ── save ──▶ open, one version on
            ├── sign, by somebody else ──▶ the licence and its terms stand, and artists are asked
            └── withdraw
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction

from artistportal.accounts.models import User
from artistportal.accounts.services import audit
from artistportal.accounts.services.audit import Fact
from artistportal.roster.models import Organisation
from consent import permissions
from consent.domain import payment, term_changes
from consent.models import Licence, LicenceDraft, Terms, Tool
from consent.queries import drafts as known
from consent.queries import terms as stored
from consent.services import draft_rows, licences, renewals
from consent.services.licences import Offer, Reach


class NotToBeDrafted(ValueError):
    """The draft cannot be kept or signed as it is; the sentence says why."""


class Stale(NotToBeDrafted):
    """Somebody saved the draft since the person looked at it."""


@dataclass(frozen=True, slots=True)
class Draft:
    """What a draft says: a reach for a new licence, none for the next terms of one that stands."""

    tool: Tool
    offer: Offer
    reach: Reach | None = None
    licence: Licence | None = None


@transaction.atomic
def begin(*, organisation: Organisation, draft: Draft, by: User, now: datetime) -> LicenceDraft:
    """Keep the first version of a draft."""
    permissions.check_can_draft(by, organisation, now)
    _check(organisation, draft, now)
    kept = LicenceDraft.objects.create(
        organisation=organisation,
        tool=draft.tool,
        licence=draft.licence,
        reach=draft_rows.of_reach(draft.reach),
        offer=draft_rows.of_offer(draft.offer, _newest(draft.licence, now)),
        drafted_by=by,
        drafted_at=now,
    )
    _note("licence.drafted", kept, f"{by.name} drafted {_called(kept)}.", by, now)
    return kept


@transaction.atomic
def save(*, draft: LicenceDraft, said: Draft, seen: int, by: User, now: datetime) -> LicenceDraft:
    """Keep the next version of a draft; who saved it last may not sign it."""
    held = _held(draft)
    permissions.check_can_draft(by, held.organisation, now)
    _check_open(held)
    _check_seen(held, seen)
    _check(held.organisation, said, now)
    held.reach = draft_rows.of_reach(said.reach)
    held.offer = draft_rows.of_offer(said.offer, _newest(held.licence, now))
    held.version += 1
    held.drafted_by, held.drafted_at = by, now
    held.save(update_fields=["reach", "offer", "version", "drafted_by", "drafted_at"])
    _note("licence.draft_saved", held, f"{by.name} changed the draft of {_called(held)}.", by, now)
    return held


@transaction.atomic
def withdraw(*, draft: LicenceDraft, by: User, now: datetime) -> LicenceDraft:
    """Nobody signs it any more."""
    held = _held(draft)
    permissions.check_can_draft(by, held.organisation, now)
    if held.withdrawn_at is not None:
        return held
    _check_open(held)
    held.withdrawn_at = now
    held.save(update_fields=["withdrawn_at"])
    _note("licence.draft_withdrawn", held, f"{by.name} withdrew {_called(held)}.", by, now)
    return held


@transaction.atomic
def sign(*, draft: LicenceDraft, seen: int, by: User, now: datetime) -> Terms:
    """A second person signs: the licence and its terms stand, once, and artists are asked again.

    Raises `Stale` when the draft was saved since, or other terms were offered.
    """
    held = _held(draft)
    permissions.check_can_sign_draft(by, held.organisation, now)
    if held.terms is not None:
        return held.terms
    _check_open(held)
    _check_seen(held, seen)
    if held.drafted_by_id == by.pk:
        raise PermissionDenied("You saved this version, so somebody else signs it.")
    said = as_draft(held)
    _check(held.organisation, said, now)
    if held.offer["after"] != _newest(held.licence, now):
        raise Stale("Other terms were offered since. Look at the draft again and save it.")
    terms = _stand(held, said, by, now)
    held.signed_by, held.signed_at, held.terms = by, now, terms
    held.save(update_fields=["signed_by", "signed_at", "terms"])
    _note("licence.signed", held, f"{by.name} signed {terms}.", by, now)
    renewals.ask_again(terms, by=by, now=now)
    return terms


def as_draft(kept: LicenceDraft) -> Draft:
    """What a kept draft says."""
    return Draft(
        kept.tool,
        draft_rows.as_offer(kept.offer),
        draft_rows.as_reach(kept.reach) if kept.reach else None,
        kept.licence,
    )


def version(offer: Offer) -> term_changes.Version:
    """A drafted version as it is compared."""
    return term_changes.Version(
        offer.text,
        offer.currency,
        offer.payment,
        offer.notice_days,
        dict(offer.rates_micros),
        dict(offer.unlicensed_rates_micros),
        (offer.recording_ppm, offer.composition_ppm, offer.voice_ppm),
        offer.song_parity_ppm,
    )


def _stand(held: LicenceDraft, said: Draft, by: User, now: datetime) -> Terms:
    licence = held.licence
    try:
        if licence is None and said.reach is not None:
            licence = licences.sign(
                tool=held.tool, organisation=held.organisation, reach=said.reach, by=by, now=now
            )
            held.licence = licence
            held.save(update_fields=["licence"])
        if licence is None:
            raise NotToBeDrafted("The draft names neither a licence nor what one would cover.")
        return licences.offer_terms(licence=licence, offer=said.offer, by=by, now=now)
    except licences.NotToBeSigned as odd:
        raise NotToBeDrafted(str(odd)) from odd


def _check(organisation: Organisation, draft: Draft, now: datetime) -> None:
    if fault := next(payment.faults(draft.offer.payment), None):
        raise NotToBeDrafted(fault.sentence)
    licence = draft.licence
    if licence is None:
        return
    if licence.organisation_id != organisation.pk or licence.tool_id != draft.tool.pk:
        raise PermissionDenied(f"{licence.code} is between others.")
    if licence.until_at is not None and licence.until_at <= now:
        raise NotToBeDrafted(f"{licence.code} has ended. Draft a new licence instead.")
    _check_material(licence, draft.offer, now)


def _check_material(licence: Licence, offer: Offer, now: datetime) -> None:
    """What takes something from artists is materially different, so that they are asked again."""
    before = known.on_offer(licence, now)
    if before is None or offer.is_material:
        return
    found = term_changes.difference(stored.version(before), version(offer))
    if worse := term_changes.first_material(found.lines):
        raise NotToBeDrafted(
            f"{worse.label} changes from {worse.before} to {worse.after}, which artists did not"
            " agree to. Mark the terms as materially different, so that they are asked again."
        )


def _newest(licence: Licence | None, now: datetime) -> int:
    before = known.on_offer(licence, now)
    return before.number if before else 0


def _held(draft: LicenceDraft) -> LicenceDraft:
    LicenceDraft.objects.select_for_update().get(pk=draft.pk)
    named = ("organisation", "tool", "licence__organisation", "licence__tool", "terms")
    return LicenceDraft.objects.select_related(*named).get(pk=draft.pk)


def _check_open(draft: LicenceDraft) -> None:
    if draft.signed_at is not None:
        raise NotToBeDrafted("It is signed, so it stays as it is. Draft the next terms instead.")
    if draft.withdrawn_at is not None:
        raise NotToBeDrafted("It was withdrawn. Begin a new draft.")


def _check_seen(draft: LicenceDraft, seen: int) -> None:
    if draft.version != seen:
        raise Stale(
            f"Version {draft.version} was saved while you looked at version {seen}. Look at what"
            " changed before you go on; nothing was saved."
        )


def _called(draft: LicenceDraft) -> str:
    if draft.licence is not None:
        return f"new terms of {draft.licence.code} with {draft.tool}"
    return f"a licence with {draft.tool}"


def _note(verb: str, draft: LicenceDraft, sentence: str, by: User, now: datetime) -> None:
    account = f"organisation:{draft.organisation.public_id}"
    audit.record(
        Fact(
            verb, f"draft:{draft.public_id}", sentence, [account], after={"version": draft.version}
        ),
        by=by,
        now=now,
    )
