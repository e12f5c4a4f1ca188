"""Recording decisions: who may, what is refused, and the chain that seals them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from artistportal.roster.domain.roles import ArtistRole, OrganisationRole
from artistportal.roster.domain.uses import Use, WorkKind
from artistportal.roster.models import Artist, OrganisationMember
from consent.domain.chains import GENESIS, first_break
from consent.models import Decision
from consent.queries import integrity
from consent.services import decisions, mandates
from consent.services.decisions import Choice, NotToBeSaid, Stale
from tests.factories.accounts import UserFactory
from tests.factories.consent import (
    LicenceFactory,
    TermsFactory,
    ToolFactory,
    owner_of,
    say_no,
    say_yes,
)
from tests.factories.roster import (
    BEFORE,
    NOW,
    ArtistFactory,
    ArtistMemberFactory,
    CreditFactory,
    MandateFactory,
    OrganisationMemberFactory,
    VoiceFactory,
)

pytestmark = pytest.mark.django_db


class TestRecord:
    def test_stores_a_yes_in_person(self) -> None:
        artist, terms = ArtistFactory.create(), TermsFactory.create()

        decision = say_yes(artist, terms, use=Use.TRAINING)

        assert decision.code == "D-000001"
        assert (decision.capacity, decision.use, decision.given_at) == ("owner", "training", NOW)

    def test_reaches_later_works_with_every_no(self) -> None:
        assert say_no(ArtistFactory.create()).reaches_later_works

    def test_returns_what_stands_when_the_same_is_said_again(self) -> None:
        artist, terms = ArtistFactory.create(), TermsFactory.create()
        first = say_yes(artist, terms)

        second = say_yes(artist, terms, now=NOW + timedelta(days=1))

        assert second == first
        assert Decision.objects.count() == 1

    def test_stores_the_same_again_after_it_was_withdrawn(self) -> None:
        artist, terms = ArtistFactory.create(), TermsFactory.create()
        say_yes(artist, terms)
        say_no(artist, tool=terms.licence.tool)

        say_yes(artist, terms)

        assert [d.is_yes for d in Decision.objects.order_by("number")] == [True, False, True]

    def test_refuses_a_form_that_something_newer_overtook(self) -> None:
        artist, tool = ArtistFactory.create(), ToolFactory.create()
        newest = say_no(artist, tool=tool)

        with pytest.raises(Stale, match=r"D-000001"):
            decisions.record(
                by=owner_of(artist),
                artist=artist,
                choice=Choice(is_yes=False, tool=tool, use=Use.REMIX),
                seen=0,
                now=NOW,
            )

        assert Decision.objects.get() == newest

    def test_accepts_a_form_that_nothing_touching_it_overtook(self) -> None:
        artist = ArtistFactory.create()
        say_no(artist, tool=ToolFactory.create())

        decision = decisions.record(
            by=owner_of(artist),
            artist=artist,
            choice=Choice(is_yes=False, tool=ToolFactory.create()),
            seen=0,
            now=NOW,
        )

        assert decision.number == 2

    def test_takes_a_double_click_for_one(self) -> None:
        artist, tool = ArtistFactory.create(), ToolFactory.create()

        once, twice = (
            decisions.record(
                by=owner_of(artist),
                artist=artist,
                choice=Choice(is_yes=False, tool=tool),
                seen=0,
                now=NOW,
            )
            for _ in range(2)
        )

        assert once == twice

    def test_records_all_or_none(self) -> None:
        artist, terms = ArtistFactory.create(), TermsFactory.create()
        fine = Choice(is_yes=False, use=Use.REMIX)
        other_tools = Choice(is_yes=True, tool=ToolFactory.create(), terms=terms)

        with pytest.raises(NotToBeSaid):
            decisions.record_all(
                by=owner_of(artist), artist=artist, choices=[fine, other_tools], now=NOW
            )

        assert not Decision.objects.exists()

    def test_never_writes_the_log_backwards(self) -> None:
        say_no(ArtistFactory.create())

        with pytest.raises(decisions.BehindTheLog):
            say_no(ArtistFactory.create(), now=NOW - timedelta(hours=1))

    def test_evens_out_clocks_that_differ_a_little(self) -> None:
        say_no(ArtistFactory.create())

        late = say_no(ArtistFactory.create(), now=NOW - timedelta(seconds=2))

        assert late.given_at == NOW


class TestRecordRefuses:
    def test_a_stranger(self) -> None:
        with pytest.raises(PermissionDenied, match="somebody they let decide"):
            say_no(ArtistFactory.create(), by=UserFactory.create())

    def test_a_reader(self) -> None:
        member = ArtistMemberFactory.create(role=ArtistRole.READER)

        with pytest.raises(PermissionDenied):
            say_no(member.artist, by=member.user)

    def test_support(self) -> None:
        staff = UserFactory.create(is_staff=True, is_superuser=True)

        with pytest.raises(PermissionDenied):
            say_no(ArtistFactory.create(), by=staff)

    @pytest.mark.parametrize("use", [Use.VOICE, Use.STYLE, None])
    def test_a_manager_about_the_voice(self, use: Use | None) -> None:
        manager = ArtistMemberFactory.create(role=ArtistRole.MANAGER)

        with pytest.raises(PermissionDenied, match="voice"):
            say_no(manager.artist, by=manager.user, use=use)

    def test_a_manager_about_a_work_that_is_a_voice(self) -> None:
        manager = ArtistMemberFactory.create(role=ArtistRole.MANAGER)
        voice = VoiceFactory.create(artist=manager.artist)

        with pytest.raises(PermissionDenied, match="voice"):
            say_no(manager.artist, by=manager.user, use=Use.FINE_TUNING, work=voice)

    def test_terms_of_another_tool(self) -> None:
        with pytest.raises(NotToBeSaid, match="not terms of"):
            decisions.record(
                by=owner_of(artist := ArtistFactory.create()),
                artist=artist,
                choice=Choice(is_yes=True, tool=ToolFactory.create(), terms=TermsFactory.create()),
                now=NOW,
            )

    def test_terms_that_are_no_longer_on_offer(self) -> None:
        old = TermsFactory.create()
        TermsFactory.create(licence=old.licence, is_material=True)

        with pytest.raises(NotToBeSaid, match="on offer now"):
            say_yes(ArtistFactory.create(), old)

    def test_a_licence_that_has_ended(self) -> None:
        terms = TermsFactory.create(licence=LicenceFactory.create(until_at=NOW))

        with pytest.raises(NotToBeSaid, match="has ended"):
            say_yes(ArtistFactory.create(), terms)

    def test_a_use_that_the_licence_lacks(self) -> None:
        licence = LicenceFactory.create(uses=frozenset({Use.REMIX}))

        with pytest.raises(NotToBeSaid, match="does not cover"):
            say_yes(ArtistFactory.create(), TermsFactory.create(licence=licence), use=Use.VOICE)

    def test_a_yes_that_ends_in_the_past(self) -> None:
        with pytest.raises(NotToBeSaid, match="future"):
            say_yes(ArtistFactory.create(), TermsFactory.create(), ends_at=NOW)

    def test_a_work_on_which_the_artist_is_not_credited(self) -> None:
        with pytest.raises(NotToBeSaid, match="not credited"):
            say_no(ArtistFactory.create(), work=CreditFactory.create().work)

    def test_an_empty_list_of_territories(self) -> None:
        with pytest.raises(NotToBeSaid, match="territory"):
            say_no(ArtistFactory.create(), territories=frozenset())


class TestSupport:
    def test_decides_for_nobody_even_from_a_team_it_put_itself_into(self) -> None:
        staff = UserFactory.create(is_staff=True)
        owner = ArtistMemberFactory.create(user=staff)
        rep = OrganisationMemberFactory.create(user=staff)
        MandateFactory.create(artist=owner.artist, organisation=rep.organisation)

        for organisation in (None, rep.organisation):
            with pytest.raises(PermissionDenied):
                decisions.record(
                    by=staff,
                    artist=owner.artist,
                    organisation=organisation,
                    choice=Choice(is_yes=False, use=Use.TRAINING),
                    now=NOW,
                )


class TestUnderAMandate:
    @pytest.fixture
    def rep(self) -> OrganisationMember:
        return OrganisationMemberFactory.create(role=OrganisationRole.EDITOR)

    def say_no(self, rep: OrganisationMember, artist: Artist, **scope: Any) -> Decision:
        return decisions.record(
            by=rep.user,
            artist=artist,
            organisation=rep.organisation,
            choice=Choice(is_yes=False, **scope),
            now=NOW,
        )

    def test_is_recorded_with_the_mandate(self, rep: OrganisationMember) -> None:
        mandate = MandateFactory.create(organisation=rep.organisation)

        decision = self.say_no(rep, mandate.artist, use=Use(mandate.uses[0]))

        assert (decision.capacity, decision.mandate) == ("mandate", mandate)

    def test_is_refused_without_one(self, rep: OrganisationMember) -> None:
        with pytest.raises(PermissionDenied, match="no mandate"):
            self.say_no(rep, ArtistFactory.create(), use=Use.TRAINING)

    def test_is_refused_for_another_use(self, rep: OrganisationMember) -> None:
        mandate = MandateFactory.create(organisation=rep.organisation, uses={Use.TRAINING})

        with pytest.raises(PermissionDenied, match="does not cover remix"):
            self.say_no(rep, mandate.artist, use=Use.REMIX)

    def test_is_refused_for_a_voice(self, rep: OrganisationMember) -> None:
        mandate = MandateFactory.create(organisation=rep.organisation)

        with pytest.raises(PermissionDenied, match="voice"):
            self.say_no(rep, mandate.artist, use=Use.VOICE)

    def test_is_refused_to_a_reader(self) -> None:
        reader = OrganisationMemberFactory.create(role=OrganisationRole.READER)
        mandate = MandateFactory.create(organisation=reader.organisation)

        with pytest.raises(PermissionDenied):
            self.say_no(reader, mandate.artist, use=Use(mandate.uses[0]))

    def test_is_refused_where_the_mandate_ended_while_it_waited_for_the_log(
        self, rep: OrganisationMember
    ) -> None:
        mandate = MandateFactory.create(organisation=rep.organisation)
        mandates.end(mandate=mandate, by=owner_of(mandate.artist), now=NOW + timedelta(seconds=1))
        say_no(ArtistFactory.create(), now=NOW + timedelta(seconds=2))

        with pytest.raises(PermissionDenied, match="no mandate"):
            self.say_no(rep, mandate.artist, use=Use(mandate.uses[0]))

    def test_is_refused_when_the_mandate_covers_other_kinds_of_work(
        self, rep: OrganisationMember
    ) -> None:
        credit = CreditFactory.create()
        MandateFactory.create(
            organisation=rep.organisation, artist=credit.artist, kinds={WorkKind.COMPOSITION}
        )

        with pytest.raises(PermissionDenied, match="of recordings"):
            self.say_no(rep, credit.artist, use=Use.TRAINING, work=credit.work)


class TestTheChain:
    def test_begins_with_nothing_and_numbers_without_gaps(self) -> None:
        rows = [say_no(ArtistFactory.create()) for _ in range(3)]

        assert rows[0].previous_hash == GENESIS
        assert [row.number for row in rows] == [1, 2, 3]
        assert rows[2].previous_hash == rows[1].row_hash
        assert integrity.first_fault() is None

    def test_tells_where_a_row_was_changed(self) -> None:
        for _ in range(3):
            say_no(ArtistFactory.create())
        rows = [d.sealed for d in Decision.objects.with_names().order_by("number")]
        rows[1].content["is_yes"] = True  # type: ignore[index]  # a forger does not ask

        assert first_break(rows) == 2

    def test_tells_where_a_row_is_missing(self) -> None:
        for _ in range(3):
            say_no(ArtistFactory.create())
        rows = [d.sealed for d in Decision.objects.with_names().order_by("number")]

        assert first_break([rows[0], rows[2]]) == 2


class TestTheDatabase:
    def test_refuses_to_change_a_decision(self) -> None:
        say_no(ArtistFactory.create())

        with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
            Decision.objects.update(is_yes=True)

    def test_refuses_to_remove_a_decision(self) -> None:
        say_no(ArtistFactory.create())

        with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
            Decision.objects.all()._raw_delete("default")

    def test_refuses_a_yes_without_terms(self) -> None:
        with pytest.raises(IntegrityError, match="decision_yes_names"), transaction.atomic():
            Decision.objects.create(
                number=1,
                artist=(artist := ArtistFactory.create()),
                is_yes=True,
                given_by=owner_of(artist),
                capacity="owner",
                given_at=BEFORE,
                previous_hash=GENESIS,
                row_hash="x",
            )
