"""Matches: what they pay, what they touch, and who may make them."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied

from artistportal.accounts.models import User
from artistportal.roster.domain.roles import OrganisationRole
from artistportal.roster.models import Organisation
from consent.models import Tool
from earnings.models import IdentifierMatch, RoyaltyRun, SummaryRefresh, UnmatchedMonth
from earnings.services import matches, royalty_runs, summaries
from earnings.services.matches import Matched, NotMatched
from tests.factories.accounts import support
from tests.factories.consent import TermsFactory, ToolFactory
from tests.factories.earnings import Deal, balance, bring, deal
from tests.factories.roster import NOW, OrganisationMemberFactory

pytestmark = pytest.mark.django_db

WRONG = "GBZZZ2600001"


def editor(organisation: Organisation, role: OrganisationRole = OrganisationRole.EDITOR) -> User:
    return OrganisationMemberFactory.create(organisation=organisation, role=role).user


def confirm(label: Deal, by: User | None = None, identifier: str = WRONG) -> Matched:
    return matches.confirm(
        identifier=identifier,
        work=label.work,
        reason="The same title.",
        by=by or editor(label.licence.organisation),
        now=NOW,
    )


def work_off(matched: Matched) -> None:
    waiting = list(matched.due.summaries)
    for run in matched.due.runs:
        waiting += royalty_runs.carry_out(run_id=run, clock=lambda: NOW)
    for refresh in waiting:
        summaries.refresh(refresh_id=refresh, clock=lambda: NOW)


class TestConfirm:
    def test_pays_what_was_unmatched(self) -> None:
        label = deal()
        bring(label.tool, [label.line(), label.line(isrc=WRONG, quantity=4)])
        assert balance(kind="unmatched") == 40_000

        work_off(confirm(label))

        assert balance(kind="unmatched") == 0
        assert balance(payee=label.payee) == 50_000
        assert not UnmatchedMonth.objects.exists()

    def test_computes_anew_what_names_the_identifier_and_nothing_else(self) -> None:
        label, other = deal(), deal()
        second = TermsFactory.create(licence__organisation=label.licence.organisation).licence
        bring(label.tool, [label.line(isrc=WRONG)])
        bring(label.tool, [label.line(used_at="2026-01-10")])
        bring(second.tool, [label.line(isrc=WRONG, used_at="2026-01-05")])
        bring(other.tool, [other.line(isrc="GBZZZ2600002")])
        known = set(RoyaltyRun.objects.values_list("pk", flat=True))
        asked = dict(SummaryRefresh.objects.values_list("pk", "asked"))

        matched = confirm(label)
        work_off(matched)

        new = RoyaltyRun.objects.exclude(pk__in=known)
        assert {(run.licence, f"{run.month_date:%Y-%m}") for run in new} == {
            (label.licence, "2026-02"),
            (second, "2026-01"),
        }
        assert {run.pk for run in new} == set(matched.due.runs)
        again = [job for job in SummaryRefresh.objects.all() if job.asked != asked.get(job.pk)]
        assert {(job.tool, f"{job.month_date:%Y-%m}") for job in again} == {
            (label.tool, "2026-02"),
            (second.tool, "2026-01"),
        }
        assert matched.months == 2

    def test_sums_up_a_month_of_no_licence(self) -> None:
        label = deal()
        stranger: Tool = ToolFactory.create()
        bring(stranger, [label.line(isrc=WRONG)])

        matched = confirm(label, by=support())

        assert (matched.due.runs, len(matched.due.summaries)) == ([], 1)

    def test_lets_lines_of_later_reports_mean_the_work_too(self) -> None:
        label = deal()
        bring(label.tool, [label.line(isrc=WRONG, line_id="a")])
        work_off(confirm(label))

        report = bring(label.tool, [label.line(isrc=WRONG, line_id="b"), label.line()])

        assert report.matched_lines == 2
        assert balance(payee=label.payee) == 30_000

    def test_refuses_a_reader_and_a_stranger(self) -> None:
        label = deal()
        bring(label.tool, [label.line(isrc=WRONG)])
        reader = editor(label.licence.organisation, OrganisationRole.READER)
        stranger = editor(deal().licence.organisation)

        for person in (reader, stranger):
            with pytest.raises(PermissionDenied, match="Only an owner, manager or editor"):
                confirm(label, by=person)
        assert not IdentifierMatch.objects.exists()

    def test_takes_no_money_that_is_unmatched_at_another_organisation(self) -> None:
        label = deal()
        rival = TermsFactory.create(licence__tool=label.tool).licence
        line = label.line(isrc=WRONG, licence=f"L-{rival.number:04d}")
        bring(label.tool, [line])

        with pytest.raises(PermissionDenied, match="only support"):
            confirm(label)
        assert confirm(label, by=support()).months == 1

    def test_refuses_what_nobody_reported_and_what_is_known(self) -> None:
        label = deal()
        bring(label.tool, [label.line()])

        with pytest.raises(NotMatched, match="No line"):
            confirm(label)
        with pytest.raises(NotMatched, match="known by now"):
            confirm(label, identifier=label.work.isrc or "")

    def test_refuses_a_second_match(self) -> None:
        label = deal()
        bring(label.tool, [label.line(isrc=WRONG)])
        confirm(label)

        with pytest.raises(NotMatched):
            confirm(label)
        assert IdentifierMatch.objects.count() == 1


class TestWithdraw:
    def test_takes_back_to_the_micro_unit_what_was_paid(self) -> None:
        label = deal()
        bring(label.tool, [label.line(), label.line(isrc=WRONG, quantity=4)])
        matched = confirm(label)
        work_off(matched)

        by = editor(label.licence.organisation)
        work_off(matches.withdraw(match=matched.match, by=by, now=NOW))

        assert balance(payee=label.payee) == 10_000
        assert balance(kind="unmatched") == 40_000
        assert not IdentifierMatch.objects.standing().exists()
        assert UnmatchedMonth.objects.get().since_at == NOW

    def test_happens_once(self) -> None:
        label = deal()
        bring(label.tool, [label.line(isrc=WRONG)])
        match = confirm(label).match
        by = editor(label.licence.organisation)
        matches.withdraw(match=match, by=by, now=NOW)

        with pytest.raises(NotMatched, match="before"):
            matches.withdraw(match=match, by=by, now=NOW)
        assert confirm(label).match != match
