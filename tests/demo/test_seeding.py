"""The demo carried out: through the real services, to a ledger that adds up, and once."""

from __future__ import annotations

from collections import Counter
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
from artistportal.demo.making import obedience
from artistportal.demo.management.commands import seed_demo
from artistportal.demo.plans import Plan
from artistportal.demo.tales import Tale
from artistportal.demo.timeline import SMALL
from artistportal.roster.domain.uses import Use
from artistportal.roster.models import Artist, Invitation, Organisation, Work
from artistportal.roster.queries import profile_claims
from consent.domain import requests as rules
from consent.domain.notices import NoticeState
from consent.domain.requests import State
from consent.domain.tools import ToolStatus
from consent.models import (
    Act,
    ApiKey,
    Approval,
    ArtistCoverage,
    Decision,
    Licence,
    Notice,
    Publication,
    Request,
    RequestPart,
    Tool,
    WebhookEndpoint,
)
from consent.queries import clearances, integrity, notices, requests
from consent.services import acts
from earnings.domain.ledgers import AccountKind
from earnings.domain.reports import Outcome, ReportFormat
from earnings.models import (
    ArtistUse,
    AttributionMonth,
    Claim,
    MonthClosing,
    Payout,
    PayoutAccount,
    Posting,
    RoyaltyRun,
    Statement,
    SummaryRefresh,
    ToolMonth,
    UsageReport,
)
from earnings.services import ledger_checks

AS_OF = datetime(2026, 11, 21, 8, tzinfo=UTC)
TALE = Tale(AS_OF, "small")

pytestmark = pytest.mark.long


@pytest.fixture(autouse=True)
def _own_files() -> None:
    """The demo's files are where it was made."""


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

    def test_leaves_invitations_and_a_claim_to_answer(self, plan: Plan) -> None:
        assert Invitation.objects.open(AS_OF).count() == 2
        assert profile_claims.to_confirm(
            Organisation.objects.get(name="Saltmeadow Records"), AS_OF
        ).exists()

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
        owed = Posting.objects.filter(account__recoupment__payee__artist__name="Adaeze Lindqvist")

        euros = owed.filter(account__currency="EUR").aggregate(sum=Sum("amount_micros"))["sum"]
        assert -60_000_000_000 < euros < 0

    def test_closes_every_month_that_is_over_and_pays(self, plan: Plan) -> None:
        closed = MonthClosing.objects.filter(state=JobState.DONE)

        assert list(closed.order_by("month_date").values_list("month_date", flat=True)) == [
            plan.timeline.months[0].previous().first,
            *(month.first for month in plan.timeline.months),
        ]
        noor = Statement.objects.filter(payee__artist__name="Noor Castellanos", currency="EUR")
        assert noor.filter(reserved_micros__gt=0, costs_micros__gt=0, tax_micros__gt=0).exists()
        assert set(Payout.objects.values_list("state", flat=True)) >= {"arrived"}
        waiting = PayoutAccount.objects.filter(usable_at__gt=plan.timeline.as_of)
        assert [account.payee.name for account in waiting] == ["Wren Halloran-Okoye"]

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

    def test_has_a_report_that_waits_and_one_that_replaces_another(self, plan: Plan) -> None:
        waits = UsageReport.objects.get(outcome=Outcome.CHECKED.value)
        replaced = UsageReport.objects.get(replaced_with__isnull=False)

        assert waits.summary["suspicions"][0]["rule"] == "many_unmatched"
        assert replaced.replaced_with is not None
        assert replaced.replaced_with.lines == replaced.lines
        assert AttributionMonth.objects.filter(disputed_outputs__gt=0).exists()

    def test_keeps_no_second_report_of_the_same_bytes(self, plan: Plan) -> None:
        assert not UsageReport.objects.filter(file_name__startswith="copy-of").exists()

    def test_revises_months_for_late_lines_and_corrections(self, plan: Plan) -> None:
        revised = RoyaltyRun.objects.filter(revision__gt=1, entry__adjusts__isnull=False)

        revised_tools = {run.licence.tool.slug for run in revised}
        assert {"tarn-radio", "brindle-stems", "merrow-score"} <= revised_tools


