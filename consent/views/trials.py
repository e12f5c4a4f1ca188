"""What one answer for many works comes to: tried before it is saved, or before it is approved."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.http import HttpResponse

from artistportal import spreadsheets
from artistportal.roster.domain.accounts import Account
from artistportal.roster.queries.works import visible_to
from consent.forms.bulk import BulkForm, BulkLimitsForm
from consent.queries import bulk, facts
from consent.queries.artists import Subject
from consent.queries.bulk import Answer, Line, Outcome
from consent.queries.centre import Known
from consent.queries.proposals import Limits

PAGE_SIZE = 50
HEADER = ("title", "identifier", "outcome", "now", "after", "why")


@dataclass(frozen=True, slots=True)
class Trial:
    """What was asked for, and what it comes to for each work."""

    subject: Subject
    form: BulkForm
    limits: BulkLimitsForm
    known: Known
    answer: Answer
    lines: list[Line]
    now: datetime

    @property
    def terms(self) -> set[int]:
        said = (saying for line in self.lines for saying in line.said)
        return {saying.terms for saying in said if saying.terms}

    @property
    def changes(self) -> int:
        """How many works it would change something of."""
        return sum(line.outcome is Outcome.CHANGES for line in self.lines)

    @property
    def needs_second_person(self) -> bool:
        return self.subject.needs_second_person(self.changes)

    @property
    def sentence(self) -> str:
        return f"{self.answer.in_words(self.changes)} of {self.subject.name}"


def tried(
    account: Account, subject: Subject, form: BulkForm, limits: BulkLimitsForm, now: datetime
) -> Trial:
    """Of a valid form, what it would do for each work that the account may see."""
    known = Known(facts.about([subject.id]), [], form.tools, now, subject.id)
    answer = form.answered(limits.limits if limits.is_valid() else Limits())
    found = bulk.chosen_works(visible_to(account), subject.id, form.chosen)[: bulk.MOST_WORKS]
    lines = [
        *bulk.unknown_names(form.chosen, found),
        *bulk.lines(known, found, answer, subject.authority),
    ]
    places = {outcome: place for place, outcome in enumerate(Outcome)}
    in_order = sorted(lines, key=lambda line: places[line.outcome])
    return Trial(subject, form, limits, known, answer, in_order, now)


def file(trial: Trial) -> HttpResponse:
    """The lines as CSV."""
    rows = (
        (line.title, line.identifier, line.outcome.value, line.now, line.after, line.why)
        for line in trial.lines
    )
    text = spreadsheets.csv_text(HEADER, rows)
    response = HttpResponse(text, content_type=spreadsheets.CONTENT_TYPE)
    name = f"many-works-{trial.now:%Y-%m-%d}.csv"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
