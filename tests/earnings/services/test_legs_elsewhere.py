"""Uses that need legs of several organisations: each is paid by a licence of its own."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime

import pytest

from artistportal.roster.domain.roles import CreditRole
from artistportal.roster.domain.uses import Use
from artistportal.roster.models import Payee, SplitSheet, Work
from consent.models import Licence, Terms
from earnings.models import RoyaltyRun, ToolMonth
from earnings.services import archive, ledger_checks
from tests.factories.consent import LicenceFactory, TermsFactory, say_yes
from tests.factories.earnings import Deal, balance, bring, deal, last_run
from tests.factories.roster import (
    BEFORE,
    CompositionFactory,
    CreditFactory,
    PayeeFactory,
    RecordingFactory,
    SplitSheetFactory,
)

pytestmark = pytest.mark.django_db

APRIL = datetime(2026, 4, 3, tzinfo=UTC)


@dataclass(frozen=True)
class House:
    """A publisher with a licence of its own for a deal's tool, and its song in the recording."""

    terms: Terms
    song: Work
    writer: Payee

    @property
    def licence(self) -> Licence:
        return self.terms.licence


def publisher(label: Deal) -> House:
    """A house that divides 900 micros a month; artist and writer said yes to training."""
    terms = TermsFactory.create(licence__tool=label.tool)
    Terms.objects.filter(pk=terms.pk).update(
        pay_model="pro_rata_usage", pool_basis="fixed", pool_micros=900
    )
    payee = PayeeFactory.create()
    song = song_in(label.work, terms, payee)
    say_yes(CreditFactory.create(work=song, role=CreditRole.WRITER).artist, terms, now=BEFORE)
    say_yes(label.artist, label.terms, use=Use.TRAINING, now=BEFORE)
    return House(terms, song, payee)


def song_in(recording: Work, terms: Terms, payee: Payee) -> Work:
    song: Work = CompositionFactory.create(rights_holder=terms.licence.organisation)
    SplitSheetFactory.create(work=song, shares={payee: 1_000_000})
    recording.compositions.add(song)
    return song


def refused_recording(label: Deal, house: House) -> Work:
    """Another recording of the label, whose song's writer said nothing."""
    work: Work = RecordingFactory.create(rights_holder=label.licence.organisation)
    CreditFactory.create(work=work, artist=label.artist)
    SplitSheetFactory.create(work=work, shares={label.payee: 1_000_000})
    CreditFactory.create(work=song_in(work, house.terms, house.writer), role=CreditRole.WRITER)
    return work


class TestLegsElsewhere:
    def test_are_paid_as_the_ledger_s_example_j(self) -> None:
        label = deal()
        house = publisher(label)
        refused = refused_recording(label, house)

        bring(
            label.tool,
            [
                label.line(use="training", quantity=4),
                label.line(quantity=2),
                label.line(isrc=refused.isrc, use="training", quantity=5),
            ],
        )

        assert balance(payee=label.payee) == 60_000
        assert balance(payee=house.writer) == 400
        assert balance(tool=label.tool, kind="held") == 50_500
        assert balance(tool=label.tool, kind="tool") == -110_900
        runs = [last_run(label.licence), last_run(house.licence)]
        assert [(run.lines, run.held_micros) for run in runs] == [(3, 50_000), (2, 500)]
        assert not list(ledger_checks.faults())

    def test_get_no_run_for_a_use_of_the_recording_alone(self) -> None:
        label = deal()
        house = publisher(label)

        bring(label.tool, [label.line(use="discovery")])

        assert not RoyaltyRun.objects.filter(licence=house.licence).exists()
        assert balance(payee=label.payee) == 10_000

    def test_are_held_where_the_recording_has_no_licence(self) -> None:
        label = deal()
        house = publisher(label)
        Work.objects.filter(pk=label.work.pk).update(
            rights_holder=RecordingFactory.create().rights_holder
        )

        bring(label.tool, [label.line(use="training")])

        assert not RoyaltyRun.objects.filter(licence=label.licence).exists()
        run = last_run(house.licence)
        assert (run.payable_micros, run.held_micros) == (0, 900)
        assert archive.read(run.allocation_path)["reason"].to_list() == ["no_licence"]

    def test_are_paid_by_the_licence_of_their_time(self) -> None:
        label = deal()
        house = publisher(label)
        ended_at = datetime(2026, 2, 15, tzinfo=UTC)
        Licence.objects.filter(pk=house.licence.pk).update(until_at=ended_at)
        heir = LicenceFactory.create(
            tool=label.tool, organisation=house.licence.organisation, from_at=ended_at
        )
        TermsFactory.create(licence=heir)

        bring(
            label.tool,
            [
                label.line(use="training", used_at="2026-02-14"),
                label.line(use="training", used_at="2026-02-15"),
            ],
        )

        assert (last_run(house.licence).lines, last_run(heir).lines) == (1, 1)
        assert balance(payee=house.writer) == 900
        assert last_run(heir).held_micros == 10_000
        assert last_run(label.licence).lines == 2

    def test_come_right_when_lines_come_late_or_are_put_right(self) -> None:
        label = deal()
        house = publisher(label)
        refused = refused_recording(label, house)
        first = [label.line(use="training", quantity=4, line_id="a")]
        bring(label.tool, first)
        assert balance(payee=house.writer) == 900

        late = label.line(isrc=refused.isrc, use="training", quantity=5, line_id="b")
        bring(label.tool, [*first, late], now=APRIL)
        assert (balance(payee=house.writer), balance(payee=label.payee)) == (400, 40_000)

        less = label.line(use="training", quantity=1, line_id="a2", corrects="a")
        bring(label.tool, [less], now=APRIL)

        assert (balance(payee=house.writer), balance(payee=label.payee)) == (150, 10_000)
        assert balance(tool=label.tool, kind="held") == 50_750
        assert last_run(house.licence).revision == 3
        assert not list(ledger_checks.faults())

    def test_leave_a_licence_when_the_song_leaves_the_recording(self) -> None:
        label = deal()
        house = publisher(label)
        bring(label.tool, [label.line(use="training", line_id="a")])
        label.work.compositions.clear()

        bring(label.tool, [label.line(use="training", line_id="b")], now=APRIL)

        assert balance(payee=house.writer) == 0
        assert last_run(house.licence).lines == 0
        assert not list(ledger_checks.faults())


class TestUnits:
    def test_count_once_for_whom_two_licences_pay_for_one_use(self) -> None:
        label = deal()
        house = publisher(label)
        SplitSheet.objects.filter(work=house.song).update(until_date=date(2026, 1, 1))
        SplitSheetFactory.create(
            work=house.song, shares={label.payee: 1_000_000}, from_date=date(2026, 1, 1)
        )

        bring(label.tool, [label.line(use="training", quantity=4)])

        figure = ToolMonth.objects.get(payee=label.payee)
        assert (figure.units, figure.earned_micros) == (4, 40_900)
