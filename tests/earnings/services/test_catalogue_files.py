"""What a month could not pay is computed anew when a catalogue file brings what was missing."""

from __future__ import annotations

from datetime import date

import pytest

from artistportal.background import JobState
from artistportal.roster.models import Organisation
from artistportal.roster.services import splits
from artistportal.roster.services.catalogue import Outcome
from earnings.models import RoyaltyRun
from earnings.services import royalty_runs
from tests.factories.earnings import RECEIVED_AT, Deal, balance, bring, deal
from tests.factories.roster import CompositionFactory, CreditFactory, RecordingFactory
from tests.roster import catalogue_lines

pytestmark = pytest.mark.django_db
FEBRUARY = date(2026, 2, 1)


@pytest.fixture
def label() -> Deal:
    return deal()


def file(label: Deal, isrc: str, *, title: str = "Tide", songs: str = "", shares: bool) -> Outcome:
    """Takes over one line about a recording of the deal's artist, who may be given all shares."""
    artist = label.artist.name
    paid = f"{artist}: 100,2026-01-01" if shares else ","
    line = f'recording,{title},,{isrc},,,{songs},"{artist}: main artist, consent",{paid}'
    return catalogue_lines.bring(label.licence.organisation, line)


def waiting() -> list[tuple[Organisation, date]]:
    runs = RoyaltyRun.objects.filter(state=JobState.WAITING).order_by("number")
    return [(run.licence.organisation, run.month_date) for run in runs]


def paid_to(label: Deal) -> int:
    """What the artist has once everything that waits was carried out."""
    for run in RoyaltyRun.objects.filter(state=JobState.WAITING).order_by("number"):
        royalty_runs.carry_out(run_id=run.pk, clock=lambda: RECEIVED_AT)
    return balance(payee=splits.payee_of_artist(label.artist))


class TestAFile:
    def test_with_the_first_shares_of_a_work_pays_what_was_held(self, label: Deal) -> None:
        work = RecordingFactory.create(rights_holder=label.licence.organisation)
        CreditFactory.create(work=work, artist=label.artist)
        bring(label.tool, [label.line(isrc=work.isrc, quantity=2)])
        assert paid_to(label) == 0

        outcome = file(label, str(work.isrc), title=work.title, shares=True)

        assert outcome.new_sheets == 1, outcome.problems
        assert waiting() == [(label.licence.organisation, FEBRUARY)]
        assert paid_to(label) > 0

    def test_with_a_work_that_lines_named_before_it_was_known_finds_them(self, label: Deal) -> None:
        bring(label.tool, [label.line(isrc="GBZZZ2600001", quantity=2)])

        outcome = file(label, "GBZZZ2600001", shares=True)

        assert outcome.new_works == 1, outcome.problems
        assert waiting() == [(label.licence.organisation, FEBRUARY)]
        assert paid_to(label) > 0

    def test_that_puts_a_song_into_a_recording_divides_its_month_anew(self, label: Deal) -> None:
        song = CompositionFactory.create(rights_holder=label.licence.organisation)
        bring(label.tool, [label.line()])

        outcome = file(
            label, str(label.work.isrc), title=label.work.title, songs=str(song.iswc), shares=False
        )

        assert outcome.new_contents == 1, outcome.problems
        assert waiting() == [(label.licence.organisation, FEBRUARY)]

    def test_of_works_that_no_line_names_leaves_every_month_alone(self, label: Deal) -> None:
        bring(label.tool, [label.line()])

        outcome = file(label, "GBZZZ2600001", shares=True)

        assert outcome.new_works == 1, outcome.problems
        assert waiting() == []
