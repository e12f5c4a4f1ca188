"""What the roster keeps about a person and the artists they own; and what ends when they leave."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime

from django.db.models import QuerySet

from artistportal.accounts.domain.topics import Topic
from artistportal.accounts.models import User
from artistportal.accounts.services import notifications
from artistportal.accounts.services.notifications import News
from artistportal.accounts.services.your_data import Piece, Source, document, table, written
from artistportal.roster.domain.roles import ArtistRole, OrganisationRole
from artistportal.roster.models import (
    Artist,
    ArtistMember,
    Credit,
    Mandate,
    Organisation,
    OrganisationMember,
    SplitShare,
    Successor,
)
from artistportal.roster.queries import successors
from artistportal.roster.services import teams

ROWS_AT_ONCE = 1_000
OWNERS = (ArtistRole.OWNER.value, OrganisationRole.OWNER.value)


def artists_of(user: User, now: datetime) -> QuerySet[Artist]:
    """The artists whose accounts the person owns: their data is the person's to take."""
    owned = ArtistMember.objects.filter(user=user, role=ArtistRole.OWNER.value).in_force(now)
    return Artist.objects.filter(pk__in=owned.values("artist")).order_by("pk")


def organisations_of(user: User, now: datetime) -> QuerySet[Organisation]:
    """The organisations whose accounts the person owns, likewise."""
    owner = OrganisationRole.OWNER.value
    owned = OrganisationMember.objects.filter(user=user, role=owner).in_force(now)
    return Organisation.objects.filter(pk__in=owned.values("organisation")).order_by("pk")


def pieces(user: User, now: datetime) -> Iterable[Piece]:
    """Their places in teams; and of each artist the profile, team, works, mandates and splits."""
    yield table(
        "your-places.csv", ("account", "role", "sees_money", "from", "until"), _places(user)
    )
    for artist in artists_of(user, now):
        yield from _of_artist(artist, str(artist.public_id))


SOURCE = Source(
    "Your places in teams, and your artists' profiles, works, mandates, splits.", pieces
)


def end(user: User, now: datetime) -> None:
    """End every place of a person who leaves; support hears of accounts that nobody owns now."""
    for member in _in_force(user, now):
        party = member.artist if isinstance(member, ArtistMember) else member.organisation
        type(member)._default_manager.filter(pk=member.pk).update(until_at=max(now, member.from_at))
        said = f"{user} closed their account, so their place in the team of {party} ended."
        teams.note(party, "team.left", said, (teams.told(member), {}), by=None, now=now)
        if member.role in OWNERS and not _owners(member, now):
            named = successors.named_by(party) if isinstance(party, Artist) else None
            _tell_support(str(party), named, now)


def consequences(user: User, now: datetime) -> Iterator[str]:
    """Which accounts would have no owner without this person."""
    for member in _in_force(user, now):
        party = member.artist if isinstance(member, ArtistMember) else member.organisation
        if member.role in OWNERS and not _owners(member, now).exclude(user=user).exists():
            yield (
                f"You are the last owner of {party}. Make somebody else an owner first; otherwise"
                f" {party} stays without an owner, nobody can decide for it, and support is told."
            )
        else:
            yield f"You leave the team of {party}."
        if isinstance(member, ArtistMember) and member.role in OWNERS:
            yield _of_succession(member.artist)


def _of_succession(artist: Artist) -> str:
    """Who takes over for an artist one day; closing an account hands nothing over."""
    named = successors.named_by(artist)
    if named is None:
        return (
            f"No successor is named for {artist}, and once you are gone you can name none. After"
            f" your death support goes by the papers that heirs show."
        )
    return (
        f"{named.name} stays named as successor of {artist}. Closing hands nothing over to them:"
        " they take over after the death of whoever named them, once support has seen the paper."
    )


def _in_force(user: User, now: datetime) -> list[ArtistMember | OrganisationMember]:
    artists = ArtistMember.objects.filter(user=user).in_force(now).select_related("artist")
    others = OrganisationMember.objects.filter(user=user).in_force(now)
    return [*artists.order_by("pk"), *others.select_related("organisation").order_by("pk")]


