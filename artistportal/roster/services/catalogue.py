"""Catalogue files taken over: tried first, all or nothing; the same file twice changes nothing."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.core.files.base import ContentFile
from django.db import transaction

from artistportal.accounts.models import User
from artistportal.accounts.services import audit
from artistportal.accounts.services.audit import Fact
from artistportal.roster import permissions
from artistportal.roster.domain import catalogue
from artistportal.roster.domain.catalogue import CatalogueRow, Problem
from artistportal.roster.models import (
    Artist,
    CatalogueUpload,
    Credit,
    Organisation,
    Payee,
    SplitShare,
    SplitSheet,
    Work,
)
from artistportal.roster.models.batches import among_ids
from artistportal.roster.queries.teams import key_of
from artistportal.roster.services import catalogue_plan, split_news, split_proposals
from artistportal.roster.services.catalogue_plan import Plan
from artistportal.roster.services.split_proposals import Shares

FROM_A_FILE = "From a catalogue file."

TAKEN_OVER: list[Callable[[Collection[Work], datetime], None]] = []
"""Packages above this one add theirs when they are ready; called in the same transaction, with the
works of which a file says something new."""

CORRECTED_FIELDS = ["title", "release_title", "isrc", "iswc", "reference", "contains_ai"]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a file changes, or would change; with a problem, nothing."""

    rows: int
    new_works: int = 0
    changed_works: int = 0
    new_artists: int = 0
    identified_artists: int = 0
    new_credits: int = 0
    consenting_credits: int = 0
    disclosing_credits: int = 0
    new_contents: int = 0
    new_sheets: int = 0
    proposed_sheets: int = 0
    problems: tuple[Problem, ...] = ()
    warnings: tuple[Problem, ...] = ()

    @property
    def changes(self) -> tuple[tuple[str, int], ...]:
        """What changes, in words, with how many."""
        counted = (
            ("new works", self.new_works),
            ("works corrected", self.changed_works),
            ("new artists", self.new_artists),
            ("artists given an identifier", self.identified_artists),
            ("new credits", self.new_credits),
            ("credits that now hold consent", self.consenting_credits),
            ("credits that say what AI made", self.disclosing_credits),
            ("compositions put into recordings", self.new_contents),
            ("new split sheets", self.new_sheets),
            ("changed split sheets to be signed", self.proposed_sheets),
        )
        return tuple((words, count) for words, count in counted if count)

    @property
    def can_be_taken_over(self) -> bool:
        return not self.problems and bool(self.changes)


def try_file(*, data: bytes, organisation: Organisation, by: User, now: datetime) -> Outcome:
    """What `import_file` would do; nothing is written."""
    permissions.check_can_edit_catalogue(by, organisation, now)
    read = catalogue.read(data)
    if read.problems:
        return Outcome(len(read.rows), problems=read.problems, warnings=read.warnings)
    plan = catalogue_plan.make(read.rows, organisation, now)
    return _outcome(plan, read.rows, read.warnings)


def import_file(*, data: bytes, organisation: Organisation, by: User, now: datetime) -> Outcome:
    """Take over a file, unless it has a problem anywhere."""
    permissions.check_can_edit_catalogue(by, organisation, now)
    read = catalogue.read(data)
    if read.problems:
        return Outcome(len(read.rows), problems=read.problems, warnings=read.warnings)
    return _carry_out(read.rows, read.warnings, organisation, by, now)


def keep_upload(
    *, name: str, data: bytes, organisation: Organisation, by: User, now: datetime
) -> CatalogueUpload:
    """Keep a file that somebody brought, to be tried and then taken over."""
    permissions.check_can_edit_catalogue(by, organisation, now)
    upload = CatalogueUpload(
        organisation=organisation,
        name=name[:200],
        sha256=hashlib.sha256(data).hexdigest(),
        uploaded_by=by,
        uploaded_at=now,
    )
    upload.file.save("catalogue.csv", ContentFile(data), save=False)
    upload.save()
    return upload


