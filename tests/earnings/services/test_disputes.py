"""Disputes: who opens and ends them, and what they make due."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from django.core.exceptions import PermissionDenied

from artistportal.accounts.models import User
from artistportal.periods import DAY
from consent.models import Tool
from earnings.models import Dispute, RoyaltyRun, UnpaidMonth
from earnings.queries import disputes as open_disputes
from earnings.services import disputes, ledger_checks, payouts, royalty_runs, summaries
from earnings.services.disputes import Disputed, NotDisputed, Question
from tests.factories.accounts import UserFactory, support
from tests.factories.consent import TermsFactory
from tests.factories.earnings import Deal, bring, deal
from tests.factories.roster import NOW
from tests.factories.settlements import JANUARY, Year, cheap_deal, paid_in, posted

pytestmark = pytest.mark.django_db


def question(label: Deal, tool: Tool | None = None) -> Question:
    return Question(
        work=label.work,
        tool=tool,
        reason="Two labels say that the recording is theirs.",
        next_step="Support compares both contracts.",
        deadline_date=date(2026, 4, 1),
    )


def begin(label: Deal, tool: Tool | None = None, by: User | None = None) -> Disputed:
    return disputes.begin(question=question(label, tool), by=by or support(), now=NOW)


class TestBegin:
    def test_makes_the_months_of_the_work_due(self) -> None:
        label, other = deal(), deal()
        bring(label.tool, [label.line()])
        bring(label.tool, [label.line(used_at="2026-01-10")])
        bring(other.tool, [other.line()])

        due = begin(label).due

        runs = RoyaltyRun.objects.filter(pk__in=due.runs)
        assert {(run.licence, run.month_date.month) for run in runs} == {
            (label.licence, 1),
            (label.licence, 2),
        }

    def test_with_one_tool_leaves_the_others_alone(self) -> None:
        label = deal()
        second = TermsFactory.create(licence__organisation=label.licence.organisation).licence
        for tool in (label.tool, second.tool):
            bring(tool, [label.line()])

        due = begin(label, tool=second.tool).due

        assert {run.licence for run in RoyaltyRun.objects.filter(pk__in=due.runs)} == {second}
        assert open_disputes.open_for(second.tool_id) == {label.work.pk}
        assert open_disputes.open_for(label.tool.pk) == frozenset()

    def test_is_for_support_alone(self) -> None:
        with pytest.raises(PermissionDenied):
            begin(deal(), by=UserFactory.create())

    def test_wants_a_deadline_to_come(self) -> None:
        label = deal()
        past = Question(label.work, None, "Why", "Next", date(2026, 1, 1))

        with pytest.raises(NotDisputed, match="Name a day to come"):
            disputes.begin(question=past, by=support(), now=NOW)


class TestEnd:
    def test_says_what_came_out_and_makes_the_months_due(self) -> None:
        label = deal()
        bring(label.tool, [label.line()])
        dispute = begin(label).dispute

        ended = disputes.end(dispute=dispute, outcome="It is theirs.", by=support(), now=NOW)

        assert (ended.dispute.outcome, ended.dispute.ended_at) == ("It is theirs.", NOW)
        assert len(ended.due.runs) == 1
        assert not Dispute.objects.open().exists()
        assert open_disputes.open_for(label.tool.pk) == frozenset()

    def test_happens_once_and_with_an_outcome(self) -> None:
        dispute = begin(deal()).dispute

        with pytest.raises(NotDisputed, match="what came out"):
            disputes.end(dispute=dispute, outcome=" ", by=support(), now=NOW)
        disputes.end(dispute=dispute, outcome="Settled.", by=support(), now=NOW)
        with pytest.raises(NotDisputed, match="ended before"):
            disputes.end(dispute=dispute, outcome="Again.", by=support(), now=NOW)


class TestPipeline:
    """A dispute through the whole ledger: opened, kept, closed over, ended, paid."""

    def work_off(self, disputed: Disputed, now: datetime) -> None:
        waiting = list(disputed.due.summaries)
        for run in disputed.due.runs:
            waiting += royalty_runs.carry_out(run_id=run, clock=lambda: now)
        for refresh in waiting:
            summaries.refresh(refresh_id=refresh, clock=lambda: now)

    def test_keeps_the_money_until_it_ends_and_then_pays_it(self) -> None:
        year = Year()
        label, by = year.deal, support()
        other = cheap_deal(payee=year.payee, organisation=year.label)
        paid_in(year.payee)
        year.earns(JANUARY, 3_000_000)
        year.earns(JANUARY, 1_000_000, given=other)

        begun = disputes.begin(question=question(label), by=by, now=JANUARY.from_at + 25 * DAY)
        self.work_off(begun, JANUARY.from_at + 25 * DAY)
        kept = year.closes(JANUARY)
        (first,) = payouts.schedule(by=by, now=JANUARY.until_at + 8 * DAY)

        assert posted(kind="disputed", tool=label.tool) == 3_000_000
        assert kept.closing_micros == first.amount_micros == 1_000_000
        assert UnpaidMonth.objects.get(waiting="disputed").amount_micros == 3_000_000

        later = JANUARY.next().from_at + 10 * DAY
        ended = disputes.end(dispute=begun.dispute, outcome="It is theirs.", by=by, now=later)
        self.work_off(ended, later)
        payouts.send(payout=first, reference="B-1", by=by, now=later)
        told = year.closes(JANUARY.next())
        (second,) = payouts.schedule(by=by, now=JANUARY.next().until_at + 8 * DAY)

        assert posted(kind="disputed", tool=label.tool) == 0
        assert (told.opening_micros, told.earned_micros) == (1_000_000, 3_000_000)
        assert second.amount_micros == told.closing_micros == 3_000_000
        assert not UnpaidMonth.objects.filter(waiting="disputed").exists()
        assert list(ledger_checks.faults()) == []