def _owners(
    member: ArtistMember | OrganisationMember, now: datetime
) -> QuerySet[ArtistMember] | QuerySet[OrganisationMember]:
    if isinstance(member, ArtistMember):
        theirs = ArtistMember.objects.filter(artist=member.artist_id, role=ArtistRole.OWNER.value)
        return theirs.in_force(now)
    places = OrganisationMember.objects.filter(
        organisation=member.organisation_id, role=OrganisationRole.OWNER.value
    )
    return places.in_force(now)


def _tell_support(name: str, successor: Successor | None, now: datetime) -> None:
    heir = f"{successor.name} is named as successor" if successor else "No successor is named"
    news = News(
        topic=Topic.TEAM,
        subject=f"{name} has no owner any more",
        text=(
            f"The last owner of {name} closed their account. Its decisions stay in force; nobody"
            f" can decide for it until there is an owner. {heir}."
        ),
    )
    staff = User.objects.filter(is_staff=True, is_active=True)
    notifications.tell(news, to=staff, now=now)


def _places(user: User) -> Iterator[tuple[str, ...]]:
    for member in [
        *ArtistMember.objects.filter(user=user).select_related("artist").order_by("pk"),
        *OrganisationMember.objects.filter(user=user).select_related("organisation").order_by("pk"),
    ]:
        party = member.artist if isinstance(member, ArtistMember) else member.organisation
        money = "yes" if member.sees_money else "no"
        yield str(party), member.role, money, written(member.from_at), written(member.until_at)


def _of_artist(artist: Artist, folder: str) -> Iterator[Piece]:
    yield document(
        f"{folder}/profile.json",
        {"name": artist.name, "isni": artist.isni, "ipi": artist.ipi, "since": artist.created_at},
    )
    team = artist.members.select_related("user").order_by("pk")
    yield table(
        f"{folder}/team.csv",
        ("name", "role", "from", "until"),
        ((str(m.user), m.role, written(m.from_at), written(m.until_at)) for m in team),
    )
    yield table(
        f"{folder}/works-and-credits.csv",
        (
            "work",
            "kind",
            "title",
            "release",
            "isrc",
            "iswc",
            "role",
            "holds_consent",
            "credited_at",
        ),
        _credits(artist),
    )
    yield table(
        f"{folder}/splits.csv", ("work", "title", "from", "until", "share_ppm"), _shares(artist)
    )
    mandates = Mandate.objects.filter(artist=artist).select_related("organisation").order_by("pk")
    yield table(
        f"{folder}/mandates.csv",
        ("organisation", "uses", "kinds", "clause", "from", "until", "granted_at"),
        (
            (
                str(m.organisation),
                " ".join(m.uses),
                " ".join(m.kinds),
                m.clause,
                written(m.from_at),
                written(m.until_at),
                written(m.granted_at),
            )
            for m in mandates
        ),
    )


def _credits(artist: Artist) -> Iterator[tuple[str, ...]]:
    """The artist's own credits: of those of others nothing is told."""
    rows = Credit.objects.filter(artist=artist).select_related("work").order_by("pk")
    for credit in rows.iterator(ROWS_AT_ONCE):
        work = credit.work
        holds = "yes" if credit.holds_consent else "no"
        named = (str(work.public_id), work.kind, work.title, work.release_title)
        numbers = (work.isrc or "", work.iswc or "")
        yield *named, *numbers, credit.role, holds, written(credit.credited_at)


def _shares(artist: Artist) -> Iterator[tuple[str | int, ...]]:
    """The artist's own shares, likewise."""
    rows = SplitShare.objects.filter(payee__artist=artist).select_related("sheet__work")
    for share in rows.order_by("pk").iterator(ROWS_AT_ONCE):
        sheet = share.sheet
        until = sheet.until_date.isoformat() if sheet.until_date else ""
        work = sheet.work
        yield str(work.public_id), work.title, sheet.from_date.isoformat(), until, share.share_ppm
