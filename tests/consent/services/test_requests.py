"""Requests: proposed, answered use by use, withdrawn; and the letters about them."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied

from artistportal.accounts.models import Letter, Notification
from artistportal.roster.domain.roles import ArtistRole, CreditRole, OrganisationRole
from artistportal.roster.domain.uses import Use, WorkKind
from artistportal.roster.models import Artist, Work
from consent.domain import requests as rules
from consent.domain.acts import Cause
from consent.domain.requests import State
from consent.domain.scopes import WORLDWIDE
from consent.models import Act, Decision, Request, RequestPart
from consent.queries import clearances, request_plans
from consent.queries import requests as found
from consent.services import licences, request_letters, requests
from consent.services.decisions import Stale
from tests.consent.views.stage import Stage
from tests.factories.accounts import UserFactory, support
from tests.factories.consent import TermsFactory, ToolFactory, owner_of, say_no, say_yes
from tests.factories.requests import DEADLINE, answer, proposal, propose, speaker_of
from tests.factories.roster import (
    NOW,
    ArtistFactory,
    ArtistMemberFactory,
    CreditFactory,
    MandateFactory,
    OrganisationFactory,
    OrganisationMemberFactory,
)

pytestmark = pytest.mark.django_db
SOON = NOW + timedelta(hours=1)
RECORDINGS = frozenset({WorkKind.RECORDING})


@pytest.fixture
def stage() -> Stage:
    return Stage()


def co_writer(stage: Stage, name: str = "Ben Oduya") -> Artist:
    """Somebody who wrote all of Ana's songs with her, and may be written to."""
    ben: Artist = ArtistFactory.create(name=name)
    for work in stage.works:
        CreditFactory.create(work=work.compositions.get(), artist=ben, role=CreditRole.WRITER)
    owner_of(ben)
    return ben


def is_cleared(stage: Stage, work: Work, use: Use = Use.TRAINING) -> bool:
    return clearances.explain(
        tool=stage.tool.pk, work=work.pk, use=use, territory=WORLDWIDE, at=SOON
    ).is_cleared


def state(request: Request, at: datetime = SOON) -> State:
    held = found.with_moments(Request.objects.filter(pk=request.pk)).get()
    return rules.standing(found.moments(held), at).state


