"""Licences and terms drafted by one person, signed by another, and what follows for artists."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from artistportal.accounts.models import Deed, Notification, User
from artistportal.roster.domain.roles import OrganisationRole
from artistportal.roster.domain.uses import Use
from artistportal.roster.models import Organisation
from consent.domain.payment import PayModel
from consent.models import Licence, LicenceDraft, Request, Terms
from consent.queries import terms as stored
from consent.services import decisions, draft_rows, drafts
from consent.services.drafts import Draft, NotToBeDrafted, Stale
from consent.services.licences import Offer, Reach
from tests.factories.accounts import UserFactory, support
from tests.factories.consent import ToolFactory
from tests.factories.earnings import Deal, deal
from tests.factories.roster import NOW, ArtistMemberFactory, OrganisationMemberFactory

pytestmark = pytest.mark.django_db

OFFER = Offer(
    text="The tool may talk about it.",
    currency="EUR",
    pay_model=PayModel.PER_USE_RATE,
    rates_micros={Use.DISCOVERY: 2_500},
)


@dataclass(frozen=True)
class House:
    """An organisation with an editor who drafts and a manager who signs."""

    organisation: Organisation
    editor: User
    manager: User

    def begin(self, draft: Draft, by: User | None = None) -> LicenceDraft:
        return drafts.begin(
            organisation=self.organisation, draft=draft, by=by or self.editor, now=NOW
        )

    def sign(self, kept: LicenceDraft, by: User | None = None, seen: int = 1) -> Terms:
        return drafts.sign(draft=kept, seen=seen, by=by or self.manager, now=NOW)


def house(organisation: Organisation | None = None) -> House:
    more = {"organisation": organisation} if organisation else {}
    editor = OrganisationMemberFactory.create(role=OrganisationRole.EDITOR, **more)
    manager = OrganisationMemberFactory.create(
        organisation=editor.organisation, role=OrganisationRole.MANAGER
    )
    return House(editor.organisation, editor.user, manager.user)


def new_licence() -> Draft:
    reach = Reach(frozenset({Use.DISCOVERY}), NOW, NOW + timedelta(days=365), frozenset({"DE"}))
    return Draft(ToolFactory.create(), OFFER, reach)


def next_terms(agreed: Deal, **changes: object) -> Draft:
    """The terms of the deal, changed as told."""
    prices = {Use(price.use): price.rate_micros for price in agreed.terms.prices.all()}
    offer = Offer(
        text=agreed.terms.text,
        currency=agreed.terms.currency,
        pay_model=PayModel(agreed.terms.pay_model),
        notice_days=agreed.terms.notice_days,
        rates_micros=prices,
        recording_ppm=agreed.terms.recording_ppm,
        composition_ppm=agreed.terms.composition_ppm,
        voice_ppm=agreed.terms.voice_ppm,
    )
    changed = replace(offer, **changes)  # type: ignore[arg-type]  # as the test says
    return Draft(agreed.tool, changed, licence=agreed.licence)


class TestRows:
    def test_are_read_back_as_they_were_kept(self) -> None:
        draft = new_licence()
        assert draft.reach is not None

        assert draft_rows.as_offer(draft_rows.of_offer(draft.offer, 3)) == draft.offer
        assert draft_rows.as_reach(draft_rows.of_reach(draft.reach)) == draft.reach


class TestSign:
    def test_by_a_second_person_makes_the_licence_and_its_terms_once(self) -> None:
        home = house()
        kept = home.begin(new_licence())

        terms = home.sign(kept)
        again = home.sign(kept)

        licence = Licence.objects.get()
        assert terms == again
        assert (terms.licence, terms.number, terms.is_material) == (licence, 1, False)
        assert licence.territories == ["DE"]
        assert [price.rate_micros for price in terms.prices.all()] == [2_500]
        assert list(Deed.objects.filter(verb="licence.signed").values_list("by", flat=True)) == [
            home.manager.pk
        ]

    def test_is_refused_to_who_saved_it_and_to_everybody_else(self) -> None:
        home, stranger = house(), house()
        own = home.begin(new_licence(), by=home.manager)
        reader = OrganisationMemberFactory.create(
            organisation=home.organisation, role=OrganisationRole.READER
        ).user

        for by in (home.manager, home.editor, reader, stranger.manager, support()):
            with pytest.raises(PermissionDenied):
                home.sign(own, by=by)
        with pytest.raises(IntegrityError), transaction.atomic():
            LicenceDraft.objects.filter(pk=own.pk).update(signed_by=home.manager, signed_at=NOW)
        assert not Licence.objects.exists()

    def test_is_refused_where_the_draft_was_saved_since(self) -> None:
        home = house()
        draft = new_licence()
        kept = home.begin(draft)
        changed = replace(draft, offer=replace(OFFER, text="Something else."))
        drafts.save(draft=kept, said=changed, seen=1, by=home.editor, now=NOW)

        with pytest.raises(Stale, match="Version 2 was saved"):
            home.sign(kept, seen=1)
        with pytest.raises(Stale):
            drafts.save(draft=kept, said=draft, seen=1, by=home.editor, now=NOW)
        assert home.sign(kept, seen=2).text == "Something else."

    def test_is_refused_where_other_terms_were_offered_since(self) -> None:
        agreed = deal()
        home = house(agreed.licence.organisation)
        first = home.begin(next_terms(agreed, text="One."))
        second = home.begin(next_terms(agreed, text="Two."))
        home.sign(first)

        with pytest.raises(Stale, match="Other terms were offered since"):
            home.sign(second)

    def test_is_refused_once_it_is_withdrawn(self) -> None:
        home = house()
        kept = home.begin(new_licence())
        drafts.withdraw(draft=kept, by=home.editor, now=NOW)

        with pytest.raises(NotToBeDrafted, match="was withdrawn"):
            home.sign(kept)


class TestBegin:
    def test_is_for_owners_managers_and_editors(self) -> None:
        home = house()

        for by in (UserFactory.create(), support(), house().editor):
            with pytest.raises(PermissionDenied):
                home.begin(new_licence(), by=by)

    def test_of_terms_is_for_the_licences_own_organisation(self) -> None:
        with pytest.raises(PermissionDenied, match="is between others"):
            house().begin(next_terms(deal()))

    def test_refuses_what_is_worse_and_not_said_to_be_material(self) -> None:
        agreed = deal()
        home = house(agreed.licence.organisation)
        worse = next_terms(agreed, notice_days=agreed.terms.notice_days + 1)

        with pytest.raises(NotToBeDrafted, match="Mark the terms as materially different"):
            home.begin(worse)
        home.begin(replace(worse, offer=replace(worse.offer, is_material=True)))

    def test_refuses_terms_that_cannot_pay(self) -> None:
        flat = replace(OFFER, pay_model=PayModel.FLAT_PER_WORK)

        with pytest.raises(NotToBeDrafted, match="Say where the month's pool comes from"):
            house().begin(replace(new_licence(), offer=flat))


class TestRenewal:
    def test_asks_everybody_again_whose_yes_ends(self) -> None:
        agreed = deal()
        owner = ArtistMemberFactory.create(artist=agreed.artist).user
        home = house(agreed.licence.organisation)
        said = next_terms(agreed, text="New words.", is_material=True)

        terms = home.sign(home.begin(said))

        request = Request.objects.get()
        assert request.terms == terms
        assert request.by_organisation == home.organisation
        assert set(request.parts.values_list("artist", "use")) == {
            (agreed.artist.pk, Use.DISCOVERY.value)
        }
        news = Notification.objects.get(to=owner, subject__startswith="Your yes to")
        assert news.path == f"/terms/{agreed.licence.number}/{terms.number}/"
        assert stored.agreed_number(agreed.licence, agreed.artist.pk) == 1

    def test_asks_nobody_whose_yes_stays(self) -> None:
        agreed = deal()
        home = house(agreed.licence.organisation)

        home.sign(home.begin(next_terms(agreed, text="Clearer words.")))

        assert not Request.objects.exists()

    def test_leaves_alone_who_has_said_no_since(self) -> None:
        agreed = deal()
        owner = ArtistMemberFactory.create(artist=agreed.artist).user
        decisions.record(
            by=owner,
            artist=agreed.artist,
            choice=decisions.Choice(False, None, agreed.tool, Use.DISCOVERY),
            now=NOW - timedelta(days=1),
        )
        home = house(agreed.licence.organisation)

        home.sign(home.begin(next_terms(agreed, text="New words.", is_material=True)))

        assert not Request.objects.exists()
        assert not Notification.objects.filter(subject__startswith="Your yes to").exists()
