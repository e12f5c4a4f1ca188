"""Writing notices: which tools are told, from when a no is in force, by when it must be obeyed."""

from __future__ import annotations

import json
from datetime import timedelta
from string import ascii_uppercase
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from artistportal.roster.domain.uses import Use
from consent.models import Decision, Licence, Notice
from consent.services import decisions, licences
from consent.services.decisions import Choice
from tests.consent.views.stage import Stage
from tests.factories.accounts import support
from tests.factories.consent import LicenceFactory, TermsFactory, ToolFactory, say_no, say_yes
from tests.factories.roster import BEFORE, NOW, OrganisationFactory

pytestmark = pytest.mark.django_db

HOURS_72 = timedelta(hours=72)


@pytest.fixture
def stage() -> Stage:
    return Stage()


def notices_of(decision: Decision) -> list[Notice]:
    return list(Notice.objects.filter(decision=decision).order_by("number"))


def body_of(decision: Decision) -> dict[str, Any]:
    (notice,) = notices_of(decision)
    told: dict[str, Any] = json.loads(notice.body)
    return told


class TestWhoIsTold:
    def test_tells_the_tool_that_a_decision_names(self, stage: Stage) -> None:
        ToolFactory.create()

        (notice,) = notices_of(say_yes(stage.artist, stage.terms))

        assert (notice.tool, notice.code) == (stage.tool, "N-000001")

    def test_tells_a_named_tool_without_a_licence_of_a_no(self, stage: Stage) -> None:
        tool = ToolFactory.create()

        (notice,) = notices_of(say_no(stage.artist, tool=tool))

        assert (notice.tool, notice.deadline_at) == (tool, None)

    def test_tells_every_licensed_tool_of_a_no_to_all(self, stage: Stage) -> None:
        second = LicenceFactory.create(organisation=stage.label)
        LicenceFactory.create(organisation=OrganisationFactory.create())

        told = notices_of(say_no(stage.artist))

        assert {notice.tool for notice in told} == {stage.tool, second.tool}
        assert [notice.number for notice in told] == [1, 2]

    def test_tells_no_tool_whose_licence_had_ended(self, stage: Stage) -> None:
        licence = LicenceFactory.create(organisation=stage.label)
        licences.end(licence=licence, until_at=NOW, by=support(), now=NOW - timedelta(days=1))

        (told,) = notices_of(say_no(stage.artist, now=NOW))

        assert told.tool == stage.tool

    def test_tells_of_one_work_whoever_is_licensed_for_that_one(self, stage: Stage) -> None:
        other = OrganisationFactory.create()
        LicenceFactory.create(organisation=other)
        elsewhere = LicenceFactory.create(organisation=other).tool
        work = stage.works[0]
        work.rights_holder = other
        work.save()

        told = notices_of(say_no(stage.artist, work=work))

        assert stage.tool not in {notice.tool for notice in told}
        assert elsewhere in {notice.tool for notice in told}

    def test_writes_nothing_for_what_stood_already(self, stage: Stage) -> None:
        say_no(stage.artist)
        say_no(stage.artist)

        assert Notice.objects.count() == 1