class TestPropose:
    def test_asks_everybody_who_holds_consent(self, stage: Stage) -> None:
        ben = co_writer(stage)

        request = propose(stage.terms, stage.works)

        asked = set(request.parts.values_list("artist", "kind"))
        assert asked == {
            (stage.artist.pk, "recording"),
            (stage.artist.pk, "composition"),
            (ben.pk, "composition"),
        }
        assert request.code == "Q-00001"

    def test_numbers_requests_in_order(self, stage: Stage) -> None:
        first, second = (propose(stage.terms, stage.works) for _ in range(2))

        assert second.number == first.number + 1

    def test_is_refused_to_somebody_who_does_not_speak_for_the_proposer(self, stage: Stage) -> None:
        made = proposal(stage.terms, stage.works)

        with pytest.raises(PermissionDenied, match="Only the people of Ossilune"):
            requests.propose(by=UserFactory.create(), proposal=made, now=NOW)

    @pytest.mark.parametrize("role", [OrganisationRole.OWNER, OrganisationRole.EDITOR])
    def test_lets_admins_and_editors_of_the_label_ask(
        self, stage: Stage, role: OrganisationRole
    ) -> None:
        by = OrganisationMemberFactory.create(organisation=stage.label, role=role).user
        made = proposal(stage.terms, stage.works, proposer=stage.label)

        assert requests.propose(by=by, proposal=made, now=NOW).by_organisation == stage.label

    def test_is_refused_to_a_reader(self, stage: Stage) -> None:
        by = OrganisationMemberFactory.create(
            organisation=stage.label, role=OrganisationRole.READER
        ).user
        made = proposal(stage.terms, stage.works, proposer=stage.label)

        with pytest.raises(
            PermissionDenied, match="Only owners, managers and editors of Northlight"
        ):
            requests.propose(by=by, proposal=made, now=NOW)

    def test_is_refused_under_a_licence_between_others(self, stage: Stage) -> None:
        stranger = ToolFactory.create()
        made = proposal(stage.terms, stage.works, proposer=stranger)

        with pytest.raises(PermissionDenied, match="L-0001 is between others"):
            requests.propose(by=speaker_of(stranger), proposal=made, now=NOW)

    def test_is_refused_under_terms_that_were_replaced(self, stage: Stage) -> None:
        TermsFactory.create(licence=stage.terms.licence)

        with pytest.raises(requests.NotToBeAsked, match="not the ones on offer now"):
            propose(stage.terms, stage.works)

    def test_is_refused_where_everybody_allows_it_already(self, stage: Stage) -> None:
        say_yes(stage.artist, stage.terms)

        with pytest.raises(requests.NotToBeAsked, match="There is nobody to ask"):
            propose(stage.terms, stage.works)

    def test_asks_again_where_the_standing_yes_ends_before_what_is_asked(
        self, stage: Stage
    ) -> None:
        say_yes(stage.artist, stage.terms, ends_at=NOW + timedelta(days=30))

        assert propose(stage.terms, stage.works).parts.exists()

    def test_leaves_out_the_works_that_are_allowed(self, stage: Stage) -> None:
        first, second = stage.works
        say_yes(stage.artist, stage.terms, work=first, reaches_later_works=False)
        say_yes(
            stage.artist,
            stage.terms,
            work=first.compositions.get(),
            reaches_later_works=False,
        )

        request = propose(stage.terms, stage.works)

        assert list(request.works.all()) == [second]

    def test_writes_to_owners_and_managers_and_to_no_reader(self, stage: Stage) -> None:
        manager = ArtistMemberFactory.create(artist=stage.artist, role=ArtistRole.MANAGER).user
        ArtistMemberFactory.create(artist=stage.artist, role=ArtistRole.READER)

        request = propose(stage.terms, stage.works)

        written = Letter.objects.all()
        assert {letter.to for letter in written} == {stage.owner.user, manager}
        news = Notification.objects.all()
        assert {each.path for each in news} == {f"/requests/{request.public_id}/"}
        assert {each.account for each in news} == {f"artist:{stage.artist.public_id}"}
        assert all("EUR" not in letter.text for letter in written)


