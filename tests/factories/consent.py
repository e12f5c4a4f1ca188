"""Tools, licences, terms and decisions, made through the services."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

from django.utils.text import slugify
from factory.declarations import LazyFunction, Sequence, SubFactory
from factory.django import DjangoModelFactory

from artistportal.accounts.models import User
from artistportal.roster.domain.uses import Use
from artistportal.roster.models import Artist
from consent.domain.payment import PayModel
from consent.domain.tools import ToolStatus
from consent.models import Decision, Licence, Provider, Terms, Tool
from consent.services import decisions, licences, tools
from consent.services.licences import Offer
from tests.factories.accounts import support
from tests.factories.roster import (
    BEFORE,
    NOW,
    ArtistMemberFactory,
    OrganisationFactory,
)

EVERY_USE = frozenset(Use)


class ProviderFactory(DjangoModelFactory[Provider]):
    """A company with one or more tools."""

    class Meta:
        model = Provider

    name = Sequence(lambda number: f"Provider {number:03}")
    by = LazyFunction(support)

    @classmethod
    def _create(cls, model_class: type[Provider], *args: Any, **kwargs: Any) -> Provider:
        return tools.add_provider(**kwargs)


class ToolFactory(DjangoModelFactory[Tool]):
    """A live tool without a licence."""

    class Meta:
        model = Tool

    provider = SubFactory(ProviderFactory)
    name = Sequence(lambda number: f"Tool {number:03}")
    status = ToolStatus.LIVE
    by = LazyFunction(support)

    @classmethod
    def _create(cls, model_class: type[Tool], *args: Any, **kwargs: Any) -> Tool:
        name, status = kwargs.pop("name"), kwargs.pop("status")
        slug = slugify(name)
        return tools.add(description=tools.Description(slug, name, status), **kwargs)


class LicenceFactory(DjangoModelFactory[Licence]):
    """A licence for every use and territory, without terms."""

    class Meta:
        model = Licence

    tool = SubFactory(ToolFactory)
    organisation = SubFactory(OrganisationFactory)
    uses = EVERY_USE
    territories = None
    from_at = BEFORE
    until_at = None
    by = LazyFunction(support)
    now = BEFORE

    @classmethod
    def _create(cls, model_class: type[Licence], *args: Any, **kwargs: Any) -> Licence:
        names = ("uses", "from_at", "until_at", "territories")
        reach = licences.Reach(**{name: kwargs.pop(name) for name in names})
        return licences.sign(reach=reach, **kwargs)


class TermsFactory(DjangoModelFactory[Terms]):
    """Terms that pay a cent for each unit of every use."""

    class Meta:
        model = Terms

    licence = SubFactory(LicenceFactory)
    text = "The tool pays for each use as listed."
    currency = "EUR"
    pay_model = PayModel.PER_USE_RATE
    is_material = False
    notice_days = 0
    by = LazyFunction(support)
    now = BEFORE

    @classmethod
    def _create(cls, model_class: type[Terms], *args: Any, **kwargs: Any) -> Terms:
        said = {each.name: kwargs.pop(each.name) for each in fields(Offer) if each.name in kwargs}
        offer = Offer(**{"rates_micros": dict.fromkeys(Use, 10_000)} | said)
        return licences.offer_terms(offer=offer, **kwargs)


def owner_of(artist: Artist) -> User:
    """Somebody who speaks for the artist in person."""
    member = artist.members.filter(role="owner").first()
    return (member or ArtistMemberFactory.create(artist=artist)).user


def say_yes(artist: Artist, terms: Terms, **scope: Any) -> Decision:
    """The artist's own yes to these terms: for all works, later ones too, unless told otherwise."""
    return _say(
        artist,
        is_yes=True,
        tool=terms.licence.tool,
        terms=terms,
        **{"reaches_later_works": True} | scope,
    )


def say_no(artist: Artist, **scope: Any) -> Decision:
    """The artist's own no: to everything, unless told otherwise."""
    return _say(artist, is_yes=False, **scope)


def _say(artist: Artist, **said: Any) -> Decision:
    now = said.pop("now", NOW)
    return decisions.record(
        by=said.pop("by", None) or owner_of(artist),
        artist=artist,
        choice=decisions.Choice(**said),
        now=now,
    )