def try_upload(*, upload: CatalogueUpload, by: User, now: datetime) -> Outcome:
    """What taking over a kept file would do today."""
    return try_file(data=_bytes(upload), organisation=upload.organisation, by=by, now=now)


def import_upload(*, upload: CatalogueUpload, by: User, now: datetime) -> Outcome:
    """Take over a kept file, and remember when."""
    outcome = import_file(data=_bytes(upload), organisation=upload.organisation, by=by, now=now)
    if not outcome.problems and upload.imported_at is None:
        upload.imported_at = now
        upload.save(update_fields=["imported_at"])
    return outcome


def _bytes(upload: CatalogueUpload) -> bytes:
    with upload.file.open("rb") as stored:
        data: bytes = stored.read()
    return data


@transaction.atomic
def _carry_out(
    rows: Sequence[CatalogueRow],
    warnings: tuple[Problem, ...],
    organisation: Organisation,
    by: User,
    now: datetime,
) -> Outcome:
    """Plan and write under a lock, so that two files of one organisation follow each other."""
    Organisation.objects.select_for_update().get(pk=organisation.pk)
    plan = catalogue_plan.make(rows, organisation, now)
    outcome = _outcome(plan, rows, warnings)
    if not plan.problems:
        _write(plan)
        for other in plan.proposed_sheets:
            shares = Shares(other.work, other.from_date, dict(other.shares), FROM_A_FILE)
            split_proposals.put_forward(shares=shares, proposer=organisation, by=by, now=now)
        split_news.tell_of_entered(organisation, plan.new_shares, now)
        _note(outcome, organisation, by, now)
        if touched := plan.touched_works():
            for hook in TAKEN_OVER:
                hook(touched, now)
    return outcome


def _note(outcome: Outcome, organisation: Organisation, by: User, now: datetime) -> None:
    if outcome.changes:
        counts = ", ".join(f"{words} {count:,}" for words, count in outcome.changes)
        said = f"{by} took over a catalogue file for {organisation}: {counts}."
        key = key_of(organisation)
        audit.record(Fact("catalogue.imported", key, said, [key]), by=by, now=now)


def _write(plan: Plan) -> None:
    Artist.objects.bulk_create(plan.new_artists)
    Artist.objects.bulk_update(plan.identified_artists, ["isni", "ipi"])
    Work.objects.bulk_create(plan.new_works)
    Work.objects.bulk_create(  # five times as fast as bulk_update, whose CASEs grow
        plan.changed_works,
        update_conflicts=True,
        unique_fields=["id"],
        update_fields=CORRECTED_FIELDS,
    )
    Credit.objects.bulk_create(plan.new_credits)
    consenting = among_ids(credit.pk for credit in plan.consenting_credits)
    Credit.objects.filter(pk__in=consenting).update(holds_consent=True)
    Credit.objects.bulk_update(plan.disclosing_credits, ["ai_contribution"], batch_size=1_000)
    through = Work.compositions.through
    through.objects.bulk_create(
        through(from_work_id=recording.pk, to_work_id=song.pk)
        for recording, song in plan.new_contents
    )
    Payee.objects.bulk_create(plan.new_payees)
    SplitSheet.objects.bulk_update(plan.closed_sheets, ["until_date"])
    SplitSheet.objects.bulk_create(plan.new_sheets)
    SplitShare.objects.bulk_create(plan.new_shares)


def _outcome(plan: Plan, rows: Sequence[CatalogueRow], warnings: tuple[Problem, ...]) -> Outcome:
    return Outcome(
        rows=len(rows),
        new_works=len(plan.new_works),
        changed_works=len(plan.changed_works),
        new_artists=len(plan.new_artists),
        identified_artists=len(plan.identified_artists),
        new_credits=len(plan.new_credits),
        consenting_credits=len(plan.consenting_credits),
        disclosing_credits=len(plan.disclosing_credits),
        new_contents=len(plan.new_contents),
        new_sheets=len(plan.new_sheets),
        proposed_sheets=len(plan.proposed_sheets),
        problems=tuple(sorted(plan.problems, key=lambda problem: problem.line)),
        warnings=warnings,
    )