class TestAnswer:
    def test_records_a_yes_for_each_work_under_the_terms_that_were_shown(
        self, stage: Stage
    ) -> None:
        request = propose(stage.terms, stage.works, territories=frozenset({"DE", "FR"}))

        saved = answer(request, stage.artist, True)

        assert len(saved) == 4  # two recordings and two songs
        assert {(d.is_yes, d.terms, d.use) for d in saved} == {(True, stage.terms, "training")}
        assert all(d.territories == ["DE", "FR"] for d in saved)
        assert not any(d.reaches_later_works for d in saved)
        act = Act.objects.get()
        assert (act.cause, act.request) == (Cause.REQUEST.value, request)

    def test_ends_with_what_was_asked_for(self, stage: Stage) -> None:
        ends_at = NOW + timedelta(days=90)
        request = propose(stage.terms, stage.works, ends_at=ends_at)

        assert {d.ends_at for d in answer(request, stage.artist, True)} == {ends_at}

    def test_clears_a_work_only_when_everybody_has_agreed(self, stage: Stage) -> None:
        ben = co_writer(stage)
        request = propose(stage.terms, stage.works)
        work = stage.works[0]

        answer(request, stage.artist, True)
        before = is_cleared(stage, work)
        answer(request, ben, True, now=SOON)

        assert (before, is_cleared(stage, work)) == (False, True)
        assert state(request) is State.ANSWERED

    def test_answers_use_by_use(self, stage: Stage) -> None:
        request = propose(stage.terms, stage.works, [Use.TRAINING, Use.REMIX])

        answer(request, stage.artist, {Use.TRAINING: True, Use.REMIX: False})

        work = stage.works[0]
        assert is_cleared(stage, work)
        assert not is_cleared(stage, work, Use.REMIX)

    def test_changes_until_the_deadline(self, stage: Stage) -> None:
        request = propose(stage.terms, stage.works)
        answer(request, stage.artist, True)

        answer(request, stage.artist, False, now=SOON)

        assert not is_cleared(stage, stage.works[0])
        assert set(request.parts.values_list("is_yes", flat=True)) == {False}

    def test_saved_twice_is_saved_once(self, stage: Stage) -> None:
        request = propose(stage.terms, stage.works)
        first = answer(request, stage.artist, True)

        again = answer(request, stage.artist, True, now=SOON)

        assert again == first
        assert Decision.objects.count() == 4

    def test_takes_back_nothing_that_was_allowed_before(self, stage: Stage) -> None:
        first = stage.works[0]
        for work in (first, first.compositions.get()):
            say_yes(stage.artist, stage.terms, work=work, reaches_later_works=False)
        request = propose(stage.terms, stage.works)

        answer(request, stage.artist, False)

        assert is_cleared(stage, first)

    def test_records_nothing_when_the_deadline_passes_in_silence(self, stage: Stage) -> None:
        request = propose(stage.terms, stage.works)

        request_letters.report(now=DEADLINE)

        assert not Decision.objects.exists()
        assert state(request, DEADLINE) is State.CLOSED

    def test_is_refused_after_the_deadline(self, stage: Stage) -> None:
        request = propose(stage.terms, stage.works)

        with pytest.raises(requests.NotToBeAnswered, match="The deadline passed on 29 Mar 2026"):
            answer(request, stage.artist, True, now=DEADLINE)

    def test_is_refused_after_newer_terms(self, stage: Stage) -> None:
        request = propose(stage.terms, stage.works)
        TermsFactory.create(licence=stage.terms.licence, now=NOW)

        with pytest.raises(requests.NotToBeAnswered, match="Newer terms are on offer"):
            answer(request, stage.artist, True, now=SOON)

    def test_is_refused_after_the_licence_has_ended(self, stage: Stage) -> None:
        request = propose(stage.terms, stage.works)
        licences.end(licence=stage.terms.licence, until_at=SOON, by=support(), now=NOW)

        with pytest.raises(requests.NotToBeAnswered, match="The licence ended"):
            answer(request, stage.artist, True, now=SOON)

    def test_is_refused_when_something_was_decided_since_the_form_was_made(
        self, stage: Stage
    ) -> None:
        request = propose(stage.terms, stage.works)
        say_no(stage.artist)

        with pytest.raises(Stale):
            answer(request, stage.artist, True, seen=0)
        assert set(request.parts.values_list("is_yes", flat=True)) == {None}

    def test_is_refused_to_an_artist_who_is_not_asked(self, stage: Stage) -> None:
        request = propose(stage.terms, stage.works)
        stranger = ArtistFactory.create(name="Cy")

        with pytest.raises(requests.NotToBeAnswered, match="Cy is not asked"):
            answer(request, stranger, True)

    def test_is_refused_to_a_reader_and_to_support(self, stage: Stage) -> None:
        request = propose(stage.terms, stage.works)
        reader = ArtistMemberFactory.create(artist=stage.artist, role=ArtistRole.READER).user

        for person in (reader, support()):
            with pytest.raises(PermissionDenied):
                answer(request, stage.artist, True, by=person)

    def test_leaves_the_voice_to_the_artist(self, stage: Stage) -> None:
        CreditFactory.create(work=stage.works[0], artist=stage.artist, role=CreditRole.VOCALIST)
        request = propose(stage.terms, stage.works[:1], [Use.FINE_TUNING])
        manager = ArtistMemberFactory.create(artist=stage.artist, role=ArtistRole.MANAGER).user

        answer(request, stage.artist, True, by=manager)

        assert list(request.parts.unanswered().values_list("kind", flat=True)) == ["voice"]
        assert not is_cleared(stage, stage.works[0], Use.FINE_TUNING)

    def test_skips_a_work_that_the_artist_is_no_longer_credited_on(self, stage: Stage) -> None:
        request = propose(stage.terms, stage.works)
        stage.works[0].credits.all().delete()

        saved = answer(request, stage.artist, True)

        assert stage.works[0].pk not in {decision.work_id for decision in saved}