class TestRequests:
    def test_are_open_answered_closed_and_withdrawn(self, plan: Plan) -> None:
        told = requests.with_moments(Request.objects.all())
        states = {rules.standing(requests.moments(request), AS_OF).state for request in told}

        assert states == {State.OPEN, State.ANSWERED, State.CLOSED, State.WITHDRAWN}

    def test_wait_for_one_co_writer_of_several(self, plan: Plan) -> None:
        asked = RequestPart.objects.filter(request__title="Reference songs for a drama series")

        silent = asked.unanswered().values("artist").distinct().count()
        assert silent == 1
        assert asked.values("artist").distinct().count() > 3


class TestNotices:
    def test_are_obeyed_by_most_late_with_one_and_lost_on_another(self, plan: Plan) -> None:
        states = Counter(
            (notice.tool.slug, notices.told(notice, AS_OF).state)
            for notice in Notice.objects.select_related("tool")
        )

        by_state = {state: {slug for slug, each in states if each is state} for _, state in states}
        assert by_state[NoticeState.OVERDUE] == {tools.SILENT_TOOL}
        assert by_state[NoticeState.UNDELIVERABLE] == {obedience.LOST_TOOL}
        assert len(by_state[NoticeState.ENFORCED]) == len(tools.TOOLS)

    def test_call_nobody(self, plan: Plan) -> None:
        assert WebhookEndpoint.objects.exists()
        assert not WebhookEndpoint.objects.filter(is_enabled=True).exists()
        assert not Notice.objects.exclude(sent_at=None).exists()

    def test_are_never_answered_after_the_end_of_the_tale(self, plan: Plan) -> None:
        assert not Notice.objects.filter(acknowledged_at__gt=AS_OF).exists()


class TestPublished:
    def test_says_what_ai_made_on_the_demo_artists_recordings(self, plan: Plan) -> None:
        assert Publication.objects.standing().get().slug == cast.DEMO_ARTIST
        said = set(
            Work.objects.filter(credits__artist__name="Noor Castellanos")
            .exclude(isrc="")
            .values_list("contains_ai", flat=True)
        )
        assert said >= {"none", "partly"}


class TestClaims:
    def test_arise_from_what_was_used_after_a_no(self, plan: Plan) -> None:
        assert Claim.objects.open().filter(tool__slug=tools.SILENT_TOOL).exists()


class TestMandates:
    def test_leave_an_act_of_the_label_that_the_artist_takes_back(self, plan: Plan) -> None:
        act = Act.objects.get(artist__name="Noor Castellanos", organisation__isnull=False)

        assert acts.reverse(act=act, by=User.objects.get(email="noor@demo.example"), now=AS_OF)


class TestLog:
    def test_is_whole(self, plan: Plan) -> None:
        assert list(integrity.faults()) == []


class TestRoster:
    def test_is_counted_and_has_an_answer_that_waits_for_a_second_person(self, plan: Plan) -> None:
        waiting = Approval.objects.get(organisation__name="Saltmeadow Records")

        assert waiting.works > waiting.organisation.second_person_above
        assert ArtistCoverage.objects.filter(cleared__gt=0, conflicts__gt=0).exists()


class TestMakeAgain:
    def test_completes_what_was_interrupted_and_changes_nothing_else(self, plan: Plan) -> None:
        before = counts()

        seeding.make(TALE, is_quiet=True, is_alone=True)

        assert counts() == before


def counts() -> dict[str, int]:
    models = (
        User,
        Work,
        Decision,
        Request,
        Notice,
        ApiKey,
        UsageReport,
        RoyaltyRun,
        Posting,
        ArtistUse,
    )
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
