"""Artists, organisations, works and what ties them together, made through the services.

`NOW` is the moment of every test that names no other; what stands before it was made at `BEFORE`.
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from factory.declarations import LazyFunction, Sequence, SubFactory
from factory.django import DjangoModelFactory

from artistportal.accounts.models import User
from artistportal.roster.domain.roles import (
    ArtistRole,
    CreditRole,
    OrganisationKind,
    OrganisationRole,
)
from artistportal.roster.domain.uses import Use, WorkKind
from artistportal.roster.models import (
    Artist,
    ArtistMember,
    Credit,
    Mandate,
    Organisation,
    OrganisationMember,
    Payee,
    Signing,
    SplitSheet,
    Work,
)
from artistportal.roster.services import artists, mandates, organisations, splits, works
from tests.factories.accounts import UserFactory, support

BEFORE = datetime(2025, 1, 1, 9, tzinfo=UTC)
NOW = datetime(2026, 3, 15, 12, tzinfo=UTC)


def numbered_iswc(number: int) -> str:
    """The ISWC whose nine digits are `number`."""
    digits = f"{number % 1_000_000_000:09}"
    total = 1 + sum(place * int(digit) for place, digit in enumerate(digits, 1))
    return f"T{digits}{-total % 10}"


class ArtistFactory(DjangoModelFactory[Artist]):
    """An artist nobody speaks for yet."""

    class Meta:
        model = Artist

    name = Sequence(lambda number: f"Artist {number:03}")
    by = LazyFunction(support)
    now = BEFORE

    @classmethod
    def _create(cls, model_class: type[Artist], *args: Any, **kwargs: Any) -> Artist:
        return artists.add(**kwargs)


class ArtistMemberFactory(DjangoModelFactory[ArtistMember]):
    """An owner who sees the money."""

    class Meta:
        model = ArtistMember

    artist = SubFactory(ArtistFactory)
    user = SubFactory(UserFactory)
    role = ArtistRole.OWNER
    sees_money = True
    by = LazyFunction(support)
    now = BEFORE

    @classmethod
    def _create(cls, model_class: type[ArtistMember], *args: Any, **kwargs: Any) -> ArtistMember:
        return artists.add_member(**kwargs)


class OrganisationFactory(DjangoModelFactory[Organisation]):
    """A label nobody represents yet."""

    class Meta:
        model = Organisation

    name = Sequence(lambda number: f"Label {number:03}")
    kind = OrganisationKind.LABEL
    by = LazyFunction(support)
    now = BEFORE

    @classmethod
    def _create(cls, model_class: type[Organisation], *args: Any, **kwargs: Any) -> Organisation:
        return organisations.add(**kwargs)


class OrganisationMemberFactory(DjangoModelFactory[OrganisationMember]):
    """An admin who sees the money."""

    class Meta:
        model = OrganisationMember

    organisation = SubFactory(OrganisationFactory)
    user = SubFactory(UserFactory)
    role = OrganisationRole.OWNER
    sees_money = True
    by = LazyFunction(support)
    now = BEFORE

    @classmethod
    def _create(
        cls, model_class: type[OrganisationMember], *args: Any, **kwargs: Any
    ) -> OrganisationMember:
        return organisations.add_member(**kwargs)


class SigningFactory(DjangoModelFactory[Signing]):
    """An artist on a roster."""

    class Meta:
        model = Signing

    organisation = SubFactory(OrganisationFactory)
    artist = SubFactory(ArtistFactory)
    from_date = date(2025, 1, 1)
    by = LazyFunction(support)
    now = BEFORE

    @classmethod
    def _create(cls, model_class: type[Signing], *args: Any, **kwargs: Any) -> Signing:
        return organisations.sign(**kwargs)


class RecordingFactory(DjangoModelFactory[Work]):
    """A recording with an ISRC and nobody credited."""

    class Meta:
        model = Work

    title = Sequence(lambda number: f"Recording {number:05}")
    isrc = Sequence(lambda number: f"GBFAC25{number:05}")
    rights_holder = SubFactory(OrganisationFactory)
    by = LazyFunction(support)
    now = BEFORE

    @classmethod
    def _create(cls, model_class: type[Work], *args: Any, **kwargs: Any) -> Work:
        return works.add_recording(**kwargs)


class CompositionFactory(DjangoModelFactory[Work]):
    """A composition with an ISWC and nobody credited."""

    class Meta:
        model = Work

    title = Sequence(lambda number: f"Composition {number:05}")
    iswc = Sequence(numbered_iswc)
    rights_holder = SubFactory(OrganisationFactory)
    by = LazyFunction(support)
    now = BEFORE

    @classmethod
    def _create(cls, model_class: type[Work], *args: Any, **kwargs: Any) -> Work:
        return works.add_composition(**kwargs)


class VoiceFactory(DjangoModelFactory[Work]):
    """An artist's voice, credited to them."""

    class Meta:
        model = Work

    artist = SubFactory(ArtistFactory)
    rights_holder = SubFactory(OrganisationFactory)
    by = LazyFunction(support)
    now = BEFORE

    @classmethod
    def _create(cls, model_class: type[Work], *args: Any, **kwargs: Any) -> Work:
        return works.add_voice(**kwargs)


class CreditFactory(DjangoModelFactory[Credit]):
    """A main artist who holds consent."""

    class Meta:
        model = Credit

    work = SubFactory(RecordingFactory)
    artist = SubFactory(ArtistFactory)
    role = CreditRole.MAIN_ARTIST
    holds_consent = True
    by = LazyFunction(support)
    now = BEFORE

    @classmethod
    def _create(cls, model_class: type[Credit], *args: Any, **kwargs: Any) -> Credit:
        return works.credit(**kwargs)


class PayeeFactory(DjangoModelFactory[Payee]):
    """Somebody outside who is paid."""

    class Meta:
        model = Payee

    name = Sequence(lambda number: f"Payee {number:03}")


class SplitSheetFactory(DjangoModelFactory[SplitSheet]):
    """A sheet that gives everything to one payee, or `shares` as they are given."""

    class Meta:
        model = SplitSheet

    work = SubFactory(RecordingFactory)
    shares = None
    from_date = date(2025, 1, 1)
    by = LazyFunction(support)
    now = BEFORE

    @classmethod
    def _create(cls, model_class: type[SplitSheet], *args: Any, **kwargs: Any) -> SplitSheet:
        kwargs["shares"] = kwargs["shares"] or {PayeeFactory.create(): 1_000_000}
        return splits.agree(**kwargs)


class MandateFactory(DjangoModelFactory[Mandate]):
    """An artist's leave for a label to decide training and discovery of recordings."""

    class Meta:
        model = Mandate

    artist = SubFactory(ArtistFactory)
    organisation = SubFactory(OrganisationFactory)
    uses = frozenset({Use.TRAINING, Use.DISCOVERY})
    kinds = frozenset({WorkKind.RECORDING})
    clause = "clause 4.2"
    from_at = BEFORE
    until_at = None
    now = BEFORE

    @classmethod
    def _create(cls, model_class: type[Mandate], *args: Any, **kwargs: Any) -> Mandate:
        named = ("uses", "kinds", "clause", "from_at", "until_at")
        leave = mandates.Leave(**{name: kwargs.pop(name) for name in named})
        return mandates.grant(leave=leave, by=owner_of(kwargs["artist"]), **kwargs)


def owner_of(artist: Artist) -> User:
    """A person who owns the artist's account."""
    owner = artist.members.filter(role=ArtistRole.OWNER.value).select_related("user").first()
    if owner:
        return owner.user
    member = ArtistMemberFactory.create(artist=artist)
    return member.user