class TestAnswerUnderAMandate:
    @pytest.fixture
    def request_to_ana(self, stage: Stage) -> Request:
        MandateFactory.create(artist=stage.artist, organisation=stage.label, kinds=RECORDINGS)
        return propose(stage.terms, stage.works)

    def say(self, stage: Stage, request: Request, is_yes: bool = True) -> list[Decision]:
        by = speaker_of(stage.label)
        return answer(request, stage.artist, is_yes, by=by, organisation=stage.label, now=SOON)

    def test_answers_what_the_mandate_covers_and_leaves_the_rest_open(
        self, stage: Stage, request_to_ana: Request
    ) -> None:
        saved = self.say(stage, request_to_ana)

        assert {d.capacity for d in saved} == {"mandate"}
        assert list(request_to_ana.parts.unanswered().values_list("kind", flat=True)) == [
            "composition"
        ]

    def test_never_answers_a_no_that_was_given_in_person(
        self, stage: Stage, request_to_ana: Request
    ) -> None:
        answer(request_to_ana, stage.artist, False)
        before = Decision.objects.count()

        with pytest.raises(requests.NotToBeAnswered, match="only Ana Sol answers that"):
            self.say(stage, request_to_ana)
        assert Decision.objects.count() == before

    def test_may_say_no(self, stage: Stage, request_to_ana: Request) -> None:
        assert {d.is_yes for d in self.say(stage, request_to_ana, False)} == {False}

    def test_is_refused_under_another_organisations_licence(self, stage: Stage) -> None:
        other = OrganisationFactory.create(name="Southlight")
        MandateFactory.create(artist=stage.artist, organisation=other)
        request = propose(stage.terms, stage.works)

        with pytest.raises(PermissionDenied, match="Southlight is no party to L-0001"):
            answer(request, stage.artist, True, by=speaker_of(other), organisation=other)

    def test_is_refused_without_a_mandate(self, stage: Stage) -> None:
        request = propose(stage.terms, stage.works)

        with pytest.raises(PermissionDenied, match="no mandate that is in force"):
            self.say(stage, request)


class TestWithdraw:
    def test_closes_the_request_and_keeps_what_was_answered(self, stage: Stage) -> None:
        ben = co_writer(stage)
        request = propose(stage.terms, stage.works)
        answer(request, stage.artist, True)

        requests.withdraw(by=speaker_of(stage.tool), request=request, now=SOON)

        assert Decision.objects.count() == 4
        with pytest.raises(requests.NotToBeAnswered, match="It was withdrawn on 15 Mar 2026"):
            answer(request, ben, True, now=SOON)

    def test_is_refused_to_others(self, stage: Stage) -> None:
        request = propose(stage.terms, stage.works)

        with pytest.raises(PermissionDenied):
            requests.withdraw(by=speaker_of(stage.label), request=request, now=SOON)

    def test_is_refused_once_it_is_closed(self, stage: Stage) -> None:
        request = propose(stage.terms, stage.works)

        with pytest.raises(requests.NotToBeWithdrawn, match="The deadline passed"):
            requests.withdraw(by=speaker_of(stage.tool), request=request, now=DEADLINE)


class TestParts:
    def test_of_an_artist_say_who_answered(self, stage: Stage) -> None:
        request = propose(stage.terms, stage.works)

        answer(request, stage.artist, True)

        part = RequestPart.objects.of_artist(stage.artist).filter(request=request).first()
        assert part is not None
        assert (part.given_by, part.given_at) == (stage.owner.user, NOW)


class TestPlan:
    def test_changes_its_fingerprint_with_whom_it_asks(self, stage: Stage) -> None:
        made = proposal(stage.terms, stage.works)
        before = request_plans.plan(made.terms, made.ask, made.works, NOW).fingerprint

        co_writer(stage)

        after = request_plans.plan(made.terms, made.ask, made.works, NOW).fingerprint
        assert before != after
