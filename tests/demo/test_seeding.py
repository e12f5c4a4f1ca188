"""The demo carried out: through the real services, to a ledger that adds up, and once."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from io import StringIO
from pathlib import Path

import pytest
from django.conf import settings as site
from django.core.management import CommandError, call_command
from django.db import transaction
from django.db.models import Sum
from django.test import override_settings
from pytest_django import DjangoDbBlocker, Settings

from artistportal.accounts.models import User
from artistportal.background import JobState
from artistportal.demo import cast, seeding, tales, tools
from artistportal.demo.management.commands import seed_demo
from artistportal.demo.plans import Plan
from artistportal.demo.tales import Tale
from artistportal.demo.timeline import SMALL
from artistportal.roster.domain.uses import Use
from artistportal.roster.models import Artist, Work
from consent.domain.tools import ToolStatus
from consent.models import Decision, Licence, Tool
from consent.queries import clearances
from earnings.domain.ledgers import AccountKind
from earnings.domain.reports import Outcome, ReportFormat
from earnings.models import (
    ArtistUse,
    Posting,
    RoyaltyRun,
    SummaryRefresh,
    ToolMonth,
    UsageReport,
)
from earnings.services import ledger_checks

AS_OF = datetime(2026, 11, 21, 8, tzinfo=UTC)
TALE = Tale(AS_OF, "small")


@pytest.fixture(scope="module")
def plan(
    django_db_setup: None,
    django_db_blocker: DjangoDbBlocker,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Plan]:
    """The small demo, made once for all tests here and then taken back."""
    folder = tmp_path_factory.mktemp("demo")
    places = {"DATA_DIR": folder, "MEDIA_ROOT": folder / "uploads", "ARCHIVE_URL": f"{folder}/a"}
    with (
        override_settings(DEBUG=True, **places),
        django_db_blocker.unblock(),
        transaction.atomic(),
    ):
        yield seeding.make(TALE, is_quiet=True, is_alone=True)
        transaction.set_rollback(True)


def balance(kind: AccountKind, currency: str) -> int:
    of_kind = Posting.objects.filter(account__kind=kind.value, account__currency=currency)
    return of_kind.aggregate(sum=Sum("amount_micros"))["sum"] or 0


class TestMake:
    def test_leaves_a_ledger_that_adds_up(self, plan: Plan) -> None:
        assert list(ledger_checks.faults()) == []

    def test_makes_everything_of_the_plan(self, plan: Plan) -> None:
        assert Work.objects.count() == len(plan.catalogue.works)
        assert Artist.objects.count() == len(plan.people.artists)
        assert Licence.objects.count() == len(plan.licences)
        assert Tool.objects.count() == len(tools.TOOLS)

    def test_records_the_decisions_in_order(self, plan: Plan) -> None:
        moments = list(Decision.objects.order_by("number").values_list("given_at", flat=True))

        assert moments == sorted(moments)
        assert 0 < len(moments) <= len(plan.choices)

    def test_leaves_no_work_behind(self, plan: Plan) -> None:
        for jobs in (UsageReport, RoyaltyRun, SummaryRefresh):
            assert not jobs.objects.exclude(state=JobState.DONE).exists()

    def test_pays_in_two_currencies_and_holds_what_is_not_cleared(self, plan: Plan) -> None:
        for currency in ("EUR", "USD"):
            assert balance(AccountKind.TOOL, currency) < 0
            assert balance(AccountKind.HELD, currency) > 0
            assert balance(AccountKind.UNMATCHED, currency) > 0

    def test_leaves_most_of_the_money_payable(self, plan: Plan) -> None:
        runs = RoyaltyRun.objects.aggregate(
            payable=Sum("payable_micros"), held=Sum("held_micros"), stray=Sum("unmatched_micros")
        )

        whole = sum(runs.values())
        assert runs["payable"] > 0.75 * whole
        assert 0.01 * whole < runs["held"] < 0.2 * whole
        assert 0 < runs["stray"] < 0.05 * whole

    def test_leaves_the_stars_advance_unrecouped(self, plan: Plan) -> None:
        owed = Posting.objects.filter(account__payee__artist__name="Adaeze Lindqvist")

        euros = owed.filter(account__currency="EUR").aggregate(sum=Sum("amount_micros"))["sum"]
        assert -60_000_000_000 < euros < 0

    def test_holds_what_a_disputed_tool_used_after_a_no(self, plan: Plan) -> None:
        month = plan.timeline.months[-1].first
        (withdrawn, *_) = plan.usage.standing.withdrawn(
            tools.SILENT_TOOL, Use.VOICE, plan.timeline.months[-1]
        )

        used = ArtistUse.objects.get(
            artist__name=plan.people.artists[withdrawn].name,
            month_date=month,
            tool__slug=tools.SILENT_TOOL,
            use=Use.VOICE.value,
        )
        assert used.uncleared_units == used.units > 0
        assert used.tool.status == ToolStatus.DISPUTED

    def test_lets_a_co_writer_veto(self, plan: Plan) -> None:
        writer = cast.VETOING_WRITER
        songs = {w.key for w in plan.catalogue.works.values() if writer in w.holders}
        isrc = next(w.isrc for w in plan.catalogue.works.values() if songs & set(w.songs))
        recording = Work.objects.get(isrc=isrc)

        clearance = clearances.explain(
            tool=Tool.objects.get(slug="brindle-stems").pk,
            work=recording.pk,
            use=Use.REMIX,
            territory="DE",
            at=AS_OF,
        )
        assert not clearance.is_cleared

    def test_has_works_without_shares(self, plan: Plan) -> None:
        assert Work.objects.filter(split_sheets=None).exists()

    def test_has_a_licence_that_ends_next_week(self, plan: Plan) -> None:
        ending = Licence.objects.filter(until_at__range=(AS_OF, AS_OF + timedelta(days=7)))

        assert [licence.tool.slug for licence in ending] == [tools.ENDING_TOOL]

    def test_shows_the_demo_artist_what_she_earned(self, plan: Plan) -> None:
        earned = ToolMonth.objects.filter(payee__artist__name="Noor Castellanos")

        assert earned.values("month_date").distinct().count() == SMALL.months
        assert earned.values("tool").distinct().count() > 3

    def test_says_that_it_is_complete(self, plan: Plan) -> None:
        begun = tales.begun()

        assert begun
        assert begun.is_complete
        assert begun.as_of == AS_OF


class TestReports:
    def test_rejects_one_with_its_problems(self, plan: Plan) -> None:
        (rejected,) = UsageReport.objects.filter(outcome=Outcome.REJECTED.value)

        columns = {problem.column for problem in rejected.problems.all()}
        assert columns == {"territory", "quantity", "used_at"}
        assert all(problem.cure for problem in rejected.problems.all())

    def test_accepts_one_in_the_format_of_ddex(self, plan: Plan) -> None:
        dsr = UsageReport.objects.accepted().filter(format=ReportFormat.DDEX_DSR.value)

        assert dsr.exists()

    def test_excludes_lines_that_were_sent_twice(self, plan: Plan) -> None:
        again = UsageReport.objects.get(file_name__startswith="brindle-stems", excluded_lines__gt=0)

        assert again.excluded_lines < again.lines

    def test_keeps_no_second_report_of_the_same_bytes(self, plan: Plan) -> None:
        assert not UsageReport.objects.filter(file_name__startswith="copy-of").exists()

    def test_revises_months_for_late_lines_and_corrections(self, plan: Plan) -> None:
        revised = RoyaltyRun.objects.filter(revision__gt=1, entry__adjusts__isnull=False)

        revised_tools = {run.licence.tool.slug for run in revised}
        assert {"tarn-radio", "brindle-stems", "merrow-score"} <= revised_tools


class TestMakeAgain:
    def test_completes_what_was_interrupted_and_changes_nothing_else(self, plan: Plan) -> None:
        before = counts()

        seeding.make(TALE, is_quiet=True, is_alone=True)

        assert counts() == before


def counts() -> dict[str, int]:
    models = (User, Work, Decision, UsageReport, RoyaltyRun, Posting, ArtistUse)
    return {model.__name__: model._default_manager.count() for model in models}


@pytest.mark.django_db
class TestToTell:
    @pytest.fixture(autouse=True)
    def trial(self, settings: Settings, tmp_path: Path) -> None:
        settings.DEBUG = True
        settings.DATA_DIR = tmp_path

    def test_is_the_wanted_one_in_an_empty_database(self) -> None:
        assert seeding.to_tell(TALE) == TALE

    def test_is_the_one_begun_whatever_the_day(self) -> None:
        tales.note(TALE)
        User.objects.create_user("somebody@demo.example")

        assert seeding.to_tell(Tale(AS_OF + timedelta(days=40), "full")) == TALE

    def test_refuses_other_peoples_data(self) -> None:
        User.objects.create_user("somebody@example.org")

        with pytest.raises(seeding.NotEmpty):
            seeding.to_tell(TALE)

    def test_refuses_where_debug_is_off(self, settings: Settings) -> None:
        settings.DEBUG = False

        with pytest.raises(seeding.NotHere, match="DEBUG is off"):
            seeding.to_tell(TALE)


@pytest.mark.django_db
class TestCommand:
    def test_refuses_where_debug_is_off(self) -> None:
        assert not site.DEBUG

        with pytest.raises(CommandError, match="DEBUG is off"):
            call_command(seed_demo.Command())
        assert not User.objects.exists()

    def test_leaves_other_data_alone_without_a_word(
        self, settings: Settings, tmp_path: Path
    ) -> None:
        settings.DEBUG = True
        settings.DATA_DIR = tmp_path
        User.objects.create_user("somebody@example.org")
        out = StringIO()

        call_command(seed_demo.Command(), if_empty=True, stdout=out)

        assert out.getvalue() == ""
        assert User.objects.count() == 1