class TestWhen:
    def test_is_in_force_at_once_and_due_by_the_licences_hours(self, stage: Stage) -> None:
        say_yes(stage.artist, stage.terms, now=BEFORE)

        (notice,) = notices_of(say_no(stage.artist, tool=stage.tool))

        assert (notice.effective_at, notice.deadline_at) == (NOW, NOW + HOURS_72)

    def test_waits_for_the_notice_period_that_was_agreed_to(self, stage: Stage) -> None:
        terms = TermsFactory.create(
            licence__organisation=stage.label, licence__tool=ToolFactory.create(), notice_days=14
        )
        say_yes(stage.artist, terms, now=BEFORE)

        (notice,) = notices_of(say_no(stage.artist, tool=terms.licence.tool))

        ends = NOW + timedelta(days=14)
        assert (notice.effective_at, notice.deadline_at) == (ends, ends + HOURS_72)

    def test_has_no_deadline_where_the_yes_ends_before_the_notice_period(
        self, stage: Stage
    ) -> None:
        patient = TermsFactory.create(licence=stage.terms.licence, notice_days=14)
        say_yes(stage.artist, patient, now=BEFORE, ends_at=NOW + timedelta(days=3))

        (notice,) = notices_of(say_no(stage.artist, tool=stage.tool))

        assert notice.deadline_at is None

    def test_counts_from_the_first_part_that_ends(self, stage: Stage) -> None:
        patient = TermsFactory.create(licence=stage.terms.licence, notice_days=14)
        say_yes(stage.artist, patient, use=Use.TRAINING, now=BEFORE)
        hasty = TermsFactory.create(
            licence=LicenceFactory.create(tool=stage.tool, organisation=stage.label)
        )
        say_yes(stage.artist, hasty, use=Use.DISCOVERY, now=BEFORE)

        (notice,) = notices_of(say_no(stage.artist, tool=stage.tool))

        assert notice.effective_at == NOW

    def test_has_no_deadline_where_nothing_was_allowed(self, stage: Stage) -> None:
        (first,) = notices_of(say_no(stage.artist, use=Use.TRAINING))
        say_yes(stage.artist, stage.terms, use=Use.DISCOVERY)

        (second,) = notices_of(say_no(stage.artist, tool=stage.tool, use=Use.REMIX))

        assert first.deadline_at is None
        assert second.deadline_at is None

    def test_has_no_deadline_where_the_yes_had_ended(self, stage: Stage) -> None:
        say_yes(stage.artist, stage.terms, now=BEFORE, ends_at=NOW - timedelta(days=1))

        (notice,) = notices_of(say_no(stage.artist, tool=stage.tool))

        assert notice.deadline_at is None

    def test_has_no_deadline_where_an_earlier_no_stands(self, stage: Stage) -> None:
        say_yes(stage.artist, stage.terms, now=BEFORE)
        say_no(stage.artist, tool=stage.tool, now=BEFORE + timedelta(days=1))

        (notice,) = notices_of(say_no(stage.artist))

        assert notice.deadline_at is None

    def test_ends_a_yes_to_one_work_by_a_no_to_all(self, stage: Stage) -> None:
        say_yes(stage.artist, stage.terms, work=stage.works[0], now=BEFORE)

        (notice,) = notices_of(say_no(stage.artist))

        assert notice.deadline_at == NOW + HOURS_72

    def test_ends_the_part_of_a_broad_yes_that_a_narrow_no_covers(self, stage: Stage) -> None:
        say_yes(stage.artist, stage.terms, now=BEFORE)

        no = say_no(
            stage.artist, work=stage.works[0], use=Use.TRAINING, territories=frozenset({"DE"})
        )

        assert notices_of(no)[0].deadline_at == NOW + HOURS_72

    def test_takes_the_shortest_of_the_licences_concerned(self, stage: Stage) -> None:
        LicenceFactory.create(tool=stage.tool, organisation=stage.label)
        Licence.objects.filter(pk=stage.terms.licence.pk).update(obey_hours=100)
        say_yes(stage.artist, stage.terms, now=BEFORE)

        (notice,) = notices_of(say_no(stage.artist))

        assert notice.deadline_at == NOW + HOURS_72

    def test_gives_a_yes_no_deadline(self, stage: Stage) -> None:
        (notice,) = notices_of(say_yes(stage.artist, stage.terms))

        assert (notice.effective_at, notice.deadline_at) == (NOW, None)


class TestTheBody:
    def test_says_what_was_decided_and_from_when(self, stage: Stage) -> None:
        say_yes(stage.artist, stage.terms, now=BEFORE)
        no = say_no(stage.artist, work=stage.works[0], tool=stage.tool)

        body = body_of(no)

        assert (body["type"], body["timestamp"]) == ("consent.revoked", "2026-03-15T12:00:00Z")
        data = body["data"]
        assert data["notice"] == "N-000002"
        assert data["decision"] == no.content
        assert data["works"][0]["identifier"] == stage.works[0].identifier
        assert data["effective_at"] == "2026-03-15T12:00:00Z"
        assert data["deadline_at"] == "2026-03-18T12:00:00Z"

    def test_names_the_artist_where_all_works_are_meant(self, stage: Stage) -> None:
        body = body_of(say_yes(stage.artist, stage.terms))

        assert (body["type"], body["data"]["works"]) == ("consent.granted", "all works of Ana Sol")

    def test_is_smaller_than_the_specification_allows(self, stage: Stage) -> None:
        work = stage.works[0]
        work.title = "\N{BLACK UNIVERSAL RECYCLING SYMBOL}" * 300
        work.save()
        everywhere = frozenset(f"{a}{b}" for a in ascii_uppercase[:10] for b in ascii_uppercase)

        (notice,) = notices_of(
            say_no(stage.artist, work=work, tool=stage.tool, territories=everywhere)
        )

        assert len(notice.body.encode()) < 20_000


class TestManyAtOnce:
    def test_asks_as_few_questions_for_many_as_for_one(self) -> None:
        few, many = Stage(count=2), Stage(count=12, tool="Anvil")
        for stage in (few, many):
            say_yes(stage.artist, stage.terms, now=BEFORE)

        assert self._queries(many) <= self._queries(few) + 1
        assert Notice.objects.exclude(deadline_at=None).count() == 14

    def test_judges_each_work_by_what_was_said_of_it(self) -> None:
        stage = Stage(count=4)
        say_yes(stage.artist, stage.terms, now=BEFORE)
        refused, again, *allowed = stage.works
        say_no(stage.artist, work=refused, now=BEFORE)
        say_no(stage.artist, work=again, now=BEFORE)
        say_yes(stage.artist, stage.terms, work=again, now=BEFORE)

        self._queries(stage, use=Use.TRAINING)

        newest = Notice.objects.order_by("-number")[:4]
        to_obey = {notice.decision.work for notice in newest if notice.deadline_at}
        assert to_obey == {again, *allowed}

    def _queries(self, stage: Stage, **scope: Any) -> int:
        with CaptureQueriesContext(connection) as asked:
            decisions.record_all(
                by=stage.owner.user,
                artist=stage.artist,
                choices=[Choice(is_yes=False, work=work, **scope) for work in stage.works],
                now=NOW,
            )
        return len(asked)
